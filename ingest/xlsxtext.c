#include "xlsxtext.h"

#include "utf8.h"
#include "xmlrun.h"

#include <stdlib.h>

enum { ESCAPE = 7 };

/* The UTF-16 unit of "_xHHHH_", or -1. */
static int32_t escape_at(const char *p, ptrdiff_t n)
{
    int32_t v = 0;

    if (n < ESCAPE || p[0] != '_' || p[1] != 'x' || p[6] != '_') return -1;
    for (int i = 2; i < 6; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;

        if (d < 0) return -1;
        v = v * 16 + d;
    }
    return v;
}

ptrdiff_t xlsxtext_decode(char *p, ptrdiff_t n)
{
    const char *first = n > 0 ? memchr(p, '_', (size_t)n) : NULL;
    ptrdiff_t i, out;

    if (first == NULL) return n;
    for (i = out = first - p; i < n;) {
        int32_t cp = p[i] == '_' ? escape_at(p + i, n - i) : -1;
        int32_t low = cp >= 0xD800 && cp < 0xDC00 ? escape_at(p + i + ESCAPE, n - i - ESCAPE) : -1;

        if (low >= 0xDC00 && low < 0xE000) {
            out += utf8_encode(0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00), p + out);
            i += 2 * ESCAPE;
        } else if (cp >= 0 && (cp < 0xD800 || cp >= 0xE000)) {
            out += utf8_encode(cp, p + out);
            i += ESCAPE;
        } else {
            p[out++] = p[i++];
        }
    }
    return out;
}

void xlsxtext_decode_from(struct buf *b, size_t from)
{
    if (b->n > from) b->n = from + (size_t)xlsxtext_decode(b->p + from, (ptrdiff_t)(b->n - from));
}

bool xlsxtext_keep(struct xlsxtext_pack *pack, struct arena *a, slice *s)
{
    enum { BLOCK = 64 << 10 };

    if (s->n == 0) return true; /* nothing to keep, and no block need be there to point into */
    if (s->n > BLOCK / 8) {
        *s = arena_copy(a, *s);
        return s->p != NULL;
    }
    if ((size_t)s->n > pack->n) {
        pack->p = arena_alloc(a, 1, BLOCK);
        if (pack->p == NULL) return false;
        pack->n = BLOCK;
    }
    memcpy(pack->p, s->p, (size_t)s->n);
    s->p = pack->p;
    pack->p += s->n;
    pack->n -= (size_t)s->n;
    return true;
}

struct xlsxtext_rest {
    struct xmlrun_reader *run;
    struct err err; /* where the parser reports to */
    struct arena *a;
    struct xlsxtext *out;
    int64_t cap, most; /* most: no more items than this can be in a part of its size */
    uint64_t kept;     /* bytes, with the tables */
    uint64_t kept_max, item_max;
    struct xlsxtext_pack pack;
    struct buf text;
    size_t from; /* where the text of the element that we are in begins */
    bool in_table, in_item, in_text;
    int skip; /* depth of the phonetic run that we are in */
};

static bool grow(struct xlsxtext_rest *r, int64_t cap)
{
    uint64_t size = (uint64_t)cap * sizeof(slice);
    slice *more = r->kept + size > r->kept_max ? NULL : arena_new(r->a, slice, cap);

    if (more == NULL) return false;
    r->kept += size;
    if (r->out->n > 0) memcpy(more, r->out->at, (size_t)r->out->n * sizeof *more);
    r->out->at = more;
    r->cap = cap;
    return true;
}

static void on_start(void *ctx, struct xml *x, int depth, const char *name, const char **attr)
{
    struct xlsxtext_rest *r = ctx;

    (void)x;
    if (depth == 1) {
        int64_t n;

        r->in_table = strcmp(name, "sst") == 0;
        /* a hint for memory, never believed */
        if (slice_i64(slice_z(xml_attr(attr, "uniqueCount")), &n) && n > r->cap && n <= r->most)
            grow(r, n);
    }
    if (depth == 2 && strcmp(name, "si") == 0) r->in_item = true;
    if (r->skip == 0 && strcmp(name, "rPh") == 0) r->skip = depth;
    r->in_text = r->in_item && r->skip == 0 && strcmp(name, "t") == 0;
    r->from = r->text.n;
}

static bool too_long(const struct xlsxtext_rest *r, size_t n, struct err *e)
{
    if (n <= r->item_max) return false;
    err_set(e, E_LIMIT, "shared string %lld is longer than %llu MiB (%s allows more)",
            (long long)r->out->n + 1, (unsigned long long)(r->item_max >> 20),
            limit_table[LIMIT_ITEM].option);
    return true;
}

static void on_text(void *ctx, struct xml *x, slice s)
{
    struct xlsxtext_rest *r = ctx;

    if (!r->in_text) return;
    if (too_long(r, r->text.n + (size_t)s.n, xml_err(x)))
        xml_stop(x);
    else
        buf_put(&r->text, s);
}

static bool add(struct xlsxtext_rest *r, slice s, struct err *e)
{
    if (too_long(r, (size_t)s.n, e)) return false;
    r->kept += (uint64_t)s.n;
    if (r->kept > r->kept_max ||
        (r->out->n == r->cap && !grow(r, r->cap < 512 ? 1024 : r->cap * 2)))
        return err_set(e, E_LIMIT,
                       "the texts that the workbook's cells share take more than %llu MiB (%s "
                       "allows more)",
                       (unsigned long long)(r->kept_max >> 20), limit_table[LIMIT_STRINGS].option);
    if (!xlsxtext_keep(&r->pack, r->a, &s))
        return err_set(e, E_LIMIT, "the workbook's texts do not fit the memory limit");
    r->out->at[r->out->n++] = s;
    return true;
}

static void on_end(void *ctx, struct xml *x, int depth, const char *name)
{
    struct xlsxtext_rest *r = ctx;

    (void)name;
    /* each run for itself: an escape does not go over its end */
    if (r->in_text) xlsxtext_decode_from(&r->text, r->from);
    r->in_text = false;
    if (depth == r->skip) r->skip = 0;
    if (depth != 2 || !r->in_item) return;
    r->in_item = false;
    if (!add(r, buf_slice(&r->text), xml_err(x))) xml_stop(x);
    buf_clear(&r->text);
}

/* An item without runs, by the scanner. */
static enum xlsxscan scan(void *ctx, char *p, ptrdiff_t n, ptrdiff_t *used, bool *failed,
                          struct err *e)
{
    struct xlsxtext_rest *r = ctx;
    bool escaped;
    slice s;
    enum xlsxscan got = r->in_table ? xlsxscan_item(p, n, &s, &escaped, used) : XLSXSCAN_ODD;

    if (got == XLSXSCAN_ROW) {
        char *w = p + (s.p - p);

        s.n = xlsxtext_decode(w, escaped ? xlsxscan_text(w, s.n) : s.n);
        *failed = !add(r, s, e);
    }
    return got;
}

void xlsxtext_open(struct xlsxtext *t, struct zip *z, const struct zip_part *part, struct arena *a)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    static const struct xmlrun run = {"<sst", "</si>", 1, scan};
    struct xlsxtext_rest *r;

    *t = (struct xlsxtext){0};
    if (part == NULL) return;
    r = calloc(1, sizeof *r);
    if (r == NULL) err_no_memory();
    r->a = a;
    r->out = t;
    r->most = (int64_t)(part->size / 5); /* "<si/>" */
    r->kept_max = limit_bytes(z->limits, LIMIT_STRINGS);
    r->item_max = limit_bytes(z->limits, LIMIT_ITEM);
    r->run = xmlrun_open(z, part, &events, &run, r, &r->err);
    t->rest = r;
}

static bool close_rest(struct xlsxtext *t, bool ok, struct err *e)
{
    struct xlsxtext_rest *r = t->rest;

    t->rest = NULL;
    if (!xmlrun_close(r->run, ok) && ok) {
        if (e != NULL) *e = r->err;
        ok = false;
    }
    buf_free(&r->text);
    free(r);
    return ok;
}

bool xlsxtext_reach(struct xlsxtext *t, int64_t i, struct err *e)
{
    while (t->rest != NULL && t->n <= i)
        if (!xmlrun_step(t->rest->run)) return close_rest(t, true, e);
    return true;
}

void xlsxtext_close(struct xlsxtext *t)
{
    if (t->rest != NULL) (void)close_rest(t, false, NULL);
}
