# data.py - tables in and out of the box (wire.h), and the ctx that a transform gets.

def read_table(path, numpy, pandas):
    """(names, source rows, columns as object arrays with None where empty)."""
    with open(path, "rb") as f:
        data = f.read()
    magic, ncol, nrow = struct.unpack_from("=IIQ", data)
    at = 16
    rows = numpy.frombuffer(data, "=i4", nrow, at)
    at += 4 * nrow
    names, columns = [], []
    for _ in range(ncol):
        nname, separator, nbody = struct.unpack_from("=IIQ", data, at)
        at += 16
        names.append(data[at:at + nname].decode("utf-8", "replace"))
        at += nname
        if separator != 0xffffffff:
            cells = data[at:at + nbody].decode("utf-8", "replace").split(chr(separator)) if nrow else []
            at += nbody
        else:
            ends = numpy.cumsum(numpy.frombuffer(data, "=u4", nrow, at).astype("i8")).tolist()
            body = data[at + 4 * nrow:at + nbody]
            cells = [body[a:b].decode("utf-8", "replace") for a, b in zip([0] + ends, ends)]
            at += nbody
        column = numpy.empty(nrow, dtype=object)
        column[:] = cells
        column[column == ""] = None
        columns.append(column)
    return names, rows, columns


class Context:
    """What a transform may know about its source."""

    def __init__(self, request, pandas):
        source = request.get("input") or {}
        base = request["base"]
        self.header_rows = source.get("header_rows", 0)
        self.regions = source.get("regions", [])
        self.merged = source.get("merged", [])
        self.kinds = source.get("kinds", [])
        self.sheets = [s["name"] for s in source.get("sheets", [])]
        self.path = base + "/in/" + source["path"] if source.get("path") else None
        self.out = base + "/out"
        self.target = request.get("target")
        self._base, self._source, self._pandas = base, source, pandas
        self._tables = request.get("tables", [])

    def _frame(self, file, named):
        import numpy
        pandas = self._pandas
        names, rows, columns = read_table(self._base + "/in/.fettle/" + file, numpy, pandas)
        index = pandas.Index(rows.astype("i8"))
        frame = pandas.DataFrame(dict(enumerate(columns)), index=index, dtype=object)
        if named:
            frame.columns = names
        return frame

    def sheet(self, name):
        """The cells of a sheet by name; None: the sheet of the source's table."""
        sheets = self._source.get("sheets", [])
        if name is None:
            return self._frame(sheets[self._source.get("sheet", 0)]["file"], False)
        for s in sheets:
            if s["name"] == name:
                return self._frame(s["file"], False)
        raise KeyError("no sheet named %r; there are %s" % (name, ", ".join(map(repr, self.sheets))))

    def read(self):
        """The table as fettle itself would convert it."""
        if not self._source.get("read"):
            raise ContractError("the source has no table")
        return self._frame(self._source["read"], True)

    def table(self, name):
        """A further input, as fettle would convert it."""
        for t in self._tables:
            if t["name"] == name:
                return self._frame(t["file"], True)
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


def encode_column(series, numpy, pandas):
    """(cells as text, kind)."""
    values = series
    if isinstance(series.dtype, pandas.CategoricalDtype):
        values = series.astype(object)
    kind = getattr(values.dtype, "kind", "O") if isinstance(values.dtype, numpy.dtype) else "O"
    if kind == "b":
        return ["true" if v else "false" for v in values.tolist()], "bool"
    if kind in "iu":
        return list(map(str, values.tolist())), "integer"
    if kind == "f" and values.dtype.itemsize == 8:
        cells = list(map(number_text, values.tolist()))
        return cells, "empty" if not any(cells) else "text" if any("inf" in c for c in cells) else "number"
    if kind == "M":
        empty = values.isna().tolist()
        whole = bool((values.dropna() == values.dropna().dt.normalize()).all())
        fmt = (lambda v: v.isoformat()[:10]) if whole else (lambda v: v.isoformat())
        cells = ["" if e else fmt(v) for v, e in zip(values, empty)]
        return cells, "empty" if all(empty) else "date" if whole else "datetime"
    pairs = [cell_text(v, numpy, pandas) for v in values.tolist()]
    cells, kind = [p[0] for p in pairs], join_kinds({p[1] for p in pairs})
    if kind == "datetime":
        cells = [c + "T00:00:00" if len(c) == 10 else c for c in cells]
    return cells, kind


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
    for i in range(ncol):
        name = frame.columns[i]
        if isinstance(name, tuple):
            name = " ".join(str(n) for n in name if n is not None and str(n) != "")
        columns.append((str(name), *encode_column(frame.iloc[:, i], numpy, pandas)))
    return encode_result(columns, nrow, index)


def encode_result(columns, nrow, index=None):
    """A result as the parent reads it, of columns as (name, cells as text, kind)."""
    import array
    out = [struct.pack("=IIQII", 0x31525446, len(columns), nrow, index is not None, 0)]
    if index is not None:
        out.append(index.tobytes())
    for name, cells, kind in columns:
        name, kind = name.encode("utf-8", "replace"), kind.encode()
        cells = [c.encode("utf-8", "replace") for c in cells]
        body = b"".join(cells)
        lengths = array.array("I", map(len, cells)).tobytes()
        out.append(struct.pack("=IIQ", len(name), len(kind), len(body)) + name + kind + lengths)
        out.append(body)
    return b"".join(out)

