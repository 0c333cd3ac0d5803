#include "drafttarget.h"

#include "draftcell.h"
#include "draftsearch.h"
#include "targetvalue.h"
#include "utf8.h"

enum { WORDS_MAX = 12, FIELDS_MAX = 400 };

/* Columns less like a field are not worth asking about. */
#define LIKE_LEAST 0.15

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

/* ---- the schema and every pair */
struct pairs {
    const struct table *t;
    const struct json *fields;
    int n, m, wide;
    double *score, *values; /* [field * wide + column] */
    struct arena *arena;
};

static bool weigh_pairs(struct pairs *p, struct drafttarget *out)
{
    for (int i = 0; i < p->n; i++) {
        struct drafttarget_field *f = &out->at[i];
        double *score = p->score + (size_t)i * (size_t)p->wide;
        double *values = p->values + (size_t)i * (size_t)p->wide;

        *f = (struct drafttarget_field){.name = json_text(json_member(p->fields->item[i], "name")),
                                        .type = json_text(json_member(p->fields->item[i], "type")),
                                        .column = -1,
                                        .like = {-1, -1}};
        if (!targetvalue_fit(p->fields->item[i], p->t, p->m, values, p->arena)) return false;
        for (int c = 0; c < p->m; c++) {
            double name = drafttarget_similarity(f->name, p->t->col[c].name, p->arena);

            /* values that fit make up for the half of what the name leaves open, more where the
             * name speaks for it too; values that do not fit speak against the best name */
            score[c] = values[c] >= 0 ? name + (1 - name) * values[c] * (0.62 + 0.3 * name)
                                      : name * (1 + 0.7 * values[c]);
            score[c] *= kind_fit(p->t, c, f->type);
            if (score[c] < LIKE_LEAST) continue;
            if (f->like[0] < 0 || score[c] > score[f->like[0]]) {
                f->like[1] = f->like[0];
                f->like[0] = c;
            } else if (f->like[1] < 0 || score[c] > score[f->like[1]]) {
                f->like[1] = c;
            }
        }
        if (f->like[0] >= 0) f->confidence = score[f->like[0]];
    }
    return true;
}

/* A field whose column has a rival that no field takes is a question, not an answer. */
static void leave_ties_open(const struct pairs *p, struct drafttarget *out)
{
    for (int i = 0; i < out->n; i++) {
        struct drafttarget_field *f = &out->at[i];
        const double *score = p->score + (size_t)i * (size_t)p->wide;
        int rival = f->column == f->like[0] ? f->like[1] : f->like[0];
        bool taken = false;

        if (f->column < 0 || rival < 0 || score[rival] < DRAFTTARGET_SURE ||
            score[f->column] - score[rival] > DRAFTTARGET_MARGIN)
            continue;
        for (int k = 0; k < out->n; k++) taken |= out->at[k].column == rival;
        if (!taken) f->column = -1;
    }
}

bool drafttarget_match(slice schema, const struct table *t, struct arena *a,
                       struct drafttarget *out, struct err *e)
{
    const struct json *doc = json_parse(a, schema, e), *fields = json_member(doc, "fields");
    int n = json_count(fields), m = t->ncol < FIELDS_MAX ? t->ncol : FIELDS_MAX;
    int wide = n > m ? n : m, *p;
    struct pairs pairs = {.t = t, .fields = fields, .n = n, .m = m, .wide = wide, .arena = a};

    if (doc == NULL) return err_wrap(e, "the target schema");
    if (!json_is(fields, J_ARRAY) || n == 0 || n > FIELDS_MAX)
        return err_set(e, E_FAILED, "the target schema has no list \"fields\" of 1 to %d fields",
                       FIELDS_MAX);
    *out = (struct drafttarget){arena_new(a, struct drafttarget_field, n), n};
    pairs.score = arena_new(a, double, (size_t)n *(size_t)wide);
    pairs.values = arena_new(a, double, (size_t)n *(size_t)wide);
    p = arena_new(a, int, wide + 1);
    if (out->at == NULL || pairs.score == NULL || pairs.values == NULL || p == NULL ||
        !weigh_pairs(&pairs, out) || !assign(pairs.score, n, wide, p, a))
        return err_set(e, E_LIMIT, "the target schema does not fit the memory limit");
    for (int j = 1; j <= m; j++) {
        size_t at = p[j] > 0 ? (size_t)(p[j] - 1) * (size_t)wide + (size_t)(j - 1) : 0;

        if (p[j] == 0 || pairs.score[at] < DRAFTTARGET_SURE) continue;
        out->at[p[j] - 1].column = j - 1;
        out->at[p[j] - 1].confidence = pairs.score[at];
        out->at[p[j] - 1].by_values = pairs.values[at];
    }
    leave_ties_open(&pairs, out);
    return true;
}

const struct json *drafttarget_json(const struct drafttarget *m, const struct table *t,
                                    struct arena *a)
{
    struct json *list = json_new_array(a);

    for (int i = 0; i < m->n; i++) {
        const struct drafttarget_field *f = &m->at[i];
        struct json *o = json_new_object(a), *ask = json_new_array(a);

        json_set(a, o, "field", json_new_text(a, f->name));
        if (f->column >= 0)
            json_set(a, o, "column", draftsearch_column(t, f->column, a));
        else
            json_set(a, o, "column", json_parse(a, S("null"), NULL));
        json_set(a, o, "confidence", json_parse(a, arena_printf(a, "%.2f", f->confidence), NULL));
        if (f->by_values > 0.005 || f->by_values < -0.005)
            json_set(a, o, "values", json_parse(a, arena_printf(a, "%.2f", f->by_values), NULL));
        for (int k = 0; k < 2 && f->column < 0; k++)
            if (f->like[k] >= 0) json_push(a, ask, draftsearch_column(t, f->like[k], a));
        if (f->column < 0) json_set(a, o, "ask", ask);
        json_push(a, list, o);
    }
    return list;
}

/* What is to be asked about a field without a column. */
static void ask_for(const struct drafttarget_field *f, const struct table *t, struct buf *undone)
{
    if (undone->n > 0) buf_putz(undone, ", ");
    if (f->confidence >= DRAFTTARGET_SURE && f->like[1] >= 0)
        buf_printf(undone, "is the field \"%.*s\" the column \"%.*s\" or \"%.*s\"?",
                   SLICE_ARG(f->name), SLICE_ARG(t->col[f->like[0]].name),
                   SLICE_ARG(t->col[f->like[1]].name));
    else
        buf_printf(undone, "no column for the field \"%.*s\" (the best is %.0f %% like it)",
                   SLICE_ARG(f->name), f->confidence * 100);
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
            ask_for(f, t, undone);
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
