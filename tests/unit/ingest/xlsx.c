#include "unit.h"

#include "inspect.h"
#include "pack.h"
#include "sheetsame.h"

#include <stdio.h>

extern const struct reader reader_xlsx;

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const char workbook_xml[] =
    "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'><sheets><sheet name='One' sheetId='1' "
    "r:id='a'/><sheet name='Two' sheetId='2' r:id='b' state='hidden'/></sheets></workbook>";
static const char rels_xml[] =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='a' Type='" OFFICE "/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='s' Type='" OFFICE "/styles' Target='/xl/styles.xml'/>"
    "<Relationship Id='t' Type='" OFFICE "/sharedStrings' Target='sharedStrings.xml'/>"
    "</Relationships>";
static const char styles_xml[] =
    "<x:styleSheet xmlns:x='" MAIN "'><x:numFmts><x:numFmt numFmtId='170' "
    "formatCode='dd/mm/yyyy'/></x:numFmts><x:fonts><x:font/><x:font><x:b/></x:font></x:fonts>"
    "<x:cellXfs><x:xf numFmtId='0'/><x:xf numFmtId='170'/><x:xf numFmtId='9' fontId='1'/>"
    "<x:xf numFmtId='46'/></x:cellXfs></x:styleSheet>";

struct made {
    struct arena a;
    struct source source;
    struct workbook book;
    struct err e;
    bool ok;
};

/* A workbook with this workbook part, this sheet XML (inside <worksheet>) and these shared strings
 * (inside <sst>). */
static void make_book(struct made *m, const char *book, const char *sheet, const char *strings)
{
    struct pack p = {0};
    struct read_options o = READ_DEFAULTS;
    char *text;

    *m = (struct made){0};
    arena_init(&m->a, 64 << 20);
    pack_add(&p, "xl/workbook.xml", book);
    pack_add(&p, "xl/_rels/workbook.xml.rels", rels_xml);
    pack_add(&p, "xl/styles.xml", styles_xml);
    text = arena_z(&m->a, arena_printf(&m->a, "<worksheet xmlns='" MAIN "'>%s</worksheet>", sheet));
    pack_add(&p, "xl/worksheets/sheet1.xml", text);
    text = arena_z(&m->a, arena_printf(&m->a, "<sst xmlns='" MAIN "'>%s</sst>", strings));
    pack_add(&p, "xl/sharedStrings.xml", text);
    m->source.name = S("test.xlsx");
    m->source.bytes = pack_take(&p, &m->a);
    assert_true(reader_xlsx.match(&m->source) > 50);
    m->ok = reader_xlsx.read(&m->source, &o, &m->a, &m->book, &m->e);
}

static void make(struct made *m, const char *sheet, const char *strings)
{
    make_book(m, workbook_xml, sheet, strings);
}

static slice cell(const struct made *m, int row, int col)
{
    const struct table *t = &m->book.sheet[0].cells;

    assert_true(row <= t->nrow && col <= t->ncol);
    return t->col[col - 1].cell[row - 1];
}

static enum cell_type type(const struct made *m, int row, int col)
{
    return sheet_type(&m->book.sheet[0], col - 1, row - 1);
}

static void values_types_and_looks(void **state)
{
    struct made m;

    (void)state;
    make(&m,
         "<sheetData><row r='1'><c r='A1' t='s'><v>1</v></c><c r='B1' s='1'><v>45351</v></c>"
         "<c r='C1' t='b'><v>1</v></c><c r='D1' t='e'><v>#N/A</v></c></row>"
         "<row r='2'><c r='A2' t='inlineStr'><is><r><t> in</t></r><r><t>line</t></r></is></c>"
         "<c r='B2' s='2'><v>0.25</v></c><c r='C2'><f>A1</f></c>"
         "<c r='D2' t='str'><f>x</f><v>a_x0041_</v></c><c r='E2' s='3'><v>1.5</v></c>"
         "<c r='F2' t='str'><f>A1</f></c></row>"
         "</sheetData><mergeCells><mergeCell ref='A1:B2'/></mergeCells>",
         "<si><t>zero</t></si><si><r><t>rich</t></r><rPh><t>no</t></rPh><r><t> text</t></r></si>");
    assert_true(m.ok);
    assert_int_equal(m.book.nsheet, 2);
    assert_slice(m.book.sheet[0].name, "One");
    assert_true(m.book.sheet[1].hidden);
    assert_slice(cell(&m, 1, 1), "rich text");
    assert_slice(cell(&m, 1, 2), "2024-02-29");
    assert_slice(cell(&m, 1, 3), "TRUE");
    assert_slice(cell(&m, 1, 4), "#N/A");
    assert_slice(cell(&m, 2, 1), " inline");
    assert_slice(cell(&m, 2, 2), "0.25");
    assert_slice(cell(&m, 2, 3), "");
    assert_slice(cell(&m, 2, 4), "aA");
    assert_slice(cell(&m, 2, 5), "36:00:00");
    assert_int_equal(type(&m, 1, 2), CELL_DATE);
    assert_int_equal(type(&m, 1, 3), CELL_BOOL);
    assert_int_equal(type(&m, 1, 4), CELL_ERROR);
    assert_int_equal(type(&m, 2, 3), CELL_EMPTY);
    assert_int_equal(type(&m, 2, 5), CELL_DURATION);
    assert_int_equal(sheet_look(&m.book.sheet[0], 1, 1), LOOK_BOLD | LOOK_PERCENT);
    assert_slice(sheet_format(&m.book.sheet[0], 1, 0), "dd/mm/yyyy");
    assert_int_equal(m.book.sheet[0].nmerged, 1);
    assert_int_equal(m.book.sheet[0].merged[0].right, 2);
    arena_free(&m.a);
}

static void places_are_kept_whatever_the_order(void **state)
{
    struct made m;

    (void)state;
    make(&m,
         "<cols><col min='2' max='3' hidden='1'/></cols><sheetData>"
         "<row r='3' hidden='1'><c r='C3'><v>7</v></c><c r='$a$3'><v>5</v></c></row>"
         "<row r='1'><c><v>1</v></c><c r='C1'><v>3</v></c><c><v>4</v></c></row>"
         "<row><c r='A2'><v>8</v></c><c r='A2'><v>9</v></c></row></sheetData>",
         "");
    assert_true(m.ok);
    assert_slice(cell(&m, 3, 3), "7");
    assert_slice(cell(&m, 3, 1), "5");
    assert_slice(cell(&m, 1, 1), "1");
    assert_slice(cell(&m, 1, 4), "4");
    assert_slice(cell(&m, 2, 1), "9");
    assert_true(m.book.sheet[0].row_hidden[2]);
    assert_false(m.book.sheet[0].row_hidden[0]);
    assert_true(m.book.sheet[0].col_hidden[1] && m.book.sheet[0].col_hidden[2]);
    arena_free(&m.a);
}

static void only_values_make_the_used_range(void **state)
{
    struct made m;

    (void)state;
    make(&m,
         "<dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1'><v>1</v></c>"
         "<c r='J1' s='2'/></row><row r='900000'><c r='A900000' s='1'/></row></sheetData>",
         "");
    assert_true(m.ok);
    assert_int_equal(m.book.sheet[0].cells.nrow, 1);
    assert_int_equal(m.book.sheet[0].cells.ncol, 1);
    arena_free(&m.a);
}

static void fails(const char *sheet, const char *strings, enum err_code code, const char *why)
{
    struct made m;

    make(&m, sheet, strings);
    assert_false(m.ok);
    assert_int_equal(m.e.code, code);
    assert_non_null(strstr(m.e.text, why));
    assert_non_null(strstr(m.e.text, "test.xlsx"));
    arena_free(&m.a);
}

static void hostile_sheets_are_refused(void **state)
{
    (void)state;
    fails("<sheetData><row r='1048577'/></sheetData>", "", E_SOURCE, "1048577");
    fails("<sheetData><row r='1'><c r='XFE1'><v>1</v></c></row></sheetData>", "", E_SOURCE, "XFE1");
    fails("<sheetData><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>", "",
          E_LIMIT, "sparse");
    fails("<sheetData><row></sheetData>", "", E_SOURCE, "well-formed");
    fails("", "<si>", E_SOURCE, "sharedStrings.xml");
}

static void odd_cells_are_reported(void **state)
{
    struct made m;

    (void)state;
    make(&m,
         "<sheetData><row r='1'><c r='A1' t='s'><v>99</v></c><c r='B1'><v>x1</v></c>"
         "<c r='C1'><f>1+1</f></c></row></sheetData>",
         "");
    assert_true(m.ok);
    assert_slice(cell(&m, 1, 2), "x1");
    assert_int_equal(type(&m, 1, 2), CELL_TEXT);
    assert_int_equal(m.book.quirks.n, 4); /* and the second sheet has no part */
    arena_free(&m.a);
}

static void usual_names_do_without_relationships(void **state)
{
    struct made m = {0};
    struct pack p = {0};
    struct read_options o = READ_DEFAULTS;

    (void)state;
    arena_init(&m.a, 1 << 20);
    pack_add(&p, "xl/workbook.xml", workbook_xml);
    pack_add(&p, "xl/sharedStrings.xml", "<sst xmlns='" MAIN "'><si><t>here</t></si></sst>");
    pack_add(&p, "xl/worksheets/sheet1.xml",
             "<worksheet xmlns='" MAIN "'><sheetData><row><c t='s'><v>0</v></c></row></sheetData>"
             "</worksheet>");
    m.source.name = S("test.xlsx");
    m.source.bytes = pack_take(&p, &m.a);
    assert_true(reader_xlsx.read(&m.source, &o, &m.a, &m.book, &m.e));
    assert_slice(cell(&m, 1, 1), "here");
    arena_free(&m.a);
}

static void agree(const char *rows)
{
    struct arena a;
    slice whole;

    arena_init(&a, 256 << 20);
    whole =
        arena_printf(&a, "<worksheet xmlns='" MAIN "'><sheetData>%s</sheetData></worksheet>", rows);
    if (!sheet_same(whole, &a)) fail_msg("expat refused: %s", rows);
    arena_free(&a);
}

static void scanner_and_expat_agree(void **state)
{
    static const char *const rows[] = {
        "",
        "<row/>",
        "<row r='2' hidden='true'/><row><c><v>1</v></c></row>",
        " <row r = '1'\n spans='1:2' >\n<c r='A1'\tt='s' >\n<v>\n0 </v>\n</c >\r\n</row > ",
        "<row><c t='str'><v>a&lt;b&#10;&#x1F600;&amp;lt;</v></c></row>",
        "<row><c t='str'><v>a\r\nb</v></c><c t='str'><v>\xC3\xA9\xEF\xBF\xBD</v></c></row>",
        "<row><c t='str'><v><![CDATA[</row>]]></v></c></row><row><c><v>2</v></c></row>",
        "<row><c><!-- </row> --><v>1</v><?pi </row> ?></c></row><row><c><v>2</v></c></row>",
        "<row><c t='inlineStr'><is><t xml:space='preserve'> x </t></is></c></row>",
        "<row><c "
        "t='inlineStr'><is><r><t>a</t></r><rPh><t>no</t></rPh><r><t>b</t></r></is></c></row>",
        "<row><c t='inlineStr'><is><t/></is></c><c t='inlineStr'><v>v</v></c><c/></row>",
        "<row><c><is><t>text</t></is></c><c t='str'><is><t>i</t></is><v>v</v></c></row>",
        "<row><c><v>1</v><v>2</v></c><c><f/><v/></c><c><f>A&amp;B</f></c></row>",
        "<row><c r='C1' s='1'><v>45351.5</v></c><c s='2'><v>1.5</v></c><c s='9' "
        "t='b'><v>1</v></c></row>",
        "<row><c t='e'><v>#DIV/0!</v></c><c t='d'><v>2024-01-01</v></c><c t='x'><v>7</v></c></row>",
        "<row><c xmlns='urn:other'><v>1</v></c></row><row><c><v>2</v></c></row>",
        "<row xmlns:x='urn:x'><x:c><v>1</v></x:c><c x:t='s'><v>2</v></c></row>",
        "<row><c t='str'><v>_x0041__x005F_x</v></c></row>",
        "<row><c r=\"A1\"><v>&#49;&#x32;</v></c><c t=\"&#115;\"><v>1</v></c></row>",
        "<row><c t='str'><v xml:space='preserve'> a </v></c><c t='s'><v/></c><c><v ></v></c></row>",
        "<!-- between --><row><c><v>1</v></c></row><?x?><row><c><v>2</v></c></row>",
        "<other><row><c><v>9</v></c></row></other><row><c><v>1</v></c></row>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) agree(rows[i]);
}

/* Rows across the pieces that a part comes in. */
static void long_sheets_agree(void **state)
{
    struct buf b = {0};

    (void)state;
    for (int r = 1; r < 20000; r++) {
        buf_printf(&b, "<row r='%d'><c r='A%d'><v>%d.25</v></c>", r, r, r);
        if (r % 7 == 0) buf_putz(&b, "<c t='str'><v><![CDATA[odd]]></v></c>");
        buf_printf(&b, "<c r='F%d' t='str'><v>r&amp;%d</v></c></row>", r, r);
    }
    buf_putc(&b, '\0');
    agree(b.p);
    buf_free(&b);
}

/* "<si >" is odd to the scanner, so expat reads the same texts. */
static void shared_strings_both_ways(void **state)
{
    static const char *const item[] = {"<t>plain</t>", "<t xml:space='preserve'> a &amp; b </t>",
                                       "<t/>", "<t>_x0041_\xC3\xA9&#10;</t>", "<t>]]&gt;</t>"};

    (void)state;
    for (size_t i = 0; i < sizeof item / sizeof *item; i++) {
        static const char rows[] =
            "<sheetData><row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row></sheetData>";
        struct made m;
        char text[200];

        snprintf(text, sizeof text, "<si>%s</si><si >%s</si>", item[i], item[i]);
        make(&m, rows, text);
        assert_true(m.ok);
        if (m.book.sheet[0].cells.ncol > 0)
            assert_true(slice_eq(cell(&m, 1, 1), cell(&m, 1, 2)));
        else
            assert_string_equal(item[i], "<t/>");
        arena_free(&m.a);
    }
}

/* Rows of words that alone say one heading row; what is in sight says two. */
static const char words[] =
    "<sheetData><row><c t='str'><v>Region</v></c><c t='str'><v>North</v></c><c t='str'>"
    "<v>South</v></c></row><row><c t='str'><v>kind</v></c><c t='str'><v>a</v></c><c t='str'>"
    "<v>b</v></c></row><row><c t='str'><v>x</v></c><c t='str'><v>p</v></c><c t='str'><v>q</v></c>"
    "</row><row><c t='str'><v>y</v></c><c t='str'><v>p</v></c><c t='str'><v>q</v></c></row>"
    "<row><c t='str'><v>z</v></c><c t='str'><v>p</v></c><c t='str'><v>r</v></c></row></sheetData>";

static int heading_rows(const char *book, const char *views)
{
    struct read_options o = READ_DEFAULTS;
    struct inspection in;
    struct made m;
    char sheet[4096];
    int n;

    snprintf(sheet, sizeof sheet, "%s%s", views, words);
    make_book(&m, book, sheet, "");
    assert_true(m.ok);
    assert_true(inspect(&m.book, &o, &m.a, &in, &m.e));
    assert_int_equal(in.nregion, 1);
    n = in.region[0].header_rows;
    arena_free(&m.a);
    return n;
}

static void rows_in_sight_are_the_heading(void **state)
{
    static const char *const names[] = {
        "<definedName name='_xlnm.Print_Titles' localSheetId='0'>One!$A:$A,One!$1:$2</definedName>",
        "<definedName name='_xlnm.Print_Titles'>'one'!$1:$2</definedName>",
        "<definedName name='_xlnm.Print_Titles'>Two!$1:$2</definedName>",
        "<definedName name='_xlnm.Print_Titles'>OFFSET(One!$1:$2,1,1)</definedName>"};
    static const int depth[] = {2, 2, 1, 1};

    (void)state;
    assert_int_equal(heading_rows(workbook_xml, ""), 1);
    assert_int_equal(heading_rows(workbook_xml,
                                  "<sheetViews><sheetView><pane ySplit='2' topLeftCell='A90' "
                                  "state='frozen'/></sheetView></sheetViews>"),
                     2);
    assert_int_equal(heading_rows(workbook_xml,
                                  "<sheetViews><sheetView topLeftCell='A2'><pane ySplit='1.0' "
                                  "state='frozenSplit'/></sheetView></sheetViews>"),
                     2);
    assert_int_equal(heading_rows(workbook_xml, "<sheetViews><sheetView><pane ySplit='2000' "
                                                "state='split'/></sheetView></sheetViews>"),
                     1);
    for (int i = 0; i < 4; i++) {
        char book[2048];

        snprintf(book, sizeof book,
                 "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'><sheets><sheet name='One' "
                 "sheetId='1' r:id='a'/></sheets><definedNames>%s</definedNames></workbook>",
                 names[i]);
        assert_int_equal(heading_rows(book, ""), depth[i]);
    }
}

static void named_ranges_are_known(void **state)
{
    static const char book[] =
        "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'><sheets><sheet name=\"It's\" sheetId='1' "
        "r:id='a'/></sheets><definedNames><definedName name='all'>'It''s'!$B$1:$C$9,'It''s'!$E$1"
        "</definedName><definedName name='x' hidden='1'>'It''s'!$A$1:$B$2</definedName>"
        "<definedName name='_xlnm.Print_Area'>'It''s'!$A$1:$H$99</definedName>"
        "<definedName name='n'>Other!$A$1:$B$2</definedName></definedNames></workbook>";
    struct made m;
    const struct sheet *s;

    (void)state;
    make_book(&m, book, "<autoFilter ref='H1:I4'/>", "");
    assert_true(m.ok);
    s = &m.book.sheet[0];
    assert_int_equal(s->ndefined, 3);
    assert_int_equal(s->nnamed, 2);
    assert_int_equal(s->defined[0].left, 8);
    assert_int_equal(s->defined[1].left, 2);
    assert_int_equal(s->defined[1].bottom, 9);
    assert_int_equal(s->heading_end, 0);
    arena_free(&m.a);
}

static enum row_role role_of(const char *sheet, int row)
{
    struct read_options o = READ_DEFAULTS;
    struct inspection in;
    struct made m;
    enum row_role role;

    make(&m, sheet, "");
    assert_true(m.ok);
    assert_true(inspect(&m.book, &o, &m.a, &in, &m.e));
    assert_int_equal(in.nregion, 1);
    role = (enum row_role)in.region[0].role[row - 1];
    arena_free(&m.a);
    return role;
}

/* A total that does not add up is one when it is bold among plain rows. */
static void bold_totals_are_totals(void **state)
{
    static const char rows[] =
        "<sheetData><row><c t='str'><v>shop</v></c><c t='str'><v>sold</v></c></row>"
        "<row><c t='str'><v>one</v></c><c><v>5</v></c></row><row><c t='str'><v>two</v></c><c>"
        "<v>7</v></c></row><row><c t='str'><v>three</v></c><c><v>8</v></c></row>"
        "<row><c t='str'><v>Total Energies</v></c><c><v>77</v></c></row><row><c t='str'>"
        "<v>four</v></c><c><v>9</v></c></row></sheetData>";
    char bold[2048];
    const char *at = strstr(rows, "<row><c t='str'><v>Total");

    (void)state;
    assert_int_equal(role_of(rows, 5), ROLE_DATA);
    snprintf(bold, sizeof bold, "%.*s<row><c s='2' t='str'><v>Total Energies</v></c><c s='2'%s",
             (int)(at - rows), rows, strstr(at, "><v>77"));
    assert_int_equal(role_of(bold, 5), ROLE_TOTAL);
}

static void a_heading_may_be_empty(void **state)
{
    struct read_options o = READ_DEFAULTS;
    struct inspection in;
    struct made m;

    (void)state;
    make(&m,
         "<sheetData><row r='1'><c r='A1' t='str'><v>name</v></c><c r='C1' t='str'><v>age</v></c>"
         "</row><row r='2'><c r='A2' t='str'><v>x</v></c><c r='B2'><v>1</v></c><c r='C2'><v>2</v>"
         "</c></row><row r='3'><c r='A3' t='str'><v>y</v></c><c r='B3'><v>3</v></c><c r='C3'>"
         "<v>4</v></c></row></sheetData>",
         "");
    assert_true(m.ok);
    assert_true(inspect(&m.book, &o, &m.a, &in, &m.e));
    assert_int_equal(in.nregion, 1);
    assert_int_equal(in.region[0].header_rows, 1);
    assert_int_equal(in.ncolumn, 3);
    assert_slice(in.column[0].name, "name");
    assert_slice(in.column[2].name, "age");
    arena_free(&m.a);
}

/* Every prefix of a real package, and every byte of it changed: an answer, never a crash. */
static void no_byte_is_trusted(void **state)
{
    struct made m;
    struct read_options o = READ_DEFAULTS;
    char *copy;

    (void)state;
    make(&m, "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c></row></sheetData>",
         "<si><t>x</t></si>");
    assert_true(m.ok);
    copy = arena_z(&m.a, m.source.bytes);
    for (ptrdiff_t i = 0; i < m.source.bytes.n; i++) {
        struct arena a;
        struct source s = {.name = S("t.xlsx"), .bytes = {copy, m.source.bytes.n}};
        struct workbook b;
        struct err e = {0};
        char was = copy[i];

        arena_init(&a, 16 << 20);
        copy[i] = (char)(was ^ (1 << (i % 8)));
        if (!reader_xlsx.read(&s, &o, &a, &b, &e)) assert_true(e.text[0] != '\0');
        copy[i] = was;
        s.bytes.n = i;
        assert_false(reader_xlsx.read(&s, &o, &a, &b, &e));
        arena_free(&a);
    }
    arena_free(&m.a);
}

int test_xlsx(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_types_and_looks),
        cmocka_unit_test(places_are_kept_whatever_the_order),
        cmocka_unit_test(only_values_make_the_used_range),
        cmocka_unit_test(hostile_sheets_are_refused),
        cmocka_unit_test(odd_cells_are_reported),
        cmocka_unit_test(usual_names_do_without_relationships),
        cmocka_unit_test(scanner_and_expat_agree),
        cmocka_unit_test(long_sheets_agree),
        cmocka_unit_test(shared_strings_both_ways),
        cmocka_unit_test(a_heading_may_be_empty),
        cmocka_unit_test(rows_in_sight_are_the_heading),
        cmocka_unit_test(named_ranges_are_known),
        cmocka_unit_test(bold_totals_are_totals),
        cmocka_unit_test(no_byte_is_trusted),
    };

    return run_group("xlsx", tests);
}
