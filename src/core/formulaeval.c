/* formulaeval.c - a formula over the rows of a table. */
#include "formulanode.h"
#include "formulaquick.h"

#include <stdlib.h>

enum { SCRATCH = 1 << 20 }; /* bytes of row values before they are thrown away */

/* ---------------------------------------------------------------- one row */

struct value formula_cell(struct eval *x, int col, int64_t row)
{
    const struct column *c = &x->in->col[col];
    slice s = fixed_cell(c, row, x->scratch);
    struct value v;

    if (value_read(s, c->kind, x->scratch, &v)) return v;
    if (!x->failed) {
        struct place at = table_place(x->in, col, row);

        err_set(x->err, E_FAILED, "\"%.*s\" in column \"%.*s\" is no %s", s.n > 60 ? 60 : (int)s.n,
                s.p, SLICE_ARG(c->name), kind_name(c->kind));
        if (x->err != NULL) x->err->row = at.row, x->err->col = at.col;
    }
    x->failed = true;
    return VALUE_NULL;
}

static struct value too_long(struct eval *x, const struct node *n)
{
    if (!x->failed)
        err_set(x->err, E_LIMIT, "\"%.*s\" has a result that does not fit",
                n->n > 100 ? 100 : (int)n->n, x->f->text.p + n->at);
    x->failed = true;
    return VALUE_NULL;
}

static struct value number_or(struct eval *x, const struct node *n, const struct decimal *d)
{
    return d != NULL ? value_number(d) : too_long(x, n);
}

static struct value by_zero(struct eval *x)
{
    if (x->counts != NULL) x->counts->divisions_by_zero++;
    return VALUE_NULL;
}

/* v.at moved by a duration; 86400 s a day. */
static struct value moved(struct eval *x, const struct node *n, struct value v,
                          const struct value *by, int direction, bool keeps_date)
{
    int64_t ns = v.at.ns + (int64_t)direction * by->at.ns, sec, day;

    if (by->at.sec > 400000000000LL || by->at.sec < -400000000000LL) return too_long(x, n);
    sec = v.at.sec + direction * by->at.sec;
    if (ns < 0) ns += 1000000000, sec--;
    if (ns >= 1000000000) ns -= 1000000000, sec++;
    day = sec / 86400 - (sec % 86400 < 0);
    v.at.days += day;
    v.at.sec = sec - day * 86400;
    v.at.ns = (int32_t)ns;
    if (v.at.days < -719162 || v.at.days > 2932896) return too_long(x, n); /* years 1 to 9999 */
    if (v.type == V_DATE && !keeps_date) v.type = V_DATETIME;
    return v;
}

/* A duration as exact seconds, and back. */
static const struct decimal *seconds_of(struct eval *x, const struct value *v)
{
    struct arena *a = x->scratch;

    if (v->at.ns == 0) return decimal_int(v->at.sec, a);
    return decimal_add(decimal_int(v->at.sec, a),
                       decimal_mul(decimal_int(v->at.ns, a), decimal_parse(S("1e-9"), a), a), a);
}

static struct value duration_of(struct eval *x, const struct node *n, const struct decimal *s)
{
    int64_t whole, ns;
    const struct decimal *down, *rest;

    if (s == NULL || (down = decimal_floor(s, false, x->scratch)) == NULL ||
        !decimal_i64(down, &whole) || whole > INT64_MAX / 4 || whole < INT64_MIN / 4)
        return too_long(x, n);
    rest = decimal_mul(decimal_sub(s, down, x->scratch), decimal_int(1000000000, x->scratch),
                       x->scratch);
    if (rest == NULL || !decimal_i64(decimal_round(rest, 0, x->scratch), &ns))
        return too_long(x, n);
    return value_duration(whole, ns);
}

static bool whole_days(const struct node *n)
{
    return n->type == NODE_LITERAL && n->value.at.ns == 0 && n->value.at.sec % 86400 == 0;
}

static struct value add(struct eval *x, const struct node *n, const struct value *l,
                        const struct value *r)
{
    int direction = n->op == BIN_SUB ? -1 : 1;
    struct buf b = {0};

    if (l->type == V_NUMBER)
        return number_or(x, n,
                         direction > 0 ? decimal_add(l->num, r->num, x->scratch)
                                       : decimal_sub(l->num, r->num, x->scratch));
    if (l->type == V_TEXT) {
        buf_put(&b, l->text);
        buf_put(&b, r->text);
        return value_text(buf_take(&b, x->scratch));
    }
    if (l->type == V_DURATION && r->type == V_DURATION)
        return value_duration(l->at.sec + direction * r->at.sec,
                              (int64_t)l->at.ns + (int64_t)direction * r->at.ns);
    if (l->type == V_DURATION) return moved(x, n, *r, l, 1, whole_days(n->arg[0]));
    if (r->type == V_DURATION) return moved(x, n, *l, r, direction, whole_days(n->arg[1]));
    /* Between two moments; in UTC when both state a zone. */
    return value_duration((l->at.days - r->at.days) * 86400 + l->at.sec - r->at.sec -
                              (l->at.zoned && r->at.zoned ? (l->at.zone - r->at.zone) * 60 : 0),
                          (int64_t)l->at.ns - r->at.ns);
}

static struct value multiply(struct eval *x, const struct node *n, const struct value *l,
                             const struct value *r)
{
    bool dl = l->type == V_DURATION, dr = r->type == V_DURATION;
    const struct decimal *a = dl ? seconds_of(x, l) : l->num, *b = dr ? seconds_of(x, r) : r->num;
    const struct decimal *v;

    if (a == NULL || b == NULL) return too_long(x, n);
    if (n->op != BIN_MUL && decimal_sign(b) == 0) return by_zero(x);
    v = n->op == BIN_MUL   ? decimal_mul(a, b, x->scratch)
        : n->op == BIN_DIV ? decimal_div(a, b, x->scratch)
                           : decimal_rem(a, b, x->scratch);
    return dl != dr ? duration_of(x, n, v) : number_or(x, n, v);
}

/* Three-valued: false and null is false, true or null is true. */
static struct value logic(struct eval *x, const struct node *n)
{
    bool decides = n->op == BIN_OR;
    struct value l = formula_eval(x, n->arg[0]), r;

    if (l.type == V_BOOL && l.flag == decides) return l;
    r = formula_eval(x, n->arg[1]);
    if (r.type == V_BOOL && r.flag == decides) return r;
    return l.type == V_NULL ? l : r;
}

static struct value binary(struct eval *x, const struct node *n)
{
    struct value l, r;
    int c;

    if (n->op == BIN_OR || n->op == BIN_AND) return logic(x, n);
    l = formula_eval(x, n->arg[0]);
    r = formula_eval(x, n->arg[1]);
    if (l.type == V_NULL || r.type == V_NULL || x->failed) return VALUE_NULL;
    if (n->op == BIN_ADD || n->op == BIN_SUB) return add(x, n, &l, &r);
    if (n->op == BIN_MUL || n->op == BIN_DIV || n->op == BIN_REM) return multiply(x, n, &l, &r);
    c = value_cmp(&l, &r);
    switch (n->op) {
    case BIN_EQ:
        return value_bool(c == 0);
    case BIN_NE:
        return value_bool(c != 0);
    case BIN_LT:
        return value_bool(c < 0);
    case BIN_LE:
        return value_bool(c <= 0);
    case BIN_GT:
        return value_bool(c > 0);
    case BIN_GE:
    case BIN_OR:
    case BIN_AND:
    case BIN_ADD:
    case BIN_SUB:
    case BIN_MUL:
    case BIN_DIV:
    case BIN_REM:
        break;
    }
    return value_bool(c >= 0);
}

static struct value in_list(struct eval *x, const struct node *n)
{
    struct value v = formula_eval(x, n->arg[0]);
    bool unknown = false;

    if (v.type == V_NULL) return v;
    for (int i = 1; i < n->narg; i++) {
        struct value one = formula_eval(x, n->arg[i]);

        if (one.type == V_NULL)
            unknown = true;
        else if (value_cmp(&v, &one) == 0)
            return value_bool(true);
    }
    return unknown ? VALUE_NULL : value_bool(false);
}

static struct value call(struct eval *x, const struct node *n)
{
    struct value arg[256];

    if (n->fn->aggregate) {
        const int64_t *of = n->nby > 0 ? x->group_of[n->id] : x->within;

        return x->group[n->id][of != NULL ? of[x->row] : 0];
    }
    if (n->fn->gives[0] == 'u') {
        struct value c = formula_eval(x, n->arg[0]);

        return formula_eval(x, n->arg[c.type == V_BOOL && c.flag ? 1 : 2]);
    }
    for (int i = 0; i < n->narg; i++) {
        arg[i] = formula_eval(x, n->arg[i]);
        if (x->failed || (arg[i].type == V_NULL && !n->fn->nulls)) return VALUE_NULL;
    }
    return n->fn->call(x, arg, n->narg);
}

struct value formula_eval(struct eval *x, const struct node *n)
{
    struct value v;

    if (x->failed) return VALUE_NULL;
    switch (n->type) {
    case NODE_LITERAL:
        return n->value;
    case NODE_COLUMN:
        return formula_cell(x, x->col[n->id], x->row);
    case NODE_NOT:
        v = formula_eval(x, n->arg[0]);
        return v.type == V_BOOL ? value_bool(!v.flag) : VALUE_NULL;
    case NODE_MINUS:
        v = formula_eval(x, n->arg[0]);
        if (v.type == V_NUMBER) return number_or(x, n, decimal_neg(v.num, x->scratch));
        return v.type == V_DURATION ? value_duration(-v.at.sec, -(int64_t)v.at.ns) : VALUE_NULL;
    case NODE_BINARY:
        return binary(x, n);
    case NODE_IN:
        return in_list(x, n);
    case NODE_CALL:
        return call(x, n);
    }
    return VALUE_NULL;
}

/* -------------------------------------------------------------- all rows */

/* The value of the row at hand as text; p is NULL when it does not fit the memory limit. number:
 * NULL, or those of all rows. */
static slice row_text(struct eval *x, const struct fixed *number, bool quick, struct arena *a)
{
    struct quick q;
    struct value v;
    slice s;

    if (number != NULL && number[x->row].scale != FIXED_NONE) {
        q.type = number[x->row].scale == FIXED_EMPTY ? QUICK_NULL : QUICK_NUMBER;
        q.num = number[x->row];
        x->counts->nulls += q.type == QUICK_NULL;
        return formulaquick_write(&q, a);
    }
    if (quick && formulaquick_eval(x, x->f->root, &q)) {
        x->counts->nulls += q.type == QUICK_NULL;
        return formulaquick_write(&q, a);
    }
    v = formula_eval(x, x->f->root);
    s = value_write(&v, x->scratch);
    x->counts->nulls += v.type == V_NULL;
    return s.n > 0 ? arena_copy(a, s) : S("");
}

bool formula_texts(struct eval *x, const int64_t *at, int64_t n, struct arena *a, slice *out)
{
    struct arena scratch, work;
    struct formula_counts none = {0};
    struct formula_error fe = {0};
    const struct fixed *number = NULL;
    bool quick = false;
    int *col;

    if (x->counts == NULL) x->counts = &none;
    *x->counts = (struct formula_counts){0};
    arena_init(&scratch, ARENA_NO_LIMIT);
    arena_init(&work, ARENA_NO_LIMIT);
    x->scratch = &scratch;
    if (!formula_resolve(x->f, x->in, &work, &col, &fe))
        x->failed = !err_set(x->err, E_FAILED, "%s", fe.text);
    x->col = col;
    x->failed = x->failed || (x->group == NULL && !formula_aggregate(x, &work));
    if (!x->failed) quick = formulaquick_can(x->f->root, x->in, col);
    if (quick && at == NULL) number = formulaquick_numbers(x, x->f->root, a);
    for (int64_t i = 0; !x->failed && i < n; i++) {
        x->row = at != NULL ? at[i] : i;
        out[i] = row_text(x, number, quick, a);
        if (out[i].p == NULL && !x->failed)
            x->failed =
                !err_set(x->err, E_LIMIT, "the formula's column does not fit the memory limit");
        if (scratch.used > SCRATCH) arena_free(&scratch);
    }
    if (x->failed && x->err != NULL && x->err->row == 0 && x->row < x->in->nrow &&
        x->in->source_row != NULL)
        x->err->row = x->in->source_row[x->row];
    function_close(x);
    arena_free(&scratch);
    arena_free(&work);
    return !x->failed;
}

bool formula_rows(const struct formula *f, const struct table *in, struct arena *a, slice *out,
                  struct formula_counts *counts, struct err *e)
{
    struct eval x = {.f = f, .in = in, .counts = counts, .err = e};

    return formula_texts(&x, NULL, in->nrow, a, out);
}

const struct fixed *formula_numbers(const struct formula *f, const struct table *in,
                                    struct arena *a)
{
    struct eval x = {.f = f, .in = in};
    const struct fixed *number;
    struct formula_error fe = {0};
    int *col;

    if (f->naggregate > 0 || !formula_resolve(f, in, a, &col, &fe)) return NULL;
    x.col = col;
    number = formulaquick_numbers(&x, f->root, a);
    for (int64_t r = 0; number != NULL && r < in->nrow; r++)
        if (number[r].scale == FIXED_NONE) return NULL;
    return number;
}

bool formula_groups(const struct formula *f, const struct table *in, const int64_t *of,
                    const int64_t *first, int64_t n, struct arena *a, slice *out, struct err *e)
{
    struct eval x = {.f = f, .in = in, .within = of, .nwithin = n, .err = e};

    return formula_texts(&x, first, n, a, out);
}
