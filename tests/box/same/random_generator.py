import numpy as np
g = np.random.default_rng()
print(g.random(3), g.integers(0, 10**9, 3), g.normal(size=2))
