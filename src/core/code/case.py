def case(t, columns, to):
    change = {"lower": str.lower, "upper": str.upper, "title": lambda x: re.sub(r"(?<![^\W_])[^\W_]+", lambda m: m[0][0].upper() + m[0][1:].lower(), x)}[to]
    return with_cells(t, {i: [change(x) if isinstance(x, str) else x for x in cells(t, i)]
                          for i in (at(t, c) for c in columns)})
