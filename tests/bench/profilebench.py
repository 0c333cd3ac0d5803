#!/usr/bin/env python3
"""fettle profile beside peers, in turns (`make bench-profile`, MB=1000 for a large file).
    profilebench.py FETTLE [--mb 100] [--rounds 3] [--data DIR]
Peers: pandas, Miller, and of npm @duckdb/node-api (SUMMARIZE, 2 threads) and nodejs-polars (read,
describe, n_unique) where NODE_PATH leads to them. The ratios are of CPU; wall time is beside them. Then
the same text as UTF-16 and Latin-1 against UTF-8, and the peak memory. Who is absent is left out.
"""
import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gen  # noqa: E402
import run  # noqa: E402

DUCK = """const {DuckDBInstance} = require('@duckdb/node-api');
(async () => { const c = await (await DuckDBInstance.create(':memory:', {threads: '2'})).connect();
  await c.runAndReadAll(`summarize select * from read_csv('${process.argv[1]}')`); })();"""
POLARS = """const pl = require('nodejs-polars'); const d = pl.readCSV(process.argv[1], {inferSchemaLength: 1000});
d.describe().toString(); d.columns.forEach(c => d.getColumn(c).nUnique());"""


def node(module):
    return shutil.which("node") is not None and subprocess.run(
        ["node", "-e", f"require('{module}')"], stderr=subprocess.DEVNULL).returncode == 0


def wide(path, rows, columns=2000, seed=5):
    if path.exists():
        return
    r = random.Random(seed)
    with open(path, "w", newline="") as f:
        f.write(",".join("c%04d" % i for i in range(columns)) + "\r\n")
        for _ in range(rows):
            f.write(",".join(str(r.getrandbits(17)) if i % 8 < 3 else "%.3f" % (r.random() * 1000) if i % 8 < 5
                             else "20%02d-%02d-%02d" % (r.randint(10, 29), r.randint(1, 12), r.randint(1, 28)) if i % 8 == 5
                             else "C%03d" % r.getrandbits(9) if i % 8 == 6 else "" if r.random() < .7 else '"a, b"'
                             for i in range(columns)) + "\r\n")


def recode(source, target, encoding):
    if not target.exists():
        with open(source, encoding="utf-8", newline="") as i, open(target, "w", encoding=encoding, errors="replace", newline="") as o:
            shutil.copyfileobj(i, o, 1 << 20)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("fettle")
    ap.add_argument("--mb", type=int, default=100)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--data", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "fettle-bench")
    a = ap.parse_args()
    a.only = None
    gen.make(a.data, a.mb)
    big, broad = a.data / "orders.csv", a.data / "wide.csv"
    wide(broad, 65 * a.mb)
    b = run.Bench(a)
    duck, polars = node("@duckdb/node-api"), node("nodejs-polars")
    for name, file in (("profile", big), ("profile, 2000 columns", broad)):
        ours = [os.path.abspath(a.fettle), "profile", str(file), "--threads", "2"]
        peers = [("pandas", ".pandas", [run.PY, "-c", run.PANDAS_DESCRIBE, str(file)]),
                 ("miller", "mlr", ["mlr", "--icsv", "--ojson", "summary", str(file)])]
        peers += [("duckdb", "node", ["node", "-e", DUCK, str(file)])] if duck else []
        peers += [("polars", "node", ["node", "-e", POLARS, str(file)])] if polars and file == big else []
        b.task(name, ours, *peers[2:], *(peers[:2] if file == big else []))
    for who, there in (("@duckdb/node-api", duck), ("nodejs-polars", polars)):
        if not there:
            print(f"{who} is not where NODE_PATH leads, left out")
    base = None
    for encoding in ("utf-8", "utf-16", "latin-1"):
        file = a.data / f"orders.{encoding}.csv"
        recode(big, file, encoding)
        cpu = statistics.median(run.measure([os.path.abspath(a.fettle), "profile", str(file), "--threads", "2"], False)[0]
                                for _ in range(a.rounds))
        base = base or cpu
        print(f"profile, {encoding:8} CPU {cpu:8.3f} s {cpu / base:6.2f} x of utf-8")


main()
