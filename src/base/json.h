/* json.h - JSON as a tree in an arena, and a writer. Syntax is read by jansson. */
#ifndef FETTLE_JSON_H
#define FETTLE_JSON_H

#include "buf.h"
#include "err.h"

enum json_kind { J_NULL, J_FALSE, J_TRUE, J_NUMBER, J_TEXT, J_ARRAY, J_OBJECT };

/* Immutable once built. `text` is a string's value (UTF-8) or a number in JSON notation; an array
 * has item[0..n), an object key[i] -> item[i] in the order of the document. */
struct json {
    enum json_kind type;
    slice text;
    int n;
    slice *key;
    const struct json **item;
};

/* Refuses bad syntax, duplicate keys, nesting beyond 2048 and bytes after the document, with line
 * and column in the sentence; the code is E_FAILED. NULL on error. */
const struct json *json_parse(struct arena *a, slice text, struct err *e);

/* ---- reading; every function takes NULL for v and gives the "absent" answer ---- */
const struct json *json_member(const struct json *object, const char *key);
bool json_is(const struct json *v, enum json_kind type);
/* The string, or the empty slice. */
slice json_text(const struct json *v);
/* The number as an integer, or fallback when it is none. */
int64_t json_i64(const struct json *v, int64_t fallback);
double json_double(const struct json *v, double fallback);
bool json_flag(const struct json *v, bool fallback);
/* Number of items of an array or members of an object. */
int json_count(const struct json *v);
/* Equal as JSON values: member order does not matter. */
bool json_same(const struct json *a, const struct json *b);

/* ---- building ---- */
struct json *json_new_text(struct arena *a, slice s);
struct json *json_new_int(struct arena *a, int64_t v);
struct json *json_new_bool(struct arena *a, bool v);
struct json *json_new_array(struct arena *a);
struct json *json_new_object(struct arena *a);
/* Appends to an array that was made by json_new_array in the same arena. */
void json_push(struct arena *a, struct json *array, const struct json *v);
/* Adds or replaces a member; a NULL v removes it. */
void json_set(struct arena *a, struct json *object, const char *key, const struct json *v);
/* A copy whose items may be changed with json_push and json_set (the items are shared). */
struct json *json_edit(struct arena *a, const struct json *v);

/* ---- text ---- */
/* indent 0: one line without blanks. */
void json_write(struct buf *out, const struct json *v, int indent);
/* Sorted keys, no blanks: the form that digests are taken of. */
void json_write_canonical(struct buf *out, const struct json *v);
/* s as a JSON string with quotes; broken UTF-8 becomes U+FFFD; C0, DEL, C1, U+2028/9 escaped. */
void json_write_text(struct buf *out, slice s);

/* A streaming writer: commas, indentation and escaping are its business. */
struct json_writer {
    struct buf *out;
    int indent, depth;
    bool first;
};
/* In an array pass NULL as key, in an object the member's name. */
void jw_open(struct json_writer *w, const char *key, char bracket); /* '{' or '[' */
void jw_close(struct json_writer *w, char bracket);                 /* '}' or ']' */
void jw_text(struct json_writer *w, const char *key, slice s);
void jw_z(struct json_writer *w, const char *key, const char *z); /* NULL: null */
void jw_int(struct json_writer *w, const char *key, int64_t v);
void jw_real(struct json_writer *w, const char *key,
             double v); /* shortest that reads back; NaN: null */
void jw_bool(struct json_writer *w, const char *key, bool v);
void jw_null(struct json_writer *w, const char *key);
void jw_json(struct json_writer *w, const char *key, const struct json *v); /* NULL: null */

#endif
