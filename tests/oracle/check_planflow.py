#!/usr/bin/env python3
"""Plans on a file that is too large to be held: written row by row and by way of a table (--json wants
one), the output must be the same bytes; what breaks must break alike and leave no output.
    check_planflow.py FETTLE
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "bench"))
import planbench  # noqa: E402
import plangen  # noqa: E402

ROWS = 112000  # more than 8 MiB
PLANS = {
    "rows": planbench.ROWS,
    "sums": planbench.SUMS,
    "few": [{"op": "parse_number", "columns": ["price"]}, {"op": "derive", "column": "twice", "formula": "price * 2"},
            {"op": "select", "columns": ["twice", "item"]}, {"op": "head", "rows": 100000}],
    "names": [{"op": "clean_names"}, {"op": "rename", "columns": {"jan": "january"}}, {"op": "case", "columns": ["status"], "to": "upper"},
              {"op": "source_column", "to": "row", "of": "row"}],
    "whole": [{"op": "sort", "by": ["item"]}, {"op": "head", "rows": 10}],
    "none": [{"op": "filter", "formula": "status = 'nobody'"}],
    "broken": [{"op": "parse_date", "columns": ["ordered"], "pattern": "DD.MM.YYYY"}, {"op": "map", "columns": ["status"], "values": {"open": "o"}, "other": "fail"}],
    "late": [{"op": "parse_number", "columns": ["Dec"]}],
}
BOOKS = ["few", "sums", "broken"]  # written as workbooks too


def apply(fettle, plan, source, out, *more):
    if os.path.exists(out):
        os.remove(out)
    p = subprocess.run([fettle, "plan", "apply", plan, source, "-o", out, *more], capture_output=True, text=True)
    text = open(out, "rb").read() if os.path.exists(out) else None
    return p.returncode, text, p.stderr if not more else json.loads(p.stdout)


def main():
    bad = 0
    with tempfile.TemporaryDirectory() as d:
        source, late = os.path.join(d, "months.csv"), os.path.join(d, "late.csv")
        plangen.write(source, ROWS)
        with open(source) as f, open(late, "w") as g:
            g.write(f.read() + "North;A1;01.01.2024;1,00;paid;0,10" + ";1" * 11 + ";none\n")
        for name, suffix in [(name, ".csv") for name in PLANS] + [(name, ".xlsx") for name in BOOKS]:
            steps = PLANS[name]
            plan, out = os.path.join(d, name + ".json"), os.path.join(d, "out" + suffix)
            with open(plan, "w") as f:
                json.dump({"fettle": "plan/1", "steps": steps}, f)
            file = late if name == "late" else source
            code, text, said = apply(sys.argv[1], plan, file, out)
            want, whole, report = apply(sys.argv[1], plan, file, out, "--json")
            first = report["failures"][0]["message"] if report["failures"] else "%d rows" % report["rows"]
            if code != want or text != whole or first not in said or (code == 0) != (text is not None):
                bad += 1
                print(f"{name}{suffix}: exit {code} and {want}, {len(text or b'')} and {len(whole or b'')} bytes, {said!r} {first!r}")
    print(f"plans on a large file: {len(PLANS) + len(BOOKS)}, {bad} differ")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
