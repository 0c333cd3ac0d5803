/* Prints the characters of the sets of charset.def, for charset.c: built and run by make. To ask
 * iconv while a file is opened would load a module of the system for each of the forty sets. */
#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

static const struct {
    const char *iconv;
    bool wide;
} set[] = {
#define SINGLE(name, iconv, usual, languages) {iconv, false},
#define WIDE(name, iconv, usual, from, to, languages) {iconv, true},
#define ALIAS(name, other)
#include "charset.def"
};

/* The character of a byte; -1: there is none. *waits: there may be, with a mark that follows. */
static int32_t character(iconv_t cd, int byte, bool *waits)
{
    char in = (char)byte, *from = &in;
    unsigned char out[16] = {0};
    char *to = (char *)out;
    size_t left = 1, room = sizeof out;
    bool ok = iconv(cd, &from, &left, &to, &room) != (size_t)-1;
    int32_t c = -1;

    *waits = ok && room == sizeof out;
    if (ok && iconv(cd, NULL, NULL, &to, &room) != (size_t)-1 && room + 4 == sizeof out)
        c = (int32_t)(out[0] | (uint32_t)out[1] << 8 | (uint32_t)out[2] << 16);
    iconv(cd, NULL, NULL, NULL, NULL);
    return c;
}

int main(void)
{
    for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
        iconv_t cd = set[i].wide ? (iconv_t)-1 : iconv_open("UTF-32LE", set[i].iconv);
        bool joins = false;

        if (cd == (iconv_t)-1) {
            if (!set[i].wide) fprintf(stderr, "charmap: iconv does not know %s\n", set[i].iconv);
            puts("{false, false, {0}},");
            continue;
        }
        printf("{true, ");
        for (int b = 0; b < 256; b++) {
            bool waits;

            character(cd, b, &waits);
            joins = joins || waits;
        }
        printf("%s, {", joins ? "true" : "false");
        for (int b = 0; b < 256; b++) {
            bool waits;

            printf("%d,", (int)character(cd, b, &waits));
        }
        puts("}},");
        iconv_close(cd);
    }
    return 0;
}
