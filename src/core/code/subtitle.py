def subtitle(t, to="subtitle", drop_blank=True):
    rows, groups, index, title = [], [], [], None
    for label, row in zip(t.index, t.values.tolist()):
        if not empty(row[0]) and all(empty(x) for x in row[1:]) and len(row) > 1:
            title = row[0]
        else:
            rows.append(row)
            groups.append(title)
            index.append(label)
    columns = [(name, [r[i] for r in rows]) for i, name in enumerate(t.columns)]
    if drop_blank:
        columns = [(n, c) for n, c in columns if not all(empty(x) for x in c)]
    return frame([(to, groups)] + columns, index)
