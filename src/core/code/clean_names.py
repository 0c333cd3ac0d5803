def clean_names(t, ascii=False):
    import unicodedata

    spelling = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "þ": "th", "œ": "oe",
                "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l"}

    def plain(c):
        if c < "\x80" or not ascii:
            return c
        return spelling.get(c) or "".join(x for x in unicodedata.normalize("NFD", c) if x < "\x80")

    names = []
    for i, old in enumerate(t.columns):
        words = re.sub(r"(?:[^\w]|_)+", "_", str(old).lower())
        base = "".join(plain(c) for c in words).strip("_") or "column_%d" % (i + 1)
        name, n = base, 2
        while name in names:
            name, n = "%s_%d" % (base, n), n + 1
        names.append(name)
    return t.set_axis(names, axis=1)
