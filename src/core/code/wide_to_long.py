def wide_to_long(t, from_=None, to=None, columns=None, names_to="variable", separator=None, variable="auto", stubs=None):
    wide = [at(t, c) for c in columns] if columns else list(range(at(t, from_), at(t, to) + 1))
    ids = [i for i in range(t.shape[1]) if i not in wide]
    names = [t.columns[w].strip() for w in wide]
    marks = " \t\n_-.:/|,"

    def cuts(name):
        """(head, tail) for the first to fourth separator, from the left and from the right."""
        if separator:
            places = [m.start() for m in re.finditer(re.escape(separator), name)]
            pairs = [(name[:p], name[p + len(separator):]) for p in places]
        else:
            places = [i for i in range(1, len(name))
                      if name[i] in marks or name[i].isdigit() != name[i - 1].isdigit()]
            pairs = [(name[:p].strip(marks), name[p:].strip(marks)) for p in places]
        return {**dict(enumerate(pairs[:4])), **{-k - 1: p for k, p in enumerate(pairs[::-1][:4])}}

    def full(pairs):
        heads, tails = {h for h, _ in pairs}, {v for _, v in pairs}
        holes = len(heads) * len(tails) - len(pairs)
        return len(heads) > 1 and len(tails) > 1 and 0 <= holes <= len(pairs) // 25 + (len(pairs) >= 12)

    def begins(names):
        """(stub, value) of names that begin with a stub, the longest that fits."""
        fit = [[s for s in stubs if n.startswith(s) and n != s] for n in names]
        return all(fit) and [(s, n[len(s):].strip(marks)) for n, s in zip(names, (max(f, key=len) for f in fit))]

    def ends(names):
        fit = [[s for s in stubs if n.endswith(s) and n != s] for n in names]
        return all(fit) and [(s, n[:-len(s)].strip(marks)) for n, s in zip(names, (max(f, key=len) for f in fit))]

    if stubs:
        pairs = variable != "first" and begins(names) or variable != "last" and ends(names)
        if not pairs:
            raise ValueError("the names of these columns do not all have one of the stubs")
    else:
        every = [cuts(n) for n in names]
        ways = [[c[k] for c in every] for k in (0, -1, 1, -2, 2, -3, 3, -4) if all(k in c for c in every)]
        pairs = next(p for p in ways if full(p))
        last = variable == "last" or variable == "auto" and \
            sum(any(d.isdigit() for d in v) for _, v in pairs) >= sum(any(d.isdigit() for d in h) for h, _ in pairs)
        pairs = pairs if last else [(b, a) for a, b in pairs]
    stubs, values = (list(dict.fromkeys(p[k] for p in pairs)) for k in (0, 1))
    column = {p: cells(t, w) for p, w in zip(pairs, wide)}
    rows = [(r, v) for r in range(len(t)) for v in values]
    out = [(t.columns[i], [x for x in cells(t, i) for _ in values]) for i in ids]
    out.append((names_to, [v for _, v in rows]))
    out += [(s, [column[s, v][r] if (s, v) in column else None for r, v in rows]) for s in stubs]
    return frame(out, [label for label in t.index for _ in values])
