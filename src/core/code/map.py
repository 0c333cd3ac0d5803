def map(t, columns, values, other="keep"):
    def one(x):
        if empty(x) or x in values:
            return x if empty(x) else values[x] or None
        if other == "fail":
            raise ValueError("%r is not in the table of values" % x)
        return x if other == "keep" else None
    return with_cells(t, {i: [one(x) for x in cells(t, i)] for i in (at(t, c) for c in columns)})
