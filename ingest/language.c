#include "language.h"

#include "utf8.h"
#include <assert.h>
#include <math.h>

struct language_entry {
    uint64_t key; /* before << 32 | character, before 0 for a character alone; 0: free */
    double share;
};

struct text {
    const char *code, *name, *chars, *pairs;
};
#define LANGUAGE(code, name, chars, pairs) {#code, name, chars, pairs},
static const struct text text[] = {
#include "language.def"
};
#undef LANGUAGE
enum { LANGUAGES = sizeof text / sizeof *text };

static uint64_t key_of(int32_t before, int32_t c)
{
    return (uint64_t)(uint32_t)before << 32 | (uint32_t)c;
}

static struct language_entry *slot(const struct language *l, uint64_t key)
{
    uint64_t h = key * 0x9E3779B97F4A7C15u;
    uint32_t at = (uint32_t)(h >> 40) & l->mask;

    while (l->entry[at].key != 0 && l->entry[at].key != key) at = (at + 1) & l->mask;
    return &l->entry[at];
}

/* The share of a level: 2 to the power of -level/2. */
static double share_of(char level)
{
    int n = level <= '9' ? level - '0' : level <= 'Z' ? level - 'A' + 10 : level - 'a' + 36;

    return exp2(-0.5 * n);
}

/* Groups parted by blanks: a level, then characters (each == 1) or pairs of them (each == 2). */
static void learn(struct language *l, const char *groups, int each)
{
    slice rest = slice_z(groups);
    double share = 0;
    bool start = true;

    while (rest.n > 0) {
        int32_t cp[2] = {0, 0};

        if (rest.p[0] == ' ' || start) {
            rest = slice_sub(rest, rest.p[0] == ' ', rest.n);
            start = false;
            if (rest.n == 0) break;
            share = share_of(rest.p[0]);
            rest = slice_sub(rest, 1, rest.n);
            continue;
        }
        for (int i = 2 - each; i < 2; i++)
            rest = slice_sub(rest, utf8_decode(rest.p, rest.n, &cp[i]), rest.n);
        *slot(l, key_of(cp[0], cp[1])) = (struct language_entry){key_of(cp[0], cp[1]), share};
    }
}

struct language *language_all(struct arena *a)
{
    struct language *l = arena_new(a, struct language, LANGUAGES + 1);

    if (l == NULL) return NULL;
    for (int i = 0; i < LANGUAGES; i++) {
        /* A character takes at least a byte and a pair two: at most half of it is filled. */
        size_t most = strlen(text[i].chars) + strlen(text[i].pairs) / 2, size = 64;

        while (size < most * 2) size *= 2;
        l[i] = (struct language){.code = text[i].code, .name = text[i].name};
        l[i].mask = (uint32_t)size - 1;
        l[i].entry = arena_new(a, struct language_entry, size);
        if (l[i].entry == NULL) return NULL;
        learn(&l[i], text[i].chars, 1);
        learn(&l[i], text[i].pairs, 2);
    }
    return l;
}

double language_char(const struct language *l, int32_t c)
{
    return slot(l, key_of(0, c))->share;
}

double language_pair(const struct language *l, int32_t before, int32_t c)
{
    return slot(l, key_of(before, c))->share;
}
