def head(t, rows):
    return t.iloc[:rows]
