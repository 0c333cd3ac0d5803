#include "package.h"

/* Names are lower case letters, digits, '.', '_' and '-'. */
static slice package_name(const char *path, struct arena *a)
{
    slice s = slice_z(path), rest;
    struct buf b = {0};
    ptrdiff_t dot;

    for (ptrdiff_t i = s.n; i-- > 0;)
        if (s.p[i] == '/') {
            s = slice_sub(s, i + 1, s.n);
            break;
        }
    rest = s;
    dot = slice_find(rest, S("."));
    if (dot > 0) s = slice_sub(s, 0, dot);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        buf_putc(
            &b, (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ? c : '-');
    }
    return buf_take(&b, a);
}

static const char *type_of(enum kind k)
{
    switch (k) {
    case KIND_INTEGER:
        return "integer";
    case KIND_NUMBER:
        return "number";
    case KIND_BOOL:
        return "boolean";
    case KIND_DATE:
        return "date";
    case KIND_DATETIME:
        return "datetime";
    case KIND_TIME:
        return "time";
    /* Ours, "12:30:00", is not the standard's "PT12H30M". */
    case KIND_DURATION:
    case KIND_TEXT:
    case KIND_EMPTY:
        break;
    }
    return "string";
}

/* The given schema without what it says of marks and formats where the column is written in its
 * canonical form: that is the standard's default. */
static const struct json *as_written(const struct json *schema, const struct table *t,
                                     struct arena *a)
{
    static const char *const own[] = {"format",     "decimalChar", "groupChar", "bareNumber",
                                      "trueValues", "falseValues", NULL};
    struct json *out = json_edit(a, schema), *fields = json_new_array(a);
    const struct json *was = json_member(schema, "fields");

    for (int i = 0; i < json_count(was); i++) {
        int c = table_find(t, json_text(json_member(was->item[i], "name")), 1);
        struct json *field = json_edit(a, was->item[i]);

        for (int k = 0; own[k] != NULL && c >= 0 && t->col[c].kind != KIND_TEXT; k++)
            if (json_member(field, own[k]) != NULL) json_set(a, field, own[k], NULL);
        json_push(a, fields, field);
    }
    json_set(a, out, "fields", fields);
    return out;
}

static void put_schema(const struct package *p, const struct table *t, struct json_writer *w,
                       struct arena *a)
{
    const struct json *given = p->schema.n > 0 ? json_parse(a, p->schema, NULL) : NULL;

    if (given != NULL) {
        jw_json(w, "schema", as_written(given, t, a));
        return;
    }
    jw_open(w, "schema", '{');
    jw_z(w, "$schema", "https://datapackage.org/profiles/2.0/tableschema.json");
    jw_open(w, "fields", '[');
    for (int c = 0; c < t->ncol; c++) {
        jw_open(w, NULL, '{');
        jw_text(w, "name", t->col[c].name);
        jw_z(w, "type", type_of(t->col[c].kind));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_open(w, "missingValues", '[');
    jw_text(w, NULL, S(""));
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_dialect(slice format, struct json_writer *w)
{
    bool tabs = slice_eqz(format, "tsv");

    if (!tabs && !slice_eqz(format, "csv")) return;
    jw_open(w, "dialect", '{');
    jw_z(w, "$schema", "https://datapackage.org/profiles/2.0/tabledialect.json");
    jw_z(w, "delimiter", tabs ? "\t" : ",");
    jw_z(w, "lineTerminator", "\n");
    jw_z(w, "quoteChar", "\"");
    jw_bool(w, "doubleQuote", true);
    jw_bool(w, "header", true);
    jw_close(w, '}');
}

static const char *media_type(slice format)
{
    static const char *const t[][2] = {
        {"csv", "text/csv"},
        {"tsv", "text/tab-separated-values"},
        {"jsonl", "application/jsonl"},
        {"sqlite", "application/vnd.sqlite3"},
        {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};

    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++)
        if (slice_eqz(format, t[i][0])) return t[i][1];
    return "application/octet-stream";
}

static void put_resource(const struct package *p, const struct table *t, slice path,
                         struct json_writer *w, struct arena *a)
{
    jw_open(w, NULL, '{');
    jw_text(w, "name", package_name(p->path, a));
    jw_z(w, "$schema", "https://datapackage.org/profiles/2.0/dataresource.json");
    jw_z(w, "type", "table");
    jw_text(w, "path", path);
    jw_text(w, "format", p->format);
    jw_z(w, "mediatype", media_type(p->format));
    if (!slice_eqz(p->format, "sqlite") && !slice_eqz(p->format, "xlsx"))
        jw_z(w, "encoding", "utf-8");
    jw_int(w, "bytes", p->bytes);
    jw_text(w, "hash", arena_printf(a, "sha256:%s", p->sha256.hex));
    put_dialect(p->format, w);
    put_schema(p, t, w, a);
    jw_close(w, '}');
}

static void put_sources(const struct package *p, struct json_writer *w, struct arena *a)
{
    jw_open(w, "sources", '[');
    jw_open(w, NULL, '{');
    jw_text(w, "title", p->source_name);
    jw_text(w, "version", arena_printf(a, "sha256:%s", p->source_sha256.hex));
    jw_close(w, '}');
    jw_close(w, ']');
}

bool package_write(const struct package *p, const struct table *t, struct json_writer *w,
                   struct err *e)
{
    slice path = slice_z(p->path), folder = slice_z(p->folder);
    struct arena a;

    if (slice_starts(path, folder))
        path = slice_sub(path, folder.n, path.n);
    else if (folder.n > 0)
        path = S("");
    if (path.n == 0 || path.p[0] == '/' || slice_find(path, S("..")) >= 0)
        return err_set(e, E_USAGE,
                       "the package must be written into the folder of %s or one above it: a data "
                       "package points to nothing outside its folder",
                       p->path);
    arena_init(&a, ARENA_NO_LIMIT);
    jw_open(w, NULL, '{');
    jw_z(w, "$schema", "https://datapackage.org/profiles/2.0/datapackage.json");
    jw_text(w, "name", package_name(p->path, &a));
    jw_z(w, "created", p->created);
    put_sources(p, w, &a);
    jw_open(w, "resources", '[');
    put_resource(p, t, path, w, &a);
    jw_close(w, ']');
    jw_close(w, '}');
    arena_free(&a);
    return true;
}
