#include "flow.h"
#include "header.h"
#include "inspect.h"
#include "regionrow.h"

/* Rows first .. first + n - 1 of the sheet, all of them: the cells are the sheet's own. */
static bool share_rows(const struct sheet *s, struct range at, int64_t first, int64_t n,
                       struct table *out, struct err *e)
{
    out->nrow = n;
    out->source_row = arena_new(out->arena, int32_t, n);
    if (out->source_row == NULL)
        return err_set(e, E_LIMIT, "the table does not fit the memory limit");
    for (int64_t r = 0; r < n; r++) {
        int32_t from = s->cells.source_row[first + r];

        out->source_row[r] = from > 0 ? from : (int32_t)(first + r) + 1;
    }
    for (int c = 0; c < out->ncol; c++)
        out->col[c].cell = s->cells.col[at.left - 1 + c].cell + first;
    return true;
}

bool inspect_heading(const struct inspection *in, int header_rows, struct arena *a,
                     struct table *out, int64_t *head, int64_t *first, struct err *e)
{
    const struct region *r = &in->region[in->chosen];
    slice level[64];
    int64_t row[64];
    int n;

    if (header_rows < 0) header_rows = r->header_rows;
    n = region_head(r, header_rows, row, 64);
    *head = n > 0 && header_rows == r->header_rows ? row[n - 1] : -1;
    *first = n > 0 ? row[n - 1] + 1 : r->at.top - 1;
    if (!table_new(out, a, r->at.right - r->at.left + 1, 0, e)) return false;
    for (int c = 0; c < out->ncol; c++) {
        struct column *col = &out->col[c];

        col->source_col = r->at.left + c;
        col->name = n > 0 ? header_name(&in->book->sheet[r->sheet], r->at, row, n,
                                        r->at.left - 1 + c, a, level)
                          : arena_printf(a, "column_%d", c + 1);
    }
    return true;
}

bool inspect_levels(const struct inspection *in, int header_rows, struct arena *a, slice **level,
                    int *n, struct err *e)
{
    const struct region *r = in->chosen >= 0 ? &in->region[in->chosen] : NULL;
    int64_t row[64];
    int ncol = r != NULL ? r->at.right - r->at.left + 1 : 0;

    *n = r != NULL ? region_head(r, header_rows < 0 ? r->header_rows : header_rows, row, 64) : 0;
    *level = arena_new(a, slice, (int64_t)ncol * *n + 1);
    if (*level == NULL) return err_set(e, E_LIMIT, "the table does not fit the memory limit");
    for (int c = 0; c<ncol && * n> 0; c++)
        header_name(&in->book->sheet[r->sheet], r->at, row, *n, r->at.left - 1 + c, a,
                    *level + (ptrdiff_t)c * *n);
    return true;
}

bool inspect_sample(const struct inspection *in, int header_rows, struct arena *a,
                    struct table *out, struct err *e)
{
    const struct region *r = in->chosen >= 0 ? &in->region[in->chosen] : NULL;
    const struct sheet *s;
    int64_t head[64], n = 0, k = 0, first = -1, last = -1;
    int nhead, seen = 0;
    slice level[64];
    bool whole;

    if (r == NULL) return table_new(out, a, 0, 0, e);
    s = &in->book->sheet[r->sheet];
    if (header_rows < 0) header_rows = r->header_rows;
    nhead = region_head(r, header_rows, head, 64);
    for (int64_t i = r->at.top - 1; i < r->at.bottom; i++) {
        if (!region_row(r, header_rows, i, &seen)) continue;
        if (n++ == 0) first = i;
        last = i;
    }
    whole = n > 0 && last - first + 1 == n;
    if (!table_new(out, a, r->at.right - r->at.left + 1, whole ? 0 : n, e)) return false;
    for (int c = 0; c < out->ncol; c++) {
        struct column *col = &out->col[c];

        col->source_col = r->at.left + c;
        col->name = nhead > 0 ? header_name(s, r->at, head, nhead, r->at.left - 1 + c, a, level)
                              : arena_printf(a, "column_%d", c + 1);
    }
    if (whole) return share_rows(s, r->at, first, n, out, e);
    seen = 0;
    for (int64_t i = r->at.top - 1; i < r->at.bottom; i++) {
        if (!region_row(r, header_rows, i, &seen)) continue;
        out->source_row[k] = s->cells.source_row[i] > 0 ? s->cells.source_row[i] : (int32_t)i + 1;
        for (int c = 0; c < out->ncol; c++)
            column_put(&out->col[c], k, s->cells.col[r->at.left - 1 + c].cell[i]);
        k++;
    }
    return true;
}

/* ------------------------------------------------------- a table that is on disk */

/* What gathers the batches into one table. */
struct gather {
    struct table *out;
    int64_t at;
};

/* The text of a batch, kept: the cells of a column one behind the other. */
static bool keep(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct gather *g = ctx;
    struct table *t = g->out;
    size_t bytes = 0;
    char *to;

    (void)worker;
    for (int c = 0; c < t->ncol; c++)
        for (int64_t r = 0; r < b->nrow; r++) bytes += (size_t)b->cell[c][r].n;
    to = arena_new(t->arena, char, bytes + 1);
    if (to == NULL) return err_set(e, E_LIMIT, "the table does not fit the memory limit");
    for (int c = 0; c < t->ncol; c++)
        for (int64_t r = 0; r < b->nrow; r++) {
            slice s = b->cell[c][r];

            if (s.n > 0) memcpy(to, s.p, (size_t)s.n);
            column_put(&t->col[c], g->at + r, (slice){to, s.n});
            to += s.n;
        }
    memcpy(t->source_row + g->at, b->source_row, (size_t)b->nrow * sizeof *b->source_row);
    g->at += b->nrow;
    return true;
}

bool inspect_table(const struct inspection *in, int header_rows, struct arena *a, struct table *out,
                   struct err *e)
{
    struct gather g = {.out = out};
    struct flow_use use = {.work = keep, .ctx = &g};
    struct flow *f;
    bool ok;

    if (in->book->sample == NULL || in->chosen < 0)
        return inspect_sample(in, header_rows, a, out, e);
    if ((f = flow_open(in, header_rows, e)) == NULL) return false;
    ok = table_new(out, a, f->ncol, f->most, e);
    for (int c = 0; ok && c < f->ncol; c++) {
        out->col[c].source_col = f->left + c;
        out->col[c].name = arena_copy(a, f->name[c]);
    }
    ok = ok && flow_run(f, 1, &use, e);
    out->nrow = g.at;
    flow_close(f);
    return ok;
}
