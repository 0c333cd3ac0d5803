#include "page.h"

void page_init(struct page *p)
{
    *p = (struct page){0};
    segment_init(&p->segment);
}

void page_free(struct page *p)
{
    segment_free(&p->segment);
    csvmend_free(&p->mend);
}

bool page_load(struct page *p, const struct window *w, const struct sample *sample,
               const struct rowindex_at entry[2], struct err *e)
{
    struct segment *s = &p->segment;
    struct csvrow_cells room = p->mend.cells;

    if (!segment_read(s, w, &sample->f, entry, e)) return false;
    p->quirks = (struct quirks){.arena = &s->arena};
    p->mend = (struct csvmend){.f = &sample->f,
                               .fit = sample->fit,
                               .rows = &s->cut,
                               .text = s->text,
                               .row = s->row,
                               .ends = s->ends,
                               .first = entry->raw == w->begin,
                               .arena = &s->arena,
                               .quirks = &p->quirks,
                               .cells = room};
    return true;
}

bool page_table(struct page *p, struct arena *a, struct table *out, struct err *e)
{
    const struct segment *s = &p->segment;
    int ncol = p->mend.f->columns;
    struct buf text = {0};
    slice kept;
    ptrdiff_t at = 0;

    for (int64_t r = 0; r < s->n; r++)
        if (csvcut_width(&s->cut, r) > ncol) ncol = csvcut_width(&s->cut, r);
    if (!table_new(out, a, ncol, s->n, e)) return false;
    for (int64_t r = 0; r < s->n; r++) {
        ptrdiff_t have;
        const slice *cell = csvmend_row(&p->mend, r, &have);

        for (int c = 0; c < have && c < ncol; c++) {
            column_put(&out->col[c], r, (slice){"", cell[c].n});
            buf_put(&text, cell[c]);
        }
        out->source_row[r] = (int32_t)(s->row + r) + 1;
    }
    kept = buf_take(&text, a);
    if (kept.p == NULL) return err_set(e, E_LIMIT, "the rows do not fit the memory limit");
    /* Row by row, as they were put. */
    for (int64_t r = 0; r < s->n; r++)
        for (int c = 0; c < ncol; c++) {
            slice cell = column_cell(&out->col[c], r);

            column_put(&out->col[c], r, (slice){kept.p + at, cell.n});
            at += cell.n;
        }
    for (int c = 0; c < ncol; c++) {
        out->col[c].source_col = c + 1;
        out->col[c].name = arena_printf(a, "column_%d", c + 1);
    }
    return true;
}
