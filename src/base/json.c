#include "json.h"

#include "utf8.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The shortest decimal form that reads back as the same double. */
static int real_text(double v, char out[40])
{
    int n = 0;

    if (v == 0) v = 0; /* "-0" would read back as the integer 0 */
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(out, 40, "%.*g", digits, v);
        if (strtod(out, NULL) == v) break;
    }
    return n;
}

static struct json *node(struct arena *a, enum json_kind t)
{
    struct json *v = arena_new(a, struct json, 1);

    if (v != NULL) v->type = t;
    return v;
}

static struct json *number_node(struct arena *a, const char *z, int n)
{
    struct json *v = node(a, J_NUMBER);

    if (v != NULL) v->text = arena_copy(a, (slice){z, n});
    return v;
}

struct json *json_new_text(struct arena *a, slice s)
{
    struct json *v = node(a, J_TEXT);

    if (v != NULL) v->text = arena_copy(a, s);
    return v;
}

struct json *json_new_int(struct arena *a, int64_t i)
{
    char z[24];

    return number_node(a, z, snprintf(z, sizeof z, "%lld", (long long)i));
}

struct json *json_new_bool(struct arena *a, bool b)
{
    return node(a, b ? J_TRUE : J_FALSE);
}

struct json *json_new_array(struct arena *a)
{
    return node(a, J_ARRAY);
}

struct json *json_new_object(struct arena *a)
{
    return node(a, J_OBJECT);
}

/* Room for one more item: capacity is the next power of two, so n alone tells when to grow. */
static bool grow(struct arena *a, struct json *v)
{
    int n = v->n;
    const struct json **item;

    if (n != 0 && (n & (n - 1)) != 0) return true;
    item = arena_new(a, const struct json *, n == 0 ? 1 : 2 * n);
    if (item == NULL) return false;
    if (n > 0) memcpy(item, v->item, (size_t)n * sizeof *item);
    if (v->type == J_OBJECT) {
        slice *key = arena_new(a, slice, n == 0 ? 1 : 2 * n);

        if (key == NULL) return false;
        if (n > 0) memcpy(key, v->key, (size_t)n * sizeof *key);
        v->key = key;
    }
    v->item = item;
    return true;
}

void json_push(struct arena *a, struct json *array, const struct json *v)
{
    if (array != NULL && v != NULL && grow(a, array)) array->item[array->n++] = v;
}

static void put_member(struct arena *a, struct json *object, slice key, const struct json *v)
{
    if (!grow(a, object)) return;
    object->key[object->n] = key;
    object->item[object->n++] = v;
}

void json_set(struct arena *a, struct json *object, const char *key, const struct json *v)
{
    if (object == NULL) return;
    for (int i = 0; i < object->n; i++) {
        if (!slice_eqz(object->key[i], key)) continue;
        if (v != NULL) {
            object->item[i] = v;
            return;
        }
        object->n--;
        for (; i < object->n; i++) {
            object->key[i] = object->key[i + 1];
            object->item[i] = object->item[i + 1];
        }
        return;
    }
    if (v != NULL) put_member(a, object, arena_copy(a, slice_z(key)), v);
}

struct json *json_edit(struct arena *a, const struct json *v)
{
    struct json *copy = node(a, v->type);

    if (copy == NULL) return NULL;
    copy->text = v->text;
    for (int i = 0; i < v->n; i++) {
        if (v->type == J_OBJECT)
            put_member(a, copy, v->key[i], v->item[i]);
        else
            json_push(a, copy, v->item[i]);
    }
    return copy;
}

/* Copies jansson's tree; NULL when the arena is full. */
static const struct json *convert(struct arena *a, const json_t *j)
{
    char z[40];
    struct json *v;

    if (json_is_string(j))
        return json_new_text(a, (slice){json_string_value(j), (ptrdiff_t)json_string_length(j)});
    if (json_is_integer(j)) return json_new_int(a, json_integer_value(j));
    if (json_is_real(j)) return number_node(a, z, real_text(json_real_value(j), z));
    if (json_is_array(j)) {
        if ((v = node(a, J_ARRAY)) == NULL) return NULL;
        for (size_t i = 0; i < json_array_size(j); i++) {
            const struct json *item = convert(a, json_array_get(j, i));

            if (item == NULL) return NULL;
            json_push(a, v, item);
        }
        return v;
    }
    if (json_is_object(j)) {
        const char *key;
        json_t *member;

        if ((v = node(a, J_OBJECT)) == NULL) return NULL;
        json_object_foreach((json_t *)(uintptr_t)j, key, member)
        {
            const struct json *item = convert(a, member);

            if (item == NULL) return NULL;
            put_member(a, v, arena_copy(a, slice_z(key)), item);
        }
        return v;
    }
    return node(a, json_is_true(j) ? J_TRUE : json_is_false(j) ? J_FALSE : J_NULL);
}

const struct json *json_parse(struct arena *a, slice text, struct err *e)
{
    json_error_t je;
    json_t *j = json_loadb(text.n > 0 ? text.p : "", text.n > 0 ? (size_t)text.n : 0,
                           JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &je);
    const struct json *v;

    if (j == NULL) {
        err_set(e, E_FAILED, "not JSON: line %d, column %d: %s", je.line, je.column, je.text);
        return NULL;
    }
    v = convert(a, j);
    json_decref(j);
    if (v == NULL) err_set(e, E_LIMIT, "the JSON document is too large");
    return v;
}

const struct json *json_member(const struct json *v, const char *key)
{
    if (v == NULL || v->type != J_OBJECT) return NULL;
    for (int i = 0; i < v->n; i++)
        if (slice_eqz(v->key[i], key)) return v->item[i];
    return NULL;
}

bool json_is(const struct json *v, enum json_kind type)
{
    return v != NULL && v->type == type;
}

slice json_text(const struct json *v)
{
    return json_is(v, J_TEXT) ? v->text : (slice){"", 0};
}

int64_t json_i64(const struct json *v, int64_t fallback)
{
    int64_t i;

    return json_is(v, J_NUMBER) && slice_i64(v->text, &i) ? i : fallback;
}

double json_double(const struct json *v, double fallback)
{
    return json_is(v, J_NUMBER) ? strtod(v->text.p, NULL) : fallback;
}

bool json_flag(const struct json *v, bool fallback)
{
    return json_is(v, J_TRUE) ? true : json_is(v, J_FALSE) ? false : fallback;
}

int json_count(const struct json *v)
{
    return json_is(v, J_ARRAY) || json_is(v, J_OBJECT) ? v->n : 0;
}

static const struct json *member_named(const struct json *v, slice key)
{
    for (int i = 0; i < v->n; i++)
        if (slice_eq(v->key[i], key)) return v->item[i];
    return NULL;
}

bool json_same(const struct json *a, const struct json *b)
{
    if (a == NULL || b == NULL) return a == b;
    if (a->type != b->type || a->n != b->n || !slice_eq(a->text, b->text)) return false;
    for (int i = 0; i < a->n; i++) {
        const struct json *other = a->type == J_OBJECT ? member_named(b, a->key[i]) : b->item[i];

        if (!json_same(a->item[i], other)) return false;
    }
    return true;
}

void json_write_text(struct buf *out, slice s)
{
    int32_t cp;

    buf_putc(out, '"');
    for (ptrdiff_t i = 0, len; i < s.n; i += len) {
        len = utf8_decode(s.p + i, s.n - i, &cp);
        if (cp == '"' || cp == '\\')
            buf_printf(out, "\\%c", (char)cp);
        else if (cp == '\n')
            buf_putz(out, "\\n");
        else if (cp == '\r')
            buf_putz(out, "\\r");
        else if (cp == '\t')
            buf_putz(out, "\\t");
        else if (cp < 0)
            buf_putz(out, "\\ufffd");
        else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029)
            buf_printf(out, "\\u%04x", (unsigned)cp);
        else
            buf_put(out, slice_sub(s, i, i + len));
    }
    buf_putc(out, '"');
}

/* ------------------------------------------------------------ the writer */

static void newline(struct json_writer *w)
{
    if (w->indent <= 0) return;
    buf_putc(w->out, '\n');
    for (int i = 0; i < w->indent * w->depth; i++) buf_putc(w->out, ' ');
}

static void before(struct json_writer *w, const char *key, ptrdiff_t key_n)
{
    if (w->depth > 0) {
        if (!w->first) buf_putc(w->out, ',');
        newline(w);
    }
    w->first = false;
    if (key != NULL) {
        json_write_text(w->out, (slice){key, key_n});
        buf_putz(w->out, w->indent > 0 ? ": " : ":");
    }
}

static ptrdiff_t length(const char *key)
{
    return key != NULL ? (ptrdiff_t)strlen(key) : 0;
}

void jw_open(struct json_writer *w, const char *key, char bracket)
{
    before(w, key, length(key));
    buf_putc(w->out, bracket);
    w->depth++;
    w->first = true;
}

void jw_close(struct json_writer *w, char bracket)
{
    w->depth--;
    if (!w->first) newline(w);
    buf_putc(w->out, bracket);
    w->first = false;
    if (w->depth == 0 && w->indent > 0) buf_putc(w->out, '\n');
}

void jw_text(struct json_writer *w, const char *key, slice s)
{
    before(w, key, length(key));
    json_write_text(w->out, s);
}

void jw_z(struct json_writer *w, const char *key, const char *z)
{
    if (z == NULL)
        jw_null(w, key);
    else
        jw_text(w, key, slice_z(z));
}

void jw_int(struct json_writer *w, const char *key, int64_t v)
{
    before(w, key, length(key));
    buf_printf(w->out, "%lld", (long long)v);
}

void jw_real(struct json_writer *w, const char *key, double v)
{
    char z[40];

    before(w, key, length(key));
    if (!isfinite(v))
        buf_putz(w->out, "null");
    else
        buf_put(w->out, (slice){z, real_text(v, z)});
}

void jw_bool(struct json_writer *w, const char *key, bool v)
{
    before(w, key, length(key));
    buf_putz(w->out, v ? "true" : "false");
}

void jw_null(struct json_writer *w, const char *key)
{
    before(w, key, length(key));
    buf_putz(w->out, "null");
}

static int by_key(const void *a, const void *b, void *object)
{
    const struct json *v = object;

    return slice_cmp(v->key[*(const int *)a], v->key[*(const int *)b]);
}

static void write_value(struct json_writer *w, slice key, bool keyed, const struct json *v,
                        bool sorted)
{
    int *order = NULL;

    before(w, keyed ? (key.p != NULL ? key.p : "") : NULL, key.n);
    if (v == NULL || v->type == J_NULL) {
        buf_putz(w->out, "null");
        return;
    }
    switch (v->type) {
    case J_NULL:
        break;
    case J_FALSE:
        buf_putz(w->out, "false");
        break;
    case J_TRUE:
        buf_putz(w->out, "true");
        break;
    case J_NUMBER:
        buf_put(w->out, v->text);
        break;
    case J_TEXT:
        json_write_text(w->out, v->text);
        break;
    case J_ARRAY:
    case J_OBJECT:
        buf_putc(w->out, v->type == J_ARRAY ? '[' : '{');
        w->depth++;
        w->first = true;
        if (sorted && v->type == J_OBJECT && v->n > 0) {
            order = calloc((size_t)v->n, sizeof *order);
            if (order == NULL) err_no_memory();
            for (int i = 0; i < v->n; i++) order[i] = i;
            qsort_r(order, (size_t)v->n, sizeof *order, by_key, (void *)(uintptr_t)v);
        }
        for (int i = 0; i < v->n; i++) {
            int k = order != NULL ? order[i] : i;

            write_value(w, v->type == J_OBJECT ? v->key[k] : (slice){0}, v->type == J_OBJECT,
                        v->item[k], sorted);
        }
        free(order);
        w->depth--;
        if (!w->first) newline(w);
        buf_putc(w->out, v->type == J_ARRAY ? ']' : '}');
        w->first = false;
        break;
    }
}

void jw_json(struct json_writer *w, const char *key, const struct json *v)
{
    write_value(w, slice_z(key), key != NULL, v, false);
}

void json_write(struct buf *out, const struct json *v, int indent)
{
    struct json_writer w = {.out = out, .indent = indent};

    write_value(&w, (slice){0}, false, v, false);
}

void json_write_canonical(struct buf *out, const struct json *v)
{
    struct json_writer w = {.out = out};

    write_value(&w, (slice){0}, false, v, true);
}
