def pivot(t, names_from, values_from, names=None, repeated="fail"):
    n, v = at(t, names_from), at(t, values_from)
    ids = [i for i in range(t.shape[1]) if i not in (n, v)]
    keys, first, values = [], [], []
    known = {}
    columns = list(names) if names else []
    for r, row in enumerate(t.values.tolist()):
        key = tuple(None if empty(row[i]) else row[i] for i in ids)
        name = "" if empty(row[n]) else str(row[n])
        if name not in columns:
            if names:
                raise ValueError("%r is none of the new columns" % name)
            columns.append(name)
        if key not in known:
            known[key] = len(keys)
            keys.append(row), first.append(t.index[r]), values.append({})
        cell = values[known[key]]
        if name in cell and repeated == "fail":
            raise ValueError("two values for %r" % name)
        if name not in cell or repeated == "last":
            cell[name] = row[v]
    out = [(t.columns[i], [row[i] for row in keys]) for i in ids]
    return frame(out + [(c, [x.get(c) for x in values]) for c in columns], first)
