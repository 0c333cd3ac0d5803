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
    struct arena *stay, work, *told;
};

struct planparts *planparts_open(const struct plan *p, const struct table *in, int64_t most,
                                 const struct plan_options *o, struct arena *a, struct table *out)
{
    struct failures none = {.arena = a};
    struct table head = *in;
    struct planparts *x;

    if (p->metrics != NULL || p->sentinels != NULL || o->target.n > 0 || o->upto > 0 ||
        o->keep_steps || json_member(p->doc, "target") != NULL)
        return NULL;
    for (int i = 0; i < p->nstep; i++)
        if (p->step[i].op == NULL || !p->step[i].op->in_parts) return NULL;
    head.nrow = most;
    if (!plan_check(p, &head, a, out, &none) || out->ncol == 0) return NULL;
    x = calloc(1, sizeof *x);
    if (x == NULL) err_no_memory();
    arena_init(&x->work, a->limit);
    x->plan = p;
    x->stay = a;
    x->none.arena = &x->work;
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

static bool apply_step(struct planparts *x, int i, const struct table *in, struct table *out)
{
    const struct plan_step *s = &x->plan->step[i];
    struct part_step *p = &x->step[i];
    struct op_run *run = &x->run;
    bool differ, other;

    run->step = i + 1;
    run->kept = &p->kept;
    run->whole = false;
    if (!note_kinds(x->stay, &p->in, &p->nin, in, &differ, &other)) return false;
    /* A formula is bound to kinds. */
    if (differ) {
        run->arena = x->stay;
        p->args = op_parse(s->op, s->doc, in, run);
        run->arena = &x->work;
    }
    if (p->args == NULL || op_blind(s->op, p->args)) return false;
    if (differ && s->op->check != NULL && !s->op->check(p->args, in, run)) return false;
    if (!s->op->apply(p->args, in, out, run) || run->whole) return false;
    p->cells += out->nrow * out->ncol;
    return p->cells <= run->cells_max &&
           note_kinds(x->stay, &p->out, &p->nout, out, &differ, &other) && !other;
}

bool planparts_put(struct planparts *x, const struct table *part, struct table *out)
{
    struct table now = *part;

    arena_clear(&x->work);
    x->none = (struct failures){.arena = &x->work};
    for (int i = 0; i < x->plan->nstep; i++) {
        struct table narrow = now;

        if (x->keep != NULL && !op_narrow(&x->run, &narrow, &now, &x->keep[i])) return false;
        if (!apply_step(x, i, &narrow, &now)) return false;
    }
    *out = now;
    return true;
}

void planparts_close(struct planparts *x)
{
    if (x == NULL) return;
    arena_free(&x->work);
    free(x);
}
