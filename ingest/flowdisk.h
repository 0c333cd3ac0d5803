/* flowdisk.h - the rows of a table that is on disk: pieces of the file, cut, mended and without
 * what is no row of the table. */
#ifndef FETTLE_FLOWDISK_H
#define FETTLE_FLOWDISK_H

#include "flow.h"

struct flowdisk;
/* What one thread holds. */
struct flowdisk_part;

/* The table of an inspection whose book is a sample, with the rows behind its heading; the last
 * heading row is `head` (0-based, of the sheet; -1: none) and rows that repeat it are left out. */
struct flowdisk *flowdisk_open(const struct inspection *in, int64_t first, int64_t head,
                               struct err *e);
void flowdisk_close(struct flowdisk *d);
/* Columns of the table: those of the sample, and more where a row is wider. */
int flowdisk_columns(const struct flowdisk *d);
/* At most so many rows. */
int64_t flowdisk_rows(const struct flowdisk *d);

struct flowdisk_part *flowdisk_part_new(void);
void flowdisk_part_free(struct flowdisk_part *p);
/* Takes the next piece for the part; one thread at a time. *more = false: there is none. */
void flowdisk_take(struct flowdisk *d, struct flowdisk_part *p, bool *more);
/* Reads the piece; several threads at once. The batch may be empty; its first row is not numbered
 * yet. */
bool flowdisk_work(const struct flowdisk *d, struct flowdisk_part *p, struct flow_batch *b,
                   struct err *e);
/* What was found in the piece goes to q; in the order of the pieces. */
void flowdisk_give(struct flowdisk *d, struct flowdisk_part *p, struct quirks *q);
/* What was found in all pieces together. */
void flowdisk_note(const struct flowdisk *d, struct quirks *q);

#endif
