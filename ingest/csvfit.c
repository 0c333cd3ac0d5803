#include "csvfit.h"

#include "err.h"
#include "shape.h"
#include <stdlib.h>

enum { VALUES = 256, MASKS = 32 };

/* What a word has in a column of words that it is not among. */
static const double HALF = 0.4;

struct seen {
    uint64_t key;
    int32_t count;
};

struct fit_column {
    struct seen value[VALUES]; /* open addressing; a full table learns nothing new */
    struct seen mask[MASKS];
    int32_t shape[SHAPES];
    int32_t nvalue, nmask;
};

struct csvfit {
    int width;
    int32_t rows;
    bool trimmed;
    struct fit_column **col;
};

struct csvfit *csvfit_new(struct arena *a, int width)
{
    struct csvfit *f = arena_new(a, struct csvfit, 1);

    if (f == NULL || width < 1 || width > CSVFIT_COLUMNS) return NULL;
    f->width = width;
    f->col = arena_new(a, struct fit_column *, width);
    for (int c = 0; f->col != NULL && c < width; c++)
        if ((f->col[c] = arena_new(a, struct fit_column, 1)) == NULL) return NULL;
    return f->col != NULL ? f : NULL;
}

static void see(struct seen *table, int size, int32_t *n, uint64_t key)
{
    uint64_t i = key % (uint64_t)size;

    key |= 1;
    while (table[i].key != 0 && table[i].key != key) i = (i + 1) % (uint64_t)size;
    if (table[i].key == 0) {
        if (*n > size * 3 / 4) return;
        table[i].key = key;
        ++*n;
    }
    table[i].count++;
}

static int32_t count_of(const struct seen *table, int size, uint64_t key)
{
    uint64_t i = key % (uint64_t)size;

    key |= 1;
    for (; table[i].key != 0; i = (i + 1) % (uint64_t)size)
        if (table[i].key == key) return table[i].count;
    return 0;
}

void csvfit_learn(struct csvfit *f, const slice *cell)
{
    if (f->rows >= CSVFIT_ROWS) return;
    f->rows++;
    for (int c = 0; c < f->width; c++) {
        struct fit_column *col = f->col[c];

        see(col->value, VALUES, &col->nvalue, slice_hash(cell[c]));
        see(col->mask, MASKS, &col->nmask, (uint64_t)shape_mask(cell[c]) << 1);
        col->shape[shape_of(cell[c])]++;
    }
}

/* 0..1: how well the cell fits column c. */
static double fits(const struct csvfit *f, slice cell, int c)
{
    const struct fit_column *col = f->col[c];
    double rows = f->rows > 0 ? f->rows : 1, best = 0, v;
    enum shape sh = shape_of(cell);
    int32_t same;

    if (sh == SHAPE_EMPTY)
        return col->shape[SHAPE_EMPTY] > 0 ? 0.55 + 0.4 * col->shape[SHAPE_EMPTY] / rows : 0.05;
    same = count_of(col->value, VALUES, slice_hash(cell));
    if (same >= 2)
        best = 0.9 + 0.1 * same / rows;
    else if (same == 1)
        best = 0.8;
    v = count_of(col->mask, MASKS, (uint64_t)shape_mask(cell) << 1);
    if (v > 0 && 0.55 + 0.35 * v / rows > best) best = 0.55 + 0.35 * v / rows;
    v = 0.5 * col->shape[sh] / rows;
    if (sh == SHAPE_YEAR) v = 0.5 * (col->shape[sh] + col->shape[SHAPE_NUMBER]) / rows;
    if (sh == SHAPE_WORD || sh == SHAPE_TEXT || sh == SHAPE_CODE)
        v = 0.5 * (col->shape[SHAPE_WORD] + col->shape[SHAPE_TEXT] + col->shape[SHAPE_CODE]) / rows;
    return v > best ? v : best;
}

double csvfit_at(const struct csvfit *f, slice cell, int c)
{
    return fits(f, cell, c);
}

double csvfit_empty(const struct csvfit *f, int c)
{
    return f->rows > 0 ? (double)f->col[c]->shape[SHAPE_EMPTY] / f->rows : 0;
}

bool csvfit_distinct(const struct csvfit *f, int c)
{
    for (int i = 0; i < VALUES; i++)
        if (f->col[c]->value[i].count > 1) return false;
    return f->rows >= 3 && f->col[c]->shape[SHAPE_EMPTY] == 0;
}

void csvfit_set_trimmed(struct csvfit *f)
{
    f->trimmed = true;
}

bool csvfit_trimmed(const struct csvfit *f)
{
    return f->trimmed;
}

double csvfit_score(const struct csvfit *f, const slice *cell, int n)
{
    double sum = 0;

    for (int c = 0; c < f->width && c < n; c++) sum += fits(f, cell[c], c);
    return sum / f->width;
}

/* Is the text made of digits and letters as most cells of the column are: "+44 343 1929"? */
static bool usual_mask(const struct csvfit *f, slice s, int c)
{
    bool digits = false;

    for (ptrdiff_t i = 0; i < s.n; i++) digits |= s.p[i] >= '0' && s.p[i] <= '9';
    return digits && count_of(f->col[c]->mask, MASKS, (uint64_t)shape_mask(s) << 1) * 3 >= f->rows;
}

/* A half of a cut cell must be something the column has: a value of its own, or the mask of a
 * number, date or code. That a word fits a column of words says nothing. */
static double half_fits(const struct csvfit *f, slice s, int c)
{
    double v = fits(f, s, c);
    enum shape sh = shape_of(s);

    if ((sh == SHAPE_WORD || sh == SHAPE_TEXT) && !usual_mask(f, s, c))
        return v >= 0.8 && count_of(f->col[c]->value, VALUES, slice_hash(s)) > 0 ? v : 0;
    return v > 0.5 ? v : 0;
}

/* The best place to cut one cell into two columns, something on both sides; 0: no cut fits both. */
static ptrdiff_t split_at(const struct csvfit *f, slice s, int left, int right, double *score)
{
    ptrdiff_t best = 0;

    *score = 0;
    for (ptrdiff_t i = 1; i < s.n && s.n <= 120; i++) {
        double l, r;

        if ((s.p[i] & 0xC0) == 0x80 || s.p[i] == ' ' || s.p[i - 1] == ' ') continue;
        l = half_fits(f, slice_sub(s, 0, i), left);
        r = l > 0 ? half_fits(f, slice_sub(s, i, s.n), right) : 0;
        if (r > 0 && l + r > *score) {
            *score = l + r;
            best = i;
        }
    }
    return best;
}

/* "westAlpha": the only place where a capital stands behind something else; 0: there is none. */
static ptrdiff_t capital_at(slice s)
{
    ptrdiff_t at = 0;

    for (ptrdiff_t i = 1; i < s.n; i++) {
        unsigned char before = (unsigned char)s.p[i - 1];

        if (s.p[i] < 'A' || s.p[i] > 'Z' || before == ' ' || (before >= 'A' && before <= 'Z'))
            continue;
        if (at > 0) return 0;
        at = i;
    }
    return at;
}

ptrdiff_t csvfit_cut(const struct csvfit *f, slice s, int left, int right)
{
    double best, v;
    ptrdiff_t at = split_at(f, s, left, right, &best), capital = capital_at(s);

    if (at > 0) return at;
    if (capital > 0 && fits(f, slice_sub(s, 0, capital), left) >= HALF &&
        fits(f, slice_sub(s, capital, s.n), right) >= HALF)
        return capital;
    at = -1;
    best = 0;
    v = fits(f, s, left) + fits(f, S(""), right);
    if (csvfit_empty(f, right) > 0 && fits(f, s, left) >= HALF && v > best) best = v, at = s.n;
    v = fits(f, S(""), left) + fits(f, s, right);
    if (csvfit_empty(f, left) > 0 && fits(f, s, right) >= HALF && v > best) at = 0;
    return at;
}

static slice join(slice x, slice y, slice delimiter, struct arena *a)
{
    char *p = arena_alloc(a, 1, (size_t)(x.n + y.n + delimiter.n) + 1);

    if (p == NULL) return x;
    if (x.n > 0) memcpy(p, x.p, (size_t)x.n);
    if (delimiter.n > 0) memcpy(p + x.n, delimiter.p, (size_t)delimiter.n);
    if (y.n > 0) memcpy(p + x.n + delimiter.n, y.p, (size_t)y.n);
    return (slice){p, x.n + y.n + delimiter.n};
}

enum move { NONE, MATCH, SURPLUS, JOIN, SPLIT, ABSENT };
struct state {
    double score;
    uint8_t move;
};

static void better(struct state *s, double score, enum move m)
{
    if (score > s->score) *s = (struct state){score, (uint8_t)m};
}

/* Fills the table of best scores: t[j][c] is for cells [0, j) in columns [0, c). */
static void align(const struct csvfit *f, const slice *cell, int n, slice delimiter,
                  struct arena *a, struct state *t)
{
    int w = f->width, slack = abs(n - w) + 1;

    for (int i = 0; i < (n + 1) * (w + 1); i++) t[i] = (struct state){-1e9, NONE};
    t[0].score = 0;
    for (int j = 0; j <= n; j++) {
        int from = j - slack > 0 ? j - slack : 0, to = j + slack < w ? j + slack : w;

        for (int c = from; c <= to; c++) {
            double s = t[j * (w + 1) + c].score, v;

            if (s < -1e8) continue;
            if (j < n && c < w)
                better(&t[(j + 1) * (w + 1) + c + 1], s + fits(f, cell[j], c), MATCH);
            if (j < n && cell[j].n == 0)
                better(&t[(j + 1) * (w + 1) + c], s - (c == w ? 0 : 0.15), SURPLUS);
            if (j + 1 < n && c < w && n > w && cell[j].n > 0 && cell[j + 1].n > 0)
                better(&t[(j + 2) * (w + 1) + c + 1],
                       s - (cell[j + 1].p[0] == ' ' ? 0.2 : 0.35) +
                           fits(f, join(cell[j], cell[j + 1], delimiter, a), c),
                       JOIN);
            if (j < n && c + 1 < w && n < w && split_at(f, cell[j], c, c + 1, &v) > 0)
                better(&t[(j + 1) * (w + 1) + c + 2], s - 0.45 + v, SPLIT);
            if (c < w && n < w)
                better(&t[j * (w + 1) + c + 1], s + (j == n ? 0 : -0.45) + fits(f, S(""), c),
                       ABSENT);
        }
    }
}

bool csvfit_mend(const struct csvfit *f, const slice *cell, int n, slice delimiter, struct arena *a,
                 slice *out, enum csvfit_change *change, int *column)
{
    int w = f->width;
    struct state *t;
    double as_is = 0, best;

    *change = CSVFIT_SAME;
    *column = 0;
    if (f->rows < 3 || n < 1 || (int64_t)n * w > 1000000) return false;
    for (int c = 0; c < w; c++) as_is += c < n ? fits(f, cell[c], c) : fits(f, S(""), c);
    /* A blank behind the delimiter says that it stood in text. */
    for (int c = w; c < n; c++) as_is -= cell[c].n == 0 ? 0 : cell[c].p[0] == ' ' ? 1.2 : 0.5;
    t = malloc((size_t)(n + 1) * (size_t)(w + 1) * sizeof *t);
    if (t == NULL) err_no_memory();
    align(f, cell, n, delimiter, a, t);
    best = t[n * (w + 1) + w].score;
    /* A row that is too long has to give way somewhere; a short one may end early. */
    if (best < as_is + (n < w ? 0.3 : 0) || best < 0.5 * w) {
        free(t);
        return false;
    }
    for (int j = n, c = w; j > 0 || c > 0;) {
        double v;

        switch ((enum move)t[j * (w + 1) + c].move) {
        case MATCH:
            out[--c] = cell[--j];
            break;
        case SURPLUS:
            j--;
            if (*change == CSVFIT_SAME && c < w) *change = CSVFIT_MOVED, *column = c;
            break;
        case JOIN:
            j -= 2;
            out[--c] = join(cell[j], cell[j + 1], delimiter, a);
            *change = CSVFIT_JOINED, *column = c;
            break;
        case SPLIT:
            j--;
            c -= 2;
            {
                ptrdiff_t at = split_at(f, cell[j], c, c + 1, &v);

                out[c] = slice_sub(cell[j], 0, at);
                out[c + 1] = slice_sub(cell[j], at, cell[j].n);
            }
            *change = CSVFIT_SPLIT, *column = c;
            break;
        case ABSENT:
            out[--c] = S("");
            if (*change == CSVFIT_SAME && j < n) *change = CSVFIT_MOVED, *column = c;
            break;
        case NONE:
        default:
            free(t);
            return false;
        }
    }
    free(t);
    return *change != CSVFIT_SAME;
}
