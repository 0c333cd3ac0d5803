/* texttable.h - a table from a text, for tests of what looks at tables. */
#ifndef FETTLE_TEXTTABLE_H
#define FETTLE_TEXTTABLE_H

#include "table.h"
#include "unit.h"

/* A table from rows apart by '\n' and cells apart by '|'; the first row are the names. */
static inline void texttable(struct table *t, struct arena *a, const char *text)
{
    slice all = slice_z(text), rest = all, line, cells;
    int ncol = 1, nrow = -1;
    struct err e;

    line = slice_cut(all, '\n', &rest);
    for (ptrdiff_t i = 0; i < line.n; i++) ncol += line.p[i] == '|';
    for (ptrdiff_t i = 0; i < all.n; i++) nrow += all.p[i] == '\n';
    nrow += all.n > 0 && all.p[all.n - 1] != '\n';
    assert_true(table_new(t, a, ncol, nrow, &e));
    rest = all;
    for (int r = -1; r < nrow; r++) {
        cells = slice_cut(rest, '\n', &rest);
        for (int c = 0; c < ncol; c++) {
            slice s = cells.n >= 0 ? slice_cut(cells, '|', &cells) : (slice){"", 0};

            if (r < 0)
                t->col[c].name = s;
            else
                t->col[c].cell[r] = s;
        }
    }
}

#endif
