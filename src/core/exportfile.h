/* exportfile.h - between export.c and the writers of one format each. */
#ifndef FETTLE_EXPORTFILE_H
#define FETTLE_EXPORTFILE_H

#include "export.h"

/* Where the bytes of an output go: collected, digested and handed to the file in pieces. */
struct export_sink {
    struct buf buf;
    void *file; /* struct fs_out */
    void *hash; /* struct hash or NULL */
};
/* Hands on what has been collected when it is much, or anyway with `all`. */
void export_flush(struct export_sink *s, bool all);

/* One format. Writes everything into the sink. */
struct export_format {
    const char *name, *suffix;
    bool text; /* may go to standard output */
    bool (*write)(const struct table *t, const struct export_options *o, struct export_sink *s,
                  struct err *e);
};

/* Names for places where each must be there and be unique (JSON members, SQL columns): an empty one
 * becomes column_N, a repeated one (ASCII case ignored) gets _2, _3 ... */
bool export_names(const struct table *t, struct arena *a, slice **out, struct err *e);
/* Is this a canonical decimal of at most `digits` significant digits? */
bool export_is_number(slice s, int digits);

bool export_sqlite(const struct table *t, const struct export_options *o, struct export_sink *s,
                   struct err *e);
/* One sheet named "data": kinds kept, header bold and frozen, widths set from the first rows.
 * Decimals of more than 15 digits and dates before March 1900 are text; a double of 17 digits (from
 * a workbook) is rounded to 16, which is what libxlsxwriter writes. */
bool export_xlsx(const struct table *t, const struct export_options *o, struct export_sink *s,
                 struct err *e);
/* The same for rows that come in batches, of which none is kept: it is put together in a temporary
 * folder. */
struct export_book;
struct export_book *export_book_open(const struct table *shape, const struct export_options *o,
                                     struct err *e);
bool export_book_put(struct export_book *w, const struct export_batch *b, struct err *e);
/* Frees. s NULL: drops what was written. */
bool export_book_close(struct export_book *w, struct export_sink *s, struct err *e);
/* Pointers to the cells of each column, the caller's to free. */
const slice **export_cells(const struct table *t);

#endif
