/* Text of a table (wire.h) as Python's strings, and back, without the interpreter's help for each
 * cell. The few functions of its stable interface that this takes are declared here and weak: in a
 * process without them fettle_text_works says no, and the prelude does the same in Python. */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))
#define WEAK __attribute__((weak))

struct object;
extern struct object *PyUnicode_DecodeUTF8(const char *s, ptrdiff_t n, const char *errors) WEAK;
extern void Py_IncRef(struct object *o) WEAK;
extern void Py_DecRef(struct object *o) WEAK;
extern const char *PyUnicode_AsUTF8AndSize(struct object *o, ptrdiff_t *n) WEAK;
extern double PyFloat_AsDouble(struct object *o) WEAK;
extern void PyErr_Clear(void) WEAK;
extern struct object PyUnicode_Type WEAK, PyFloat_Type WEAK, _Py_NoneStruct WEAK;
struct object { /* as the stable interface has it */
    ptrdiff_t references;
    const struct object *type;
};

PUBLIC int fettle_text_works(void);
PUBLIC int fettle_text_read(const char *map, const uint64_t *chunk, int64_t nchunk, int64_t stride,
                            struct object **out, struct object *empty);
PUBLIC int fettle_text_measure(struct object **in, int64_t n, uint32_t *length, uint64_t *size);
PUBLIC int fettle_text_write(int fd, struct object **in, int64_t n, const uint32_t *length);

int fettle_text_works(void)
{
    return PyUnicode_DecodeUTF8 != NULL && Py_IncRef != NULL && Py_DecRef != NULL &&
           PyUnicode_AsUTF8AndSize != NULL && PyFloat_AsDouble != NULL && PyErr_Clear != NULL &&
           &PyUnicode_Type != NULL && &PyFloat_Type != NULL && &_Py_NoneStruct != NULL;
}

/* ------------------------------------------------------------- from the table */

/* Strings that were made lately: columns repeat themselves. Of a column that does not the search is
 * given up after its first cells. */
enum { SLOTS = 4096, TRIAL = 4096, TEXT_MAX = 64 };
struct seen {
    const char *p;
    uint32_t n;
    struct object *text;
};

/* FNV-1a, eight bytes at a time with the last ones over again. */
static uint32_t hash_of(const char *p, uint32_t n)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ n, v = 0;
    uint32_t i = 0;

    for (; i + 8 <= n; i += 8) {
        memcpy(&v, p + i, 8);
        h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 32;
    }
    for (v = 0; i < n; i++) v = v << 8 | (unsigned char)p[i];
    h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h >> 40);
}

/* Fills the array of a column of text: `out` holds nothing or references, one for each row. The
 * chunks are at map + chunk[0], chunk[stride] ... Called with the interpreter's lock. -1: an
 * exception is set. */
int fettle_text_read(const char *map, const uint64_t *chunk, int64_t nchunk, int64_t stride,
                     struct object **out, struct object *empty)
{
    static struct seen seen[SLOTS]; /* used under the lock only */
    int64_t done = 0, hits = 0;
    bool keep = true;

    memset(seen, 0, sizeof seen);
    for (int64_t k = 0; k < nchunk; k++) {
        const char *at = map + chunk[k * stride], *p;
        uint64_t head[2];

        memcpy(head, at, sizeof head);
        p = at + sizeof head + 4 * head[0];
        for (uint64_t r = 0; r < head[0]; r++, done++) {
            struct object *text = NULL, *old = out[done];
            struct seen *s = NULL;
            uint32_t n;

            memcpy(&n, at + sizeof head + 4 * r, 4);
            if (n == 0) {
                text = empty;
                Py_IncRef(text);
            } else if (keep && n <= TEXT_MAX) {
                s = &seen[hash_of(p, n) % SLOTS];
                if (s->n == n && memcmp(s->p, p, n) == 0) {
                    text = s->text;
                    Py_IncRef(text);
                    hits++;
                }
            }
            if (text == NULL) {
                text = PyUnicode_DecodeUTF8(p, n, "replace");
                if (text == NULL) return -1;
                if (s != NULL) *s = (struct seen){p, n, text}; /* lives as long as `out` */
            }
            out[done] = text;
            if (old != NULL) Py_DecRef(old);
            p += n;
        }
        if (done >= TRIAL && hits * 8 < done) keep = false;
    }
    return 0;
}

/* ------------------------------------------------------------- to the parent */

/* Objects are all over the memory: they are fetched this many before they are looked at. */
enum { FETCH_AHEAD = 16 };

static void fetch(struct object **in, int64_t i, int64_t n)
{
    if (i + FETCH_AHEAD >= n) return;
    __builtin_prefetch(in[i + FETCH_AHEAD]);
    __builtin_prefetch((char *)in[i + FETCH_AHEAD] + 64);
}

/* The lengths in bytes of a column of strings, 0 where there is no value. Not 0: it holds something
 * else. */
int fettle_text_measure(struct object **in, int64_t n, uint32_t *length, uint64_t *size)
{
    *size = 0;
    for (int64_t i = 0; i < n; i++) {
        struct object *o = in[i];
        ptrdiff_t bytes = 0;

        fetch(in, i, n);
        if (o != NULL && o->type == &PyUnicode_Type) {
            if (PyUnicode_AsUTF8AndSize(o, &bytes) == NULL || bytes > INT32_MAX) {
                PyErr_Clear(); /* half a character: the slow way replaces it */
                return 1;
            }
        } else if (o != NULL && o->type == &PyFloat_Type) {
            double v = PyFloat_AsDouble(o);

            if (v <= 0 || v >= 0) return 1;
        } else if (o != NULL && o != &_Py_NoneStruct) {
            return 1;
        }
        length[i] = (uint32_t)bytes;
        *size += (uint64_t)bytes;
    }
    return 0;
}

static int write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);

        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return -1;
        p += done;
        n -= (size_t)done;
    }
    return 0;
}

/* Writes the strings that were measured one behind the other. */
int fettle_text_write(int fd, struct object **in, int64_t n, const uint32_t *length)
{
    enum { PIECE = 1 << 17 };
    char *piece = malloc(PIECE);
    size_t have = 0;
    int rc = piece == NULL ? -1 : 0;

    for (int64_t i = 0; i < n && rc == 0; i++) {
        ptrdiff_t bytes;
        const char *p;

        fetch(in, i, n);
        if (length[i] == 0) continue;
        p = PyUnicode_AsUTF8AndSize(in[i], &bytes);
        if (p == NULL || bytes != (ptrdiff_t)length[i]) rc = -1;
        if (rc == 0 && have + length[i] > PIECE) rc = write_all(fd, piece, have), have = 0;
        if (rc == 0 && length[i] > PIECE) {
            rc = write_all(fd, p, length[i]);
        } else if (rc == 0) {
            memcpy(piece + have, p, length[i]);
            have += length[i];
        }
    }
    if (rc == 0) rc = write_all(fd, piece, have);
    free(piece);
    return rc;
}
