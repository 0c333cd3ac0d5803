def drop_rows(t, top=0, bottom=0, column=1, equals=(), matches=None, ignore_case=False, blank=False, keep=False):
    def hit(n, x):
        text = "" if x is None else str(x)
        return (n < top or n >= len(t) - bottom or text in equals or blank and empty(x)
                or matches is not None and re.search(matches, text, re.I if ignore_case else 0) is not None)
    return t[[hit(n, x) == keep for n, x in enumerate(cells(t, at(t, column)))]]
