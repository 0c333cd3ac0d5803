#include "readopt.h"

static const char *text(const struct json *v, const char *key, struct arena *a)
{
    const struct json *m = json_member(v, key);

    return m != NULL ? arena_z(a, json_text(m)) : NULL;
}

void readopt_json(const struct read_options *o, struct json_writer *w, const char *key)
{
    bool limited = false;

    for (int i = 0; i < LIMIT_COUNT; i++) limited = limited || o->limits.at[i] > 0;
    if (o->sheet == NULL && o->region == 0 && o->encoding == NULL && o->delimiter == NULL &&
        o->quote == NULL && o->escape == NULL && o->header_rows < 0 && !o->raw && !limited)
        return;
    jw_open(w, key, '{');
    if (o->sheet != NULL) jw_z(w, "sheet", o->sheet);
    if (o->region > 0) jw_int(w, "region", o->region);
    if (o->encoding != NULL) jw_z(w, "encoding", o->encoding);
    if (o->delimiter != NULL) jw_z(w, "delimiter", o->delimiter);
    if (o->quote != NULL) jw_z(w, "quote", o->quote);
    if (o->escape != NULL) jw_z(w, "escape", o->escape);
    if (o->header_rows >= 0) jw_int(w, "header_rows", o->header_rows);
    if (o->raw) jw_bool(w, "raw", true);
    for (int i = 0; i < LIMIT_COUNT; i++)
        if (o->limits.at[i] > 0) jw_int(w, limit_table[i].key, o->limits.at[i]);
    jw_close(w, '}');
}

struct read_options readopt_parse(const struct json *v, struct arena *a)
{
    struct read_options o = READ_DEFAULTS;

    o.sheet = text(v, "sheet", a);
    o.region = (int)json_i64(json_member(v, "region"), 0);
    o.encoding = text(v, "encoding", a);
    o.delimiter = text(v, "delimiter", a);
    o.quote = text(v, "quote", a);
    o.escape = text(v, "escape", a);
    o.header_rows = (int)json_i64(json_member(v, "header_rows"), -1);
    o.raw = json_flag(json_member(v, "raw"), false);
    for (int i = 0; i < LIMIT_COUNT; i++)
        o.limits.at[i] = json_i64(json_member(v, limit_table[i].key), 0);
    return o;
}
