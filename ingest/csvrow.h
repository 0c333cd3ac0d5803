/* csvrow.h - cuts one row at a time out of delimited text, exactly, and repairs rows whose quotes
 * are wrong with the least damage.
 *
 * A well-formed row is cut as RFC 4180 says (with any delimiter, quote and escape). A row that is
 * not, is cut again by dynamic programming over its line: every way to join its pieces into cells
 * has a cost (a quote taken literally, a delimiter missing beside a quote, more or fewer cells than
 * the rows around it) and the cheapest one wins. */
#ifndef FETTLE_CSVROW_H
#define FETTLE_CSVROW_H

#include "buf.h"
#include "dialect.h"

enum csvrow_repair {
    CSVROW_CLEAN,
    CSVROW_STRAY,    /* a quote inside a cell was taken literally */
    CSVROW_UNCLOSED, /* a quote that nothing closes was taken literally */
    CSVROW_GLUED,    /* a delimiter was missing beside a quote */
    CSVROW_HALF,     /* of a row in quotes whole one of its quotes was missing or not doubled */
    CSVROW_DROPPED,  /* a quote that nothing closes was left out: its column stands in quotes */
    CSVROW_REMARK    /* no row but a remark: the whole line is its one cell */
};

/* Where cells are collected; grows. Memory of the caller: csvrow_free. */
struct csvrow_cells {
    slice *at;
    ptrdiff_t n, cap;
    bool full;   /* a cell passed CSVROW_CELL_MAX, or memory its limit */
    bool quoted; /* a cell had quotes around it */
};
enum {
    CSVROW_CELL_MAX = 64 << 20,
    CSVROW_LINES_MAX = 500 /* line ends in quotes in a row, before a quote counts as unclosed */
};

void csvrow_free(struct csvrow_cells *c);
void csvrow_push(struct csvrow_cells *c, slice s);
/* Room for n more. */
void csvrow_reserve(struct csvrow_cells *c, ptrdiff_t n);

/* Cuts the row that starts at text.p[at] and appends its cells: slices of the text, or copies in
 * the arena where marks had to be taken out. `want` is how many cells rows have here (0: not
 * known). Returns the offset of the next row. An empty line has no cell. */
ptrdiff_t csvrow_next(const struct dialect_found *f, slice text, ptrdiff_t at, int want,
                      struct arena *a, struct csvrow_cells *out, enum csvrow_repair *repair);

/* Cuts one line without its line end by the repairing way; its cost, 0: well-formed. */
double csvrow_line(const struct dialect_found *f, slice line, int want, struct arena *a,
                   struct csvrow_cells *out, enum csvrow_repair *repair);

/* Does a fixed width cut a word of the line? */
bool csvrow_torn(const struct dialect_found *f, slice line);

/* Signs of a drawn box: a bar between cells, where lines meet too; a rule. */
bool csvrow_bar(int32_t cp);
bool csvrow_rule(int32_t cp);

/* Offset behind the line that starts at `at`; *line is it without its end. */
ptrdiff_t csvrow_line_end(slice text, ptrdiff_t at, slice *line);

#endif
