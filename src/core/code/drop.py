def drop(t, columns):
    gone = {at(t, c) for c in columns}
    return t.iloc[:, [i for i in range(t.shape[1]) if i not in gone]]
