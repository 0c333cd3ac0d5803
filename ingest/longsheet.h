/* longsheet.h - the table of a long worksheet, given while it is read and not held.
 *
 * Its first rows say what the table is; the rows behind pass through as long as each of them can
 * only be a row of that table; the last rows are held until the end and looked at together with the
 * first. Whenever anything leaves it open that the whole sheet would be read in another way, the
 * answer is to do that. */
#ifndef FETTLE_LONGSHEET_H
#define FETTLE_LONGSHEET_H

#include "inspect.h"

/* Archives below this are read whole: that costs little. */
enum { LONGSHEET_FROM = 2 << 20 };

struct longsheet_use {
    /* Comes first: the inspection of the first rows, and of the table its shape and its first rows.
     */
    bool (*begin)(void *ctx, const struct inspection *in, const struct table *head, struct err *e);
    /* The next n rows, [column][row]; type has enum cell_type, NULL: all text. */
    bool (*rows)(void *ctx, const slice *const *cell, const uint8_t *const *type, int64_t n,
                 struct err *e);
    void *ctx;
};

enum longsheet {
    LONGSHEET_DONE,  /* all rows were given */
    LONGSHEET_WHOLE, /* read the whole; what was given counts for nothing */
    LONGSHEET_FAILED /* what a function of the use said */
};

/* out: of the first and the last rows, with all of the file's own quirks. Both live in the arena.
 */
enum longsheet longsheet_run(const struct source *s, const struct read_options *o,
                             const struct longsheet_use *use, struct arena *a,
                             struct inspection *out, struct err *e);

#endif
