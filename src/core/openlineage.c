#include "openlineage.h"

#include "hash.h"
#include <stdio.h>

#define PRODUCER "urn:fettle:" FETTLE_VERSION
#define SPEC "https://openlineage.io/spec/"

/* A name-based UUID (RFC 9562, version 8: of a SHA-256). */
static void uuid_of(slice identity, char out[37])
{
    digest d = hash_sha256(identity);
    char hex[33];

    memcpy(hex, d.hex, 32);
    hex[12] = '8';
    hex[16] = "89ab"[(hex[16] <= '9' ? hex[16] - '0' : hex[16] - 'a' + 10) & 3];
    hex[32] = 0;
    snprintf(out, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static void open_facet(struct json_writer *w, const char *key, const char *schema)
{
    jw_open(w, key, '{');
    jw_z(w, "_producer", PRODUCER);
    jw_z(w, "_schemaURL", schema);
}

static void put_schema(struct json_writer *w, const struct table *t)
{
    open_facet(w, "schema", SPEC "facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet");
    jw_open(w, "fields", '[');
    for (int c = 0; c < t->ncol; c++) {
        jw_open(w, NULL, '{');
        jw_text(w, "name", t->col[c].name);
        jw_z(w, "type", kind_name(t->col[c].kind));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_source(struct json_writer *w, const struct openlineage *x,
                       const struct lineagecolumn *c, const struct lineagecolumn_source *s)
{
    static const char *const how[] = {"IDENTITY", "TRANSFORMATION", "AGGREGATION"};

    jw_open(w, NULL, '{');
    jw_z(w, "namespace", "file");
    jw_text(w, "name", x->source[s->source]);
    jw_text(w, "field", s->field);
    jw_open(w, "transformations", '[');
    jw_open(w, NULL, '{');
    jw_z(w, "type", "DIRECT");
    jw_z(w, "subtype", how[c->how]);
    jw_z(w, "description", "");
    jw_bool(w, "masking", false);
    jw_close(w, '}');
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_columns(struct json_writer *w, const struct openlineage *x)
{
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    open_facet(w, "columnLineage",
               SPEC "facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet");
    jw_open(w, "fields", '{');
    for (int c = 0; c < x->table->ncol; c++) {
        const struct lineagecolumn *col = &x->column[c];
        bool first = table_find(x->table, x->table->col[c].name, 1) == c;

        /* A member of an object has one name. */
        if (!first || col->n == 0) continue;
        jw_open(w, arena_z(&a, col->name), '{');
        jw_open(w, "inputFields", '[');
        for (int i = 0; i < col->n; i++) put_source(w, x, col, &col->from[i]);
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, '}');
    jw_close(w, '}');
    arena_free(&a);
}

static void put_run(struct json_writer *w, const struct openlineage *x)
{
    char id[37];

    uuid_of(x->identity, id);
    jw_open(w, "run", '{');
    jw_z(w, "runId", id);
    jw_open(w, "facets", '{');
    if (x->error != NULL) {
        open_facet(w, "errorMessage",
                   SPEC "facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet");
        jw_z(w, "message", x->error);
        jw_z(w, "programmingLanguage", "fettle");
        jw_close(w, '}');
    }
    jw_close(w, '}');
    jw_close(w, '}');
}

static void put_inputs(struct json_writer *w, const struct openlineage *x)
{
    jw_open(w, "inputs", '[');
    for (int i = 0; i < x->nsource; i++) {
        bool again = false;

        for (int k = 0; k < i; k++) again = again || slice_eq(x->source[k], x->source[i]);
        if (again) continue;
        jw_open(w, NULL, '{');
        jw_z(w, "namespace", "file");
        jw_text(w, "name", x->source[i]);
        jw_open(w, "facets", '{');
        if (x->source_table[i] != NULL) put_schema(w, x->source_table[i]);
        jw_close(w, '}');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

void openlineage_write(const struct openlineage *x, struct json_writer *w)
{
    jw_open(w, NULL, '{');
    jw_z(w, "eventType", x->error == NULL ? "COMPLETE" : "FAIL");
    jw_z(w, "eventTime", x->time);
    jw_z(w, "producer", PRODUCER);
    jw_z(w, "schemaURL", SPEC "2-0-2/OpenLineage.json#/$defs/RunEvent");
    put_run(w, x);
    jw_open(w, "job", '{');
    jw_z(w, "namespace", x->namespace);
    jw_z(w, "name", x->job);
    jw_open(w, "facets", '{');
    jw_close(w, '}');
    jw_close(w, '}');
    put_inputs(w, x);
    jw_open(w, "outputs", '[');
    if (x->output != NULL) {
        jw_open(w, NULL, '{');
        jw_z(w, "namespace", "file");
        jw_z(w, "name", x->output);
        jw_open(w, "facets", '{');
        put_schema(w, x->table);
        if (x->column != NULL) put_columns(w, x);
        jw_close(w, '}');
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}
