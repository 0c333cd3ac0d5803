/* sentinelcheck.c - the checks themselves. */
#include "sentinelcheck.h"

#include "clock.h"
#include "date.h"
#include "formulanode.h"
#include "pattern.h"
#include "total.h"
#include "utf8.h"
#include <stdlib.h>

static void bad(struct finding *x, int col, int64_t row)
{
    x->bad++;
    if (x->ncell == FAILURE_CELLS) return;
    x->cell[x->ncell].col = col;
    x->cell[x->ncell++].row = row;
}

static slice about(struct sentinel *s, const char *what, int col)
{
    return arena_printf(s->arena, "%s in column \"%.*s\"", what, SLICE_ARG(s->in->col[col].name));
}

static bool named(const struct sentinel *s, const char *name)
{
    return strcmp(s->check->name, name) == 0;
}

/* A bound in the column's kind; V_NULL: there is none. */
static struct value bound(struct sentinel *s, slice text, enum kind kind)
{
    struct value v = VALUE_NULL;

    if (text.n == 0) return v;
    if (kind == KIND_TEXT) kind = KIND_NUMBER;
    value_read(text, kind, s->arena, &v);
    return v;
}

/* --------------------------------------------------------- cell by cell */

struct cellcheck {
    struct value min, max, last;
    struct pattern *pattern;
    slice date_pattern;
    bool strict, down, or_equal;
};

static bool accepted(const struct json *values, slice cell)
{
    for (int i = 0; i < json_count(values); i++) {
        const struct json *v = values->item[i];

        if (v->type == J_TEXT || v->type == J_NUMBER ? slice_eq(v->text, cell)
            : v->type == J_TRUE                      ? slice_eqz(cell, "true")
                                                     : slice_eqz(cell, "false"))
            return true;
    }
    return false;
}

static bool in_range(struct sentinel *s, struct cellcheck *k, slice cell, enum kind kind,
                     struct arena *a)
{
    struct value v;

    (void)s;
    if (!value_read(cell, kind == KIND_TEXT ? KIND_NUMBER : kind, a, &v)) return false;
    return (k->min.type == V_NULL || value_cmp(&v, &k->min) >= 0) &&
           (k->max.type == V_NULL || value_cmp(&v, &k->max) <= 0);
}

static bool goes_on(struct cellcheck *k, slice cell, enum kind kind, struct sentinel *s,
                    struct arena *a)
{
    struct value v;
    int c;

    (void)s;
    if (!value_read(cell, kind, a, &v)) return false;
    c = k->last.type == V_NULL ? (k->down ? -1 : 1) : value_cmp(&v, &k->last);
    k->last = v;
    if (k->down) c = -c;
    return k->strict ? c > 0 : c >= 0;
}

/* Is a filled cell as it must be? */
static bool good(struct sentinel *s, struct cellcheck *k, int col, int64_t r, struct arena *a)
{
    slice cell = column_cell(&s->in->col[col], r), group[1];
    enum kind kind = s->in->col[col].kind, read;
    struct value v, w;
    char out[40];
    ptrdiff_t n;
    int64_t len;

    if (named(s, "accepted_values")) return accepted(json_member(s->doc, "values"), cell);
    if (named(s, "range")) return in_range(s, k, cell, kind, a);
    if (named(s, "pattern")) return pattern_find(k->pattern, cell, group, 1) == 1;
    if (named(s, "monotonic")) return goes_on(k, cell, kind, s, s->arena);
    if (named(s, "date_format")) {
        struct date_style style = {.pattern = k->date_pattern};

        return date_read(cell, &style, out, &n, &read);
    }
    if (named(s, "length")) {
        len = utf8_count(cell);
        return (k->min.type == V_NULL || decimal_cmp(decimal_int(len, a), k->min.num) >= 0) &&
               (k->max.type == V_NULL || decimal_cmp(decimal_int(len, a), k->max.num) <= 0);
    }
    /* greater_than */
    if (column_cell(&s->in->col[s->other], r).n == 0) return true;
    if (!value_read(cell, kind, a, &v) ||
        !value_read(column_cell(&s->in->col[s->other], r), s->in->col[s->other].kind, a, &w))
        return false;
    return value_cmp(&v, &w) > 0 || (k->or_equal && value_cmp(&v, &w) == 0);
}

static void each_cell(struct sentinel *s, int col, struct finding *x)
{
    enum kind kind = named(s, "length") ? KIND_NUMBER : s->in->col[col].kind;
    struct cellcheck k = {.min = bound(s, s->min, kind), .max = bound(s, s->max, kind)};
    slice order = json_text(json_member(s->doc, "order"));
    struct arena scratch;
    struct err e = {0};

    k.date_pattern = json_text(json_member(s->doc, "pattern"));
    k.strict = slice_starts(order, S("strictly"));
    k.down = slice_ends(order, S("decreasing"));
    k.or_equal = json_flag(json_member(s->doc, "or_equal"), false);
    if (named(s, "pattern")) k.pattern = pattern_open(k.date_pattern, false, &e);
    arena_init(&scratch, ARENA_NO_LIMIT);
    for (int64_t r = 0; r < s->in->nrow; r++) {
        if (column_cell(&s->in->col[col], r).n == 0) continue;
        x->of++;
        if (!good(s, &k, col, r, &scratch)) bad(x, col, r);
        if (scratch.used > 1 << 18) arena_free(&scratch);
    }
    arena_free(&scratch);
    pattern_close(k.pattern);
    x->what = about(s, arena_printf(s->arena, "cells fail %s", s->check->name).p, col);
}

static void nulls(struct sentinel *s, int col, struct finding *x)
{
    struct arena *a = s->arena;

    x->of = s->in->nrow;
    for (int64_t r = 0; r < s->in->nrow; r++)
        if (column_cell(&s->in->col[col], r).n == 0) bad(x, col, r);
    x->what = about(s, named(s, "null_rate") ? "share of empty cells" : "empty cells", col);
    if (!named(s, "null_rate")) return;
    x->measured = x->of == 0
                      ? decimal_int(0, a)
                      : decimal_div(decimal_mul(decimal_int(x->bad, a), decimal_int(100, a), a),
                                    decimal_int(x->of, a), a);
    x->in_percent = true;
}

static void parse_rate(struct sentinel *s, int col, struct finding *x)
{
    struct arena scratch, *a = s->arena;
    struct value v;

    arena_init(&scratch, ARENA_NO_LIMIT);
    for (int64_t r = 0; r < s->in->nrow; r++) {
        slice cell = column_cell(&s->in->col[col], r);

        if (cell.n == 0) continue;
        x->of++;
        if (!value_read(cell, s->kind, &scratch, &v)) bad(x, col, r);
        if (scratch.used > 1 << 18) arena_free(&scratch);
    }
    arena_free(&scratch);
    x->what = about(s, arena_printf(a, "share of cells that are %s", kind_name(s->kind)).p, col);
    if (!s->bounded) s->lo = decimal_int(100, a), s->bounded = true;
    x->measured =
        x->of == 0
            ? decimal_int(100, a)
            : decimal_div(decimal_mul(decimal_int(x->of - x->bad, a), decimal_int(100, a), a),
                          decimal_int(x->of, a), a);
    x->in_percent = true;
}

/* --------------------------------------------------------- several rows */

/* The cells of a row in the columns, as one text. */
static slice key_of(const struct sentinel *s, const int *col, int n, int64_t r)
{
    struct buf b = {0};

    for (int i = 0; i < n; i++) {
        slice c = column_cell(&s->in->col[col != NULL ? col[i] : i], r);

        buf_printf(&b, "%lld:", (long long)c.n);
        buf_put(&b, c);
    }
    return buf_take(&b, s->arena);
}

/* A set of texts; slots are a power of two and never full. */
struct set {
    slice *at;
    bool *used;
    uint64_t slots;
};

static bool set_new(struct set *t, int64_t n, struct arena *a)
{
    for (t->slots = 16; t->slots < (uint64_t)n * 2; t->slots *= 2) continue;
    t->at = arena_new(a, slice, t->slots);
    t->used = arena_new(a, bool, t->slots);
    return t->at != NULL && t->used != NULL;
}

/* True when it was there already. */
static bool set_has(struct set *t, slice key, bool put)
{
    uint64_t i = slice_hash(key) & (t->slots - 1);

    for (; t->used[i]; i = (i + 1) & (t->slots - 1))
        if (slice_eq(t->at[i], key)) return true;
    if (put) t->used[i] = true, t->at[i] = key;
    return false;
}

static void repeated(struct sentinel *s, struct finding *x)
{
    bool whole = named(s, "duplicate_rows");
    int n = whole ? s->in->ncol : s->ncolumn;
    struct set seen;

    if (n == 0 || !set_new(&seen, s->in->nrow, s->arena)) return;
    x->of = s->in->nrow;
    for (int64_t r = 0; r < s->in->nrow; r++)
        if (set_has(&seen, key_of(s, whole ? NULL : s->column, n, r), true))
            bad(x, whole ? 0 : s->column[0], r);
    x->what = whole ? S("rows repeat another row") : about(s, "rows repeat the key", s->column[0]);
}

static void referential(struct sentinel *s, int col, struct finding *x)
{
    struct set known;

    if (!set_new(&known, s->in->nrow, s->arena)) return;
    for (int64_t r = 0; r < s->in->nrow; r++)
        set_has(&known, column_cell(&s->in->col[s->other], r), true);
    for (int64_t r = 0; r < s->in->nrow; r++) {
        slice cell = column_cell(&s->in->col[col], r);

        if (cell.n == 0) continue;
        x->of++;
        if (!set_has(&known, cell, false)) bad(x, col, r);
    }
    x->what = about(s,
                    arena_printf(s->arena, "cells are not in column \"%.*s\":",
                                 SLICE_ARG(s->in->col[s->other].name))
                        .p,
                    col);
}

static void total_leak(struct sentinel *s, struct finding *x)
{
    bool *is = arena_new(s->arena, bool, s->in->nrow > 0 ? s->in->nrow : 1);

    x->of = s->in->nrow;
    x->what = S("rows are totals of others");
    if (is == NULL || s->in->ncol == 0 ||
        total_find(s->in, s->column, s->ncolumn, NULL, 0, TOTAL_AUTO, s->arena, is) <= 0)
        return;
    for (int64_t r = 0; r < s->in->nrow; r++)
        if (is[r]) bad(x, s->ncolumn > 0 ? s->column[0] : 0, r);
}

/* ---------------------------------------------------------------- numbers */

static void sum_equals(struct sentinel *s, int col, struct finding *x)
{
    struct arena *a = s->arena, scratch[2];
    const struct json *doc = s->doc;
    const struct decimal *want = decimal_parse(json_member(doc, "total")->text, a), *sum;
    const struct decimal *slack = json_member(doc, "tolerance") != NULL
                                      ? decimal_parse(json_member(doc, "tolerance")->text, a)
                                      : decimal_int(0, a);
    const struct decimal *off;
    int now = 0;

    arena_init(&scratch[0], ARENA_NO_LIMIT);
    arena_init(&scratch[1], ARENA_NO_LIMIT);
    sum = decimal_int(0, &scratch[0]);
    for (int64_t r = 0; r < s->in->nrow && sum != NULL; r++) {
        slice cell = column_cell(&s->in->col[col], r);
        const struct decimal *v = cell.n > 0 ? decimal_parse(cell, &scratch[now]) : NULL;

        if (v == NULL && cell.n > 0) bad(x, col, r);
        if (v != NULL) sum = decimal_add(sum, v, &scratch[now]);
        if (scratch[now].used > 1 << 20 && sum != NULL) {
            sum = decimal_copy(sum, &scratch[1 - now]);
            arena_free(&scratch[now]);
            now = 1 - now;
        }
    }
    sum = sum != NULL ? decimal_copy(sum, a) : NULL;
    arena_free(&scratch[0]);
    arena_free(&scratch[1]);
    x->what = about(s, "cells are no numbers", col);
    if (x->bad > 0 || want == NULL || slack == NULL || sum == NULL) {
        if (x->bad == 0)
            x->bad = 1, x->what = about(s, "total that is no number, for the sum", col);
        return;
    }
    off = decimal_sub(sum, want, a);
    if (decimal_sign(off) < 0) off = decimal_neg(off, a);
    if (decimal_cmp(off, slack) <= 0) return;
    x->bad = 1;
    x->what =
        arena_printf(a, "sum of column \"%.*s\" is %.*s, not %.*s", SLICE_ARG(s->in->col[col].name),
                     SLICE_ARG(decimal_text(sum, a)), SLICE_ARG(decimal_text(want, a)));
}

static int by_size(const void *p, const void *q)
{
    double x = *(const double *)p, y = *(const double *)q;

    return x < y ? -1 : x > y;
}

/* Only the order of magnitude counts here, so binary floating point will do. */
static void magnitude(struct sentinel *s, int col, struct finding *x)
{
    double factor = json_double(json_member(s->doc, "factor"), 1000), middle;
    double *v = arena_new(s->arena, double, s->in->nrow > 0 ? s->in->nrow : 1);
    int64_t n = 0;

    if (v == NULL) return;
    for (int64_t r = 0; r < s->in->nrow; r++) {
        slice cell = column_cell(&s->in->col[col], r);
        double d = cell.n > 0 ? strtod(arena_z(s->arena, cell), NULL) : 0;

        if (d != 0) v[n++] = d < 0 ? -d : d;
    }
    x->of = n;
    x->what = about(s, "numbers are far beyond the median", col);
    if (n == 0) return;
    qsort(v, (size_t)n, sizeof *v, by_size);
    middle = v[n / 2];
    for (int64_t r = 0; r < s->in->nrow; r++) {
        slice cell = column_cell(&s->in->col[col], r);
        double d = cell.n > 0 ? strtod(arena_z(s->arena, cell), NULL) : 0;

        if ((d < 0 ? -d : d) >= middle * factor) bad(x, col, r);
    }
}

/* ----------------------------------------------------------- the whole table */

static void column_order(struct sentinel *s, struct finding *x)
{
    const struct json *want = json_member(s->doc, "columns");
    struct buf b = {0};
    bool same = json_count(want) == s->in->ncol;

    for (int c = 0; same && c < s->in->ncol; c++)
        same = slice_eq(json_text(want->item[c]), s->in->col[c].name);
    for (int c = 0; c < s->in->ncol; c++)
        buf_printf(&b, "%s%.*s", c > 0 ? ", " : "", SLICE_ARG(s->in->col[c].name));
    x->bad = !same;
    x->what = arena_printf(s->arena, "other order: the columns are %.*s", SLICE_ARG(buf_slice(&b)));
    buf_free(&b);
}

static void freshness(struct sentinel *s, int col, struct finding *x)
{
    slice limit = json_text(json_member(s->doc, "not_before")), newest = S("");
    int64_t age = json_i64(json_member(s->doc, "max_age_days"), -1);
    struct value now;
    moment clock = clock_now();

    for (int64_t r = 0; r < s->in->nrow; r++) {
        slice cell = column_cell(&s->in->col[col], r);

        /* Canonical dates sort as text. */
        if (slice_cmp(cell, newest) > 0) newest = cell;
    }
    if (age >= 0 && value_read((slice){clock.iso, 10}, KIND_DATE, s->arena, &now)) {
        struct value oldest = value_date(now.at.days - age);

        limit = value_write(&oldest, s->arena);
    }
    x->bad = slice_cmp(newest, limit) < 0;
    x->what =
        arena_printf(s->arena, "column \"%.*s\" is stale: its newest date is %.*s, before %.*s",
                     SLICE_ARG(s->in->col[col].name), SLICE_ARG(newest), SLICE_ARG(limit));
}

int sentinelcheck_find(struct sentinel *s, struct finding *out)
{
    int n = 0;

    memset(out, 0, sizeof *out);
    if (named(s, "row_count")) {
        out->measured = decimal_int(s->in->nrow, s->arena);
        out->what = S("number of rows");
        return 1;
    }
    if (named(s, "unique") || named(s, "duplicate_rows")) return repeated(s, out), 1;
    if (named(s, "total_leak")) return total_leak(s, out), 1;
    if (named(s, "column_order")) return column_order(s, out), 1;
    for (int i = 0; i < s->ncolumn && n < SENTINEL_FINDINGS; i++) {
        struct finding *x = &out[n++];
        int col = s->column[i];

        memset(x, 0, sizeof *x);
        if (named(s, "not_null") || named(s, "null_rate"))
            nulls(s, col, x);
        else if (named(s, "parse_rate"))
            parse_rate(s, col, x);
        else if (named(s, "referential"))
            referential(s, col, x);
        else if (named(s, "sum_equals_total"))
            sum_equals(s, col, x);
        else if (named(s, "magnitude"))
            magnitude(s, col, x);
        else if (named(s, "freshness"))
            freshness(s, col, x);
        else
            each_cell(s, col, x);
    }
    return n;
}
