import pandas as pd
a = pd.DataFrame({'k': list('cabd'), 'x': range(4)})
print(a.merge(a, on='k', how='outer'), pd.concat([a, a]).drop_duplicates())
