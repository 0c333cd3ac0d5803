#include "op.h"

#include "fixed.h"
#include "utf8.h"
#include <stdarg.h>
#include <stdio.h>

#define X(name) extern const struct op op_##name;
#include "ops.gen.h"
#undef X

const struct op *const op_table[] = {
#define X(name) &op_##name,
#include "ops.gen.h"
#undef X
    NULL};

const struct op *op_find(slice name)
{
    for (const struct op *const *o = op_table; *o != NULL; o++)
        if (slice_eqz(name, (*o)->name)) return *o;
    return NULL;
}

/* How badly the step's arguments suit the op: the failures of its form. */
static int misfit(const struct op *op, const struct json *step, struct arena *a)
{
    struct failures none = {.arena = a};
    struct op_run run = {.arena = a, .failures = &none};

    op_parse(op, step, NULL, &run);
    return none.n;
}

const struct op *op_nearest(const struct json *step)
{
    slice name = json_text(json_member(step, "op"));
    int limit = name.n < 4 ? 1 : name.n < 7 ? 2 : 3, best = limit + 1, worst = 0;
    const struct op *near = NULL;
    struct arena a;

    if (name.n == 0) return NULL;
    arena_init(&a, ARENA_NO_LIMIT);
    for (const struct op *const *o = op_table; *o != NULL; o++) {
        int d = slice_distance(name, slice_z((*o)->name), limit), m;

        if (d > best || d > limit) continue;
        m = misfit(*o, step, &a);
        if (d == best && m >= worst) continue;
        best = d, worst = m;
        near = *o;
    }
    arena_free(&a);
    return near;
}

struct failure *op_fail(struct op_run *run, enum failure_code c, const char *argument,
                        const char *fmt, ...)
{
    char text[900];
    struct failure *f;
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    f = failure_add(run->failures, c, run->step, "%s", text);
    f->op = slice_z(run->op);
    f->argument = slice_z(argument);
    f->pointer = run->step == 0 ? arena_printf(run->failures->arena, "%s%s", argument ? "/" : "",
                                               argument ? argument : "")
                                : arena_printf(run->failures->arena, "/steps/%d%s%s", run->step - 1,
                                               argument ? "/" : "", argument ? argument : "");
    return f;
}

void op_fail_cell(struct failure *f, const struct table *in, int c, int64_t r)
{
    struct place at = table_place(in, c, r);

    /* Rows of another file would be looked for in this one. */
    if (at.source > 0) at = (struct place){0};
    failure_cell(f, at.row, at.col, in->col[c].name, in->col[c].cell[r]);
}

static bool failed(struct op_run *run, const struct err *e)
{
    op_fail(run, FAIL_LIMIT, NULL, "%s", e->text);
    return false;
}

/* 4321000000 as "4.3 × 10^9": what is read, not what is counted. */
static const char *rough(double v, char out[40])
{
    int power = 0;

    if (v < 1e6) {
        snprintf(out, 40, "%.0f", v);
        return out;
    }
    for (; v >= 10; v /= 10) power++;
    snprintf(out, 40, "%.3g × 10^%d", v, power);
    return out;
}

static bool fits(struct op_run *run, int64_t ncol, double nrow)
{
    int64_t most = run->cells_max > 0 ? run->cells_max : OP_CELLS_MAX;
    char z[3][40];

    if (ncol > TABLE_COLUMNS_MAX) {
        op_fail(run, FAIL_LIMIT, NULL, "the step would make %lld columns, the limit is %d",
                (long long)ncol, TABLE_COLUMNS_MAX);
        return false;
    }
    if ((double)ncol * nrow <= (double)most && nrow <= INT32_MAX) return true;
    op_fail(run, FAIL_LIMIT, NULL,
            "the step would make %s cells (%s rows of %lld columns), the limit is %s",
            rough((double)ncol * nrow, z[0]), rough(nrow, z[1]), (long long)ncol,
            rough((double)most, z[2]));
    return false;
}

bool op_new(struct op_run *run, struct table *out, int64_t ncol, int64_t nrow)
{
    struct err e = {0};

    return fits(run, ncol, (double)nrow) &&
           (table_new(out, run->arena, (int)ncol, nrow, &e) || failed(run, &e));
}

bool op_grow(struct op_run *run, int64_t ncol, double times)
{
    if (!run->names_only || run->rows < 0) return true;
    run->grown = run->rows * times;
    return fits(run, ncol, run->grown);
}

bool op_share(struct op_run *run, struct table *out, const struct table *in)
{
    struct err e = {0};

    return table_share(out, run->arena, in, &e) || failed(run, &e);
}

bool op_narrow(struct op_run *run, struct table *out, const struct table *in,
               const struct op_columns *columns)
{
    if (!op_share(run, out, in)) return false;
    for (int i = 0; i < columns->n; i++) out->col[i] = in->col[columns->at[i]];
    out->ncol = columns->n;
    return true;
}

static bool put_texts(struct op_run *run, struct column *col, int64_t n)
{
    slice *cell = op_alloc(run, sizeof *cell, n);

    if (cell == NULL) return false;
    for (int64_t r = 0; r < n; r++) {
        cell[r] = fixed_cell(col, r, run->arena);
        if (cell[r].p == NULL) return op_out_of_memory(run);
    }
    col->cell = cell;
    return true;
}

bool op_texts(struct op_run *run, struct table *out, const struct table *in,
              const struct op_columns *columns)
{
    int n = columns != NULL ? columns->n : in->ncol;
    struct table from = *in; /* which may be *out */
    bool shared = false;

    *out = from;
    for (int i = 0; i < n; i++) {
        int c = columns != NULL ? columns->at[i] : i;

        if (out->col[c].cell != NULL || out->col[c].number == NULL) continue;
        if ((!shared && !op_share(run, out, &from)) || !put_texts(run, &out->col[c], from.nrow))
            return false;
        shared = true;
    }
    return true;
}

bool op_own(struct op_run *run, struct table *out, int c)
{
    struct err e = {0};

    return table_own(out, c, &e) || failed(run, &e);
}

bool op_track(struct op_run *run, struct table *out, int c)
{
    struct err e = {0};

    return table_track(out, c, &e) || failed(run, &e);
}

bool op_pick(struct op_run *run, struct table *out, const struct table *in, const int64_t *keep,
             int64_t n)
{
    struct err e = {0};
    int64_t most = run->cells_max > 0 ? run->cells_max : OP_CELLS_MAX;

    if (n > in->nrow && n * in->ncol > most) return op_new(run, out, in->ncol, n);
    return table_pick(out, run->arena, in, keep, n, &e) || failed(run, &e);
}

void *op_alloc(struct op_run *run, size_t size, int64_t count)
{
    void *p = arena_alloc(run->arena, size, (size_t)count);

    if (p == NULL)
        op_fail(run, FAIL_LIMIT, NULL, "%lld items of %zu bytes do not fit the memory limit",
                (long long)count, size);
    return p;
}

void *op_keep(struct op_run *run, size_t size, int64_t count)
{
    void *p;

    if (run->kept == NULL) return op_alloc(run, size, count);
    if (*run->kept != NULL) return *run->kept;
    p = arena_alloc(run->stay, size, (size_t)count);
    if (p == NULL) op_out_of_memory(run);
    *run->kept = p;
    return p;
}

slice op_keep_text(struct op_run *run, slice s)
{
    if (run->kept == NULL) return s;
    s = arena_copy(run->stay, s);
    if (s.p == NULL) op_out_of_memory(run);
    return s;
}

bool op_out_of_memory(struct op_run *run)
{
    op_fail(run, FAIL_LIMIT, NULL, "the step does not fit the memory limit of %zu bytes",
            run->arena->limit);
    return false;
}

bool op_insert(struct op_run *run, struct table *out, int at, slice name)
{
    struct column *col;

    if (out->ncol >= TABLE_COLUMNS_MAX) {
        op_fail(run, FAIL_LIMIT, NULL, "the step would make more than %d columns",
                TABLE_COLUMNS_MAX);
        return false;
    }
    col = op_alloc(run, sizeof *col, out->ncol + 1);
    if (col == NULL) return false;
    if (at > 0) memcpy(col, out->col, (size_t)at * sizeof *col);
    if (at < out->ncol) memcpy(col + at + 1, out->col + at, (size_t)(out->ncol - at) * sizeof *col);
    col[at] = (struct column){.name = name, .kind = KIND_TEXT};
    col[at].cell = op_alloc(run, sizeof(slice), out->nrow);
    out->col = col;
    out->ncol++;
    return col[at].cell != NULL;
}

bool op_fresh(struct op_run *run, const char *argument, const struct table *in, slice name, int but)
{
    for (int c = 0; c < in->ncol; c++) {
        struct failure *f;

        if (c == but || name.n == 0 || !slice_eq(in->col[c].name, name)) continue;
        f = op_fail(run, FAIL_DUPLICATE_COLUMN, argument, "there is a column \"%.*s\" already",
                    SLICE_ARG(name));
        for (int i = 2; f->suggestion.n == 0; i++) {
            slice s = arena_printf(run->failures->arena, "%.*s_%d", SLICE_ARG(name), i);

            if (table_find(in, s, 1) < 0) f->suggestion = s;
        }
        return false;
    }
    return true;
}

const char *const op_on_error[] = {"fail", "null", NULL};

bool op_each(struct op_run *run, const struct op_columns *columns, const void *args,
             const struct table *in, struct table *out,
             bool (*one)(const void *args, const struct table *in, struct table *out, int c,
                         struct op_run *run))
{
    bool ok = true;

    if (!op_share(run, out, in)) return false;
    for (int i = 0; i < columns->n; i++) ok = one(args, in, out, columns->at[i], run) && ok;
    return ok;
}

bool op_blank(slice cell)
{
    if (cell.n == 0) return true;
    /* Nearly every cell starts with a visible ASCII character. */
    if (cell.p[0] > ' ' && cell.p[0] < 0x7F) return false;
    return utf8_trim(cell).n == 0;
}

enum kind op_kind_union(enum kind a, enum kind b)
{
    if (a == b || b == KIND_EMPTY) return a;
    if (a == KIND_EMPTY) return b;
    if ((a == KIND_INTEGER && b == KIND_NUMBER) || (a == KIND_NUMBER && b == KIND_INTEGER))
        return KIND_NUMBER;
    return KIND_TEXT;
}
