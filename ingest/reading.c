#include "reading.h"

#include "calendar.h"
#include "utf8.h"
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ------------------------------------------------------ eight bytes in one word */

enum { WORD = 8 };
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The byte at p + i is in bits 8i to 8i + 7. */
static uint64_t word_at(const char *p)
{
    uint64_t v;

    memcpy(&v, p, WORD);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* The n bytes at p, from 1 to 8, as word_at has them; nothing else is read. */
static uint64_t short_word(const char *p, ptrdiff_t n)
{
    uint32_t first = 0, last = 0;

    if (n == WORD) return word_at(p);
    if (n < 4) {
        /* 1: the same byte three times; 2: one of them twice. */
        first = (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[n / 2] << 8 * (n / 2);
        return first | (uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1);
    }
    memcpy(&first, p, 4);
    memcpy(&last, p + n - 4, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    first = __builtin_bswap32(first);
    last = __builtin_bswap32(last);
#endif
    return first | (uint64_t)last << 8 * (n - 4);
}

/* All eight: a digit has 3 above, and no carry into there when 6 is added. */
static bool are_digits(uint64_t v)
{
    return ((v & EACH(0xf0)) | ((v + EACH(6)) & EACH(0xf0)) >> 4) == EACH(0x33);
}

/* Eight digits, the first in the lowest byte: pairs, then fours, then all. */
static uint32_t eight_digits(uint64_t v)
{
    v = (v & EACH(15)) * (1 + (UINT64_C(10) << 8)) >> 8;
    v = (v & UINT64_C(0x00ff00ff00ff00ff)) * (1 + (UINT64_C(100) << 16)) >> 16;
    return (uint32_t)((v & UINT64_C(0x0000ffff0000ffff)) * (1 + (UINT64_C(10000) << 32)) >> 32);
}

/* Where the byte is for the first time; WORD: nowhere. */
static int find_byte(uint64_t v, char c)
{
    uint64_t x = v ^ EACH((unsigned char)c), zero = (x - EACH(1)) & ~x & EACH(0x80);

    return zero == 0 ? WORD : __builtin_ctzll(zero) / 8;
}

bool reading_is_number(const struct reading *r)
{
    return r->kind == KIND_INTEGER || r->kind == KIND_NUMBER;
}

static bool is_time(const struct reading *r)
{
    return r->kind == KIND_DATE || r->kind == KIND_DATETIME || r->kind == KIND_TIME ||
           r->kind == KIND_DURATION;
}

bool reading_is_ordered(const struct reading *r)
{
    return reading_is_number(r) || is_time(r);
}

bool reading_has_values(const struct reading *r)
{
    return r->kind == KIND_BOOL || reading_is_ordered(r);
}

/* Cuts the pattern into parts of fixed width; width stays 0 when one has none. A part of one letter
 * ("D") is taken with two digits: a shorter cell has another width and is read the long way. */
static void compile(struct reading *r)
{
    slice p = r->date.pattern;
    int at = 0, n = 0;

    for (ptrdiff_t i = 0; i < p.n;) {
        struct reading_field f = {.at = (uint8_t)at, .is = p.p[i]};
        ptrdiff_t run = 1;

        while (i + run < p.n && p.p[i + run] == p.p[i]) run++;
        if (n == READING_FIELDS * 2) return;
        if ((f.is == 'Y' && (run == 4 || run == 2)) || (strchr("MDh", f.is) != NULL && run <= 2) ||
            (strchr("ms", f.is) != NULL && run == 2)) {
            f.part = f.is;
            f.n = f.is == 'Y' ? (uint8_t)run : 2;
        } else if (strchr("-./: ", f.is) != NULL || (f.is == 'T' && n > 0)) {
            f.n = 1, run = 1;
        } else {
            return;
        }
        at += f.n;
        i += run;
        r->field[n++] = f;
    }
    r->nfield = n;
    r->width = at;
    for (int i = 0; i < n; i++) {
        const struct reading_field *f = &r->field[i];

        for (int k = f->at; k < f->at + f->n && k < READING_WORDS * WORD; k++) {
            if (f->part != 0) r->digits[k / WORD] |= UINT64_C(0xff) << 8 * (k % WORD);
            r->literal[k / WORD] |= (uint64_t)(unsigned char)(f->part != 0 ? '0' : f->is)
                                    << 8 * (k % WORD);
        }
    }
}

void reading_init(struct reading *r, const struct kinds_found *f)
{
    *r = (struct reading){.kind = f->kind, .number = f->number, .date = f->date};
    if (is_time(r)) compile(r);
    if (f->kind == KIND_BOOL) {
        r->yes = slice_cut(f->format, '/', &r->no);
        if (r->no.n < 0) r->no = (slice){"", 0};
    }
}

/* --------------------------------------------------------------------- numbers */

static const double power[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                               1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* As plain_number of a cell without groups that fits into a word. */
static bool short_number(const struct number_style *s, slice cell, struct reading_value *out)
{
    bool minus = *cell.p == '-';
    ptrdiff_t n = cell.n - minus;
    int after = 0;
    uint64_t v;

    if (n < 1 || n > WORD) return false;
    v = short_word(cell.p + minus, n);
    if (s->decimal != 0) {
        int at = find_byte(v, s->decimal);

        if (at < WORD) {
            uint64_t below = (UINT64_C(1) << 8 * at) - 1;

            if (at == 0 || at == n - 1) return false;
            v = (v & below) | ((v >> 8) & ~below); /* what is behind the mark moves to its place */
            after = (int)(n - 1) - at;
            n--;
        }
    }
    if (n < WORD) v = v << 8 * (WORD - n) | EACH('0') >> 8 * n;
    if (!are_digits(v)) return false;
    out->unscaled = minus ? -(int64_t)eight_digits(v) : (int64_t)eight_digits(v);
    out->scale = after;
    out->plain = true;
    out->v = (double)out->unscaled;
    if (after > 0) out->v /= power[after];
    return true;
}

/* [-]digits[mark digits], whole groups of three allowed, fifteen digits at most: those are below
 * 2^53 and so the quotient is correctly rounded (Clinger, "How to read floating point numbers
 * accurately", 1990). False: look again the long way. */
static bool plain_number(const struct number_style *s, slice cell, struct reading_value *out)
{
    const char *p = cell.p, *end = cell.p + cell.n;
    bool minus = cell.n > 0 && *p == '-';
    int64_t v = 0;
    int before = 0, after = 0, grouped = -1;

    p += minus;
    for (; p < end; p++) {
        if (is_digit(*p)) {
            v = v * 10 + (*p - '0');
            if (++before > 15) return false;
        } else if (s->group != 0 && *p == s->group &&
                   (grouped < 0 ? before >= 1 && before <= 3 : (before - grouped) % 3 == 0)) {
            /* Three digits must follow, and then no digit that is not in a group. */
            if (end - p < 4 || !is_digit(p[1]) || !is_digit(p[2]) || !is_digit(p[3])) return false;
            if (end - p > 4 && is_digit(p[4])) return false;
            if (grouped < 0) grouped = before;
        } else {
            break;
        }
    }
    if (before == 0) return false;
    if (p < end) {
        if (s->decimal == 0 || *p != s->decimal || ++p == end) return false;
        for (; p < end && is_digit(*p); p++) {
            v = v * 10 + (*p - '0');
            if (before + ++after > 15) return false;
        }
        if (p < end) return false;
    }
    out->unscaled = minus ? -v : v;
    out->scale = after;
    out->plain = grouped < 0;
    out->v = (double)out->unscaled / power[after];
    return true;
}

/* The value of a canonical decimal. */
static void from_decimal(const char *z, ptrdiff_t n, struct reading_value *out)
{
    int64_t v = 0;
    int digits = 0, scale = -1;

    for (ptrdiff_t i = 0; i < n; i++) {
        if (z[i] == '.') scale = 0;
        if (!is_digit(z[i])) continue;
        if (digits > 0 || z[i] != '0') digits++;
        if (digits <= 18) v = v * 10 + (z[i] - '0');
        if (scale >= 0 && scale < 100) scale++;
    }
    out->v = strtod(z, NULL);
    out->unscaled = z[0] == '-' ? -v : v;
    out->scale = digits > 18 || scale > 18 ? -1 : scale < 0 ? 0 : scale;
}

static bool any_number(const struct reading *r, slice cell, struct reading_value *out)
{
    char text[READING_TEXT];
    ptrdiff_t n;

    if (!number_read(cell, &r->number, text, sizeof text - 1, &n)) return false;
    text[n] = 0;
    from_decimal(text, n, out);
    return true;
}

/* ----------------------------------------------------------------- dates, times */

struct moment {
    int year, month, day, hour, minute, second;
};

static double seconds_of(const struct moment *m, bool dated)
{
    int64_t day = dated ? calendar_days(m->year, m->month, m->day) : 0;

    return (double)(day * 86400 + (int64_t)m->hour * 3600 + m->minute * 60 + m->second);
}

static int number_at(const char *z, int n)
{
    int v = 0;

    for (int i = 0; i < n; i++) v = v * 10 + (z[i] - '0');
    return v;
}

/* Whether the cell is digits and signs as the pattern says. */
static bool has_width(const struct reading *r, slice cell)
{
    bool ok = true;

    if (cell.n != r->width) return false;
    if (r->width < WORD || r->width > READING_WORDS * WORD) {
        for (int i = 0; i < r->nfield; i++)
            for (int k = r->field[i].at; k < r->field[i].at + r->field[i].n; k++)
                if (r->field[i].part != 0 ? !is_digit(cell.p[k]) : cell.p[k] != r->field[i].is)
                    return false;
        return true;
    }
    for (int i = 0; i * WORD < r->width; i++) {
        int more = r->width - i * WORD;
        uint64_t digits = r->digits[i], v;

        v = more >= WORD ? word_at(cell.p + i * WORD)
                         : word_at(cell.p + r->width - WORD) >> 8 * (WORD - more);
        ok = ok && (v & ~digits) == (r->literal[i] & ~digits) &&
             are_digits((v & digits) | (EACH('0') & ~digits));
    }
    return ok;
}

static bool plain_time(const struct reading *r, slice cell, struct reading_value *out)
{
    static const int length[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct moment m = {0};
    bool dated = r->kind == KIND_DATE || r->kind == KIND_DATETIME;

    if (!has_width(r, cell)) return false;
    for (int i = 0; i < r->nfield; i++) {
        const struct reading_field *f = &r->field[i];
        int v = number_at(cell.p + f->at, f->n);

        switch (f->part) {
        case 0:
            break;
        case 'Y':
            m.year = f->n == 4                                         ? v
                     : v < (r->date.window != 0 ? r->date.window : 50) ? 2000 + v
                                                                       : 1900 + v;
            break;
        case 'M':
            m.month = v;
            break;
        case 'D':
            m.day = v;
            break;
        case 'h':
            m.hour = v;
            break;
        case 'm':
            m.minute = v;
            break;
        default:
            m.second = v;
        }
    }
    if (m.hour > 23 || m.minute > 59 || m.second > 59) return false;
    if (dated) {
        /* Without a day, or on the last days of a month, the long way knows better. */
        if (m.year < 1 || m.month < 1 || m.month > 12 || m.day < 1 || m.day > length[m.month])
            return false;
    }
    out->v = seconds_of(&m, dated);
    out->plain = true;
    return true;
}

/* Seconds of a canonical date, time, datetime or duration (table.h). */
static double from_canonical(const char *z, bool dated)
{
    struct moment m = {0};
    bool minus = !dated && *z == '-';
    double s, fraction = 0;
    int zone = 0;

    if (dated) {
        m = (struct moment){
            .year = number_at(z, 4), .month = number_at(z + 5, 2), .day = number_at(z + 8, 2)};
        z += 10;
        if (*z == 'T') z++;
    } else {
        z += minus;
    }
    if (is_digit(*z)) {
        for (; is_digit(*z); z++) m.hour = m.hour * 10 + (*z - '0');
        m.minute = number_at(z + 1, 2);
        m.second = number_at(z + 4, 2);
        z += 6;
    }
    if (*z == '.') {
        char *end;

        fraction = strtod(z, &end);
        z = end;
    }
    if (*z == '+' || *z == '-') {
        zone = number_at(z + 1, 2) * 60 + number_at(z + 4, 2);
        if (*z == '-') zone = -zone;
    }
    s = seconds_of(&m, dated) + fraction - zone * 60;
    return minus ? -s : s;
}

static bool any_time(const struct reading *r, slice cell, struct reading_value *out)
{
    char text[48];
    ptrdiff_t n;
    enum kind k;

    if (!date_read(cell, &r->date, text, &n, &k)) return false;
    text[n] = 0;
    out->v = from_canonical(text, k == KIND_DATE || k == KIND_DATETIME);
    return true;
}

/* ------------------------------------------------------------------- any column */

/* 1 yes, 0 no, -1 neither. */
static int truth(const struct reading *r, slice cell)
{
    slice s = utf8_trim(cell);

    if (slice_eq_nocase(s, r->yes)) return 1;
    return slice_eq_nocase(s, r->no) ? 0 : -1;
}

bool reading_value(const struct reading *r, slice cell, struct reading_value *out)
{
    out->scale = -1;
    out->plain = false;
    if (cell.n == 0) return false;
    if (reading_is_number(r))
        return (!r->number.percent &&
                (short_number(&r->number, cell, out) || plain_number(&r->number, cell, out))) ||
               any_number(r, cell, out);
    if (is_time(r)) return plain_time(r, cell, out) || any_time(r, cell, out);
    if (r->kind != KIND_BOOL) return false;
    out->v = truth(r, cell);
    out->unscaled = (int64_t)out->v;
    out->scale = 0;
    return out->v >= 0;
}

bool reading_text(const struct reading *r, slice cell, char out[READING_TEXT], slice *text)
{
    ptrdiff_t n = 0;
    enum kind k;

    *text = cell;
    if (reading_is_number(r)) {
        if (!number_read(cell, &r->number, out, READING_TEXT, &n)) return false;
    } else if (is_time(r)) {
        if (!date_read(cell, &r->date, out, &n, &k)) return false;
    } else if (r->kind == KIND_BOOL) {
        int v = truth(r, cell);

        *text = v > 0 ? S("true") : S("false");
        return v >= 0;
    } else {
        return false;
    }
    *text = (slice){out, n};
    return true;
}
