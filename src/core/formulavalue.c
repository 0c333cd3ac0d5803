/* formulavalue.c - values: from cells, to cells, compared. */
#include "calendar.h"
#include "formulanode.h"

#include "date.h"
#include <stdio.h>

struct value value_number(const struct decimal *d)
{
    return d != NULL ? (struct value){.type = V_NUMBER, .num = d} : VALUE_NULL;
}

struct value value_int(int64_t v, struct arena *a)
{
    return value_number(decimal_int(v, a));
}

struct value value_text(slice s)
{
    return (struct value){.type = V_TEXT, .text = s};
}

struct value value_bool(bool b)
{
    return (struct value){.type = V_BOOL, .flag = b};
}

struct value value_date(int64_t days)
{
    return (struct value){.type = V_DATE, .at = {.days = days}};
}

struct value value_duration(int64_t sec, int64_t ns)
{
    int64_t carry = ns / 1000000000 - (ns % 1000000000 < 0);

    return (struct value){.type = V_DURATION,
                          .at = {.sec = sec + carry, .ns = (int32_t)(ns - carry * 1000000000)}};
}

/* --------------------------------------------------------------- reading */

static bool digits(slice *s, int min, int max, int64_t *out)
{
    int n = 0;

    *out = 0;
    while (n < max && n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
        *out = *out * 10 + (s->p[n++] - '0');
    *s = slice_sub(*s, n, s->n);
    return n >= min;
}

static bool sign(slice *s, char c)
{
    if (s->n == 0 || s->p[0] != c) return false;
    *s = slice_sub(*s, 1, s->n);
    return true;
}

static bool read_date(slice *s, struct moment *m)
{
    static const int length[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t y, mo, d;
    int y2, m2, d2;

    if (!digits(s, 4, 4, &y) || !sign(s, '-') || !digits(s, 2, 2, &mo) || !sign(s, '-') ||
        !digits(s, 2, 2, &d))
        return false;
    if (y < 1 || mo < 1 || mo > 12 || d < 1 || d > length[mo - 1]) return false;
    m->days = calendar_days((int)y, (int)mo, (int)d);
    calendar_date(m->days, &y2, &m2, &d2);
    return d2 == d;
}

/* hh:mm:ss[.fff]; hours up to `most`. */
static bool read_clock(slice *s, int64_t most, struct moment *m)
{
    int64_t h, mi, sec, scale = 100000000;

    if (!digits(s, 1, most > 99 ? 12 : 2, &h) || !sign(s, ':') || !digits(s, 2, 2, &mi))
        return false;
    sec = 0;
    if (sign(s, ':') && !digits(s, 2, 2, &sec)) return false;
    if (h > most || mi > 59 || sec > 59) return false;
    m->sec = h * 3600 + mi * 60 + sec;
    m->ns = 0;
    if (!sign(s, '.')) return true;
    if (s->n == 0 || s->p[0] < '0' || s->p[0] > '9') return false;
    for (; s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9'; scale /= 10) {
        m->ns += (int32_t)((s->p[0] - '0') * scale);
        *s = slice_sub(*s, 1, s->n);
    }
    return true;
}

static bool read_zone(slice *s, struct moment *m)
{
    int64_t h, mi;
    bool west;

    if (s->n == 0) return true;
    m->zoned = true;
    if (sign(s, 'Z')) return true;
    west = s->p[0] == '-';
    if (!west && s->p[0] != '+') return false;
    *s = slice_sub(*s, 1, s->n);
    if (!digits(s, 2, 2, &h) || !sign(s, ':') || !digits(s, 2, 2, &mi)) return false;
    m->zone = (int)(west ? -(h * 60 + mi) : h * 60 + mi);
    return h <= 23 && mi <= 59;
}

static bool read_moment(slice s, enum kind kind, struct value *out)
{
    struct moment m = {0};

    if (kind == KIND_DURATION) {
        bool negative = sign(&s, '-');

        if (!read_clock(&s, INT64_MAX / 7200, &m) || s.n > 0) return false;
        *out = negative ? value_duration(-m.sec, -(int64_t)m.ns) : value_duration(m.sec, m.ns);
        return true;
    }
    if (kind == KIND_TIME) {
        if (!read_clock(&s, 23, &m) || s.n > 0) return false;
        *out = (struct value){.type = V_TIME, .at = m};
        return true;
    }
    if (!read_date(&s, &m)) return false;
    if (kind == KIND_DATE) {
        *out = value_date(m.days);
        return s.n == 0;
    }
    /* A date in a datetime column is midnight. */
    if (s.n > 0 && ((!sign(&s, 'T') && !sign(&s, ' ')) || !read_clock(&s, 23, &m) ||
                    !read_zone(&s, &m) || s.n > 0))
        return false;
    *out = (struct value){.type = V_DATETIME, .at = m};
    return true;
}

bool value_read(slice cell, enum kind kind, struct arena *a, struct value *out)
{
    *out = VALUE_NULL;
    if (cell.n == 0 || kind == KIND_EMPTY) return cell.n == 0;
    switch (kind) {
    case KIND_INTEGER:
    case KIND_NUMBER:
        *out = value_number(decimal_parse(cell, a));
        return out->type == V_NUMBER;
    case KIND_BOOL:
        *out = value_bool(slice_eqz(cell, "true"));
        return out->flag || slice_eqz(cell, "false");
    case KIND_DATE:
    case KIND_DATETIME:
    case KIND_TIME:
    case KIND_DURATION:
        return read_moment(cell, kind, out);
    case KIND_EMPTY:
    case KIND_TEXT:
        break;
    }
    *out = value_text(cell);
    return true;
}

/* --------------------------------------------------------------- writing */

static slice write_fraction(int32_t ns, struct arena *a)
{
    char z[12];
    int n = 9;

    if (ns == 0) return S("");
    snprintf(z, sizeof z, "%09d", ns);
    while (n > 3 && z[n - 1] == '0') n--;
    /* Milliseconds whole: "250", not "25". */
    return arena_printf(a, ".%.*s", n, z);
}

static slice write_moment(const struct value *v, struct arena *a)
{
    const struct moment *m = &v->at;
    int64_t sec = m->sec;
    int32_t ns = m->ns;
    slice date = S(""), zone = S("");
    int y, mo, d;

    if (v->type == V_DATE || v->type == V_DATETIME) {
        calendar_date(m->days, &y, &mo, &d);
        date = arena_printf(a, "%04d-%02d-%02d", y, mo, d);
        if (v->type == V_DATE) return date;
    }
    if (m->zoned)
        zone = arena_printf(a, "%c%02d:%02d", m->zone < 0 ? '-' : '+',
                            (m->zone < 0 ? -m->zone : m->zone) / 60,
                            (m->zone < 0 ? -m->zone : m->zone) % 60);
    if (sec < 0) {
        sec = -sec;
        if (ns > 0) sec--, ns = 1000000000 - ns;
    }
    return arena_printf(a, "%.*s%s%s%02lld:%02d:%02d%.*s%.*s", SLICE_ARG(date),
                        date.n > 0 ? "T" : "", m->sec < 0 ? "-" : "", (long long)(sec / 3600),
                        (int)(sec / 60 % 60), (int)(sec % 60), SLICE_ARG(write_fraction(ns, a)),
                        SLICE_ARG(zone));
}

slice value_write(const struct value *v, struct arena *a)
{
    switch (v->type) {
    case V_NULL:
        return S("");
    case V_NUMBER:
        return decimal_text(v->num, a);
    case V_TEXT:
        return v->text;
    case V_BOOL:
        return v->flag ? S("true") : S("false");
    case V_DATE:
    case V_DATETIME:
    case V_TIME:
    case V_DURATION:
        break;
    }
    return write_moment(v, a);
}

/* -------------------------------------------------------------- comparing */

static int sign_of(int64_t x, int64_t y)
{
    return x < y ? -1 : x > y;
}

int value_cmp(const struct value *x, const struct value *y)
{
    bool utc = x->at.zoned && y->at.zoned;
    int64_t sx, sy;
    int c;

    if (x->type == V_NULL || y->type == V_NULL) return (x->type != V_NULL) - (y->type != V_NULL);
    if (x->type == V_NUMBER && y->type == V_NUMBER) return decimal_cmp(x->num, y->num);
    if (x->type == V_TEXT && y->type == V_TEXT) return slice_cmp(x->text, y->text);
    if (x->type == V_BOOL && y->type == V_BOOL) return x->flag - y->flag;
    /* Dates and datetimes: on the UTC time line when both state a zone, else as written. */
    sx = x->at.days * 86400 + x->at.sec - (utc ? x->at.zone * 60 : 0);
    sy = y->at.days * 86400 + y->at.sec - (utc ? y->at.zone * 60 : 0);
    c = sign_of(sx, sy);
    return c != 0 ? c : sign_of(x->at.ns, y->at.ns);
}
