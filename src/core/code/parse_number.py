def parse_number(t, columns, decimal=None, group=None, currency=None, unit=None, percent="as_written", on_error="fail"):
    import decimal as exact

    def bare(x):
        """Digits and marks of a cell, and whether it is negative."""
        x = x.replace("\u2212", "-").replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ").strip()
        negative = "(" in x or x.startswith("-") or x.endswith("-")
        return re.sub(r"[^0-9.,'eE]|(?<!\d)[eE]|[eE](?![-+]?\d)", "", x.strip("()")), negative

    def mark(filled):
        """The decimal mark of a column: ',' when some cell proves it."""
        for x in (bare(x)[0] for x in filled):
            if "," in x and (x.rfind(",") > x.rfind(".") if "." in x else x.count(",") == 1 and len(x) - x.find(",") != 4):
                return ","
        return "."

    def one(x, point):
        if empty(x) or not isinstance(x, str):
            return None if empty(x) else x
        digits, negative = bare(x)
        digits = digits.replace("'", "").replace("." if point == "," else ",", "").replace(point, ".")
        try:
            value = exact.Decimal(digits)
        except exact.InvalidOperation:
            if on_error == "fail":
                raise ValueError("%r is no number" % x) from None
            return None
        if percent == "fraction" and "%" in x:
            value = value.scaleb(-2)
        return -value if negative and value else value

    new = {}
    for i in (at(t, c) for c in columns):
        column = cells(t, i)
        point = decimal or mark([x for x in column if isinstance(x, str) and not empty(x)])
        new[i] = [one(x, point) for x in column]
    return with_cells(t, new)
