def select(t, columns):
    return t.iloc[:, [at(t, c) for c in columns]]
