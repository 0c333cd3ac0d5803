#include "planparts.h"

#include <stdlib.h>

/* A step from part to part. */
struct part_step {
    void *args;
    void *kept;          /* by the op */
    enum kind *in, *out; /* kinds of the columns before it, for which args are, and after it */
    int nin, nout;
    int64_t cells; /* that it made */
};

struct planparts {
    const struct plan *plan;
    struct op_run run;
    struct failures none;    /* what fails is told by plan_apply */
    struct op_columns *keep; /* NULL: all */
    struct part_step *step;
    int fold;             /* the first step that gives its rows at the end; nstep: none does */
    struct table fold_in; /* the columns before it; col NULL: no part has come so far */
    struct sentinel_options judging;
    struct sentinel_pass *sentinels; /* from the first rows on: their kinds are known then */
    struct failures failed, warned;
    struct arena *stay, work, lane;
};

struct planparts *planparts_open(const struct plan *p, const struct table *in, int64_t most,
                                 const struct plan_options *o, struct arena *a, struct table *out)
{
    struct failures none = {.arena = a};
    struct table head = *in;
    struct planparts *x;
    int fold = 0;

    if (p->metrics != NULL || o->target.n > 0 || o->upto > 0 || o->keep_steps ||
        json_member(p->doc, "target") != NULL)
        return NULL;
    for (; fold < p->nstep && (fold == 0 || !p->step[fold - 1].op->folds); fold++)
        if (p->step[fold].op == NULL || !p->step[fold].op->in_parts) return NULL;
    if (fold > 0 && p->step[fold - 1].op->folds) fold--;
    head.nrow = most;
    if (!plan_check(p, &head, a, out, &none) || out->ncol == 0 ||
        !sentinel_in_parts(p->sentinels, out, a))
        return NULL;
    x = calloc(1, sizeof *x);
    if (x == NULL) err_no_memory();
    arena_init(&x->work, a->limit);
    arena_init(&x->lane, a->limit);
    x->fold = fold;
    x->plan = p;
    x->stay = a;
    x->none.arena = &x->work;
    x->failed.arena = x->warned.arena = a;
    x->judging =
        (struct sentinel_options){.history = o->history, .input = p->table, .ninput = p->ninput};
    x->run = (struct op_run){.arena = &x->work,
                             .failures = &x->none,
                             .cells_max = o->cells_max > 0 ? o->cells_max : OP_CELLS_MAX,
                             .input = p->table,
                             .ninput = p->ninput,
                             .source_name = o->source_name,
                             .sheet_name = o->sheet_name,
                             .sheet = o->sheet,
                             .stay = a};
    x->step = arena_new(a, struct part_step, p->nstep);
    x->keep = plan_needs(p, p->nstep, in, a);
    if (x->step != NULL) return x;
    planparts_close(x);
    return NULL;
}

/* Whole numbers are numbers: no op makes anything else of them. */
static bool same_kind(enum kind a, enum kind b)
{
    return a == b || op_kind_union(a, b) == KIND_NUMBER;
}

/* Notes the kinds of the table's columns. `differ`: from those of the parts before; `other`: not
 * just in being whole numbers. */
static bool note_kinds(struct arena *a, enum kind **kind, int *n, const struct table *t,
                       bool *differ, bool *other)
{
    *differ = *other = false;
    if (*kind == NULL) {
        *kind = arena_new(a, enum kind, t->ncol);
        if (*kind == NULL) return false;
        *n = t->ncol;
        *differ = true;
        for (int c = 0; c < t->ncol; c++) (*kind)[c] = t->col[c].kind;
        return true;
    }
    if (*n != t->ncol) return false;
    for (int c = 0; c < t->ncol; c++) {
        *differ = *differ || (*kind)[c] != t->col[c].kind;
        *other = *other || !same_kind((*kind)[c], t->col[c].kind);
        (*kind)[c] = t->col[c].kind;
    }
    return true;
}

/* May step i be given columns of numbers that have no cells? If the step after it could not, they
 * would be made once for each lane that it may part the rows into. */
static bool may_take_numbers(const struct plan *p, int i)
{
    return i < p->nstep && p->step[i].op->takes_numbers &&
           (i + 1 == p->nstep || p->step[i + 1].op->takes_numbers);
}

static bool apply_step(struct planparts *x, int i, const struct table *now, struct table *out)
{
    const struct plan_step *s = &x->plan->step[i];
    struct part_step *p = &x->step[i];
    struct op_run *run = &x->run;
    struct arena *work = run->arena;
    struct table texts;
    const struct table *in = now;
    bool differ, other;

    run->step = i + 1;
    run->kept = &p->kept;
    run->whole = false;
    if (!may_take_numbers(x->plan, i)) {
        if (!op_texts(run, &texts, now, NULL)) return false;
        in = &texts;
    }
    run->numbers = may_take_numbers(x->plan, i + 1);
    if (!note_kinds(x->stay, &p->in, &p->nin, in, &differ, &other)) return false;
    /* A formula is bound to kinds. */
    if (differ) {
        run->arena = x->stay;
        p->args = op_parse(s->op, s->doc, in, run);
        run->arena = work;
    }
    if (p->args == NULL || op_blind(s->op, p->args)) return false;
    if (differ && s->op->check != NULL && !s->op->check(p->args, in, run)) return false;
    if (!s->op->apply(p->args, in, out, run) || run->whole) return false;
    p->cells += out->nrow * out->ncol;
    return p->cells <= run->cells_max &&
           (run->more || note_kinds(x->stay, &p->out, &p->nout, out, &differ, &other)) && !other;
}

/* The columns that the fold works on, for when no part is left. */
static bool note_fold(struct planparts *x, const struct table *in)
{
    struct err e = {0};

    if (x->fold_in.col != NULL) return true;
    if (!table_new(&x->fold_in, x->stay, in->ncol, 0, &e)) return false;
    for (int c = 0; c < in->ncol; c++) {
        x->fold_in.col[c].kind = in->col[c].kind;
        x->fold_in.col[c].name = arena_copy(x->stay, in->col[c].name);
        if (x->fold_in.col[c].name.p == NULL) return false;
    }
    return true;
}

/* The steps from the i-th to the last, or to the fold, on rows before them. */
static bool run_from(struct planparts *x, int i, const struct table *in, struct table *out)
{
    int lane = x->run.lane, lanes = x->run.lanes, parted;

    for (*out = *in; i < x->plan->nstep; i++) {
        struct table now = *out;

        if (x->keep != NULL && !op_narrow(&x->run, &now, out, &x->keep[i])) return false;
        if (i == x->fold && !note_fold(x, &now)) return false;
        x->run.more = i == x->fold;
        if (!apply_step(x, i, &now, out)) return false;
        if (i == x->fold) {
            *out = (struct table){0};
            return true;
        }
        if (x->run.lanes == lanes) continue;
        /* Rows that are not folded would have to be put into their order. */
        if (x->fold == x->plan->nstep) return false;
        parted = x->run.lanes;
        x->run.arena = &x->lane;
        for (int k = 0; k < parted; k++) {
            struct table one;

            arena_clear(&x->lane);
            x->run.lanes = lanes;
            x->run.lane = k;
            if (!apply_step(x, i, &now, &one) || !run_from(x, i + 1, &one, out)) return false;
        }
        x->run.arena = &x->work;
        x->run.lanes = lanes;
        x->run.lane = lane;
        return true;
    }
    return true;
}

/* The sentinels look at rows of the result as they come. */
static bool look(struct planparts *x, const struct table *t)
{
    struct table *columns;
    struct err none = {0};

    if (x->plan->sentinels == NULL || t->ncol == 0) return true;
    if (x->sentinels == NULL) {
        columns = arena_new(x->stay, struct table, 1);
        if (columns == NULL || !table_new(columns, x->stay, t->ncol, 0, &none)) return false;
        for (int c = 0; c < t->ncol; c++) {
            columns->col[c].kind = t->col[c].kind;
            columns->col[c].name = arena_copy(x->stay, t->col[c].name);
        }
        x->sentinels = sentinel_open(x->plan->sentinels, columns, &x->judging, x->stay, &x->failed,
                                     &x->warned);
        if (x->sentinels == NULL) return false;
    }
    sentinel_put(x->sentinels, t);
    return true;
}

bool planparts_put(struct planparts *x, const struct table *part, struct table *out)
{
    arena_clear(&x->work);
    x->none = (struct failures){.arena = &x->work};
    return run_from(x, 0, part, out) && op_texts(&x->run, out, out, NULL) && look(x, out);
}

/* The rows of the fold, with the steps after it. */
static bool unfold(struct planparts *x, struct table *out)
{
    const struct plan *p = x->plan;

    if (x->fold_in.col == NULL) return false;
    x->run.more = false;
    if (!apply_step(x, x->fold, &x->fold_in, out)) return false;
    /* From here on all rows are in one table. */
    x->run.numbers = false;
    for (int i = x->fold + 1; i < p->nstep; i++) {
        struct table now = *out;
        void *args;

        x->run.step = i + 1;
        x->run.kept = NULL;
        if (x->keep != NULL && !op_narrow(&x->run, &now, out, &x->keep[i])) return false;
        args = op_parse(p->step[i].op, p->step[i].doc, &now, &x->run);
        if (args == NULL || op_blind(p->step[i].op, args) ||
            (p->step[i].op->check != NULL && !p->step[i].op->check(args, &now, &x->run)) ||
            !p->step[i].op->apply(args, &now, out, &x->run))
            return false;
    }
    return true;
}

static void judge(struct planparts *x)
{
    struct sentinel_metric *metric;
    int n;

    if (x->sentinels != NULL) sentinel_close(x->sentinels, &metric, &n);
    x->sentinels = NULL;
}

bool planparts_end(struct planparts *x, struct table *out, struct failures *f,
                   struct failures *warnings)
{
    *out = (struct table){0};
    if (x->fold < x->plan->nstep && (!unfold(x, out) || !look(x, out))) return false;
    if (x->plan->sentinels != NULL && x->sentinels == NULL) return false;
    judge(x);
    *f = x->failed;
    *warnings = x->warned;
    return true;
}

void planparts_close(struct planparts *x)
{
    if (x == NULL) return;
    judge(x);
    arena_free(&x->work);
    arena_free(&x->lane);
    free(x);
}
