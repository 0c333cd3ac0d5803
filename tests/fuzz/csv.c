/* Text files: encoding, dialect, rows, repair, tables, headings, kinds. The first byte chooses
 * options. Whatever is found must lie inside the sheet, name every row once and be UTF-8. */
#include "inspect.h"
#include "utf8.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_table(const struct table *t, const struct sheet *s)
{
    for (int64_t r = 0; r < t->nrow; r++) {
        assert(t->source_row[r] >= 1 && t->source_row[r] <= s->cells.nrow);
        assert(r == 0 || t->source_row[r] > t->source_row[r - 1]);
    }
    for (int c = 0; c < t->ncol; c++) {
        assert(t->col[c].source_col >= 1 && t->col[c].source_col <= s->cells.ncol);
        for (int64_t r = 0; r < t->nrow; r++) {
            slice v = t->col[c].cell[r];

            assert(v.n >= 0 && utf8_invalid(v) < 0);
            assert(slice_eq(v, s->cells.col[t->col[c].source_col - 1].cell[t->source_row[r] - 1]));
        }
    }
}

static void check(const struct inspection *in)
{
    for (int i = 0; i < in->nregion; i++) {
        const struct region *r = &in->region[i];
        const struct sheet *s = &in->book->sheet[r->sheet];

        assert(r->at.top >= 1 && r->at.top <= r->at.bottom && r->at.bottom <= s->cells.nrow);
        assert(r->at.left >= 1 && r->at.left <= r->at.right && r->at.right <= s->cells.ncol);
        assert(r->header_rows >= 0 && r->header_rows <= r->at.bottom - r->at.top + 1);
        assert(r->preamble.top == 0 || r->preamble.bottom < r->at.top);
        assert(r->footer.top == 0 || r->footer.top > r->at.bottom);
    }
    for (int i = 0; i < in->ncolumn; i++) {
        const struct inspected_column *c = &in->column[i];

        assert(c->misfits >= 0 && c->filled >= 0 && c->nulls >= 0 && c->unique <= c->filled);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const delimiter[] = {NULL, NULL, ",", ";", "||", " ", "tab", NULL};
    struct arena a;
    struct err e = {0};
    struct source s = {.name = S("fuzz.csv"), .path = S("fuzz.csv")};
    struct read_options o = READ_DEFAULTS;
    struct workbook w;
    struct inspection in;
    struct table t;
    struct buf b = {0};

    if (n < 1) return 0;
    arena_init(&a, (size_t)256 << 20);
    o.delimiter = delimiter[data[0] & 7];
    o.raw = (data[0] & 8) != 0;
    if (data[0] & 16) o.header_rows = (data[0] >> 5) & 3;
    s.bytes = (slice){(const char *)data + 1, (ptrdiff_t)n - 1};
    if (workbook_read(&s, &o, &a, &w, &e)) {
        assert(w.nsheet >= 1);
        if (inspect(&w, &o, &a, &in, &e)) {
            struct json_writer j = {.out = &b, .indent = 1};

            check(&in);
            jw_open(&j, NULL, '{');
            inspect_json(&in, &j);
            jw_close(&j, '}');
            if (inspect_table(&in, -1, &a, &t, &e) && in.chosen >= 0)
                check_table(&t, &w.sheet[in.region[in.chosen].sheet]);
        } else {
            assert(e.code == E_LIMIT);
        }
    } else {
        assert(e.code == E_SOURCE || e.code == E_LIMIT);
    }
    buf_free(&b);
    arena_free(&a);
    return 0;
}
