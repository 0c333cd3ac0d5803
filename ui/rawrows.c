#include "rawrows.h"

#include "cellinfo.h"
#include "job.h"
#include "page.h"
#include <inttypes.h>
#include <stdlib.h>

static const struct workbook *book_of(const struct app *app)
{
    return app->file != NULL ? &app->file->book : app->head != NULL ? &app->head->book : NULL;
}

static const struct sample *sample_of(const struct app *app)
{
    const struct workbook *book = book_of(app);

    return book != NULL ? book->sample : NULL;
}

static const struct region *region_of(const struct app *app)
{
    return app->look != NULL && app->look->in.chosen >= 0
               ? &app->look->in.region[app->look->in.chosen]
               : NULL;
}

const struct sheet *rawrows_sheet(const struct app *app)
{
    const struct workbook *book = book_of(app);
    int at = region_of(app) != NULL ? region_of(app)->sheet : 0;

    return book != NULL && at < book->nsheet ? &book->sheet[at] : NULL;
}

bool rawrows_large(const struct app *app)
{
    return sample_of(app) != NULL;
}

int64_t rawrows_count(const struct app *app, bool *exact)
{
    const struct sheet *s = rawrows_sheet(app);
    const struct rawrows *r = &app->rows_of;

    *exact = !rawrows_large(app) ? app->file != NULL : r->counted;
    if (s == NULL) return 0;
    if (!rawrows_large(app)) return s->cells.nrow;
    if (r->counted) return r->index.rows;
    /* Not fewer than those that were counted, and then those of the end. */
    return (r->known > 0 && r->index.at[r->known - 1].row > sample_of(app)->rows_about
                ? r->index.at[r->known - 1].row
                : sample_of(app)->rows_about) +
           (s->cells.nrow > sample_of(app)->rows_about ? s->cells.nrow : 0);
}

int rawrows_columns(const struct app *app)
{
    const struct sheet *s = rawrows_sheet(app);
    int n = s != NULL ? s->cells.ncol : 0;

    return rawrows_large(app) && app->rows_of.index.widest > n ? app->rows_of.index.widest : n;
}

/* The row of the sheet that a row of the file is; -1: it is none of the sample's. */
static int64_t sheet_row(const struct app *app, int64_t row)
{
    const struct sheet *s = rawrows_sheet(app);
    const struct sample *m = sample_of(app);
    bool exact;

    if (m == NULL || row < m->head) return row;
    row += s->cells.nrow - rawrows_count(app, &exact);
    return row >= m->tail ? row : -1;
}

static const struct made_page *page_of(const struct app *app, int64_t row)
{
    for (int i = 0; i < PAGES_HELD && app->rows_of.page[i] != NULL; i++) {
        const struct made_page *p = app->rows_of.page[i]->body;

        if (row >= p->row && row < p->row + p->table.nrow) return p;
    }
    return NULL;
}

bool rawrows_here(const struct app *app, int64_t row)
{
    return sheet_row(app, row) >= 0 || page_of(app, row) != NULL;
}

slice rawrows_cell(const struct app *app, int64_t row, int col)
{
    const struct sheet *s = rawrows_sheet(app);
    const struct table *t = NULL;
    const struct made_page *p;
    int64_t at;

    if (s == NULL || row < 0 || col < 0) return (slice){"", 0};
    if ((at = sheet_row(app, row)) >= 0)
        t = &s->cells;
    else if ((p = page_of(app, row)) != NULL)
        t = &p->table, at = row - p->row;
    return t != NULL && at < t->nrow && col < t->ncol ? column_cell(&t->col[col], at)
                                                      : (slice){"", 0};
}

int rawrows_role(const struct app *app, int64_t row)
{
    const struct region *r = region_of(app);
    const struct sheet *s = rawrows_sheet(app);
    int64_t at = s != NULL ? sheet_row(app, row) : -1;

    if (r == NULL || r->role == NULL) return -1;
    if (at >= 0) return at < s->cells.nrow ? r->role[at] : -1;
    return page_of(app, row) != NULL ? ROLE_DATA : -1;
}

void rawrows_put_sample(const struct app *app, struct buf *out)
{
    char n1[32], n2[32];
    bool exact;
    int64_t rows = rawrows_count(app, &exact);

    if (!rawrows_large(app)) return;
    buf_printf(out, "  of a sample: %s of %s%s rows",
               cellinfo_number(rawrows_sheet(app)->cells.nrow, n1), exact ? "" : "about ",
               cellinfo_number(rows, n2));
}

/* ---------------------------------------------------------------- counting */

struct count_in {
    const struct made_file *file;
};

/* Each message is drawn, by a thread that counting then has to share the processors with. */
enum { TOLD_TIMES = 32, TOLD_BYTES = 64 << 20 };
struct counting {
    struct task *task;
    int64_t step, size, given; /* bytes between messages, of the file; entries */
    int64_t told;              /* offset */
};

/* The entries [given, n) as a message. */
static struct made_index *part_of(const struct rowindex *x, int64_t given, int64_t n,
                                  struct arena *a)
{
    struct made_index *m = arena_new(a, struct made_index, 1);

    *m = (struct made_index){.first = given, .n = n - given, .rows = x->rows, .widest = x->widest};
    m->at = arena_new(a, struct rowindex_at, n - given + 1);
    if (n > given) memcpy(m->at, x->at + given, (size_t)(n - given) * sizeof *m->at);
    return m;
}

static bool counted_so_far(void *ctx, const struct rowindex *x, int64_t done)
{
    struct counting *c = ctx;
    struct arena a;
    int64_t raw = done > 0 ? x->at[done - 1].raw : 0;

    if (task_cancelled(c->task)) return false;
    if (done <= c->given || raw - c->told < c->step) return true;
    arena_init(&a, ARENA_NO_LIMIT);
    task_post(c->task, part_of(x, c->given, done, &a), &a);
    c->given = done;
    c->told = raw;
    task_progress(c->task, "counting rows: %d %%, %" PRId64 " so far", (int)(100 * raw / c->size),
                  x->at[done - 1].row);
    return true;
}

static void *run_count(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct made_file *file = ((const struct count_in *)p)->file;
    int64_t size = file->source.length;
    struct counting c = {.task = t,
                         .size = size,
                         .step = size / TOLD_TIMES < TOLD_BYTES ? size / TOLD_TIMES : TOLD_BYTES};
    struct made_index *out = NULL;
    struct window w;
    struct rowindex x = {0};

    task_progress(t, "counting rows");
    if (!window_open(&w, &file->source, &file->book.encoding, e)) return NULL;
    if (rowindex_build(&x, &w, &file->book.sample->f, task_processors(), counted_so_far, &c, e)) {
        out = part_of(&x, c.given, x.n + 1, a);
        out->complete = true;
    }
    rowindex_free(&x);
    window_close(&w);
    return out;
}

void rawrows_clear(struct app *app)
{
    struct rawrows *r = &app->rows_of;

    for (int i = 0; i < PAGES_HELD; i++) task_message_free(r->page[i]);
    rowindex_free(&r->index);
    *r = (struct rawrows){0};
}

void rawrows_start(struct app *app)
{
    rawrows_clear(app);
    if (!rawrows_large(app)) return;
    {
        JOB(struct count_in, in);
        in->file = app->file;
        job_start(app, SLOT_INDEX, run_count, in, &job_arena);
    }
}

void rawrows_index_came(struct app *app, const struct made_index *m)
{
    struct rawrows *r = &app->rows_of;
    struct rowindex *x = &r->index;

    bool exact;
    int64_t was = rawrows_count(app, &exact), *row = &app->raw.grid.row;
    bool at_end = *row >= was - (sample_of(app)->tail > 0
                                     ? rawrows_sheet(app)->cells.nrow - sample_of(app)->tail
                                     : 1);

    if (m->first + m->n > x->cap) {
        x->cap = 2 * (m->first + m->n);
        x->at = realloc(x->at, (size_t)x->cap * sizeof *x->at);
        if (x->at == NULL) err_no_memory();
    }
    if (m->n > 0) memcpy(x->at + m->first, m->at, (size_t)m->n * sizeof *m->at);
    r->known = m->first + m->n;
    x->n = r->known - 1; /* the last is the end of those before */
    x->rows = m->rows;
    x->widest = m->widest;
    r->counted = m->complete;
    /* What was known by its distance from the end keeps it. */
    if (at_end) *row += rawrows_count(app, &exact) - was;
    if (r->counted && *row >= x->rows)
        app_say(app, STYLE_WARN, "! There is no row %" PRId64 "; the last one is %" PRId64 ".",
                *row + 1, x->rows);
}

struct rowindex rawrows_index(const struct app *app, struct arena *a)
{
    struct rowindex x = app->rows_of.index;

    x.at = arena_new(a, struct rowindex_at, app->rows_of.known + 1);
    if (app->rows_of.known > 0)
        memcpy(x.at, app->rows_of.index.at, (size_t)app->rows_of.known * sizeof *x.at);
    return x;
}

/* ---------------------------------------------------------------- pages */

struct page_in {
    const struct made_file *file;
    struct rowindex_at entry[2];
};

static void *run_page(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct page_in *in = p;
    struct made_page *out = arena_new(a, struct made_page, 1);
    struct page page;
    struct window w;
    bool ok;

    (void)t;
    if (!window_open(&w, &in->file->source, &in->file->book.encoding, e)) return NULL;
    page_init(&page);
    ok = page_load(&page, &w, in->file->book.sample, in->entry, e) &&
         page_table(&page, a, &out->table, e);
    out->row = in->entry[0].row;
    page_free(&page);
    window_close(&w);
    return ok ? out : NULL;
}

/* Reads the piece that the row is in; false: it is not known where that is. */
static bool load(struct app *app, int64_t row)
{
    const struct rawrows *r = &app->rows_of;
    int64_t piece;

    if (r->broken || r->index.n < 1 || row >= r->index.at[r->index.n].row) return false;
    piece = rowindex_find(&r->index, row);
    {
        JOB(struct page_in, in);
        in->file = app->file;
        memcpy(in->entry, &r->index.at[piece], sizeof in->entry);
        job_start(app, SLOT_PAGE, run_page, in, &job_arena);
    }
    return true;
}

void rawrows_want(struct app *app, int64_t first, int rows)
{
    /* What is in sight, then a screen on either side of it. */
    const int64_t want[] = {first, first + rows - 1, first + 2 * rows, first - rows};
    bool exact;
    int64_t n = rawrows_count(app, &exact);

    if (!rawrows_large(app) || app->file == NULL || app_busy(app, SLOT_PAGE)) return;
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        if (want[i] >= 0 && want[i] < n && !rawrows_here(app, want[i]) && load(app, want[i]))
            return;
}

void rawrows_page_came(struct app *app, struct task_message *m)
{
    struct task_message **page = app->rows_of.page;

    task_message_free(page[PAGES_HELD - 1]);
    memmove(page + 1, page, (PAGES_HELD - 1) * sizeof *page);
    page[0] = m;
}

void rawrows_failed(struct app *app)
{
    app->rows_of.broken = true;
}
