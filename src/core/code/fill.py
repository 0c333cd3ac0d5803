def fill(t, columns, from_="above", value=None):
    new = {}
    for i in (at(t, c) for c in columns):
        if value is not None:
            new[i] = [value if empty(x) else x for x in cells(t, i)]
            continue
        column = pandas.Series([None if empty(x) else x for x in cells(t, i)], dtype=object)
        new[i] = (column.ffill() if from_ == "above" else column.bfill()).tolist()
    return with_cells(t, new)
