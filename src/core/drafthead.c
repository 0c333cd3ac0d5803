#include "drafthead.h"

#include "date.h"
#include "draftcell.h"
#include "utf8.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int leading_digits(slice s)
{
    int n = 0;

    while (n < s.n && is_digit(s.p[n])) n++;
    return n;
}

static bool is_year(slice s)
{
    return s.n >= 4 && leading_digits(s) == 4 &&
           ((s.p[0] == '1' && (s.p[1] == '8' || s.p[1] == '9')) ||
            (s.p[0] == '2' && s.p[1] == '0'));
}

/* 2019, 2019.0, 2019/20, 2019-2020, FY2019, FY19; 2019 (p) is not. */
static bool is_year_name(slice s)
{
    slice rest;

    if (s.n > 2 && slice_eq_nocase(slice_sub(s, 0, 2), S("fy"))) {
        s = slice_trim(slice_sub(s, 2, s.n));
        if (s.n == 2 && leading_digits(s) == 2) return true;
    }
    if (!is_year(s)) return false;
    rest = slice_trim(slice_sub(s, 4, s.n));
    if (rest.n == 0 || slice_eqz(rest, ".0")) return true;
    if (rest.p[0] == '-' || rest.p[0] == '/')
        rest = slice_trim(slice_sub(rest, 1, rest.n));
    else if (slice_starts(rest, S("\u2013")))
        rest = slice_trim(slice_sub(rest, 3, rest.n));
    else
        return false;
    return (rest.n == 2 || rest.n == 4) && leading_digits(rest) == rest.n;
}

/* 2026_01, 2026-01, 01/2026; 2009-10 is rather a year. */
static bool is_year_month(slice s)
{
    slice year = s, month, mark;

    if (s.n != 7) return false;
    if (is_year(s)) {
        mark = slice_sub(s, 4, 5);
        month = slice_sub(s, 5, 7);
    } else {
        month = slice_sub(s, 0, 2);
        mark = slice_sub(s, 2, 3);
        year = slice_sub(s, 3, 7);
        if (!is_year(year)) return false;
    }
    if (leading_digits(month) != 2 || strchr("-_/.", mark.p[0]) == NULL) return false;
    if (mark.p[0] == '-' && month.p == s.p + 5 && month.p[0] == '1') return false;
    return (month.p[0] == '0' && month.p[1] != '0') || (month.p[0] == '1' && month.p[1] <= '2');
}

static bool is_weekday_name(slice s)
{
    static const char *const day[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo",
                                      "di",  "mi",  "do",  "fr",  "sa",  "so",  NULL};
    static const char *const full[] = {
        "tues",     "wednesday", "thur",     "thurs",      "saturday", "montag", "dienstag",
        "mittwoch", "freitag",   "samstag",  "donnerstag", "sonntag",  "lundi",  "mardi",
        "mercredi", "jeudi",     "vendredi", "samedi",     "dimanche", NULL};

    for (const char *const *d = day; *d != NULL; d++)
        if (slice_eq_nocase(s, slice_z(*d)) || (s.n > 5 && slice_ends(s, S("day")) &&
                                                slice_eq_nocase(slice_sub(s, 0, 3), slice_z(*d))))
            return true;
    for (const char *const *d = full; *d != NULL; d++)
        if (slice_eq_nocase(s, slice_z(*d))) return true;
    return false;
}

/* Q1, Week 3, KW 12, No. 4, 2nd, 6th Grade */
static bool is_sequence(slice s)
{
    static const char *const word[] = {
        "q",     "h",      "w",      "wk",    "week",    "day",   "period", "month", "year",
        "ep",    "no",     "kw",     "t",     "quarter", "round", "trial",  "run",   "wave",
        "visit", "step",   "semana", "game",  "p",       "d",     "y",      "m",     "lap",
        "grade", "period", "mese",   "woche", "tag",     "jour",  "mes",    NULL};
    ptrdiff_t n = 0, digits;
    slice w;

    if ((digits = leading_digits(s)) > 0 && s.n >= digits + 2) {
        slice end = slice_sub(s, digits, digits + 2);
        slice more = slice_sub(s, digits + 2, s.n);

        if ((slice_eq_nocase(end, S("st")) || slice_eq_nocase(end, S("nd")) ||
             slice_eq_nocase(end, S("rd")) || slice_eq_nocase(end, S("th"))) &&
            (more.n == 0 || (more.p[0] == ' ' && more.n < 12)))
            return true;
    }
    while (n < s.n && is_alpha(s.p[n])) n++;
    w = slice_sub(s, 0, n);
    s = slice_sub(s, n, s.n);
    if (s.n > 0 && s.p[0] == '.') s = slice_sub(s, 1, s.n);
    if (s.n > 0 && (s.p[0] == '_' || s.p[0] == '-' || s.p[0] == '#')) s = slice_sub(s, 1, s.n);
    s = slice_trim(s);
    if (s.n == 0 || s.n > 3 || leading_digits(s) != s.n) return false;
    for (const char *const *k = word; *k != NULL; k++)
        if (slice_eq_nocase(w, slice_z(*k))) return true;
    return false;
}

/* The word of a range that s begins with: its length; 0: none. */
static ptrdiff_t range_word(slice s)
{
    static const char *const word[] = {
        "to",    "under", "over",    "and",       "or",   "up",         "more",     "less",
        "than",  "older", "younger", "years",     "year", "yrs",        "aged",     "bis",
        "unter", "und",   "mehr",    "\u00fcber", "ab",   "\u00e4lter", "jahre",    "jahren",
        "moins", "de",    "plus",    "et",        "ans",  "menos",      "m\u00e1s", "a\u00f1os",
        "y",     "o",     "\u00e5r", "jaar",      "anni", "lat",        "lata",     NULL};
    ptrdiff_t n = 0;

    while (n < s.n && (is_alpha(s.p[n]) || (unsigned char)s.p[n] >= 0x80)) n++;
    for (const char *const *w = word; n > 0 && *w != NULL; w++)
        if (slice_eq_nocase(slice_sub(s, 0, n), slice_z(*w))) return n;
    return 0;
}

/* 10-20, 10 to 20, <5, >= 65, 65+, 65 and over, under 5 years, 25%, $5 */
static bool is_range(slice s)
{
    int numbers = 0, marks = 0;

    while (s.n > 0) {
        ptrdiff_t n = leading_digits(s), w = range_word(s);

        if (n > 0) {
            numbers++;
            s = slice_sub(s, n, s.n);
        } else if (w > 0) {
            marks++;
            s = slice_sub(s, w, s.n);
        } else if (slice_starts(s, S("\u2013")) || slice_starts(s, S("\u2264")) ||
                   slice_starts(s, S("\u2265")) || slice_starts(s, S("\u20ac"))) {
            marks++;
            s = slice_sub(s, 3, s.n);
        } else if (strchr("-<>=%$+", s.p[0]) != NULL) {
            marks++;
            s = slice_sub(s, 1, s.n);
        } else if (s.p[0] == ' ' || s.p[0] == '.' || s.p[0] == ',') {
            s = slice_sub(s, 1, s.n);
        } else {
            return false;
        }
    }
    return numbers >= 1 && numbers <= 4 && marks > 0;
}

static bool has_year(slice s)
{
    for (ptrdiff_t i = 0; i + 4 <= s.n; i++) {
        slice r = slice_sub(s, i, s.n);

        if ((i == 0 || !is_digit(s.p[i - 1])) && is_year(r)) return true;
    }
    return false;
}

enum drafthead drafthead_class(slice s)
{
    s = utf8_trim(s);
    if (s.n == 0) return DH_EMPTY;
    if (s.n > 60) return DH_TEXT;
    if (is_year_month(s)) return DH_MONTH;
    if (is_year_name(s)) return DH_YEAR;
    if (leading_digits(s) == s.n && s.n <= 6) return DH_INTEGER;
    if (s.n > 2 && s.n <= 8 && slice_ends(s, S(".0")) && leading_digits(s) == s.n - 2)
        return DH_INTEGER;
    if (date_month(s) > 0) return DH_MONTH;
    if (is_weekday_name(s)) return DH_WEEKDAY;
    if (draftcell_kind(s, NULL, NULL) == DC_DATE) return DH_DATE;
    if (is_sequence(s)) return DH_SEQUENCE;
    if (is_range(s)) return DH_RANGE;
    return has_year(s) ? DH_HAS_YEAR : DH_TEXT;
}

double drafthead_strength(enum drafthead c)
{
    switch (c) {
    case DH_YEAR:
    case DH_DATE:
    case DH_MONTH:
    case DH_WEEKDAY:
    case DH_SEQUENCE:
        return 1;
    case DH_INTEGER:
        return 0.95;
    case DH_RANGE:
        return 0.9;
    case DH_HAS_YEAR:
        return 0.75;
    case DH_TEXT:
    case DH_EMPTY:
        break;
    }
    return 0;
}

static bool in_list(slice w, const char *const *list)
{
    for (; *list != NULL; list++)
        if (slice_eq_nocase(w, slice_z(*list))) return true;
    return false;
}

/* The word that says a field stands in this many bytes of a name. */
enum { FIELD_MAX = 256 };

bool drafthead_is_field(slice s)
{
    static const char *const field[] = {"name",
                                        "names",
                                        "id",
                                        "date",
                                        "type",
                                        "address",
                                        "price",
                                        "total",
                                        "number",
                                        "no",
                                        "year",
                                        "age",
                                        "sex",
                                        "gender",
                                        "city",
                                        "state",
                                        "country",
                                        "title",
                                        "code",
                                        "status",
                                        "description",
                                        "email",
                                        "phone",
                                        "size",
                                        "weight",
                                        "height",
                                        "color",
                                        "colour",
                                        "category",
                                        "model",
                                        "quantity",
                                        "amount",
                                        "cost",
                                        "rate",
                                        "index",
                                        "notes",
                                        "comment",
                                        "comments",
                                        "location",
                                        "county",
                                        "region",
                                        "zip",
                                        "unit",
                                        "units",
                                        "ratio",
                                        "score",
                                        "count",
                                        "percent",
                                        "start",
                                        "end",
                                        "time",
                                        "level",
                                        "group",
                                        "class",
                                        "brand",
                                        "url",
                                        "link",
                                        "version",
                                        "release",
                                        "power",
                                        "display",
                                        "period",
                                        "value",
                                        "values",
                                        "average",
                                        "mean",
                                        "median",
                                        "min",
                                        "max",
                                        "std",
                                        "rank",
                                        "key",
                                        "qty",
                                        "sum",
                                        "discount",
                                        "tax",
                                        "currency",
                                        "balance",
                                        "population",
                                        "area",
                                        "length",
                                        "width",
                                        "depth",
                                        "latitude",
                                        "longitude",
                                        "lat",
                                        "lon",
                                        "duration",
                                        "accuracy",
                                        "precision",
                                        "recall",
                                        "loss",
                                        "error",
                                        "format",
                                        "language",
                                        "author",
                                        "publisher",
                                        "owner",
                                        "manager",
                                        "department",
                                        "position",
                                        "salary",
                                        "first",
                                        "last",
                                        "street",
                                        "company",
                                        "website",
                                        "username",
                                        "password",
                                        "var",
                                        "variable",
                                        "subtitle",
                                        "betrag",
                                        "menge",
                                        "preis",
                                        "datum",
                                        "nummer",
                                        "anzahl",
                                        "summe",
                                        "kosten",
                                        "nom",
                                        "prix",
                                        "montant",
                                        "quantit\u00e9",
                                        "nombre",
                                        "fecha",
                                        "precio",
                                        "cantidad",
                                        "wins",
                                        "losses",
                                        "points",
                                        "votes",
                                        "rating",
                                        "temperature",
                                        "speed",
                                        "contact",
                                        "se",
                                        "sd",
                                        "ci",
                                        "stderr",
                                        "growth",
                                        "inflation",
                                        "gdp",
                                        "orders",
                                        "returns",
                                        "visits",
                                        "hours",
                                        "headcount",
                                        "margin",
                                        "stock",
                                        "budget",
                                        "unemployment",
                                        "employment",
                                        "exports",
                                        "imports",
                                        "births",
                                        "deaths",
                                        "marriages",
                                        "income",
                                        "expenses",
                                        "revenue",
                                        "turnover",
                                        "profit",
                                        "yield",
                                        "humidity",
                                        "rainfall",
                                        "precipitation",
                                        "umsatz",
                                        "gewinn",
                                        "ertrag",
                                        "einwohner",
                                        "geburten",
                                        "chiffre",
                                        "revenu",
                                        "recettes",
                                        "ingresos",
                                        "gastos",
                                        "df",
                                        "estimate",
                                        "statistic",
                                        "stat",
                                        "coef",
                                        "pvalue",
                                        "padj",
                                        "played",
                                        "won",
                                        "drawn",
                                        "lost",
                                        "pts",
                                        "gf",
                                        "ga",
                                        "gd",
                                        "goals",
                                        "assists",
                                        "consumption",
                                        "investment",
                                        "cpi",
                                        "pulse",
                                        "pressure",
                                        "systolic",
                                        "diastolic",
                                        "bmi",
                                        "dose",
                                        "temp",
                                        "open",
                                        "high",
                                        "low",
                                        "close",
                                        "volume",
                                        "bid",
                                        "ask",
                                        NULL};
    ptrdiff_t i = 0;

    if (s.n > FIELD_MAX) s.n = FIELD_MAX;
    if (drafthead_is_statistic(s)) return true;
    while (i < s.n) {
        ptrdiff_t j = i;

        while (j < s.n && (is_alpha(s.p[j]) || (unsigned char)s.p[j] >= 0x80)) j++;
        if (j > i && in_list(slice_sub(s, i, j), field)) return true;
        i = j > i ? j : i + 1;
    }
    return false;
}

bool drafthead_is_item(slice s)
{
    static const char *const numbered[] = {
        "question", "item", "feature", "feat",  "f",        "var",   "v",       "attribute", "attr",
        "pixel",    "dim",  "pc",      "frage", "pregunta", "vraag", "domanda", "embed",     NULL};
    static const char *const statement[] = {"is", "has", "was", NULL};
    ptrdiff_t n = 0;
    slice word, rest;
    bool mark;

    s = utf8_trim(s);
    while (n < s.n && is_alpha(s.p[n])) n++;
    word = slice_sub(s, 0, n);
    mark = n < s.n && strchr("_-. ", s.p[n]) != NULL;
    rest = slice_sub(s, mark ? n + 1 : n, s.n);
    if (rest.n == 0) return false;
    if (leading_digits(rest) == rest.n && rest.n <= 5)
        return in_list(word, numbered) ||
               (slice_eq_nocase(word, S("q")) && (rest.n > 1 || rest.p[0] > '4'));
    return mark && in_list(word, statement);
}

bool drafthead_is_category(slice s)
{
    static const char *const word[] = {"male",      "female",        "males",
                                       "females",   "men",           "women",
                                       "boys",      "girls",         "m",
                                       "f",         "both sexes",    "all",
                                       "total",     "persons",       "urban",
                                       "rural",     "public",        "private",
                                       "full-time", "part-time",     "full time",
                                       "part time", "yes",           "no",
                                       "domestic",  "foreign",       "m\u00e4nner",
                                       "frauen",    "m\u00e4nnlich", "weiblich",
                                       "insgesamt", "hommes",        "femmes",
                                       "masculin",  "f\u00e9minin",  "hombres",
                                       "mujeres",   "maschi",        "femmine",
                                       "uomini",    "donne",         "homens",
                                       "mulheres",  "mannen",        "vrouwen",
                                       "m\u00e4n",  "kvinnor",       "menn",
                                       "kvinner",   "m\u00e6nd",     "kvinder",
                                       "miehet",    "naiset",        "m\u0119\u017cczy\u017ani",
                                       "kobiety",   "\u017eeny",     NULL};

    return in_list(utf8_trim(s), word);
}

bool drafthead_is_statistic(slice s)
{
    static const char *const word[] = {
        "count", "mean",    "std",    "min",   "25%",    "50%", "75%",  "max",
        "top",   "unique",  "sum",    "freq",  "median", "var", "skew", "kurt",
        "avg",   "average", "stddev", "stdev", "sd",     "se",  "sem",  "iqr",
        "mode",  "range",   "p50",    "p75",   "p90",    "p95", "p99",  NULL};

    s = utf8_trim(s);
    return in_list(s, word);
}

static bool is_mark(char c)
{
    return strchr(" _-.:/|,()[]", c) != NULL && c != 0;
}

/* Common parts are looked for in this many bytes of a name. */
enum { COMMON_MAX = 256 };

/* The j-th byte of a name, counted from the side. */
static char byte_at(slice s, ptrdiff_t j, bool back)
{
    return back ? s.p[s.n - 1 - j] : s.p[j];
}

/* May a common part of k bytes end there? Behind whole words; a beginning may be all of a name. */
static bool may_cut(slice s, ptrdiff_t k, bool back)
{
    char next;

    if (s.n == k) return !back;
    next = byte_at(s, k, back);
    return is_mark(next) || is_digit(next);
}

void drafthead_affix_add(struct drafthead_affix *x, slice name)
{
    name = utf8_trim(name);
    x->bytes += name.n;
    if (x->n++ == 0) {
        x->name = name;
        x->part[0].n = x->part[1].n = name.n < COMMON_MAX ? name.n : COMMON_MAX;
        x->part[0].whole = may_cut(name, x->part[0].n, false);
        x->part[1].whole = may_cut(name, x->part[1].n, true);
        return;
    }
    for (int side = 0; side < 2; side++) {
        struct drafthead_part *part = &x->part[side];
        bool back = side == 1;
        ptrdiff_t k = 0;

        while (k < part->n && k < name.n && byte_at(name, k, back) == byte_at(x->name, k, back))
            k++;
        /* those before it go on alike behind a shorter part */
        if (k < part->n) *part = (struct drafthead_part){k, may_cut(x->name, k, back)};
        part->whole = part->whole && may_cut(name, k, back);
    }
}

/* Length of the common whole-word beginning (or end). */
static ptrdiff_t common_part(const struct drafthead_affix *x, bool back)
{
    ptrdiff_t k = x->part[back].n;
    bool whole = x->part[back].whole;

    for (; !back && k > 0 && is_digit(x->name.p[k - 1]); k--) whole = true;
    while (!whole && k > 0 && !is_mark(byte_at(x->name, k - 1, back))) k--;
    return k;
}

double drafthead_affix_share(const struct drafthead_affix *x)
{
    double best = 0;

    if (x->n < 2 || x->bytes == 0) return 0;
    for (int side = 0; side < 2; side++) {
        ptrdiff_t k = common_part(x, side == 1), letters = 0;
        double share = (double)k * x->n / (double)x->bytes;

        for (ptrdiff_t i = 0; i < k; i++) letters += !is_mark(byte_at(x->name, i, side == 1));
        if (letters >= 2 && share > best) best = share;
    }
    return best;
}

static struct drafthead_affix affix_of(const slice *name, int n)
{
    struct drafthead_affix x = {.n = 0};

    for (int i = 0; i < n; i++) drafthead_affix_add(&x, name[i]);
    return x;
}

double drafthead_affix(const slice *name, int n)
{
    struct drafthead_affix x = affix_of(name, n);

    return drafthead_affix_share(&x);
}

void drafthead_strip_affix(slice *name, int n)
{
    struct drafthead_affix x = affix_of(name, n);
    ptrdiff_t front, back;

    if (n < 2) return;
    front = common_part(&x, false);
    for (int i = 0; i < n; i++) name[i] = slice_sub(utf8_trim(name[i]), front, name[i].n);
    x = affix_of(name, n);
    back = common_part(&x, true);
    for (int i = 0; i < n; i++) name[i].n = name[i].n > back ? name[i].n - back : 0;
}
