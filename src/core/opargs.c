/* The arguments of a step: from JSON, by the op's descriptor, to the op's own struct. */
#include "op.h"

#include "jsonpointer.h"
#include "pattern.h"
#include "utf8.h"

#include <assert.h>

/* One argument being read. `suffix` is where inside it we are ("/2"), for pointers. */
struct reading {
    struct op_run *run;
    const struct op_param *param;
    const struct table *in; /* NULL: the columns are not known */
    bool lenient;
};

static struct failure *bad(const struct reading *x, int item, enum failure_code c, slice message)
{
    struct failure *f = op_fail(x->run, c, x->param->name, "%.*s", SLICE_ARG(message));

    if (item >= 0)
        f->pointer = arena_printf(x->run->failures->arena, "%.*s/%d", SLICE_ARG(f->pointer), item);
    return f;
}

/* A JSON value as people write it, shortened. */
static slice shown(const struct reading *x, const struct json *v)
{
    struct buf b = {0};

    json_write(&b, v, 0);
    if (b.n > 60) {
        b.n = 57;
        while (b.n > 0 && ((unsigned char)b.p[b.n] & 0xC0) == 0x80) b.n--;
        buf_putz(&b, "…");
    }
    return buf_take(&b, x->run->failures->arena);
}

static bool wrong_type(const struct reading *x, int item, const char *want, const struct json *v)
{
    bad(x, item, FAIL_BAD_ARGUMENT,
        arena_printf(x->run->failures->arena, "\"%s\" must be %s, not %.*s", x->param->name, want,
                     SLICE_ARG(shown(x, v))));
    return false;
}

/* ------------------------------------------------------------- columns */

/* The column whose name is most like this one, or -1. Names that fold to the same are nearest. */
static int nearest_column(const struct reading *x, slice name)
{
    int limit = name.n < 5 ? 1 : name.n < 9 ? 2 : 3, best = limit + 1, near = -1;
    slice folded = utf8_fold_name(x->run->failures->arena, name);

    for (int c = 0; c < x->in->ncol && best > 0; c++) {
        slice other = x->in->col[c].name;
        int d;

        if (other.n == 0 || other.n > 4 * name.n + 40) continue;
        other = utf8_fold_name(x->run->failures->arena, other);
        d = slice_distance(folded, other, limit);
        if (d < best) best = d, near = c;
    }
    return near;
}

static slice nth_text(const struct reading *x, slice name, int nth)
{
    struct buf b = {0};

    buf_putz(&b, "{\"column\":");
    json_write_text(&b, name);
    buf_printf(&b, ",\"nth\":%d}", nth);
    return buf_take(&b, x->run->failures->arena);
}

static bool by_position(const struct reading *x, int item, const struct json *v, int *out)
{
    int64_t at = json_i64(v, -1);

    if (at < 1 || slice_find(v->text, S(".")) >= 0)
        return wrong_type(x, item, "a column name or a position from 1", v);
    if (x->in == NULL) return true;
    if (at > x->in->ncol) {
        bad(x, item, FAIL_UNKNOWN_COLUMN,
            arena_printf(x->run->failures->arena,
                         "there is no column %lld, the table has %d columns", (long long)at,
                         x->in->ncol));
        return false;
    }
    *out = (int)at - 1;
    return true;
}

static bool by_name(const struct reading *x, int item, slice name, int64_t nth, int *out)
{
    struct arena *a = x->run->failures->arena;
    struct failure *f;
    int have, near;

    if (x->in == NULL) return true;
    have = table_count_name(x->in, name);
    if (have > 1 && nth == 0) {
        f = bad(
            x, item, FAIL_AMBIGUOUS_COLUMN,
            arena_printf(a, "%d columns are named \"%.*s\": say which one", have, SLICE_ARG(name)));
        f->suggestion = nth_text(x, name, 1);
        *out = table_find(x->in, name, 1);
        return x->lenient;
    }
    if (have > 0 && nth <= have) {
        *out = table_find(x->in, name, nth > 0 ? (int)nth : 1);
        return true;
    }
    if (have > 0) {
        f = bad(x, item, FAIL_UNKNOWN_COLUMN,
                arena_printf(a, "there are %d columns named \"%.*s\", not %lld", have,
                             SLICE_ARG(name), (long long)nth));
        f->suggestion = nth_text(x, name, have);
        *out = table_find(x->in, name, have);
        return x->lenient;
    }
    f = bad(x, item, FAIL_UNKNOWN_COLUMN,
            arena_printf(a, "no column named \"%.*s\"", SLICE_ARG(name)));
    near = nearest_column(x, name);
    if (near < 0) return false;
    f->suggestion = x->in->col[near].name;
    *out = near;
    return x->lenient;
}

static bool read_column(const struct reading *x, int item, const struct json *v, int *out)
{
    const struct json *name, *nth;
    int64_t n;

    if (v->type == J_NUMBER) return by_position(x, item, v, out);
    if (v->type == J_TEXT) return by_name(x, item, v->text, 0, out);
    if (v->type != J_OBJECT) return wrong_type(x, item, "a column name or a position from 1", v);
    name = json_member(v, "column"), nth = json_member(v, "nth");
    if (!json_is(name, J_TEXT) || (nth != NULL && nth->type != J_NUMBER) ||
        v->n != (nth != NULL ? 2 : 1))
        return wrong_type(x, item, "{\"column\": name, \"nth\": 1 or more}", v);
    n = json_i64(nth, 1);
    if (n < 1) return wrong_type(x, item, "{\"column\": name, \"nth\": 1 or more}", v);
    return by_name(x, item, name->text, nth != NULL ? n : 0, out);
}

static bool read_columns(const struct reading *x, const struct json *v, struct op_columns *out)
{
    bool ok = true;
    bool *seen = x->in != NULL ? arena_new(x->run->arena, bool, x->in->ncol) : NULL;

    if (v->type != J_ARRAY) {
        wrong_type(x, -1, "an array of columns", v);
        if (!x->lenient || (v->type != J_TEXT && v->type != J_NUMBER)) return false;
        out->at = arena_new(x->run->arena, int, 1);
        out->n = 1;
        return read_column(x, -1, v, out->at);
    }
    if (v->n == 0) return wrong_type(x, -1, "at least one column", v);
    if (v->n > TABLE_COLUMNS_MAX) {
        bad(x, -1, FAIL_LIMIT,
            arena_printf(x->run->failures->arena, "%d columns are given, a table has at most %d",
                         v->n, TABLE_COLUMNS_MAX));
        return false;
    }
    out->at = arena_new(x->run->arena, int, v->n);
    if (out->at == NULL) return wrong_type(x, -1, "shorter", v);
    for (int i = 0; i < v->n; i++) {
        int c = 0;

        if (!read_column(x, i, v->item[i], &c)) {
            ok = false;
            continue;
        }
        if (seen != NULL && seen[c]) {
            bad(x, i, FAIL_BAD_ARGUMENT,
                arena_printf(x->run->failures->arena, "column \"%.*s\" is given twice",
                             SLICE_ARG(x->in->col[c].name)));
            ok = ok && x->lenient;
            continue;
        }
        if (seen != NULL) seen[c] = true;
        out->at[out->n++] = c;
    }
    return ok;
}

static bool read_renames(const struct reading *x, const struct json *v, struct op_renames *out)
{
    bool ok = true;

    if (v->type != J_OBJECT || v->n == 0)
        return wrong_type(x, -1, "an object of old names and new names", v);
    out->column = arena_new(x->run->arena, int, v->n);
    out->to = arena_new(x->run->arena, slice, v->n);
    if (out->column == NULL || out->to == NULL) return wrong_type(x, -1, "shorter", v);
    for (int i = 0; i < v->n; i++) {
        size_t before = (size_t)x->run->failures->n;
        int c = 0;
        bool good = v->item[i]->type == J_TEXT || wrong_type(x, -1, "an object of strings", v);

        good = good && by_name(x, -1, v->key[i], 0, &c);
        /* The member's own pointer. */
        if ((size_t)x->run->failures->n > before) {
            struct failure *f = &x->run->failures->at[x->run->failures->n - 1];
            struct buf b = {0};

            buf_put(&b, f->pointer);
            jsonpointer_put(&b, v->key[i]);
            f->pointer = buf_take(&b, x->run->failures->arena);
        }
        if (!good) {
            ok = false;
            continue;
        }
        out->column[out->n] = c;
        out->to[out->n++] = v->item[i]->text;
    }
    return ok;
}

/* -------------------------------------------------------- other values */

static bool read_texts(const struct reading *x, const struct json *v, struct op_texts *out)
{
    if (v->type != J_ARRAY) return wrong_type(x, -1, "an array of strings", v);
    if (v->n == 0) return wrong_type(x, -1, "at least one string", v);
    out->at = arena_new(x->run->arena, slice, v->n);
    if (out->at == NULL) return wrong_type(x, -1, "shorter", v);
    for (int i = 0; i < v->n; i++) {
        if (v->item[i]->type != J_TEXT) return wrong_type(x, i, "an array of strings", v);
        out->at[out->n++] = v->item[i]->text;
    }
    return true;
}

static bool read_pairs(const struct reading *x, const struct json *v, struct op_pairs *out)
{
    if (v->type != J_OBJECT || v->n == 0) return wrong_type(x, -1, "an object of strings", v);
    out->from = arena_new(x->run->arena, slice, v->n);
    out->to = arena_new(x->run->arena, slice, v->n);
    if (out->from == NULL || out->to == NULL) return wrong_type(x, -1, "shorter", v);
    for (int i = 0; i < v->n; i++) {
        if (v->item[i]->type != J_TEXT) return wrong_type(x, -1, "an object of strings", v);
        out->from[i] = v->key[i];
        out->to[i] = v->item[i]->text;
    }
    out->n = v->n;
    return true;
}

static bool read_choice(const struct reading *x, const struct json *v, int *out)
{
    struct buf b = {0};
    struct failure *f;
    int best = 4, near = -1;

    if (v->type != J_TEXT) return wrong_type(x, -1, "a string", v);
    for (int i = 0; x->param->choice[i] != NULL; i++) {
        int d = slice_distance(v->text, slice_z(x->param->choice[i]), 3);

        if (slice_eqz(v->text, x->param->choice[i])) {
            *out = i;
            buf_free(&b);
            return true;
        }
        if (d < best) best = d, near = i;
        buf_printf(&b, "%s%s", i > 0 ? ", " : "", x->param->choice[i]);
    }
    f = bad(x, -1, FAIL_BAD_ARGUMENT,
            arena_printf(x->run->failures->arena, "\"%s\" must be one of %.*s, not %.*s",
                         x->param->name, SLICE_ARG(buf_slice(&b)), SLICE_ARG(shown(x, v))));
    buf_free(&b);
    if (near < 0) return false;
    f->suggestion = slice_z(x->param->choice[near]);
    *out = near;
    return x->lenient;
}

static bool read_int(const struct reading *x, const struct json *v, int64_t *out)
{
    if (v->type != J_NUMBER || !slice_i64(v->text, out) || *out < x->param->min ||
        *out > x->param->max)
        return wrong_type(x, -1,
                          arena_printf(x->run->failures->arena, "a whole number from %lld to %lld",
                                       (long long)x->param->min, (long long)x->param->max)
                              .p,
                          v);
    return true;
}

static bool read_pattern(const struct reading *x, const struct json *v, slice *out)
{
    struct err e = {0};
    struct pattern *p;

    if (v->type != J_TEXT) return wrong_type(x, -1, "a string", v);
    if ((p = pattern_open(v->text, false, &e)) == NULL) {
        bad(x, -1, FAIL_BAD_ARGUMENT, slice_z(e.text));
        return false;
    }
    pattern_close(p);
    *out = v->text;
    return true;
}

static bool read_name(const struct reading *x, const struct json *v, slice *out)
{
    if (v->type != J_TEXT) return wrong_type(x, -1, "a string", v);
    if (utf8_trim(v->text).n == 0) return wrong_type(x, -1, "a column name", v);
    *out = v->text;
    return true;
}

static bool read_formula(const struct reading *x, const struct json *v, struct op_formula *out)
{
    struct arena *a = x->run->failures->arena;
    struct formula_error e = {0};
    struct failure *f;

    if (v->type != J_TEXT) return wrong_type(x, -1, "a formula as a string", v);
    out->formula = formula_parse(v->text, x->run->arena, &e);
    if (out->formula != NULL && x->in != NULL) {
        formula_reads(out->formula, x->in, x->run->arena, &out->reads, &out->nreads);
        if (formula_bind(out->formula, x->in, x->run->arena, &out->kind, &e)) return true;
    } else if (out->formula != NULL) {
        return true;
    }
    f = bad(x, -1, e.code,
            arena_printf(a, "%s (at character %td of the formula)", e.text,
                         utf8_count(slice_sub(v->text, 0, e.at)) + 1));
    f->suggestion = e.suggestion.n > 0 ? arena_copy(a, e.suggestion) : S("");
    return false;
}

/* The plan's input of this name. One that has not been read yet has no table. */
static bool read_table(const struct reading *x, const struct json *v, struct op_table *out)
{
    const struct op_run *run = x->run;
    int best = 4, near = -1;
    struct failure *f;

    if (v->type != J_TEXT) return wrong_type(x, -1, "the name of an input", v);
    *out = (struct op_table){.name = v->text};
    if (run->ninput < 0) return true;
    for (int i = 0; i < run->ninput; i++) {
        int d = slice_distance(v->text, run->input[i].name, 3);

        if (slice_eq(v->text, run->input[i].name)) {
            *out = run->input[i];
            return true;
        }
        if (d < best) best = d, near = i;
    }
    f = bad(x, -1, FAIL_BAD_ARGUMENT,
            arena_printf(run->failures->arena, "the plan has no input \"%.*s\"%s",
                         SLICE_ARG(v->text),
                         run->ninput == 0 ? ": its \"inputs\" say which files there are" : ""));
    if (near < 0) return false;
    f->suggestion = run->input[near].name;
    *out = run->input[near];
    return x->lenient;
}

static bool read_value(const struct reading *x, const struct json *v, unsigned char *args)
{
    void *to = args + x->param->at;

    switch (x->param->type) {
    case OP_COLUMN:
        return read_column(x, -1, v, to);
    case OP_COLUMNS:
        return read_columns(x, v, to);
    case OP_TEXT:
        if (v->type != J_TEXT) return wrong_type(x, -1, "a string", v);
        *(slice *)to = v->text;
        return true;
    case OP_TEXTS:
        return read_texts(x, v, to);
    case OP_NAME:
        return read_name(x, v, to);
    case OP_INT:
        return read_int(x, v, to);
    case OP_BOOL:
        if (v->type != J_TRUE && v->type != J_FALSE) return wrong_type(x, -1, "true or false", v);
        *(bool *)to = v->type == J_TRUE;
        return true;
    case OP_CHOICE:
        return read_choice(x, v, to);
    case OP_PAIRS:
        return read_pairs(x, v, to);
    case OP_RENAMES:
        return read_renames(x, v, to);
    case OP_PATTERN:
        return read_pattern(x, v, to);
    case OP_FORMULA:
        return read_formula(x, v, to);
    case OP_TABLE:
        return read_table(x, v, to);
    }
    assert(false && "every type is read");
    return false;
}

/* -------------------------------------------------------------- a step */

static const struct op_param *find_param(const struct op *op, slice name)
{
    for (const struct op_param *p = op->param; p->name != NULL; p++)
        if (slice_eqz(name, p->name)) return p;
    return NULL;
}

/* Reports an argument that the op does not have. Returns the one that was probably meant and is not
 * given under its own name. */
static const struct op_param *unknown_argument(const struct op *op, const struct json *step,
                                               slice key, struct op_run *run)
{
    int limit = key.n < 4 ? 1 : key.n < 6 ? 2 : 3, best = limit + 1;
    const struct op_param *near = NULL;
    char *z = arena_z(run->failures->arena, key);
    struct failure *f;

    for (const struct op_param *p = op->param; p->name != NULL; p++) {
        int d = slice_distance(key, slice_z(p->name), limit);
        /* "column" for "columns" and the like */
        bool part = slice_starts(slice_z(p->name), key) || slice_starts(key, slice_z(p->name));

        if (json_member(step, p->name) != NULL) continue;
        if (part && d > 1) d = 1;
        if (d < best) best = d, near = p;
    }
    f = op_fail(run, FAIL_UNKNOWN_ARGUMENT, z, "\"%s\" has no argument \"%.*s\"", op->name,
                SLICE_ARG(key));
    if (near != NULL) f->suggestion = slice_z(near->name);
    return near;
}

/* The table of the OP_TABLE parameter with this name, which has been read; NULL: not at hand. */
static const struct table *table_of(const struct op *op, const unsigned char *args,
                                    const char *name)
{
    const struct op_param *p = find_param(op, slice_z(name));

    assert(p != NULL && p->type == OP_TABLE);
    return ((const struct op_table *)(const void *)(args + p->at))->table;
}

bool op_blind(const struct op *op, const void *args)
{
    for (const struct op_param *p = op->param; p->name != NULL; p++)
        if (p->type == OP_TABLE && table_of(op, args, p->name) == NULL) return true;
    return false;
}

static void *parse(const struct op *op, const struct json *step, const struct table *in,
                   struct op_run *run, bool lenient)
{
    unsigned char *args = arena_alloc(run->arena, op->args_size > 0 ? op->args_size : 1, 1);
    const struct json *value[64] = {0};
    int nparam = 0, before = run->failures->n;
    bool usable = true;

    run->op = op->name;
    if (args == NULL) {
        op_fail(run, FAIL_LIMIT, NULL, "the plan does not fit the memory limit");
        return NULL;
    }
    while (op->param[nparam].name != NULL) nparam++;
    assert(nparam < 64);
    for (int i = 0; i < json_count(step); i++) {
        const struct op_param *p = find_param(op, step->key[i]);

        if (p == NULL && slice_eqz(step->key[i], "op")) continue;
        if (p == NULL) p = unknown_argument(op, step, step->key[i], run);
        if (p != NULL) value[p - op->param] = step->item[i];
    }
    for (int i = 0; i < nparam; i++) {
        const struct op_param *p = &op->param[i];
        struct reading x = {run, p, p->of == NULL ? in : table_of(op, args, p->of), lenient};
        bool given = value[i] != NULL;

        if (!given && p->fallback != NULL) {
            struct err e = {0};

            value[i] = json_parse(run->arena, slice_z(p->fallback), &e);
            assert(value[i] != NULL);
        }
        if (value[i] == NULL && !p->optional) {
            op_fail(run, FAIL_MISSING_ARGUMENT, p->name, "\"%s\" needs \"%s\": %s", op->name,
                    p->name, p->doc);
            usable = false;
        }
        if (value[i] == NULL) continue;
        if (!read_value(&x, value[i], args)) usable = false;
        if (given && p->given_at != 0) *(bool *)(void *)(args + p->given_at) = true;
    }
    if (lenient) return usable ? args : NULL;
    return run->failures->n == before ? args : NULL;
}

void *op_parse(const struct op *op, const struct json *step, const struct table *in,
               struct op_run *run)
{
    return parse(op, step, in, run, false);
}

void *op_parse_leniently(const struct op *op, const struct json *step, const struct table *in,
                         struct op_run *run)
{
    return parse(op, step, in, run, true);
}

/* ---------------------------------------------------------- what it reads */

static bool has_position(const struct json *v)
{
    if (json_is(v, J_NUMBER)) return true;
    for (int i = 0; json_is(v, J_ARRAY) && i < v->n; i++)
        if (json_is(v->item[i], J_NUMBER)) return true;
    return false;
}

static bool formulas_read(const struct op_pairs *l, const struct table *in, struct arena *a,
                          bool *reads)
{
    bool any = false;

    for (int i = 0; i < l->n; i++) {
        struct formula_error e;
        const struct formula *f = formula_parse(l->to[i], a, &e);
        int *at = NULL, n = 0;

        if (f != NULL) formula_reads(f, in, a, &at, &n);
        for (int k = 0; k < n; k++) reads[at[k]] = any = true;
    }
    return any;
}

bool op_reads(const struct op *op, const struct json *step, const void *args,
              const struct table *in, struct arena *a, bool *reads, bool *by_position)
{
    const unsigned char *raw = args;
    bool any = false;
    int from = -1;

    for (const struct op_param *p = op->param; p->name != NULL; p++) {
        const struct json *v = json_member(step, p->name);
        const void *at = raw + p->at;

        if (v == NULL || p->of != NULL) continue;
        if (p->type == OP_COLUMN) {
            int c = *(const int *)at;

            /* from..to is a range, with all that lies between. */
            if (strcmp(p->name, "from") == 0) from = c;
            for (int i = strcmp(p->name, "to") == 0 && from >= 0 && from < c ? from : c; i <= c;
                 i++)
                reads[i] = any = true;
        } else if (p->type == OP_COLUMNS) {
            const struct op_columns *l = at;

            for (int i = 0; i < l->n; i++) reads[l->at[i]] = any = true;
        } else if (p->type == OP_RENAMES) {
            const struct op_renames *l = at;

            for (int i = 0; i < l->n; i++) reads[l->column[i]] = any = true;
        } else if (p->type == OP_FORMULA) {
            const struct op_formula *l = at;

            for (int i = 0; i < l->nreads; i++) reads[l->reads[i]] = any = true;
        } else if (p->type == OP_PAIRS && p->formulas) {
            any = formulas_read(at, in, a, reads) || any;
        } else {
            continue;
        }
        if (has_position(v)) *by_position = true;
    }
    return any;
}
