def parse_bool(t, columns, true_values=None, false_values=None, on_error="fail"):
    yes = {x.casefold() for x in true_values or "true yes y t 1 ja j oui si sí sì sim on x wahr vrai vero tak ✓ ✔ ☑".split()}
    no = {x.casefold() for x in false_values or "false no n f 0 nein non não off falsch faux falso nie nej nee ✗ ✘ ☐".split()}

    def one(x):
        if empty(x) or not isinstance(x, str):
            return None if empty(x) else x
        word = x.strip().casefold()
        if word not in yes and word not in no and on_error == "fail":
            raise ValueError("%r is neither true nor false" % x)
        return True if word in yes else False if word in no else None
    return with_cells(t, {i: [one(x) for x in cells(t, i)] for i in (at(t, c) for c in columns)})
