# prints: 26214400
import numpy as np
print(int(np.ones(25 << 20, dtype="u1").sum()))
