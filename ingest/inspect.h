/* inspect.h - what reading found: regions, header rows, column kinds, quirks, with evidence. */
#ifndef FETTLE_INSPECT_H
#define FETTLE_INSPECT_H

#include "json.h"
#include "sheet.h"

/* What a row of a sheet is for. */
enum row_role {
    ROLE_GAP,
    ROLE_NOTE,
    ROLE_TITLE,
    ROLE_HEAD,
    ROLE_UNITS,
    ROLE_DATA,
    ROLE_GROUP,
    ROLE_TOTAL
};

/* One rectangular table inside a sheet, with its preamble and footer. */
struct region {
    int id;                        /* 1-based over the whole source */
    int sheet;                     /* 0-based */
    struct range at;               /* header rows included, preamble and footer not */
    int header_rows;               /* 0: the source has no header */
    struct range preamble, footer; /* all zero: none */
    double confidence;
    uint8_t *role; /* one enum row_role for each row of the sheet (index: source row - 1) */
};

/* One column of the chosen region. */
struct inspected_column {
    slice name;   /* header levels joined with one space; empty: unnamed */
    slice *level; /* the header levels from top to bottom, carried over merged and empty cells */
    int nlevel;
    enum kind kind;
    slice
        format; /* how it is written: "DD.MM.YYYY", "1.234,56 €", "(1,234)", "45%"; may be empty */
    int64_t nulls, unique, filled, misfits; /* misfits: filled cells that are not of the kind */
    slice example[3];
    int nexample;
};

struct inspection {
    const struct workbook *book;
    struct region *region;
    int nregion;
    int chosen; /* index of the region that the columns are of; -1: there is no table */
    struct inspected_column *column;
    int ncolumn;
    struct quirk *quirk;
    int nquirk;
    struct evidence *evidence; /* reader's and ours */
    int nevidence;
    bool overridden; /* an option decided something */
    bool raw;        /* every row of the used range is one of the table */
};

/* Finds the tables of the book and describes the one that the options choose. A book without any
 * table is no error (chosen = -1); naming a sheet or region that is not there is E_USAGE. */
bool inspect(const struct workbook *book, const struct read_options *o, struct arena *a,
             struct inspection *out, struct err *e);

/* The chosen region as a table: names from its header rows (column_1 ... when it has none), then
 * all rows below the header up to the end of the region; cells as written, rows and columns with
 * their source places. header_rows -1: as inspected. Types the file itself states (workbook dates,
 * numbers) arrive as canonical text. With options.raw the whole used range. */
bool inspect_table(const struct inspection *in, int header_rows, struct arena *a, struct table *out,
                   struct err *e);

/* The same without rows: the columns alone. *head is the last heading row whose repeats are no rows
 * of the table (-1: none), *first the row behind the heading; both 0-based. */
bool inspect_heading(const struct inspection *in, int header_rows, struct arena *a,
                     struct table *out, int64_t *head, int64_t *first, struct err *e);
/* The same from what is in memory: all rows, or those of the sample of a large text file. */
bool inspect_sample(const struct inspection *in, int header_rows, struct arena *a,
                    struct table *out, struct err *e);
/* The levels of the heading of each column of the chosen region, from top to bottom, carried over
 * merged and empty cells: (*level)[column * *n + l]. header_rows as above. */
bool inspect_levels(const struct inspection *in, int header_rows, struct arena *a, slice **level,
                    int *n, struct err *e);

/* Writes the member "rows": what each row of the region, its preamble and its footer is. */
void inspect_rows_json(const struct region *r, struct json_writer *w);
/* Writes the members "source" ... "quirks" of inspection/1 (contracts.md 2) into an open object. */
void inspect_json(const struct inspection *in, struct json_writer *w);

#endif
