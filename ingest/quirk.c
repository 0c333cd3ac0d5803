#include "quirk.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *name, *meaning;
} known[] = {
#define QUIRK(code, meaning) {#code, meaning},
#include "quirk.def"
#undef QUIRK
};

const char *quirk_name(enum quirk_code code)
{
    return known[code].name;
}

const char *quirk_meaning(enum quirk_code code)
{
    return known[code].meaning;
}

/* What is odd in a row whose number is not known yet: once for all rows like it. */
static void add_elsewhere(struct quirks *q, enum quirk_code code, int sheet, const char *suggests,
                          int64_t count)
{
    char words[64];

    for (int i = 0; i < q->n; i++)
        if (q->at[i].at.top == 0 && q->at[i].code == code) {
            q->at[i].count += count;
            return;
        }
    snprintf(words, sizeof words, "%s", quirk_name(code));
    for (char *p = words; *p != 0; p++)
        if (*p == '_') *p = ' ';
    quirk_add(q, code, sheet, (struct range){0}, suggests, count,
              "%s: in the parts from the middle or the end of the file, whose rows have no number "
              "yet",
              words);
}

void quirk_add(struct quirks *q, enum quirk_code code, int sheet, struct range at,
               const char *suggests, int64_t count, const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    int n;

    if (q->known > 0 && at.top > q->known) {
        add_elsewhere(q, code, sheet, suggests, count);
        return;
    }
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

void quirks_copy(struct quirks *q, const struct quirks *from)
{
    for (int i = 0; i < from->n; i++) {
        const struct quirk *one = &from->at[i];

        quirk_add(q, one->code, one->sheet, one->at, one->suggests, one->count, "%.*s",
                  SLICE_ARG(one->text));
    }
    q->dropped += from->dropped;
}
