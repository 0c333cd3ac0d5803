#include "version.h"

#include <string.h>

enum { PARTS_MAX = 16 };
enum stage { DEV_ONLY, ALPHA, BETA, CANDIDATE, FINAL };

/* In the order in which they decide. */
struct version {
    int64_t epoch, release[PARTS_MAX];
    int nrelease;
    enum stage stage;
    int64_t stage_number, post, dev; /* post -1: none; dev INT64_MAX: none */
    slice local;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* ------------------------------------------------------------- reading */

static bool take_number(slice *s, int64_t *out)
{
    ptrdiff_t n = 0;

    while (n < s->n && is_digit(s->p[n])) n++;
    if (n == 0 || !slice_i64(slice_sub(*s, 0, n), out)) return false;
    *s = slice_sub(*s, n, s->n);
    return true;
}

static bool take_char(slice *s, const char *any)
{
    if (s->n == 0 || strchr(any, s->p[0]) == NULL || s->p[0] == 0) return false;
    *s = slice_sub(*s, 1, s->n);
    return true;
}

static bool take_word(slice *s, const char *word)
{
    slice w = slice_z(word);

    if (s->n < w.n || !slice_eq_nocase(slice_sub(*s, 0, w.n), w)) return false;
    *s = slice_sub(*s, w.n, s->n);
    return true;
}

/* A mark of a phase, such as "-rc.1": any separators, its word, and a number that may be missing.
 */
static bool take_phase(slice *s, const char *word, int64_t *number)
{
    slice rest = *s;

    take_char(&rest, ".-_");
    if (!take_word(&rest, word)) return false;
    take_char(&rest, ".-_");
    if (!take_number(&rest, number)) *number = 0;
    *s = rest;
    return true;
}

static void take_stage(slice *s, struct version *v)
{
    static const struct {
        const char *word;
        enum stage stage;
    } t[] = {{"alpha", ALPHA},  {"a", ALPHA},     {"beta", BETA},         {"b", BETA},
             {"rc", CANDIDATE}, {"c", CANDIDATE}, {"preview", CANDIDATE}, {"pre", CANDIDATE}};

    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        if (take_phase(s, t[i].word, &v->stage_number)) {
            v->stage = t[i].stage;
            return;
        }
}

static void take_post(slice *s, struct version *v)
{
    slice rest = *s;

    if (take_char(&rest, "-") && take_number(&rest, &v->post))
        *s = rest;
    else if (!take_phase(s, "post", &v->post) && !take_phase(s, "rev", &v->post) &&
             !take_phase(s, "r", &v->post))
        v->post = -1;
}

/* "ubuntu.1" behind "+". */
static bool take_local(slice *s, slice *out)
{
    ptrdiff_t n = 0;

    if (!take_char(s, "+")) return true;
    for (bool part = false; n < s->n; n++) {
        char c = lower(s->p[n]);
        bool mark = c == '.' || c == '-' || c == '_';

        if (mark ? !part : !is_digit(c) && !(c >= 'a' && c <= 'z')) return false;
        part = !mark;
    }
    if (n == 0 || strchr(".-_", s->p[n - 1]) != NULL) return false;
    *out = *s;
    *s = slice_sub(*s, n, n);
    return true;
}

static bool read_version(slice s, struct version *v)
{
    slice ahead;

    *v = (struct version){.stage = FINAL, .post = -1, .dev = INT64_MAX};
    s = slice_trim(s);
    take_char(&s, "vV");
    ahead = s;
    if (take_number(&ahead, &v->epoch) && take_char(&ahead, "!"))
        s = ahead;
    else
        v->epoch = 0;
    if (!take_number(&s, &v->release[v->nrelease++])) return false;
    for (ahead = s; take_char(&ahead, ".") && take_number(&ahead, &v->release[v->nrelease]);
         s = ahead)
        if (++v->nrelease == PARTS_MAX) return false;
    take_stage(&s, v);
    take_post(&s, v);
    if (!take_phase(&s, "dev", &v->dev)) v->dev = INT64_MAX;
    if (v->stage == FINAL && v->post < 0 && v->dev != INT64_MAX) v->stage = DEV_ONLY;
    return take_local(&s, &v->local) && s.n == 0;
}

/* ------------------------------------------------------------- order */

static int order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int release_order(const struct version *a, const struct version *b, int parts)
{
    int o = order(a->epoch, b->epoch);

    for (int i = 0; o == 0 && i < parts; i++)
        o = order(i < a->nrelease ? a->release[i] : 0, i < b->nrelease ? b->release[i] : 0);
    return o;
}

/* Part by part; numbers are above words, and more parts above fewer. */
static int local_order(slice a, slice b)
{
    while (a.n > 0 || b.n > 0) {
        int64_t x = 0, y = 0;
        ptrdiff_t na = 0, nb = 0;
        slice pa, pb;
        bool is_a, is_b;
        int o;

        while (na < a.n && strchr(".-_", a.p[na]) == NULL) na++;
        while (nb < b.n && strchr(".-_", b.p[nb]) == NULL) nb++;
        pa = slice_sub(a, 0, na);
        pb = slice_sub(b, 0, nb);
        if (na == 0 || nb == 0) return (na > 0) - (nb > 0);
        is_a = slice_i64(pa, &x);
        is_b = slice_i64(pb, &y);
        o = is_a && is_b ? order(x, y) : is_a || is_b ? is_a - is_b : slice_cmp_nocase(pa, pb);
        if (o != 0) return o;
        a = slice_sub(a, na < a.n ? na + 1 : na, a.n);
        b = slice_sub(b, nb < b.n ? nb + 1 : nb, b.n);
    }
    return 0;
}

static int public_order(const struct version *a, const struct version *b)
{
    int o = release_order(a, b, PARTS_MAX);

    if (o == 0) o = order(a->stage, b->stage);
    if (o == 0) o = order(a->stage_number, b->stage_number);
    if (o == 0) o = order(a->post, b->post);
    return o != 0 ? o : order(a->dev, b->dev);
}

static bool same_release(const struct version *a, const struct version *b)
{
    return release_order(a, b, PARTS_MAX) == 0;
}

static bool is_before_release(const struct version *v)
{
    return v->stage != FINAL || v->dev != INT64_MAX;
}

/* ------------------------------------------------------------- clauses */

static bool equals(const struct version *v, const struct version *want, bool prefix)
{
    int o = prefix ? release_order(v, want, want->nrelease) : public_order(v, want);

    return o == 0 && (prefix || want->local.n == 0 || local_order(v->local, want->local) == 0);
}

static bool is_compatible(const struct version *v, struct version want)
{
    if (want.nrelease < 2 || public_order(v, &want) < 0) return false;
    want.nrelease--;
    return release_order(v, &want, want.nrelease) == 0;
}

static bool is_above(const struct version *v, const struct version *want)
{
    if (public_order(v, want) <= 0) return false;
    /* 1.7.post1 and 1.7+build are no later release than 1.7 */
    return !(v->post >= 0 && want->post < 0 && same_release(v, want));
}

static bool is_below(const struct version *v, const struct version *want)
{
    if (public_order(v, want) >= 0) return false;
    return !(is_before_release(v) && !is_before_release(want) && same_release(v, want));
}

static bool meets(slice text, slice clause)
{
    static const char *const t[] = {"===", "==", "!=", "<=", ">=", "~=", "<", ">"};
    struct version v, want;
    size_t i = 0;
    slice to;
    bool prefix;

    clause = slice_trim(clause);
    if (clause.n == 0) return true;
    while (i < sizeof t / sizeof *t && !slice_starts(clause, slice_z(t[i]))) i++;
    if (i == sizeof t / sizeof *t) return slice_eq(clause, text);
    to = slice_trim(slice_sub(clause, (ptrdiff_t)strlen(t[i]), clause.n));
    if (i == 0) return slice_eq_nocase(to, text);
    prefix = (i == 1 || i == 2) && slice_ends(to, S(".*"));
    if (prefix) to.n -= 2;
    if (!read_version(to, &want) || !read_version(text, &v)) return slice_eq(to, text) && i != 2;
    switch (t[i][0]) {
    case '=':
        return equals(&v, &want, prefix);
    case '!':
        return !equals(&v, &want, prefix);
    case '~':
        return is_compatible(&v, want);
    case '<':
        return t[i][1] == '=' ? public_order(&v, &want) <= 0 : is_below(&v, &want);
    default:
        return t[i][1] == '=' ? public_order(&v, &want) >= 0 : is_above(&v, &want);
    }
}

bool version_fits(slice version, slice clauses)
{
    slice rest = clauses;

    version = slice_trim(version);
    while (rest.n > 0)
        if (!meets(version, slice_cut(rest, ',', &rest))) return false;
    return true;
}
