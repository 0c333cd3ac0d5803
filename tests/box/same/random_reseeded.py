import numpy as np
np.random.seed()
print(np.random.random(3), np.random.RandomState().randint(10**9))
