#!/usr/bin/python3
"""The first plan of the built-in author, applied, is the tidy table beside each sample
(samples/NAME.tidy.csv; NAME.2.tidy.csv for the second region), and beside each layout of layouts/:
sheets written by hand as statistical offices and companies lay them out. Numbers are compared by value.
    run.py FETTLE [-v] [NAME ...]      a sample whose note says that it needs code is left out"""
import csv
import decimal
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
LAYOUTS = pathlib.Path(__file__).resolve().parent / "layouts"
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


def cell(x):
    return decimal.Decimal(x).normalize() if NUMBER.fullmatch(x) else x


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))
    return rows[:1], [[cell(x) for x in r] for r in rows[1:]]


def difference(got, want):
    if got[0] != want[0]:
        return f"columns {got[0]}, wanted {want[0]}"
    if len(got[1]) != len(want[1]):
        return f"{len(got[1])} rows, wanted {len(want[1])}"
    for n, (a, b) in enumerate(zip(got[1], want[1])):
        if a != b:
            return f"row {n + 1}: {list(map(str, a))}, wanted {list(map(str, b))}"
    return ""


def check(fettle, source, want, region, tmp):
    options = ["--region", str(region)] if region else []
    p = subprocess.run([fettle, "draft", str(source), "--json", *options], capture_output=True)
    if p.returncode:
        return "draft: " + p.stderr.decode().strip(), None
    plan = json.loads(p.stdout)["candidates"][0]["plan"]
    (tmp / "plan.json").write_text(json.dumps(plan))
    p = subprocess.run([fettle, "plan", "apply", str(tmp / "plan.json"), str(source), "-o", str(tmp / "out.csv"), *options], capture_output=True)
    if p.returncode:
        return "apply: " + p.stderr.decode().strip(), plan
    return difference(read(tmp / "out.csv"), read(want)), plan


def main():
    args = [a for a in sys.argv[2:] if a != "-v"]
    bad = ran = 0
    for want in sorted(SAMPLES.glob("*.tidy.csv")) + sorted(LAYOUTS.glob("*.tidy.csv")):
        stem = want.name[:-len(".tidy.csv")]
        name, _, region = stem.partition(".")
        source = [p for p in want.parent.glob(name + ".*") if p.suffix in (".csv", ".txt", ".xlsx", ".tsv") and ".tidy" not in p.name]
        note = SAMPLES / (name + ".md")
        if not source or args and name not in args or note.exists() and "needs code" in note.read_text():
            continue
        with tempfile.TemporaryDirectory() as tmp:
            why, plan = check(sys.argv[1], source[0], want, int(region or 0), pathlib.Path(tmp))
        ran += 1
        bad += bool(why)
        if why:
            print(f"FAILED draft of {source[0].name}: {why}")
        if (why or "-v" in sys.argv) and plan:
            print("   " + json.dumps(plan["steps"], ensure_ascii=False))
    print(f"draft of samples and layouts: {ran - bad} reach their tidy table, {bad} do not")
    return bad != 0 or ran == 0


if __name__ == "__main__":
    sys.exit(main())
