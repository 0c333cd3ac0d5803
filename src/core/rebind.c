#include "rebind.h"

#include "utf8.h"
#include <assert.h>

struct names {
    const struct schema *was, *now;
    bool *hidden; /* a step has made a column of this name: it no longer means the source's */
    struct arena *arena;
};

/* The nth (1-based) column of the pinned schema with this name, or -1. */
static int find(const struct names *n, slice name, int64_t nth)
{
    for (int i = 0; i < n->was->n; i++)
        if (slice_eq(n->was->col[i].shown, name) && --nth == 0) return n->hidden[i] ? -1 : i;
    return -1;
}

/* Which of the equal names before and including column i of the new schema it is. */
static int64_t nth_now(const struct names *n, int i)
{
    int64_t nth = 0;

    for (int k = 0; k <= i; k++) nth += slice_eq(n->now->col[k].shown, n->now->col[i].shown);
    return nth;
}

static void hide(struct names *n, slice name)
{
    for (int i = 0; i < n->was->n; i++)
        if (slice_eq(n->was->col[i].shown, name)) n->hidden[i] = true;
}

/* A reference to one column: "name", {"column":"name","nth":2} or a position, which stays. */
static const struct json *column(struct names *n, const struct json *v)
{
    bool object = json_is(v, J_OBJECT);
    slice name = object ? json_text(json_member(v, "column")) : json_text(v);
    int i = json_is(v, J_TEXT) || object
                ? find(n, name, object ? json_i64(json_member(v, "nth"), 1) : 1)
                : -1;
    struct json *out;

    if (i < 0 || slice_eq(n->was->col[i].shown, n->now->col[i].shown)) return v;
    if (!object) return json_new_text(n->arena, n->now->col[i].shown);
    out = json_edit(n->arena, v);
    json_set(n->arena, out, "column", json_new_text(n->arena, n->now->col[i].shown));
    json_set(n->arena, out, "nth", json_new_int(n->arena, nth_now(n, i)));
    return out;
}

static const struct json *columns(struct names *n, const struct json *v)
{
    struct json *out;

    if (!json_is(v, J_ARRAY)) return v;
    out = json_new_array(n->arena);
    for (int i = 0; i < v->n; i++) json_push(n->arena, out, column(n, v->item[i]));
    return out;
}

/* {"old name":"new name"}: the keys are columns. */
static const struct json *renames(struct names *n, const struct json *v)
{
    struct json *out;

    if (!json_is(v, J_OBJECT)) return v;
    out = json_new_object(n->arena);
    for (int i = 0; i < v->n; i++) {
        int at = find(n, v->key[i], 1);

        json_set(n->arena, out, arena_z(n->arena, at >= 0 ? n->now->col[at].shown : v->key[i]),
                 v->item[i]);
    }
    return out;
}

/* The end of the identifier that begins at s.p[at]; at when there is none. */
static ptrdiff_t word_end(slice s, ptrdiff_t at)
{
    ptrdiff_t i = at;

    while (i < s.n) {
        int32_t cp;
        int len = utf8_decode(s.p + i, s.n - i, &cp);
        bool digit = utf8_is_digit(cp) && i > at;

        if (!utf8_is_letter(cp) && cp != '_' && !digit) break;
        i += len;
    }
    return i;
}

/* Names in a formula stand bare or in brackets; strings are left alone. A new name is bracketed. */
static const struct json *formula(struct names *n, const struct json *v)
{
    slice s = json_text(v);
    struct buf b = {0};
    ptrdiff_t i = 0;

    if (!json_is(v, J_TEXT)) return v;
    while (i < s.n) {
        ptrdiff_t end = i + 1, next;
        slice name = {0};
        int at = -1;

        if (s.p[i] == '"' || s.p[i] == '\'') {
            while (end < s.n && s.p[end] != s.p[i]) end++;
            if (end < s.n) end++;
        } else if (s.p[i] == '[') {
            while (end < s.n && s.p[end] != ']') end++;
            name = slice_sub(s, i + 1, end);
            if (end < s.n) end++;
        } else if ((next = word_end(s, i)) > i) {
            end = next;
            while (next < s.n && s.p[next] == ' ') next++;
            if (next == s.n || s.p[next] != '(') name = slice_sub(s, i, end);
        } else if (s.p[i] >= '0' && s.p[i] <= '9') {
            while (end < s.n && word_end(s, end) > end) end = word_end(s, end);
        }
        if (name.n > 0) at = find(n, name, 1);
        if (at >= 0 && !slice_eq(n->was->col[at].shown, n->now->col[at].shown))
            buf_printf(&b, "[%.*s]", SLICE_ARG(n->now->col[at].shown));
        else
            buf_put(&b, slice_sub(s, i, end));
        i = end;
    }
    return json_new_text(n->arena, buf_take(&b, n->arena));
}

static const struct json *argument(struct names *n, const struct op_param *p, const struct json *v)
{
    /* Columns of another table keep their names. */
    if (p->of != NULL) return v;
    switch (p->type) {
    case OP_COLUMN:
        return column(n, v);
    case OP_COLUMNS:
        return columns(n, v);
    case OP_RENAMES:
        return renames(n, v);
    case OP_FORMULA:
        return formula(n, v);
    case OP_TEXT:
    case OP_TEXTS:
    case OP_NAME:
    case OP_INT:
    case OP_BOOL:
    case OP_CHOICE:
    case OP_PAIRS:
    case OP_PATTERN:
    case OP_TABLE:
        return v;
    }
    assert(false && "an argument type");
    return v;
}

/* What a step names is its own from then on. */
static void hide_made(struct names *n, const struct plan_step *s)
{
    for (const struct op_param *p = s->op->param; p->name != NULL; p++) {
        const struct json *v = json_member(s->doc, p->name);

        if (p->type == OP_NAME && v != NULL) hide(n, json_text(v));
        for (int i = 0; p->type == OP_RENAMES && i < json_count(v); i++)
            hide(n, json_text(v->item[i]));
    }
}

static const struct json *step(struct names *n, const struct plan_step *s)
{
    struct json *out;

    if (s->op == NULL) return s->doc;
    out = json_edit(n->arena, s->doc);
    for (const struct op_param *p = s->op->param; p->name != NULL; p++) {
        const struct json *v = json_member(s->doc, p->name);

        if (v != NULL) json_set(n->arena, out, p->name, argument(n, p, v));
    }
    hide_made(n, s);
    return out;
}

/* Metrics and sentinels speak of the result, where a column may still have its source's name. */
static const struct json *rules(struct names *n, const struct json *list)
{
    static const char *const in_formula[] = {"formula", "filter", NULL};
    struct json *out = json_new_array(n->arena);

    for (int i = 0; i < json_count(list); i++) {
        struct json *rule = json_edit(n->arena, list->item[i]);

        if (json_member(rule, "columns") != NULL)
            json_set(n->arena, rule, "columns", columns(n, json_member(rule, "columns")));
        for (int k = 0; in_formula[k] != NULL; k++)
            if (json_member(rule, in_formula[k]) != NULL)
                json_set(n->arena, rule, in_formula[k],
                         formula(n, json_member(rule, in_formula[k])));
        json_push(n->arena, out, rule);
    }
    return out;
}

const struct json *rebind_plan(const struct plan *p, const struct schema *was,
                               const struct schema *now, struct arena *a,
                               const struct json **renamed)
{
    struct names n = {was, now, arena_new(a, bool, was->n + 1), a};
    struct json *doc = json_edit(a, p->doc), *steps = json_new_array(a),
                *record = json_new_object(a);

    assert(was->n == now->n);
    for (int i = 0; i < p->nstep; i++) json_push(a, steps, step(&n, &p->step[i]));
    json_set(a, doc, "steps", steps);
    if (p->metrics != NULL) json_set(a, doc, "metrics", rules(&n, p->metrics));
    if (p->sentinels != NULL) json_set(a, doc, "sentinels", rules(&n, p->sentinels));
    for (int i = 0; i < was->n; i++)
        if (!slice_eq(was->col[i].shown, now->col[i].shown))
            json_set(a, record, arena_z(a, was->col[i].shown), json_new_text(a, now->col[i].shown));
    *renamed = record;
    return doc;
}
