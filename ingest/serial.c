#include "serial.h"

#include <math.h>
#include <stdio.h>

enum { DAY_MS = 86400000 };

bool serial_elapsed(double serial, char out[SERIAL_MAX], ptrdiff_t *n)
{
    double all = floor(fabs(serial) * DAY_MS + .5);
    long long ms, s;
    int len = 0;

    if (!(all < 1e15)) return false;
    ms = (long long)all % 1000;
    s = (long long)all / 1000;
    if (serial < 0 && all > 0) out[len++] = '-';
    len += snprintf(out + len, (size_t)(SERIAL_MAX - len), "%lld:%02lld:%02lld", s / 3600,
                    s / 60 % 60, s % 60);
    if (ms > 0) len += snprintf(out + len, (size_t)(SERIAL_MAX - len), ".%03lld", ms);
    *n = len;
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
