#include "xlsxcells.h"

#include "date.h"
#include "serial.h"
#include "shortest.h"

#include <stdlib.h>

/* One column while it grows. */
struct growing {
    slice *cell;
    uint8_t *type, *look;
    uint16_t *format;
    int cap;
    int extent; /* rows touched */
};

struct ranges {
    struct range *at;
    int n, cap;
};

/* An empty cell with a look, kept until its row shows a value. */
struct styled {
    int col, style;
};

struct xlsxcells {
    struct xlsx_context *ctx;
    struct arena *a;   /* of the cells: the context's, or of the part */
    struct arena part; /* when a taker gets the rows */
    int base;          /* rows that have gone to it; vectors begin behind them */
    int64_t part_filled;
    struct sheet *sheet;
    struct growing *col;
    int wide;       /* columns that there is room for in col and styled */
    int ncol, nrow; /* of cells with a value */
    int touched;    /* columns with anything */
    int row, at;    /* 1-based place of the last cell */
    bool row_filled;
    int hint;
    uint64_t room; /* cells that the hint may still claim */
    int64_t filled, extents;
    struct styled *styled;
    int nstyled;
    int *hidden_row, nhidden, hidden_cap;
    bool *hidden_col; /* XLSX_COLS_MAX, or NULL */
    struct ranges merged, defined;
    int index;
    int64_t bad_shared, uncalculated, errors, bad_numbers, comments;
    struct range bad_shared_at, uncalculated_at, error_at, bad_number_at, comment_at;
    struct xlsxtext_pack pack;
    int64_t extents_max;
    uint64_t text_max, item_max;
};

static bool too_big(struct err *e)
{
    return err_set(e, E_LIMIT, "the workbook does not fit the memory limit");
}

bool xlsxcells_ref(slice s, int *row, int *col)
{
    ptrdiff_t i = 0;

    *row = *col = 0;
    if (i < s.n && s.p[i] == '$') i++;
    for (; i < s.n && (s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z'; i++) {
        *col = *col * 26 + (s.p[i] | 0x20) - 'a' + 1;
        if (*col > XLSX_COLS_MAX) return false;
    }
    if (i < s.n && s.p[i] == '$') i++;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
        *row = *row * 10 + s.p[i] - '0';
        if (*row > XLSX_ROWS_MAX) return false;
    }
    return i == s.n && s.n > 0;
}

/* "A1:C9" or "B2". */
static bool read_range(slice s, struct range *out)
{
    slice second, first = slice_cut(s, ':', &second);
    int row, col, row2, col2;

    if (!xlsxcells_ref(first, &row, &col)) return false;
    row2 = row, col2 = col;
    if (second.n >= 0 && !xlsxcells_ref(second, &row2, &col2)) return false;
    if (row == 0 || col == 0 || row2 == 0 || col2 == 0) return false;
    *out = (struct range){row < row2 ? row : row2, col < col2 ? col : col2, row > row2 ? row : row2,
                          col > col2 ? col : col2};
    return true;
}

struct xlsxcells *xlsxcells_open(struct xlsx_context *ctx, struct sheet *sheet, int index,
                                 uint64_t size)
{
    struct xlsxcells *c = calloc(1, sizeof *c);

    if (c == NULL) err_no_memory();
    c->ctx = ctx;
    arena_init(&c->part, ctx->arena->limit);
    c->a = ctx->taker != NULL ? &c->part : ctx->arena;
    c->sheet = sheet;
    c->extents_max =
        ctx->taker != NULL ? INT64_MAX : limit_of(ctx->limits, LIMIT_CELLS) * 1000000 - ctx->held;
    c->text_max = limit_bytes(ctx->limits, LIMIT_TEXT);
    c->item_max = limit_bytes(ctx->limits, LIMIT_ITEM);
    c->index = index;
    c->hint = 64;
    /* no cell takes less than "<c/>" and no filled one less than "<c><v>1</v></c>" */
    c->room = size / 8;
    return c;
}

void xlsxcells_dimension(struct xlsxcells *c, slice ref)
{
    struct range r;

    if (!read_range(ref, &r)) return;
    c->hint = r.bottom;
    if (c->ctx->rows_max > 0 && c->hint > c->ctx->rows_max) c->hint = (int)c->ctx->rows_max;
}

void xlsxcells_expect(const struct xlsxcells *c, const struct xlsx_cell *cell)
{
    if (cell->kind == XLSX_SHARED && cell->known && cell->index < c->ctx->text->n)
        __builtin_prefetch(&c->ctx->text->at[cell->index]);
}

bool xlsxcells_enough(const struct xlsxcells *c)
{
    return c->ctx->rows_max > 0 && c->nrow >= c->ctx->rows_max;
}

/* A vector twice as long, with the first `keep` items of the old one. */
static void *longer(struct arena *a, const void *old, size_t size, int keep, int cap)
{
    void *p = arena_alloc(a, size, (size_t)cap);

    if (p != NULL && keep > 0) memcpy(p, old, size * (size_t)keep);
    return p;
}

static bool resize(struct xlsxcells *c, struct growing *g, int cap, struct err *e)
{
    g->cell = longer(c->a, g->cell, sizeof *g->cell, g->extent, cap);
    g->type = longer(c->a, g->type, sizeof *g->type, g->extent, cap);
    if (g->look != NULL) g->look = longer(c->a, g->look, sizeof *g->look, g->extent, cap);
    if (g->format != NULL) g->format = longer(c->a, g->format, sizeof *g->format, g->extent, cap);
    g->cap = cap;
    return (g->cell != NULL && g->type != NULL) || too_big(e);
}

/* Room for row r (0-based) of the column. */
static bool reach(struct xlsxcells *c, struct growing *g, int r, struct err *e)
{
    if (r < g->extent) return true;
    c->extents += r + 1 - g->extent;
    if (c->extents > c->extents_max)
        return err_set(
            e, E_LIMIT, "the workbook has more than %lld million cells to be held (%s allows more)",
            (long long)limit_of(c->ctx->limits, LIMIT_CELLS), limit_table[LIMIT_CELLS].option);
    if (r >= g->cap) {
        int cap = g->cap < 32 ? 64 : g->cap * 2;

        if (g->cap == 0 && c->ctx->taker == NULL && (uint64_t)c->hint <= c->room) {
            cap = c->hint;
            c->room -= (uint64_t)cap;
        }
        if (cap <= r) cap = r + 1 + r / 4;
        if (c->extents > XLSX_SPARSE_FROM && c->extents / XLSX_SPARSE_MAX > c->filled)
            return err_set(e, E_LIMIT,
                           "sheet \"%.*s\" is too sparse: %lld filled cells are spread over "
                           "more than %lld places",
                           SLICE_ARG(c->sheet->name), (long long)c->filled, (long long)c->extents);
        if (!resize(c, g, cap, e)) return false;
    }
    g->extent = r + 1;
    return true;
}

static bool set_style(struct xlsxcells *c, struct growing *g, int r, int style, struct err *e)
{
    const struct xlsx_format *f = &c->ctx->style->at[style];

    if (f->look != 0) {
        if (g->look == NULL && (g->look = arena_new(c->a, uint8_t, g->cap)) == NULL)
            return too_big(e);
        g->look[r] = f->look;
    }
    if (f->format != 0) {
        if (g->format == NULL && (g->format = arena_new(c->a, uint16_t, g->cap)) == NULL)
            return too_big(e);
        g->format[r] = f->format;
    }
    return true;
}

/* The looks of the row's empty cells, once the row turned out to be used. */
static bool flush_styled(struct xlsxcells *c, struct err *e)
{
    int r = c->row - 1 - c->base;

    for (int i = 0; c->row_filled && i < c->nstyled; i++) {
        struct styled *s = &c->styled[i];
        struct growing *g = &c->col[s->col - 1];

        if (s->col > c->ncol + 256 || c->ctx->style->at[s->style].look == 0) continue;
        if (g->extent > r && g->cell[r].n > 0) continue;
        if (!reach(c, g, r, e) || !set_style(c, g, r, s->style, e)) return false;
        if (s->col > c->touched) c->touched = s->col;
    }
    c->nstyled = 0;
    c->row_filled = false;
    return true;
}

static bool hide_row(struct xlsxcells *c)
{
    if (c->nhidden == c->hidden_cap) {
        c->hidden_cap = c->hidden_cap == 0 ? 64 : c->hidden_cap * 2;
        c->hidden_row = realloc(c->hidden_row, (size_t)c->hidden_cap * sizeof *c->hidden_row);
        if (c->hidden_row == NULL) err_no_memory();
    }
    c->hidden_row[c->nhidden++] = c->row;
    return true;
}

bool xlsxcells_row(struct xlsxcells *c, slice ref, bool hidden, struct err *e)
{
    int64_t row = c->row + 1;

    if (!flush_styled(c, e)) return false;
    ref = slice_trim(ref);
    if (ref.n > 0 && (!slice_i64(ref, &row) || row < 1)) row = c->row + 1;
    if (row > XLSX_ROWS_MAX)
        return err_set(e, E_SOURCE, "sheet \"%.*s\" has a row %lld; the last possible one is %d",
                       SLICE_ARG(c->sheet->name), (long long)row, XLSX_ROWS_MAX);
    c->row = (int)row;
    c->at = 0;
    if (hidden && (c->nhidden == 0 || c->hidden_row[c->nhidden - 1] != c->row)) hide_row(c);
    return true;
}

static bool keep(struct xlsxcells *c, slice s, slice *out, struct err *e)
{
    *out = s;
    return xlsxtext_keep(&c->pack, c->a, out) || too_big(e);
}

/* Room for the column of the cell. */
static void widen(struct xlsxcells *c)
{
    int wide = c->wide == 0 ? 64 : c->wide * 2;

    while (wide < c->at) wide *= 2;
    c->col = realloc(c->col, (size_t)wide * sizeof *c->col);
    c->styled = realloc(c->styled, (size_t)wide * sizeof *c->styled);
    if (c->col == NULL || c->styled == NULL) err_no_memory();
    for (int i = c->wide; i < wide; i++) c->col[i] = (struct growing){0};
    c->wide = wide;
}

static void count_at(const struct xlsxcells *c, int64_t *count, struct range *at)
{
    if ((*count)++ == 0) *at = (struct range){c->row, c->at, c->row, c->at};
}

_Static_assert((int)SERIAL_MAX >= (int)SHORTEST_MAX, "one buffer serves both");

static bool put_number(struct xlsxcells *c, const struct xlsx_cell *cell, slice *out,
                       enum cell_type *type, struct err *e)
{
    static const enum cell_type of_kind[] = {
        [KIND_DATE] = CELL_DATE, [KIND_DATETIME] = CELL_DATETIME, [KIND_TIME] = CELL_TIME};
    slice s = cell->known ? cell->value : slice_trim(cell->value);
    enum numfmt f = (enum numfmt)c->ctx->style->at[cell->style].numfmt;
    char text[SERIAL_MAX];
    enum kind kind;
    ptrdiff_t n;
    double v;

    *type = CELL_NUMBER;
    if (f != NUMFMT_DATE && f != NUMFMT_ELAPSED && (cell->known || shortest_is(s)))
        return keep(c, s, out, e);
    if (!shortest_read(s, &v)) {
        *type = CELL_TEXT;
        if (s.n > 0) count_at(c, &c->bad_numbers, &c->bad_number_at);
        return keep(c, s, out, e);
    }
    if (f == NUMFMT_DATE && date_from_serial(v, c->ctx->date_1904, text, &n, &kind))
        *type = of_kind[kind];
    else if (f == NUMFMT_ELAPSED && v >= 0 && serial_elapsed(v, text, &n))
        *type = CELL_DURATION;
    else
        n = shortest_write(v, text);
    return keep(c, (slice){text, n}, out, e);
}

/* ISO 8601 in a cell of type d (strict files): the same forms as serials give. */
static bool put_iso(struct xlsxcells *c, slice s, slice *out, enum cell_type *type, struct err *e)
{
    char text[SERIAL_MAX];
    ptrdiff_t n;
    slice clock;

    s = slice_trim(s);
    if (s.n > 0 && s.p[s.n - 1] == 'Z') s.n--;
    if (serial_iso_duration(s, text, &n)) {
        *type = CELL_DURATION;
        return keep(c, (slice){text, n}, out, e);
    }
    (void)slice_cut(s, 'T', &clock);
    if (clock.n >= 0) {
        slice part, whole = slice_cut(clock, '.', &part);

        while (part.n > 0 && part.p[part.n - 1] == '0') part.n--;
        if (part.n == 0) s.n -= clock.n - whole.n, clock = whole; /* ".000" */
        if (slice_eqz(clock, "00:00:00") || slice_eqz(clock, "00:00")) s.n -= clock.n + 1;
        *type = s.n > 10 ? CELL_DATETIME : CELL_DATE;
    } else {
        *type = slice_find(s, S(":")) >= 0 ? CELL_TIME : CELL_DATE;
    }
    return keep(c, s, out, e);
}

bool xlsxcells_length(const struct xlsxcells *c, size_t n, struct err *e)
{
    return n <= c->item_max ||
           err_set(e, E_LIMIT,
                   "sheet \"%.*s\" row %d has a cell of more than %llu MiB (%s allows more)",
                   SLICE_ARG(c->sheet->name), c->row > 0 ? c->row : 1,
                   (unsigned long long)(c->item_max >> 20), limit_table[LIMIT_ITEM].option);
}

static bool make_value(struct xlsxcells *c, struct xlsx_cell *cell, slice *out,
                       enum cell_type *type, struct err *e)
{
    int64_t i;

    switch (cell->kind) {
    case XLSX_SHARED:
        *type = CELL_TEXT;
        i = cell->index;
        if (!cell->known && !slice_i64(slice_trim(cell->value), &i)) i = -1;
        if (i >= c->ctx->text->n && !xlsxtext_reach(c->ctx->text, i, e)) return false;
        if (i >= 0 && i < c->ctx->text->n)
            *out = c->ctx->text->at[i];
        else if (cell->value.n > 0)
            count_at(c, &c->bad_shared, &c->bad_shared_at);
        return true;
    case XLSX_TEXT:
        *type = CELL_TEXT;
        return xlsxcells_length(c, (size_t)cell->value.n, e) && keep(c, cell->value, out, e);
    case XLSX_BOOL:
        *type = CELL_BOOL;
        cell->value = slice_trim(cell->value);
        if (cell->value.n == 0) return true;
        *out = slice_eqz(cell->value, "1") || slice_eq_nocase(cell->value, S("true")) ? S("TRUE")
                                                                                      : S("FALSE");
        return true;
    case XLSX_ERROR:
        *type = CELL_ERROR;
        count_at(c, &c->errors, &c->error_at);
        return keep(c, slice_trim(cell->value), out, e);
    case XLSX_DATE:
        return put_iso(c, cell->value, out, type, e);
    case XLSX_NUMBER:
        break;
    }
    return put_number(c, cell, out, type, e);
}

static bool is_empty(const struct growing *g, int r)
{
    return r < 0 || g->extent <= r || g->cell[r].n == 0;
}

static bool put_value(struct xlsxcells *c, struct xlsx_cell *cell, struct err *e)
{
    struct growing *g = &c->col[c->at - 1];
    enum cell_type type = CELL_EMPTY;
    int r = c->row - 1 - c->base;
    bool fresh = r >= g->extent; /* not to be looked at: that would touch its memory twice */
    bool was_filled = !fresh && g->cell[r].n > 0;
    slice v = {"", 0};

    if (!make_value(c, cell, &v, &type, e)) return false;
    if (v.n == 0 && !was_filled) return true;
    if (!reach(c, g, r, e)) return false;
    c->ctx->text_bytes += (uint64_t)v.n;
    if (c->ctx->text_bytes > c->text_max)
        return err_set(e, E_LIMIT,
                       "the workbook's cells hold more than %llu MiB of text (%s allows more)",
                       (unsigned long long)(c->text_max >> 20), limit_table[LIMIT_TEXT].option);
    c->filled += (v.n > 0) - was_filled;
    c->part_filled += v.n > 0;
    g->cell[r] = v;
    g->type[r] = (uint8_t)type;
    if (v.n == 0) return true;
    if (c->at > c->ncol) c->ncol = c->at;
    if (c->at > c->touched) c->touched = c->at;
    if (c->row > c->nrow) c->nrow = c->row;
    c->row_filled = true;
    return set_style(c, g, r, cell->style, e);
}

/* The cells of nrow rows behind `base` as a sheet. */
static bool fill_cells(struct xlsxcells *c, struct sheet *s, int nrow, struct err *e)
{
    struct table *t = &s->cells;

    *t = (struct table){.arena = c->a, .ncol = c->ncol, .nrow = nrow};
    t->col = arena_new(c->a, struct column, c->ncol + 1);
    t->source_row = arena_new(c->a, int32_t, nrow + 1);
    s->type = arena_new(c->a, uint8_t *, c->ncol + 1);
    s->look = arena_new(c->a, uint8_t *, c->ncol + 1);
    s->format = arena_new(c->a, uint16_t *, c->ncol + 1);
    if (t->col == NULL || t->source_row == NULL || s->type == NULL || s->look == NULL ||
        s->format == NULL)
        return too_big(e);
    for (int r = 0; r < nrow; r++) t->source_row[r] = c->base + r + 1;
    for (int i = 0; i < c->ncol; i++) {
        struct growing *g = &c->col[i];

        if (g->cap < nrow && !resize(c, g, nrow, e)) return false;
        t->col[i] = (struct column){.name = arena_printf(c->a, "column_%d", i + 1),
                                    .kind = KIND_TEXT,
                                    .cell = g->cell,
                                    .source_col = i + 1};
        s->type[i] = g->type;
        s->look[i] = g->look;
        s->format[i] = g->format;
    }
    s->format_name = c->ctx->style->name;
    return true;
}

/* Hands the rows up to nrow behind `base` to the taker and begins anew behind them. */
static bool give_part(struct xlsxcells *c, int nrow, struct err *e)
{
    struct sheet part = {.name = c->sheet->name};
    struct arena own;
    bool ok;

    if (!fill_cells(c, &part, nrow, e)) return false;
    arena_init(&own, c->part.limit);
    arena_adopt(&own, &c->part);
    c->base += nrow;
    c->part_filled = 0;
    c->pack = (struct xlsxtext_pack){0};
    for (int i = 0; i < c->touched; i++) c->col[i] = (struct growing){0};
    ok = c->ctx->taker->take(c->ctx->taker->ctx, &part, &own);
    return ok || err_set(e, E_CANCEL, "the reading was stopped");
}

/* Gives away what is before the row that a value is going to stand in, when that is much. */
static bool make_room(struct xlsxcells *c, struct err *e)
{
    int r = c->row - 1 - c->base;

    if (r < 0) return err_set(e, E_SOURCE, "the rows do not stand in order");
    while (r >= SHEET_PART_ROWS || (r > 0 && c->part_filled >= XLSX_PART_CELLS)) {
        int n = r < SHEET_PART_ROWS ? r : SHEET_PART_ROWS;

        if (!give_part(c, n, e)) return false;
        r -= n;
    }
    return true;
}

bool xlsxcells_place(const struct xlsxcells *c, slice ref, struct xlsx_cell *cell, struct err *e)
{
    cell->row = cell->col = 0;
    return ref.n == 0 || xlsxcells_ref(slice_trim(ref), &cell->row, &cell->col) ||
           err_set(e, E_SOURCE, "sheet \"%.*s\" has a cell at \"%.*s\", which is no place",
                   SLICE_ARG(c->sheet->name), SLICE_ARG(slice_sub(ref, 0, 40)));
}

bool xlsxcells_put(struct xlsxcells *c, struct xlsx_cell *cell, struct err *e)
{
    if (c->row == 0) c->row = 1;
    if (cell->row > 0 && cell->row != c->row) {
        if (!flush_styled(c, e)) return false;
        c->row = cell->row;
    }
    c->at = cell->col > 0 ? cell->col : c->at + 1;
    if (c->at > XLSX_COLS_MAX)
        return err_set(e, E_SOURCE, "sheet \"%.*s\" row %d has more than %d columns",
                       SLICE_ARG(c->sheet->name), c->row, XLSX_COLS_MAX);
    if (c->at > c->wide) widen(c);
    if (cell->style < 0 || cell->style >= c->ctx->style->n) cell->style = 0;
    if (cell->formula && !cell->has_value) count_at(c, &c->uncalculated, &c->uncalculated_at);
    if (cell->has_value && c->ctx->taker != NULL && !make_room(c, e)) return false;
    if (cell->has_value && !put_value(c, cell, e)) return false;
    if (cell->style > 0 && c->nstyled < c->wide)
        if (is_empty(&c->col[c->at - 1], c->row - 1 - c->base))
            c->styled[c->nstyled++] = (struct styled){c->at, cell->style};
    return true;
}

void xlsxcells_hide(struct xlsxcells *c, int from, int to)
{
    if (c->hidden_col == NULL) c->hidden_col = calloc(XLSX_COLS_MAX, sizeof *c->hidden_col);
    if (c->hidden_col == NULL) err_no_memory();
    for (int i = from < 1 ? 1 : from; i <= to && i <= XLSX_COLS_MAX; i++)
        c->hidden_col[i - 1] = true;
}

static bool add_range(struct xlsxcells *c, struct ranges *v, slice ref, struct err *e)
{
    struct range r;

    if (!read_range(slice_trim(ref), &r)) return true;
    if (v->n == v->cap) {
        int cap = v->cap == 0 ? 16 : v->cap * 2;

        if (cap > XLSX_RANGES_MAX)
            return err_set(e, E_LIMIT, "sheet \"%.*s\" has more than %d merged areas",
                           SLICE_ARG(c->sheet->name), XLSX_RANGES_MAX);
        v->at = longer(c->ctx->arena, v->at, sizeof *v->at, v->n, cap);
        if (v->at == NULL) return too_big(e);
        v->cap = cap;
    }
    v->at[v->n++] = r;
    return true;
}

bool xlsxcells_merge(struct xlsxcells *c, slice ref, struct err *e)
{
    return add_range(c, &c->merged, ref, e);
}

bool xlsxcells_define(struct xlsxcells *c, slice ref, struct err *e)
{
    return add_range(c, &c->defined, ref, e);
}

/* The same, counted where it is something else than a table. */
static bool define_as(struct xlsxcells *c, slice ref, int *count, struct err *e)
{
    int before = c->defined.n;
    bool ok = add_range(c, &c->defined, ref, e);

    *count += c->defined.n - before;
    return ok;
}

bool xlsxcells_filter(struct xlsxcells *c, slice ref, struct err *e)
{
    return define_as(c, ref, &c->sheet->nfiltered, e);
}

bool xlsxcells_name(struct xlsxcells *c, slice ref, struct err *e)
{
    return define_as(c, ref, &c->sheet->nnamed, e);
}

void xlsxcells_comment(struct xlsxcells *c, slice ref)
{
    struct range r;

    if (read_range(slice_trim(ref), &r) && c->comments++ == 0) c->comment_at = r;
}

void xlsxcells_head(struct xlsxcells *c, int64_t row)
{
    if (c->sheet->heading_end == 0 && row > 0 && row <= XLSX_ROWS_MAX)
        c->sheet->heading_end = (int32_t)row;
}

static void report(struct xlsxcells *c)
{
    struct quirks *q = c->ctx->quirks;

    if (c->bad_shared > 0)
        quirk_add(q, QUIRK_bad_shared_string, c->index, c->bad_shared_at, NULL, c->bad_shared,
                  "%lld cells point to a shared string that is not there; they are empty",
                  (long long)c->bad_shared);
    if (c->uncalculated > 0)
        quirk_add(q, QUIRK_uncalculated_formula, c->index, c->uncalculated_at, NULL,
                  c->uncalculated,
                  "%lld formulas have no stored result; their cells are empty until the workbook "
                  "is opened and saved in a spreadsheet program",
                  (long long)c->uncalculated);
    if (c->errors > 0)
        quirk_add(q, QUIRK_error_cells, c->index, c->error_at, "nulls", c->errors,
                  "%lld cells hold an error such as #N/A", (long long)c->errors);
    if (c->comments > 0)
        quirk_add(q, QUIRK_comments, c->index, c->comment_at, NULL, c->comments,
                  c->comments == 1 ? "%lld cell has a comment, which is not read"
                                   : "%lld cells have comments, which are not read",
                  (long long)c->comments);
    if (c->bad_numbers > 0)
        quirk_add(q, QUIRK_bad_number, c->index, c->bad_number_at, NULL, c->bad_numbers,
                  "%lld cells say that they are numbers and are not; kept as text",
                  (long long)c->bad_numbers);
}

static bool fill_sheet(struct xlsxcells *c, struct err *e)
{
    struct sheet *s = c->sheet;

    if ((int64_t)c->nrow * c->ncol > XLSX_SPARSE_FROM &&
        (int64_t)c->nrow * c->ncol / XLSX_SPARSE_MAX > c->filled)
        return err_set(e, E_LIMIT,
                       "sheet \"%.*s\" is too sparse: %lld filled cells in a range of %d rows and "
                       "%d columns",
                       SLICE_ARG(s->name), (long long)c->filled, c->nrow, c->ncol);
    s->merged = c->merged.at;
    s->nmerged = c->merged.n;
    s->defined = c->defined.at;
    s->ndefined = c->defined.n;
    if (c->ctx->taker == NULL) return fill_cells(c, s, c->nrow, e);
    s->cells.nrow = c->nrow;
    s->cells.ncol = c->ncol;
    return c->nrow <= c->base || give_part(c, c->nrow - c->base, e);
}

static bool fill_hidden(struct xlsxcells *c, struct err *e)
{
    struct sheet *s = c->sheet;

    for (int i = 0; i < c->nhidden; i++) {
        if (c->hidden_row[i] > c->nrow) continue;
        if (s->row_hidden == NULL &&
            (s->row_hidden = arena_new(c->ctx->arena, bool, c->nrow)) == NULL)
            return too_big(e);
        s->row_hidden[c->hidden_row[i] - 1] = true;
    }
    for (int i = 0; c->hidden_col != NULL && i < c->ncol; i++) {
        if (!c->hidden_col[i]) continue;
        if (s->col_hidden == NULL &&
            (s->col_hidden = arena_new(c->ctx->arena, bool, c->ncol)) == NULL)
            return too_big(e);
        s->col_hidden[i] = true;
    }
    return true;
}

bool xlsxcells_close(struct xlsxcells *c, bool ok, struct err *e)
{
    if (ok) ok = flush_styled(c, e) && fill_sheet(c, e) && fill_hidden(c, e);
    if (ok) report(c);
    c->ctx->held += c->extents;
    arena_free(&c->part);
    free(c->col);
    free(c->styled);
    free(c->hidden_row);
    free(c->hidden_col);
    free(c);
    return ok;
}
