def drop_blank_columns(t, unnamed=False):
    keep = [i for i, name in enumerate(t.columns)
            if not all(empty(x) for x in cells(t, i)) or unnamed and not empty(name)]
    return t.iloc[:, keep]
