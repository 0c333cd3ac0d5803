# boot.py - the inside of the box: load what the runtime needs, let the confinement close, run the
# code, send the result. Runs before any foreign line; the parent treats everything that comes from
# here as hostile, since foreign code shares this process. What differs between runtimes is in the
# class Runtime of the runtime's own file, which stands behind this one.
import contextlib
import ctypes
import functools
import importlib.abc
import importlib.machinery
import io
import json
import linecache
import mmap
import os
import random
import resource
import struct
import sys
import threading
import traceback
import types

CHANNEL = 4
MAGIC = 0x31584246
META, TABLE, END, ASK, GIVEN, REQUEST, CODE = 4, 5, 6, 7, 8, 9, 10


class ContractError(Exception):
    """The code did not keep to what a transform promises."""


class PolicyError(ImportError):
    """A distribution that the run's policy does not allow."""


class Admission(importlib.abc.MetaPathFinder):
    """What may be imported. Files that must not be read are not in the view: this says why."""

    def __init__(self):
        self.closed = True  # no line of a wheel runs before the box is closed

    def find_spec(self, name, path, target=None):
        if name in FORBIDDEN:
            raise PolicyError("the distribution %s is not allowed here: name it with --allow, or leave the "
                              "import of %s out" % (FORBIDDEN[name], name), name=name)
        if self.closed and name in PACKED:
            raise ImportError("%s comes from a wheel" % name, name=name)
        return None

    def open(self):
        """Before the interpreter's own packages, behind the standard library."""
        self.closed = False
        if PACKAGES:
            own = [i for i, p in enumerate(sys.path) if p.endswith("-packages")]
            sys.path.insert(own[0] if own else len(sys.path), PACKAGES)


def write_all(data):
    data = memoryview(data).cast("B")
    while data:
        data = data[os.write(CHANNEL, data):]


def frame(kind, body=b""):
    return struct.pack("=IIQ", MAGIC, kind, len(body)) + body


def send(kind, body=b""):
    write_all(frame(kind, body))


def send_parts(before, kind, parts, after):
    """A body in parts: bytes, arrays, or what has a size and writes itself; between other frames."""
    size = sum(p.nbytes if hasattr(p, "nbytes") else len(p) for p in parts)
    small = [before, struct.pack("=IIQ", MAGIC, kind, size)]
    for part in parts:
        if isinstance(part, bytes) and len(part) < 4096:
            small.append(part)
            continue
        write_all(b"".join(small))
        small = []
        part.write() if hasattr(part, "write") else write_all(part)
    write_all(b"".join(small) + after)


def receive(n):
    """The parent sends a request in one go, so it is read in one go."""
    global HELD
    while len(HELD) < n:
        piece = os.read(CHANNEL, max(n - len(HELD), 1 << 16))
        if not piece:
            os._exit(70)
        HELD += piece
    data, HELD = HELD[:n], HELD[n:]
    return data


def ask(name):
    """The path of an input that the parent makes when it is wanted."""
    path = BASE + "/in/.fettle/" + name
    with ASKING:
        if not os.path.exists(path):
            send(ASK, name.encode())
            magic, kind, size = struct.unpack("=IIQ", receive(16))
            if size:
                raise RuntimeError(receive(size).decode("utf-8", "replace"))
    return path


def describe(exc, runtime, base, depth=8):
    """The error as the record wants it; the traceback shows only lines of the code."""
    report = traceback.TracebackException(type(exc), exc, exc.__traceback__, limit=-200)
    link = report
    while link is not None and depth > 0:
        link.stack = traceback.StackSummary.from_list([f for f in link.stack if f.filename == runtime.file])
        link, depth = link.__cause__ or link.__context__, depth - 1
    if link is not None:
        link.__cause__ = link.__context__ = None
    line = runtime.line(exc) or (report.stack[-1].lineno if report.stack else 0)
    text = "".join(report.format())
    last = "".join(report.format_exception_only()).strip().splitlines()
    try:
        message = str(exc)
    except Exception:
        message = ""
    if isinstance(exc, SyntaxError):
        message = exc.msg or message
    out = {"type": type(exc).__name__, "message": message[:4000], "line": int(line or 0),
           "last_line": (last[-1] if last else type(exc).__name__)[:4000], "traceback": text[-20000:]}
    if isinstance(exc, OSError) and isinstance(exc.errno, int):
        out["errno"] = exc.errno
    if base:
        for key, value in out.items():
            if isinstance(value, str):
                out[key] = value.replace(base, "")
    return out


def ending(exc):
    """What kind of ending an exception is, by its class alone."""
    if isinstance(exc, MemoryError):
        return "memory"
    if isinstance(exc, ContractError):
        return "contract"
    if isinstance(exc, PolicyError):
        return "policy"
    if isinstance(exc, OSError) and exc.errno in (27, 28, 122):  # EFBIG ENOSPC EDQUOT
        return "output"
    return "exception"


@contextlib.contextmanager
def noted_exits():
    """Notes what libraries that are loaded meanwhile will do at the end."""
    import atexit
    register = atexit.register

    def noted(function, *args, **kwargs):
        EXITS.append((function, args, kwargs))
        return register(function, *args, **kwargs)

    atexit.register = noted
    try:
        yield
    finally:
        atexit.register = register


def rehearse_exits():
    """Those of libraries, of which code has used nothing yet, can run twice. What logging closes looks
    closed ever after, though it goes on working: that must not show."""
    import atexit
    logging = sys.modules.get("logging")
    handlers = [ref() for ref in logging._handlerList] if logging else []
    state = [dict(vars(h)) for h in handlers]
    atexit._run_exitfuncs()
    for handler, was in zip(handlers, state):
        vars(handler).update(was)
    for function, args, kwargs in EXITS:
        atexit.register(function, *args, **kwargs)


def left_for_the_end():
    """Counts that change when code leaves anything to be done at the end: exit functions, threads, what
    is called when an object goes, handlers of logs. None: this Python, or the code, keeps them elsewhere."""
    import atexit
    import weakref
    logging = sys.modules.get("logging")
    try:
        return (atexit._ncallbacks(), len(threading._active), len(threading._threading_atexits),
                len(threading._shutdown_locks), len(weakref.finalize._registry),
                len(logging._handlerList) if logging else 0)
    except (AttributeError, TypeError):
        return None


def finish():
    """What an interpreter does at its end: waits for threads, runs exit functions. Those of libraries
    alone, of which the code has used nothing, do nothing, and finding that takes a tenth of a millisecond."""
    if LEFT is not None and left_for_the_end() == LEFT:
        return
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    import atexit
    atexit._run_exitfuncs()


@functools.lru_cache
def sqlite_chance(module):
    return ctypes.CDLL(module.__file__).sqlite3_randomness


def renew_chance():
    """SQLite keeps its generator's state; what it drew before the run's seed was known is forgotten.
    The interpreter's getrandom makes the system call by itself, past the shim that urandom meets."""
    os.getrandom = lambda size, flags=0: os.urandom(size)
    module = sys.modules.get("_sqlite3")
    if module is not None:
        sqlite_chance(module)(0, None)


def hide_loading(shim):
    """Whether a module was loaded before must not show: its loading takes no time and draws nothing."""
    loader = importlib.machinery.SourceFileLoader
    run = loader.exec_module

    def exec_module(self, module):
        at = (ctypes.c_int64 * 3)()
        shim.fettle_clock_save(at)
        try:
            run(self, module)
        finally:
            shim.fettle_clock_restore(at)

    loader.exec_module = exec_module


def read_frame(wanted):
    magic, kind, size = struct.unpack("=IIQ", receive(16))
    if magic != MAGIC or kind != wanted:
        os._exit(70)
    return receive(size)


def read_request():
    """Waits for the word to go."""
    request = json.loads(read_frame(REQUEST))
    request["base"] = BASE
    return request, read_frame(CODE)


def begin(shim, runtime, request):
    """The run's own clock and chance."""
    random.seed(request["seed"])
    shim.fettle_clock_start(ctypes.c_int64(request["clock"]), ctypes.c_uint64(request["seed"]))
    renew_chance()
    runtime.begin(request)


def answer(runtime, request, code, began, reserve):
    """Runs the code and sends what came of it."""
    result, error = runtime.run(request, code)
    if error is not None or result is not None:
        reserve.close()
    meta = {"status": request.get("status", 0), "versions": runtime.versions}
    if began is not None:
        use = resource.getrusage(resource.RUSAGE_SELF)
        meta["cpu_ms"] = int((use.ru_utime + use.ru_stime - began.ru_utime - began.ru_stime) * 1000)
        meta["rss_kib"] = use.ru_maxrss
    body = None
    if error is None and result is not None:
        try:
            body = runtime.encode(result, request)
        except BaseException as exc:
            error = (ending(exc), exc)
    if error is not None:
        meta["kind"] = error[0]
        meta["error"] = describe(error[1], runtime, BASE)
        meta["status"] = meta["status"] or 1
        if not isinstance(error[1], SystemExit):
            try:
                sys.stderr.write(meta["error"]["traceback"])
            except Exception:
                pass
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    meta = frame(META, json.dumps(meta, ensure_ascii=True).encode())
    if body is None:
        write_all(meta + frame(END))
    else:
        send_parts(meta, TABLE, body, frame(END))


def reserve_room():
    """Address space that the answer may need when the code has taken all there is."""
    return mmap.mmap(-1, 4 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def go_on(runtime):
    """A session: the next request finds what the last one left."""
    while True:
        reserve = reserve_room()
        request, code = read_request()
        request["turn"] = True
        answer(runtime, request, code, resource.getrusage(resource.RUSAGE_SELF), reserve)


def main(runtime):
    shim = ctypes.CDLL(None)
    os.environ.pop("LD_PRELOAD", None)
    admission = Admission()
    sys.meta_path.insert(0, admission)
    warm = os.environ.pop("FETTLE_POOL", None) is not None
    with noted_exits():
        runtime.load()
    hide_loading(shim)
    if warm:
        serve_pool(shim, runtime)
    shim.fettle_stage()
    reserve = reserve_room()
    sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.stderr.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.stdin = io.StringIO("")
    if warm:
        shim.fettle_confine()
        admission.open()
        rehearse(shim, runtime)
    global LEFT
    LEFT = left_for_the_end()
    began = resource.getrusage(resource.RUSAGE_SELF)
    request, code = read_request()
    if not request["namespaces"]:
        runtime.load_all(code)
    begin(shim, runtime, request)
    if not warm:
        shim.fettle_confine()
        admission.open()
    answer(runtime, request, code, began if warm or request["session"] else None, reserve)
    if request["session"]:
        go_on(runtime)
    os.sched_yield()  # the parent was woken on this processor, and to end takes the kernel milliseconds
    os._exit(0)


BASE = os.environ["TMPDIR"][:-len("/tmp")]
PACKAGES = os.environ.pop("FETTLE_WHEELS", "")
FORBIDDEN, PACKED = {}, []  # modules: of which distribution; of wheels. The parent may say more.
ASKING = threading.Lock()
LEFT = None  # for the end, before the code
HELD = b""  # read from the channel, not looked at yet
EXITS = []  # (function, args, kwargs) of the libraries that were loaded before any code
