# pool.py - the zygote: everything loaded once, then children that are confined and warmed before
# they are asked for.

SPARES = 2
PROC = 10


def warm_up(pandas):
    """Touches what nearly all code touches, so that a request does not pay for it."""
    frame = pandas.DataFrame({"g": list("xyz") * 30, "v": range(90), "w": [1.5] * 90})
    frame["u"] = frame.v * 2 + frame.w
    frame = frame[frame.u > 3].rename(columns={"u": "U"})
    total = frame.groupby("g").agg(s=("v", "sum")).reset_index().sort_values("s")
    total.merge(frame, on="g").to_csv()
    frame.pivot_table(index="g", values="v").melt()
    pandas.read_csv(io.StringIO("a,b\n1,x\n2,y\n"))
    pandas.to_datetime(pandas.Series(["2024-01-02", None])).dt.normalize()
    pandas.to_numeric(pandas.Series(["1", "2.5", None], dtype=object))
    frame.astype(str).g.str.upper().str.replace("X", "y", regex=False)
    str(frame)


def exercise(pandas):
    """What a request takes: reading it, running code, sending the result."""
    request = json.loads('{"transform": true, "seed": 1, "input": {"rows": [1, 3], "sheets": []}}')
    random.seed(1)
    numpy = sys.modules["numpy"]
    numpy.random.seed(1)
    renew_defaults(1)
    warm_up(pandas)
    scope = types.ModuleType("transform").__dict__
    exec(compile("import pandas as pd, re\ndef transform(df, ctx):\n    return df", "code.py", "exec"), scope)
    frame = pandas.DataFrame({0: ["a", "b", None], 1: [1.5, 2, 3]}, index=[1, 2, 3])
    encode_frame(scope["transform"](frame, Context(dict(request, base=""), pandas)), request, numpy, pandas)
    try:
        exec(compile("1 / 0", "code.py", "exec"), {})
    except ZeroDivisionError as exc:
        json.dumps({"error": describe(exc, "")})


def learn_pages(shim, pandas):
    """Has the pages that the exercise takes made in each spare beforehand; False: not to be had."""
    fds = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            exercise(pandas)
        finally:
            os._exit(0 if shim.fettle_pages_tell(fds[1]) == 0 else 1)
    os.close(fds[1])
    known = shim.fettle_pages_learn(fds[0])
    os.close(fds[0])
    return os.wait4(pid, 0)[1] == 0 and known > 0


def fork_spare(shim, children, poll):
    """True in the child."""
    import socket
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if shim.fettle_fork_begin() != 0:
        os._exit(71)
    pid = os.fork()
    if pid == 0:
        mine.close()
        for fd, (_, status) in children.items():
            os.close(fd)
            os.close(status)
        shim.fettle_spare(theirs.detach())
        return True
    if shim.fettle_fork_end() != 0:
        os._exit(71)
    theirs.close()
    fd = os.pidfd_open(pid)
    children[fd] = (pid, mine.detach())
    poll.register(fd, 1)
    return False


def serve_pool(shim, pandas):
    """Forks a spare for each request of the parent; comes back in the spares only, with whether they
    are warm already."""
    import gc
    import select
    for name in ("openpyxl", "sqlite3", "json", "gzip", "zipfile", "uuid", "asyncio",
                 "concurrent.futures", "pandas.io.formats.excel", "pandas.io.formats.string"):
        try:
            __import__(name)
        except Exception:
            pass
    children = {}
    poll = select.poll()
    poll.register(CHANNEL, 1)
    exercise(pandas)
    gc.collect()
    gc.freeze()
    warm = learn_pages(shim, pandas)
    os.close(PROC)
    for _ in range(SPARES):
        if fork_spare(shim, children, poll):
            return warm
    while True:
        for fd, _ in poll.poll():
            if fd == CHANNEL:
                if not os.read(CHANNEL, 16):
                    os._exit(0)
                if fork_spare(shim, children, poll):
                    return warm
                continue
            pid, status = children.pop(fd)
            poll.unregister(fd)
            os.close(fd)
            _, code, use = os.wait4(pid, 0)
            cpu = int((use.ru_utime + use.ru_stime) * 1e6)
            shim.fettle_exit_note(status, code, ctypes.c_uint64(cpu), ctypes.c_uint64(use.ru_maxrss))
            os.close(status)


BASE = os.environ["TMPDIR"][:-len("/tmp")]
main()
