#include "match.h"

#include <assert.h>

static const char *const level_name[] = {[MATCH_NONE] = "none",
                                         [MATCH_NEAR] = "near",
                                         [MATCH_ROLLING] = "rolling",
                                         [MATCH_SUPERSET] = "superset",
                                         [MATCH_COMPATIBLE] = "compatible",
                                         [MATCH_EXACT] = "exact"};

const char *match_name(enum match_level l)
{
    return level_name[l];
}

/* ------------------------------------------------------------- formats */

/* What a number format ("1.234,56 EUR") says about its marks. */
struct marks {
    char decimal, group; /* 0: it does not say */
    bool percent;
    slice affix; /* currency or unit, without blanks; empty: none */
};

static struct marks read_marks(slice format)
{
    struct marks m = {0};
    ptrdiff_t first = -1, last = -1, mark = -1;
    int nmark = 0, after = 0;
    slice left, right;

    for (ptrdiff_t i = 0; i < format.n; i++)
        if (format.p[i] >= '0' && format.p[i] <= '9') {
            if (first < 0) first = i;
            last = i;
        }
    if (first < 0) return m;
    for (ptrdiff_t i = first; i <= last; i++) {
        char c = format.p[i];

        if (c >= '0' && c <= '9') {
            after++;
            continue;
        }
        if (c != '.' && c != ',') c = c == '\'' ? '\'' : ' ';
        if (nmark == 0) m.group = c;
        nmark++;
        mark = i;
        after = 0;
    }
    /* The last mark is the decimal one unless it is like the others or three digits follow. */
    if (mark >= 0 && (format.p[mark] == '.' || format.p[mark] == ',')) {
        if (nmark == 1 && after != 3) m.group = 0;
        if ((nmark == 1 && after != 3) || (nmark > 1 && format.p[mark] != m.group))
            m.decimal = format.p[mark];
    }
    m.percent = slice_find(format, S("%")) >= 0;
    left = slice_trim(slice_sub(format, 0, first));
    right = slice_trim(slice_sub(format, last + 1, format.n));
    m.affix = left.n > 0 && left.p[0] != '(' && left.p[0] != '-' ? left : right;
    if (m.affix.n > 0 && strchr(")-%", m.affix.p[0]) != NULL) m.affix = (slice){0};
    return m;
}

static bool marks_clash(char a, char b)
{
    return a != 0 && b != 0 && a != b;
}

/* Whether values written the one way would be misread the other way. A format that is not known, or
 * that leaves something open (whole numbers show no decimal mark), clashes with nothing. */
static bool formats_clash(const struct schema_column *was, const struct schema_column *now)
{
    struct marks a, b;

    if (was->format.n == 0 || now->format.n == 0 || slice_eq(was->format, now->format))
        return false;
    if (strcmp(kind_class(was->kind), kind_class(now->kind)) != 0) return false;
    if (strcmp(kind_class(was->kind), "number") != 0) return true;
    a = read_marks(was->format);
    b = read_marks(now->format);
    return marks_clash(a.decimal, b.decimal) || marks_clash(a.group, b.group) ||
           (a.decimal != 0 && a.decimal == b.group) || (b.decimal != 0 && b.decimal == a.group) ||
           a.percent != b.percent ||
           (a.affix.n > 0 && b.affix.n > 0 && !slice_eq(a.affix, b.affix));
}

/* ------------------------------------------------------------- pairing */

/* Which pinned column is which column now, by name; repeated names pair in order. */
struct pairs {
    int *to, *from; /* pinned -> now and now -> pinned; -1: none */
    int n;          /* pairs */
};

struct slot {
    slice name;
    int first, last; /* columns of `now` with this name not yet paired: chain through next[] */
};

/* Linear in the columns: names of `now` go into an open-addressed table. */
static void pair_names(const struct schema *was, const struct schema *now, struct arena *a,
                       struct pairs *out)
{
    size_t size = 16;
    struct slot *slot;
    int *next = arena_new(a, int, now->n + 1);

    while (size < (size_t)now->n * 2) size *= 2;
    slot = arena_new(a, struct slot, size);
    *out =
        (struct pairs){.to = arena_new(a, int, was->n + 1), .from = arena_new(a, int, now->n + 1)};
    for (size_t i = 0; i < size; i++) slot[i].first = slot[i].last = -1;
    for (int j = 0; j < now->n; j++) {
        size_t h = (size_t)slice_hash(now->col[j].name) & (size - 1);

        while (slot[h].last >= 0 && !slice_eq(slot[h].name, now->col[j].name))
            h = (h + 1) & (size - 1);
        out->from[j] = next[j] = -1;
        if (slot[h].last >= 0)
            next[slot[h].last] = j;
        else
            slot[h] = (struct slot){.name = now->col[j].name, .first = j};
        slot[h].last = j;
    }
    for (int i = 0; i < was->n; i++) {
        size_t h = (size_t)slice_hash(was->col[i].name) & (size - 1);

        out->to[i] = -1;
        while (slot[h].last >= 0 && !slice_eq(slot[h].name, was->col[i].name))
            h = (h + 1) & (size - 1);
        if (slot[h].last < 0 || slot[h].first < 0) continue;
        out->to[i] = slot[h].first;
        out->from[slot[h].first] = i;
        slot[h].first = next[slot[h].first];
        out->n++;
    }
}

static bool same_order(const struct pairs *p, int nwas, int nnow)
{
    if (nwas != nnow || p->n != nwas) return false;
    for (int i = 0; i < nwas; i++)
        if (p->to[i] != i) return false;
    return true;
}

/* --------------------------------------------------------- the plan's view */

/* The columns of a schema as a table without rows, as a plan meets them. */
static bool columns_of(const struct schema *s, struct arena *a, struct table *t)
{
    if (!table_new(t, a, s->n, 0, NULL)) return false;
    for (int i = 0; i < s->n; i++) {
        t->col[i].name = s->col[i].shown;
        t->col[i].source_col = i + 1;
    }
    return true;
}

/* marked[i]: a step of the plan gives column i a kind, so it accepts or refuses each cell itself.
 * No op is known by name here: a step that parses is one that leaves a column typed. */
static bool *parsed_columns(const struct plan *plan, const struct schema *s, struct arena *a)
{
    bool *marked = arena_new(a, bool, s->n + 1);
    struct plan part = *plan;
    struct table in;

    if (!columns_of(s, a, &in)) return marked;
    part.metrics = part.sentinels = NULL;
    for (part.nstep = 1; part.nstep <= plan->nstep; part.nstep++) {
        struct failures f = {.arena = a};
        struct table out = {0};

        if (!plan_check(&part, &in, a, &out, &f)) break;
        for (int c = 0; c < out.ncol; c++)
            if (out.col[c].kind != KIND_TEXT && out.col[c].source_col > 0)
                marked[out.col[c].source_col - 1] = true;
    }
    return marked;
}

static bool kinds_fit(enum kind was, enum kind now)
{
    return was == KIND_EMPTY || now == KIND_EMPTY || strcmp(kind_class(was), kind_class(now)) == 0;
}

/* Column i was, column j now: may what ran on the one run on the other? */
static bool column_fits(const struct schema *was, int i, const struct schema *now, int j,
                        const bool *parsed)
{
    return (kinds_fit(was->col[i].kind, now->col[j].kind) || (parsed != NULL && parsed[i])) &&
           !formats_clash(&was->col[i], &now->col[j]);
}

static bool all_fit(const struct schema *was, const struct schema *now, const bool *parsed)
{
    for (int i = 0; i < was->n; i++)
        if (!column_fits(was, i, now, i, parsed)) return false;
    return true;
}

/* The plan's result has all the columns it had: one that went missing may not be read by any step
 * and still pass through to the result. */
static bool result_keeps(const struct plan *plan, const struct table *was, const struct table *now,
                         struct arena *a)
{
    struct failures none = {.arena = a};
    struct table before = {0}, after = {0};

    if (!plan_check(plan, was, a, &before, &none) || !plan_check(plan, now, a, &after, &none))
        return false;
    for (int c = 0; c < before.ncol; c++)
        if (table_count_name(&after, before.col[c].name) <
            table_count_name(&before, before.col[c].name))
            return false;
    return true;
}

/* Everything that is read is there, means the same columns, and fits. Asking the plan what it reads
 * on both sides catches ranges and positions: a column that slipped into "from..to" is read now and
 * was not before. */
static bool is_superset(const struct schema *was, const struct plan *plan, const struct schema *now,
                        const struct pairs *p, const bool *parsed, struct arena *a)
{
    struct op_columns before = {0}, after = {0};
    bool all_before = false, all_after = false;
    struct table tw, tn;
    bool *reads;
    int last = -1;

    if (plan == NULL) {
        for (int i = 0; i < was->n; i++)
            if (p->to[i] < 0 || !column_fits(was, i, now, p->to[i], parsed)) return false;
        return true;
    }
    if (!columns_of(was, a, &tw) || !columns_of(now, a, &tn) ||
        !plan_reads(plan, &tw, a, &before, &all_before) ||
        !plan_reads(plan, &tn, a, &after, &all_after) || all_before != all_after ||
        before.n != after.n || !result_keeps(plan, &tw, &tn, a))
        return false;
    reads = arena_new(a, bool, was->n + 1);
    for (int i = 0; i < before.n; i++) reads[before.at[i]] = true;
    for (int i = 0; i < after.n; i++)
        if (p->from[after.at[i]] < 0 || !reads[p->from[after.at[i]]]) return false;
    /* A step that looks at whole rows counts on their order, the first cell above all. */
    for (int i = 0; all_before && i < was->n; i++) {
        if (p->to[i] <= last || (i == 0 && p->to[i] != 0)) return false;
        last = p->to[i];
    }
    for (int i = 0; i < was->n; i++)
        if ((reads[i] || all_before) &&
            (p->to[i] < 0 || !column_fits(was, i, now, p->to[i], parsed)))
            return false;
    return true;
}

/* --------------------------------------------------------------- drift */

struct drifts {
    struct arena *arena;
    struct drift *at;
    int n, cap;
};

static void add_drift(struct drifts *d, const char *what, slice column, slice was, slice now,
                      double similarity)
{
    if (d->n == d->cap) {
        struct drift *more = arena_new(d->arena, struct drift, d->cap = d->cap * 2 + 16);

        if (d->n > 0) memcpy(more, d->at, sizeof *more * (size_t)d->n);
        d->at = more;
    }
    d->at[d->n++] = (struct drift){
        .what = what, .column = column, .was = was, .now = now, .similarity = similarity};
}

/* Letters and digits only: "Mitarb.-Nr" and "mitarbnr" are one name. */
static slice squeeze(slice s, struct arena *a)
{
    char *p = arena_new(a, char, s.n + 1);
    ptrdiff_t n = 0;

    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) p[n++] = (char)c;
    }
    return (slice){p, n};
}

/* How like two names are, 0..1: edits against the longer one, or the share that the shorter one,
 * contained in the longer, makes up. */
static double name_similarity(slice was, slice now, struct arena *a)
{
    slice x = squeeze(was, a), y = squeeze(now, a);
    double most, edits, part = 0;
    ptrdiff_t longer = x.n > y.n ? x.n : y.n, shorter = x.n > y.n ? y.n : x.n;

    if (shorter == 0) return longer == 0 ? 1 : 0;
    most = (double)longer;
    edits = 1 - (double)slice_distance(x, y, (int)(longer < 200 ? longer : 200)) / most;
    if (shorter >= 3 && (x.n > y.n ? slice_find(x, y) >= 0 : slice_find(y, x) >= 0))
        part = 0.6 + 0.4 * (double)shorter / most;
    return edits > part ? edits : part;
}

enum { RENAMES_MOST = 300 };
/* Below this a new name is a new column. */
#define RENAME_LEAST 0.55

/* The likeness of pinned column i to column j now: mostly the name; its kind, how its values are
 * written, and whether its neighbours are the same support it. */
static double likeness(const struct schema *was, int i, const struct schema *now, int j,
                       const struct pairs *p, struct arena *a)
{
    const struct schema_column *x = &was->col[i], *y = &now->col[j];
    bool before = i == 0 ? j == 0 : j > 0 && p->to[i - 1] == j - 1;
    bool after = i + 1 == was->n ? j + 1 == now->n : j + 1 < now->n && p->to[i + 1] == j + 1;
    double v = 0.6 * name_similarity(x->name, y->name, a);

    if (kinds_fit(x->kind, y->kind)) v += 0.1;
    if (slice_eq(x->format, y->format) && x->kind == y->kind) v += 0.1;
    return v + 0.1 * before + 0.1 * after;
}

/* Pairs what was removed with what was added, most alike first. */
static void find_renames(const struct schema *was, const struct schema *now, struct pairs *p,
                         double *similarity, struct arena *a)
{
    int *lost = arena_new(a, int, was->n + 1), *found = arena_new(a, int, now->n + 1);
    int nlost = 0, nfound = 0;
    double *like;

    for (int i = 0; i < was->n; i++)
        if (p->to[i] < 0) lost[nlost++] = i;
    for (int j = 0; j < now->n; j++)
        if (p->from[j] < 0) found[nfound++] = j;
    if (nlost > RENAMES_MOST || nfound > RENAMES_MOST) return;
    like = arena_new(a, double, nlost *nfound + 1);
    for (int x = 0; x < nlost; x++)
        for (int y = 0; y < nfound; y++)
            like[x * nfound + y] = likeness(was, lost[x], now, found[y], p, a);
    for (;;) {
        double best = RENAME_LEAST;
        int bx = -1, by = -1;

        for (int x = 0; x < nlost; x++)
            for (int y = 0; y < nfound; y++)
                if (p->to[lost[x]] < 0 && p->from[found[y]] < 0 && like[x * nfound + y] > best)
                    best = like[x * nfound + y], bx = x, by = y;
        if (bx < 0) return;
        p->to[lost[bx]] = found[by];
        p->from[found[by]] = lost[bx];
        similarity[lost[bx]] = best;
    }
}

/* stays[i]: column i keeps its place among the others (a longest increasing subsequence of the
 * pairs; patience sorting, n log n). */
static bool *staying(const struct pairs *p, int n, struct arena *a)
{
    bool *stays = arena_new(a, bool, n + 1);
    int *tail = arena_new(a, int, n + 1), *before = arena_new(a, int, n + 1), ntail = 0;

    for (int i = 0; i < n; i++) {
        int low = 0, high = ntail;

        if (p->to[i] < 0) continue;
        while (low < high) {
            int mid = (low + high) / 2;

            if (p->to[tail[mid]] < p->to[i])
                low = mid + 1;
            else
                high = mid;
        }
        before[i] = low > 0 ? tail[low - 1] : -1;
        tail[low] = i;
        if (low == ntail) ntail++;
    }
    for (int i = ntail > 0 ? tail[ntail - 1] : -1; i >= 0; i = before[i]) stays[i] = true;
    return stays;
}

static void column_drift(struct drifts *d, const struct schema_column *was,
                         const struct schema_column *now)
{
    if (strcmp(kind_class(was->kind), kind_class(now->kind)) != 0)
        add_drift(d, "kind", was->shown, slice_z(kind_name(was->kind)),
                  slice_z(kind_name(now->kind)), 0);
    if (formats_clash(was, now)) add_drift(d, "format", was->shown, was->format, now->format, 0);
}

static void find_drift(const struct schema *was, const struct schema *now, struct pairs *p,
                       bool by_position, struct drifts *d)
{
    double *similarity = arena_new(d->arena, double, was->n + 1);
    bool *stays;

    if (by_position) {
        for (int i = 0; i < was->n; i++) {
            if (!slice_eq(was->col[i].name, now->col[i].name))
                similarity[i] = name_similarity(was->col[i].name, now->col[i].name, d->arena);
            p->to[i] = p->from[i] = i;
        }
    } else {
        find_renames(was, now, p, similarity, d->arena);
    }
    stays = staying(p, was->n, d->arena);
    for (int i = 0; i < was->n; i++) {
        const struct schema_column *c = &was->col[i];
        int j = p->to[i];

        if (j < 0) {
            add_drift(d, "removed", c->shown, c->shown, (slice){0}, 0);
            continue;
        }
        if (!slice_eq(c->name, now->col[j].name))
            add_drift(d, "renamed", c->shown, c->shown, now->col[j].shown, similarity[i]);
        if (!stays[i])
            add_drift(d, "moved", c->shown, arena_printf(d->arena, "%d", i + 1),
                      arena_printf(d->arena, "%d", j + 1), 0);
        column_drift(d, c, &now->col[j]);
    }
    for (int j = 0; j < now->n; j++)
        if (p->from[j] < 0)
            add_drift(d, "added", now->col[j].shown, (slice){0}, now->col[j].shown, 0);
}

/* --------------------------------------------------------------- levels */

static bool formats_same(const struct schema *was, const struct schema *now)
{
    for (int i = 0; i < was->n; i++)
        if (!slice_eq(was->col[i].format, now->col[i].format)) return false;
    return true;
}

/* "Some of it is there": a third of the pinned columns, by name or by likely rename. */
static bool is_near(const struct schema *was, const struct pairs *p)
{
    int n = 0;

    for (int i = 0; i < was->n; i++) n += p->to[i] >= 0;
    return n > 0 && n * 3 >= was->n;
}

void match_schema(const struct schema *pinned, const struct plan *plan, const struct schema *now,
                  struct arena *a, struct match *out)
{
    struct drifts d = {.arena = a};
    bool *parsed = plan != NULL ? parsed_columns(plan, pinned, a) : NULL;
    bool rolling = strcmp(pinned->layout, now->layout) == 0 && pinned->n == now->n;
    struct pairs p;

    *out = (struct match){.level = MATCH_NONE};
    if (pinned->n == 0 || now->n == 0) return;
    pair_names(pinned, now, a, &p);
    if (strcmp(pinned->fingerprint, now->fingerprint) == 0 && formats_same(pinned, now)) {
        out->level = MATCH_EXACT;
        return;
    }
    if (same_order(&p, pinned->n, now->n) && all_fit(pinned, now, parsed))
        out->level = MATCH_COMPATIBLE;
    else if (is_superset(pinned, plan, now, &p, parsed, a))
        out->level = MATCH_SUPERSET;
    else if (rolling && all_fit(pinned, now, parsed))
        out->level = MATCH_ROLLING;
    find_drift(pinned, now, &p, rolling, &d);
    if (out->level == MATCH_NONE && is_near(pinned, &p)) out->level = MATCH_NEAR;
    out->drift = d.at;
    out->ndrift = out->level == MATCH_NONE ? 0 : d.n;
}

bool match_runs(const struct match *m, bool is_plan, bool rolling_accepted)
{
    switch (m->level) {
    case MATCH_EXACT:
    case MATCH_COMPATIBLE:
        return true;
    case MATCH_SUPERSET:
        return is_plan;
    case MATCH_ROLLING:
        return rolling_accepted;
    case MATCH_NEAR:
    case MATCH_NONE:
        return false;
    }
    assert(false && "a match level");
    return false;
}

void match_json(const struct match *m, struct json_writer *w, const char *key, slice pin)
{
    jw_open(w, key, '{');
    jw_z(w, "level", match_name(m->level));
    if (pin.n > 0)
        jw_text(w, "pin", pin);
    else
        jw_null(w, "pin");
    jw_open(w, "drift", '[');
    for (int i = 0; i < m->ndrift; i++) {
        const struct drift *d = &m->drift[i];

        jw_open(w, NULL, '{');
        jw_z(w, "what", d->what);
        jw_text(w, "column", d->column);
        jw_text(w, "was", d->was);
        jw_text(w, "now", d->now);
        if (strcmp(d->what, "renamed") == 0)
            jw_real(w, "similarity", (double)(int)(d->similarity * 100 + 0.5) / 100);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}
