#include "draftread.h"

#include "boolword.h"
#include "date.h"
#include "draftsearch.h"
#include "number.h"
#include "utf8.h"
#include <ctype.h>

enum { PATTERNS_MAX = 6, PHONE_DIGITS = 7 };

bool draftread_is_code(slice s)
{
    ptrdiff_t digits = 0, marks = 0;

    for (ptrdiff_t i = 0; i < s.n; i++) {
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        marks += strchr("+ ()-/.", s.p[i]) != NULL;
    }
    if (s.n > 0 && s.p[0] == '+' && digits >= PHONE_DIGITS && digits + marks == s.n) return true;
    return digits == s.n && ((s.n > 1 && s.p[0] == '0') || s.n > 15);
}

bool draftread_any_code(const slice *cell, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (draftread_is_code(utf8_trim(cell[i]))) return true;
    return false;
}

/* A word of the name, also at the end of a longer one (Lieferdatum); a long one anywhere in it. */
static bool says(slice name, const char *const *word)
{
    for (const char *const *w = word; *w != NULL; w++)
        for (ptrdiff_t i = 0, n = (ptrdiff_t)strlen(*w); i + n <= name.n; i++)
            if (slice_eq_nocase(slice_sub(name, i, i + n), slice_z(*w)) &&
                (n > 4 || i + n == name.n || name.p[i + n] == ' ' || name.p[i + n] == '_'))
                return true;
    return false;
}

static bool is_letter_at(slice name, ptrdiff_t i)
{
    return i >= 0 && i < name.n && isalpha((unsigned char)name.p[i]);
}

static bool says_whole(slice name, const char *const *word)
{
    for (const char *const *w = word; *w != NULL; w++)
        for (ptrdiff_t i = 0, n = (ptrdiff_t)strlen(*w); i + n <= name.n; i++)
            if (slice_eq_nocase(slice_sub(name, i, i + n), slice_z(*w)) &&
                !is_letter_at(name, i - 1) && !is_letter_at(name, i + n))
                return true;
    return false;
}

bool draftread_says_date(slice name)
{
    static const char *const word[] = {"date", "datum",           "fecha", "data", "dato",
                                       "dag",  "p\u00e4iv\u00e4", "day",   "tag",  "giorno",
                                       NULL};
    /* counts of what has to do with days, and words that end like one: whole words of the name */
    static const char *const other[] = {"count",    "number",    "anzahl",   "anz",       "nombre",
                                        "per day",  "pro tag",   "par jour", "candidate", "mandate",
                                        "validate", "liquidate", "metadata", NULL};

    return says(name, word) && !says_whole(name, other);
}

bool draftread_says_bool(slice name)
{
    static const char *const front[] = {"is_",  "has_", "is ", "has ", "ist ",
                                        "ist_", "est_", "es_", NULL};

    for (const char *const *f = front; *f != NULL; f++) {
        slice word = slice_z(*f);

        if (name.n > word.n && slice_eq_nocase(slice_sub(name, 0, word.n), word)) return true;
    }
    return false;
}

static bool says_version(slice name)
{
    static const char *const word[] = {"version", "release", "firmware", NULL};

    return says(name, word);
}

static bool is_serial(slice s)
{
    int64_t v;

    return slice_i64(s, &v) && v >= 20000 && v <= 60000;
}

static bool is_compact(slice s)
{
    static const struct date_style style = {.pattern = {"YYYYMMDD", 8}};
    char out[40];
    ptrdiff_t len;
    enum kind kind;

    return s.n == 8 && (s.p[0] == '1' || s.p[0] == '2') && date_read(s, &style, out, &len, &kind);
}

static bool is_bit(slice s)
{
    return slice_eqz(s, "0") || slice_eqz(s, "1");
}

static int64_t count(const slice *cell, int64_t n, bool (*is)(slice))
{
    int64_t sum = 0;

    for (int64_t i = 0; i < n; i++) sum += is(utf8_trim(cell[i]));
    return sum;
}

int64_t draftread_serials(const slice *cell, int64_t n)
{
    return count(cell, n, is_serial);
}

int64_t draftread_compact(const slice *cell, int64_t n)
{
    return count(cell, n, is_compact);
}

int64_t draftread_bits(const slice *cell, int64_t n)
{
    return count(cell, n, is_bit);
}

/* ---- the readings */
static struct json *new_step(const struct table *t, int c, const char *op, struct arena *a)
{
    struct json *o = json_new_object(a), *columns = json_new_array(a);

    json_set(a, o, "op", json_new_text(a, slice_z(op)));
    json_push(a, columns, draftsearch_column(t, c, a));
    json_set(a, o, "columns", columns);
    return o;
}

static void finish(struct json *step, const char *as, int64_t fits, struct arena *a,
                   struct draftread *out)
{
    json_set(a, step, "on_error", json_new_text(a, S("null")));
    *out = (struct draftread){as, step, fits};
}

/* Does a style read a cell that another cannot? */
static bool reads_others(const struct number_style *style, const struct number_style *than,
                         const slice *cell, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        char out[420];
        ptrdiff_t len;

        if (number_read(cell[i], style, out, sizeof out, &len) &&
            !number_read(cell[i], than, out, sizeof out, &len))
            return true;
    }
    return false;
}

/* The plainest way that reads the most. Where another reads as many, but others, the marks are
 * mixed, and what the plain way makes of 1.234 is no better than a guess. */
static void read_numbers(const struct table *t, int c, const slice *cell, int64_t n,
                         struct arena *a, struct draftread *out)
{
    static const struct number_style way[] = {
        {.scaled = false},
        {.scaled = true},
        {.sides = true},
        {.mixed = true},
        {.mixed = true, .scaled = true},
        {.mixed = true, .sides = true},
    };
    struct number_style best = {0};
    int64_t most = 0, fits, filled;
    struct json *step;

    if (draftread_any_code(cell, n) || says_version(t->col[c].name)) return;
    for (size_t i = 0; i < sizeof way / sizeof *way && most < n; i++) {
        struct number_style style;

        if (!number_detect_as(cell, n, &way[i], &style, &fits, &filled) || fits < most ||
            (fits == most && !(way[i].mixed && reads_others(&style, &best, cell, n))))
            continue;
        most = fits;
        best = style;
    }
    if (most <= out->fits) return;
    step = new_step(t, c, "parse_number", a);
    if (best.mixed) json_set(a, step, "mixed", json_new_bool(a, true));
    if (best.decimal != 0)
        json_set(a, step, "decimal", json_new_text(a, arena_printf(a, "%c", best.decimal)));
    if (best.scaled) json_set(a, step, "scale", json_new_bool(a, true));
    if (best.sides) json_set(a, step, "sides", json_new_bool(a, true));
    finish(step, "number", most, a, out);
}

static void read_dates(const struct table *t, int c, const slice *cell, int64_t n, struct arena *a,
                       struct draftread *out)
{
    bool named = draftread_says_date(t->col[c].name);
    int64_t serials = named ? draftread_serials(cell, n) : 0, fits = 0, several = 0, filled;
    slice pattern[PATTERNS_MAX];
    int patterns = 0;
    bool ambiguous;
    struct date_style one = {.pattern = S("")};
    struct json *step, *list;
    enum kind kind;

    date_detect(cell, n, a, &one, &kind, &fits, &filled, &ambiguous);
    if (fits < n)
        patterns = date_detect_several(cell, n, a, pattern, PATTERNS_MAX, &several, &filled);
    if (several <= fits) patterns = 0;
    if (patterns > 1) fits = several;
    if (fits + serials == 0 || (named ? (fits + serials) * 2 < n : fits + serials <= out->fits))
        return;
    step = new_step(t, c, "parse_date", a);
    if (patterns > 1) {
        list = json_new_array(a);
        for (int i = 0; i < patterns; i++) json_push(a, list, json_new_text(a, pattern[i]));
        json_set(a, step, "patterns", list);
    } else if (fits > 0) {
        json_set(a, step, "pattern", json_new_text(a, one.pattern));
    }
    if (serials > 0) json_set(a, step, "serial", json_new_bool(a, true));
    finish(step, "date", fits + serials, a, out);
}

/* What is yes and no only beside each other. */
static const char *const pair[][2] = {{"o", "n"},       {"s", "n"},     {"ein", "aus"},
                                      {"an", "aus"},    {"aan", "uit"}, {"on", "off"},
                                      {"p\u00e5", "av"}};
enum { PAIRS = sizeof pair / sizeof *pair };

static bool among(slice s, const char *const *list)
{
    for (; *list != NULL; list++)
        if (slice_eqz(s, *list)) return true;
    return false;
}

/* The first word and the usual ones that mean the same. */
static struct json *words_of(const char *first, enum boolword means, struct arena *a)
{
    struct json *list = json_new_array(a);

    json_push(a, list, json_new_text(a, slice_z(first)));
    for (const struct boolword_entry *b = boolword_table; b->word != NULL; b++)
        if (b->means == means && !b->mark && strcmp(b->word, first) != 0)
            json_push(a, list, json_new_text(a, slice_z(b->word)));
    return list;
}

/* An x alone, and 0 and 1, only where nothing else stands in the column. */
static void read_bools(const struct table *t, int c, const slice *cell, int64_t n, struct arena *a,
                       struct draftread *out)
{
    static const char *const cross[] = {"x", "\u2713", "\u2714", "\u2611", NULL};
    int64_t words = 0, crosses = 0, both[PAIRS] = {0}, one[PAIRS][2] = {{0}};

    for (int64_t i = 0; i < n; i++) {
        slice s = utf8_lower(a, utf8_trim(cell[i]));
        bool word = boolword_read(s, false) != BOOLWORD_NONE;

        words += word;
        crosses += among(s, cross);
        for (int k = 0; k < PAIRS; k++) {
            bool first = slice_eqz(s, pair[k][0]), second = slice_eqz(s, pair[k][1]);

            one[k][0] += first;
            one[k][1] += second;
            both[k] += word || first || second;
        }
    }
    if (crosses == n && t->nrow > n) words = n;
    if (draftread_says_bool(t->col[c].name)) {
        words += draftread_bits(cell, n);
        if (words >= out->fits) out->fits = 0;
    }
    if (words > out->fits) finish(new_step(t, c, "parse_bool", a), "boolean", words, a, out);
    for (int k = 0; k < PAIRS; k++) {
        struct json *step;

        if (one[k][0] == 0 || one[k][1] == 0 || both[k] < n || out->fits == n) continue;
        step = new_step(t, c, "parse_bool", a);
        json_set(a, step, "true_values", words_of(pair[k][0], BOOLWORD_YES, a));
        json_set(a, step, "false_values", words_of(pair[k][1], BOOLWORD_NO, a));
        finish(step, "boolean", both[k], a, out);
    }
}

void draftread_best(const struct table *t, int c, const slice *cell, int64_t n, struct arena *a,
                    struct draftread *out)
{
    *out = (struct draftread){NULL, NULL, 0};
    read_numbers(t, c, cell, n, a, out);
    if (out->fits < n || draftread_says_date(t->col[c].name)) read_dates(t, c, cell, n, a, out);
    read_bools(t, c, cell, n, a, out);
    if (out->fits * 2 < n || n == 0) *out = (struct draftread){NULL, NULL, 0};
}
