"""One trap at a time: what single programs write, or what breaks readers. Truth by construction."""
import random
import struct

from book import NS, PACKAGE, Book, date_text, number_text, pack, plain

MAIN, OFFICE = NS["transitional"]
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def parts_of(sheet, strings=None, styles=None, book=None, rels=None, **other):
    """An ordinary package around sheet XML (the whole part, or what stands inside <worksheet>)."""
    if not sheet.lstrip().startswith(("<?xml", "<worksheet", "<x:", "<!DOCTYPE")):
        sheet = '%s<worksheet xmlns="%s" xmlns:r="%s">%s</worksheet>' % (HEAD, MAIN, OFFICE, sheet)
    p = {"_rels/.rels": '<Relationships xmlns="%s"><Relationship Id="a" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (PACKAGE, OFFICE),
         "xl/workbook.xml": book or '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="S" sheetId="1" r:id="s1"/></sheets></workbook>' % (MAIN, OFFICE),
         "xl/_rels/workbook.xml.rels": rels or '<Relationships xmlns="%s"><Relationship Id="s1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/>'
         '<Relationship Id="t" Type="%s/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="%s/styles" Target="styles.xml"/></Relationships>' % (
             PACKAGE, OFFICE, OFFICE, OFFICE),
         "xl/worksheets/sheet1.xml": sheet}
    if strings is not None:
        p["xl/sharedStrings.xml"] = strings if strings.startswith(("<sst", "<?xml", "<!")) else '<sst xmlns="%s">%s</sst>' % (MAIN, strings)
    if styles is not None:
        p["xl/styles.xml"] = styles if styles.startswith(("<styleSheet", "<?xml")) else '<styleSheet xmlns="%s">%s</styleSheet>' % (MAIN, styles)
    p.update(other.get("more", {}))
    return p


def zipped(parts, way="deflated"):
    return pack([(k, v if isinstance(v, bytes) else v.encode("utf-8")) for k, v in parts.items()], way, random.Random(1))


def rows(*lines):
    return "<sheetData>%s</sheetData>" % "".join("<row>%s</row>" % s for s in lines)


def value(v, t=None, s=None, f=""):
    return "<c%s%s>%s<v>%s</v></c>" % (' t="%s"' % t if t else "", ' s="%d"' % s if s is not None else "", f, v)


def values():
    """name, sheet XML, strings, styles, rows"""
    one = value(1)
    yield "numbers", rows(*[value(s) for s in ("1", "1.0", "1.50", "-0", "0.1", "1E3", "1e-7", "1.0000000000000001E-2", "123456789012345678", "0.30000000000000004",
                                               "+5", " 7 ", "\n8\n", "1E+2", "4.9406564584124654E-324", "1.7976931348623157E308", ".5", "5.", "00012", "1e15", "1E16", "-1E-5",
                                               "99999999999999999999", "2.2250738585072014E-308", "8.0000000000000004E-2")]), None, None, [
        [number_text(float(s))] for s in ("1", "1", "1.5", "0", ".1", "1000", "1e-7", ".01", "123456789012345678", "0.30000000000000004", "5", "7", "8", "100",
                                          "5e-324", "1.7976931348623157e308", ".5", "5", "12", "1e15", "1e16", "-1e-5", "1e20", "2.2250738585072014e-308", ".08")]
    yield "bools", rows(*[value(s, "b") for s in ("1", "0", "true", "false", "TRUE", " 1 ")]), None, None, [[s] for s in ("TRUE", "FALSE", "TRUE", "FALSE", "TRUE", "TRUE")]
    yield "errors", rows(*[value(s, "e") for s in ("#N/A", "#DIV/0!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!")]), None, None, [
        [s] for s in ("#N/A", "#DIV/0!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!")]
    yield "iso_dates", rows(*[value(s, "d") for s in ("2024-02-29", "2024-02-29T00:00:00", "2024-02-29T12:34:56", "2024-02-29T12:34:56.789", "12:34:56", "2024-02-29T12:34:56Z",
                                                      "1899-12-31T06:00:00")]), None, None, [
        [s] for s in ("2024-02-29", "2024-02-29", "2024-02-29T12:34:56", "2024-02-29T12:34:56.789", "12:34:56", "2024-02-29T12:34:56", "1899-12-31T06:00:00")]
    yield "formula_strings", rows(value("a", "str", f="<f>B1</f>") + value("", "str", f="<f>B1</f>") + "<c><f>NOW()</f></c>" + value("7", f='<f t="dataTable" ref="A1" dt2D="1"/>') +
                                  value("x &lt;y&gt;", "str") + value("  pad ", "str")), None, None, [["a", "", "", "7", "x <y>", "  pad "]]
    yield "inline_runs", rows('<c t="inlineStr"><is><r><rPr><b/><sz val="9"/></rPr><t>bold</t></r><r><t xml:space="preserve"> and </t></r><r><t>plain</t></r></is></c>'
                              '<c t="inlineStr"><is><t>kanji</t><rPh sb="0" eb="1"><t>kana</t></rPh></is></c><c t="inlineStr"><is/></c><c t="inlineStr"><is><t/></is></c>'
                              '<c t="inlineStr"><v>ignored?</v></c>' + one), None, None, None
    yield "inline_without_type", rows("<c><is><t>text</t></is></c>" + one), None, None, [["text", "1"]]
    yield "shared_items", rows("".join(value(i, "s") for i in range(9))), (
        "<si><t>a</t></si><si/><si><t/></si><si><t xml:space='preserve'> b </t></si><si><r><t>c</t></r><r><t>d</t></r></si><si><rPh sb='0' eb='1'><t>no</t></rPh><t>e</t></si>"
        "<si><t>f</t><phoneticPr fontId='1'/></si><si><t>g&#10;h&#13;&#10;i</t></si><si><t><![CDATA[<j>&amp;]]></t></si>"), None, [
        ["a", "", "", " b ", "cd", "e", "f", "g\nh\r\ni", "<j>&amp;"]]
    yield "shared_escapes", rows("".join(value(i, "s") for i in range(8))), "".join("<si><t>%s</t></si>" % s for s in (
        "_x0041_", "_x005F_x0041_", "a_x000D_\nb", "_xD83D__xDE00_", "_x00e9_", "_X0041_", "_x41_", "__x0041__")), None, [
        ["A", "_x0041_", "a\r\nb", "😀", "é", "_X0041_", "_x41_", "_A_"]]
    yield "shared_missing_index", rows(value(0, "s") + value(9, "s") + value(-1, "s") + value("", "s") + value(1, "s")), "<si><t>a</t></si><si><t>b</t></si>", None, [["a", "", "", "", "b"]]
    yield "shared_count_lies", rows(value(1, "s")), '<sst xmlns="%s" count="4000000000" uniqueCount="4000000000"><si><t>a</t></si><si><t>b</t></si></sst>' % MAIN, None, [["b"]]
    yield "shared_prefixed", rows(value(0, "s")), '<ns3:sst xmlns:ns3="%s"><ns3:si><ns3:t>a</ns3:t></ns3:si></ns3:sst>' % MAIN if False else \
        '<?xml version="1.0"?><ns3:sst xmlns:ns3="%s"><ns3:si><ns3:r><ns3:t>a</ns3:t></ns3:r></ns3:si></ns3:sst>' % MAIN, None, [["a"]]
    yield "shared_with_space", rows(value(0, "s") + value(1, "s")), "\n <si>\n  <t>a</t>\n </si>\n <si>\n <r>\n <t>b</t>\n </r> </si>\n", None, [["a", "b"]]
    yield "newlines", rows(value(0, "s")), "<si><t>a\r\nb\rc\nd</t></si>", None, [["a\nb\nc\nd"]]
    yield "rows_out_of_order", '<sheetData><row r="3"><c r="B3"><v>5</v></c></row><row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row><row r="3"><c r="A3"><v>4</v></c></row></sheetData>', \
        None, None, [["1", "", "3"], [], ["4", "5"]]
    yield "cell_twice", '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData>', None, None, [["2"]]
    yield "cell_in_other_row", '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B2"><v>2</v></c></row></sheetData>', None, None, [["1"], ["", "2"]]
    yield "row_gap", '<sheetData><row r="5"><c><v>1</v></c></row><row><c><v>2</v></c></row><row r="9"/><row><c><v>3</v></c></row></sheetData>', None, None, [
        [], [], [], [], ["1"], ["2"], [], [], [], ["3"]]
    yield "last_column", '<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>', None, None, [[""] * 16383 + ["1"]]
    yield "empty_sheet", "<sheetData/>", None, None, []
    yield "empty_sheet_2", "", None, None, []
    yield "empty_rows", '<sheetData><row r="1"/><row r="2"></row><row r="3"><c r="A3"/></row></sheetData>', None, None, []
    yield "styled_blank", '<sheetData>%s</sheetData>' % "".join('<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (i, i) for i in range(1, 3000)), None, \
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>', []
    yield "formatted_to_the_end", '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" s="1"><v>7</v></c></row>%s</sheetData>' % "".join(
        '<row r="%d" s="1" customFormat="1" ht="15"/>' % i for i in range(2, 1048577)), None, '<cellXfs><xf numFmtId="0"/><xf numFmtId="2"/></cellXfs>', [["7"]]
    yield "merged", '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"/><c r="C1"><v>3</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>', None, None, [["1", "", "3"]]
    yield "merged_with_value", '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref=""/></mergeCells>', None, None, [["1", "2"]]
    yield "hidden", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>', None, None, [["1", "2"]]
    yield "attributes_mixed", "<sheetData><row hidden='false' r = '1' ><c t = \"n\"  r='A1'\n s='0' cm=\"1\" vm=\"1\" ph='1'><v  xml:space='preserve'>1</v\n></c ></row ></sheetData>", None, None, [["1"]]
    yield "unknown_type", rows(value("1", "z") + one), None, None, None
    yield "style_out_of_range", rows(value("5", s=999) + value(45000, s=-1)), None, '<cellXfs><xf numFmtId="0"/></cellXfs>', [["5", "45000"]]
    yield "style_empty_attribute", '<sheetData><row r="1"><c r="A1" s="" t=""><v>5</v></c></row></sheetData>', None, None, [["5"]]
    yield "comments_and_pis", "<!-- a --><sheetData><!-- <row> --><row><?pi x?><c><!-- b --><v>1<!-- c -->2</v></c></row><!-- </sheetData> --></sheetData>", None, None, [["12"]]
    yield "cdata", rows('<c t="str"><v><![CDATA[a<b]]>&amp;c</v></c>'), None, None, [["a<b&c"]]
    yield "foreign_cells", '<sheetData><row r="1"><z:c xmlns:z="urn:z" r="A1"><z:v>6</z:v></z:c><c r="B1"><v>1</v><extLst><ext uri="x"><v>7</v></ext></extLst></c></row></sheetData>', None, None, [["", "1"]]
    yield "cell_namespaced", '<sheetData><row r="1"><z:c xmlns:z="%s" r="A1"><z:v>6</z:v></z:c></row></sheetData>' % MAIN, None, None, [["6"]]
    yield "row_after_data", rows(one) + '<extLst><ext uri="u"><row r="1"><c r="A1"><v>9</v></c></row></ext></extLst>', None, None, [["1"]]
    yield "two_datas", rows(one) + '<sheetData><row r="2"><c r="A2"><v>2</v></c></row></sheetData>', None, None, None
    yield "long_text", rows(value(0, "s") + '<c t="inlineStr"><is><t>%s</t></is></c>' % ("y" * 70000)), "<si><t>%s</t></si>" % ("é" * 40000), None, [["é" * 40000, "y" * 70000]]
    yield "entities", rows('<c t="str"><v>&#65;&#x42;&amp;amp;&apos;&quot;&#x1F600;&#160;</v></c>'), None, None, [["AB&amp;'\"😀\u00a0"]]


def formats():
    """Every number format alone, over several serials, in both date systems."""
    from book import BUILTIN, FORMATS
    serials = [0, 0.25, 1, 1.5, 59, 60, 60.5, 61, 36526, 45351.999988425925, 45351.5209490741, 2958465, 2958466, -1, -0.5, 0.9999999999, 44561.99999999999]
    for d1904 in (False, True):
        b = Book(random.Random(1), plain(date1904=d1904))
        cells = {}
        for r, (code, what) in enumerate(FORMATS + list(BUILTIN.items())):
            for c, v in enumerate(serials):
                w = "number" if what == "date" and v > (2957003 if d1904 else 2958465) + .9999999 else what
                cells[r + 1, c + 1] = b.number(v, "%.17g" % v, code, w)
        b.add("formats", cells)
        yield "formats_%s" % ("1904" if d1904 else "1900"), b.save(), {1: b.truth(0)}
    for i in list(range(27, 37)) + list(range(50, 59)):  # East Asian editions
        yield "format_id_%d" % i, zipped(parts_of(rows(value(45351, s=1)), None, '<cellXfs><xf numFmtId="0"/><xf numFmtId="%d"/></cellXfs>' % i)), {1: [["2024-02-29"]]}
    # an id below 164 that the file defines itself; one that nobody defines; one defined twice
    own = '<numFmts><numFmt numFmtId="14" formatCode="0.00"/><numFmt numFmtId="50" formatCode="0"/><numFmt numFmtId="1" formatCode="yyyy"/></numFmts>'
    yield "format_own_id", zipped(parts_of(rows(value(45351, s=1) + value(45351, s=2) + value(45351, s=3) + value(45351, s=4)), None,
                                           own + '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="50"/><xf numFmtId="1"/><xf numFmtId="9999"/></cellXfs>')), {
        1: [["45351", "45351", "2024-02-29", "45351"]]}
    yield "format_of_style", zipped(parts_of(rows(value(45351, s=0)), None, '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0" xfId="0"/></cellXfs>')), {1: [["45351"]]}
    yield "format_in_dxf", zipped(parts_of(rows(value(45351, s=1)), None, '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs><dxfs><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs>')), {1: [["45351"]]}


def books():
    def sheet(v):
        return '<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1"><v>%s</v></c></row></sheetData></worksheet>' % (MAIN, v)

    def rels(*items):
        return '<Relationships xmlns="%s">%s</Relationships>' % (PACKAGE, "".join('<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (i, OFFICE, t, n) for i, t, n in items))

    def book(inner, *names):
        return '<workbook xmlns="%s" xmlns:r="%s">%s<sheets>%s</sheets></workbook>' % (MAIN, OFFICE, inner, "".join(
            '<sheet name="%s" sheetId="%d" r:id="%s" %s/>' % (n, i + 1, r, x) for i, (n, r, x) in enumerate(names)))
    two = {"xl/worksheets/sheet2.xml": sheet(2), "xl/worksheets/sheet3.xml": sheet(3)}
    three = rels(("a", "worksheet", "worksheets/sheet1.xml"), ("b", "worksheet", "worksheets/sheet2.xml"), ("c", "worksheet", "worksheets/sheet3.xml"))
    yield "order_by_book", zipped(parts_of(sheet(1), book=book("", ("x", "c", ""), ("y", "a", ""), ("z", "b", "")), rels=three, more=two)), {1: [["3"]], 2: [["1"]], 3: [["2"]]}
    yield "hidden_sheets", zipped(parts_of(sheet(1), book=book("", ("x", "a", 'state="veryHidden"'), ("y", "b", 'state="hidden"'), ("z", "c", 'state="visible"')), rels=three, more=two)), {
        1: [["1"]], 2: [["2"]], 3: [["3"]]}
    yield "names", zipped(parts_of(sheet(1), book=book("", ("Ünï &amp; &lt;co&gt;", "a", ""), ("3", "b", ""), (" z", "c", "")), rels=three, more=two)), {
        "Ünï & <co>": [["1"]], 2: [["2"]], " z": [["3"]]}
    chart = '<chartsheet xmlns="%s"><sheetViews><sheetView workbookViewId="0"/></sheetViews></chartsheet>' % MAIN
    yield "chart_sheet", zipped(parts_of(sheet(1), book=book("", ("chart", "b", ""), ("data", "a", "")), rels=rels(
        ("a", "worksheet", "worksheets/sheet1.xml"), ("b", "chartsheet", "chartsheets/sheet1.xml")), more={"xl/chartsheets/sheet1.xml": chart})), {1: [], 2: [["1"]]}
    dialog = '<dialogsheet xmlns="%s"><sheetPr/></dialogsheet>' % MAIN
    macro = '<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" xmlns="%s"><sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData></xm:macrosheet>' % MAIN
    yield "dialog_and_macro", zipped(parts_of(sheet(1), book=book("", ("d", "b", ""), ("data", "a", ""), ("m", "c", "")), rels=rels(
        ("a", "worksheet", "worksheets/sheet1.xml"), ("b", "dialogsheet", "dialogsheets/sheet1.xml"), ("c", "xlMacrosheet", "macrosheets/sheet1.xml")),
        more={"xl/dialogsheets/sheet1.xml": dialog, "xl/macrosheets/sheet1.xml": macro})), {1: [], 2: [["1"]]}
    yield "missing_sheet", zipped(parts_of(sheet(1), book=book("", ("gone", "b", ""), ("data", "a", "")), rels=rels(("a", "worksheet", "worksheets/sheet1.xml"), ("b", "worksheet", "worksheets/no.xml")))), {
        1: [], 2: [["1"]]}
    yield "external_links", zipped(parts_of(sheet(1), rels='<Relationships xmlns="%s"><Relationship Id="s1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="e" Type="%s/externalLink" '
                                            'Target="http://bad uri/[x].xlsx" TargetMode="External"/><Relationship Id="h" Type="%s/hyperlink" Target="mailto:a@b" TargetMode="External"/></Relationships>' % (
                                                PACKAGE, OFFICE, OFFICE, OFFICE))), {1: [["1"]]}
    yield "defined_names", zipped(parts_of(sheet(1), book='<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="it\'s" sheetId="1" r:id="s1"/></sheets><definedNames>%s</definedNames></workbook>' % (
        MAIN, OFFICE, "".join('<definedName name="%s"%s>%s</definedName>' % n for n in (
            ("_xlnm.Print_Titles", ' localSheetId="0"', "'it''s'!$A:$B,'it''s'!$1:$9"), ("_xlnm.Print_Area", ' localSheetId="7"', "'it''s'!$A$1:$XFD$1048576"), ("gone", "", "#REF!"), ("", "", ""),
            ("open", "", "'it''s!$A$1"), ("far", "", "'it''s'!$A$1:$ZZZ$9999999"), ("sum", "", "SUM('it''s'!$A$1:$B$4)*2"), ("book", "", "[1]x!$A$1"), ("long", "", "'it''s'!$A$1," * 2000),
            ("data", ' hidden="1"', "'it''s'!$A$1:$B$4")))))), {"it's": [["1"]]}
    beside = ('<Relationships xmlns="%s">' % PACKAGE + "".join('<Relationship Id="b%d" Type="%s/%s" Target="%s"/>' % (i, OFFICE, t, n) for i, (t, n) in enumerate(
        [("table", "../tables/table1.xml"), ("table", "/xl/tables/gone.xml"), ("comments", "../comments1.xml"), ("vmlDrawing", "../drawings/vmlDrawing1.vml")])) + "</Relationships>")
    yield "tables_and_comments", zipped(parts_of(sheet(1), more={
        "xl/worksheets/_rels/sheet1.xml.rels": beside, "xl/drawings/vmlDrawing1.vml": "<xml>no XML: <br></xml>",
        "xl/tables/table1.xml": '<table xmlns="%s" id="1" name="T" displayName="T" ref="A1:C1048576" totalsRowCount="1"><autoFilter ref="A1:C9"/><tableColumns count="3"/></table>' % MAIN,
        "xl/comments1.xml": '<comments xmlns="%s"><authors><author>me</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>why?</t></r></text></comment><comment ref="?"/></commentList></comments>' % MAIN})), {
        1: [["1"]]}
    yield "many_hyperlinks", zipped(parts_of(sheet(1), more={"xl/worksheets/_rels/sheet1.xml.rels": '<Relationships xmlns="%s">%s</Relationships>' % (PACKAGE, "".join(
        '<Relationship Id="h%d" Type="%s/hyperlink" Target="http://a.example/%d" TargetMode="External"/>' % (i, OFFICE, i) for i in range(65530)))})), {1: [["1"]]}
    for spelt, v in (("1", True), ("true", True), ("0", False), ("false", False), ("on", True)):
        yield "date1904_%s" % spelt, zipped(parts_of(rows(value(0.5, s=1) + value(1, s=1)), None, '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
                                                     book=book('<workbookPr date1904="%s"/>' % spelt, ("S", "s1", "")))), {1: [[date_text(0.5, v), date_text(1, v)]]}
    yield "alternate_content", zipped(parts_of(sheet(1), book='<workbook xmlns="%s" xmlns:r="%s" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x15">'
                                               '<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="urn:x" url="C:\\a"/></mc:Choice></mc:AlternateContent>'
                                               '<sheets><sheet name="S" sheetId="1" r:id="s1"/></sheets></workbook>' % (MAIN, OFFICE))), {1: [["1"]]}
    yield "rid_other_prefix", zipped(parts_of(sheet(1), book='<workbook xmlns="%s" xmlns:d3p1="%s"><sheets><sheet name="S" sheetId="1" d3p1:id="s1"/></sheets></workbook>' % (MAIN, OFFICE))), {1: [["1"]]}
    yield "rid_declared_on_sheet", zipped(parts_of(sheet(1), book='<x:workbook xmlns:x="%s"><x:sheets><x:sheet xmlns:q="%s" name="S" sheetId="1" q:id="s1"/></x:sheets></x:workbook>' % (MAIN, OFFICE))), {1: [["1"]]}
    yield "rid_without_prefix", zipped(parts_of(sheet(1), book='<workbook xmlns="%s"><sheets><sheet name="S" sheetId="1" id="s1"/></sheets></workbook>' % MAIN)), {1: [["1"]]}
    yield "no_namespace", zipped(parts_of("<?xml version='1.0'?><worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData></worksheet>",
                                          book="<workbook><sheets><sheet name='S' sheetId='1' id='s1'/></sheets></workbook>")), {1: [["1"]]}
    yield "no_root_rels", zipped({k: v for k, v in parts_of(sheet(1)).items() if k != "_rels/.rels"}), {1: [["1"]]}
    yield "no_book_rels", zipped({k: v for k, v in parts_of(sheet(1)).items() if "workbook.xml.rels" not in k}), {1: [["1"]]}
    yield "no_style_rel", zipped(parts_of(rows(value(1, "s", 0)), "<si><t>a</t></si><si><t>b</t></si>", rels=rels(("s1", "worksheet", "/xl/worksheets/sheet1.xml")))), {1: [["b"]]}
    yield "percent_target", zipped(parts_of("", rels=rels(("s1", "worksheet", "worksheets/my%20sheet.xml")), more={"xl/worksheets/my sheet.xml": sheet(7)})), {1: [["7"]]}
    yield "percent_name", zipped(parts_of("", rels=rels(("s1", "worksheet", "worksheets/my%20sheet.xml")), more={"xl/worksheets/my%20sheet.xml": sheet(7)})), {1: [["7"]]}
    yield "xl_prefixed_target", zipped(parts_of("", rels=rels(("s1", "worksheet", "xl/worksheets/sheet9.xml")), more={"xl/worksheets/sheet9.xml": sheet(7)})), {1: [["7"]]}
    # two parts of one name: the last counts, as for openpyxl, SheetJS and calamine (Excel asks whether to repair)
    twice = [(k, v.encode("utf-8")) for k, v in parts_of(sheet(2)).items()]
    for way in ("deflated", "stored", "descriptor"):
        yield "part_twice_" + way, pack([("xl/worksheets/sheet1.xml", sheet(1).encode("utf-8")), *twice], way, random.Random(1)), {1: [["2"]]}
    yield "part_twice_by_case", pack([*twice, ("XL/Worksheets/Sheet1.xml", sheet(1).encode("utf-8"))]), {1: [["2"]]}
    yield "leading_blank_xml", zipped(parts_of("\n  " + HEAD + sheet(4))), {1: [["4"]]}
    yield "latin1_part", pack([(k, v.encode("utf-8")) for k, v in parts_of("").items() if "sheet1" not in k] + [
        ("xl/worksheets/sheet1.xml", ('<?xml version="1.0" encoding="ISO-8859-1"?>' + sheet(1).replace("<c r=\"A1\"><v>1</v>", "<c r=\"A1\" t=\"str\"><v>é</v>")).encode("latin-1"))]), {1: [["é"]]}
    yield "cp1252_part", pack([(k, v.encode("utf-8")) for k, v in parts_of("").items() if "sheet1" not in k] + [
        ("xl/worksheets/sheet1.xml", ('<?xml version="1.0" encoding="windows-1252"?>' + sheet(1).replace("<c r=\"A1\"><v>1</v>", "<c r=\"A1\" t=\"str\"><v>€5</v>")).encode("cp1252"))]), {1: [["€5"]]}
    yield "utf16be_strings", pack([(k, v.encode("utf-8")) for k, v in parts_of(rows(value(0, "s"))).items()] + [
        ("xl/sharedStrings.xml", b"\xfe\xff" + ('<?xml version="1.0" encoding="UTF-16"?><sst xmlns="%s"><si><t>ü</t></si></sst>' % MAIN).encode("utf-16-be"))]), {1: [["ü"]]}
    content = {"[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="x"/></Types>'}
    for suffix in (".xlsm", ".xltx", ".xltm", ".xlam", ".zip", ".dat", ".csv", ".XLSX"):
        yield "suffix" + suffix, zipped(parts_of(sheet(1), more=content)), {1: [["1"]]}, suffix


def ole(*names):
    """A compound file with these stream names in its directory (sector 1)."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    directory = b""
    for n in ("Root Entry",) + names:
        raw = n.encode("utf-16-le") + b"\0\0"
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), 5 if n == "Root Entry" else 2, 1) + b"\xff" * 12 + b"\0" * 36 + struct.pack("<IQ", 0xFFFFFFFE, 0)
    return head[:512] + fat + directory.ljust(512, b"\0") + b"\0" * 2048


def refused():
    good = zipped(parts_of(rows(value(1))))
    yield "empty_file", b"", "empty"
    yield "encrypted_agile", ole("EncryptionInfo", "EncryptedPackage", "\x06DataSpaces"), "password"
    yield "xls_biff8", ole("Workbook", "\x05SummaryInformation"), "97-2003"
    yield "xls_biff5", ole("Book"), "Excel"
    yield "doc", ole("WordDocument"), "no "
    yield "biff2", struct.pack("<HHHH", 0x0009, 4, 2, 0x10) + b"\x01\x02" * 40, "Excel"
    yield "biff3", struct.pack("<HHHHH", 0x0209, 6, 0, 0x10, 0) + b"\x01\x02" * 40, "Excel"
    yield "biff4", struct.pack("<HHHHH", 0x0409, 6, 0, 0x10, 0) + b"\x01\x02" * 40, "Excel"
    yield "biff5_bare", struct.pack("<HHHHHH", 0x0809, 8, 0x500, 5, 0, 0) + b"\x01\x02" * 40, "Excel"
    yield "xlsb", zipped({"_rels/.rels": parts_of("")["_rels/.rels"].replace("workbook.xml", "workbook.bin"), "xl/workbook.bin": b"\x83\x01\0", "[Content_Types].xml": "<a/>"}), "binary workbook"
    yield "ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>", "META-INF/manifest.xml": "<a/>"}, "stored"), "OpenDocument"
    yield "docx", zipped({"word/document.xml": "<a/>", "_rels/.rels": parts_of("")["_rels/.rels"].replace("xl/workbook", "word/document")}), "Word"
    yield "pptx", zipped({"ppt/presentation.xml": "<a/>"}), "PowerPoint"
    yield "zip_of_text", zipped({"data.csv": "a,b\n1,2\n", "other.txt": "x"}), "zip"
    yield "zip_of_one_text", zipped({"readme.txt": "x"}), "without a workbook"
    yield "zip_empty", pack([]), "zip"
    yield "no_sheets", zipped(parts_of("", book='<workbook xmlns="%s"><sheets/></workbook>' % MAIN)), "without any sheet"
    yield "html", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "HTML"
    yield "html_doctype", b"\xef\xbb\xbf<!DOCTYPE html>\n<html></html>", "HTML"
    yield "xml2003", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>', "XML"
    yield "pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"
    yield "png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "image"
    yield "truncated", good[: len(good) * 2 // 3], "truncated"
    yield "cut_at_end", good[:-30], "truncated"
    yield "nothing_but_head", good[:40], "truncated"
    yield "doctype_sheet", zipped(parts_of('<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet xmlns="%s"><sheetData/></worksheet>' % MAIN)), "DOCTYPE"
    yield "doctype_strings", zipped(parts_of(rows(value(0, "s")), '<!DOCTYPE sst SYSTEM "file:///etc/passwd"><sst xmlns="%s"><si><t>a</t></si></sst>' % MAIN)), "DOCTYPE"
    yield "not_well_formed", zipped(parts_of("<sheetData><row><c><v>1</c></row></sheetData>")), "not well-formed"
    yield "ends_early", zipped(parts_of('<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>' % MAIN)), "not well-formed"
    yield "row_out_of_range", zipped(parts_of('<sheetData><row r="1048577"><c><v>1</v></c></row></sheetData>')), "1048577"
    yield "row_in_cell_out_of_range", zipped(parts_of('<sheetData><row><c r="A1048577"><v>1</v></c></row></sheetData>')), "A1048577"
    yield "col_out_of_range", zipped(parts_of('<sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData>')), "XFE1"
    yield "ref_nonsense", zipped(parts_of('<sheetData><row r="1"><c r="1A"><v>1</v></c></row></sheetData>')), "1A"
    yield "sparse", zipped(parts_of('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')), "sparse"
    yield "deep", zipped(parts_of("<sheetData>" + "<a>" * 5000 + "</a>" * 5000 + "</sheetData>")), "deep"
    encrypted = bytearray(good)
    for at in [i for i in range(len(good) - 4) if good[i:i + 4] in (b"PK\x03\x04", b"PK\x01\x02")]:
        encrypted[at + (6 if good[at + 2] == 3 else 8)] |= 1
    yield "zip_password", bytes(encrypted), "password"
    wrong = bytearray(good)
    at = good.index(b"PK\x01\x02")
    wrong[at + 16] ^= 0x55
    yield "crc_wrong", bytes(wrong), "checksum"
    method = bytearray(good)
    for at in [i for i in range(len(good) - 4) if good[i:i + 4] == b"PK\x01\x02"]:
        method[at + 10] = 9
    yield "method_9", bytes(method), "method 9"
    bomb = zipped(parts_of("<sheetData>" + " " * (40 << 20) + "</sheetData>"))
    yield "bomb", bomb, "times its size"
    yield "text_named_so", random.Random(3).randbytes(3000), "no "


def all_traps():
    for name, sheet, strings, styles, want in values():
        if want is not None:
            yield "value_" + name, zipped(parts_of(sheet, strings, styles)), {1: want}, ".xlsx"
    for t in formats():
        yield t[0], t[1], t[2], ".xlsx"
    for t in books():
        yield "book_" + t[0], t[1], t[2], t[3] if len(t) > 3 else ".xlsx"
    # text under a workbook's name goes to the reader of text
    yield "text_csv", b"a;b\n1;2\n", {1: [["a", "b"], ["1", "2"]]}, ".xlsx"
    yield "text_tabs_utf16", "a\tb\n1\t\u00e9\n2\tx\n".encode("utf-16"), {1: [["a", "b"], ["1", "\u00e9"], ["2", "x"]]}, ".xls"
    for name, data, why in refused():
        yield "refused_" + name, data, {1: why}, ".xlsx"
