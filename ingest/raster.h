/* raster.h - a sheet seen as filled and empty cells, for finding tables in it.
 *
 * Rows and columns are 0-based here; a struct range is 1-based as everywhere. A row that only draws
 * a line ("-----") counts as empty. */
#ifndef FETTLE_RASTER_H
#define FETTLE_RASTER_H

#include "shape.h"
#include "sheet.h"

struct raster_row {
    int32_t filled;      /* cells that are not blank */
    int32_t first, last; /* columns; first is -1 when there is none */
};

struct raster {
    const struct sheet *s;
    struct raster_row *row;
    int64_t nrow;
    int32_t widest; /* filled cells of the fullest row */
};

/* False: the arena's limit is passed. */
bool raster_init(struct raster *g, const struct sheet *s, struct arena *a);
/* Does a row of such cells count as empty? */
bool raster_is_blank(const slice *cell, ptrdiff_t n);
/* Filled cells of row r in the columns left..right (1-based, as in a range). */
int raster_filled(const struct raster *g, int64_t r, int left, int right);
/* The range without empty rows and columns at its edges; bottom < top: nothing is in it. */
struct range raster_shrink(const struct raster *g, struct range at);
/* The shape of a cell, with what the file says of its type and without marks of footnotes ("1990
 * \1", "12.5*", "<0.5"). */
enum shape raster_shape(const struct sheet *s, int c, int64_t r);

static inline slice raster_cell(const struct raster *g, int c, int64_t r)
{
    return g->s->cells.col[c].cell[r];
}

static inline bool raster_value(const struct raster *g, int c, int64_t r)
{
    return shape_is_value(raster_shape(g->s, c, r));
}

#endif
