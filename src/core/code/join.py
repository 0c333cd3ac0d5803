def join(t, with_, on, with_on=None, columns=None, how="left", relation="many_to_one", missing="null", prefix="", rows_max=None):
    def keys(table, places):
        """The key of each row: numbers as they count; None where a part is empty."""
        def part(x):
            x = str(x).strip()
            return decimal.Decimal(x) if re.fullmatch(r"-?\d+(\.\d+)?", x) else x
        return [None if any(empty(x) for x in r) else tuple(part(x) for x in r)
                for r in zip(*(cells(table, i) for i in places))]

    here = [at(t, c) for c in on]
    there = [at(with_, c) for c in (with_on or [t.columns[i] for i in here])]
    bring = [] if how == "anti" else [at(with_, c) for c in columns] if columns else [i for i in range(with_.shape[1]) if i not in there]
    mine, theirs = keys(t, here), keys(with_, there)
    rows = {}
    for r, key in enumerate(theirs):
        if key is not None:
            rows.setdefault(key, []).append(r)
    if how != "anti" and relation.endswith("_to_one") and any(len(r) > 1 for r in rows.values()):
        raise ValueError("a key is in several rows of the other table")
    known = [k for k in mine if k is not None]
    if how != "anti" and relation.startswith("one_") and len(set(known)) < len(known):
        raise ValueError("a key is in several rows of this table")
    pairs = []
    for r, key in enumerate(mine):
        found = rows.get(key, [])
        if not found and how == "left" and missing == "fail":
            raise ValueError("a row has no partner: %r" % (key,))
        if not found and how != "inner":
            pairs.append((r, None))
        elif found and how != "anti":
            pairs += [(r, s) for s in found]
    if rows_max is not None and len(pairs) > rows_max:
        raise ValueError("the join would make %d rows" % len(pairs))
    picked = [(t.columns[i], [cells(t, i)[r] for r, _ in pairs]) for i in range(t.shape[1])]
    picked += [(prefix + with_.columns[i], [None if s is None else cells(with_, i)[s] for _, s in pairs]) for i in bring]
    return frame(picked, [t.index[r] for r, _ in pairs])
