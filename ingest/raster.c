#include "raster.h"

#include "utf8.h"

/* "-----", "=====", "+----": a line that is drawn, not data. */
static bool is_rule(slice s)
{
    ptrdiff_t drawn = 0;

    s = utf8_trim(s);
    if (s.n < 3) return s.n == 0;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (strchr("-=_+:*", s.p[i]) == NULL) return false;
        drawn += s.p[i] != '+' && s.p[i] != ':' && s.p[i] == s.p[1];
    }
    return drawn * 2 >= s.n;
}

bool raster_is_blank(const slice *cell, ptrdiff_t n)
{
    for (ptrdiff_t c = 0; c < n; c++)
        if (!is_rule(cell[c])) return false;
    return true;
}

/* "--": too short to be a rule but beside others. */
static bool is_short_rule(slice s)
{
    s = utf8_trim(s);
    return s.n == 0 || (s.n < 3 && (s.p[0] == '-' || s.p[0] == '=') && s.p[0] == s.p[s.n - 1]);
}

static bool row_is_rule(const struct raster *g, int64_t r)
{
    int rules = 0;

    for (int c = g->row[r].first; c <= g->row[r].last; c++) {
        slice s = raster_cell(g, c, r);

        if (!is_rule(s) && !is_short_rule(s)) return false;
        rules += s.n > 2;
    }
    return rules > 0;
}

bool raster_init(struct raster *g, const struct sheet *s, struct arena *a)
{
    const struct table *t = &s->cells;

    *g = (struct raster){
        .s = s, .row = arena_new(a, struct raster_row, t->nrow + 1), .nrow = t->nrow};
    if (g->row == NULL) return false;
    for (int64_t r = 0; r < t->nrow; r++) g->row[r].first = -1;
    for (int c = 0; c < t->ncol; c++) {
        const slice *v = t->col[c].cell;

        for (int64_t r = 0; r < t->nrow; r++) {
            if (v[r].n == 0 || utf8_trim(v[r]).n == 0) continue;
            g->row[r].filled++;
            if (g->row[r].first < 0) g->row[r].first = c;
            g->row[r].last = c;
        }
    }
    for (int64_t r = 0; r < t->nrow; r++) {
        if (g->row[r].filled > 0 && row_is_rule(g, r)) g->row[r] = (struct raster_row){0, -1, 0};
        if (g->row[r].filled > g->widest) g->widest = g->row[r].filled;
    }
    return true;
}

int raster_filled(const struct raster *g, int64_t r, int left, int right)
{
    const struct raster_row *row = &g->row[r];
    int n = 0, from, to;

    if (row->filled == 0 || row->last < left - 1 || row->first > right - 1) return 0;
    if (row->first >= left - 1 && row->last <= right - 1) return row->filled;
    from = row->first > left - 1 ? row->first : left - 1;
    to = row->last < right - 1 ? row->last : right - 1;
    for (int c = from; c <= to; c++) n += utf8_trim(raster_cell(g, c, r)).n > 0;
    return n;
}

struct range raster_shrink(const struct raster *g, struct range at)
{
    int left = INT32_MAX, right = 0;

    while (at.top <= at.bottom && raster_filled(g, at.top - 1, at.left, at.right) == 0) at.top++;
    while (at.bottom >= at.top && raster_filled(g, at.bottom - 1, at.left, at.right) == 0)
        at.bottom--;
    for (int64_t r = at.top - 1; r < at.bottom && (left > at.left || right < at.right); r++) {
        int c;

        if (g->row[r].filled == 0) continue;
        for (c = at.left; c < left && c <= at.right; c++)
            if (utf8_trim(raster_cell(g, c - 1, r)).n > 0) left = c;
        for (c = at.right; c > right && c >= at.left; c--)
            if (utf8_trim(raster_cell(g, c - 1, r)).n > 0) right = c;
    }
    if (left <= right) at.left = left, at.right = right;
    return at;
}

/* Marks that point at a footnote, before or behind: "\1", "(2)", "[a]", "*", "r" behind a digit;
 * and signs for "about" and limits. A cell of nothing else stays as it is. */
static slice without_marks(slice s)
{
    s = utf8_trim(s);
    while (s.n > 1 && strchr("<>~*=", s.p[0]) != NULL) s = utf8_trim(slice_sub(s, 1, s.n));
    while (s.n > 1) {
        char last = s.p[s.n - 1], open = last == ')' ? '(' : last == ']' ? '[' : 0;
        ptrdiff_t i = s.n - 1;

        if (last == '*' || last == '#' || last == '+') {
            s.n--;
        } else if (slice_ends(s, S("\xe2\x80\xa0")) || slice_ends(s, S("\xe2\x80\xa1"))) {
            s.n -= 3;
        } else if (open != 0) {
            while (i > 0 && s.p[i] != open && s.n - i < 5) i--;
            if (i < 1 || s.p[i] != open) break;
            s.n = i;
        } else {
            while (i > 0 && s.p[i] >= '0' && s.p[i] <= '9') i--;
            if (i < 1 || s.p[i] != '\\' || s.n - i > 3) break;
            s.n = i;
        }
        s = utf8_trim(s);
    }
    if (s.n > 2 && strchr("rpesabc", s.p[s.n - 1]) != NULL && s.p[s.n - 2] >= '0' &&
        s.p[s.n - 2] <= '9' && shape_number(slice_sub(s, 0, s.n - 1), NULL))
        s.n--;
    return s;
}

enum shape raster_shape(const struct sheet *s, int c, int64_t r)
{
    slice cell = s->cells.col[c].cell[r], bare;
    enum shape sh;

    switch (sheet_type(s, c, r)) {
    case CELL_EMPTY:
        return SHAPE_EMPTY;
    case CELL_NUMBER:
    case CELL_BOOL:
        return shape_of(cell) == SHAPE_YEAR ? SHAPE_YEAR : SHAPE_NUMBER;
    case CELL_DATE:
        return SHAPE_DATE;
    case CELL_DATETIME:
        return SHAPE_DATETIME;
    case CELL_TIME:
    case CELL_DURATION:
        return SHAPE_TIME;
    case CELL_TEXT:
    case CELL_ERROR:
    default:
        sh = shape_of(cell);
        if (sh < SHAPE_CODE || cell.n > 30) return sh;
        bare = without_marks(cell);
        return bare.n < cell.n && shape_is_value(shape_of(bare)) ? shape_of(bare) : sh;
    }
}
