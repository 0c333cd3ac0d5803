#include "inspect.h"

#include "header.h"
#include "inspectnote.h"
#include "kinds.h"
#include "region.h"
#include "regionrow.h"
#include "sample.h"
#include "shape.h"
#include "utf8.h"
#include <stdio.h>
#include <stdlib.h>

enum { KIND_SAMPLE = 2000, UNIQUE_ROWS = 20000, REGIONS_ALL = 2000, LARGER = 3, FAR_LARGER = 12 };
/* The share of a region's rows that end in one column: of prose, and of a table. */
static const double RAGGED = 0.65, EVEN = 0.75;

/* What inspecting builds up. */
struct work {
    struct inspection *in;
    const struct read_options *o;
    struct arena *a;
    struct quirks q;
};

static bool too_large(struct err *e)
{
    return err_set(e, E_LIMIT, "the source does not fit the memory limit");
}

static const struct sheet *sheet_of(const struct inspection *in, const struct region *r)
{
    return &in->book->sheet[r->sheet];
}

/* ----------------------------------------------------------- sheets and regions */

/* 0-based index of the sheet that an option names, by name first; -1: there is none. */
static int find_sheet(const struct workbook *b, const char *name)
{
    int64_t n;

    for (int i = 0; i < b->nsheet; i++)
        if (slice_eqz(b->sheet[i].name, name)) return i;
    for (int i = 0; i < b->nsheet; i++)
        if (slice_eq_nocase(b->sheet[i].name, slice_z(name))) return i;
    if (slice_i64(slice_z(name), &n) && n >= 1 && n <= b->nsheet) return (int)n - 1;
    return -1;
}

static bool no_sheet(const struct workbook *b, const char *name, struct err *e)
{
    char names[300];
    size_t n = 0;

    names[0] = 0;
    for (int i = 0; i < b->nsheet && n < 200; i++) {
        int k =
            snprintf(names + n, sizeof names - n, "%s%.*s", i > 0 ? ", " : "",
                     (int)(b->sheet[i].name.n < 60 ? b->sheet[i].name.n : 60), b->sheet[i].name.p);

        if (k > 0) n += (size_t)k;
    }
    if (b->nsheet == 1 && b->sheet[0].name.n == 0)
        return err_set(e, E_USAGE, "a text file has one sheet only, \"%s\" is not there", name);
    return err_set(e, E_USAGE, "no sheet \"%s\"; there are: %s", name, names);
}

/* With --raw: the whole used range, every row data. */
static bool raw_region(struct work *w, int sheet, struct err *e)
{
    const struct sheet *s = &w->in->book->sheet[sheet];
    struct region *r = arena_new(w->a, struct region, 1);

    if (r == NULL) return too_large(e);
    if (s->cells.nrow == 0 || s->cells.ncol == 0) return true;
    *r = (struct region){.id = 1,
                         .sheet = sheet,
                         .at = {1, 1, (int32_t)s->cells.nrow, s->cells.ncol},
                         .confidence = 1};
    r->role = arena_new(w->a, uint8_t, s->cells.nrow);
    if (r->role == NULL) return too_large(e);
    memset(r->role, ROLE_DATA, (size_t)s->cells.nrow);
    w->in->region = r;
    w->in->nregion = 1;
    return true;
}

/* The tables of a sheet; those of a sample were found when it was judged, and others inspect it
 * too. */
static bool regions_of(struct work *w, int sheet, struct region **r, int *n, struct err *e)
{
    const struct sample *s = w->in->book->sample;
    int64_t rows = w->in->book->sheet[sheet].cells.nrow;

    if (s == NULL || s->region == NULL)
        return region_find(w->in->book, sheet, w->in->nregion + 1, w->a, r, n, e);
    *n = s->nregion;
    *r = arena_new(w->a, struct region, s->nregion);
    if (*r == NULL) return too_large(e);
    for (int i = 0; i < s->nregion; i++) {
        (*r)[i] = s->region[i];
        (*r)[i].role = arena_new(w->a, uint8_t, rows + 1);
        if ((*r)[i].role == NULL) return too_large(e);
        memcpy((*r)[i].role, s->region[i].role, (size_t)rows);
    }
    return true;
}

static bool find_regions(struct work *w, int only, struct err *e)
{
    struct inspection *in = w->in;
    struct region lone = {.sheet = -1};

    in->region = arena_new(w->a, struct region, REGIONS_ALL);
    if (in->region == NULL) return too_large(e);
    for (int i = 0; i < in->book->nsheet; i++) {
        struct region *r;
        int n;

        (void)only;
        if (!regions_of(w, i, &r, &n, e)) return false;
        if (n == REGIONS_MAX || n > REGIONS_ALL - in->nregion)
            quirk_add(&w->q, QUIRK_too_many_tables, i, (struct range){0}, NULL, 1,
                      "the sheet holds %d tables or more; what stands behind them is not looked at",
                      n < REGIONS_ALL - in->nregion ? n : REGIONS_ALL - in->nregion);
        if (n > REGIONS_ALL - in->nregion) n = REGIONS_ALL - in->nregion;
        /* A sheet with one lone cell is a note, unless there is nothing else. */
        if (n == 1 && r->at.top == r->at.bottom && r->at.left == r->at.right) {
            if (lone.sheet < 0) lone = *r;
            continue;
        }
        if (n > 0) memcpy(in->region + in->nregion, r, (size_t)n * sizeof *r);
        in->nregion += n;
    }
    if (in->nregion == 0 && lone.sheet >= 0) in->region[in->nregion++] = lone;
    return true;
}

/* The share of the rows whose last cell stands in the same column. */
static double evenness(const struct workbook *b, const struct region *r)
{
    const struct table *t = &b->sheet[r->sheet].cells;
    int width = r->at.right - r->at.left + 1;
    int64_t *count = calloc((size_t)width + 1, sizeof *count), rows = 0, most = 0;

    if (count == NULL) err_no_memory();
    for (int64_t row = r->at.top; row <= r->at.bottom && row <= t->nrow; row++) {
        int c = width;

        while (c > 0 && column_cell(&t->col[r->at.left + c - 2], row - 1).n == 0) c--;
        if (c == 0) continue;
        rows++;
        if (++count[c] > most) most = count[c];
    }
    free(count);
    return rows > 0 ? (double)most / (double)rows : 0;
}

static int64_t cells_in(const struct region *r)
{
    return (int64_t)(r->at.right - r->at.left + 1) * (r->at.bottom - r->at.top + 1);
}

/* Prose and settings above a table fall into cells at their commas, each line into another number
 * of them. Behind such regions: the first whose rows are even, wider and much larger. */
static int behind_prose(const struct inspection *in, int first)
{
    const struct region *r = &in->region[first];

    if (strcmp(in->book->kind, "csv") != 0 || evenness(in->book, r) > RAGGED) return first;
    for (int i = first + 1; i < in->nregion; i++) {
        const struct region *k = &in->region[i];

        if (k->sheet == r->sheet && k->at.right - k->at.left > r->at.right - r->at.left &&
            cells_in(k) >= cells_in(r) * LARGER &&
            (cells_in(k) >= cells_in(r) * FAR_LARGER || evenness(in->book, k) >= EVEN))
            return i;
    }
    return first;
}

static bool choose(struct work *w, int sheet, struct err *e)
{
    struct inspection *in = w->in;

    in->chosen = -1;
    if (w->o->region > 0) {
        if (w->o->region > in->nregion)
            return err_set(e, E_USAGE, "no table %d; there %s %d (fettle inspect lists them)",
                           w->o->region, in->nregion == 1 ? "is only" : "are", in->nregion);
        in->chosen = w->o->region - 1;
        if (sheet >= 0 && in->region[in->chosen].sheet != sheet)
            return err_set(e, E_USAGE, "table %d is on another sheet", w->o->region);
        return true;
    }
    for (int pass = 0; pass < 2 && in->chosen < 0; pass++)
        for (int i = 0; i < in->nregion && in->chosen < 0; i++) {
            const struct region *r = &in->region[i];

            if (sheet >= 0 ? r->sheet == sheet : pass == 1 || !in->book->sheet[r->sheet].hidden)
                in->chosen = behind_prose(in, i);
        }
    return true;
}

/* A person's --header-rows over what was found. */
static void override_header(struct region *r, int rows)
{
    int seen = 0;

    if (rows == r->header_rows) return; /* as found: what repeats it further down still does */
    for (int64_t i = r->at.top - 1; i < r->at.bottom; i++) {
        if (r->role[i] == ROLE_GAP) continue;
        if (seen < rows)
            r->role[i] = ROLE_HEAD;
        else if (r->role[i] == ROLE_HEAD || r->role[i] == ROLE_UNITS)
            r->role[i] = ROLE_DATA;
        seen++;
    }
    r->header_rows = rows < seen ? rows : seen;
}

/* --------------------------------------------------------------------- columns */

static int64_t count_unique(const struct sheet *s, int c, const int64_t *row, int64_t n)
{
    int64_t size = 64, unique = 0;
    uint64_t *seen;

    while (size < n * 2) size *= 2;
    seen = calloc((size_t)size, sizeof *seen);
    if (seen == NULL) err_no_memory();
    for (int64_t i = 0; i < n; i++) {
        slice v = s->cells.col[c].cell[row[i]];
        uint64_t h = slice_hash(v) | 1, at = h & (uint64_t)(size - 1);

        if (v.n == 0) continue;
        while (seen[at] != 0 && seen[at] != h) at = (at + 1) & (uint64_t)(size - 1);
        unique += seen[at] == 0;
        seen[at] = h;
    }
    free(seen);
    return unique;
}

static void add_example(struct inspected_column *c, slice v)
{
    if (c->nexample == 3 || v.n == 0) return;
    for (int i = 0; i < c->nexample; i++)
        if (slice_eq(c->example[i], v)) return;
    c->example[c->nexample++] = v;
}

/* The kind that the file itself gives most cells of the column; KIND_EMPTY: it says nothing. */
static enum kind stated_kind(const struct sheet *s, int c, const int64_t *row, int64_t n,
                             int64_t *misfits)
{
    static const enum kind of[] = {KIND_EMPTY,    KIND_TEXT, KIND_NUMBER,   KIND_BOOL, KIND_DATE,
                                   KIND_DATETIME, KIND_TIME, KIND_DURATION, KIND_TEXT};
    int64_t by[CELL_ERROR + 1] = {0}, filled = 0;
    int top = 0;

    if (s->type == NULL) return KIND_EMPTY;
    for (int64_t i = 0; i < n; i++) by[sheet_type(s, c, row[i])]++;
    for (int t = CELL_TEXT; t <= CELL_ERROR; t++) {
        filled += by[t];
        if (by[t] > by[top] || top == 0) top = t;
    }
    if (top == CELL_DATE || top == CELL_DATETIME) {
        int64_t both = by[CELL_DATE] + by[CELL_DATETIME];

        *misfits = filled - both;
        if (both * 10 < filled * 9) return KIND_EMPTY;
        return by[CELL_DATETIME] > 0 ? KIND_DATETIME : KIND_DATE;
    }
    if (top <= CELL_NUMBER || top == CELL_ERROR || by[top] * 10 < filled * 9) return KIND_EMPTY;
    *misfits = filled - by[top];
    return of[top];
}

/* Whole numbers of the years 1970 to 2100 as Excel counts days, under a name that says date. */
static bool looks_serial(const struct inspected_column *col, const slice *cell, int64_t n)
{
    static const char *const word[] = {"date", "datum", "fecha", "data", "dato",
                                       "day",  "tag",   "since", "until"};
    struct arena a;
    slice low;
    bool named = false;
    int64_t fits = 0, v;

    arena_init(&a, ARENA_NO_LIMIT);
    low = utf8_lower(&a, col->name);
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        named |= slice_find(low, slice_z(word[i])) >= 0;
    arena_free(&a);
    for (int64_t i = 0; named && i < n; i++) {
        if (cell[i].n == 0) continue;
        if (!slice_i64(cell[i], &v) || v < 25569 || v > 73050) return false;
        fits++;
    }
    return fits > 0;
}

static void describe_kind(struct work *w, const struct sheet *s, int c, const int64_t *row,
                          int64_t n, slice *sample, struct inspected_column *col)
{
    int64_t step = n > KIND_SAMPLE ? n / KIND_SAMPLE : 1, k = 0, misfits = 0;
    struct kinds_found f;
    enum kind stated = stated_kind(s, c, row, n, &misfits);

    for (int64_t i = 0; i < n; i += step) sample[k++] = s->cells.col[c].cell[row[i]];
    kinds_detect(sample, k, w->a, &f);
    col->kind = f.kind;
    col->format = f.format;
    col->misfits = f.misfits * step;
    if (stated != KIND_EMPTY) {
        col->kind = stated;
        col->misfits = misfits;
        if (stated == KIND_BOOL) col->format = S("");
    } else if (f.kind == KIND_EMPTY && col->filled > 0) {
        col->kind = KIND_TEXT;
    }
    if (f.codes)
        quirk_add(&w->q, QUIRK_leading_zeros, w->in->region[w->in->chosen].sheet,
                  (struct range){(int32_t)row[0] + 1, c + 1, (int32_t)row[n - 1] + 1, c + 1}, NULL,
                  1, "column \"%.*s\" holds digits that begin with 0; it stays text",
                  SLICE_ARG(col->name));
    if (col->kind == KIND_INTEGER && s->type == NULL && looks_serial(col, sample, k))
        quirk_add(&w->q, QUIRK_serial_dates, w->in->region[w->in->chosen].sheet,
                  (struct range){(int32_t)row[0] + 1, c + 1, (int32_t)row[n - 1] + 1, c + 1},
                  "parse_date", n, "column \"%.*s\" looks like dates as Excel counts them",
                  SLICE_ARG(col->name));
    if (f.ambiguous && f.kind != KIND_TEXT)
        quirk_add(&w->q,
                  f.kind == KIND_DATE || f.kind == KIND_DATETIME ? QUIRK_ambiguous_date
                                                                 : QUIRK_ambiguous_number,
                  w->in->region[w->in->chosen].sheet,
                  (struct range){(int32_t)row[0] + 1, c + 1, (int32_t)row[n - 1] + 1, c + 1},
                  f.kind == KIND_DATE || f.kind == KIND_DATETIME ? "parse_date" : "parse_number", 1,
                  "column \"%.*s\" can be read in two ways; %.*s was taken", SLICE_ARG(col->name),
                  SLICE_ARG(f.format));
}

static bool describe_columns(struct work *w, struct err *e)
{
    struct inspection *in = w->in;
    const struct region *r = &in->region[in->chosen];
    const struct sheet *s = sheet_of(in, r);
    int64_t head[64], *row, n = 0;
    int nhead = region_head(r, r->header_rows, head, 64), seen = 0;
    slice *sample; /* of one column after the other */

    in->ncolumn = r->at.right - r->at.left + 1;
    in->column = arena_new(w->a, struct inspected_column, in->ncolumn);
    row = arena_new(w->a, int64_t, r->at.bottom - r->at.top + 2);
    if (in->column == NULL || row == NULL) return too_large(e);
    for (int64_t i = r->at.top - 1; i < r->at.bottom; i++)
        if (region_row(r, r->header_rows, i, &seen) && r->role[i] != ROLE_GROUP) row[n++] = i;
    sample = arena_new(w->a, slice, n < KIND_SAMPLE * 2 ? n + 1 : KIND_SAMPLE * 2);
    if (sample == NULL) return too_large(e);
    for (int k = 0; k < in->ncolumn; k++) {
        struct inspected_column *col = &in->column[k];
        int c = r->at.left - 1 + k;

        col->format = S("");
        col->level = arena_new(w->a, slice, nhead + 1);
        if (col->level == NULL) return too_large(e);
        col->nlevel = nhead;
        col->name = header_name(s, r->at, head, nhead, c, w->a, col->level);
        for (int64_t i = 0; i < n; i++) {
            slice v = s->cells.col[c].cell[row[i]];

            if (v.n == 0)
                col->nulls++;
            else if (++col->filled < 200)
                add_example(col, v);
        }
        col->unique = count_unique(s, c, row, n < UNIQUE_ROWS ? n : UNIQUE_ROWS);
        if (n > 0) describe_kind(w, s, c, row, n, sample, col);
    }
    return true;
}

/* -------------------------------------------------------------- quirks, evidence */

static bool merge_quirks(struct work *w, struct err *e)
{
    const struct quirks *from = &w->in->book->quirks;
    int n = from->n + w->q.n;

    w->in->quirk = arena_new(w->a, struct quirk, n + 1);
    if (w->in->quirk == NULL) return too_large(e);
    if (from->n > 0) memcpy(w->in->quirk, from->at, (size_t)from->n * sizeof *from->at);
    if (w->q.n > 0) memcpy(w->in->quirk + from->n, w->q.at, (size_t)w->q.n * sizeof *w->q.at);
    w->in->nquirk = n;
    if (from->dropped + w->q.dropped > 0) {
        quirk_add(&w->q, QUIRK_more, -1, (struct range){0}, NULL, from->dropped + w->q.dropped,
                  "%d more were found", from->dropped + w->q.dropped);
        if (w->q.n > 0) w->in->quirk[w->in->nquirk++] = w->q.at[w->q.n - 1];
    }
    return true;
}

static slice header_text(const struct region *r, struct arena *a)
{
    int64_t head[64];
    int n = region_head(r, r->header_rows, head, 64);

    if (n == 0) return S("none");
    if (n == 1) return arena_printf(a, "row %lld", (long long)head[0] + 1);
    return arena_printf(a, "rows %lld-%lld, joined with a blank", (long long)head[0] + 1,
                        (long long)head[n - 1] + 1);
}

static slice dropped_text(const struct region *r, struct arena *a)
{
    int64_t first,
        totals = region_count(r, ROLE_TOTAL, &first), gaps = region_count(r, ROLE_GAP, &first),
        repeated = region_count(r, ROLE_HEAD, &first), notes = region_count(r, ROLE_NOTE, &first);

    if (r->preamble.top > 0) notes += r->preamble.bottom - r->preamble.top + 1;
    if (r->footer.top > 0) notes += r->footer.bottom - r->footer.top + 1;
    return arena_printf(a, "%lld notes, %lld gaps, %lld repeated headings; %lld totals kept",
                        (long long)notes, (long long)gaps, (long long)repeated, (long long)totals);
}

/* The last row of a sample has no number. */
static slice table_rows(const struct inspection *in, const struct region *r, struct arena *a)
{
    int64_t behind = in->book->sheet[r->sheet].cells.nrow - r->at.bottom;

    if (in->book->sample == NULL) return arena_printf(a, "rows %d-%d", r->at.top, r->at.bottom);
    if (behind == 0) return arena_printf(a, "rows %d to the last", r->at.top);
    return arena_printf(a, "rows %d to the last but %lld", r->at.top, (long long)behind);
}

static bool gather_evidence(struct work *w, struct err *e)
{
    struct inspection *in = w->in;
    const struct workbook *b = in->book;
    struct evidence *ev = arena_new(w->a, struct evidence, b->nevidence + 3);
    const struct region *r = in->chosen >= 0 ? &in->region[in->chosen] : NULL;
    char x[8], y[8];
    int n = b->nevidence;

    if (ev == NULL) return too_large(e);
    if (n > 0) memcpy(ev, b->evidence, (size_t)n * sizeof *ev);
    in->evidence = ev;
    in->nevidence = n;
    if (r == NULL) return true;
    ev[n++] = (struct evidence){
        "header", header_text(r, w->a), w->o->header_rows >= 0 ? 1 : r->confidence,
        r->header_rows == 0   ? S("one row")
        : r->header_rows == 1 ? S("none: the first row is data")
                              : arena_printf(w->a, "%d row%s only", r->header_rows - 1,
                                             r->header_rows == 2 ? "" : "s")};
    ev[n++] = (struct evidence){
        "table",
        arena_printf(w->a, "%.*s, columns %s-%s", SLICE_ARG(table_rows(in, r, w->a)),
                     table_letters(r->at.left, x), table_letters(r->at.right, y)),
        r->confidence,
        in->nregion > 1 ? arena_printf(w->a, "%d tables in all", in->nregion) : S("")};
    ev[n++] = (struct evidence){"dropped", dropped_text(r, w->a), r->confidence, S("")};
    in->nevidence = n;
    return true;
}

bool inspect(const struct workbook *book, const struct read_options *o, struct arena *a,
             struct inspection *out, struct err *e)
{
    struct work w = {.in = out, .o = o, .a = a, .q = {.arena = a}};
    int sheet = -1;

    *out = (struct inspection){.book = book, .chosen = -1, .raw = o->raw};
    if (book->sample != NULL) w.q.known = book->sample->head;
    out->overridden = o->encoding != NULL || o->delimiter != NULL || o->quote != NULL ||
                      o->escape != NULL || o->header_rows >= 0 || o->region > 0 || o->sheet != NULL;
    if (o->sheet != NULL && (sheet = find_sheet(book, o->sheet)) < 0)
        return no_sheet(book, o->sheet, e);
    if (o->raw) {
        if (!raw_region(&w, sheet >= 0 ? sheet : 0, e)) return false;
    } else if (!find_regions(&w, sheet, e)) {
        return false;
    }
    if (!choose(&w, sheet, e)) return false;
    if (out->chosen >= 0) {
        if (o->header_rows >= 0) override_header(&out->region[out->chosen], o->header_rows);
        if (!describe_columns(&w, e)) return false;
        if (!o->raw) inspect_note(out, &w.q, a);
    }
    return gather_evidence(&w, e) && merge_quirks(&w, e);
}
