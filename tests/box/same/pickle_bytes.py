import pickle, pandas as pd
print(pickle.dumps({'a', 'b', 'c'}).hex(), len(pickle.dumps(pd.DataFrame({'a': [1]}))))
