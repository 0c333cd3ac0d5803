#include "region.h"

#include "header.h"
#include "rowtotal.h"
#include "shape.h"
#include "utf8.h"
#include <stdlib.h>

enum { BANDS_MAX = 20000, PARTS_MAX = 64, SAMPLE = 40, TOTALS_ROWS = 200000 };

struct row_info {
    int32_t filled, first, last; /* 0-based columns */
};

/* A piece of the sheet without blank rows or columns between its parts. */
struct block {
    struct range at;
    int most; /* filled cells of its fullest row */
};

struct finder {
    const struct sheet *s;
    int sheet;
    struct arena *a;
    struct quirks *q;
    struct row_info *row;
    struct block *block;
    int nblock, cap;
    struct region *region;
    int nregion;
    uint8_t *kind; /* of each block: what it became */
    int widest;
};

enum block_kind { AS_NOTE, AS_TABLE };

static slice cell(const struct finder *f, int c, int64_t r)
{
    return f->s->cells.col[c].cell[r];
}

/* "-----", "=====", "+----": a line that is drawn, not data. */
static bool is_rule(slice s)
{
    s = utf8_trim(s);
    if (s.n < 3) return s.n == 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (strchr("-=_+:*", s.p[i]) == NULL) return false;
    return s.p[0] == s.p[s.n / 2] || s.p[1] == s.p[s.n / 2];
}

static bool row_is_rule(const struct finder *f, int64_t r)
{
    for (int c = f->row[r].first; c <= f->row[r].last; c++)
        if (!is_rule(cell(f, c, r))) return false;
    return true;
}

static bool scan_rows_info(struct finder *f)
{
    const struct table *t = &f->s->cells;

    f->row = arena_new(f->a, struct row_info, t->nrow + 1);
    if (f->row == NULL) return false;
    for (int64_t r = 0; r < t->nrow; r++) f->row[r].first = -1;
    for (int c = 0; c < t->ncol; c++) {
        const slice *v = t->col[c].cell;

        for (int64_t r = 0; r < t->nrow; r++) {
            if (v[r].n == 0 || utf8_trim(v[r]).n == 0) continue;
            f->row[r].filled++;
            if (f->row[r].first < 0) f->row[r].first = c;
            f->row[r].last = c;
        }
    }
    for (int64_t r = 0; r < t->nrow; r++)
        if (f->row[r].filled > 0 && row_is_rule(f, r)) f->row[r] = (struct row_info){0, -1, 0};
    for (int64_t r = 0; r < t->nrow; r++)
        if (f->row[r].filled > f->widest) f->widest = f->row[r].filled;
    return true;
}

/* ------------------------------------------------------------ bands and blocks */

static int filled_between(const struct finder *f, int64_t r, int left, int right)
{
    int n = 0;

    if (f->row[r].filled == 0 || f->row[r].last < left - 1 || f->row[r].first > right - 1) return 0;
    if (f->row[r].first >= left - 1 && f->row[r].last <= right - 1) return f->row[r].filled;
    for (int c = left - 1; c < right; c++) n += utf8_trim(cell(f, c, r)).n > 0;
    return n;
}

static bool add_block(struct finder *f, struct range at)
{
    struct block b = {.at = at};
    int left = INT32_MAX, right = 0;

    while (at.top <= at.bottom && filled_between(f, at.top - 1, at.left, at.right) == 0) at.top++;
    while (at.bottom >= at.top && filled_between(f, at.bottom - 1, at.left, at.right) == 0)
        at.bottom--;
    if (at.top > at.bottom) return true;
    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        int n = filled_between(f, r, at.left, at.right);

        if (n > b.most) b.most = n;
        if (n == 0) continue;
        for (int c = at.left - 1; c < at.right; c++)
            if (cell(f, c, r).n > 0) {
                if (c + 1 < left) left = c + 1;
                break;
            }
        for (int c = at.right - 1; c >= at.left - 1; c--)
            if (cell(f, c, r).n > 0) {
                if (c + 1 > right) right = c + 1;
                break;
            }
    }
    if (left > right) return true;
    b.at = (struct range){at.top, left, at.bottom, right};
    if (f->nblock == f->cap) {
        int cap = f->cap > 0 ? f->cap * 2 : 64;
        struct block *more = arena_new(f->a, struct block, cap);

        if (more == NULL) return false;
        if (f->nblock > 0) memcpy(more, f->block, (size_t)f->nblock * sizeof *more);
        f->block = more;
        f->cap = cap;
    }
    f->block[f->nblock++] = b;
    return true;
}

/* Two parts beside each other are tables of their own when they do not share their rows, or name
 * the same columns again. */
static bool parts_differ(const struct finder *f, struct range x, struct range y)
{
    int64_t x0 = -1, x1 = -1, y0 = -1, y1 = -1;

    for (int64_t r = x.top - 1; r < x.bottom; r++) {
        if (filled_between(f, r, x.left, x.right) > 0) {
            if (x0 < 0) x0 = r;
            x1 = r;
        }
        if (filled_between(f, r, y.left, y.right) > 0) {
            if (y0 < 0) y0 = r;
            y1 = r;
        }
    }
    if (x0 < 0 || y0 < 0) return false;
    if (x.right - x.left < 1 || y.right - y.left < 1)
        return x1 - x0 > 2 && y1 - y0 > 2 && (x1 != y1);
    if (x0 != y0 || x1 != y1) return true;
    for (int c = x.left - 1; c < x.right; c++)
        for (int d = y.left - 1; d < y.right; d++)
            if (cell(f, c, x0).n > 0 && slice_eq(cell(f, c, x0), cell(f, d, y0))) return true;
    return false;
}

static bool split_band(struct finder *f, int32_t top, int32_t bottom)
{
    int left = INT32_MAX, right = 0, n = 0, from;
    uint8_t *used;
    struct range part[PARTS_MAX];

    for (int64_t r = top - 1; r < bottom; r++) {
        if (f->row[r].filled == 0) continue;
        if (f->row[r].first + 1 < left) left = f->row[r].first + 1;
        if (f->row[r].last + 1 > right) right = f->row[r].last + 1;
    }
    used = calloc((size_t)right + 2, 1);
    if (used == NULL) err_no_memory();
    for (int c = left - 1; c < right; c++)
        for (int64_t r = top - 1; r < bottom && !used[c]; r++)
            used[c] = f->row[r].filled > 0 && cell(f, c, r).n > 0;
    from = left;
    for (int c = left; c <= right + 1 && n < PARTS_MAX; c++) {
        if (c <= right && used[c - 1]) continue;
        if (c > from && used[c - 2]) part[n++] = (struct range){top, from, bottom, c - 1};
        from = c + 1;
    }
    free(used);
    if (n == 0) return true;
    part[n - 1].right = right;
    for (int i = 0; i < n;) {
        struct range at = part[i];

        while (++i < n && !(bottom > top && parts_differ(f, at, part[i]))) at.right = part[i].right;
        if (!add_block(f, at)) return false;
    }
    return true;
}

/* Are blank rows between single rows everywhere: double spacing, which parts nothing? */
static bool double_spaced(const struct finder *f)
{
    int64_t nrow = f->s->cells.nrow, bands = 0, lone = 0;

    for (int64_t r = 0; r < nrow; r++) {
        if (f->row[r].filled < 2 || (r > 0 && f->row[r - 1].filled > 0)) continue;
        bands++;
        lone += r + 1 >= nrow || f->row[r + 1].filled == 0;
    }
    return bands >= 4 && lone * 10 >= bands * 8;
}

static bool find_blocks(struct finder *f)
{
    int64_t nrow = f->s->cells.nrow;
    int bands = 0;
    bool spaced = double_spaced(f);

    for (int64_t r = 0; r < nrow;) {
        int64_t from = r;

        if (f->row[r].filled == 0) {
            r++;
            continue;
        }
        while (r < nrow &&
               (f->row[r].filled > 0 || (spaced && r + 1 < nrow && f->row[from].filled > 1 &&
                                         f->row[r + 1].filled * 2 > f->row[from].filled)))
            r++;
        /* A sheet with more bands than anybody makes by hand is one table with holes. */
        if (++bands > BANDS_MAX) r = nrow;
        if (!split_band(f, (int32_t)from + 1, (int32_t)r)) return false;
    }
    return true;
}

/* ---------------------------------------------------------- blocks into tables */

static bool value_at(const struct finder *f, int c, int64_t r)
{
    return shape_is_value((enum shape)header_shape(f->s, c, r));
}

/* Share of the filled cells of row r that are of a class the table has in that column. */
static double row_fits(const struct finder *f, struct range at, int64_t r)
{
    int64_t n = at.bottom - at.top + 1, step = n > SAMPLE ? n / SAMPLE : 1;
    double good = 0, all = 0;

    for (int c = at.left - 1; c < at.right; c++) {
        int values = 0, texts = 0;
        bool mine;

        if (cell(f, c, r).n == 0) continue;
        mine = value_at(f, c, r);
        for (int64_t k = at.top - 1 + (n > 1); k < at.bottom; k += step) {
            if (cell(f, c, k).n == 0) continue;
            if (value_at(f, c, k))
                values++;
            else
                texts++;
        }
        all++;
        if (values + texts == 0)
            good += 0.3;
        else if ((mine ? values : texts) * 5 >= values + texts)
            good++;
    }
    return all > 0 ? good / all : 0;
}

static double usual_filled(const struct finder *f, struct range at)
{
    int64_t sum = 0, n = 0, rows = at.bottom - at.top + 1, step = rows > 200 ? rows / 200 : 1;

    for (int64_t r = at.top - 1; r < at.bottom; r += step) {
        int k = filled_between(f, r, at.left, at.right);

        if (k > 1 || at.left == at.right) sum += k, n++;
    }
    return n > 0 ? (double)sum / (double)n : 0;
}

static struct header_found header_of(const struct finder *f, struct range at)
{
    uint8_t *role = calloc((size_t)f->s->cells.nrow + 1, 1);
    struct header_found h;

    if (role == NULL) err_no_memory();
    for (int64_t r = at.top - 1; r < at.bottom; r++)
        role[r] = filled_between(f, r, at.left, at.right) > 0 ? ROLE_DATA : ROLE_GAP;
    h = header_detect(f->s, at, role);
    free(role);
    return h;
}

/* Does block b go on with table t above it? */
static bool continues(const struct finder *f, struct range t, const struct block *b)
{
    struct range at = b->at;
    double usual = usual_filled(f, t), fit = 0;
    int n = 0;
    struct header_found h;

    if (at.left < t.left || at.right > t.right) {
        /* One column further is still the table when most of it is shared. */
        if (at.right < t.left || at.left > t.right || at.right > t.right + 1 ||
            at.left < t.left - 1)
            return false;
    }
    if (b->most * 2 < usual) return false;
    /* The heading again goes on, unless the same rows follow: that is a copy. */
    if (at.bottom > at.top && header_same_row(f->s, t, t.top - 1, at.top - 1))
        return !header_same_row(f->s, t, t.top, at.top);
    for (int64_t r = at.top - 1; r < at.bottom && n < SAMPLE; r++, n++) fit += row_fits(f, t, r);
    if (n == 0 || fit / n < 0.7) return false;
    if (at.bottom == at.top) return true;
    h = header_of(f, at);
    if (h.rows > 0 && h.confidence > 0.72 && row_fits(f, t, at.top - 1) < 0.7) return false;
    return true;
}

static struct region *last_above(struct finder *f, struct range at)
{
    for (int i = f->nregion - 1; i >= 0; i--) {
        struct range t = f->region[i].at;

        if (t.bottom < at.top && t.left <= at.right && at.left <= t.right) return &f->region[i];
    }
    return NULL;
}

static struct region *add_region(struct finder *f, struct range at)
{
    struct region *r;

    if (f->nregion == REGIONS_MAX) return NULL;
    r = &f->region[f->nregion++];
    *r = (struct region){.at = at, .sheet = f->sheet};
    return r;
}

static bool even_rows(const struct finder *f, struct range at)
{
    int first = filled_between(f, at.top - 1, at.left, at.right);

    for (int64_t r = at.top; r < at.bottom; r++)
        if (filled_between(f, r, at.left, at.right) != first) return false;
    return true;
}

/* A lone row of words that names the columns of the block below. */
static bool is_heading_of(const struct finder *f, const struct block *b, const struct block *next)
{
    struct range at = b->at;
    struct header_found h;

    if (at.top != at.bottom || b->most < 2 || at.left < next->at.left ||
        at.right > next->at.right + 1)
        return false;
    if (b->most * 10 < next->most * 7) return false;
    for (int c = at.left - 1; c < at.right; c++) {
        if (value_at(f, c, at.top - 1)) return false;
        for (int k = at.left - 1; k < c; k++)
            if (cell(f, c, at.top - 1).n > 0 &&
                slice_eq(cell(f, k, at.top - 1), cell(f, c, at.top - 1)))
                return false;
    }
    h = header_of(f, next->at);
    return h.rows == 0 || h.confidence < 0.75;
}

/* The row that stands apart above its rows, or a list of labels and values: not the table yet. */
static bool is_lead(const struct finder *f, const struct block *b, const struct block *next)
{
    struct range at = b->at;
    int labels = 0, rows = at.bottom - at.top + 1;

    if (next == NULL || next->at.left > at.right || next->at.right < at.left) return false;
    if (rows == 1) return next->most > b->most || next->at.bottom > next->at.top;
    if (rows <= 4 && b->most * 2 <= next->most && next->at.bottom - next->at.top >= 4 &&
        (!even_rows(f, at) || header_of(f, at).rows == 0))
        return true;
    if (b->most > 2 || next->most <= 2 || next->most < b->most + 1) return false;
    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        slice s = utf8_trim(cell(f, at.left - 1, r));

        labels += s.n > 0 && !value_at(f, at.left - 1, r);
    }
    return labels * 10 >= rows * 8 && (rows <= 12 || next->at.bottom - next->at.top > rows);
}

static bool link_blocks(struct finder *f)
{
    f->kind = arena_new(f->a, uint8_t, f->nblock + 1);
    f->region = arena_new(f->a, struct region, REGIONS_MAX);
    if (f->kind == NULL || f->region == NULL) return false;
    for (int i = 0; i < f->nblock; i++) {
        struct block *b = &f->block[i];
        const struct block *next = NULL;
        struct region *t = last_above(f, b->at);

        for (int k = i + 1; k < f->nblock && next == NULL; k++)
            if (f->block[k].most > 1 && f->block[k].at.top > b->at.bottom) next = &f->block[k];
        f->kind[i] = AS_NOTE;
        if (b->most <= 1 && f->widest > 1) continue;
        if (t != NULL && continues(f, t->at, b)) {
            t->at.bottom = b->at.bottom;
            if (b->at.right > t->at.right) t->at.right = b->at.right;
            if (b->at.left < t->at.left) t->at.left = b->at.left;
            f->kind[i] = AS_TABLE;
            continue;
        }
        if (f->widest == 1) {
            t = f->nregion > 0 ? &f->region[0] : add_region(f, b->at);
            if (t == NULL) return true;
            t->at.bottom = b->at.bottom;
            if (b->at.left < t->at.left) t->at.left = b->at.left;
            if (b->at.right > t->at.right) t->at.right = b->at.right;
            f->kind[i] = AS_TABLE;
            continue;
        }
        if (is_lead(f, b, next)) {
            /* A heading that a blank row parts from its rows belongs to them. */
            if (is_heading_of(f, b, next)) {
                t = add_region(f, b->at);
                if (t == NULL) return true;
                t->at.bottom = next->at.bottom;
                t->at.left = next->at.left < b->at.left ? next->at.left : b->at.left;
                t->at.right = next->at.right > b->at.right ? next->at.right : b->at.right;
                f->kind[i] = f->kind[next - f->block] = AS_TABLE;
                i = (int)(next - f->block);
            }
            continue;
        }
        if (t != NULL && (b->at.top == b->at.bottom || b->at.right == b->at.left))
            continue; /* a note */
        if (add_region(f, b->at) == NULL) return true;
        f->kind[i] = AS_TABLE;
    }
    return true;
}

/* -------------------------------------------------------------- inside a table */

/* "60 records", "* provisional", "Source: ...": text that closes a table. */
static bool closing_words(slice s)
{
    static const char *const start[] = {
        "source", "quelle", "note",    "hinweis",   "anmerkung", "footnote", "fuente",  "fonte",
        "remark", "legend", "legende", "generated", "erstellt",  "stand",    "printed", "report",
        "end of", "ende",   "(c)",     "copyright", "as of",     "data "};
    static const char *const count[] = {
        "rows",   "records",      "row",   "record",  "lines",         "entries",        "datens",
        "zeilen", "s\xC3\xA4tze", "items", "results", "rows selected", "enregistrements"};
    ptrdiff_t i = 0;

    s = utf8_trim(s);
    if (s.n == 0) return false;
    if (s.p[0] == '*' || s.p[0] == '#' || slice_starts(s, S("\xC2\xA9")) ||
        slice_starts(s, S("--")))
        return true;
    for (size_t k = 0; k < sizeof start / sizeof start[0]; k++)
        if (slice_eq_nocase(slice_sub(s, 0, (ptrdiff_t)strlen(start[k])), slice_z(start[k])))
            return true;
    if (s.p[0] == '(') i = 1;
    while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == ',' || s.p[i] == '.')) i++;
    if (i == 0 || i >= s.n || (s.p[i] != ' ')) return false;
    s = slice_sub(s, i + 1, s.n);
    for (size_t k = 0; k < sizeof count / sizeof count[0]; k++)
        if (slice_eq_nocase(slice_sub(s, 0, (ptrdiff_t)strlen(count[k])), slice_z(count[k])))
            return true;
    return false;
}

static bool covered_by_merge(const struct finder *f, int64_t r, struct range at)
{
    for (int i = 0; i < f->s->nmerged; i++) {
        const struct range *m = &f->s->merged[i];

        if (m->top == r + 1 && m->left <= at.left &&
            (m->right - m->left + 1) * 10 >= (at.right - at.left + 1) * 8)
            return true;
    }
    return false;
}

static bool sets_apart(slice s)
{
    s = utf8_trim(s);
    return s.n > 0 && s.p[s.n - 1] == ':';
}

/* Did the reader take the row for a comment? */
static bool is_remark(const struct finder *f, int64_t r)
{
    return f->s->remark != NULL && f->s->remark[r];
}

/* Takes titles, notes and label rows at the top of the table, and notes at its end, out of it. */
static void trim_notes(struct finder *f, struct range *at)
{
    double usual = usual_filled(f, *at);
    int wide = at->right - at->left + 1;

    while (wide > 1 && at->top < at->bottom && usual >= 1.5) {
        int n = filled_between(f, at->top - 1, at->left, at->right);
        slice first = cell(f, at->left - 1, at->top - 1);
        bool lone = n <= 1 && (f->row[at->top - 1].first == at->left - 1 ||
                               covered_by_merge(f, at->top - 1, *at));
        bool label = n == 2 && wide >= 4 && usual >= 3 && first.n > 0 &&
                     cell(f, at->left, at->top - 1).n > 0 && sets_apart(first);
        bool comment =
            is_remark(f, at->top - 1) || (first.n > 0 && first.p[0] == '#' && n * 2 < usual);

        if (n > 0 && !lone && !label && !comment) break;
        if (lone && wide == 2 && usual < 1.9 && n == 1) break;
        at->top++;
    }
    while (wide > 1 && at->bottom > at->top) {
        int n = filled_between(f, at->bottom - 1, at->left, at->right);
        slice only = n == 1 ? cell(f, at->left - 1, at->bottom - 1) : S("");
        bool note = n == 1 && only.n > 0 && !value_at(f, at->left - 1, at->bottom - 1) &&
                    (closing_words(only) || wide > 2);

        if (n == 2 && wide >= 4 && usual >= 3.5 &&
            closing_words(cell(f, at->left - 1, at->bottom - 1)))
            note = true;
        if (n == 1 && wide >= 3 && usual >= 2.5) note = true;
        if (is_remark(f, at->bottom - 1)) note = true;
        if (n > 0 && !note) break;
        at->bottom--;
    }
    while (at->left < at->right) {
        int64_t r = at->top - 1;

        while (r < at->bottom && (f->row[r].filled == 0 || cell(f, at->left - 1, r).n == 0)) r++;
        if (r < at->bottom) break;
        at->left++;
    }
    while (at->right > at->left) {
        int64_t r = at->top - 1;

        while (r < at->bottom && (f->row[r].filled == 0 || cell(f, at->right - 1, r).n == 0)) r++;
        if (r < at->bottom) break;
        at->right--;
    }
}

/* How many cells rows h and r share, in place; *mine and *theirs: filled cells. */
static int shared_names(const struct finder *f, struct range at, int64_t h, int64_t r, int *mine,
                        int *theirs)
{
    int same = 0;

    *mine = *theirs = 0;
    for (int c = at.left - 1; c < at.right; c++) {
        *mine += cell(f, c, r).n > 0;
        *theirs += cell(f, c, h).n > 0;
        same += cell(f, c, r).n > 0 && slice_eq(cell(f, c, r), cell(f, c, h));
    }
    return same;
}

/* A heading in the middle: the same again goes on, another one begins a table. Gives the first row
 * (1-based) of a further table, or 0. */
static int32_t second_heading(const struct finder *f, struct range at, int depth)
{
    int64_t h = at.top - 2 + depth, body = at.top - 1 + depth;
    int mine, theirs;

    if (depth < 1) return 0;
    for (int64_t r = body + 1; r < at.bottom; r++) {
        int same;

        if (f->row[r].filled < 2) continue;
        if (!slice_eq(cell(f, at.left - 1, r), cell(f, at.left - 1, h)) &&
            !slice_eq(cell(f, at.left, r), cell(f, at.left < at.right ? at.left : at.left - 1, h)))
            continue;
        same = shared_names(f, at, h, r, &mine, &theirs);
        if (same < 2 || same * 10 < theirs * 6 || same * 10 < mine * 6) continue;
        if (same == mine && same == theirs) {
            /* The same rows again below it: a copy of the table, no page break. */
            if (r + 1 < at.bottom && header_same_row(f->s, at, body, r + 1)) return (int32_t)r + 1;
            continue;
        }
        return (int32_t)r + 1;
    }
    return 0;
}

static void set_roles(struct finder *f, struct region *t, const struct header_found *h)
{
    struct range at = t->at;
    int64_t head = -1, seen = 0, rows = at.bottom - at.top + 1;
    int wide = at.right - at.left + 1;
    double usual = usual_filled(f, at);

    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        int n = filled_between(f, r, at.left, at.right);
        bool first = n > 0 && cell(f, at.left - 1, r).n > 0;

        if (n == 0) {
            t->role[r] = ROLE_GAP;
        } else if (is_remark(f, r)) {
            t->role[r] = ROLE_NOTE;
        } else if (seen < h->rows) {
            t->role[r] = seen >= h->rows - h->units ? ROLE_UNITS : ROLE_HEAD;
            head = r;
            seen++;
        } else if (head >= 0 && n > 1 && header_same_row(f->s, at, head, r)) {
            t->role[r] = ROLE_HEAD;
        } else if (n == 1 && first && wide >= 3 && usual >= 2.5) {
            slice s = cell(f, at.left - 1, r);

            t->role[r] = s.p[0] == '#' ? ROLE_NOTE : ROLE_GROUP;
        } else {
            t->role[r] = ROLE_DATA;
            if (rows <= TOTALS_ROWS || r > at.bottom - 20)
                if (rowtotal_is(f->s, at, r, t->role)) t->role[r] = ROLE_TOTAL;
        }
    }
}

static bool finish_region(struct finder *f, int i)
{
    struct region *t = &f->region[i];
    struct header_found h;
    int32_t second;

    trim_notes(f, &t->at);
    h = header_of(f, t->at);
    second = second_heading(f, t->at, h.rows);
    if (second > 0 && f->nregion < REGIONS_MAX) {
        memmove(t + 2, t + 1, (size_t)(f->nregion - i - 1) * sizeof *t);
        t[1] = (struct region){.at = t->at, .sheet = f->sheet};
        t[1].at.top = second;
        t->at.bottom = second - 1;
        f->nregion++;
        trim_notes(f, &t->at);
        h = header_of(f, t->at);
    }
    t->header_rows = h.rows;
    t->confidence = h.confidence;
    t->role = arena_new(f->a, uint8_t, f->s->cells.nrow + 1);
    if (t->role == NULL) return false;
    for (int64_t r = 0; r < f->s->cells.nrow; r++)
        t->role[r] = f->row[r].filled > 0 ? ROLE_NOTE : ROLE_GAP;
    set_roles(f, t, &h);
    return true;
}

/* Notes above and below; those between two tables go to the nearer one, the lower one on a tie. */
static void place_notes(struct finder *f, int i)
{
    struct region *t = &f->region[i];
    int32_t from = 1, to = (int32_t)f->s->cells.nrow, top = 0, bottom = 0;

    for (int k = 0; k < f->nregion; k++) {
        struct range o = f->region[k].at;

        if (k == i || o.left > t->at.right || o.right < t->at.left) continue;
        if (o.bottom < t->at.top && o.bottom + 1 > from) from = o.bottom + 1;
        if (o.top > t->at.bottom && o.top - 1 < to) to = o.top - 1;
    }
    for (int32_t r = t->at.top - 1; r >= from; r--) {
        if (f->row[r - 1].filled == 0) continue;
        if (from > 1 && r - (from - 1) < t->at.top - r) break;
        top = r;
    }
    for (int32_t r = t->at.bottom + 1; r <= to; r++) {
        if (f->row[r - 1].filled == 0) continue;
        if (to < (int32_t)f->s->cells.nrow && r - t->at.bottom >= to + 1 - r) break;
        bottom = r;
    }
    if (top > 0) {
        t->preamble = (struct range){top, 1, t->at.top - 1, f->s->cells.ncol};
        for (int32_t r = top; r < t->at.top; r++)
            if (f->row[r - 1].filled == 1 && r == top) t->role[r - 1] = ROLE_TITLE;
    }
    if (bottom > 0) t->footer = (struct range){t->at.bottom + 1, 1, bottom, f->s->cells.ncol};
}

/* Tables that the file itself defines are taken as they are. */
static void note_defined(struct finder *f)
{
    for (int i = 0; i < f->s->ndefined && i < REGIONS_MAX; i++) {
        struct range d = f->s->defined[i];

        for (int k = 0; k < f->nregion; k++) {
            struct range *at = &f->region[k].at;

            if (d.top >= at->top && d.bottom <= at->bottom && d.left >= at->left &&
                d.right <= at->right && d.bottom > d.top && d.right >= d.left &&
                (d.bottom - d.top) * 2 >= at->bottom - at->top) {
                at->top = d.top;
                if (d.right - d.left + 1 >= 2) at->left = d.left, at->right = d.right;
                break;
            }
        }
    }
}

bool region_find(const struct workbook *b, int sheet, int first_id, struct arena *a,
                 struct region **out, int *n, struct quirks *q, struct err *e)
{
    struct finder *f = arena_new(a, struct finder, 1);

    *n = 0;
    *out = NULL;
    if (f == NULL) goto full;
    *f = (struct finder){.s = &b->sheet[sheet], .sheet = sheet, .a = a, .q = q};
    if (!scan_rows_info(f) || !find_blocks(f) || !link_blocks(f)) goto full;
    note_defined(f);
    for (int i = 0; i < f->nregion; i++)
        if (!finish_region(f, i)) goto full;
    for (int i = 0; i < f->nregion; i++) {
        place_notes(f, i);
        f->region[i].id = first_id + i;
    }
    *out = f->region;
    *n = f->nregion;
    return true;
full:
    return err_set(e, E_LIMIT, "the sheet does not fit the memory limit");
}
