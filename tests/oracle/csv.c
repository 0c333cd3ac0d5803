/* Reads cases "DELIMITER QUOTE ESCAPE COLUMNS BYTES\n" (signs as numbers, 0: none) followed by so
 * many bytes of text; writes its cells, cut by the scanner and then by the exact way: each ends
 * with 0x1F, each row with 0x1E, each cut with 0x1D. tests/oracle/check_csv.py compares with
 * Python's csv. */
#include "csvcut.h"

#include <stdio.h>
#include <stdlib.h>

static bool put_rows(const struct dialect_found *f, slice text, bool exact, struct arena *a)
{
    struct csvcut rows = {0};
    struct err e = {0};
    bool ok = csvcut_all(&rows, f, text, exact, a, &e);

    for (int64_t r = 0; ok && r < rows.n; r++) {
        for (ptrdiff_t c = rows.first[r]; c < rows.first[r + 1]; c++) {
            fwrite(rows.cells.at[c].p, 1, (size_t)rows.cells.at[c].n, stdout);
            putchar(0x1F);
        }
        putchar(0x1E);
    }
    putchar(0x1D);
    csvcut_free(&rows);
    return ok;
}

int main(void)
{
    int delimiter, quote, escape, columns;
    long n;

    while (scanf("%d %d %d %d %ld", &delimiter, &quote, &escape, &columns, &n) == 5) {
        char sign[3] = {(char)delimiter, (char)quote, (char)escape}, *text = malloc((size_t)n + 1);
        struct dialect_found f = {.layout = LAYOUT_DELIMITED, .columns = columns};
        struct arena a;
        bool ok;

        if (text == NULL || getchar() != '\n' || fread(text, 1, (size_t)n, stdin) != (size_t)n)
            return 1;
        arena_init(&a, ARENA_NO_LIMIT);
        f.d.delimiter = (slice){sign, 1};
        f.d.quote = (slice){sign + 1, quote != 0};
        f.d.escape = (slice){sign + 2, escape != 0};
        f.d.doublequote = escape == 0;
        ok = put_rows(&f, (slice){text, n}, false, &a) && put_rows(&f, (slice){text, n}, true, &a);
        arena_free(&a);
        free(text);
        if (!ok) return 1;
    }
    return 0;
}
