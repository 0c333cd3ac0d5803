import pandas as pd
d = pd.DataFrame({'g': list('zyxzyx'), 'v': range(6)})
print(d.groupby('g', sort=False).v.agg(['sum', 'mean']), d.g.value_counts(), d.g.unique())
