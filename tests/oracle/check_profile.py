#!/usr/bin/env python3
"""check_profile.py FETTLE [ROWS] - a profile says what pandas and exact arithmetic say, on random tables
of ROWS rows: exactly where it claims to be exact, else within the documented error; and the same with
every number of threads."""
import json, os, random, subprocess, sys, tempfile
from decimal import Decimal

try:
    import pandas as pd
except ImportError:
    print("profile oracle: skipped, there is no pandas")
    sys.exit(0)

FETTLE = sys.argv[1]
ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
failures = []


def table(rows, seed):
    """name -> cells as text; None: empty"""
    r = random.Random(seed)
    words = ["alpha", "Beta", "gamma ray", "délta", "x-7", "omega,1", 'say "hi"', "n/a"]
    t = {
        "id": [str(1000 + i) for i in range(rows)],
        "few": [r.choice(["red", "green", "blue", None]) for _ in range(rows)],
        "amount": [None if r.random() < .02 else "%.2f" % r.lognormvariate(4, 2) for _ in range(rows)],
        "small": [str(r.randint(-20, 20)) for _ in range(rows)],
        "long": ["%d.%09d" % (r.randint(-10**8, 10**8), r.randint(0, 10**9 - 1)) for _ in range(rows)],
        "day": ["%04d-%02d-%02d" % (r.randint(1990, 2030), r.randint(1, 12), r.randint(1, 28)) for _ in range(rows)],
        "stamp": ["2024-%02d-%02dT%02d:%02d:%02d" % (r.randint(1, 12), r.randint(1, 28), r.randint(0, 23),
                                                     r.randint(0, 59), r.randint(0, 59)) for _ in range(rows)],
        "text": [r.choice(words) + " " + str(r.randint(0, rows)) for _ in range(rows)],
        "mixed": [r.choice(["n/a", "-", "what?"]) if r.random() < .05 else str(r.randint(0, 10**6)) for _ in range(rows)],
        "down": [str(10**6 - 3 * i) for i in range(rows)],
    }
    for i in range(0, rows - 1, 997):  # some rows come twice
        for c in t:
            t[c][i + 1] = t[c][i]
    return t


def write(t, path):
    def cell(v):
        v = "" if v is None else v
        return '"%s"' % v.replace('"', '""') if any(x in v for x in ',"\n') else v
    with open(path, "w", encoding="utf-8") as f:
        f.write(",".join(t) + "\n")
        for row in zip(*t.values()):
            f.write(",".join(map(cell, row)) + "\n")


def check(what, ok, said, right):
    if not ok:
        failures.append("%s: fettle says %r, right is %r" % (what, said, right))


def same(what, said, right):
    check(what, said == right, said, right)


def near(what, said, right, relative=1e-9):
    check(what, said is not None and abs(said - right) <= relative * max(1.0, abs(right)), said, right)


def number_or_none(v):
    try:
        return Decimal(v)
    except Exception:
        return None


def compare(c, cells):
    name = c["name"]
    filled = [v for v in cells if v is not None]
    same(name + ".nulls", c["nulls"], len(cells) - len(filled))
    lengths = [len(v) for v in filled]
    same(name + ".length_min", c["length_min"], min(lengths))
    same(name + ".length_max", c["length_max"], max(lengths))
    near(name + ".length_mean", c["length_mean"], sum(lengths) / len(lengths))
    s = pd.Series(filled)
    distinct = s.nunique()
    if c["distinct_exact"]:
        same(name + ".distinct", c["distinct"], distinct)
    else:
        near(name + ".distinct", c["distinct"], distinct, .04)
    if c["key"] == "yes":
        same(name + ".key", len(cells), distinct)
    if c["key"] == "no" and distinct == len(cells):
        check(name + ".key", False, "no", "yes")
    counts = s.value_counts()
    for x in c["top"]:
        n = int(counts.get(x["value"], 0))
        check(name + ".top " + x["value"], x["count"] <= n <= x["count"] + c["top_error"], x["count"], n)
        same(name + ".row of " + x["value"], cells[x["row"] - 2], x["value"])
    if c["top_error"] == 0:
        same(name + ".most common", c["top"][0]["count"], int(counts.iloc[0]))
    if c["kind"] in ("integer", "number"):
        compare_numbers(c, cells, filled)
    elif c["kind"] in ("date", "datetime"):
        same(name + ".min", c["min"], min(filled))
        same(name + ".max", c["max"], max(filled))
        for q, said in c["quantiles"].items():
            rank(name + "." + q, said, sorted(filled), int(q[1:]) / 100, c["quantiles_exact"])
    else:
        by_bytes = sorted(filled, key=lambda v: v.encode())
        same(name + ".min", c["min"], by_bytes[0])
        same(name + ".max", c["max"], by_bytes[-1])


def rank(what, said, values, p, exact):
    """Is `said` where the fraction p of the sorted values lies below?"""
    n = len(values)
    slack = 1 + (0 if exact else .01 * n)
    below = sum(v < said for v in values)
    upto = sum(v <= said for v in values)
    check(what, below - slack <= p * (n - 1) <= upto + slack, said, values[int(p * (n - 1))])


def compare_numbers(c, cells, filled):
    name = c["name"]
    values = [(number_or_none(v), v) for v in filled]
    good = [d for d, _ in values if d is not None]
    bad = [v for d, v in values if d is None]
    missing = sum(v in ("n/a", "-") for v in bad)
    same(name + ".missing", c["missing"], missing)
    same(name + ".misfits", c["misfits"], len(bad) - missing)
    for x in c["first_misfits"]:
        same(name + ".misfit's row", cells[x["row"] - 2], x["value"])
    same(name + ".min", Decimal(c["min"]), min(good))
    same(name + ".max", Decimal(c["max"]), max(good))
    same(name + ".min_row", Decimal(cells[c["min_row"] - 2]), min(good))
    same(name + ".sum", Decimal(c["sum"]), sum(good))
    f = pd.Series([float(d) for d in good])
    near(name + ".mean", c["mean"], float(sum(good) / len(good)), 1e-15)
    near(name + ".stdev", c["stdev"], f.std(), 1e-9)
    for q, said in c["quantiles"].items():
        p = int(q[1:]) / 100
        if c["quantiles_exact"]:
            near(name + "." + q, said, f.quantile(p), 1e-9)
        else:
            rank(name + "." + q, said, sorted(f), p, False)
    if c["histogram"]:
        n = sum(c["histogram"])
        check(name + ".histogram", abs(n - len(good)) <= (0 if c["quantiles_exact"] else .01 * len(good)), n, len(good))
    order = {"ascending": f.is_monotonic_increasing, "descending": f.is_monotonic_decreasing}
    if c["order"] in order:
        check(name + ".order", order[c["order"]], c["order"], "not so")
    else:
        check(name + ".order", not any(order.values()), c["order"], "ordered")


def main():
    with tempfile.TemporaryDirectory() as tmp:
        for seed, rows in enumerate((3, 300, ROWS)):
            t = table(rows, seed)
            path = os.path.join(tmp, "t.csv")
            write(t, path)
            out = [subprocess.run([FETTLE, "profile", path, "--json", "--threads", str(n)],
                                  capture_output=True, check=True).stdout for n in (1, 2, 5)]
            check("%d rows: threads" % rows, out[0] == out[1] == out[2], "different", "the same")
            p = json.loads(out[0])
            same("rows", p["rows"], rows)
            again = int(pd.DataFrame(t).duplicated().sum())
            if p["duplicate_rows_exact"]:
                same("duplicate_rows", p["duplicate_rows"], again)
            for c in p["columns"]:
                before = len(failures)
                compare(c, t[c["name"]])
                failures[before:] = ["%d rows: %s" % (rows, x) for x in failures[before:]]
    for f in failures[:20]:
        print(f)
    print("profile oracle: %d rows, %s" % (ROWS, "%d failures" % len(failures) if failures else "all as pandas says"))
    sys.exit(bool(failures))


main()
