#include "shortest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool shortest_is(slice s)
{
    ptrdiff_t i = 0, whole, digits;

    if (i < s.n && s.p[i] == '-') i++;
    whole = i;
    while (i < s.n && is_digit(s.p[i])) i++;
    digits = i - whole;
    if (digits == 0 || digits > 15) return false;
    if (s.p[whole] == '0' && digits > 1) return false;
    if (i == s.n) return !(s.p[whole] == '0' && whole > 0); /* not "-0" */
    if (s.p[i] != '.') return false;
    /* 0.0001 is written so, 0.00001 is 1e-05 */
    if (s.p[whole] == '0' && s.n - i > 4 && memcmp(s.p + i + 1, "0000", 4) == 0) return false;
    digits = s.p[whole] == '0' ? 0 : digits;
    for (ptrdiff_t j = i + 1; j < s.n; j++, digits++)
        if (!is_digit(s.p[j])) return false;
    return i + 1 < s.n && s.p[s.n - 1] != '0' && digits <= 15;
}

static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Digits and a small power of ten are exact in double arithmetic (Clinger 1990). */
static bool read_fast(slice s, double *out)
{
    uint64_t m = 0;
    ptrdiff_t i = 0, digits = 0, dot = -1;

    if (i < s.n && s.p[i] == '-') i++;
    for (; i < s.n; i++) {
        if (s.p[i] == '.' && dot < 0) {
            dot = digits;
        } else if (is_digit(s.p[i])) {
            m = m * 10 + (uint64_t)(s.p[i] - '0');
            digits++;
        } else {
            return false;
        }
    }
    if (digits == 0 || digits > 18 || m > (uint64_t)1 << 53) return false;
    *out = dot < 0 ? (double)m : (double)m / power[digits - dot];
    if (s.p[0] == '-') *out = -*out;
    return true;
}

bool shortest_read(slice s, double *out)
{
    char text[400];
    ptrdiff_t n = 0;
    char *end;

    s = slice_trim(s);
    if (read_fast(s, out)) return true;
    if (s.n == 0 || s.n >= (ptrdiff_t)sizeof text) return false;
    for (; n < s.n; n++) {
        if (!is_digit(s.p[n]) && memchr("+-.eE", s.p[n], 5) == NULL) return false;
        text[n] = s.p[n];
    }
    text[n] = '\0';
    *out = strtod(text, &end);
    if (*end == '.') { /* a locale with another decimal mark */
        *end = ',';
        *out = strtod(text, &end);
    }
    return end == text + n && isfinite(*out);
}

static int digits_of(double v, char text[40])
{
    int n = 0;

    /* Below the normal doubles there are fewer than 15 digits to keep. */
    for (int p = v < 1e-300 ? 0 : 14; p < 17; p++) {
        n = snprintf(text, 40, "%.*e", p, v);
        if (strtod(text, NULL) >= v && strtod(text, NULL) <= v) break;
    }
    return n;
}

ptrdiff_t shortest_whole(uint64_t v, int width, char *out)
{
    static const char pair[] = "00010203040506070809101112131415161718192021222324"
                               "25262728293031323334353637383940414243444546474849"
                               "50515253545556575859606162636465666768697071727374"
                               "75767778798081828384858687888990919293949596979899";
    int n = 1;
    char *to;

    for (uint64_t least = 10; n < 20 && v >= least; least *= 10) n++;
    if (n < width) n = width;
    for (to = out + n; v >= 10; v /= 100) {
        to -= 2;
        memcpy(to, pair + v % 100 * 2, 2);
    }
    for (; to > out; v = 0) *--to = (char)('0' + v);
    return n;
}

/* At most fifteen digits with few of them behind the mark: what reads back (Clinger 1990) is the
 * shortest then, since different decimals of fifteen digits are different doubles. 0: it has more.
 */
static ptrdiff_t write_fast(double v, char *out)
{
    for (int k = 1; k <= 9 && v * power[k] < 1e15; k++) {
        uint64_t m = (uint64_t)(v * power[k] + 0.5);
        double back = (double)m / power[k];
        ptrdiff_t n;

        if (back > v || back < v) continue;
        n = shortest_whole(m / (uint64_t)power[k], 1, out);
        out[n] = '.';
        m %= (uint64_t)power[k];
        for (int i = k; i > 0; i--, m /= 10) out[n + i] = (char)('0' + m % 10);
        return n + 1 + k;
    }
    return 0;
}

ptrdiff_t shortest_write(double v, char out[SHORTEST_MAX])
{
    ptrdiff_t fast;

    char text[40], digit[24];
    int n = 0, exponent;
    char *o = out, *e;

    if (v < 0) {
        *o++ = '-';
        v = -v;
    }
    if (v < 1e15 && v >= 0 && floor(v) >= v) return o - out + shortest_whole((uint64_t)v, 1, o);
    if (v >= 1e-4 && (fast = write_fast(v, o)) > 0) return o - out + fast;
    digits_of(v, text);
    e = strchr(text, 'e');
    exponent = atoi(e + 1);
    for (const char *p = text; p < e; p++)
        if (is_digit(*p)) digit[n++] = *p;
    while (n > 1 && digit[n - 1] == '0') n--;
    if (exponent < -4 || exponent >= 16) {
        *o++ = digit[0];
        if (n > 1) {
            *o++ = '.';
            memcpy(o, digit + 1, (size_t)n - 1);
            o += n - 1;
        }
        return o - out + snprintf(o, 8, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
    }
    if (exponent < 0) {
        *o++ = '0';
        *o++ = '.';
        for (int i = -1; i > exponent; i--) *o++ = '0';
    }
    for (int i = 0; i < n || i <= exponent; i++) {
        if (i == exponent + 1 && exponent >= 0) *o++ = '.';
        *o++ = i < n ? digit[i] : '0';
    }
    return o - out;
}
