def nulls(t, columns=None, tokens=None):
    usual = {"", "-", "--", "---", "n/a", "na", "n.a.", "null", "none", "nan", "#n/a", "#div/0!", "#value!", "#ref!",
             "#name?", "#num!", "#null!", "k.a.", "k. a.", "nil", "missing", "(null)", "<na>", "\u2013", "\u2014", ".", "..", "...", "\u2026"}
    gone = {x.strip() for x in tokens} if tokens is not None else usual
    look = [at(t, c) for c in columns] if columns else range(t.shape[1])

    def one(x):
        if not isinstance(x, str):
            return x
        return None if (x.strip() if tokens is not None else x.strip().lower()) in gone else x
    return with_cells(t, {i: [one(x) for x in cells(t, i)] for i in look})
