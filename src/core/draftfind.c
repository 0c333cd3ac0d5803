/* Subtitle rows, key/value blocks, gaps to fill; and the list of all finders. */
#include "draftfind.h"

#include "headgrid.h"

#include <math.h>

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

const char *draftop_name(enum draftop op)
{
    static const char *const name[] = {"unpivot", "wide_to_long", "transpose", "pivot_blocks",
                                       "fill",    "explode",      "subtitle"};

    return name[op];
}

struct draftstep *draftsteps_add(struct draftsteps *l, enum draftop op, int first, int last)
{
    struct draftstep *s = &l->at[l->n < DRAFTFIND_MAX ? l->n++ : DRAFTFIND_MAX - 1];

    *s = (struct draftstep){.op = op, .first = first, .last = last};
    return s;
}

/* Rows that are looked at whole: more than the sample, since it costs little. */
static int64_t long_rows(const struct draftview *v)
{
    return v->t->nrow < DRAFTVIEW_LONG ? v->t->nrow : DRAFTVIEW_LONG;
}

static bool blank_at(const struct draftview *v, int c, int64_t r)
{
    return draftcell_is_empty(column_cell(&v->t->col[c], r));
}

/* ---- subtitle */
static bool is_title(const struct draftview *v, int64_t r)
{
    if (blank_at(v, 0, r)) return false;
    for (int c = 1; c < v->t->ncol; c++)
        if (!blank_at(v, c, r)) return false;
    return true;
}

static void find_subtitle(const struct draftview *v, struct draftsteps *out)
{
    int64_t n = long_rows(v), titles = 0, followed = 0, others = 0, own = 0, filled = 0;
    bool top, before = false;
    struct draftstep *s;
    double dense, share;

    if (v->t->ncol < 2 || n < 4) return;
    top = is_title(v, 0);
    for (int64_t r = 0; r < n; r++) {
        bool title = is_title(v, r);

        titles += title;
        followed += before && !title;
        before = title;
        if (title) continue;
        others++;
        own += !blank_at(v, 0, r);
        for (int c = 0; c < v->t->ncol && c < DRAFTVIEW_COLS; c++) filled += !blank_at(v, c, r);
    }
    if (titles == 0 || titles * 10 > n * 6) return;
    dense = (double)filled /
            ((double)others * (v->t->ncol < DRAFTVIEW_COLS ? v->t->ncol : DRAFTVIEW_COLS));
    share = (double)followed / (double)titles;
    s = draftsteps_add(out, DRAFT_SUBTITLE, 0, 0);
    s->x[DF_subtitle_base] = 1;
    s->x[DF_subtitle_several] = titles >= 2;
    s->x[DF_subtitle_at_top] = top;
    s->x[DF_subtitle_followed] = share > 0.7;
    s->x[DF_subtitle_not_at_top] = !top && own * 2 > others;
    s->x[DF_subtitle_rare] = !top && own * 2 > others && titles * 50 < n;
    s->x[DF_subtitle_in_a_row] = share < 0.4;
    s->x[DF_subtitle_single] = !top && titles == 1;
    s->x[DF_subtitle_sparse] = dense < 0.3;
}

/* ---- key/value blocks: the view is of the table without a header */
void draftfind_pivot_blocks(const struct draftview *v, struct draftsteps *out)
{
    int64_t n = v->t->nrow < DRAFTVIEW_LONG ? v->t->nrow : DRAFTVIEW_LONG, same = 0, colon = 0;
    uint64_t *key;
    int64_t period = 0;
    bool recurs = false;
    struct draftstep *s;

    if (v->t->ncol > 2 || v->t->ncol < 1 || n < 4) return;
    key = arena_new(v->arena, uint64_t, n);
    if (key == NULL) return;
    for (int64_t r = 0; r < n; r++) {
        slice rest = {NULL, -1}, k = draftview_cell(v, 0, r);

        if (v->t->ncol == 1) {
            k = slice_trim(slice_cut(k, ':', &rest));
            colon += rest.n >= 0;
        }
        key[r] = slice_hash(k);
    }
    if (v->t->ncol == 1 && colon * 10 < n * 9) return;
    for (int64_t r = 0; r < n && r < 400; r++) { /* distinct keys */
        bool seen = false;

        for (int64_t q = 0; q < r && !seen; q++) seen = key[q] == key[r];
        period += !seen;
    }
    if (period < 2 || period * 2 > n || period > 200) return;
    for (int64_t r = 0; r + period < n; r++) same += key[r] == key[r + period];
    if (same * 10 <= (n - period) * 6) return;
    for (int64_t r = 1; r < n && !recurs; r++) recurs = key[r] == key[0];
    if (!recurs) return; /* the first row is a header */
    s = draftsteps_add(out, DRAFT_PIVOT_BLOCKS, 0, v->t->ncol - 1);
    s->rows = (int)period;
    s->x[DF_pivot_blocks_base] = 1;
    s->x[DF_pivot_blocks_cycle] = clamp(((double)same / (double)(n - period) - 0.6) / 0.35);
}

/* ---- fill */
/* What a column with gaps is like against the columns behind it. */
struct gaps {
    double share;       /* empty cells */
    double tail;        /* empty cells of the columns behind it */
    double full, other; /* how full the rows with, and without, a value are behind it */
    double carried;     /* share of the gaps whose row has cells behind it */
    double repeats, distinct;
    bool top; /* the first cell is empty */
};

static void measure_gaps(const struct draftview *v, int c, int64_t n, struct gaps *g)
{
    int to = v->t->ncol < DRAFTVIEW_COLS ? v->t->ncol : DRAFTVIEW_COLS;
    int64_t gap = 0, carried = 0, with = 0, without = 0, values = 0, repeats = 0;
    slice last = {NULL, -1}, outer = {NULL, -1};
    bool anew; /* groups begin again below another value of the column before */

    *g = (struct gaps){.top = blank_at(v, c, 0)};
    for (int64_t r = 0; r < n; r++) {
        bool empty = blank_at(v, c, r);
        int filled = 0;

        for (int k = c + 1; k < to; k++) filled += !blank_at(v, k, r);
        gap += empty;
        carried += empty && filled > 0;
        *(empty ? &without : &with) += filled;
        if (empty) continue;
        values++;
        anew = c > 0 && !blank_at(v, c - 1, r) && !slice_eq(outer, draftview_cell(v, c - 1, r));
        if (anew) outer = draftview_cell(v, c - 1, r);
        repeats += !anew && last.n >= 0 && slice_eq(last, draftview_cell(v, c, r));
        last = draftview_cell(v, c, r);
    }
    g->share = (double)gap / (double)n;
    g->tail = 1 - (double)(with + without) / ((double)n * (to - c - 1));
    g->carried = gap > 0 ? (double)carried / (double)gap : 0;
    g->full = values > 0 ? (double)with / ((double)values * (to - c - 1)) : 0;
    g->other = gap > 0 ? (double)without / ((double)gap * (to - c - 1)) : 0;
    g->repeats = values > 1 ? (double)repeats / (double)(values - 1) : 0;
    g->distinct = v->col[c].unique;
}

/* Rows where c is empty but the column before it is not: then c does not hang below it. */
static double breaks_out(const struct draftview *v, int c, int64_t n)
{
    int64_t bad = 0;

    for (int64_t r = 0; r < n; r++) bad += blank_at(v, c, r) && !blank_at(v, c - 1, r);
    return (double)bad / (double)n;
}

static bool may_fill(const struct gaps *g)
{
    return !g->top && g->share >= 0.04 && g->share <= 0.9975 && g->carried >= 0.9 &&
           g->repeats <= 0.3 && g->full >= 0.2;
}

static struct draftstep *add_fill(const struct draftview *v, int first, int c, const struct gaps *g,
                                  struct draftsteps *out)
{
    struct draftstep *s = draftsteps_add(out, DRAFT_FILL, first, c);

    s->x[DF_fill_base] = 1;
    s->x[DF_fill_gaps] = clamp((g->share - g->tail) * 2);
    s->x[DF_fill_many] = g->share > 0.4;
    s->x[DF_fill_full_rows] = g->full > 0.5 && g->other > 0.5;
    s->x[DF_fill_distinct] = g->distinct > 0.8;
    s->x[DF_fill_repeats] = g->repeats;
    if (first > 0) s->x[DF_fill_prose] = clamp((v->col[c].length - 25) / 20);
    s->x[DF_fill_numbers] = v->col[c].kind == DC_NUMBER && c == 0 && g->share < 0.3;
    /* the column that the titles have just made stands before all others */
    s->x[DF_fill_inner] = first > (v->after != NULL && strcmp(v->after, "subtitle") == 0);
    return s;
}

static void find_fill(const struct draftview *v, struct draftsteps *out)
{
    int64_t n = long_rows(v);
    int first = -1, before = out->n;
    struct gaps g;

    if (v->t->ncol < 2 || n < 3) return;
    for (int c = 0; c < v->t->ncol - 1 && c < 5; c++) {
        measure_gaps(v, c, n, &g);
        if (first < 0 && g.share == 0) continue; /* full columns on the left */
        if (!may_fill(&g)) break;
        if (first >= 0 && breaks_out(v, c, n) > 0.05) break;
        if (first < 0) first = c;
        add_fill(v, first, c, &g, out);
    }
    for (int i = before; i + 1 < out->n; i++) out->at[i].x[DF_fill_partial] = 1;
    if (out->n - before > 1) { /* the evidence of one column is good for the run */
        struct draftstep *last = &out->at[out->n - 1];

        for (int i = before; i + 1 < out->n; i++) {
            double p = draftfeature_score(out->at[i].x, NULL) + 0.4;

            if (p <= draftfeature_score(last->x, NULL)) continue;
            memcpy(last->x, out->at[i].x, sizeof last->x);
            last->x[DF_fill_partial] = 0;
        }
    }
}

/* ---- all of them */
static int by_p(const struct draftstep *a, const struct draftstep *b)
{
    if (a->p != b->p) return a->p > b->p ? -1 : 1;
    if (a->op != b->op) return (int)a->op - (int)b->op;
    if (a->first != b->first) return a->first - b->first;
    return b->last - a->last;
}

static bool follows(const char *after, enum draftop op)
{
    if (after == NULL) return op != DRAFT_PIVOT_BLOCKS;
    switch (op) {
    case DRAFT_UNPIVOT:
    case DRAFT_WIDE_TO_LONG:
        return true;
    case DRAFT_EXPLODE:
        return strcmp(after, "explode") != 0;
    case DRAFT_FILL:
        return strcmp(after, "transpose") == 0 || strcmp(after, "subtitle") == 0;
    case DRAFT_SUBTITLE:
        return strcmp(after, "fill") == 0;
    case DRAFT_TRANSPOSE:
    case DRAFT_PIVOT_BLOCKS:
        break;
    }
    return false;
}

/* A grid beats the unpivot of the same columns. */
static void prefer_grids(struct draftsteps *l)
{
    for (int i = 0; i < l->n; i++)
        for (int k = 0; k < l->n && l->at[i].op == DRAFT_UNPIVOT; k++)
            if (l->at[k].op == DRAFT_WIDE_TO_LONG && l->at[k].score > 0.5 &&
                l->at[k].first <= l->at[i].last && l->at[i].first <= l->at[k].last)
                l->at[i].x[DF_unpivot_grid] = 1;
}

void draftfind_steps(const struct draftview *v, const double *weight, struct draftsteps *out)
{
    static void (*const find[])(const struct draftview *, struct draftsteps *) = {
        [DRAFT_UNPIVOT] = draftfind_unpivot,
        [DRAFT_WIDE_TO_LONG] = draftfind_wide,
        [DRAFT_TRANSPOSE] = draftfind_transpose,
        [DRAFT_PIVOT_BLOCKS] = draftfind_pivot_blocks,
        [DRAFT_FILL] = find_fill,
        [DRAFT_EXPLODE] = draftfind_explode,
        [DRAFT_SUBTITLE] = find_subtitle,
    };

    out->n = 0;
    if (v->t->nrow == 0 || v->t->ncol == 0) return;
    for (int op = 0; op < (int)(sizeof find / sizeof *find); op++)
        if (follows(v->after, (enum draftop)op)) find[op](v, out);
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < out->n; i++)
            out->at[i].score = draftfeature_score(out->at[i].x, weight);
        if (pass == 0) prefer_grids(out);
    }
    for (int i = 0; i < out->n; i++) out->at[i].p = draftfeature_probability(out->at[i].score);
    for (int i = 1; i < out->n; i++) { /* few: insertion sort, stable */
        struct draftstep s = out->at[i];
        int k = i;

        for (; k > 0 && by_p(&s, &out->at[k - 1]) < 0; k--) out->at[k] = out->at[k - 1];
        out->at[k] = s;
    }
}
