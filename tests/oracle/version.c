/* Reads lines "VERSION<tab>CLAUSES", writes whether version.c lets the one meet the other;
 * tests/oracle/check_version.py compares with Python's packaging. */
#include "version.h"

#include <stdio.h>

int main(void)
{
    static char line[1 << 12];

    while (fgets(line, sizeof line, stdin) != NULL) {
        slice clauses,
            version = slice_cut((slice){line, (ptrdiff_t)strcspn(line, "\n")}, '\t', &clauses);

        puts(version_fits(version, clauses) ? "True" : "False");
    }
    return 0;
}
