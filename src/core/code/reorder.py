def reorder(t, columns, to="first"):
    moved = [at(t, c) for c in columns]
    rest = [i for i in range(t.shape[1]) if i not in moved]
    return t.iloc[:, moved + rest if to == "first" else rest + moved]
