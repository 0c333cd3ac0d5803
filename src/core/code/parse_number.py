def parse_number(t, columns, decimal=None, group=None, currency=None, unit=None, percent="as_written", scale=False, sides=False, mixed=False, on_error="fail"):
    import decimal as exact
    powers = {"k": 3, "K": 3, "tsd": 3, "tys": 3, "thousand": 3, "lakh": 5, "M": 6, "mn": 6, "mln": 6, "mio": 6,
              "million": 6, "crore": 7, "B": 9, "bn": 9, "mrd": 9, "mld": 9, "billion": 9}

    def bare(x):
        """Digits and marks of a cell, and whether it is negative."""
        x = x.replace("\u2212", "-").replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ").strip()
        x = re.sub(r"\s*/-$", "", x)
        negative = bool(re.search(r"\bDR\.?$|(?<=\d)DR\.?$", x, re.I))
        x = re.sub(r"\s*[CD]R\.?$", "", x, flags=re.I)
        negative = negative or "(" in x or x.startswith("-") or x.endswith("-")
        return re.sub(r"[^0-9.,'eE]|(?<!\d)[eE]|[eE](?![-+]?\d)", "", x.strip("()")), negative

    def mark(filled):
        """The decimal mark of a column: ',' when some cell proves it."""
        for x in (bare(x)[0] for x in filled):
            if "," in x and (x.rfind(",") > x.rfind(".") if "." in x else x.count(",") == 1 and len(x) - x.find(",") != 4):
                return ","
        return "."

    def own(digits):
        """The decimal mark of a cell by itself; "" where it leaves that open."""
        marks = re.sub(r"[^.,']", "", digits)
        if not marks or marks[-1] == "'" or len(marks) > 1 and len(set(marks)) == 1:
            return "."  # no decimals: what groups goes
        if len(marks) == 1 and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
            return ""
        return marks[-1]

    def one(x, point):
        if empty(x) or not isinstance(x, str):
            return None if empty(x) else x
        digits, negative = bare(x)
        if mixed:
            marks = re.sub(r"[^.,]", "", digits)
            point = own(digits) or decimal
            if len(marks) > 1 and len(set(marks)) == 1:
                digits, point = digits.replace(marks[0], ""), "."
        if not point or not sides and re.search(r"\d\s*[CD]R\.?$", x.strip(), re.I):
            if on_error == "fail":
                raise ValueError("%r may be read in two ways" % x)
            return None
        digits = digits.replace("'", "").replace("." if point == "," else ",", "").replace(point, ".")
        word = re.search(r"[\d.,]\s*([^\W\d_]+)", x)
        word = word and (word[1] if len(word[1]) == 1 else word[1].casefold())
        try:
            value = exact.Decimal(digits)
        except exact.InvalidOperation:
            if on_error == "fail":
                raise ValueError("%r is no number" % x) from None
            return None
        if word in powers:
            if not scale:
                raise ValueError("%r is no number without its word" % x)
            value = exact.Decimal(format(value.scaleb(powers[word]), "f"))
        if percent == "fraction" and "%" in x:
            value = value.scaleb(-2)
        return -value if negative and value else value

    new = {}
    for i in (at(t, c) for c in columns):
        column = cells(t, i)
        point = decimal or mark([x for x in column if isinstance(x, str) and not empty(x)])
        new[i] = [one(x, point) for x in column]
    return with_cells(t, new)
