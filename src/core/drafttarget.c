#include "drafttarget.h"

#include "draftcell.h"
#include "draftsearch.h"
#include "utf8.h"

enum { WORDS_MAX = 12, FIELDS_MAX = 400 };

/* ---- names as words */
static const char *const same_word[] = {
#define SAME(words) words,
#include "drafttarget.def"
#undef SAME
    NULL};

static bool list_has(slice list, slice word)
{
    while (list.n >= 0)
        if (slice_eq(slice_cut(list, ' ', &list), word)) return true;
    return false;
}

static bool are_synonyms(slice a, slice b)
{
    for (const char *const *l = same_word; *l != NULL; l++)
        if (list_has(slice_z(*l), a) && list_has(slice_z(*l), b)) return true;
    return false;
}

/* Letters without their marks, as the list of words has them. */
static int32_t plain(int32_t cp)
{
    static const char from[] =
        "\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e7\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee"
        "\u00ef\u00f1\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8\u00f9\u00fa\u00fb\u00fc";
    static const char to[] = "aaaaaaceeeeiiiinoooooouuuu";
    slice s = slice_z(from);

    for (int i = 0; to[i] != 0; i++) {
        int32_t c;
        int n = utf8_decode(s.p, s.n, &c);

        if (c == cp) return to[i];
        s = slice_sub(s, n, s.n);
    }
    return cp;
}

/* Lower-case words of a name: cut at marks, at a change to a capital, at digits. */
static int words_of(slice name, struct arena *a, slice word[WORDS_MAX])
{
    struct buf b = {0};
    int n = 0;
    bool lower = false, digit = false;

    for (ptrdiff_t i = 0; i <= name.n && n < WORDS_MAX;) {
        int32_t cp = 0;
        int len = i < name.n ? utf8_decode(name.p + i, name.n - i, &cp) : 1;
        bool is_digit = i < name.n && utf8_is_digit(cp);
        bool letter = i < name.n && (utf8_is_letter(cp) || is_digit);
        bool capital = letter && cp >= 'A' && cp <= 'Z';

        if (b.n > 0 && (!letter || (capital && lower) || is_digit != digit))
            word[n++] = utf8_lower(a, buf_take(&b, a));
        if (letter && n < WORDS_MAX) {
            slice one = utf8_lower(a, slice_sub(name, i, i + len));
            char out[4];

            utf8_decode(one.p, one.n, &cp);
            buf_put(&b, (slice){out, utf8_encode(plain(cp), out)});
        }
        lower = letter && !capital;
        digit = is_digit;
        i += len;
    }
    buf_free(&b);
    return n;
}

/* "cust" of "customer", "qty" of "quantity". */
static bool is_short_for(slice s, slice l)
{
    ptrdiff_t k = 0;

    if (s.n < 2 || s.n >= l.n || s.p[0] != l.p[0]) return false;
    if (slice_starts(l, s)) return s.n >= 3;
    for (ptrdiff_t i = 0; i < l.n && k < s.n; i++) k += l.p[i] == s.p[k];
    return k == s.n && s.n >= 3 && s.p[s.n - 1] == l.p[l.n - 1];
}

static double word_similarity(slice a, slice b)
{
    ptrdiff_t longer = a.n > b.n ? a.n : b.n;
    double d;

    if (slice_eq(a, b)) return 1;
    if (are_synonyms(a, b)) return 0.9;
    if (is_short_for(a, b) || is_short_for(b, a)) return 0.75;
    d = 1 - (double)slice_distance(a, b, (int)longer) / (double)longer;
    return longer >= 5 && d >= 0.7 ? d * 0.9 : 0;
}

double drafttarget_similarity(slice x, slice y, struct arena *a)
{
    slice word[2][WORDS_MAX];
    int n[2] = {words_of(x, a, word[0]), words_of(y, a, word[1])};
    double sum = 0, weight = 0;

    if (n[0] == 0 || n[1] == 0) return 0;
    if (slice_eq(utf8_fold_name(a, x), utf8_fold_name(a, y))) return 1;
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < n[side]; i++) {
            double best = 0, w = (double)(word[side][i].n < 8 ? word[side][i].n : 8) + 1;

            for (int k = 0; k < n[1 - side]; k++) {
                double s = word_similarity(word[side][i], word[1 - side][k]);

                if (s > best) best = s;
            }
            sum += best * w;
            weight += w;
        }
    return sum / weight * 0.99;
}

/* ---- kinds */
static bool is_text_type(slice type)
{
    return type.n == 0 || slice_eqz(type, "string") || slice_eqz(type, "any");
}

/* 1: the cells can be of this type; less the more of them cannot. */
static double kind_fit(const struct table *t, int c, slice type)
{
    int64_t rows = t->nrow < 300 ? t->nrow : 300;
    int of[DC_COUNT] = {0}, filled, good;
    enum kind k = t->col[c].kind;

    if (is_text_type(type)) return 1;
    for (int64_t r = 0; r < rows; r++) of[draftcell_kind(column_cell(&t->col[c], r), NULL, NULL)]++;
    filled = (int)rows - of[DC_BLANK];
    if (filled == 0) return 1;
    if (slice_eqz(type, "boolean"))
        good = k == KIND_BOOL ? filled : of[DC_BOOL] + of[DC_NUMBER];
    else if (slice_eqz(type, "number") || slice_eqz(type, "integer") || slice_eqz(type, "year"))
        good = of[DC_NUMBER];
    else if (slice_eqz(type, "date") || slice_eqz(type, "datetime") || slice_eqz(type, "time") ||
             slice_eqz(type, "yearmonth"))
        good = of[DC_DATE];
    else
        good = filled;
    return 0.4 + 0.6 * good / filled;
}

/* ---- one to one: the Hungarian method (Kuhn 1955; shortest augmenting paths, O(n^2 m)) on costs
 * 1 - score; rows n <= columns m. p[j] is the row of column j, from 1. */
static bool assign(const double *score, int n, int m, int *p, struct arena *a)
{
    double *u = arena_new(a, double, n + 1), *v = arena_new(a, double, m + 1);
    double *least = arena_new(a, double, m + 1);
    int *way = arena_new(a, int, m + 1);
    bool *used = arena_new(a, bool, m + 1);

    if (u == NULL || v == NULL || least == NULL || way == NULL || used == NULL) return false;
    for (int i = 1; i <= n; i++) {
        int j0 = 0;

        p[0] = i;
        for (int j = 0; j <= m; j++) {
            least[j] = 1e18;
            used[j] = false;
        }
        do {
            int i0 = p[j0], j1 = 0;
            double delta = 1e18;

            used[j0] = true;
            for (int j = 1; j <= m; j++) {
                double cost;

                if (used[j]) continue;
                cost = 1 - score[(size_t)(i0 - 1) * (size_t)m + (size_t)(j - 1)] - u[i0] - v[j];
                if (cost < least[j]) {
                    least[j] = cost;
                    way[j] = j0;
                }
                if (least[j] < delta) {
                    delta = least[j];
                    j1 = j;
                }
            }
            for (int j = 0; j <= m; j++) {
                if (used[j]) {
                    u[p[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            j0 = j1;
        } while (p[j0] != 0);
        do {
            int j1 = way[j0];

            p[j0] = p[j1];
            j0 = j1;
        } while (j0 != 0);
    }
    return true;
}

bool drafttarget_match(slice schema, const struct table *t, struct arena *a,
                       struct drafttarget *out, struct err *e)
{
    const struct json *doc = json_parse(a, schema, e), *fields = json_member(doc, "fields");
    int n = json_count(fields), m = t->ncol < FIELDS_MAX ? t->ncol : FIELDS_MAX;
    int wide = n > m ? n : m, *p;
    double *score;

    if (doc == NULL) return err_wrap(e, "the target schema");
    if (!json_is(fields, J_ARRAY) || n == 0 || n > FIELDS_MAX)
        return err_set(e, E_FAILED, "the target schema has no list \"fields\" of 1 to %d fields",
                       FIELDS_MAX);
    *out = (struct drafttarget){arena_new(a, struct drafttarget_field, n), n};
    score = arena_new(a, double, (size_t)n *(size_t)wide);
    p = arena_new(a, int, wide + 1);
    if (out->at == NULL || score == NULL || p == NULL)
        return err_set(e, E_LIMIT, "the target schema does not fit the memory limit");
    for (int i = 0; i < n; i++) {
        struct drafttarget_field *f = &out->at[i];

        *f = (struct drafttarget_field){.name = json_text(json_member(fields->item[i], "name")),
                                        .type = json_text(json_member(fields->item[i], "type")),
                                        .column = -1};
        for (int c = 0; c < m; c++) {
            double s = drafttarget_similarity(f->name, t->col[c].name, a) * kind_fit(t, c, f->type);

            score[(size_t)i * (size_t)wide + (size_t)c] = s;
            if (s > f->confidence) f->confidence = s;
        }
    }
    if (!assign(score, n, wide, p, a))
        return err_set(e, E_LIMIT, "the target schema does not fit the memory limit");
    for (int j = 1; j <= m; j++) {
        double s = p[j] > 0 ? score[(size_t)(p[j] - 1) * (size_t)wide + (size_t)(j - 1)] : 0;

        if (s < DRAFTTARGET_SURE) continue;
        out->at[p[j] - 1].column = j - 1;
        out->at[p[j] - 1].confidence = s;
    }
    return true;
}

void drafttarget_steps(const struct drafttarget *m, const struct table *t, struct arena *a,
                       struct json *steps, struct buf *why, struct buf *undone)
{
    struct json *select = json_new_object(a), *columns = json_new_array(a);
    struct json *rename = json_new_object(a), *renames = json_new_object(a);
    int found = 0;

    for (int i = 0; i < m->n; i++) {
        const struct drafttarget_field *f = &m->at[i];
        slice old;

        if (f->column < 0) {
            if (undone->n > 0) buf_putz(undone, ", ");
            buf_printf(undone, "no column for the field \"%.*s\" (the best is %.0f %% like it)",
                       SLICE_ARG(f->name), f->confidence * 100);
            continue;
        }
        found++;
        json_push(a, columns, draftsearch_column(t, f->column, a));
        old = t->col[f->column].name;
        if (!slice_eq(old, f->name) && table_count_name(t, old) == 1)
            json_set(a, renames, arena_z(a, old), json_new_text(a, f->name));
    }
    if (found == 0) return;
    json_set(a, select, "op", json_new_text(a, S("select")));
    json_set(a, select, "columns", columns);
    json_push(a, steps, select);
    if (renames->n > 0) {
        json_set(a, rename, "op", json_new_text(a, S("rename")));
        json_set(a, rename, "columns", renames);
        json_push(a, steps, rename);
    }
    if (why->n > 0) buf_putz(why, "; ");
    buf_printf(why, "%d of %d fields of the target have a column", found, m->n);
}
