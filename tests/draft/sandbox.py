#!/usr/bin/python3
"""A drafted plan and the pandas code written from it give the same table: over the samples, the layouts
and generated cases, the code in the sandbox.
    sandbox.py FETTLE [-n CASES] [--layouts GLOB] [--cases DIR] [NAME ...]
--cases takes every data.csv below a folder of yours beside them."""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
import run  # noqa: E402

SAVE = '''

_drafted = transform


def transform(df, ctx):
    import csv
    t = _drafted(df, ctx)

    def text(x):
        if x is None or x != x:
            return ""
        if isinstance(x, bool):
            return "true" if x else "false"
        if isinstance(x, decimal.Decimal):
            return format(x, "f")
        return x.isoformat() if hasattr(x, "isoformat") else str(x)
    with open(ctx.out + "/code.csv", "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([list(map(text, t.columns))] + [list(map(text, r)) for r in t.values.tolist()])
    return t
'''


def compare(fettle, source, tmp):
    """'' when equal, a reason to leave it out in brackets, else the difference."""
    p = subprocess.run([fettle, "draft", str(source), "--json", "--top", "1"], capture_output=True)
    if p.returncode:
        return "(no draft)"
    (tmp / "plan.json").write_text(json.dumps(json.loads(p.stdout)["candidates"][0]["plan"]))
    p = subprocess.run([fettle, "draft", str(source), "--code"], capture_output=True)
    if p.returncode:
        return "code: " + p.stderr.decode().strip()
    (tmp / "code.py").write_bytes(p.stdout + SAVE.encode())
    p = subprocess.run([fettle, "plan", "apply", str(tmp / "plan.json"), str(source), "-o", str(tmp / "plan.csv")], capture_output=True)
    if p.returncode:
        return "(the plan does not apply)"
    p = subprocess.run([fettle, "exec", str(tmp / "code.py"), str(source), "--out", str(tmp), "--quiet"], capture_output=True)
    if p.returncode == 4:
        return "(no sandbox: " + p.stderr.decode().strip()[:100] + ")"
    if p.returncode:
        return "exec: " + p.stderr.decode().strip()[:300]
    return run.difference(run.read(tmp / "code.csv"), run.read(tmp / "plan.csv"))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("fettle")
    ap.add_argument("name", nargs="*")
    ap.add_argument("-n", type=int, default=12)
    ap.add_argument("--layouts", default="*")
    ap.add_argument("--cases", type=pathlib.Path)
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        tmp = pathlib.Path(tmp)
        sources = [p for p in sorted((ROOT / "samples").glob("*.*")) if p.suffix in (".csv", ".txt", ".xlsx") and ".tidy" not in p.name]
        if a.name:
            sources = [p for p in sources if p.stem in a.name]
        else:
            sources += [p for p in sorted((HERE / "layouts").glob(a.layouts + ".csv")) if ".tidy" not in p.name]
            if a.cases:
                sources += sorted(a.cases.rglob("data.csv"))
            subprocess.run([sys.executable, str(ROOT / "tests/bench/draftgen.py"), str(tmp / "gen"), "-n", str(a.n), "--seed", "5"], check=True)
            sources += sorted((tmp / "gen").rglob("data.csv"))
        bad, out = 0, []
        for n, source in enumerate(sources):
            work = tmp / str(n)
            work.mkdir()
            why = compare(a.fettle, source, work)
            out += [f"{source.parent.name}/{source.name}: {why}"] if why.startswith("(") else []
            if why and not why.startswith("("):
                bad += 1
                print(f"FAILED code of {source}: {why}")
        if a.cases and not a.cases.is_dir():
            print(f"plan and code: skipped {a.cases}, which is not there")
        print(f"plan and code: {len(sources) - bad - len(out)} give the same table, {bad} do not, {len(out)} left out")
        for line in out[:9]:
            print("  left out " + line)
    return bad != 0


sys.exit(main())
