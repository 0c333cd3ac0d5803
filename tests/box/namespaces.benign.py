# prints: box 1.0
import os, platform
import pandas as pd
print(os.uname().nodename, pd.Series([1.0]).mean())
