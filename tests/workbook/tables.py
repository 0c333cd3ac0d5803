#!/usr/bin/python3
"""What the inspection says about tables in sheets: looks, merges, hidden things and what the file itself
calls tables; and that code in the sandbox is told the same.

  tables.py FETTLE
"""
import json
import os
import subprocess
import sys
import tempfile

from book import PACKAGE, letters
from traps import MAIN, OFFICE, parts_of, zipped

fettle = sys.argv[1]
tmp = tempfile.TemporaryDirectory()
bad = count = 0
PLAIN, BOLD, GREY, HEAD, TOTAL, DAY = range(6)  # cell formats
STYLES = ("<fonts><font/><font><b/></font><font><i/><color rgb='FF808080'/></font></fonts>"
          "<fills><fill/><fill><patternFill patternType='gray125'/></fill><fill><patternFill patternType='solid'><fgColor rgb='FFDDEEFF'/></patternFill></fill></fills>"
          "<borders><border/><border><top style='double'/></border></borders>"
          "<cellXfs><xf/><xf fontId='1'/><xf fontId='2'/><xf fontId='1' fillId='2'/><xf fontId='1' borderId='1'/><xf numFmtId='14'/></cellXfs>")


def cell(c, r, v):
    v, style = v if isinstance(v, tuple) else (v, PLAIN)
    if v is None:
        return ""
    at = '<c r="%s%d" s="%d"' % (letters(c), r, style)
    if isinstance(v, str):
        return at + ' t="inlineStr"><is><t>%s</t></is></c>' % v
    return at + "><v>%r</v></c>" % v


def grid(lines, first=1, hidden=()):
    """Rows of cells: a value, or (value, format); None: no cell."""
    return "".join('<row r="%d"%s>%s</row>' % (r, ' hidden="1"' if r in hidden else "", "".join(cell(c, r, v) for c, v in enumerate(line, 1)))
                   for r, line in enumerate(lines, first) if line)


def styled(style, *values):
    return [(v, style) for v in values]


def merged(*refs):
    return "<mergeCells>%s</mergeCells>" % "".join('<mergeCell ref="%s"/>' % r for r in refs)


def book(sheets, tables=(), names=""):
    """sheets: (name, state, before the rows, rows, behind them); tables: (ref, more attributes) of the first sheet."""
    listed = "".join('<sheet name="%s" sheetId="%d" state="%s" r:id="s%d"/>' % (s[0], i, s[1], i) for i, s in enumerate(sheets, 1))
    more = {"xl/s%d.xml" % i: '<worksheet xmlns="%s">%s<sheetData>%s</sheetData>%s</worksheet>' % (MAIN, s[2], s[3], s[4]) for i, s in enumerate(sheets, 1)}
    more["xl/_rels/s1.xml.rels"] = '<Relationships xmlns="%s">%s</Relationships>' % (
        PACKAGE, "".join('<Relationship Id="t%d" Type="%s/table" Target="t%d.xml"/>' % (i, OFFICE, i) for i in range(len(tables))))
    for i, (ref, attributes) in enumerate(tables):
        more["xl/t%d.xml" % i] = '<table xmlns="%s" id="%d" name="T%d" ref="%s" %s/>' % (MAIN, i + 1, i, ref, attributes)
    rels = "".join('<Relationship Id="s%d" Type="%s/worksheet" Target="s%d.xml"/>' % (i, OFFICE, i) for i in range(1, len(sheets) + 1))
    return zipped(parts_of("", None, STYLES, '<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets>%s</workbook>' % (MAIN, OFFICE, listed, names),
                           '<Relationships xmlns="%s">%s<Relationship Id="y" Type="%s/styles" Target="styles.xml"/></Relationships>' % (PACKAGE, rels, OFFICE), more=more))


def one(lines, before="", behind="", **more):
    hidden = more.pop("hidden", ())
    return book([("S", "visible", before, grid(lines, hidden=hidden), behind)], **more)


def write(data):
    path = os.path.join(tmp.name, "t.xlsx")
    with open(path, "wb") as f:
        f.write(data)
    return path


def check(name, data, *, regions, roles=None, names=None, quirks=(), absent=(), hidden=None):
    """regions: (sheet, "A1:C9", heading rows); roles: of the first, by row; quirks: codes, or (code, where)."""
    global bad, count
    count += 1
    p = subprocess.run([fettle, "inspect", write(data), "--json"], capture_output=True, text=True)
    if p.returncode != 0:
        bad += 1
        print("%s: %s" % (name, p.stderr), file=sys.stderr)
        return
    got = json.loads(p.stdout)
    said = {q["code"]: q.get("where") for q in got["quirks"]}
    tests = [("tables", [(r["sheet"], "%s%d:%s%d" % (letters(r["left"]), r["top"], letters(r["right"]), r["bottom"]), r["header_rows"]) for r in got["regions"]], regions)]
    if roles:
        tests.append(("rows", [(c["from"], c["to"], c["class"]) for c in got["regions"][0]["rows"]], roles))
    if names:
        tests.append(("names", [c["name"] for c in got["columns"]], names))
    if hidden:
        tests.append(("hidden sheets", [s["name"] for s in got["source"]["sheets"] if s["hidden"]], hidden))
    for q in quirks:
        code, where = q if isinstance(q, tuple) else (q, None)
        tests.append(("quirk " + code, (code in said, said.get(code) if where else None), (True, where)))
    for code in absent:
        tests.append(("quirk " + code, code in said, False))
    for what, have, want in tests:
        if have != want:
            bad += 1
            print("%s: %s are %r, want %r" % (name, what, have, want), file=sys.stderr)


SALES = [["id", "region", "secret", "amount"]] + [[i, ["North", "South", "East"][i % 3], "x%d" % i, 100 + i] for i in range(1, 13)]
PAIRS = [["code", "name"]] + [["c%d" % i, "n%d" % i] for i in range(5)]

# ---- hidden things are read and said
check("hidden rows and columns", one(SALES, before='<cols><col min="3" max="3" hidden="1"/></cols>', hidden=(5, 6)), regions=[("S", "A1:D13", 1)],
      names=["id", "region", "secret", "amount"], quirks=[("hidden_rows", "A5:D6"), ("hidden_columns", "C1:C13")], absent=["hidden_sheets"])
check("filtered rows", one(SALES, behind='<autoFilter ref="A1:D13"/>', hidden=range(2, 12, 2)), regions=[("S", "A1:D13", 1)], quirks=["hidden_rows"])
check("hidden sheets", book([("Old", "hidden", "", grid(PAIRS), ""), ("Data", "visible", "", grid(SALES), ""), ("Very", "veryHidden", "", grid(PAIRS), "")]),
      regions=[("Old", "A1:B6", 1), ("Data", "A1:D13", 1), ("Very", "A1:B6", 1)], names=["id", "region", "secret", "amount"], hidden=["Old", "Very"], quirks=["hidden_sheets", "several_tables"])
check("a hidden sheet alone has a table", book([("Note", "visible", "", "", ""), ("Data", "hidden", "", grid(SALES), "")]), regions=[("Data", "A1:D13", 1)], hidden=["Data"], quirks=["hidden_sheets"])
check("a hidden empty sheet", book([("Data", "visible", "", grid(SALES), ""), ("E", "hidden", "", "", "")]), regions=[("Data", "A1:D13", 1)], hidden=["E"], absent=["hidden_sheets"])

# ---- what looks say
stores = [[g, "S%d" % k, 10 + k, 20 + k] for g in ("North", "South") for k in range(3)]
report = [styled(BOLD, "Quarterly report"), styled(GREY, "all amounts in kEUR"), [], styled(HEAD, "Region", "Store", "Q1", "Q2"), *stores[:3], styled(BOLD, "North", None, 33, 63),
          *stores[3:], styled(BOLD, "South", None, 33, 63), styled(TOTAL, "All", None, 66, 126), [], styled(GREY, "* preliminary"), ["Source: ledger"]]
classes = [(1, 2, "metadata"), (3, 3, "empty"), (4, 4, "header"), (5, 7, "data"), (8, 8, "derived"), (9, 11, "data"), (12, 13, "derived"), (14, 14, "empty"), (15, 16, "notes")]
plain = [[v[0] if isinstance(v, tuple) else v for v in line] for line in report]
check("bold rows that add up are totals", one(report), regions=[("S", "A4:D13", 1)], roles=classes, quirks=["total_rows", "preamble", "footer"])
check("a few plain digits may add up by chance", one(plain), regions=[("S", "A4:D13", 1)], absent=["total_rows"])
check("a bold row with a total word that does not add up", one([["k", "v"], *[["k%d" % i, i * 7] for i in range(6)], styled(BOLD, "Total", 1000)]), regions=[("S", "A1:B8", 1)],
      roles=[(1, 1, "header"), (2, 7, "data"), (8, 8, "derived")])
check("bold rows that do not add up are data", one([["k", "v", "w"], ["a", 5, 3], ["b", 6, 9], ["c", 9, 4], styled(BOLD, "d", 77, 91), ["e", 5, 2], ["f", 8, 5], ["g", 3, 6]]),
      regions=[("S", "A1:C8", 1)], roles=[(1, 1, "header"), (2, 8, "data")])
check("a grey note among the rows", one([["Region", "Q1", "Q2"], *[["R%d" % i, i, i * 2] for i in range(6)], styled(GREY, "after the audit"), *[["R%d" % i, i, i * 2] for i in range(6, 9)]]),
      regions=[("S", "A1:C11", 1)], roles=[(1, 1, "header"), (2, 7, "data"), (8, 8, "notes"), (9, 11, "data")])
check("a row of units", one([styled(BOLD, "site", "flow", "temp"), styled(GREY, None, "m3/s", "kg"), *[["s%d" % i, 1.5 * i, 20 + i] for i in range(6)]]), regions=[("S", "A1:C8", 2)],
      roles=[(1, 2, "header"), (3, 8, "data")], names=["site", "flow m3/s", "temp kg"])

# ---- what the file calls tables
side = [["a", "b", "c", "x", "y"], *[[r, r * 2, r * 3, "v%d" % r, "w%d" % r] for r in range(1, 6)]]
check("two tables side by side", one(side, tables=[("A1:C6", ""), ("D1:E6", "")]), regions=[("S", "A1:C6", 1), ("S", "D1:E6", 1)])
check("a table and cells beside it", one(side, tables=[("A1:C6", "")]), regions=[("S", "A1:C6", 1), ("S", "D1:E6", 1)])
check("a filter of some columns is no table", one(side, behind='<autoFilter ref="A1:C6"/>'), regions=[("S", "A1:E6", 1)])
check("two tables one below the other", one([["a", "b", "c"], [1, 2, 3], [4, 5, 6], [7, 8, 9], ["d", "e", "f"], [1, 2, 3], [4, 5, 6], [7, 8, 9]], tables=[("A1:C4", ""), ("A5:C8", "")]),
      regions=[("S", "A1:C4", 1), ("S", "A5:C8", 1)])
check("named ranges are hints", one([["a", "b"], [1, 2], [3, 4]], names="<definedNames><definedName name='n'>S!$A$1:$B$3</definedName><definedName name='x'>S!$B$2</definedName></definedNames>"),
      regions=[("S", "A1:B3", 1)])
check("tables apart", one([["name", "age", None, "sku", "price", "qty"], ["ann", 3, None, "A1", 1.5, 3], ["bob", 4, None, "A2", 2.5, 4], ["cy", 5, None, "A3", 3.5, 1], [], [], [],
                           ["day", "visits"], [(45292, DAY), 10], [(45293, DAY), 20], [(45294, DAY), 35]]),
      regions=[("S", "A1:B4", 1), ("S", "D1:F4", 1), ("S", "A8:B11", 1)])

# ---- headings
levels = [["Region", "2024", None, None, None, "2025", None, None, None], [None, "H1", None, "H2", None, "H1", None, "H2", None], [None] + ["Plan", "Actual"] * 4,
          *[["R%d" % i] + [i * 10 + k for k in range(8)] for i in range(6)]]
joins = ("A1:A3", "B1:E1", "F1:I1", "B2:C2", "D2:E2", "F2:G2", "H2:I2")
across = ["Region"] + ["%s %s %s" % (y, h, k) for y in ("2024", "2025") for h in ("H1", "H2") for k in ("Plan", "Actual")]
check("three merged levels", one(levels, behind=merged(*joins)), regions=[("S", "A1:I9", 3)], names=across, quirks=["merged_header"])
check("rows that stay in sight", one([["group", None, "A", "A"], ["id", "x", "y", "z"], *[[i, i + 1, i + 2, i + 3] for i in range(8)]],
                                     before='<sheetViews><sheetView workbookViewId="0"><pane ySplit="2" topLeftCell="A3" state="frozen"/></sheetView></sheetViews>'), regions=[("S", "A1:D10", 2)])
groups = [["Region", "Store", "Sales"]] + [["Reg%d" % (i // 3) if i % 3 == 0 else None, "S%d" % (i % 3), i + 1] for i in range(9)]
check("merged cells name groups of rows", one(groups, behind=merged("A2:A4", "A5:A7", "A8:A10")), regions=[("S", "A1:C10", 1)], quirks=["merged_cells"])

# ---- the same in the sandbox
CODE = """import json
def transform(df, ctx):
    print(json.dumps([ctx.merged, ctx.kinds, ctx.sheets, ctx.header_rows, [[r["sheet"], r["top"], r["left"], r["bottom"], r["right"], r["header_rows"], r["rows"]] for r in ctx.regions]]))
    return df.iloc[:1]
"""
code = os.path.join(tmp.name, "c.py")
with open(code, "w", encoding="utf-8") as f:
    f.write(CODE)
count += 1
p = subprocess.run([fettle, "exec", code, write(book([("M", "visible", "", grid(levels), merged(*joins)), ("Old", "hidden", "", grid(PAIRS), "")])), "--json"], capture_output=True, text=True)
got = json.loads(json.loads(p.stdout)["stdout"]) if p.returncode == 0 else p.stderr
want = [list(joins), ["text"] + ["integer"] * 8, ["M", "Old"], 3,
        [["M", 1, 1, 9, 9, 3, [{"from": 1, "to": 3, "class": "header"}, {"from": 4, "to": 9, "class": "data"}]],
         ["Old", 1, 1, 6, 2, 1, [{"from": 1, "to": 1, "class": "header"}, {"from": 2, "to": 6, "class": "data"}]]]]
if got != want:
    bad += 1
    print("exec: ctx says %r, want %r" % (got, want), file=sys.stderr)
print("tables in sheets: %d workbooks, %d wrong" % (count, bad))
sys.exit(bad > 0)
