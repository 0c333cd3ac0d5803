#include "wire.h"

#include "calendar.h"
#include "shortest.h"
#include "utf8.h"
#include <math.h>

#define MAGIC_OUT 0x32525446u /* "FTR2" */
enum { ROWS_MAX = 1 << 28 };
#define NOTHING INT64_MIN
#define SECOND INT64_C(1000000000)
#define DAY (86400 * SECOND)

/* ------------------------------------------------------------- reading */

/* A reader that cannot leave its bytes: once something is missing it stays broken and gives
 * zeros. */
struct reader {
    slice rest;
    bool broken;
};

static slice take(struct reader *r, uint64_t n)
{
    slice s;

    if (r->broken || n > (uint64_t)r->rest.n) {
        r->broken = true;
        return (slice){NULL, 0};
    }
    s = (slice){r->rest.p, (ptrdiff_t)n};
    r->rest.p += n;
    r->rest.n -= (ptrdiff_t)n;
    return s;
}

static uint32_t take32(struct reader *r)
{
    slice s = take(r, 4);
    uint32_t v = 0;

    if (s.n == 4) memcpy(&v, s.p, 4);
    return v;
}

static uint64_t take64(struct reader *r)
{
    slice s = take(r, 8);
    uint64_t v = 0;

    if (s.n == 8) memcpy(&v, s.p, 8);
    return v;
}

static bool broken(struct err *e, const char *what)
{
    return err_set(e, E_CODE, "the result that came out of the sandbox is damaged: %s", what);
}

static bool is_decimal(slice s, bool fraction)
{
    ptrdiff_t i = s.n > 0 && s.p[0] == '-', digits = i;

    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
    if (i == digits) return false;
    if (i == s.n) return true;
    if (!fraction || s.p[i] != '.') return false;
    digits = ++i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
    return i == s.n && i > digits;
}

/* '0' in the pattern is a digit, everything else itself; what follows is allowed by `more`. */
static bool has_shape(slice s, const char *pattern, bool more)
{
    ptrdiff_t n = (ptrdiff_t)strlen(pattern);

    if (s.n < n || (!more && s.n > n)) return false;
    for (ptrdiff_t i = 0; i < n; i++)
        if (pattern[i] == '0' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != pattern[i]) return false;
    for (ptrdiff_t i = n; i < s.n; i++)
        if (memchr("0123456789.:+-", s.p[i], 14) == NULL) return false;
    return true;
}

static bool is_duration(slice s)
{
    slice rest;
    slice hours = slice_cut(s, ':', &rest);

    return is_decimal(hours, false) && rest.n >= 0 && has_shape(rest, "00:00", true);
}

/* Whether the cell is canonical text of its kind (table.h). */
static bool cell_fits(slice s, enum kind k)
{
    if (s.n == 0) return true;
    switch (k) {
    case KIND_EMPTY:
        return false;
    case KIND_BOOL:
        return slice_eqz(s, "true") || slice_eqz(s, "false");
    case KIND_INTEGER:
        return is_decimal(s, false);
    case KIND_NUMBER:
        return is_decimal(s, true);
    case KIND_DATE:
        return has_shape(s, "0000-00-00", false);
    case KIND_DATETIME:
        return has_shape(s, "0000-00-00T00:00:00", true);
    case KIND_TIME:
        return has_shape(s, "00:00:00", true);
    case KIND_DURATION:
        return is_duration(s);
    case KIND_TEXT:
        return true;
    }
    return true;
}

static bool read_text(slice lengths, slice body, struct table *t, struct column *col, struct err *e)
{
    uint64_t at = 0;

    if (utf8_invalid(body) >= 0) return broken(e, "it is not UTF-8");
    for (int64_t i = 0; i < t->nrow; i++) {
        uint32_t n;
        slice cell;

        memcpy(&n, lengths.p + 4 * i, 4);
        if (n > (uint64_t)body.n - at) return broken(e, "a cell is longer than its column");
        cell = (slice){body.p + at, (ptrdiff_t)n};
        /* A cell must not begin inside a character. */
        if (n > 0 && ((unsigned char)cell.p[0] & 0xc0) == 0x80) return broken(e, "a cell is cut");
        at += n;
        if (col->kind != KIND_TEXT && !cell_fits(cell, col->kind)) col->kind = KIND_TEXT;
        column_put(col, i, cell);
    }
    if (at != (uint64_t)body.n) return broken(e, "a column is longer than its cells");
    return true;
}

/* ------------------------------------------------------------- values */

/* Where the text of values is put, piece by piece. */
struct writer {
    struct arena *arena;
    char *at;
    size_t left;
    int64_t day; /* that `date` says */
    char date[16];
};
enum { CELL_MAX = 400, PIECE = 1 << 18 };

/* Room for one more cell; NULL: the arena's limit. */
static char *room(struct writer *w)
{
    if (w->left < CELL_MAX) {
        w->at = arena_new(w->arena, char, PIECE);
        w->left = w->at == NULL ? 0 : PIECE;
        if (w->at != NULL) arena_touch(w->at, PIECE);
    }
    return w->at;
}

static slice wrote(struct writer *w, ptrdiff_t n)
{
    slice s = {w->at, n};

    w->at += n;
    w->left -= (size_t)n;
    return s;
}

static ptrdiff_t put_int(char *to, int64_t v)
{
    bool minus = v < 0;

    if (minus) *to++ = '-';
    return minus + shortest_whole(minus ? -(uint64_t)v : (uint64_t)v, 1, to);
}

/* "1.5e-07" without its exponent. */
static ptrdiff_t expand(const char *from, ptrdiff_t n, char *to)
{
    const char *e = memchr(from, 'e', (size_t)n);
    char digit[SHORTEST_MAX], *o = to;
    int ndigit = 0, point;

    if (e == NULL) {
        memcpy(to, from, (size_t)n);
        return n;
    }
    if (*from == '-') *o++ = *from++;
    point = 1;
    for (const char *p = e + 2; p < e + (n - (e - from)); p++) {
        if (*p < '0' || *p > '9') break;
        ndigit = ndigit * 10 + (*p - '0');
    }
    point += e[1] == '-' ? -ndigit : ndigit;
    ndigit = 0;
    for (const char *p = from; p < e; p++)
        if (*p != '.') digit[ndigit++] = *p;
    if (point <= 0) {
        *o++ = '0';
        *o++ = '.';
        for (int i = point; i < 0; i++) *o++ = '0';
    }
    for (int i = 0; i < ndigit || i < point; i++) {
        if (i == point && point > 0) *o++ = '.';
        *o++ = i < ndigit ? digit[i] : '0';
    }
    return o - to;
}

static ptrdiff_t put_float(char *to, double v)
{
    char text[SHORTEST_MAX];

    if (isnan(v)) return 0;
    if (isinf(v)) {
        memcpy(to, v < 0 ? "-inf" : "inf", 4);
        return v < 0 ? 4 : 3;
    }
    return expand(text, shortest_write(v, text), to);
}

/* As Python's isoformat: as many digits of the second as there are, in threes of threes. */
static ptrdiff_t put_moment(struct writer *w, char *to, int64_t v, bool dates)
{
    int64_t day = v / DAY - (v % DAY < 0), rest = v % DAY + (v % DAY < 0 ? DAY : 0);
    ptrdiff_t n = 10;

    if (v == NOTHING) return 0;
    if (w->date[0] == 0 || w->day != day) {
        int y, m, d; /* years that a moment can say: 1677 to 2262 */

        calendar_date(day, &y, &m, &d);
        shortest_whole((uint64_t)y, 4, w->date);
        w->date[4] = w->date[7] = '-';
        shortest_whole((uint64_t)m, 2, w->date + 5);
        shortest_whole((uint64_t)d, 2, w->date + 8);
        w->day = day;
    }
    memcpy(to, w->date, 10);
    if (dates) return n;
    to[n++] = 'T';
    n += shortest_whole((uint64_t)(rest / (3600 * SECOND)), 2, to + n);
    to[n++] = ':';
    n += shortest_whole((uint64_t)(rest / (60 * SECOND) % 60), 2, to + n);
    to[n++] = ':';
    n += shortest_whole((uint64_t)(rest / SECOND % 60), 2, to + n);
    rest %= SECOND;
    if (rest == 0) return n;
    to[n++] = '.';
    return n + (rest % 1000 == 0 ? shortest_whole((uint64_t)(rest / 1000), 6, to + n)
                                 : shortest_whole((uint64_t)rest, 9, to + n));
}

/* Are all of them midnights? */
static bool are_dates(slice vector)
{
    for (ptrdiff_t at = 0; at < vector.n; at += 8) {
        int64_t v;

        memcpy(&v, vector.p + at, 8);
        if (v != NOTHING && v % DAY != 0) return false;
    }
    return true;
}

static bool read_vector(enum wire_form form, slice vector, struct table *t, struct column *col,
                        struct err *e)
{
    struct writer w = {.arena = t->arena};
    bool dates = form == WIRE_MOMENT && are_dates(vector), filled = false, infinite = false;

    for (int64_t i = 0; i < t->nrow; i++) {
        char *to = room(&w);
        ptrdiff_t n = 0;
        int64_t v = 0;
        double d;

        if (to == NULL) return err_set(e, E_LIMIT, "the result is larger than the memory limit");
        if (form == WIRE_BOOL) {
            unsigned char truth = (unsigned char)vector.p[i];

            column_put(col, i, truth == 0 ? S("false") : truth == 1 ? S("true") : S(""));
            filled = filled || truth < 2;
            continue;
        }
        memcpy(&v, vector.p + 8 * i, 8);
        if (form == WIRE_FLOAT) {
            memcpy(&d, &v, 8);
            n = put_float(to, d);
            infinite = infinite || isinf(d);
        } else {
            n = form == WIRE_INT ? put_int(to, v) : put_moment(&w, to, v, dates);
        }
        filled = filled || n > 0;
        column_put(col, i, wrote(&w, n));
    }
    col->kind = !filled               ? KIND_EMPTY
                : form == WIRE_BOOL   ? KIND_BOOL
                : form == WIRE_INT    ? KIND_INTEGER
                : form == WIRE_MOMENT ? dates ? KIND_DATE : KIND_DATETIME
                : infinite            ? KIND_TEXT
                                      : KIND_NUMBER;
    return true;
}

static bool read_column(struct reader *r, struct table *t, int c, struct err *e)
{
    uint32_t nname = take32(r), nkind = take32(r), form = take32(r), zero = take32(r);
    uint64_t nbody = take64(r);
    slice name = take(r, nname), kind = take(r, nkind), values, body;
    struct column *col = &t->col[c];

    values = take(r, (uint64_t)t->nrow * (form == WIRE_TEXT ? 4 : form == WIRE_BOOL ? 1 : 8));
    body = take(r, nbody);
    if (r->broken) return broken(e, "it ends too early");
    if (form > WIRE_MOMENT || zero != 0 || (form != WIRE_TEXT && nbody != 0))
        return broken(e, "a column has no form");
    if (utf8_invalid(name) >= 0) return broken(e, "it is not UTF-8");
    if (!kind_from_name(kind, &col->kind)) return broken(e, "a kind is not known");
    col->name = name;
    arena_touch(col->cell, (size_t)t->nrow * sizeof *col->cell);
    return form == WIRE_TEXT ? read_text(values, body, t, col, e)
                             : read_vector((enum wire_form)form, values, t, col, e);
}

bool wire_read_table(slice bytes, struct arena *a, struct table *out, int64_t **index,
                     struct err *e)
{
    struct reader r = {bytes, false};
    uint32_t magic = take32(&r), ncol = take32(&r);
    uint64_t nrow = take64(&r);
    uint32_t has_index = take32(&r), zero = take32(&r);

    *index = NULL;
    if (r.broken || magic != MAGIC_OUT || has_index > 1 || zero != 0)
        return broken(e, "its head is not right");
    if (ncol > TABLE_COLUMNS_MAX)
        return err_set(e, E_CODE, "the result has %u columns; the limit is %d", ncol,
                       TABLE_COLUMNS_MAX);
    if (nrow > ROWS_MAX) return broken(e, "it has too many rows");
    /* Each row of each column has a byte at least, so the bytes bound what is allocated. */
    if (ncol > 0 && nrow * ncol > (uint64_t)r.rest.n) return broken(e, "it ends too early");
    if (ncol == 0 && nrow * 8 * has_index != (uint64_t)r.rest.n)
        return broken(e, "it has rows but no columns");
    if (!table_new(out, a, (int)ncol, ncol == 0 ? 0 : (int64_t)nrow, e)) return false;
    if (has_index) {
        slice s = take(&r, nrow * 8);

        if (r.broken) return broken(e, "it ends too early");
        *index = arena_new(a, int64_t, nrow + 1);
        if (*index == NULL)
            return err_set(e, E_LIMIT, "the result is larger than the memory limit");
        if (s.n > 0) memcpy(*index, s.p, (size_t)s.n);
        for (uint64_t i = 0; i < nrow; i++)
            if ((*index)[i] < 0 || (*index)[i] > INT32_MAX) return broken(e, "an index is no row");
    }
    for (int c = 0; c < out->ncol; c++)
        if (!read_column(&r, out, c, e)) return false;
    if (r.rest.n != 0) return broken(e, "something follows it");
    if (*index != NULL)
        for (int64_t i = 0; i < out->nrow; i++) out->source_row[i] = (int32_t)(*index)[i];
    return true;
}

/* ------------------------------------------------------------- archives */

static uint32_t le(const char *p, int bytes)
{
    uint32_t v = 0;

    for (int i = bytes - 1; i >= 0; i--) v = v << 8 | (unsigned char)p[i];
    return v;
}

uint64_t wire_unpacked_size(slice b)
{
    uint64_t sum = 0;
    ptrdiff_t end = -1, at;

    if (b.n < 4 || memcmp(b.p, "PK", 2) != 0) return 0;
    for (ptrdiff_t i = b.n - 22; i >= 0 && i > b.n - 22 - 65536; i--)
        if (memcmp(b.p + i, "PK\5\6", 4) == 0) {
            end = i;
            break;
        }
    /* Cut short, as when its writer was killed: nobody can say what it would unpack to. */
    if (end < 0) return memcmp(b.p, "PK\3\4", 4) == 0 ? UINT64_MAX : 0;
    at = (ptrdiff_t)le(b.p + end + 16, 4);
    while (at >= 0 && at + 46 <= b.n && memcmp(b.p + at, "PK\1\2", 4) == 0) {
        uint32_t size = le(b.p + at + 24, 4);

        /* 2^32-1: the true size is in a zip64 field, so it is at least that. */
        sum += size;
        at += 46 + (ptrdiff_t)le(b.p + at + 28, 2) + (ptrdiff_t)le(b.p + at + 30, 2) +
              (ptrdiff_t)le(b.p + at + 32, 2);
    }
    return sum;
}
