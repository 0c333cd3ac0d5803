#include "target.h"

#include "formulanode.h"
#include "pattern.h"
#include "utf8.h"

struct target {
    const struct json *doc, *missing; /* missing: array or NULL ("" alone) */
    const struct table *in;
    struct arena *arena;
    struct failures *failures;
};

static struct failure *fail(struct target *t, const char *pointer, slice text)
{
    struct failure *f = failure_add(t->failures, FAIL_TARGET_MISMATCH, 0, "the target schema %.*s",
                                    SLICE_ARG(text));

    f->argument = S("target");
    f->pointer = arena_copy(t->failures->arena, slice_z(pointer));
    return f;
}

static bool is_missing(const struct target *t, slice cell)
{
    if (cell.n == 0) return true;
    for (int i = 0; i < json_count(t->missing); i++)
        if (slice_eq(json_text(t->missing->item[i]), cell)) return true;
    return false;
}

/* The kind that cells of a field's type have. False: any text will do. */
static bool kind_of_type(slice type, enum kind *kind)
{
    static const struct {
        const char *type;
        enum kind kind;
    } t[] = {{"integer", KIND_INTEGER}, {"number", KIND_NUMBER},     {"boolean", KIND_BOOL},
             {"date", KIND_DATE},       {"datetime", KIND_DATETIME}, {"time", KIND_TIME},
             {"year", KIND_INTEGER}};

    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++)
        if (slice_eqz(type, t[i].type)) return *kind = t[i].kind, true;
    *kind = KIND_TEXT;
    return false;
}

/* One rule over all cells of a field; what is wrong with a cell is in `broken`. */
struct rule {
    const char *name; /* of the constraint, or "type" */
    const struct json *v;
    enum kind kind;
    struct value bound;
    struct pattern *pattern;
};

static bool holds(const struct rule *x, slice cell, struct arena *a)
{
    struct value v;
    slice group[1];
    int64_t n;

    if (!value_read(cell, x->kind, a, &v)) return strcmp(x->name, "type") != 0;
    if (strcmp(x->name, "type") == 0) return x->kind != KIND_INTEGER || decimal_is_integer(v.num);
    if (strcmp(x->name, "enum") == 0) {
        for (int i = 0; i < json_count(x->v); i++)
            if (x->v->item[i]->type == J_TRUE    ? slice_eqz(cell, "true")
                : x->v->item[i]->type == J_FALSE ? slice_eqz(cell, "false")
                                                 : slice_eq(x->v->item[i]->text, cell))
                return true;
        return false;
    }
    if (strcmp(x->name, "pattern") == 0)
        return pattern_find(x->pattern, cell, group, 1) == 1 && group[0].n == cell.n;
    n = strcmp(x->name, "minLength") == 0   ? utf8_count(cell) - json_i64(x->v, 0)
        : strcmp(x->name, "maxLength") == 0 ? json_i64(x->v, 0) - utf8_count(cell)
        : strcmp(x->name, "minimum") == 0   ? value_cmp(&v, &x->bound)
                                            : -value_cmp(&v, &x->bound);
    return n >= 0;
}

static void run_rule(struct target *t, const struct rule *x, int field, int col)
{
    const struct column *c = &t->in->col[col];
    struct failure *f = NULL;
    struct arena scratch;
    struct buf b = {0};

    json_write(&b, x->v, 0);
    arena_init(&scratch, ARENA_NO_LIMIT);
    for (int64_t r = 0; r < t->in->nrow; r++) {
        struct place at = table_place(t->in, col, r);

        if (is_missing(t, column_cell(c, r)) || holds(x, column_cell(c, r), &scratch)) continue;
        if (f == NULL) {
            f = fail(t,
                     arena_printf(t->arena, "/fields/%d/%s%s", field,
                                  strcmp(x->name, "type") == 0 ? "" : "constraints/", x->name)
                         .p,
                     arena_printf(t->arena, "wants %s %.*s of column \"%.*s\"", x->name,
                                  SLICE_ARG(buf_slice(&b)), SLICE_ARG(c->name)));
        }
        failure_cell(f, at.row, at.col, c->name, column_cell(c, r));
        if (scratch.used > 1 << 18) arena_free(&scratch);
    }
    arena_free(&scratch);
    buf_free(&b);
}

static void check_required(struct target *t, int field, int col)
{
    struct failure *f = NULL;

    for (int64_t r = 0; r < t->in->nrow; r++) {
        struct place at = table_place(t->in, col, r);
        const struct column *c = &t->in->col[col];

        if (!is_missing(t, column_cell(c, r))) continue;
        if (f == NULL) {
            f = fail(t, arena_printf(t->arena, "/fields/%d/constraints/required", field).p,
                     arena_printf(t->arena, "wants a value in every row of column \"%.*s\"",
                                  SLICE_ARG(c->name)));
        }
        failure_cell(f, at.row, at.col, c->name, column_cell(c, r));
    }
}

/* Rows whose cells in these columns were there before. */
static void check_unique(struct target *t, const char *pointer, const int *col, int n)
{
    uint64_t slots = 16;
    int64_t *slot;
    slice *key;
    struct failure *f = NULL;

    while (slots < (uint64_t)t->in->nrow * 2) slots *= 2;
    slot = arena_new(t->arena, int64_t, slots);
    key = arena_new(t->arena, slice, t->in->nrow > 0 ? t->in->nrow : 1);
    for (int64_t r = 0; slot != NULL && key != NULL && r < t->in->nrow; r++) {
        struct buf b = {0};
        uint64_t i;
        bool empty = true;

        for (int k = 0; k < n; k++) {
            slice c = column_cell(&t->in->col[col[k]], r);

            empty = empty && is_missing(t, c);
            buf_printf(&b, "%lld:", (long long)c.n);
            buf_put(&b, c);
        }
        key[r] = buf_take(&b, t->arena);
        if (empty) continue;
        for (i = slice_hash(key[r]) & (slots - 1);
             slot[i] != 0 && !slice_eq(key[slot[i] - 1], key[r]);)
            i = (i + 1) & (slots - 1);
        if (slot[i] == 0) {
            slot[i] = r + 1;
            continue;
        }
        if (f == NULL) {
            f = fail(t, pointer,
                     arena_printf(t->arena, "wants no value of column \"%.*s\" twice",
                                  SLICE_ARG(t->in->col[col[0]].name)));
        }
        failure_cell(f, table_place(t->in, col[0], r).row, table_place(t->in, col[0], r).col,
                     t->in->col[col[0]].name, column_cell(&t->in->col[col[0]], r));
    }
}

static void check_field(struct target *t, const struct json *field, int i, int col)
{
    static const char *const ranged[] = {"enum",    "pattern", "minLength", "maxLength",
                                         "minimum", "maximum", NULL};
    const struct json *type = json_member(field, "type"),
                      *limits = json_member(field, "constraints");
    struct rule x = {.name = "type", .v = type};
    struct err e = {0};

    if (kind_of_type(json_text(type), &x.kind)) run_rule(t, &x, i, col);
    if (json_flag(json_member(limits, "required"), false)) check_required(t, i, col);
    if (json_flag(json_member(limits, "unique"), false))
        check_unique(t, arena_printf(t->arena, "/fields/%d/constraints/unique", i).p, &col, 1);
    for (int k = 0; ranged[k] != NULL; k++) {
        struct rule y = {.name = ranged[k], .v = json_member(limits, ranged[k]), .kind = x.kind};
        bool bad = false;

        if (y.v == NULL) continue;
        if (strcmp(y.name, "pattern") == 0)
            bad = (y.pattern = pattern_open(json_text(y.v), false, &e)) == NULL;
        if (strncmp(y.name, "min", 3) == 0 || strncmp(y.name, "max", 3) == 0)
            bad = !value_read(y.v->text, k >= 4 ? x.kind : KIND_NUMBER, t->arena, &y.bound);
        if (bad)
            fail(t, arena_printf(t->arena, "/fields/%d/constraints/%s", i, y.name).p,
                 arena_printf(t->arena, "has a \"%s\" that cannot be used: %.*s", y.name,
                              SLICE_ARG(y.v->text)));
        else
            run_rule(t, &y, i, col);
        pattern_close(y.pattern);
    }
}

static void missing_column(struct target *t, slice name, int i)
{
    struct failure *f = fail(t, arena_printf(t->arena, "/fields/%d", i).p,
                             arena_printf(t->arena,
                                          "has a field \"%.*s\", the result no such "
                                          "column",
                                          SLICE_ARG(name)));
    int best = 4;

    for (int c = 0; c < t->in->ncol; c++) {
        int d = slice_distance(name, t->in->col[c].name, 3);

        if (d < best) best = d, f->suggestion = t->in->col[c].name;
    }
}

static void check_key(struct target *t)
{
    const struct json *key = json_member(t->doc, "primaryKey");
    int n = json_is(key, J_TEXT) ? 1 : json_count(key), *col;

    if (n == 0) return;
    col = arena_new(t->arena, int, n);
    for (int i = 0; i < n; i++) {
        col[i] = table_find(t->in, json_text(json_is(key, J_TEXT) ? key : key->item[i]), 1);
        if (col[i] < 0) return;
    }
    check_unique(t, "/primaryKey", col, n);
}

bool target_check(slice schema, const struct table *in, struct arena *a, struct failures *f)
{
    struct err e = {0};
    struct target t = {.in = in, .arena = a, .failures = f};
    const struct json *fields;
    slice match;
    int before = f->n;
    bool *wanted = arena_new(a, bool, in->ncol > 0 ? in->ncol : 1);

    t.doc = json_parse(a, schema, &e);
    fields = json_member(t.doc, "fields");
    t.missing = json_member(t.doc, "missingValues");
    if (t.doc == NULL || !json_is(fields, J_ARRAY) || wanted == NULL) {
        fail(&t, "",
             arena_printf(a, "cannot be used: %s",
                          t.doc == NULL ? e.text : "it has no array \"fields\""));
        return false;
    }
    match = json_text(json_member(t.doc, "fieldsMatch"));
    for (int i = 0; i < fields->n; i++) {
        slice name = json_text(json_member(fields->item[i], "name"));
        int col = table_find(in, name, 1);

        if (col < 0 && (slice_eqz(match, "superset") || slice_eqz(match, "partial"))) continue;
        if (col < 0) {
            missing_column(&t, name, i);
            continue;
        }
        wanted[col] = true;
        if (slice_eqz(match, "exact") && col != i)
            fail(&t, arena_printf(a, "/fields/%d", i).p,
                 arena_printf(a, "has field \"%.*s\" in place %d, the result in place %d",
                              SLICE_ARG(name), i + 1, col + 1));
        check_field(&t, fields->item[i], i, col);
    }
    for (int c = 0; c < in->ncol; c++)
        if (!wanted[c] && !slice_eqz(match, "subset") && !slice_eqz(match, "partial"))
            fail(&t, "/fields",
                 arena_printf(a, "has no field for column \"%.*s\"", SLICE_ARG(in->col[c].name)));
    check_key(&t);
    return f->n == before;
}
