#!/usr/bin/python3
"""Compares formulas with Python: N random formulas (argv[2], default 30000), fixed seed.

Trees are made and computed here, with Python's decimal, datetime and str; what is sent is their text, with
as few parentheses as the precedence allows (and now and then more).
"""
import datetime as dt
import decimal
import random
import subprocess
import sys
from decimal import Decimal

exact = decimal.Context(prec=20000, Emax=10**6, Emin=-10**6)
default = decimal.Context(prec=28)
COLUMNS = [("a", "n"), ("b c", "n"), ("i", "n"), ("t", "t"), ("u", "t"), ("p", "b"), ("d", "d"), ("e", "d"), ("k", "t")]
OR, AND, NOT, COMPARE, ADD, MULTIPLY, UNARY, ATOM = range(8)


def text(v):
    if v is None:
        return ""
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, Decimal):
        s = format(v, "f")
        return s[1:] if s.startswith("-") and not v else s
    if isinstance(v, dt.timedelta):
        s = abs(v.days * 86400 + v.seconds)
        return "%s%02d:%02d:%02d" % ("-" if v < dt.timedelta(0) else "", s // 3600, s // 60 % 60, s % 60)
    return v.isoformat() if isinstance(v, dt.date) else v


def strict(f):
    """Null for a null."""
    return lambda *v: None if any(x is None for x in v) else f(*v)


def plain(x):
    """Without the exponent that Python keeps: 2E+1 is 20 here."""
    return x.quantize(Decimal(1), context=exact) if x.as_tuple().exponent > 0 else x


def divide(x, y):
    return plain(default.divide(x, y)) if y else None


def compare(op):
    def f(x, y):
        x, y = (x.encode(), y.encode()) if isinstance(x, str) else (x, y)
        return {"=": x == y, "!=": x != y, "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[op]
    return strict(f)


def either(decides):
    def f(x, y):
        if decides in (x, y):
            return decides
        return None if None in (x, y) else not decides
    return f


def contained(x, *rest):
    if x is None:
        return None
    if any(r is not None and r == x for r in rest):
        return True
    return None if None in rest else False


NUMBER = {"+": exact.add, "-": exact.subtract, "*": exact.multiply, "/": divide,
          "%": lambda x, y: exact.remainder(x, y) if y else None}
LEVEL = {"+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "%": MULTIPLY}
CALLS = {  # name: result, arguments, what it does
    "abs": ("n", "n", strict(exact.abs)), "sign": ("n", "n", strict(lambda x: Decimal((x > 0) - (x < 0)))),
    "floor": ("n", "n", strict(lambda x: x.to_integral_value(decimal.ROUND_FLOOR, exact))),
    "ceil": ("n", "n", strict(lambda x: x.to_integral_value(decimal.ROUND_CEILING, exact))),
    "trunc": ("n", "n", strict(lambda x: x.to_integral_value(decimal.ROUND_DOWN, exact))),
    "round": ("n", "n2", strict(lambda x, k: plain(x.quantize(Decimal(1).scaleb(-int(k)), decimal.ROUND_HALF_EVEN, exact)))),
    "greatest": ("n", "nn", lambda *v: max((x for x in v if x is not None), default=None)),
    "least": ("n", "nn", lambda *v: min((x for x in v if x is not None), default=None)),
    "coalesce": ("n", "nn", lambda *v: next((x for x in v if x is not None), None)),
    "null_if": ("n", "nn", lambda x, y: None if x is not None and x == y else x),
    "length": ("n", "t", strict(lambda s: Decimal(len(s)))), "year": ("n", "d", strict(lambda d: Decimal(d.year))),
    "month": ("n", "d", strict(lambda d: Decimal(d.month))), "day": ("n", "d", strict(lambda d: Decimal(d.day))),
    "quarter": ("n", "d", strict(lambda d: Decimal((d.month + 2) // 3))),
    "week": ("n", "d", strict(lambda d: Decimal(d.isocalendar()[1]))),
    "weekday": ("n", "d", strict(lambda d: Decimal(d.isoweekday()))),
    "upper": ("t", "t", strict(str.upper)), "lower": ("t", "t", strict(str.lower)),
    "concat": ("t", "tn", lambda *v: "".join(text(x) for x in v)),
    "text": ("t", "n", strict(text)), "replace": ("t", "ttt", strict(lambda s, x, y: s.replace(x, y) if x else s)),
    "left": ("t", "t3", strict(lambda s, n: s[:int(n)])), "right": ("t", "t3", strict(lambda s, n: s[len(s) - min(len(s), int(n)):])),
    "contains": ("b", "tt", strict(lambda s, x: x in s)), "starts_with": ("b", "tt", strict(str.startswith)),
    "ends_with": ("b", "tt", strict(str.endswith)), "is_null": ("b", "n", lambda x: x is None),
    "month_start": ("d", "d", strict(lambda d: d.replace(day=1))),
    "days": ("n", "x", strict(lambda x: divide(Decimal(x.days * 86400 + x.seconds), Decimal(86400)))),
}
AGGREGATES = {
    "sum": ("n", "n", lambda v: exact_sum(v) if v else None), "count": ("n", "n", lambda v: Decimal(len(v))),
    "mean": ("n", "n", lambda v: divide(exact_sum(v), Decimal(len(v))) if v else None),
    "min": ("n", "n", lambda v: first_of(v, min)), "max": ("n", "n", lambda v: first_of(v, max)),
    "first": ("t", "t", lambda v: v[0] if v else None), "last": ("t", "t", lambda v: v[-1] if v else None),
    "count_distinct": ("n", "n", lambda v: Decimal(len(set(v)))),
}


def first_of(v, best):
    return best(v) if v else None


def exact_sum(v):
    total = v[0]
    for x in v[1:]:
        total = exact.add(total, x)
    return total


class Maker:
    def __init__(self, r):
        self.r = r

    def leaf(self, kind):
        r = self.r
        if r.random() < 0.5:
            name = r.choice([n for n, k in COLUMNS if k == kind] or [""])
            if name:
                return (ATOM, name if name.isalpha() else "[%s]" % name, lambda row, rows: row[name])
        if kind == "n":
            s = r.choice(["0", "1", "2", "10", "0.5", "12.50", "1e3", "0.001", "123456789.123456789"])
            return (ATOM, s, lambda row, rows, v=Decimal(format(Decimal(s), "f")): v)
        if kind == "t":
            s = r.choice(["", "x", "N", "it's", "a b", "äö", "th"])
            return (ATOM, "'%s'" % s.replace("'", "''"), lambda row, rows: s)
        if kind == "b":
            v = r.random() < 0.5
            return (ATOM, "true" if v else "false", lambda row, rows: v)
        if kind == "x":
            n = r.randrange(0, 400)
            return (ATOM, "%dd" % n, lambda row, rows: dt.timedelta(n))
        d = dt.date(2024, 1, 1) + dt.timedelta(r.randrange(-20000, 20000))
        return (ATOM, "#%s#" % d, lambda row, rows: d)

    def wrap(self, tree, level):
        """Its text where an operator of this level takes it."""
        return "(%s)" % tree[1] if tree[0] < level or self.r.random() < 0.05 else tree[1]

    def binary(self, op, level, f, x, y):
        # Comparisons do not chain; the others bind to the left.
        left, right = level + (level == COMPARE), level + 1
        return (level, "%s %s %s" % (self.wrap(x, left), op, self.wrap(y, right)), lambda row, rows: f(x[2](row, rows), y[2](row, rows)))

    def tree(self, kind, depth, inside=False):
        r = self.r
        if depth <= 0 or r.random() < 0.15:
            return self.leaf(kind)

        def below(k):
            return self.tree(k, depth - 1 - (r.random() < 0.3), inside)
        roll = r.random()
        if roll < 0.1:
            c, x, y = below("b"), below(kind), below(kind)
            return (ATOM, "if(%s, %s, %s)" % (c[1], x[1], y[1]), lambda row, rows: (x if c[2](row, rows) is True else y)[2](row, rows))
        if roll < 0.4:
            return self.call(kind, below)
        if roll < 0.5 and not inside and kind in "nt":
            return self.aggregate(kind, depth)
        if kind == "n":
            if roll < 0.6:
                x = below("n")
                return (UNARY, "-" + self.wrap(x, UNARY).replace("--", "- -"), lambda row, rows: strict(exact.minus)(x[2](row, rows)))
            op = r.choice("+-*/%")
            return self.binary(op, LEVEL[op], strict(NUMBER[op]), below("n"), below("n"))
        if kind == "b":
            return self.truth(r, below)
        if kind == "t":
            return self.binary("+", ADD, strict(str.__add__), below("t"), below("t"))
        if kind == "x":
            return self.binary("-", ADD, strict(lambda x, y: x - y), below("d"), below("d"))
        x, n = below("d"), r.randrange(0, 100)
        return (ADD, "%s + %dd" % (self.wrap(x, ADD), n), lambda row, rows: strict(lambda d: d + dt.timedelta(n))(x[2](row, rows)))

    def truth(self, r, below):
        roll = r.random()
        if roll < 0.2:
            x = below("b")
            return (NOT, "not " + self.wrap(x, NOT), lambda row, rows: strict(lambda v: not v)(x[2](row, rows)))
        if roll < 0.5:
            return self.binary("and", AND, either(False), below("b"), below("b")) if r.random() < 0.5 else \
                self.binary("or", OR, either(True), below("b"), below("b"))
        kind = r.choice("nntd")
        if roll < 0.65:
            x, rest = below(kind), [below(kind) for _ in range(r.randrange(1, 4))]
            word, turn = r.choice([("in", lambda v: v), ("not in", strict(lambda v: not v))])
            return (COMPARE, "%s %s (%s)" % (self.wrap(x, ADD), word, ", ".join(y[1] for y in rest)),
                    lambda row, rows: turn(contained(x[2](row, rows), *(y[2](row, rows) for y in rest))))
        op = r.choice(["=", "!=", "<", "<=", ">", ">="])
        return self.binary(op, COMPARE, compare(op), below(kind), below(kind))

    def call(self, kind, below):
        r = self.r
        fitting = [n for n, (gives, _, _) in CALLS.items() if gives == kind]
        if not fitting:
            return self.leaf(kind)
        name = r.choice(fitting)
        args = []
        for letter in CALLS[name][1]:
            if letter in "23":
                n = r.randrange(-2 if letter == "2" else 0, 5)
                args.append((UNARY, str(n), lambda row, rows, n=n: Decimal(n)))
            else:
                args.append(below(letter))
        return (ATOM, "%s(%s)" % (name, ", ".join(x[1] for x in args)), lambda row, rows: CALLS[name][2](*(x[2](row, rows) for x in args)))

    def aggregate(self, kind, depth):
        r = self.r
        name = r.choice([n for n, (gives, _, _) in AGGREGATES.items() if gives == kind])
        x = self.tree(AGGREGATES[name][1], depth - 2, True)
        keys = r.choice([[], [], ["k"], ["k", "p"]])
        by = {0: "", 1: " by k", 2: " by (k, p)"}[len(keys)]

        def f(row, rows):
            same = [q for q in rows if all(q[k] == row[k] for k in keys)]
            return AGGREGATES[name][2]([v for v in (x[2](q, rows) for q in same) if v is not None])
        return (ATOM, "%s(%s)%s" % (name, x[1], by), f)


def table(r):
    def one(kind, name):
        if r.random() < 0.2:
            return None
        if kind == "n":
            return Decimal(r.randrange(-50, 50)) if name == "i" else Decimal(r.choice(["0", "1", "-1.5", "0.25", "100", "3", "-0.001", "99999999999.99"]))
        if kind == "b":
            return r.random() < 0.5
        if kind == "d":
            return dt.date(2024, 2, 27) + dt.timedelta(r.randrange(-1000, 1000))
        return r.choice("xy") if name == "k" else r.choice(["x", "Xx", "äÖ", "it's", "North", "a b c"])
    return [{n: one(k, n) for n, k in COLUMNS} for _ in range(3)]


def main():
    r = random.Random(7)
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 30000
    lines, cases = [], []
    make = Maker(r)
    for i in range(n):
        if i % 20 == 0:
            rows = table(r)
            lines.append("table\t" + "\t".join(text(row[c]) for row in rows for c, _ in COLUMNS))
        tree = make.tree(r.choice("nnnbbtdx"), r.choice([1, 2, 3, 4]))
        try:
            want = "|".join(text(tree[2](row, rows)) for row in rows)
        except (decimal.DecimalException, OverflowError):
            continue  # beyond what either side computes
        lines.append(tree[1])
        cases.append((tree[1], rows, want))
    run = subprocess.run([sys.argv[1]], input="\n".join(lines).encode() + b"\n", capture_output=True, check=True)
    got = run.stdout.decode().split("\n")
    # Neither more than 10,000 digits nor dates outside the years 1 to 9999 are computed.
    limits = ("does not fit", "more than 10000 digits", "leaves the years")
    bad = [(c, g) for c, g in zip(cases, got) if c[2] != g and not any(x in g for x in limits)]
    for (formula, rows, want), g in bad[:12]:
        print("%s\n  %s\n  python %s\n  fettle %s" % (formula, [{k: text(v) for k, v in row.items()} for row in rows], want, g))
    print("formulas: %d cases, %d differ" % (len(cases), len(bad)))
    return 1 if bad or len(got) != len(cases) + 1 or len(cases) < n * 9 // 10 else 0


sys.exit(main())
