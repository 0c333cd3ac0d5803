#include "serial.h"

#include <math.h>
#include <stdio.h>

enum { DAY_MS = 86400000, LEAP_BUG = 60, SHIFT_1904 = 1462, UNIX_DAY = 25569 };
enum { LAST_DAY = 2958465 }; /* 9999-12-31 */

/* Proleptic Gregorian date of a day number from 1970-01-01 (Hinnant, "chrono-compatible low-level
 * date algorithms": civil_from_days). */
static void civil(int64_t z, int *y, int *m, int *d)
{
    int64_t era, doe, yoe, doy, mp;

    z += 719468;
    era = (z >= 0 ? z : z - 146096) / 146097;
    doe = z - era * 146097;
    yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = (int)(yoe + era * 400) + (*m <= 2);
}

static int put_time(char *out, size_t cap, int64_t hours, int64_t ms)
{
    int64_t s = ms / 1000;
    int n;

    ms %= 1000;
    n = snprintf(out, cap, "%02lld:%02lld:%02lld", (long long)hours, (long long)(s / 60 % 60),
                 (long long)(s % 60));
    if (ms > 0) n += snprintf(out + n, cap - (size_t)n, ".%03lld", (long long)ms);
    return n;
}

bool serial_date(double serial, bool date_1904, char out[SERIAL_MAX], ptrdiff_t *n, enum kind *kind)
{
    int64_t day, ms;
    int y, m, d, len = 0;

    if (!(serial >= 0) || serial >= LAST_DAY + 1) return false;
    day = (int64_t)serial;
    ms = (int64_t)floor((serial - (double)day) * DAY_MS + .5);
    if (ms == DAY_MS) {
        day++;
        ms = 0;
    }
    if (serial < 1) {
        if (day == 1) ms = DAY_MS - 1; /* rounding must not turn a time into a date */
        *n = put_time(out, SERIAL_MAX, ms / 3600000, ms);
        *kind = KIND_TIME;
        return true;
    }
    if (date_1904) day += SHIFT_1904;
    if (day > LAST_DAY) return false;
    if (day == LEAP_BUG && !date_1904) {
        y = 1900, m = 2, d = 29;
    } else {
        civil(day - UNIX_DAY + (day < LEAP_BUG), &y, &m, &d);
    }
    len = snprintf(out, SERIAL_MAX, "%04d-%02d-%02d", y, m, d);
    *kind = KIND_DATE;
    if (ms > 0) {
        out[len++] = 'T';
        len += put_time(out + len, SERIAL_MAX - (size_t)len, ms / 3600000, ms);
        *kind = KIND_DATETIME;
    }
    *n = len;
    return true;
}

bool serial_elapsed(double serial, char out[SERIAL_MAX], ptrdiff_t *n)
{
    double all = floor(fabs(serial) * DAY_MS + .5);
    int64_t ms, hours;
    char rest[24];
    int len = 0, k;

    if (!(all < 1e15)) return false;
    ms = (int64_t)all;
    hours = ms / 3600000;
    if (serial < 0 && ms > 0) out[len++] = '-';
    len += snprintf(out + len, SERIAL_MAX - (size_t)len, "%lld", (long long)hours);
    /* put_time's own hours are cut off: they have two digits */
    k = put_time(rest, sizeof rest, 0, ms % 3600000) - 2;
    memcpy(out + len, rest + 2, (size_t)k);
    *n = len + k;
    return true;
}

bool serial_iso_duration(slice s, char out[SERIAL_MAX], ptrdiff_t *n)
{
    double days = 0, v = 0, scale = 0;
    bool time = false, minus = s.n > 0 && s.p[0] == '-';
    ptrdiff_t i = minus ? 1 : 0, digits = 0;

    if (i + 1 >= s.n || s.p[i] != 'P') return false;
    for (i++; i < s.n; i++) {
        char c = s.p[i];
        double unit = c == 'D' && !time  ? 1
                      : c == 'H' && time ? 1 / 24.
                      : c == 'M' && time ? 1 / 1440.
                      : c == 'S' && time ? 1 / 86400.
                                         : 0;

        if (c == 'T' && !time && digits == 0) {
            time = true;
        } else if (c >= '0' && c <= '9' && digits < 12) {
            v = scale > 0 ? v + (c - '0') * scale : v * 10 + (c - '0');
            scale /= 10;
            digits++;
        } else if (c == '.' && scale <= 0 && digits > 0) {
            scale = .1;
        } else if (unit > 0 && digits > 0) {
            days += v * unit;
            v = scale = 0;
            digits = 0;
        } else {
            return false;
        }
    }
    return digits == 0 && serial_elapsed(minus ? -days : days, out, n);
}
