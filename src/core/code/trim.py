def trim(t, columns=None, inner=False):
    look = [at(t, c) for c in columns] if columns else range(t.shape[1])

    def one(x):
        if not isinstance(x, str):
            return x
        return (" ".join(x.split()) if inner else x.strip()) or None
    return with_cells(t, {i: [one(x) for x in cells(t, i)] for i in look})
