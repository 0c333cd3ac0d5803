#!/usr/bin/env python3
"""The real binary on a pseudo terminal: it draws, answers keys, follows a new size, and gives the
terminal back whatever ends it: q, SIGTERM, SIGHUP, SIGSEGV."""
import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FETTLE = os.environ["FETTLE"]
SAMPLE = str(ROOT / "samples" / "months_across.csv")


class Terminal:
    """Enough of a terminal to know what is shown: moves, erases, scrolls, text; and its modes."""

    def __init__(self, args, rows=30, cols=100, term="xterm-256color", extra=None):
        self.rows, self.cols = rows, cols
        self.grid = [[" "] * cols for _ in range(rows)]
        self.y = self.x = 0
        self.region = (0, rows)
        self.modes, self.rest = set(), b""
        self.tmp = tempfile.TemporaryDirectory()
        env = {"PATH": os.environ["PATH"], "HOME": self.tmp.name, "TERM": term, "LC_ALL": "C.UTF-8",
               "FETTLE_CACHE": self.tmp.name + "/cache.db"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        env.update(extra or {})
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave, self.fd = slave, master
        self.p = subprocess.Popen([FETTLE] + args, stdin=slave, stdout=slave, stderr=slave, env=env,
                                  start_new_session=True,
                                  preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def pump(self, seconds):
        end = time.time() + seconds
        while time.time() < end:
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    data = os.read(self.fd, 65536)
                except OSError:
                    return
                self.feed(data)

    def feed(self, data):
        s = (self.rest + data).decode("utf-8", "ignore")
        self.rest = b""
        token = re.compile(r"\x1b\[[?>]?[\d;]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()].|\x1b.|[\s\S]")
        for t in token.findall(s):
            self.one(t)

    def one(self, t):
        if t.startswith("\x1b[") and len(t) > 2:
            kind = t[-1]
            if t[2] in "?>":
                for m in t[3:-1].split(";"):
                    (self.modes.add if kind == "h" else self.modes.discard)(m)
                return
            n = [int(v) if v else 0 for v in t[2:-1].split(";")]
            first = n[0] or 1
            if kind in "Hf":
                self.y, self.x = first - 1, (n[1] if len(n) > 1 and n[1] else 1) - 1
            elif kind == "A":
                self.y -= first
            elif kind == "B":
                self.y += first
            elif kind == "C":
                self.x += first
            elif kind == "D":
                self.x -= first
            elif kind == "G":
                self.x = first - 1
            elif kind == "d":
                self.y = first - 1
            elif kind == "J":
                rows = range(self.rows) if n[0] == 2 else range(self.y + 1, self.rows)
                for r in rows:
                    self.grid[r] = [" "] * self.cols
                if n[0] == 0:
                    self.erase(self.x, self.cols)
            elif kind == "K":
                self.erase(*((0, self.x + 1) if n[0] == 1 else (self.x, self.cols)))
            elif kind == "X":
                self.erase(self.x, self.x + first)
            elif kind == "r":
                self.region = (first - 1, n[1] if len(n) > 1 and n[1] else self.rows)
                self.y = self.x = 0
            elif kind in "ST":
                top, end = self.region
                for _ in range(first):
                    self.grid.insert(end - 1 if kind == "S" else top, self.grid.pop(top if kind == "S" else end - 1))
                    self.grid[end - 1 if kind == "S" else top] = [" "] * self.cols
            elif kind == "P":
                line = self.grid[self.y]
                line[self.x:] = line[self.x + first:] + [" "] * min(first, self.cols - self.x)
            elif kind == "@":
                line = self.grid[self.y]
                line[self.x:] = ([" "] * first + line[self.x:])[:self.cols - self.x]
            elif kind == "b":
                for _ in range(first):
                    self.put(self.last)
        elif t == "\r":
            self.x = 0
        elif t == "\n":
            self.y = min(self.y + 1, self.rows - 1)
        elif t == "\b":
            self.x -= 1
        elif t[0] >= " ":
            self.put(t)

    def erase(self, a, b):
        if 0 <= self.y < self.rows:
            for x in range(max(a, 0), min(b, self.cols)):
                self.grid[self.y][x] = " "

    def put(self, c):
        self.last = c
        if 0 <= self.y < self.rows and 0 <= self.x < self.cols:
            self.grid[self.y][self.x] = c
        self.x += 1

    def text(self):
        return "\n".join("".join(r).rstrip() for r in self.grid)

    def expect(self, words, seconds=15):
        end = time.time() + seconds
        while time.time() < end:
            if words in self.text():
                return
            self.pump(0.05)
        raise AssertionError(f"\"{words}\" did not appear:\n{self.text()}")

    def key(self, s):
        os.write(self.fd, s.encode())

    def resize(self, rows, cols):
        self.rows, self.cols = rows, cols
        self.region = (0, rows)
        self.grid = [[" "] * cols for _ in range(rows)]
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        os.killpg(self.p.pid, signal.SIGWINCH)

    def ended(self, want):
        end = time.time() + 10
        while self.p.poll() is None and time.time() < end:
            self.pump(0.05)
        self.pump(0.2)
        status = self.p.poll()
        after = termios.tcgetattr(self.slave)
        self.p.kill()
        assert status in want, f"it ended with {status}, not {want}"
        assert "1049" not in self.modes, "the alternate screen was left on"
        assert "2004" not in self.modes, "bracketed paste was left on"
        assert "25" in self.modes or status is None, "the cursor was left hidden"
        assert after[3] & (termios.ICANON | termios.ECHO) == self.before[3] & (termios.ICANON | termios.ECHO), \
            "the line discipline was not restored"
        os.close(self.fd)
        os.close(self.slave)
        self.tmp.cleanup()


def draws_and_answers():
    t = Terminal([SAMPLE])
    t.expect("1 Raw")
    t.expect("How it was read")
    t.key("2")
    t.expect("Result, first rows")
    t.key("?")
    t.expect("Keys of the Plan screen")
    t.key("q")
    t.resize(24, 80)
    t.expect("5 Pins")
    t.resize(5, 20)
    t.pump(0.3)
    t.resize(30, 100)
    t.key("\x1b[B")  # an arrow key, as one sequence
    t.key("1")
    t.expect("How it was read")
    t.key("Q")
    t.ended([0])


def a_jump_waits_for_the_rows():
    """Asked for while only the first rows of a large file are there."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as f:
        f.write("id,name,town\n" + "".join(f"{i},name {i},a town of number {i * 7}\n" for i in range(200000)))
        f.flush()
        for shown in ("", "name 3"):
            t = Terminal([f.name])
            while "1049" not in t.modes:
                t.pump(0.001)
            t.expect(shown)
            t.key(":180002\r")
            t.expect("name 180000")
            t.key("Q")
            t.ended([0])


def every_end_restores_the_terminal():
    asan = "asan" in FETTLE
    for sig in (signal.SIGTERM, signal.SIGHUP) + (() if asan else (signal.SIGSEGV, signal.SIGABRT)):
        t = Terminal([SAMPLE])
        t.expect("How it was read")
        os.kill(t.p.pid, sig)
        t.ended([-sig])


def suspends_and_comes_back():
    t = Terminal([SAMPLE])
    t.expect("How it was read")
    t.key("\x1a")
    deadline = time.time() + 5
    while time.time() < deadline:
        pid, status = os.waitpid(t.p.pid, os.WUNTRACED | os.WNOHANG)
        if pid and os.WIFSTOPPED(status):
            break
        t.pump(0.05)
    else:
        raise AssertionError("Ctrl-Z did not stop it")
    t.pump(0.2)
    assert "1049" not in t.modes, "suspended with the alternate screen on"
    os.kill(t.p.pid, signal.SIGCONT)
    t.grid = [[" "] * t.cols for _ in range(t.rows)]
    t.expect("How it was read")
    t.key("Q")
    t.ended([0])


def no_terminal_is_one_sentence():
    for term, args in (("dumb", [SAMPLE]), ("no-such-terminal", [])):
        # curses itself leaks what it allocated for a terminal that it then refuses
        t = Terminal(args, term=term, extra={"ASAN_OPTIONS": "detect_leaks=0"})
        t.modes.add("25")
        t.ended([2])
        assert "is not known or cannot move its cursor" in " ".join(t.text().split()), t.text()
    p = subprocess.run([FETTLE, SAMPLE], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                       start_new_session=True)
    assert p.returncode == 2 and p.stderr.count("\n") == 1 and "no terminal" in p.stderr, p


def no_colour_is_obeyed():
    t = Terminal([SAMPLE], extra={"NO_COLOR": "1"})
    raw = b""
    end = time.time() + 15
    while time.time() < end and b"How it was read" not in raw:
        if select.select([t.fd], [], [], 0.1)[0]:
            data = os.read(t.fd, 65536)
            raw += data
            t.feed(data)
    assert not re.search(rb"\x1b\[[\d;]*(3[0-7]|38;|4[0-7]|48;)[\d;]*m", raw), "colours in spite of NO_COLOR"
    t.key("Q")
    t.ended([0])


try:
    for fd in pty.openpty():
        os.close(fd)
except OSError as e:
    print(f"skipped: no pseudo terminal can be had here ({e})")
    sys.exit(0)
for test in (draws_and_answers, a_jump_waits_for_the_rows, every_end_restores_the_terminal, suspends_and_comes_back,
             no_terminal_is_one_sentence, no_colour_is_obeyed):
    try:
        test()
    except AssertionError as e:
        print(f"{test.__name__}: {e}")
        sys.exit(1)
