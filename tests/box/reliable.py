#!/usr/bin/env python3
"""The sandbox under conditions that nobody wants: fettle killed at any moment, eight callers at once, a full disk,
too little memory, hostile runs in a row. Nothing may be left behind, and every failure is an error, no hang.
    reliable.py [--long]"""
import concurrent.futures as cf
import ctypes
import glob
import json
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from common import FETTLE, TOOL, descendants, is_available, tell

HERE = pathlib.Path(__file__).resolve().parent
MODES = ("full", "no-namespaces")
LONG = "--long" in sys.argv[1:]
SPACES = ("mnt", "pid", "net", "ipc", "uts", "user")
HOSTILE = sorted(str(p) for p in (HERE / "hostile").glob("*.py"))
QUICK = [str(HERE / "hostile" / (n + ".py")) for n in ("exit", "crash", "fork_bomb", "large_file", "garbage", "text_flood", "benign")]


def spaces_of(pids):
    """The namespaces that these processes are in and we are not."""
    found = set()
    for pid in pids:
        for kind in SPACES:
            try:
                name = os.readlink("/proc/%d/ns/%s" % (pid, kind))
                if name != os.readlink("/proc/self/ns/" + kind):
                    found.add(name)
            except OSError:
                pass
    return found


def everybody():
    return [int(p[6:]) for p in glob.glob("/proc/[0-9]*")]


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


class Place:
    """A folder with a TMPDIR and a cache of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.temp = os.path.join(folder, "temp")
        os.chmod(folder, 0o755)
        os.mkdir(self.temp, 0o755)
        self.env = dict(os.environ, TMPDIR=self.temp, HOME=folder, FETTLE_CACHE=os.path.join(folder, "cache.db"))
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            self.env.pop(name, None)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        pathlib.Path(path).write_text(text)
        return path

    def start(self, *args, **more):
        return subprocess.Popen([FETTLE, *args], env=self.env, stdin=subprocess.DEVNULL, cwd=self.folder,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def run(self, *args, seconds=60, **more):
        """(exit status, stdout, stderr); the status is None when it hung."""
        p = self.start(*args, **more)
        try:
            out, err = p.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            p.kill()
            p.communicate()
            return None, b"", b""
        return p.returncode, out, err


def killed_at_any_moment(mode, place):
    """kill -9 of fettle after each of many delays, from its first instruction to the running code: after a second
    none of its processes lives, nobody is in its namespaces, and its folders go at the latest with the next run;
    one that was killed before it could lock its folder leaves that for ten seconds."""
    code = place.write("code.py", "import time\nopen('f.txt', 'w').write('x')\nwhile True: time.sleep(0.01)\n")
    began = time.monotonic()
    if place.run("exec", place.write("nothing.py", "pass"), "--isolation", mode)[0] != 0:
        return "code does not run"
    whole = time.monotonic() - began
    steps = 60 if LONG else 5
    seen, made = set(), 0
    for step in range(steps):
        p = place.start("exec", code, "--isolation", mode, "--timeout", "60")
        time.sleep(whole * 1.2 * step / (steps - 1))
        spaces = spaces_of(descendants())
        seen |= spaces
        made += bool(os.listdir(place.temp))
        p.kill()
        p.communicate()
        end = time.monotonic() + 1
        while True:
            reap()
            left = descendants()
            inside = spaces & spaces_of(everybody())
            if not left and not inside or time.monotonic() > end:
                break
            time.sleep(0.02)
        if left:
            return "killed after %.0f ms: %d processes live on" % (whole * 1200 * step / (steps - 1), len(left))
        if inside:
            return "killed after %.0f ms: somebody is in its namespaces: %s" % (whole * 1200 * step / (steps - 1), inside)
    if mode == "full" and not seen:
        return "no namespaces of a run were ever seen"
    if mode != "full" and not made:
        return "no run made a folder"
    place.run("exec", place.write("nothing.py", "pass"), "--isolation", mode)
    if os.listdir(place.temp):
        time.sleep(12)
        place.run("exec", place.write("nothing.py", "pass"), "--isolation", mode)
    left = os.listdir(place.temp)
    return "folders were left: %s" % left if left else None


def eight_callers(mode, place):
    """Eight commands at once: each has its own answer, in the time that it is allowed."""
    def one(number):
        code = place.write("code%d.py" % number, "import time\nopen('n.txt', 'w').write('%d')\ntime.sleep(0.2)\nprint(%d)\n" % (number, number))
        out = os.path.join(place.folder, "out%d" % number)
        status, text, err = place.run("exec", code, "--isolation", mode, "--out", out)
        if status != 0 or text != b"%d\n" % number:
            return "caller %d: %s %r %r" % (number, status, text, err[-200:])
        return None if pathlib.Path(out, "n.txt").read_text() == str(number) else "caller %d got another's file" % number

    with cf.ThreadPoolExecutor(8) as pool:
        why = [w for w in pool.map(one, range(24 if LONG else 8)) if w]
    reap()
    if why:
        return why[0]
    return "processes are left" if descendants() else "folders are left" if os.listdir(place.temp) else None


def full_disk(mode, place):
    """No space for temporary files, for the outputs, for the cache: an error with a sentence each time."""
    disk = os.path.join(place.folder, "disk")
    os.mkdir(disk)
    writes = place.write("writes.py", "open('large.bin', 'wb').write(bytes(1 << 20))\nprint('done')\n")
    table = place.write("in.csv", "a,b\n" + "".join("%d,%d\n" % (i, i) for i in range(60000)))
    transform = place.write("t.py", "def transform(df, ctx):\n    return df\n")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k,mode=0755", "tmpfs", disk], capture_output=True).returncode != 0:
        return None  # only root can
    problems = []

    def expect(what, statuses, *args):
        status, out, err = place.run(*args)
        if status not in statuses or status != 0 and not err.strip():
            problems.append("%s: exit %s, %r" % (what, status, err[-200:]))

    try:
        # The outputs do not fit: that is found when they are written. In full isolation the code itself is well.
        expect("outputs", (2,), "exec", writes, "--isolation", mode, "--out", disk)
        left = os.listdir(disk)
        if left:
            problems.append("outputs: half-written files stay: %s" % left)
        place.env["TMPDIR"] = disk
        # Without namespaces the code's own files and its inputs are in TMPDIR.
        full = mode == "full"
        expect("temporary files", (0,) if full else (4,), "exec", writes, "--isolation", mode)
        expect("inputs", (0,) if full else (3, 4), "exec", transform, table, "--isolation", mode, "--quiet")
        if os.listdir(disk):
            problems.append("temporary files stay: %s" % os.listdir(disk))
        place.env["FETTLE_CACHE"] = os.path.join(disk, "cache.db")
        place.env["HOME"] = disk
        expect("cache", (0, 1, 5, 6), "run", table, "--orca", "x", "-o", os.path.join(place.folder, "o.csv"))
    finally:
        subprocess.run(["umount", disk])
    return "; ".join(problems) or None


def little_memory(mode, place):
    """The host's memory ends at any point: fettle says so, at the latest by aborting with a sentence."""
    code = place.write("code.py", "def transform(df, ctx):\n    return df\n")
    table = place.write("in.csv", "a,b\n" + "1,2\n" * 20000)
    random.seed(1)
    mib = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024] if LONG else [24, 96, 384]
    problems = []
    for size in mib:
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (size << 20, size << 20))
        status, _, err = place.run("exec", code, table, "--isolation", mode, preexec_fn=limit)
        # 127: the loader found no room for the libraries; -6: err_no_memory
        if status not in (0, 3, 4, 70, 127, -6) or status != 0 and not err.strip():
            problems.append("%d MiB: exit %s, %r" % (size, status, err[-200:]))
    reap()
    if descendants():
        problems.append("processes are left")
    if os.listdir(place.temp):
        problems.append("folders are left")
    return "; ".join(problems) or None


def tool(place, *command):
    p = subprocess.run(command, env=place.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=3000)
    sys.stdout.write(p.stdout)
    if p.returncode != 0:
        return "exit %d %s" % (p.returncode, p.stderr[-300:])
    return "files are left: %s" % os.listdir(place.temp) if os.listdir(place.temp) else None


def hostile_runs_in_a_row(place):
    return tool(place, TOOL, "endure", "1000", *HOSTILE) if LONG else tool(place, TOOL, "endure", "14", *QUICK)


def eight_threads(place):
    return tool(place, TOOL, "together", "40", *HOSTILE) if LONG else tool(place, TOOL, "together", "2", *QUICK[:3])


def few_descriptors(place):
    return tool(place, TOOL, "starve", "40") if LONG else tool(place, TOOL, "starve", "12")


def ordinary_user(place):
    """Started by somebody who is not root: the same endings in the same isolations, nothing left. Root becomes nobody."""
    names = ["benign", "exit", "fork_bomb", "large_file", "crash"]
    box = os.path.dirname(os.environ["FETTLE_BOX"])
    files = [TOOL, *(os.path.join(box, n) for n in ("fettle-box", "fettle-shim.so")), *(str(HERE / "hostile" / (n + ".py")) for n in names)]
    for path in files:  # where this tree is, nobody else may be allowed to look
        shutil.copy(path, place.folder)
        os.chmod(os.path.join(place.folder, os.path.basename(path)), 0o755)
    become = []
    if os.geteuid() == 0:
        become = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        os.chown(place.temp, 65534, 65534)
    place.env["FETTLE_BOX"] = os.path.join(place.folder, "fettle-box")
    return tool(place, *become, os.path.join(place.folder, os.path.basename(TOOL)), "endure", "160" if LONG else "10",
                *(os.path.join(place.folder, n + ".py") for n in names))


def main():
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    only = [a for a in sys.argv[1:] if not a.startswith("-")]
    passed, failed = 0, []
    each = [killed_at_any_moment, eight_callers, full_disk, little_memory]
    work = [(f, ()) for f in (hostile_runs_in_a_row, eight_threads, few_descriptors, ordinary_user)]
    for mode in MODES:
        if is_available(mode):
            work += [(f, (mode,)) for f in each]
    for function, args in work:
        if only and function.__name__ not in only:
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            why = function(*args, Place(folder))
        passed += why is None
        name = " ".join([function.__name__, *args])
        if LONG:
            print("%s: %s, %.0f s" % (name, "ok" if why is None else "failed", time.monotonic() - began), flush=True)
        if why is not None:
            failed.append("%s: %s" % (name, why))
    return tell("reliable", passed, failed)


sys.exit(main())
