import numpy as np
print(np.random.rand(4), np.random.randint(0, 1000, 5), np.random.permutation(9))
