/* sentineldoc.c - the checks as JSON Schema and as the manual, from their descriptors. */
#include "sentinelread.h"

static void type_schema(struct json_writer *w, const struct sentinel_member *m)
{
    switch (m->type) {
    case MEMBER_TEXT:
    case MEMBER_PATTERN:
    case MEMBER_COLUMN:
        jw_z(w, "type", "string");
        break;
    case MEMBER_NUMBER:
    case MEMBER_SCALAR:
        jw_open(w, "type", '[');
        jw_z(w, NULL, "number");
        jw_z(w, NULL, "string");
        jw_close(w, ']');
        break;
    case MEMBER_COUNT:
        jw_z(w, "type", "integer");
        jw_int(w, "minimum", 1);
        break;
    case MEMBER_BOOL:
        jw_z(w, "type", "boolean");
        break;
    case MEMBER_VALUES:
        jw_z(w, "type", "array");
        break;
    case MEMBER_CHOICE:
        jw_open(w, "enum", '[');
        for (int i = 0; m->choice[i] != NULL; i++) jw_z(w, NULL, m->choice[i]);
        jw_close(w, ']');
        break;
    }
}

static void members(struct json_writer *w, const struct sentinel_member *m)
{
    for (; m != NULL && m->name != NULL; m++) {
        jw_open(w, m->name, '{');
        type_schema(w, m);
        jw_close(w, '}');
    }
}

static void columns_schema(struct json_writer *w)
{
    jw_open(w, "columns", '{');
    jw_z(w, "type", "array");
    jw_int(w, "minItems", 1);
    jw_open(w, "items", '{');
    jw_z(w, "type", "string");
    jw_close(w, '}');
    jw_close(w, '}');
    jw_open(w, "column", '{');
    jw_z(w, "type", "string");
    jw_close(w, '}');
}

static void check_schema(struct json_writer *w, const struct sentinel_check *c)
{
    static const struct sentinel_member bound[] = {
        {"min", MEMBER_NUMBER, false, NULL, ""}, {"max", MEMBER_NUMBER, false, NULL, ""}, {0}};

    jw_open(w, NULL, '{');
    jw_z(w, "type", "object");
    jw_z(w, "description", c->doc);
    jw_open(w, "properties", '{');
    jw_open(w, "check", '{');
    jw_z(w, "const", c->name);
    jw_close(w, '}');
    if (c->on != CHECK_TABLE) columns_schema(w);
    members(w, c->member);
    if (c->measures) members(w, bound);
    members(w, sentinelread_common);
    jw_close(w, '}');
    jw_open(w, "required", '[');
    jw_z(w, NULL, "check");
    for (const struct sentinel_member *m = c->member; m != NULL && m->name != NULL; m++)
        if (m->required) jw_z(w, NULL, m->name);
    jw_close(w, ']');
    jw_bool(w, "additionalProperties", false);
    jw_close(w, '}');
}

void sentinel_schema(struct json_writer *w, const char *key)
{
    jw_open(w, key, '{');
    jw_open(w, "oneOf", '[');
    for (const struct sentinel_check *const *c = sentinel_table; *c != NULL; c++)
        check_schema(w, *c);
    jw_close(w, ']');
    jw_close(w, '}');
}

static void member_mdoc(struct buf *out, const struct sentinel_member *m)
{
    for (; m != NULL && m->name != NULL; m++) {
        buf_printf(out, ".It Fa %s\n", m->name);
        if (m->type == MEMBER_CHOICE) {
            buf_putz(out, "(one of");
            for (int i = 0; m->choice[i] != NULL; i++)
                buf_printf(out, "%s %s", i > 0 ? "," : "", m->choice[i]);
            buf_putz(out, ") ");
        }
        buf_printf(out, "%s%s.\n", m->required ? "(required) " : "", m->doc);
    }
}

void sentinel_mdoc(struct buf *out)
{
    buf_putz(out,
             ".Sh SENTINELS\n"
             "The array\n.Dq sentinels\nof a plan holds rules that its result must meet before "
             "anyone sees it: objects with a\n.Dq check\nand its members.\n"
             "Every check may also have:\n.Bl -tag -width 12n\n"
             ".It Fa columns\nthe columns to check, each by itself unless it says otherwise.\n");
    member_mdoc(out, sentinelread_common);
    buf_putz(out, ".El\n.Pp\nChecks of drift compare with what the newest successful runs of the "
                  "same pin, or of the pins that it supersedes, left in the cache; without such a "
                  "run they only say so.\n");
    for (const struct sentinel_check *const *c = sentinel_table; *c != NULL; c++) {
        buf_printf(out, ".Ss %s\nHolds when %s.\n", (*c)->name, (*c)->doc);
        if ((*c)->member == NULL && !(*c)->measures) continue;
        buf_putz(out, ".Bl -tag -width 12n\n");
        if ((*c)->measures) buf_putz(out, ".It Fa min , max\nthe bounds of what is measured.\n");
        member_mdoc(out, (*c)->member);
        buf_putz(out, ".El\n");
    }
}
