#!/usr/bin/env python3
"""A plan of six kinds of step beside the same work in DuckDB and pandas, in turns (`make bench-plan`).
    planbench.py FETTLE [--rows 1000000] [--rounds 3] [--duckdb DIR] [--data DIR]
    planbench.py --plans DIR [--rows N]     only writes the file and the plans
`rows` parses numbers and dates, fills, filters and derives; `sums` also unpivots twelve columns and
groups. The results must be the same. CPU is user + system time, the median over the rounds. DuckDB is
the npm package @duckdb/node-api: --duckdb names the folder whose node_modules has it.
"""
import argparse
import csv
import json
import os
import pathlib
import statistics
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import plangen  # noqa: E402
import run  # noqa: E402

ROWS = [{"op": "fill", "columns": ["region"]},
        {"op": "parse_date", "columns": ["ordered"], "pattern": "DD.MM.YYYY"},
        {"op": "parse_number", "columns": ["price", "discount"], "decimal": ",", "group": "."},
        {"op": "parse_number", "columns": plangen.MONTH},
        {"op": "filter", "formula": "status != 'cancelled'"},
        {"op": "derive", "column": "net", "formula": "price * (1 - discount)"}]
SUMS = ROWS + [{"op": "unpivot", "from": "Jan", "to": "Dec", "names_to": "month", "values_to": "units"},
               {"op": "derive", "column": "value", "formula": "units * net"},
               {"op": "group", "by": ["region", "month"],
                "values": {"units": "sum(units)", "value": "sum(value)", "n": "count()"}}]
PANDAS = """import pandas as pd, sys
M = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
d = pd.read_csv(sys.argv[2], sep=';', dtype=str)
d['region'] = d['region'].ffill()
d['ordered'] = pd.to_datetime(d['ordered'], format='%d.%m.%Y').dt.strftime('%Y-%m-%d')
for c in ('price', 'discount'):
    d[c] = d[c].str.replace('.', '', regex=False).str.replace(',', '.', regex=False).astype(float)
for c in M: d[c] = pd.to_numeric(d[c])
d = d[d['status'] != 'cancelled'].copy()
d['net'] = d['price'] * (1 - d['discount'])
if sys.argv[1] == 'sums':
    d = d.melt(id_vars=[c for c in d.columns if c not in M], value_vars=M, var_name='month', value_name='units')
    d['value'] = d['units'] * d['net']
    d = d.groupby(['region', 'month'], sort=False).agg(units=('units', 'sum'), value=('value', 'sum'), n=('item', 'count')).reset_index()
d.to_csv(sys.argv[3], index=False)"""


def same(path, other):
    """Equal as tables: any order of rows, numbers as numbers (pandas has binary ones)."""
    def rows(p):
        with open(p, newline="", encoding="utf-8") as f:
            return sorted(csv.reader(f), key=lambda r: (r[:2], r[-1][:6]) if len(r) < 8 else r[:8])

    def equal(x, y):
        if x == y:
            return True
        try:
            return abs(float(x) - float(y)) <= 1e-9 * max(1, abs(float(x)))
        except ValueError:
            return False
    a, b = rows(path), rows(other)
    return len(a) == len(b) and all(len(x) == len(y) and all(map(equal, x, y)) for x, y in zip(a, b))


def duck_module(folder):
    for d in (folder, os.environ.get("DUCKDB_NODE"), "."):
        p = d and pathlib.Path(d) / "node_modules/@duckdb/node-api/lib/index.js"
        if p and p.exists():
            return str(p.resolve())
    return None


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("fettle", nargs="?")
    ap.add_argument("--plans", type=pathlib.Path)
    ap.add_argument("--rows", type=int, default=1000000)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--duckdb")
    ap.add_argument("--data", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "fettle-bench")
    a = ap.parse_args()
    data = a.plans or a.data
    data.mkdir(parents=True, exist_ok=True)
    source = data / f"months-{a.rows}.csv"
    if not source.exists():
        plangen.write(source, a.rows)
    duck, bad = duck_module(a.duckdb), 0
    for which, steps in (("rows", ROWS), ("sums", SUMS)):
        plan, out = data / f"{which}.json", {}
        plan.write_text(json.dumps({"fettle": "plan/1", "steps": steps}))
        if a.plans:
            continue
        cmd = {"fettle": [os.path.abspath(a.fettle), "plan", "apply", str(plan), str(source), "-o", "OUT"]}
        if duck:
            cmd["duckdb"] = ["node", os.path.join(os.path.dirname(os.path.abspath(__file__)), "planbench.mjs"), which, str(source), "OUT", "2", duck]
        else:
            print("duckdb is not installed, left out (npm install @duckdb/node-api; --duckdb DIR)")
        if run.has("pandas"):
            cmd["pandas"] = [run.PY, "-c", PANDAS, which, str(source), "OUT"]
        seen = {who: [] for who in cmd}
        for _ in range(a.rounds):
            for who, c in cmd.items():
                out[who] = str(data / f"out-{who}.csv")
                seen[who].append(run.measure([out[who] if x == "OUT" else x for x in c], False))
        base = statistics.median(x[0] for x in seen["fettle"])
        for who in cmd:
            cpu, wall, mb = (statistics.median(x[i] for x in seen[who]) for i in range(3))
            ok = who == "fettle" or same(out["fettle"], out[who])
            bad += not ok
            print(f"{which:6} {who:8} CPU {cpu:7.2f} s  wall {wall:7.2f} s  {mb:6.0f} MB {cpu / base:7.2f} x  {'same result' if ok else 'ANOTHER RESULT'}", flush=True)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
