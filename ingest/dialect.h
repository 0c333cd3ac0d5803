/* dialect.h - how a text file is cut into rows and cells: found by trying.
 *
 * Every candidate of delimiter and quote cuts windows from the head, the middle and the tail of the
 * text; it is scored by how even the rows become and how alike the cells of a column are. The idea
 * of scoring patterns times types is van den Burg, Nazabal and Sutton, "Wrangling messy CSV files
 * by detecting row and type patterns", 2019; the scores are ours. */
#ifndef FETTLE_DIALECT_H
#define FETTLE_DIALECT_H

#include "csvrest.h"
#include "sheet.h"

enum { DIALECT_TRIED = 5 };

enum dialect_layout {
    LAYOUT_DELIMITED,
    LAYOUT_BLANKS, /* runs of blanks and tabs between cells */
    LAYOUT_GAPS,   /* two blanks or more between cells; one belongs to the cell */
    LAYOUT_FIXED   /* cells at fixed character positions */
};

struct dialect_found {
    struct dialect d;
    enum dialect_layout layout;
    int columns;       /* cells that most rows have */
    bool padded;       /* blanks around cells are only for looks */
    enum csvrest rest; /* how rows that are longer than the heading are joined */
    bool whole;        /* rows stand in quotes whole: "1,""a, b"",2" */
    int *cut, ncut;    /* LAYOUT_FIXED: characters where cells after the first begin */
    bool strict;       /* a line that the cuts tear is no row: it is one cell */
    bool boxed; /* the cuts are behind bars: what is before the first or behind the last is none */
    slice comment; /* what remarks between the rows begin with; empty: there are none */
    struct dialect_candidate *tried; /* the best ones, the chosen first */
    int ntried;
};

/* Finds the dialect of UTF-8 text (lines as lineend_usual gives them); what the options say is
 * taken as it is. A "sep=" line decides the delimiter. E_USAGE when an option makes no sense. */
bool dialect_detect(slice text, const struct read_options *o, struct arena *a,
                    struct dialect_found *out, struct err *e);
/* Length of a first line "sep=;" with its line end, or 0; *delimiter is what it names. */
ptrdiff_t dialect_sep_line(slice text, slice *delimiter);
/* A delimiter as people read it: "tab", "blank", ";". */
slice dialect_name(const struct dialect_found *f);

#endif
