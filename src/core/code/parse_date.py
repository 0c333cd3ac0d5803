def parse_date(t, columns, pattern=None, patterns=None, order=None, window=50, serial=False, epoch="1900", on_error="fail"):
    months = ("jan", "feb", "mar mär", "apr avr", "may mai", "jun", "jul", "aug aou aoû", "sep", "oct okt", "nov", "dec dez déc")
    token = {"DDD": r"(?P<j>\d{3})", "q": r"(?P<q>[1-4])", "ww": r"(?P<w>\d{2})", "E": r"(?P<e>[1-7])", "YYYY": r"(?P<Y>\d{4})", "YY": r"(?P<y>\d{2})", "MMMM": r"(?P<n>[^\W\d]+)\.?", "MMM": r"(?P<n>[^\W\d]+)\.?",
             "MM": r"(?P<M>\d{1,2})", "M": r"(?P<M>\d{1,2})", "DD": r"(?P<D>\d{1,2})", "D": r"(?P<D>\d{1,2})", "hh": r"(?P<h>\d{1,2})",
             "h": r"(?P<h>\d{1,2})", "mm": r"(?P<m>\d{2})", "ss": r"(?P<s>\d{2})"}

    def regex(p):
        return re.compile("".join(token.get(x) or re.escape(x) for x in re.findall(r"YYYY|YY|M{1,4}|D{1,3}|h{1,2}|mm|ss|ww|.", p)))

    given = patterns
    patterns = [pattern] if pattern else patterns or {
        "mdy": ["MM/DD/YYYY", "MM-DD-YYYY"], "dmy": ["DD.MM.YYYY", "DD/MM/YYYY", "DD-MM-YYYY"], None: ["DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY"],
        "ymd": []}.get(order, []) + ["YYYY-MM-DD", "YYYY/MM/DD", "D-MMM-YY", "D MMM YYYY", "MMM D, YYYY", "YYYY-MM-DDThh:mm:ss"]

    def read(x, p):
        m = regex(p).fullmatch(x)
        if m is None:
            return None
        g = m.groupdict()
        if not (g.get("Y") or g.get("y")):
            try:
                return datetime.time(int(g["h"]), int(g["m"]), int(g.get("s") or 0))
            except (KeyError, ValueError):
                return None
        year = int(g["Y"]) if g.get("Y") else int(g["y"]) + (2000 if int(g["y"]) < window else 1900)
        word = (g.get("n") or "").lower()
        month = int(g["M"]) if g.get("M") else next((k + 1 for k, names in enumerate(months) if any(word.startswith(n) for n in names.split())), 0)
        try:
            if g.get("w"):
                return datetime.date.fromisocalendar(year, int(g["w"]), int(g.get("e") or 1))
            if g.get("j"):
                month, g["D"] = 1, 1
            if g.get("q"):
                month = 3 * int(g["q"]) - 2
            day = datetime.date(year, month, int(g.get("D") or 1)) + datetime.timedelta(int(g.get("j") or 1) - 1)
        except ValueError:
            return None
        if not g.get("h"):
            return day
        return datetime.datetime(day.year, day.month, day.day, int(g["h"]), int(g.get("m") or 0), int(g.get("s") or 0))

    def column(filled):
        for p in patterns:
            if all(read(x, p) for x in filled):
                return p
        return max(patterns, key=lambda p: sum(read(x, p) is not None for x in filled))

    def one(x, p):
        if empty(x) or not isinstance(x, str):
            return None if empty(x) else x
        x = x.strip()
        if serial and re.fullmatch(r"\d+", x):
            return (datetime.date(1904, 1, 1) if epoch == "1904" else datetime.date(1899, 12, 30)) + datetime.timedelta(int(x))
        value = next((v for v in (read(x, q) for q in given or [p]) if v is not None), None) or (read(x, "YYYY-MM-DD") if serial else None)
        if value is None and on_error == "fail":
            raise ValueError("%r is no date" % x)
        return value

    new = {}
    for i in (at(t, c) for c in columns):
        p = column([x.strip() for x in cells(t, i) if isinstance(x, str) and not empty(x)])
        new[i] = [one(x, p) for x in cells(t, i)]
    return with_cells(t, new)
