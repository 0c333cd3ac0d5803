/* formulafold.c - a formula over groups whose rows come in parts and are not kept. */
#include "formulanode.h"

struct formula_fold {
    const struct formula *f;
    struct arena *stay;
    struct aggregate_state **state; /* [aggregate][group] */
    int64_t room;
};

bool formula_folds(const struct formula *f)
{
    for (int i = 0; i < f->naggregate; i++)
        if (f->aggregate[i]->nby > 0 || !aggregate_is_running(f->aggregate[i])) return false;
    return true;
}

struct formula_fold *formula_fold_open(const struct formula *f, struct arena *stay)
{
    struct formula_fold *d = arena_new(stay, struct formula_fold, 1);

    if (d == NULL) return NULL;
    *d = (struct formula_fold){.f = f, .stay = stay};
    d->state = arena_new(stay, struct aggregate_state *, f->naggregate);
    return d->state != NULL ? d : NULL;
}

static bool grow(struct formula_fold *d, int64_t ngroup)
{
    int64_t room = d->room > 0 ? d->room : 64;

    if (ngroup <= d->room) return true;
    while (room < ngroup) room *= 2;
    for (int i = 0; i < d->f->naggregate; i++) {
        struct aggregate_state *s = arena_new(d->stay, struct aggregate_state, room);

        if (s == NULL) return false;
        if (d->room > 0) memcpy(s, d->state[i], (size_t)d->room * sizeof *s);
        d->state[i] = s;
    }
    d->room = room;
    return true;
}

static bool too_much(struct err *e)
{
    return err_set(e, E_LIMIT, "the aggregates do not fit the memory limit");
}

bool formula_fold_rows(struct formula_fold *d, const struct table *in, const int64_t *of,
                       int64_t at, int64_t ngroup, struct arena *a, struct err *e)
{
    struct eval x = {.f = d->f, .in = in, .work = a, .err = e};
    struct formula_counts none = {0};
    struct formula_error fe = {0};
    struct arena scratch;
    bool ok = grow(d, ngroup);
    int *col;

    if (!ok) return too_much(e);
    arena_init(&scratch, ARENA_NO_LIMIT);
    x.scratch = &scratch;
    x.counts = &none;
    if (!formula_resolve(d->f, in, a, &col, &fe)) ok = err_set(e, E_FAILED, "%s", fe.text);
    x.col = col;
    for (int i = 0; ok && i < d->f->naggregate; i++)
        ok = aggregate_rows(&x, d->f->aggregate[i], of, at, d->state[i], ngroup, d->stay, d->stay);
    function_close(&x);
    arena_free(&scratch);
    return ok;
}

bool formula_fold_end(struct formula_fold *d, const struct table *first, const int64_t *order,
                      struct arena *a, slice *out, struct err *e)
{
    int64_t n = first->nrow, *same = arena_new(a, int64_t, n);
    struct eval x = {.f = d->f, .in = first, .within = same, .nwithin = n, .err = e};
    struct arena scratch;
    bool ok = same != NULL && grow(d, n);

    x.group = arena_new(a, struct value *, d->f->naggregate);
    if (!ok || x.group == NULL) return too_much(e);
    for (int64_t k = 0; k < n; k++) same[k] = k;
    arena_init(&scratch, ARENA_NO_LIMIT);
    x.scratch = &scratch;
    for (int i = 0; ok && i < d->f->naggregate; i++) {
        x.group[i] = arena_new(a, struct value, n);
        ok = x.group[i] != NULL
                 ? aggregate_end(&x, d->f->aggregate[i], d->state[i], n, x.group[i], d->stay, a)
                 : too_much(e);
    }
    arena_free(&scratch);
    return ok && formula_texts(&x, order, n, a, out);
}
