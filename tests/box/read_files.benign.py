# prints: [3, 7] 10
import io, os, tempfile
import pandas as pd
with tempfile.NamedTemporaryFile("w+", suffix=".csv") as f:
    f.write("a,b\n3,x\n7,y\n")
    f.flush()
    print(pd.read_csv(f.name).a.tolist(), pd.read_csv(io.StringIO("a\n10\n")).a.sum())
