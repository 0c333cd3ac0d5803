#!/usr/bin/env python3
"""Faults: the n-th write, sync or rename fails, is short, or the process is killed there.

Whatever happens: no crash (only the documented exit statuses, or the kill), an output file is whole or the old one
stays, and a pin that was accepted before is still there and still the same."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FETTLE = os.environ["FETTLE"]
SHIM = os.environ["FAULT_SHIM"]
STATUSES = {0, 1, 2, 3, 4, 5, 6}
CSV = "region;Jan;Feb;Mar\nNorth;1,5;2;3\nSouth;4;5;6\n"
PLAN = {"fettle": "plan/1", "steps": [{"op": "unpivot", "from": "Jan", "to": "Mar", "names_to": "month", "values_to": "hours"}]}


def run(args, tmp, fault=None):
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp), "FETTLE_CACHE": str(tmp / "cache.db"), "LC_ALL": "C.UTF-8",
           "FETTLE_CLOCK": "2026-01-02T03:04:05Z"}
    if fault:
        env.update(LD_PRELOAD=SHIM, FAULT_CALL=fault[0], FAULT_AT=str(fault[1]), FAULT_HOW=fault[2])
    return subprocess.run([FETTLE, *args], env=env, cwd=tmp, capture_output=True, timeout=60)


def whole(path, good, old):
    got = path.read_bytes() if path.exists() else None
    return got == old or got == good


def check(name, args, out, setup):
    """Runs the command with a fault at every call of each kind until the fault no longer comes."""
    problems = cases = 0
    with tempfile.TemporaryDirectory() as d:
        tmp = pathlib.Path(d)
        setup(tmp)
        clean = run(args, tmp)
        assert clean.returncode == 0, clean.stderr
        good = (tmp / out).read_bytes() if out else b""
    for call in ("write", "pwrite", "fsync", "rename", "open"):
        for how in ("fail", "short", "kill"):
            if how == "short" and "write" not in call:
                continue
            for at in range(1, 60):
                with tempfile.TemporaryDirectory() as d:
                    tmp = pathlib.Path(d)
                    setup(tmp)
                    pins = json.loads(run(["cache", "ls", "--all", "--orca", "a", "--json"], tmp).stdout)
                    if out:
                        (tmp / out).write_bytes(b"old\n")
                    p = run(args, tmp, (call, at, how))
                    cases += 1
                    said = []
                    if p.returncode not in STATUSES and not (how == "kill" and p.returncode == -9):
                        said.append(f"exit status {p.returncode}: {p.stderr[-200:]!r}")
                    if p.returncode not in (0, -9) and not p.stderr.strip():
                        said.append("failed without a sentence")
                    if out and not whole(tmp / out, good, b"old\n"):
                        said.append("the output is torn")
                    if out and p.returncode == 0 and (tmp / out).read_bytes() != good:
                        said.append("said done, but the output is not there")
                    left = [x.name for x in tmp.iterdir() if out and x.name.startswith(out + ".")]
                    if left and p.returncode != -9:
                        said.append(f"left behind {left}")
                    again = run(["cache", "ls", "--all", "--orca", "a", "--json"], tmp)
                    ids = {x["id"] for x in json.loads(again.stdout or b"{}").get("pins", [])}
                    lost = [x["id"] for x in pins["pins"] if x["id"] not in ids]
                    if again.returncode != 0 or lost:
                        said.append(f"cache after the fault: status {again.returncode}, lost pins {lost} {again.stderr!r}")
                    if said:
                        problems += 1
                        print(f"FAILED faults/{name} {call} {at} {how}: {'; '.join(said)}")
                    fired = p.returncode != 0
                if not fired and at > 3:
                    break
    return cases, problems


def with_file(tmp):
    (tmp / "in.csv").write_text(CSV)
    (tmp / "plan.json").write_text(json.dumps(PLAN))


def with_pin(tmp):
    with_file(tmp)
    p = run(["cache", "pin", "in.csv", "--orca", "a", "--plan", "plan.json", "--approve"], tmp)
    assert p.returncode == 0, p.stderr


CASES = [
    ("convert", ["convert", "in.csv", "-o", "out.csv"], "out.csv", with_pin),
    ("apply", ["plan", "apply", "plan.json", "in.csv", "-o", "out.csv"], "out.csv", with_pin),
    ("run", ["run", "in.csv", "--orca", "a", "-o", "out.csv"], "out.csv", with_pin),
    ("pin", ["cache", "pin", "in.csv", "--orca", "a", "--plan", "plan.json", "--approve", "--note", "second"], None, with_pin),
]

total = bad = 0
for name, args, out, setup in CASES:
    n, b = check(name, args, out, setup)
    total, bad = total + n, bad + b
print(f"faults: {total - bad} passed, {bad} failed")
sys.exit(bad != 0)
