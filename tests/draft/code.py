#!/usr/bin/python3
"""Runs the pandas counterpart of every op (src/core/code) on the op's own examples: the plan's step
and the code's call must give the same table.   code.py FETTLE"""
import csv
import datetime
import decimal
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    import pandas
except ImportError:
    print("draft code: skipped, this python has no pandas")
    sys.exit(0)

CODE = pathlib.Path(__file__).resolve().parents[2] / "src" / "core" / "code"


def text(x):
    if x is None or x != x:
        return ""
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, decimal.Decimal):
        return format(x, "f")
    return x.isoformat() if isinstance(x, (datetime.date, datetime.time)) else str(x)


def table(source):
    rows = [r or [""] for r in csv.reader(io.StringIO(source))]
    body = [[c or None for c in r] for r in rows[1:]]
    return pandas.DataFrame({i: pandas.Series([r[i] for r in body], dtype=object, index=range(2, len(body) + 2))
                             for i in range(len(rows[0]))}).set_axis(rows[0], axis=1)


class Context:
    """The sheet that the examples of an op are: the names in the first row."""
    path, sheets = "/in/hours.csv", ["Sheet1"]

    def __init__(self, source):
        self.source = source

    def sheet(self, name):
        return pandas.DataFrame([[c or None for c in r] for r in csv.reader(io.StringIO(self.source))], dtype=object)


def constants(fettle):
    """What draft_code() writes before the part that needs it."""
    with tempfile.TemporaryDirectory() as tmp:
        data = pathlib.Path(tmp) / "d.csv"
        data.write_text("id,town\n1,M\u00c3\u00bcnchen\n2,K\u00c3\u00b6ln\n3,Caf\u00c3\u00a9\n4,Z\u00c3\u00bcrich\n")
        code = subprocess.run([fettle, "draft", str(data), "--code"], capture_output=True, check=True).stdout.decode()
    return "\n".join(line for line in code.split("\n") if line.startswith(("SETS = ", "USUAL = ")))


def shown(t):
    return [list(map(text, t.columns))] + [list(map(text, r)) for r in t.values.tolist()]


def main():
    ops = json.loads(subprocess.run([sys.argv[1], "plan", "ops", "--json"], capture_output=True, check=True).stdout)["ops"]
    known = {o["name"] for o in ops}
    bad = ran = 0
    common = (CODE / "common.py").read_text() + "\n\n" + constants(sys.argv[1])
    for path in sorted(CODE.glob("*.py")):
        if path.stem == "common":
            continue
        if path.stem not in known:
            print(f"{path.name}: there is no such op")
            bad += 1
            continue
        space = {"pandas": pandas, "re": re, "datetime": datetime, "decimal": decimal}
        exec(common + "\n\n" + path.read_text(), space)
        op = next(o for o in ops if o["name"] == path.stem)
        for example in op["examples"]:
            if not example.get("after"):
                continue
            args = {k + "_" if k in ("from", "with") else k: v for k, v in example["arguments"].items()}
            for p in op["parameters"]:
                if p["type"] == "table":
                    args[p["name"] + "_"] = table(op["inputs"][args[p["name"] + "_"]])
            if path.stem == "source_column":
                args["ctx"] = Context(example["before"])
            want = [r or [""] for r in csv.reader(io.StringIO(example["after"]))]
            ran += 1
            try:
                got = shown(space[path.stem](table(example["before"]), **args))
            except Exception as e:
                got = repr(e)
            if got != want:
                bad += 1
                print(f"{path.stem} {args}\n  wanted {want}\n  got    {got}")
    print(f"draft code: {ran} examples, {bad} failed")
    return bad != 0 or ran == 0


sys.exit(main())
