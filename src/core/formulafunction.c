/* formulafunction.c - what can be called. One line each in the table at the end. */
#include "calendar.h"
#include "formulanode.h"

#include "date.h"
#include "pattern.h"
#include "utf8.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct value value;
#define CALL(name) static value name(struct eval *x, const value *arg, int n)
#define UNUSED (void)x, (void)arg, (void)n

/* A result that does not fit is an error of the evaluation, not a null. */
static value checked(struct eval *x, const struct decimal *d, const char *what)
{
    if (d != NULL) return value_number(d);
    if (!x->failed)
        err_set(x->err, E_LIMIT, "the result of %s has more than %d digits", what,
                DECIMAL_DIGITS_MAX);
    x->failed = true;
    return VALUE_NULL;
}

/* A number as a count: clipped to what fits any text. */
static int64_t small(const value *v)
{
    int64_t i;

    if (decimal_i64(v->num, &i))
        return i < -1000000000 ? -1000000000 : i > 1000000000 ? 1000000000 : i;
    return decimal_sign(v->num) < 0 ? -1000000000 : 1000000000;
}

/* ------------------------------------------------------------------- math */

CALL(f_abs)
{
    UNUSED;
    return decimal_sign(arg[0].num) < 0 ? checked(x, decimal_neg(arg[0].num, x->scratch), "abs")
                                        : arg[0];
}

CALL(f_sign)
{
    UNUSED;
    return value_int(decimal_sign(arg[0].num), x->scratch);
}

CALL(f_round)
{
    int64_t places = n > 1 ? small(&arg[1]) : 0;

    if (places > DECIMAL_DIGITS_MAX || places < -DECIMAL_DIGITS_MAX)
        return checked(x, NULL, "round");
    return checked(x, decimal_round(arg[0].num, (int)places, x->scratch), "round");
}

CALL(f_floor)
{
    UNUSED;
    return checked(x, decimal_floor(arg[0].num, false, x->scratch), "floor");
}

CALL(f_ceil)
{
    UNUSED;
    return checked(x, decimal_floor(arg[0].num, true, x->scratch), "ceil");
}

CALL(f_trunc)
{
    UNUSED;
    return checked(x, decimal_floor(arg[0].num, decimal_sign(arg[0].num) < 0, x->scratch), "trunc");
}

CALL(f_power)
{
    const struct decimal *r = decimal_int(1, x->scratch), *b = arg[0].num;
    int64_t e = small(&arg[1]);
    bool inverse = e < 0;

    (void)n;
    if (inverse) e = -e;
    if (e > 10000) return checked(x, NULL, "power");
    for (; e > 0 && r != NULL && b != NULL; e >>= 1) {
        if (e & 1) r = decimal_mul(r, b, x->scratch);
        if (e > 1) b = decimal_mul(b, b, x->scratch);
    }
    if (r == NULL || b == NULL) return checked(x, NULL, "power");
    if (!inverse) return value_number(r);
    if (decimal_sign(r) == 0) {
        if (x->counts != NULL) x->counts->divisions_by_zero++;
        return VALUE_NULL;
    }
    return checked(x, decimal_div(decimal_int(1, x->scratch), r, x->scratch), "power");
}

/* Of the values that are there. */
static value extreme(const value *arg, int n, int direction)
{
    value best = VALUE_NULL;

    for (int i = 0; i < n; i++)
        if (arg[i].type != V_NULL &&
            (best.type == V_NULL || value_cmp(&arg[i], &best) * direction > 0))
            best = arg[i];
    return best;
}

CALL(f_least)
{
    (void)x;
    return extreme(arg, n, -1);
}

CALL(f_greatest)
{
    (void)x;
    return extreme(arg, n, 1);
}

/* ------------------------------------------------------------------- text */

CALL(f_upper)
{
    UNUSED;
    return value_text(utf8_upper(x->scratch, arg[0].text));
}

CALL(f_lower)
{
    UNUSED;
    return value_text(utf8_lower(x->scratch, arg[0].text));
}

CALL(f_trim)
{
    UNUSED;
    return value_text(utf8_trim(arg[0].text));
}

CALL(f_length)
{
    UNUSED;
    return value_int(utf8_count(arg[0].text), x->scratch);
}

CALL(f_text)
{
    UNUSED;
    return value_text(value_write(&arg[0], x->scratch));
}

/* Nulls count as empty text: a name without its middle part is still a name. */
CALL(f_concat)
{
    struct buf b = {0};

    for (int i = 0; i < n; i++) buf_put(&b, value_write(&arg[i], x->scratch));
    return value_text(buf_take(&b, x->scratch));
}

/* `count` characters from character `from` (0-based). */
static slice characters(slice s, int64_t from, int64_t count)
{
    ptrdiff_t at = 0, end;
    int32_t cp;

    for (; from > 0 && at < s.n; from--) at += utf8_decode(s.p + at, s.n - at, &cp);
    for (end = at; count > 0 && end < s.n; count--) end += utf8_decode(s.p + end, s.n - end, &cp);
    return slice_sub(s, at, end);
}

CALL(f_left)
{
    UNUSED;
    return value_text(characters(arg[0].text, 0, small(&arg[1])));
}

CALL(f_right)
{
    int64_t all = utf8_count(arg[0].text), want = small(&arg[1]);

    (void)x, (void)n;
    if (want < 0) want = 0;
    return value_text(characters(arg[0].text, want < all ? all - want : 0, want));
}

CALL(f_substr)
{
    int64_t from = small(&arg[1]) - 1, count = n > 2 ? small(&arg[2]) : INT32_MAX;

    (void)x;
    if (from < 0) count += from, from = 0;
    return value_text(characters(arg[0].text, from, count));
}

CALL(f_replace)
{
    slice s = arg[0].text;
    struct buf b = {0};
    ptrdiff_t at;

    (void)n;
    if (arg[1].text.n == 0) return arg[0];
    while ((at = slice_find(s, arg[1].text)) >= 0) {
        buf_put(&b, slice_sub(s, 0, at));
        buf_put(&b, arg[2].text);
        s = slice_sub(s, at + arg[1].text.n, s.n);
    }
    buf_put(&b, s);
    return value_text(buf_take(&b, x->scratch));
}

CALL(f_contains)
{
    UNUSED;
    return value_bool(slice_find(arg[0].text, arg[1].text) >= 0);
}

CALL(f_starts_with)
{
    UNUSED;
    return value_bool(slice_starts(arg[0].text, arg[1].text));
}

CALL(f_ends_with)
{
    UNUSED;
    return value_bool(slice_ends(arg[0].text, arg[1].text));
}

/* The patterns of one evaluation: nearly always one literal, but it may be a column. */
enum { PATTERNS_KEPT = 8 };
struct function_patterns {
    struct kept {
        struct buf text;
        struct pattern *pattern;
    } at[PATTERNS_KEPT];
    int next;
};

static struct pattern *kept_pattern(struct eval *x, slice text, struct err *e)
{
    struct kept *k;
    struct pattern *p;

    if (x->patterns == NULL) x->patterns = calloc(1, sizeof *x->patterns);
    if (x->patterns == NULL) err_no_memory();
    for (int i = 0; i < PATTERNS_KEPT; i++) {
        k = &x->patterns->at[i];
        if (k->pattern != NULL && slice_eq(buf_slice(&k->text), text)) return k->pattern;
    }
    p = pattern_open(text, false, e);
    if (p == NULL) return NULL;
    k = &x->patterns->at[x->patterns->next++ % PATTERNS_KEPT];
    pattern_close(k->pattern);
    k->pattern = p;
    buf_clear(&k->text);
    buf_put(&k->text, text);
    return p;
}

void function_close(struct eval *x)
{
    for (int i = 0; x->patterns != NULL && i < PATTERNS_KEPT; i++) {
        pattern_close(x->patterns->at[i].pattern);
        buf_free(&x->patterns->at[i].text);
    }
    free(x->patterns);
    x->patterns = NULL;
}

CALL(f_matches)
{
    struct err e = {0};
    struct pattern *p = kept_pattern(x, arg[1].text, &e);
    slice group[1];
    int found;

    (void)n;
    if (p == NULL) {
        if (!x->failed) err_set(x->err, E_FAILED, "matches: %s", e.text);
        x->failed = true;
        return VALUE_NULL;
    }
    found = pattern_find(p, arg[0].text, group, 1);
    if (found >= 0) return value_bool(found == 1);
    if (!x->failed) err_set(x->err, E_LIMIT, "matches: the pattern takes too long");
    x->failed = true;
    return VALUE_NULL;
}

CALL(f_split_part)
{
    int64_t want = small(&arg[2]);
    slice s = arg[0].text;

    UNUSED;
    if (arg[1].text.n == 0) return want == 1 ? arg[0] : value_text(S(""));
    for (int64_t i = 1;; i++) {
        ptrdiff_t at = slice_find(s, arg[1].text);

        if (i == want) return value_text(at >= 0 ? slice_sub(s, 0, at) : s);
        if (at < 0 || i > want) return value_text(S(""));
        s = slice_sub(s, at + arg[1].text.n, s.n);
    }
}

CALL(f_pad_left)
{
    int64_t missing = small(&arg[1]) - utf8_count(arg[0].text);
    struct buf b = {0};

    (void)n;
    if (missing <= 0 || arg[2].text.n == 0) return arg[0];
    if (missing > 100000) missing = 100000;
    for (; missing > 0; missing--) buf_put(&b, characters(arg[2].text, 0, 1));
    buf_put(&b, arg[0].text);
    return value_text(buf_take(&b, x->scratch));
}

/* A text in canonical form as a number; anything else is null. parse_number reads the rest. */
CALL(f_number)
{
    UNUSED;
    return value_number(decimal_parse(utf8_trim(arg[0].text), x->scratch));
}

/* ------------------------------------------------------------------ dates */

static void calendar(const value *v, int *y, int *m, int *d)
{
    calendar_date(v->at.days, y, m, d);
}

static value outside(struct eval *x)
{
    if (!x->failed) err_set(x->err, E_FAILED, "a date leaves the years 1 to 9999");
    x->failed = true;
    return VALUE_NULL;
}

CALL(f_year)
{
    int y, m, d;

    UNUSED;
    calendar(&arg[0], &y, &m, &d);
    return value_int(y, x->scratch);
}

CALL(f_month)
{
    int y, m, d;

    UNUSED;
    calendar(&arg[0], &y, &m, &d);
    return value_int(m, x->scratch);
}

CALL(f_day)
{
    int y, m, d;

    UNUSED;
    calendar(&arg[0], &y, &m, &d);
    return value_int(d, x->scratch);
}

CALL(f_quarter)
{
    int y, m, d;

    UNUSED;
    calendar(&arg[0], &y, &m, &d);
    return value_int((m + 2) / 3, x->scratch);
}

/* Monday is 1, as ISO 8601 says. */
static int weekday(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7) + 1;
}

CALL(f_weekday)
{
    UNUSED;
    return value_int(weekday(arg[0].at.days), x->scratch);
}

CALL(f_week)
{
    int64_t thursday = arg[0].at.days + 4 - weekday(arg[0].at.days);
    int y, m, d;

    UNUSED;
    calendar_date(thursday, &y, &m, &d);
    return value_int((thursday - calendar_days(y, 1, 1)) / 7 + 1, x->scratch);
}

CALL(f_hour)
{
    UNUSED;
    return value_int(arg[0].at.sec / 3600, x->scratch);
}

CALL(f_minute)
{
    UNUSED;
    return value_int(arg[0].at.sec / 60 % 60, x->scratch);
}

CALL(f_second)
{
    UNUSED;
    return value_int(arg[0].at.sec % 60, x->scratch);
}

static int month_days(int y, int m)
{
    return (int)((m == 12 ? calendar_days(y + 1, 1, 1) : calendar_days(y, m + 1, 1)) -
                 calendar_days(y, m, 1));
}

/* The date of a datetime, of a canonical text, or of year, month and day. */
CALL(f_date)
{
    value v = VALUE_NULL;
    int64_t y, m, d;

    if (n == 3) {
        if (arg[1].type != V_NUMBER || arg[2].type != V_NUMBER || arg[0].type != V_NUMBER)
            return VALUE_NULL;
        y = small(&arg[0]), m = small(&arg[1]), d = small(&arg[2]);
        if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > month_days((int)y, (int)m))
            return VALUE_NULL;
        return value_date(calendar_days((int)y, (int)m, (int)d));
    }
    if (arg[0].type == V_DATE || arg[0].type == V_DATETIME) return value_date(arg[0].at.days);
    if (arg[0].type == V_TEXT && !value_read(utf8_trim(arg[0].text), KIND_DATE, x->scratch, &v))
        return VALUE_NULL;
    return v;
}

/* The same day n months later, or the month's last. */
CALL(f_add_months)
{
    value v = arg[0];
    int64_t at;
    int y, m, d, last;

    (void)n;
    calendar(&v, &y, &m, &d);
    at = (int64_t)y * 12 + m - 1 + small(&arg[1]);
    if (at < 12 || at > 9999 * 12 + 11) return outside(x);
    y = (int)(at / 12), m = (int)(at % 12) + 1;
    last = month_days(y, m);
    v.at.days = calendar_days(y, m, d < last ? d : last);
    return v;
}

CALL(f_month_start)
{
    int y, m, d;

    UNUSED;
    calendar(&arg[0], &y, &m, &d);
    return value_date(calendar_days(y, m, 1));
}

CALL(f_month_end)
{
    int y, m, d;

    UNUSED;
    calendar(&arg[0], &y, &m, &d);
    return value_date(calendar_days(y, m, month_days(y, m)));
}

/* A duration in units of `seconds`, exactly. */
static value units_of(struct eval *x, const value *v, int64_t seconds)
{
    struct arena *a = x->scratch;
    const struct decimal *s = decimal_int(v->at.sec, a), *ns;

    ns = decimal_mul(decimal_int(v->at.ns, a), decimal_parse(S("1e-9"), a), a);
    s = v->at.ns != 0 ? decimal_add(s, ns, a) : s;
    return checked(x, decimal_div(s, decimal_int(seconds, a), a), "the duration");
}

CALL(f_days)
{
    UNUSED;
    return units_of(x, &arg[0], 86400);
}

CALL(f_hours)
{
    UNUSED;
    return units_of(x, &arg[0], 3600);
}

CALL(f_minutes)
{
    UNUSED;
    return units_of(x, &arg[0], 60);
}

CALL(f_seconds)
{
    UNUSED;
    return units_of(x, &arg[0], 1);
}

/* ------------------------------------------------------------------ nulls */

CALL(f_is_null)
{
    UNUSED;
    return value_bool(arg[0].type == V_NULL);
}

CALL(f_coalesce)
{
    (void)x;
    for (int i = 0; i < n; i++)
        if (arg[i].type != V_NULL) return arg[i];
    return VALUE_NULL;
}

CALL(f_null_if)
{
    UNUSED;
    if (arg[0].type == V_NULL || arg[1].type == V_NULL) return arg[0];
    return value_cmp(&arg[0], &arg[1]) == 0 ? VALUE_NULL : arg[0];
}

/* if() is evaluated by formulaeval.c, which computes one branch only. */

/* clang-format off */
const struct function function_table[] = {
    {"abs",            "n",     "s", false, false, f_abs,         "without its sign"},
    {"add_months",     "di",    "s", false, false, f_add_months,  "the same day some months later, or the month's last"},
    {"ceil",           "n",     "i", false, false, f_ceil,        "the least whole number not below"},
    {"coalesce",       "aa*",   "v", false, true,  f_coalesce,    "the first value that is there"},
    {"concat",         "a*",    "t", false, true,  f_concat,      "all values as one text; nulls are empty"},
    {"contains",       "tt",    "b", false, false, f_contains,    "has the second text in it"},
    {"count",          "|a",    "i", true,  true,  NULL,          "how many rows, or how many values that are there"},
    {"count_distinct", "a",     "i", true,  false, NULL,          "how many different values"},
    {"date",           "a|ii",  "d", false, false, f_date,        "the date of a datetime, a text like 2024-03-31, or year, month, day"},
    {"day",            "d",     "i", false, false, f_day,         "the day of the month"},
    {"days",           "x",     "n", false, false, f_days,        "a duration in days"},
    {"ends_with",      "tt",    "b", false, false, f_ends_with,   "ends with the second text"},
    {"first",          "a",     "s", true,  false, NULL,          "the first value that is there"},
    {"floor",          "n",     "i", false, false, f_floor,       "the greatest whole number not above"},
    {"greatest",       "aa*",   "v", false, true,  f_greatest,    "the greatest of its values in one row"},
    {"hour",           "m",     "i", false, false, f_hour,        "the hour of a time or datetime"},
    {"hours",          "x",     "n", false, false, f_hours,       "a duration in hours"},
    {"if",             "baa",   "u", false, true,  NULL,          "the second value where the first holds, else the third"},
    {"is_null",        "a",     "b", false, true,  f_is_null,     "is not there"},
    {"last",           "a",     "s", true,  false, NULL,          "the last value that is there"},
    {"least",          "aa*",   "v", false, true,  f_least,       "the least of its values in one row"},
    {"left",           "ti",    "t", false, false, f_left,        "the first characters"},
    {"length",         "t",     "i", false, false, f_length,      "how many characters"},
    {"lower",          "t",     "t", false, false, f_lower,       "in lower case"},
    {"matches",        "tt",    "b", false, false, f_matches,     "the pattern (PCRE2) is found in it"},
    {"max",            "a",     "s", true,  false, NULL,          "the greatest value of all rows"},
    {"mean",           "n",     "n", true,  false, NULL,          "the mean of the values that are there"},
    {"median",         "n",     "n", true,  false, NULL,          "the middle value, or the mean of the two in the middle"},
    {"min",            "a",     "s", true,  false, NULL,          "the least value of all rows"},
    {"minute",         "m",     "i", false, false, f_minute,      "the minute of a time or datetime"},
    {"minutes",        "x",     "n", false, false, f_minutes,     "a duration in minutes"},
    {"month",          "d",     "i", false, false, f_month,       "the month, 1 to 12"},
    {"month_end",      "d",     "d", false, false, f_month_end,   "the last day of the month"},
    {"month_start",    "d",     "d", false, false, f_month_start, "the first day of the month"},
    {"null_if",        "aa",    "s", false, true,  f_null_if,     "null where both are equal, else the first"},
    {"number",         "t",     "n", false, false, f_number,      "a text like -1234.5 as a number, else null"},
    {"pad_left",       "tit",   "t", false, false, f_pad_left,    "filled up in front to a number of characters"},
    {"power",          "ni",    "n", false, false, f_power,       "multiplied with itself"},
    {"quarter",        "d",     "i", false, false, f_quarter,     "the quarter, 1 to 4"},
    {"replace",        "ttt",   "t", false, false, f_replace,     "the second text replaced by the third"},
    {"right",          "ti",    "t", false, false, f_right,       "the last characters"},
    {"round",          "n|i",   "n", false, false, f_round,       "half-even to some places behind the point"},
    {"second",         "m",     "i", false, false, f_second,      "the second of a time or datetime"},
    {"seconds",        "x",     "n", false, false, f_seconds,     "a duration in seconds"},
    {"sign",           "n",     "i", false, false, f_sign,        "-1, 0 or 1"},
    {"split_part",     "tti",   "t", false, false, f_split_part,  "the n-th part between delimiters"},
    {"starts_with",    "tt",    "b", false, false, f_starts_with, "starts with the second text"},
    {"substr",         "ti|i",  "t", false, false, f_substr,      "characters from a position (1 is the first)"},
    {"sum",            "n",     "s", true,  false, NULL,          "the sum of the values that are there"},
    {"text",           "a",     "t", false, false, f_text,        "as text, in canonical form"},
    {"trim",           "t",     "t", false, false, f_trim,        "without white space at both ends"},
    {"trunc",          "n",     "i", false, false, f_trunc,       "without what is behind the point"},
    {"upper",          "t",     "t", false, false, f_upper,       "in upper case"},
    {"week",           "d",     "i", false, false, f_week,        "the ISO week, 1 to 53"},
    {"weekday",        "d",     "i", false, false, f_weekday,     "the day of the week, Monday is 1"},
    {"year",           "d",     "i", false, false, f_year,        "the year"},
    {NULL, NULL, NULL, false, false, NULL, NULL}};
/* clang-format on */

const struct function *function_find(slice name)
{
    for (const struct function *f = function_table; f->name != NULL; f++)
        if (slice_eqz(name, f->name)) return f;
    return NULL;
}

void function_arity(const struct function *f, int *min, int *max)
{
    bool optional = false;

    *min = *max = 0;
    for (const char *p = f->takes; *p != 0; p++) {
        if (*p == '|')
            optional = true;
        else if (*p == '*')
            *max = 1000, --*min;
        else
            ++*max, *min += !optional;
    }
    /* "aa*": the starred one may be missing, but one value is the least. */
    if (*min < 1 && *max == 1000) *min = 1;
}
