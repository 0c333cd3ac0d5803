def promote_header(t, row=1, keep_above=False):
    out = pandas.concat([t.iloc[:row - 1], t.iloc[row:]]) if keep_above else t.iloc[row:].copy()
    out.columns = ["" if x is None else str(x).strip() for x in t.iloc[row - 1]]
    return out
