/* sheetsame.h - one worksheet read twice, by the scanner and by expat alone. */
#ifndef FETTLE_TEST_SHEETSAME_H
#define FETTLE_TEST_SHEETSAME_H

#include "pack.h"
#include "xlsxsheet.h"

#include <assert.h>

struct one_sheet {
    struct sheet sheet;
    struct quirks quirks;
    struct err e;
    bool ok;
};

static inline void sheet_by(struct one_sheet *o, struct zip *z, struct arena *a,
                            enum xlsxsheet_by by, const struct sheet_taker *taker)
{
    static struct xlsx_format formats[] = {
        {0, NUMFMT_NUMBER, 0}, {1, NUMFMT_DATE, 1}, {2, NUMFMT_ELAPSED, 2}};
    static slice names[] = {{"", 0}, {"yyyy", 4}, {"[h]", 3}};
    static slice texts[] = {{"zero", 4}, {"one", 3}};
    const struct xlsxstyle style = {formats, 3, names, 3};
    struct xlsxtext text = {texts, 2, NULL};
    struct xlsx_context ctx = {
        .arena = a, .style = &style, .text = &text, .quirks = &o->quirks, .taker = taker};
    const struct zip_part *part = zip_find(z, S("s.xml"));
    struct xlsxcells *c;

    *o = (struct one_sheet){.quirks = {.arena = a}};
    c = xlsxcells_open(&ctx, &o->sheet, 0, part->size);
    o->ok = xlsxcells_close(c, xlsxsheet_read(z, part, c, by, &o->e), &o->e);
}

/* Compares what a taker gets with the sheet that was read whole. */
struct parts_seen {
    const struct sheet *whole;
    int64_t rows;
};

static inline bool take_part(void *ctx, const struct sheet *part, struct arena *own)
{
    struct parts_seen *p = ctx;
    const struct sheet *w = p->whole;

    assert(part->cells.nrow > 0 && part->cells.nrow <= SHEET_PART_ROWS);
    for (int64_t r = 0; r < part->cells.nrow; r++, p->rows++) {
        assert(part->cells.source_row[r] == p->rows + 1 && p->rows < w->cells.nrow);
        for (int c = 0; c < w->cells.ncol; c++) {
            if (c >= part->cells.ncol) {
                assert(w->cells.col[c].cell[p->rows].n == 0);
                continue;
            }
            assert(slice_eq(part->cells.col[c].cell[r], w->cells.col[c].cell[p->rows]));
            assert(sheet_type(part, c, r) == sheet_type(w, c, p->rows));
            assert(sheet_look(part, c, r) == sheet_look(w, c, p->rows));
            assert(slice_eq(sheet_format(part, c, r), sheet_format(w, c, p->rows)));
        }
    }
    arena_free(own);
    return true;
}

static inline void same_cells(const struct sheet *x, const struct sheet *y)
{
    assert(x->cells.nrow == y->cells.nrow && x->cells.ncol == y->cells.ncol);
    assert(x->nmerged == y->nmerged && x->ndefined == y->ndefined);
    assert(x->heading_end == y->heading_end);
    assert((x->row_hidden == NULL) == (y->row_hidden == NULL));
    for (int64_t r = 0; r < x->cells.nrow; r++) {
        if (x->row_hidden != NULL) assert(x->row_hidden[r] == y->row_hidden[r]);
        for (int c = 0; c < x->cells.ncol; c++) {
            assert(slice_eq(x->cells.col[c].cell[r], y->cells.col[c].cell[r]));
            assert(sheet_type(x, c, r) == sheet_type(y, c, r));
            assert(sheet_look(x, c, r) == sheet_look(y, c, r));
            assert(slice_eq(sheet_format(x, c, r), sheet_format(y, c, r)));
        }
    }
}

/* What expat reads, the scanner reads, and the same. The scanner does not look for prefixes that
 * are not bound or attributes that are there twice, so it may read what expat refuses. Returns
 * whether both read it. */
static inline bool sheet_scanned(slice xml, struct arena *a, struct zip *z,
                                 struct one_sheet *scanned)
{
    struct pack p = {0};
    struct one_sheet reference;
    struct err e;

    pack_raw(&p, "s.xml", xml, 0, pack_crc(xml), (uint32_t)xml.n);
    if (!zip_open(z, pack_take(&p, a), NULL, a, &e)) return false;
    sheet_by(scanned, z, a, XLSXSHEET_SCAN, NULL);
    sheet_by(&reference, z, a, XLSXSHEET_EXPAT, NULL);
    if (!reference.ok) return false;
    assert(scanned->ok);
    same_cells(&scanned->sheet, &reference.sheet);
    assert(scanned->quirks.n == reference.quirks.n);
    return true;
}

/* The same, and read in parts too. */
static inline bool sheet_same(slice xml, struct arena *a)
{
    struct one_sheet scanned, parted;
    struct parts_seen seen = {&scanned.sheet, 0};
    const struct sheet_taker taker = {take_part, &seen};
    struct zip z;

    if (!sheet_scanned(xml, a, &z, &scanned)) return false;
    sheet_by(&parted, &z, a, XLSXSHEET_SCAN, &taker);
    assert(!parted.ok || seen.rows == scanned.sheet.cells.nrow);
    return true;
}

#endif
