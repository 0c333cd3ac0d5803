# What people write with pandas, numpy, matplotlib and the standard library works.
# prints: everything works
# files: o.csv o.xlsx o.json o.csv.gz o.pkl p.png p.svg p.pdf x.npy z.zip o.db
import getpass, gzip, io, json, os, pathlib, pickle, shutil, sqlite3, tempfile, threading, uuid, zipfile, zoneinfo
import lzma
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
df = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", None], "d": pd.to_datetime(["2024-01-01", "2024-02-01", None])})
df.to_csv("o.csv", index=False)
assert len(pd.read_csv("o.csv")) == 3
df.to_csv("o.csv.gz")
assert len(pd.read_csv("o.csv.gz")) == 3
df.to_excel("o.xlsx")
assert pd.read_excel("o.xlsx").a.tolist() == [1, 2, 3]
df.to_json("o.json")
assert len(pd.read_json("o.json")) == 3
df.to_pickle("o.pkl")
assert pd.read_pickle("o.pkl").equals(df)
assert len(pd.read_html(io.StringIO(df.to_html()))) == 1
df.to_sql("t", sqlite3.connect("o.db"))
assert sqlite3.connect(":memory:").execute("select 40 + 2").fetchone() == (42,)
df.plot(y="a")
for kind in ("png", "svg", "pdf"):
    plt.savefig("p." + kind)
plt.close()
np.save("x.npy", np.linalg.inv(np.eye(3)))
assert np.load("x.npy").sum() == 3
with zipfile.ZipFile("z.zip", "w") as z:
    z.write("o.csv")
with tempfile.TemporaryDirectory() as d:
    pathlib.Path(d, "q", "w").mkdir(parents=True)
    shutil.copytree(d, d + "-copy")
    shutil.rmtree(d + "-copy")
assert lzma.decompress(lzma.compress(b"x")) == b"x"
assert pd.Timestamp("2024-07-01", tz="Europe/Berlin").utcoffset().total_seconds() == 7200
assert zoneinfo.ZoneInfo("America/New_York")
assert df.query("a > 1").eval("c = a * 2").c.tolist() == [4, 6]
assert df.dropna().set_index("d").resample("M").sum(numeric_only=True).a.tolist() == [1, 2]
assert uuid.uuid4() != uuid.uuid4() and getpass.getuser() and os.cpu_count()
print("everything works")
