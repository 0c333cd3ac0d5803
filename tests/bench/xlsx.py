#!/usr/bin/python3
"""Converting a large workbook, as ratios to what unpacking it alone costs (CPU seconds, user + system).

  xlsx.py FETTLE [ROWS [RUNS [BOOK]]]

Makes a seeded workbook of ROWS x 12 cells (1,000,000 by default) in a temporary folder, or takes BOOK,
then takes turns: zlib inflating the sheet's part and fettle converting it. Then, once each, where they
are installed: xlsx2csv, SheetJS (npm package xlsx, where NODE_PATH leads to it) and R's readxl.
"""
import multiprocessing
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

fettle, rows, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000000, int(sys.argv[3]) if len(sys.argv) > 3 else 3
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="%s"><Relationship Id="r" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (PACKAGE, OFFICE),
    "xl/workbook.xml": '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="Data" sheetId="1" r:id="a"/></sheets></workbook>' % (MAIN, OFFICE),
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="%s"><Relationship Id="a" Type="%s/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" '
    'Type="%s/styles" Target="styles.xml"/><Relationship Id="c" Type="%s/sharedStrings" Target="sharedStrings.xml"/></Relationships>' % (PACKAGE, OFFICE, OFFICE, OFFICE),
    "xl/styles.xml": '<styleSheet xmlns="%s"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="4"/><xf numFmtId="10"/></cellXfs></styleSheet>' % MAIN,
}
COLUMNS = ["id", "customer", "country", "kind", "begun", "changed", "amount", "share", "count", "active", "remark", "reference"]


def write(path):
    rnd, texts = random.Random(11), {}

    def text(ref, s):
        return '<c r="%s" t="s"><v>%d</v></c>' % (ref, texts.setdefault(s, len(texts)))
    customers = ["Customer %05d and Partners" % i for i in range(20000)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, xml in PARTS.items():
            z.writestr(name, HEAD + xml)
        with z.open("xl/worksheets/sheet1.xml", "w") as f:
            f.write((HEAD + '<worksheet xmlns="%s"><dimension ref="A1:L%d"/><sheetData>' % (MAIN, rows + 1)).encode())
            f.write(('<row r="1">%s</row>' % "".join(text("ABCDEFGHIJKL"[i] + "1", c) for i, c in enumerate(COLUMNS))).encode())
            for r in range(2, rows + 2):
                row = '<row r="%d" spans="1:12"><c r="A%d"><v>%d</v></c>' % (r, r, 10000000 + r)
                row += text("B%d" % r, rnd.choice(customers)) + text("C%d" % r, rnd.choice("DE FR GB US JP BR IN ES".split()))
                row += text("D%d" % r, rnd.choice(["Motor", "Property (all risks)", "Marine", "Liability", "Cyber"]))
                row += '<c r="E%d" s="1"><v>%d</v></c><c r="F%d" s="2"><v>%.15g</v></c>' % (r, rnd.randint(36526, 46000), r, rnd.uniform(36526, 46000))
                row += '<c r="G%d" s="3"><v>%.2f</v></c><c r="H%d" s="4"><v>%.4f</v></c>' % (r, rnd.lognormvariate(8, 1.5), r, rnd.random())
                row += '<c r="I%d"><v>%d</v></c><c r="J%d" t="b"><v>%d</v></c>' % (r, rnd.randint(0, 9), r, rnd.random() < .8)
                if rnd.random() < .3:
                    row += text("K%d" % r, "a remark about row %d" % r)
                f.write((row + text("L%d" % r, "REF-%08X" % rnd.getrandbits(32)) + "</row>").encode())
            f.write(b"</sheetData></worksheet>")
        xml = "".join("<si><t>%s</t></si>" % s for s in texts)
        z.writestr("xl/sharedStrings.xml", HEAD + '<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>' % (MAIN, len(texts), len(texts), xml))


def inflate(path):
    """CPU seconds of zlib unpacking the sheet's part."""
    with zipfile.ZipFile(path) as z:
        info = z.getinfo("xl/worksheets/sheet1.xml")
    with open(path, "rb") as f:
        f.seek(info.header_offset)
        names = struct.unpack("<26xHH", f.read(30))
        f.seek(sum(names), 1)
        data = f.read(info.compress_size)
    d, before = zlib.decompressobj(-15), time.process_time()
    for at in range(0, len(data), 1 << 14):  # without a limit nothing is copied to unconsumed_tail
        d.decompress(data[at:at + (1 << 14)])
    return time.process_time() - before


def apart(f, *args):
    """f in a process of its own: a program that is started counts what its parent holds as its own memory."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(f, args)


def run(argv):
    """CPU and wall seconds, MiB of the most memory held; None: it fails on it."""
    began = time.monotonic()
    p = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    return None if p.returncode else (used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024)


def there(*probe):
    return shutil.which(probe[0]) is not None and subprocess.run(probe, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


SHEETJS = "const X=require('xlsx'),[f,o]=process.argv.slice(1),b=X.readFile(f,{dense:true});require('fs').writeFileSync(o,X.utils.sheet_to_csv(b.Sheets[b.SheetNames[0]]))"
READXL = "readxl::read_excel(commandArgs(TRUE)[1])"
# name, is it there, what makes a CSV of the book (readxl only reads it), how many times as fast fettle is to be
PEERS = [("xlsx2csv", ["xlsx2csv", "--version"], ["xlsx2csv", "BOOK", "OUT"], 25),
         ("SheetJS", ["node", "-e", "require('xlsx')"], ["node", "--max-old-space-size=8192", "-e", SHEETJS, "BOOK", "OUT"], 20),
         ("readxl", ["Rscript", "-e", "library(readxl)"], ["Rscript", "-e", READXL, "BOOK"], 10)]

with tempfile.TemporaryDirectory() as tmp:
    book, out = sys.argv[4] if len(sys.argv) > 4 else os.path.join(tmp, "big.xlsx"), os.path.join(tmp, "out.csv")
    if len(sys.argv) <= 4:
        apart(write, book)
    base, best = 1e9, None
    for _ in range(runs):
        base = min(base, apart(inflate, book))
        best = min(best or (1e9,), run([fettle, "convert", book, "-o", out]))
    print("%d rows, %.0f MB; zlib inflates the sheet in %.2f s" % (rows, os.path.getsize(book) / 1e6, base))
    print("fettle    %.2f s CPU (%.2f x inflate, wanted <= 2.5), %.2f s wall, %.0f MiB (wanted <= 250)" % (best[0], best[0] / base, *best[1:]))
    for name, probe, argv, wanted in PEERS:
        if not there(*probe):
            print("%-9s is not installed, left out" % name)
            continue
        got = run([{"BOOK": book, "OUT": out}.get(x, x) for x in argv])
        if got is None:
            print("%-9s fails on it" % name)
            continue
        print("%-9s %.2f s CPU, %.0f MiB: fettle is %.1f times as fast (wanted >= %d)" % (name, got[0], got[2], got[0] / best[0], wanted))
