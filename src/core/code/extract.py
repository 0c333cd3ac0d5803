def extract(t, column, pattern, ignore_case=False, other="empty", keep=True):
    i = at(t, column)
    search = re.compile(pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!"), re.I if ignore_case else 0)
    groups = sorted(search.groupindex, key=search.groupindex.get)
    rows = []
    for x in cells(t, i):
        m = None if empty(x) else search.search(str(x))
        if m is None and not empty(x) and other == "fail":
            raise ValueError("%r does not match" % x)
        rows.append([m[g] or None if m else None for g in groups])
    made = [(g, [r[k] for r in rows]) for k, g in enumerate(groups)]
    out = []
    for k, name in enumerate(t.columns):
        if k != i or keep:
            out.append((name, cells(t, k)))
        if k == i:
            out += made
    return frame(out, t.index)
