import pandas as pd
d = pd.DataFrame({'a': range(200)})
print(d.sample(5), d.a.sample(frac=0.02).tolist())
