def cast(t, columns, to, on_error="fail"):
    def number(x):
        x = decimal.Decimal(x)
        return x if x else abs(x)

    def integer(x):
        if number(x) != int(number(x)):
            raise ValueError("%r is no whole number" % x)
        return int(number(x))

    def duration(x):
        h, m, s = (float(p) for p in str(x).split(":"))
        return "%02d:%02d:%02d" % (h, m, s)

    read = {"text": str, "number": number, "integer": integer, "bool": lambda x: {"true": True, "false": False, "1": True, "0": False}[str(x).lower()],
            "date": lambda x: datetime.date.fromisoformat(str(x)[:10]), "datetime": lambda x: datetime.datetime.fromisoformat(str(x)),
            "time": lambda x: datetime.time.fromisoformat(str(x)), "duration": duration}[to]

    def one(x):
        if empty(x):
            return None
        try:
            return read(x)
        except (KeyError, ValueError, ArithmeticError):
            if on_error == "fail":
                raise ValueError("%r is no %s" % (x, to))
            return None

    return with_cells(t, {i: [one(x) for x in cells(t, i)] for i in (at(t, c) for c in columns)})
