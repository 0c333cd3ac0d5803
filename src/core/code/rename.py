def rename(t, columns):
    out = t.copy()
    names = list(t.columns)
    for old, new in columns.items():
        names[at(t, old)] = new
    out.columns = names
    return out
