#include "draftsum.h"

#include "draftcell.h"
#include "draftsearch.h"
#include "total.h"
#include "utf8.h"

#include <math.h>

enum { GROUP_ROWS = 3000, GROUP_COLUMNS = 60 };
/* Fewer rows could add up by chance. */
enum { SUM_ROWS = 3, COLUMNS_MAX = 400, CELLS_MAX = 20000 };
enum { OPEN_SHARE = 3 /* at most a third of its cells may say nothing */ };

/* What a column may say of others in its row. */
enum says { SAYS_SUM, SAYS_MEAN };

/* Half of the last digit that a number is written with. */
static double half_digit(slice s, bool whole)
{
    double unit = 1;
    ptrdiff_t i = s.n;

    if (whole) return 0.5;
    while (i > 0 && s.p[i - 1] >= '0' && s.p[i - 1] <= '9') i--, unit /= 10;
    return i > 0 && i < s.n ? unit / 2 : 0.5;
}

static bool says_nothing(slice cell)
{
    return draftcell_is_empty(cell) || draftcell_is_missing(cell);
}

/* Does row r hold it? -1: its own cell is empty or a mark for a missing number, so it says nothing;
 * 0: no; 1: yes, but numbers as these do so by chance; 2: yes. A part that is missing counts as
 * empty: a total that knows more than the parts that are there does not hold, and so stays. */
static int holds(const struct table *t, int64_t r, int c, const int *of, int n, enum says says)
{
    slice cell = utf8_trim(column_cell(&t->col[c], r));
    double sum = 0, v, slack, first = 0;
    int filled = 0;
    bool whole, differ = false;

    if (says_nothing(cell)) return -1;
    if (draftcell_kind(cell, &v, &whole) != DC_NUMBER) return 0;
    slack = says == SAYS_MEAN ? half_digit(cell, whole) : 0;
    for (int k = 0; k < n; k++) {
        double x = 0;
        slice part = utf8_trim(column_cell(&t->col[of[k]], r));

        if (says_nothing(part)) continue;
        if (draftcell_kind(part, &x, &whole) != DC_NUMBER) return 0;
        if (filled++ == 0) first = x;
        differ = differ || x < first || x > first;
        sum += x;
        slack += fabs(x) * 1e-12 + (whole || says == SAYS_MEAN ? 0 : 0.005);
    }
    if (says == SAYS_MEAN && filled > 0) sum /= filled;
    if (fabs(sum - v) > slack + 1e-9) return 0;
    return filled > 1 && (says == SAYS_MEAN ? differ : v < 0 || v > 0) ? 2 : 1;
}

/* Does column c say this of the row's cells in the n columns `of`, in all rows but the few where it
 * says nothing? */
static bool says_of(const struct table *t, int c, const int *of, int n, enum says says)
{
    int64_t rows = t->nrow < CELLS_MAX ? t->nrow : CELLS_MAX, held = 0, open = 0;

    for (int64_t r = 0; r < rows; r++) {
        int h = holds(t, r, c, of, n, says);

        if (h == 0) return false;
        open += h < 0;
        held += h == 2;
    }
    return held >= SUM_ROWS && open * OPEN_SHARE <= rows;
}

static bool sums_up(const struct table *t, int c, const int *of, int n)
{
    return says_of(t, c, of, n, SAYS_SUM);
}

/* The numbers from..to; NULL when there are too many. */
static int *range(int from, int to, struct arena *a)
{
    int *of = to - from < COLUMNS_MAX ? arena_new(a, int, to - from + 2) : NULL;

    for (int k = from; k <= to && of != NULL; k++) of[k - from] = k;
    return of;
}

static void drop(const struct json *columns, const char *text, struct arena *a, struct json *steps,
                 struct table *now, struct buf *why)
{
    struct json *step = json_new_object(a);
    struct table next;

    json_set(a, step, "op", json_new_text(a, S("drop")));
    json_set(a, step, "columns", columns);
    if (!draftsearch_apply(step, now, a, &next) || next.ncol == 0) return;
    json_push(a, steps, step);
    *now = next;
    if (why->n > 0) buf_putz(why, "; ");
    buf_putz(why, text);
}

void draftsum_after(const struct table *was, int first, int last, struct arena *a,
                    struct json *steps, struct table *now, struct buf *why)
{
    struct json *columns = json_new_array(a);
    int *of = range(first, last, a);

    if (last - first < 1 || of == NULL) return;
    for (int c = 0; c < was->ncol && c < COLUMNS_MAX; c++)
        if ((c < first || c > last) && (sums_up(was, c, of, last - first + 1) ||
                                        says_of(was, c, of, last - first + 1, SAYS_MEAN)))
            json_push(a, columns,
                      draftsearch_column(now, c < first ? c : c - (last - first + 1), a));
    if (columns->n > 0)
        drop(columns,
             columns->n == 1 ? "the column of their sums or means goes"
                             : "columns of their sums or means go",
             a, steps, now, why);
}

void draftsum_edges(const struct table *t, int *first, int *last)
{
    struct arena scratch;
    int *of;

    if (*last - *first < 2) return;
    arena_init(&scratch, (size_t)1 << 20);
    of = range(*first, *last, &scratch);
    for (int says = SAYS_SUM; of != NULL && says <= SAYS_MEAN; says++) {
        if (says_of(t, *last, of, *last - *first, (enum says)says)) {
            --*last;
            break;
        }
        if (says_of(t, *first, of + 1, *last - *first, (enum says)says)) {
            ++*first;
            break;
        }
    }
    arena_free(&scratch);
}

/* ---- a group of totals */
/* The columns but c that nearly all hold numbers. */
static int measures_of(const struct table *t, int c, bool *is)
{
    int n = 0;

    for (int k = 0; k < t->ncol; k++) {
        int64_t numbers = 0, filled = 0;

        for (int64_t r = 0; r < t->nrow; r++) {
            enum draftcell kind = draftcell_kind(column_cell(&t->col[k], r), NULL, NULL);

            filled += kind != DC_BLANK;
            numbers += kind == DC_NUMBER;
        }
        is[k] = k != c && filled > 0 && numbers * 10 >= filled * 9;
        n += is[k];
    }
    return n;
}

static bool same_keys(const struct table *t, int c, const bool *measure, int64_t x, int64_t y)
{
    for (int k = 0; k < t->ncol; k++)
        if (k != c && !measure[k] &&
            !slice_eq(column_cell(&t->col[k], x), column_cell(&t->col[k], y)))
            return false;
    return true;
}

/* Is cell (k, r) the sum of those of other groups with the keys of row r, at least two of them? */
static bool sums_keys(const struct table *t, int c, const bool *total, const bool *measure,
                      int64_t r, int k)
{
    double sum = 0, v = 0, x;
    bool whole = true, w;
    int parts = 0;

    if (draftcell_kind(column_cell(&t->col[k], r), &v, &whole) != DC_NUMBER) return false;
    for (int64_t q = 0; q < t->nrow; q++) {
        if (total[q] || !same_keys(t, c, measure, r, q)) continue;
        if (draftcell_kind(column_cell(&t->col[k], q), &x, &w) != DC_NUMBER) continue;
        sum += x;
        parts++;
    }
    return parts > 1 && fabs(sum - v) <= (whole ? 0.5 : 0.05) * parts;
}

void draftsum_group(const struct table *was, int c, struct arena *a, struct json *steps,
                    struct table *now, struct buf *why)
{
    bool *total = arena_new(a, bool, was->nrow + 1), *measure = arena_new(a, bool, was->ncol + 1);
    struct json *step = json_new_object(a), *labels = json_new_array(a);
    int64_t all = 0, held = 0, rows = 0;
    slice label = {NULL, -1};
    struct table next;

    if (total == NULL || measure == NULL || was->nrow > GROUP_ROWS || was->ncol > GROUP_COLUMNS ||
        measures_of(was, c, measure) == 0 ||
        total_find(was, &c, 1, NULL, 0, TOTAL_BY_LABEL, a, total) < 2)
        return;
    for (int64_t r = 0; r < was->nrow; r++) {
        slice s = column_cell(&was->col[c], r);

        if (!total[r]) continue;
        if (label.n >= 0 && !slice_eq(s, label)) return; /* several: subtotals of some sort */
        label = s;
        rows++;
        for (int k = 0; k < was->ncol; k++) {
            if (!measure[k]) continue;
            all++;
            held += sums_keys(was, c, total, measure, r, k);
        }
    }
    if (rows * 2 > was->nrow || held < 2 || held * 10 < all * 8) return;
    json_push(a, labels, json_new_text(a, label));
    json_set(a, step, "op", json_new_text(a, S("drop_rows")));
    json_set(a, step, "column", draftsearch_column(was, c, a));
    json_set(a, step, "equals", labels);
    if (!draftsearch_apply(step, was, a, &next) || next.nrow == 0) return;
    json_push(a, steps, step);
    *now = next;
    if (why->n > 0) buf_putz(why, "; ");
    buf_putz(why, "a group of totals goes");
}

/* ---- under a heading of several levels */
static bool same_but(const slice *x, const slice *y, int n, int level)
{
    for (int k = 0; k < n; k++)
        if ((k == level) == slice_eq(x[k], y[k])) return false;
    return true;
}

/* Columns first..last that differ from c in the label of one level only; those that are sums
 * already count no more. */
static int others_of(const slice *const *level, int n, int first, int last, int c, int k,
                     const bool *sum, int *of)
{
    int m = 0;

    for (int j = first; j <= last; j++)
        if (j != c && !sum[j] && same_but(level[c], level[j], n, k)) of[m++] = j;
    return m;
}

/* Marks the sums among columns first..last, whose measures (if any) are level `measure`: a sum of
 * measures is a measure too. */
static void mark_sums(const struct draftlevels *l, const struct table *t, int first, int last,
                      int measure, struct arena *a, bool *sum)
{
    const slice **level = arena_new(a, const slice *, last + 1);
    int *of = arena_new(a, int, last + 1);

    if (level == NULL || of == NULL) return;
    for (int c = first; c <= last; c++)
        if ((level[c] = draftlevel_of(l, t->col[c].name)) == NULL) return;
    for (int c = first; c <= last; c++)
        for (int k = 0; k < l->n && !sum[c]; k++) {
            int n = k == measure ? 0 : others_of(level, l->n, first, last, c, k, sum, of);

            sum[c] = n > 1 && sums_up(t, c, of, n);
        }
}

/* A column without cells that has only what is carried over from the column before it. */
static bool is_gap(const struct draftlevels *l, const struct table *t, int c)
{
    const slice *own = draftlevel_of(l, t->col[c].name),
                *before = draftlevel_of(l, t->col[c - 1].name);

    if (own != NULL && own[l->n - 1].n > 0) return false;
    for (int k = 0; own != NULL && before != NULL && k + 1 < l->n; k++)
        if (own[k].n > 0 && !slice_eq(own[k], before[k])) return false;
    for (int64_t r = 0; r < t->nrow; r++)
        if (!draftcell_is_empty(column_cell(&t->col[c], r))) return false;
    return true;
}

void draftsum_levels(const struct draftlevels *l, const struct table *t, struct arena *a,
                     struct json *steps, struct table *out, struct buf *why)
{
    struct json *blank = json_new_array(a), *sums = json_new_array(a);
    bool *sum = arena_new(a, bool, t->ncol + 1);
    struct draftlevel_reading x;
    struct draftview v;

    *out = *t;
    if (l == NULL || t->ncol > COLUMNS_MAX || sum == NULL) return;
    for (int c = 1; c < t->ncol; c++)
        if (is_gap(l, t, c)) json_push(a, blank, draftsearch_column(t, c, a));
    if (blank->n > 0) drop(blank, "columns without cells go", a, steps, out, why);
    if (!draftview_open(&v, out, NULL, a)) return;
    v.levels = l;
    for (int first = 0, last; first < out->ncol - 3; first++) {
        if ((last = draftlevel_run(&v, first, &x)) < 0) continue;
        mark_sums(l, out, first, last, x.measure >= 0 ? x.at[x.measure] : -1, a, sum);
        first = last;
    }
    for (int c = 0; c < out->ncol; c++)
        if (sum[c]) json_push(a, sums, draftsearch_column(out, c, a));
    if (sums->n > 0) drop(sums, "columns of sums go", a, steps, out, why);
}
