def flatten_header(t, rows=2, joiner=" ", with_names=False):
    if rows > len(t):
        raise ValueError("the table has only %d rows" % len(t))
    levels = [["" if empty(x) else str(x).strip() for x in r] for r in t.iloc[:rows].values.tolist()]
    if with_names:
        levels.insert(0, ["" if empty(c) else str(c).strip() for c in t.columns])
    most, names = len(levels) - 1, []
    carried = [""] * len(levels)
    for i in range(t.shape[1]):
        below = any(level[i] for level in levels[1:])
        parts = []
        for k, level in enumerate(levels):
            part = level[i]
            if k < most and (part or not below):
                # A new group ends what the lower levels carried.
                carried[k:most] = [part] + [""] * (most - k - 1)
            elif k < most:
                part = carried[k]
            if part and parts[-1:] != [part]:
                parts.append(part)
        names.append(joiner.join(parts))
    return t.iloc[rows:].set_axis(names, axis=1)
