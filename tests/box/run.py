#!/usr/bin/env python3
"""Escape attempts. NAME.attack.py must be held, its twin NAME.benign.py must work; both in full
isolation, in the warm spares of one pool, and without namespaces.

An attack says in comments how its run may end (`# ends: none` or endings of the result record) and
prints RAN first: a refusal to run is no defence. It has won when it prints ESCAPED: or when a look
from outside finds the canaries changed. @NAME@ is replaced by what there is to attack. A twin says
what must be on its output (`# prints:`) and which files must come back (`# files:`).
    run.py [NAME ...]"""
import concurrent.futures as cf
import ctypes
import glob
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from common import FETTLE, TOOL, descendants, is_available, tell

HERE = pathlib.Path(__file__).resolve().parent
MODES = ("full", "warm", "no-namespaces")


class Canary:
    """Things outside the box that foreign code must not touch."""

    def __init__(self, folder):
        self.mark = "fettlemark%d" % os.getpid()
        self.token = "TOKEN" + os.urandom(12).hex()
        self.folder = folder
        self.secret = os.path.join(folder, "secret.txt")
        self.victim = os.path.join(folder, "victim.txt")
        os.chmod(folder, 0o755)
        for path, text in ((self.secret, self.token), (self.victim, "intact")):
            with open(path, "w") as f:
                f.write(text)
            os.chmod(path, 0o666)
        os.utime(self.victim, (10**9, 10**9))
        self.before = self.state()
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind("\0" + self.mark)
        self.abstract.listen(8)
        self.process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
        self.inherit = os.open(self.secret, os.O_RDONLY)
        os.set_inheritable(self.inherit, True)

    def state(self):
        s = os.stat(self.victim)
        return s.st_mode, s.st_mtime, s.st_size

    def fill(self, text):
        for name, value in (("SECRETDIR", self.folder), ("SECRET", self.secret), ("VICTIM", self.victim),
                            ("TOKEN", self.token), ("MARK", self.mark), ("PID", self.process.pid),
                            ("PORT", self.tcp.getsockname()[1])):
            text = text.replace("@%s@" % name, str(value))
        return text

    def damage(self):
        if not os.path.exists(self.victim) or self.state() != self.before:
            return "the victim file was changed"
        if self.process.poll() is not None:
            return "the canary process was ended"
        if glob.glob("/tmp/%s*" % self.mark) + glob.glob("/dev/shm/%s*" % self.mark):
            return "files were planted"
        return None

    def close(self):
        self.process.kill()
        self.process.wait()


class Warm:
    """A process with a pool, which runs one after the other."""

    def __init__(self, canary):
        self.lock = threading.Lock()
        self.process = subprocess.Popen([TOOL, "warm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=dict(os.environ, SECRET_KEY=canary.token), pass_fds=[canary.inherit])

    def call(self, code, out, seconds):
        with self.lock:
            self.process.stdin.write(("%s\t%s\t%s\n" % (seconds, code, out)).encode())
            self.process.stdin.flush()
            text = self.process.stdout.readline()
        return subprocess.CompletedProcess([], self.process.poll() or 0, text, b"")

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def call(canary, code, mode, out, seconds="20"):
    if mode == "warm":
        p = canary.warm.call(code, out, seconds)
        return p, json.loads(p.stdout) if p.stdout.strip() else None
    env = dict(os.environ, SECRET_KEY=canary.token)
    p = subprocess.run([FETTLE, "exec", code, "--json", "--timeout", seconds, "--isolation", mode, "--out", out],
                       capture_output=True, env=env, timeout=60, pass_fds=[canary.inherit], stdin=subprocess.DEVNULL)
    try:
        return p, json.loads(p.stdout)
    except ValueError:
        return p, None


def wants(text, what):
    m = re.search(r"(?m)^# %s: (.*)$" % what, text)
    return m.group(1) if m else None


def odd_outputs(out):
    """What must never come out of the collector."""
    for root, dirs, files in os.walk(out):
        for name in dirs + files:
            path = os.path.join(root, name)
            if os.path.islink(path) or not (os.path.isfile(path) or os.path.isdir(path)):
                return "an odd file came out: %r" % name
            if any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 or 0x202A <= ord(c) <= 0x202E for c in name) or name[0] in ".-":
                return "a hostile name came out: %r" % name
            # Its writer may have been killed before the first byte.
            if name.startswith("bomb") and os.path.getsize(path) > 0:
                return "an archive bomb came out"
    return None


def attack(canary, path, mode, folder):
    text = canary.fill(path.read_text())
    code, out = os.path.join(folder, "code.py"), os.path.join(folder, "out")
    pathlib.Path(code).write_text(text)
    # Only where time is to run out is it short: machines differ.
    seconds = "4" if "timeout" in wants(text, "ends") else "20"
    p, record = call(canary, code, mode, out, seconds)
    if record is None:
        return "no record, exit %d: %s" % (p.returncode, p.stderr.decode()[-300:])
    said = record["stdout"] + record["stderr"]
    if "RAN" not in record["stdout"]:
        return "it did not run: %s" % json.dumps(record["error"])
    if "ESCAPED:" in said:
        return re.search(r"ESCAPED:[^\n]*", said).group(0)
    if canary.token in said:
        return "the secret came out"
    if b"\x1b" in p.stdout:
        return "a terminal control came out"
    kind = (record["error"] or {}).get("kind", "none")
    if kind not in wants(text, "ends").split():
        return "it ended with %s: %s" % (kind, json.dumps(record["error"])[:300])
    return odd_outputs(out) or canary.damage()


def benign(canary, path, mode, folder):
    text = path.read_text()
    code, out = os.path.join(folder, "code.py"), os.path.join(folder, "out")
    pathlib.Path(code).write_text(text)
    p, record = call(canary, code, mode, out)
    if record is None or not record["success"]:
        return "it failed: %s %s" % (p.stderr.decode()[-300:], json.dumps((record or {}).get("error")))
    if record["stderr"]:
        return "it said on stderr: %r" % record["stderr"][-200:]
    if wants(text, "prints") not in record["stdout"]:
        return "it printed %r" % record["stdout"][-200:]
    missing = [f for f in (wants(text, "files") or "").split() if not os.path.isfile(os.path.join(out, f))]
    return "files are missing: %s" % missing if missing else None


def text_comes_while_the_code_runs(canary, mode, folder):
    """The first line is there long before the code ends, whole characters only."""
    code = os.path.join(folder, "code.py")
    pathlib.Path(code).write_text("import os, time\nprint('first')\nos.write(1, b'\\xc3')\ntime.sleep(3)\nos.write(1, b'\\xa9')\n")
    p = subprocess.Popen([FETTLE, "exec", code, "--isolation", mode], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    first = os.read(p.stdout.fileno(), 100)
    came = time.monotonic()
    rest = p.communicate(timeout=30)[0]
    if time.monotonic() - came < 2:
        return "the text came at the end"
    return None if (first, rest) == (b"first\n", "\xe9".encode()) else "it printed %r" % (first + rest)


def killed_launcher_ends_the_run(canary, mode, folder):
    """kill -9 of the launcher: the code dies with it and the run says so."""
    code = os.path.join(folder, "code.py")
    pathlib.Path(code).write_text("import time\nwhile True: time.sleep(0.1)\n")
    p = subprocess.Popen([FETTLE, "exec", code, "--isolation", mode, "--timeout", "60"], stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    time.sleep(1.5)
    with open("/proc/%d/task/%d/children" % (p.pid, p.pid)) as f:
        launcher = f.read().split()
    if not launcher:
        p.kill()
        return "no launcher was found"
    os.kill(int(launcher[0]), signal.SIGKILL)
    try:
        err = p.communicate(timeout=15)[1]
    except subprocess.TimeoutExpired:
        p.kill()
        return "fettle hung"
    if p.returncode != 4:
        return "exit %d: %s" % (p.returncode, err[-200:])
    time.sleep(0.2)
    return "processes live on" if set(descendants()) - {canary.process.pid} else None


def main():
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    names = sys.argv[1:]
    jobs = []
    for path in sorted(HERE.glob("*.attack.py")):
        name = path.name[:-len(".attack.py")]
        twin = HERE / (name + ".benign.py")
        if names and name not in names:
            continue
        jobs += [(attack, path), (benign, twin)]
    passed, failed = 0, []
    with tempfile.TemporaryDirectory() as folder:
        canary = Canary(folder)

        def one(job):
            (function, path), mode = job
            with tempfile.TemporaryDirectory() as work:
                os.chmod(work, 0o755)
                return function(canary, path, mode, work)

        for mode in MODES:
            if not is_available("full" if mode == "warm" else mode):
                continue
            if mode == "warm":
                canary.warm = Warm(canary)
            work = [(job, mode) for job in jobs]
            with cf.ThreadPoolExecutor(os.cpu_count()) as pool:
                results = list(pool.map(one, work))
            for ((function, path), _), why in zip(work, results):
                passed += why is None
                if why is not None:
                    failed.append("%s (%s): %s" % (path.name, mode, why))
            if mode == "warm" and canary.warm.close() != 0:
                failed.append("a process with a pool did not live on")
            for function in (() if names or mode == "warm" else (text_comes_while_the_code_runs, killed_launcher_ends_the_run)):
                with tempfile.TemporaryDirectory() as work_dir:
                    why = function(canary, mode, work_dir)
                passed += why is None
                if why is not None:
                    failed.append("%s (%s): %s" % (function.__name__, mode, why))
        canary.close()
    return tell("box", passed, failed)


sys.exit(main())
