#include "longsheet.h"

#include <stdlib.h>

enum { HEAD_ROWS = 4096, HELD = 3 };

struct held {
    struct sheet part;
    struct arena own;
    int64_t skip; /* rows that the head has */
};

struct running {
    const struct read_options *o;
    const struct longsheet_use *use;
    struct arena *a;
    struct inspection in; /* of the head */
    struct workbook head;
    const struct sheet *sheet; /* of the head */
    const struct region *region;
    struct table table; /* of the head */
    struct held held[HELD];
    int nheld;
    const slice **cell;   /* what the use gets, [column] */
    const uint8_t **type; /* the same */
    uint16_t *filled;     /* of each row of a part: how many cells, and how many with a heading */
    uint16_t *named;
    bool odd, failed;
    struct err *e;
};

static int64_t rows_of(const struct held *h)
{
    return h->part.cells.nrow - h->skip;
}

/* ------------------------------------------------------------ the first rows */

/* Can the rows behind the head be rows of its table and nothing else? */
static bool goes_on(struct running *r)
{
    const struct region *t;

    if (r->in.chosen < 0) return false;
    t = r->region = &r->in.region[r->in.chosen];
    r->sheet = &r->head.sheet[t->sheet];
    if (!r->sheet->partial || t->at.bottom != r->sheet->cells.nrow) return false;
    if (r->o->raw) return true;
    for (int i = 0; i < r->in.nregion; i++)
        if (r->in.region[i].sheet == t->sheet && r->in.region[i].at.bottom > t->at.top &&
            &r->in.region[i] != t)
            return false;
    return t->footer.top == 0 && t->at.bottom - t->at.top > HEAD_ROWS / 2;
}

static bool read_head(struct running *r, const struct reader *reader, const struct source *s)
{
    struct read_options o = *r->o;

    o.rows_max = HEAD_ROWS;
    return reader->read(s, &o, r->a, &r->head, NULL) &&
           inspect(&r->head, r->o, r->a, &r->in, NULL) && goes_on(r) &&
           inspect_table(&r->in, -1, r->a, &r->table, NULL);
}

/* ------------------------------------------------------------ the rows behind */

/* "-----" and the like */
static bool is_rule(slice s)
{
    ptrdiff_t n = 0;

    while (n < s.n && strchr("-=_*~.+| ", s.p[n]) != NULL && s.p[n] != '\0') n++;
    return n == s.n && n >= 2;
}

/* Adds up, for each row, its filled cells and those that repeat the heading above them. */
static bool count_column(struct running *r, const struct held *h, int c)
{
    const struct range *at = &r->region->at;
    const slice *cell = h->part.cells.col[c].cell + h->skip;
    bool inside = c >= at->left - 1 && c < at->right;
    slice heading = {"", 0};

    if (inside && r->region->header_rows > 0)
        heading = r->sheet->cells.col[c].cell[at->top + r->region->header_rows - 2];
    for (int64_t i = 0; i < rows_of(h); i++) {
        if (cell[i].n == 0) continue;
        if (!inside || (cell[i].p[0] < '0' && is_rule(cell[i]))) return false;
        r->filled[i]++;
        r->named[i] += slice_eq(cell[i], heading);
    }
    return true;
}

/* Is each row of the part a row of the table, whatever else the sheet holds? */
static bool ordinary(struct running *r, const struct held *h)
{
    int width = r->table.ncol, least = width > 1 ? 2 : 1;
    int64_t n = rows_of(h);

    if (r->o->raw) return h->part.cells.ncol <= width;
    memset(r->filled, 0, (size_t)n * sizeof *r->filled);
    memset(r->named, 0, (size_t)n * sizeof *r->named);
    for (int c = 0; c < h->part.cells.ncol; c++)
        if (!count_column(r, h, c)) return false;
    for (int64_t i = 0; i < n; i++)
        if (r->filled[i] < least || r->named[i] * 3 >= width) return false;
    return true;
}

static void give_held(struct running *r, const struct held *h)
{
    int left = r->region->at.left - 1;
    bool typed = h->part.type != NULL;

    for (int c = 0; c < r->table.ncol; c++) {
        r->cell[c] = h->part.cells.col[left + c].cell + h->skip;
        r->type[c] = typed ? h->part.type[left + c] + h->skip : NULL;
    }
    if (!r->use->rows(r->use->ctx, r->cell, typed ? r->type : NULL, rows_of(h), r->e))
        r->failed = true;
}

static void drop_first(struct running *r)
{
    arena_free(&r->held[0].own);
    memmove(r->held, r->held + 1, (HELD - 1) * sizeof *r->held);
    r->nheld--;
}

static bool take(void *ctx, const struct sheet *part, struct arena *own)
{
    struct running *r = ctx;
    int64_t head = r->sheet->cells.nrow, first = part->cells.source_row[0];
    struct held h = {*part, *own, first > head ? 0 : head - first + 1};

    if (rows_of(&h) <= 0) {
        arena_free(&h.own);
        return true;
    }
    if (part->cells.ncol < r->region->at.right || !ordinary(r, &h)) r->odd = true;
    if (!r->odd && r->nheld == HELD) {
        give_held(r, &r->held[0]);
        drop_first(r);
    }
    if (r->odd || r->failed) {
        arena_free(&h.own);
        return false;
    }
    r->held[r->nheld++] = h;
    return true;
}

/* ------------------------------------------------------------ the last rows */

/* Ranges of the sheet as they stand in the sample, which leaves `gap` rows out behind the head. */
static bool move_ranges(struct running *r, const struct range *from, int n, int64_t gap,
                        struct range **out)
{
    int64_t head = r->sheet->cells.nrow;

    *out = arena_new(r->a, struct range, n + 1);
    if (*out == NULL) return false;
    for (int i = 0; i < n; i++) {
        struct range *to = &(*out)[i];

        *to = from[i];
        if (to->top > head && to->top <= head + gap) return false;
        if (to->bottom > head && to->bottom <= head + gap) return false;
        if (to->top > head) to->top -= (int32_t)gap;
        if (to->bottom > head) to->bottom -= (int32_t)gap;
    }
    return true;
}

/* Copies the rows of one column; `from` NULL leaves zeros. */
static void copy_rows(void *to, const void *from, size_t size, int64_t at, int64_t skip, int64_t n)
{
    if (from == NULL || n == 0) return;
    memcpy((char *)to + (size_t)at * size, (const char *)from + (size_t)skip * size,
           (size_t)n * size);
}

static bool copy_sheet(struct sheet *to, const struct sheet *from, int64_t at, int64_t skip)
{
    int64_t n = from->cells.nrow - skip;

    for (int c = 0; c < from->cells.ncol && c < to->cells.ncol; c++) {
        copy_rows(to->cells.col[c].cell, from->cells.col[c].cell, sizeof(slice), at, skip, n);
        copy_rows(to->type[c], from->type[c], sizeof **to->type, at, skip, n);
        copy_rows(to->look[c], from->look[c], sizeof **to->look, at, skip, n);
        copy_rows(to->format[c], from->format[c], sizeof **to->format, at, skip, n);
    }
    copy_rows(to->cells.source_row, from->cells.source_row, sizeof(int32_t), at, skip, n);
    return true;
}

/* The head and the held rows as one sheet. */
static bool make_sample(struct running *r, const struct sheet *whole, struct sheet *out)
{
    int64_t n = r->sheet->cells.nrow, head = n, gap;
    int ncol = r->sheet->cells.ncol;

    for (int i = 0; i < r->nheld; i++) n += rows_of(&r->held[i]);
    gap = whole->cells.nrow - n;
    *out = *r->sheet;
    out->partial = false;
    if (!table_new(&out->cells, r->a, ncol, n, NULL)) return false;
    out->type = arena_new(r->a, uint8_t *, ncol + 1);
    out->look = arena_new(r->a, uint8_t *, ncol + 1);
    out->format = arena_new(r->a, uint16_t *, ncol + 1);
    if (out->type == NULL || out->look == NULL || out->format == NULL) return false;
    for (int c = 0; c < ncol; c++) {
        out->cells.col[c].name = r->sheet->cells.col[c].name;
        out->cells.col[c].source_col = c + 1;
        out->type[c] = arena_new(r->a, uint8_t, n);
        out->look[c] = arena_new(r->a, uint8_t, n);
        out->format[c] = arena_new(r->a, uint16_t, n);
        if (out->type[c] == NULL || out->look[c] == NULL || out->format[c] == NULL) return false;
    }
    copy_sheet(out, r->sheet, 0, 0);
    for (int i = 0; i < r->nheld; i++) {
        copy_sheet(out, &r->held[i].part, head, r->held[i].skip);
        head += rows_of(&r->held[i]);
    }
    for (int64_t i = r->sheet->cells.nrow; whole->row_hidden != NULL && i < whole->cells.nrow; i++)
        if (whole->row_hidden[i]) return false;
    out->nmerged = whole->nmerged;
    out->ndefined = whole->ndefined;
    out->nfiltered = whole->nfiltered;
    out->nnamed = whole->nnamed;
    return move_ranges(r, whole->merged, whole->nmerged, gap, &out->merged) &&
           move_ranges(r, whole->defined, whole->ndefined, gap, &out->defined);
}

/* Does the sample have the head's table, going on to its last row? */
static bool same_table(const struct running *r, const struct inspection *in, const struct table *t)
{
    const struct region *now = in->chosen >= 0 ? &in->region[in->chosen] : NULL;
    int64_t head = r->table.nrow, rows = 0;

    for (int i = 0; i < r->nheld; i++) rows += rows_of(&r->held[i]);
    if (now == NULL || now->sheet != r->region->sheet || t->ncol != r->table.ncol ||
        now->header_rows != r->region->header_rows || t->nrow != head + rows)
        return false;
    for (int c = 0; c < t->ncol; c++)
        if (!slice_eq(t->col[c].name, r->table.col[c].name) ||
            t->col[c].source_col != r->table.col[c].source_col)
            return false;
    for (int64_t i = 0; i < head; i++)
        if (t->source_row[i] != r->table.source_row[i]) return false;
    for (int64_t i = r->sheet->cells.nrow; i < in->book->sheet[now->sheet].cells.nrow; i++)
        if (now->role[i] != ROLE_DATA && now->role[i] != ROLE_TOTAL) return false; /* both stay */
    return true;
}

/* Says in the inspection that `left_out` of `rows` rows are not in it. */
static bool note_sample(struct running *r, struct inspection *in, int64_t rows, int64_t left_out)
{
    struct quirks q = {.arena = r->a};
    int64_t head = r->sheet->cells.nrow;

    for (int i = 0; i < in->nquirk; i++) {
        const struct quirk *old = &in->quirk[i];

        quirk_add(&q, old->code, old->sheet, old->at, old->suggests, old->count, "%.*s",
                  SLICE_ARG(old->text));
    }
    quirk_add(&q, QUIRK_sampled, r->region->sheet, (struct range){0}, NULL, left_out,
              "the table was written while it was read: what is said about its columns is of the "
              "first %lld and the last %lld of %lld rows",
              (long long)head, (long long)(rows - left_out - head), (long long)rows);
    in->quirk = q.at;
    in->nquirk = q.n;
    return q.n > 0;
}

static int32_t last_row(const struct held *h)
{
    return h->part.cells.source_row[h->part.cells.nrow - 1];
}

static bool finish(struct running *r, struct workbook *whole, struct inspection *out)
{
    int k = r->region->sheet;
    int64_t rows = whole->sheet[k].cells.nrow;
    struct table t;

    if (r->odd || r->nheld == 0 || last_row(&r->held[r->nheld - 1]) > rows) return false;
    if (r->o->raw) {
        *out = r->in;
        out->book = whole; /* the head's is gone with us */
    } else {
        struct sheet sample;

        if (!make_sample(r, &whole->sheet[k], &sample)) return false;
        for (int i = 0; i < whole->nsheet; i++) whole->sheet[i] = r->head.sheet[i];
        whole->sheet[k] = sample;
        if (!inspect(whole, r->o, r->a, out, NULL) || !inspect_table(out, -1, r->a, &t, NULL) ||
            !same_table(r, out, &t) || !note_sample(r, out, rows, rows - sample.cells.nrow))
            return false;
    }
    for (int i = 0; i < r->nheld && !r->failed; i++) give_held(r, &r->held[i]);
    return true;
}

enum longsheet longsheet_run(const struct source *s, const struct read_options *o,
                             const struct longsheet_use *use, struct arena *a,
                             struct inspection *out, struct err *e)
{
    const struct reader *reader = s->bytes.n >= LONGSHEET_FROM ? workbook_reader(s) : NULL;
    struct running r = {.o = o, .use = use, .a = a, .e = e};
    const struct sheet_taker taker = {take, &r};
    struct workbook *whole = arena_new(a, struct workbook, 1);
    bool ok;

    if (reader == NULL || reader->parts == NULL || whole == NULL || !read_head(&r, reader, s))
        return LONGSHEET_WHOLE;
    r.cell = arena_new(a, const slice *, r.table.ncol + 1);
    r.type = arena_new(a, const uint8_t *, r.table.ncol + 1);
    r.filled = arena_new(a, uint16_t, SHEET_PART_ROWS);
    r.named = arena_new(a, uint16_t, SHEET_PART_ROWS);
    if (r.cell == NULL || r.type == NULL || r.filled == NULL || r.named == NULL)
        return LONGSHEET_WHOLE;
    if (!use->begin(use->ctx, &r.in, &r.table, e)) return LONGSHEET_FAILED;
    ok = reader->parts(s, o, r.region->sheet, &taker, a, whole, NULL) && finish(&r, whole, out);
    while (r.nheld > 0) drop_first(&r);
    if (r.failed) return LONGSHEET_FAILED;
    return ok ? LONGSHEET_DONE : LONGSHEET_WHOLE;
}
