def unpivot(t, from_=None, to=None, columns=None, names_to="name", values_to="value", drop_empty=False):
    wide = [at(t, c) for c in columns] if columns else list(range(at(t, from_), at(t, to) + 1))
    ids = [i for i in range(t.shape[1]) if i not in wide]
    parts = []
    for w in wide:
        part = [(t.columns[i], cells(t, i)) for i in ids]
        part += [(names_to, [t.columns[w]] * len(t)), (values_to, cells(t, w))]
        parts.append(frame(part, t.index))
    out = pandas.concat(parts)
    return out[[not empty(x) for x in cells(out, out.shape[1] - 1)]] if drop_empty else out
