def drop_blank_rows(t, columns=None):
    look = [at(t, c) for c in columns] if columns else range(t.shape[1])
    return t[[not all(empty(row[i]) for i in look) for row in t.values.tolist()]]
