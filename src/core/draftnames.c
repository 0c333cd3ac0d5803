/* What the names of a run of columns say together. */
#include "draftnames.h"

#include "drafthead.h"
#include "measure.h"

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Share of the names that say a field, apart from what all of them share. */
double draftnames_fields(const struct draftview *v, int first, int last, bool families)
{
    slice rest[DRAFTVIEW_COLS];
    int n = 0, fields = 0;

    for (int c = first; c <= last && c < v->cols; c++) {
        rest[n] = v->head[c];
        if (families) slice_cut(v->head[c], ' ', &rest[n]); /* the word of its group says less */
        n++;
    }
    drafthead_strip_affix(rest, n);
    for (int i = 0; i < n; i++) fields += drafthead_is_field(rest[i]);
    return n > 0 ? (double)fields / n : 0;
}

/* Share of the names that say a statistic, apart from what all of them share. */
double draftnames_statistics(const struct draftview *v, int first, int last)
{
    slice rest[DRAFTVIEW_COLS];
    int n = 0, found = 0;

    for (int c = first; c <= last && c < v->cols; c++) rest[n++] = v->head[c];
    drafthead_strip_affix(rest, n);
    for (int i = 0; i < n; i++) found += drafthead_is_statistic(rest[i]);
    return n > 0 ? (double)found / n : 0;
}

/* The number that a name ends with, -1: none; *n is the length of what stands before it. */
static int number_at_end(slice name, ptrdiff_t *n)
{
    int64_t number = 0, unit = 1;

    for (*n = name.n; *n > 0 && name.n - *n < 4; --*n, unit *= 10) {
        char c = name.p[*n - 1];

        if (c < '0' || c > '9') break;
        number += (c - '0') * unit;
    }
    return *n < name.n ? (int)number : -1;
}

/* x2 right of x1: the second goes on where the first one stops. */
static bool goes_on(slice a, slice b)
{
    ptrdiff_t n, m;
    int x = number_at_end(a, &n), y = number_at_end(b, &m);

    return x >= 0 && y == x + 1 && n > 0 && n == m && memcmp(a.p, b.p, (size_t)n) == 0;
}

bool draftnames_cut_numbering(const struct draftview *v, int first, int last)
{
    return (first > 0 && first < v->nhead && goes_on(v->head[first - 1], v->head[first])) ||
           (last + 1 < v->nhead && goes_on(v->head[last], v->head[last + 1]));
}

/* The last name of those that are numbered on from the one at s. */
static int numbered_to(const struct draftview *v, int s)
{
    while (s + 1 < v->nhead && goes_on(v->head[s], v->head[s + 1])) s++;
    return s;
}

/* swls_1 to swls_5 beside pss_1 to pss_10: measures of one variable would be numbered alike. */
bool draftnames_uneven(const struct draftview *v, int first, int last)
{
    enum { LEAST = 3 };
    int n = last - first + 1;

    if (n < LEAST || first >= v->nhead || numbered_to(v, first) != last) return false;
    for (int s = 0, e; s < v->nhead; s = e + 1) {
        e = numbered_to(v, s);
        if (s != first && e - s + 1 >= LEAST && e - s + 1 != n) return true;
    }
    return false;
}

/* pl_mass, pl_radius beside pl_name: whose field it is, and no measure. */
bool draftnames_word_elsewhere(const struct draftview *v, int first, int last)
{
    ptrdiff_t n = first < v->nhead ? slice_find(v->head[first], S("_")) : -1;
    slice word;

    if (n < 1) return false;
    word = slice_sub(v->head[first], 0, n + 1);
    for (int c = first; c <= last && c < v->nhead; c++)
        if (!slice_starts(v->head[c], word)) return false;
    for (int c = 0; c < v->nhead; c++)
        if ((c < first || c > last) && slice_starts(v->head[c], word)) return true;
    return false;
}

/* Share of the names that are questions, features or statements, doubled: of "q1" to "q8" the first
 * four could be quarters. */
double draftnames_items(const struct draftview *v, int first, int last)
{
    int n = 0, items = 0;

    for (int c = first; c <= last && c < v->cols; c++, n++) items += drafthead_is_item(v->head[c]);
    return n > 0 ? clamp(2.0 * items / n) : 0;
}

/* Share of the run's columns whose unit is another than the column's before. */
double draftnames_units_differ(const struct draftview *v, int first, int last)
{
    slice before = {NULL, 0};
    int n = 0, differ = 0;

    for (int c = first; c <= last && c < v->cols; c++) {
        slice unit = measure_unit_of(v->head[c]);

        if (unit.n == 0) continue;
        differ += before.n > 0 && !slice_eq(unit, before);
        before = unit;
        n++;
    }
    return n > 1 ? (double)differ / (n - 1) : 0;
}
