/* sample.h - parts of a large text file, from its beginning, its middle and its end, that stand for
 * the whole: what is found in them decides how the file is read. */
#ifndef FETTLE_SAMPLE_H
#define FETTLE_SAMPLE_H

#include "csvmend.h"

/* What a workbook of which only parts are in memory keeps for reading the rest. */
struct sample {
    struct dialect_found f;
    const struct csvfit *fit; /* see sample_learn */
    bool learnt;
    struct region
        *region; /* the tables of the sheet, as region_find has them; NULL: not looked for */
    int nregion;
    int64_t head, tail; /* rows of the sheet before `head` have the same number in the file, those
                         * from `tail` on are its last ones */
    int64_t bytes;      /* of the file that were looked at */
    int64_t rows_about; /* of the whole file, by the length of the rows that were seen */
};

struct sample_text {
    slice text;
    ptrdiff_t head, tail; /* where the first part ends and the last one begins */
    int64_t bytes;
};

/* The bytes of the parts, by which their encoding can be found. */
bool sample_bytes(const struct source *s, const struct read_options *o, struct arena *a, slice *out,
                  struct err *e);
/* The parts as one text of whole lines. */
bool sample_read(const struct source *s, const struct read_options *o, const struct encoding *enc,
                 struct arena *a, struct quirks *q, struct sample_text *out, struct err *e);
/* Takes off what is no whole row at the seams; false: no rows were found there. `r` is room to cut
 * rows in. */
bool sample_align(struct sample_text *t, const struct dialect_found *f, struct csvcut *r,
                  struct arena *a);
/* Do the tables of the sample stand for those of the file: is there one that goes from the
 * beginning to the end, and nothing else? */
bool sample_stands(const struct workbook *b, const struct read_options *o, struct arena *a);
/* Learns what the columns hold, so that uneven rows elsewhere in the file can be mended. Before
 * another thread has the workbook, and before the rest of the file is read; a second time is
 * nothing. */
void sample_learn(const struct workbook *b);

#endif
