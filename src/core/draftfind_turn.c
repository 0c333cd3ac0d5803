/* Tables on their side, and columns that form a grid of stubs and variables. */
#include "draftfind.h"
#include "drafthead.h"
#include "draftlevel.h"
#include "headgrid.h"

#include <math.h>

enum { ROWS_MAX = 80 };
#define PERIOD 0.8 /* how surely a name is a value of a variable */

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* The rows as lines, without the first column. */
struct lines {
    struct draftline *at;
    int n;
    double purity;  /* mean */
    unsigned kinds; /* bits */
};

/* Without a heading, a first row of another kind than all below may be one that was not found. */
static bool may_be_heading(const struct draftview *v, const struct lines *l)
{
    for (int i = 1; i < l->n; i++)
        if (l->at[i].kind == l->at[0].kind) return false;
    return v->nameless && l->n > 1;
}

static bool open_lines(const struct draftview *v, struct lines *l)
{
    int most = v->rows < ROWS_MAX ? v->rows : ROWS_MAX;

    *l = (struct lines){.at = arena_new(v->arena, struct draftline, most + 1)};
    if (l->at == NULL) return false;
    for (int r = 0; r < most; r++) {
        struct draftline *x = &l->at[l->n];

        if (!draftview_row(v, r, 1, x)) return false;
        if (x->filled == 0) continue;
        l->n++;
    }
    if (may_be_heading(v, l)) {
        l->at++;
        l->n--;
    }
    for (int i = 0; i < l->n; i++) {
        l->purity += l->at[i].purity;
        l->kinds |= 1U << l->at[i].kind;
    }
    if (l->n > 0) l->purity /= l->n;
    return l->n > 0;
}

static double column_purity(const struct draftview *v)
{
    double sum = 0;
    int n = 0;

    for (int c = 1; c < v->cols; c++)
        if (v->col[c].filled > 0) {
            sum += v->col[c].purity;
            n++;
        }
    return n > 0 ? sum / n : -1;
}

double draftfind_sideways(const struct draftview *v)
{
    struct lines l;
    double columns = column_purity(v);

    if (columns < 0 || !open_lines(v, &l)) return 0;
    return l.purity - columns;
}

static int top_class(const struct draftview *v)
{
    int of[DH_EMPTY + 1] = {0}, best = 0;

    for (int c = 1; c < v->nhead && c < 40; c++) of[v->class[c]]++;
    for (int k = 1; k <= DH_EMPTY; k++)
        if (of[k] > of[best]) best = k;
    return best;
}

static int statistics(const struct draftview *v)
{
    int n = 0;

    for (int r = 0; r < v->rows && r < 20; r++)
        n += drafthead_is_statistic(draftview_cell(v, 0, r));
    return n;
}

static bool one_of(slice s, const char *const *word)
{
    for (; *word != NULL; word++)
        if (slice_eq_nocase(s, slice_z(*word))) return true;
    return false;
}

double draftfind_corner(const struct draftview *v)
{
    static const char *const month[] = {"month", "months", "monat", "mois", NULL};
    static const char *const time[] = {"year", "years", "date", "dates",
                                       "time", "day",   "jahr", NULL};
    static const char *const number[] = {"", "index", "id", "unnamed: 0", NULL};
    slice corner;
    int top;

    if (v->nhead < 3 || v->rows < 1) return 0;
    corner = v->head[0];
    if (statistics(v) >= 5) return 1;
    top = top_class(v);
    if (one_of(corner, month)) return top == DH_MONTH;
    if (one_of(corner, time))
        return (top == DH_YEAR || top == DH_DATE || top == DH_HAS_YEAR) &&
               drafthead_class(draftview_cell(v, 0, 0)) == DH_TEXT;
    if (one_of(corner, number))
        return top == DH_INTEGER && slice_eqz(v->head[1], "0") && slice_eqz(v->head[2], "1");
    return 0;
}

static bool is_field_like(slice s)
{
    int digits = 0; /* of many, it is the key of a record: u_18432 */

    for (ptrdiff_t i = 0; i < s.n; i++) digits += s.p[i] >= '0' && s.p[i] <= '9';
    return drafthead_is_field(s) || (slice_find(s, S("_")) >= 0 && digits <= 2) ||
           slice_find(s, S("(")) >= 0 || slice_find(s, S("[")) >= 0;
}

/* Numbers only: do rows differ in size while each row is level? */
static double row_sizes(const struct lines *l)
{
    double within = 0, sum = 0, square = 0;
    int n = 0;

    for (int i = 0; i < l->n; i++) {
        const struct draftline *x = &l->at[i];

        if (x->numbers < 2) continue;
        within += x->sd_mag;
        sum += x->mean_mag;
        square += x->mean_mag * x->mean_mag;
        n++;
    }
    if (n < 2) return 0;
    return clamp(sqrt(fmax(0, square / n - sum / n * sum / n)) - within / n);
}

/* Few rows are of another kind than the others, and each of them is pure. */
static bool odd_rows(const struct lines *l)
{
    int of[DC_COUNT] = {0}, best = 1, pure = 0, odd;

    for (int i = 0; i < l->n; i++) of[l->at[i].kind]++;
    for (int k = 1; k < DC_COUNT; k++)
        if (of[k] > of[best]) best = k;
    odd = l->n - of[best];
    for (int i = 0; i < l->n; i++)
        pure += (int)l->at[i].kind != best && l->at[i].purity > 0.9 && l->at[i].filled >= 3;
    return odd > 0 && odd * 3 <= l->n && pure == odd;
}

int draftfind_names_below(const struct draftview *v)
{
    struct draftline x;
    int names = 0, numbers = 0;

    if (v->after != NULL || v->cols < 3) return 0;
    for (int r = 0; r < v->rows && r < ROWS_MAX; r++) {
        if (!draftview_row(v, r, 1, &x)) return 0;
        if (x.filled == 0) continue;
        if (x.kind == DC_TEXT && x.purity > 0.9 && x.nvalue > 1 && numbers == 0 &&
            x.filled == x.n && !draftcell_is_empty(draftview_cell(v, 0, r)))
            names++;
        else if (x.kind == DC_NUMBER && x.purity > 0.9)
            numbers++;
        else
            return 0;
    }
    return numbers >= 2 && numbers > names ? names : 0;
}

/* "X" of "X.12"; the name itself when it does not end so. */
static slice without_number(slice s)
{
    ptrdiff_t n = s.n;

    while (n > 0 && s.p[n - 1] >= '0' && s.p[n - 1] <= '9') n--;
    return n > 1 && n < s.n && s.p[n - 1] == '.' ? slice_sub(s, 0, n - 1) : s;
}

double draftfind_names_again(const struct draftview *v)
{
    int again = 0;
    bool two = false; /* one name for all columns says nothing */

    for (int c = 2; c < v->nhead; c++) {
        slice base = without_number(v->head[c]), before = v->head[c - 1];

        two |= !slice_eq(base, without_number(before));
        again += base.n > 0 && (slice_eq(v->head[c], before) || slice_eq(base, before) ||
                                (base.n < v->head[c].n && slice_eq(base, without_number(before))));
    }
    return two && v->nhead > 3 ? (double)again / (v->nhead - 2) : 0;
}

/* Names are years, months ... and the columns hold one kind of numbers: then it stands upright. */
static bool variable_head(const struct draftview *v, double columns)
{
    double strength = drafthead_strength((enum drafthead)top_class(v));

    return strength > 0.7 && columns > 0.95;
}

double draftfind_fields_down(const struct draftview *v)
{
    int down = 0, across = 0, rows = v->rows < 40 ? v->rows : 40, cols = 0;

    if (rows == 0 || v->col[0].unique < 0.9) return 0;
    for (int r = 0; r < rows; r++) down += is_field_like(draftview_cell(v, 0, r));
    for (int c = 1; c < v->nhead && c < 40; c++, cols++) across += drafthead_is_field(v->head[c]);
    return clamp(1.5 * ((double)down / rows - 0.5 * across / (cols > 0 ? cols : 1)));
}

/* Share of the leading one of whole numbers, decimals and the other kinds. */
static double format_purity(const struct draftview *v, int at, bool is_row)
{
    int of[DC_COUNT + 1] = {0}, n = 0, best = 0;
    int from = is_row ? 1 : 0, to = is_row ? v->cols : v->rows < ROWS_MAX ? v->rows : ROWS_MAX;

    for (int k = from; k < to; k++) {
        size_t i = is_row ? (size_t)k * (size_t)v->rows + (size_t)at
                          : (size_t)at * (size_t)v->rows + (size_t)k;

        if (v->kind[i] == DC_BLANK) continue;
        n++;
        of[v->kind[i] == DC_NUMBER && !v->whole[i] ? DC_COUNT : v->kind[i]]++;
    }
    for (int k = 1; k <= DC_COUNT; k++)
        if (of[k] > best) best = of[k];
    return n > 0 ? (double)best / n : -1;
}

static double row_formats(const struct draftview *v)
{
    double row = 0, col = 0;
    int rows = 0, cols = 0;

    for (int r = 0; r < v->rows && r < ROWS_MAX; r++) {
        double p = format_purity(v, r, true);

        if (p < 0) continue;
        row += p;
        rows++;
    }
    for (int c = 1; c < v->cols; c++) {
        double p = format_purity(v, c, false);

        if (p < 0) continue;
        col += p;
        cols++;
    }
    return rows > 0 && cols > 0 ? clamp(2.5 * (row / rows - col / cols)) : 0;
}

static void weigh_key(const struct draftview *v, double *x)
{
    int n = v->rows;
    double unique =
        v->col[0].filled > 0 ? (double)(v->col[0].nvalue + (v->col[0].of[DC_BLANK] > 0)) / n : 0;

    x[DF_transpose_fields_down] = draftfind_fields_down(v);
    x[DF_transpose_names_below] = draftfind_names_below(v) > 0;
    if (v->after == NULL) x[DF_transpose_names_again] = draftfind_names_again(v);
    x[DF_transpose_key_not_text] =
        x[DF_transpose_names_below] == 0 && v->col[0].of[DC_TEXT] * 10 < n * 7;
    if (unique < 0.9) x[DF_transpose_key_repeats] = clamp(0.17 + 0.83 * (1 - unique));
}

void draftfind_transpose(const struct draftview *v, struct draftsteps *out)
{
    int64_t n = v->t->nrow;
    double columns = column_purity(v), wide;
    struct draftstep *s;
    struct lines l;

    if (v->t->ncol < 3 || n < 2 || n > TABLE_COLUMNS_MAX - 1) return;
    if (columns < 0 || !open_lines(v, &l)) return;
    s = draftsteps_add(out, DRAFT_TRANSPOSE, 0, v->t->ncol - 1);
    wide = (double)v->t->ncol / (double)n;
    s->x[DF_transpose_base] = 1;
    s->x[DF_transpose_purer_rows] = clamp((l.purity - columns) * 2.2);
    s->x[DF_transpose_row_kinds] = (l.kinds & (l.kinds - 1)) != 0;
    s->x[DF_transpose_row_kinds_more] = __builtin_popcount(l.kinds) > 2;
    s->x[DF_transpose_odd_rows] = odd_rows(&l);
    if (l.kinds == 1U << DC_NUMBER) s->x[DF_transpose_row_sizes] = row_sizes(&l);
    s->x[DF_transpose_rows_explain] = draftview_rows_explain(v, 1, v->cols - 1);
    s->x[DF_transpose_corner] = draftfind_corner(v);
    s->x[DF_transpose_statistics] = statistics(v) >= 5;
    s->x[DF_transpose_wide] = clamp(log10(fmax(1, wide)) - 0.1);
    s->x[DF_transpose_very_wide] = v->t->ncol > 300 && wide > 5;
    s->x[DF_transpose_pure_columns] = columns > 0.97;
    s->x[DF_transpose_row_formats] = row_formats(v);
    s->x[DF_transpose_variable_head] =
        s->x[DF_transpose_corner] > 0 ? 0 : variable_head(v, columns);
    if (v->t->ncol < n) s->x[DF_transpose_tall] = clamp((double)(n - 60) / 200);
    weigh_key(v, s->x);
}

/* ---- wide_to_long */
static bool are_values(const struct draftview *v, int first)
{
    int n = 0;

    for (int c = first; c < first + 3; c++)
        n += v->class[c] == DH_YEAR || v->class[c] == DH_INTEGER || v->class[c] == DH_DATE ||
             v->class[c] == DH_MONTH;
    return n == 3;
}

static bool inside_other(const struct draftsteps *l, int before, int first, int last)
{
    for (int i = before; i < l->n; i++)
        if (l->at[i].first <= first && last <= l->at[i].last) return true;
    return false;
}

/* Quarters over years: both halves of the names are values, and there is one measure. */
static bool stubs_are_periods(const struct headgrid *g)
{
    for (int i = 0; i < g->n; i++)
        if (drafthead_strength(drafthead_class(g->stub[i])) <= PERIOD) return false;
    return g->n > 0;
}

/* Share of the names with a half that is a statistic; the half in which more are counts. */
static double statistics_in(const struct headgrid *g)
{
    int stubs = 0, values = 0;

    for (int i = 0; i < g->n; i++) {
        stubs += drafthead_is_statistic(g->stub[i]);
        values += drafthead_is_statistic(g->value[i]);
    }
    return g->n > 0 ? (double)(stubs > values ? stubs : values) / g->n : 0;
}

static slice trim_marks(slice s)
{
    while (s.n > 0 && strchr(" _-.:/(", s.p[0]) != NULL) s = slice_sub(s, 1, s.n);
    while (s.n > 0 && strchr(" _-.:/)", s.p[s.n - 1]) != NULL) s.n--;
    return s;
}

/* Ctrl-1, Ctrl-2, Dex-1, Dex-2 beside Dex-3: the grid leaves out one of what it is made of. */
static bool belongs_to_grid(const struct headgrid *g, slice name)
{
    for (int i = 0; i < g->n; i++) {
        slice stub = g->stub[i], rest;

        if (name.n <= stub.n) continue;
        if (slice_starts(name, stub))
            rest = slice_sub(name, stub.n, name.n);
        else if (slice_ends(name, stub))
            rest = slice_sub(name, 0, name.n - stub.n);
        else
            continue;
        rest = trim_marks(rest);
        if (rest.n > 0 && drafthead_class(rest) != DH_TEXT &&
            drafthead_class(rest) == drafthead_class(g->value[i]))
            return true;
    }
    return false;
}

static struct draftstep *add_grid(const struct draftview *v, int first, int last,
                                  const struct headgrid *g, struct draftsteps *out)
{
    bool turned = v->after != NULL && strcmp(v->after, "transpose") == 0;
    struct draftstep *s = draftsteps_add(out, DRAFT_WIDE_TO_LONG, first, last);

    s->x[DF_wide_to_long_base] = 1;
    s->x[DF_wide_to_long_cut] = clamp(g->cut / 3);
    s->x[DF_wide_to_long_ordinal] = g->ordinal;
    s->x[DF_wide_to_long_agree] = g->agree;
    s->x[DF_wide_to_long_size] = clamp((last - first + 1) / 8.0);
    s->x[DF_wide_to_long_two_by_two] = g->nstub == 2 && g->nvalue == 2 ? 1 - g->ordinal : 0;
    s->x[DF_wide_to_long_statistics] = statistics_in(g);
    s->x[DF_wide_to_long_period_stubs] = stubs_are_periods(g);
    s->x[DF_wide_to_long_left_over] =
        (first > 0 && belongs_to_grid(g, v->t->col[first - 1].name)) ||
        (last + 1 < v->t->ncol && belongs_to_grid(g, v->t->col[last + 1].name));
    s->x[DF_wide_to_long_sideways] = turned ? 0 : clamp(draftfind_sideways(v) * 2.5);
    s->x[DF_wide_to_long_fields_down] = !turned && first > 0 ? draftfind_fields_down(v) : 0;
    s->x[DF_wide_to_long_corner] = v->after == NULL ? draftfind_corner(v) : 0;
    return s;
}

/* Where the heading has levels, they say where names are cut. Returns whether they are a grid,
 * whether of measures or not; *end is its last column. */
static bool find_levels(const struct draftview *v, int first, int *end, struct draftsteps *out)
{
    struct draftlevel_reading x;
    struct headgrid g = {.cut = 3};
    struct draftstep *s;
    int level;

    *end = draftlevel_run(v, first, &x);
    if (*end < 0) return false;
    if (x.measure < 0) return true;
    g.ordinal = x.ordinal;
    g.agree = x.evidence ? 1 : 0.5;
    level = x.at[x.measure];
    s = add_grid(v, first, *end, &g, out);
    s->x[DF_wide_to_long_levels] = 1;
    s->stub = draftlevel_labels(v, first, *end, level, &s->nstub);
    s->stub_first = x.measure == 0;
    s->level = level;
    return true;
}

void draftfind_wide(const struct draftview *v, struct draftsteps *out)
{
    int w = v->t->ncol, before = out->n, tries = 0;
    int least_end = w <= DRAFTVIEW_COLS ? 3 : w - 2;
    struct arena scratch;

    if (w < 4 || w > 400 || v->rows < 1) return;
    for (int first = 0, end; v->levels != NULL && first < v->cols - 3; first++)
        if (find_levels(v, first, &end, out)) return;
    arena_init(&scratch, (size_t)64 << 20);
    for (int last = w - 1; last >= least_end && out->n - before < 2; last--)
        for (int first = 0; first + 3 <= last && (first <= 25 || w <= DRAFTVIEW_COLS); first++) {
            struct headgrid g;

            if (inside_other(out, before, first, last)) break;
            if (are_values(v, first) || ++tries > 600) continue;
            if (headgrid_find(v->t, first, last, &scratch, &g) && g.cut >= 1) {
                add_grid(v, first, last, &g, out);
                break;
            }
            arena_free(&scratch);
        }
    arena_free(&scratch);
}
