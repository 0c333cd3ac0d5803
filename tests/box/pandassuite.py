#!/usr/bin/env python3
"""Debian's own tests of pandas, inside the sandbox and outside: each must come to the same outcome.
    pandassuite.py FETTLE [FOLDER ...]     folders of pandas/tests; needs python3-pytest and python3-hypothesis"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PYTHON = "/usr/bin/python3"
CODE = '''
import collections, json, os, sys
import pytest
outcome = {}

class Note:
    def pytest_runtest_logreport(self, report):
        # The phase that did not pass tells; a skip comes from the first.
        if report.when == "call" or report.outcome != "passed":
            outcome[report.nodeid] = "xfailed" if hasattr(report, "wasxfail") and report.skipped else report.outcome

import pandas
where = os.path.join(os.path.dirname(pandas.__file__), "tests")
here = os.getcwd()
pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--rootdir", here]
            + [os.path.join(where, f) for f in FOLDERS], plugins=[Note()])
with open(os.path.join(here, "outcome.json"), "w") as f:
    json.dump(outcome, f)
'''


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    fettle, folders = os.path.abspath(sys.argv[1]), sys.argv[2:] or ["reshape", "strings", "groupby"]
    if subprocess.run([PYTHON, "-c", "import pytest, hypothesis"], capture_output=True).returncode != 0:
        raise SystemExit("pandassuite: run apt-get install python3-pytest python3-hypothesis")
    bad = 0
    for folder in folders:
        with tempfile.TemporaryDirectory() as work:
            outside, out = pathlib.Path(work, "outside"), pathlib.Path(work, "out")
            outside.mkdir()
            code = pathlib.Path(work, "suite.py")
            code.write_text("FOLDERS = %r\n%s" % ([folder], CODE))
            env = dict(os.environ, PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8", OMP_NUM_THREADS="1")
            subprocess.run([PYTHON, "-B", str(code)], cwd=outside, env=env, check=True, stdout=subprocess.DEVNULL)
            p = subprocess.run([fettle, "exec", str(code), "--timeout", "3000", "--memory", "8192", "--out", str(out)],
                               stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if p.returncode != 0:
                print("FAILED pandassuite/%s: exit %d: %s" % (folder, p.returncode, p.stderr[-500:]))
                bad += 1
                continue
            want, got = (json.loads((d / "outcome.json").read_text()) for d in (outside, out))
        differ = sorted(n for n in set(want) | set(got) if want.get(n) != got.get(n))
        count = collections.Counter(want.values())
        print("pandassuite: %s: %d tests (%s), %d differ in the sandbox" %
              (folder, len(want), ", ".join("%d %s" % (n, k) for k, n in sorted(count.items())), len(differ)), flush=True)
        for name in differ[:20]:
            print("  %s: %s outside, %s inside" % (name, want.get(name), got.get(name)))
        bad += bool(differ) or not want
    return bool(bad)


sys.exit(main())
