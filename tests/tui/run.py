#!/usr/bin/env python3
"""Screens of the workbench. A case is
    NAME.keys             a script for `fettle --script` (ui/script.h). Lines for this runner:
                              #: sizes 80x24 100x30     one golden for each (default both)
                              #: source $SAMPLES/x.csv  the file that is opened
                              #: args --orca acme       further arguments
                              #: setup SHELL COMMANDS   before, in the working folder
                              #: env NAME="VALUE"       for the program
                              #: filter SED SCRIPT      for what differs between machines
    NAME.SIZE.screen      what it must print at that size
The home, the cache and the clock are the case's own; $SAMPLES are the samples, $TUI is this folder.
    run.py [NAME ...]     BLESS=1 rewrites what is expected: read the diff.
pty_smoke.py drives the real binary on a pseudo terminal.
"""
import concurrent.futures as cf
import difflib
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BLESS = os.environ.get("BLESS")


def environment(tmp):
    env = {"PATH": os.environ["PATH"], "HOME": tmp, "FETTLE": os.environ["FETTLE"], "USER": "tester",
           "SAMPLES": str(ROOT / "samples"), "TUI": str(HERE), "TMPDIR": tmp,
           "FETTLE_CACHE": str(pathlib.Path(tmp, "cache.db")),
           "LC_ALL": "C.UTF-8", "TZ": "UTC", "FETTLE_CLOCK": "2026-01-02T03:04:05Z"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "FETTLE_BOX"):
        if name in os.environ:
            env[name] = os.environ[name]
    return env


def directives(keys):
    out = {"sizes": "80x24 100x30", "source": "", "args": "", "setup": "", "env": "", "filter": ""}
    for line in keys.read_text().splitlines():
        if line.startswith("#: "):
            name, _, value = line[3:].partition(" ")
            if name not in out:
                raise SystemExit(f"{keys.name}: unknown directive {name}")
            out[name] = value
    return out


def run(case):
    keys, size = case
    d = directives(keys)
    golden = HERE / f"{keys.stem}.{size}.screen"
    with tempfile.TemporaryDirectory() as tmp:
        env = environment(tmp)
        for pair in shlex.split(d["env"]):
            name, _, value = pair.partition("=")
            env[name] = os.path.expandvars(value) if "$" not in value else \
                subprocess.run(["sh", "-c", f"printf %s \"{value}\""], env=env, capture_output=True, text=True).stdout
        script = d["setup"] + "\n" + " ".join(
            ['exec "$FETTLE"', "--script", shlex.quote(str(keys)), "--size", size, d["args"], d["source"]])
        try:
            p = subprocess.run(["sh", "-c", script], cwd=tmp, env=env, stdin=subprocess.DEVNULL,
                               capture_output=True, timeout=120)
        except subprocess.TimeoutExpired:
            return golden.name, "did not end within 120 s"
    got = p.stdout + p.stderr + (b"" if p.returncode == 0 else b"exit %d\n" % p.returncode)
    if d["filter"]:
        got = subprocess.run(["sed", "-E", d["filter"]], input=got, capture_output=True).stdout
    got = got.replace(tmp.encode(), b"TMP").replace(str(ROOT).encode(), b"ROOT")
    want = golden.read_bytes() if golden.exists() else b""
    if got == want:
        return golden.name, None
    if BLESS:
        golden.write_bytes(got)
        return golden.name, None
    a, b = (x.decode("utf-8", "backslashreplace").splitlines() for x in (want, got))
    lines = difflib.unified_diff(a, b, "expected", "got", lineterm="")
    return golden.name, "\n".join(list(lines)[:80]) or "the files differ in line ends only"


def main():
    names = sys.argv[1:]
    cases = [(k, size) for k in sorted(HERE.glob("*.keys")) if not names or k.stem in names
             for size in directives(k)["sizes"].split()]
    with cf.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = list(pool.map(run, cases))
    if not names or "pty" in names:
        p = subprocess.run([sys.executable, str(HERE / "pty_smoke.py")], env=os.environ,
                           capture_output=True, text=True)
        print(p.stdout if p.returncode == 0 else "", end="")
        results.append(("pty", None if p.returncode == 0 else p.stdout + p.stderr))
    bad = [r for r in results if r[1]]
    for name, problem in bad:
        print(f"FAILED tui/{name}\n{problem}")
    print(f"tui: {len(results) - len(bad)} passed, {len(bad)} failed")
    return bool(bad) or not results


sys.exit(main())
