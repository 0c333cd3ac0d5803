def distinct(t, columns=None):
    look = [at(t, c) for c in columns] if columns else range(t.shape[1])
    seen, keep = set(), []
    for row in t.values.tolist():
        key = tuple(None if empty(row[i]) else row[i] for i in look)
        keep.append(key not in seen)
        seen.add(key)
    return t[keep]
