#include "rowindex.h"

#include "task.h"
#include <stdlib.h>

enum { SEGMENT_PIECES = 32 };

struct pass {
    struct rowindex x;
    const struct window *w;
    const struct dialect_found *f;
    struct scan_dialect scan;
    bool even;       /* scan_even can follow this dialect */
    struct buf text; /* a window of the text */
    int64_t base;    /* the offset of the window in the text */
    ptrdiff_t at;    /* of the row to look at, in the window */
    int64_t row;     /* its number */
    int64_t filled;  /* entries that are complete */
    int64_t exact;   /* rows that were cut by the exact way */
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
    p->x.rows = p->row;
    if (width > p->x.widest) p->x.widest = width;
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
    p->exact += p->cut.n;
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
            return *more = false,
                   err_set(e, E_LIMIT, "the file has more than %d rows", INT32_MAX - 1);
    }
    return true;
}

/* Appends a piece that goes no further than `to`. */
static bool read_more(struct pass *p, int64_t *raw, int64_t to, struct err *e)
{
    struct quirks q = {.arena = &p->arena};

    *raw = window_read(p->w, *raw, to, &p->text, &q, e);
    p->t.ends = *raw == p->w->source->length;
    p->t.decided = 0;
    return *raw >= 0;
}

/* Goes on to the first row that begins at `to` or behind it, or as far as the text says, and
 * completes the entries whose first row is then known. */
static bool fill(struct pass *p, ptrdiff_t to, struct err *e)
{
    bool more;

    while (p->filled < p->x.n) {
        struct rowindex_at *entry = &p->x.at[p->filled];

        if (!pass_to(p, (ptrdiff_t)(entry->text - p->base), &more, e)) return more;
        entry->row = p->row;
        entry->skip = p->base + p->at - entry->text;
        memcpy(entry->before, p->cut.before, sizeof entry->before);
        p->filled++;
    }
    return pass_to(p, to, &more, e) || more;
}

static int64_t text_end(const struct pass *p)
{
    return p->base + (int64_t)p->text.n;
}

/* Begins a pass, as if rows of the usual width were before it. */
static void begin(struct pass *p, const struct window *w, const struct dialect_found *f)
{
    p->w = w;
    p->f = f;
    p->even = csvcut_scannable(f, &p->scan) && f->columns > 1 && f->comment.n == 0 &&
              (f->d.quote.n == 0 || f->d.doublequote);
    p->x.n = p->x.rows = 0;
    p->x.widest = 0;
    p->text.n = 0;
    p->base = p->at = 0;
    p->row = p->filled = p->exact = 0;
    for (int i = 0; i < CSVCUT_BEFORE; i++) p->cut.before[i] = f->columns;
    buf_reserve(&p->text, 3 * (size_t)w->piece);
}

/* A "sep=" line is a row of its own. The first piece keeps it: its rows begin with it. */
static bool begin_file(struct pass *p, struct err *e)
{
    ptrdiff_t behind;

    memset(p->cut.before, 0, sizeof p->cut.before);
    if (!csvcut_sep(&p->cut, buf_slice(&p->text), &behind, e)) return false;
    if (behind > 0) count(p, 1, 1);
    p->x.at[0].skip = 0;
    p->filled = 1;
    p->at = behind;
    return true;
}

static void end(struct pass *p)
{
    rowindex_free(&p->x);
    csvcut_free(&p->cut);
    buf_free(&p->text);
    arena_free(&p->arena);
}

/* Goes over the pieces from `raw` to `to`. `guess`: gives up, without an error, when most rows are
 * for the exact way, as they are behind a line end in quotes that was taken for the end of a row.
 */
static bool pass_over(struct pass *p, int64_t raw, int64_t to, bool guess, struct err *e)
{
    enum { FEW = 64 };

    while (raw < to) {
        bool first = raw == p->w->begin;
        struct rowindex_at *entry = add(&p->x);

        if (p->at > 0) memmove(p->text.p, p->text.p + p->at, p->text.n - (size_t)p->at);
        p->text.n -= (size_t)p->at;
        p->base += p->at;
        p->at = 0;
        *entry = (struct rowindex_at){.raw = raw, .text = text_end(p)};
        if (!read_more(p, &raw, to, e) || (first && !begin_file(p, e)) ||
            !fill(p, (ptrdiff_t)p->text.n, e))
            return false;
        if (guess && p->exact > FEW && p->exact * 2 > p->row) return false;
    }
    return true;
}

/* Does a row end with the text, and is nothing open? */
static bool is_done(const struct pass *p)
{
    return p->at == (ptrdiff_t)p->text.n && p->filled == p->x.n;
}

/* The last rows before `raw` may need the text behind it to be decided. Nothing of that text is
 * kept, and nothing of what was found when a row goes on in it. */
static bool look_behind(struct pass *p, int64_t raw, struct err *e)
{
    const struct pass was = *p;
    ptrdiff_t to = (ptrdiff_t)p->text.n;

    if (is_done(p) || p->t.ends) return true;
    while (p->at < to && !p->t.ends)
        if (!read_more(p, &raw, p->w->source->length, e) || !fill(p, to, e)) return false;
    p->text.n = (size_t)to;
    p->t.ends = false;
    p->t.decided = 0;
    if (is_done(p)) return true;
    p->at = was.at;
    p->row = was.row;
    p->filled = was.filled;
    p->exact = was.exact;
    p->x.rows = was.x.rows;
    p->x.widest = was.x.widest;
    memcpy(p->cut.before, was.cut.before, sizeof was.cut.before);
    return true;
}

/* A segment of the file. */
struct part {
    int64_t from, to;
    struct pass pass;
    bool counted;
};

struct building {
    struct pass now; /* over all parts that were given */
    struct part part[TASK_LINE_MAX];
    int64_t next; /* where the next part begins */
    int threads;
    rowindex_told *told;
    void *ctx;
};

static bool take(void *ctx, int worker, bool *more, struct err *e)
{
    struct building *b = ctx;
    struct part *p = &b->part[worker];
    const struct window *w = b->now.w;

    *more = b->next < w->source->length;
    if (!*more) return true;
    p->from = b->next;
    b->next = p->to = window_line(w, p->from + (int64_t)w->piece * SEGMENT_PIECES, e);
    return p->to >= 0;
}

static bool work(void *ctx, int worker, struct err *e)
{
    struct building *b = ctx;
    struct part *p = &b->part[worker];
    struct err guessed = {0}; /* what is wrong shows again when the part is counted anew */

    (void)e;
    p->counted = false;
    if (b->threads == 1) return true;
    begin(&p->pass, b->now.w, b->now.f);
    p->counted = pass_over(&p->pass, p->from, p->to, true, &guessed) &&
                 look_behind(&p->pass, p->to, &guessed) && is_done(&p->pass);
    return true;
}

/* Is the next row one behind rows of the usual width? */
static bool as_guessed(const struct pass *p)
{
    for (int i = 0; i < CSVCUT_BEFORE; i++)
        if (p->cut.before[i] != p->f->columns) return false;
    return is_done(p);
}

static void adopt(struct pass *p, const struct pass *part)
{
    int64_t text = text_end(p);

    for (int64_t i = 0; i < part->x.n; i++) {
        struct rowindex_at *entry = add(&p->x);

        *entry = part->x.at[i];
        entry->text += text;
        entry->row += p->row;
    }
    p->filled = p->x.n;
    if (part->x.rows > 0) p->x.rows = p->row + part->x.rows;
    if (part->x.widest > p->x.widest) p->x.widest = part->x.widest;
    p->row += part->row;
    p->base = text + text_end(part);
    p->at = 0;
    p->text.n = 0;
    memcpy(p->cut.before, part->cut.before, sizeof p->cut.before);
}

static bool give(void *ctx, int worker, struct err *e)
{
    struct building *b = ctx;
    const struct part *p = &b->part[worker];

    if (b->told != NULL && !b->told(b->ctx, &b->now.x, b->now.filled))
        return err_set(e, E_CANCEL, "stopped");
    if (p->counted && (p->from == b->now.w->begin || as_guessed(&b->now)) &&
        b->now.row + p->pass.row < INT32_MAX - 1) {
        adopt(&b->now, &p->pass);
        return true;
    }
    return pass_over(&b->now, p->from, p->to, false, e) &&
           (b->threads == 1 || look_behind(&b->now, p->to, e));
}

bool rowindex_build(struct rowindex *x, const struct window *w, const struct dialect_found *f,
                    int threads, rowindex_told *told, void *ctx, struct err *e)
{
    static const struct task_line line = {take, work, give};
    struct building b = {.next = w->begin, .threads = threads, .told = told, .ctx = ctx};
    bool ok;

    if (b.threads > TASK_LINE_MAX) b.threads = TASK_LINE_MAX;
    if (w->source->length - w->begin <= (int64_t)w->piece * SEGMENT_PIECES) b.threads = 1;
    arena_init(&b.now.arena, ARENA_NO_LIMIT);
    begin(&b.now, w, f);
    for (int i = 0; i < b.threads; i++) arena_init(&b.part[i].pass.arena, ARENA_NO_LIMIT);
    ok = task_line_run(&line, b.threads, &b, e);
    if (ok)
        *add(&b.now.x) = (struct rowindex_at){
            .raw = w->source->length, .text = text_end(&b.now), .row = b.now.row};
    b.now.x.n--;
    *x = b.now.x;
    b.now.x = (struct rowindex){0};
    end(&b.now);
    for (int i = 0; i < b.threads; i++) end(&b.part[i].pass);
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
