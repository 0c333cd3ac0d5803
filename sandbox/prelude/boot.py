# boot.py - the Python side of the box: load what code needs, let the confinement close, run the
# code, send the result. Runs before any foreign line; the parent treats everything that comes from
# here as hostile, since foreign code shares this process.
import ctypes
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
import traceback
import types

CHANNEL = 4
MAGIC = 0x31584246
META, TABLE, END = 4, 5, 6


class ContractError(Exception):
    """The code did not keep to what a transform promises."""


def send(kind, body=b""):
    data = memoryview(struct.pack("=IIQ", MAGIC, kind, len(body)) + body)
    while data:
        data = data[os.write(CHANNEL, data):]


def load_base():
    """numpy and pandas, without the helper programs and threads they would start."""
    import platform
    if hasattr(platform, "_Processor"):
        platform._Processor.get = classmethod(lambda cls: "")
    sys.modules["bottleneck"] = None
    import codecs, collections, copy, csv, datetime, decimal, functools, itertools, math
    import random, re, statistics, string, threading, time
    import encodings.ascii, encodings.cp1252, encodings.idna, encodings.latin_1, encodings.utf_16
    import numpy
    import pandas
    del sys.modules["bottleneck"]
    return numpy, pandas


def load_libraries(code):
    """Without a read-only view nothing executable may be mapped later, so every compiled module that
    code may ask for is loaded first. Only the system's own modules, never by a name from the code."""
    import sysconfig
    folder = os.path.join(sysconfig.get_path("platstdlib"), "lib-dynload")
    names = sorted({f.split(".")[0] for f in os.listdir(folder)} if os.path.isdir(folder) else ())
    skip = ("_tkinter", "readline", "_test", "xx", "_xx", "_curses", "nis", "ossaudiodev")
    wanted = [n for n in names if not n.startswith(skip)]
    wanted += ["sqlite3", "hashlib", "ssl", "zoneinfo", "uuid", "pandas._libs.json", "pandas.plotting"]
    for word, modules in (("excel", ["openpyxl", "xlsxwriter"]), ("openpyxl", ["openpyxl"]),
                          ("xml", ["lxml.etree"]), ("html", ["lxml.etree", "lxml.html"]),
                          ("plot", ["matplotlib.pyplot", "matplotlib.backends.backend_agg",
                                    "matplotlib.backends.backend_svg",
                                    "matplotlib.backends.backend_pdf", "PIL.PngImagePlugin"]),
                          ("PIL", ["PIL.Image", "PIL.PngImagePlugin"]),
                          ("scipy", ["scipy.stats", "scipy.optimize", "scipy.sparse"])):
        if word in code:
            wanted += modules
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in wanted:
            try:
                __import__(name)
            except Exception:
                pass


def renew_defaults(clock):
    """openpyxl asks for the time of day when it is imported and keeps it as a default argument: in a
    library that was loaded before the run's clock began, that is the machine's time."""
    core = sys.modules.get("openpyxl.packaging.core")
    if core is not None:
        init = core.DocumentProperties.__init__
        began = core.datetime.datetime.utcfromtimestamp(clock)
        init.__defaults__ = tuple(began if isinstance(d, core.datetime.datetime) else d
                                  for d in init.__defaults__)


def save_figures(base):
    """matplotlib's show() saves what is open as PNG files, whatever back end was chosen."""
    def patch(pyplot):
        counter = [0]

        def show(*args, **kwargs):
            for number in pyplot.get_fignums():
                counter[0] += 1
                name = "figure.png" if counter[0] == 1 else "figure-%d.png" % counter[0]
                pyplot.figure(number).savefig(os.path.join(base + "/out", name))
            pyplot.close("all")

        pyplot.show = show

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path, target=None):
            if name != "matplotlib.pyplot":
                return None
            spec = importlib.machinery.PathFinder.find_spec(name, path)
            if spec is not None:
                run = spec.loader.exec_module
                spec.loader.exec_module = lambda module: (run(module), patch(module))[0]
            return spec

    if "matplotlib.pyplot" in sys.modules:
        patch(sys.modules["matplotlib.pyplot"])
    else:
        sys.meta_path.insert(0, Finder())


def describe(exc, base, depth=8):
    """The error as the record wants it; the traceback shows only lines of the code."""
    report = traceback.TracebackException(type(exc), exc, exc.__traceback__, limit=-200)
    link = report
    while link is not None and depth > 0:
        link.stack = traceback.StackSummary.from_list([f for f in link.stack if f.filename == "code.py"])
        link, depth = link.__cause__ or link.__context__, depth - 1
    if link is not None:
        link.__cause__ = link.__context__ = None
    line = report.stack[-1].lineno if report.stack else 0
    if isinstance(exc, SyntaxError) and exc.filename == "code.py":
        line = exc.lineno or 0
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
    if isinstance(exc, OSError) and exc.errno in (27, 28, 122):  # EFBIG ENOSPC EDQUOT
        return "output"
    return "exception"


def run_code(request, pandas):
    """Runs the code; (result, None) or (None, (kind, exception)). Status of sys.exit in request."""
    base = request["base"]
    with open(base + "/in/.fettle/code.py", "rb") as f:
        raw = f.read()
    try:
        program = compile(raw, "code.py", "exec", dont_inherit=True)
        text = raw.decode("utf-8", "replace")
        linecache.cache["code.py"] = (len(text), None, text.splitlines(True), "code.py")
    except MemoryError as exc:
        return None, ("memory", exc)
    except Exception as exc:
        return None, ("syntax", exc)
    module = types.ModuleType("transform" if request["transform"] else "__main__")
    module.__dict__["__file__"] = "code.py"
    sys.modules["__main__"] = module
    sys.modules[module.__name__] = module
    sys.argv = ["code.py"]
    try:
        exec(program, module.__dict__)
        function = module.__dict__.get("transform")
        result = None
        if request["transform"] or callable(function) and request.get("input") is not None:
            if not callable(function):
                raise ContractError("the code defines no function transform(df, ctx)")
            context = Context(request, pandas)
            frame = context.sheet(None) if context.sheets else pandas.DataFrame()
            result = function(frame, context)
            if isinstance(result, pandas.Series):
                result = result.to_frame()
            if not isinstance(result, pandas.DataFrame):
                raise ContractError("transform returned %s, not a DataFrame" % type(result).__name__)
        finish()
        return result, None
    except SystemExit as exc:
        finish()
        code = exc.code
        request["status"] = 0 if code is None else code & 255 if isinstance(code, int) else 1
        if code is not None and not isinstance(code, int):
            print(code, file=sys.stderr)
        if request["status"] == 0 and not request["transform"]:
            return None, None
        return None, ("exception", exc)
    except BaseException as exc:
        return None, (ending(exc), exc)


def finish():
    """What an interpreter does at its end: waits for threads, runs exit functions."""
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    import atexit
    atexit._run_exitfuncs()


def main():
    shim = ctypes.CDLL(None)
    os.environ.pop("LD_PRELOAD", None)
    numpy, pandas = load_base()
    warm = os.environ.pop("FETTLE_POOL", None) is not None
    if warm:
        ready = serve_pool(shim, pandas)
    shim.fettle_stage()
    save_figures(BASE)
    reserve = mmap.mmap(-1, 4 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)  # address space
    sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.stderr.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.stdin = io.StringIO("")
    versions = {"python": sys.version.split()[0], "pandas": pandas.__version__,
                "numpy": numpy.__version__}
    if warm:
        shim.fettle_confine()
        if not ready:
            warm_up(pandas)
    if os.read(CHANNEL, 1) != b"G":
        os._exit(70)
    with open(BASE + "/in/.fettle/request.json", "rb") as f:
        request = json.load(f)
    request["base"] = BASE
    if not request["namespaces"]:
        with open(BASE + "/in/.fettle/code.py", "rb") as f:
            load_libraries(f.read().decode("utf-8", "replace"))
    random.seed(request["seed"])
    numpy.random.seed(request["seed"] & 0xffffffff)
    shim.fettle_clock_start(ctypes.c_int64(request["clock"]), ctypes.c_uint64(request["seed"]))
    renew_defaults(request["clock"])
    if not warm:
        shim.fettle_confine()
    result, error = run_code(request, pandas)
    reserve.close()
    meta = {"status": request.get("status", 0), "versions": versions}
    if warm:
        use = resource.getrusage(resource.RUSAGE_SELF)
        meta["cpu_ms"] = int((use.ru_utime + use.ru_stime) * 1000)
        meta["rss_kib"] = use.ru_maxrss
    body = None
    if error is None and result is not None:
        try:
            body = encode_frame(result, request, numpy, pandas)
        except BaseException as exc:
            error = (ending(exc), exc)
    if error is not None:
        meta["kind"] = error[0]
        meta["error"] = describe(error[1], BASE)
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
    send(META, json.dumps(meta, ensure_ascii=True).encode())
    if body is not None:
        send(TABLE, body)
    send(END)
    os._exit(0)
