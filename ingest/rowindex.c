#include "rowindex.h"

#include <stdlib.h>

enum { TOLD_EVERY = 64 /* pieces */ };

struct pass {
    struct rowindex *x;
    const struct window *w;
    const struct dialect_found *f;
    struct scan_dialect scan;
    bool even;       /* scan_even can follow this dialect */
    struct buf text; /* a window of the text */
    int64_t base;    /* the offset of the window in the text */
    ptrdiff_t at;    /* of the row to look at, in the window */
    int64_t row;     /* its number */
    int64_t filled;  /* entries that are complete */
    struct csvcut cut;
    struct csvcut_text t;
    struct arena arena; /* cells of a few rows */
};

void rowindex_free(struct rowindex *x)
{
    free(x->at);
    *x = (struct rowindex){0};
}

static struct rowindex_at *add(struct rowindex *x)
{
    if (x->n == x->cap) {
        x->cap = x->cap > 0 ? x->cap * 2 : 64;
        x->at = realloc(x->at, (size_t)x->cap * sizeof *x->at);
        if (x->at == NULL) err_no_memory();
    }
    return &x->at[x->n++];
}

/* k rows of `width` cells were found. */
static void count(struct pass *p, int64_t k, int width)
{
    int *before = p->cut.before;

    p->row += k;
    if (width == 0) return;
    p->x->rows = p->row;
    if (width > p->x->widest) p->x->widest = width;
    for (int64_t i = 0; i < k && i < CSVCUT_BEFORE; i++) {
        for (int b = CSVCUT_BEFORE - 1; b > 0; b--) before[b] = before[b - 1];
        before[0] = width;
    }
}

/* Rows that all are as the dialect says, as many as there are. */
static void pass_even(struct pass *p, ptrdiff_t to)
{
    int want = csvcut_want(p->cut.before);
    ptrdiff_t next;
    int64_t k;

    if (!p->even || (want > 0 && want != p->f->columns)) return;
    k = scan_even(&p->scan, (slice){p->text.p, to}, p->at,
                  (struct scan_shape){p->f->columns, CSVROW_LINES_MAX}, NULL, 0, &next);
    count(p, k, k > 0 ? p->f->columns : 0);
    p->at = next;
}

/* The rows that begin before `to`, or the first of them, by the exact way. False with *more:
 * more text is needed. */
static bool pass_cut(struct pass *p, ptrdiff_t to, bool *more, struct err *e)
{
    ptrdiff_t at;

    p->t.text = buf_slice(&p->text);
    p->t.exact = p->even;
    p->t.to = p->even ? p->at + 1 : to;
    csvcut_clear(&p->cut);
    at = csvcut_rows(&p->cut, p->f, &p->t, p->at, &p->arena, e);
    if (at < 0) return false;
    *more = at < p->t.to;
    p->at = at;
    for (int64_t r = 0; r < p->cut.n; r++) {
        /* `before` is kept by count, the rows of `cut` are dropped. */
        count(p, 1, csvcut_width(&p->cut, r));
    }
    if (p->arena.used > 1 << 20) arena_free(&p->arena);
    return !*more;
}

/* Goes on to the first row that begins at `to` or behind it. False with *more: ... */
static bool pass_to(struct pass *p, ptrdiff_t to, bool *more, struct err *e)
{
    *more = false;
    while (p->at < to) {
        pass_even(p, to);
        if (p->at < to && !pass_cut(p, to, more, e)) return false;
        if (p->row >= INT32_MAX - 1)
            return err_set(e, E_LIMIT, "the file has more than %d rows", INT32_MAX - 1);
    }
    return true;
}

/* Reads a piece behind what is left of the window. */
static bool read_piece(struct pass *p, int64_t *raw, struct err *e)
{
    struct rowindex_at *entry = add(p->x);
    struct quirks q = {.arena = &p->arena};
    int64_t next;

    memmove(p->text.p, p->text.p + p->at, p->text.n - (size_t)p->at);
    p->text.n -= (size_t)p->at;
    p->base += p->at;
    p->at = 0;
    p->t.decided = 0;
    *entry = (struct rowindex_at){.raw = *raw, .text = p->base + (int64_t)p->text.n};
    next = window_read(p->w, *raw, &p->text, &q, e);
    p->t.ends = next == p->w->source->size;
    *raw = next;
    return next >= 0;
}

/* The entries whose first row is now known. */
static bool fill(struct pass *p, struct err *e)
{
    bool more;

    while (p->filled < p->x->n) {
        struct rowindex_at *entry = &p->x->at[p->filled];
        ptrdiff_t to = (ptrdiff_t)(entry->text - p->base);

        if (!pass_to(p, to, &more, e)) return more;
        entry->row = p->row;
        entry->skip = p->base + p->at - entry->text;
        memcpy(entry->before, p->cut.before, sizeof entry->before);
        p->filled++;
    }
    return pass_to(p, (ptrdiff_t)p->text.n, &more, e) || more;
}

static bool begin(struct pass *p, struct err *e)
{
    ptrdiff_t behind;

    p->even = csvcut_scannable(p->f, &p->scan) && p->f->columns > 1 && p->f->comment.n == 0 &&
              (p->f->d.quote.n == 0 || p->f->d.doublequote);
    if (!csvcut_sep(&p->cut, buf_slice(&p->text), &behind, e)) return false;
    if (behind > 0) count(p, 1, 1);
    /* The first piece keeps the line: its rows begin with it. */
    p->x->at[0].skip = 0;
    p->filled = 1;
    p->at = behind;
    return true;
}

bool rowindex_build(struct rowindex *x, const struct window *w, const struct dialect_found *f,
                    rowindex_told *told, void *ctx, struct err *e)
{
    struct pass p = {.x = x, .w = w, .f = f};
    int64_t raw = w->begin;
    bool ok = true;

    *x = (struct rowindex){0};
    arena_init(&p.arena, ARENA_NO_LIMIT);
    buf_reserve(&p.text, 3 * (size_t)w->piece);
    for (int64_t i = 0; ok && raw < w->source->size; i++) {
        if (told != NULL && i % TOLD_EVERY == 0 && !told(ctx, x, p.filled)) {
            ok = err_set(e, E_CANCEL, "stopped");
            break;
        }
        ok = read_piece(&p, &raw, e) && (i > 0 || begin(&p, e)) && fill(&p, e);
    }
    if (ok)
        *add(x) =
            (struct rowindex_at){.raw = raw, .text = p.base + (int64_t)p.text.n, .row = p.row};
    x->n--;
    csvcut_free(&p.cut);
    buf_free(&p.text);
    arena_free(&p.arena);
    return ok;
}

int64_t rowindex_find(const struct rowindex *x, int64_t r)
{
    int64_t low = 0, high = x->n - 1;

    /* The last piece that begins at or before the row: pieces without rows have its number too. */
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;

        if (x->at[middle].row <= r)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}
