#include "handover.h"

#include "flow.h"
#include "reading.h"
#include "task.h"
#include "wire.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS = 4, BATCH = 4096, EARLY = 16 };
#define NOTHING INT64_MIN /* no value: of numbers and moments */
/* Whole seconds that a moment in ns can hold, either way. */
#define SECONDS_MAX INT64_C(9223372036)
#define NS INT64_C(1000000000)

/* How a column is read and written. */
struct lane {
    struct reading reading, number; /* number: whole ones may have a mark after all */
    enum kind kind;
    enum wire_form form, next; /* now, and if the table must be read once more */
    uint64_t at;               /* of the vector; of text: which of the text columns */
    uint64_t nulls;
};

/* One thread's part of a batch. */
struct part {
    int64_t nrow, cap;
    const int32_t *source_row;
    struct part_lane {
        void *vector;     /* cap values of 8 bytes */
        struct buf chunk; /* of text */
        uint64_t nulls;
        enum wire_form fits; /* what the batch needs; worse than the lane's form: another pass */
        bool misfit;
    } * lane;
};

struct handover {
    int fd, ncol;
    enum handover_form form;
    struct arena *arena;
    struct lane *lane;
    int ntext;
    uint64_t nrow, nbatch, end, rows_at;
    struct buf chunks; /* u64 each */
    uint64_t most;
    bool again; /* a cell was met that its column's form cannot hold */
    int early;  /* passes that were given up soon */
    struct part part[FLOW_THREADS_MAX];
};

static bool put(const struct handover *h, const void *p, size_t n, uint64_t at, struct err *e)
{
    const char *from = p;

    while (n > 0) {
        ssize_t done = pwrite(h->fd, from, n, (off_t)at);

        if (done < 0 && errno == EINTR) continue;
        if (done <= 0)
            return err_set(e, E_LIMIT, "there is no room for the table in the sandbox: %s",
                           strerror(errno));
        from += done;
        at += (uint64_t)done;
        n -= (size_t)done;
    }
    return true;
}

static uint64_t round_up(uint64_t n, uint64_t to)
{
    return (n + to - 1) / to * to;
}

/* ------------------------------------------------------------- cells */

/* What pandas.read_csv takes for no value: the list in its documentation. */
static bool is_missing(slice s)
{
    static const char *const mark[] = {"#N/A",    "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN",
                                       "-nan",    "1.#IND",   "<NA>", "N/A",     "NA",       "NULL",
                                       "1.#QNAN", "NaN",      "n/a",  "nan",     "null"};

    if (s.n == 0) return true;
    for (size_t i = 0; i < sizeof mark / sizeof *mark; i++)
        if (slice_eqz(s, mark[i])) return true;
    return false;
}

/* ns behind the seconds of a canonical datetime; -1: it says a zone, or is finer than that. */
static int64_t fraction_of(slice s)
{
    int64_t ns = 0, unit = NS / 10;

    if (s.n <= 19) return 0;
    if (s.p[19] != '.') return -1;
    for (ptrdiff_t i = 20; i < s.n; i++, unit /= 10) {
        if (s.p[i] < '0' || s.p[i] > '9' || unit == 0) return -1;
        ns += (s.p[i] - '0') * unit;
    }
    return ns;
}

/* False: not as a moment in ns. */
static bool moment(const struct reading *r, slice cell, int64_t *out)
{
    struct reading_value v;
    char text[READING_TEXT];
    int64_t fraction = 0;
    slice s;

    if (!reading_value(r, cell, &v)) return false;
    if (!v.plain) {
        if (!reading_text(r, cell, text, &s)) return false;
        fraction = fraction_of(s);
        if (fraction < 0) return false;
        if (fraction > 0) v.v = floor(v.v);
    }
    if (v.v < (double)-SECONDS_MAX || v.v >= (double)SECONDS_MAX) return false;
    *out = (int64_t)v.v * NS + fraction;
    return true;
}

/* As a number that may be written with a mark after all. */
static void allow_mark(struct reading *r)
{
    if (r->number.decimal == 0) r->number.decimal = r->number.group == '.' ? ',' : '.';
    r->kind = KIND_NUMBER;
}

/* The value of a cell that holds one, at `row` of the vector; the form that it needs. */
static enum wire_form read_cell(const struct lane *l, slice cell, int64_t row, void *vector)
{
    struct reading_value v;

    switch (l->form) {
    case WIRE_INT:
        if (reading_value(&l->reading, cell, &v)) {
            if (v.scale != 0) return v.scale > 0 ? WIRE_FLOAT : WIRE_TEXT;
            ((int64_t *)vector)[row] = v.unscaled;
            return WIRE_INT;
        }
        return reading_value(&l->number, cell, &v) ? WIRE_FLOAT : WIRE_TEXT;
    case WIRE_FLOAT:
        if (!reading_value(&l->number, cell, &v)) return WIRE_TEXT;
        ((double *)vector)[row] = v.v;
        return WIRE_FLOAT;
    case WIRE_BOOL:
        if (!reading_value(&l->reading, cell, &v)) return WIRE_TEXT;
        ((uint8_t *)vector)[row] = v.v > 0;
        return WIRE_BOOL;
    case WIRE_MOMENT:
        return moment(&l->reading, cell, (int64_t *)vector + row) ? WIRE_MOMENT : WIRE_TEXT;
    case WIRE_TEXT:
        break;
    }
    return WIRE_TEXT;
}

static void put_nothing(enum wire_form form, int64_t row, void *vector)
{
    if (form == WIRE_FLOAT)
        ((double *)vector)[row] = NAN;
    else if (form == WIRE_BOOL)
        ((uint8_t *)vector)[row] = 2;
    else
        ((int64_t *)vector)[row] = NOTHING;
}

static void read_values(const struct lane *l, const slice *cell, int64_t n, struct part_lane *p)
{
    for (int64_t r = 0; r < n; r++) {
        enum wire_form fits;

        if (cell[r].n == 0) {
            put_nothing(l->form, r, p->vector);
            p->nulls++;
            continue;
        }
        fits = read_cell(l, cell[r], r, p->vector);
        if (fits == l->form) continue;
        put_nothing(l->form, r, p->vector);
        if (is_missing(cell[r])) {
            p->nulls++;
        } else if (!p->misfit || fits == WIRE_TEXT) {
            p->misfit = true;
            p->fits = fits;
        }
    }
}

static void read_text(const struct lane *l, enum handover_form form, const slice *cell, int64_t n,
                      struct part_lane *p)
{
    bool canonical = form == HANDOVER_CANONICAL && reading_has_values(&l->reading);
    struct wire_chunk head = {.nrow = (uint64_t)n};
    size_t lengths = sizeof head;

    buf_clear(&p->chunk);
    buf_reserve(&p->chunk, lengths + 4 * (size_t)n);
    p->chunk.n = lengths + 4 * (size_t)n;
    for (int64_t r = 0; r < n; r++) {
        char text[READING_TEXT];
        slice s = cell[r];
        uint32_t size;

        if (canonical && !reading_text(&l->reading, cell[r], text, &s)) s = cell[r];
        size = (uint32_t)s.n;
        memcpy(p->chunk.p + lengths + 4 * (size_t)r, &size, 4);
        buf_put(&p->chunk, s);
        p->nulls += s.n == 0;
    }
    head.body = p->chunk.n - lengths - 4 * (size_t)n;
    memcpy(p->chunk.p, &head, sizeof head);
}

static bool work(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct handover *h = ctx;
    struct part *p = &h->part[worker];

    (void)e;
    if (p->lane == NULL) p->lane = calloc((size_t)h->ncol + 1, sizeof *p->lane);
    if (p->lane == NULL) err_no_memory();
    for (int c = 0; c < h->ncol; c++) {
        struct part_lane *l = &p->lane[c];

        l->nulls = 0;
        l->misfit = false;
        if (h->lane[c].form == WIRE_TEXT) {
            read_text(&h->lane[c], h->form, b->cell[c], b->nrow, l);
            continue;
        }
        if (l->vector == NULL || p->cap < b->nrow) {
            free(l->vector);
            l->vector = malloc(8 * (size_t)(b->nrow > p->cap ? b->nrow : p->cap));
            if (l->vector == NULL) err_no_memory();
        }
        read_values(&h->lane[c], b->cell[c], b->nrow, l);
    }
    if (p->cap < b->nrow) p->cap = b->nrow;
    p->nrow = b->nrow;
    p->source_row = b->source_row;
    return true;
}

static size_t width(enum wire_form form)
{
    return form == WIRE_BOOL ? 1 : 8;
}

static bool give(void *ctx, int worker, struct err *e)
{
    struct handover *h = ctx;
    struct part *p = &h->part[worker];
    bool ok = put(h, p->source_row, 4 * (size_t)p->nrow, h->rows_at + 4 * h->nrow, e);

    for (int c = 0; c < h->ncol && ok; c++) {
        struct lane *l = &h->lane[c];
        struct part_lane *from = &p->lane[c];
        size_t size = width(l->form);

        l->nulls += from->nulls;
        if (from->misfit) {
            h->again = true;
            if (l->next != WIRE_TEXT) l->next = from->fits;
        }
        if (h->again) continue; /* nothing of this pass will be kept */
        if (l->form == WIRE_TEXT) {
            buf_put(&h->chunks, (slice){(const char *)&h->end, sizeof h->end});
            ok = put(h, from->chunk.p, from->chunk.n, h->end, e);
            h->end = round_up(h->end + from->chunk.n, 8);
        } else {
            ok = put(h, from->vector, size * (size_t)p->nrow, l->at + size * h->nrow, e);
        }
    }
    h->nrow += (uint64_t)p->nrow;
    h->nbatch++;
    /* Near the beginning another pass costs less than going on with this one, which shows all
     * columns that need it. */
    if (h->again && h->early < EARLY && h->nrow < h->most / EARLY) {
        h->early++;
        return false;
    }
    return ok;
}

/* ------------------------------------------------------------- the file */

/* Places for `most` rows of everything that is no text. */
static void lay_out(struct handover *h, const slice *name, int64_t most)
{
    uint64_t at = sizeof(struct wire_table) + (uint64_t)h->ncol * sizeof(struct wire_column);

    for (int c = 0; c < h->ncol; c++)
        at += (uint64_t)name[c].n + strlen(kind_name(h->lane[c].kind));
    h->rows_at = round_up(at, WIRE_PAGE);
    at = round_up(h->rows_at + 4 * (uint64_t)most, WIRE_PAGE);
    h->ntext = 0;
    for (int c = 0; c < h->ncol; c++) {
        struct lane *l = &h->lane[c];

        l->nulls = 0;
        l->form = l->next;
        if (l->form == WIRE_TEXT) {
            l->at = (uint64_t)h->ntext++;
            continue;
        }
        l->at = at;
        at = round_up(at + (uint64_t)most * width(l->form), WIRE_PAGE);
    }
    h->end = at;
    h->most = (uint64_t)most;
    h->nrow = h->nbatch = 0;
    h->again = false;
    buf_clear(&h->chunks);
}

/* pandas has no whole numbers with gaps: floats, as read_csv gives. Numbers are read back, as their
 * pages need not be made again. */
static bool widen(struct handover *h, struct lane *l, struct err *e)
{
    union {
        int64_t i[BATCH];
        double f[BATCH];
    } *v = malloc(sizeof *v);
    bool ok = true;

    if (v == NULL) err_no_memory();
    for (uint64_t r = 0; ok && r < h->nrow; r += BATCH) {
        size_t n = h->nrow - r < BATCH ? h->nrow - r : BATCH;

        ok = pread(h->fd, v, 8 * n, (off_t)(l->at + 8 * r)) == (ssize_t)(8 * n);
        for (size_t i = 0; i < n; i++) v->f[i] = v->i[i] == NOTHING ? NAN : (double)v->i[i];
        ok = ok && put(h, v, 8 * n, l->at + 8 * r, e);
    }
    free(v);
    l->form = WIRE_FLOAT;
    return ok;
}

static bool put_head(struct handover *h, const slice *name, struct err *e)
{
    struct wire_table t = {.magic = WIRE_TABLE_MAGIC,
                           .ncol = (uint32_t)h->ncol,
                           .nrow = h->nrow,
                           .rows_at = h->rows_at,
                           .nbatch = h->nbatch,
                           .chunks_at = h->end};
    uint64_t names = sizeof t + (uint64_t)h->ncol * sizeof(struct wire_column);
    struct buf b = {0}, text = {0};
    bool ok = true;

    for (int c = 0; c < h->ncol && ok; c++)
        if (h->lane[c].form == WIRE_INT && h->lane[c].nulls > 0) ok = widen(h, &h->lane[c], e);
    buf_put(&b, (slice){(const char *)&t, sizeof t});
    for (int c = 0; c < h->ncol; c++) {
        const struct lane *l = &h->lane[c];
        slice kind = slice_z(kind_name(l->kind));
        struct wire_column w = {.name_at = names + text.n,
                                .name_n = (uint32_t)name[c].n,
                                .kind_n = (uint32_t)kind.n,
                                .form = l->form,
                                .at = l->at,
                                .nulls = l->nulls};

        buf_put(&b, (slice){(const char *)&w, sizeof w});
        buf_put(&text, name[c]);
        buf_put(&text, kind);
    }
    buf_put(&b, buf_slice(&text));
    ok = ok && put(h, b.p, b.n, 0, e) && put(h, h->chunks.p, h->chunks.n, h->end, e) &&
         (ftruncate(h->fd, (off_t)round_up(h->end + h->chunks.n, WIRE_PAGE)) == 0 ||
          err_set(e, E_LIMIT, "there is no room for the table in the sandbox"));
    buf_free(&b);
    buf_free(&text);
    return ok;
}

static void free_parts(struct handover *h)
{
    for (int i = 0; i < FLOW_THREADS_MAX; i++) {
        struct part *p = &h->part[i];

        for (int c = 0; p->lane != NULL && c < h->ncol; c++) {
            free(p->lane[c].vector);
            buf_free(&p->lane[c].chunk);
        }
        free(p->lane);
    }
    buf_free(&h->chunks);
}

/* Kinds by the rows in memory: all of a small file, those of the sample of a large one. */
static bool find_kinds(struct handover *h, const struct inspection *in, struct err *e)
{
    static const enum wire_form form[] = {
        [KIND_EMPTY] = WIRE_FLOAT,     [KIND_TEXT] = WIRE_TEXT, [KIND_INTEGER] = WIRE_INT,
        [KIND_NUMBER] = WIRE_FLOAT,    [KIND_BOOL] = WIRE_BOOL, [KIND_DATE] = WIRE_MOMENT,
        [KIND_DATETIME] = WIRE_MOMENT, [KIND_TIME] = WIRE_TEXT, [KIND_DURATION] = WIRE_TEXT};
    struct table t;

    if (!inspect_sample(in, -1, h->arena, &t, e)) return false;
    for (int c = 0; c < h->ncol && c < t.ncol; c++) {
        struct lane *l = &h->lane[c];
        struct kinds_found found;

        kinds_detect(t.col[c].cell, t.nrow, h->arena, &found);
        reading_init(&l->reading, &found);
        l->number = l->reading;
        allow_mark(&l->number);
        l->kind = found.kind;
        if (h->form == HANDOVER_TYPED) l->next = form[found.kind];
    }
    return true;
}

/* In the arena: a table of text so far. */
static void begin(struct handover *h, int ncol)
{
    h->ncol = ncol;
    h->lane = arena_new(h->arena, struct lane, ncol + 1);
    for (int c = 0; c < ncol; c++) h->lane[c] = (struct lane){.kind = KIND_TEXT};
}

/* All rows once. */
static bool one_pass(struct handover *h, const struct inspection *in, struct err *e)
{
    int threads = task_processors() < THREADS ? task_processors() : THREADS;
    struct flow *f = flow_open(in, -1, e);
    struct flow_use use = {work, give, h};
    bool ok = f != NULL;

    if (!ok) return false;
    if (h->lane == NULL) {
        begin(h, f->ncol);
        if (h->form != HANDOVER_TEXT) ok = find_kinds(h, in, e);
    }
    lay_out(h, f->name, f->most);
    ok = ok && ftruncate(h->fd, 0) == 0 && (flow_run(f, threads, &use, e) || h->again) &&
         (h->again || put_head(h, f->name, e));
    flow_close(f);
    return ok;
}

bool handover_table(const struct inspection *in, enum handover_form form, int fd, struct err *e)
{
    struct arena own;
    struct handover h = {.fd = fd, .form = form, .arena = &own, .again = true};
    bool ok = true;

    arena_init(&own, ARENA_NO_LIMIT);
    /* A column can turn out to be less than the sample says: from whole numbers to numbers, from
     * those to text. */
    while (ok && h.again) ok = one_pass(&h, in, e);
    free_parts(&h);
    arena_free(&own);
    return ok;
}

/* ------------------------------------------------------------- a whole sheet */

/* Rows of a table as rows of its sheet. */
struct widened {
    struct handover *h;
    int left;           /* 0-based column of the sheet where the table begins */
    int ncol;           /* of the table */
    const slice **cell; /* [column of the sheet] */
    slice *empty;       /* `nempty` of them */
    int64_t nempty;
};

static bool take_rows(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct widened *w = ctx;
    struct flow_batch wide = *b;

    if (w->nempty < b->nrow) {
        free(w->empty);
        w->empty = calloc((size_t)b->nrow, sizeof *w->empty);
        if (w->empty == NULL) err_no_memory();
        w->nempty = b->nrow;
    }
    for (int c = 0; c < w->h->ncol; c++)
        w->cell[c] = c < w->left || c >= w->left + w->ncol ? w->empty : b->cell[c - w->left];
    wide.cell = w->cell;
    return work(w->h, worker, &wide, e) && give(w->h, worker, e);
}

/* The rows [0, to) that are in memory. */
static bool take_memory(struct widened *w, const struct table *t, int64_t to, struct err *e)
{
    const slice **cell = arena_new(w->h->arena, const slice *, t->ncol + 1);
    struct flow_batch b = {.cell = cell};

    w->left = 0;
    w->ncol = t->ncol;
    for (int64_t r = 0; r < to; r += b.nrow) {
        b.nrow = to - r < BATCH ? to - r : BATCH;
        b.source_row = t->source_row + r;
        for (int c = 0; c < t->ncol; c++) cell[c] = t->col[c].cell + r;
        if (!take_rows(w, 0, &b, e)) return false;
    }
    return true;
}

bool handover_sheet(const struct inspection *in, int sheet, int fd, struct err *e)
{
    const struct table *t = &in->book->sheet[sheet].cells;
    struct flow *f = NULL; /* of the rows that are not in memory */
    struct arena own;
    struct handover h = {.fd = fd, .form = HANDOVER_TEXT, .arena = &own};
    struct widened w = {.h = &h};
    struct flow_use use = {take_rows, NULL, &w};
    int64_t rows = t->nrow, most = rows;
    int ncol = t->ncol;
    slice *name;
    bool ok;

    if (in->book->sample != NULL && in->chosen >= 0) {
        if ((f = flow_open(in, 0, e)) == NULL) return false;
        rows = in->region[in->chosen].at.top - 1;
        most = rows + f->most;
        if (ncol < f->left - 1 + f->ncol) ncol = f->left - 1 + f->ncol;
    }
    arena_init(&own, ARENA_NO_LIMIT);
    begin(&h, ncol);
    name = arena_new(&own, slice, ncol + 1);
    w.cell = arena_new(&own, const slice *, ncol + 1);
    for (int c = 0; c < ncol; c++) name[c] = (slice){"", 0};
    lay_out(&h, name, most);
    ok = take_memory(&w, t, rows, e);
    if (f != NULL) w.left = f->left - 1, w.ncol = f->ncol;
    ok = ok && (f == NULL || flow_run(f, 1, &use, e)) && put_head(&h, name, e);
    free(w.empty);
    free_parts(&h);
    flow_close(f);
    arena_free(&own);
    return ok;
}
