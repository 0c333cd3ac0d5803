def at(t, ref):
    """The position of a column: its name, its place from 1, or {"column": name, "nth": n}."""
    if isinstance(ref, int):
        return ref - 1
    name, nth = (ref["column"], ref.get("nth", 1)) if isinstance(ref, dict) else (ref, 1)
    return [i for i, c in enumerate(t.columns) if c == name][nth - 1]


def empty(x):
    return x is None or isinstance(x, str) and not x.strip()


def cells(t, i):
    return t.iloc[:, i].tolist()


def frame(columns, index):
    """(name, cells) pairs as a table; names may repeat."""
    out = pandas.DataFrame({i: pandas.Series(list(c), index=index, dtype=object)
                            for i, (_, c) in enumerate(columns)}, index=index)
    out.columns = [name for name, _ in columns]
    return out


def with_cells(t, new):
    """The table with the cells of some columns, by position, replaced."""
    return frame([(t.columns[i], new.get(i, cells(t, i))) for i in range(t.shape[1])], t.index)


def cell_at(text):
    """(row, column) from 1 of "B12"."""
    letters, row = re.fullmatch("([A-Za-z]+)([0-9]+)", text).groups()
    column = 0
    for c in letters.upper():
        column = column * 26 + ord(c) - 64
    return int(row), column


def headings(grid, rows, left, right, merged):
    """The names of columns below several rows: a label reaches over the cells merged with it, or
    where none are over the empty ones behind it that have a label below."""
    areas = [cell_at(a) + cell_at(b) for a, b in (m.split(":") for m in merged)]

    def text(row, column):
        return grid.iat[row - 1, column - 1] or ""

    def label(row, column, lower):
        over = [a for a in areas if a[0] <= row <= a[2] and a[1] <= column <= a[3]]
        if text(row, column):
            return text(row, column)
        if over and over[0][0] == row:
            return text(row, over[0][1])
        if lower and not any(a[0] == row and a[3] > a[1] for a in areas):
            return next((text(row, c) for c in range(column - 1, left - 1, -1) if text(row, c)), "")
        return ""

    names = []
    for c in range(left, right + 1):
        labels = [label(r, c, any(text(below, c) for below in rows[k + 1:])) for k, r in enumerate(rows)]
        if len(labels) > 1 or "\n" in labels[0]:
            labels = [re.sub(" *[\r\n]+ *", " ", x.strip()) for x in labels]
        names.append(" ".join(x for x in labels if x))
    return names


def source(ctx, header_rows=None, region=None, sheet=None):
    """A table of the source below so many header rows; 0: every row is data and columns are numbered."""
    whole = ctx.read()
    regions = [r for r in ctx.regions if region in (None, r["id"]) and sheet in (None, r["sheet"])]
    if region is None:  # the one that ctx.read() is of
        regions = [r for r in regions if not len(whole) or r["top"] <= whole.index[0] <= r["bottom"]] or regions
    r = regions[0]
    if header_rows is None:
        header_rows = r["header_rows"]
    if len(ctx.regions) == 1 and header_rows == ctx.header_rows:
        return whole
    kind = {i: x["class"] for x in r["rows"] for i in range(x["from"], x["to"] + 1)}
    rows = [i for i in range(r["top"], r["bottom"] + 1) if kind.get(i) != "empty"]
    again = header_rows > 0 and header_rows == r["header_rows"]
    head, rows = rows[:header_rows], [i for i in rows[header_rows:] if kind.get(i) != "notes"
                                      and not (again and kind.get(i) == "header")]
    grid, left, right = ctx.sheet(r["sheet"]), r["left"], r["right"]
    names = headings(grid, head, left, right, ctx.merged) if head else ["column_%d" % (i + 1) for i in range(right - left + 1)]
    return grid.iloc[[i - 1 for i in rows], left - 1:right].set_axis(names, axis=1)
