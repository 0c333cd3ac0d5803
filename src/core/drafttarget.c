#include "drafttarget.h"

#include "draftcell.h"
#include "draftsearch.h"
#include "targetvalue.h"
#include "utf8.h"

#include <math.h>

enum { FIELDS_MAX = 400, ROWS_MAX = 300 };

/* Columns less like a field are not worth asking about. */
#define LIKE_LEAST 0.15
/* The logarithm of how much likelier a plan is that has a column for every field. */
#define ALL_FIELDS 8.0
/* From where on a column that stands out is taken, and how much of the doubt that can take away. */
#define STANDS_OUT_FROM 0.35
#define STANDING_OUT 0.75
#define STANDING_OUT_MAX 0.4

/* ---- the schema and the columns */
/* What the cells of a column look like. */
struct holds {
    int of[DC_COUNT], filled, compact; /* compact: 20240131 */
};
struct pairs {
    const struct table *t;
    const struct json *fields;
    int n, m, wide;
    double *score, *values; /* [field * wide + column] */
    const struct fieldwords *words;
    struct fieldname *name; /* of the columns */
    struct holds *holds;
    int skip; /* words that all names of columns begin with */
    struct arena *arena;
};

static bool is_compact_date(slice s)
{
    int64_t v;

    return s.n == 8 && slice_i64(s, &v) && v >= 19000101 && v <= 20991231 && v / 100 % 100 >= 1 &&
           v / 100 % 100 <= 12 && v % 100 >= 1 && v % 100 <= 31;
}

static void look_at(const struct column *col, int64_t rows, struct holds *h)
{
    for (int64_t r = 0; r < rows && r < ROWS_MAX; r++) {
        slice s = utf8_trim(column_cell(col, r));
        enum draftcell kind = draftcell_is_missing(s) ? DC_BLANK : draftcell_kind(s, NULL, NULL);

        h->of[kind]++;
        h->filled += kind != DC_BLANK;
        h->compact += is_compact_date(s);
    }
}

static bool holds_dates(const struct holds *h)
{
    return h->filled > 0 && (h->of[DC_DATE] == h->filled || h->compact == h->filled);
}

/* A date by its kind is one by its name as well: shipped_on, Closing. */
static void say_date(const struct pairs *p, struct fieldname *name)
{
    if (name->n > 0 && !fieldname_means(p->words, name, "date time timestamp day year month"))
        fieldname_add(p->words, name, S("date"), p->arena);
}

/* Names as words; the word that all columns begin with, like "tbl", says nothing. */
static bool read_columns(struct pairs *p)
{
    int same = 0;

    p->name = arena_new(p->arena, struct fieldname, p->m + 1);
    p->holds = arena_new(p->arena, struct holds, p->m + 1);
    if (p->name == NULL || p->holds == NULL) return false;
    for (int c = 0; c < p->m; c++) {
        look_at(&p->t->col[c], p->t->nrow, &p->holds[c]);
        fieldname_read(p->words, p->t->col[c].name, p->arena, &p->name[c]);
        same += fieldname_same_front(&p->name[0], &p->name[c]);
        if (holds_dates(&p->holds[c])) say_date(p, &p->name[c]);
    }
    p->skip = p->m >= 3 && same == p->m;
    return true;
}

static double name_likeness(const struct pairs *p, const struct fieldname *field, int c)
{
    double x = fieldname_similarity(p->words, field, &p->name[c], 0), y;

    if (p->skip == 0) return x;
    y = fieldname_similarity(p->words, field, &p->name[c], p->skip);
    return y > x ? y : x;
}

/* ---- kinds */
static bool is_text_type(slice type)
{
    return type.n == 0 || slice_eqz(type, "string") || slice_eqz(type, "any");
}

static bool is_date_type(slice type)
{
    return slice_eqz(type, "date") || slice_eqz(type, "datetime");
}

/* What a text field is less likely to hold, unless its name speaks of such. */
#define TEXT_OF_NUMBERS 0.7
#define TEXT_OF_DATES 0.7

/* 1: the cells can be of this type; less the more of them cannot. */
static double kind_fit(const struct pairs *p, const struct fieldname *field, int c, slice type)
{
    const struct holds *h = &p->holds[c];
    int good = h->filled;

    if (h->filled == 0) return 1;
    if (is_text_type(type)) {
        if (holds_dates(h) && !fieldname_means(p->words, field, "date time timestamp day"))
            return TEXT_OF_DATES;
        return h->of[DC_NUMBER] == h->filled &&
                       !fieldname_means(p->words, field,
                                        "number id code reference phone mobile fax zip year level "
                                        "account serial tracking barcode version")
                   ? TEXT_OF_NUMBERS
                   : 1;
    }
    if (slice_eqz(type, "boolean")) {
        if (p->t->col[c].kind != KIND_BOOL) good = h->of[DC_BOOL] + h->of[DC_NUMBER];
    } else if (slice_eqz(type, "number") || slice_eqz(type, "integer") || slice_eqz(type, "year")) {
        good = h->of[DC_NUMBER];
    } else if (is_date_type(type) || slice_eqz(type, "time") || slice_eqz(type, "yearmonth")) {
        good = h->of[DC_DATE] > h->compact ? h->of[DC_DATE] : h->compact;
    }
    return 0.4 + 0.6 * good / h->filled;
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

/* ---- every pair */
static bool weigh_pairs(struct pairs *p, struct drafttarget *out)
{
    for (int i = 0; i < p->n; i++) {
        struct drafttarget_field *f = &out->at[i];
        double *score = p->score + (size_t)i * (size_t)p->wide;
        double *values = p->values + (size_t)i * (size_t)p->wide;
        struct fieldname name, title;

        *f = (struct drafttarget_field){.name = json_text(json_member(p->fields->item[i], "name")),
                                        .type = json_text(json_member(p->fields->item[i], "type")),
                                        .column = -1,
                                        .like = {-1, -1}};
        fieldname_read(p->words, f->name, p->arena, &name);
        fieldname_read(p->words, json_text(json_member(p->fields->item[i], "title")), p->arena,
                       &title);
        if (is_date_type(f->type)) say_date(p, &name);
        if (!targetvalue_fit(p->fields->item[i], p->t, p->m, values, p->arena)) return false;
        for (int c = 0; c < p->m; c++) {
            double like = name_likeness(p, &name, c), by_title = name_likeness(p, &title, c);

            /* values that fit make up for the half of what the name leaves open, more where the
             * name speaks for it too; values that do not fit speak against the best name */
            if (by_title > like) like = by_title;
            score[c] = values[c] >= 0 ? like + (1 - like) * values[c] * (0.62 + 0.3 * like)
                                      : like * (1 + 0.7 * values[c]);
            score[c] *= kind_fit(p, &name, c, f->type);
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

/* How far a pair is ahead of each other pair with its field or its column that is still open.
 * `column_of[field]`, `field_of[column]`: what is sure, or -1. */
static double lead_of(const struct pairs *p, int field, int column, const int *column_of,
                      const int *field_of)
{
    double most = 0;

    for (int c = 0; c < p->m; c++) {
        double x = p->score[(size_t)field * (size_t)p->wide + (size_t)c];

        if (c != column && field_of[c] < 0 && x > most) most = x;
    }
    for (int i = 0; i < p->n; i++) {
        double x = p->score[(size_t)i * (size_t)p->wide + (size_t)column];

        if (i != field && column_of[i] < 0 && x > most) most = x;
    }
    return p->score[(size_t)field * (size_t)p->wide + (size_t)column] - most;
}

/* Pairs of the assignment (p[j] as assign() gives it) that are sure; then those in doubt where
 * nothing that is still open is like them, which makes them surer. */
static bool take_pairs(const struct pairs *p, const int *row_of, struct drafttarget *out)
{
    int *column_of = arena_new(p->arena, int, p->n + 1);
    int *field_of = arena_new(p->arena, int, p->m + 1);

    if (column_of == NULL || field_of == NULL) return false;
    for (int i = 0; i < p->n; i++) column_of[i] = -1;
    for (int c = 0; c < p->m; c++) field_of[c] = -1;
    for (int doubt = 0; doubt < 2; doubt++)
        for (int c = 0; c < p->m; c++) {
            int i = row_of[c + 1] - 1;
            size_t at = (size_t)(i > 0 ? i : 0) * (size_t)p->wide + (size_t)c;
            double x = p->score[at], lead;

            if (i < 0 || field_of[c] >= 0) continue;
            if (doubt && x >= STANDS_OUT_FROM) {
                lead = fmin(lead_of(p, i, c, column_of, field_of), STANDING_OUT_MAX);
                if (lead > 0) x += (1 - x) * lead * STANDING_OUT;
            }
            if (x < DRAFTTARGET_SURE) continue;
            column_of[i] = c;
            field_of[c] = i;
            out->at[i].column = c;
            out->at[i].confidence = x;
            out->at[i].by_values = p->values[at];
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

bool drafttarget_match(slice schema, const struct fieldwords *words, const struct table *t,
                       struct arena *a, struct drafttarget *out, struct err *e)
{
    const struct json *doc = json_parse(a, schema, e), *fields = json_member(doc, "fields");
    int n = json_count(fields), m = t->ncol < FIELDS_MAX ? t->ncol : FIELDS_MAX;
    int wide = n > m ? n : m, *p;
    struct pairs pairs = {
        .t = t, .fields = fields, .n = n, .m = m, .wide = wide, .words = words, .arena = a};

    if (doc == NULL) return err_wrap(e, "the target schema");
    if (!json_is(fields, J_ARRAY) || n == 0 || n > FIELDS_MAX)
        return err_set(e, E_FAILED, "the target schema has no list \"fields\" of 1 to %d fields",
                       FIELDS_MAX);
    *out = (struct drafttarget){arena_new(a, struct drafttarget_field, n), n};
    pairs.score = arena_new(a, double, (size_t)n *(size_t)wide);
    pairs.values = arena_new(a, double, (size_t)n *(size_t)wide);
    p = arena_new(a, int, wide + 1);
    if (out->at == NULL || pairs.score == NULL || pairs.values == NULL || p == NULL ||
        !read_columns(&pairs) || !weigh_pairs(&pairs, out) || !assign(pairs.score, n, wide, p, a) ||
        !take_pairs(&pairs, p, out))
        return err_set(e, E_LIMIT, "the target schema does not fit the memory limit");
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

double drafttarget_weight(const struct drafttarget *m)
{
    double sum = 0;

    for (int i = 0; i < m->n; i++)
        if (m->at[i].column >= 0) sum += m->at[i].confidence;
    return m->n > 0 ? exp(ALL_FIELDS * sum / m->n) : 1;
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
