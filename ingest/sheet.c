#include "sheet.h"

#include <stdarg.h>
#include <stdio.h>

void quirk_add(struct quirks *q, const char *code, int sheet, struct range at, const char *suggests,
               int64_t count, const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    int n;

    if (q->n >= QUIRKS_MAX) {
        q->dropped++;
        return;
    }
    if (q->n == q->cap) {
        int cap = q->cap > 0 ? q->cap * 2 : 16;
        struct quirk *at_new = arena_new(q->arena, struct quirk, cap);

        if (at_new == NULL) {
            q->dropped++;
            return;
        }
        if (q->n > 0) memcpy(at_new, q->at, (size_t)q->n * sizeof *q->at);
        q->at = at_new;
        q->cap = cap;
    }
    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0) n = 0;
    if (n >= (int)sizeof text) n = (int)sizeof text - 1;
    q->at[q->n++] = (struct quirk){.code = code,
                                   .sheet = sheet,
                                   .at = at,
                                   .text = arena_copy(q->arena, (slice){text, n}),
                                   .suggests = suggests,
                                   .count = count < 1 ? 1 : count};
}
