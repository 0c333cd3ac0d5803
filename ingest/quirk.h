/* quirk.h - what is odd about a file: found while reading, with its evidence. */
#ifndef FETTLE_QUIRK_H
#define FETTLE_QUIRK_H

#include "arena.h"
#include "range.h"
#include "slice.h"

enum quirk_code {
#define QUIRK(code, meaning) QUIRK_##code,
#include "quirk.def"
#undef QUIRK
    QUIRK_CODES
};

/* The code as users see it, snake_case, and one clause that says what it means. Static. */
const char *quirk_name(enum quirk_code code);
const char *quirk_meaning(enum quirk_code code);

/* Something odd that was found, with its evidence. */
struct quirk {
    enum quirk_code code;
    int sheet;            /* 0-based; -1: the whole file */
    struct range at;      /* all zero: not at one place */
    slice text;           /* one sentence for people */
    const char *suggests; /* an op's name, or NULL */
    int64_t count;        /* how many times; at least 1 */
};

struct quirks {
    struct arena *arena;
    struct quirk *at;
    int n, cap;
    int dropped;   /* more than QUIRKS_MAX were found; this many are only counted */
    int64_t known; /* rows behind this one have no number yet; 0: all have one */
};
enum { QUIRKS_MAX = 1000 };
void quirk_add(struct quirks *q, enum quirk_code code, int sheet, struct range at,
               const char *suggests, int64_t count, const char *fmt, ...)
    __attribute__((format(printf, 7, 8)));

/* Appends copies of what `from` holds. */
void quirks_copy(struct quirks *q, const struct quirks *from);

#endif
