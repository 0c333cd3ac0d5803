#include "target.h"

#include "formulanode.h"
#include "jsonschema.h"
#include "keyset.h"
#include "pattern.h"
#include "targettype.h"

enum { SCRATCH = 1 << 18 };

struct target {
    const struct json *doc;
    const struct table *in;
    const struct target_options *options;
    struct arena *arena, scratch;
    struct target_result *out;
    struct failures *failures;
};

/* One field and the column that has it. */
struct field {
    const struct json *doc, *missing; /* missing: an array, or NULL: the empty string alone */
    int index, col;
    const struct targettype *type;
};

/* A rule while it is run over the rows: its failure, once there is one. */
struct rule {
    const char *error;  /* the type of a Frictionless error */
    const char *member; /* "constraints/minimum" */
    slice text;         /* "wants ..." */
    slice pointer;      /* instead of the field's */
    struct failure *failure;
};

/* --------------------------------------------------------------- reporting */

static struct failure *fail(struct target *t, slice pointer, slice text)
{
    struct failure *f = failure_add(t->failures, FAIL_TARGET_MISMATCH, 0, "the target schema %.*s",
                                    SLICE_ARG(text));

    f->argument = S("target");
    f->pointer = pointer;
    return f;
}

static void error(struct target *t, const char *type, int col, int64_t row, slice note)
{
    struct target_result *o = t->out;

    o->errors++;
    if (row < 0)
        o->columns_wrong = true;
    else if (!o->bad[row])
        o->bad[row] = true, o->nbad++;
    if (o->nerror == o->cap) {
        int cap = o->cap * 2 + 64;
        struct target_error *more =
            cap < TARGET_ERRORS_MAX ? arena_new(t->arena, struct target_error, cap) : NULL;

        if (more == NULL) return;
        if (o->nerror > 0) memcpy(more, o->error, sizeof *more * (size_t)o->nerror);
        o->error = more;
        o->cap = cap;
    }
    o->error[o->nerror++] = (struct target_error){
        .type = type,
        .field = col >= 0 ? t->in->col[col].name : S(""),
        .cell = col >= 0 && row >= 0 ? column_cell(&t->in->col[col], row) : S(""),
        .column = col + 1,
        .row = row + 1,
        .note = note};
}

/* Something about the table as a whole. */
static void structural(struct target *t, const char *type, int col, const char *pointer, slice text)
{
    fail(t, arena_copy(t->failures->arena, slice_z(pointer)), text);
    error(t, type, col, -1, text);
}

/* Cell (col, row) breaks the rule. */
static void offend(struct target *t, struct rule *x, const struct field *f, int col, int64_t row)
{
    struct place at = table_place(t->in, col, row);

    if (x->failure == NULL) {
        slice pointer = x->pointer.n > 0
                            ? x->pointer
                            : arena_printf(t->arena, "/fields/%d/%s", f->index, x->member);

        x->failure = fail(t, pointer, x->text);
    }
    failure_cell(x->failure, at.row, at.col, t->in->col[col].name,
                 column_cell(&t->in->col[col], row));
    error(t, x->error, col, row, x->text);
}

/* ------------------------------------------------------------------ fields */

/* An item of missingValues: a string, or since version 2 an object with a label. */
static bool is_missing(const struct field *f, slice cell)
{
    if (cell.n == 0) return true;
    for (int i = 0; i < json_count(f->missing); i++) {
        const struct json *v = f->missing->item[i];

        if (slice_eq(json_text(v->type == J_OBJECT ? json_member(v, "value") : v), cell))
            return true;
    }
    return false;
}

static bool is_float_word(slice s)
{
    return slice_eqz(s, "NaN") || slice_eqz(s, "INF") || slice_eqz(s, "-INF");
}

static void check_type(struct target *t, const struct field *f)
{
    const struct column *c = &t->in->col[f->col];
    struct rule x = {.error = "type-error", .member = "type"};

    x.text = arena_printf(t->arena, "wants type \"%s\" of column \"%.*s\"",
                          targettype_name(f->type), SLICE_ARG(c->name));
    for (int64_t r = 0; r < t->in->nrow; r++) {
        struct value v;

        if (is_missing(f, column_cell(c, r))) continue;
        if (!targettype_read(f->type, column_cell(c, r), c->kind, &t->scratch, &v))
            offend(t, &x, f, f->col, r);
        if (t->scratch.used > SCRATCH) arena_free(&t->scratch);
    }
}

static void check_required(struct target *t, const struct field *f)
{
    const struct column *c = &t->in->col[f->col];
    struct rule x = {.error = "constraint-error", .member = "constraints/required"};

    x.text =
        arena_printf(t->arena, "wants a value in every row of column \"%.*s\"", SLICE_ARG(c->name));
    for (int64_t r = 0; r < t->in->nrow; r++)
        if (is_missing(f, column_cell(c, r))) offend(t, &x, f, f->col, r);
}

/* ------------------------------------------------------------- constraints */

enum constraint {
    C_CATEGORIES, /* a member of the field itself */
    C_ENUM,
    C_PATTERN,
    C_JSON_SCHEMA,
    C_MIN_LENGTH,
    C_MAX_LENGTH,
    C_MIN,
    C_MAX,
    C_ABOVE,
    C_BELOW
};
static const char *const constraint_name[] = {"categories",
                                              "constraints/enum",
                                              "constraints/pattern",
                                              "constraints/jsonSchema",
                                              "constraints/minLength",
                                              "constraints/maxLength",
                                              "constraints/minimum",
                                              "constraints/maximum",
                                              "constraints/exclusiveMinimum",
                                              "constraints/exclusiveMaximum"};

/* The last name of it. */
static const char *short_name(enum constraint c)
{
    const char *slash = strchr(constraint_name[c], '/');

    return slash != NULL ? slash + 1 : constraint_name[c];
}

struct limit {
    enum constraint what;
    const struct json *v;
    struct value bound;
    int64_t length;
    struct pattern *pattern;
};

/* An item of an enum or of categories. */
static slice scalar(const struct json *v)
{
    if (v->type == J_OBJECT) v = json_member(v, "value");
    if (v == NULL) return S("");
    return v->type == J_TRUE ? S("true") : v->type == J_FALSE ? S("false") : v->text;
}

static const char *scalar_z(struct target *t, const struct json *v)
{
    return arena_z(t->arena, scalar(v));
}

static bool among(struct target *t, const struct field *f, const struct json *list, slice cell,
                  const struct value *v)
{
    for (int i = 0; i < json_count(list); i++) {
        slice one = scalar(list->item[i]);
        struct value w;

        if (slice_eq(one, cell)) return true;
        if (v->type != V_TEXT && targettype_read(f->type, one, KIND_TEXT, &t->scratch, &w) &&
            w.type == v->type && value_cmp(v, &w) == 0)
            return true;
    }
    return false;
}

static bool holds(struct target *t, const struct field *f, const struct limit *l, slice cell,
                  const struct value *v)
{
    const struct json *doc;
    slice group[1];
    int c = 0;

    if (l->what >= C_MIN) {
        /* NaN and infinities have no place in an order; what is of another type was said. */
        if (v->type != l->bound.type || is_float_word(cell)) return true;
        c = value_cmp(v, &l->bound);
    }
    switch (l->what) {
    case C_CATEGORIES:
    case C_ENUM:
        return among(t, f, l->v, cell, v);
    case C_JSON_SCHEMA:
        doc = json_parse(&t->scratch, cell, NULL);
        return doc != NULL && jsonschema_valid(l->v, doc, &t->scratch);
    case C_PATTERN:
        return pattern_find(l->pattern, cell, group, 1) == 1 && group[0].n == cell.n;
    case C_MIN_LENGTH:
        return targettype_length(f->type, cell, &t->scratch) >= l->length;
    case C_MAX_LENGTH:
        return targettype_length(f->type, cell, &t->scratch) <= l->length;
    case C_MIN:
        return c >= 0;
    case C_MAX:
        return c <= 0;
    case C_ABOVE:
        return c > 0;
    case C_BELOW:
        break;
    }
    return c < 0;
}

/* False, with `e` where there is more to say than that it cannot be used. */
static bool open_limit(struct target *t, const struct field *f, struct limit *l, struct err *e)
{
    slice text = scalar(l->v);

    if (l->what == C_ENUM || l->what == C_CATEGORIES) return l->v->type == J_ARRAY;
    if (l->what == C_JSON_SCHEMA)
        return targettype_is_json(f->type)
                   ? jsonschema_check(l->v, t->arena, e)
                   : err_set(e, E_FAILED, "type %s is no JSON", targettype_name(f->type));
    if (l->what == C_MIN_LENGTH || l->what == C_MAX_LENGTH)
        return slice_i64(text, &l->length) && l->length >= 0;
    if (l->what == C_PATTERN) {
        /* The whole cell must match, as in XML Schema. */
        text = arena_printf(t->arena, "^(?:%.*s)$", SLICE_ARG(text));
        return l->v->type == J_TEXT && (l->pattern = pattern_open(text, false, e)) != NULL;
    }
    return targettype_read(f->type, text, KIND_TEXT, t->arena, &l->bound) ||
           targettype_read(f->type, text, t->in->col[f->col].kind, t->arena, &l->bound);
}

static void check_limit(struct target *t, const struct field *f, struct limit *l)
{
    const struct column *c = &t->in->col[f->col];
    const char *name = short_name(l->what);
    struct rule x = {.error = "constraint-error", .member = constraint_name[l->what]};
    struct buf b = {0};

    json_write(&b, l->v, 0);
    x.text = arena_printf(t->arena, "wants %s %.*s of column \"%.*s\"", name,
                          SLICE_ARG(buf_slice(&b)), SLICE_ARG(c->name));
    buf_free(&b);
    for (int64_t r = 0; r < t->in->nrow; r++) {
        slice cell = column_cell(c, r);
        struct value v;

        if (is_missing(f, cell)) continue;
        if (targettype_read(f->type, cell, c->kind, &t->scratch, &v) && !holds(t, f, l, cell, &v))
            offend(t, &x, f, f->col, r);
        if (t->scratch.used > SCRATCH) arena_free(&t->scratch);
    }
}

static void check_limits(struct target *t, const struct field *f)
{
    const struct json *limits = json_member(f->doc, "constraints");

    for (int i = C_CATEGORIES; i <= C_BELOW; i++) {
        enum constraint what = (enum constraint)i;
        const struct json *of = what == C_CATEGORIES ? f->doc : limits;
        struct limit l = {.what = what, .v = json_member(of, short_name(what))};
        struct err e = {0};

        if (l.v == NULL) continue;
        if (open_limit(t, f, &l, &e))
            check_limit(t, f, &l);
        else
            structural(t, "schema-error", f->col,
                       arena_printf(t->arena, "/fields/%d/%s", f->index, constraint_name[i]).p,
                       arena_printf(t->arena, "has a \"%s\" that cannot be used: %s",
                                    short_name(what),
                                    e.code != E_NONE ? e.text : scalar_z(t, l.v)));
        pattern_close(l.pattern);
    }
}

/* -------------------------------------------------------------------- keys */

/* The columns of a key: a name or a list of names. NULL: one is not there, which is said elsewhere
 * for the fields; n is 0 then. */
static int *key_columns(struct target *t, const struct table *in, const struct json *key, int *n)
{
    int count = json_is(key, J_TEXT) ? 1 : json_is(key, J_ARRAY) ? key->n : 0;
    int *col = arena_new(t->arena, int, count > 0 ? count : 1);

    *n = 0;
    for (int i = 0; col != NULL && i < count; i++) {
        col[i] = table_find(in, json_text(json_is(key, J_TEXT) ? key : key->item[i]), 1);
        if (col[i] < 0) return NULL;
    }
    *n = count;
    return col;
}

/* The row's key; false when a cell of it is empty. */
static bool key_of(const struct table *in, const int *col, int n, int64_t r, struct keyset_key *out)
{
    bool full = true;

    *out = keyset_key();
    for (int i = 0; i < n; i++) {
        slice cell = column_cell(&in->col[col[i]], r);

        full = full && cell.n > 0;
        keyset_cell(out, cell);
    }
    return full;
}

/* Rows whose key was there before. An incomplete key is like no other, but no primary key. */
static void check_unique(struct target *t, const char *pointer, const char *type, const int *col,
                         int n, bool primary)
{
    struct rule again = {.error = type}, empty = {.error = type};
    struct keyset seen;
    slice name = t->in->col[col[0]].name;

    if (!keyset_open(&seen, t->arena, t->in->nrow)) return;
    again.pointer = empty.pointer = arena_copy(t->arena, slice_z(pointer));
    again.text =
        n == 1 ? arena_printf(t->arena, "wants no value of column \"%.*s\" twice", SLICE_ARG(name))
               : arena_printf(t->arena, "wants no key of %d columns from \"%.*s\" twice", n,
                              SLICE_ARG(name));
    empty.text =
        arena_printf(t->arena, "wants the primary key filled in column \"%.*s\"", SLICE_ARG(name));
    for (int64_t r = 0; r < t->in->nrow; r++) {
        struct keyset_key k;

        if (!key_of(t->in, col, n, r, &k)) {
            if (primary) offend(t, &empty, NULL, col[0], r);
        } else if (keyset_put(&seen, k)) {
            offend(t, &again, NULL, col[0], r);
        }
    }
}

static const struct table *resource(const struct target *t, slice name, bool *known)
{
    *known = true;
    if (name.n == 0) return t->in;
    for (int i = 0; i < t->options->ninput; i++)
        if (slice_eq(t->options->input[i].name, name)) return t->options->input[i].table;
    *known = false;
    return NULL;
}

static void check_foreign(struct target *t, const struct json *key, int index)
{
    const struct json *to = json_member(key, "reference");
    slice name = json_text(json_member(to, "resource"));
    char *pointer = arena_z(t->arena, arena_printf(t->arena, "/foreignKeys/%d", index));
    struct rule x = {.error = "foreign-key", .pointer = slice_z(pointer)};
    struct keyset there;
    bool known;
    const struct table *other = resource(t, name, &known);
    int n, m, *col = key_columns(t, t->in, json_member(key, "fields"), &n), *ref = NULL;

    if (!known)
        structural(t, "schema-error", -1, pointer,
                   arena_printf(t->arena,
                                "has a foreign key into \"%.*s\", which is no input of the plan",
                                SLICE_ARG(name)));
    if (other == NULL) return;
    ref = key_columns(t, other, json_member(to, "fields"), &m);
    if (col == NULL || ref == NULL || n != m || n == 0) {
        structural(t, "schema-error", -1, pointer,
                   S("has a foreign key whose fields are not there on both sides"));
        return;
    }
    if (!keyset_open(&there, t->arena, other->nrow)) return;
    for (int64_t r = 0; r < other->nrow; r++) {
        struct keyset_key k;

        key_of(other, ref, m, r, &k);
        keyset_put(&there, k);
    }
    x.text = arena_printf(t->arena, "wants the values of column \"%.*s\" in \"%.*s\"%s%.*s",
                          SLICE_ARG(t->in->col[col[0]].name), SLICE_ARG(other->col[ref[0]].name),
                          name.n > 0 ? " of " : "", SLICE_ARG(name));
    for (int64_t r = 0; r < t->in->nrow; r++) {
        struct keyset_key k;

        if (key_of(t->in, col, n, r, &k) && !keyset_has(&there, k)) offend(t, &x, NULL, col[0], r);
    }
}

static void check_keys(struct target *t)
{
    const struct json *unique = json_member(t->doc, "uniqueKeys"),
                      *foreign = json_member(t->doc, "foreignKeys");
    int n, *col = key_columns(t, t->in, json_member(t->doc, "primaryKey"), &n);

    if (col != NULL && n > 0) check_unique(t, "/primaryKey", "primary-key", col, n, true);
    for (int i = 0; json_is(unique, J_ARRAY) && i < unique->n; i++) {
        col = key_columns(t, t->in, unique->item[i], &n);
        if (col != NULL && n > 0)
            check_unique(t, arena_z(t->arena, arena_printf(t->arena, "/uniqueKeys/%d", i)),
                         "unique-error", col, n, false);
    }
    for (int i = 0; json_is(foreign, J_ARRAY) && i < foreign->n; i++)
        check_foreign(t, foreign->item[i], i);
}

/* ----------------------------------------------------------------- columns */

static void check_field(struct target *t, const struct json *doc, int i, int col)
{
    const struct json *limits = json_member(doc, "constraints");
    struct field f = {.doc = doc, .index = i, .col = col};
    struct err e = {0};

    f.missing = json_member(doc, "missingValues");
    if (f.missing == NULL) f.missing = json_member(t->doc, "missingValues");
    f.type = targettype_open(doc, t->arena, &e);
    if (f.type == NULL) {
        structural(t, "schema-error", col, arena_printf(t->arena, "/fields/%d/type", i).p,
                   arena_printf(t->arena, "gives column \"%.*s\" a %s that cannot be used",
                                SLICE_ARG(t->in->col[col].name), e.text));
        return;
    }
    check_type(t, &f);
    if (json_flag(json_member(limits, "required"), false)) check_required(t, &f);
    if (json_flag(json_member(limits, "unique"), false))
        check_unique(t, arena_printf(t->arena, "/fields/%d/constraints/unique", i).p,
                     "unique-error", &col, 1, false);
    check_limits(t, &f);
}

static void missing_column(struct target *t, slice name, int i)
{
    struct failure *f;
    int best = 4;

    structural(
        t, "missing-label", -1, arena_printf(t->arena, "/fields/%d", i).p,
        arena_printf(t->arena, "has a field \"%.*s\", the result no such column", SLICE_ARG(name)));
    f = &t->failures->at[t->failures->n - 1];
    for (int c = 0; c < t->in->ncol; c++) {
        int d = slice_distance(name, t->in->col[c].name, 3);

        if (d < best) best = d, f->suggestion = t->in->col[c].name;
    }
}

/* A string, or as the standard has it a list of one. */
static slice fields_match(const struct json *v)
{
    return json_is(v, J_ARRAY) && v->n > 0 ? json_text(v->item[0]) : json_text(v);
}

static void check_columns(struct target *t, const struct json *fields)
{
    slice match = fields_match(json_member(t->doc, "fieldsMatch"));
    bool *wanted = arena_new(t->arena, bool, t->in->ncol > 0 ? t->in->ncol : 1);
    bool fewer = slice_eqz(match, "superset") || slice_eqz(match, "partial"),
         more = slice_eqz(match, "subset") || slice_eqz(match, "partial");
    int found = 0;

    if (match.n > 0 && !fewer && !more && !slice_eqz(match, "exact") && !slice_eqz(match, "equal"))
        structural(t, "schema-error", -1, "/fieldsMatch",
                   arena_printf(t->arena, "has an unknown fieldsMatch \"%.*s\"", SLICE_ARG(match)));
    for (int i = 0; wanted != NULL && i < fields->n; i++) {
        slice name = json_text(json_member(fields->item[i], "name"));
        int col = table_find(t->in, name, 1);

        if (col < 0) {
            if (!fewer) missing_column(t, name, i);
            continue;
        }
        wanted[col] = true;
        found++;
        if (slice_eqz(match, "exact") && col != i)
            structural(t, "incorrect-label", col, arena_printf(t->arena, "/fields/%d", i).p,
                       arena_printf(t->arena,
                                    "has field \"%.*s\" in place %d, the result in place %d",
                                    SLICE_ARG(name), i + 1, col + 1));
        check_field(t, fields->item[i], i, col);
    }
    for (int c = 0; wanted != NULL && c < t->in->ncol; c++)
        if (!wanted[c] && !more)
            structural(t, "extra-label", c, "/fields",
                       arena_printf(t->arena, "has no field for column \"%.*s\"",
                                    SLICE_ARG(t->in->col[c].name)));
    if (slice_eqz(match, "partial") && found == 0)
        structural(t, "missing-label", -1, "/fields",
                   S("has no field that is a column of the result"));
}

bool target_check(slice schema, const struct table *in, const struct target_options *o,
                  struct arena *a, struct target_result *out, struct failures *f)
{
    static const struct target_options none;
    struct target_result mine;
    struct err e = {0};
    struct target t = {.in = in,
                       .options = o != NULL ? o : &none,
                       .arena = a,
                       .out = out != NULL ? out : &mine,
                       .failures = f};
    const struct json *fields;
    int before = f->n;

    *t.out = (struct target_result){.error = arena_new(a, struct target_error, TARGET_ERRORS_MAX),
                                    .bad = arena_new(a, bool, in->nrow > 0 ? in->nrow : 1)};
    if (t.out->bad == NULL) {
        failure_add(f, FAIL_LIMIT, 0, "the check of the target does not fit the memory limit");
        return false;
    }
    t.doc = json_parse(a, schema, &e);
    fields = json_member(t.doc, "fields");
    if (t.doc == NULL || !json_is(fields, J_ARRAY)) {
        structural(&t, "schema-error", -1, "",
                   arena_printf(a, "cannot be used: %s",
                                t.doc == NULL ? e.text : "it has no array \"fields\""));
        return false;
    }
    arena_init(&t.scratch, ARENA_NO_LIMIT);
    check_columns(&t, fields);
    check_keys(&t);
    arena_free(&t.scratch);
    return f->n == before;
}

/* ---------------------------------------------------------------- rejects */

/* Why each row was rejected: the notes of its errors, which come column by column. */
static bool put_reasons(struct table *bad, int at, const int64_t *row, const struct table *t,
                        const struct target_result *r, struct arena *a)
{
    /* For each row its first error + 1, for each error the next of the same row. */
    int *first = arena_new(a, int, t->nrow > 0 ? t->nrow : 1),
        *next = arena_new(a, int, r->nerror > 0 ? r->nerror : 1);

    if (first == NULL || next == NULL) return false;
    for (int i = r->nerror; i-- > 0;) {
        if (r->error[i].row == 0) continue;
        next[i] = first[r->error[i].row - 1];
        first[r->error[i].row - 1] = i + 1;
    }
    for (int64_t k = 0; k < bad->nrow; k++) {
        struct buf b = {0};

        for (int i = first[row[k]]; i > 0; i = next[i - 1])
            buf_printf(&b, "%sthe target %.*s", b.n > 0 ? "; " : "",
                       SLICE_ARG(r->error[i - 1].note));
        column_put(&bad->col[at], k,
                   b.n > 0 ? buf_take(&b, a) : S("one of very many rows that fail the target"));
        column_put(&bad->col[at + 1], k,
                   bad->source_row[k] > 0 ? arena_printf(a, "%d", (int)bad->source_row[k]) : S(""));
    }
    return true;
}

static bool add_column(struct table *t, const char *name, struct arena *a, struct err *e)
{
    struct column *col = arena_new(a, struct column, t->ncol + 1);

    if (col == NULL) return err_set(e, E_LIMIT, "the rejected rows do not fit the memory limit");
    memcpy(col, t->col, (size_t)t->ncol * sizeof *col);
    col[t->ncol] = (struct column){.name = slice_z(name),
                                   .kind = KIND_TEXT,
                                   .cell = arena_new(a, slice, t->nrow > 0 ? t->nrow : 1)};
    t->col = col;
    return col[t->ncol++].cell != NULL ||
           err_set(e, E_LIMIT, "the rejected rows do not fit the memory limit");
}

bool target_split(const struct table *t, const struct target_result *r, struct arena *a,
                  struct table *good, struct table *bad, const int64_t **kept, struct err *e)
{
    int64_t *keep = arena_new(a, int64_t, t->nrow + 1), *drop = arena_new(a, int64_t, r->nbad + 1),
            n = 0, m = 0;

    if (keep == NULL || drop == NULL)
        return err_set(e, E_LIMIT, "the rejected rows do not fit the memory limit");
    for (int64_t i = 0; i < t->nrow; i++) {
        if (r->bad[i])
            drop[m++] = i;
        else
            keep[n++] = i;
    }
    if (!table_pick(good, a, t, keep, n, e) || !table_pick(bad, a, t, drop, m, e) ||
        !add_column(bad, "reject_reason", a, e) || !add_column(bad, "source_row", a, e))
        return false;
    *kept = keep;
    return put_reasons(bad, bad->ncol - 2, drop, t, r, a) ||
           err_set(e, E_LIMIT, "the rejected rows do not fit the memory limit");
}

bool target_meet(struct target_check *c, struct table *table, struct arena *a, struct failures *f,
                 struct failures *warnings)
{
    int before = f->n;
    struct table good;
    struct err e = {0};

    if (c->schema.n == 0) return true;
    c->checked = true;
    c->table = *table;
    if (target_check(c->schema, table, &c->options, a, &c->result, f)) return true;
    if (!c->reject_rows || c->result.columns_wrong || c->result.nbad == 0) return false;
    if (!target_split(table, &c->result, a, &good, &c->rejected, &c->kept, &e)) {
        failure_add(f, FAIL_LIMIT, 0, "%s", e.text);
        return false;
    }
    f->n = before;
    *table = good;
    failure_add(warnings, FAIL_TARGET_MISMATCH, 0,
                "%lld of %lld rows do not meet the target and were put aside",
                (long long)c->result.nbad, (long long)c->table.nrow)
        ->count = c->result.nbad;
    return true;
}

void target_mdoc(struct buf *out)
{
    buf_putz(
        out,
        ".Sh TARGET\n"
        "A target is a Frictionless Table Schema (version 2; version 1 reads the same) that the "
        "result must meet: the member\n.Dq target\nof a plan, its path or the schema itself, or "
        "the option\n.Fl -target .\n"
        "Its members\n.Fa fields , fieldsMatch , missingValues , primaryKey , uniqueKeys\nand\n"
        ".Fa foreignKeys\nare checked; without\n.Fa fieldsMatch\ncolumns are found by name in any "
        "order, and there must be no others.\n"
        "A field may have its own\n.Fa missingValues ,\n.Fa categories ,\nand\n.Fa constraints :\n"
        ".Fa required , unique");
    for (int i = C_ENUM; i <= C_BELOW; i++)
        buf_printf(out, "%s%s", i < C_BELOW ? " , " : "\nand\n.Fa ",
                   short_name((enum constraint)i));
    buf_putz(
        out,
        " .\nA\n.Fa jsonSchema\nis of objects, arrays and GeoJSON; what it says with\n"
        ".Fa unevaluatedItems , unevaluatedProperties , $dynamicRef\nor a reference to another "
        "document is not checked, and refused.\nThe types:\n");
    targettype_mdoc(out);
}
