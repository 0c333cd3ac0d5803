#include "grid.h"

/* Of the first rows, so that columns stay where they are, and of those in sight, so that all of
 * them can be read. */
static int width_of(const struct grid *g, const struct grid_source *src, int col)
{
    int64_t sight = g->top > src->sample ? g->top : src->sample, end = g->top + src->sample;
    int most = 3;

    for (int i = 0; i < src->heads; i++) {
        char out[16];
        int w = screen_width(src->head(src->ctx, i, col, out), src->width_max);

        if (w > most) most = w;
    }
    for (int64_t r = 0; r < src->nrow && r < end && most < src->width_max;
         r = r + 1 == src->sample ? sight : r + 1) {
        struct grid_cell c = src->cell(src->ctx, r, col);
        int w = c.spill ? 0 : screen_width(c.text, src->width_max);

        if (w > most) most = w;
    }
    return most;
}

static int gap(const struct grid_source *src)
{
    return (int)strlen(src->between);
}

/* The next column to draw after `col` (-1: the first), frozen ones first, then from left on. */
static int next_column(const struct grid *g, int col)
{
    if (col + 1 < g->frozen) return col + 1;
    if (col < g->left) return g->left > g->frozen ? g->left : g->frozen;
    return col + 1;
}

bool grid_move(struct grid *g, const struct grid_source *src, enum action a, int page)
{
    if (page < 1) page = 1;
    switch ((int)a) { /* only movements */
    case ACT_UP:
        g->row--;
        break;
    case ACT_DOWN:
        g->row++;
        break;
    case ACT_LEFT:
        g->col--;
        break;
    case ACT_RIGHT:
        g->col++;
        break;
    case ACT_PAGE_UP:
        g->row -= page;
        break;
    case ACT_PAGE_DOWN:
        g->row += page;
        break;
    case ACT_TOP:
        g->row = 0;
        break;
    case ACT_BOTTOM:
        g->row = src->nrow - 1;
        break;
    case ACT_FIRST:
        g->col = 0;
        break;
    case ACT_LAST:
        g->col = src->ncol - 1;
        break;
    case ACT_FREEZE:
        g->frozen = g->frozen == g->col + 1 ? 0 : g->col + 1;
        break;
    default:
        return false;
    }
    return true;
}

/* Is the column fully in sight? */
static bool in_sight(const struct grid *g, const struct grid_source *src, int col, int cols)
{
    int x = 0;

    for (int c = next_column(g, -1); c < src->ncol && x < cols; c = next_column(g, c)) {
        x += width_of(g, src, c);
        if (c == col) return x <= cols;
        x += gap(src);
    }
    return false;
}

void grid_settle(struct grid *g, const struct grid_source *src, int rows, int cols)
{
    if (g->row >= src->nrow) g->row = src->nrow - 1;
    if (g->row < 0) g->row = 0;
    if (g->col >= src->ncol) g->col = src->ncol - 1;
    if (g->col < 0) g->col = 0;
    if (g->frozen > src->ncol) g->frozen = 0;
    if (rows < 1) rows = 1;
    if (g->top > g->row) g->top = g->row;
    if (g->top < g->row - rows + 1) g->top = g->row - rows + 1;
    if (g->top > src->nrow - rows) g->top = src->nrow - rows;
    if (g->top < 0) g->top = 0;
    if (g->col < g->frozen) return;
    if (g->left > g->col) g->left = g->col;
    while (g->left < g->col && !in_sight(g, src, g->col, cols)) g->left++;
}

void grid_head(const struct grid *g, const struct grid_source *src, struct screen *s, int row,
               int col, int cols, int line, enum style style)
{
    int x = 0, c;

    for (c = next_column(g, -1); c < src->ncol && x < cols; c = next_column(g, c)) {
        int w = width_of(g, src, c), room = w < cols - x ? w : cols - x;
        char out[16];
        slice text = src->head(src->ctx, line, c, out);

        if (src->nrow > 0 && src->cell(src->ctx, 0, c).right)
            screen_right(s, row, col + x, room, style, text);
        else
            screen_text(s, row, col + x, room, style, text);
        x += w;
        if (x < cols) screen_text(s, row, col + x, cols - x, STYLE_RULE, slice_z(src->between));
        x += gap(src);
    }
    /* More columns to the right. */
    if (c < src->ncol || x - gap(src) > cols)
        screen_text(s, row, col + cols - 1, 1, STYLE_KEY, S(">"));
}

static void draw_cell(const struct grid *g, const struct grid_source *src, struct screen *s,
                      struct rect at, int rest, int64_t row, int col, bool focus)
{
    struct grid_cell cell = src->cell(src->ctx, row, col);
    bool here = focus && row == g->row;
    int room = cell.spill ? rest : at.cols;

    if (cell.text.n == 0 && !(here && col == g->col)) return; /* what spills over it stays */
    if (here && col == g->col) {
        cell.style = STYLE_CURSOR;
        screen_fill(s, at, STYLE_CURSOR, ' ');
    } else if (here && cell.style == STYLE_TEXT) {
        cell.style = STYLE_CURSOR_LINE;
    }
    if (cell.right)
        screen_right(s, at.row, at.col, at.cols, cell.style, cell.text);
    else
        screen_text(s, at.row, at.col, room, cell.style, cell.text);
}

void grid_draw(const struct grid *g, const struct grid_source *src, struct screen *s, struct rect r,
               bool focus)
{
    int x = 0;

    for (int c = next_column(g, -1); c < src->ncol && x < r.cols; c = next_column(g, c)) {
        int w = width_of(g, src, c), room = w < r.cols - x ? w : r.cols - x;

        for (int y = 0; y < r.rows && g->top + y < src->nrow; y++) {
            if (x + w < r.cols && src->visible)
                screen_text(s, r.row + y, r.col + x + w, r.cols - x - w, STYLE_RULE,
                            slice_z(src->between));
            draw_cell(g, src, s, (struct rect){r.row + y, r.col + x, 1, room}, r.cols - x,
                      g->top + y, c, focus);
        }
        x += w + gap(src);
    }
}
