#include "flowdisk.h"

#include "header.h"
#include "page.h"
#include "raster.h"
#include "tablerow.h"
#include "task.h"
#include "utf8.h"
#include <stdlib.h>

/* What decoding repaired in pieces but the first: one for each code of quirks. */
enum { FURTHER_MOST = 8 };
struct further {
    enum quirk_code code;
    int64_t count;
    struct rowlist near; /* rows, as far as lines tell them */
};

struct flowdisk {
    const struct sample *sample;
    const struct sheet *sheet;
    struct window window;
    struct rowindex index;
    int64_t piece;       /* the next */
    int64_t first, last; /* rows of the file, from 0; `last` is the one behind */
    int64_t head;        /* row of the sheet whose repeats are left out; -1: none */
    int left, ncol;      /* 0-based */
    bool raw;            /* every row is one */
    struct csvmend all;  /* counts */
    struct further further[FURTHER_MOST];
    int nfurther;
};

struct flowdisk_part {
    int64_t piece;
    struct page page;
    const slice **column;
    slice *cell; /* column by column */
    int32_t *source_row;
    int64_t cells, rows; /* room */
    int columns;
};

/* Bytes of a piece: that of a window, or more so that wide rows come by the dozen and what is done
 * once for each column of a piece is worth it. */
static ptrdiff_t piece_of(const struct sample *s, const struct source *source)
{
    enum { ROWS = 160, MOST = 1 << 20 };
    int64_t row = s->rows_about > 0 ? source->length / s->rows_about : 0;
    int64_t bytes = row * ROWS < MOST ? row * ROWS : MOST;

    return bytes > WINDOW_PIECE ? (ptrdiff_t)bytes : WINDOW_PIECE;
}

struct flowdisk *flowdisk_open(const struct inspection *in, int64_t first, int64_t head,
                               struct err *e)
{
    const struct region *r = &in->region[in->chosen];
    struct flowdisk *d = calloc(1, sizeof *d);
    int right = r->at.right;

    if (d == NULL) err_no_memory();
    d->sample = in->book->sample;
    d->sheet = &in->book->sheet[r->sheet];
    d->raw = in->raw;
    d->window.fd = -1;
    if (window_open(&d->window, in->book->source, &in->book->encoding, e))
        d->window.piece = piece_of(d->sample, in->book->source);
    if (d->window.fd < 0 ||
        !rowindex_build(&d->index, &d->window, &d->sample->f, task_processors(), NULL, NULL, e)) {
        flowdisk_close(d);
        return NULL;
    }
    /* A row wider than those of the sample goes on behind the last column. */
    if (right == d->sheet->cells.ncol && d->index.widest > right) right = d->index.widest;
    d->left = r->at.left - 1;
    d->ncol = right - d->left;
    d->first = first;
    d->last = d->index.rows - (d->sheet->cells.nrow - r->at.bottom);
    d->head = head;
    d->all = (struct csvmend){.f = &d->sample->f};
    while (d->piece + 1 < d->index.n && d->index.at[d->piece + 1].row <= first) d->piece++;
    /* The rows above the table may say what is odd in the file, too. */
    if (d->piece < d->index.n && first < d->sample->head) d->piece = 0;
    return d;
}

void flowdisk_close(struct flowdisk *d)
{
    if (d == NULL) return;
    window_close(&d->window);
    rowindex_free(&d->index);
    free(d);
}

int flowdisk_columns(const struct flowdisk *d)
{
    return d->ncol;
}

int64_t flowdisk_rows(const struct flowdisk *d)
{
    return d->last > d->first ? d->last - d->first : 0;
}

struct flowdisk_part *flowdisk_part_new(void)
{
    struct flowdisk_part *p = calloc(1, sizeof *p);

    if (p == NULL) err_no_memory();
    page_init(&p->page);
    return p;
}

void flowdisk_part_free(struct flowdisk_part *p)
{
    if (p == NULL) return;
    page_free(&p->page);
    free(p->column);
    free(p->cell);
    free(p->source_row);
    free(p);
}

void flowdisk_take(struct flowdisk *d, struct flowdisk_part *p, bool *more)
{
    *more = d->piece < d->index.n && d->index.at[d->piece].row < d->last;
    if (*more) p->piece = d->piece++;
}

static void make_room(struct flowdisk_part *p, int columns, int64_t rows)
{
    int64_t cells = rows * columns;

    if (columns > p->columns) {
        p->columns = columns;
        p->column = realloc(p->column, (size_t)columns * sizeof *p->column);
        if (p->column == NULL) err_no_memory();
    }
    if (cells > p->cells) {
        p->cells = cells + cells / 4;
        free(p->cell);
        p->cell = malloc((size_t)p->cells * sizeof *p->cell);
        if (p->cell == NULL) err_no_memory();
    }
    if (rows > p->rows) {
        p->rows = rows + rows / 4;
        free(p->source_row);
        p->source_row = malloc((size_t)p->rows * sizeof *p->source_row);
        if (p->source_row == NULL) err_no_memory();
    }
}

/* Does the row repeat the heading: the same text in every column, in two or more? */
static bool repeats(const struct flowdisk *d, const slice *cell, ptrdiff_t n)
{
    int filled = 0;

    for (int c = 0; c < d->ncol; c++) {
        int at = d->left + c;
        slice mine = at < n ? cell[at] : S(""),
              head = at < d->sheet->cells.ncol ? d->sheet->cells.col[at].cell[d->head] : S("");

        if (!slice_eq(header_on_page(mine), header_on_page(head))) return false;
        filled += mine.n > 0;
    }
    return filled > 1;
}

/* Is it a row of the table? As tablerow.c and inspect_table decide of a row among data. */
static bool is_row(const struct flowdisk *d, const slice *cell, ptrdiff_t n)
{
    int filled = 0;
    ptrdiff_t to = n < d->left + d->ncol ? n : d->left + d->ncol;

    if (d->raw) return true;
    if (raster_is_blank(cell, n)) return false;
    for (ptrdiff_t c = d->left; c < to && filled < 2; c++) filled += utf8_trim(cell[c]).n > 0;
    if (filled == 0) return false;
    if (filled == 1 && d->ncol >= 3 && n > d->left &&
        (slice_starts(cell[d->left], S("#")) ||
         (slice_starts(cell[d->left], S("\f")) && tablerow_page_title(cell[d->left]))))
        return false; /* a remark, or the title of a page */
    return d->head < 0 || !repeats(d, cell, n);
}

/* Is a row of a run plainly one of the table: cells in its first two columns, the first unlike the
 * heading's? False: is_row says. */
static bool plainly_row(const struct flowdisk *d, const struct csvcut *cut,
                        const struct csvcut_run *run, int64_t i)
{
    const uint32_t *end = cut->end + run->end + i * run->width + d->left;
    const char *base = cut->source.text.p + run->base;
    bool filled = d->ncol > 1 && d->left + 1 < run->width;

    if (d->raw) return true;
    for (int c = 0; filled && c < 2; c++) {
        const char *p = base + (uint32_t)(end[c - 1] + 1), *z = base + end[c];

        filled = p<z && * p> ' ' && *p < 0x7F && *p != cut->source.quote;
        if (filled && c == 0 && d->head >= 0)
            filled = d->sheet->cells.col[d->left].cell[d->head].n == 0 ||
                     d->sheet->cells.col[d->left].cell[d->head].p[0] != *p;
    }
    return filled;
}

/* The rows [from, to) of the piece, all in one run of the usual width, behind the n that are there
 * already; gives how many there are then. */
static int64_t take_run(const struct flowdisk *d, struct flowdisk_part *p,
                        const struct csvcut_run *run, int64_t from, int64_t to, int64_t n)
{
    struct segment *s = &p->page.segment;

    for (int64_t r = from; r < to; r++) {
        int64_t first = r;

        while (r < to && (plainly_row(d, &s->cut, run, r - run->row) ||
                          is_row(d, csvcut_cells(&s->cut, r), run->width)))
            r++;
        csvcut_columns(&s->cut, run, first - run->row, r - first, d->left, d->ncol, p->cell + n,
                       s->n);
        for (; first < r; first++) p->source_row[n++] = (int32_t)(s->row + first) + 1;
    }
    return n;
}

bool flowdisk_work(const struct flowdisk *d, struct flowdisk_part *p, struct flow_batch *b,
                   struct err *e)
{
    const struct segment *s = &p->page.segment;
    int64_t n = 0, to;

    if (!page_load(&p->page, &d->window, d->sample, &d->index.at[p->piece], e)) return false;
    make_room(p, d->ncol, s->n);
    to = d->last - s->row < s->n ? d->last - s->row : s->n;
    for (int64_t r = 0; r < to; r++) {
        const struct csvcut_run *run = csvcut_run_of(&s->cut, r);
        const slice *cell;
        ptrdiff_t have;

        if (run != NULL && run->width == d->sample->f.columns && s->row + r >= d->first) {
            int64_t end = run->row + run->n < to ? run->row + run->n : to;

            p->page.mend.first = false;
            n = take_run(d, p, run, r, end, n);
            r = end - 1;
            continue;
        }
        cell = csvmend_row(&p->page.mend, r, &have);
        if (s->row + r < d->first || s->cut.repair[r] == CSVROW_REMARK || !is_row(d, cell, have))
            continue;
        for (int c = 0; c < d->ncol; c++)
            p->cell[c * s->n + n] = c + d->left < have ? cell[c + d->left] : (slice){"", 0};
        p->source_row[n++] = (int32_t)(s->row + r) + 1;
    }
    for (int c = 0; c < d->ncol; c++) p->column[c] = p->cell + c * s->n;
    *b = (struct flow_batch){
        .order = p->piece, .nrow = n, .cell = p->column, .source_row = p->source_row};
    return true;
}

static void add_further(struct flowdisk *d, const struct segment *s)
{
    for (int i = 0; i < s->quirks.n; i++) {
        const struct quirk *q = &s->quirks.at[i];
        struct further *f = d->further;

        while (f < d->further + d->nfurther && f->code != q->code) f++;
        if (f == d->further + FURTHER_MOST) f--;
        if (f == d->further + d->nfurther) d->nfurther++, f->code = q->code;
        f->count += q->count;
        rowlist_add(&f->near, s->row + (q->at.top > 0 ? q->at.top : s->n));
    }
}

void flowdisk_give(struct flowdisk *d, struct flowdisk_part *p, struct quirks *q)
{
    const struct csvmend *m = &p->page.mend;

    /* Their lines are counted from the piece's first. */
    if (p->piece == 0)
        quirks_copy(q, &p->page.segment.quirks);
    else
        add_further(d, &p->page.segment);
    quirks_copy(q, &p->page.quirks);
    rowlist_join(&d->all.padded, &m->padded);
    rowlist_join(&d->all.surplus, &m->surplus);
}

static void note_further(const struct further *f, struct quirks *q)
{
    static const struct {
        enum quirk_code code;
        const char *text;
    } known[] = {{QUIRK_broken_text, "not of the encoding; U+FFFD stands there now"},
                 {QUIRK_mixed_encoding, "of another encoding, read as such"},
                 {QUIRK_nul_bytes, "zero bytes; dropped"},
                 {QUIRK_mark_inside, "byte order marks; dropped"},
                 {QUIRK_surrogate_pairs, "characters written as two surrogates; joined"}};
    const char *text = "repaired as at the beginning of the file";

    if (f->code == QUIRK_end_mark) {
        quirk_add(q, f->code, 0, (struct range){0}, NULL, 1,
                  "the text ends with a Ctrl-Z mark; it was dropped");
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (f->code == known[i].code) text = known[i].text;
    quirk_add(q, f->code, 0, (struct range){0}, NULL, f->count,
              "%lld place%s further on: %s (about %.*s)", (long long)f->count,
              f->count == 1 ? "" : "s", text, SLICE_ARG(rowlist_text(&f->near, q->arena)));
}

void flowdisk_note(const struct flowdisk *d, struct quirks *q)
{
    csvmend_note(&d->all, q);
    for (int i = 0; i < d->nfurther; i++) note_further(&d->further[i], q);
}
