/* formulaaggregate.c - sum(x), sum(x) by key: one value for each group of rows, before the rows. */
#include "formulanode.h"
#include "formulaquick.h"

#include <stdlib.h>

enum { SCRATCH = 1 << 20, SUMS = 64 << 20 };

/* ------------------------------------------------------------------ groups */

/* The keys of a row as one text; the length in front keeps ("a","bc") from ("ab","c"). */
static slice key_of(const struct eval *x, const struct node *n, int64_t row, struct arena *a)
{
    struct buf b = {0};

    if (x->within != NULL) buf_printf(&b, "%lld;", (long long)x->within[row]);
    if (n->nby == 1 && x->within == NULL)
        return fixed_cell(&x->in->col[x->col[n->by[0]->id]], row, a);
    for (int i = 0; i < n->nby; i++) {
        slice s = fixed_cell(&x->in->col[x->col[n->by[i]->id]], row, a);

        buf_printf(&b, "%lld:", (long long)s.n);
        buf_put(&b, s);
    }
    return buf_take(&b, a);
}

/* Numbers the groups in order of appearance: each row's group, and how many there are. */
static int64_t *group_rows(const struct eval *x, const struct node *n, struct arena *a,
                           int64_t *ngroup)
{
    int64_t slots = 16, rows = x->in->nrow, *of, *slot;
    slice *key;

    while (slots < rows * 2) slots *= 2;
    of = arena_new(a, int64_t, rows > 0 ? rows : 1);
    slot = arena_new(a, int64_t, slots);
    key = arena_new(a, slice, rows > 0 ? rows : 1);
    *ngroup = 0;
    if (of == NULL || slot == NULL || key == NULL) return NULL;
    for (int64_t r = 0; r < rows; r++) {
        slice k = key_of(x, n, r, a);
        uint64_t i = slice_hash(k) & (uint64_t)(slots - 1);

        while (slot[i] != 0 && !slice_eq(key[slot[i] - 1], k)) i = (i + 1) & (uint64_t)(slots - 1);
        if (slot[i] == 0) {
            key[*ngroup] = k;
            slot[i] = ++*ngroup;
        }
        of[r] = slot[i] - 1;
    }
    return of;
}

/* ------------------------------------------------------------------ states */

static struct value keep(const struct value *v, struct arena *a)
{
    struct value copy = *v;

    if (v->type == V_TEXT) copy.text = arena_copy(a, v->text);
    if (v->type == V_NUMBER) copy.num = decimal_copy(v->num, a);
    return copy;
}

/* Sums are made anew with every row: now and then only the last of them is kept. */
static void sweep(struct aggregate_state *s, int64_t n, struct arena *sums)
{
    struct arena fresh;

    arena_init(&fresh, ARENA_NO_LIMIT);
    for (int64_t i = 0; i < n; i++)
        if (s[i].sum != NULL) s[i].sum = decimal_copy(s[i].sum, &fresh);
    arena_free(sums);
    arena_adopt(sums, &fresh);
}

static bool sum_full(struct eval *x)
{
    return err_set(x->err, E_LIMIT, "a sum has more than %d digits", DECIMAL_DIGITS_MAX);
}

static bool take_sum(struct eval *x, struct aggregate_state *s, const struct value *v,
                     struct arena *sums)
{
    if (v->type == V_DURATION) {
        s->sec += v->at.sec, s->ns += v->at.ns;
        s->best.type = V_DURATION;
        if (s->ns >= 1000000000) s->ns -= 1000000000, s->sec++;
        return true;
    }
    s->sum = s->sum == NULL ? decimal_copy(v->num, sums) : decimal_add(s->sum, v->num, sums);
    return s->sum != NULL || sum_full(x);
}

/* Moves the part into the sum. */
static bool spill(struct eval *x, struct aggregate_state *s, struct arena *sums)
{
    const struct decimal *d;

    if (!s->has_part) return true;
    s->has_part = false;
    d = fixed_decimal(s->part, sums);
    s->sum = s->sum == NULL || d == NULL ? d : decimal_add(s->sum, d, sums);
    return s->sum != NULL || sum_full(x);
}

static bool take_part(struct eval *x, struct aggregate_state *s, struct fixed v, struct arena *sums)
{
    if (s->has_part && fixed_plus(s->part, v, false, &s->part)) return true;
    if (!spill(x, s, sums)) return false;
    s->part = v;
    return s->has_part = true;
}

static struct value finish(const char *name, const struct aggregate_state *s, struct arena *a)
{
    if (strcmp(name, "count") == 0) return value_int(s->n, a);
    if (s->n == 0) return VALUE_NULL;
    if (strcmp(name, "sum") == 0)
        return s->best.type == V_DURATION ? value_duration(s->sec, s->ns)
                                          : value_number(decimal_copy(s->sum, a));
    if (strcmp(name, "mean") == 0)
        return value_number(decimal_div(s->sum, decimal_int(s->n, a), a));
    return s->best;
}

bool aggregate_is_running(const struct node *n)
{
    return strcmp(n->fn->name, "median") != 0 && strcmp(n->fn->name, "count_distinct") != 0;
}

/* Is v, at that position, to be the group's value? Of equals the first in order is. */
static bool is_better(const char *name, const struct aggregate_state *g, const struct value *v,
                      int64_t at)
{
    int c;

    if (g->n == 1) return true;
    if (strcmp(name, "first") == 0) return at < g->best_at;
    if (strcmp(name, "last") == 0) return at > g->best_at;
    if (name[0] != 'm') return false;
    c = value_cmp(v, &g->best);
    if (c == 0) return at < g->best_at;
    return name[1] == 'i' ? c < 0 : c > 0;
}

/* The row at hand, evaluated in full. */
static bool take_row(struct eval *x, const struct node *n, struct aggregate_state *g, int64_t at,
                     bool adds, struct arena *sums, struct arena *a)
{
    struct value v = formula_eval(x, n->arg[0]);
    bool ok = true;

    if (v.type != V_NULL) {
        g->n++;
        if (adds) {
            ok = take_sum(x, g, &v, sums);
        } else if (is_better(n->fn->name, g, &v, at + x->row)) {
            g->best = keep(&v, a);
            g->best_at = at + x->row;
        }
    }
    if (x->scratch->used > SCRATCH) arena_free(x->scratch);
    return ok && !x->failed;
}

/* The numbers of rows from x->row on that are of the group of that row, as far as one number holds
 * their sum; x->row is then the last of them. */
static bool take_numbers(struct eval *x, const struct fixed *number, const int64_t *of,
                         struct aggregate_state *s, struct arena *sums)
{
    int64_t r = x->row, group = of != NULL ? of[r] : 0, n = 1, sum;
    struct fixed part = number[r++];

    for (; r < x->in->nrow && (of == NULL || of[r] == group); r++) {
        if (number[r].scale == FIXED_EMPTY) continue;
        if (number[r].scale != part.scale || __builtin_add_overflow(part.v, number[r].v, &sum) ||
            sum == INT64_MIN)
            break;
        part.v = sum;
        n++;
    }
    x->row = r - 1;
    s[group].n += n;
    return take_part(x, &s[group], part, sums);
}

bool aggregate_rows(struct eval *x, const struct node *n, const int64_t *of, int64_t at,
                    struct aggregate_state *s, int64_t ngroup, struct arena *sums, struct arena *a)
{
    const char *name = n->fn->name;
    bool adds = strcmp(name, "sum") == 0 || strcmp(name, "mean") == 0, ok = true;
    bool quick = adds && formulaquick_can(n->arg[0], x->in, x->col);
    const struct fixed *number =
        quick && x->work != NULL ? formulaquick_numbers(x, n->arg[0], x->work) : NULL;

    for (x->row = 0; ok && x->row < x->in->nrow; x->row++) {
        struct aggregate_state *g = &s[of != NULL ? of[x->row] : 0];
        struct quick q;

        if (n->narg == 0) {
            g->n++;
            continue;
        }
        if (number != NULL && number[x->row].scale != FIXED_NONE) {
            if (number[x->row].scale == FIXED_EMPTY) continue;
            ok = take_numbers(x, number, of, s, sums);
            continue;
        }
        if (!quick || !formulaquick_eval(x, n->arg[0], &q) ||
            (q.type != QUICK_NULL && q.type != QUICK_NUMBER)) {
            ok = take_row(x, n, g, at, adds, sums, a);
            if (sums != a && sums->used > SUMS) sweep(s, ngroup, sums);
            continue;
        }
        if (q.type == QUICK_NULL) continue;
        g->n++;
        ok = take_part(x, g, q.num, sums);
    }
    return ok && !x->failed;
}

bool aggregate_end(struct eval *x, const struct node *n, struct aggregate_state *s, int64_t ngroup,
                   struct value *out, struct arena *sums, struct arena *a)
{
    for (int64_t i = 0; i < ngroup; i++) {
        if (!spill(x, &s[i], sums)) return false;
        out[i] = finish(n->fn->name, &s[i], a);
    }
    return true;
}

static bool running(struct eval *x, const struct node *n, const int64_t *of, int64_t ngroup,
                    struct value *out, struct arena *a)
{
    struct aggregate_state *s = arena_new(a, struct aggregate_state, ngroup);
    struct arena sums;
    bool ok;

    arena_init(&sums, ARENA_NO_LIMIT);
    ok = s != NULL && aggregate_rows(x, n, of, 0, s, ngroup, &sums, a) &&
         aggregate_end(x, n, s, ngroup, out, &sums, a);
    arena_free(&sums);
    return ok;
}

/* ------------------------------------------- what needs all values at once */

struct sample {
    int64_t group;
    struct value v;
};

static int by_group_and_value(const void *p, const void *q)
{
    const struct sample *x = p, *y = q;

    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return value_cmp(&x->v, &y->v);
}

static struct value middle(const struct sample *s, int64_t n, struct arena *a)
{
    const struct decimal *sum;

    if (n % 2 == 1) return s[n / 2].v;
    sum = decimal_add(s[n / 2 - 1].v.num, s[n / 2].v.num, a);
    return sum != NULL ? value_number(decimal_div(sum, decimal_int(2, a), a)) : VALUE_NULL;
}

static bool sorted(struct eval *x, const struct node *n, const int64_t *of, int64_t ngroup,
                   struct value *out, struct arena *a)
{
    struct sample *s = arena_new(a, struct sample, x->in->nrow > 0 ? x->in->nrow : 1);
    bool median = strcmp(n->fn->name, "median") == 0;
    int64_t k = 0;

    if (s == NULL) return err_set(x->err, E_LIMIT, "the aggregate does not fit the memory limit");
    for (int64_t i = 0; i < ngroup; i++) out[i] = median ? VALUE_NULL : value_int(0, a);
    for (x->row = 0; !x->failed && x->row < x->in->nrow; x->row++) {
        struct value v = formula_eval(x, n->arg[0]);

        if (v.type != V_NULL) s[k++] = (struct sample){of != NULL ? of[x->row] : 0, keep(&v, a)};
        if (x->scratch->used > SCRATCH) arena_free(x->scratch);
    }
    if (x->failed) return false;
    qsort(s, (size_t)k, sizeof *s, by_group_and_value);
    for (int64_t from = 0, to; from < k; from = to) {
        int64_t different = 1;

        for (to = from + 1; to < k && s[to].group == s[from].group; to++)
            different += value_cmp(&s[to].v, &s[to - 1].v) != 0;
        out[s[from].group] = median ? middle(s + from, to - from, a) : value_int(different, a);
    }
    return true;
}

bool formula_aggregate(struct eval *x, struct arena *a)
{
    int n = x->f->naggregate;

    x->group = arena_new(a, struct value *, n > 0 ? n : 1);
    x->group_of = arena_new(a, int64_t *, n > 0 ? n : 1);
    for (int i = 0; i < n; i++) {
        const struct node *node = x->f->aggregate[i];
        int64_t ngroup = x->within != NULL ? x->nwithin : 1;
        int64_t *of = NULL;

        if (node->nby > 0) of = x->group_of[i] = group_rows(x, node, a, &ngroup);
        x->group[i] = arena_new(a, struct value, ngroup > 0 ? ngroup : 1);
        if (!(aggregate_is_running(node) ? running : sorted)(
                x, node, node->nby > 0 ? of : x->within, ngroup > 0 ? ngroup : 1, x->group[i], a))
            return false;
    }
    x->row = 0;
    return true;
}
