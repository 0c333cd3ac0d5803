/* decimal.c - a coefficient times a power of ten. Up to 38 digits the coefficient is one 128-bit
 * integer; beyond that it is a number to base 10^9, least significant first, and the schoolbook
 * algorithms do (division: Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D). */
#include "decimal.h"

#include <assert.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 wide;

struct decimal {
    wide small;           /* the coefficient when limb is NULL */
    const uint32_t *limb; /* else this */
    int n;                /* limbs */
    int scale;            /* digits behind the point, >= 0 */
    bool negative;        /* never with zero */
};

/* A coefficient of any size while it is worked on. */
struct big {
    uint32_t *d;
    int n; /* no leading zero limb; zero has n == 0 */
};

enum { BASE = 1000000000, BASE_DIGITS = 9, SMALL_DIGITS = 38, PRECISION = 28 };
/* Room for what happens on the way to a result: two operands at one scale, a shifted dividend. */
enum { BIG_LIMBS = 4 * DECIMAL_DIGITS_MAX / BASE_DIGITS };

static wide pow10_wide(int n)
{
    wide v = 1;

    while (n-- > 0) v *= 10;
    return v;
}

static int digits_of(wide v)
{
    int n = 0;

    while (v >= BASE) v /= BASE, n += BASE_DIGITS;
    for (; v > 0; v /= 10) n++;
    return n;
}

/* ------------------------------------------------------- big coefficients */

static bool big_new(struct big *x, int limbs, struct arena *a)
{
    *x = (struct big){arena_new(a, uint32_t, limbs > 0 ? limbs : 1), 0};
    return x->d != NULL && limbs <= BIG_LIMBS;
}

static void big_trim(struct big *x)
{
    while (x->n > 0 && x->d[x->n - 1] == 0) x->n--;
}

static bool big_from(struct big *x, const struct decimal *v, struct arena *a)
{
    wide small = v->small;

    if (!big_new(x, v->limb != NULL ? v->n : 5, a)) return false;
    if (v->limb != NULL) {
        memcpy(x->d, v->limb, (size_t)v->n * sizeof *x->d);
        x->n = v->n;
        return true;
    }
    for (; small > 0; small /= BASE) x->d[x->n++] = (uint32_t)(small % BASE);
    return true;
}

static int big_digits(const struct big *x)
{
    return x->n == 0 ? 0 : (x->n - 1) * BASE_DIGITS + digits_of(x->d[x->n - 1]);
}

static int big_cmp(const struct big *x, const struct big *y)
{
    if (x->n != y->n) return x->n < y->n ? -1 : 1;
    for (int i = x->n - 1; i >= 0; i--)
        if (x->d[i] != y->d[i]) return x->d[i] < y->d[i] ? -1 : 1;
    return 0;
}

static bool big_add(struct big *r, const struct big *x, const struct big *y, struct arena *a)
{
    int n = (x->n > y->n ? x->n : y->n) + 1;
    uint32_t carry = 0;

    if (!big_new(r, n, a)) return false;
    for (int i = 0; i < n; i++) {
        uint32_t v = carry + (i < x->n ? x->d[i] : 0) + (i < y->n ? y->d[i] : 0);

        carry = v >= BASE;
        r->d[i] = carry ? v - BASE : v;
    }
    r->n = n;
    big_trim(r);
    return true;
}

/* x - y, x >= y. */
static bool big_sub(struct big *r, const struct big *x, const struct big *y, struct arena *a)
{
    uint32_t borrow = 0;

    if (!big_new(r, x->n, a)) return false;
    for (int i = 0; i < x->n; i++) {
        uint32_t take = borrow + (i < y->n ? y->d[i] : 0);

        borrow = x->d[i] < take;
        r->d[i] = x->d[i] + (borrow ? BASE : 0) - take;
    }
    r->n = x->n;
    big_trim(r);
    return true;
}

static bool big_mul(struct big *r, const struct big *x, const struct big *y, struct arena *a)
{
    if (!big_new(r, x->n + y->n, a)) return false;
    for (int i = 0; i < x->n; i++) {
        uint64_t carry = 0;

        for (int j = 0; j < y->n; j++) {
            uint64_t v = (uint64_t)x->d[i] * y->d[j] + r->d[i + j] + carry;

            r->d[i + j] = (uint32_t)(v % BASE);
            carry = v / BASE;
        }
        r->d[i + y->n] = (uint32_t)carry;
    }
    r->n = x->n + y->n;
    big_trim(r);
    return true;
}

/* x * 10^n */
static bool big_shift(struct big *r, const struct big *x, int n, struct arena *a)
{
    int limbs = n / BASE_DIGITS;
    uint32_t by = (uint32_t)pow10_wide(n % BASE_DIGITS);
    uint64_t carry = 0;

    if (n > 2 * DECIMAL_DIGITS_MAX || !big_new(r, x->n + limbs + 1, a)) return false;
    if (x->n == 0) return true;
    for (int i = 0; i < x->n; i++) {
        uint64_t v = (uint64_t)x->d[i] * by + carry;

        r->d[limbs + i] = (uint32_t)(v % BASE);
        carry = v / BASE;
    }
    r->d[limbs + x->n] = (uint32_t)carry;
    r->n = x->n + limbs + 1;
    big_trim(r);
    return true;
}

/* x *= m, x has room. */
static void big_times(struct big *x, uint32_t m)
{
    uint64_t carry = 0;

    for (int i = 0; i < x->n; i++) {
        uint64_t v = (uint64_t)x->d[i] * m + carry;

        x->d[i] = (uint32_t)(v % BASE);
        carry = v / BASE;
    }
    if (carry > 0) x->d[x->n++] = (uint32_t)carry;
}

/* x /= m; the remainder. */
static uint32_t big_over(struct big *x, uint32_t m)
{
    uint64_t rest = 0;

    for (int i = x->n - 1; i >= 0; i--) {
        rest = rest * BASE + x->d[i];
        x->d[i] = (uint32_t)(rest / m);
        rest %= m;
    }
    big_trim(x);
    return (uint32_t)rest;
}

/* q = x / y, r = x % y, y != 0. */
static bool big_divide(struct big *q, struct big *r, const struct big *x, const struct big *y,
                       struct arena *a)
{
    struct big v;
    uint32_t norm;

    if (!big_new(q, x->n + 1, a) || !big_new(r, x->n + 2, a) || !big_new(&v, y->n + 1, a))
        return false;
    if (x->n > 0) memcpy(r->d, x->d, (size_t)x->n * sizeof *r->d);
    r->n = x->n;
    if (big_cmp(x, y) < 0) return true;
    if (y->n == 1) {
        memcpy(q->d, x->d, (size_t)x->n * sizeof *q->d);
        q->n = x->n;
        r->d[0] = big_over(q, y->d[0]);
        r->n = r->d[0] != 0;
        return true;
    }
    /* Normalised so that the divisor's top limb is at least BASE / 2. */
    norm = BASE / (y->d[y->n - 1] + 1);
    memcpy(v.d, y->d, (size_t)y->n * sizeof *v.d);
    v.n = y->n;
    big_times(&v, norm);
    big_times(r, norm);
    if (r->n == x->n) r->d[r->n] = 0;
    for (int j = x->n - y->n; j >= 0; j--) {
        uint64_t top = (uint64_t)r->d[j + v.n] * BASE + r->d[j + v.n - 1];
        uint64_t guess = top / v.d[v.n - 1], rest = top % v.d[v.n - 1];
        int64_t borrow = 0;

        while (guess >= BASE || guess * v.d[v.n - 2] > rest * BASE + r->d[j + v.n - 2]) {
            guess--, rest += v.d[v.n - 1];
            if (rest >= BASE) break;
        }
        for (int i = 0; i <= v.n; i++) {
            int64_t have =
                (int64_t)r->d[i + j] + borrow - (i < v.n ? (int64_t)((guess * v.d[i]) % BASE) : 0);

            borrow = i < v.n ? -(int64_t)((guess * v.d[i]) / BASE) : 0;
            while (have < 0) have += BASE, borrow--;
            r->d[i + j] = (uint32_t)have;
        }
        if (borrow < 0) {
            /* One too many: add the divisor back. */
            uint32_t carry = 0;

            guess--;
            for (int i = 0; i <= v.n; i++) {
                uint32_t s = r->d[i + j] + (i < v.n ? v.d[i] : 0) + carry;

                carry = s >= BASE;
                r->d[i + j] = carry ? s - BASE : s;
            }
        }
        q->d[j] = (uint32_t)guess;
    }
    q->n = x->n - y->n + 1;
    big_trim(q);
    r->n = v.n;
    big_trim(r);
    big_over(r, norm);
    return true;
}

/* ----------------------------------------------------------------- values */

static const struct decimal *make(struct arena *a, bool negative, wide coef, int scale)
{
    struct decimal *x = scale <= DECIMAL_DIGITS_MAX ? arena_new(a, struct decimal, 1) : NULL;

    if (x == NULL) return NULL;
    *x = (struct decimal){.small = coef, .scale = scale, .negative = negative && coef != 0};
    return x;
}

static const struct decimal *make_big(struct arena *a, bool negative, const struct big *v,
                                      int scale)
{
    struct decimal *x;
    wide small = 0;
    int digits = big_digits(v);

    if (digits > DECIMAL_DIGITS_MAX || scale > DECIMAL_DIGITS_MAX) return NULL;
    if (digits <= SMALL_DIGITS) {
        for (int i = v->n - 1; i >= 0; i--) small = small * BASE + v->d[i];
        return make(a, negative, small, scale);
    }
    x = arena_new(a, struct decimal, 1);
    if (x == NULL) return NULL;
    *x = (struct decimal){.limb = v->d, .n = v->n, .scale = scale, .negative = negative};
    return x;
}

static bool is_zero(const struct decimal *x)
{
    return x->limb == NULL && x->small == 0;
}

static int coef_digits(const struct decimal *x)
{
    if (x->limb == NULL) return digits_of(x->small);
    return (x->n - 1) * BASE_DIGITS + digits_of(x->limb[x->n - 1]);
}

const struct decimal *decimal_int(int64_t v, struct arena *a)
{
    return make(a, v < 0, v < 0 ? (wide)0 - (wide)v : (wide)v, 0);
}

/* digit[0..n) (decimal digits only) as a coefficient. */
static bool big_from_digits(struct big *x, const char *digit, int n, struct arena *a)
{
    if (!big_new(x, n / BASE_DIGITS + 1, a)) return false;
    for (int end = n; end > 0; end -= BASE_DIGITS) {
        uint32_t limb = 0;

        for (int i = end > BASE_DIGITS ? end - BASE_DIGITS : 0; i < end; i++)
            limb = limb * 10 + (uint32_t)(digit[i] - '0');
        x->d[x->n++] = limb;
    }
    big_trim(x);
    return true;
}

const struct decimal *decimal_parse(slice text, struct arena *a)
{
    bool negative = text.n > 0 && text.p[0] == '-';
    int digits = 0, scale = 0;
    ptrdiff_t i = text.n > 0 && (negative || text.p[0] == '+') ? 1 : 0;
    int64_t exponent = 0;
    bool point = false;
    wide small = 0;
    struct big b;
    char *digit = NULL;

    if (text.n > DECIMAL_DIGITS_MAX) return NULL;
    if (text.n > SMALL_DIGITS && (digit = arena_new(a, char, text.n)) == NULL) return NULL;
    for (; i < text.n; i++) {
        char c = text.p[i];

        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            if (digit != NULL)
                digit[digits] = c;
            else
                small = small * 10 + (unsigned char)(c - '0');
            digits++, scale += point;
        } else {
            break;
        }
    }
    if (digits == 0) return NULL;
    if (i < text.n) {
        slice rest = slice_sub(text, i + 1, text.n);

        if (text.p[i] != 'e' && text.p[i] != 'E') return NULL;
        if (rest.n > 1 && rest.p[0] == '+') rest = slice_sub(rest, 1, rest.n);
        if (!slice_i64(rest, &exponent)) return NULL;
        if (exponent > DECIMAL_DIGITS_MAX || exponent < -DECIMAL_DIGITS_MAX) return NULL;
    }
    scale -= (int)exponent;
    if (digit == NULL && scale >= 0) return make(a, negative, small, scale);
    if (digit == NULL) {
        struct decimal v = {.small = small};

        if (!big_from(&b, &v, a)) return NULL;
    } else if (!big_from_digits(&b, digit, digits, a)) {
        return NULL;
    }
    if (scale < 0) {
        struct big r;

        if (!big_shift(&r, &b, -scale, a)) return NULL;
        b = r, scale = 0;
    }
    return make_big(a, negative, &b, scale);
}

/* Both coefficients at the same scale. */
static bool align(const struct decimal *x, const struct decimal *y, struct big *bx, struct big *by,
                  int *scale, struct arena *a)
{
    struct big vx, vy;

    *scale = x->scale > y->scale ? x->scale : y->scale;
    return big_from(&vx, x, a) && big_from(&vy, y, a) && big_shift(bx, &vx, *scale - x->scale, a) &&
           big_shift(by, &vy, *scale - y->scale, a);
}

static bool align_small(const struct decimal *x, const struct decimal *y, wide *vx, wide *vy,
                        int *scale)
{
    *scale = x->scale > y->scale ? x->scale : y->scale;
    if (x->limb != NULL || y->limb != NULL) return false;
    if (digits_of(x->small) + *scale - x->scale > SMALL_DIGITS - 1 ||
        digits_of(y->small) + *scale - y->scale > SMALL_DIGITS - 1 ||
        *scale - x->scale > SMALL_DIGITS || *scale - y->scale > SMALL_DIGITS)
        return false;
    *vx = x->small * pow10_wide(*scale - x->scale);
    *vy = y->small * pow10_wide(*scale - y->scale);
    return true;
}

static const struct decimal *add(const struct decimal *x, const struct decimal *y, bool flip,
                                 struct arena *a)
{
    bool ny = y->negative != flip;
    struct big bx, by, r;
    wide vx, vy;
    int scale;

    if (align_small(x, y, &vx, &vy, &scale)) {
        if (x->negative == ny) return make(a, ny, vx + vy, scale);
        return vx >= vy ? make(a, x->negative, vx - vy, scale) : make(a, ny, vy - vx, scale);
    }
    if (!align(x, y, &bx, &by, &scale, a)) return NULL;
    if (x->negative == ny) return big_add(&r, &bx, &by, a) ? make_big(a, ny, &r, scale) : NULL;
    if (big_cmp(&bx, &by) >= 0)
        return big_sub(&r, &bx, &by, a) ? make_big(a, x->negative, &r, scale) : NULL;
    return big_sub(&r, &by, &bx, a) ? make_big(a, ny, &r, scale) : NULL;
}

const struct decimal *decimal_add(const struct decimal *x, const struct decimal *y, struct arena *a)
{
    return add(x, y, false, a);
}

const struct decimal *decimal_sub(const struct decimal *x, const struct decimal *y, struct arena *a)
{
    return add(x, y, true, a);
}

const struct decimal *decimal_copy(const struct decimal *x, struct arena *a)
{
    struct decimal *r = arena_new(a, struct decimal, 1);
    uint32_t *limb = x->limb != NULL ? arena_new(a, uint32_t, x->n) : NULL;

    if (r == NULL || (x->limb != NULL && limb == NULL)) return NULL;
    *r = *x;
    if (limb != NULL) memcpy(limb, x->limb, (size_t)x->n * sizeof *limb);
    r->limb = limb;
    return r;
}

const struct decimal *decimal_neg(const struct decimal *x, struct arena *a)
{
    struct decimal *r = arena_new(a, struct decimal, 1);

    if (r == NULL) return NULL;
    *r = *x;
    r->negative = !x->negative && !is_zero(x);
    return r;
}

const struct decimal *decimal_mul(const struct decimal *x, const struct decimal *y, struct arena *a)
{
    bool negative = x->negative != y->negative;
    struct big bx, by, r;

    if (x->limb == NULL && y->limb == NULL &&
        digits_of(x->small) + digits_of(y->small) <= SMALL_DIGITS)
        return make(a, negative, x->small * y->small, x->scale + y->scale);
    if (!big_from(&bx, x, a) || !big_from(&by, y, a) || !big_mul(&r, &bx, &by, a)) return NULL;
    return make_big(a, negative, &r, x->scale + y->scale);
}

/* Drops the last `drop` digits of b, half-even. */
static bool round_off(struct big *b, int drop, struct arena *a)
{
    bool rest = false, up;
    uint32_t last;

    if (drop <= 0) return true;
    if (drop > big_digits(b)) {
        b->n = 0;
        return true;
    }
    for (; drop > BASE_DIGITS; drop -= BASE_DIGITS) rest = big_over(b, BASE) != 0 || rest;
    if (drop > 1) rest = big_over(b, (uint32_t)pow10_wide(drop - 1)) != 0 || rest;
    last = big_over(b, 10);
    up = last > 5 || (last == 5 && (rest || (b->n > 0 && b->d[0] % 2 == 1)));
    if (up) {
        uint32_t one[] = {1};
        struct big r, unit = {one, 1};

        if (!big_add(&r, b, &unit, a)) return false;
        *b = r;
    }
    return true;
}

/* Python's decimal: a quotient with one digit more than needed whose last digit is made odd when
 * something is left over, then one rounding; exact quotients lose zeros down to the ideal exponent.
 */
const struct decimal *decimal_div(const struct decimal *x, const struct decimal *y, struct arena *a)
{
    int shift = coef_digits(y) - coef_digits(x) + PRECISION + 1, scale, ideal, digits;
    struct big bx, by, num, den, q, r;
    bool negative = x->negative != y->negative;

    if (is_zero(y)) return NULL;
    ideal = x->scale - y->scale;
    if (is_zero(x)) return make(a, false, 0, ideal > 0 ? ideal : 0);
    scale = ideal + shift;
    if (!big_from(&bx, x, a) || !big_from(&by, y, a)) return NULL;
    if (!big_shift(&num, &bx, shift > 0 ? shift : 0, a) ||
        !big_shift(&den, &by, shift < 0 ? -shift : 0, a) || !big_divide(&q, &r, &num, &den, a))
        return NULL;
    if (r.n > 0) {
        if (q.d[0] % 5 == 0) q.d[0]++;
    } else {
        while (scale > ideal && q.n > 0 && q.d[0] % 10 == 0) big_over(&q, 10), scale--;
    }
    digits = big_digits(&q);
    if (digits > PRECISION) {
        if (!round_off(&q, digits - PRECISION, a)) return NULL;
        scale -= digits - PRECISION;
        /* 9.99…95 became 10.0: one digit too many again. */
        if (big_digits(&q) > PRECISION) big_over(&q, 10), scale--;
    }
    if (scale < 0) {
        if (!big_shift(&num, &q, -scale, a)) return NULL;
        q = num, scale = 0;
    }
    return make_big(a, negative, &q, scale);
}

const struct decimal *decimal_rem(const struct decimal *x, const struct decimal *y, struct arena *a)
{
    struct big bx, by, q, r;
    wide vx, vy;
    int scale;

    if (is_zero(y)) return NULL;
    if (align_small(x, y, &vx, &vy, &scale)) return make(a, x->negative, vx % vy, scale);
    if (!align(x, y, &bx, &by, &scale, a) || !big_divide(&q, &r, &bx, &by, a)) return NULL;
    return make_big(a, x->negative, &r, scale);
}

const struct decimal *decimal_round(const struct decimal *x, int places, struct arena *a)
{
    struct big b, r;

    if (places > DECIMAL_DIGITS_MAX || places < -DECIMAL_DIGITS_MAX || !big_from(&b, x, a))
        return NULL;
    if (places >= x->scale)
        return big_shift(&r, &b, places - x->scale, a) ? make_big(a, x->negative, &r, places)
                                                       : NULL;
    if (!round_off(&b, x->scale - places, a)) return NULL;
    if (places >= 0) return make_big(a, x->negative, &b, places);
    return big_shift(&r, &b, -places, a) ? make_big(a, x->negative, &r, 0) : NULL;
}

const struct decimal *decimal_floor(const struct decimal *x, bool up, struct arena *a)
{
    struct big b, one_more, unit;
    uint32_t one[] = {1};
    bool rest = false;

    if (!big_from(&b, x, a)) return NULL;
    for (int drop = x->scale; drop > 0; drop -= BASE_DIGITS)
        rest = big_over(&b, (uint32_t)pow10_wide(drop < BASE_DIGITS ? drop : BASE_DIGITS)) != 0 ||
               rest;
    unit = (struct big){one, 1};
    if (rest && x->negative != up) {
        if (!big_add(&one_more, &b, &unit, a)) return NULL;
        b = one_more;
    }
    return make_big(a, x->negative, &b, 0);
}

int decimal_cmp(const struct decimal *x, const struct decimal *y)
{
    struct big bx, by;
    struct arena a;
    wide vx, vy;
    int scale, c;
    bool ok;

    if (x->negative != y->negative) return x->negative ? -1 : 1;
    if (align_small(x, y, &vx, &vy, &scale)) {
        c = vx < vy ? -1 : vx > vy;
        return x->negative ? -c : c;
    }
    arena_init(&a, ARENA_NO_LIMIT);
    ok = align(x, y, &bx, &by, &scale, &a);
    assert(ok); /* both fit, and so does either at the other's scale */
    (void)ok;
    c = big_cmp(&bx, &by);
    arena_free(&a);
    return x->negative ? -c : c;
}

int decimal_sign(const struct decimal *x)
{
    return is_zero(x) ? 0 : x->negative ? -1 : 1;
}

bool decimal_is_integer(const struct decimal *x)
{
    struct arena a;
    struct big b;
    bool whole = true;

    if (x->scale == 0) return true;
    arena_init(&a, ARENA_NO_LIMIT);
    if (!big_from(&b, x, &a)) whole = false;
    for (int drop = x->scale; drop > 0 && whole; drop -= BASE_DIGITS)
        whole = big_over(&b, (uint32_t)pow10_wide(drop < BASE_DIGITS ? drop : BASE_DIGITS)) == 0;
    arena_free(&a);
    return whole;
}

bool decimal_i64(const struct decimal *x, int64_t *out)
{
    wide v = x->small;

    if (x->limb != NULL || !decimal_is_integer(x)) return false;
    if (x->scale > SMALL_DIGITS) return v == 0 ? (*out = 0, true) : false;
    v /= pow10_wide(x->scale);
    if (v > (wide)INT64_MAX) return false;
    *out = x->negative ? -(int64_t)v : (int64_t)v;
    return true;
}

slice decimal_text(const struct decimal *x, struct arena *a)
{
    int digits = coef_digits(x), whole = digits - x->scale, k = 0;
    int size = (whole > 0 ? whole : 1) + x->scale + 3;
    char *digit = arena_new(a, char, digits + 1), *out = arena_new(a, char, size);
    wide v = x->small;

    if (digit == NULL || out == NULL) return (slice){NULL, 0};
    for (int i = digits - 1; i >= 0; i--) {
        if (x->limb != NULL) {
            int place = digits - 1 - i;

            digit[i] = (char)('0' + x->limb[place / BASE_DIGITS] /
                                        (uint32_t)pow10_wide(place % BASE_DIGITS) % 10);
        } else {
            digit[i] = (char)('0' + (int)(v % 10));
            v /= 10;
        }
    }
    if (x->negative) out[k++] = '-';
    if (whole <= 0) out[k++] = '0';
    for (int i = 0; i < whole; i++) out[k++] = digit[i];
    if (x->scale > 0) out[k++] = '.';
    for (int i = whole; i < digits; i++) out[k++] = i < 0 ? '0' : digit[i];
    out[k] = 0;
    return (slice){out, k};
}
