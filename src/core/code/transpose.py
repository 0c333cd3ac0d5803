def transpose(t, header=True):
    rows = ([list(t.columns)] if header else []) + t.values.tolist()
    return frame([("" if empty(r[0]) else str(r[0]).strip(), r[1:]) for r in rows],
                 pandas.RangeIndex(t.shape[1] - 1))
