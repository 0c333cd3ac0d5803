#include "targetvalue.h"

#include "draftcell.h"
#include "pattern.h"
#include "utf8.h"
#include "wordset.h"

#include <math.h>

enum { ROWS_MAX = 300, ENUM_MAX = 10000 };

/* What a field says about its values. */
struct rule {
    struct wordset allowed; /* folded; n 0: no enum */
    struct pattern *pattern;
    double least, most; /* NAN: none */
    slice format;       /* of text: email, uri, uuid */
};

static double number_of(const struct json *v)
{
    double x = NAN;

    if (v == NULL || v->type != J_NUMBER || draftcell_kind(v->text, &x, NULL) != DC_NUMBER)
        return NAN;
    return x;
}

static bool open_rule(const struct json *field, struct rule *out, struct arena *a)
{
    const struct json *limits = json_member(field, "constraints");
    const struct json *list = json_member(limits, "enum");
    slice pattern = json_text(json_member(limits, "pattern"));
    int n = json_is(list, J_ARRAY) ? json_count(list) : 0;
    struct err e;

    *out = (struct rule){.least = number_of(json_member(limits, "minimum")),
                         .most = number_of(json_member(limits, "maximum")),
                         .format = json_text(json_member(field, "format"))};
    if (n > ENUM_MAX) n = ENUM_MAX;
    if (n > 0) {
        if (!wordset_open(&out->allowed, n, a)) return false;
        for (int i = 0; i < n; i++)
            wordset_add(&out->allowed, utf8_lower(a, utf8_trim(json_text(list->item[i]))));
    }
    if (pattern.n > 0) {
        /* the whole value, as the standard says */
        slice whole = arena_printf(a, "^(?:%.*s)$", SLICE_ARG(pattern));

        if (whole.p == NULL) return false;
        out->pattern = pattern_open(whole, false, &e);
    }
    if (!slice_eqz(out->format, "email") && !slice_eqz(out->format, "uri") &&
        !slice_eqz(out->format, "uuid"))
        out->format = S("");
    return true;
}

static bool says_something(const struct rule *r)
{
    return r->allowed.n > 0 || r->pattern != NULL || !isnan(r->least) || !isnan(r->most) ||
           r->format.n > 0;
}

static bool has_format(slice s, slice format)
{
    ptrdiff_t at = slice_find(s, S("@"));

    if (slice_eqz(format, "email"))
        return at > 0 && slice_find(slice_sub(s, at, s.n), S(".")) > 1 && slice_find(s, S(" ")) < 0;
    if (slice_eqz(format, "uri")) return slice_find(s, S("://")) > 0;
    return s.n == 36 && s.p[8] == '-' && s.p[13] == '-' && s.p[18] == '-' && s.p[23] == '-';
}

static bool meets(const struct rule *r, slice s, struct arena *a)
{
    slice group[1];
    double x;

    if (r->allowed.n > 0 && wordset_find(&r->allowed, utf8_lower(a, s)) < 0) return false;
    if (r->pattern != NULL && pattern_find(r->pattern, s, group, 1) != 1) return false;
    if (r->format.n > 0 && !has_format(s, r->format)) return false;
    if (isnan(r->least) && isnan(r->most)) return true;
    if (draftcell_kind(s, &x, NULL) != DC_NUMBER) return false;
    return (isnan(r->least) || x >= r->least) && (isnan(r->most) || x <= r->most);
}

/* Bounds hold numbers against numbers: that other columns hold none is what their kinds say. */
static bool bounds_only(const struct rule *r)
{
    return r->allowed.n == 0 && r->pattern == NULL && r->format.n == 0;
}

static bool holds_numbers(const struct column *c, int64_t rows)
{
    int64_t filled = 0, numbers = 0;

    for (int64_t k = 0; k < rows && k < ROWS_MAX; k++) {
        enum draftcell kind = draftcell_kind(column_cell(c, k), NULL, NULL);

        filled += kind != DC_BLANK;
        numbers += kind == DC_NUMBER;
    }
    return numbers * 2 > filled;
}

/* Share of the filled cells that meet the rule; -1: there are none. */
static double share(const struct rule *r, const struct column *c, int64_t rows, struct arena *a)
{
    int64_t filled = 0, good = 0;

    for (int64_t k = 0; k < rows && k < ROWS_MAX; k++) {
        slice s = utf8_trim(column_cell(c, k));

        if (s.n == 0 || draftcell_is_missing(s)) continue;
        filled++;
        good += meets(r, s, a);
    }
    return filled > 0 ? (double)good / (double)filled : -1;
}

bool targetvalue_fit(const struct json *field, const struct table *t, int n, double *fit,
                     struct arena *a)
{
    struct rule rule;
    double all = 0;
    int filled = 0;

    for (int c = 0; c < n; c++) fit[c] = 0;
    if (!open_rule(field, &rule, a)) return false;
    if (!says_something(&rule)) return true;
    for (int c = 0; c < n; c++) {
        fit[c] = share(&rule, &t->col[c], t->nrow, a);
        if (fit[c] < 0 || (bounds_only(&rule) && !holds_numbers(&t->col[c], t->nrow))) continue;
        all += fit[c];
        filled++;
    }
    for (int c = 0; c < n; c++) {
        double others = filled > 1 ? (all - fit[c]) / (filled - 1) : bounds_only(&rule);

        if (fit[c] < 0)
            fit[c] = 0;
        else if (fit[c] < 0.5)
            fit[c] = -1 + 2 * fit[c];
        else
            fit[c] = (2 * fit[c] - 1) * (1 - others);
    }
    pattern_close(rule.pattern);
    return true;
}
