/* join - columns of a further table, looked up by keys. */
#include "opkey.h"

struct args {
    struct op_table with;
    struct op_columns on, with_on, columns;
    bool with_on_given, columns_given, rows_max_given;
    int how, relation, missing;
    slice prefix;
    int64_t rows_max;
};

enum { LEFT, INNER, ANTI };
static const char *const how[] = {"left", "inner", "anti", NULL};
enum { MANY_TO_ONE, ONE_TO_ONE, ONE_TO_MANY, MANY_TO_MANY };
static const char *const relation[] = {"many_to_one", "one_to_one", "one_to_many", "many_to_many",
                                       NULL};
enum { MISSING_NULL, MISSING_FAIL };
static const char *const missing[] = {"null", "fail", NULL};

static const struct op_param param[] = {
    {.name = "with",
     .type = OP_TABLE,
     .at = offsetof(struct args, with),
     .doc = "the table to look up in"},
    {.name = "on",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, on),
     .doc = "the key: the columns whose values are looked up; an empty key finds nothing"},
    {.name = "with_on",
     .type = OP_COLUMNS,
     .of = "with",
     .at = offsetof(struct args, with_on),
     .optional = true,
     .given_at = offsetof(struct args, with_on_given),
     .doc = "the key's columns in the other table, in the same order; those of the same names when "
            "absent"},
    {.name = "columns",
     .type = OP_COLUMNS,
     .of = "with",
     .at = offsetof(struct args, columns),
     .optional = true,
     .given_at = offsetof(struct args, columns_given),
     .doc = "the other table's columns to bring in; all but its key when absent"},
    {.name = "how",
     .type = OP_CHOICE,
     .at = offsetof(struct args, how),
     .fallback = "\"left\"",
     .choice = how,
     .doc = "left keeps every row, inner only those with a partner, anti only those without one"},
    {.name = "relation",
     .type = OP_CHOICE,
     .at = offsetof(struct args, relation),
     .fallback = "\"many_to_one\"",
     .choice = relation,
     .doc = "how many rows may have one key here and there; what it rules out stops the step"},
    {.name = "missing",
     .type = OP_CHOICE,
     .at = offsetof(struct args, missing),
     .fallback = "\"null\"",
     .choice = missing,
     .doc = "what a row without a partner does in a left join: get empty cells, or stop the step"},
    {.name = "prefix",
     .type = OP_TEXT,
     .at = offsetof(struct args, prefix),
     .fallback = "\"\"",
     .doc = "put before the names of the columns that come in"},
    {.name = "rows_max",
     .type = OP_INT,
     .at = offsetof(struct args, rows_max),
     .optional = true,
     .given_at = offsetof(struct args, rows_max_given),
     .min = 1,
     .max = 2000000000,
     .doc = "the most rows that may come out; must be given where a row may find several partners"},
    {.name = NULL}};

static const struct op_example_input input[] = {
    {"rates", "site,rate,since\nKöln,80,2024\nBonn,75,2023\n"},
    {"lines", "k,v\na,x\nc,z\na,y\n"},
    {0}};

static const struct op_example example[] = {
    {"{\"with\":\"rates\",\"on\":[\"site\"],\"columns\":[\"rate\"]}",
     "site,h\nKöln,1\nUlm,2\nKöln,3\n", "site,h,rate\nKöln,1,80\nUlm,2,\nKöln,3,80\n", NULL},
    {"{\"with\":\"rates\",\"on\":[\"Ort\"],\"with_on\":[\"site\"],\"how\":\"inner\",\"prefix\":"
     "\"r_\"}",
     "Ort,h\nUlm,2\nBonn,1\n", "Ort,h,r_rate,r_since\nBonn,1,75,2023\n", NULL},
    {"{\"with\":\"rates\",\"on\":[\"site\"],\"how\":\"anti\"}", "site,h\nKöln,1\nUlm,2\n,3\n",
     "site,h\nUlm,2\n,3\n", NULL},
    {"{\"with\":\"lines\",\"on\":[\"k\"],\"relation\":\"one_to_many\",\"rows_max\":10}",
     "k,n\na,1\nb,2\n", "k,n,v\na,1,x\na,1,y\nb,2,\n", NULL},
    {"{\"with\":\"rates\",\"on\":[\"site\"],\"missing\":\"fail\"}", "site,h\nKöln,1\nUlm,2\n", NULL,
     "step_failed"},
    {"{\"with\":\"lines\",\"on\":[\"k\"]}", "k,n\na,1\n", NULL, "step_failed"},
    {"{\"with\":\"lines\",\"on\":[\"k\"],\"relation\":\"many_to_many\"}", "k,n\na,1\n", NULL,
     "missing_argument"},
    {"{\"with\":\"lines\",\"on\":[\"k\"],\"relation\":\"many_to_many\",\"rows_max\":3}",
     "k,n\na,1\na,2\n", NULL, "limit"},
    {"{\"with\":\"lines\",\"on\":[\"k\"]}", "k,v\na,1\n", NULL, "duplicate_column"},
    {"{\"with\":\"rates\",\"on\":[\"site\"],\"columns\":[\"rat\"]}", "site\nKöln\n", NULL,
     "unknown_column"},
    {"{\"with\":\"rats\",\"on\":[\"site\"]}", "site\nKöln\n", NULL, "bad_argument"},
    {0}};

/* ---------------------------------------------------------------- checks */

/* The columns of the other table that hold the key; NULL: reported. */
static bool other_key(const struct args *arg, const struct table *in, struct op_columns *out,
                      struct op_run *run)
{
    const struct table *other = arg->with.table;

    *out = arg->with_on;
    if (arg->with_on_given) {
        if (out->n == arg->on.n) return true;
        op_fail(run, FAIL_BAD_ARGUMENT, "with_on",
                "\"with_on\" names %d columns and \"on\" names %d", out->n, arg->on.n);
        return false;
    }
    out->n = arg->on.n;
    out->at = op_alloc(run, sizeof *out->at, out->n);
    if (out->at == NULL) return false;
    for (int i = 0; i < out->n; i++) {
        slice name = in->col[arg->on.at[i]].name;

        out->at[i] = table_find(other, name, 1);
        if (out->at[i] >= 0) continue;
        op_fail(run, FAIL_UNKNOWN_COLUMN, "on",
                "\"%.*s\" has no column named \"%.*s\": say \"with_on\"", SLICE_ARG(arg->with.name),
                SLICE_ARG(name));
        return false;
    }
    return true;
}

static bool is_numeric(enum kind k)
{
    return k == KIND_NUMBER || k == KIND_INTEGER;
}

/* Keys of different kinds would never meet; text may turn out to be anything. */
static bool kinds_meet(const struct args *arg, const struct table *in,
                       const struct op_columns *there, struct op_run *run)
{
    bool ok = true;

    for (int i = 0; i < arg->on.n; i++) {
        const struct column *x = &in->col[arg->on.at[i]];
        const struct column *y = &arg->with.table->col[there->at[i]];
        bool open = x->kind == KIND_TEXT || y->kind == KIND_TEXT || x->kind == KIND_EMPTY ||
                    y->kind == KIND_EMPTY;

        if (open || strcmp(kind_class(x->kind), kind_class(y->kind)) == 0) continue;
        op_fail(run, FAIL_KIND_MISMATCH, "on", "\"%.*s\" is %s here and \"%.*s\" is %s in \"%.*s\"",
                SLICE_ARG(x->name), kind_name(x->kind), SLICE_ARG(y->name), kind_name(y->kind),
                SLICE_ARG(arg->with.name));
        ok = false;
    }
    return ok;
}

/* The other table's columns that come in. */
static bool incoming(const struct args *arg, const struct op_columns *there, struct op_columns *out,
                     struct op_run *run)
{
    *out = arg->columns;
    if (arg->how == ANTI) out->n = 0;
    if (arg->columns_given || arg->how == ANTI) return true;
    out->at = op_alloc(run, sizeof *out->at, arg->with.table->ncol);
    if (out->at == NULL) return false;
    for (int c = 0; c < arg->with.table->ncol; c++) {
        bool key = false;

        for (int i = 0; i < there->n; i++) key = key || there->at[i] == c;
        if (!key) out->at[out->n++] = c;
    }
    return true;
}

static slice new_name(const struct args *arg, int c, struct op_run *run)
{
    return arena_printf(run->arena, "%.*s%.*s", SLICE_ARG(arg->prefix),
                        SLICE_ARG(arg->with.table->col[c].name));
}

static bool names_are_new(const struct args *arg, const struct table *in,
                          const struct op_columns *come, struct op_run *run)
{
    for (int i = 0; i < come->n; i++) {
        slice name = new_name(arg, come->at[i], run);
        struct failure *f;

        if (name.n == 0 || table_find(in, name, 1) < 0) continue;
        f = op_fail(run, FAIL_DUPLICATE_COLUMN, arg->columns_given ? "columns" : NULL,
                    "both tables have a column \"%.*s\": choose \"columns\" or say \"prefix\"",
                    SLICE_ARG(name));
        f->suggestion =
            arena_printf(run->failures->arena, "\"prefix\":\"%.*s_\"", SLICE_ARG(arg->with.name));
        return false;
    }
    return true;
}

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    struct op_columns there, come = {0};
    bool fans_out = arg->relation == ONE_TO_MANY || arg->relation == MANY_TO_MANY, ok = true;

    if (fans_out && arg->how != ANTI && !arg->rows_max_given) {
        op_fail(run, FAIL_MISSING_ARGUMENT, "rows_max",
                "\"%s\" lets a row find several partners: say with \"rows_max\" how many rows may "
                "come out",
                relation[arg->relation]);
        ok = false;
    }
    if (!other_key(arg, in, &there, run)) return false;
    ok = kinds_meet(arg, in, &there, run) && ok;
    return incoming(arg, &there, &come, run) && names_are_new(arg, in, &come, run) && ok;
}

/* -------------------------------------------------------------- partners */

struct keys {
    struct opkey here, there;
};

static bool read_keys(const struct args *arg, const struct table *in,
                      const struct op_columns *there, struct keys *k, struct op_run *run)
{
    bool *numeric = op_alloc(run, sizeof *numeric, arg->on.n);

    if (numeric == NULL) return false;
    for (int i = 0; i < arg->on.n; i++)
        numeric[i] = is_numeric(in->col[arg->on.at[i]].kind) ||
                     is_numeric(arg->with.table->col[there->at[i]].kind);
    return opkey_read(in, &arg->on, numeric, run, &k->here) &&
           opkey_read(arg->with.table, there, numeric, run, &k->there) &&
           opkey_index(&k->there, run);
}

/* Reports every row whose key an earlier row has too. */
static bool unique(const struct opkey *k, const struct table *t, int key, slice where,
                   struct op_run *run)
{
    struct failure *f = NULL;

    for (int64_t r = 0; r < k->nrow; r++)
        for (int64_t s = k->next[r]; s >= 0 && opkey_find(k, k, r) == r; s = k->next[s]) {
            if (f == NULL)
                f = op_fail(run, FAIL_STEP_FAILED, "relation",
                            "a key is in several rows of %.*s: say which row counts (distinct), or "
                            "another \"relation\"",
                            SLICE_ARG(where));
            failure_cell(f, t->source_row[s], 0, t->col[key].name, t->col[key].cell[s]);
        }
    return f == NULL;
}

static bool relation_holds(const struct args *arg, const struct table *in,
                           const struct op_columns *there, struct keys *k, struct op_run *run)
{
    bool one_here = arg->relation == ONE_TO_ONE || arg->relation == ONE_TO_MANY;
    bool one_there = arg->relation == ONE_TO_ONE || arg->relation == MANY_TO_ONE;
    slice name = arena_printf(run->failures->arena, "\"%.*s\"", SLICE_ARG(arg->with.name));

    if (arg->how == ANTI) return true;
    if (one_here &&
        (!opkey_index(&k->here, run) || !unique(&k->here, in, arg->on.at[0], S("this table"), run)))
        return false;
    return !one_there || unique(&k->there, arg->with.table, there->at[0], name, run);
}

/* How many rows come out, and in a strict left join which rows have no partner. */
static bool count_rows(const struct args *arg, const struct table *in, const struct keys *k,
                       int64_t *n, struct op_run *run)
{
    struct failure *f = NULL;

    *n = 0;
    for (int64_t r = 0; r < in->nrow; r++) {
        int64_t s = opkey_find(&k->there, &k->here, r);

        if (s < 0) {
            *n += arg->how != INNER;
            if (arg->how != LEFT || arg->missing != MISSING_FAIL) continue;
            if (f == NULL)
                f = op_fail(run, FAIL_STEP_FAILED, "missing",
                            "there are rows without a partner in \"%.*s\"",
                            SLICE_ARG(arg->with.name));
            op_fail_cell(f, in, arg->on.at[0], r);
        }
        for (; s >= 0 && arg->how != ANTI; s = k->there.next[s]) ++*n;
    }
    if (f == NULL && arg->rows_max_given && *n > arg->rows_max) {
        op_fail(run, FAIL_LIMIT, "rows_max", "the join would make %lld rows, \"rows_max\" is %lld",
                (long long)*n, (long long)arg->rows_max);
        return false;
    }
    return f == NULL;
}

/* Row i comes from row mine[i] here and theirs[i] there (-1: none). */
static void pair_rows(const struct args *arg, const struct table *in, const struct keys *k,
                      int64_t *mine, int64_t *theirs)
{
    int64_t n = 0;

    for (int64_t r = 0; r < in->nrow; r++) {
        int64_t s = opkey_find(&k->there, &k->here, r);

        if (s < 0 && arg->how != INNER) mine[n] = r, theirs[n++] = -1;
        for (; s >= 0 && arg->how != ANTI; s = k->there.next[s]) mine[n] = r, theirs[n++] = s;
    }
}

static bool bring_in(const struct args *arg, int c, const int64_t *theirs, struct table *out,
                     struct op_run *run)
{
    const struct table *other = arg->with.table;
    struct column *col;

    if (!op_insert(run, out, out->ncol, new_name(arg, c, run))) return false;
    col = &out->col[out->ncol - 1];
    col->kind = other->col[c].kind;
    col->place = op_alloc(run, sizeof *col->place, out->nrow);
    if (col->place == NULL) return false;
    for (int64_t r = 0; r < out->nrow; r++) {
        column_put(col, r, S(""));
        if (theirs[r] < 0) continue;
        column_put(col, r, column_cell(&other->col[c], theirs[r]));
        col->place[r] = table_place(other, c, theirs[r]);
        col->place[r].source = (uint32_t)arg->with.source & 0xFFF;
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct op_columns there, come = {0};
    int64_t n = 0, *mine, *theirs;
    struct keys k;

    if (!other_key(arg, in, &there, run) || !incoming(arg, &there, &come, run)) return false;
    if (!run->names_only &&
        (!read_keys(arg, in, &there, &k, run) || !relation_holds(arg, in, &there, &k, run) ||
         !count_rows(arg, in, &k, &n, run)))
        return false;
    mine = op_alloc(run, sizeof *mine, n);
    theirs = op_alloc(run, sizeof *theirs, n);
    if (mine == NULL || theirs == NULL) return false;
    if (!run->names_only) pair_rows(arg, in, &k, mine, theirs);
    if (!op_pick(run, out, in, mine, n)) return false;
    for (int i = 0; i < come.n; i++)
        if (!bring_in(arg, come.at[i], theirs, out, run)) return false;
    return true;
}

const struct op op_join = {
    .name = "join",
    .version = 1,
    .group = "tables",
    .doc = "Bring in columns of another table, looked up by keys.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .input = input,
    .check = check,
    .apply = apply,
};
