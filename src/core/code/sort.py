def sort(t, by, descending=False):
    order = list(range(len(t)))
    # Stable: the last column first; a reversed sort keeps equal rows in their order.
    for i in reversed([at(t, c) for c in by]):
        column = cells(t, i)
        filled = [r for r in order if not empty(column[r])]
        blank = [r for r in order if empty(column[r])]
        filled.sort(key=lambda r: column[r].encode() if isinstance(column[r], str) else column[r], reverse=descending)
        order = filled + blank
    return t.iloc[order]
