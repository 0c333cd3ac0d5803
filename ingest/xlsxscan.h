/* xlsxscan.h - a fast scanner for the rows of a worksheet and the items of the shared strings.
 *
 * It knows only what nearly all files contain: unprefixed row, c, v, f and is/t elements, plain
 * attributes, the five entities and character references. Whatever else it meets is odd, and the
 * caller gives that row to expat, so both always say the same (tests/unit/ingest/xlsx.c and the
 * fuzz target compare them). */
#ifndef FETTLE_XLSXSCAN_H
#define FETTLE_XLSXSCAN_H

#include "xlsxcells.h"

enum xlsxscan {
    XLSXSCAN_ROW,  /* a whole row (or item) is in `out` */
    XLSXSCAN_MORE, /* the text ends inside it */
    XLSXSCAN_ODD,  /* expat has to look */
    XLSXSCAN_END   /* the closing tag of the section begins here */
};

struct xlsxscan_cell {
    struct xlsx_cell cell; /* slices into the text */
    bool escaped;          /* the value has & references: call xlsxscan_text before use */
};

struct xlsxscan_row {
    slice ref;
    bool hidden;
    int n;
    struct xlsxscan_cell *cell; /* XLSX_COLS_MAX, the caller's */
};

/* The text must be followed by this many NULs. */
enum { XLSXSCAN_SLACK = 16 };
/* Scans the row that begins at or behind blanks at p[0..n). *used: how far. */
enum xlsxscan xlsxscan_row(const char *p, ptrdiff_t n, struct xlsxscan_row *out, ptrdiff_t *used);
/* Scans "<si><t>text</t></si>" in the same way. */
enum xlsxscan xlsxscan_item(const char *p, ptrdiff_t n, slice *text, bool *escaped,
                            ptrdiff_t *used);
/* Resolves & references (known to be good) in place; returns the new length. */
ptrdiff_t xlsxscan_text(char *p, ptrdiff_t n);

#endif
