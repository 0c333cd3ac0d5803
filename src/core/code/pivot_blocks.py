def pivot_blocks(t, rows):
    if t.shape[1] == 1:
        pairs = [(x or "").split(":", 1) + [""] for x in cells(t, 0)]
        pairs = [(p[0].strip(), p[1].strip() or None) for p in pairs]
    else:
        pairs = [((k or "").strip(), v) for k, v in zip(cells(t, 0), cells(t, 1))]
    records = [{} for _ in range(0, len(pairs), rows)]
    names = list(dict.fromkeys(k for k, _ in pairs))
    for n, (key, value) in enumerate(pairs):
        records[n // rows].setdefault(key, value)
    return frame([(k, [r.get(k) for r in records]) for k in names], list(t.index[::rows]))
