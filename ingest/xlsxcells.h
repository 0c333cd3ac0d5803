/* xlsxcells.h - takes the cells of a worksheet as any parser finds them, and makes a struct sheet.
 *
 * This is the seam between XML and meaning: a parser says what stands in <row>, <c>, <v>, <is>,
 * <mergeCell>, <col>; positions, types, dates, shared strings, looks and limits are decided here.
 */
#ifndef FETTLE_XLSXCELLS_H
#define FETTLE_XLSXCELLS_H

#include "sheet.h"
#include "xlsxstyle.h"
#include "xlsxtext.h"

/* A taker gets fewer rows at once when they have so many cells. */
enum { XLSX_PART_CELLS = 1 << 18 };
enum { XLSX_ROWS_MAX = 1 << 20, XLSX_COLS_MAX = 1 << 14, XLSX_RANGES_MAX = 1 << 22 };
/* Cells of the used range beyond this many must be at least one in a hundred filled. */
enum { XLSX_SPARSE_FROM = 4 << 20, XLSX_SPARSE_MAX = 100 };

/* What the t attribute says. */
enum xlsx_kind { XLSX_NUMBER, XLSX_SHARED, XLSX_TEXT, XLSX_BOOL, XLSX_ERROR, XLSX_DATE };

struct xlsx_cell {
    int row, col;        /* 1-based; 0: not said, so in the same row, right of the cell before */
    int style;           /* 0 when there is none */
    enum xlsx_kind kind; /* inline strings arrive as XLSX_TEXT */
    slice value;         /* borrowed for the call */
    bool has_value;
    bool formula; /* without a value: never calculated */
    /* The parser knows already that a number's text is the canonical one (shortest_is), or that the
     * value of XLSX_SHARED is `index`. */
    bool known;
    int64_t index;
};

/* "B7" or "$b$7", 1-based; a missing half is 0. False when it is neither or out of range. */
bool xlsxcells_ref(slice s, int *row, int *col);

/* What a workbook's sheets share. */
struct xlsx_context {
    struct arena *arena; /* owns what the sheets keep */
    const struct xlsxstyle *style;
    struct xlsxtext *text;
    struct quirks *quirks;
    bool date_1904;
    int64_t rows_max;                /* read_options.rows_max */
    const struct sheet_taker *taker; /* gets the rows; NULL: the sheet keeps them */
    const struct limits *limits;     /* NULL: the usual ones */
    uint64_t text_bytes;             /* of all cells so far; one long string may be there often */
    int64_t held;                    /* places for cells in the sheets before */
};

struct xlsxcells;
/* size: bytes of the part, which bounds how much memory its dimension can claim. */
struct xlsxcells *xlsxcells_open(struct xlsx_context *ctx, struct sheet *sheet, int index,
                                 uint64_t size);
/* What <dimension> says: a hint for memory, never believed. */
void xlsxcells_dimension(struct xlsxcells *c, slice ref);
/* A new row; the empty ref: below the row before. E_SOURCE: out of range. */
bool xlsxcells_row(struct xlsxcells *c, slice ref, bool hidden, struct err *e);
/* Sets the cell's place; the empty ref: next to the one before. E_SOURCE: it is none. */
bool xlsxcells_place(const struct xlsxcells *c, slice ref, struct xlsx_cell *cell, struct err *e);
/* The cell is going to be put soon: what it points to may be fetched. */
void xlsxcells_expect(const struct xlsxcells *c, const struct xlsx_cell *cell);
/* Are there as many rows as were wanted? */
bool xlsxcells_enough(const struct xlsxcells *c);
/* May a text have n bytes? E_LIMIT: no. */
bool xlsxcells_length(const struct xlsxcells *c, size_t n, struct err *e);
/* A cell. E_SOURCE: too far to the right; E_LIMIT: too sparse or too much text. */
bool xlsxcells_put(struct xlsxcells *c, struct xlsx_cell *cell, struct err *e);
/* Columns from..to (1-based) are hidden. */
void xlsxcells_hide(struct xlsxcells *c, int from, int to);
bool xlsxcells_merge(struct xlsxcells *c, slice ref, struct err *e);
/* A range that is filtered; before all tables. */
bool xlsxcells_filter(struct xlsxcells *c, slice ref, struct err *e);
/* A range that the file calls a table. */
bool xlsxcells_define(struct xlsxcells *c, slice ref, struct err *e);
/* A range that has a name, once all tables are known. */
bool xlsxcells_name(struct xlsxcells *c, slice ref, struct err *e);
/* The cell has a comment. */
void xlsxcells_comment(struct xlsxcells *c, slice ref);
/* The rows down to this one (1-based) stay in sight, or head each page; the first call counts. */
void xlsxcells_head(struct xlsxcells *c, int64_t row);
/* Fills sheet and frees c; on failure only frees. ok: false to give up. */
bool xlsxcells_close(struct xlsxcells *c, bool ok, struct err *e);

#endif
