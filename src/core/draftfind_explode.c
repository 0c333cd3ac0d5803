/* Cells that hold lists. */
#include "draftfind.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>

enum { PARTS_MAX = 6000, COLUMNS_MAX = 40, KEEP = 3 };

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static int words_of(slice s)
{
    int n = 0;
    bool in = false;

    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool blank = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t';

        n += !blank && !in;
        in = !blank;
    }
    return n;
}

/* "ST" or "ST 12345": the second half of a place. */
static bool is_state(slice s)
{
    if (s.n != 2 && s.n != 8) return false;
    if (s.p[0] < 'A' || s.p[0] > 'Z' || s.p[1] < 'A' || s.p[1] > 'Z') return false;
    if (s.n == 2) return true;
    for (ptrdiff_t i = 3; i < 8; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return s.p[2] == ' ';
}

/* What one column looks like when it is split at one mark. */
struct split {
    int filled, again, has, parts, words, empties, states;
    int of[DC_COUNT];
    int least, most, sizes; /* parts of a cell; how many different sizes */
    int numeric;            /* cells with the mark that are one number or date */
    int persons;            /* parts that may be names of persons */
    int structured;         /* cells with the mark that have a form of their own */
    uint64_t *part;         /* hashes, sorted */
    double distinct, alone;
    int plain, plain_words; /* cells without the mark, each once */
};

/* A path, an address, JSON, or a mark within brackets or quotes: the cell has a form of its own. */
static bool is_structured(slice s, char mark)
{
    int depth = 0;

    if (s.p[0] == '/' || s.p[0] == '{' || s.p[0] == '[' || slice_find(s, S("://")) >= 0)
        return true;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        depth += strchr("([{", s.p[i]) != NULL && s.p[i] != 0;
        depth -= strchr(")]}", s.p[i]) != NULL && s.p[i] != 0;
        if (s.p[i] == mark && depth > 0) return true;
    }
    return false;
}

/* Two or three words, each with a capital. */
static bool may_be_person(slice s)
{
    int n = words_of(s);
    bool in = false;

    if (n < 2 || n > 3) return false;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool blank = s.p[i] == ' ';

        if (!blank && !in && !((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] & 0x80) != 0))
            return false;
        if (s.p[i] >= '0' && s.p[i] <= '9') return false;
        in = !blank;
    }
    return true;
}

static void take_cell(struct split *s, slice cell, char mark)
{
    slice rest = cell, last = {"", 0};
    int n = 0;

    while (rest.n >= 0) {
        slice p = utf8_trim(slice_cut(rest, mark, &rest));

        n++;
        last = p;
        if (p.n == 0) {
            s->empties++;
            continue;
        }
        if (s->parts >= PARTS_MAX) continue;
        s->words += words_of(p);
        s->persons += may_be_person(p);
        s->of[draftcell_kind(p, NULL, NULL)]++;
        s->part[s->parts++] = slice_hash(p);
    }
    s->states += is_state(last);
    if (s->least == 0 || n < s->least) s->least = n;
    if (n > s->most) s->most = n;
    s->has++;
}

static bool seen_before(uint64_t *set, int *n, uint64_t h)
{
    for (int i = 0; i < *n; i++)
        if (set[i] == h) return true;
    set[(*n)++] = h;
    return false;
}

static bool has_mark(const struct draftview *v, int c, char mark)
{
    for (int r = 0; r < v->rows; r++) {
        slice s = column_cell(&v->t->col[c], r);

        if (s.n > 0 && memchr(s.p, mark, (size_t)s.n) != NULL) return true;
    }
    return false;
}

static bool split_column(const struct draftview *v, int c, char mark, struct split *s)
{
    uint64_t *single = arena_new(v->arena, uint64_t, v->rows + 1);
    uint64_t *part = arena_new(v->arena, uint64_t, PARTS_MAX + 1);
    unsigned char seen[64] = {0};
    uint64_t *cells = arena_new(v->arena, uint64_t, v->rows + 1);
    int nsingle = 0, distinct = 0, alone = 0, ncells = 0;

    *s = (struct split){.part = part};
    if (single == NULL || part == NULL || cells == NULL) return false;
    for (int r = 0; r < v->rows; r++) {
        slice cell = draftview_cell(v, c, r);
        enum draftcell k = (enum draftcell)v->kind[(size_t)c * (size_t)v->rows + (size_t)r];
        int before = s->has + s->empties + s->parts;

        if (cell.n == 0) continue;
        s->filled++;
        /* a cell that comes back says nothing new: an exploded table repeats its other columns */
        if (seen_before(cells, &ncells, slice_hash(cell))) {
            s->again++;
            continue;
        }
        if (cell.n > 4096 || memchr(cell.p, mark, (size_t)cell.n) == NULL) {
            single[nsingle++] = slice_hash(cell);
            s->plain_words += words_of(cell);
            continue;
        }
        s->numeric += k == DC_NUMBER || k == DC_DATE || slice_find(cell, S("//")) >= 0;
        s->structured += is_structured(cell, mark);
        take_cell(s, cell, mark);
        before = s->has + s->empties + s->parts - before - 1;
        if (before < 64 && !seen[before]) {
            seen[before] = 1;
            s->sizes++;
        }
    }
    if (s->has == 0 || s->parts == 0) return false;
    s->plain = nsingle;
    qsort(part, (size_t)s->parts, sizeof *part, by_hash);
    qsort(single, (size_t)nsingle, sizeof *single, by_hash);
    for (int i = 0; i < s->parts; i++) {
        distinct += i == 0 || part[i] != part[i - 1];
        alone += bsearch(&part[i], single, (size_t)nsingle, sizeof *single, by_hash) != NULL;
    }
    s->distinct = (double)distinct / s->parts;
    s->alone = (double)alone / s->parts;
    return true;
}

static bool contains_nocase(slice s, const char *const *word)
{
    for (; *word != NULL; word++)
        for (ptrdiff_t i = 0; i + (ptrdiff_t)strlen(*word) <= s.n; i++)
            if (slice_eq_nocase(slice_sub(s, i, i + (ptrdiff_t)strlen(*word)), slice_z(*word)))
                return true;
    return false;
}

static bool is_plural(slice s)
{
    while (s.n > 0 && (s.p[s.n - 1] == '*' || s.p[s.n - 1] == ' ')) s.n--;
    return slice_ends(s, S("(s)")) || (s.n > 3 && slice_ends(s, S("s")) && !slice_ends(s, S("ss")));
}

static void weigh(const struct draftview *v, int c, char mark, const struct split *s, double *x)
{
    static const char *const prose[] = {"addr",    "street", "locat",  "title",  "descr",
                                        "comment", "note",   "bemerk", "remark", NULL};
    bool strong = mark == ';' || mark == '|';
    double share = (double)s->has / (s->filled - s->again), words = (double)s->words / s->parts;
    int kinds = 0, best = 0;

    for (int k = 1; k < DC_COUNT; k++) {
        kinds += s->of[k];
        if (s->of[k] > best) best = s->of[k];
    }
    x[DF_explode_base] = 1;
    x[DF_explode_lengths] = clamp((s->sizes - 1) / 3.0) * clamp(share * 5);
    x[DF_explode_long] = clamp(s->most / 4.0 - 0.5) * clamp(share * 5);
    x[DF_explode_reuse] = clamp((1 - s->distinct) * 1.6);
    x[DF_explode_alone] = clamp(s->alone * 2);
    if (s->plain >= 2 && words > 0 && mark != '/' && mark != '\n') /* "a/b" may be one name */
        x[DF_explode_like_parts] =
            clamp(1 - 2 * fabs(log((double)s->plain_words / s->plain / words))) *
            clamp(3.0 * s->plain / (s->plain + s->has)) * clamp(2 * share);
    x[DF_explode_persons] = s->persons * 10 >= s->parts * 9;
    x[DF_explode_share] = clamp(share * 1.5);
    x[DF_explode_words] = clamp((words - 2.5) / 2);
    x[DF_explode_prose] = clamp((words - 5) / 4);
    x[DF_explode_impure] = kinds > 0 ? 1 - (double)best / kinds : 0;
    x[DF_explode_empties] = (double)s->empties / (s->parts + s->empties);
    x[DF_explode_strong_mark] = strong;
    x[DF_explode_strong_common] = strong && share * 3 >= 1;
    x[DF_explode_strong_prose] = strong ? clamp((words - 5) / 4) : 0;
    x[DF_explode_weak_mark] = mark == '/' || mark == '\n';
    if (s->sizes == 1 && s->most == 2)
        x[DF_explode_always_two] = s->states * 10 > s->has * 6 ? 2 : strong ? 0.5 : 1;
    x[DF_explode_always_three] = s->sizes == 1 && s->most == 3;
    x[DF_explode_structured] = clamp(2.0 * s->structured / s->has);
    x[DF_explode_rare] = clamp((0.2 - share) / 0.15);
    x[DF_explode_prose_name] = c < v->nhead && contains_nocase(v->head[c], prose);
    x[DF_explode_after_fill] = v->after != NULL && strcmp(v->after, "fill") == 0;
    x[DF_explode_plural_name] = c < v->nhead && is_plural(v->head[c]);
}

static bool weigh_mark(const struct draftview *v, int c, char mark, struct draftstep *out)
{
    struct split sp;

    *out = (struct draftstep){.op = DRAFT_EXPLODE, .first = c, .last = c, .mark = mark};
    if (!has_mark(v, c, mark) || !split_column(v, c, mark, &sp)) return false;
    if (sp.filled < 3 || sp.has * 20 < sp.filled - sp.again) return false;
    if (mark == ',' && sp.numeric == sp.has) return false;
    if (mark == '/' && sp.numeric * 10 > sp.has * 3) return false;
    weigh(v, c, mark, &sp, out->x);
    out->score = draftfeature_score(out->x, NULL);
    return true;
}

/* ; or | in a third of the cells are hardly ever there for another reason (operators.md). */
static char strong_mark(const struct draftview *v, int c)
{
    int filled = 0, has[2] = {0};

    for (int r = 0; r < v->rows; r++) {
        slice s = draftview_cell(v, c, r);

        filled += s.n > 0;
        for (int m = 0; m < 2; m++) has[m] += s.n > 0 && memchr(s.p, ";|"[m], (size_t)s.n) != NULL;
    }
    for (int m = 0; m < 2; m++)
        if (has[m] > 0 && has[m] * 3 >= filled) return ";|"[m];
    return 0;
}

/* The best mark of one column. */
static bool best_mark(const struct draftview *v, int c, struct draftstep *best)
{
    static const char mark[] = {';', '|', ',', '/', '\n'};
    bool any = false;
    char strong = strong_mark(v, c);

    if (strong != 0 && weigh_mark(v, c, strong, best) && best->score > 0.1) return true;
    for (size_t m = 0; m < sizeof mark; m++) {
        struct draftstep s;

        if (!weigh_mark(v, c, mark[m], &s) || (any && s.score <= best->score)) continue;
        *best = s;
        any = true;
    }
    return any && best->score > 0.1;
}

void draftfind_explode(const struct draftview *v, struct draftsteps *out)
{
    struct draftstep keep[KEEP + 1];
    int n = 0;

    for (int c = 0; c < v->cols && c < COLUMNS_MAX; c++) {
        struct draftstep s;
        int k;

        if (v->col[c].filled < 3 || !best_mark(v, c, &s)) continue;
        for (k = n; k > 0 && s.score > keep[k - 1].score; k--) keep[k] = keep[k - 1];
        keep[k] = s;
        if (n < KEEP) n++;
    }
    for (int i = 0; i < n; i++) {
        struct draftstep *s = draftsteps_add(out, DRAFT_EXPLODE, keep[i].first, keep[i].first);

        *s = keep[i];
    }
}
