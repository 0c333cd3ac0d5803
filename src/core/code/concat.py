def concat(t, columns, to, separator=" ", keep=False):
    used = [at(t, c) for c in columns]
    joined = [separator.join(str(r[i]) for i in used if not empty(r[i])) or None for r in t.values.tolist()]
    out = []
    for i, name in enumerate(t.columns):
        if i == used[0]:
            out.append((to, joined))
        if keep or i not in used:
            out.append((name, cells(t, i)))
    return frame(out, t.index)
