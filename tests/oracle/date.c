/* Reads lines of fields with tabs between them, writes what date.c makes of each;
 * tests/oracle/check_date.py compares with Python.
 *   cell PATTERN WINDOW TEXT     one cell by one pattern
 *   serial NUMBER EPOCH          an Excel serial, EPOCH 1900 or 1904
 *   column TEXT TEXT …           the pattern found, "?" when day and month cannot be told apart,
 *                                then what each cell is by it */
#include "date.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIELDS_MAX = 512 };

static void put(bool ok, const char *out, ptrdiff_t n)
{
    printf("%.*s", ok ? (int)n : 4, ok ? out : "none");
}

static void column(const slice *cell, int n)
{
    struct date_style s = {0};
    struct arena a;
    enum kind kind;
    int64_t fits, filled;
    bool ambiguous, found, ok;
    char out[40];
    ptrdiff_t len;

    arena_init(&a, ARENA_NO_LIMIT);
    found = date_detect(cell, n, &a, &s, &kind, &fits, &filled, &ambiguous);
    printf("%.*s%s", SLICE_ARG(found ? s.pattern : S("none")), ambiguous ? "?" : "");
    for (int i = 0; i < n && found; i++) {
        putchar('\t');
        ok = date_read(cell[i], &s, out, &len, &kind);
        put(ok, out, len);
    }
    putchar('\n');
    arena_free(&a);
}

int main(void)
{
    static char line[1 << 16];

    while (fgets(line, sizeof line, stdin) != NULL) {
        slice field[FIELDS_MAX], rest = {line, (ptrdiff_t)strcspn(line, "\n")};
        char out[40];
        ptrdiff_t len = 0;
        enum kind kind;
        bool ok;
        int n = 0;

        while (rest.n >= 0 && n < FIELDS_MAX) field[n++] = slice_cut(rest, '\t', &rest);
        line[strcspn(line, "\n")] = 0;
        if (slice_eqz(field[0], "cell") && n == 4) {
            struct date_style s = {.pattern = field[1], .window = atoi(field[2].p)};

            ok = date_read(field[3], &s, out, &len, &kind);
            put(ok, out, len);
            putchar('\n');
        } else if (slice_eqz(field[0], "serial") && n == 3) {
            ok = date_from_serial(strtod(field[1].p, NULL), slice_eqz(field[2], "1904"), out, &len,
                                  &kind);
            put(ok, out, len);
            putchar('\n');
        } else if (slice_eqz(field[0], "column")) {
            column(field + 1, n - 1);
        } else {
            return 1;
        }
    }
    return 0;
}
