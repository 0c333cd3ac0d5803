#include "readopt.h"

static const char *text(const struct json *v, const char *key, struct arena *a)
{
    const struct json *m = json_member(v, key);

    return m != NULL ? arena_z(a, json_text(m)) : NULL;
}

void readopt_json(const struct read_options *o, struct json_writer *w, const char *key)
{
    if (o->sheet == NULL && o->region == 0 && o->encoding == NULL && o->delimiter == NULL &&
        o->quote == NULL && o->escape == NULL && o->header_rows < 0 && !o->raw &&
        o->unpack_max == 0 && o->ratio_max == 0 && o->text_max == 0 && o->cells_max == 0)
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
    if (o->unpack_max > 0) jw_int(w, "unpack_max", o->unpack_max);
    if (o->ratio_max > 0) jw_int(w, "ratio_max", o->ratio_max);
    if (o->text_max > 0) jw_int(w, "text_max", o->text_max);
    if (o->cells_max > 0) jw_int(w, "cells_max", o->cells_max);
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
    o.unpack_max = json_i64(json_member(v, "unpack_max"), 0);
    o.ratio_max = json_i64(json_member(v, "ratio_max"), 0);
    o.text_max = json_i64(json_member(v, "text_max"), 0);
    o.cells_max = json_i64(json_member(v, "cells_max"), 0);
    return o;
}
