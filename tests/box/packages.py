#!/usr/bin/env python3
"""What code may import: wheels that are unpacked without pip, and lists of distributions. Each attack has a
twin that works; hostile wheels must leave nothing outside, and nothing half made in the cache."""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import zipfile

from common import FETTLE, TOOL, is_available, tell

MODES = ("full", "no-namespaces")


def row(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return "%s,sha256=%s,%d\n" % ('"%s"' % name if "," in name else name, digest, len(data))


def wheel(folder, name="greeting", version="1.0", files=None, tags="py3-none-any", needs=(), python=">=3.8", record=None, odd=None):
    """Writes a wheel; record: changes of the rows by file; odd: what is added to the archive as it is."""
    info = "%s-%s.dist-info" % (name, version)
    files = dict(files if files is not None else {name + "/__init__.py": b"def greet(who):\n    return 'hello ' + who\n"})
    files[info + "/METADATA"] = ("Metadata-Version: 2.1\nName: %s\nVersion: %s\nRequires-Python: %s\n%s" % (
        name, version, python, "".join("Requires-Dist: %s\n" % n for n in needs))).encode()
    files[info + "/WHEEL"] = ("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: %s\n" % tags).encode()
    rows = {n: row(n, d) for n, d in files.items()}
    rows.update(record or {})
    files[info + "/RECORD"] = ("".join(rows.values()) + info + "/RECORD,,\n").encode()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ("%s-%s-%s.whl" % (name, version, tags))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for n, d in files.items():
            z.writestr(n, d)
        for n, d in odd or ():
            z.writestr(n, d)
    return path


class Case:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.chmod(0o755)  # without namespaces the code's own user goes through it
        self.cache = self.folder / "cache.db"
        self.number = 0

    def wheels(self):
        self.number += 1
        return self.folder / ("wheels%d" % self.number)

    def kept(self):
        place = self.folder / "environments"
        return sorted(p.name for p in place.iterdir()) if place.exists() else []

    def fettle(self, *args, **more):
        return subprocess.run([FETTLE, *map(str, args), "--cache", self.cache], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120, **more)

    def run(self, code, *args, mode="full"):
        path = self.folder / "code.py"
        path.write_text(code)
        p = self.fettle("exec", path, "--json", "--isolation", mode, *args)
        return json.loads(p.stdout) if p.stdout.strip() else {"refused": p.stderr, "status": p.returncode}


# ---------------------------------------------------------------- wheels

def imports_a_wheel(t, mode):
    folder = t.wheels()
    wheel(folder)
    wheel(folder, "_under.score", "2!1.0.post1", {"single.py": b"import greeting\nN = 3\n", "a b,c/x.txt": b"text"},
          needs=["greeting>=1,<2", "Pandas[excel] (>=1, !=1.0.*)", "numpy @ https://example.org/n.whl", "never; extra == 'x'", "other; python_version < '3'"])
    got = t.run("import single, greeting, os, importlib.metadata as m\n"
                "print(greeting.greet('box'), single.N, m.version('greeting'))\n"
                "try:\n    open(greeting.__file__, 'a')\nexcept OSError:\n    print('read only')\n"
                "print([n for n in os.listdir(os.path.dirname(os.path.dirname(greeting.__file__))) if n[0] != '_'])\n",
                "--packages", folder, mode=mode)
    if not got.get("success") or "hello box 3 1.0\nread only\n" not in got["stdout"]:
        return got
    env = got["environment"]
    mine = {d["name"]: d for d in env["distributions"] if d["from"] == "wheel"}
    sha = hashlib.sha256((folder / "greeting-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    if sorted(mine) != ["_under.score", "greeting"] or mine["greeting"]["sha256"] != sha or not env["digest"].startswith("sha256:"):
        return env
    if env["packages"] not in t.kept():
        return t.kept()
    return None


def is_the_same_again(t, mode):
    """Same wheels elsewhere, another day: the same environment, unpacked once."""
    a, b = t.wheels(), t.wheels()
    for folder in (a, b):
        wheel(folder, files={"greeting/__init__.py": b"X = 5\n"})
    os.utime(b / "greeting-1.0-py3-none-any.whl", (10**9, 10**9))
    shutil.copyfile(a / "greeting-1.0-py3-none-any.whl", b / "greeting-1.0-py3-none-any.whl")
    before = t.kept()
    got = [t.run("import greeting\nprint(greeting.X, __import__('sys').path)", "--packages", f, mode=mode) for f in (a, b)]
    new = set(t.kept()) - set(before)
    if not all(g.get("success") for g in got) or got[0]["environment"] != got[1]["environment"]:
        return got
    if got[0]["stdout"] != got[1]["stdout"] or len(new) > 2:
        return got, new
    return None


def runs_before_nothing(t, mode):
    """A wheel that a runtime would load by itself (numexpr, which pandas looks for, openpyxl) is foreign code: it
    is met when the box is closed."""
    folder = t.wheels()
    probe = b"import os\ntry:\n    os.listdir('/proc/self')\n    print('OPEN')\nexcept OSError:\n    print('CLOSED')\n"
    for name in ("numexpr", "openpyxl"):
        wheel(folder, name, "99.0", {name + "/__init__.py": probe + b"__version__ = '99.0'\n"})
    got = t.run("import pandas\nimport openpyxl\nprint(openpyxl.__version__)\n", "--packages", folder, mode=mode)
    return None if got.get("success") and got["stdout"] == "CLOSED\n99.0\n" else got


def refuses(what, *words, kept=False):
    """The wheels that `what` makes must be refused with these words, and leave nothing; kept: sound wheels, which
    do not go with this interpreter."""
    def case(t, mode):
        if mode != "full":
            return None
        folder, before = t.wheels(), t.kept()
        what(folder)
        got = t.run("print('RAN')\n", "--packages", folder)
        text = got.get("refused", "")
        if "RAN" in json.dumps(got) or not all(w in text for w in words):
            return got
        if not kept and t.kept() != before or (t.folder / "evil.py").exists() or os.path.exists("/tmp/fettle-evil.py"):
            return "left behind: %s" % (set(t.kept()) - set(before))
        return None
    case.__name__ = what.__name__
    return case


def climbs(folder):
    wheel(folder, files={"../../evil.py": b"x"})


def climbs_with_backslashes(folder):
    wheel(folder, files={"a\\..\\..\\evil.py": b"x"})


def is_absolute(folder):
    wheel(folder, files={"/tmp/fettle-evil.py": b"x"})


def lies_in_its_record(folder):
    wheel(folder, record={"greeting/__init__.py": row("greeting/__init__.py", b"something else")})


def hides_a_file(folder):
    wheel(folder, odd=[("greeting/more.py", b"x = 1")])


def hashes_badly(folder):
    wheel(folder, record={"greeting/__init__.py": "greeting/__init__.py,md5=abc,3\n"})


def brings_a_link(folder):
    link = zipfile.ZipInfo("greeting/link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    wheel(folder, odd=[(link, b"/etc/passwd")], record={"link": row("greeting/link", b"/etc/passwd")})


def is_a_bomb(folder):
    wheel(folder, files={"greeting/%d.bin" % i: bytes(100 << 20) for i in range(6)})


def repeats_a_name(folder):
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wheel(folder, odd=[("greeting/__init__.py", b"x = 1")])


def is_for_another_machine(folder):
    wheel(folder, tags="cp27-cp27m-win_amd64")


def replaces_numpy(folder):
    wheel(folder, "numpy", "99.0")


def smuggles_numpy(folder):
    wheel(folder, "other", "1.0", {"numpy/__init__.py": b""})


def needs_another(folder):
    wheel(folder, needs=["nowhere-to-be-found (>=2)"])


def needs_a_later_wheel(folder):
    wheel(folder)
    wheel(folder, "parting", needs=["Greeting (>=1.0.1)"])


def needs_a_later_pandas(folder):
    wheel(folder, needs=["pandas>=99"])


def needs_a_later_python(folder):
    wheel(folder, python=">=3.99")


def meets_another(folder):
    for name in ("one", "two"):
        wheel(folder, name, files={"shared/x.py": name.encode()})


def comes_twice(folder):
    wheel(folder)
    wheel(folder, version="2.0")


def says_it_is_another(folder):
    path = wheel(folder, "greeting")
    path.rename(folder / "parting-1.0-py3-none-any.whl")


def is_no_archive(folder):
    folder.mkdir()
    (folder / "greeting-1.0-py3-none-any.whl").write_bytes(b"nothing" * 100)


# ---------------------------------------------------------------- the list

TRIES = """
import importlib, importlib.util, runpy, sys
def by_import(): import lxml
def by_name(): importlib.import_module('lxml.etree')
def by_hand():
    spec = importlib.machinery.PathFinder.find_spec('lxml')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.__file__
def by_run(): runpy.run_module('lxml.ElementInclude')
def by_file(): open(PLACE + '/lxml/__init__.py').read()
def by_cleared():
    del sys.meta_path[0]
    import lxml.etree
for f in (by_import, by_name, by_hand, by_run, by_file, by_cleared):
    try:
        f()
        print('ESCAPED:', f.__name__)
    except (ImportError, OSError, AttributeError) as e:
        print('held', f.__name__)
"""


def system_place():
    return os.path.dirname(os.path.dirname(subprocess.run(
        ["/usr/bin/python3", "-c", "import lxml; print(lxml.__file__)"], capture_output=True, text=True).stdout.strip()))


def a_list_holds(t, mode):
    place = system_place()
    if not place:
        return None
    code = "PLACE = %r\n%s" % (place, TRIES)
    got = t.run(code, "--allow", "openpyxl,et_xmlfile", mode=mode)
    if not got.get("success") or got["stdout"].count("held") != 6 or "ESCAPED" in got["stdout"]:
        return got
    # The twin: what is on the list, and what it needs, works; so does all when there is no list.
    got = t.run("import pandas, openpyxl, et_xmlfile, json, sqlite3\nimport importlib.metadata as m\n"
                "print(m.version('openpyxl'), pandas.DataFrame({'a': [1]}).a.sum())\n"
                "pandas.DataFrame({'a': [1]}).to_excel('x.xlsx')\n", "--allow", "openpyxl,et_xmlfile", mode=mode)
    if not got.get("success"):
        return got
    if "lxml" in [d["name"] for d in got["environment"]["distributions"]] or got["environment"]["allow"] != ["et-xmlfile", "openpyxl"]:
        return got["environment"]
    got = t.run(code, mode=mode)
    return None if got.get("success") and got["stdout"].count("ESCAPED") == 6 and "environment" not in got else got


def says_what_to_do(t, mode):
    got = t.run("import lxml\n", "--allow", "openpyxl,et_xmlfile", mode=mode)
    e = got.get("error") or {}
    if e.get("kind") != "policy" or "lxml" not in e["message"] or "--allow" not in e["message"] or e["line"] != 1:
        return got
    got = t.run("try:\n    import lxml\nexcept ImportError:\n    print('without')\n", "--allow", "openpyxl,et_xmlfile", mode=mode)
    if got.get("stdout") != "without\n":
        return got
    p = t.fettle("exec", t.folder / "code.py", "--allow", "no-such-thing")
    return None if p.returncode == 2 and "no-such-thing" in p.stderr else p


# ---------------------------------------------------------------- pins

def pins_keep_their_wheels(t, mode):
    if mode != "full":
        return None
    folder = t.wheels()
    wheel(folder, "tidying", files={"tidying.py": b"def tidy(df):\n    return df.assign(made='by a wheel')\n"})
    source, code, out = t.folder / "a.csv", t.folder / "tidy.py", t.folder / "out.csv"
    source.write_text("name,n\nx,1\ny,2\n")
    code.write_text("import tidying\ndef transform(df, ctx):\n    return tidying.tidy(ctx.read())\n")
    run = ["run", source, "--orca", "acme", "-o", out]
    p = t.fettle(*run, "--code", code, "--packages", folder, "--accept")
    if p.returncode != 0:
        return p
    first = out.read_bytes()
    shutil.rmtree(folder)
    p = t.fettle(*run, "--json")
    if p.returncode != 0 or out.read_bytes() != first or b"by a wheel" not in first:
        return p
    record = json.loads(p.stdout)["exec"]
    packages = record["environment"]["packages"]
    evidence = json.loads(t.fettle("cache", "show", 1, "--orca", "acme", "--json").stdout)
    if packages not in json.dumps(evidence):
        return evidence
    p = t.fettle("cache", "verify", 1, "--orca", "acme")
    if p.returncode != 0:
        return p
    # What a pin needs stays; the rest goes.
    p = t.fettle("cache", "gc")
    if p.returncode != 0 or t.kept() != [packages, packages + ".json"]:
        return p, t.kept()
    for path in (t.folder / "environments" / packages, t.folder / "environments" / (packages + ".json")):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    p = t.fettle(*run)
    return None if p.returncode == 6 and "--packages" in p.stderr else p


def warm_is_as_cold(t, mode):
    if mode != "full":
        return None
    folder = t.wheels()
    wheel(folder, "openpyxl", "99.0", {"openpyxl/__init__.py": b"import random\nX = random.random()\n"})
    code = t.folder / "warm.py"
    code.write_text("import sys, random\nimport openpyxl\nprint(openpyxl.X, random.random(), sys.path)\n"
                    "try:\n    import lxml\nexcept ImportError as e:\n    print(e)\n")
    p = subprocess.run([TOOL, "same", code], capture_output=True, text=True, timeout=200,
                       env=dict(os.environ, FETTLE_CACHE=str(t.cache), FETTLE_PACKAGES=str(folder), FETTLE_ALLOW="openpyxl,et_xmlfile"))
    return None if p.returncode == 0 and "0 differ" in p.stdout else (p.stdout, p.stderr)


REFUSED = [refuses(climbs, "leaves its folder"), refuses(climbs_with_backslashes, "leaves its folder"),
           refuses(is_absolute, "greeting"), refuses(lies_in_its_record, "not as its RECORD says"),
           refuses(hides_a_file, "RECORD"), refuses(hashes_badly, "SHA-256"), refuses(brings_a_link, "no plain file"),
           refuses(is_a_bomb, "more than"), refuses(repeats_a_name, "two files"),
           refuses(is_for_another_machine, "is not for Python", kept=True), refuses(replaces_numpy, "cannot take the place of numpy", kept=True),
           refuses(smuggles_numpy, "cannot take the place of numpy", kept=True), refuses(needs_another, "nowhere-to-be-found>=2", kept=True),
           refuses(needs_a_later_wheel, "needs greeting>=1.0.1", "greeting-1.0-py3", kept=True),
           refuses(needs_a_later_pandas, "needs pandas>=99", "has pandas 1", kept=True),
           refuses(needs_a_later_python, "needs Python >=3.99", kept=True),
           refuses(meets_another, "another wheel"), refuses(comes_twice, "two wheels"),
           refuses(says_it_is_another, "of its own name"), refuses(is_no_archive, "greeting")]
CASES = [imports_a_wheel, is_the_same_again, runs_before_nothing, a_list_holds, says_what_to_do, warm_is_as_cold,
         pins_keep_their_wheels] + REFUSED


def main():
    wanted, bad, n = sys.argv[1:], [], 0
    with tempfile.TemporaryDirectory() as folder:
        t = Case(folder)
        modes = [m for m in MODES if is_available(m)]
        for case in CASES:
            for mode in modes:
                if wanted and case.__name__ not in wanted:
                    continue
                wrong = case(t, mode)
                n += 1
                if wrong is not None:
                    bad.append("%s (%s): %s" % (case.__name__, mode, str(wrong)[:3000]))
    return tell("packages", n - len(bad), bad)


if __name__ == "__main__":
    sys.exit(main())
