/* date.c - one cell by one pattern, and Excel's serial numbers. */
#include "date.h"

#include "calendar.h"
#include "utf8.h"
#include <math.h>
#include <stdio.h>

static int month_length(int y, int m)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0))) return 29;
    return length[m - 1];
}

/* ------------------------------------------------------------ one cell */

/* The parts of one cell; -1: the pattern does not have it. */
struct parts {
    int year, month, day, week, weekday, yearday, quarter;
    int64_t hour;
    int minute, second;
    int pm; /* 0 am, 1 pm */
    bool negative;
    slice fraction;
    bool zoned;
    int zone; /* minutes east of UTC */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes min..max digits off s. */
static bool take_digits(slice *s, int min, int max, int64_t *out)
{
    int n = 0;

    *out = 0;
    while (n < max && n < s->n && is_digit(s->p[n])) *out = *out * 10 + (s->p[n++] - '0');
    if (n < min) return false;
    *s = (slice){s->p + n, s->n - n};
    return true;
}

/* Takes a run of letters (with the dot of an abbreviation) off s. */
static slice take_word(slice *s)
{
    ptrdiff_t n = 0;
    slice word;

    while (n < s->n) {
        int32_t cp;
        int len = utf8_decode(s->p + n, s->n - n, &cp);

        /* Accents may stand by themselves (NFD, as files from a Mac have them). */
        if (cp < 0 || !(utf8_is_letter(cp) || (n > 0 && cp >= 0x300 && cp <= 0x36F))) break;
        n += len;
    }
    word = (slice){s->p, n};
    if (n > 0 && n < s->n && s->p[n] == '.') n++;
    *s = (slice){s->p + n, s->n - n};
    return word;
}

/* Monday is 0; full and short names; a short one that means two days is left out. */
static int weekday_named(slice word)
{
    static const char *const name[7][16] = {
        {"monday", "mon", "montag", "mo", "lundi", "lun", "lunes", "luned\u00ec", "maandag"},
        {"tuesday", "tue", "tues", "dienstag", "di", "mardi", "martes", "marted\u00ec", "dinsdag"},
        {"wednesday", "wed", "mittwoch", "mi", "mercredi", "mer", "mi\u00e9rcoles",
         "mercoled\u00ec", "woensdag"},
        {"thursday", "thu", "thur", "thurs", "donnerstag", "do", "jeudi", "jeu", "jueves",
         "gioved\u00ec", "donderdag"},
        {"friday", "fri", "freitag", "fr", "vendredi", "ven", "viernes", "venerd\u00ec", "vrijdag"},
        {"saturday", "sat", "samstag", "sonnabend", "sa", "samedi", "sam", "s\u00e1bado", "sabato",
         "zaterdag"},
        {"sunday", "sun", "sonntag", "so", "dimanche", "dim", "domingo", "domenica", "zondag"}};
    struct arena a;
    slice lower;
    int found = -1;

    if (word.n < 2 || word.n > 20) return -1;
    arena_init(&a, 4096);
    lower = utf8_lower(&a, word);
    for (int d = 0; d < 7; d++)
        for (int i = 0; name[d][i] != NULL; i++)
            if (slice_eqz(lower, name[d][i])) found = d;
    arena_free(&a);
    return found;
}

static bool take_zone(slice *s, struct parts *x)
{
    static const char *const utc[] = {"UTC", "GMT", "Z", NULL};
    int64_t h, m = 0;
    bool west;

    x->zoned = true;
    for (int i = 0; utc[i] != NULL; i++) {
        slice name = slice_z(utc[i]);

        if (s->n < name.n || !slice_eq_nocase((slice){s->p, name.n}, name)) continue;
        *s = (slice){s->p + name.n, s->n - name.n};
        return true;
    }
    if (s->n == 0 || (s->p[0] != '+' && s->p[0] != '-')) return false;
    west = s->p[0] == '-';
    *s = (slice){s->p + 1, s->n - 1};
    if (!take_digits(s, 2, 2, &h)) return false;
    if (s->n > 0 && s->p[0] == ':') *s = (slice){s->p + 1, s->n - 1};
    if (s->n > 0 && !take_digits(s, 2, 2, &m)) return false;
    if (h > 14 || m > 59) return false;
    x->zone = (int)(west ? -(h * 60 + m) : h * 60 + m);
    return true;
}

static bool take_half(slice *s, struct parts *x)
{
    slice word = {s->p, 0};

    while (word.n < s->n && word.n < 4 &&
           (s->p[word.n] == '.' || (s->p[word.n] | 32) == 'a' || (s->p[word.n] | 32) == 'p' ||
            (s->p[word.n] | 32) == 'm'))
        word.n++;
    *s = (slice){s->p + word.n, s->n - word.n};
    if (slice_eq_nocase(word, S("am")) || slice_eq_nocase(word, S("a.m.")))
        x->pm = 0;
    else if (slice_eq_nocase(word, S("pm")) || slice_eq_nocase(word, S("p.m.")))
        x->pm = 1;
    else
        return false;
    return true;
}

/* The ordinal ending behind a day: 1st, 2nd, 3rd, 4th, 1er. */
static void skip_ordinal(slice *s)
{
    static const char *const ending[] = {"st", "nd", "rd", "th", "er", NULL};

    /* A mark follows nearly every day. */
    if (s->n < 2 || s->p[0] < 'A') return;
    for (int i = 0; ending[i] != NULL; i++) {
        if (!slice_eq_nocase((slice){s->p, 2}, slice_z(ending[i]))) continue;
        *s = (slice){s->p + 2, s->n - 2};
        return;
    }
}

static int run_of(slice pattern, ptrdiff_t at)
{
    int n = 1;

    while (at + n < pattern.n && pattern.p[at + n] == pattern.p[at]) n++;
    return n;
}

/* Takes what one token of the pattern stands for. *used: its length in the pattern, 0: a literal.
 */
static bool take_token(slice pattern, ptrdiff_t at, slice *s, struct parts *x, int *used,
                       bool *numbers_touch, const struct date_style *style)
{
    int n = run_of(pattern, at), window = style->window != 0 ? style->window : 50;
    char c = pattern.p[at], next = at + n < pattern.n ? pattern.p[at + n] : 0;
    /* Digits right behind (or before) leave no choice of length. */
    bool digits_next = next == 'Y' || next == 'M' || next == 'D' || next == 'h' || next == 'm' ||
                       next == 's' || next == 'f';
    int min = digits_next || *numbers_touch ? 2 : 1;
    int64_t v = 0;
    bool ok = true;

    *used = n;
    if (c == 'Y' && n == 4) {
        ok = take_digits(s, 4, 4, &v), x->year = (int)v;
    } else if (c == 'Y' && n == 2) {
        ok = take_digits(s, 2, 2, &v), x->year = (int)(v < window ? 2000 + v : 1900 + v);
    } else if (c == 'M' && n >= 3) {
        x->month = date_month(take_word(s)), ok = x->month > 0;
        digits_next = false;
    } else if (c == 'M' && n <= 2) {
        ok = take_digits(s, min, 2, &v), x->month = (int)v;
    } else if (c == 'D' && n == 3) {
        ok = take_digits(s, 3, 3, &v), x->yearday = (int)v;
    } else if (c == 'q' && n == 1) {
        ok = take_digits(s, 1, 1, &v), x->quarter = (int)v;
    } else if (c == 'E' && n == 1) {
        ok = take_digits(s, 1, 1, &v) && v >= 1 && v <= 7, x->weekday = (int)v - 1;
    } else if (c == 'D' && n <= 2) {
        ok = take_digits(s, min, 2, &v), x->day = (int)v;
        skip_ordinal(s);
    } else if (c == 'E' && n == 3) {
        x->weekday = weekday_named(take_word(s)), ok = x->weekday >= 0;
        digits_next = false;
    } else if (c == 'w' && n == 2) {
        ok = take_digits(s, min, 2, &v), x->week = (int)v;
    } else if (c == 'h' && n <= 2) {
        if (s->n > 0 && s->p[0] == '-' && at == 0)
            x->negative = true, *s = (slice){s->p + 1, s->n - 1};
        ok = take_digits(s, min, at == 0 && !digits_next ? 7 : 2, &x->hour);
    } else if (c == 'm' && n == 2) {
        ok = take_digits(s, 2, 2, &v), x->minute = (int)v;
    } else if (c == 's' && n == 2) {
        ok = take_digits(s, 2, 2, &v), x->second = (int)v;
    } else if (c == 'f' && n == 3) {
        x->fraction = (slice){s->p, 0};
        while (x->fraction.n < s->n && x->fraction.n < 9 && is_digit(s->p[x->fraction.n]))
            x->fraction.n++;
        ok = x->fraction.n > 0;
        *s = (slice){s->p + x->fraction.n, s->n - x->fraction.n};
    } else if (c == 'A' && next == 'P' && n == 1) {
        *used = 2;
        ok = take_half(s, x);
    } else if (c == 'z' && n == 2) {
        ok = take_zone(s, x);
    } else {
        *used = 0;
    }
    *numbers_touch = *used > 0 && digits_next;
    return ok;
}

static bool take_literal(slice pattern, ptrdiff_t *at, slice *s)
{
    int32_t cp;
    int n;

    if (pattern.p[*at] == ' ') {
        bool any = false;

        while (s->n > 0 && (n = utf8_decode(s->p, s->n, &cp)) > 0 && cp >= 0 && utf8_is_space(cp))
            *s = (slice){s->p + n, s->n - n}, any = true;
        while (*at < pattern.n && pattern.p[*at] == ' ') ++*at;
        return any;
    }
    if (s->n == 0 || s->p[0] != pattern.p[*at]) return false;
    *s = (slice){s->p + 1, s->n - 1};
    ++*at;
    return true;
}

/* Monday is 0; for days from the year 1 on, whose first day was one. */
static int weekday_of(int64_t days)
{
    return (int)((days + 719162) % 7);
}

/* Monday of an ISO week (ISO 8601: week 1 has the year's first Thursday), or the weekday in it. */
static bool from_week(struct parts *x)
{
    int64_t jan4, monday;
    int y;

    if (x->week < 1 || x->week > 53 || x->year < 1) return false;
    jan4 = calendar_days(x->year, 1, 4);
    monday = jan4 - weekday_of(jan4) + 7 * (int64_t)(x->week - 1);
    /* Is there a week 53? Its Thursday must be of this year. */
    calendar_date(monday + 3, &y, &x->month, &x->day);
    if (y != x->year) return false;
    calendar_date(monday + (x->weekday > 0 ? x->weekday : 0), &x->year, &x->month, &x->day);
    return true;
}

static bool from_yearday(struct parts *x)
{
    int year = x->year;

    if (x->yearday < 1) return false;
    calendar_date(calendar_days(year, 1, 1) + x->yearday - 1, &x->year, &x->month, &x->day);
    return x->year == year;
}

static bool check_date(struct parts *x)
{
    if (x->week >= 0 && !from_week(x)) return false;
    if (x->yearday >= 0 && !from_yearday(x)) return false;
    if (x->quarter >= 0) {
        if (x->quarter < 1 || x->quarter > 4) return false;
        x->month = 3 * x->quarter - 2;
    }
    if (x->month >= 0 && x->day < 0) x->day = 1;
    if (x->year < 1 || x->year > 9999 || x->month < 1 || x->month > 12) return false;
    if (x->day < 1 || x->day > month_length(x->year, x->month)) return false;
    if (x->weekday >= 0 && weekday_of(calendar_days(x->year, x->month, x->day)) != x->weekday)
        return false;
    return true;
}

static bool check_time(struct parts *x, bool dated)
{
    if (x->minute < 0) x->minute = 0;
    if (x->second < 0) x->second = 0;
    if (x->minute > 59 || x->second > 59) return false;
    if (x->pm >= 0) {
        if (x->hour < 1 || x->hour > 12) return false;
        x->hour = x->hour % 12 + (x->pm ? 12 : 0);
    }
    return !dated || (x->hour <= 23 && !x->negative);
}

/* Two digits of 0 to 99; the offset behind them. */
static int digits_two(char *out, int at, int v)
{
    out[at] = (char)('0' + v / 10);
    out[at + 1] = (char)('0' + v % 10);
    return at + 2;
}

bool date_read(slice cell, const struct date_style *style, char out[40], ptrdiff_t *n,
               enum kind *kind)
{
    struct parts x = {.year = -1,
                      .month = -1,
                      .day = -1,
                      .week = -1,
                      .weekday = -1,
                      .yearday = -1,
                      .quarter = -1,
                      .hour = -1,
                      .minute = -1,
                      .second = -1,
                      .pm = -1};
    slice s = utf8_trim(cell);
    ptrdiff_t at = 0;
    bool touch = false, dated;
    int k = 0, used;

    while (at < style->pattern.n) {
        if (!take_token(style->pattern, at, &s, &x, &used, &touch, style)) return false;
        if (used > 0)
            at += used;
        else if (!take_literal(style->pattern, &at, &s))
            return false;
    }
    dated = x.year >= 0 || x.month >= 0 || x.day >= 0;
    /* A time of day alone has no zone in its canonical form. */
    if (s.n > 0 || (!dated && (x.hour < 0 || x.zoned))) return false;
    if (dated && !check_date(&x)) return false;
    if (x.hour >= 0 && !check_time(&x, dated)) return false;
    if (dated) {
        k = digits_two(out, k, x.year / 100);
        k = digits_two(out, k, x.year % 100);
        out[k++] = '-';
        k = digits_two(out, k, x.month);
        out[k++] = '-';
        k = digits_two(out, k, x.day);
    }
    if (dated && x.hour >= 0) out[k++] = 'T';
    if (x.hour >= 0 && x.hour < 100 && !x.negative) {
        k = digits_two(out, k, (int)x.hour);
        out[k++] = ':';
        k = digits_two(out, k, x.minute);
        out[k++] = ':';
        k = digits_two(out, k, x.second);
    } else if (x.hour >= 0) {
        k += snprintf(out + k, (size_t)(40 - k), "%s%02lld:%02d:%02d", x.negative ? "-" : "",
                      (long long)x.hour, x.minute, x.second);
    }
    if (x.fraction.n > 0) k += snprintf(out + k, (size_t)(40 - k), ".%.*s", SLICE_ARG(x.fraction));
    if (x.zoned && x.hour >= 0) {
        int z = x.zone < 0 ? -x.zone : x.zone;

        k += snprintf(out + k, (size_t)(40 - k), "%c%02d:%02d", x.zone < 0 ? '-' : '+', z / 60,
                      z % 60);
    }
    *n = k;
    *kind = dated ? (x.hour >= 0 ? KIND_DATETIME : KIND_DATE)
                  : (x.hour > 23 || x.negative ? KIND_DURATION : KIND_TIME);
    return true;
}

/* -------------------------------------------------------- Excel serials */

enum { SERIAL_MAX = 2958465 /* 9999-12-31 */, SHIFT_1904 = 1462, DAY_MS = 86400000 };

/* Two digits and, unless 0, a mark behind them. Big workbooks hold millions of dates. */
static char *put_two(char *p, int v, char mark)
{
    *p++ = (char)('0' + v / 10);
    *p++ = (char)('0' + v % 10);
    if (mark != 0) *p++ = mark;
    return p;
}

bool date_from_serial(double serial, bool date_1904, char out[40], ptrdiff_t *n, enum kind *kind)
{
    int64_t day, ms;
    int y = 1900, m = 2, d = 29;
    char *p = out;

    if (!(serial >= 0) || serial >= SERIAL_MAX + 1.0) return false;
    day = (int64_t)floor(serial);
    ms = llround((serial - (double)day) * DAY_MS);
    *kind = serial < 1 ? KIND_TIME : ms == 0 ? KIND_DATE : KIND_DATETIME;
    if (ms == DAY_MS) {
        ms = 0, day++;
        *kind = KIND_DATE;
    }
    if (date_1904 && *kind != KIND_TIME) day += SHIFT_1904;
    if (day > SERIAL_MAX) return false;
    /* Excel's day 60 is 1900-02-29, which never was; the days before count from one day later. */
    if (day != 60) calendar_date(day + calendar_days(1899, 12, day < 60 ? 31 : 30), &y, &m, &d);
    if (*kind != KIND_TIME) {
        p = put_two(put_two(p, y / 100, 0), y % 100, '-');
        p = put_two(put_two(p, m, '-'), d, 0);
    }
    if (*kind == KIND_DATETIME) *p++ = 'T';
    if (*kind != KIND_DATE) {
        p = put_two(put_two(p, (int)(ms / 3600000), ':'), (int)(ms / 60000 % 60), ':');
        p = put_two(p, (int)(ms / 1000 % 60), 0);
        if (ms % 1000 != 0) {
            *p++ = '.';
            *p++ = (char)('0' + ms % 1000 / 100);
            p = put_two(p, (int)(ms % 100), 0);
        }
    }
    *n = p - out;
    return true;
}
