# prints: 5 4950.0
import ctypes
import numpy as np
print(ctypes.CDLL(None).strlen(b"hello"), np.dot(np.arange(100.0), np.ones(100)))
