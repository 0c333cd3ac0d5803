#include "csvrest.h"

#include "buf.h"
#include "shape.h"

enum { ROWS_LEAST = 4 };

/* Several cells, all of them words: the heading, perhaps. */
static bool are_names(const slice *cell, int n)
{
    for (int c = 0; c < n; c++)
        if (cell[c].n == 0 || cell[c].p[0] == ' ' || shape_is_value(shape_of(cell[c])))
            return false;
    return n > 1;
}

void csvrest_see(struct csvrest *x, const slice *cell, int n)
{
    if (x->names == 0 && n > 1) {
        x->names = are_names(cell, n) ? n : -1;
        return;
    }
    if (x->names < 2 || n == 0) return;
    x->rows++;
    x->shorter += n < x->names;
    x->longer += n > x->names;
    x->turns += x->before > 0 && n != x->before;
    x->before = n;
    if (n >= x->names) x->wide[n - x->names < CSVREST_WIDE ? n - x->names : CSVREST_WIDE - 1]++;
    for (int c = x->names; c < n; c++) {
        x->pieces++;
        x->texts += cell[c].n > 0 && (cell[c].p[0] == ' ' || !shape_is_value(shape_of(cell[c])));
    }
}

int csvrest_columns(const struct csvrest *x)
{
    int64_t usual = 0;

    for (int k = 0; k < CSVREST_WIDE; k++)
        if (x->wide[k] > usual) usual = x->wide[k];
    /* Most rows are longer, by one piece or by several, in no order, as sentences come. */
    return x->names > 1 && x->rows >= ROWS_LEAST && x->longer * 2 >= x->rows &&
                   x->shorter * 20 <= x->rows && x->turns * 5 >= x->rows &&
                   usual * 4 <= x->rows * 3 && x->texts * 5 >= x->pieces * 4
               ? x->names
               : 0;
}

static bool is_in(slice s, slice text)
{
    return s.p >= text.p && s.p + s.n <= text.p + text.n;
}

slice csvrest_join(const slice *piece, ptrdiff_t n, slice text, slice delimiter, struct arena *a)
{
    struct buf b = {0};

    if (is_in(piece[0], text) && is_in(piece[n - 1], text))
        return (slice){piece[0].p, piece[n - 1].p + piece[n - 1].n - piece[0].p};
    for (ptrdiff_t i = 0; i < n; i++) {
        if (i > 0) buf_put(&b, delimiter);
        buf_put(&b, piece[i]);
    }
    return buf_take(&b, a);
}
