#include "rawfind.h"

#include "job.h"
#include "page.h"
#include "pattern.h"
#include "place.h"
#include "rawrows.h"

struct rawfind_in {
    slice pattern;
    const struct made_file *file;
    const struct table *table;
    struct rowindex index;
    int64_t row;
    int col, by;
};

/* Would a cell that holds the pattern show it in the text as it stands in the file, before quotes
 * and escapes are taken out? Then pieces without it need not be cut. */
static bool is_plain(slice pattern, const struct dialect_found *f)
{
    if (f->d.escape.n > 0) return false;
    for (ptrdiff_t i = 0; i < pattern.n; i++) {
        char c = pattern.p[i];

        if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
              (c != 0 && strchr(" _-/@:", c) != NULL)))
            return false;
    }
    return true;
}

/* The first cell of the page in the direction that is behind (row, col) in it; row < 0: any cell.
 */
static bool in_table(const struct rawfind_in *in, const struct pattern *p, const struct table *t,
                     int64_t row, int col, struct made_find *out)
{
    int64_t n = t->nrow * t->ncol, at = row * t->ncol + col;
    slice group[PATTERN_GROUPS];

    if (row < 0) at = in->by > 0 ? -1 : n;
    for (int64_t k = at + in->by; k >= 0 && k < n; k += in->by) {
        int got =
            pattern_find(p, column_cell(&t->col[k % t->ncol], k / t->ncol), group, PATTERN_GROUPS);

        if (got < 0) out->limits++;
        if (got <= 0) continue;
        out->found = true;
        out->row = t->source_row[k / t->ncol] - 1;
        out->col = (int)(k % t->ncol);
        return true;
    }
    return false;
}

static bool in_piece(const struct rawfind_in *in, const struct pattern *p, struct page *page,
                     const struct window *w, int64_t i, bool plain, bool first,
                     struct made_find *out, struct err *e)
{
    const struct sample *sample = in->file->book.sample;
    slice group[PATTERN_GROUPS];
    struct arena a;
    struct table t;
    bool ok;

    if (!page_load(page, w, sample, &in->index.at[i], e)) return false;
    if (page->segment.n == 0 ||
        (plain && pattern_find(p, page->segment.text, group, PATTERN_GROUPS) == 0))
        return true;
    arena_init(&a, ARENA_NO_LIMIT);
    ok = page_table(page, &a, &t, e);
    if (ok) in_table(in, p, &t, first ? in->row - page->segment.row : -1, in->col, out);
    arena_free(&a);
    return ok;
}

static void *run_rawfind(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct rawfind_in *in = p;
    struct made_find *out = arena_new(a, struct made_find, 1);
    struct pattern *pattern = place_pattern(in->pattern, e);
    int64_t n = in->index.n, begin = rowindex_find(&in->index, in->row);
    bool plain = is_plain(in->pattern, &in->file->book.sample->f), ok;
    struct page page;
    struct window w;
    int told = 0;

    if (pattern == NULL) return NULL;
    *out = (struct made_find){.pattern = in->pattern, .table = in->table};
    page_init(&page);
    ok = window_open(&w, &in->file->source, &in->file->book.encoding, e);
    /* The piece that it begins in is looked at twice: behind the cursor, and at last all of it. */
    for (int64_t k = 0; ok && k <= n && !out->found && !task_cancelled(t); k++) {
        int64_t i = ((begin + in->by * k) % n + n) % n;
        int percent = (int)(100 * k / n);

        out->wrapped = in->by > 0 ? begin + k >= n : begin - k < 0;
        out->wrapped = out->wrapped || k == n;
        ok = in_piece(in, pattern, &page, &w, i, plain, k == 0, out, e);
        if (percent > told) task_progress(t, "finding, %d %% of the file", told = percent);
    }
    page_free(&page);
    window_close(&w);
    pattern_close(pattern);
    if (ok && (out->found || !task_cancelled(t))) return out;
    if (ok) err_set(e, E_CANCEL, "cancelled");
    return NULL;
}

void rawfind_start(struct app *app, const struct table *table, int64_t row, int col, int by)
{
    JOB(struct rawfind_in, in);
    *in = (struct rawfind_in){.pattern = arena_copy(&job_arena, buf_slice(&app->find)),
                              .file = app->file,
                              .table = table,
                              .index = rawrows_index(app, &job_arena),
                              .row = row,
                              .col = col,
                              .by = by};
    app->find_view = app->view;
    job_start(app, SLOT_FIND, run_rawfind, in, &job_arena);
}
