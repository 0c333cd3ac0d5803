/* sheet.h - what a reader gives: sheets of cells as they stand in the file, before any decision
 * about tables. */
#ifndef FETTLE_SHEET_H
#define FETTLE_SHEET_H

#include "quirk.h"
#include "range.h"
#include "source.h"
#include "table.h"

/* What the file itself says a cell is; text files say CELL_TEXT only. */
enum cell_type {
    CELL_EMPTY,
    CELL_TEXT,
    CELL_NUMBER,
    CELL_BOOL,
    CELL_DATE,
    CELL_DATETIME,
    CELL_TIME,
    CELL_DURATION,
    CELL_ERROR
};

/* How a cell looks; bits. */
enum cell_look {
    LOOK_BOLD = 1,
    LOOK_ITALIC = 2,
    LOOK_FILL = 4,
    LOOK_BORDER_TOP = 8,
    LOOK_BORDER_BOTTOM = 16,
    LOOK_PERCENT = 32,
    LOOK_CURRENCY = 64,
    LOOK_GREY = 128
};

struct sheet {
    slice name; /* empty for a text file */
    bool hidden;
    /* Cells of the used range from A1: row r is source row r + 1, columns are named column_1 ...
     * A merged area has its value in the top left cell only. */
    struct table cells;
    /* Read the next three through sheet_type, sheet_look and sheet_format. */
    uint8_t **type;     /* [column][row], enum cell_type; NULL: all text */
    uint8_t **look;     /* [column][row], enum cell_look bits; NULL, or [column] NULL: none */
    uint16_t **format;  /* [column][row], index into format_name; NULL, or [column] NULL: 0 */
    slice *format_name; /* number formats as in the file ("0.00%"); [0] is the empty text: none */
    struct range *merged;
    int nmerged;
    /* Ranges that the file itself speaks of: auto-filters, which may not be all of their table,
     * then tables, then those that only have a name and need not be one. */
    struct range *defined;
    int ndefined, nfiltered, nnamed;
    bool pairs;          /* lines of "name=value": words in the first are one more of them */
    int32_t heading_end; /* last of the rows that stay in sight or head each page; 0: none do */
    bool *row_hidden, *col_hidden; /* nrow and ncol; NULL: none is hidden */
    bool *remark;                  /* nrow: lines that the reader takes for comments; NULL: none */
    bool partial;                  /* read_options.rows_max: there is more in the file */
};

/* CELL_EMPTY for an empty cell, CELL_TEXT where the file says nothing else. */
static inline enum cell_type sheet_type(const struct sheet *s, int c, int64_t r)
{
    if (s->cells.col[c].cell[r].n == 0) return CELL_EMPTY;
    return s->type != NULL ? (enum cell_type)s->type[c][r] : CELL_TEXT;
}

/* enum cell_look bits; empty cells have looks too. */
static inline int sheet_look(const struct sheet *s, int c, int64_t r)
{
    return s->look != NULL && s->look[c] != NULL ? s->look[c][r] : 0;
}

/* The number format as in the file; empty: none. */
static inline slice sheet_format(const struct sheet *s, int c, int64_t r)
{
    if (s->format == NULL || s->format[c] == NULL) return (slice){"", 0};
    return s->format_name[s->format[c][r]];
}

struct encoding {
    slice name; /* IANA, lower case: "utf-8", "windows-1252" */
    bool bom;
    double confidence;
};

struct dialect {
    slice delimiter, quote, escape; /* empty: none */
    bool doublequote, skipinitialspace;
    slice lineterminator;
    double confidence;
};

/* One way to cut the text that was tried on the sample's first rows. */
struct dialect_candidate {
    slice name; /* the delimiter as people read it */
    int columns;
    int rows, even, odd; /* rows cut; with so many columns; with quotes that are wrong */
    double score;
};

/* "also possible" of one decision, best first; for the screen and for people. */
struct evidence {
    const char *what; /* "encoding", "delimiter", "header", "table", "dropped" */
    slice chosen;
    double confidence; /* 0..1 */
    slice also;        /* the runner-up and what speaks against it; may be empty */
};

struct sample;
struct workbook {
    const struct source *source;
    const char *kind; /* "csv" or "xlsx" */
    struct sheet *sheet;
    int nsheet;
    struct encoding encoding;        /* text files only, else empty */
    struct dialect dialect;          /* text files only, else empty */
    struct dialect_candidate *tried; /* the best ways to cut it, best first */
    int ntried;
    struct quirks quirks;
    struct evidence *evidence;
    int nevidence;
    bool date_1904;
    struct sample *sample; /* the sheet holds parts of a large text file; NULL: all of it */
};

/* Takes the next rows of a sheet, at most SHEET_PART_ROWS, as a sheet of their own:
 * cells.source_row says which rows of the whole they are, names and ranges are not set. The arena
 * that holds them comes along and is the taker's to free. False stops the reading. */
enum { SHEET_PART_ROWS = 1024 }; /* a dozen columns of them stay in a second-level cache */
struct sheet_taker {
    bool (*take)(void *ctx, const struct sheet *part, struct arena *own);
    void *ctx;
};

/* One file format. One reader = one file in readers/. */
struct reader {
    const char *name; /* "csv", "xlsx"; also the kind in the inspection */
    const char *doc;  /* one sentence */
    /* 0..100: how sure the first bytes and the name are of this format. */
    int (*match)(const struct source *s);
    bool (*read)(const struct source *s, const struct read_options *o, struct arena *a,
                 struct workbook *out, struct err *e);
    /* All of the book, but one sheet's rows go to the taker, in order, and are not kept; the other
     * sheets come empty. NULL: the reader cannot. False too when the taker stopped it, or the rows
     * do not stand in order in the file: then read whole. */
    bool (*parts)(const struct source *s, const struct read_options *o, int sheet,
                  const struct sheet_taker *t, struct arena *a, struct workbook *out,
                  struct err *e);
};

extern const struct reader *const reader_table[]; /* sorted by name, NULL at the end; generated */

/* Reads with the reader that is most sure. Of a large text file, whose source is on disk, it reads
 * samples where they can stand for the whole, else all. A file that no reader can read is refused
 * with a sentence that says what it is (encrypted, legacy .xls, PDF, image, binary) and what to do.
 */
bool workbook_read(const struct source *s, const struct read_options *o, struct arena *a,
                   struct workbook *out, struct err *e);
/* The reader that would be used, or NULL. */
const struct reader *workbook_reader(const struct source *s);

#endif
