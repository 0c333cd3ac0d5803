def slice(t, first, last=None):
    return t.iloc[first - 1:last]
