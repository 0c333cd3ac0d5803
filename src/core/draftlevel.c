#include "draftlevel.h"

#include "drafthead.h"
#include "draftsearch.h"
#include "measure.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>

enum { NAMES_MAX = 400, PATTERN_MAX = 2000 };

/* From this share on, labels are values of one variable. */
#define ORDINAL 0.7
/* What the evidence for a level of measures must come to. */
#define SURE 0.5

/* Does each label of level k stand over one label only, and over several columns? Then the level
 * below is no level but says more of the label, like the units of measures. */
static bool says_more(const slice *level, int n, int ncol, int k)
{
    bool again = false;

    for (int c = 0; c < ncol; c++)
        for (int j = 0; j < c; j++) {
            const slice *x = level + (ptrdiff_t)c * n, *y = level + (ptrdiff_t)j * n;

            if (x[k].n == 0 || y[k].n == 0) continue;
            if (slice_eq(x[k], y[k]) != slice_eq(x[k + 1], y[k + 1]) && slice_eq(x[k], y[k]))
                return false;
            again = again || (slice_eq(x[k], y[k]) && x[k + 1].n > 0);
        }
    return again;
}

/* Joins level k + 1 to level k. */
static int fold_level(slice *level, int n, int ncol, int k, struct arena *a)
{
    slice *out = level;

    for (int c = 0; c < ncol; c++)
        for (int i = 0; i < n; i++) {
            slice s = level[(ptrdiff_t)c * n + i], more = S("");

            if (i == k + 1) continue;
            if (i == k) more = level[(ptrdiff_t)c * n + i + 1];
            *out++ = s.n > 0 && more.n > 0
                         ? arena_printf(a, "%.*s %.*s", SLICE_ARG(s), SLICE_ARG(more))
                     : s.n > 0 ? s
                               : more;
        }
    return n - 1;
}

bool draftlevels_open(const struct inspection *in, int header_rows, struct arena *a,
                      struct draftlevels *out)
{
    const struct region *r = &in->region[in->chosen];
    struct table head;
    slice *level, *name;
    struct err e;

    *out = (struct draftlevels){.ncol = r->at.right - r->at.left + 1};
    if (header_rows < 2 || out->ncol > NAMES_MAX) return false;
    name = arena_new(a, slice, out->ncol + 1);
    if (name == NULL || !inspect_sample(in, header_rows, a, &head, &e) ||
        !inspect_levels(in, header_rows, a, &level, &out->n, &e) || out->n < 2)
        return false;
    for (int k = out->n - 2; k > 0; k--)
        if (says_more(level, out->n, out->ncol, k))
            out->n = fold_level(level, out->n, out->ncol, k, a);
    for (int c = 0; c < out->ncol; c++) name[c] = utf8_trim(head.col[c].name);
    out->name = name;
    out->level = level;
    return true;
}

const slice *draftlevel_of(const struct draftlevels *l, slice name)
{
    name = utf8_trim(name);
    for (int c = 0; c < l->ncol; c++)
        if (slice_eq(l->name[c], name)) return l->level + (ptrdiff_t)c * l->n;
    return NULL;
}

/* The number of a word among n, which it joins when it is new. */
static int number_of(slice *word, int *n, slice s)
{
    for (int i = 0; i < *n; i++)
        if (slice_eq(word[i], s)) return i;
    word[*n] = s;
    return (*n)++;
}

/* ---- what a level is */
/* A run of columns with the levels of each. */
struct names {
    const struct draftview *v;
    int first, n;
    const slice **level;
};

static bool open_names(const struct draftview *v, int first, int last, struct names *out)
{
    *out = (struct names){v, first, last - first + 1, NULL};
    if (v->levels == NULL || out->n < 2 || out->n > NAMES_MAX) return false;
    out->level = arena_new(v->arena, const slice *, out->n);
    if (out->level == NULL) return false;
    for (int i = 0; i < out->n; i++)
        if ((out->level[i] = draftlevel_of(v->levels, v->t->col[first + i].name)) == NULL)
            return false;
    return true;
}

/* The distinct labels of a level, and which of them each column has. */
static slice *labels(const struct names *x, int level, int *n, int *of)
{
    slice *word = arena_new(x->v->arena, slice, x->n + 1);

    *n = 0;
    for (int i = 0; word != NULL && i < x->n; i++) {
        int k = number_of(word, n, x->level[i][level]);

        if (of != NULL) of[i] = k;
    }
    return word;
}

static double ordinal_share(const slice *word, int n)
{
    double sum = 0;

    for (int i = 0; i < n; i++) sum += drafthead_strength(drafthead_class(word[i]));
    return n > 0 ? sum / n : 0;
}

/* Do labels end in different units, and how many of them are names of fields? */
static double named_measures(const slice *word, int n)
{
    int units = 0, fields = 0;
    bool differ = false;
    slice unit = {NULL, 0};

    for (int i = 0; i < n; i++) {
        slice u = measure_unit_of(word[i]);

        fields += drafthead_is_field(word[i]);
        if (u.n == 0) continue;
        differ = differ || (units > 0 && !slice_eq(u, unit));
        unit = u;
        units++;
    }
    return (differ || (units > 0 && units < n) ? 0.8 : 0) + 0.5 * fields / n;
}

/* What the columns of one label share and those of others do not: the kind of cells, whole numbers
 * or decimals, and the size, where labels are apart by a power of ten. */
static double contents_differ(const struct names *x, const int *of, int n)
{
    enum { LABELS = 64 };
    enum draftcell kind[LABELS];
    int whole[LABELS], count[LABELS] = {0};
    double size[LABELS] = {0}, low = 1e9, high = -1e9, within = 0;
    bool kinds = true, wholes = true, kinds_differ = false, wholes_differ = false;

    if (n > LABELS) return 0;
    for (int i = 0; i < x->n && x->first + i < x->v->cols; i++) {
        const struct draftline *c = &x->v->col[x->first + i];

        if (c->filled == 0) continue;
        if (count[of[i]]++ == 0) {
            kind[of[i]] = c->kind;
            whole[of[i]] = c->whole;
        }
        kinds = kinds && kind[of[i]] == c->kind;
        wholes = wholes && whole[of[i]] == (int)c->whole;
        size[of[i]] += c->mean_mag;
    }
    for (int k = 0, last = -1; k < n; k++) {
        if (count[k] == 0) continue;
        size[k] /= count[k];
        low = fmin(low, size[k]);
        high = fmax(high, size[k]);
        kinds_differ = kinds_differ || (last >= 0 && kind[last] != kind[k]);
        wholes_differ = wholes_differ || (last >= 0 && whole[last] != whole[k]);
        last = k;
    }
    for (int i = 0; i < x->n && x->first + i < x->v->cols; i++)
        within = fmax(within, fabs(x->v->col[x->first + i].mean_mag - size[of[i]]));
    return (kinds && kinds_differ ? 1 : 0) + (wholes && wholes_differ ? 0.7 : 0) +
           (high - low > 1 && within < 0.4 * (high - low) ? 0.6 : 0);
}

/* Men and women over ages: both are values. */
static bool categories(const struct names *x, int level)
{
    int n;
    const slice *word = labels(x, level, &n, NULL);

    for (int i = 0; i < n; i++)
        if (!drafthead_is_category(word[i])) return false;
    return true;
}

/* The labels of the levels that differ make every combination, each once. */
static bool is_grid(const struct names *x, int *const *of, const int *distinct, int n)
{
    int64_t all = 1;

    for (int k = 0; k < n; k++) all *= distinct[k];
    if (all < x->n || all > x->n + x->n / 25) return false;
    for (int i = 0; i < x->n; i++)
        for (int j = 0; j < i; j++) {
            bool same = true;

            for (int k = 0; k < n && same; k++) same = of[k][i] == of[k][j];
            if (same) return false;
        }
    return true;
}

/* Reads the heading above columns first..last. False: it does not read as levels. */
static bool read_run(const struct draftview *v, int first, int last, struct draftlevel_reading *out)
{
    struct names x;
    int *of[DRAFTLEVEL_MOST], distinct[DRAFTLEVEL_MOST], ordinals = 0;
    double best = 0, is_ordinal[DRAFTLEVEL_MOST];

    *out = (struct draftlevel_reading){.measure = -1};
    if (last - first < 3 || !open_names(v, first, last, &x)) return false;
    for (int l = 0; l < v->levels->n && out->n < DRAFTLEVEL_MOST; l++) {
        int k = out->n;
        slice *word;

        of[k] = arena_new(v->arena, int, x.n);
        if (of[k] == NULL || (word = labels(&x, l, &distinct[k], of[k])) == NULL) return false;
        for (int i = 0; i < distinct[k]; i++)
            if (word[i].n == 0) return false;
        if (distinct[k] < 2) continue;
        is_ordinal[k] = ordinal_share(word, distinct[k]);
        ordinals += is_ordinal[k] > ORDINAL;
        out->at[out->n++] = l;
    }
    if (out->n < 2 || !is_grid(&x, of, distinct, out->n)) return false;
    /* Measures stand at an end of the names. */
    for (int k = 0; k < out->n; k += out->n - 1) {
        int n;
        const slice *word = draftlevel_labels(v, first, last, out->at[k], &n);
        double sure = contents_differ(&x, of[k], distinct[k]);

        if (!categories(&x, out->at[k])) sure += named_measures(word, n);
        if (is_ordinal[k] > ORDINAL || sure < SURE || sure <= best) continue;
        best = sure;
        out->measure = k;
    }
    out->evidence = best > 0;
    out->ordinal = ordinals > 0;
    if (out->measure < 0 && ordinals > 0) {
        if (is_ordinal[out->n - 1] <= ORDINAL)
            out->measure = out->n - 1;
        else if (out->n == 2 && ordinals == 1 && !categories(&x, out->at[0]))
            out->measure = 0;
    }
    return true;
}

int draftlevel_run(const struct draftview *v, int first, struct draftlevel_reading *out)
{
    int end = first;

    if (v->levels == NULL || first >= v->cols) return -1;
    while (end < v->t->ncol && end - first < NAMES_MAX) {
        const slice *l = draftlevel_of(v->levels, v->t->col[end].name);
        int filled = 0;

        for (int k = 0; l != NULL && k < v->levels->n; k++) filled += l[k].n > 0;
        if (filled < 2) break;
        end++;
    }
    for (int last = end - 1; last >= first + 3; last--)
        if (read_run(v, first, last, out)) return last;
    return -1;
}

const slice *draftlevel_labels(const struct draftview *v, int first, int last, int level, int *n)
{
    struct names x;

    *n = 0;
    return open_names(v, first, last, &x) ? labels(&x, level, n, NULL) : NULL;
}

/* ---- names taken apart */
/* One level as the pattern sees it. */
struct part {
    slice *word;
    int n;
    bool gaps; /* some names do not have it */
    slice name;
};

static bool single_words(const struct part *p)
{
    for (int i = 0; i < p->n; i++)
        if (slice_find(p->word[i], S(" ")) >= 0) return false;
    return true;
}

static void put_quoted(struct buf *b, slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (strchr("\\^$.|?*+()[]{}-#", s.p[i]) != NULL) buf_putc(b, '\\');
        buf_putc(b, s.p[i]);
    }
}

static int by_length(const void *a, const void *b)
{
    const slice *x = a, *y = b;

    return x->n < y->n ? 1 : x->n > y->n ? -1 : slice_cmp(*x, *y);
}

/* ^(?<year>2019|2020) (?<sex>.+)$; a level that not all names have is optional with its blank. */
static slice pattern_of(struct part *part, int n, struct arena *a)
{
    struct buf b = {0};

    buf_putc(&b, '^');
    for (int k = 0; k < n; k++) {
        struct part *p = &part[k];

        if (p->gaps) buf_putz(&b, "(?:");
        if (k > 0) buf_putc(&b, ' ');
        if (p->n > 1) buf_printf(&b, "(?<%.*s>", SLICE_ARG(p->name));
        if (k == n - 1 && p->n > 1) {
            buf_putz(&b, ".+");
        } else {
            qsort(p->word, (size_t)p->n, sizeof *p->word, by_length);
            for (int i = 0; i < p->n; i++) {
                if (i > 0) buf_putc(&b, '|');
                put_quoted(&b, p->word[i]);
            }
        }
        if (p->n > 1) buf_putc(&b, ')');
        if (p->gaps) buf_putz(&b, ")?");
    }
    buf_putc(&b, '$');
    return buf_take(&b, a);
}

/* The plainest step that does it: at the first blank, at the last one, else by a pattern. */
static struct json *split_step(struct part *part, int n, const struct json *column, struct arena *a)
{
    struct json *step = json_new_object(a), *to = json_new_array(a);
    bool two = n == 2 && part[0].n > 1 && part[1].n > 1 && !part[0].gaps && !part[1].gaps;
    bool first = two && single_words(&part[0]);

    if (first || (two && single_words(&part[1]))) {
        json_set(a, step, "op", json_new_text(a, S("split")));
        json_set(a, step, "column", column);
        if (first)
            json_set(a, step, "delimiter", json_new_text(a, S(" ")));
        else
            json_set(a, step, "pattern", json_new_text(a, S(" (?=[^ ]*$)")));
        for (int k = 0; k < n; k++) json_push(a, to, json_new_text(a, part[k].name));
        json_set(a, step, "to", to);
        json_set(a, step, "extra", json_new_text(a, S("merge")));
        return step;
    }
    json_set(a, step, "op", json_new_text(a, S("extract")));
    json_set(a, step, "column", column);
    json_set(a, step, "pattern", json_new_text(a, pattern_of(part, n, a)));
    json_set(a, step, "other", json_new_text(a, S("fail")));
    json_set(a, step, "keep", json_new_bool(a, false));
    return step;
}

/* A name for the column of these labels that no other column has. */
static void name_parts(struct part *part, int n, const struct table *was, struct arena *a)
{
    for (int k = 0; k < n; k++) {
        slice wish = draftsearch_name(was, part[k].word, part[k].n, a), s = wish;

        for (int i = 2, taken = 1; taken && i < 100; i++) {
            taken = 0;
            for (int j = 0; j < k; j++) taken |= slice_eq(part[j].name, s);
            if (taken) s = arena_printf(a, "%.*s_%d", SLICE_ARG(wish), i);
        }
        part[k].name = s;
    }
}

/* A label over all of the columns names the variable below it: "Region" over "North", "South". */
static slice name_below(const struct part *part, slice otherwise)
{
    slice s = part[0].word[0];

    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
              s.p[i] == '_') ||
            s.n > 32)
            return otherwise;
    return s;
}

/* The levels that are left in the names, from the top. */
static int gather_parts(const struct draftlevels *l, const struct table *was, int first, int last,
                        int measure, struct part *part, int *vary, struct arena *a)
{
    int n = 0;

    *vary = 0;
    for (int k = 0; k < l->n && n < DRAFTLEVEL_MOST; k++) {
        struct part *p = &part[n];

        if (k == measure) continue;
        *p = (struct part){.word = arena_new(a, slice, last - first + 2)};
        for (int c = first; c <= last; c++) {
            const slice *level = draftlevel_of(l, was->col[c].name);

            if (p->word == NULL || level == NULL) return 0;
            if (level[k].n == 0)
                p->gaps = true;
            else
                number_of(p->word, &p->n, level[k]);
        }
        if (p->n == 0) continue;
        if (n == 0 && p->gaps) return 0; /* what stands alone would be taken for another level */
        *vary += p->n > 1;
        n++;
    }
    return n;
}

void draftlevel_split(const struct draftlevels *l, const struct table *was, int first, int last,
                      int measure, slice names_to, struct arena *a, struct json *steps,
                      struct table *now, struct buf *why)
{
    struct part part[DRAFTLEVEL_MOST];
    int vary, n, at = table_find(now, names_to, 1);
    struct json *step;
    struct table next;
    const struct json *pattern;

    if (l == NULL || l->n < 2 || at < 0 || last - first + 1 > NAMES_MAX) return;
    n = gather_parts(l, was, first, last, measure, part, &vary, a);
    if (n < 2 || vary < 1 || (vary == 1 && (n > 2 || part[0].n > 1))) return;
    name_parts(part, n, was, a);
    if (vary == 1) part[1].name = name_below(part, names_to);
    step = split_step(part, n, draftsearch_column(now, at, a), a);
    pattern = json_member(step, "pattern");
    if (pattern != NULL && json_text(pattern).n > PATTERN_MAX) return;
    if (!draftsearch_apply(step, now, a, &next)) return;
    json_push(a, steps, step);
    *now = next;
    if (vary > 1) buf_printf(why, "; their names have %s levels", vary == 2 ? "two" : "several");
}
