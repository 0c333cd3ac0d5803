def union(t, with_, by="name", missing="fail"):
    if by == "position":
        pairs = [(i if i < t.shape[1] else None, i if i < with_.shape[1] else None) for i in range(max(t.shape[1], with_.shape[1]))]
    else:
        there = list(with_.columns)
        pairs = [(i, there.index(c) if c in there else None) for i, c in enumerate(t.columns)]
        pairs += [(None, i) for i, c in enumerate(there) if c not in list(t.columns)]
    if missing == "fail" and any(None in p for p in pairs):
        raise ValueError("only one of the tables has some of the columns")
    return frame([(t.columns[i] if i is not None else with_.columns[k],
                   (cells(t, i) if i is not None else [None] * len(t)) + (cells(with_, k) if k is not None else [None] * len(with_)))
                  for i, k in pairs], list(t.index) + [None] * len(with_))
