#include "draftsearch.h"

#include "drafthead.h"
#include "headgrid.h"
#include "op.h"
#include "utf8.h"

#include <stdlib.h>

enum { SAMPLE_ROWS = 600, SAMPLE_COLS = 2000, FIRST_TRIES = 8, NEXT_TRIES = 4, NAMES_MAX = 64 };

/* The least probability of a first step that is followed further. */
#define FOLLOW_FROM 0.15
/* How much a probable step that is missing takes from a plan. */
#define UNDONE 0.9
/* How much the chance that the table lies on its side takes from reading it upright. */
#define UPRIGHT 0.7
/* What a second plan of the same ops is worth: another shape says more. */
#define SAME_SHAPE 0.75

const struct json *draftsearch_column(const struct table *t, int c, struct arena *a)
{
    slice name = t->col[c].name;
    int n = name.n > 0 ? table_count_name(t, name) : 0;
    struct json *v;

    if (n == 1) return json_new_text(a, name);
    if (n == 0) return json_new_int(a, c + 1);
    v = json_new_object(a);
    n = 0;
    for (int k = 0; k <= c; k++) n += slice_eq(t->col[k].name, name);
    json_set(a, v, "column", json_new_text(a, name));
    json_set(a, v, "nth", json_new_int(a, n));
    return v;
}

/* A name for the column that takes such values. */
static slice variable_name(const slice *value, int n)
{
    int of[DH_EMPTY + 1] = {0}, best = 0;
    static const char *const name[] = {
        [DH_TEXT] = "variable",  [DH_YEAR] = "year",       [DH_DATE] = "date",
        [DH_MONTH] = "month",    [DH_WEEKDAY] = "weekday", [DH_SEQUENCE] = "variable",
        [DH_INTEGER] = "number", [DH_RANGE] = "range",     [DH_HAS_YEAR] = "variable",
        [DH_EMPTY] = "variable"};
    bool quarters = true;

    for (int i = 0; i < n; i++) {
        slice s = utf8_trim(value[i]);

        of[drafthead_class(s)]++;
        quarters = quarters && s.n >= 2 && (s.p[0] == 'Q' || s.p[0] == 'q') && s.p[1] >= '1' &&
                   s.p[1] <= '4';
    }
    for (int k = 1; k <= DH_EMPTY; k++)
        if (of[k] > of[best]) best = k;
    if (n > 0 && quarters) return S("quarter");
    return slice_z(of[best] * 10 >= n * 8 ? name[best] : "variable");
}

/* `wish`, or with a number behind it where the table has such a column. */
static slice free_name(const struct table *t, slice wish, struct arena *a)
{
    slice s = wish;

    for (int i = 2; table_find(t, s, 1) >= 0 && i < 1000; i++)
        s = arena_printf(a, "%.*s_%d", SLICE_ARG(wish), i);
    return s;
}

slice draftsearch_name(const struct table *t, const slice *value, int n, struct arena *a)
{
    return free_name(t, variable_name(value, n), a);
}

static void put_range(struct json *o, const struct draftstep *s, const struct table *t,
                      const slice *value, int n, struct arena *a)
{
    json_set(a, o, "from", draftsearch_column(t, s->first, a));
    json_set(a, o, "to", draftsearch_column(t, s->last, a));
    json_set(a, o, "names_to", json_new_text(a, draftsearch_name(t, value, n, a)));
}

static void put_unpivot(struct json *o, const struct draftstep *s, const struct table *t,
                        struct arena *a)
{
    int n = s->last - s->first + 1 < NAMES_MAX ? s->last - s->first + 1 : NAMES_MAX;
    slice name[NAMES_MAX];

    for (int i = 0; i < n; i++) name[i] = t->col[s->first + i].name;
    put_range(o, s, t, name, n, a);
    json_set(a, o, "values_to", json_new_text(a, free_name(t, S("value"), a)));
}

/* What stands between the halves of all names; empty: not the same everywhere. */
static slice separator_of(const struct headgrid *g, const struct table *t, int first, bool front)
{
    slice same = {NULL, 0};

    for (int i = 0; i < g->n; i++) {
        slice name = utf8_trim(t->col[first + i].name);
        ptrdiff_t head = (front ? g->value[i] : g->stub[i]).n;
        ptrdiff_t tail = (front ? g->stub[i] : g->value[i]).n;
        slice mark = slice_sub(name, head, name.n - tail);

        if (mark.n <= 0 || (i > 0 && !slice_eq(mark, same))) return (slice){NULL, 0};
        same = mark;
    }
    return same;
}

/* What is left of the names when the stubs are taken off. */
static void put_stubs(struct json *o, const struct draftstep *s, const struct table *t,
                      struct arena *a)
{
    struct headgrid_hint hint = {S(""), s->stub_first ? HEADGRID_LAST : HEADGRID_FIRST, s->stub,
                                 s->nstub};
    struct json *stubs = json_new_array(a);
    struct headgrid g;

    if (headgrid_find_as(t, s->first, s->last, &hint, a, &g)) put_range(o, s, t, g.value, g.n, a);
    for (int i = 0; i < s->nstub; i++) json_push(a, stubs, json_new_text(a, s->stub[i]));
    json_set(a, o, "stubs", stubs);
    json_set(a, o, "variable", json_new_text(a, s->stub_first ? S("last") : S("first")));
}

/* The step says where names are cut, so that next month's cells cannot change it. */
static void put_grid(struct json *o, const struct draftstep *s, const struct table *t,
                     struct arena *a)
{
    struct headgrid g, again;
    bool front, same;
    slice mark;

    if (!headgrid_find(t, s->first, s->last, a, &g)) {
        put_range(o, s, t, NULL, 0, a);
        return;
    }
    put_range(o, s, t, g.value, g.n, a);
    front = slice_starts(utf8_trim(t->col[s->first].name), g.value[0]) &&
            slice_ends(utf8_trim(t->col[s->first].name), g.stub[0]);
    mark = separator_of(&g, t, s->first, front);
    for (int with = mark.n > 0 ? 1 : 0; with >= 0; with--) {
        same = headgrid_find_as(t, s->first, s->last,
                                &(struct headgrid_hint){with > 0 ? mark : S(""),
                                                        front ? HEADGRID_FIRST : HEADGRID_LAST,
                                                        NULL, 0},
                                a, &again);
        for (int i = 0; same && i < g.n; i++)
            same = slice_eq(g.stub[i], again.stub[i]) && slice_eq(g.value[i], again.value[i]);
        if (!same) continue;
        if (with > 0) json_set(a, o, "separator", json_new_text(a, mark));
        json_set(a, o, "variable", json_new_text(a, front ? S("first") : S("last")));
        return;
    }
}

const struct json *draftsearch_json(const struct draftstep *s, const struct table *t,
                                    struct arena *a)
{
    struct json *o = json_new_object(a), *list;

    json_set(a, o, "op", json_new_text(a, slice_z(draftop_name(s->op))));
    switch (s->op) {
    case DRAFT_UNPIVOT:
        put_unpivot(o, s, t, a);
        break;
    case DRAFT_WIDE_TO_LONG:
        if (s->nstub > 0)
            put_stubs(o, s, t, a);
        else
            put_grid(o, s, t, a);
        break;
    case DRAFT_FILL:
        list = json_new_array(a);
        for (int c = s->first; c <= s->last; c++) json_push(a, list, draftsearch_column(t, c, a));
        json_set(a, o, "columns", list);
        break;
    case DRAFT_EXPLODE:
        json_set(a, o, "column", draftsearch_column(t, s->first, a));
        json_set(a, o, "delimiter", json_new_text(a, (slice){&s->mark, 1}));
        break;
    case DRAFT_PIVOT_BLOCKS:
        json_set(a, o, "rows", json_new_int(a, s->rows));
        break;
    case DRAFT_SUBTITLE:
        json_set(a, o, "to", json_new_text(a, free_name(t, S("group"), a)));
        break;
    case DRAFT_TRANSPOSE:
        break;
    }
    return o;
}

bool draftsearch_apply(const struct json *step, const struct table *in, struct arena *a,
                       struct table *out)
{
    const struct op *op = op_find(json_text(json_member(step, "op")));
    struct failures failures = {.arena = a};
    struct op_run run = {.arena = a, .failures = &failures, .step = 1, .cells_max = 50000000};
    void *args;

    if (op == NULL) return false;
    args = op_parse(op, step, in, &run);
    if (args == NULL || (op->check != NULL && !op->check(args, in, &run))) return false;
    return op->apply(args, in, out, &run);
}

/* The first rows and columns as a table of its own. */
static bool sample(const struct table *t, struct arena *a, struct table *out)
{
    if (!table_share(out, a, t, NULL)) return false;
    if (out->nrow > SAMPLE_ROWS) out->nrow = SAMPLE_ROWS;
    if (out->ncol > SAMPLE_COLS) out->ncol = SAMPLE_COLS;
    return true;
}

/* ---- what goes with what */
static bool covers(const struct draftstep *s, int c)
{
    return s->first <= c && c <= s->last;
}

static bool widens(const struct draftstep *s)
{
    return s->op == DRAFT_UNPIVOT || s->op == DRAFT_WIDE_TO_LONG;
}

/* b cannot follow a: it would take what a has just prepared as something else. */
static bool banned(const struct draftstep *a, const struct draftstep *b)
{
    if (a->op == DRAFT_FILL && widens(b)) return b->first <= a->last;
    if (a->op == DRAFT_EXPLODE && widens(b)) return covers(b, a->first);
    if (a->op == DRAFT_SUBTITLE && widens(b)) return b->first == 0;
    if (a->op == DRAFT_FILL && b->op == DRAFT_SUBTITLE) return a->first == 0;
    return false;
}

/* Was `s`, which could have come first, left out by a plan that took `taken` instead? */
static bool left_out(const struct draftstep *taken, const struct draftstep *s)
{
    if (s->op == DRAFT_FILL)
        return widens(taken) || taken->op == DRAFT_EXPLODE ||
               (taken->op == DRAFT_FILL && taken->first == s->first && s->last > taken->last);
    if (s->op == DRAFT_SUBTITLE)
        return widens(taken) || taken->op == DRAFT_EXPLODE || banned(taken, s);
    if (s->op == DRAFT_EXPLODE) return widens(taken) && !covers(taken, s->first);
    return false;
}

struct search {
    const struct draftlevels *levels;
    const double *weight;
    struct arena *arena;
    struct draftplans *out;
};

static void add_plan(struct search *s, const struct draftplan *p)
{
    struct draftplans *l = s->out;

    if (l->n < DRAFTSEARCH_PLANS) l->at[l->n++] = *p;
}

/* All plans that begin with `base` (base->n steps that led to t, with probability base->score).
 * `carried` is a step that base left out; `small` are the rows of t that steps are tried on. */
static void extend(struct search *s, const struct draftplan *base, const struct table *t,
                   const struct table *small, const struct draftstep *carried)
{
    const char *after = base->n > 0 ? draftop_name(base->step[base->n - 1].op) : NULL;
    struct draftsteps *next = arena_new(s->arena, struct draftsteps, 1);
    struct draftplan stop = *base;
    struct draftview v;
    int tries = base->n == 0 ? FIRST_TRIES : NEXT_TRIES, n = 0;
    double sideways = 0;
    bool last = base->n > 0 && (widens(&base->step[base->n - 1]) ||
                                base->step[base->n - 1].op == DRAFT_PIVOT_BLOCKS);

    if (next == NULL) return;
    if (!last && draftview_open(&v, t, after, s->arena)) {
        v.levels = s->levels;
        draftfind_steps(&v, s->weight, next);
    }
    for (int i = 0; i < next->n; i++)
        if (base->n == 0 || !banned(&base->step[base->n - 1], &next->at[i]))
            next->at[n++] = next->at[i];
    next->n = n;
    for (int i = 0; i < n; i++)
        if (next->at[i].op == DRAFT_TRANSPOSE) sideways = next->at[i].p;
    if (n > 0) {
        stop.undone = next->at[0];
        stop.undone_p = next->at[0].p;
    }
    if (carried != NULL && carried->p > stop.undone_p) {
        stop.undone = *carried;
        stop.undone_p = carried->p;
    }
    stop.score *= 1 - UNDONE * stop.undone_p;
    add_plan(s, &stop);
    if (base->n == DRAFTSEARCH_STEPS) return;
    for (int i = 0; i < n && i < tries; i++) {
        const struct draftstep *step = &next->at[i];
        /* a step that was left out stays so until it is taken */
        const struct draftstep *missed =
            carried != NULL && carried->op != step->op ? carried : NULL;
        struct draftplan more = *base;
        struct table after_it;

        if (base->n > 0 && step->p < 0.05) continue;
        for (int k = 0; k < n; k++)
            if (left_out(step, &next->at[k]) && (missed == NULL || next->at[k].p > missed->p))
                missed = &next->at[k];
        more.step[more.n++] = *step;
        more.score *= step->p * (widens(step) ? 1 - UPRIGHT * sideways : 1);
        if (step->p < FOLLOW_FROM || widens(step) ||
            !draftsearch_apply(draftsearch_json(step, small, s->arena), small, s->arena,
                               &after_it)) {
            if (missed != NULL) {
                more.undone = *missed;
                more.undone_p = missed->p;
                more.score *= 1 - UNDONE * missed->p;
            }
            add_plan(s, &more);
            continue;
        }
        extend(s, &more, &after_it, &after_it, missed);
    }
}

static bool same_shape(const struct draftplan *a, const struct draftplan *b)
{
    if (a->n != b->n) return false;
    for (int i = 0; i < a->n; i++)
        if (a->step[i].op != b->step[i].op) return false;
    return true;
}

static int by_score(const void *x, const void *y)
{
    const struct draftplan *a = x, *b = y;

    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    if (a->n != b->n) return a->n - b->n;
    for (int i = 0; i < a->n; i++) {
        if (a->step[i].op != b->step[i].op) return (int)a->step[i].op - (int)b->step[i].op;
        if (a->step[i].first != b->step[i].first) return a->step[i].first - b->step[i].first;
        if (a->step[i].last != b->step[i].last) return a->step[i].last - b->step[i].last;
    }
    return 0;
}

void draftsearch_plans(const struct table *t, const struct draftlevels *levels,
                       const double *weight, struct arena *a, struct draftplans *out)
{
    struct search s = {levels, weight, a, out};
    struct draftplan empty = {.n = 0, .score = 1};
    struct table small;

    out->n = 0;
    if (t->nrow > 0 && t->ncol > 0 && sample(t, a, &small)) {
        extend(&s, &empty, t, &small, NULL);
    } else {
        add_plan(&s, &empty);
    }
    qsort(out->at, (size_t)out->n, sizeof *out->at, by_score);
    for (int i = out->n - 1; i > 0; i--) {
        int same = 0;

        for (int k = 0; k < i; k++) same += same_shape(&out->at[k], &out->at[i]);
        for (int k = 0; k < same; k++) out->at[i].score *= SAME_SHAPE;
    }
    qsort(out->at, (size_t)out->n, sizeof *out->at, by_score);
}
