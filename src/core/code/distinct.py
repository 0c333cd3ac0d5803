def distinct(t, columns=None, keep="first"):
    look = [at(t, c) for c in columns] if columns else range(t.shape[1])
    keys = [tuple(None if empty(row[i]) else row[i] for i in look) for row in t.values.tolist()]
    order = range(len(keys)) if keep == "first" else range(len(keys) - 1, -1, -1)
    stays = {}
    for n in order:
        stays.setdefault(keys[n], n)
    return t.iloc[sorted(stays.values())]
