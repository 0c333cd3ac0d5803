/* xlsxtext.h - texts of a workbook: the shared strings, and what _xHHHH_ stands for. */
#ifndef FETTLE_XLSXTEXT_H
#define FETTLE_XLSXTEXT_H

#include "buf.h"
#include "zip.h"

/* The shared strings, read as far as they were asked for. */
struct xlsxtext {
    slice *at;
    int64_t n;
    struct xlsxtext_rest *rest; /* NULL: all are there */
};

/* Short texts side by side in an arena, without its alignment. All-zero is the empty one. */
struct xlsxtext_pack {
    char *p;
    size_t n;
};
/* Makes *s a copy in the arena; false when it does not fit. */
bool xlsxtext_keep(struct xlsxtext_pack *pack, struct arena *a, slice *s);

/* Begins to read the shared strings into the arena: phonetic runs dropped, rich runs joined. A
 * workbook without the part (NULL) has none. */
void xlsxtext_open(struct xlsxtext *t, struct zip *z, const struct zip_part *part, struct arena *a);
/* Reads on until at[i] is there or all are. E_LIMIT: one is too long (LIMIT_ITEM), or
 * all of them are (LIMIT_STRINGS); E_SOURCE: damaged. */
bool xlsxtext_reach(struct xlsxtext *t, int64_t i, struct err *e);
/* Stops reading; what is there stays. */
void xlsxtext_close(struct xlsxtext *t);

/* Writes _xHHHH_ as the characters they stand for (ECMA-376 part 1, 22.9.2.19; surrogate pairs
 * joined, lone ones left) in place; returns the new length. */
ptrdiff_t xlsxtext_decode(char *p, ptrdiff_t n);
/* The same for what stands in b from an offset on. */
void xlsxtext_decode_from(struct buf *b, size_t from);

#endif
