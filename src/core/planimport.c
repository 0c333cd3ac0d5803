#include "planimport.h"

#include "formula.h"
#include "plan.h"
#include "planimportgrel.h"

/* The members of operations and facets, and what GREL's functions do, are those of OpenRefine's
 * manual (https://openrefine.org/docs, "Running operations", "Expressions"). */

/* One operation being turned into steps. Turning returns false with the note set: left out. */
struct turning {
    struct arena *arena;
    const struct json *op;
    const struct table *in; /* what the plan is for; NULL: not known */
    struct json *steps;
    slice note;
    bool differs;
};

static bool left_out(struct turning *t, const char *why)
{
    t->note = slice_z(why);
    return false;
}

static bool differs(struct turning *t, const char *how)
{
    t->note = slice_z(how);
    t->differs = true;
    return true;
}

static slice text_of(const struct turning *t, const char *member)
{
    return json_text(json_member(t->op, member));
}

/* A new step at the end of the plan. */
static struct json *add(struct turning *t, const char *op)
{
    struct json *step = json_new_object(t->arena);

    json_set(t->arena, step, "op", json_new_text(t->arena, slice_z(op)));
    json_push(t->arena, t->steps, step);
    return step;
}

static void set_text(struct turning *t, struct json *step, const char *key, slice v)
{
    json_set(t->arena, step, key, json_new_text(t->arena, v));
}

static void set_columns(struct turning *t, struct json *step, const char *key, slice one)
{
    struct json *list = json_new_array(t->arena);

    json_push(t->arena, list, json_new_text(t->arena, one));
    json_set(t->arena, step, key, list);
}

/* -------------------------------------------------------------- columns */

/* The columns as they stand after the steps so far; false when they are not known. */
static bool columns_now(struct turning *t, struct table *out)
{
    struct json *doc = json_new_object(t->arena);
    struct failures f = {.arena = t->arena};
    struct plan p;

    if (t->in == NULL) return false;
    json_set(t->arena, doc, "fettle", json_new_text(t->arena, S("plan/1")));
    json_set(t->arena, doc, "steps", t->steps);
    return plan_parse(doc, t->arena, &p, &f) && plan_check(&p, t->in, t->arena, out, &f) &&
           out->ncol > 0;
}

static bool turn_rename(struct turning *t)
{
    struct json *step = add(t, "rename"), *names = json_new_object(t->arena);

    json_set(t->arena, names, arena_z(t->arena, text_of(t, "oldColumnName")),
             json_new_text(t->arena, text_of(t, "newColumnName")));
    json_set(t->arena, step, "columns", names);
    return true;
}

/* The array columnNames, NULL when it is empty or none. */
static const struct json *column_names(const struct turning *t)
{
    const struct json *v = json_member(t->op, "columnNames");

    return json_is(v, J_ARRAY) && v->n > 0 ? v : NULL;
}

static bool turn_removal(struct turning *t)
{
    struct json *step = add(t, "drop");

    if (text_of(t, "columnName").n > 0)
        set_columns(t, step, "columns", text_of(t, "columnName"));
    else
        json_set(t->arena, step, "columns", column_names(t));
    return column_names(t) != NULL || text_of(t, "columnName").n > 0 ||
           left_out(t, "it does not say its \"columnNames\"");
}

static bool turn_reorder(struct turning *t)
{
    json_set(t->arena, add(t, "select"), "columns", column_names(t));
    return column_names(t) != NULL || left_out(t, "it does not say its \"columnNames\"");
}

static bool turn_move(struct turning *t)
{
    int64_t index = json_i64(json_member(t->op, "index"), -1);
    struct table now = {0};
    struct json *step;

    if (index != 0 && (!columns_now(t, &now) || index != now.ncol - 1))
        return left_out(t, "only a move to the front or (of a file that is named) to the end has a "
                           "counterpart");
    step = add(t, "reorder");
    set_columns(t, step, "columns", text_of(t, "columnName"));
    if (index != 0) set_text(t, step, "to", S("last"));
    return true;
}

static bool turn_split(struct turning *t)
{
    int64_t n = json_i64(json_member(t->op, "maxColumns"), 0);
    bool regex = json_flag(json_member(t->op, "regex"), false);
    struct json *names = json_new_array(t->arena), *step;

    if (!slice_eqz(text_of(t, "mode"), "separator"))
        return left_out(t, "columns are split at a separator or a pattern only, not by lengths");
    if (n < 1 || n > 1000)
        return left_out(t, "how many columns it makes depends on cells (maxColumns is 0)");
    for (int64_t i = 1; i <= n; i++)
        json_push(t->arena, names,
                  json_new_text(t->arena,
                                arena_printf(t->arena, "%.*s %lld",
                                             SLICE_ARG(text_of(t, "columnName")), (long long)i)));
    step = add(t, "split");
    set_text(t, step, "column", text_of(t, "columnName"));
    set_text(t, step, regex ? "pattern" : "delimiter", text_of(t, "separator"));
    json_set(t->arena, step, "to", names);
    set_text(t, step, "extra", S("merge"));
    if (!json_flag(json_member(t->op, "removeOriginalColumn"), true))
        json_set(t->arena, step, "keep", json_new_bool(t->arena, true));
    if (json_flag(json_member(t->op, "guessCellType"), false))
        return differs(t, "the parts stay text: kinds are not guessed cell by cell");
    return true;
}

/* ---------------------------------------------------------------- cells */

/* The steps of a chain of calls upon the column. */
static bool put_calls(struct turning *t, const struct planimportgrel *g, slice column)
{
    slice on_error = text_of(t, "onError");
    bool keeps = false;

    for (int i = 0; i < g->ncall; i++) {
        struct json *step = add(t, g->call[i].op);

        set_columns(t, step, "columns", column);
        for (int k = 0; k < g->call[i].narg; k++)
            json_set(t->arena, step, g->call[i].key[k], g->call[i].value[k]);
        if (!g->call[i].may_fail) continue;
        keeps = keeps || !slice_eqz(on_error, "set-to-blank");
        if (slice_eqz(on_error, "set-to-blank")) set_text(t, step, "on_error", S("null"));
    }
    return !keeps || differs(t, "a cell that cannot be read stops the step; OpenRefine keeps it");
}

static bool turn_transform(struct turning *t)
{
    struct planimportgrel g;

    if (!planimportgrel_read(text_of(t, "expression"), t->arena, &g) || g.nterm > 0)
        return left_out(t, "its expression has no counterpart");
    if (json_flag(json_member(t->op, "repeat"), false))
        return left_out(t, "it is repeated until nothing changes");
    return put_calls(t, &g, text_of(t, "columnName"));
}

/* value and cells["…"].value with texts between become a formula. */
static slice formula_of(struct turning *t, const struct planimportgrel *g)
{
    struct buf b = {0};

    if (g->nterm == 0) {
        formula_put_name(&b, text_of(t, "baseColumnName"));
        return buf_take(&b, t->arena);
    }
    buf_putz(&b, "concat(");
    for (int i = 0; i < g->nterm; i++) {
        const struct planimportgrel_term *term = &g->term[i];

        if (i > 0) buf_putz(&b, ", ");
        if (term->is_text)
            formula_put_text(&b, term->text);
        else
            formula_put_name(&b, term->text.n > 0 ? term->text : text_of(t, "baseColumnName"));
    }
    buf_putc(&b, ')');
    return buf_take(&b, t->arena);
}

static bool turn_addition(struct turning *t)
{
    struct planimportgrel g;
    struct json *step;

    if (!planimportgrel_read(text_of(t, "expression"), t->arena, &g))
        return left_out(t, "its expression has no counterpart");
    step = add(t, "derive");
    set_text(t, step, "column", text_of(t, "newColumnName"));
    set_text(t, step, "formula", formula_of(t, &g));
    if (!put_calls(t, &g, text_of(t, "newColumnName"))) return false;
    return t->differs || differs(t, "the new column is the last one");
}

static bool turn_mass_edit(struct turning *t)
{
    const struct json *edits = json_member(t->op, "edits");
    slice expression = text_of(t, "expression");
    struct json *values = json_new_object(t->arena), *step;

    if (!slice_eqz(expression, "value") && !slice_eqz(expression, "grel:value"))
        return left_out(t, "it edits by an expression, not by the cell's value");
    for (int i = 0; i < json_count(edits); i++) {
        const struct json *from = json_member(edits->item[i], "from");
        const struct json *to = json_member(edits->item[i], "to");

        if (json_flag(json_member(edits->item[i], "fromBlank"), false))
            return left_out(t, "it fills empty cells too: use fill with a value");
        if (!json_is(from, J_ARRAY) || !json_is(to, J_TEXT))
            return left_out(t, "an edit replaces something else than texts by a text");
        for (int k = 0; k < from->n; k++)
            json_set(t->arena, values, arena_z(t->arena, json_text(from->item[k])), to);
    }
    if (values->n == 0) return left_out(t, "it has no edits");
    step = add(t, "map");
    set_columns(t, step, "columns", text_of(t, "columnName"));
    json_set(t->arena, step, "values", values);
    return true;
}

static bool turn_fill_down(struct turning *t)
{
    set_columns(t, add(t, "fill"), "columns", text_of(t, "columnName"));
    return true;
}

/* ---------------------------------------------------------------- shape */

static bool turn_explode(struct turning *t)
{
    slice separator = text_of(t, "separator");
    struct json *step;

    if (json_flag(json_member(t->op, "regex"), false) || slice_eqz(text_of(t, "mode"), "lengths") ||
        separator.n == 0)
        return left_out(t, "cells are split at a separator only, not by a pattern or lengths");
    step = add(t, "explode");
    set_text(t, step, "column", text_of(t, "columnName"));
    set_text(t, step, "delimiter", separator);
    return differs(t, "the other cells are repeated in the new rows; OpenRefine leaves them empty");
}

/* Names and cells as one column, as the history wants it. */
static void combine(struct turning *t, slice name, slice value, slice to)
{
    bool prepend = json_flag(json_member(t->op, "prependColumnName"), false);
    struct json *step = add(t, prepend ? "concat" : "drop"), *columns;

    set_columns(t, step, "columns", name);
    if (prepend) {
        columns = json_new_array(t->arena);
        json_push(t->arena, columns, json_new_text(t->arena, name));
        json_push(t->arena, columns, json_new_text(t->arena, value));
        json_set(t->arena, step, "columns", columns);
        set_text(t, step, "to", to);
        set_text(t, step, "separator", text_of(t, "separator"));
    }
}

static bool turn_unpivot(struct turning *t)
{
    slice combined = text_of(t, "combinedColumnName");
    slice name = combined.n > 0 ? S("column name") : text_of(t, "keyColumnName");
    slice value = combined.n > 0 ? combined : text_of(t, "valueColumnName");
    int64_t count = json_i64(json_member(t->op, "columnCount"), 0);
    struct table now;
    struct json *step;
    int from;

    if (!columns_now(t, &now))
        return left_out(t, "it counts columns: name the file that it is for");
    from = table_find(&now, text_of(t, "startColumnName"), 1);
    if (count <= 0 || count > now.ncol - from) count = now.ncol - from;
    if (from < 0) return left_out(t, "its first column is not there");
    if (combined.n > 0 && json_flag(json_member(t->op, "prependColumnName"), false))
        value = S("cell");
    step = add(t, "unpivot");
    set_text(t, step, "from", now.col[from].name);
    set_text(t, step, "to", now.col[from + count - 1].name);
    set_text(t, step, "names_to", name);
    set_text(t, step, "values_to", value);
    if (json_flag(json_member(t->op, "ignoreBlankCells"), true))
        json_set(t->arena, step, "drop_empty", json_new_bool(t->arena, true));
    if (combined.n > 0) combine(t, name, value, combined);
    return differs(t, json_flag(json_member(t->op, "fillDown"), false)
                          ? "rows are in the order of the columns first"
                          : "rows are in the order of the columns first, and the other cells are "
                            "repeated; OpenRefine leaves them empty");
}

static bool turn_columnize(struct turning *t)
{
    struct json *step;

    if (text_of(t, "noteColumnName").n > 0) return left_out(t, "it has a column of notes");
    step = add(t, "pivot");
    set_text(t, step, "names_from", text_of(t, "keyColumnName"));
    set_text(t, step, "values_from", text_of(t, "valueColumnName"));
    return true;
}

/* ----------------------------------------------------------------- rows */

static bool put_selection(struct turning *t, const struct json *facet, struct buf *b)
{
    const struct json *chosen = json_member(facet, "selection");
    bool any = false;

    for (int i = 0; i < json_count(chosen); i++) {
        const struct json *v = json_member(json_member(chosen->item[i], "v"), "v");

        if (!json_is(v, J_TEXT)) return left_out(t, "a facet chooses something else than texts");
        buf_putz(b, any ? " or " : "");
        any = true;
        formula_put_name(b, json_text(json_member(facet, "columnName")));
        buf_putz(b, " = ");
        formula_put_text(b, v->text);
    }
    if (json_flag(json_member(facet, "selectBlank"), false)) {
        buf_putz(b, any ? " or is_null(" : "is_null(");
        any = true;
        formula_put_name(b, json_text(json_member(facet, "columnName")));
        buf_putc(b, ')');
    }
    return any || left_out(t, "a facet chooses nothing");
}

static bool put_facet(struct turning *t, const struct json *facet, struct buf *b)
{
    slice type = json_text(json_member(facet, "type"));
    slice expression = json_text(json_member(facet, "expression"));
    slice column = json_text(json_member(facet, "columnName"));
    bool plain = slice_eqz(expression, "value") || slice_eqz(expression, "grel:value");

    if (slice_eqz(type, "list") && plain) return put_selection(t, facet, b);
    if (!slice_eqz(type, "text"))
        return left_out(t, "only facets of values and of texts have a counterpart");
    if (slice_eqz(json_text(json_member(facet, "mode")), "regex"))
        buf_putz(b, "matches(");
    else
        buf_putz(b, "contains(");
    /* OpenRefine searches without regard to case unless told otherwise. */
    if (json_flag(json_member(facet, "caseSensitive"), false))
        formula_put_name(b, column);
    else
        buf_putz(b, "lower("), formula_put_name(b, column), buf_putc(b, ')');
    buf_putz(b, ", ");
    if (!json_flag(json_member(facet, "caseSensitive"), false)) buf_putz(b, "lower(");
    formula_put_text(b, json_text(json_member(facet, "query")));
    if (!json_flag(json_member(facet, "caseSensitive"), false)) buf_putc(b, ')');
    buf_putc(b, ')');
    return true;
}

/* Rows that match every facet leave: a filter keeps those for which that is not so. */
static bool turn_row_removal(struct turning *t)
{
    const struct json *facets = json_member(json_member(t->op, "engineConfig"), "facets");
    struct buf b = {0};
    bool ok = json_count(facets) > 0 || left_out(t, "it removes all rows");

    buf_putz(&b, "not coalesce(");
    for (int i = 0; ok && i < json_count(facets); i++) {
        bool invert = json_flag(json_member(facets->item[i], "invert"), false);

        if (i > 0) buf_putz(&b, " and ");
        buf_putz(&b, invert ? "(not (" : "(");
        ok = put_facet(t, facets->item[i], &b);
        buf_putz(&b, invert ? "))" : ")");
    }
    buf_putz(&b, ", false)");
    if (ok) set_text(t, add(t, "filter"), "formula", buf_slice(&b));
    buf_free(&b);
    return ok;
}

static bool turn_sort(struct turning *t)
{
    const struct json *criteria = json_member(json_member(t->op, "sorting"), "criteria");
    struct json *by = json_new_array(t->arena), *step;
    bool reverse = false;

    for (int i = 0; i < json_count(criteria); i++) {
        bool back = json_flag(json_member(criteria->item[i], "reverse"), false);

        if (i > 0 && back != reverse)
            return left_out(t, "it sorts some columns up and others down");
        reverse = back;
        json_push(t->arena, by, json_member(criteria->item[i], "column"));
    }
    if (by->n == 0) return left_out(t, "it does not say by what it sorts");
    step = add(t, "sort");
    json_set(t->arena, step, "by", by);
    if (reverse) json_set(t->arena, step, "descending", json_new_bool(t->arena, true));
    return differs(t, "numbers and dates sort as such only after parse_number and parse_date");
}

/* ------------------------------------------------------------ the table */

static const struct {
    const char *op;
    bool (*turn)(struct turning *t); /* NULL: why not */
    const char *why;
    const char *needs[2]; /* texts that it must have */
    bool takes_facets;    /* turn looks at the facets itself */
    bool rows_only;       /* records would make another result */
} table[] = {
    {"core/column-rename", turn_rename, NULL, {"oldColumnName", "newColumnName"}, false, false},
    {"core/column-removal", turn_removal, NULL, {"columnName"}, false, false},
    {"core/column-multi-removal", turn_removal, NULL, {NULL}, false, false},
    {"core/column-reorder", turn_reorder, NULL, {NULL}, false, false},
    {"core/column-move", turn_move, NULL, {"columnName"}, false, false},
    {"core/column-split", turn_split, NULL, {"columnName", "separator"}, false, false},
    {"core/column-addition",
     turn_addition,
     NULL,
     {"baseColumnName", "newColumnName"},
     false,
     false},
    {"core/text-transform", turn_transform, NULL, {"columnName", "expression"}, false, false},
    {"core/mass-edit", turn_mass_edit, NULL, {"columnName", "expression"}, false, false},
    {"core/fill-down", turn_fill_down, NULL, {"columnName"}, false, true},
    {"core/multivalued-cell-split", turn_explode, NULL, {"columnName", "separator"}, false, false},
    {"core/transpose-columns-into-rows", turn_unpivot, NULL, {"startColumnName"}, false, false},
    {"core/key-value-columnize",
     turn_columnize,
     NULL,
     {"keyColumnName", "valueColumnName"},
     false,
     false},
    {"core/row-removal", turn_row_removal, NULL, {NULL}, true, true},
    {"core/row-reorder", turn_sort, NULL, {NULL}, false, true},
    {"core/blank-down", NULL, "no op makes repeated cells empty", {NULL}, false, false},
    {"core/multivalued-cell-join",
     NULL,
     "no op joins the cells of rows into one",
     {NULL},
     false,
     false},
    {"core/transpose-rows-into-columns",
     NULL,
     "rows of one column do not become columns; pivot_blocks makes records of key and value",
     {NULL},
     false,
     false},
    {"core/column-addition-by-fetching-urls",
     NULL,
     "a plan does not use the network",
     {NULL},
     false,
     false},
    {"core/extend-reconciled-data", NULL, "a plan does not use the network", {NULL}, false, false},
    {NULL, NULL, NULL, {NULL}, false, false}};

static bool changes_nothing(slice op)
{
    return slice_eqz(op, "core/row-star") || slice_eqz(op, "core/row-flag");
}

static bool turn(struct turning *t, slice op)
{
    const struct json *engine = json_member(t->op, "engineConfig");
    bool facets = json_count(json_member(engine, "facets")) > 0;
    bool records = slice_eqz(json_text(json_member(engine, "mode")), "record-based") ||
                   slice_eqz(text_of(t, "mode"), "record-based");

    if (slice_starts(op, S("core/recon"))) return left_out(t, "a plan does not use the network");
    for (int i = 0; table[i].op != NULL; i++) {
        if (!slice_eqz(op, table[i].op)) continue;
        if (table[i].turn == NULL) return left_out(t, table[i].why);
        if (facets && !table[i].takes_facets)
            return left_out(t, "it works only on the rows that facets choose");
        if (table[i].rows_only && records)
            return left_out(t, "it works on records of several rows");
        for (int k = 0; k < 2 && table[i].needs[k] != NULL; k++)
            if (text_of(t, table[i].needs[k]).n == 0)
                return left_out(
                    t, arena_printf(t->arena, "it does not say its \"%s\"", table[i].needs[k]).p);
        return table[i].turn(t);
    }
    return left_out(t, "this operation is not known here");
}

/* The operation of an entry: some exports wrap it with its description. */
static const struct json *operation_of(const struct json *entry)
{
    const struct json *inner = json_member(entry, "operation");

    return json_is(inner, J_OBJECT) ? inner : entry;
}

static void import_one(const struct json *entry, const struct table *in, struct json *steps,
                       struct arena *a, struct planimport_entry *out)
{
    struct turning t = {.arena = a, .op = operation_of(entry), .in = in, .steps = steps};
    int before = steps->n;
    slice op = json_text(json_member(t.op, "op"));

    *out = (struct planimport_entry){.op = op};
    out->text = json_text(json_member(t.op, "description"));
    if (out->text.n == 0) out->text = json_text(json_member(entry, "description"));
    if (changes_nothing(op)) {
        out->state = PLANIMPORT_NOTHING;
        return;
    }
    if (!turn(&t, op)) {
        out->state = PLANIMPORT_LEFT_OUT;
        /* What it had begun goes with it. */
        steps->n = before;
    } else {
        out->state = t.differs ? PLANIMPORT_DIFFERS : PLANIMPORT_DONE;
        if (steps->n > before) out->first = before + 1, out->last = steps->n;
    }
    out->note = t.note;
}

const char *planimport_state_name(enum planimport_state s)
{
    static const char *const name[] = {"done", "differs", "nothing", "left_out"};

    return name[s];
}

bool planimport_openrefine(const struct json *history, const struct table *in, struct arena *a,
                           struct planimport *out, struct err *e)
{
    struct json *plan = json_new_object(a), *steps = json_new_array(a);

    *out = (struct planimport){.plan = plan};
    if (json_is(history, J_OBJECT)) {
        const struct json *inner = json_member(history, "operations");

        history = inner != NULL ? inner : json_member(history, "entries");
    }
    if (!json_is(history, J_ARRAY))
        return err_set(e, E_FAILED,
                       "this is no operation history: it must be an array of "
                       "operations, as OpenRefine extracts it");
    for (int i = 0; i < history->n; i++)
        if (!json_is(json_member(operation_of(history->item[i]), "op"), J_TEXT))
            return err_set(e, E_FAILED, "entry %d of the history has no \"op\"", i + 1);
    out->at = arena_new(a, struct planimport_entry, history->n);
    if (out->at == NULL) return err_set(e, E_LIMIT, "the history does not fit the memory limit");
    for (; out->n < history->n; out->n++) {
        import_one(history->item[out->n], in, steps, a, &out->at[out->n]);
        out->left_out += out->at[out->n].state == PLANIMPORT_LEFT_OUT;
    }
    json_set(a, plan, "fettle", json_new_text(a, S("plan/1")));
    json_set(a, plan, "steps", steps);
    return true;
}
