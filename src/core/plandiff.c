#include "plandiff.h"

#include "jsonpatch.h"
#include "jsonpointer.h"
#include <stdlib.h>

struct finding {
    const struct plan *x, *y;
    struct arena *arena;
    struct plandiff *out;
    int cap;
};

static struct plandiff_change *add(struct finding *f, const char *what, slice pointer)
{
    if (f->out->n == f->cap) {
        struct plandiff_change *more =
            arena_new(f->arena, struct plandiff_change, f->cap = 2 * f->cap + 16);

        if (more == NULL) return NULL;
        if (f->out->n > 0) memcpy(more, f->out->at, (size_t)f->out->n * sizeof *more);
        f->out->at = more;
    }
    f->out->at[f->out->n] = (struct plandiff_change){.what = what, .pointer = pointer};
    return &f->out->at[f->out->n++];
}

static slice written(const struct json *v, struct arena *a)
{
    struct buf b = {0};

    if (v == NULL) return S("");
    json_write(&b, v, 0);
    return buf_take(&b, a);
}

static slice below(slice pointer, slice key, struct arena *a)
{
    struct buf b = {0};

    buf_put(&b, pointer);
    jsonpointer_put(&b, key);
    return buf_take(&b, a);
}

static bool value_changed(struct finding *f, slice pointer, const struct json *was,
                          const struct json *now, bool detail)
{
    struct plandiff_change *c;

    if (json_same(was, now)) return true;
    c = add(f, was == NULL ? "added" : now == NULL ? "removed" : "changed", pointer);
    if (c == NULL) return false;
    c->was = written(was, f->arena), c->now = written(now, f->arena);
    c->detail = detail;
    return true;
}

/* The members of two objects, either of which may be missing. */
static bool members(struct finding *f, slice pointer, const struct json *was,
                    const struct json *now, bool detail)
{
    for (int i = 0; i < json_count(was); i++)
        if (!value_changed(f, below(pointer, was->key[i], f->arena), was->item[i],
                           json_member(now, arena_z(f->arena, was->key[i])), detail))
            return false;
    for (int i = 0; i < json_count(now); i++)
        if (json_member(was, arena_z(f->arena, now->key[i])) == NULL &&
            !value_changed(f, below(pointer, now->key[i], f->arena), NULL, now->item[i], detail))
            return false;
    return true;
}

/* ---------------------------------------------------------------- steps */

/* to[i]: the step of y that step i of x became, -1: none. moved[i]: it is the same elsewhere. */
struct alignment {
    int *to, *from;
    bool *same, *moved;
};

static slice pointer_of(int step, struct arena *a)
{
    return arena_printf(a, "/steps/%d", step);
}

static digest digest_of(const struct json *v)
{
    struct buf b = {0};
    digest d;

    json_write_canonical(&b, v);
    d = hash_sha256(buf_slice(&b));
    buf_free(&b);
    return d;
}

/* Pairs the longest common subsequence of equal steps. */
static bool pair_equal(const struct finding *f, struct alignment *l)
{
    int n = f->x->nstep, m = f->y->nstep, width = m + 1;
    uint16_t *best = calloc((size_t)(n + 1) * (size_t)width, sizeof *best);
    digest *dx = arena_new(f->arena, digest, n), *dy = arena_new(f->arena, digest, m);

    if (best == NULL) err_no_memory();
    if (dx == NULL || dy == NULL) {
        free(best);
        return false;
    }
    for (int i = 0; i < n; i++) dx[i] = digest_of(f->x->step[i].doc);
    for (int k = 0; k < m; k++) dy[k] = digest_of(f->y->step[k].doc);
    for (int i = n - 1; i >= 0; i--)
        for (int k = m - 1; k >= 0; k--) {
            uint16_t *at = &best[i * width + k];

            *at = at[width] > at[1] ? at[width] : at[1];
            if (strcmp(dx[i].hex, dy[k].hex) == 0) *at = (uint16_t)(at[width + 1] + 1);
        }
    for (int i = 0, k = 0; i < n && k < m;) {
        const uint16_t *at = &best[i * width + k];

        if (strcmp(dx[i].hex, dy[k].hex) == 0)
            l->to[i] = k, l->from[k] = i, l->same[i] = true, i++, k++;
        else if (at[width] >= at[1])
            i++;
        else
            k++;
    }
    /* What is left and equal somewhere has moved. */
    for (int i = 0; i < n; i++)
        for (int k = 0; k < m && l->to[i] < 0; k++)
            if (l->from[k] < 0 && strcmp(dx[i].hex, dy[k].hex) == 0)
                l->to[i] = k, l->from[k] = i, l->same[i] = l->moved[i] = true;
    free(best);
    return true;
}

/* Between two pairs, steps of one op are the same step with other arguments, in their order. */
static void pair_changed(const struct finding *f, struct alignment *l)
{
    int k = 0;

    for (int i = 0; i < f->x->nstep; i++) {
        if (l->to[i] >= 0 && !l->moved[i]) k = l->to[i] + 1;
        if (l->to[i] >= 0) continue;
        for (int c = k; c < f->y->nstep && (l->from[c] < 0 || l->moved[l->from[c]]); c++) {
            if (l->from[c] >= 0 || !slice_eq(f->x->step[i].name, f->y->step[c].name)) continue;
            l->to[i] = c, l->from[c] = i;
            k = c + 1;
            break;
        }
    }
}

static bool put_step(struct finding *f, const char *what, int i, int k)
{
    const struct plan_step *step = k >= 0 ? &f->y->step[k] : &f->x->step[i];
    struct plandiff_change *c = add(f, what, pointer_of(k >= 0 ? k : i, f->arena));

    if (c == NULL) return false;
    c->text = plan_step_text(step, f->arena);
    if (i >= 0) c->was = written(f->x->step[i].doc, f->arena);
    if (k >= 0) c->now = written(f->y->step[k].doc, f->arena);
    if (i >= 0 && k >= 0 && strcmp(what, "moved") == 0) c->from = pointer_of(i, f->arena);
    return true;
}

/* Everything in the order of the new plan; what was removed stands where it was. */
static bool put_steps(struct finding *f, const struct alignment *l)
{
    int i = 0;

    for (int k = 0; k <= f->y->nstep; k++) {
        int from = k < f->y->nstep ? l->from[k] : f->x->nstep;
        bool kept = k == f->y->nstep || (from >= 0 && !l->moved[from]);

        for (; kept && i < from; i++)
            if (l->to[i] < 0 && !put_step(f, "removed", i, -1)) return false;
        if (k == f->y->nstep) break;
        if (kept && i == from) i++;
        if (from < 0 ? !put_step(f, "added", -1, k)
                     : l->moved[from] && !put_step(f, "moved", from, k))
            return false;
        if (from < 0 || l->same[from]) continue;
        if (!put_step(f, "changed", from, k) ||
            !members(f, pointer_of(k, f->arena), f->x->step[from].doc, f->y->step[k].doc, true))
            return false;
    }
    return true;
}

static bool steps(struct finding *f)
{
    int n = f->x->nstep, m = f->y->nstep;
    struct alignment l = {.to = arena_new(f->arena, int, n + 1),
                          .from = arena_new(f->arena, int, m + 1),
                          .same = arena_new(f->arena, bool, n + 1),
                          .moved = arena_new(f->arena, bool, n + 1)};

    if (l.to == NULL || l.from == NULL || l.same == NULL || l.moved == NULL) return false;
    for (int i = 0; i < n; i++) l.to[i] = -1;
    for (int k = 0; k < m; k++) l.from[k] = -1;
    if (!pair_equal(f, &l)) return false;
    pair_changed(f, &l);
    return put_steps(f, &l);
}

bool plandiff_find(const struct plan *x, const struct plan *y, struct arena *a,
                   struct plandiff *out)
{
    static const char *const before[] = {"source", "inputs", NULL};
    static const char *const after[] = {"metrics", "sentinels", "target", NULL};
    struct finding f = {x, y, a, out, 0};

    *out = (struct plandiff){.patch = jsonpatch_between(x->doc, y->doc, a)};
    for (int i = 0; before[i] != NULL; i++)
        if (!members(&f, arena_printf(a, "/%s", before[i]), json_member(x->doc, before[i]),
                     json_member(y->doc, before[i]), false))
            return false;
    if (!steps(&f)) return false;
    for (int i = 0; after[i] != NULL; i++)
        if (!value_changed(&f, arena_printf(a, "/%s", after[i]), json_member(x->doc, after[i]),
                           json_member(y->doc, after[i]), false))
            return false;
    return true;
}

/* ------------------------------------------------------------ renderings */

/* "/steps/2" as "step 3"; anything else as it is. */
static void put_place(struct buf *out, slice pointer)
{
    int64_t step;

    if (slice_starts(pointer, S("/steps/")) && slice_i64(slice_sub(pointer, 7, pointer.n), &step))
        buf_printf(out, "step %lld", (long long)step + 1);
    else
        buf_put(out, slice_sub(pointer, 1, pointer.n));
}

/* The last key of a pointer, as it is written there. */
static slice last_key(slice pointer)
{
    ptrdiff_t i = pointer.n;

    while (i > 0 && pointer.p[i - 1] != '/') i--;
    return slice_sub(pointer, i, pointer.n);
}

static void put_values(struct buf *out, const struct plandiff_change *c)
{
    buf_put(out, c->was.n > 0 ? c->was : S("(not given)"));
    buf_putz(out, " → ");
    buf_put(out, c->now.n > 0 ? c->now : S("(not given)"));
}

void plandiff_text(const struct plandiff *d, struct buf *out)
{
    for (int i = 0; i < d->n; i++) {
        const struct plandiff_change *c = &d->at[i];

        if (c->detail) {
            buf_printf(out, "    %.*s: ", SLICE_ARG(last_key(c->pointer)));
            put_values(out, c);
        } else {
            buf_printf(out, "%c ",
                       strcmp(c->what, "added") == 0     ? '+'
                       : strcmp(c->what, "removed") == 0 ? '-'
                       : strcmp(c->what, "moved") == 0   ? '>'
                                                         : '~');
            put_place(out, c->pointer);
            buf_putz(out, c->text.n > 0 ? " " : ": ");
            if (c->text.n > 0)
                buf_put(out, c->text);
            else
                put_values(out, c);
            if (c->from.n > 0) {
                buf_putz(out, " (was ");
                put_place(out, c->from);
                buf_putc(out, ')');
            }
        }
        buf_putc(out, '\n');
    }
}

static void put_json(struct json_writer *w, const char *key, slice text, struct arena *a)
{
    if (text.n > 0) jw_json(w, key, json_parse(a, text, NULL));
}

void plandiff_json(const struct plandiff *d, struct json_writer *w)
{
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    jw_bool(w, "same", d->n == 0);
    jw_open(w, "changes", '[');
    for (int i = 0; i < d->n; i++) {
        const struct plandiff_change *c = &d->at[i];

        jw_open(w, NULL, '{');
        jw_z(w, "what", c->what);
        jw_text(w, "pointer", c->pointer);
        if (c->from.n > 0) jw_text(w, "from", c->from);
        put_json(w, "was", c->was, &a);
        put_json(w, "now", c->now, &a);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_json(w, "patch", d->patch);
    arena_free(&a);
}
