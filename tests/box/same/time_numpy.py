import numpy as np
print(np.datetime64('now'), np.datetime64('today'))
