# Between all these, code as people write it.
# ends: none
import pandas as pd
frame = pd.DataFrame({"g": list("aab"), "v": [1, 2, 3]})
assert frame.groupby("g").v.sum().tolist() == [3, 3]
open("out.txt", "w").write("done")
