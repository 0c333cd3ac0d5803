#!/usr/bin/python3
"""Long worksheets: what is written while it is read equals what reading whole gives.

  long.py FETTLE

The whole is read where a report is wanted (--json), so both ways are one option apart. Each case puts
one thing into a long table that a reader of its first rows cannot know.
"""
import os
import random
import subprocess
import sys
import tempfile

from book import letters, pack
from traps import parts_of

ROWS, COLS = 9000, 6
fettle = sys.argv[1]
tmp = tempfile.TemporaryDirectory()
rnd = random.Random(4)


def cell(r, c, v):
    if isinstance(v, (int, float)):
        return '<c r="%s%d"><v>%r</v></c>' % (letters(c), r, v)
    return '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (letters(c), r, v)


def table():
    rows = {1: ["id", "name", "amount", "place", "note", "code"]}
    for r in range(2, ROWS + 2):
        rows[r] = [r, "name of customer %d" % rnd.randint(1, 500), rnd.randint(1, 10**6) / 100, rnd.choice(["Berlin", "Paris", "Rome"]),
                   "some words to make the file long enough, row %d" % r, "C%06d" % r]
    return rows


def xml(rows, after="", order=None):
    out = []
    for r in order or sorted(rows):
        row = rows[r]
        body = "".join(cell(r, c + 1, v) for c, v in enumerate(row) if v is not None)
        out.append('<row r="%d"%s>%s</row>' % (r, " hidden='1'" if r in hidden else "", body))
    return "<sheetData>%s</sheetData>%s" % ("".join(out), after)


def convert(path, *more, suffix=".csv"):
    out = os.path.join(tmp.name, "out" + suffix)
    p = subprocess.run([fettle, "convert", path, "-o", out, *more], capture_output=True, timeout=120)
    data = open(out, "rb").read() if p.returncode == 0 else None
    if p.returncode == 0:
        os.unlink(out)
    return data, p


hidden = set()
cases = {}


def case(name, passes=False):
    def add(f):
        cases[name] = (f, passes)
        return f
    return add


@case("plain", True)
def _(rows):
    return xml(rows)


@case("title above", True)
def _(rows):
    return xml({1: ["Quarterly report"], **{r + 2: v for r, v in rows.items()}})


@case("total at the end", True)
def _(rows):
    rows[ROWS + 2] = ["Total", None, sum(v[2] for r, v in rows.items() if r > 1)]
    return xml(rows)


@case("note at the end")
def _(rows):
    rows[ROWS + 4] = ["Source: somebody"]
    return xml(rows)


@case("blank row in the middle")
def _(rows):
    del rows[7000]
    return xml(rows)


@case("heading again")
def _(rows):
    rows[7000] = list(rows[1])
    return xml(rows)


@case("second table")
def _(rows):
    for r in range(6000, 6003):
        rows[r] = [None] * COLS
    rows[6003] = ["key", "value"] + [None] * 4
    return xml(rows)


@case("column beside")
def _(rows):
    rows[8000] = rows[8000] + [None, "beside"]
    return xml(rows)


@case("rules")
def _(rows):
    rows[5000] = ["-----"] * COLS
    return xml(rows)


@case("out of order")
def _(rows):
    order = sorted(rows)
    order[5000], order[8000] = order[8000], order[5000]
    return xml(rows, order=order)


@case("row after its turn")
def _(rows):
    order = sorted(rows)
    return xml(rows, order=order[:20] + order[30:] + order[20:30])


@case("merged far below")
def _(rows):
    return xml(rows, '<mergeCells><mergeCell ref="A5600:B5600"/></mergeCells>')


@case("auto-filter", True)
def _(rows):
    return xml(rows, '<autoFilter ref="A1:F%d"/>' % (ROWS + 1))


@case("hidden row")
def _(rows):
    hidden.add(6500)
    return xml(rows)


@case("lone cells")
def _(rows):
    rows[8500] = [1] + [None] * 5
    return xml(rows)


@case("blank to the end", True)
def _(rows):
    return xml(rows).replace("</sheetData>", "".join('<row r="%d"><c r="A%d" s="0"/></row>' % (r, r) for r in range(ROWS + 2, ROWS + 5000)) + "</sheetData>")


@case("empty texts to the end")
def _(rows):
    return xml(rows).replace("</sheetData>", "".join('<row r="%d"><c r="A%d" t="str"><v></v></c></row>' % (r, r) for r in range(ROWS + 2, ROWS + 5000)) + "</sheetData>")


@case("shared string that is not there", True)
def _(rows):
    return xml(rows).replace('<c r="C7000"><v>', '<c r="C7000" t="s"><v>')


@case("not well-formed at the end")
def _(rows):
    return xml(rows).replace("</sheetData>", "</row></sheetData>")


bad = 0
for name, (make, passes) in cases.items():
    hidden.clear()
    path = os.path.join(tmp.name, "long.xlsx")
    sheet = make(table())
    with open(path, "wb") as f:
        f.write(pack([(k, v.encode()) for k, v in parts_of(sheet).items()] + [("docProps/pad.bin", rnd.randbytes(3 << 20))], "stored"))
    for more, suffix in (([], ".csv"), (["--raw"], ".csv"), ([], ".xlsx")):
        a, pa = convert(path, *more, suffix=suffix)
        b, pb = convert(path, "--json", *more, suffix=suffix)
        if a != b or pa.returncode != pb.returncode:
            bad += 1
            print("%s %s: differs from reading whole (%r, %r)" % (name, [suffix] + more, pa.stderr[-200:], pb.stderr[-200:]), file=sys.stderr)
        if not more and passes != (b"was written while it was read" in pa.stderr):
            bad += 1
            print("%s: %s" % (name, "is read whole" if passes else "passes, but must be read whole"), file=sys.stderr)
print("long worksheets: %d cases, %d wrong" % (len(cases), bad))
sys.exit(1 if bad else 0)
