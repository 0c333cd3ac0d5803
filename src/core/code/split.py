def split(t, column, to, delimiter=None, pattern=None, extra="fail", keep=False):
    i = at(t, column)
    rows = []
    for x in cells(t, i):
        if empty(x):
            rows.append([None] * len(to))
            continue
        most = len(to) - 1 if extra == "merge" else 0
        if extra == "merge" and most == 0:
            parts = [str(x)]
        else:
            parts = str(x).split(delimiter, most or -1) if pattern is None else re.split(pattern, str(x), most)
        if len(parts) > len(to) and extra == "fail":
            raise ValueError("%r has %d parts" % (x, len(parts)))
        parts = [p.strip() or None for p in parts[:len(to)]]
        rows.append(parts + [None] * (len(to) - len(parts)))
    made = [(name, [r[k] for r in rows]) for k, name in enumerate(to)]
    out = []
    for k, name in enumerate(t.columns):
        if k != i or keep:
            out.append((name, cells(t, k)))
        if k == i:
            out += made
    return frame(out, t.index)
