/* Workbooks. An input that begins with 'Z' is an archive as it is: directory, sizes, offsets. Any
 * other is cut at NUL bytes into sheet, shared strings, styles and workbook part of a well-formed
 * archive, so that changes reach the XML behind the checksums; its sheet is
 * read by the scanner and by expat alone, which must agree. What was read is inspected. */
#include "../unit/sheetsame.h"
#include "inspect.h"

extern const struct reader reader_xlsx;
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const char rels[] =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='a' Type='" OFFICE "/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='s' Type='" OFFICE "/styles' Target='styles.xml'/>"
    "<Relationship Id='t' Type='" OFFICE "/sharedStrings' Target='sharedStrings.xml'/>"
    "</Relationships>";
static const char book[] =
    "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'><sheets><sheet name='S' "
    "sheetId='1' r:id='a'/></sheets></workbook>";

static slice build(struct arena *a, slice in)
{
    static const char *const name[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
                                       "xl/styles.xml", "xl/workbook.xml"};
    struct pack p = {0};
    slice rest = in;

    for (int i = 0; i < 4 && rest.n >= 0; i++) {
        slice part = slice_cut(rest, '\0', &rest);

        pack_raw(&p, name[i], part, 0, pack_crc(part), (uint32_t)part.n);
    }
    if (p.n < 4) pack_add(&p, name[3], book);
    pack_add(&p, "xl/_rels/workbook.xml.rels", rels);
    return pack_take(&p, a);
}

static void look(const struct workbook *b)
{
    for (int i = 0; i < b->nsheet; i++) {
        const struct sheet *s = &b->sheet[i];

        for (int c = 0; c < s->cells.ncol; c++)
            for (int64_t r = 0; r < s->cells.nrow; r++) {
                assert(sheet_type(s, c, r) <= CELL_ERROR);
                assert(sheet_format(s, c, r).n >= 0 && sheet_look(s, c, r) < 256);
                assert(s->cells.col[c].cell[r].n == 0 || s->cells.col[c].cell[r].p[0] < 127);
            }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    slice in = {(const char *)data, (ptrdiff_t)n};
    struct read_options o = READ_DEFAULTS;
    struct source s = {.name = S("f.xlsx")};
    struct inspection found;
    struct workbook b;
    struct err e = {0};
    struct arena a;

    arena_init(&a, (size_t)512 << 20);
    if (!slice_starts(in, S("Z"))) {
        slice rest;

        sheet_same(slice_cut(in, '\0', &rest), &a);
    }
    s.bytes = slice_starts(in, S("Z")) ? slice_sub(in, 1, in.n) : build(&a, in);
    if (reader_xlsx.match(&s) > 0) {
        if (reader_xlsx.read(&s, &o, &a, &b, &e)) {
            look(&b);
            if (inspect(&b, &o, &a, &found, &e))
                assert(found.chosen < found.nregion);
            else
                assert(e.code == E_LIMIT);
        } else {
            assert(e.code != E_NONE && e.text[0] != '\0');
        }
    }
    arena_free(&a);
    return 0;
}
