#include "header.h"

#include "buf.h"
#include "date.h"
#include "utf8.h"
#include "valuecol.h"
#include <ctype.h>
#include <math.h>

enum { DEPTH_MAX = 8, COLUMNS_SEEN = VALUECOL_MAX, NAME_LONG = 40 /* bytes */ };
/* What is surer than this stands against rows that are kept in sight: they may hold data too. */
#define SIGHT_DECIDES 0.8

static slice cell(const struct sheet *s, int c, int64_t r)
{
    return s->cells.col[c].cell[r];
}

slice header_on_page(slice s)
{
    return slice_starts(s, S("\f")) ? slice_sub(s, 1, s.n) : s;
}

static bool same_cell(const struct sheet *s, int c, int64_t r, int64_t q)
{
    return slice_eq(header_on_page(cell(s, c, r)), header_on_page(cell(s, c, q)));
}

bool header_same_row(const struct sheet *s, struct range at, int64_t r, int64_t q)
{
    int same = 0;

    for (int c = at.left - 1; c < at.right; c++) {
        if (!same_cell(s, c, r, q)) return false;
        same += cell(s, c, r).n > 0;
    }
    return same >= 2 || (same == 1 && at.left == at.right);
}

/* Is row q the heading row r once more, perhaps cut short? */
static bool repeats(const struct sheet *s, struct range at, int64_t r, int64_t q)
{
    int same = 0, filled = 0;

    for (int c = at.left - 1; c < at.right; c++) {
        filled += cell(s, c, q).n > 0;
        same += cell(s, c, q).n > 0 && same_cell(s, c, r, q);
    }
    return same >= 2 && same * 10 >= filled * 7;
}

static void drop_repeats(const struct sheet *s, struct range at, int64_t r, struct valuecol_rows *b)
{
    int n = 0;

    for (int i = 0; i < b->n; i++)
        if (!repeats(s, at, r, b->row[i])) b->row[n++] = b->row[i];
    if (n > 0) b->n = n;
}

/* "1,000", "000", "1 000 000" in brackets say in what the numbers below are counted. */
static bool round_thousand(slice s)
{
    ptrdiff_t i = 0;

    if (s.n > 0 && s.p[0] == '1') i = 1;
    for (; i < s.n; i++)
        if (strchr("0,. '", s.p[i]) == NULL) return false;
    return s.n >= 3;
}

static bool names_unit(slice s)
{
    static const char *const unit[] = {
        "%",   "kg",  "g",   "t",    "m",    "cm",      "mm",    "km",    "h",      "min",
        "s",   "EUR", "USD", "GBP",  "CHF",  "TEUR",    "T€",    "k€",    "€",      "$",
        "£",   "m2",  "m²",  "m³",   "l",    "kWh",     "MWh",   "MW",    "kW",     "°C",
        "Stk", "pcs", "qty", "days", "Tage", "Stunden", "hours", "years", "number", "Std"};

    s = utf8_trim(s);
    if (s.n > 2 && s.n < 24 &&
        ((s.p[0] == '(' && s.p[s.n - 1] == ')') || (s.p[0] == '[' && s.p[s.n - 1] == ']')))
        return !shape_number(slice_sub(s, 1, s.n - 1), NULL) ||
               round_thousand(slice_sub(s, 1, s.n - 1));
    for (size_t i = 0; i < sizeof unit / sizeof unit[0]; i++)
        if (slice_eq_nocase(s, slice_z(unit[i]))) return true;
    return false;
}

/* A heading that is a value all the same: a year, a month, a date, a quarter. */
static bool calendar(slice s, enum shape sh)
{
    s = utf8_trim(s);
    if (sh == SHAPE_YEAR || sh == SHAPE_DATE) return true;
    return date_month(s) > 0 ||
           (s.n >= 2 && (s.p[0] == 'Q' || s.p[0] == 'H') && s.p[1] >= '1' && s.p[1] <= '4');
}

/* "AD", "EUR": a code of capitals. */
static bool capitals(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!isupper((unsigned char)s.p[i])) return false;
    return s.n >= 2 && s.n <= 4;
}

struct verdict {
    double value_for, value_against; /* columns whose body is values */
    double text_for, text_against;
    int filled, columns, values, calendar, distinct;
};

/* What column c says about its cell in row r. */
static void judge_cell(const struct sheet *s, int c, int64_t r, bool numbered,
                       const struct valuecol_rows *b, struct verdict *v)
{
    slice me = cell(s, c, r);
    enum shape sh = raster_shape(s, c, r);
    int filled = 0, values = 0, same = 0, codes = 0, mask = 0, repeats = 0, numbers = 0;
    int alike = 0, texts = 0;
    ptrdiff_t length = 0;

    for (int i = 0; i < b->n; i++) {
        slice it = cell(s, c, b->row[i]);
        enum shape t = raster_shape(s, c, b->row[i]);

        if (t == SHAPE_EMPTY) continue;
        filled++;
        values += shape_is_value(t);
        numbers += t == SHAPE_NUMBER || t == SHAPE_YEAR;
        codes += t == SHAPE_CODE;
        texts += t == SHAPE_TEXT;
        alike += it.n == me.n && capitals(it);
        same += slice_eq(it, me);
        mask += shape_mask(it) == shape_mask(me);
        length += it.n;
        if (i > 0 && slice_eq(it, cell(s, c, b->row[i - 1]))) repeats++;
    }
    if (filled == 0) return;
    if (numbered && sh == SHAPE_NUMBER && same < filled) {
        v->calendar++;
        return;
    }
    if (values * 10 >= filled * 7) {
        if (sh >= SHAPE_CODE)
            v->value_for += sh == SHAPE_CODE && mask > filled / 2 ? 0 : 1;
        else if (calendar(me, sh) && numbers * 2 > filled && sh != SHAPE_NUMBER && same == 0)
            v->calendar++;
        else
            v->value_against += sh == SHAPE_MISSING ? 0.3 : 1;
        return;
    }
    if (same > 0) {
        v->text_against += 1;
        return;
    }
    if (shape_is_value(sh)) {
        v->text_against += sh == SHAPE_YEAR ? 0.1 : 0.5;
        return;
    }
    if (shape_is_unit(me)) { /* an address or a path names no column */
        v->text_against += 0.5;
        return;
    }
    if (codes * 10 >= filled * 7) {
        if (sh == SHAPE_CODE && mask * 2 > filled)
            v->text_against += 1;
        else if (sh != SHAPE_CODE)
            v->text_for += 0.8;
        return;
    }
    if (repeats * 5 >= filled) v->text_for += 0.5;
    if (length > 2 * me.n * filled) v->text_for += 0.3;
    if (me.n > 2 * (length / filled) && me.n > 30) v->text_against += 0.4;
    /* Sentences over sentences; a few capitals over as many. */
    if (texts == filled && me.n >= NAME_LONG && sh == SHAPE_TEXT) v->text_against += 0.4;
    if (alike == filled && filled >= 4 && capitals(me)) v->text_against += 1;
    if (memchr(me.p, '_', (size_t)me.n) != NULL ||
        (me.p[0] >= 'a' && me.p[0] <= 'z' && sh == SHAPE_WORD))
        v->text_for += 0.3;
    v->text_for += 0.12;
}

/* Do the whole numbers of the row count columns: 0 .. n or 1 .. n, each once, in any order? */
static bool counts_columns(const struct sheet *s, struct range at, int64_t r)
{
    int64_t v, low = INT64_MAX, high = INT64_MIN, n = 0;

    for (int c = at.left - 1; c < at.right && c < at.left + COLUMNS_SEEN; c++) {
        if (!slice_i64(utf8_trim(cell(s, c, r)), &v)) continue;
        for (int k = at.left - 1; k < c; k++)
            if (slice_eq(cell(s, k, r), cell(s, c, r))) return false;
        if (v < low) low = v;
        if (v > high) high = v;
        n++;
    }
    return n >= 3 && (low == 0 || low == 1) && high - low + 1 == n;
}

static struct verdict judge_row(const struct sheet *s, struct range at, int64_t r,
                                const struct valuecol_rows *b)
{
    struct verdict v = {0};
    bool numbered = counts_columns(s, at, r) && !(b->n > 0 && counts_columns(s, at, b->row[0]));
    int right = at.right < at.left + COLUMNS_SEEN ? at.right : at.left + COLUMNS_SEEN;

    for (int c = at.left - 1; c < right; c++) {
        bool twice = false;
        enum shape sh;

        v.columns++;
        if (cell(s, c, r).n == 0) continue;
        v.filled++;
        sh = raster_shape(s, c, r);
        v.values += shape_is_value(sh);
        for (int k = at.left - 1; k < c && !twice; k++)
            twice = slice_eq(cell(s, k, r), cell(s, c, r));
        v.distinct += !twice;
        judge_cell(s, c, r, numbered, b, &v);
    }
    return v;
}

/* How a row stands out by its looks from the body: -1..1. */
static double looks(const struct sheet *s, struct range at, int64_t r,
                    const struct valuecol_rows *b)
{
    int bold = 0, filled = 0, body_bold = 0, body_filled = 0;
    int mask = LOOK_BOLD | LOOK_FILL;

    if (s->look == NULL || b->n == 0) return 0;
    for (int c = at.left - 1; c < at.right && c < at.left + COLUMNS_SEEN; c++) {
        if (cell(s, c, r).n > 0) filled++, bold += (sheet_look(s, c, r) & mask) != 0;
        for (int i = b->n / 2; i < b->n; i++)
            if (cell(s, c, b->row[i]).n > 0)
                body_filled++, body_bold += (sheet_look(s, c, b->row[i]) & mask) != 0;
    }
    if (filled == 0 || body_filled == 0) return 0;
    return (double)bold / filled - (double)body_bold / body_filled;
}

/* > 0: row r reads like a heading over the body. */
static double row_score(const struct sheet *s, struct range at, int64_t r,
                        const struct valuecol_rows *b, struct verdict *out)
{
    struct verdict v = judge_row(s, at, r, b);
    double strong, score;

    *out = v;
    if (v.filled == 0) return -1;
    strong = v.value_for + (v.calendar >= 2 ? v.calendar : 0);
    score = strong - 1.5 * v.value_against + v.text_for - 1.2 * v.text_against;
    score = score / v.filled + 0.8 * looks(s, at, r, b);
    if (v.distinct == v.filled && v.filled > 1) score += 0.1;
    if (v.filled * 2 < v.columns) score -= 0.05;
    return score;
}

/* Is row r an upper level: gaps, or groups, over a row that names each column? */
static bool upper_level(const struct sheet *s, struct range at, int64_t r, int64_t below)
{
    int gaps = 0, filled = 0, named = 0, words = 0;

    for (int c = at.left - 1; c < at.right; c++) {
        bool here = cell(s, c, r).n > 0, there = cell(s, c, below).n > 0;

        filled += here;
        gaps += !here && there;
        named += there;
        words += there && !shape_is_value(raster_shape(s, c, below));
    }
    return filled >= 1 && gaps >= 1 && named >= 2 && words * 2 > named && gaps + filled >= named;
}

/* The first rows of the table that are not empty. */
struct top {
    int64_t row[DEPTH_MAX + 1];
    int n;
};

/* Is row k a further heading row below row k - 1? */
static bool further_level(const struct sheet *s, struct range at, const struct top *top, int k,
                          double score, const struct verdict *v, const struct valuecol_rows *b)
{
    int64_t row = top->row[k], before = top->row[k - 1];
    bool strong = v->value_for * 2 >= v->filled ||
                  (v->value_for >= 1 && v->value_against == 0 && v->text_against == 0);
    int units = 0, above = 0;

    for (int c = at.left - 1; c < at.right; c++) {
        units += cell(s, c, row).n == 0 || names_unit(cell(s, c, row));
        above += cell(s, c, before).n > 0;
    }
    if (units == v->columns && v->filled > 0 && v->values == 0) return true;
    /* Where all columns have names, one row below does not say that this one is no record. */
    if (b->n < 2 && above == v->columns && !header_same_row(s, at, before, row)) return false;
    /* Names that repeat under names that do not are values of a first record. */
    if (v->distinct < v->filled && above == v->columns && !header_same_row(s, at, before, row))
        return false;
    if (score > 0.3 && strong && v->values * 3 <= v->filled) return true;
    if (!upper_level(s, at, before, row) || v->value_against > 0) return false;
    return v->calendar >= 2 ||
           (score > -0.2 && v->filled > 1 && v->text_against == 0 && v->values * 3 <= v->filled);
}

/* Heading rows by their scores, for tables of words. */
static struct header_found by_words(const struct raster *g, struct range at, const struct top *top)
{
    const struct sheet *s = g->s;
    struct header_found h = {.confidence = 0.5, .other = -1};
    struct verdict v;
    struct valuecol_rows b;
    double first = 0;
    int n = top->n;

    for (int k = 0; k < n - 1 && k < DEPTH_MAX; k++) {
        double score;

        valuecol_rows(g, at, top->row[k + 1 < n ? k + 1 : k], &b);
        if (b.n > 12) valuecol_rows(g, at, top->row[n - 1], &b); /* clear of further heading rows */
        drop_repeats(s, at, top->row[k], &b);
        score = row_score(s, at, top->row[k], &b, &v);
        if (k == 0) first = score;
        /* Under a heading, a row with its first cell only names a group. */
        if (k > 0 && v.filled == 1 && v.columns >= 3 && cell(s, at.left - 1, top->row[k]).n > 0)
            break;
        if (k > 0 && h.rows == k) {
            if (!further_level(s, at, top, k, score, &v, &b)) break;
            h.rows = k + 1;
            continue;
        }
        if (score > 0.05 || (score > -0.3 && v.values == 0 && v.value_against == 0 && k + 1 < n &&
                             upper_level(s, at, top->row[k], top->row[k + 1])))
            h.rows = k + 1;
        else
            break;
    }
    /* An upper level alone is no heading: its row of names must follow. */
    h.confidence =
        0.5 + (first > 0 ? (first > 0.9 ? 0.45 : first / 2) : (first < -0.9 ? 0.45 : -first / 2));
    return h;
}

/* ------------------------------------------------- tables with columns of numbers */

/* Are the numbers of the row, but for its first cell, equally far apart: 5, 10, 15 over columns? */
static bool is_scale(const struct raster *g, const struct valuecol *x, int64_t r)
{
    double before = 0, step = 0, v;
    int n = 0;

    for (int i = 1; i < x->n; i++) {
        slice s = utf8_trim(cell(g->s, x->from + i, r));

        if (s.n == 0 || !shape_number(s, &v)) continue;
        if (n == 1) step = v - before;
        if (n >= 1 && (step == 0 || fabs(v - before - step) > 1e-9 * fabs(step))) return false;
        before = v;
        n++;
    }
    return n >= 3;
}

/* What a row has over the columns of values. */
struct over {
    int words, values, marks;
};

/* Is the text, or another code made like it, a value of the column further below: "n/k", "LS1 4AP"?
 */
static bool is_met_below(const struct raster *g, int c, int64_t r, const struct valuecol_rows *b)
{
    slice me = cell(g->s, c, r);
    bool code = false;

    for (ptrdiff_t k = 0; k < me.n; k++) code |= isdigit((unsigned char)me.p[k]) != 0;
    for (int i = 0; i < b->n; i++) {
        slice it = cell(g->s, c, b->row[i]);

        if (b->row[i] > r && it.n > 0 &&
            (slice_eq(it, me) || (code && shape_mask(it) == shape_mask(me))))
            return true;
    }
    return false;
}

/* A mark, or the name of a variable. */
static bool is_letter_x(slice s)
{
    s = utf8_trim(s);
    return s.n == 1 && (s.p[0] == 'x' || s.p[0] == 'X');
}

static struct over look_over(const struct raster *g, struct range at, const struct valuecol *x,
                             int64_t r)
{
    struct over o = {0, 0, 0};
    struct valuecol_rows below;
    bool scale = is_scale(g, x, r) && (r + 1 >= g->nrow || !is_scale(g, x, r + 1));

    valuecol_rows(g, at, r + 1, &below);
    drop_repeats(g->s, at, r, &below);
    for (int i = 0; i < x->n; i++) {
        slice s = cell(g->s, x->from + i, r);
        enum shape sh;

        if (!x->is_value[i] || utf8_trim(s).n == 0) continue;
        sh = raster_shape(g->s, x->from + i, r);
        if (sh == SHAPE_MISSING && !(is_letter_x(s) && !is_met_below(g, x->from + i, r, &below)))
            o.marks++;
        else if (sh != SHAPE_MISSING && !shape_is_value(sh) &&
                 is_met_below(g, x->from + i, r, &below))
            o.values++;
        else if (sh == SHAPE_MISSING || !shape_is_value(sh) || names_unit(s))
            o.words++;
        else if (!x->is_time[i] && (sh == SHAPE_YEAR || sh == SHAPE_DATE || sh == SHAPE_DATETIME))
            o.words++;
        else if (scale && i > 0)
            o.words++;
        else
            o.values++;
    }
    return o;
}

/* Does the row name nearly every column: words, each once, that are no value further below? */
static bool names_all(const struct raster *g, struct range at, int64_t r)
{
    struct valuecol_rows below;
    int filled = 0, columns = 0;

    valuecol_rows(g, at, r + 1, &below);
    drop_repeats(g->s, at, r, &below);
    for (int c = at.left - 1; c < at.right && c < at.left + COLUMNS_SEEN; c++, columns++) {
        slice s = cell(g->s, c, r);

        if (s.n == 0) continue;
        filled++;
        if (shape_is_value(raster_shape(g->s, c, r)) || is_met_below(g, c, r, &below)) return false;
        for (int k = at.left - 1; k < c; k++)
            if (slice_eq(cell(g->s, k, r), s)) return false;
    }
    return filled > 2 && filled * 10 >= columns * 8;
}

/* Does the text begin with a small letter (-1), a capital (1), or neither? */
static int initial(slice s)
{
    s = utf8_trim(s);
    if (s.n == 0) return 0;
    return islower((unsigned char)s.p[0]) ? -1 : isupper((unsigned char)s.p[0]) ? 1 : 0;
}

/* Does the row go on with the names above it: small letters or brackets under capitals, and no
 * value of the columns? */
static bool wraps(const struct raster *g, struct range at, int64_t above, int64_t r)
{
    struct valuecol_rows below;
    int filled = 0, small = 0, capital = 0;

    valuecol_rows(g, at, r + 1, &below);
    for (int c = at.left - 1; c < at.right && c < at.left + COLUMNS_SEEN; c++) {
        slice s = utf8_trim(cell(g->s, c, r)), up = utf8_trim(cell(g->s, c, above));

        if (s.n == 0) continue;
        if (shape_is_value(raster_shape(g->s, c, r)) || is_met_below(g, c, r, &below)) return false;
        filled++;
        small += s.p[0] == '(' || s.p[0] == '[' || initial(s) < 0;
        capital += up.n > 0 && initial(up) > 0;
    }
    return filled > 2 && small * 10 >= filled * 8 && capital * 10 >= filled * 8;
}

/* May a row of words be one more heading row below another? Its first cell is empty, or the row
 * above it leaves columns without a name or is the same, or it is words in most columns of values,
 * and those are most of the table: units, as a rule. */
static bool goes_on(const struct raster *g, struct range at, const struct valuecol *x,
                    int64_t above, int64_t r, struct over o)
{
    int unnamed = 0;

    if (utf8_trim(cell(g->s, at.left - 1, r)).n == 0) return true;
    for (int i = 0; i < x->n; i++)
        unnamed += utf8_trim(cell(g->s, x->from + i, above)).n == 0 &&
                   utf8_trim(cell(g->s, x->from + i, r)).n > 0;
    if (unnamed > 0 && (x->values > 1 || o.words * 2 > x->n)) return true;
    if (o.words > 1 && o.values == 0 && wraps(g, at, above, r)) return true;
    if ((unnamed > 1 || header_same_row(g->s, at, above, r)) && names_all(g, at, r)) return true;
    return o.words > 1 && o.values == 0 && o.words * 10 >= x->values * 6 &&
           x->values * 2 >= raster_filled(g, r, at.left, at.right);
}

/* Does row r name just the columns that row `above` leaves without a name, and those where such a
 * gap begins: the choices below a question? */
static bool fills_gaps(const struct raster *g, struct range at, int64_t above, int64_t r)
{
    int gaps = 0;

    for (int c = at.left - 1; c < at.right; c++) {
        bool up = utf8_trim(cell(g->s, c, above)).n > 0, here = utf8_trim(cell(g->s, c, r)).n > 0;
        bool spans = c + 1 < at.right && utf8_trim(cell(g->s, c + 1, above)).n == 0;

        if (up && here && (!spans || c == at.left - 1)) return false;
        if (!up && !here) return false;
        if (here && shape_is_value(raster_shape(g->s, c, r))) return false;
        for (int k = at.left - 1; k < c && here; k++)
            if (slice_eq(cell(g->s, k, r), cell(g->s, c, r))) return false;
        gaps += !up;
    }
    return gaps > 1;
}

/* The heading ends above the first row that has values where the columns have values. False: no row
 * above it has words there. */
static bool by_values(const struct raster *g, struct range at, const struct valuecol *x,
                      const struct top *top, struct header_found *h)
{
    int words = 0, values = 0, data = top->n, unclear = 0;

    *h = (struct header_found){.confidence = 0.5, .other = -1};
    for (int k = 0; k < top->n && data == top->n; k++) {
        struct over o = look_over(g, at, x, top->row[k]);

        int filled = raster_filled(g, top->row[k], at.left, at.right);

        if (o.words > o.values) {
            /* A lone cell above is a level over names that follow, one below names a group. */
            if (filled == 1 && x->n > 2) continue;
            if (h->rows > 0 && !goes_on(g, at, x, top->row[h->rows - 1], top->row[k], o)) break;
            h->rows = k + 1;
            words += o.words;
        } else if (o.values + o.marks > 0) {
            data = k;
            values = o.values;
        } else if (k > 0 && h->rows == k && fills_gaps(g, at, top->row[k - 1], top->row[k])) {
            h->rows = k + 1;
        } else {
            unclear += filled > 1;
        }
    }
    if (h->rows == 0 && (unclear > 0 || values == 0)) return false;
    if (h->rows == top->n && top->n > 1) h->rows = 1; /* nothing but words: no rows are seen */
    h->confidence = h->rows > 0 ? 0.84 + 0.03 * (words < 4 ? words : 4)
                                : 0.6 + 0.05 * (values < 6 ? values : 6);
    if (h->rows > 0 && words < 2 && top->n - h->rows < 3 && at.left < at.right)
        h->confidence = 0.7; /* one word over a value or two: perhaps a cell without value */
    return true;
}

static void count_units(const struct raster *g, struct range at, const struct top *top,
                        struct header_found *h)
{
    for (int k = h->rows - 1; k > 0; k--) {
        int filled = 0, units = 0;

        for (int c = at.left - 1; c < at.right; c++) {
            slice s = utf8_trim(cell(g->s, c, top->row[k]));

            filled += s.n > 0;
            units += s.n > 0 && names_unit(s);
        }
        if (units < filled) break;
        h->units++;
    }
}

/* Is there a sign that all rows of the column have but not the text, a word? */
static bool sign_below(const struct raster *g, int c, const struct valuecol_rows *b, slice me)
{
    for (const char *z = "./@-_:&"; b->n > 2 && *z != 0; z++) {
        int with = 0;

        if (slice_find(me, (slice){z, 1}) >= 0) continue;
        for (int i = 0; i < b->n; i++)
            with += slice_find(raster_cell(g, c, b->row[i]), (slice){z, 1}) > 0;
        if (with == b->n) return true;
    }
    return false;
}

/* What people call a lone column. */
static bool usual_name(slice s)
{
    static const char *const name[] = {"name",  "names", "id",    "email", "url",     "title",
                                       "word",  "words", "date",  "value", "text",    "subject",
                                       "label", "code",  "user",  "path",  "address", "message",
                                       "city",  "host",  "domain"};

    s = utf8_trim(s);
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
        if (slice_eq_nocase(s, slice_z(name[i]))) return true;
    return false;
}

/* Does the first cell of a single column of texts name the others? Nothing stands beside it to tell
 * by, so only when it is of another kind: one word above addresses, paths or dates, or above texts
 * of several words, or a small letter above nothing but capitals, or the other way round, or a word
 * without the sign that all others have; or when it is what people call a column. */
static struct header_found over_texts(const struct raster *g, struct range at,
                                      const struct top *top)
{
    struct header_found h = {.confidence = 0.6, .other = -1};
    struct valuecol_rows b;
    slice me = raster_cell(g, at.left - 1, top->row[0]);
    enum shape sh = shape_of(me);
    int units = 0, texts = 0, turned = 0;

    valuecol_rows(g, at, top->row[1], &b);
    for (int i = 0; i < b.n; i++) {
        slice s = raster_cell(g, at.left - 1, b.row[i]);

        turned += initial(s) * initial(me) < 0;
        units += shape_is_unit(s);
        texts += shape_of(s) == SHAPE_TEXT;
    }
    if (units * 10 >= b.n * 7)
        h.rows = sh >= SHAPE_CODE && !shape_is_unit(me);
    else
        h.rows = (texts * 10 >= b.n * 9 && (sh == SHAPE_WORD || sh == SHAPE_CODE)) ||
                 (b.n > 2 && turned == b.n && me.n <= NAME_LONG) ||
                 (sh == SHAPE_WORD && sign_below(g, at.left - 1, &b, me)) || usual_name(me);
    return h;
}

/* Rows that stay in sight, or head each page, are the heading as a rule: they decide where the
 * cells leave doubt. */
static void heed_sight(const struct sheet *s, struct range at, const struct top *top,
                       struct header_found *h)
{
    int depth = 0;

    if (s->heading_end < at.top || s->heading_end >= at.bottom) return;
    while (depth < top->n && top->row[depth] < s->heading_end) depth++;
    if (depth == h->rows) {
        h->confidence = (1 + h->confidence) / 2;
    } else if (depth > 0 && depth < top->n && h->confidence < SIGHT_DECIDES) {
        h->rows = depth;
        h->confidence = SIGHT_DECIDES;
    }
}

struct header_found header_detect(const struct raster *g, struct range at)
{
    struct valuecol x;
    struct header_found h = {.confidence = 0.6, .other = -1};
    struct top top = {.n = 0};

    for (int64_t r = at.top - 1; r < at.bottom && top.n <= DEPTH_MAX; r++)
        if (raster_filled(g, r, at.left, at.right) > 0) top.row[top.n++] = r;
    if (top.n == 0) return h;
    if (top.n == 1) { /* a heading without rows, or one row without heading */
        struct valuecol_rows none = {.n = 0};
        struct verdict v = judge_row(g->s, at, top.row[0], &none);

        h.rows = v.values == 0 && v.distinct == v.filled && v.filled > 1;
        return h;
    }
    if (!valuecol_find(g, at, &x) || !by_values(g, at, &x, &top, &h)) {
        h = (struct header_found){.confidence = 0.6, .other = -1};
        h = at.left == at.right ? over_texts(g, at, &top) : g->s->pairs ? h : by_words(g, at, &top);
    }
    heed_sight(g->s, at, &top, &h);
    count_units(g, at, &top, &h);
    h.other = h.rows == 0 ? 1 : h.rows - 1;
    return h;
}

/* The text of the merged area that covers the cell, where the file says so. */
static bool merged_text(const struct sheet *s, int64_t r, int c, slice *out)
{
    for (int i = 0; i < s->nmerged; i++) {
        const struct range *m = &s->merged[i];

        if (r + 1 < m->top || r + 1 > m->bottom || c + 1 < m->left || c + 1 > m->right) continue;
        if (r + 1 != m->top) return false;
        *out = cell(s, m->left - 1, m->top - 1);
        return true;
    }
    return false;
}

static bool row_has_merges(const struct sheet *s, int64_t r)
{
    for (int i = 0; i < s->nmerged; i++)
        if (s->merged[i].top == r + 1 && s->merged[i].right > s->merged[i].left) return true;
    return false;
}

/* White space and line ends inside a name become one blank. */
static slice one_line(slice t, struct arena *a)
{
    char *p;
    ptrdiff_t n = 0;
    bool gap = false;

    t = utf8_trim(t);
    if (t.n == 0) return t;
    if (memchr(t.p, '\n', (size_t)t.n) == NULL && memchr(t.p, '\r', (size_t)t.n) == NULL) return t;
    p = arena_new(a, char, t.n + 1);
    if (p == NULL) return t;
    for (ptrdiff_t i = 0; i < t.n; i++) {
        if (t.p[i] == '\n' || t.p[i] == '\r') {
            gap = true;
            continue;
        }
        if (gap && n > 0 && p[n - 1] != ' ' && t.p[i] != ' ') p[n++] = ' ';
        gap = false;
        p[n++] = t.p[i];
    }
    return (slice){p, n};
}

slice header_name(const struct sheet *s, struct range at, const int64_t *rows, int n, int col,
                  struct arena *a, slice *level)
{
    struct buf b = {0};

    for (int i = 0; i < n; i++) {
        slice t = cell(s, col, rows[i]);
        bool lower = false;

        for (int k = i + 1; k < n; k++) lower |= cell(s, col, rows[k]).n > 0;
        if (t.n == 0 && !merged_text(s, rows[i], col, &t) && lower && !row_has_merges(s, rows[i]))
            for (int c = col - 1; c >= at.left - 1 && t.n == 0; c--) t = cell(s, c, rows[i]);
        level[i] =
            t.n > 0 && (n > 1 || memchr(t.p, '\n', (size_t)t.n) != NULL) ? one_line(t, a) : t;
        if (level[i].n == 0) continue;
        if (b.n > 0) buf_putc(&b, ' ');
        buf_put(&b, level[i]);
    }
    return b.n > 0 ? buf_take(&b, a) : (slice){"", 0};
}
