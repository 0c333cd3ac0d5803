#include "jsonschema.h"

#include "decimal.h"
#include "jsonpointer.h"
#include "pattern.h"
#include "utf8.h"

/* A schema may lead into itself, and more than once in each place. */
enum { DEEPEST = 64, STEPS_MAX = 1000000 };

struct place {
    const struct json *root; /* what a $ref is counted from */
    const struct json *schema;
    struct arena *arena;
    int depth;
    int *steps;
};

static bool valid(const struct place *at, const struct json *schema, const struct json *v);

/* ------------------------------------------------------------------ values */

static bool is_type(const struct json *v, slice name, struct arena *a)
{
    static const struct {
        const char *name;
        enum json_kind kind;
    } type[] = {{"null", J_NULL},   {"boolean", J_TRUE}, {"boolean", J_FALSE}, {"number", J_NUMBER},
                {"string", J_TEXT}, {"array", J_ARRAY},  {"object", J_OBJECT}};

    if (slice_eqz(name, "integer")) {
        const struct decimal *d = v->type == J_NUMBER ? decimal_parse(v->text, a) : NULL;

        return d != NULL && decimal_is_integer(d);
    }
    for (size_t i = 0; i < sizeof type / sizeof type[0]; i++)
        if (v->type == type[i].kind && slice_eqz(name, type[i].name)) return true;
    return false;
}

static bool is_type_name(slice name)
{
    static const char *const known[] = {"null",   "boolean", "number", "integer",
                                        "string", "array",   "object", NULL};

    for (int i = 0; known[i] != NULL; i++)
        if (slice_eqz(name, known[i])) return true;
    return false;
}

/* Equal as JSON Schema says: 1 and 1.0 are. */
static bool same(const struct json *x, const struct json *y, struct arena *a)
{
    if (x->type == J_NUMBER && y->type == J_NUMBER) {
        const struct decimal *d = decimal_parse(x->text, a), *g = decimal_parse(y->text, a);

        return d != NULL && g != NULL ? decimal_cmp(d, g) == 0 : slice_eq(x->text, y->text);
    }
    if (x->type != y->type || x->n != y->n) return false;
    if (x->type == J_TEXT) return slice_eq(x->text, y->text);
    for (int i = 0; i < x->n; i++) {
        const struct json *other =
            x->type == J_ARRAY ? y->item[i] : json_member(y, arena_z(a, x->key[i]));

        if (other == NULL || !same(x->item[i], other, a)) return false;
    }
    return true;
}

/* Against the number of a keyword: -1, 0, 1. Numbers beyond the arithmetic are equal to all. */
static int against(const struct json *v, const struct json *limit, struct arena *a)
{
    const struct decimal *x = decimal_parse(v->text, a), *y = decimal_parse(limit->text, a);

    return x != NULL && y != NULL ? decimal_cmp(x, y) : 0;
}

static bool matches(slice pattern, slice text)
{
    struct err e = {0};
    struct pattern *p = pattern_open(pattern, false, &e);
    slice group[1];
    bool found = p != NULL && pattern_find(p, text, group, 1) == 1;

    pattern_close(p);
    return found;
}

/* ---------------------------------------------------------------- keywords */

static bool type(const struct place *at, const struct json *k, const struct json *v)
{
    if (k->type == J_TEXT) return is_type(v, k->text, at->arena);
    for (int i = 0; i < k->n; i++)
        if (is_type(v, json_text(k->item[i]), at->arena)) return true;
    return false;
}

static bool one_of_values(const struct place *at, const struct json *k, const struct json *v)
{
    for (int i = 0; i < k->n; i++)
        if (same(k->item[i], v, at->arena)) return true;
    return false;
}

static bool constant(const struct place *at, const struct json *k, const struct json *v)
{
    return same(k, v, at->arena);
}

static bool minimum(const struct place *at, const struct json *k, const struct json *v)
{
    return against(v, k, at->arena) >= 0;
}

static bool maximum(const struct place *at, const struct json *k, const struct json *v)
{
    return against(v, k, at->arena) <= 0;
}

static bool above(const struct place *at, const struct json *k, const struct json *v)
{
    return against(v, k, at->arena) > 0;
}

static bool below(const struct place *at, const struct json *k, const struct json *v)
{
    return against(v, k, at->arena) < 0;
}

static bool multiple(const struct place *at, const struct json *k, const struct json *v)
{
    const struct decimal *x = decimal_parse(v->text, at->arena),
                         *y = decimal_parse(k->text, at->arena), *rest;

    if (x == NULL || y == NULL || decimal_sign(y) == 0) return true;
    rest = decimal_rem(x, y, at->arena);
    return rest == NULL || decimal_sign(rest) == 0;
}

/* Characters of a string, items of an array, members of an object. */
static bool at_least(const struct place *at, const struct json *k, const struct json *v)
{
    (void)at;
    return (v->type == J_TEXT ? utf8_count(v->text) : v->n) >= json_i64(k, 0);
}

static bool at_most(const struct place *at, const struct json *k, const struct json *v)
{
    (void)at;
    return (v->type == J_TEXT ? utf8_count(v->text) : v->n) <= json_i64(k, INT64_MAX);
}

static bool pattern(const struct place *at, const struct json *k, const struct json *v)
{
    (void)at;
    return matches(k->text, v->text);
}

static bool prefix_items(const struct place *at, const struct json *k, const struct json *v)
{
    for (int i = 0; i < k->n && i < v->n; i++)
        if (!valid(at, k->item[i], v->item[i])) return false;
    return true;
}

/* All items, or those behind prefixItems; before 2020 a list was what prefixItems is now. */
static bool items(const struct place *at, const struct json *k, const struct json *v)
{
    if (k->type == J_ARRAY) return prefix_items(at, k, v);
    for (int i = json_count(json_member(at->schema, "prefixItems")); i < v->n; i++)
        if (!valid(at, k, v->item[i])) return false;
    return true;
}

static bool additional_items(const struct place *at, const struct json *k, const struct json *v)
{
    const struct json *first = json_member(at->schema, "items");

    for (int i = json_count(first); json_is(first, J_ARRAY) && i < v->n; i++)
        if (!valid(at, k, v->item[i])) return false;
    return true;
}

static bool unique(const struct place *at, const struct json *k, const struct json *v)
{
    for (int i = 0; k->type == J_TRUE && i < v->n; i++)
        for (int j = 0; j < i; j++)
            if (same(v->item[i], v->item[j], at->arena)) return false;
    return true;
}

static bool contains(const struct place *at, const struct json *k, const struct json *v)
{
    int64_t n = 0;

    for (int i = 0; i < v->n; i++) n += valid(at, k, v->item[i]);
    return n >= json_i64(json_member(at->schema, "minContains"), 1) &&
           n <= json_i64(json_member(at->schema, "maxContains"), INT64_MAX);
}

static bool required(const struct place *at, const struct json *k, const struct json *v)
{
    for (int i = 0; i < k->n; i++)
        if (json_member(v, arena_z(at->arena, json_text(k->item[i]))) == NULL) return false;
    return true;
}

static bool properties(const struct place *at, const struct json *k, const struct json *v)
{
    for (int i = 0; i < v->n; i++) {
        const struct json *s = json_member(k, arena_z(at->arena, v->key[i]));

        if (s != NULL && !valid(at, s, v->item[i])) return false;
    }
    return true;
}

static bool pattern_properties(const struct place *at, const struct json *k, const struct json *v)
{
    for (int p = 0; p < k->n; p++)
        for (int i = 0; i < v->n; i++)
            if (matches(k->key[p], v->key[i]) && !valid(at, k->item[p], v->item[i])) return false;
    return true;
}

/* Members that neither properties nor patternProperties name. */
static bool additional(const struct place *at, const struct json *k, const struct json *v)
{
    const struct json *named = json_member(at->schema, "properties"),
                      *like = json_member(at->schema, "patternProperties");

    for (int i = 0; i < v->n; i++) {
        bool known = json_member(named, arena_z(at->arena, v->key[i])) != NULL;

        for (int p = 0; p < json_count(like) && !known; p++)
            known = matches(like->key[p], v->key[i]);
        if (!known && !valid(at, k, v->item[i])) return false;
    }
    return true;
}

static bool property_names(const struct place *at, const struct json *k, const struct json *v)
{
    for (int i = 0; i < v->n; i++)
        if (!valid(at, k, json_new_text(at->arena, v->key[i]))) return false;
    return true;
}

static bool dependent_required(const struct place *at, const struct json *k, const struct json *v)
{
    for (int i = 0; i < k->n; i++)
        if (json_member(v, arena_z(at->arena, k->key[i])) != NULL && !required(at, k->item[i], v))
            return false;
    return true;
}

static bool dependent_schemas(const struct place *at, const struct json *k, const struct json *v)
{
    for (int i = 0; i < k->n; i++)
        if (json_member(v, arena_z(at->arena, k->key[i])) != NULL && !valid(at, k->item[i], v))
            return false;
    return true;
}

static int how_many(const struct place *at, const struct json *k, const struct json *v)
{
    int n = 0;

    for (int i = 0; i < k->n; i++) n += valid(at, k->item[i], v);
    return n;
}

static bool all_of(const struct place *at, const struct json *k, const struct json *v)
{
    return how_many(at, k, v) == k->n;
}

static bool any_of(const struct place *at, const struct json *k, const struct json *v)
{
    return how_many(at, k, v) > 0;
}

static bool one_of(const struct place *at, const struct json *k, const struct json *v)
{
    return how_many(at, k, v) == 1;
}

static bool not(const struct place *at, const struct json *k, const struct json *v)
{
    return !valid(at, k, v);
}

static bool if_then_else(const struct place *at, const struct json *k, const struct json *v)
{
    const struct json *next = json_member(at->schema, valid(at, k, v) ? "then" : "else");

    return next == NULL || valid(at, next, v);
}

/* "#/$defs/name"; NULL: it leads nowhere, or out of the document. */
static const struct json *follow(const struct json *root, slice ref, struct arena *a)
{
    const struct json *v = root;
    slice key, rest = slice_sub(ref, 1, ref.n);

    if (ref.n == 0 || ref.p[0] != '#') return NULL;
    while (v != NULL && rest.n > 0) {
        if (!jsonpointer_next(rest, a, &key, &rest)) return NULL;
        if (v->type == J_ARRAY) {
            int i = jsonpointer_index(key, v->n, false);

            v = i >= 0 ? v->item[i] : NULL;
        } else {
            v = json_member(v, arena_z(a, key));
        }
    }
    return v;
}

static bool reference(const struct place *at, const struct json *k, const struct json *v)
{
    const struct json *to = follow(at->root, k->text, at->arena);

    return to != NULL && valid(at, to, v);
}

/* What a keyword's own value is, so that it can be checked. */
enum form {
    FORM_ANY,
    FORM_NUMBER,
    FORM_BOOL,
    FORM_VALUES,      /* a list */
    FORM_NAMES,       /* a list of strings */
    FORM_NAMES_OF,    /* an object of those */
    FORM_TYPE,        /* a type's name or a list of them */
    FORM_PATTERN,     /* a regular expression */
    FORM_REF,         /* a place in the document */
    FORM_SCHEMA,      /* one */
    FORM_SCHEMAS,     /* a list */
    FORM_ITEMS,       /* one or a list */
    FORM_SCHEMAS_OF,  /* an object of them */
    FORM_PATTERNS_OF, /* an object of them whose keys are regular expressions */
    FORM_UNCHECKED    /* it means something that is not checked here */
};
enum {
    TEXTS = 1 << J_TEXT,
    NUMBERS = 1 << J_NUMBER,
    ARRAYS = 1 << J_ARRAY,
    OBJECTS = 1 << J_OBJECT
};

static const struct keyword {
    const char *name;
    enum form form;
    int on; /* values that it says something about; 0: all */
    bool (*holds)(const struct place *at, const struct json *k, const struct json *v);
} keyword[] = {
    {"type", FORM_TYPE, 0, type},
    {"enum", FORM_VALUES, 0, one_of_values},
    {"const", FORM_ANY, 0, constant},
    {"minimum", FORM_NUMBER, NUMBERS, minimum},
    {"maximum", FORM_NUMBER, NUMBERS, maximum},
    {"exclusiveMinimum", FORM_NUMBER, NUMBERS, above},
    {"exclusiveMaximum", FORM_NUMBER, NUMBERS, below},
    {"multipleOf", FORM_NUMBER, NUMBERS, multiple},
    {"minLength", FORM_NUMBER, TEXTS, at_least},
    {"maxLength", FORM_NUMBER, TEXTS, at_most},
    {"pattern", FORM_PATTERN, TEXTS, pattern},
    {"prefixItems", FORM_SCHEMAS, ARRAYS, prefix_items},
    {"items", FORM_ITEMS, ARRAYS, items},
    {"additionalItems", FORM_SCHEMA, ARRAYS, additional_items},
    {"minItems", FORM_NUMBER, ARRAYS, at_least},
    {"maxItems", FORM_NUMBER, ARRAYS, at_most},
    {"uniqueItems", FORM_BOOL, ARRAYS, unique},
    {"contains", FORM_SCHEMA, ARRAYS, contains},
    {"minContains", FORM_NUMBER, ARRAYS, NULL},
    {"maxContains", FORM_NUMBER, ARRAYS, NULL},
    {"required", FORM_NAMES, OBJECTS, required},
    {"properties", FORM_SCHEMAS_OF, OBJECTS, properties},
    {"patternProperties", FORM_PATTERNS_OF, OBJECTS, pattern_properties},
    {"additionalProperties", FORM_SCHEMA, OBJECTS, additional},
    {"propertyNames", FORM_SCHEMA, OBJECTS, property_names},
    {"minProperties", FORM_NUMBER, OBJECTS, at_least},
    {"maxProperties", FORM_NUMBER, OBJECTS, at_most},
    {"dependentRequired", FORM_NAMES_OF, OBJECTS, dependent_required},
    {"dependentSchemas", FORM_SCHEMAS_OF, OBJECTS, dependent_schemas},
    {"allOf", FORM_SCHEMAS, 0, all_of},
    {"anyOf", FORM_SCHEMAS, 0, any_of},
    {"oneOf", FORM_SCHEMAS, 0, one_of},
    {"not", FORM_SCHEMA, 0, not },
    {"if", FORM_SCHEMA, 0, if_then_else},
    {"then", FORM_SCHEMA, 0, NULL},
    {"else", FORM_SCHEMA, 0, NULL},
    {"$ref", FORM_REF, 0, reference},
    {"$defs", FORM_SCHEMAS_OF, 0, NULL},
    {"definitions", FORM_SCHEMAS_OF, 0, NULL},
    {"$dynamicRef", FORM_UNCHECKED, 0, NULL},
    {"$recursiveRef", FORM_UNCHECKED, 0, NULL},
    {"unevaluatedItems", FORM_UNCHECKED, 0, NULL},
    {"unevaluatedProperties", FORM_UNCHECKED, 0, NULL},
    {"dependencies", FORM_UNCHECKED, 0, NULL},
};
enum { KEYWORDS = sizeof keyword / sizeof keyword[0] };

static bool valid(const struct place *at, const struct json *schema, const struct json *v)
{
    struct place here = {at->root, schema, at->arena, at->depth + 1, at->steps};

    if (schema->type != J_OBJECT) return schema->type == J_TRUE;
    if (here.depth > DEEPEST || ++*at->steps > STEPS_MAX) return false;
    for (int i = 0; i < KEYWORDS; i++) {
        const struct keyword *k = &keyword[i];
        const struct json *value = k->holds != NULL ? json_member(schema, k->name) : NULL;

        if (value != NULL && (k->on == 0 || (k->on >> v->type & 1) != 0) &&
            !k->holds(&here, value, v))
            return false;
    }
    return true;
}

bool jsonschema_valid(const struct json *schema, const struct json *v, struct arena *a)
{
    int steps = 0;
    const struct place top = {schema, schema, a, 0, &steps};

    return valid(&top, schema, v) && steps <= STEPS_MAX;
}

/* ------------------------------------------------------- the schema itself */

static bool check(const struct json *root, const struct json *schema, int depth, struct arena *a,
                  struct err *e);

static bool check_pattern(slice text, struct err *e)
{
    struct err why = {0};
    struct pattern *p = pattern_open(text, false, &why);

    pattern_close(p);
    return p != NULL || err_set(e, E_FAILED, "the pattern \"%.*s\": %s", SLICE_ARG(text), why.text);
}

static bool names(const struct json *v)
{
    for (int i = 0; i < v->n; i++)
        if (v->item[i]->type != J_TEXT) return false;
    return v->type == J_ARRAY;
}

static bool check_form(enum form form, const struct json *root, const struct json *v, int depth,
                       struct arena *a, struct err *e)
{
    switch (form) {
    case FORM_ANY:
        return true;
    case FORM_NUMBER:
        return v->type == J_NUMBER;
    case FORM_BOOL:
        return v->type == J_TRUE || v->type == J_FALSE;
    case FORM_VALUES:
        return v->type == J_ARRAY;
    case FORM_NAMES:
        return names(v);
    case FORM_NAMES_OF:
        for (int i = 0; i < v->n; i++)
            if (!names(v->item[i])) return false;
        return v->type == J_OBJECT;
    case FORM_TYPE:
        for (int i = 0; v->type == J_ARRAY && i < v->n; i++)
            if (!is_type_name(json_text(v->item[i]))) return false;
        return v->type == J_ARRAY || is_type_name(json_text(v));
    case FORM_PATTERN:
        return v->type == J_TEXT && check_pattern(v->text, e);
    case FORM_REF:
        return v->type == J_TEXT && follow(root, v->text, a) != NULL;
    case FORM_SCHEMA:
        return check(root, v, depth, a, e);
    case FORM_ITEMS:
        if (v->type != J_ARRAY) return check(root, v, depth, a, e);
        break;
    case FORM_SCHEMAS:
        if (v->type != J_ARRAY) return false;
        break;
    case FORM_PATTERNS_OF:
        for (int i = 0; v->type == J_OBJECT && i < v->n; i++)
            if (!check_pattern(v->key[i], e)) return false;
        if (v->type != J_OBJECT) return false;
        break;
    case FORM_SCHEMAS_OF:
        if (v->type != J_OBJECT) return false;
        break;
    case FORM_UNCHECKED:
        return false;
    }
    for (int i = 0; i < v->n; i++)
        if (!check(root, v->item[i], depth, a, e)) return false;
    return true;
}

static bool check(const struct json *root, const struct json *schema, int depth, struct arena *a,
                  struct err *e)
{
    if (schema->type == J_TRUE || schema->type == J_FALSE) return true;
    if (schema->type != J_OBJECT)
        return err_set(e, E_FAILED, "a schema that is neither an object nor true or false");
    if (depth > DEEPEST) return err_set(e, E_FAILED, "more than %d levels", (int)DEEPEST);
    for (int i = 0; i < KEYWORDS; i++) {
        const struct json *v = json_member(schema, keyword[i].name);

        if (v == NULL) continue;
        e->code = E_NONE;
        if (check_form(keyword[i].form, root, v, depth + 1, a, e)) continue;
        return e->code != E_NONE ? false : err_set(e, E_FAILED, "its \"%s\"", keyword[i].name);
    }
    return true;
}

bool jsonschema_check(const struct json *schema, struct arena *a, struct err *e)
{
    struct err here = {0};
    bool ok = check(schema, schema, 0, a, &here);

    if (!ok && e != NULL) *e = here;
    return ok;
}
