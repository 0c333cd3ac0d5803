def drop_totals(t, columns=None, words=(), check="auto"):
    usual = ("total totals subtotal subtotals sub-total sum summe gesamt gesamtsumme zwischensumme totale totali subtotale somma "
             "totaal subtotaal totaux sous-total somme suma razem celkem yhteensä totalt sammanlagt summa itogo всего итого "
             "grand gesamtergebnis ergebnis insgesamt overall").split()
    extra = [w.casefold() for w in words]

    def number(x):
        if x is None or isinstance(x, bool):
            return None
        s = str(x).replace("\u00a0", " ").replace("\u2212", "-").strip()
        negative = "(" in s or s.startswith("-") or s.endswith("-")
        s = re.sub(r"[^0-9.,]", "", s) if re.fullmatch(r"[^\w]*[\d.,'\s]+[^\w]*|[A-Z€$£]{1,3}\W*[\d.,'\s]+\W*|[\d.,'\s]+\s?[A-Z€$£%]{1,3}", s) else ""
        if "," in s and (s.rfind(",") > s.rfind(".") and ("." in s or len(s) - s.rfind(",") != 4)):
            s = s.replace(".", "").replace(",", ".")
        s = s.replace(",", "")
        try:
            return (-1 if negative else 1) * float(s)
        except ValueError:
            return None

    rows = t.values.tolist()
    numbers = [[number(x) for x in r] for r in rows]
    look = [at(t, c) for c in columns] if columns else range(t.shape[1])
    keys = {i for i in range(t.shape[1]) if sum(n[i] is not None for n in numbers) * 10 < 6 * sum(not empty(r[i]) for r in rows)}

    def labelled(row):
        label = next((str(row[i]).casefold() for i in look if not empty(row[i]) and i in keys), "")
        return any(w in re.split(r"[\s:]+", label) for w in usual) or label.strip() in extra

    def adds_up(n, parts, wholly=False):
        pairs = [(n[i], sum(p[i] or 0 for p in parts)) for i in range(len(n)) if n[i] is not None and i not in keys and any(p[i] is not None for p in parts)]
        good = sum(abs(a - b) <= 0.51 * max(1e-9, 10.0 ** -2) * (1 + len(parts)) for a, b in pairs)
        return good > 0 and (good == len(pairs) if wholly else good * 2 > len(pairs))

    keep, since, whole = [], [], []
    for row, n in zip(rows, numbers):
        bare = all(empty(row[i]) for i in keys) or not keys and any(map(empty, row))
        alone = bare and any(map(empty, row)) and check != "label" and len(since) > 1 and adds_up(n, since, True)
        total = alone or labelled(row) and (check == "label" or not whole or adds_up(n, since) or adds_up(n, whole))
        keep.append(not total)
        if total:
            since = []
        else:
            since.append(n)
            whole.append(n)
    return t[keep]
