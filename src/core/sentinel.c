/* sentinel.c - the frame around the checks of sentinels/: one pass over the rows, bounds, report.
 */
#include "sentinel.h"

#include "sentinelread.h"

#define X(name) extern const struct sentinel_check sentinel_##name;
#include "sentinels.gen.h"
#undef X
const struct sentinel_check *const sentinel_table[] = {
#define X(name) &sentinel_##name,
#include "sentinels.gen.h"
#undef X
    NULL};

/* Rows that all checks look at before the next: they stay in the processor's cache. */
enum { WINDOW = 2048, SCRATCH = 1 << 20 };

static const struct sentinel_options none;

struct sentinel_pass {
    struct sentinel *s;
    int n;
    struct arena *arena, scratch;
    struct failures *failures;
    int before; /* failures that there were */
};

bool sentinel_check_all(const struct json *sentinels, const struct table *columns,
                        const struct sentinel_options *o, struct failures *f)
{
    int before = f->n;

    for (int i = 0; i < json_count(sentinels); i++) {
        struct sentinel s = {.doc = sentinels->item[i],
                             .index = i,
                             .in = columns,
                             .options = o != NULL ? o : &none,
                             .arena = f->arena,
                             .failures = f};

        sentinelread(&s);
    }
    return f->n == before;
}

/* ----------------------------------------------------------------- judging */

static bool within(const struct sentinel *s, const struct decimal *v)
{
    return (s->lo == NULL || decimal_cmp(v, s->lo) >= 0) &&
           (s->hi == NULL || decimal_cmp(v, s->hi) <= 0) &&
           (s->below == NULL || decimal_cmp(v, s->below) < 0) &&
           (s->above == NULL || decimal_cmp(v, s->above) > 0);
}

static void bounds_text(const struct sentinel *s, struct buf *b)
{
    struct arena *a = s->arena;
    bool exact = s->lo != NULL && s->hi != NULL && decimal_cmp(s->lo, s->hi) == 0;

    if (exact)
        buf_printf(b, " exactly %.*s", SLICE_ARG(decimal_text(s->lo, a)));
    else if (s->lo != NULL)
        buf_printf(b, " at least %.*s", SLICE_ARG(decimal_text(s->lo, a)));
    if (s->hi != NULL && !exact)
        buf_printf(b, "%s at most %.*s", s->lo != NULL ? " and" : "",
                   SLICE_ARG(decimal_text(s->hi, a)));
    if (s->above != NULL) buf_printf(b, " more than %.*s", SLICE_ARG(decimal_text(s->above, a)));
    if (s->below != NULL) buf_printf(b, " less than %.*s", SLICE_ARG(decimal_text(s->below, a)));
}

/* A percentage or ratio with more digits than anybody reads. */
static slice shown(const struct decimal *v, struct arena *a)
{
    slice exact = decimal_text(v, a);

    if (exact.n < 12 || slice_find(exact, S(".")) < 0) return exact;
    return decimal_text(decimal_round(v, 2, a), a);
}

/* Judges what a check found, and reports. */
static void judge(struct sentinel *s, struct sentinel_target *x)
{
    struct arena *a = s->arena;
    bool measured = x->measured != NULL;
    const struct decimal *v = measured     ? x->measured
                              : s->percent ? sentinelcheck_percent(x->bad, x->of, a)
                                           : decimal_int(x->bad, a);
    struct buf b = {0};
    struct failure *f;

    if (x->skipped || (s->bounded ? within(s, v) : !measured && x->bad == 0)) return;
    if (measured || s->percent)
        buf_printf(&b, "%s: %.*s%s", x->what.p, SLICE_ARG(shown(v, a)), measured ? x->unit : " %");
    else
        buf_printf(&b, "%lld %s", (long long)x->bad, x->what.p);
    if (s->bounded) {
        buf_putz(&b, "; must be");
        bounds_text(s, &b);
    }
    f = sentinelcheck_fail(s, FAIL_SENTINEL_FAILED, "", buf_take(&b, a).p);
    if (x->bad == 0) return;
    memcpy(f->cell, x->cell, sizeof x->cell);
    f->ncell = x->ncell;
    f->count = x->bad;
}

/* ----------------------------------------------------------------- running */

static bool keep_filtered(struct sentinel *s, struct table *out)
{
    int64_t n = 0, rows = s->in->nrow > 0 ? s->in->nrow : 1;
    int64_t *keep = arena_new(s->arena, int64_t, rows);
    slice *holds = arena_new(s->arena, slice, rows);
    struct err e = {0};

    if (keep == NULL || holds == NULL)
        err_set(&e, E_LIMIT, "the filtered rows do not fit the memory limit");
    else if (formula_rows(s->filter, s->in, s->arena, holds, NULL, &e)) {
        for (int64_t r = 0; r < s->in->nrow; r++)
            if (slice_eqz(holds[r], "true")) keep[n++] = r;
        if (table_pick(out, s->arena, s->in, keep, n, &e)) return true;
    }
    sentinelcheck_fail(s, e.code == E_LIMIT ? FAIL_LIMIT : FAIL_SENTINEL_FAILED, "filter", e.text);
    return false;
}

/* What a sentinel works on: each of its columns, or all of them together. */
static bool open_targets(struct sentinel *s)
{
    s->ntarget = s->check->on == CHECK_EACH_COLUMN ? s->ncolumn : 1;
    s->target = arena_new(s->arena, struct sentinel_target, s->ntarget > 0 ? s->ntarget : 1);
    if (s->target == NULL) return false;
    for (int i = 0; i < s->ntarget; i++) {
        struct sentinel_target *x = &s->target[i];

        x->col = s->check->on == CHECK_EACH_COLUMN ? s->column[i] : -1;
        x->what = S("");
        x->unit = "";
        if (s->check->open != NULL && !s->check->open(s, x)) return false;
    }
    return true;
}

/* The cells that a check points at outlive the rows that they are of. */
static void keep_cells(const struct sentinel *s, struct sentinel_target *x, int from)
{
    for (int i = from; i < x->ncell; i++) {
        x->cell[i].value = arena_copy(s->arena, x->cell[i].value);
        x->cell[i].column = arena_copy(s->arena, x->cell[i].column);
    }
}

static void feed(struct sentinel *s, const struct table *part)
{
    if (s->check->feed == NULL) return;
    for (int i = 0; i < s->ntarget; i++) {
        struct sentinel_target *x = &s->target[i];
        int had = x->ncell;

        s->check->feed(s, x, part);
        keep_cells(s, x, had);
    }
    if (s->scratch->used > SCRATCH) arena_free(s->scratch);
}

/* Rows [from, to) of t as a table that shares its cells; out->col has room for them. */
static void window(const struct table *t, int64_t from, int64_t to, struct table *out)
{
    for (int c = 0; c < t->ncol; c++) {
        struct column *col = &out->col[c];

        *col = t->col[c];
        col->cell += from;
        if (col->place != NULL) col->place += from;
    }
    out->source_row = t->source_row + from;
    out->nrow = to - from;
}

void sentinel_put(struct sentinel_pass *p, const struct table *part)
{
    for (int i = 0; i < p->n; i++)
        if (p->s[i].ntarget > 0 && !p->s[i].whole) feed(&p->s[i], part);
}

static void feed_windows(struct sentinel_pass *p, const struct table *t)
{
    struct table part = {
        .arena = p->arena, .ncol = t->ncol, .col = arena_new(p->arena, struct column, t->ncol)};

    if (part.col == NULL) return;
    for (int64_t r = 0; r < t->nrow; r += WINDOW) {
        window(t, r, r + WINDOW < t->nrow ? r + WINDOW : t->nrow, &part);
        sentinel_put(p, &part);
    }
}

static void feed_whole(struct sentinel_pass *p, const struct table *t)
{
    for (int i = 0; i < p->n; i++) {
        struct sentinel *s = &p->s[i];
        struct table rest = *t;

        if (s->ntarget == 0 || !s->whole) continue;
        if (s->filter == NULL || keep_filtered(s, &rest))
            feed(s, &rest);
        else
            s->ntarget = 0;
    }
}

/* The metrics of all sentinels, each once. */
static void collect(const struct sentinel *s, int n, struct arena *a, struct sentinel_metric **out,
                    int *nout)
{
    int most = 0;

    for (int i = 0; i < n; i++) most += s[i].nmetric;
    *out = arena_new(a, struct sentinel_metric, most > 0 ? most : 1);
    *nout = 0;
    for (int i = 0; *out != NULL && i < n; i++)
        for (int k = 0; k < s[i].nmetric; k++) {
            const struct sentinel_metric *m = &s[i].metric[k];
            bool there = false;

            for (int j = 0; j < *nout; j++)
                there = there || (slice_eq((*out)[j].column, m->column) &&
                                  slice_eq((*out)[j].what, m->what));
            if (!there) (*out)[(*nout)++] = *m;
        }
}

struct sentinel_pass *sentinel_open(const struct json *sentinels, const struct table *columns,
                                    const struct sentinel_options *o, struct arena *a,
                                    struct failures *f, struct failures *warnings)
{
    int n = json_count(sentinels);
    struct sentinel_pass *p = arena_new(a, struct sentinel_pass, 1);

    if (p == NULL) return NULL;
    *p = (struct sentinel_pass){.s = arena_new(a, struct sentinel, n > 0 ? n : 1),
                                .n = n,
                                .arena = a,
                                .failures = f,
                                .before = f->n};
    if (p->s == NULL) return NULL;
    arena_init(&p->scratch, ARENA_NO_LIMIT);
    for (int i = 0; i < n; i++) {
        struct sentinel *s = &p->s[i];

        *s = (struct sentinel){.doc = sentinels->item[i],
                               .index = i,
                               .in = columns,
                               .options = o != NULL ? o : &none,
                               .arena = a,
                               .scratch = &p->scratch,
                               .failures = f,
                               .warnings = warnings};
        if (!sentinelread(s)) continue;
        if (s->warn && warnings != NULL) s->failures = warnings;
        if (!open_targets(s)) {
            sentinelcheck_fail(s, FAIL_LIMIT, "", "it does not fit the memory limit");
            s->ntarget = 0;
        }
    }
    return p;
}

bool sentinel_close(struct sentinel_pass *p, struct sentinel_metric **metric, int *nmetric)
{
    for (int i = 0; i < p->n; i++)
        for (int k = 0; k < p->s[i].ntarget; k++) {
            struct sentinel *s = &p->s[i];

            if (s->check->close != NULL) s->check->close(s, &s->target[k]);
            judge(s, &s->target[k]);
        }
    collect(p->s, p->n, p->arena, metric, nmetric);
    arena_free(&p->scratch);
    return p->failures->n == p->before;
}

bool sentinel_in_parts(const struct json *sentinels, const struct table *columns, struct arena *a)
{
    struct failures ignored = {.arena = a};

    for (int i = 0; i < json_count(sentinels); i++) {
        struct sentinel s = {.doc = sentinels->item[i],
                             .index = i,
                             .in = columns,
                             .options = &none,
                             .arena = a,
                             .failures = &ignored};

        if (!sentinelread(&s) || s.whole) return false;
    }
    return true;
}

bool sentinel_run(const struct json *sentinels, const struct table *t,
                  const struct sentinel_options *o, struct arena *a, struct failures *f,
                  struct failures *warnings, struct sentinel_metric **metric, int *nmetric)
{
    struct sentinel_pass *p = sentinel_open(sentinels, t, o, a, f, warnings);

    *metric = NULL;
    *nmetric = 0;
    if (p == NULL) {
        failure_add(f, FAIL_LIMIT, 0, "the sentinels do not fit the memory limit");
        return false;
    }
    feed_windows(p, t);
    feed_whole(p, t);
    return sentinel_close(p, metric, nmetric);
}
