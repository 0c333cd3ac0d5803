# data.py - tables in and out of the box (wire.h), and the ctx that a transform gets.

# The forms of wire.h.
TEXT, INT, FLOAT, BOOL, MOMENT = range(5)
POPULATE_READ = 22  # of madvise: all pages at once, as each fault by itself costs more


class Table:
    """A table as the parent writes it, mapped: vectors are views of the file, which stays as it is
    where the code writes into them."""

    def __init__(self, name, numpy):
        fd = os.open(ask(name), os.O_RDONLY | os.O_CLOEXEC)
        try:
            self.map = mmap.mmap(fd, 0, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE)
        finally:
            os.close(fd)
        try:
            self.map.madvise(POPULATE_READ)
        except OSError:
            pass
        self.numpy = numpy
        magic, ncol, self.nrow, at, nbatch, chunks = struct.unpack_from("=IIQQQQ", self.map)
        self.rows = self.vector("=i4", self.nrow, at)
        self.names, self.kinds, self.columns = [], [], []
        for i in range(ncol):
            at, nname, nkind, form, place, nulls = struct.unpack_from("=QIIQQQ", self.map, 40 + 40 * i)
            self.names.append(self.map[at:at + nname].decode("utf-8", "replace"))
            self.kinds.append(self.map[at + nname:at + nname + nkind].decode())
            self.columns.append((form, place, nulls))
        ntext = sum(form == TEXT for form, _, _ in self.columns)
        self.chunks = self.vector("=u8", nbatch * ntext, chunks).reshape(nbatch, ntext)

    def vector(self, dtype, n, at):
        return self.numpy.frombuffer(self.map, dtype, n, at)

    def text(self, place, empty):
        """The cells as an array of str, `empty` where there is nothing."""
        out = self.numpy.empty(self.nrow, dtype=object)
        python = ctypes.PyDLL(None)
        if python.fettle_text_works():
            base, chunks = self.vector("u1", 1, 0), self.chunks[:, place]
            pointer = ctypes.c_void_p
            if python.fettle_text_read(pointer(base.ctypes.data), pointer(chunks.ctypes.data),
                                       ctypes.c_int64(len(chunks)), ctypes.c_int64(self.chunks.shape[1]),
                                       pointer(out.ctypes.data), ctypes.py_object(empty)):
                raise MemoryError
            return out
        done = 0
        for at in self.chunks[:, place].tolist():
            n, size = struct.unpack_from("=QQ", self.map, at)
            lengths = self.vector("=u4", n, at + 16)
            ends = self.numpy.cumsum(lengths, dtype="i8").tolist()
            at += 16 + 4 * n
            body = self.map[at:at + size]
            out[done:done + n] = [body[a:b].decode("utf-8", "replace") if b > a else empty
                                  for a, b in zip([0] + ends, ends)]
            done += n
        return out

    def column(self, i, empty=None):
        form, place, nulls = self.columns[i]
        if form == TEXT:
            return self.text(place, empty)
        if form == BOOL:
            values = self.vector("u1", self.nrow, place)
            if not nulls:
                return values.view("?")
            return self.numpy.array([False, True, empty], dtype=object)[values]
        values = self.vector("=f8" if form == FLOAT else "=i8", self.nrow, place)
        return values.view("M8[ns]") if form == MOMENT else values


def table_frame(name, named, pandas):
    """A table as a DataFrame; the index is the source's row numbers."""
    import numpy
    table = Table(name, numpy)
    typed = name.startswith("typed-")
    empty = numpy.nan if typed else None
    index = table.rows.astype("i8")
    if typed and table.nrow and (numpy.diff(index) == 1).all():
        index = pandas.RangeIndex(index[0], index[0] + table.nrow)
    frame = pandas.DataFrame({i: table.column(i, empty) for i in range(len(table.names))},
                             index=index, copy=False)
    if named:
        frame.columns = table.names
    return frame


def unread_frame(fill, pandas):
    """A DataFrame that is filled when it is first looked at: much code never does."""
    class DataFrame(pandas.DataFrame):
        def __getattr__(self, name):
            if self.__class__ is not pandas.DataFrame and name in self._internal_names:
                filled = fill().__dict__
                object.__setattr__(self, "__class__", pandas.DataFrame)
                self.__dict__.update(filled)
                return getattr(self, name)
            return super().__getattr__(name)

    return object.__new__(DataFrame)


class Context:
    """What a transform may know about its source."""

    def __init__(self, request, pandas):
        source = request.get("input") or {}
        base = request["base"]
        self.header_rows = source.get("header_rows", 0)
        self.regions = source.get("regions", [])
        self.merged = source.get("merged", [])
        self.kinds = source.get("kinds", [])
        self.sheets = source.get("sheets", [])
        self.path = base + "/in/" + source["path"] if source.get("path") else None
        self.out = base + "/out"
        self.target = request.get("target")
        self._source, self._pandas = source, pandas
        self._tables = request.get("tables", [])

    def _cells(self, number):
        return table_frame("text-sheet%d" % number, False, self._pandas)

    def _table(self, name, typed):
        return table_frame(("typed-" if typed else "text-") + name, True, self._pandas)

    def sheet(self, name):
        """The cells of a sheet by name; None: the sheet of the source's table."""
        if name is None:
            return unread_frame(lambda: self._cells(self._source.get("sheet", 0)), self._pandas)
        if name in self.sheets:
            return self._cells(self.sheets.index(name))
        raise KeyError("no sheet named %r; there are %s" % (name, ", ".join(map(repr, self.sheets))))

    def read(self, typed=False):
        """The table as fettle itself would convert it; typed: with the columns that pandas.read_csv
        would make of their kinds."""
        if not self._source.get("table"):
            raise ContractError("the source has no table")
        return self._table("read", typed)

    def table(self, name, typed=False):
        """A further input, as read() gives the first."""
        for t in self._tables:
            if t["name"] == name:
                return self._table("table%d" % t["number"], typed)
        raise KeyError("no further input named %r" % name)


def number_text(value):
    """The shortest decimal that reads back, without exponent; None for not-a-number."""
    if value != value:
        return ""
    text = repr(value)
    if "e" in text or "inf" in text:
        if "inf" in text:
            return text
        from decimal import Decimal
        text = format(Decimal(text), "f")
    if text.endswith(".0"):
        text = text[:-2]
    return "0" if text == "-0" else text


def moment_text(value):
    text = value.isoformat()
    return text[:10] if text[10:] == "T00:00:00" else text


def duration_text(value):
    micro = value.value // 1000 if hasattr(value, "value") else \
        (value.days * 86400 + value.seconds) * 1000000 + value.microseconds
    sign, micro = ("-", -micro) if micro < 0 else ("", micro)
    seconds, fraction = divmod(micro, 1000000)
    text = "%s%02d:%02d:%02d" % (sign, seconds // 3600, seconds // 60 % 60, seconds % 60)
    return text + (".%06d" % fraction).rstrip("0") if fraction else text


def cell_text(value, numpy, pandas):
    """(text, kind) of one cell of an object column; kind None for an empty one."""
    import datetime
    import decimal
    if value is None or value is pandas.NaT or value is pandas.NA:
        return "", None
    if isinstance(value, str):
        return value, "text" if value else None
    if isinstance(value, (bool, numpy.bool_)):
        return "true" if value else "false", "bool"
    if isinstance(value, (int, numpy.integer)):
        return str(int(value)), "integer"
    if isinstance(value, (float, numpy.floating)):
        text = number_text(float(value)) if isinstance(value, float) else number_text_small(value)
        return text, None if text == "" else "text" if "inf" in text else "number"
    if isinstance(value, decimal.Decimal):
        if not value.is_finite():
            return ("", None) if value.is_nan() else (str(value), "text")
        text = format(value, "f")
        return text, "integer" if "." not in text else "number"
    if isinstance(value, (pandas.Timedelta, datetime.timedelta, numpy.timedelta64)):
        return duration_text(pandas.Timedelta(value)), "duration"
    if isinstance(value, numpy.datetime64):
        value = pandas.Timestamp(value)
        if value is pandas.NaT:
            return "", None
    if isinstance(value, datetime.datetime):
        text = moment_text(value)
        return text, "date" if len(text) == 10 else "datetime"
    if isinstance(value, datetime.date):
        return value.isoformat(), "date"
    if isinstance(value, datetime.time):
        return value.isoformat(), "time"
    return str(value), "text"


def number_text_small(value):
    """float16 and float32 in their own shortest form."""
    import numpy
    return "" if value != value else numpy.format_float_positional(value, trim="-")


def join_kinds(kinds):
    """The one kind that covers all of a column's cells."""
    kinds.discard(None)
    if not kinds:
        return "empty"
    if len(kinds) == 1:
        return kinds.pop()
    if kinds <= {"integer", "number"}:
        return "number"
    if kinds <= {"date", "datetime"}:
        return "datetime"
    return "text"


class Strings:
    """A column of str without a copy: None when it holds anything else."""

    @classmethod
    def of(cls, values, lengths, numpy):
        self = cls()
        self.python, pointer = ctypes.PyDLL(None), ctypes.c_void_p
        if not self.python.fettle_text_works():
            return None
        self.values = numpy.ascontiguousarray(values)
        self.lengths = lengths
        size = ctypes.c_uint64()
        self.at, self.n = pointer(self.values.ctypes.data), ctypes.c_int64(len(values))
        if self.python.fettle_text_measure(self.at, self.n, pointer(self.lengths.ctypes.data), ctypes.byref(size)):
            return None
        self.nbytes = size.value
        return self

    def write(self):
        if self.python.fettle_text_write(CHANNEL, self.at, self.n, ctypes.c_void_p(self.lengths.ctypes.data)):
            os._exit(70)


def encode_text(name, cells, kind):
    """A column of cells as text."""
    import array
    cells = [c.encode("utf-8", "replace") for c in cells]
    return name, kind, TEXT, array.array("I", map(len, cells)).tobytes(), b"".join(cells)


def encode_column(name, series, rooms, numpy, pandas):
    """(name, kind, form, vector, body) of a column; the parent finds the kinds of vectors. `rooms`
    has a place for the lengths of each column of objects."""
    values = series
    if isinstance(series.dtype, pandas.CategoricalDtype):
        values = series.astype(object)
    kind = getattr(values.dtype, "kind", "O") if isinstance(values.dtype, numpy.dtype) else "O"
    if kind in "biufMO" and isinstance(values.dtype, numpy.dtype):
        vector = values.to_numpy()
        form = {"b": BOOL, "i": INT, "u": INT, "f": FLOAT, "M": MOMENT}.get(kind)
        if kind == "O":
            strings = Strings.of(vector, next(rooms), numpy)
            if strings is not None:
                return name, "text" if strings.nbytes else "empty", TEXT, strings.lengths, strings
        elif form == BOOL or values.dtype.itemsize == 8 and form != INT:
            vector = numpy.ascontiguousarray(vector)
            return name, "empty", form, vector.view("u1" if form == BOOL else "u8"), b""
        elif form == INT and not (values.dtype == "u8" and len(vector) and vector.max() >> numpy.uint64(63)):
            return name, "empty", INT, numpy.ascontiguousarray(vector, "=i8"), b""
    pairs = [cell_text(v, numpy, pandas) for v in values.tolist()]
    cells, kind = [p[0] for p in pairs], join_kinds({p[1] for p in pairs})
    if kind == "datetime":
        cells = [c + "T00:00:00" if len(c) == 10 else c for c in cells]
    return encode_text(name, cells, kind)


def encode_frame(frame, request, numpy, pandas):
    """The result for the parent."""
    nrow, ncol = frame.shape
    index = None
    source = request.get("input") or {}
    if source.get("rows") and nrow and pandas.api.types.is_integer_dtype(frame.index.dtype):
        values = frame.index.to_numpy().astype("i8")
        if values.min() >= source["rows"][0] and values.max() <= source["rows"][1]:
            index = values
    columns = []
    # one for all, since large arrays get huge pages
    texts = sum(isinstance(t, pandas.CategoricalDtype) or t == object for t in frame.dtypes)
    rooms = iter(numpy.empty((texts, nrow), "=u4"))
    for i in range(ncol):
        name = frame.columns[i]
        if isinstance(name, tuple):
            name = " ".join(str(n) for n in name if n is not None and str(n) != "")
        columns.append(encode_column(str(name), frame.iloc[:, i], rooms, numpy, pandas))
    return encode_result(columns, nrow, index)


def encode_result(columns, nrow, index=None):
    """A result as the parent reads it (wire.h), in parts."""
    out = [struct.pack("=IIQII", 0x32525446, len(columns), nrow, index is not None, 0)]
    if index is not None:
        out.append(index.tobytes())
    for name, kind, form, vector, body in columns:
        name, kind = name.encode("utf-8", "replace"), kind.encode()
        size = body.nbytes if hasattr(body, "nbytes") else len(body)
        out += [struct.pack("=IIIIQ", len(name), len(kind), form, 0, size) + name + kind, vector, body]
    return out
