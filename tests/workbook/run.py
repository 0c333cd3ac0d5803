#!/usr/bin/python3
"""Reads generated workbooks with fettle and compares every cell with the truth.

  run.py FETTLE [-n RANDOM] [--seed S] [--keep DIR]

Random workbooks in every style of book.py, one trap at a time (traps.py), and what openpyxl writes.
"""
import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile

from book import Book, CHOICES
import traps

csv.field_size_limit(1 << 30)
ap = argparse.ArgumentParser()
ap.add_argument("fettle")
ap.add_argument("-n", type=int, default=60)
ap.add_argument("--seed", type=int, default=1)
ap.add_argument("--keep", help="write the workbooks here and leave them")
a = ap.parse_args()
tmp = tempfile.TemporaryDirectory()
folder = a.keep or tmp.name
os.makedirs(folder, exist_ok=True)


def trim(rows):
    rows = [list(r) for r in rows]
    for r in rows:
        while r and r[-1] == "":
            r.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def same(got, want):
    if got == want:
        return True
    try:
        return float(got) == float(want) and len(got) <= len(want)
    except ValueError:
        return False


def compare(got, want):
    got, want = trim(got), trim(want)
    for i in range(max(len(got), len(want))):
        g, w = got[i] if i < len(got) else [], want[i] if i < len(want) else []
        for j in range(max(len(g), len(w))):
            x, y = g[j] if j < len(g) else "", w[j] if j < len(w) else ""
            if not same(x, y):
                return "row %d column %d: got %r, want %r" % (i + 1, j + 1, x[:60], y[:60])
    return ""


def convert(path, sheet):
    out = os.path.join(tmp.name, "out.csv")
    if os.path.exists(out):
        os.unlink(out)
    p = subprocess.run([a.fettle, "convert", path, "--sheet", str(sheet), "--raw", "-o", out], capture_output=True, timeout=60)
    if p.returncode != 0:
        return None, p.returncode, p.stderr.decode("utf-8", "replace").strip()
    with open(out, encoding="utf-8", newline="") as f:
        return list(csv.reader(f)), 0, ""


bad = cases = cells = 0


def fail(name, why):
    global bad
    bad += 1
    print("%s: %s" % (name, why), file=sys.stderr)


def check(name, data, truths, suffix=".xlsx"):
    """truths: sheet number -> rows, or a text that must stand in the refusal."""
    global cases, cells
    path = os.path.join(folder, name + suffix)
    with open(path, "wb") as f:
        f.write(data)
    cases += 1
    for sheet, want in truths.items():
        got, status, err = convert(path, sheet)
        if isinstance(want, str):
            if got is not None:
                fail(name, "was read, but must be refused with %r" % want)
            elif status not in (2, 3) or want not in err or err.count("\n") > 0:
                fail(name, "refused with status %d and %r, want %r" % (status, err, want))
            continue
        if got is None:
            fail(name, "sheet %s: not read: %s" % (sheet, err))
            continue
        cells += sum(len(r) for r in want)
        why = compare(got, want)
        if why:
            fail(name, "sheet %s: %s" % (sheet, why))


for i in range(a.n):
    rnd = random.Random("%d/%d" % (a.seed, i))
    how = {k: rnd.choice(v) for k, v in CHOICES.items()}
    if how["ns"] == "strict" or how["encoding"] == "utf-16":
        how["noise"] = how["noise"] and how["encoding"] != "utf-16"
    b = Book(rnd, how)
    for _ in range(rnd.randint(1, 3)):
        b.fill(rnd.randint(0, 14), rnd.randint(1, 9), rnd.choice([1.0, 0.9, 0.4]))
    data = b.save()  # the truth after the XML: both are of the same random cells
    check("random_%d_%d" % (a.seed, i), data, {k + 1: b.truth(k) for k in range(len(b.sheets))})
for name, data, truths, suffix in traps.all_traps():
    check(name, data, truths, suffix)
print("workbooks: %d files, %d cells, %d wrong" % (cases, cells, bad))
sys.exit(1 if bad else 0)
