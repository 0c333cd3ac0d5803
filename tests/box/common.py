"""What the tests of the sandbox share: the programs, and looks at what runs."""
import glob
import os
import subprocess
import tempfile

FETTLE = os.environ["FETTLE"]
TOOL = os.environ["BOXTOOL"]


def descendants():
    """Live processes below us; orphans come back to us where we are a subreaper."""
    parents = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as f:
                pid, rest = f.read().split(" ", 1)
            rest = rest.rsplit(")", 1)[1].split()
            if rest[0] != "Z":
                parents.setdefault(int(rest[1]), []).append(int(pid))
        except (OSError, ValueError, IndexError):
            pass
    found, todo = [], [os.getpid()]
    while todo:
        more = parents.get(todo.pop(), [])
        found += more
        todo += more
    return found


def is_available(mode):
    """Whether this machine has the isolation; says so when not."""
    with tempfile.NamedTemporaryFile("w", suffix=".py") as f:
        p = subprocess.run([FETTLE, "exec", f.name, "--isolation", mode], capture_output=True, stdin=subprocess.DEVNULL)
    if p.returncode not in (0, 4):
        raise SystemExit("box: fettle exec of an empty file ended with %d: %s" % (p.returncode, p.stderr.decode()))
    if p.returncode == 4:
        print("box: skipped %s isolation, this machine cannot do it: %s" % (mode, p.stderr.decode().strip()))
    return p.returncode == 0


def tell(name, passed, failed):
    """Prints how it went; the exit status."""
    for line in failed:
        print("FAILED %s/%s" % (name, line))
    print("%s: %d passed, %d failed" % (name, passed, len(failed)))
    return bool(failed)
