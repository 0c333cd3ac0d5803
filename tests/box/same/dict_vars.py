import collections
print(collections.Counter('mississippi'), sorted(vars(collections), key=hash)[:20])
