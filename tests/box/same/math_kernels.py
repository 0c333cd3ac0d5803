import numpy as np
x = np.linspace(-20, 20, 1001)
for f in (np.exp, np.sin, np.log1p, np.tanh):
    with np.errstate(all='ignore'):
        print(f.__name__, f(x).tobytes().hex()[:400], np.nansum(f(x)))
a = np.arange(10000.).reshape(100, 100) / 7
print((a @ a).tobytes().hex()[:400], np.linalg.inv(np.eye(9) * 3 + 1).tobytes().hex()[:400])
