/* Worksheets of real workbooks, each read by the scanner and by expat alone; a difference is a
 * failed assertion, of the file that was named last (VERBOSE=1). oracle_sheets FILE... */
#include "../unit/sheetsame.h"
#include "buf.h"
#include "fs.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX = 1 << 29 };

static bool read_part(struct zip *z, const struct zip_part *part, struct buf *out)
{
    struct zip_reader *r = zip_reader_open(z, part);
    slice piece = {"", 1};
    bool ok = true;

    buf_clear(out);
    while (ok && piece.n > 0) {
        ok = zip_reader_next(r, &piece, NULL);
        if (ok) buf_put(out, piece);
    }
    zip_reader_close(r);
    return ok;
}

/* How many of its sheets both read; -1: no archive. */
static int compare(const char *path, int *sheets)
{
    struct arena a;
    struct buf xml = {0};
    struct zip z;
    slice bytes;
    int same = 0;

    arena_init(&a, ARENA_NO_LIMIT);
    if (!fs_read(path, FILE_MAX, &a, &bytes, NULL) || !zip_open(&z, bytes, NULL, &a, NULL)) {
        arena_free(&a);
        return -1;
    }
    for (int i = 0; i < z.npart; i++) {
        struct one_sheet scanned;
        struct arena own;
        struct zip inner;

        if (slice_find(z.part[i].name, S("worksheets/")) < 0 ||
            !slice_ends(z.part[i].name, S(".xml")) || !read_part(&z, &z.part[i], &xml))
            continue;
        arena_init(&own, ARENA_NO_LIMIT);
        same += sheet_scanned(buf_slice(&xml), &own, &inner, &scanned);
        ++*sheets;
        arena_free(&own);
    }
    buf_free(&xml);
    arena_free(&a);
    return same;
}

int main(int argc, char **argv)
{
    int books = 0, sheets = 0, same = 0;

    for (int i = 1; i < argc; i++) {
        int n;

        if (getenv("VERBOSE") != NULL) fprintf(stderr, "%s\n", argv[i]);
        n = compare(argv[i], &sheets);
        if (n >= 0) books++, same += n;
    }
    printf("worksheets by the scanner and by expat: %d workbooks, %d sheets, %d read by both, the "
           "same\n",
           books, sheets, same);
    return 0;
}
