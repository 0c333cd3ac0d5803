#include "valuecol.h"

enum { COUNTED = 4000 /* rows that are counted; a longer table is sampled as if it had these */ };

void valuecol_rows(const struct raster *g, struct range at, int64_t from, struct valuecol_rows *b)
{
    int64_t have = 0, step;

    b->n = 0;
    for (int64_t r = from; r < at.bottom && have < COUNTED; r++)
        have += raster_filled(g, r, at.left, at.right) > 0;
    step = have > VALUECOL_ROWS ? have / VALUECOL_ROWS : 1;
    have = 0;
    for (int64_t r = from; r < at.bottom && b->n < VALUECOL_ROWS; r++)
        if (raster_filled(g, r, at.left, at.right) > 0 && have++ % step == 0) b->row[b->n++] = r;
}

/* The row at which the lower half of the filled rows begins. */
static int64_t middle(const struct raster *g, struct range at)
{
    int64_t rows = 0, half = 0, r;

    for (r = at.top - 1; r < at.bottom && rows < COUNTED; r++)
        rows += raster_filled(g, r, at.left, at.right) > 0;
    for (r = at.top - 1; r < at.bottom && half < rows / 2; r++)
        half += raster_filled(g, r, at.left, at.right) > 0;
    return r;
}

bool valuecol_find(const struct raster *g, struct range at, struct valuecol *x)
{
    struct valuecol_rows b;

    *x = (struct valuecol){.from = at.left - 1, .n = at.right - at.left + 1};
    if (x->n > VALUECOL_MAX) x->n = VALUECOL_MAX;
    valuecol_rows(g, at, middle(g, at), &b);
    for (int i = 0; i < x->n; i++) {
        int filled = 0, values = 0, times = 0;

        for (int k = 0; k < b.n; k++) {
            enum shape sh = raster_shape(g->s, x->from + i, b.row[k]);

            filled += sh != SHAPE_EMPTY;
            values += shape_is_value(sh);
            times += sh == SHAPE_YEAR || sh == SHAPE_DATE || sh == SHAPE_DATETIME;
        }
        x->is_value[i] = filled > 0 && values * 10 >= filled * 6;
        x->is_time[i] = x->is_value[i] && times * 2 >= values;
        x->values += x->is_value[i];
    }
    return x->values > 0;
}
