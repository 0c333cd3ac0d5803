#!/usr/bin/env python3
"""The workbench on a large file through a real pseudo terminal: time to the first rows, to a row far
in the file right after the start, of single keys while it counts, of random jumps, and memory.
    screen.py FETTLE FILE [RUNS]
FILE is any delimited text or workbook; what its first rows are and how many it has is read from it (of
a workbook by fettle). `less -S` is measured beside a text where it is installed. Times are from the
outside: with the terminal's share."""
import fcntl
import os
import pty
import random
import re
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time


class Program:
    def __init__(self, argv):
        self.home = tempfile.TemporaryDirectory()
        self.began = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", HOME=self.home.name,
                              FETTLE_CACHE=self.home.name + "/cache.db")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            os.execvp(argv[0], argv)

    def until(self, pattern, limit=60):
        """Seconds until the output matches; None when it did not."""
        seen, start = b"", time.monotonic()
        while time.monotonic() - start < limit:
            if select.select([self.fd], [], [], 0.2)[0]:
                try:
                    seen += os.read(self.fd, 65536)
                except OSError:
                    return None
                if pattern.search(seen):
                    return time.monotonic() - start
        return None

    def drain(self, quiet):
        while select.select([self.fd], [], [], quiet)[0]:
            try:
                if not os.read(self.fd, 65536):
                    return
            except OSError:
                return

    def key(self, text):
        os.write(self.fd, text.encode())

    def memory(self):
        with open(f"/proc/{self.pid}/status") as f:
            kib = dict(line.split(":", 1) for line in f)
        return [int(kib[k].split()[0]) / 1024 for k in ("VmRSS", "VmHWM")]

    def close(self):
        os.kill(self.pid, 15)
        os.close(self.fd)
        os.waitpid(self.pid, 0)
        self.home.cleanup()


def last_output(p, quiet):
    """The time of the last output before `quiet` seconds without any: only what changed on the screen is
    sent, so there is mostly no text to wait for."""
    start = last = time.monotonic()
    while select.select([p.fd], [], [], quiet)[0] and time.monotonic() - start < 20:
        os.read(p.fd, 65536)
        last = time.monotonic()
    return last - start


def jump(p, row):
    """To a row by the palette."""
    p.key(f":{row}")
    p.drain(0.03)
    p.key("\r")
    return last_output(p, 0.1)


def jump_far(p, row):
    """The same at once, while rows are counted, which writes to the screen too: until all is there."""
    p.key(f":{row}\r")
    return last_output(p, 1)


def show(name, values):
    got = sorted(1000 * v for v in values if v is not None)
    if not got:
        print(f"{name:34} never came")
        return
    print(f"{name:34} p50 {statistics.median(got):8.1f} ms   p99 "
          f"{got[min(len(got) - 1, int(len(got) * .99))]:8.1f} ms   of {len(got)}")


def known(fettle, path):
    """A word of its first rows, about how many rows there are, and whether it is text."""
    with open(path, "rb") as f:
        head = f.read(1 << 20)
    if not head.startswith(b"PK"):
        return re.split(rb"[^A-Za-z0-9_]", head.splitlines()[0])[0], int(os.path.getsize(path) / (len(head) / max(1, head.count(b"\n")))), True
    with tempfile.TemporaryDirectory() as tmp:
        out = tmp + "/out.csv"
        subprocess.run([fettle, "convert", path, "--raw", "-q", "-o", out], check=True)
        with open(out, "rb") as f:
            f.readline()  # the names: a row of values is to be seen
            return max(re.findall(rb"[A-Za-z0-9_]+", f.readline())[:3], key=len), sum(1 for _ in f), False


def main():
    fettle, path, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 5
    first_word, about, text = known(fettle, path)
    word = re.compile(re.escape(first_word))
    first, far, keys, jumps = [], [], [], []
    for _ in range(runs):
        p = Program([fettle, path])
        p.until(word)
        first.append(time.monotonic() - p.began)
        if text:
            far.append(jump_far(p, about * 9 // 10))
            p.close()
            p = Program([fettle, path])
            p.until(word)
        for _ in range(10):
            p.key("j")
            keys.append(p.until(re.compile(rb"."), 1))
        p.drain(0.3)
        p.close()
    p = Program([fettle, path])
    p.until(word)
    p.drain(1 if text else 10)  # a workbook is read whole before rows far in it are there
    jump(p, about * 9 // 10)
    seed = random.Random(1)
    for _ in range(100):
        jumps.append(jump(p, seed.randrange(2, about * 9 // 10)))
    rss, peak = p.memory()
    p.close()
    show("first rows", first)
    show("a key while it is read", keys)
    if text:
        show("row 9/10 right after the start", far)
    show("random jump once counted", jumps)
    print(f"{'memory after 100 jumps':34} {rss:.1f} MiB, at most {peak:.1f} MiB")
    if text and shutil.which("less"):
        beside = []
        for _ in range(runs):
            p = Program(["less", "-S", path])
            p.until(word)
            beside.append(time.monotonic() - p.began)
            p.close()
        show("less -S: first rows", beside)


main()
