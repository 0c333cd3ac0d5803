def replace(t, columns, with_, find=None, pattern=None, ignore_case=False):
    if pattern is not None:
        search = re.compile(pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!"), re.I if ignore_case else 0)
        put = re.sub(r"\$(?:\{(\w+)\}|(\d+)|(\$))", lambda m: "$" if m[3] else r"\g<%s>" % (m[1] or m[2]), with_.replace("\\", "\\\\"))

    def one(x):
        if not isinstance(x, str):
            return x
        return (x.replace(find, with_) if pattern is None else search.sub(put, x)) or None

    return with_cells(t, {i: [one(x) for x in cells(t, i)] for i in (at(t, c) for c in columns)})
