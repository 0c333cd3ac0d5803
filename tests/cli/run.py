#!/usr/bin/env python3
"""Command-line goldens. A case is a folder NAME/ with
    cmd      a shell script; $FETTLE is the program, $SAMPLES the samples, the working folder a copy
             of the case with an empty home and an empty cache
    out      expected standard output (absent: must be empty)
    err      expected standard error (absent: must be empty)
    status   expected exit status (absent: 0)
    in.*     inputs;  after.*  expected content of the file named like it without "after."
Digits that differ between machines are replaced by the sed script `filter`, where there is one.
    run.py [NAME ...]     BLESS=1 rewrites what is expected: read the diff.
"""
import concurrent.futures as cf
import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BLESS = os.environ.get("BLESS")


def diff(name, want, got):
    a, b = (x.decode("utf-8", "backslashreplace").splitlines() for x in (want, got))
    return "\n".join(list(difflib.unified_diff(a, b, name + " (expected)", name + " (got)", lineterm=""))[:60])


def expect(case, name, got, problems):
    path = case / name
    want = path.read_bytes() if path.exists() else (b"0\n" if name == "status" else b"")
    if want == got:
        return
    if BLESS:
        if got == (b"0\n" if name == "status" else b""):
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(got)
        return
    problems.append(diff(f"{case.name}/{name}", want, got))


def run(case):
    problems = []
    with tempfile.TemporaryDirectory() as tmp:
        work = pathlib.Path(tmp, "work")
        shutil.copytree(case, work)
        env = {"PATH": os.environ["PATH"], "HOME": tmp, "FETTLE": os.environ["FETTLE"],
               "SAMPLES": str(ROOT / "samples"), "FETTLE_CACHE": str(pathlib.Path(tmp, "cache.db")),
               "LC_ALL": "C.UTF-8", "TZ": "UTC", "FETTLE_CLOCK": "2026-01-02T03:04:05Z"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        try:
            p = subprocess.run(["sh", "cmd"], cwd=work, env=env, stdin=subprocess.DEVNULL,
                               capture_output=True, timeout=120)
        except subprocess.TimeoutExpired:
            return case.name, ["did not end within 120 s"]
        out, err = p.stdout, p.stderr
        # Said only where user namespaces are forbidden (a chroot, say); the run is the same otherwise.
        err = b"".join(x for x in err.splitlines(True) if b"this machine forbids user namespaces" not in x)
        if (case / "filter").exists():
            out, err = (subprocess.run(["sed", "-E", "-f", str(case / "filter")], input=x,
                                       capture_output=True).stdout for x in (out, err))
        expect(case, "out", out, problems)
        expect(case, "err", err, problems)
        expect(case, "status", b"%d\n" % p.returncode, problems)
        for want in case.glob("after.*"):
            got = work / want.name[len("after."):]
            expect(case, want.name, got.read_bytes() if got.exists() else b"", problems)
    return case.name, problems


def main():
    names = sys.argv[1:]
    cases = sorted(p.parent for p in HERE.glob("*/cmd") if not names or p.parent.name in names)
    with cf.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = list(pool.map(run, cases))
    bad = [r for r in results if r[1]]
    for name, problems in bad:
        print(f"FAILED cli/{name}")
        for p in problems:
            print(p)
    print(f"cli: {len(results) - len(bad)} passed, {len(bad)} failed")
    return bool(bad) or not results


sys.exit(main())
