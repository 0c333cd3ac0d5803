# pool.py - the zygote: everything loaded once, then children that are confined and warmed before
# they are asked for.

SPARES = 2
PROC = 10
READY = 7  # a file, which can always be read


def rehearse(shim, runtime, whole=False, last=False):
    """The runtime's exercise, as requests through a channel of its own, until a real one is there. To
    make a page beforehand is half of what it costs: its first use is slow too, where page tables or
    memory are virtual. When spares are wanted fast the first ones must do, but for the whole of it. Leaves
    nothing that code could see, but for `last`: it then takes the end of the interpreter along."""
    import _socket  # the socket module would ask the kernel what the filter refuses
    import select
    global CHANNEL
    poll = select.poll()
    poll.register(CHANNEL, select.POLLIN)
    real, outside = CHANNEL, (sys.modules["__main__"], sys.argv, sys.stdout, sys.stderr)
    ours, theirs = _socket.socketpair()
    CHANNEL = theirs.fileno()
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    try:
        for i, (request, code) in enumerate(runtime.exercise):
            if not whole and (poll.poll(0) or i >= shim.fettle_pool_parts()):
                break
            request = dict(request, seed=1, clock=1, session=not last or i + 1 < len(runtime.exercise))
            ours.sendall(frame(REQUEST, json.dumps(request).encode()) + frame(CODE, code))
            reserve = reserve_room()
            request, code = read_request()
            begin(shim, runtime, request)
            answer(runtime, request, code, resource.getrusage(resource.RUSAGE_SELF), reserve)
            ours.recv(1 << 16)
        if whole or not poll.poll(0) and shim.fettle_pool_parts() > 0:
            rehearse_exits()
    finally:
        CHANNEL = real
        sys.modules["__main__"], sys.argv, sys.stdout, sys.stderr = outside
        sys.modules.pop("transform", None)
        linecache.cache.pop(runtime.file, None)
        ours.close()
        theirs.close()


def learn_pages(shim, runtime, python):
    """Has the pages that the exercise takes made in each spare beforehand, where the kernel tells; true in a
    spare, as requests are served meanwhile."""
    fds = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            rehearse(shim, runtime, whole=True, last=True)
        finally:
            os._exit(0 if shim.fettle_pages_tell(fds[1]) == 0 else 1)
    os.close(fds[1])
    if python.fettle_pool_serve(fds[0]):
        return True
    shim.fettle_pages_learn(fds[0])
    os.close(fds[0])
    os.wait4(pid, 0)
    return False


def serve_pool(shim, runtime):
    """Forks spares as the parent asks for them; comes back in the spares only. Between its own steps it
    looks for a request that waits: such a spare is slower than later ones, but there."""
    import gc
    python = ctypes.PyDLL(None)  # a fork wants the interpreter's lock
    if python.fettle_pool_fork():  # at once: the first request may be waiting
        return
    with noted_exits():
        runtime.load_more()
    if python.fettle_pool_serve(READY):
        return
    rehearse(shim, runtime, whole=True)
    gc.collect()
    gc.freeze()
    if python.fettle_pool_serve(READY) or learn_pages(shim, runtime, python):
        return
    os.close(PROC)
    for _ in range(SPARES - 1):
        if python.fettle_pool_fork():
            return
    python.fettle_pool_serve(-1)
