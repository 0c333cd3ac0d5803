#!/usr/bin/env python3
"""fettle beside named peers, on the same files, in turns: A B C A B C (`make bench`).
    run.py FETTLE [--mb 100] [--rounds 3] [--only WORD] [--data DIR]
CPU is user + system time, of children too, and the median over the rounds; a ratio says how many
times the CPU of fettle the peer took. On a shared machine judge the ratios, not the seconds.
A peer that is not installed is named and left out.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gen  # noqa: E402

PY = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
PLAN = {"fettle": "plan/1", "steps": [
    {"op": "trim", "columns": ["customer", "note"]},
    {"op": "case", "columns": ["status"], "to": "upper"},
    {"op": "parse_date", "columns": ["ordered_at"]},
    {"op": "parse_bool", "columns": ["paid"]},
    {"op": "cast", "columns": ["quantity"], "to": "integer"},
    {"op": "parse_number", "columns": ["unit_price"], "decimal": "."},
    {"op": "filter", "formula": "quantity > 5"},
    {"op": "derive", "column": "value", "formula": "quantity * unit_price"}]}
PANDAS_PLAN = """import pandas as pd, sys
t = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
for c in ('customer', 'note'): t[c] = t[c].str.strip()
t['status'] = t['status'].str.upper()
t['ordered_at'] = pd.to_datetime(t['ordered_at'], format='%Y-%m-%d %H:%M:%S')
t['paid'] = t['paid'].map({'yes': True, 'no': False})
t['quantity'] = t['quantity'].astype(int)
t['unit_price'] = t['unit_price'].astype(float)
t = t[t['quantity'] > 5].copy()
t['value'] = t['quantity'] * t['unit_price']
t.to_csv(sys.argv[2], index=False, date_format='%Y-%m-%dT%H:%M:%S')"""
CSV_COPY = """import csv, sys
w = csv.writer(open(sys.argv[2], 'w', newline='', encoding='utf-8'), lineterminator='\\n')
w.writerows(csv.reader(open(sys.argv[1], newline='', encoding='utf-8')))"""
PANDAS_COPY = """import pandas as pd, sys
pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False).to_csv(sys.argv[2], index=False)"""
PANDAS_DESCRIBE = """import pandas as pd, sys
t = pd.read_csv(sys.argv[1])
t.describe(include='all'); t.nunique(); t.duplicated().sum()
for c in t: t[c].value_counts().head(10)"""
SNIFF = """import csv, sys
f = open(sys.argv[1], newline='', encoding='utf-8'); csv.Sniffer().sniff(f.read(65536))
f.seek(0); print(sum(1 for _ in csv.reader(f)))"""
OPENPYXL = """import openpyxl, csv, sys
w = csv.writer(open(sys.argv[2], 'w', newline='', encoding='utf-8'))
for r in openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True): w.writerow(r)"""


def measure(cmd, first):
    """(CPU s, wall s, peak MB) of one run; `first`: until the first bytes of its output, then it is ended."""
    start = time.monotonic()
    p = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if first else subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if first:
        os.read(p.stdout.fileno(), 4096)
        p.kill()
        wall = time.monotonic() - start
    _, status, use = os.wait4(p.pid, 0)
    p.returncode = status
    if first:
        p.stdout.close()
    else:
        wall = time.monotonic() - start
        if status != 0:
            raise RuntimeError(f"{' '.join(cmd)[:200]}: status {status}")
    return use.ru_utime + use.ru_stime, wall, use.ru_maxrss / 1024


def has(module):
    return subprocess.run([PY, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode == 0


class Bench:
    def __init__(self, a):
        self.a = a
        self.rows = []
        self.found = {}

    def installed(self, need):
        if need not in self.found:
            self.found[need] = shutil.which(need) is not None if need[0] != "." else has(need[1:])
        return self.found[need]

    def task(self, name, ours, *peers, first=False, wall=False, rounds=None):
        """peers: (name, what must be installed: a program, or .module; the command). `wall`: by wall
        time, as the CPU of a process in another pid namespace is not counted to its caller."""
        if self.a.only and self.a.only not in name:
            return
        runs = [("fettle", ours)]
        for who, need, cmd in peers:
            if self.installed(need):
                runs.append((who, cmd))
            else:
                print(f"{name}: {who} is not installed, left out", flush=True)
        seen = {who: [] for who, _ in runs}
        for _ in range(rounds or self.a.rounds):
            for who, cmd in runs:
                seen[who].append(measure(cmd, first))
        base = None
        by_wall = first or wall
        for who, _ in runs:
            cpu, wall, mb = (statistics.median(x[i] for x in seen[who]) for i in range(3))
            key = wall if by_wall else cpu
            base = base or key
            ratio = "" if who == "fettle" else f"{key / max(base, 1e-4):7.2f} x"
            print(f"{name:26} {who:14} {'wall' if by_wall else 'CPU '} {key:8.3f} s  wall {wall:8.3f} s  {mb:6.0f} MB {ratio}", flush=True)
            self.rows.append({"task": name, "who": who, "cpu": cpu, "wall": wall, "mb": mb, "ratio": key / max(base, 1e-4)})


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("fettle")
    ap.add_argument("--mb", type=int, default=100)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--only")
    ap.add_argument("--data", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "fettle-bench")
    ap.add_argument("--json", type=pathlib.Path, help="write the figures here too")
    a = ap.parse_args()
    gen.make(a.data, a.mb)
    f = os.path.abspath(a.fettle)
    big, ledger, xlsx = (str(a.data / n) for n in ("orders.csv", "ledger.csv", "book.xlsx"))
    out = str(a.data / "out")
    plan = a.data / "plan.json"
    plan.write_text(json.dumps(PLAN))
    small = a.data / "small.csv"
    with open(big, "rb") as src:
        small.write_bytes(b"".join(src.readline() for _ in range(300)))
    os.environ["FETTLE_CACHE"] = str(a.data / "cache.db")
    for p in a.data.glob("cache.db*"):
        p.unlink()
    subprocess.run([f, "cache", "pin", str(small), "--orca", "bench", "--plan", str(plan), "--approve", "-q"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for p in (big, ledger):
        with open(p, "rb") as src:  # from the page cache for all
            while src.read(1 << 20):
                pass
    b = Bench(a)
    py = lambda code, *more: [PY, "-c", code, *more]
    b.task("inspect", [f, "inspect", big], ("wc -l", "wc", ["wc", "-l", big]), ("csv.Sniffer", ".csv", py(SNIFF, big)))
    b.task("convert", [f, "convert", big, "-o", out + ".csv"], ("python csv", ".csv", py(CSV_COPY, big, out + ".p.csv")),
           ("pandas", ".pandas", py(PANDAS_COPY, big, out + ".q.csv")))
    b.task("convert cp1252", [f, "convert", ledger, "-o", out + ".csv"],
           ("pandas", ".pandas", py(PANDAS_COPY.replace("[1],", "[1], sep=';', encoding='cp1252',"), ledger, out + ".q.csv")))
    b.task("convert to sqlite", [f, "convert", big, "-o", out + ".sqlite"],
           ("sqlite3 import", "sqlite3", ["sh", "-c", f"rm -f '{out}.db'; sqlite3 '{out}.db' '.mode csv' '.import \"{big}\" t'"]))
    b.task("profile", [f, "profile", big], ("pandas", ".pandas", py(PANDAS_DESCRIBE, big)))
    b.task("plan apply, 8 steps", [f, "plan", "apply", str(plan), big, "-o", out + ".csv"], ("pandas", ".pandas", py(PANDAS_PLAN, big, out + ".q.csv")))
    b.task("first rows", [f, "convert", big, "-o", "-"],
           ("pandas nrows", ".pandas", py("import pandas as pd, sys; print(pd.read_csv(sys.argv[1], nrows=50).to_csv())", big)), first=True)
    if os.path.exists(xlsx):
        b.task("xlsx convert", [f, "convert", xlsx, "-o", out + ".csv"], ("openpyxl", ".openpyxl", py(OPENPYXL, xlsx, out + ".q.csv")),
               ("pandas", ".openpyxl", py("import pandas as pd, sys; pd.read_excel(sys.argv[1]).to_csv(sys.argv[2])", xlsx, out + ".q.csv")))
    cold = ("import pandas", ".pandas", py("import pandas"))
    b.task("pin lookup, process", [f, "inspect", str(small), "--orca", "bench"], ("without pins", "sh", [f, "inspect", str(small)]), cold, rounds=20)
    b.task("run, pinned plan", [f, "run", str(small), "--orca", "bench", "--policy", "pinned", "-o", out + ".csv"],
           ("pandas", ".pandas", py(PANDAS_PLAN, str(small), out + ".q.csv")), cold, rounds=20)
    code = a.data / "code.py"
    code.write_text("import pandas as pd\n")
    b.task("exec, cold sandbox", [f, "exec", str(code)], cold, ("bwrap", "bwrap", ["bwrap", "--unshare-all", "--ro-bind", "/", "/", PY, "-c", "import pandas"]), wall=True)
    if a.json:
        a.json.write_text(json.dumps(b.rows, indent=1))


if __name__ == "__main__":
    main()
