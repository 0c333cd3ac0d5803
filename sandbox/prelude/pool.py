# pool.py - the zygote: everything loaded once, then children that are confined and warmed before
# they are asked for.

SPARES = 2
PROC = 10


def rehearse(shim, runtime, last=False):
    """The runtime's exercise, as requests through a channel of its own, until a real one is there. To
    make a page beforehand is half of what it costs: its first use is slow too, where page tables or
    memory are virtual. Leaves nothing that code could see, but for `last`: it then takes the end of
    the interpreter along."""
    import select
    import socket
    global CHANNEL
    poll = select.poll()
    poll.register(CHANNEL, select.POLLIN)
    real, outside = CHANNEL, (sys.modules["__main__"], sys.argv, sys.stdout, sys.stderr)
    ours, theirs = socket.socketpair()
    CHANNEL = theirs.fileno()
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    try:
        for i, (request, code) in enumerate(runtime.exercise):
            if poll.poll(0):
                break
            request = dict(request, seed=1, clock=1, session=not last or i + 1 < len(runtime.exercise))
            ours.sendall(frame(REQUEST, json.dumps(request).encode()) + frame(CODE, code))
            reserve = reserve_room()
            request, code = read_request()
            begin(shim, runtime, request)
            answer(runtime, request, code, resource.getrusage(resource.RUSAGE_SELF), reserve)
            ours.recv(1 << 16)
    finally:
        CHANNEL = real
        sys.modules["__main__"], sys.argv, sys.stdout, sys.stderr = outside
        sys.modules.pop("transform", None)
        linecache.cache.pop(runtime.file, None)
        ours.close()
        theirs.close()


def learn_pages(shim, runtime):
    """Has the pages that the exercise takes made in each spare beforehand, where the kernel tells."""
    fds = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            rehearse(shim, runtime, last=True)
        finally:
            os._exit(0 if shim.fettle_pages_tell(fds[1]) == 0 else 1)
    os.close(fds[1])
    shim.fettle_pages_learn(fds[0])
    os.close(fds[0])
    os.wait4(pid, 0)


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
    mine.setblocking(False)
    children[fd] = (pid, mine.detach())
    poll.register(fd, 1)
    return False


def was_offered(status):
    """Whether a child that ended had come so far that the parent knows of it."""
    try:
        return os.read(status, 16) != b""
    except BlockingIOError:
        return False


def serve_pool(shim, runtime):
    """Forks a spare for each request of the parent; comes back in the spares only."""
    import gc
    import select
    runtime.load_more()
    children = {}
    poll = select.poll()
    poll.register(CHANNEL, 1)
    rehearse(shim, runtime)
    gc.collect()
    gc.freeze()
    learn_pages(shim, runtime)
    os.close(PROC)
    for _ in range(SPARES):
        if fork_spare(shim, children, poll):
            return
    while True:
        for fd, _ in poll.poll():
            if fd == CHANNEL:
                if not os.read(CHANNEL, 16):
                    os._exit(0)
                if fork_spare(shim, children, poll):
                    return
                continue
            pid, status = children.pop(fd)
            poll.unregister(fd)
            os.close(fd)
            _, code, use = os.wait4(pid, 0)
            cpu = int((use.ru_utime + use.ru_stime) * 1e6)
            shim.fettle_exit_note(status, code, ctypes.c_uint64(cpu), ctypes.c_uint64(use.ru_maxrss))
            lost = not was_offered(status)  # then nobody will ask for another in its place
            os.close(status)
            if lost and fork_spare(shim, children, poll):
                return

