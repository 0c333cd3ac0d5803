#include "csvrest.h"

#include "shape.h"

enum { ROWS_LEAST = 4, ROWS_SEEN = 3000 };

struct seen {
    int64_t rows, longer, shorter; /* below the heading */
    int64_t turns;                 /* rows that are not as wide as the one before */
    int64_t pieces, texts;         /* behind the last name; those that are no values */
};

/* The first row of several cells, all of them words: the heading, perhaps. -1: there is none. */
static int64_t heading(struct csvcut *rows)
{
    int64_t r = 0;
    const slice *cell;

    while (r < rows->n && csvcut_width(rows, r) < 2) r++;
    if (r >= rows->n) return -1;
    cell = csvcut_cells(rows, r);
    for (int c = 0; c < csvcut_width(rows, r); c++)
        if (cell[c].n == 0 || shape_is_value(shape_of(cell[c]))) return -1;
    return r;
}

static void look_behind(struct csvcut *rows, int64_t r, int names, struct seen *s)
{
    const slice *cell = csvcut_cells(rows, r);

    for (int c = names; c < csvcut_width(rows, r); c++) {
        s->pieces++;
        s->texts += cell[c].n > 0 && (cell[c].p[0] == ' ' || !shape_is_value(shape_of(cell[c])));
    }
}

int csvrest_columns(struct csvcut *rows)
{
    struct seen s = {0};
    int64_t top = heading(rows);
    int names, before = 0;

    if (top < 0) return 0;
    names = csvcut_width(rows, top);
    for (int64_t r = top + 1; r < rows->n && r - top <= ROWS_SEEN; r++) {
        int w = csvcut_width(rows, r);

        if (w == 0 || rows->repair[r] == CSVROW_REMARK) continue;
        s.rows++;
        s.shorter += w < names;
        s.longer += w > names;
        s.turns += before > 0 && w != before;
        before = w;
        if (w > names) look_behind(rows, r, names, &s);
    }
    /* Most rows are longer, by one piece or by several, in no order, as sentences come. */
    return s.rows >= ROWS_LEAST && s.longer * 2 >= s.rows && s.shorter * 20 <= s.rows &&
                   s.turns * 5 >= s.rows && s.texts * 5 >= s.pieces * 4
               ? names
               : 0;
}

static bool is_in(slice s, slice line)
{
    return s.p >= line.p && s.p + s.n <= line.p + line.n;
}

slice csvrest_join(const slice *piece, ptrdiff_t n, slice line, slice delimiter, struct arena *a)
{
    struct buf b = {0};

    if (is_in(piece[0], line) && is_in(piece[n - 1], line))
        return (slice){piece[0].p, piece[n - 1].p + piece[n - 1].n - piece[0].p};

    for (ptrdiff_t i = 0; i < n; i++) {
        if (i > 0) buf_put(&b, delimiter);
        buf_put(&b, piece[i]);
    }
    return buf_take(&b, a);
}
