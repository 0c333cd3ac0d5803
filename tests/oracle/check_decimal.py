#!/usr/bin/python3
"""Compares decimal.c with Python's decimal: N random cases (argv[2], default 30000), fixed seed.

Sums, differences, products, remainders and rounding are compared exactly (a context that is wide
enough), division in Python's default context.
"""
import decimal, random, subprocess, sys
from decimal import Decimal, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN

exact = decimal.Context(prec=30000, Emax=10**6, Emin=-10**6)
default = decimal.Context(prec=28)
OPS = ["add", "sub", "mul", "div", "div", "rem", "cmp", "round", "floor", "ceil", "same"]


def number(r):
    size = r.choice([1, 2, 3, 5, 8, 9, 10, 17, 18, 19, 27, 28, 29, 36, 37, 38, 39, 40, 60, 120])
    kind = r.random()
    if kind < 0.1:
        digits = "9" * size
    elif kind < 0.2:
        digits = "1" + "0" * (size - 1)
    elif kind < 0.3:
        digits = str(r.randrange(1, 1000)) + "0" * size + str(r.randrange(0, 1000))
    elif kind < 0.35:
        digits = "0"
    elif kind < 0.45:
        # limbs at their edges, for the division's rare branch
        digits = "".join(r.choice(["999999999", "000000000", "500000000", "499999999", "000000001"])
                         for _ in range(r.randrange(1, 8))).lstrip("0") or "0"
    else:
        digits = str(r.randrange(10 ** size))
    scale = r.choice([0, 0, 1, 2, 3, 6, 10, 20, 40])
    if scale:
        digits = digits.rjust(scale + 1, "0")
        digits = digits[:-scale] + "." + digits[-scale:]
    return ("-" if r.random() < 0.4 else "") + digits


def text(d):
    s = format(d, "f")
    return s[1:] if s.startswith("-") and not d else s


def want(op, x, y):
    a, b = Decimal(x), Decimal(y)
    if op == "cmp":
        return str((a > b) - (a < b))
    if op == "add":
        return text(exact.add(a, b))
    if op == "sub":
        return text(exact.subtract(a, b))
    if op == "mul":
        return text(exact.multiply(a, b))
    if op == "div":
        return text(default.divide(a, b)) if b else "none"
    if op == "rem":
        return text(exact.remainder(a, b)) if b else "none"
    if op == "round":
        q = a.quantize(Decimal(1).scaleb(-int(y)), rounding=ROUND_HALF_EVEN, context=exact)
        return text(q)
    if op in ("floor", "ceil"):
        return text(a.to_integral_value(ROUND_FLOOR if op == "floor" else ROUND_CEILING, exact))
    return text(a)


def main():
    program, n = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 30000
    r = random.Random(7)
    wrong = 0
    for start in range(0, n, 50000):
        cases = []
        for _ in range(min(50000, n - start)):
            op = r.choice(OPS)
            x = number(r)
            y = str(r.randrange(-6, 30)) if op == "round" else number(r)
            cases.append((op, x, y))
        lines = "".join("%s %s %s\n" % c for c in cases)
        got = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
        got = got.stdout.split("\n")
        for c, g in zip(cases, got):
            w = want(*c)
            if w != g:
                wrong += 1
                if wrong <= 10:
                    print("%s\n  Python: %s\n  fettle: %s" % (" ".join(c), w, g))
    print("decimal: %d cases, %d differ from Python's decimal" % (n, wrong))
    return wrong != 0


sys.exit(main())
