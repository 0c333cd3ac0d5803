"""Ways in which programs and people write tables to text files. Each way is a function (r, table) that gives a Case, or None when
the table cannot be written so; its name is the genre."""
import re

from tables import NOUN, TOWN, Table, sentence

NUMBER = re.compile(r"[-+]?[\d.,]+(e[-+]\d+)?\Z")


class Case:
    """What is written and what is true of it. Several spellings of a dialect may be right; the first is the usual one."""

    def __init__(self, table, lines, delimiter, quote="", escape="", end="\n", header=None, preamble=(0,), rows=None):
        self.lines, self.end, self.final = lines, end, True
        self.delimiter = [delimiter] if isinstance(delimiter, str) else delimiter
        self.quote, self.escape, self.preamble = quote, escape, list(preamble)
        self.header = (table.head is not None) + 0 if header is None else header
        self.rows = rows if rows is not None else whole(table)

    def bytes(self):
        return (self.end.join(self.lines) + (self.end if self.final else "")).encode("utf-8")


def whole(table):
    return ([table.head] if table.head is not None else []) + table.rows


class Pen:
    """Joins cells; remembers whether a quote or an escape was needed."""

    def __init__(self, delimiter, quote='"', policy="minimal", escape=""):
        self.d, self.q, self.policy, self.x = delimiter, quote, policy, escape
        self.quoted = self.escaped = False

    def cell(self, c):
        need = self.d in c or self.q in c or "\n" in c or "\r" in c or (self.d == " " and c == "")
        if self.policy == "texts":
            need |= c != "" and not NUMBER.match(c)
        if self.policy == "bare":
            need = self.d in c or "\n" in c
        if self.policy == "all":
            need = True
        if not need:
            return c
        self.quoted = True
        if self.x:
            inner = c.replace(self.x, self.x + self.x).replace(self.q, self.x + self.q)
            self.escaped |= inner != c
        else:
            inner = c.replace(self.q, self.q + self.q)
        return self.q + inner + self.q

    def line(self, cells):
        return self.d.join(self.cell(c) for c in cells)

    def case(self, table, **more):
        lines = [self.line(x) for x in whole(table)]
        return Case(table, lines, [self.d, ""] if table.width == 1 else self.d, self.q if self.quoted else "", self.x if self.escaped else "", **more)


def has(table, *marks):
    return any(m in c for row in whole(table) for c in row for m in marks)


def usual(r):
    return r.choice([",", ",", ",", ";", "\t", "|"])


# ---------------------------------------------------------------- delimiters
def plain(r, t):
    return Pen(usual(r)).case(t) if t.width > 1 else None


def rare(r, t):
    d = r.choice(["^", "~", ":", "#", "\x1f", "*", "!", "\u00a6", "&"])
    if t.width < 2 or (d == ":" and has(t, ":")) or "log" in t.traits:
        return None
    return Pen(d).case(t)


def blank(r, t):
    if t.width < 2:
        return None
    return Pen(" ").case(t)


def colon_among_times(r, t):
    """A colon cuts, and cells with colons are quoted."""
    return Pen(":").case(t) if t.width > 2 and has(t, ":") and "log" not in t.traits else None


def several_bytes(r, t):
    d = r.choice(["||", "::", ", ", " | ", "~|~", ";;", "|~|", "^^", "\t\t", "$$", "; "])
    if t.width < 2 or has(t, d, d[0] + d[-1], '"') or (d.strip() != d and has(t, d.strip())):
        return None
    if any(c == "" or c[0] in d or c[-1] in d for x in whole(t) for c in x):
        return None
    c = Pen(d).case(t)
    c.delimiter = [d, d.strip()] if d.strip() else [d]
    return c


# ---------------------------------------------------------------- quotes
def quoted_all(r, t):
    return Pen(usual(r), policy="all").case(t)


def quoted_texts(r, t):
    return Pen(usual(r), policy="texts").case(t) if t.width > 1 else None


def single_quotes(r, t):
    if t.width < 2 or "apostrophes" in t.traits:
        return None
    return Pen(usual(r), quote="'", policy=r.choice(["all", "texts", "minimal"])).case(t)


def backslashes(r, t):
    if t.width < 2 or not has(t, '"'):
        return None
    return Pen(usual(r), policy=r.choice(["all", "minimal", "texts"]), escape="\\").case(t)


def bare_marks(r, t):
    """Quote characters in texts that nothing protects."""
    d = r.choice([",", "\t", ";", "|"])
    if t.width < 2 or not has(t, '"', "'") or has(t, d) or any(c[:1] == '"' for x in t.rows for c in x):
        return None
    return Pen(d, policy="bare").case(t)


def escaped_delimiters(r, t):
    """No quotes; a delimiter in a text has a backslash before it."""
    d = usual(r)
    if t.width < 2 or not has(t, d) or has(t, '"', "\\", "'"):
        return None
    lines = [d.join(c.replace(d, "\\" + d) for c in x) for x in whole(t)]
    return Case(t, lines, d, "", "\\")


def newlines(r, t):
    if t.width < 2:
        return None
    rows = [list(x) for x in t.rows]
    text = [i for i, c in enumerate(rows[0]) if not NUMBER.match(c)]
    for x in r.sample(rows, max(1, len(rows) // 6)):
        if text:
            x[text[-1]] += "\n" + sentence(r, 2, 6)
    return Pen(usual(r)).case(Table(t.head, rows, *t.traits)) if text else None


# ---------------------------------------------------------------- looks
def markdown(r, t):
    if has(t, "|", '"') or t.head is None:
        return None
    wide = [max(len(x[i]) for x in whole(t)) for i in range(t.width)] if r.random() < 0.6 else [0] * t.width
    put = lambda x: "| " + " | ".join(c.ljust(w) for c, w in zip(x, wide)) + " |"
    lines = [put(x) for x in whole(t)]
    lines.insert(1, "|" + "|".join("-" * (max(w, 1) + 2) for w in wide) + "|")
    return Case(t, lines, ["|", " | "])


def psql(r, t):
    if has(t, "|", '"') or t.head is None or t.width < 2:
        return None
    wide = [max(len(x[i]) for x in whole(t)) for i in range(t.width)]
    put = lambda x: " " + " | ".join(c.rjust(w) if NUMBER.match(c) else c.ljust(w) for c, w in zip(x, wide))
    lines = [put(x).rstrip() if r.random() < 0 else put(x) for x in whole(t)]
    lines.insert(1, "+".join("-" * (w + 2) for w in wide))
    lines.append(f"({len(t.rows)} rows)")
    return Case(t, lines, ["|", " | "])


def mysql(r, t):
    if has(t, "|", '"') or t.head is None:
        return None
    wide = [max(len(x[i]) for x in whole(t)) for i in range(t.width)]
    put = lambda x: "| " + " | ".join(c.rjust(w) if NUMBER.match(c) else c.ljust(w) for c, w in zip(x, wide)) + " |"
    lines = [put(x) for x in whole(t)]
    bar = "+" + "+".join("-" * (w + 2) for w in wide) + "+"
    return Case(t, [bar, lines[0], bar] + lines[1:] + [bar], ["|", " | "], preamble=(0, 1))


def aligned(r, t, gap=None):
    """Columns side by side with two blanks or more between."""
    if t.width < 2 or has(t, "  ", "\t") or any(x[0] == "" for x in t.rows):
        return None
    gap = gap or r.randint(2, 4)
    wide = [max(len(x[i]) for x in whole(t)) for i in range(t.width)]
    right = [all(NUMBER.match(x[i]) or not x[i] for x in t.rows) and r.random() < 0.6 for i in range(t.width)]
    put = lambda x: (" " * gap).join(c.rjust(w) if k else c.ljust(w) for c, w, k in zip(x, wide, right)).rstrip()
    return Case(t, [put(x) for x in whole(t)], [" ", ""])


def fixed(r, t):
    """One blank between columns at most; cells with blanks in them."""
    c = aligned(r, t, 1) if t.head is not None else None
    return c


def numbers_in_blanks(r, t):
    """What a program writes with one or several blanks between numbers."""
    if t.head is not None or not all(NUMBER.match(c) for x in t.rows for c in x):
        return None
    gap = " " * r.randint(1, 3)
    lead = r.choice(["", " ", "   "])
    return Case(t, [lead + gap.join(x) for x in t.rows], [" ", ""])


def padded(r, t):
    d = r.choice([",", "|", ";", "\t"])
    if t.width < 2 or has(t, d, '"'):
        return None
    wide = [max(len(x[i]) for x in whole(t)) for i in range(t.width)]
    put = lambda x: (" " + d + " ").join(c.ljust(w) for c, w in zip(x, wide)) if d != "\t" else d.join(c.ljust(w) for c, w in zip(x, wide))
    return Case(t, [put(x) for x in whole(t)], [d, " " + d + " ", d + " "])


# ---------------------------------------------------------------- kinds with a way of their own
def one_column(r, t):
    if t.width != 1:
        return None
    return Case(t, [x[0] for x in whole(t)], ["", ",", "\n"])


def log(r, t):
    if "log" not in t.traits:
        return None
    pen = Pen(" ")
    rows = []
    for x in t.rows:
        rows.append([p for c in x for p in (c.split(" ") if c[0] == "[" else [c])])
    return pen.case(Table(None, rows))


def pairs(r, t):
    d = r.choice(["=", ": ", "\t", " = ", ":", "; "])
    return Case(t, [d.join(x) for x in t.rows], [d, d.strip()] if d.strip() else [d]) if "pairs" in t.traits else None


# ---------------------------------------------------------------- around the table
def preamble(r, t):
    if t.width < 2:
        return None
    c = Pen(usual(r)).case(t)
    kind = r.randrange(6)
    title = [f"{r.choice(NOUN).capitalize()} report {r.choice(TOWN)}", f"Created {r.randint(1, 28)}.03.2021 by {r.choice(['ops', 'audit', 'sales'])}",
             "Source: " + sentence(r, 4, 9), f"Page 1 of {r.randint(1, 9)}", f"Period: {r.randint(1, 12)}/2020 - {r.randint(1, 12)}/2021"]
    lines = r.sample(title, r.randint(1, 4))
    if kind == 1:
        lines.append("")
    if kind == 2:
        mark = r.choice(["# ", "; ", "// ", "-- ", "% "])
        if c.delimiter[0] != mark[0]:
            lines = [mark + x for x in lines]
    if kind == 3:
        lines = ["", lines[0], ""]
    if kind == 4:
        d = c.delimiter[0]
        lines = [x.replace(d, " ") + d * (t.width - 1) for x in lines]
    if kind == 5:
        d = c.delimiter[0]
        lines = [k + d + v for k, v in (("Client:", "Acme"), ("Period", "2020"), ("User", r.choice(TOWN)))][:r.randint(1, 3)] + [""]
    c.lines = lines + c.lines
    c.preamble = [len(lines)]
    return c


def footer(r, t):
    if t.width < 3:
        return None
    c = Pen(usual(r)).case(t)
    c.lines += r.choice([[f"({len(t.rows)} rows)"], ["", "* preliminary figures"], ["", "Source: own survey", "All rights reserved"], ["# end of file"]])
    return c


def comments(r, t):
    if t.width < 2:
        return None
    c = Pen(r.choice([",", "\t", ";"])).case(t)
    mark = r.choice(["#", "//", "--", "%"])
    top = [f"{mark} {sentence(r, 2, 8)}" for _ in range(r.randint(0, 3))]
    for _ in range(r.randint(1, 4)):
        c.lines.insert(r.randint(3, len(c.lines)), f"{mark} {sentence(r, 2, 6, 0)}")
    c.lines = top + c.lines
    c.preamble = [len(top)]
    return c


def sep_line(r, t):
    if t.width < 2:
        return None
    c = Pen(r.choice([";", "|", ",", "\t", "~"])).case(t)
    c.lines.insert(0, f"sep={c.delimiter[0]}")
    c.preamble = [0, 1]
    return c


def blank_lines(r, t):
    if t.width < 2:
        return None
    c = Pen(usual(r)).case(t)
    if r.random() < 0.5:
        c.lines = [y for x in c.lines for y in (x, "")]
    else:
        for _ in range(3):
            c.lines.insert(r.randint(2, len(c.lines)), "")
    return c


def line_ends(r, t):
    c = Pen(usual(r)).case(t) if t.width > 1 else one_column(r, t)
    c.end = r.choice(["\r\n", "\r", "\r\n", "\u2028", "\u2029", "\x85", "\v", "\f", "mixed"])
    if c.end == "mixed":
        c.lines = ["".join(x + r.choice(["\n", "\r\n", "\r\n"]) for x in c.lines)]
        c.end = ""
    c.final = r.random() < 0.7
    return c


# ---------------------------------------------------------------- uneven rows
def trailing(r, t):
    d = usual(r)
    if t.width < 3:
        return None
    c = Pen(d).case(t)
    body = 1 if t.head is not None and r.random() < 0.5 else 0
    c.lines = c.lines[:body] + [x + d for x in c.lines[body:]]
    return c


def leading(r, t):
    d = usual(r)
    if t.width < 3:
        return None
    c = Pen(d).case(t)
    c.lines = [d + x for x in c.lines]
    return c


def short_rows(r, t):
    if t.width < 4:
        return None
    d = usual(r)
    rows, cut = [], [list(x) for x in t.rows]
    for x in cut:
        k = r.randint(1, 2) if r.random() < 0.25 else 0
        rows.append((x[:-k] if k else x))
        x[len(x) - k:] = [""] * k
    pen = Pen(d)
    lines = [pen.line(x) for x in ([t.head] if t.head else []) + rows]
    return Case(t, lines, d, pen.q if pen.quoted else "", rows=whole(Table(t.head, cut)))


def other_row(r, t):
    """One row comes from another program."""
    d, o = r.choice([",", ";"]), r.choice(["\t", "|", ";", ","])
    if t.width < 4 or len(t.rows) < 8 or d == o or has(t, "\t", "|", ";", ",", '"'):
        return None
    c = Pen(d).case(t)
    i = r.randint(3, len(c.lines) - 1)
    c.lines[i] = c.lines[i].replace(d, o)
    return c


def no_index_name(r, t):
    """The heading has one name less: rows have a number before them."""
    if t.head is None or t.width < 3:
        return None
    d = r.choice([",", "\t", " "])
    pen = Pen(d, policy=r.choice(["minimal", "texts"]))
    rows = [[str(i + 1)] + x for i, x in enumerate(t.rows)]
    lines = [pen.line(t.head)] + [pen.line(x) for x in rows]
    return Case(t, lines, d, pen.q if pen.quoted else "", rows=[[""] + t.head] + rows)


def long_header(r, t):
    """The heading ends in a delimiter, rows do not."""
    if t.head is None or t.width < 3:
        return None
    d = usual(r)
    c = Pen(d).case(t)
    c.lines[0] += d
    return c


def stray(r, t):
    """A quote too many somewhere in a file that quotes."""
    d = usual(r)
    if t.width < 3 or len(t.rows) < 10 or has(t, '"'):
        return None
    rows = [list(x) for x in t.rows]
    pen = Pen(d, policy=r.choice(["minimal", "texts"]))
    lines = [pen.line(x) for x in whole(t)]
    i = r.randint(3, len(rows) - 1)
    c = r.randrange(t.width)
    if rows[i][c] == "" or has(t, d):
        return None
    rows[i][c] = rows[i][c][:1] + '"' + rows[i][c][1:]
    lines[i + (t.head is not None)] = d.join(v if k == c else pen.cell(v) for k, v in enumerate(rows[i]))
    return Case(t, lines, d, pen.q if pen.quoted else "", rows=whole(Table(t.head, rows)))


# ---------------------------------------------------------------- size
def short(r, t):
    if t.width < 3:
        return None
    return Pen(usual(r), policy=r.choice(["minimal", "texts"])).case(Table(t.head, t.rows[:r.randint(1, 3)]))


def cut_off(r, t):
    """Ends in the middle of its last row."""
    if t.width < 3 or len(t.rows) < 6:
        return None
    c = Pen(usual(r)).case(t)
    keep = r.randint(2, t.width - 1)
    last = t.rows[-1][:keep]
    pen = Pen(c.delimiter[0])
    c.lines[-1] = pen.line(last)
    c.final = False
    c.rows = whole(Table(t.head, t.rows[:-1] + [last + [""] * (t.width - keep)]))
    return c


def tangle(r, t):
    """Two or three things at once."""
    c = r.choice([preamble, trailing, comments, quoted_texts, short_rows, blank_lines])(r, t)
    if c is None:
        return None
    c.end = r.choice(["\r\n", "\n", "\r"])
    if r.random() < 0.4:
        c.lines += ["", "Source: " + sentence(r, 3, 6, 0)]
    if r.random() < 0.4:
        c.final = False
    return c


GENRES = [plain, rare, blank, colon_among_times, several_bytes, quoted_all, quoted_texts, single_quotes, backslashes, bare_marks, escaped_delimiters,
          newlines, markdown, psql, mysql, aligned, fixed, numbers_in_blanks, padded, one_column, log, pairs, preamble, footer, comments, sep_line,
          blank_lines, line_ends, trailing, leading, short_rows, other_row, no_index_name, long_header, stray, short, cut_off, tangle]


def cases(kinds, seed, each):
    """Yields (name, genre, Case): `each` cases of every genre, from tables of the kinds."""
    import random
    for genre in GENRES:
        r = random.Random(f"{seed} {genre.__name__}")
        n = tries = 0
        while n < each and tries < 600:
            tries += 1
            kind = r.choice(kinds)
            c = genre(r, kind(r, r.choice([5, 9, 20, 20, 60, 150])))
            if c is None:
                continue
            n += 1
            yield f"{genre.__name__}.{n}.{kind.__name__}", genre.__name__, c
