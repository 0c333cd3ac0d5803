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


def source(df, ctx, header_rows):
    """The table below so many header rows; 0: every row is data and columns are numbered."""
    if header_rows == ctx.header_rows:
        return ctx.read()
    t = ctx.read()
    region = ctx.regions[0]
    grid = df.loc[region["top"]:t.index.max() if len(t) else region["bottom"],
                  region["left"] - 1:region["right"] - 1]
    names = ["column_%d" % (i + 1) for i in range(grid.shape[1])]
    if header_rows:
        levels = [[None if empty(x) else x.strip() for x in r] for r in grid.iloc[:header_rows].values.tolist()]
        names = [" ".join(level[i] for level in levels if level[i]) for i in range(grid.shape[1])]
    out = grid.iloc[header_rows:].copy()
    out.columns = names
    return out
