"""Writes workbooks part by part, in every way that programs write them, beside their truth.

A Book holds sheets of cells; a cell is (text as fettle must give it, how it is stored). The style of
writing (namespaces, prefixes, part names, zip features, references) is a dict of choices, see CHOICES.
"""
import datetime
import io
import random
import struct
import zipfile
import zlib
from xml.sax.saxutils import escape

NS = {
    "transitional": ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                     "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    "strict": ("http://purl.oclc.org/ooxml/spreadsheetml/main",
               "http://purl.oclc.org/ooxml/officeDocument/relationships"),
}
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CHOICES = {
    "ns": ["transitional"] * 3 + ["strict"],
    "prefix": ["", "", "x:", "ns0:", "ss:"],
    "quote": ['"', '"', "'"],
    "declare": ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', "<?xml version='1.0'?>", "",
                '<?xml version="1.0" encoding="utf-8"?>\r\n<!-- made by hand -->\n'],
    "encoding": ["utf-8"] * 5 + ["utf-8-sig", "utf-16"],
    "targets": ["relative", "relative", "absolute", "dotted", "backslash"],
    "names": ["usual", "usual", "case", "elsewhere", "backslash"],
    "rels": [True] * 6 + [False],
    "types": [True, True, False],
    "dimension": ["right", "none", "one", "huge", "empty"],
    "refs": ["all", "all", "all", "none", "cells", "rows", "some", "lower", "dollar"],
    "order": ["right"] * 4 + ["rows", "cells"],
    "blank": ["", "", "\n", "\r\n  ", "\t"],
    "noise": [False, True],
    "strings": ["shared", "shared", "inline", "mixed", "formula", "rich"],
    "zip": ["deflated", "deflated", "stored", "descriptor", "zip64", "comment", "prefix", "mixed"],
    "spans": [False, True],
    "twice": [False, False, False, True],
    "date1904": [False, False, True],
}
# number format, what it makes of a serial: date, elapsed, number
FORMATS = [
    ("yyyy-mm-dd", "date"), ("dd/mm/yyyy hh:mm:ss", "date"), ("[$-409]d-mmm-yy;@", "date"),
    ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "date"), ("[$-F400]h:mm:ss\\ AM/PM", "date"), ("h:mm AM/PM", "date"),
    ("m/d/yy", "date"), ("mmm-yy", "date"), ("mmmm", "date"), ("d", "date"), ("yyyy", "date"), ("hh:mm:ss.000", "date"),
    ('yyyy"年"m"月"d"日"', "date"), ("[$-411]ge.m.d;@", "date"), ("[$-D07041E]d mmm yyyy;@", "date"),
    ('[$-804]yyyy"年"m"月";@', "date"), ("DD.MM.YYYY", "date"), ("YYYY\\-MM\\-DD\\THH:MM:SS", "date"),
    ("[Red]dd/mm/yy", "date"), ("[>100]dd/mm/yy;General", "date"), ("dd\\.mm\\.yyyy", "date"), ("aaaa", "number"),
    ("[h]:mm:ss", "elapsed"), ("[hh]:mm", "elapsed"), ("[mm]:ss", "elapsed"), ("[s]", "elapsed"), ("[h]:mm:ss;@", "elapsed"),
    ("0", "number"), ("0.00", "number"), ("#,##0.00", "number"), ("0.0%", "number"), ("0.00E+00", "number"),
    ("##0.0E+0", "number"), ("# ?/?", "number"), ("# ??/??", "number"), ("General", "number"), ("@", "number"),
    ('#,##0" days"', "number"), ('0.0 "h"', "number"), ("#,##0.00 [$€-407]", "number"), ("[$USD] #,##0.00", "number"),
    ("_-* #,##0.00\\ _€_-;\\-* #,##0.00\\ _€_-;_-* \"-\"??\\ _€_-;_-@_-", "number"), ("[Red]0;[Blue]-0", "number"),
    ("0\\d", "number"), ("_d0_y", "number"), ("*d0", "number"), ("[$-409]0.00", "number"), ('"Year "0', "number"),
    ("General;[Red]-General", "number"), ("[DBNum1]General", "number"), ("[Color10]0.0", "number"), ('""', "number"),
    ("\\\"d\\\"", "date"), ("GENERAL", "number"), ("general", "number"), ("0;;;@", "number"),
]
BUILTIN = {0: "number", 1: "number", 2: "number", 3: "number", 4: "number", 9: "number", 10: "number", 11: "number",
           12: "number", 13: "number", 14: "date", 15: "date", 16: "date", 17: "date", 18: "date", 19: "date", 20: "date",
           21: "date", 22: "date", 37: "number", 38: "number", 39: "number", 40: "number", 44: "number", 45: "date",
           46: "elapsed", 47: "date", 48: "number", 49: "number"}
TEXTS = ["plain", "ü – “quoted”", "a,b", 'say "so"', "two\nlines", " lead", "trail ", "  ", "tab\tin", "<b>&amp;</b>", "1 < 2 & 3 > 2",
         "007", "1e5", "TRUE", "#N/A", "=1+1", "日本語テキスト", "😀 beyond", "é combining", "_x0041_", "a_b_c", "x" * 300, "]]>",
         "2024-01-31", "12:00", "-", "'", "0", "\u00a0nbsp\u00a0", "ﬁ ligature", "עברית", "%", "NULL", "1,234.56", "line1\r\nline2"]
ERRORS = ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NULL!", "#NUM!", "#GETTING_DATA"]


def letters(col):
    s = ""
    while col:
        col, r = divmod(col - 1, 26)
        s = chr(65 + r) + s
    return s


def number_text(v):
    """The shortest text that reads back as the same double, written as fettle writes it."""
    r = repr(float(v))
    if r.endswith(".0"):
        r = r[:-2]
    return "0" if r == "-0" else r


def clock(ms):
    s = "%02d:%02d:%02d" % (ms // 3600000, ms // 60000 % 60, ms // 1000 % 60)
    return s + (".%03d" % (ms % 1000) if ms % 1000 else "")


def date_text(v, d1904):
    """What a date format makes of the serial v (reading of ECMA-376 part 1, 18.17.4)."""
    if v < 0:
        return number_text(v)
    day, ms = int(v), int((v - int(v)) * 86400000 + 0.5)
    if ms >= 86400000:
        day, ms = day + 1, 0
    if day == 0 and v < 1 and not d1904:
        return clock(ms)
    if d1904:
        if day == 0 and v < 1:
            return clock(ms)
        d = datetime.date(1904, 1, 1) + datetime.timedelta(days=day)
        text = d.isoformat()
    elif day == 60:
        text = "1900-02-29"
    else:
        text = (datetime.date(1899, 12, 31 if day < 60 else 30) + datetime.timedelta(days=day)).isoformat()
    return text + ("T" + clock(ms) if ms else "")


def elapsed_text(v):
    if v < 0:
        return number_text(v)
    ms = int(v * 86400000 + 0.5)
    return "%d:%02d:%02d" % (ms // 3600000, ms // 60000 % 60, ms // 1000 % 60) + (".%03d" % (ms % 1000) if ms % 1000 else "")


def escape_cell(s):
    """Text as it is stored: _xHHHH_ for what XML cannot hold and for what would be read as that."""
    out = ""
    for i, c in enumerate(s):
        if c == "_" and len(s) >= i + 7 and s[i + 1] == "x" and s[i + 6] == "_":
            out += "_x005F_"
        elif (ord(c) < 32 and c not in "\t\n") or c == "\r":
            out += "_x%04X_" % ord(c)
        else:
            out += c
    return escape(out, {'"': "&quot;"})


def t_tag(p, text, extra=""):
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return "<%st%s%s>%s</%st>" % (p, space, extra, escape_cell(text), p)


class Cell:
    """kind: n, s, b, e, d, blank; text: the truth; stored: what stands in <v>."""

    def __init__(self, kind, text, stored=None, style=0, formula=None):
        self.kind, self.text, self.stored, self.style, self.formula = kind, text, stored, style, formula


class Book:
    def __init__(self, rnd, how):
        self.rnd, self.how = rnd, how
        self.sheets = []  # (name, {(row, col): Cell}, options)
        self.xfs = [0]
        self.custom = {}
        self.sst = []

    def style(self, fmt):
        """A cell format with this number format (a code, or a built-in id); its index."""
        if isinstance(fmt, str):
            fmt = self.custom.setdefault(fmt, 164 + len(self.custom))
        self.xfs.append(fmt)
        return len(self.xfs) - 1

    # ------------------------------------------------------------ cells
    def number(self, v, spelled=None, fmt=None, what="number"):
        if what == "date":
            text = date_text(v, self.how["date1904"])
        elif what == "elapsed":
            text = elapsed_text(v)
        else:
            text = number_text(v)
        return Cell("n", text, spelled or repr(v), self.style(fmt) if fmt is not None else 0)

    def random_cell(self):
        r, roll = self.rnd, self.rnd.random()
        if roll < 0.30:
            return Cell("s", r.choice(TEXTS) + ("" if r.random() < 0.5 else str(r.randint(0, 99))))
        if roll < 0.36:
            return Cell("b", r.choice(["TRUE", "FALSE"]))
        if roll < 0.40:
            e = r.choice(ERRORS)
            return Cell("e", e, e)
        if roll < 0.46:
            return Cell("blank", "", style=self.style(14))
        if roll < 0.62:
            v = r.choice([r.randint(-10**6, 10**6), r.random(), r.uniform(-1e9, 1e9), r.uniform(-1, 1) * 10.0**r.randint(-300, 300), 0,
                          10**r.randint(0, 20), 0.1 + 0.2, 1 / 3])
            how = r.random()
            s = repr(v) if how < 0.5 else "%.17g" % v if how < 0.8 else "%.16E" % v
            return self.number(v, s)
        if roll < 0.85:
            code, what = r.choice(FORMATS)
        else:
            code = r.choice(list(BUILTIN))
            what = BUILTIN[code]
        v = r.choice([r.randint(1, 60000), r.randint(1, 60000) + r.randint(0, 86399) / 86400, r.random(), 0, 60, 1, 59, 61, 0.5,
                      r.randint(1, 60000) + r.randint(0, 86399999) / 86400000, 1.9999999999, -1.5])
        return self.number(v, "%.17g" % v, code, what)

    def fill(self, rows, cols, density=0.9):
        """A sheet of random cells."""
        cells = {}
        top, left = self.rnd.choice([(1, 1), (1, 1), (3, 2)])
        for i in range(rows):
            for j in range(cols):
                if self.rnd.random() < density:
                    cells[top + i, left + j] = self.random_cell()
        self.add("Sheet %d" % (len(self.sheets) + 1), cells)

    def add(self, name, cells, **options):
        self.sheets.append((name, cells, options))

    def truth(self, i):
        cells = self.sheets[i][1]
        filled = {k: c for k, c in cells.items() if c.text != ""}
        rows = max((k[0] for k in filled), default=0)
        cols = max((k[1] for k in filled), default=0)
        return [[filled[r, c].text if (r, c) in filled else "" for c in range(1, cols + 1)] for r in range(1, rows + 1)]

    # ------------------------------------------------------------ XML
    def string_body(self, p, text):
        if self.how["strings"] == "rich" and len(text) > 2 and self.rnd.random() < 0.6:
            k = self.rnd.randint(1, len(text) - 1)
            if "_x" in text or ("\r" in text):
                k = 1
            return ("<%sr>%s</%sr><%sr><%srPr><%sb/></%srPr>%s</%sr>" % (p, t_tag(p, text[:k]), p, p, p, p, p, t_tag(p, text[k:]), p) +
                    '<%srPh sb="0" eb="1">%s</%srPh><%sphoneticPr fontId="1"/>' % (p, t_tag(p, "ヨミ"), p, p))
        return t_tag(p, text)

    def cell_xml(self, p, ref, c):
        h, attr, body = self.how, "", ""
        if ref:
            attr += ' r="%s"' % ref
        if c.style:
            attr += ' s="%d"' % c.style
        formula = ""
        if c.kind == "s":
            way = h["strings"] if h["strings"] != "mixed" else self.rnd.choice(["shared", "inline", "formula"])
            if way in ("shared", "rich"):
                self.sst.append(self.string_body(p, c.text))
                attr += ' t="s"'
                body = "<%sv>%d</%sv>" % (p, len(self.sst) - 1, p)
            elif way == "inline":
                attr += ' t="inlineStr"'
                body = "<%sis>%s</%sis>" % (p, self.string_body(p, c.text), p)
            else:
                attr += ' t="str"'
                formula = "<%sf>CONCATENATE(\"a\",B1&amp;\"&lt;\")</%sf>" % (p, p)
                space = ' xml:space="preserve"' if c.text != c.text.strip() else ""
                body = "<%sv%s>%s</%sv>" % (p, space, escape_cell(c.text), p)
        elif c.kind == "b":
            attr += ' t="b"'
            body = "<%sv>%d</%sv>" % (p, c.text == "TRUE", p)
        elif c.kind in ("e", "d", "str"):
            attr += ' t="%s"' % c.kind
            body = "<%sv>%s</%sv>" % (p, escape(c.stored), p)
        elif c.kind == "n":
            if self.rnd.random() < 0.2:
                attr += ' t="n"'
            body = "<%sv>%s</%sv>" % (p, c.stored, p)
            if self.rnd.random() < 0.15:
                formula = self.rnd.choice(["<%sf>A1+1</%sf>", '<%sf t="shared" ref="A1:A9" si="0">A1*2</%sf>', '<%sf t="array" ref="A1">SUM(A1:A2)</%sf>',
                                           '<%sf t="shared" si="0"></%sf>', "<%sf></%sf>"]) % (p, p)
        if c.formula is not None:
            formula = c.formula
        if not formula and not body:
            return "<%sc%s/>" % (p, attr)
        gap = h["blank"] if self.rnd.random() < 0.3 else ""
        return "<%sc%s>%s%s%s%s</%sc>" % (p, attr, gap, formula, body, gap, p)

    def sheet_xml(self, i):
        h, (name, cells, options) = self.how, self.sheets[i]
        p, main, blank = h["prefix"], NS[h["ns"]][0], h["blank"]
        rows = {}
        for (r, c), cell in sorted(cells.items()):
            rows.setdefault(r, []).append((c, cell))
        refs = h["refs"]
        if h["order"] != "right" and refs not in ("all", "lower", "dollar"):
            refs = "all"
        dense = refs in ("none", "cells", "rows", "some")
        if dense and rows:  # places that are not said must follow each other
            for r in range(1, max(rows) + 1):
                rows.setdefault(r, [])
            for r, row in rows.items():
                if refs != "cells":
                    have = dict(row)
                    rows[r] = [(c, have.get(c, Cell("blank", ""))) for c in range(1, max(have, default=0) + 1)]
        keys = sorted(rows)
        if h["order"] == "rows":
            self.rnd.shuffle(keys)
        out = []
        for r in keys:
            row = list(rows[r])
            if h["order"] == "cells":
                self.rnd.shuffle(row)
            xml = ""
            for c, cell in row:
                ref = letters(c) + str(r)
                if refs == "lower":
                    ref = ref.lower()
                if refs == "dollar":
                    ref = "$%s$%d" % (letters(c), r)
                if refs in ("none", "rows") or (refs == "some" and self.rnd.random() < 0.5):
                    ref = ""
                if h["twice"] and cell.kind == "n" and refs == "all" and self.rnd.random() < 0.2:
                    xml += '<%sc r="%s"><%sv>424242</%sv></%sc>' % (p, ref, p, p, p)
                xml += self.cell_xml(p, ref, cell) + (blank if self.rnd.random() < 0.3 else "")
            attr = "" if refs in ("none", "cells") or (refs == "some" and self.rnd.random() < 0.5) else ' r="%d"' % r
            if h["spans"]:
                attr += ' spans="1:9" ht="15.75" customHeight="1"'
            if h["noise"]:
                attr += ' x14ac:dyDescent="0.25"'
            out.append("<%srow%s>%s</%srow>" % (p, attr, xml, p) if xml or self.rnd.random() < 0.5 else "<%srow%s/>" % (p, attr))
        dims = {"right": "A1:Z99", "none": None, "one": "A1", "huge": "A1:XFD1048576", "empty": ""}[h["dimension"]]
        xmlns = "xmlns" + (":" + p[:-1] if p else "")
        noise_ns = ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"' if h["noise"] else ""
        s = '<%sworksheet %s="%s" xmlns:r="%s"%s>%s' % (p, xmlns, main, NS[h["ns"]][1], noise_ns, blank)
        if h["noise"]:
            s += '<%ssheetPr><%spageSetUpPr fitToPage="1"/></%ssheetPr>' % (p, p, p)
        if dims is not None:
            s += '<%sdimension ref="%s"/>' % (p, dims)
        s += '<%ssheetViews><%ssheetView workbookViewId="0"/></%ssheetViews><%ssheetFormatPr defaultRowHeight="15"/>' % (p, p, p, p)
        s += options.get("before", "")
        s += "<%ssheetData>%s</%ssheetData>" % (p, blank + blank.join(out) + blank, p) if out or self.rnd.random() < 0.5 else "<%ssheetData/>" % p
        s += options.get("after", "")
        if h["noise"]:
            s += ('<mc:AlternateContent><mc:Choice Requires="x14"><%srow r="1"><%sc r="A1"><%sv>666</%sv></%sc></%srow></mc:Choice></mc:AlternateContent>' % ((p,) * 6) +
                  '<%sextLst><%sext uri="{X}"><x14:c xmlns:x14="urn:other" r="A1"><x14:v>666</x14:v></x14:c></%sext></%sextLst>' % (p, p, p, p))
        return s + "</%sworksheet>" % p

    def styles_xml(self):
        p, main = self.how["prefix"], NS[self.how["ns"]][0]
        xmlns = "xmlns" + (":" + p[:-1] if p else "")
        s = '<%sstyleSheet %s="%s">' % (p, xmlns, main)
        if self.custom:
            s += "<%snumFmts count=\"%d\">" % (p, len(self.custom))
            for code, i in self.custom.items():
                s += '<%snumFmt numFmtId="%d" formatCode="%s"/>' % (p, i, escape(code, {'"': "&quot;"}))
            s += "</%snumFmts>" % p
        s += "<%sfonts><%sfont/></%sfonts><%scellStyleXfs><%sxf numFmtId=\"14\"/></%scellStyleXfs><%scellXfs>" % ((p,) * 7)
        for f in self.xfs:
            s += '<%sxf numFmtId="%d" fontId="0" xfId="0"%s/>' % (p, f, self.rnd.choice(["", ' applyNumberFormat="1"']))
        return s + "</%scellXfs></%sstyleSheet>" % (p, p)

    def parts(self):
        """name -> text; names as relationships would have them."""
        h, p = self.how, self.how["prefix"]
        main, office = NS[h["ns"]]
        xmlns = "xmlns" + (":" + p[:-1] if p else "")
        base = "data/deep" if h["names"] == "elsewhere" and h["rels"] else "xl"
        sheet_part = ["%s/worksheets/sheet%d.xml" % (base, i + 1) for i in range(len(self.sheets))]
        if h["names"] == "elsewhere" and h["rels"]:
            sheet_part = ["%s/tab/%c.xml" % (base, 97 + i) for i in range(len(self.sheets))]
        parts = {}
        sheets = ""
        for i, (name, _, options) in enumerate(self.sheets):
            parts[sheet_part[i]] = options.get("xml") or self.sheet_xml(i)
            sheets += '<%ssheet name="%s" sheetId="%d" r:id="rId%d"%s/>' % (p, escape(name, {'"': "&quot;"}), i * 3 + 1, i + 1,
                                                                          ' state="%s"' % options["state"] if "state" in options else "")
        wb = '<%sworkbook %s="%s" xmlns:r="%s">' % (p, xmlns, main, office)
        if h["date1904"]:
            wb += '<%sworkbookPr date1904="%s"/>' % (p, self.rnd.choice(["1", "true"]))
        elif h["noise"]:
            wb += '<%sworkbookPr defaultThemeVersion="124226" date1904="0"/>' % p
        wb += "<%ssheets>%s</%ssheets>" % (p, sheets, p)
        if h["noise"]:
            wb += '<%sdefinedNames><%sdefinedName name="a">Sheet1!$A$1</%sdefinedName></%sdefinedNames><%scalcPr calcId="1"/>' % ((p,) * 5)
        parts[base + "/workbook.xml"] = wb + "</%sworkbook>" % p
        if len(self.xfs) > 1:
            parts[base + "/styles.xml"] = self.styles_xml()
        if self.sst:
            parts[base + "/sharedStrings.xml"] = '<%ssst %s="%s" count="%d" uniqueCount="%d">%s</%ssst>' % (
                p, xmlns, main, len(self.sst), self.rnd.choice([len(self.sst), 1, 999999]),
                "".join("<%ssi>%s</%ssi>" % (p, s, p) for s in self.sst), p)

        def target(name, frm):
            way = h["targets"]
            if way == "absolute":
                return "/" + name
            rel = name[len(frm) + 1:] if frm else name
            if way == "dotted":
                return ("./" if not frm else "../%s/" % frm.rsplit("/", 1)[-1]) + rel
            return rel.replace("/", "\\") if way == "backslash" else rel

        def rels(items):
            return '<Relationships xmlns="%s">%s</Relationships>' % (PACKAGE, "".join(
                '<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (i, office, t, n) for i, t, n in items))
        if h["rels"]:
            parts["_rels/.rels"] = rels([("rId9", "extended-properties", "docProps/app.xml"), ("rId1", "officeDocument", target(base + "/workbook.xml", ""))])
            items = [("rId%d" % (i + 1), self.sheets[i][2].get("type", "worksheet"), target(n, base)) for i, n in enumerate(sheet_part)]
            if base + "/styles.xml" in parts:
                items.append(("rIdS", "styles", target(base + "/styles.xml", base)))
            if self.sst:
                items.append(("rIdT", "sharedStrings", target(base + "/sharedStrings.xml", base)))
            self.rnd.shuffle(items)
            parts[base + "/_rels/workbook.xml.rels"] = rels(items)
        if h["types"]:
            parts["[Content_Types].xml"] = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                                            '<Default Extension="xml" ContentType="application/xml"/></Types>')
        return parts

    def encode(self, text):
        h = self.how
        if h["quote"] == "'" and "'" not in text:
            text = text.replace('"', "'")
        if h["encoding"] == "utf-16":
            return text.encode("utf-16")
        head = "" if text.startswith("<Types") else h["declare"]
        return (head + text).encode(h["encoding"])

    def save(self):
        h, parts = self.how, self.parts()
        names = list(parts)
        self.rnd.shuffle(names)
        entries = []
        for n in names:
            stored = n
            if h["names"] == "case":
                stored = n if n.startswith(("[", "_rels")) else n.swapcase() if self.rnd.random() < 0.3 else n.replace("shared", "Shared").replace("sheet", "Sheet")
            if h["names"] == "backslash":
                stored = n.replace("/", "\\")
            entries.append((stored, self.encode(parts[n])))
        return pack(entries, h["zip"], self.rnd)


def pack(entries, way="deflated", rnd=random):
    """A zip archive of (name, bytes), written by hand so that every field is ours."""
    out, directory = b"", b""
    lead = b"MZ prefix \x00\x01" * 7 if way == "prefix" else b""
    for name, data in entries:
        raw = name.encode("utf-8")
        method = 0 if way == "stored" or (way == "mixed" and rnd.random() < 0.5) else 8
        z = zlib.compressobj(rnd.choice([1, 6, 9]), zlib.DEFLATED, -15)
        body = data if method == 0 else z.compress(data) + z.flush()
        crc, flags, at = zlib.crc32(data), 0x800, len(out)
        if way == "descriptor" and method == 8:
            flags |= 8
            sig = rnd.choice([b"PK\x07\x08", b""])
            out += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, flags, method, 0, 33, 0, 0, 0, len(raw), 0) + raw + body
            out += sig + struct.pack("<III", crc, len(body), len(data))
        else:
            out += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, flags, method, 0, 33, crc, len(body), len(data), len(raw), 0) + raw + body
        extra, sizes, where = b"", (len(body), len(data)), at
        if way == "zip64":
            extra = struct.pack("<HHQQQ", 1, 24, len(data), len(body), at)
            sizes, where = (0xFFFFFFFF, 0xFFFFFFFF), 0xFFFFFFFF
        directory += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 20, flags, method, 0, 33, crc, *sizes, len(raw), len(extra), 0, 0, 0, 0, where) + raw + extra
    at, n = len(out), len(entries)
    tail = b""
    if way == "zip64":
        tail += struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, n, n, len(directory), at)
        tail += struct.pack("<IIQI", 0x07064B50, 0, at + len(directory), 1)
        at, n = 0xFFFFFFFF, 0xFFFF
    comment = b"a comment, PK\x05\x06 and more" if way == "comment" else b""
    if comment:
        comment = b"a comment and more"
    tail += struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, n, n, len(directory) & 0xFFFFFFFF, at & 0xFFFFFFFF, len(comment)) + comment
    return lead + out + directory + tail


def plain(**other):
    """The most ordinary way of writing, with changes."""
    how = dict(ns="transitional", prefix="", quote='"', declare=CHOICES["declare"][0], encoding="utf-8", targets="relative", names="usual",
               rels=True, types=True, dimension="right", refs="all", order="right", blank="", noise=False, strings="shared", zip="deflated",
               spans=False, twice=False, date1904=False)
    how.update(other)
    return how
