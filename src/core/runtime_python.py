# python.py - the runtime `python`: a script, or transform(df, ctx), with pandas and numpy.

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


def cpu_features():
    """What numpy chose its kernels by: results of exp, sin and the like differ between them."""
    from numpy.core import _multiarray_umath as kernels
    return " ".join(f for f in kernels.__cpu_dispatch__ if kernels.__cpu_features__.get(f))


def renew_defaults(clock):
    """openpyxl asks for the time of day when it is imported and keeps it as a default argument: in a
    library that was loaded before the run's clock began, that is the machine's time."""
    core = sys.modules.get("openpyxl.packaging.core")
    if core is not None:
        init = core.DocumentProperties.__init__
        began = core.datetime.datetime.utcfromtimestamp(clock)
        init.__defaults__ = tuple(began if isinstance(d, core.datetime.datetime) else d
                                  for d in init.__defaults__)


def patch_matplotlib(base):
    """show() saves what is open as PNG files, whatever back end was chosen; names inside SVG files come
    from the order in which objects were met, not from their addresses."""
    def patch_show(pyplot):
        counter = [0]

        def show(*args, **kwargs):
            for number in pyplot.get_fignums():
                counter[0] += 1
                name = "figure.png" if counter[0] == 1 else "figure-%d.png" % counter[0]
                pyplot.figure(number).savefig(os.path.join(base + "/out", name))
            pyplot.close("all")

        pyplot.show = show

    def patch_names(svg):
        met = {}  # keeps each object, so that its address is not used again
        svg.id = lambda thing: met.setdefault(id(thing), (len(met), thing))[0]

    patches = {"matplotlib.pyplot": patch_show, "matplotlib.backends.backend_svg": patch_names}

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path, target=None):
            if name not in patches:
                return None
            spec = importlib.machinery.PathFinder.find_spec(name, path)
            if spec is not None:
                run = spec.loader.exec_module
                spec.loader.exec_module = lambda module: (run(module), patches[name](module))[0]
            return spec

    for name in patches:
        if name in sys.modules:
            patches[name](sys.modules[name])
    sys.meta_path.insert(0, Finder())


# What nearly all code touches: a transform, then a session of scripts.
EXERCISE_TRANSFORM = b"""import pandas as pd, re
def transform(df, ctx):
    return pd.DataFrame({0: ['a', None], 1: [1, 2.5]})
"""
EXERCISE = b"""import io
import pandas as pd
frame = pd.DataFrame({'g': list('xyz') * 30, 'v': range(90), 'w': [1.5] * 90})
frame['u'] = frame.v * 2 + frame.w
frame = frame[frame.u > 3].rename(columns={'u': 'U'})
frame.groupby('g').v.sum()

1 / 0

total = frame.groupby('g').agg(s=('v', 'sum')).reset_index().sort_values('s')

total.merge(frame, on='g').to_csv()

frame.pivot_table(index='g', values='v').melt()

pd.read_csv(io.StringIO('a,b\\n1,x\\n2,y\\n'))

pd.to_datetime(pd.Series(['2024-01-02', None])).dt.normalize()
pd.to_numeric(pd.Series(['1', '2.5', None], dtype=object))
frame.astype(str).g.str.upper().str.replace('X', 'y', regex=False)
print(frame)
"""


class Runtime:
    file = "code.py"
    exercise = [({"transform": True, "input": {"rows": [1, 3]}}, EXERCISE_TRANSFORM)] + [
        ({"transform": False, "turn": i > 0}, part) for i, part in enumerate(EXERCISE.split(b"\n\n"))]

    def load(self):
        self.numpy, self.pandas = load_base()
        patch_matplotlib(BASE)
        self.versions = {"python": sys.version.split()[0], "pandas": self.pandas.__version__,
                         "numpy": self.numpy.__version__, "cpu": cpu_features()}

    def load_more(self):
        """What a zygote may as well have; a cold start loads it when the code asks."""
        for name in ("openpyxl", "sqlite3", "json", "gzip", "zipfile", "uuid", "asyncio",
                     "concurrent.futures", "pandas.io.formats.excel", "pandas.io.formats.string"):
            try:
                __import__(name)
            except Exception:
                pass

    def load_all(self, code):
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
            if word in code.decode("utf-8", "replace"):
                wanted += modules
        import warnings
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name in wanted:
                try:
                    __import__(name)
                except Exception:
                    pass

    def begin(self, request):
        self.numpy.random.seed(request["seed"] & 0xffffffff)
        renew_defaults(request["clock"])

    def run(self, request, raw):
        at_end = (lambda: None) if request.get("session") else finish
        return run_code(request, raw, self.pandas, at_end)

    def line(self, exc):
        """Of a syntax error, which has no frame of its own; 0: any other."""
        of_ours = isinstance(exc, SyntaxError) and exc.filename == self.file
        return of_ours and exc.lineno or 0

    def encode(self, result, request):
        return encode_frame(result, request, self.numpy, self.pandas)


def run_code(request, raw, pandas, at_end=finish):
    """Runs the code; (result, None) or (None, (kind, exception)). Status of sys.exit in request."""
    try:
        program = compile(raw, "code.py", "exec", dont_inherit=True)
        text = raw.decode("utf-8", "replace")
        linecache.cache["code.py"] = (len(text), None, text.splitlines(True), "code.py")
    except MemoryError as exc:
        return None, ("memory", exc)
    except Exception as exc:
        return None, ("syntax", exc)
    module = sys.modules["__main__"] if request.get("turn") else \
        types.ModuleType("transform" if request["transform"] else "__main__")
    module.__dict__.update(__file__="code.py", __cached__=None, __annotations__={})
    before = module.__dict__.get("transform")
    sys.modules["__main__"] = module
    sys.modules[module.__name__] = module
    sys.argv = ["code.py"]
    try:
        exec(program, module.__dict__)
        function = module.__dict__.get("transform")
        result = None
        is_new = callable(function) and function is not before
        if request["transform"] or is_new and request.get("input") is not None:
            if not callable(function):
                raise ContractError("the code defines no function transform(df, ctx)")
            context = Context(request, pandas)
            frame = context.sheet(None) if context.sheets else pandas.DataFrame()
            result = function(frame, context)
            if isinstance(result, pandas.Series):
                result = result.to_frame()
            if not isinstance(result, pandas.DataFrame):
                raise ContractError("transform returned %s, not a DataFrame" % type(result).__name__)
        at_end()
        return result, None
    except SystemExit as exc:
        at_end()
        code = exc.code
        request["status"] = 0 if code is None else code & 255 if isinstance(code, int) else 1
        if code is not None and not isinstance(code, int):
            print(code, file=sys.stderr)
        if request["status"] == 0 and not request["transform"]:
            return None, None
        return None, ("exception", exc)
    except BaseException as exc:
        return None, (ending(exc), exc)
