#include "fixed.h"

__extension__ typedef __int128 wide;

static const int64_t power[] = {1,
                                10,
                                100,
                                1000,
                                10000,
                                100000,
                                1000000,
                                10000000,
                                100000000,
                                1000000000,
                                10000000000,
                                100000000000,
                                1000000000000,
                                10000000000000,
                                100000000000000,
                                1000000000000000,
                                10000000000000000,
                                100000000000000000,
                                1000000000000000000};

bool fixed_read(slice cell, struct fixed *out)
{
    const char *p = cell.p, *end = cell.p + cell.n, *point = NULL;
    bool negative = cell.n > 0 && *p == '-';
    int64_t v = 0;

    p += negative;
    /* Eighteen digits, a point. */
    if (end - p > 19 || p == end) return false;
    for (; p < end; p++) {
        unsigned d = (unsigned)(*p - '0');

        if (d <= 9)
            v = v * 10 + d;
        else if (*p == '.' && point == NULL)
            point = p;
        else
            return false;
    }
    if (point == NULL ? v >= power[18] : point + 1 == end || point == cell.p + negative)
        return false;
    out->v = negative ? -v : v;
    out->scale = point == NULL ? 0 : (int)(end - point - 1);
    return true;
}

int fixed_cmp(struct fixed x, struct fixed y)
{
    wide a = x.v, b = y.v;

    if (x.scale < y.scale) a *= power[y.scale - x.scale];
    if (y.scale < x.scale) b *= power[x.scale - y.scale];
    return a < b ? -1 : a > b;
}

bool fixed_plus(struct fixed x, struct fixed y, bool minus, struct fixed *out)
{
    int scale = x.scale > y.scale ? x.scale : y.scale;
    int64_t a, b, v;

    if (__builtin_mul_overflow(x.v, power[scale - x.scale], &a) ||
        __builtin_mul_overflow(y.v, power[scale - y.scale], &b) ||
        (minus ? __builtin_sub_overflow(a, b, &v) : __builtin_add_overflow(a, b, &v)) ||
        v == INT64_MIN)
        return false;
    *out = (struct fixed){v, scale};
    return true;
}

bool fixed_mul(struct fixed x, struct fixed y, struct fixed *out)
{
    int64_t v;

    if (x.scale + y.scale > 18 || __builtin_mul_overflow(x.v, y.v, &v) || v == INT64_MIN)
        return false;
    *out = (struct fixed){v, x.scale + y.scale};
    return true;
}

/* What comes of x and y when one of them is no number. */
static int32_t none_of(struct fixed x, struct fixed y)
{
    return x.scale == FIXED_NONE || y.scale == FIXED_NONE ? FIXED_NONE : FIXED_EMPTY;
}

void fixed_plus_rows(struct fixed_rows x, struct fixed_rows y, bool minus, int64_t n,
                     struct fixed *out)
{
    for (int64_t r = 0; r < n; r++) {
        struct fixed a = x.at[r * x.step], b = y.at[r * y.step];

        if ((a.scale | b.scale) < 0)
            out[r].scale = none_of(a, b);
        else if (!fixed_plus(a, b, minus, &out[r]))
            out[r].scale = FIXED_NONE;
    }
}

void fixed_mul_rows(struct fixed_rows x, struct fixed_rows y, int64_t n, struct fixed *out)
{
    for (int64_t r = 0; r < n; r++) {
        struct fixed a = x.at[r * x.step], b = y.at[r * y.step];

        if ((a.scale | b.scale) < 0)
            out[r].scale = none_of(a, b);
        else if (!fixed_mul(a, b, &out[r]))
            out[r].scale = FIXED_NONE;
    }
}

void fixed_read_rows(const slice *cell, int64_t n, struct fixed *out)
{
    for (int64_t r = 0; r < n; r++)
        if (cell[r].n == 0)
            out[r].scale = FIXED_EMPTY;
        else if (!fixed_read(cell[r], &out[r]))
            out[r].scale = FIXED_NONE;
}

slice fixed_cell(const struct column *c, int64_t r, struct arena *a)
{
    char text[FIXED_TEXT];

    if (c->cell != NULL) return c->cell[r];
    return c->number[r].scale < 0 ? S("") : arena_copy(a, fixed_text(c->number[r], text));
}

slice fixed_text(struct fixed x, char text[FIXED_TEXT])
{
    uint64_t v = (uint64_t)(x.v < 0 ? -x.v : x.v);
    int at = FIXED_TEXT;

    for (int i = 0; v > 0 || i <= x.scale; i++, v /= 10) {
        if (i == x.scale && i > 0) text[--at] = '.';
        text[--at] = (char)('0' + v % 10);
    }
    if (x.v < 0) text[--at] = '-';
    return (slice){text + at, FIXED_TEXT - at};
}

double fixed_double(struct fixed x)
{
    return (double)x.v / (double)power[x.scale];
}

const struct decimal *fixed_decimal(struct fixed x, struct arena *a)
{
    char z[40];
    struct arena text;
    const struct decimal *d;

    if (x.scale == 0) return decimal_int(x.v, a);
    arena_init(&text, sizeof z * 4);
    d = decimal_parse(arena_printf(&text, "%lldE-%d", (long long)x.v, x.scale), a);
    arena_free(&text);
    return d;
}

void fixed_add_decimal(struct fixed_sum *s, const struct decimal *x, struct arena *a)
{
    if (x != NULL && !s->overflow) s->rest = s->rest == NULL ? x : decimal_add(s->rest, x, a);
    s->overflow = s->overflow || x == NULL || s->rest == NULL;
}

void fixed_add(struct fixed_sum *s, struct fixed x, struct arena *a)
{
    int64_t v;

    if (!__builtin_add_overflow(s->at[x.scale], x.v, &v)) {
        s->at[x.scale] = v;
        return;
    }
    fixed_add_decimal(s, fixed_decimal((struct fixed){s->at[x.scale], x.scale}, a), a);
    s->at[x.scale] = x.v;
}

const struct decimal *fixed_total(const struct fixed_sum *s, struct arena *a)
{
    const struct decimal *sum = s->rest != NULL ? s->rest : decimal_int(0, a);

    if (s->overflow) return NULL;
    for (int i = 0; i < 19 && sum != NULL; i++)
        if (s->at[i] != 0) sum = decimal_add(sum, fixed_decimal((struct fixed){s->at[i], i}, a), a);
    return sum;
}
