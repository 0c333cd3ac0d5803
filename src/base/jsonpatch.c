#include "jsonpatch.h"

#include "jsonpointer.h"

enum { OPERATIONS_MAX = 10000, DEPTH_MAX = 2048, NODES_MAX = 4000000 };

/* -------------------------------------------------------------- applying */

/* One operation at work. */
struct change {
    struct arena *arena;
    int number; /* of the operation, from 1 */
    slice op, path;
    int64_t *room; /* values that may still be put anywhere */
    struct err *err;
};

static const struct json *fail(const struct change *c, const char *what, slice at)
{
    err_set(c->err, E_FAILED, "operation %d (%.*s %.*s): %s%s%.*s", c->number, SLICE_ARG(c->op),
            SLICE_ARG(c->path), what, at.n > 0 ? " at " : "", SLICE_ARG(at));
    return NULL;
}

static int member_at(const struct json *object, slice key)
{
    for (int i = 0; i < object->n; i++)
        if (slice_eq(object->key[i], key)) return i;
    return -1;
}

/* The item of v under the key, its index in *at; NULL: there is none. */
static const struct json *child(const struct json *v, slice key, int *at)
{
    *at = v->type == J_OBJECT  ? member_at(v, key)
          : v->type == J_ARRAY ? jsonpointer_index(key, v->n, false)
                               : -1;
    return *at < 0 ? NULL : v->item[*at];
}

static const struct json *find(const struct change *c, const struct json *v, slice pointer)
{
    slice all = pointer, key;
    int at;

    while (pointer.n > 0) {
        if (!jsonpointer_next(pointer, c->arena, &key, &pointer))
            return fail(c, "that is no pointer", all);
        v = child(v, key, &at);
        if (v == NULL) return fail(c, "there is nothing", all);
    }
    return v;
}

/* An array with v put in before item `at`, or without that item (v NULL). */
static const struct json *array_with(const struct change *c, const struct json *array, int at,
                                     const struct json *v)
{
    struct json *out = json_new_array(c->arena);

    for (int i = 0; i <= array->n; i++) {
        if (i == at && v != NULL) json_push(c->arena, out, v);
        if (i < array->n && !(i == at && v == NULL)) json_push(c->arena, out, array->item[i]);
    }
    return out;
}

static const struct json *replaced(const struct change *c, const struct json *v, int at,
                                   const struct json *item)
{
    struct json *out = json_edit(c->arena, v);

    if (out != NULL) out->item[at] = item;
    return out;
}

/* An object with a new member, or without an old one (v NULL). */
static const struct json *with_member(const struct change *c, const struct json *object, slice key,
                                      const struct json *v)
{
    struct json *out = json_edit(c->arena, object);

    json_set(c->arena, out, arena_z(c->arena, key), v);
    return out;
}

enum how { ADD, REMOVE, REPLACE };

/* What becomes of the container v when `value` is added, removed or replaced under the last key. */
static const struct json *at_key(const struct change *c, const struct json *v, slice key,
                                 enum how how, const struct json *value)
{
    int at;
    const struct json *had = child(v, key, &at);

    if (v->type != J_ARRAY && v->type != J_OBJECT)
        return fail(c, "a member of what is neither object nor array is asked for", S(""));
    if (how != ADD && had == NULL) return fail(c, "there is nothing", c->path);
    if (how == REPLACE) return replaced(c, v, at, value);
    if (v->type == J_ARRAY) {
        if (how == ADD) at = jsonpointer_index(key, v->n, true);
        if (at < 0) return fail(c, "the array has no such place", S(""));
        return array_with(c, v, at, value);
    }
    if (how == ADD && had != NULL) return replaced(c, v, at, value);
    return with_member(c, v, key, value);
}

/* v with the value put at the pointer below it. */
static const struct json *put(const struct change *c, const struct json *v, slice pointer,
                              enum how how, const struct json *value)
{
    const struct json *below;
    slice key, rest;
    int at;

    if (pointer.n == 0)
        return how == REMOVE ? fail(c, "the whole document cannot be removed", S("")) : value;
    if (!jsonpointer_next(pointer, c->arena, &key, &rest))
        return fail(c, "that is no pointer", c->path);
    if (rest.n == 0) return at_key(c, v, key, how, value);
    below = child(v, key, &at);
    if (below == NULL) return fail(c, "there is nothing", c->path);
    below = put(c, below, rest, how, value);
    return below == NULL ? NULL : replaced(c, v, at, below);
}

/* Counts the values in v until there are more than n; depth is how deep v will lie. */
static int64_t count(const struct json *v, int depth, int64_t n)
{
    int64_t seen = depth > DEPTH_MAX ? n + 1 : 1;

    for (int i = 0; i < v->n && seen <= n; i++) seen += count(v->item[i], depth + 1, n - seen);
    return seen;
}

/* put() for a value that makes the document larger or deeper, within bounds: copies of copies
 * would double it with every operation. */
static const struct json *put_new(const struct change *c, const struct json *v, enum how how,
                                  const struct json *value)
{
    int depth = 0;

    for (ptrdiff_t i = 0; i < c->path.n; i++) depth += c->path.p[i] == '/';
    *c->room -= count(value, depth, *c->room);
    if (*c->room >= 0) return put(c, v, c->path, how, value);
    err_set(c->err, E_LIMIT, "operation %d: the document would be too large or too deep",
            c->number);
    return NULL;
}

static const struct json *text_of(const struct change *c, const struct json *operation,
                                  const char *member)
{
    const struct json *v = json_member(operation, member);

    if (json_is(v, J_TEXT)) return v;
    err_set(c->err, E_FAILED, "operation %d needs \"%s\"", c->number, member);
    return NULL;
}

static const struct json *moved(const struct change *c, const struct json *doc, slice from,
                                bool keep)
{
    const struct json *v = find(c, doc, from);
    bool inside = slice_starts(c->path, from) && c->path.n > from.n && c->path.p[from.n] == '/';

    if (v == NULL) return NULL;
    if (keep) return put_new(c, doc, ADD, v);
    if (inside) return fail(c, "nothing can be moved into itself", S(""));
    if (slice_eq(c->path, from)) return doc;
    doc = put(c, doc, from, REMOVE, NULL);
    return doc == NULL ? NULL : put_new(c, doc, ADD, v);
}

static const struct json *tested(const struct change *c, const struct json *doc,
                                 const struct json *want)
{
    const struct json *v = find(c, doc, c->path);
    struct buf b = {0};

    if (v == NULL || json_same(v, want)) return v == NULL ? NULL : doc;
    buf_putz(&b, "the document says ");
    json_write(&b, v, 0);
    if (b.n > 120) {
        buf_clear(&b);
        buf_putz(&b, "the document says something else");
    }
    buf_putc(&b, 0);
    fail(c, b.p, S(""));
    buf_free(&b);
    return NULL;
}

static const struct json *apply_one(struct change *c, const struct json *doc,
                                    const struct json *operation)
{
    const struct json *op, *path, *from, *value = json_member(operation, "value");
    bool takes_value, known;

    if (!json_is(operation, J_OBJECT)) {
        err_set(c->err, E_FAILED, "operation %d must be an object", c->number);
        return NULL;
    }
    op = text_of(c, operation, "op");
    path = op != NULL ? text_of(c, operation, "path") : NULL;
    if (path == NULL) return NULL;
    c->op = op->text, c->path = path->text;
    takes_value =
        slice_eqz(c->op, "add") || slice_eqz(c->op, "replace") || slice_eqz(c->op, "test");
    known = takes_value || slice_eqz(c->op, "remove") || slice_eqz(c->op, "move") ||
            slice_eqz(c->op, "copy");
    if (!known) return fail(c, "an operation is add, remove, replace, move, copy or test", S(""));
    if (takes_value && value == NULL) return fail(c, "it needs a \"value\"", S(""));
    if (slice_eqz(c->op, "add")) return put_new(c, doc, ADD, value);
    if (slice_eqz(c->op, "replace")) return put_new(c, doc, REPLACE, value);
    if (slice_eqz(c->op, "test")) return tested(c, doc, value);
    if (slice_eqz(c->op, "remove")) return put(c, doc, c->path, REMOVE, NULL);
    from = text_of(c, operation, "from");
    return from == NULL ? NULL : moved(c, doc, from->text, slice_eqz(c->op, "copy"));
}

const struct json *jsonpatch_apply(const struct json *doc, const struct json *patch,
                                   struct arena *a, struct err *e)
{
    int64_t room = NODES_MAX;

    if (!json_is(patch, J_ARRAY)) {
        err_set(e, E_FAILED, "a patch must be an array of operations");
        return NULL;
    }
    if (patch->n > OPERATIONS_MAX) {
        err_set(e, E_LIMIT, "the patch has %d operations, the limit is %d", patch->n,
                OPERATIONS_MAX);
        return NULL;
    }
    for (int i = 0; i < patch->n && doc != NULL; i++) {
        struct change c = {.arena = a, .number = i + 1, .room = &room, .err = e};

        doc = apply_one(&c, doc, patch->item[i]);
    }
    return doc;
}

/* --------------------------------------------------------------- between */

struct making {
    struct arena *arena;
    struct json *patch;
};

static void emit(const struct making *m, const char *op, slice path, const struct json *value)
{
    struct json *operation = json_new_object(m->arena);

    json_set(m->arena, operation, "op", json_new_text(m->arena, slice_z(op)));
    json_set(m->arena, operation, "path", json_new_text(m->arena, path));
    json_set(m->arena, operation, "value", value);
    json_push(m->arena, m->patch, operation);
}

static slice below(const struct making *m, slice path, slice key)
{
    struct buf b = {0};

    buf_put(&b, path);
    jsonpointer_put(&b, key);
    return buf_take(&b, m->arena);
}

static slice below_at(const struct making *m, slice path, int i)
{
    return arena_printf(m->arena, "%.*s/%d", SLICE_ARG(path), i);
}

static void between(const struct making *m, slice path, const struct json *x, const struct json *y);

static void objects(const struct making *m, slice path, const struct json *x, const struct json *y)
{
    for (int i = 0; i < x->n; i++) {
        int k = member_at(y, x->key[i]);

        if (k < 0)
            emit(m, "remove", below(m, path, x->key[i]), NULL);
        else
            between(m, below(m, path, x->key[i]), x->item[i], y->item[k]);
    }
    for (int k = 0; k < y->n; k++)
        if (member_at(x, y->key[k]) < 0) emit(m, "add", below(m, path, y->key[k]), y->item[k]);
}

/* What is equal at both ends stays; items between change in place, then come and go. */
static void arrays(const struct making *m, slice path, const struct json *x, const struct json *y)
{
    int head = 0, nx = x->n, ny = y->n, both;

    while (head < nx && head < ny && json_same(x->item[head], y->item[head])) head++;
    while (nx > head && ny > head && json_same(x->item[nx - 1], y->item[ny - 1])) nx--, ny--;
    both = nx < ny ? nx : ny;
    for (int i = head; i < both; i++) between(m, below_at(m, path, i), x->item[i], y->item[i]);
    for (int i = nx - 1; i >= both; i--) emit(m, "remove", below_at(m, path, i), NULL);
    for (int i = both; i < ny; i++) emit(m, "add", below_at(m, path, i), y->item[i]);
}

static void between(const struct making *m, slice path, const struct json *x, const struct json *y)
{
    if (json_same(x, y)) return;
    if (x->type == J_OBJECT && y->type == J_OBJECT)
        objects(m, path, x, y);
    else if (x->type == J_ARRAY && y->type == J_ARRAY)
        arrays(m, path, x, y);
    else
        emit(m, "replace", path, y);
}

const struct json *jsonpatch_between(const struct json *from, const struct json *to,
                                     struct arena *a)
{
    struct making m = {a, json_new_array(a)};

    between(&m, S(""), from, to);
    return m.patch;
}
