#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *meaning;
    int status;
} table[] = {
#define X(id, text, status) {text, status},
    ERR_LIST(X)
#undef X
};

/* A cut sentence must not end inside a UTF-8 sequence. */
static void trim_utf8(char *s)
{
    size_t n = strlen(s), i = n;

    while (i > 0 && ((unsigned char)s[i - 1] & 0xC0) == 0x80) i--;
    if (i > 0 && (unsigned char)s[i - 1] >= 0xC0) {
        unsigned char lead = (unsigned char)s[i - 1];
        size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

        if (n - (i - 1) < want) s[i - 1] = 0;
    }
}

bool err_set(struct err *e, enum err_code c, const char *fmt, ...)
{
    va_list ap;

    if (e == NULL) return false;
    *e = (struct err){.code = c};
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    trim_utf8(e->text);
    return false;
}

bool err_wrap(struct err *e, const char *fmt, ...)
{
    char was[sizeof e->text];
    va_list ap;
    size_t n;

    if (e == NULL) return false;
    memcpy(was, e->text, sizeof was);
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    n = strlen(e->text);
    for (const char *from = ": "; *from != 0 && n + 1 < sizeof e->text; from++)
        e->text[n++] = *from;
    for (const char *from = was; *from != 0 && n + 1 < sizeof e->text; from++) e->text[n++] = *from;
    e->text[n] = 0;
    trim_utf8(e->text);
    return false;
}

int err_exit_status(enum err_code c)
{
    return table[c].status;
}

const char *err_meaning(enum err_code c)
{
    return table[c].meaning;
}

void err_no_memory(void)
{
    fputs("fettle: out of memory\n", stderr);
    abort();
}
