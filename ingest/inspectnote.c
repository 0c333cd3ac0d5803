#include "inspectnote.h"

#include "kinds.h"
#include "regionrow.h"

enum { SHEETS_TOLD = 5 };

struct notes {
    const struct inspection *in;
    struct quirks *q;
    struct arena *a;
};

static struct range rows_of(const struct region *r, int64_t first)
{
    return (struct range){(int32_t)first + 1, r->at.left, (int32_t)first + 1, r->at.right};
}

static void note_merges(struct notes *w, const struct region *r)
{
    const struct sheet *s = &w->in->book->sheet[r->sheet];
    int64_t head[64];
    int n = region_head(r, r->header_rows, head, 64), body = 0;
    struct range first = {0};

    for (int i = 0; i < s->nmerged; i++) {
        struct range m = s->merged[i];
        char a[8], b[8];

        if (m.right < r->at.left || m.left > r->at.right || m.bottom < r->at.top ||
            m.top > r->at.bottom)
            continue;
        if (n > 0 && m.top <= head[n - 1] + 1) {
            if (m.right > m.left)
                quirk_add(w->q, QUIRK_merged_header, r->sheet, m, "flatten_header", 1,
                          "%d columns (%s to %s) under one merged cell", m.right - m.left + 1,
                          table_letters(m.left, a), table_letters(m.right, b));
        } else if (body++ == 0) {
            first = m;
        }
    }
    if (body > 0)
        quirk_add(w->q, QUIRK_merged_cells, r->sheet, first, "fill", body,
                  "%d merged areas among the rows; only the top left cell of each has its value",
                  body);
}

static void note_names(struct notes *w, const struct region *r)
{
    const struct inspection *in = w->in;
    int unnamed = 0, twice = 0, levels = 0;
    uint64_t *hash = arena_new(w->a, uint64_t, in->ncolumn + 1);
    slice first = {"", 0};

    if (r->header_rows == 0) {
        quirk_add(w->q, QUIRK_no_header, r->sheet, (struct range){0}, NULL, 1,
                  "the first row is data: the table has no heading");
        return;
    }
    for (int i = 0; hash != NULL && i < in->ncolumn; i++) {
        unnamed += in->column[i].name.n == 0;
        hash[i] = slice_hash(in->column[i].name);
        for (int k = 0; k < i && in->column[i].name.n > 0 && in->ncolumn < 3000; k++)
            if (hash[i] == hash[k] && slice_eq(in->column[i].name, in->column[k].name)) {
                if (twice++ == 0) first = in->column[i].name;
                break;
            }
        if (in->column[i].nlevel > 1) levels = in->column[i].nlevel;
    }
    if (levels > 1)
        quirk_add(w->q, QUIRK_multi_row_header, r->sheet, rows_of(r, r->at.top - 1),
                  "flatten_header", levels, "the heading has %d rows; they are joined with a blank",
                  levels);
    if (unnamed > 0)
        quirk_add(w->q, QUIRK_unnamed_columns, r->sheet, rows_of(r, r->at.top - 1), "rename",
                  unnamed, "%d column%s no name", unnamed, unnamed == 1 ? " has" : "s have");
    if (twice > 0)
        quirk_add(w->q, QUIRK_repeated_names, r->sheet, rows_of(r, r->at.top - 1), "rename", twice,
                  "%d column%s a name that another one has, first \"%.*s\"", twice,
                  twice == 1 ? " has" : "s have", SLICE_ARG(first));
}

/* "row 3" or "rows 1 to 3", and the verb that goes with it. */
static slice rows_text(struct range r, struct arena *a)
{
    if (r.top == r.bottom) return arena_printf(a, "row %d", r.top);
    return arena_printf(a, "rows %d to %d", r.top, r.bottom);
}

/* Rows of a kind that convert and plans treat in their own way. */
static void note_rows(struct notes *w, const struct region *r)
{
    static const struct {
        enum row_role role;
        enum quirk_code code;
        const char *suggests, *one, *text;
    } of[] = {{ROLE_GAP, QUIRK_blank_rows, NULL, "blank row inside the table is left out",
               "blank rows inside the table are left out"},
              {ROLE_HEAD, QUIRK_repeated_header, NULL, "row repeats the heading and is left out",
               "rows repeat the heading and are left out"},
              {ROLE_NOTE, QUIRK_comment_rows, NULL, "comment row inside the table is left out",
               "comment rows inside the table are left out"},
              {ROLE_GROUP, QUIRK_group_rows, "subtitle", "row with one cell only names a group",
               "rows with one cell only name groups"},
              {ROLE_TOTAL, QUIRK_total_rows, "drop_totals", "row is a total of other rows",
               "rows are totals of other rows"}};

    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        int64_t first = 0, n = region_count(r, of[i].role, &first);

        if (n > 0)
            quirk_add(w->q, of[i].code, r->sheet, rows_of(r, first), of[i].suggests, n,
                      "%lld %s, first in row %lld", (long long)n, n == 1 ? of[i].one : of[i].text,
                      (long long)first + 1);
    }
    if (r->preamble.top > 0)
        quirk_add(w->q, QUIRK_preamble, r->sheet, r->preamble, NULL,
                  r->preamble.bottom - r->preamble.top + 1, "%.*s above the table %s left out",
                  SLICE_ARG(rows_text(r->preamble, w->a)),
                  r->preamble.top == r->preamble.bottom ? "is" : "are");
    if (r->footer.top > 0 && w->in->book->sample != NULL)
        quirk_add(w->q, QUIRK_footer, r->sheet, (struct range){0}, NULL,
                  r->footer.bottom - r->footer.top + 1, "the last %d row%s of the file %s left out",
                  r->footer.bottom - r->footer.top + 1,
                  r->footer.top == r->footer.bottom ? "" : "s",
                  r->footer.top == r->footer.bottom ? "is" : "are");
    else if (r->footer.top > 0)
        quirk_add(w->q, QUIRK_footer, r->sheet, r->footer, NULL,
                  r->footer.bottom - r->footer.top + 1, "%.*s below the table %s left out",
                  SLICE_ARG(rows_text(r->footer, w->a)),
                  r->footer.top == r->footer.bottom ? "is" : "are");
    if (r->at.left > 1)
        quirk_add(w->q, QUIRK_blank_columns, r->sheet,
                  (struct range){r->at.top, 1, r->at.bottom, r->at.left - 1}, NULL, r->at.left - 1,
                  "the table begins in column %d", r->at.left);
}

/* How many of hidden[from..to) are; *first and *last are the first of them that stand together. */
static int64_t count_hidden(const bool *hidden, int32_t from, int32_t to, int32_t *first,
                            int32_t *last)
{
    int64_t n = 0;

    for (int32_t i = from; hidden != NULL && i < to; i++) {
        if (!hidden[i]) continue;
        if (n++ == 0) *first = *last = i;
        if (i == *last + 1) *last = i;
    }
    return n;
}

static void note_hidden(struct notes *w, const struct region *r)
{
    const struct sheet *s = &w->in->book->sheet[r->sheet];
    struct range at = r->at;
    int32_t a, b;
    int64_t n = count_hidden(s->row_hidden, at.top - 1, at.bottom, &a, &b);

    if (n > 0)
        quirk_add(w->q, QUIRK_hidden_rows, r->sheet,
                  (struct range){a + 1, at.left, b + 1, at.right}, NULL, n,
                  n == 1 ? "%lld row is hidden; it is kept" : "%lld rows are hidden; they are kept",
                  (long long)n);
    n = count_hidden(s->col_hidden, at.left - 1, at.right, &a, &b);
    if (n > 0)
        quirk_add(w->q, QUIRK_hidden_columns, r->sheet,
                  (struct range){at.top, a + 1, at.bottom, b + 1}, NULL, n,
                  n == 1 ? "%lld column is hidden; it is kept"
                         : "%lld columns are hidden; they are kept",
                  (long long)n);
}

/* Sheets that are hidden in the spreadsheet program and hold something. */
static void note_hidden_sheets(struct notes *w)
{
    const struct workbook *b = w->in->book;
    struct buf names = {0};
    int n = 0, first = -1;

    for (int i = 0; i < b->nsheet; i++) {
        if (!b->sheet[i].hidden || b->sheet[i].cells.nrow == 0) continue;
        if (n++ == 0) first = i;
        if (n <= SHEETS_TOLD)
            buf_printf(&names, "%s\"%.*s\"", n > 1 ? ", " : "", SLICE_ARG(b->sheet[i].name));
    }
    if (n > SHEETS_TOLD) buf_putz(&names, " ...");
    if (n > 0)
        quirk_add(w->q, QUIRK_hidden_sheets, first, (struct range){0}, NULL, n,
                  n == 1 ? "sheet %.*s is hidden; it is read like the others"
                         : "sheets %.*s are hidden; they are read like the others",
                  SLICE_ARG(buf_slice(&names)));
    buf_free(&names);
}

static void note_misfits(struct notes *w, const struct region *r)
{
    for (int i = 0; i < w->in->ncolumn; i++) {
        const struct inspected_column *c = &w->in->column[i];
        int col = r->at.left + i;

        if (c->misfits > 0)
            quirk_add(w->q, QUIRK_misfits, r->sheet,
                      (struct range){r->at.top, col, r->at.bottom, col}, "nulls", c->misfits,
                      "column \"%.*s\" is %s but for %lld of %lld cells", SLICE_ARG(c->name),
                      kind_name(c->kind), (long long)c->misfits, (long long)c->filled);
    }
}

void inspect_note(const struct inspection *in, struct quirks *q, struct arena *a)
{
    const struct region *r = &in->region[in->chosen];
    struct notes w = {in, q, a};

    note_rows(&w, r);
    note_names(&w, r);
    note_merges(&w, r);
    note_hidden(&w, r);
    note_hidden_sheets(&w);
    note_misfits(&w, r);
    if (in->nregion > 1)
        quirk_add(q, QUIRK_several_tables, -1, (struct range){0}, NULL, in->nregion,
                  "the source holds %d tables; table %d is taken (--region N takes another)",
                  in->nregion, r->id);
}
