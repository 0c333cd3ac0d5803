def explode(t, column, delimiter=None):
    i = at(t, column)
    if delimiter is None:
        filled = [x for x in cells(t, i) if not empty(x)]
        found = {d: sum(d in x for x in filled) for d in ";|,/\n"}
        strong = [d for d in ";|" if found[d] and found[d] * 3 >= len(filled)]
        delimiter = strong[0] if strong else max("|,/\n", key=found.get)
        delimiter = ";" if not strong and found[";"] >= found[delimiter] else delimiter
    lists = [[x] if empty(x) else [p.strip() or None for p in x.split(delimiter)] for x in cells(t, i)]
    out = with_cells(t, {i: lists})
    names = list(out.columns)
    out.columns = range(out.shape[1])
    out = out.explode(i)
    out.columns = names
    return out
