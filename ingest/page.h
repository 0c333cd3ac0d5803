/* page.h - the rows of one piece of a large text file, cut and mended: some rows in the middle of
 * it, with the cells that they have when the whole is read. */
#ifndef FETTLE_PAGE_H
#define FETTLE_PAGE_H

#include "sample.h"
#include "segment.h"

struct page {
    struct segment segment; /* .row is the 0-based number of the first row, .n how many there are */
    struct csvmend mend;
    struct quirks quirks; /* what was done to the rows that csvmend_row gave */
};

/* All-zero but for this. */
void page_init(struct page *p);
void page_free(struct page *p);
/* Replaces what p holds by the piece of an index that entry[0] is about; entry[1] is the next one.
 * Its rows are got by csvmend_row(&p->mend, 0 .. n - 1), in their order. E_SOURCE: the file is not
 * as it was indexed. */
bool page_load(struct page *p, const struct window *w, const struct sample *sample,
               const struct rowindex_at entry[2], struct err *e);
/* The rows of the page as a table in the arena: column_1 ..., source rows as in the file. */
bool page_table(struct page *p, struct arena *a, struct table *out, struct err *e);

#endif
