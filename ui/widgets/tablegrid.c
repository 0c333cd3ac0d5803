#include "tablegrid.h"

static bool is_number(enum kind k)
{
    return k == KIND_NUMBER || k == KIND_INTEGER;
}

static struct grid_cell cell(const void *ctx, int64_t row, int col)
{
    const struct table *t = ctx;

    return (struct grid_cell){.text = column_cell(&t->col[col], row),
                              .style = STYLE_TEXT,
                              .right = is_number(t->col[col].kind)};
}

static slice head(const void *ctx, int line, int col, char out[16])
{
    const struct table *t = ctx;

    (void)out;
    return line == 0 ? t->col[col].name : slice_z(kind_name(t->col[col].kind));
}

struct grid_source tablegrid(const struct table *t, const char *between)
{
    return (struct grid_source){.ctx = t,
                                .nrow = t != NULL ? t->nrow : 0,
                                .ncol = t != NULL ? t->ncol : 0,
                                .width_max = 24,
                                .sample = 60,
                                .between = between,
                                .visible = strcmp(between, "  ") != 0,
                                .cell = cell,
                                .head = head,
                                .heads = 2};
}

int tablegrid_draw(const struct grid *g, const struct table *t, struct screen *s, struct rect r,
                   const char *between, bool focus)
{
    struct grid_source src = tablegrid(t, between);

    if (r.rows > 0) grid_head(g, &src, s, r.row, r.col, r.cols, 0, STYLE_HEAD);
    if (r.rows > 1) grid_head(g, &src, s, r.row + 1, r.col, r.cols, 1, STYLE_KIND);
    if (r.rows > 2)
        grid_draw(g, &src, s, (struct rect){r.row + 2, r.col, r.rows - 2, r.cols}, focus);
    return r.row + r.rows;
}
