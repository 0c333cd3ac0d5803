#include "segment.h"

#include <stdlib.h>

enum { STEP = 4096 };

void segment_init(struct segment *s)
{
    *s = (struct segment){0};
    arena_init(&s->arena, ARENA_NO_LIMIT);
}

void segment_free(struct segment *s)
{
    csvcut_free(&s->cut);
    buf_free(&s->bytes);
    arena_free(&s->arena);
}

/* Is one of the last rows uneven, so that the rows behind it matter? */
static bool looks_ahead(const struct segment *s, const struct dialect_found *f)
{
    for (int64_t r = s->n - 1; r >= 0 && r >= s->n - CSVCUT_BEHIND; r--) {
        int w = csvcut_width(&s->cut, r);

        if (w != f->columns && w > 0) return true;
    }
    return false;
}

/* Where cutting is. */
struct reading {
    const struct window *w;
    const struct dialect_found *f;
    int64_t first, to;   /* where the piece begins and ends in the file */
    int64_t raw;         /* what was not read yet */
    ptrdiff_t begin, at; /* the first row, and the next */
    struct csvcut_text t;
};

/* Back to the first row. */
static bool restart(struct segment *s, struct reading *r, struct err *e)
{
    csvcut_clear(&s->cut);
    r->at = r->begin;
    return r->first > r->w->begin || csvcut_sep(&s->cut, r->t.text, &r->at, e);
}

/* More text behind what is there. The cells point into it: when it moves all is cut again. */
static bool read_more(struct segment *s, struct reading *r, struct err *e)
{
    const char *was = s->bytes.p;

    r->raw = window_read(r->w, r->raw, r->raw < r->to ? r->to : r->w->source->length, &s->bytes,
                         &s->quirks, e);
    if (r->raw < 0) return false;
    r->t.text = buf_slice(&s->bytes);
    r->t.ends = r->raw == r->w->source->length;
    r->t.decided = 0;
    return s->bytes.p == was || restart(s, r, e);
}

/* Cuts the rows that begin before `to`. */
static bool cut_to(struct segment *s, struct reading *r, ptrdiff_t to, struct err *e)
{
    r->t.to = to;
    while (r->at < to) {
        r->at = csvcut_rows(&s->cut, r->f, &r->t, r->at, &s->arena, e);
        if (r->at < 0) return false;
        if (r->at >= to || (r->t.ends && r->at >= r->t.text.n)) return true;
        if (!read_more(s, r, e)) return false;
    }
    return true;
}

bool segment_read(struct segment *s, const struct window *w, const struct dialect_found *f,
                  const struct rowindex_at entry[2], struct err *e)
{
    struct reading r = {.w = w, .f = f, .first = entry->raw, .to = entry[1].raw, .raw = entry->raw};
    ptrdiff_t to;

    csvcut_clear(&s->cut);
    buf_clear(&s->bytes);
    arena_free(&s->arena);
    s->quirks = (struct quirks){.arena = &s->arena};
    s->cut.lazy = true;
    s->row = entry->row;
    s->n = entry[1].row - entry->row;
    memcpy(s->cut.before, entry->before, sizeof entry->before);
    if (s->n == 0) return true;
    buf_reserve(&s->bytes, 3 * (size_t)w->piece);
    /* A line before the first row: no row but that of the file is the first. */
    if (entry->raw > w->begin) buf_putz(&s->bytes, "x\n");
    r.begin = (ptrdiff_t)s->bytes.n + (ptrdiff_t)entry->skip;
    if (!read_more(s, &r, e) || !restart(s, &r, e)) return false;
    to = (ptrdiff_t)s->bytes.n;
    if (!cut_to(s, &r, to, e)) return false;
    if (s->cut.n != s->n || r.raw < entry[1].raw)
        return err_set(e, E_SOURCE, "%.*s has changed while it was read; read it again",
                       SLICE_ARG(w->source->path));
    if (looks_ahead(s, f)) {
        int64_t enough = s->n + CSVCUT_BEHIND;

        while (s->cut.n < enough && !(r.t.ends && r.at >= r.t.text.n))
            if (!cut_to(s, &r, r.at + STEP, e)) return false;
    }
    s->text = buf_slice(&s->bytes);
    s->ends = r.t.ends;
    return true;
}
