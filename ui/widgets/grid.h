/* grid.h - rows and columns with a cursor; what the cells are is asked of a source. */
#ifndef FETTLE_GRID_H
#define FETTLE_GRID_H

#include "keymap.h"
#include "screen.h"

struct grid {
    int64_t row, top; /* the cursor's row and the first one in sight */
    int col, left;
    int frozen; /* this many columns stay in sight */
};

struct grid_cell {
    slice text;
    enum style style;
    bool right;
    bool spill; /* runs over the empty cells beside it and widens no column */
};

struct grid_source {
    const void *ctx;
    int64_t nrow;
    int ncol;
    int width_max;       /* no column is wider */
    int sample;          /* rows that decide the width of a column */
    const char *between; /* what stands between columns */
    bool visible;        /* it is more than blanks */
    struct grid_cell (*cell)(const void *ctx, int64_t row, int col);
    /* A line above the cells; it may write into out. The width holds it too. */
    slice (*head)(const void *ctx, int line, int col, char out[16]);
    int heads; /* lines of head */
};

/* Moves by an action of keymap.h; page: rows in sight. False: none of its actions. */
bool grid_move(struct grid *g, const struct grid_source *src, enum action a, int page);
/* Keeps the cursor inside and in sight. */
void grid_settle(struct grid *g, const struct grid_source *src, int rows, int cols);
/* Draws the rows; focus: the cursor shows. */
void grid_draw(const struct grid *g, const struct grid_source *src, struct screen *s, struct rect r,
               bool focus);
/* Draws one line of texts above the columns (names, kinds). */
void grid_head(const struct grid *g, const struct grid_source *src, struct screen *s, int row,
               int col, int cols, int line, enum style style);

#endif
