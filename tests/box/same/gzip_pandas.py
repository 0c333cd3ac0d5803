import pandas as pd
pd.DataFrame({'a': range(100)}).to_csv('a.csv.gz', index=False)
