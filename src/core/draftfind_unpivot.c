/* Columns that are values of one variable. */
#include "draftfind.h"
#include "drafthead.h"
#include "draftlevel.h"
#include "draftnames.h"

#include <math.h>
#include <stdlib.h>

enum { RUNS_MAX = 96, KEEP = 5, KEYS_MAX = 4 };
/* Rows that tell how a column's numbers are written, and decimals up to which they are counted. */
enum { WRITING_ROWS = 6, PLACES_MAX = 6 };

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Leading columns that say what groups of rows have in common: what subtitle and fill made. */
static int group_columns(const struct draftview *v)
{
    return v->after != NULL && (strcmp(v->after, "subtitle") == 0 || strcmp(v->after, "fill") == 0);
}

/* A run of columns that might be one variable, and what its names say. */
struct run {
    int first, last;
    double head;     /* 0..1 */
    const char *why; /* NULL: the contents alone */
    bool strong;     /* years, months, 1..n ... */
    bool families;   /* groups of names, each with a word of its own: a heading of two levels */
};
struct runs {
    struct run at[RUNS_MAX];
    int n;
};

static void add_run(struct runs *l, int first, int last, double head, const char *why, bool strong)
{
    if (last - first < 1) return;
    for (int i = 0; i < l->n; i++) {
        struct run *r = &l->at[i];

        if (r->first != first || r->last != last) continue;
        if (r->head < head) *r = (struct run){first, last, head, why, strong, false};
        return;
    }
    if (l->n < RUNS_MAX) l->at[l->n++] = (struct run){first, last, head, why, strong, false};
}

static const char *class_words(enum drafthead c)
{
    switch (c) {
    case DH_YEAR:
    case DH_HAS_YEAR:
        return "years";
    case DH_DATE:
        return "dates";
    case DH_MONTH:
        return "months";
    case DH_WEEKDAY:
        return "weekdays";
    case DH_SEQUENCE:
        return "a sequence";
    case DH_INTEGER:
        return "numbers";
    case DH_RANGE:
        return "ranges";
    case DH_TEXT:
    case DH_EMPTY:
        break;
    }
    return NULL;
}

/* The last column of a run of names; names that were not looked at belong to it. */
static int to_edge(const struct draftview *v, int last)
{
    return last == v->nhead - 1 ? v->t->ncol - 1 : last;
}

static void class_runs(const struct draftview *v, struct runs *l)
{
    for (int s = 0, e; s < v->nhead; s = e + 1) {
        double strength = drafthead_strength((enum drafthead)v->class[s]);

        for (e = s; e + 1 < v->nhead && v->class[e + 1] == v->class[s]; e++) continue;
        if (v->class[s] == DH_RANGE && drafthead_is_statistic(v->head[s]) &&
            drafthead_is_statistic(v->head[e]))
            continue; /* 25 %, 50 %, 75 % of a summary */
        if (strength > 0 && e > s)
            add_run(l, s, to_edge(v, e), strength * (e - s >= 2 ? 1 : 0.75),
                    class_words((enum drafthead)v->class[s]), e - s >= 1);
    }
}

static void affix_runs(const struct draftview *v, struct runs *l)
{
    int w = v->cols;

    for (int s = 0; s + 1 < v->nhead && s < w; s++) {
        struct drafthead_affix x = {.n = 0};
        double share = 0, more;
        int e = s;

        drafthead_affix_add(&x, v->head[s]);
        for (; e + 1 < v->nhead; e++, share = more) {
            drafthead_affix_add(&x, v->head[e + 1]);
            more = drafthead_affix_share(&x);
            if (more < 0.2) break;
        }
        if (e == s || (s > 0 && drafthead_affix(&v->head[s - 1], e - s + 2) >= 0.2)) continue;
        add_run(l, s, to_edge(v, e), (0.45 + 0.6 * clamp(share)) * (e - s >= 2 ? 1 : 0.7),
                "names that share a word", false);
    }
}

/* How many names from s on begin with one word that the names around them do not begin with. */
static int family_at(const struct draftview *v, int s)
{
    int n = 1;
    slice rest, word = slice_cut(v->head[s], ' ', &rest);

    if (rest.n <= 0) return 0;
    while (s + n < v->nhead && slice_eq(slice_cut(v->head[s + n], ' ', &rest), word) && rest.n > 0)
        n++;
    return n;
}

/* Neighbouring groups of names: "Sex male", "Sex female", "Age 18-24", "Age 25+". */
static void family_runs(const struct draftview *v, struct runs *l)
{
    for (int s = 0, e; s < v->cols; s = e) {
        int families = 0, n;

        for (e = s; e < v->nhead && (n = family_at(v, e)) >= 2; e += n) families++;
        if (families >= 2) {
            add_run(l, s, to_edge(v, e - 1), 0.5, "groups of names", false);
            for (int i = 0; i < l->n; i++)
                if (l->at[i].first == s && l->at[i].last == to_edge(v, e - 1))
                    l->at[i].families = true;
        }
        if (e == s) e++;
    }
}

static void kind_runs(const struct draftview *v, struct runs *l)
{
    int w = v->cols;

    for (int s = 0, e; s < w; s = e + 1) {
        int right, size;

        for (e = s; e + 1 < w && (v->col[e + 1].kind == v->col[s].kind ||
                                  v->col[e + 1].kind == DC_BLANK || v->col[s].kind == DC_BLANK);
             e++)
            continue;
        right = e == w - 1 ? v->t->ncol - 1 : e;
        size = right - s;
        if (size >= 2 || (size == 1 && w <= 4)) add_run(l, s, right, 0.25, NULL, false);
        if (size >= 3) add_run(l, s + 1, right, s == 0 ? 0.3 : 0.25, NULL, false);
        if (size >= 4) add_run(l, s + 2, right, 0.25, NULL, false);
        if (size >= 4) add_run(l, s, right - 1, 0.25, NULL, false);
        if (size >= 5) add_run(l, s + 1, right - 1, 0.25, NULL, false);
    }
    /* everything behind the first columns, whatever its kinds */
    for (int s = 1; s <= 3 && s + 2 < w; s++) add_run(l, s, v->t->ncol - 1, 0.2, NULL, false);
}

/* A heading whose levels are all values of variables, like tenure over size. */
static void level_runs(const struct draftview *v, struct runs *l)
{
    struct draftlevel_reading x;

    for (int s = 0, e; v->levels != NULL && s < v->cols - 3; s++) {
        if ((e = draftlevel_run(v, s, &x)) < 0) continue;
        if (x.measure < 0) add_run(l, s, e, 0.9, "levels of values", true);
        return;
    }
}

/* ---- what the cells of a run say */
/* Shared part of the ranges that the middle 80 % of two columns span. */
static double range_overlap(const struct draftline *a, const struct draftline *b)
{
    double low = fmax(a->low, b->low), high = fmin(a->high, b->high);
    double all = fmax(a->high, b->high) - fmin(a->low, b->low);

    if (all < 0.02) return 1;
    return clamp((high - low) / all);
}

static double spread(const double *x, int n)
{
    double sum = 0, square = 0;

    for (int i = 0; i < n; i++) sum += x[i];
    for (int i = 0; i < n; i++) square += (x[i] - sum / n) * (x[i] - sum / n);
    return n > 1 ? sqrt(square / n) : 0;
}

/* How alike the contents of live columns of one kind are. */
static double alike_numbers(const struct draftline **line, int n, double same)
{
    double mag[DRAFTVIEW_COLS], overlap = 0;
    int m = 0, whole = 0, pairs = 0;
    const struct draftline *last = NULL;

    for (int i = 0; i < n; i++) {
        if (line[i]->numbers == 0) continue;
        mag[m++] = line[i]->mean_mag;
        whole += line[i]->whole;
        if (last != NULL) {
            overlap += range_overlap(last, line[i]);
            pairs++;
        }
        last = line[i];
    }
    if (m == 0) return 0;
    overlap = pairs > 0 ? overlap / pairs : 0;
    same *= 1 - 0.6 * fmin(whole, m - whole) / m;
    return clamp(same * (0.85 + 0.35 * overlap - 0.45 * spread(mag, m)));
}

static double alike_texts(const struct draftline **line, int n, double same)
{
    double length[DRAFTVIEW_COLS], sum = 0, least = 1, dev;

    for (int i = 0; i < n; i++) {
        length[i] = log(line[i]->length + 1);
        if (i == 0) continue;
        double o = draftview_overlap(line[i - 1], line[i]);

        sum += o;
        if (o < least) least = o;
    }
    dev = spread(length, n);
    return clamp(same *
                 (0.45 + 0.4 * (sum / (n - 1) + least) + 0.25 * (dev < 0.35) - 0.3 * (dev > 0.8)));
}

static double alike(const struct draftview *v, int first, int last)
{
    const struct draftline *line[DRAFTVIEW_COLS];
    int n = 0, of[DC_COUNT] = {0}, best = 1;

    for (int c = first; c <= last && c < v->cols; c++)
        if (v->col[c].filled > 0) {
            line[n++] = &v->col[c];
            of[v->col[c].kind]++;
        }
    if (n < 2) return 0.5;
    for (int k = 1; k < DC_COUNT; k++)
        if (of[k] > of[best]) best = k;
    if (best == DC_NUMBER) return alike_numbers(line, n, (double)of[best] / n);
    if (best == DC_TEXT) return alike_texts(line, n, (double)of[best] / n);
    return clamp((double)of[best] / n * 0.9);
}

/* Share of the leading kind when all cells of the run stand in one column. */
static double block_purity(const struct draftview *v, int first, int last)
{
    int of[DC_COUNT] = {0}, all = 0, best = 0;

    for (int c = first; c <= last && c < v->cols; c++)
        for (int k = 1; k < DC_COUNT; k++) of[k] += v->col[c].of[k];
    for (int k = 1; k < DC_COUNT; k++) {
        all += of[k];
        if (of[k] > best) best = of[k];
    }
    return all > 0 ? (double)best / all : 1;
}

/* The first or last column is of another kind than most of the run, or any column holds dates. */
static bool odd_edge(const struct draftview *v, int first, int last)
{
    int of[DC_COUNT] = {0}, best = 1, n = 0, to = last < v->cols ? last : v->cols - 1;
    enum draftcell a = v->col[first].kind, b = v->col[to].kind;

    for (int c = first; c <= to; c++)
        if (v->col[c].filled > 0) {
            of[v->col[c].kind]++;
            n++;
        }
    for (int k = 1; k < DC_COUNT; k++)
        if (of[k] > of[best]) best = k;
    if (n < 3 || of[best] * 3 < n * 2) return false;
    for (int c = first; c <= to && best != DC_DATE; c++)
        if (v->col[c].kind == DC_DATE && v->col[c].purity > 0.9) return true;
    return (a != DC_BLANK && (int)a != best) || (b != DC_BLANK && (int)b != best);
}

/* Its first or last column alone has decimals. */
static bool decimal_edge(const struct draftview *v, int first, int last)
{
    int to = last < v->cols ? last : v->cols - 1, decimals = 0;

    for (int c = first; c <= to; c++) {
        if (v->col[c].kind != DC_NUMBER) return false;
        decimals += !v->col[c].whole;
    }
    return to - first >= 3 && decimals == 1 && (!v->col[first].whole || !v->col[to].whole);
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* Adds column c to a hash of each row. */
static void mix_column(const struct draftview *v, int c, uint64_t *h)
{
    for (int r = 0; r < v->rows; r++)
        h[r] = (h[r] ^ slice_hash(draftview_cell(v, c, r))) * 0x100000001b3ULL + 1;
}

/* Distinct rows over the columns from first to last; with `outside` over all others. -1: none. */
static double distinct_rows(const struct draftview *v, int first, int last, bool outside)
{
    uint64_t *h = arena_new(v->arena, uint64_t, v->rows + 1);
    int distinct = 0, keys = 0;

    if (h == NULL) return -1;
    for (int c = 0; c < v->cols; c++) {
        if ((c >= first && c <= last) == outside) continue;
        keys++;
        mix_column(v, c, h);
    }
    if (keys == 0 || v->rows == 0) return -1;
    qsort(h, (size_t)v->rows, sizeof *h, by_hash);
    for (int r = 0; r < v->rows; r++) distinct += r == 0 || h[r] != h[r - 1];
    return (double)distinct / v->rows;
}

/* Does the column number or name the rows: 1, 2, 3 ...; years going up; distinct texts? */
static double is_key(const struct draftview *v, int c)
{
    const struct draftline *l = &v->col[c];
    int up = 0, down = 0, n = 0;
    double last = 0;

    if (l->filled < 3 || l->filled * 10 < l->n * 9) return 0;
    if (l->kind == DC_TEXT || l->kind == DC_DATE) return l->unique > 0.95 ? 0.7 : 0;
    if (l->kind != DC_NUMBER || !l->whole || l->unique < 0.95) return 0;
    for (int r = 0; r < v->rows; r++) {
        size_t i = (size_t)c * (size_t)v->rows + (size_t)r;

        if (v->kind[i] != DC_NUMBER) continue;
        if (n++ > 0) {
            up += v->size[i] > last;
            down += v->size[i] < last;
        }
        last = v->size[i];
    }
    if (n < 4) return 0;
    return up >= n - 1 || down >= n - 1 ? 1 : 0;
}

/* No column before the run tells its rows apart, nor do all of them together as keys do: texts,
 * dates, whole numbers. Texts in the run are compared by their values instead. */
static double no_key(const struct draftview *v, const struct run *r)
{
    bool keys = r->first > 0 && r->first <= KEYS_MAX;

    if (v->col[r->first].kind == DC_TEXT) return 0;
    for (int c = 0; c < r->first && c < v->cols; c++) {
        if (is_key(v, c) > 0) return 0;
        keys = keys && (v->col[c].kind != DC_NUMBER || v->col[c].whole);
    }
    return keys && distinct_rows(v, 0, r->first - 1, false) > 0.97 ? 0 : 1;
}

/* Share of the run's columns that hold one of two values: yes and no, 0 and 1. Such columns are
 * alike whatever they say. */
static double flags(const struct draftview *v, const struct run *r)
{
    int n = 0, two = 0;

    for (int c = r->first; c <= r->last && c < v->cols; c++) {
        const struct draftline *l = &v->col[c];

        if (l->filled == 0) continue;
        n++;
        two += l->kind == DC_BOOL || (l->filled >= 6 && l->nvalue <= 2);
    }
    return n > 0 ? (double)two / n : 0;
}

/* A column outside the run holds dates, times or years: then each row is an observation already.
 * The first column after subtitle or fill says what a group of rows has in common, not when. */
static bool time_key(const struct draftview *v, const struct run *r)
{
    for (int c = group_columns(v); c < v->cols; c++) {
        const struct draftline *l = &v->col[c];
        bool years = l->kind == DC_NUMBER && l->whole;

        if ((c >= r->first && c <= r->last) || l->filled * 10 < l->n * 9 || l->purity < 0.9 ||
            l->nvalue < 2)
            continue;
        if (l->kind == DC_DATE) return true;
        for (int i = 0; i < v->rows && years; i++) {
            size_t at = (size_t)c * (size_t)v->rows + (size_t)i;

            years = v->kind[at] != DC_NUMBER || (v->size[at] >= 1800 && v->size[at] <= 2100);
        }
        if (years) return true;
    }
    return false;
}

/* Share of the columns of numbers, keys aside, that are not in a run of numbers. */
static double other_numbers(const struct draftview *v, const struct run *r)
{
    int n = 0, outside = 0;

    if (v->col[r->first].kind != DC_NUMBER) return 0;
    for (int c = 0; c < v->cols; c++) {
        bool in = c >= r->first && c <= r->last;

        if (v->col[c].kind != DC_NUMBER || (!in && is_key(v, c) > 0)) continue;
        n++;
        outside += !in;
    }
    return n > 0 ? (double)outside / n : 0;
}

static double even_names(const struct draftview *v, const struct run *r)
{
    double length[DRAFTVIEW_COLS], sum = 0;
    int n = 0;

    for (int c = r->first; c <= r->last && c < v->cols; c++) {
        length[n] = (double)v->head[c].n;
        sum += length[n++];
    }
    return n > 0 && sum / n < 14 ? clamp(1 - spread(length, n) / 6) : 0;
}

/* A neighbour that is just like the edge speaks against the edge. */
static void weigh_edge(const struct draftview *v, const struct run *r, int in, int out, double *x)
{
    const struct draftline *a = &v->col[in], *b = &v->col[out];

    if (out < 0 || out >= v->cols || in >= v->cols || r->strong || a->kind != b->kind) return;
    if (a->kind == DC_TEXT)
        x[DF_unpivot_text_neighbour] += clamp(2 * draftview_overlap(a, b));
    else if (a->kind == DC_NUMBER && out > 0 && a->whole == b->whole && is_key(v, out) == 0)
        x[DF_unpivot_number_neighbour] += clamp(1 - fabs(a->mean_mag - b->mean_mag));
}

/* Columns from `out` on, away from the run, that hold the same for the values of other variables.
 */
static int categories_from(const struct draftview *v, int in, int out)
{
    int step = out > in ? 1 : -1, n = 0;

    for (int c = out; c > 0 && c < v->cols && in < v->cols; c += step, n++)
        if (v->col[c].kind != v->col[in].kind || !drafthead_is_category(v->head[c]) ||
            fabs(v->col[c].mean_mag - v->col[in].mean_mag) >= 1)
            break;
    return n;
}

static void weigh_keys(const struct draftview *v, const struct run *r, double *x)
{
    double u = distinct_rows(v, r->first, r->last, true), inside = 0;
    int edge[2] = {0, r->first - 1};

    if (u < 0) return;
    x[DF_unpivot_key_unique] = u > 0.97;
    x[DF_unpivot_key_repeats] = clamp((0.9 - u) * 3);
    for (int i = 0; i < 2; i++)
        if (edge[i] >= 0 && edge[i] < r->first && edge[i] < v->cols &&
            v->col[edge[i]].kind == DC_TEXT)
            inside = fmax(inside, draftview_inside(&v->col[edge[i]], &v->col[r->first]));
    x[DF_unpivot_key_inside] = clamp(2 * inside);
}

/* Does each row have one 1 and else 0? By chance few rows do. */
static bool one_hot(const struct draftview *v, const struct run *r)
{
    int rows = 0;

    for (int i = 0; i < v->rows; i++) {
        int ones = 0;

        for (int c = r->first; c <= r->last && c < v->cols; c++) {
            slice s = draftview_cell(v, c, i);

            if (!slice_eqz(s, "0") && !slice_eqz(s, "1")) return false;
            ones += s.p[0] == '1';
        }
        if (ones != 1) return false;
        rows++;
    }
    return rows >= 6 && r->last - r->first >= 2;
}

/* Columns of text behind a run of texts, as a share of both. */
static double texts_behind(const struct draftview *v, const struct run *r)
{
    int n = 0;

    if (v->col[r->first].kind != DC_TEXT) return 0;
    for (int c = r->last + 1; c < v->cols; c++)
        n += v->col[c].kind == DC_TEXT || v->col[c].kind == DC_BOOL;
    return (double)n / (n + r->last - r->first + 1);
}

/* Do the names say by themselves what variable they are values of? Numbering does not. */
static bool speaking_names(const struct draftview *v, const struct run *r)
{
    enum drafthead class = (enum drafthead)v->class[r->first];

    return r->strong && class != DH_SEQUENCE && class != DH_INTEGER;
}

/* Columns of numbers that tell measures apart by how they are written: share of those that differ
 * from most. Few rows differ by chance. */
static void weigh_writing(const struct draftview *v, const struct run *r, double *x)
{
    int of[PLACES_MAX + 1] = {0}, n = 0, negative = 0, positive = 0, most = 0;

    for (int c = r->first; c <= r->last && c < v->cols; c++) {
        const struct draftline *l = &v->col[c];

        if (l->kind != DC_NUMBER || l->numbers < WRITING_ROWS) continue;
        n++;
        of[l->places < PLACES_MAX ? l->places : PLACES_MAX]++;
        negative += l->negative * 6 > l->numbers;
        positive += l->negative == 0;
    }
    if (n < 2) return;
    for (int i = 0; i <= PLACES_MAX; i++)
        if (of[i] > most) most = of[i];
    x[DF_unpivot_places_differ] = clamp(1.5 * (n - most) / n);
    x[DF_unpivot_signs_differ] = clamp(2.0 * (negative < positive ? negative : positive) / n);
}

static void weigh_names(const struct draftview *v, const struct run *r, double like, double *x)
{
    int n = r->last - r->first + 1, groups = group_columns(v);
    double fields = draftnames_fields(v, r->first, r->last, r->families);

    x[DF_unpivot_field_names] = fields > 0 && !r->strong ? clamp(0.4 + fields) : 0;
    x[DF_unpivot_item_names] = draftnames_items(v, r->first, r->last);
    x[DF_unpivot_statistics] = draftnames_statistics(v, r->first, r->last);
    x[DF_unpivot_one_hot] = one_hot(v, r);
    x[DF_unpivot_word_elsewhere] =
        r->why != NULL && !r->strong && draftnames_word_elsewhere(v, r->first, r->last);
    x[DF_unpivot_uneven_families] = draftnames_uneven(v, r->first, r->last);
    x[DF_unpivot_cuts_numbering] = draftnames_cut_numbering(v, r->first, r->last);
    if (!r->strong) weigh_writing(v, r, x);
    x[DF_unpivot_one_row] = v->rows == 1 && !speaking_names(v, r);
    x[DF_unpivot_weak_pair] = n == 2 && r->why != NULL && !r->strong;
    if (r->why != NULL) return;
    x[DF_unpivot_unlike] = clamp((0.85 - like) * 2);
    x[DF_unpivot_no_key] = no_key(v, r);
    x[DF_unpivot_other_numbers] = other_numbers(v, r);
    x[DF_unpivot_columns_explain] = clamp(-draftview_rows_explain(v, r->first, r->last));
    x[DF_unpivot_texts_behind] = texts_behind(v, r);
    x[DF_unpivot_flags] = flags(v, r);
    x[DF_unpivot_time_key] = time_key(v, r);
    x[DF_unpivot_after] = v->after != NULL;
    x[DF_unpivot_text_differs] = v->col[r->first].kind == DC_TEXT && like < 0.75;
    x[DF_unpivot_even_names] = even_names(v, r);
    x[DF_unpivot_most_columns] = n * 10 > (v->t->ncol - groups) * 7;
    x[DF_unpivot_few] = n < 3;
    x[DF_unpivot_text_key] =
        r->first > groups && v->col[groups].unique > 0.95 && v->col[groups].kind != DC_NUMBER;
}

static bool in_families(const struct draftview *v, const struct runs *l, const struct run *r)
{
    for (int i = 0; i < l->n; i++) {
        const struct run *o = &l->at[i];

        if (o->families && o->first <= r->first && o->last >= r->last &&
            o->last - o->first > r->last - r->first && alike(v, o->first, o->last) > 0.8)
            return true;
    }
    return false;
}

static bool is_nested(const struct runs *l, const struct run *r)
{
    for (int i = 0; i < l->n; i++) {
        const struct run *o = &l->at[i];

        if (o->strong && o->last - o->first >= 2 && o->first <= r->first && o->last >= r->last &&
            (o->first != r->first || o->last != r->last))
            return true;
    }
    return false;
}

/* Does the run hold a whole run of years, months ... and other names beside it? */
static bool goes_beyond(const struct runs *l, const struct run *r)
{
    for (int i = 0; i < l->n && !r->strong; i++) {
        const struct run *o = &l->at[i];

        if (o->strong && o->last - o->first >= 2 && r->first <= o->first && r->last >= o->last)
            return true;
    }
    return false;
}

/* What speaks for a table on its side. */
struct lean {
    double sideways, corner, fields, names, again;
};

static void weigh(const struct draftview *v, const struct runs *l, const struct run *r,
                  const struct lean *lean, double *x)
{
    int n = r->last - r->first + 1;
    double like = alike(v, r->first, r->last);

    x[DF_unpivot_head] = r->head;
    x[DF_unpivot_alike] = like;
    x[DF_unpivot_mixed] =
        clamp((0.93 - block_purity(v, r->first, r->last)) * 4) * (1 - 0.6 * r->head);
    x[DF_unpivot_odd_edge] =
        r->first < v->cols &&
        (odd_edge(v, r->first, r->last) || (!r->strong && decimal_edge(v, r->first, r->last)));
    x[DF_unpivot_length] = clamp(n / 8.0);
    x[DF_unpivot_pair] = n == 2;
    x[DF_unpivot_nested] = is_nested(l, r);
    x[DF_unpivot_beyond] = goes_beyond(l, r);
    x[DF_unpivot_inside_families] = in_families(v, l, r);
    x[DF_unpivot_units_differ] = draftnames_units_differ(v, r->first, r->last);
    x[DF_unpivot_categories_beside] = categories_from(v, r->first, r->first - 1) >= 2 ||
                                      categories_from(v, r->last, r->last + 1) >= 2;
    x[DF_unpivot_sideways] = lean->sideways;
    x[DF_unpivot_corner] = lean->corner;
    x[DF_unpivot_names_below] = lean->names;
    x[DF_unpivot_names_again] = lean->again;
    x[DF_unpivot_fields_down] = r->first > 0 ? lean->fields : 0;
    if (r->first < v->cols && !r->strong && r->last - r->first >= 2)
        x[DF_unpivot_key_in_run] =
            clamp(is_key(v, r->first) -
                  0.5 * is_key(v, r->first + 1 < v->cols ? r->first + 1 : r->first)) *
            clamp((v->rows - 2) / 6.0); /* a few rows are in order by chance */
    if (v->after != NULL) {
        x[DF_unpivot_after_turn] = strcmp(v->after, "transpose") == 0;
        x[DF_unpivot_after_inside] = r->last < v->t->ncol - 1 && !r->strong;
        x[DF_unpivot_after_short] = n < 4 && !r->strong;
    }
    weigh_keys(v, r, x);
    weigh_names(v, r, like, x);
    weigh_edge(v, r, r->first, r->first - 1, x);
    weigh_edge(v, r, r->last, r->last + 1, x);
}

/* One name for all columns of the run: it would be the variable's only value. */
static bool one_name(const struct draftview *v, const struct run *r)
{
    for (int c = r->first + 1; c <= r->last && c < v->nhead; c++)
        if (!slice_eq(v->head[c], v->head[c - 1])) return false;
    return true;
}

void draftfind_unpivot(const struct draftview *v, struct draftsteps *out)
{
    struct runs l = {.n = 0};
    struct draftstep keep[KEEP + 1];
    struct lean lean = {0};
    int n = 0;

    if (v->t->ncol < 2 || v->rows < 1 || (v->t->ncol < 3 && v->rows < 2)) return;
    if (v->nameless) return; /* no variable is in names that nobody wrote */
    if (v->after == NULL || strcmp(v->after, "transpose") != 0) {
        lean.sideways = clamp(draftfind_sideways(v) * 2.5);
        lean.fields = draftfind_fields_down(v);
    }
    if (v->after == NULL && v->t->ncol > 2) lean.corner = draftfind_corner(v);
    if (v->after == NULL) lean.again = draftfind_names_again(v);
    lean.names = draftfind_names_below(v) > 0;
    level_runs(v, &l);
    class_runs(v, &l);
    affix_runs(v, &l);
    family_runs(v, &l);
    kind_runs(v, &l);
    for (int i = 0; i < l.n; i++) {
        const struct run *r = &l.at[i];
        struct draftstep s = {
            .op = DRAFT_UNPIVOT, .first = r->first, .last = r->last, .why = r->why};
        int k;

        if (r->first >= v->cols - 1 || one_name(v, r)) continue;
        weigh(v, &l, r, &lean, s.x);
        s.score = draftfeature_score(s.x, NULL);
        for (k = n; k > 0 && s.score > keep[k - 1].score + 1e-9; k--) keep[k] = keep[k - 1];
        if (k >= KEEP) continue;
        keep[k] = s;
        if (n < KEEP) n++;
    }
    for (int i = 0; i < n; i++) *draftsteps_add(out, DRAFT_UNPIVOT, 0, 0) = keep[i];
}
