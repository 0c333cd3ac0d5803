#include "sample.h"

#include "region.h"
#include "window.h"

/* Bytes of the parts, and lines when those are long; at most parts of what is read whole. */
enum { HEAD = 256 << 10, HEAD_LINES = 64, PART = 32 << 10, PART_LINES = 16, EVEN = 3, LINES = 64 };

struct parts {
    int64_t head, middle, tail, part; /* offsets and length */
};

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static struct parts parts_of(const struct source *s, const struct read_options *o)
{
    int64_t whole = o->whole_max > 0 ? (int64_t)o->whole_max : (int64_t)SOURCE_WHOLE_MAX;
    int64_t lines = 1, line;
    struct parts p;

    for (ptrdiff_t i = 0; i < s->head.n; i++) lines += s->head.p[i] == '\n';
    line = s->head.n / lines + 1;
    /* Offsets of four bytes: no character of UTF-16 or UTF-32 is cut. */
    p.head = smaller(larger(HEAD, line * HEAD_LINES), larger(whole / 4, 256));
    p.head = smaller(p.head, s->length / 2) & ~(int64_t)3;
    p.part = smaller(larger(PART, line * PART_LINES), larger(whole / 16, 256));
    p.middle = larger(s->length / 2 & ~(int64_t)3, p.head);
    p.tail = larger((s->length - p.part) & ~(int64_t)3, p.middle);
    p.part = smaller(p.part, p.tail - p.middle) & ~(int64_t)3;
    return p;
}

bool sample_bytes(const struct source *s, const struct read_options *o, struct arena *a, slice *out,
                  struct err *e)
{
    struct parts p = parts_of(s, o);
    int64_t from[] = {0, p.middle, p.tail}, n[] = {p.head, p.part, s->length - p.tail}, at = 0;
    char *to = arena_new(a, char, n[0] + n[1] + n[2] + 1);
    int fd;
    bool ok = true;

    if (to == NULL) return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    if ((fd = source_reopen(s, e)) < 0) return false;
    for (int i = 0; ok && i < 3; at += n[i++])
        ok = source_read(s, fd, from[i], to + at, (ptrdiff_t)n[i], e);
    source_close(fd);
    *out = (slice){to, (ptrdiff_t)at};
    return ok;
}

/* Appends the text from `from` to `to`, or a line further; without its first line unless the file
 * begins there. */
static bool read_part(struct window *w, int64_t from, int64_t to, struct buf *b, struct quirks *q,
                      int64_t *bytes, struct err *e)
{
    size_t begin = b->n;
    slice part, line;

    w->piece = (ptrdiff_t)(to - from);
    if (w->piece <= 0) return true;
    *bytes += to - from;
    if (window_read(w, from, w->source->length, b, q, e) < 0) return false;
    if (from == w->begin) return true;
    part = slice_sub(buf_slice(b), (ptrdiff_t)begin, (ptrdiff_t)b->n);
    part = slice_sub(part, csvrow_line_end(part, 0, &line), part.n);
    memmove(b->p + begin, part.p, (size_t)part.n);
    b->n = begin + (size_t)part.n;
    return true;
}

bool sample_read(const struct source *s, const struct read_options *o, const struct encoding *enc,
                 struct arena *a, struct quirks *q, struct sample_text *out, struct err *e)
{
    struct parts p = parts_of(s, o);
    struct quirks elsewhere = {.arena = a}; /* their lines have no number */
    struct window w;
    struct buf b = {0};
    bool ok;

    *out = (struct sample_text){0};
    if (!window_open(&w, s, enc, e)) return false;
    ok = read_part(&w, w.begin, p.head, &b, q, &out->bytes, e);
    out->head = (ptrdiff_t)b.n;
    ok = ok && read_part(&w, p.middle, p.middle + p.part, &b, &elsewhere, &out->bytes, e);
    out->tail = (ptrdiff_t)b.n;
    ok = ok && read_part(&w, p.tail, s->length, &b, &elsewhere, &out->bytes, e);
    window_close(&w);
    if (!ok) {
        buf_free(&b);
        return false;
    }
    out->text = buf_take(&b, a);
    return out->text.p != NULL || err_set(e, E_LIMIT, "the text does not fit the memory limit");
}

static bool is_even(const struct csvcut *r, int64_t i, const struct dialect_found *f)
{
    return r->repair[i] == CSVROW_CLEAN && csvcut_width(r, i) == f->columns;
}

/* How far the text goes in whole rows: behind its last even one, of a line of its own. */
static ptrdiff_t rows_end(slice text, const struct dialect_found *f, struct csvcut *r,
                          struct arena *a)
{
    ptrdiff_t end = 0;

    if (csvcut_all(r, f, text, false, a, NULL))
        for (int64_t i = r->n - 1; i > 0 && end == 0; i--) {
            slice line;

            if (!is_even(r, i - 1, f)) continue;
            if (csvrow_line_end(text, r->line[i - 1], &line) == r->line[i]) end = r->line[i];
        }
    return end;
}

/* Where the first of several even rows begins; the text's length: there are none. */
static ptrdiff_t rows_begin(slice text, const struct dialect_found *f, struct csvcut *r,
                            struct arena *a)
{
    ptrdiff_t at = 0;

    for (int tries = 0; tries < LINES && at < text.n; tries++) {
        ptrdiff_t next = at;
        slice line;
        int even = 0;

        for (int i = 0; i < 2 * EVEN; i++) next = csvrow_line_end(text, next, &line);
        if (csvcut_all(r, f, slice_sub(text, at, next), false, a, NULL))
            while (even < EVEN && even < r->n && is_even(r, even, f)) even++;
        if (even == EVEN) return at;
        at = csvrow_line_end(text, at, &line);
    }
    return text.n;
}

bool sample_align(struct sample_text *t, const struct dialect_found *f, struct csvcut *r,
                  struct arena *a)
{
    slice head = slice_sub(t->text, 0, t->head), middle = slice_sub(t->text, t->head, t->tail),
          tail = slice_sub(t->text, t->tail, t->text.n);
    struct buf b = {0};
    ptrdiff_t from;

    head.n = rows_end(head, f, r, a);
    from = rows_begin(middle, f, r, a);
    middle = slice_sub(middle, from, middle.n);
    middle.n = rows_end(middle, f, r, a);
    from = rows_begin(tail, f, r, a);
    tail = slice_sub(tail, from, tail.n);
    buf_put(&b, head);
    t->head = (ptrdiff_t)b.n;
    buf_put(&b, middle);
    t->tail = (ptrdiff_t)b.n;
    buf_put(&b, tail);
    t->text = buf_take(&b, a);
    return head.n > 0 && tail.n > 0 && t->text.p != NULL;
}

bool sample_stands(const struct workbook *b, const struct read_options *o, struct arena *a)
{
    struct sample *s = b->sample;
    int64_t rows = b->sheet[0].cells.nrow;
    const struct region *r;

    if (o->raw) return true;
    if (o->region > 1 || !region_find(b, 0, 1, a, &s->region, &s->nregion, NULL)) return false;
    r = s->region;
    return s->nregion == 1 && r->at.bottom > s->tail &&
           r->at.top + (o->header_rows > r->header_rows ? o->header_rows : r->header_rows) <
               s->head &&
           rows - r->at.bottom < (rows - s->tail) / 2;
}

void sample_learn(const struct workbook *b)
{
    struct sample *s = b->sample;

    if (s == NULL || s->learnt) return;
    s->learnt = true;
    s->fit = csvmend_learn_table(&b->sheet[0].cells, b->quirks.arena);
}
