#include "csvrest.h"

#include "buf.h"
#include "err.h"
#include "shape.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

enum { ROWS_LEAST = 4, PIECES_MOST = 256, SPAN_MOST = 6, ROWS_TRIED = 40, TABLE_MOST = 8192 };
/* What it costs to read digits as one number, or not to. */
static const double DECIMALS = 0.1, ODD_DECIMALS = 0.5, LEFT_ALONE = 1, NEVER = 1e9;

/* ---- which pieces belong together */
/* "...&amp", "...&#8364": what a semicolon ends. */
static bool ends_in_entity(slice s)
{
    ptrdiff_t i = s.n;

    while (i > 0 && s.n - i < 8 && isalnum((unsigned char)s.p[i - 1])) i--;
    if (i > 1 && s.p[i - 1] == '#') i--;
    return i > 0 && i < s.n && s.p[i - 1] == '&';
}

static ptrdiff_t digits_at(slice s, ptrdiff_t i)
{
    ptrdiff_t n = 0;

    while (i + n < s.n && isdigit((unsigned char)s.p[i + n])) n++;
    return n;
}

/* "-1", "$12", "(250": what a number may begin with; how many digits, 0: it is no such. */
static ptrdiff_t begins_number(slice s)
{
    ptrdiff_t i = 0, n;

    while (i < s.n && !isalnum((unsigned char)s.p[i]) && s.p[i] != '.') i++;
    n = digits_at(s, i);
    return i + n == s.n ? n : 0;
}

/* What a group of three digits says when it stands behind a comma: 0 for "250", "250.00", "250)".
 */
static double goes_on(ptrdiff_t before, slice s)
{
    ptrdiff_t n = digits_at(s, 0), k = n;

    if (k < s.n && s.p[k] == '.') k += 1 + digits_at(s, k + 1);
    while (k < s.n && !isalnum((unsigned char)s.p[k])) k++;
    if (k < s.n || n == 0) return NEVER;
    if (n == 3 && before <= 3) return 0;
    if (memchr(s.p, '.', (size_t)s.n) != NULL) return NEVER;
    return n == 2 ? DECIMALS : ODD_DECIMALS;
}

/* The cost of pieces [0, n) as one cell. */
static double number_cost(const slice *p, int n)
{
    ptrdiff_t before = begins_number(p[0]);
    double sum = 0;

    if (n == 1) {
        bool zero = p[0].n == 2 && p[0].p[0] == '0' && isdigit((unsigned char)p[0].p[1]);

        return zero || (p[0].n > 3 && digits_at(p[0], 0) == 3 && p[0].p[p[0].n - 1] == ')')
                   ? LEFT_ALONE
                   : 0;
    }
    if (before == 0) return NEVER;
    for (int i = 1; i < n; i++) {
        double cost = goes_on(before, p[i]);

        /* only groups of three follow each other, decimals end a number */
        if (cost >= NEVER || (cost > 0 && i + 1 < n)) return NEVER;
        if (i + 1 < n && digits_at(p[i], 0) != p[i].n) return NEVER;
        before = 3;
        sum += cost;
    }
    return sum;
}

/* How many pieces each of `want` cells has, at the least cost. False: there is no way, or two. */
static bool cut_numbers(const slice *p, int n, int want, int *size)
{
    static const int most = SPAN_MOST;
    double *cost = malloc((size_t)(n + 1) * (size_t)(want + 1) * sizeof *cost);
    int *ways = calloc((size_t)(n + 1) * (size_t)(want + 1), sizeof *ways);
    bool ok;

    if (cost == NULL || ways == NULL) err_no_memory();
    for (int i = 0; i < (n + 1) * (want + 1); i++) cost[i] = NEVER;
    cost[0] = 0;
    ways[0] = 1;
    for (int j = 1; j <= n; j++)
        for (int c = 1; c <= want && c <= j; c++)
            for (int k = 1; k <= most && k <= j; k++) {
                int from = (j - k) * (want + 1) + c - 1, at = j * (want + 1) + c;
                double x = ways[from] > 0 ? cost[from] + number_cost(p + j - k, k) : NEVER;

                if (x >= NEVER || x > cost[at] + 1e-9) continue;
                if (x < cost[at] - 1e-9)
                    ways[at] = ways[from];
                else
                    ways[at] = 2;
                cost[at] = x;
            }
    ok = ways[n * (want + 1) + want] == 1 && cost[n * (want + 1) + want] < NEVER;
    for (int j = n, c = want; ok && c > 0; c--) {
        for (int k = 1; k <= most && k <= j; k++) {
            int from = (j - k) * (want + 1) + c - 1;

            if (ways[from] == 0 ||
                fabs(cost[from] + number_cost(p + j - k, k) - cost[j * (want + 1) + c]) > 1e-9)
                continue;
            size[c - 1] = k;
            j -= k;
            break;
        }
    }
    free(cost);
    free(ways);
    return ok;
}

/* How many pieces each cell has when those are joined that a sign tells. */
static bool cut_told(enum csvrest way, const slice *p, int n, int want, int *size)
{
    int c = 0;

    for (int i = 0; i < n; i++) {
        bool joins = i > 0 && (way == CSVREST_BLANK ? p[i].n > 0 && p[i].p[0] == ' '
                                                    : ends_in_entity(p[i - 1]));

        if (!joins && c == want) return false;
        if (joins)
            size[c - 1]++;
        else
            size[c++] = 1;
    }
    return c == want;
}

static bool cut(enum csvrest way, const slice *p, int n, int want, int *size)
{
    if (n > PIECES_MOST || want < 1) return false;
    switch (way) {
    case CSVREST_ENTITY:
    case CSVREST_BLANK:
        return cut_told(way, p, n, want, size);
    case CSVREST_DIGITS:
        return n * want <= TABLE_MOST && cut_numbers(p, n, want, size);
    case CSVREST_LAST:
        if (n < want) return false;
        for (int c = 0; c < want; c++) size[c] = c + 1 < want ? 1 : n - want + 1;
        return true;
    case CSVREST_NONE:
    case CSVREST_WAYS:
        break;
    }
    return false;
}

/* ---- what the rows say */
/* Several cells, all of them words: the heading, perhaps. */
static bool are_names(const slice *cell, int n)
{
    for (int c = 0; c < n; c++)
        if (cell[c].n == 0 || cell[c].p[0] == ' ' || shape_is_value(shape_of(cell[c])))
            return false;
    return n > 1;
}

static bool can_be(const struct csvrest_seen *x, enum csvrest way)
{
    return way == CSVREST_ENTITY   ? slice_eqz(x->delimiter, ";")
           : way == CSVREST_DIGITS ? slice_eqz(x->delimiter, ",")
                                   : true;
}

void csvrest_see(struct csvrest_seen *x, const slice *cell, int n)
{
    int size[PIECES_MOST];

    if (x->names == 0 && n > 1) {
        x->pairs = n == 2 && (slice_eqz(x->delimiter, ":") || slice_eqz(x->delimiter, ": "));
        x->names = x->pairs || (n < PIECES_MOST && are_names(cell, n)) ? n : -1;
        return;
    }
    if (x->names < 2 || n == 0) return;
    x->rows++;
    x->shorter += n < x->names;
    x->longer += n > x->names;
    x->turns += x->before > 0 && n != x->before;
    x->before = n;
    if (n >= x->names) x->wide[n - x->names < CSVREST_WIDE ? n - x->names : CSVREST_WIDE - 1]++;
    for (int way = CSVREST_ENTITY; way < CSVREST_LAST && n >= x->names; way++) {
        bool hopeless = x->rows > ROWS_TRIED && x->fits[way] * 2 < x->rows;

        if (hopeless || !can_be(x, (enum csvrest)way)) continue;
        x->fits[way] += (n == x->names && way == CSVREST_DIGITS) ||
                        cut((enum csvrest)way, cell, n, x->names, size);
    }
    for (int c = x->names; c < n; c++) {
        x->pieces++;
        x->texts += cell[c].n > 0 && (cell[c].p[0] == ' ' || !shape_is_value(shape_of(cell[c])));
    }
}

enum csvrest csvrest_way(const struct csvrest_seen *x)
{
    int64_t usual = 0;

    /* "Last backup: 2020-07-01 05:23:00" among other lines of a key and a value */
    if (x->pairs && x->longer > 0 && x->rows >= ROWS_LEAST && x->wide[0] * 2 >= x->rows &&
        x->shorter * 4 <= x->rows)
        return CSVREST_LAST;
    if (x->names < 2 || x->rows < ROWS_LEAST || x->longer * 10 < x->rows) return CSVREST_NONE;
    for (int way = CSVREST_ENTITY; way < CSVREST_LAST; way++) {
        /* All rows with one more and no sign why: a first column without a name. */
        if (way == CSVREST_DIGITS && x->wide[1] == x->rows) return CSVREST_NONE;
        if (x->fits[way] * 20 >= x->rows * 19) return (enum csvrest)way;
    }
    for (int k = 0; k < CSVREST_WIDE; k++)
        if (x->wide[k] > usual) usual = x->wide[k];
    /* Most rows are longer, by one piece or by several, in no order, as sentences come. */
    return x->longer * 2 >= x->rows && x->shorter * 20 <= x->rows && x->turns * 5 >= x->rows &&
                   usual * 4 <= x->rows * 3 && x->texts * 5 >= x->pieces * 4
               ? CSVREST_LAST
               : CSVREST_NONE;
}

/* ---- joining */
static bool is_in(slice s, slice text)
{
    return s.p >= text.p && s.p + s.n <= text.p + text.n;
}

static slice joined(const slice *piece, int n, slice text, slice delimiter, struct arena *a)
{
    struct buf b = {0};

    if (is_in(piece[0], text) && is_in(piece[n - 1], text))
        return (slice){piece[0].p, piece[n - 1].p + piece[n - 1].n - piece[0].p};
    for (int i = 0; i < n; i++) {
        if (i > 0) buf_put(&b, delimiter);
        buf_put(&b, piece[i]);
    }
    return buf_take(&b, a);
}

bool csvrest_join(enum csvrest way, const slice *piece, int n, slice text, slice delimiter,
                  struct arena *a, slice *out, int want)
{
    int size[PIECES_MOST], at = 0;

    if (want > PIECES_MOST || !cut(way, piece, n, want, size)) {
        /* a row with too many pieces to look at: all the rest is the last cell's */
        if (way != CSVREST_LAST || n < want) return false;
        for (int c = 0; c + 1 < want; c++) out[c] = piece[c];
        out[want - 1] = joined(piece + want - 1, n - want + 1, text, delimiter, a);
        return true;
    }
    for (int c = 0; c < want; at += size[c++])
        out[c] = size[c] == 1 ? piece[at] : joined(piece + at, size[c], text, delimiter, a);
    return true;
}
