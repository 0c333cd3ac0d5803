#!/usr/bin/python3
"""Workbooks made to cost much: each is read right or refused in one sentence, within bounds of CPU time and memory.

  hostile.py FETTLE [--quick] [NAME ...]

One case of a kind: bombs, entities, long texts, depth, lying sizes, overlapping entries, path tricks,
masses of styles, ranges, names, sheets and relationships, and orders that cost a quadratic reader much.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib

from book import NS, PACKAGE, pack
from memory import high_water
from traps import HEAD, MAIN, OFFICE, parts_of, rows, value, zipped

SECONDS, MIB = 10, 512  # of CPU and memory; the machine may be slow (a case may say less)
QUICK = "--quick" in sys.argv  # a tenth of the masses, and one command instead of three
MUCH = 10000 if QUICK else 100000
fettle, wanted = sys.argv[1], [a for a in sys.argv[2:] if a != "--quick"]
tmp = tempfile.TemporaryDirectory()
cases = []


def case(f):
    cases.append(f)
    return f


class Gives(str):
    """The lines that `convert --raw` writes; and what it says beside."""
    said = ""

    def __new__(cls, lines, said=""):
        self = super().__new__(cls, "".join(line + "\n" for line in lines))
        self.said = said
        return self


NOTHING = Gives([], "no table was found")


def sheet(inner):
    return '%s<worksheet xmlns="%s" xmlns:r="%s">%s</worksheet>' % (HEAD, MAIN, OFFICE, inner)


def deflate(head, piece, times, tail):
    """Raw deflate of head + piece * times + tail, made from one packed piece; (data, crc, size)."""
    def flushed(b):
        z = zlib.compressobj(9, zlib.DEFLATED, -15)
        return z.compress(b) + z.flush(zlib.Z_FULL_FLUSH)
    block = piece * max(1, (1 << 20) // len(piece))
    n = max(1, times * len(piece) // len(block))
    crc = zlib.crc32(head)
    for _ in range(n):
        crc = zlib.crc32(block, crc)
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    return flushed(head) + flushed(block) * n + z.compress(tail) + z.flush(), zlib.crc32(tail, crc), len(head) + n * len(block) + len(tail)


def archive(parts, made=None, size=None, crc=None):
    """An archive of parts and of one packed elsewhere: made = (name, (data, crc, size))."""
    import struct
    out, directory, n = b"", b"", 0
    items = [(k, v if isinstance(v, bytes) else v.encode()) for k, v in parts.items()]
    items = [(k, v, zlib.crc32(v), len(v), 0) for k, v in items] + ([(made[0], made[1][0], made[1][1], made[1][2], 8)] if made else [])
    for name, data, c, n_bytes, method in items:
        c, n_bytes = (crc if crc is not None else c, size if size is not None else n_bytes) if made and name == made[0] else (c, n_bytes)
        fields = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 33, c, len(data), n_bytes, len(name), 0)
        directory += b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name.encode()
        out += b"PK\3\4" + fields + name.encode() + data
        n += 1
    return out + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, n, n, len(directory), len(out), 0)


def one_sheet(head, piece, times, tail, **more):
    p = parts_of("<sheetData/>", **more)
    del p["xl/worksheets/sheet1.xml"]
    top = '<worksheet xmlns="%s">%s' % (MAIN, head)
    return archive(p, ("xl/worksheets/sheet1.xml", deflate(top.encode(), piece.encode(), times, (tail + "</worksheet>").encode())))


def book(inner):
    return '<workbook xmlns="%s" xmlns:r="%s">%s</workbook>' % (MAIN, OFFICE, inner)


ONE = rows(value(1))
LISTED = '<sheets><sheet name="S" sheetId="1" r:id="s1"/></sheets>'
LAUGH = "<!DOCTYPE x [" + '<!ENTITY a0 "ha">' + "".join('<!ENTITY a%d "%s">' % (i, "&a%d;" % (i - 1) * 10) for i in range(1, 11)) + "]>"


# ---- what unpacks to much
@case
def bomb_of_cells():
    return one_sheet("<sheetData>", "<row><c><v>1</v></c></row>", 2 << 20, "</sheetData>"), "1048577"


@case
def bomb_of_blanks():
    return one_sheet("<sheetData>", " " * 1000, 1 << 20, "</sheetData>"), "--ratio-max"


@case
def more_cells_than_allowed():
    return one_sheet("<sheetData>", "<row>" + "<c><v>1</v></c>" * 1000 + "</row>", 2000, "</sheetData>"), "--cells-max", "--cells-max", "1"


@case
def bomb_of_empty_cells():
    return one_sheet('<sheetData><row r="1">', '<c r="A1"/>', 40 * MUCH, "</row></sheetData>"), NOTHING


@case
def bomb_of_rows():
    return one_sheet("<sheetData>", "<row/>", 16 << 20, "</sheetData>"), "1048577"


@case
def bomb_of_attributes():
    return one_sheet("<sheetData><row ", 'a="1" ', 3 << 20, "/></sheetData>"), "--item-max"


@case
def bomb_of_strings():
    p = parts_of(rows(value(0, "s")), "")
    del p["xl/sharedStrings.xml"]
    return archive(p, ("xl/sharedStrings.xml", deflate(b'<sst xmlns="%s">' % MAIN.encode(), b"<si/>", 50 * MUCH, b"</sst>"))), NOTHING


@case
def bomb_of_more_strings():
    p = parts_of(rows(value(0, "s")), "")
    del p["xl/sharedStrings.xml"]
    return archive(p, ("xl/sharedStrings.xml", deflate(b'<sst xmlns="%s">' % MAIN.encode(), b"<si/>", 600 * MUCH, b"</sst>"))), "--strings-max", "--strings-max", "64" if QUICK else "256"


@case
def same_part_as_thousands_of_sheets():
    p = parts_of("", book=book("<sheets>%s</sheets>" % "".join('<sheet name="s%d" sheetId="%d" r:id="s1"/>' % (i, i + 1) for i in range(4000))))
    del p["xl/worksheets/sheet1.xml"]
    row = b"<row><c><v>1</v></c></row>"
    return (archive(p, ("xl/worksheets/sheet1.xml", deflate(sheet("<sheetData>")[:-12].encode(), row, 100000, b"</sheetData></worksheet>"))),
            Gives("1" * (2 * ((1 << 20) // len(row))), "is the same part of the file"))


@case
def entries_that_overlap():
    """Thousands of names for the same bytes (the bomb of D. Fifield, without its escapes)."""
    import struct
    data, crc, size = deflate(sheet("<sheetData>")[:-12].encode(), b"<row><c><v>1</v></c></row>", 1 << 17, b"</sheetData></worksheet>")
    small = archive({k: v for k, v in parts_of("", book=book("<sheets>%s</sheets>" % "".join('<sheet name="s%d" sheetId="%d" r:id="r%d"/>' % (i, i + 1, i) for i in range(3000))),
                                               rels='<Relationships xmlns="%s">%s</Relationships>' % (PACKAGE, "".join(
                                                   '<Relationship Id="r%d" Type="%s/worksheet" Target="w/s%d.xml"/>' % (i, OFFICE, i) for i in range(3000)))).items() if "sheet1" not in k})
    end = small.rindex(b"PK\5\6")
    n, length, at = struct.unpack("<HII", small[end + 10:end + 20])
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(data), size, 11, 0)
    body = small[:at] + b"PK\3\4" + fields + b"xl/w/s0.xml" + data
    more = b""
    for i in range(3000):
        name = b"xl/w/s%d.xml" % i
        more += b"PK\1\2" + struct.pack("<H", 20) + fields[:22] + struct.pack("<HH", len(name), 0) + struct.pack("<HHHII", 0, 0, 0, 0, at) + name
    directory = small[at:at + length] + more
    return body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, n + 3000, n + 3000, len(directory), len(body), 0), "share bytes"


@case
def size_too_small():
    data = deflate(sheet("<sheetData>")[:-12].encode(), b"<row><c><v>1</v></c></row>", 4 << 20, b"</sheetData></worksheet>")
    p = parts_of("")
    del p["xl/worksheets/sheet1.xml"]
    return archive(p, ("xl/worksheets/sheet1.xml", data), size=1000), "longer than it says"


@case
def size_too_large():
    data = deflate(sheet(ONE)[:-12].encode(), b" ", 10, b"</worksheet>")
    p = parts_of("")
    del p["xl/worksheets/sheet1.xml"]
    return archive(p, ("xl/worksheets/sheet1.xml", data), size=0xFFFFFFF0), "shorter than it says"


@case
def too_many_parts():
    return archive({**parts_of(ONE), **{"p%d" % i: "" for i in range(10001)}}), "--parts-max"


@case
def paths_out_of_the_package():
    rel = '<Relationships xmlns="%s"><Relationship Id="s1" Type="%s/worksheet" Target="%%s"/></Relationships>' % (PACKAGE, OFFICE)
    return zipped(parts_of(ONE, rels=rel % "../../../../../etc/passwd")), "without any sheet"


@case
def path_to_a_file():
    rel = '<Relationships xmlns="%s"><Relationship Id="s1" Type="%s/worksheet" Target="%%s"/></Relationships>' % (PACKAGE, OFFICE)
    return zipped(parts_of(ONE, rels=rel % "file:///etc/passwd")), "without any sheet"


# ---- entities
for name, parts in (("book", dict(sheet=ONE, book=LAUGH + book(LISTED))), ("rels", dict(sheet=ONE, rels=LAUGH + '<Relationships xmlns="%s"/>' % PACKAGE)),
                    ("sheet", dict(sheet=LAUGH + sheet("<sheetData><row><c t='str'><v>&a10;</v></c></row></sheetData>"))),
                    ("strings", dict(sheet=rows(value(0, "s")), strings='<?xml version="1.0"?>' + LAUGH + "<sst><si><t>&a10;</t></si></sst>")),
                    ("styles", dict(sheet=ONE, styles='<?xml version="1.0"?>' + LAUGH + "<styleSheet/>"))):
    def entities(parts=parts):
        return zipped(parts_of(**parts)), "DOCTYPE"
    entities.__name__ = "entities_in_" + name
    case(entities)


@case
def entities_in_utf16():
    p = parts_of(ONE)
    p["xl/worksheets/sheet1.xml"] = b"\xff\xfe" + (LAUGH + sheet("<sheetData/>").replace(HEAD, "")).encode("utf-16-le")
    return zipped(p), "DOCTYPE"


# ---- long things
@case
def text_of_100_mb():
    p = parts_of(rows(value(0, "s")), "")
    del p["xl/sharedStrings.xml"]
    return archive(p, ("xl/sharedStrings.xml", deflate(b'<sst xmlns="%s"><si><t>' % MAIN.encode(), bytes(range(65, 91)) * 40, 100000, b"</t></si></sst>"))), "--item-max"


@case
def inline_text_of_100_mb():
    return one_sheet('<sheetData><row><c t="inlineStr"><is><t>', "some words " * 100, 100000, "</t></is></c></row></sheetData>"), "--item-max"


@case
def formula_of_100_mb():
    return one_sheet("<sheetData><row><c><f>", "A1+B2*SUM(C3:D4)+" * 50, 120000, "1</f><v>1</v></c></row></sheetData>"), Gives("1")


@case
def attribute_of_100_mb():
    return one_sheet('<sheetData><row r="1" spans="', "1:9 2:3 " * 100, 130000, '"><c><v>1</v></c></row></sheetData>'), "--item-max"


@case
def number_of_a_million_digits():
    return zipped(parts_of(rows(value("1." + "3" * (10 * MUCH)) + value("9" * (10 * MUCH)) + value("1e" + "9" * (10 * MUCH))))), Gives([",".join(x + d * (10 * MUCH) for x, d in (("1.", "3"), ("", "9"), ("1e", "9")))], "3 cells say that they are numbers and are not; kept as text")


@case
def escapes_and_runs():
    return zipped(parts_of(rows(value(0, "s")), "<si>%s</si>" % ("<r><rPr><b/></rPr><t>_x0041_</t></r>" * MUCH))), Gives(["A" * MUCH])


@case
def format_of_a_megabyte():
    fmts = "".join('<numFmt numFmtId="%d" formatCode="%s%d"/>' % (200 + i, "[h]&quot;" * 20000, i) for i in range(50))
    return zipped(parts_of(rows(value(1, s=1)), None, "<numFmts>%s</numFmts><cellXfs><xf/><xf numFmtId='200'/></cellXfs>" % fmts)), Gives(["24:00:00"])


# ---- depth
for name, parts in (("book", dict(sheet=ONE, book=book("<a>" * 5000 + "</a>" * 5000))), ("styles", dict(sheet=ONE, styles="<a>" * 5000 + "</a>" * 5000)),
                    ("strings", dict(sheet=rows(value(0, "s")), strings="<si>" + "<r>" * 5000 + "</r>" * 5000 + "</si>")),
                    ("cell", dict(sheet="<sheetData><row><c>" + "<is>" * 5000 + "</is>" * 5000 + "</c></row></sheetData>")),
                    ("namespaces", dict(sheet="".join('<a xmlns:n%d="u%d">' % (i, i) for i in range(5000))))):
    def deep(parts=parts):
        return zipped(parts_of(**parts)), "--depth-max"
    deep.__name__ = "deep_" + name
    case(deep)


# ---- masses
@case
def million_styles():
    return zipped(parts_of(ONE, None, "<cellXfs>%s</cellXfs>" % ('<xf numFmtId="14" fontId="1"/>' * (10 * MUCH)))), Gives(["1900-01-01"])


@case
def million_formats():
    return zipped(parts_of(ONE, None, "<numFmts>%s</numFmts>" % "".join('<numFmt numFmtId="%d" formatCode="0.%d"/>' % (i % 70000, i) for i in range(70000)))), "number formats"


@case
def million_fonts():
    return zipped(parts_of(ONE, None, "<fonts>%s</fonts><cellXfs><xf fontId='9999'/></cellXfs>" % ("<font><b/></font>" * (10 * MUCH)))), Gives("1")


@case
def merges_over_everything():
    return zipped(parts_of(rows(value(1), value(2)) + "<mergeCells>%s</mergeCells>" % ('<mergeCell ref="A1:XFD1048576"/>' * (10 * MUCH)))), Gives("12")


@case
def merges_of_their_own():
    cells = "".join('<row r="%d"><c r="A%d"><v>%d</v></c><c r="C%d"><v>1</v></c></row>' % (i, i, i, i) for i in range(1, MUCH))
    return zipped(parts_of("<sheetData>%s</sheetData><mergeCells>%s</mergeCells>" % (cells, "".join('<mergeCell ref="A%d:B%d"/>' % (i, i) for i in range(1, MUCH))))), Gives("%d,,1" % i for i in range(1, MUCH))


@case
def million_merges_of_a_table():
    cells = "".join('<row r="%d">%s</row>' % (i, "<c><v>1</v></c>" * 8) for i in range(1, MUCH // 2))
    return zipped(parts_of("<sheetData>%s</sheetData><mergeCells>%s</mergeCells>" % (cells, "".join('<mergeCell ref="A%d:H%d"/>' % (1 + i % (MUCH // 3), MUCH // 3) for i in range(MUCH))))), Gives([",".join("1" * 8)] * (MUCH // 2 - 1))


@case
def columns_hidden_again():
    return zipped(parts_of("<cols>%s</cols>" % ('<col min="1" max="16384" hidden="1"/>' * (10 * MUCH)) + ONE)), Gives("1")


@case
def names_by_the_hundred_thousand():
    return zipped(parts_of(ONE, book=book(LISTED + "<definedNames>%s</definedNames>" % "".join('<definedName name="n%d">S!$A$1:$XFD$1048576</definedName>' % i for i in range(MUCH))))), Gives("1")


@case
def names_for_many_sheets():
    listed = "".join('<sheet name="s%d" sheetId="%d" r:id="s1"/>' % (i, i + 1) for i in range(4000))
    return zipped(parts_of(ONE, book=book("<sheets>%s</sheets><definedNames>%s</definedNames>" % (listed, "".join(
        '<definedName name="n%d">%s</definedName>' % (i, ",".join("s%d!$A$1:$B$2" % (i % 4000) for _ in range(100))) for i in range(60000))))), ), Gives("1", "is the same part of the file")


@case
def sheets_by_the_ten_thousand():
    return zipped(parts_of(ONE, book=book("<sheets>%s</sheets>" % "".join('<sheet name="s%d" sheetId="%d" r:id="s1"/>' % (i, i + 1) for i in range(50000))))), "--parts-max"


@case
def relationships_by_the_hundred_thousand():
    return zipped(parts_of(ONE, rels='<Relationships xmlns="%s">%s</Relationships>' % (PACKAGE, "".join(
        '<Relationship Id="s%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (i, OFFICE, i) for i in range(30000))))), "--parts-max"


@case
def tables_that_are_one():
    beside = '<Relationships xmlns="%s">%s</Relationships>' % (PACKAGE, "".join('<Relationship Id="t%d" Type="%s/table" Target="../t.xml"/>' % (i, OFFICE) for i in range(9000)))
    return zipped(parts_of(ONE, more={"xl/worksheets/_rels/sheet1.xml.rels": beside, "xl/t.xml": '<table xmlns="%s" ref="A1:B2">%s</table>' % (MAIN, "<a/>" * 20000)})), Gives("1")


@case
def comments_by_the_hundred_thousand():
    beside = '<Relationships xmlns="%s"><Relationship Id="c" Type="%s/comments" Target="../c.xml"/></Relationships>' % (PACKAGE, OFFICE)
    return zipped(parts_of(ONE, more={"xl/worksheets/_rels/sheet1.xml.rels": beside, "xl/c.xml": '<comments xmlns="%s"><commentList>%s</commentList></comments>' % (
        MAIN, '<comment ref="A1048576"><text><t>x</t></text></comment>' * MUCH)})), Gives("1", "%d cells have comments" % MUCH)


def names_across(name):
    """As many columns as Excel has, under names of one sort."""
    cells = "".join(value(name % i, "inlineStr") for i in range(16384))
    return rows(cells.replace("<v>", "<is><t>").replace("</v>", "</t></is>"), "".join(value(i) for i in range(16384)), "".join(value(i % 7) for i in range(16384)))


@case
def names_that_share_a_word():
    return zipped(parts_of(names_across("sales of week %d"))), Gives([
        ",".join("sales of week %d" % i for i in range(16384)), ",".join(str(i) for i in range(16384)), ",".join(str(i % 7) for i in range(16384))])


names_that_share_a_word.quick = "draft"
names_that_share_a_word.seconds = 3


# ---- orders and places
@case
def rows_backwards():
    return zipped(parts_of("<sheetData>%s</sheetData>" % "".join('<row r="%d"><c r="A%d"><v>1</v></c></row>' % (i, i) for i in range(MUCH, 0, -1)))), Gives("1" * MUCH)


@case
def cells_backwards():
    from book import letters
    return zipped(parts_of("<sheetData>%s</sheetData>" % "".join('<row r="%d">%s</row>' % (r, "".join('<c r="%s%d"><v>1</v></c>' % (letters(c), r) for c in range(2000, 0, -1))) for r in range(1, 60)))), Gives([",".join("1" * 2000)] * 59)


@case
def rows_far_and_near():
    return zipped(parts_of("<sheetData>%s</sheetData>" % "".join('<row r="%d"><c r="A%d"><v>1</v></c></row>' % (r, r) for i in range(50000) for r in (i + 1, 1048576 - i)))), Gives(['1'] * 50000 + ['""'] * (1048576 - 100000) + ['1'] * 50000)


@case
def diagonal():
    from book import letters
    return zipped(parts_of("<sheetData>%s</sheetData>" % "".join('<row r="%d"><c r="%s%d"><v>1</v></c></row>' % (i, letters(i), i) for i in range(1, 16385)))), "sparse"


@case
def styled_to_the_last_corner():
    return zipped(parts_of("<sheetData>%s</sheetData>" % "".join('<row r="%d"><c r="A%d" s="1"/><c r="XFD%d" s="1"/></row>' % (i, i, i) for i in range(1, MUCH)) + "", None,
                           '<cellXfs><xf/><xf numFmtId="14"/></cellXfs>')), NOTHING


@case
def one_cell_a_million_times():
    return zipped(parts_of('<sheetData><row r="1">%s</row></sheetData>' % ('<c r="A1" t="str"><v>text</v></c>' * (3 * MUCH)))), Gives(["text"])


@case
def ranges_out_of_the_sheet():
    return zipped(parts_of('<dimension ref="A1:ZZZZZZ99999999999999999999"/><sheetViews><sheetView topLeftCell="XFE9999999999"><pane ySplit="1e999" state="frozen"/></sheetView></sheetViews>'
                           '<cols><col min="-5" max="4294967295" hidden="1"/><col min="9" max="1" hidden="1"/></cols>' + ONE + '<autoFilter ref="A0:A-1"/><mergeCells>' + "".join(
                               '<mergeCell ref="%s"/>' % r for r in ("XFE1:XFF2", "B2:A1", "A1048577:B1048578", ":", "A1:", "$A$1:$B$2", "A1:B2:C3", "A99999999999999999999:B1")) + "</mergeCells>")), Gives("1")


def confine():
    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (4 * MIB << 20, 4 * MIB << 20))


def run(*args):
    """Exit status, standard error, CPU seconds, peak of memory in MiB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    err = os.path.join(tmp.name, "err")
    with open(err, "wb") as f:
        p = subprocess.Popen([fettle, *args], stdout=subprocess.DEVNULL, stderr=f, preexec_fn=confine)
    peak = 0
    while p.poll() is None:
        peak = max(peak, high_water(p.pid, fettle))
        time.sleep(0.003)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(err, encoding="utf-8", errors="replace") as f:
        said = f.read()
    return p.returncode, said, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak / 1024


def wrong(command, want, status, said):
    """What is wrong with an answer; None: nothing."""
    if not isinstance(want, Gives):
        if status not in (2, 3) or want not in said or said.count("\n") != 1:
            return "status %d, %r (want %r)" % (status, said[:200], want)
        return None
    if status not in ((0, 3) if command == "draft" else (0,)):  # what is no table has no draft
        return "status %d, %r" % (status, said[:200])
    if command == "convert":
        with open(OUT, encoding="utf-8") as f:
            got = f.read()
        if got != want or want.said not in said:
            return "%d characters, %r ... (want %d, %r ...), %r (want %r)" % (len(got), got[:80], len(want), want[:80], said[:200], want.said)
    return None


OUT = os.path.join(tmp.name, "out.csv")
bad = count = 0
worst = [0, 0]
for make in cases:
    if wanted and wanted != ["all"] and make.__name__ not in wanted:
        continue
    data, want, *more = make()
    path = os.path.join(tmp.name, "h.xlsx")
    with open(path, "wb") as f:
        f.write(data)
    count += 1
    for command, args in {"convert": ["--raw", "-o", OUT], "inspect": ["--json"], "draft": []}.items():
        if QUICK and command != make.__dict__.get("quick", "convert"):
            continue
        status, said, cpu, peak = run(command, path, *args, *more)
        worst = [max(worst[0], cpu), max(worst[1], peak)]
        if wanted:
            print("%-30s %-8s status %d %5.2f s %4.0f MiB %s" % (make.__name__, command, status, cpu, peak, said.strip()[:150]), flush=True)
        fault = wrong(command, want, status, said)
        if cpu > make.__dict__.get("seconds", SECONDS) or peak > MIB:
            fault = "%.1f s, %.0f MiB" % (cpu, peak)
        if fault:
            bad += 1
            print("%s %s: %s" % (make.__name__, command, fault), file=sys.stderr)
print("hostile workbooks: %d, %d wrong; the most: %.1f s, %.0f MiB" % (count, bad, *worst))
sys.exit(bad > 0)
