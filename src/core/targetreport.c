/* targetreport.c - how a target was met, as a Frictionless validation report. */
#include "target.h"

enum { LISTED = 1000 };

/* What Frictionless calls the errors; the names are part of the format. */
static const struct {
    const char *type, *title, *description, *tags;
} known[] = {
    {"type-error", "Type Error",
     "The value does not match the schema type and format for this field.", "#table #row #cell"},
    {"constraint-error", "Constraint Error", "A field value does not conform to a constraint.",
     "#table #row #cell"},
    {"unique-error", "Unique Error",
     "This field is a unique field but it contains a value that has been used in another row.",
     "#table #row #cell"},
    {"primary-key", "PrimaryKey Error", "Values in the primary key fields should be unique.",
     "#table #row"},
    {"foreign-key", "ForeignKey Error",
     "Values in the foreign key fields should exist in the reference table.", "#table #row"},
    {"missing-label", "Missing Label",
     "Based on the schema there should be a label that is missing in the data's header.",
     "#table #header #label"},
    {"extra-label", "Extra Label",
     "The header of the data source contains a label that does not exist in the provided schema.",
     "#table #header #label"},
    {"incorrect-label", "Incorrect Label",
     "One of the data source's header does not match the field name defined in the schema.",
     "#table #header #label"},
    {"schema-error", "Schema Error", "Provided schema is not valid.", ""},
};

static void put_tags(struct json_writer *w, const char *tags)
{
    slice rest = slice_z(tags);

    jw_open(w, "tags", '[');
    while (rest.n > 0) jw_text(w, NULL, slice_cut(rest, ' ', &rest));
    jw_close(w, ']');
}

static void put_error(struct json_writer *w, const struct target_error *x, const struct table *t,
                      struct arena *a)
{
    size_t k = 0;
    slice where = S("");

    while (k + 1 < sizeof known / sizeof known[0] && strcmp(known[k].type, x->type) != 0) k++;
    jw_open(w, NULL, '{');
    jw_z(w, "type", known[k].type);
    jw_z(w, "title", known[k].title);
    jw_z(w, "description", known[k].description);
    /* Rows are counted with the header, as a text editor does. */
    if (x->row > 0)
        where = arena_printf(a,
                             "The cell \"%.*s\" in row at position \"%lld\" and field \"%.*s\" at "
                             "position \"%d\": ",
                             SLICE_ARG(x->cell), (long long)x->row + 1, SLICE_ARG(x->field),
                             (int)x->column);
    jw_text(w, "message",
            arena_printf(a, "%.*sthe schema %.*s", SLICE_ARG(where), SLICE_ARG(x->note)));
    put_tags(w, known[k].tags);
    jw_text(w, "note", arena_printf(a, "the schema %.*s", SLICE_ARG(x->note)));
    if (x->row > 0) {
        jw_open(w, "cells", '[');
        for (int c = 0; c < t->ncol; c++) jw_text(w, NULL, column_cell(&t->col[c], x->row - 1));
        jw_close(w, ']');
        jw_int(w, "rowNumber", x->row + 1);
        jw_text(w, "cell", x->cell);
    }
    if (x->column > 0) {
        jw_text(w, x->row > 0 ? "fieldName" : "label", x->field);
        jw_int(w, "fieldNumber", x->column);
    }
    jw_close(w, '}');
}

static void put_stats(struct json_writer *w, const struct target_check *c, int64_t bytes,
                      const char *sha256)
{
    jw_open(w, "stats", '{');
    if (sha256 != NULL) {
        jw_text(w, "sha256", slice_z(sha256));
        jw_int(w, "bytes", bytes);
    }
    jw_int(w, "fields", c->table.ncol);
    jw_int(w, "rows", c->table.nrow);
    jw_int(w, "errors", c->result.errors);
    jw_int(w, "warnings", 0);
    jw_int(w, "seconds", 0);
    jw_close(w, '}');
}

static void put_task(struct json_writer *w, const struct target_check *c, const char *path,
                     int64_t bytes, const char *sha256)
{
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    jw_open(w, NULL, '{');
    jw_z(w, "name", "result");
    jw_z(w, "type", "table");
    jw_bool(w, "valid", c->result.errors == 0);
    jw_z(w, "place", path);
    jw_open(w, "labels", '[');
    for (int i = 0; i < c->table.ncol; i++) jw_text(w, NULL, c->table.col[i].name);
    jw_close(w, ']');
    put_stats(w, c, bytes, sha256);
    jw_open(w, "warnings", '[');
    jw_close(w, ']');
    jw_open(w, "errors", '[');
    for (int i = 0; i < c->result.nerror && i < LISTED; i++)
        put_error(w, &c->result.error[i], &c->table, &a);
    jw_close(w, ']');
    jw_close(w, '}');
    arena_free(&a);
}

void target_report(const struct target_check *c, const char *path, int64_t bytes,
                   const char *sha256, struct json_writer *w)
{
    jw_open(w, NULL, '{');
    jw_bool(w, "valid", c->result.errors == 0);
    jw_open(w, "stats", '{');
    jw_int(w, "tasks", 1);
    jw_int(w, "errors", c->result.errors);
    jw_int(w, "warnings", 0);
    jw_int(w, "seconds", 0);
    jw_close(w, '}');
    jw_open(w, "warnings", '[');
    jw_close(w, ']');
    jw_open(w, "errors", '[');
    jw_close(w, ']');
    jw_open(w, "tasks", '[');
    put_task(w, c, path, bytes, sha256);
    jw_close(w, ']');
    jw_close(w, '}');
}
