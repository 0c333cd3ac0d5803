import pandas as pd
print(pd.Timestamp.now(), pd.Timestamp.utcnow(), pd.Timestamp.today().normalize(), pd.to_datetime('now'))
