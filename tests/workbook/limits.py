#!/usr/bin/python3
"""Each limit of ingest/limit.def: a workbook below it and at it is read, one beyond it is refused by a
sentence that names the limit and its option, and with that option raised it is read. And what Excel
itself can write is within the usual limits.

  limits.py FETTLE [--quick]       quick: only what small workbooks tell
"""
import gzip
import os
import re
import subprocess
import sys
import tempfile

from book import PACKAGE, letters
from traps import MAIN, OFFICE, parts_of, rows, value, zipped

fettle, QUICK = sys.argv[1], "--quick" in sys.argv
tmp = tempfile.TemporaryDirectory()
path, out = os.path.join(tmp.name, "l.xlsx"), os.path.join(tmp.name, "l.csv")
MIB = 1 << 20
bad = count = 0
tried = set()


def fail(name, why):
    global bad
    bad += 1
    print("%s: %s" % (name, why), file=sys.stderr)


def run(data, *args, command="convert"):
    with open(path, "wb") as f:
        f.write(data)
    more = ["--raw", "-o", out] if command == "convert" else []
    p = subprocess.run([fettle, command, path, *more, *args], capture_output=True, text=True, timeout=120)
    return p.returncode, p.stderr


def read(name, data, *args, rows=None):
    global count
    count += 1
    status, said = run(data, *args)
    if status != 0:
        fail(name, "is refused: %s" % said.strip())
    elif rows is not None:
        with open(out, encoding="utf-8") as f:
            n = sum(1 for _ in f)
        if n != rows:
            fail(name, "%d rows, want %d" % (n, rows))


def refused(name, data, want, *args, command="convert"):
    global count
    count += 1
    status, said = run(data, *args, command=command)
    if status != 3 or want not in said or said.count("\n") != 1:
        fail(name, "status %d, %r (want %r)" % (status, said[:200], want))


def limit(option, make, n, set_to, raised, step=1, command="convert"):
    """make(k): a workbook that needs k; n: what the option set to set_to (None: the usual) allows."""
    tried.add(option)
    args = [option, str(set_to)] if set_to else []
    name = "%s %s, %s" % (option, set_to or "as usual", make.__name__)
    read(name + ", below", make(n - step), *args)
    read(name + ", at", make(n), *args)
    refused(name + ", beyond", make(n + step), option, *args, command=command)
    read(name + ", raised", make(n + step), option, str(raised))


def rels(inner):
    return '<Relationships xmlns="%s">%s</Relationships>' % (PACKAGE, inner)


def sheets(n):
    return '<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (
        MAIN, OFFICE, "".join('<sheet name="s%d" sheetId="%d" r:id="s1"/>' % (i, i + 1) for i in range(n)))


def parts(n):
    p = parts_of(rows(value(1)))
    return zipped({**p, **{"more%d" % i: "" for i in range(n - len(p))}})


def sheets_listed(n):
    return zipped(parts_of(rows(value(1)), book=sheets(n)))


def relationships(n):
    one = '<Relationship Id="s1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/>' % OFFICE
    return zipped(parts_of(rows(value(1)), rels=rels(one + one.replace("s1", "x") * (n - 1))))


def deep_sheet(n):  # the worksheet is one of them
    return zipped(parts_of(rows(value(1)) + "<a>" * (n - 1) + "</a>" * (n - 1)))


def deep_styles(n):
    return zipped(parts_of(rows(value(1)), None, "<a>" * (n - 1) + "</a>" * (n - 1)))


def inline_text(n):
    return zipped(parts_of(rows('<c t="inlineStr"><is><t>%s</t></is></c>' % ("word " * n)[:n])))


def formula_text(n):
    return zipped(parts_of(rows(value(("word " * n)[:n], "str"))))


def shared_text(n):
    return zipped(parts_of(rows(value(0, "s")), "<si><t>%s</t></si>" % ("word " * n)[:n]))


def shared_runs(n):
    return zipped(parts_of(rows(value(0, "s")), "<si>%s<r><t>%s</t></r></si>" % ("<r><t>%s</t></r>" % ("word " * 200)[:1000] * (n // 1000), "x" * (n % 1000))))


def tag(n):
    return zipped(parts_of('<sheetPr a="%s"/>' % ("name" * n)[:n - len('<sheetPr a=""/>')] + rows(value(1))))


def shared_texts(n):  # a table of 1,024 places, 16 bytes each, is there from the first text on
    return zipped(parts_of(rows(value(0, "s")), "<si><t>%s</t></si>" % ("word " * n)[:n - 16 * 1024]))


def shared_places(n):  # empty texts alone
    return zipped(parts_of(rows(value(0, "s")), "<si/>" * n))


def text_in_cells(n):
    return zipped(parts_of(rows(*[value(0, "s")] * n), "<si><t>%s</t></si>" % ("word " * 1024)[:1024]))


def cells(n):
    lines = ["<c><v>1</v></c>" * 1000] * (n // 1000) + ["<c><v>1</v></c>" * (n % 1000)]
    return zipped(parts_of(rows(*lines)))


def unpacked(n):
    p = parts_of(rows(value(1)))
    rest = n - sum(len(v.encode()) for v in p.values())
    p["xl/worksheets/sheet1.xml"] = p["xl/worksheets/sheet1.xml"].replace("</worksheet>", (" \n" * rest)[:rest] + "</worksheet>")
    return zipped(p, "stored")


def packed_text(n):  # no workbook, but the same table of limits
    line = b"a name,12.50,2026-01-02\n"
    return gzip.compress((line * (n // len(line) + 1))[:n])


if not QUICK:
    limit("--parts-max", parts, 10000, None, 20000)
    limit("--parts-max", sheets_listed, 10000, None, 10001)
    limit("--item-max", inline_text, 16 * MIB, None, 17)
    limit("--item-max", shared_text, 16 * MIB, None, 17)
limit("--parts-max", parts, 50, 50, 60)
limit("--parts-max", sheets_listed, 50, 50, 60)
limit("--parts-max", relationships, 100, 50, 60)
for make in deep_sheet, deep_styles:
    limit("--depth-max", make, 256, None, 300)
    limit("--depth-max", make, 20, 20, 21)
for make in inline_text, formula_text, shared_text, shared_runs:
    limit("--item-max", make, MIB, 1, 2)
limit("--item-max", tag, MIB, 1, 2)
limit("--strings-max", shared_texts, MIB, 1, 2)
limit("--strings-max", shared_places, 32 * 1024, 1, 2)  # tables of 1, 2, 4, ... 32 thousand places
limit("--text-max", text_in_cells, 1024, 1, 2)
limit("--cells-max", cells, 1000000, 1, 2, command="inspect")  # convert holds no more than a part of them
limit("--unpack-max", unpacked, MIB, 1, 2)
limit("--temp-max", packed_text, MIB, 1, 2)

# how well a part may be packed: only of those larger than 1 MiB
tried.add("--ratio-max")
small, large = (zipped(parts_of(rows(value(1)) + " " * n)) for n in (900000, 1200000))
read("a part of .9 MiB", small, "--ratio-max", "10")
refused("a part of 1.2 MiB", large, "--ratio-max", "--ratio-max", "10")
read("a part of 1.2 MiB, raised", large, "--ratio-max", "2000")

# what can be said: the range, and nothing else
with open(os.path.join(os.path.dirname(__file__), "../../ingest/limit.def"), encoding="utf-8") as f:
    listed = re.findall(r'^LIMIT\(\w+, "(\w+)", "([^"]+)", "\w+", (\d+), (\d+), (\d+), ', f.read(), re.M)
if {o for _, o, *_ in listed} != tried:
    fail("limit.def", "has limits that are not tried: %s" % sorted({o for _, o, *_ in listed} ^ tried))
one = zipped(parts_of(rows(value(1))))
for key, option, least, most, usual in listed:
    count += 1
    for n, want in ((int(least) - 1, 2), (int(most) + 1, 2), (int(most), 0), (int(usual), 0)):
        status, said = run(one, option, str(n))
        if status != want or (want == 2 and option not in said):
            fail("%s %d" % (option, n), "status %d, %r" % (status, said))

# what Excel itself writes at most
read("65,490 cell formats", zipped(parts_of(rows(value(1, s=65489)), None, "<fonts>%s</fonts><cellXfs>%s</cellXfs>" % (
    "<font><b/></font>" * 65000, "".join('<xf numFmtId="2" fontId="%d"/>' % (i % 65000) for i in range(65490))))), rows=1)
read("250 number formats", zipped(parts_of(rows(value(1, s=249)), None, "<numFmts>%s</numFmts><cellXfs>%s</cellXfs>" % (
    "".join('<numFmt numFmtId="%d" formatCode="0.0&quot;%d&quot;"/>' % (164 + i, i) for i in range(250)), "".join('<xf numFmtId="%d"/>' % (164 + i) for i in range(250))))), rows=1)
read("16,384 columns", zipped(parts_of('<sheetData><row r="1">%s</row></sheetData>' % "".join('<c r="%s1"><v>1</v></c>' % letters(i) for i in range(1, 16385)))), rows=1)
if not QUICK:
    read("1,048,576 rows", zipped(parts_of("<sheetData>%s</sheetData>" % ("<row><c><v>1</v></c></row>" * (1 << 20)))), rows=1 << 20)
    read("2,000,000 merged areas", zipped(parts_of(rows(value(1)) + "<mergeCells>%s</mergeCells>" % "".join(
        '<mergeCell ref="A%d:B%d"/><mergeCell ref="C%d:D%d"/>' % (i, i, i, i) for i in range(1, 1000001)))), rows=1)
link = '<Relationship Id="l%d" Type="' + OFFICE + '/hyperlink" Target="http://example.org/%d"%s/>'
for mode in ' TargetMode="External"', "":
    read("65,530 links", zipped(parts_of(rows(value(1)) + "<hyperlinks>%s</hyperlinks>" % "".join('<hyperlink ref="A%d" r:id="l%d"/>' % (i, i) for i in range(1, 65531)), more={
        "xl/worksheets/_rels/sheet1.xml.rels": rels("".join(link % (i, i, mode) for i in range(65530)))})), rows=1)
read("a text of 32,767 characters", inline_text(32767), rows=1)
print("limits: %d workbooks, %d wrong" % (count, bad))
sys.exit(bad > 0)
