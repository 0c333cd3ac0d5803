#include "sentinelread.h"

#include "pattern.h"
#include "utf8.h"

static const char *const levels[] = {"fail", "warn", NULL};
static const char *const units[] = {"rows", "percent", NULL};

const struct sentinel_member sentinelread_common[] = {
    {"must_be", MEMBER_NUMBER, false, NULL, "exactly this many offending rows or this value"},
    {"must_be_between", MEMBER_VALUES, false, NULL, "two numbers, both allowed"},
    {"must_be_less_than", MEMBER_NUMBER, false, NULL, "fewer or less than this"},
    {"must_be_greater_than", MEMBER_NUMBER, false, NULL, "more than this"},
    {"unit", MEMBER_CHOICE, false, units,
     "what the bounds count: offending rows, or their percentage"},
    {"level", MEMBER_CHOICE, false, levels,
     "fail keeps the result from everyone, warn only says so"},
    {"filter", MEMBER_TEXT, false, NULL, "a formula: only rows for which it is true are checked"},
    {0}};

/* ----------------------------------------------------------------- members */

static void wrong(struct sentinel *s, const char *member, const char *want)
{
    sentinelcheck_fail(s, FAIL_BAD_ARGUMENT, member,
                       arena_printf(s->failures->arena, "\"%s\" must be %s", member, want).p);
}

static int column_named(struct sentinel *s, const char *member, slice name)
{
    int c = table_find(s->in, name, 1), best = name.n < 4 ? 2 : 4;
    struct failure *x;

    if (c >= 0) return c;
    x = sentinelcheck_fail(
        s, FAIL_UNKNOWN_COLUMN, member,
        arena_printf(s->failures->arena, "no column named \"%.*s\"", SLICE_ARG(name)).p);
    for (int i = 0; i < s->in->ncol; i++) {
        int d = slice_distance(name, s->in->col[i].name, best);

        if (d < best) best = d, x->suggestion = s->in->col[i].name;
    }
    return -1;
}

static bool is_scalar(const struct json *v)
{
    return v->type == J_TEXT || v->type == J_NUMBER || v->type == J_TRUE || v->type == J_FALSE;
}

static bool is_choice(const struct sentinel_member *m, const struct json *v)
{
    for (int i = 0; m->choice[i] != NULL; i++)
        if (v->type == J_TEXT && slice_eqz(v->text, m->choice[i])) return true;
    return false;
}

static void wrong_choice(struct sentinel *s, const struct sentinel_member *m)
{
    struct buf b = {0};

    for (int i = 0; m->choice[i] != NULL; i++)
        buf_printf(&b, "%s\"%s\"", i > 0 ? " or " : "", m->choice[i]);
    wrong(s, m->name, arena_copy(s->failures->arena, buf_slice(&b)).p);
    buf_free(&b);
}

static void check_pattern(struct sentinel *s, const struct sentinel_member *m, slice text)
{
    struct err e = {0};
    struct pattern *p = pattern_open(text, false, &e);

    if (p == NULL) sentinelcheck_fail(s, FAIL_BAD_ARGUMENT, m->name, e.text);
    pattern_close(p);
}

static void check_member(struct sentinel *s, const struct sentinel_member *m)
{
    const struct json *v = sentinelcheck_member(s, m->name);
    int64_t n;

    if (v == NULL) {
        if (m->required)
            sentinelcheck_fail(
                s, FAIL_MISSING_ARGUMENT, m->name,
                arena_printf(s->failures->arena, "it needs \"%s\": %s", m->name, m->doc).p);
        return;
    }
    switch (m->type) {
    case MEMBER_TEXT:
        if (v->type != J_TEXT) wrong(s, m->name, "a string");
        break;
    case MEMBER_NUMBER:
        if (!is_scalar(v) || decimal_parse(v->text, s->arena) == NULL)
            wrong(s, m->name, "a number");
        break;
    case MEMBER_COUNT:
        if (v->type != J_NUMBER || !slice_i64(v->text, &n) || n < 1)
            wrong(s, m->name, "a whole number from 1");
        break;
    case MEMBER_BOOL:
        if (v->type != J_TRUE && v->type != J_FALSE) wrong(s, m->name, "true or false");
        break;
    case MEMBER_SCALAR:
        if (v->type != J_TEXT && v->type != J_NUMBER) wrong(s, m->name, "a number or a string");
        break;
    case MEMBER_VALUES:
        for (int i = 0; v->type == J_ARRAY && i < v->n; i++)
            if (!is_scalar(v->item[i])) wrong(s, m->name, "an array of strings and numbers");
        if (v->type != J_ARRAY) wrong(s, m->name, "an array");
        break;
    case MEMBER_CHOICE:
        if (!is_choice(m, v)) wrong_choice(s, m);
        break;
    case MEMBER_PATTERN:
        if (v->type == J_TEXT)
            check_pattern(s, m, v->text);
        else
            wrong(s, m->name, "a pattern");
        break;
    case MEMBER_COLUMN:
        if (v->type == J_TEXT)
            column_named(s, m->name, v->text);
        else
            wrong(s, m->name, "the name of a column");
        break;
    }
}

static void nearest(const struct sentinel_member *m, slice name, int *best, slice *near,
                    bool *found)
{
    for (; m != NULL && m->name != NULL; m++) {
        int d = slice_distance(name, slice_z(m->name), 3);

        *found = *found || d == 0;
        if (d < *best) *best = d, *near = slice_z(m->name);
    }
}

static void unknown_members(struct sentinel *s)
{
    const struct sentinel_member every[] = {{.name = "check"}, {0}},
                                 columns[] = {{.name = "columns"}, {.name = "column"}, {0}},
                                 bounds[] = {{.name = "min"}, {.name = "max"}, {0}};

    for (int i = 0; i < s->doc->n; i++) {
        slice name = s->doc->key[i], near = S("");
        bool found = false;
        int best = 4;
        struct failure *x;

        nearest(every, name, &best, &near, &found);
        nearest(sentinelread_common, name, &best, &near, &found);
        nearest(s->check->member, name, &best, &near, &found);
        if (s->check->on != CHECK_TABLE) nearest(columns, name, &best, &near, &found);
        if (s->check->measures) nearest(bounds, name, &best, &near, &found);
        if (found) continue;
        x = sentinelcheck_fail(s, FAIL_UNKNOWN_ARGUMENT, arena_z(s->failures->arena, name),
                               "it has no such member");
        x->suggestion = near;
    }
}

/* ------------------------------------------------------ columns and bounds */

static void read_columns(struct sentinel *s)
{
    const struct json *v = sentinelcheck_member(s, "columns"),
                      *single = sentinelcheck_member(s, "column");
    int n = v != NULL ? json_count(v) : single != NULL;

    if (s->check->on == CHECK_TABLE) return;
    s->column = arena_new(s->arena, int, n > 0 ? n : 1);
    if (v != NULL && v->type != J_ARRAY) {
        wrong(s, "columns", "an array of column names");
        return;
    }
    if (n == 0 && s->check->on == CHECK_EACH_COLUMN)
        sentinelcheck_fail(s, FAIL_MISSING_ARGUMENT, "columns", "it needs \"columns\"");
    for (int i = 0; i < n && s->column != NULL; i++) {
        const struct json *one = v != NULL ? v->item[i] : single;
        int c = -1;

        if (one->type != J_TEXT)
            wrong(s, "columns", "an array of column names");
        else
            c = column_named(s, "columns", one->text);
        if (c >= 0) s->column[s->ncolumn++] = c;
    }
}

static const struct decimal *number(struct sentinel *s, const char *member)
{
    const struct json *v = sentinelcheck_member(s, member);

    return v != NULL && is_scalar(v) ? decimal_parse(v->text, s->arena) : NULL;
}

static void read_bounds(struct sentinel *s)
{
    const struct json *v = sentinelcheck_member(s, "must_be_between");
    const struct sentinel_check *c = s->check;

    s->lo = s->hi = number(s, "must_be");
    s->below = number(s, "must_be_less_than");
    s->above = number(s, "must_be_greater_than");
    if (v != NULL) {
        if (v->type == J_ARRAY && v->n == 2) {
            s->lo = decimal_parse(v->item[0]->text, s->arena);
            s->hi = decimal_parse(v->item[1]->text, s->arena);
        }
        if (v->type != J_ARRAY || v->n != 2 || s->lo == NULL || s->hi == NULL)
            wrong(s, "must_be_between", "an array of two numbers");
    }
    if (c->measures) {
        if (number(s, "min") != NULL) s->lo = number(s, "min");
        if (number(s, "max") != NULL) s->hi = number(s, "max");
    }
    s->bounded = s->lo != NULL || s->hi != NULL || s->below != NULL || s->above != NULL;
    if (s->bounded || !c->measures) return;
    if (c->fallback_min != NULL) s->lo = decimal_parse(slice_z(c->fallback_min), s->arena);
    if (c->fallback_max != NULL) s->hi = decimal_parse(slice_z(c->fallback_max), s->arena);
    s->bounded = s->lo != NULL || s->hi != NULL;
    if (!s->bounded)
        sentinelcheck_fail(s, FAIL_MISSING_ARGUMENT, "min",
                           "it needs bounds, like \"min\" or \"max\"");
}

static void read_filter(struct sentinel *s)
{
    slice text = sentinelcheck_text(s, "filter");
    struct formula_error fe = {0};
    enum kind kind = KIND_BOOL;
    struct failure *x;

    if (text.p == NULL) return;
    s->filter = formula_parse(text, s->arena, &fe);
    if (s->filter == NULL || !formula_bind(s->filter, s->in, s->arena, &kind, &fe)) {
        x = sentinelcheck_fail(s, fe.code, "filter", fe.text);
        x->suggestion = fe.suggestion.n > 0 ? arena_copy(s->failures->arena, fe.suggestion) : S("");
    } else if (kind != KIND_BOOL && kind != KIND_EMPTY) {
        sentinelcheck_fail(s, FAIL_FORMULA_KIND, "filter", "the filter must be true or false");
    }
}

/* ------------------------------------------------------------------- all */

static const struct sentinel_check *check_named(slice name, slice *near)
{
    int best = 4;

    *near = S("");
    for (const struct sentinel_check *const *c = sentinel_table; *c != NULL; c++) {
        int d = slice_distance(name, slice_z((*c)->name), 3);

        if (d == 0) return *c;
        if (d < best) best = d, *near = slice_z((*c)->name);
    }
    return NULL;
}

bool sentinelread(struct sentinel *s)
{
    static const struct sentinel_member bound[] = {{"min", MEMBER_NUMBER, false, NULL, ""},
                                                   {"max", MEMBER_NUMBER, false, NULL, ""}};
    const struct json *name;
    int before = s->failures->n;
    struct failure *x;
    slice near;

    name = s->doc->type == J_OBJECT ? sentinelcheck_member(s, "check") : NULL;
    if (!json_is(name, J_TEXT)) {
        sentinelcheck_fail(s, FAIL_MISSING_ARGUMENT, "check",
                           "a sentinel must be an object with a \"check\"");
        return false;
    }
    s->check = check_named(name->text, &near);
    if (s->check == NULL) {
        x = sentinelcheck_fail(
            s, FAIL_BAD_ARGUMENT, "check",
            arena_printf(s->failures->arena, "there is no check \"%.*s\"", SLICE_ARG(name->text))
                .p);
        x->suggestion = near;
        return false;
    }
    unknown_members(s);
    for (const struct sentinel_member *m = sentinelread_common; m->name != NULL; m++)
        check_member(s, m);
    for (const struct sentinel_member *m = s->check->member; m != NULL && m->name != NULL; m++)
        check_member(s, m);
    for (int i = 0; s->check->measures && i < 2; i++) check_member(s, &bound[i]);
    read_columns(s);
    read_bounds(s);
    s->warn = slice_eqz(sentinelcheck_text(s, "level"), "warn");
    s->percent = slice_eqz(sentinelcheck_text(s, "unit"), "percent");
    read_filter(s);
    s->whole = s->check->whole || s->filter != NULL;
    if (s->failures->n == before && s->check->check != NULL) s->check->check(s);
    return s->failures->n == before;
}
