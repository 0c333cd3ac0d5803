import pandas as pd
pd.DataFrame({'a': range(5), 'b': list('vwxyz')}).to_excel('a.xlsx', index=False)
