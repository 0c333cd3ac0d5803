#include "slice.h"

#include <stdlib.h>

slice slice_sub(slice s, ptrdiff_t from, ptrdiff_t to)
{
    if (from < 0) from = 0;
    if (from > s.n) from = s.n;
    if (to > s.n) to = s.n;
    if (to < from) to = from;
    return (slice){from > 0 ? s.p + from : s.p, to - from};
}

int slice_cmp(slice a, slice b)
{
    ptrdiff_t n = a.n < b.n ? a.n : b.n;
    int d = n > 0 ? memcmp(a.p, b.p, (size_t)n) : 0;

    return d != 0 ? d : (a.n > b.n) - (a.n < b.n);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

slice slice_trim(slice s)
{
    while (s.n > 0 && is_space(s.p[0])) s.p++, s.n--;
    while (s.n > 0 && is_space(s.p[s.n - 1])) s.n--;
    return s;
}

slice slice_cut(slice s, char c, slice *rest)
{
    const char *at = s.n > 0 ? memchr(s.p, c, (size_t)s.n) : NULL;

    if (at == NULL) {
        *rest = (slice){s.p, -1};
        return s;
    }
    *rest = (slice){at + 1, s.n - (at - s.p) - 1};
    return (slice){s.p, at - s.p};
}

ptrdiff_t slice_find(slice s, slice needle)
{
    const char *at;

    if (needle.n == 0) return 0;
    if (s.n < needle.n) return -1;
    at = memmem(s.p, (size_t)s.n, needle.p, (size_t)needle.n);
    return at == NULL ? -1 : at - s.p;
}

bool slice_starts(slice s, slice prefix)
{
    return s.n >= prefix.n && slice_eq(slice_sub(s, 0, prefix.n), prefix);
}

bool slice_ends(slice s, slice suffix)
{
    return s.n >= suffix.n && slice_eq(slice_sub(s, s.n - suffix.n, s.n), suffix);
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool slice_eq_nocase(slice a, slice b)
{
    if (a.n != b.n) return false;
    for (ptrdiff_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i])) return false;
    return true;
}

int slice_cmp_nocase(slice a, slice b)
{
    for (ptrdiff_t i = 0; i < a.n && i < b.n; i++) {
        unsigned char x = (unsigned char)lower(a.p[i]), y = (unsigned char)lower(b.p[i]);

        if (x != y) return x < y ? -1 : 1;
    }
    return (a.n > b.n) - (a.n < b.n);
}

bool slice_i64(slice s, int64_t *out)
{
    bool minus = s.n > 0 && s.p[0] == '-';
    int64_t v = 0;

    if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) s.p++, s.n--;
    if (s.n == 0) return false;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        /* Accumulate downwards: INT64_MIN has no positive twin. */
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v))
            return false;
    }
    if (!minus && __builtin_sub_overflow(0, v, &v)) return false;
    *out = v;
    return true;
}

int slice_distance(slice a, slice b, int limit)
{
    int *row, *prev, *before, best;

    if (a.n - b.n > limit || b.n - a.n > limit) return limit + 1;
    row = calloc(3 * (size_t)(b.n + 1), sizeof *row);
    if (row == NULL) return limit + 1;
    prev = row + b.n + 1, before = prev + b.n + 1;
    for (ptrdiff_t j = 0; j <= b.n; j++) prev[j] = (int)j;
    for (ptrdiff_t i = 1; i <= a.n; i++) {
        row[0] = (int)i;
        for (ptrdiff_t j = 1; j <= b.n; j++) {
            int d = prev[j - 1] + (lower(a.p[i - 1]) != lower(b.p[j - 1]));

            if (prev[j] + 1 < d) d = prev[j] + 1;
            if (row[j - 1] + 1 < d) d = row[j - 1] + 1;
            if (i > 1 && j > 1 && lower(a.p[i - 1]) == lower(b.p[j - 2]) &&
                lower(a.p[i - 2]) == lower(b.p[j - 1]) && before[j - 2] + 1 < d)
                d = before[j - 2] + 1;
            row[j] = d;
        }
        memcpy(before, prev, (size_t)(b.n + 1) * sizeof *row);
        memcpy(prev, row, (size_t)(b.n + 1) * sizeof *row);
    }
    best = prev[b.n];
    free(row);
    return best > limit ? limit + 1 : best;
}
