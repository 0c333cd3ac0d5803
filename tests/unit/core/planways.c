/* Generated plans, run in every way that plans can be run: what comes out, and what is said when
 * nothing does, must be the same. The steps are made from the descriptors of all ops and kept when
 * the validator lets them pass; tables and plans come from a seed. FETTLE_PLANS says how many
 * (make check-ways-long). */
#include "unit.h"

#include "opexample.h"
#include "plan.h"
#include "planparts.h"
#include <stdlib.h>

enum { STEPS_MAX = 6, TRIES = 12, CELLS_MAX = 1000000 };

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static int below(uint32_t *seed, int n)
{
    return (int)(next(seed) % (uint32_t)n);
}

static const char *one_of(uint32_t *seed, const char *const *list)
{
    int n = 0;

    while (list[n] != NULL) n++;
    return list[below(seed, n)];
}

/* ----------------------------------------------------------------- a table */

/* The cells of a column: so many of 16 are filled, these values or a number in this form. */
struct column_form {
    const char *name;
    int filled;
    const char *const *value;
    int decimals; /* -1: no numbers */
};

static const char *const region[] = {"North", "South", " East", "Köln", NULL};
static const char *const day[] = {"31.03.2024", "01.04.2024", "15.12.2023", "7.1.2024", NULL};
static const char *const yes[] = {"yes", "no", "Yes", NULL};
static const char *const tags[] = {"a;b", "b", "a; c;d", "x, y", NULL};
static const char *const code[] = {"X-12", "Y-7", "X-12", "Total", "Z", NULL};
static const char *const price[] = {"1.234,50", "3,5", "12,00 €", "0,99", "-7,25", NULL};

static const struct column_form form[] = {
    {"region", 4, region, -1}, {"code", 15, code, -1}, {"n", 16, NULL, 0},
    {"amount", 14, price, -1}, {"day", 16, day, -1},   {"ok", 12, yes, -1},
    {"tags", 13, tags, -1},    {"Jan", 14, NULL, 0},   {"Feb", 15, NULL, 1},
    {"Mar", 12, NULL, 0},
};
enum { COLUMNS = sizeof form / sizeof *form };

static slice cell_of(const struct column_form *f, uint32_t *seed, struct arena *a)
{
    if (below(seed, 16) >= f->filled) return S("");
    if (f->value != NULL) return slice_z(one_of(seed, f->value));
    if (f->decimals == 0) return arena_printf(a, "%d", below(seed, 400));
    return arena_printf(a, "%d.%d", below(seed, 99), below(seed, 10));
}

/* Some rows are blank; a few tables have cells that break steps. */
static void make_table(uint32_t *seed, struct arena *a, struct table *t)
{
    struct err e = {0};
    int64_t rows = below(seed, 4) == 0 ? below(seed, 5) : 450 + below(seed, 300);
    bool broken = below(seed, 5) == 0;

    assert_true(table_new(t, a, COLUMNS, rows, &e));
    for (int c = 0; c < COLUMNS; c++) {
        t->col[c].name = slice_z(form[c].name);
        t->col[c].source_col = c + 1;
    }
    for (int64_t r = 0; r < rows; r++) {
        bool blank = below(seed, 40) == 0;

        t->source_row[r] = (int32_t)r + 2 + (int32_t)(r / 100);
        for (int c = 0; c < COLUMNS; c++)
            t->col[c].cell[r] = blank ? S("") : cell_of(&form[c], seed, a);
    }
    if (broken && rows > 0) t->col[below(seed, COLUMNS)].cell[below(seed, (int)rows)] = S("n/a");
}

/* ------------------------------------------------------------------ a step */

/* Formulas with columns for each $. */
static const char *const formula[] = {"$ != 'Total'",
                                      "length($) > 2",
                                      "number($) * 2",
                                      "coalesce($, 'none')",
                                      "$ * 2",
                                      "count() by $",
                                      "is_null($)",
                                      "if(is_null($), 'x', upper($))",
                                      "$ + $",
                                      "sum($)",
                                      "sum($) by $",
                                      "max($)",
                                      "$ * (1 - $)",
                                      "count()",
                                      "first($)",
                                      "$ > 100",
                                      "$ / $",
                                      "not is_null($)",
                                      "$ + '-' + $",
                                      "min($)",
                                      "mean($)",
                                      "$",
                                      "count_distinct($)",
                                      "year($)",
                                      "$ in ('b', 'Total', 'yes')",
                                      NULL};
static const char *const text[] = {"North", "b", "yes", "Total", "-", ";",
                                   "n/a",   "0", ",",   "",      "x", NULL};
static const char *const names[] = {"a", "b", "made", "n", "code", "unit no", NULL};
static const char *const pattern[] = {"[0-9]+", "(?<l>[A-Z])-(?<n>[0-9]+)", "^[A-Z]", "o", ";",
                                      NULL};

static const struct json *column_name(uint32_t *seed, const struct table *t, struct arena *a)
{
    int c = below(seed, t->ncol);

    /* By its number where the name would not do. */
    return table_count_name(t, t->col[c].name) == 1 && below(seed, 8) > 0
               ? json_new_text(a, t->col[c].name)
               : json_new_int(a, c + 1);
}

static const struct json *make_formula(uint32_t *seed, const struct table *t, struct arena *a)
{
    struct buf b = {0};

    for (const char *p = one_of(seed, formula); *p != 0; p++)
        if (*p == '$')
            formula_put_name(&b, t->col[below(seed, t->ncol)].name);
        else
            buf_putc(&b, *p);
    return json_new_text(a, buf_take(&b, a));
}

static const struct json *make_value(uint32_t *seed, const struct op_param *p,
                                     const struct table *t, struct arena *a)
{
    struct json *list = json_new_array(a), *object = json_new_object(a);
    int n = 1 + below(seed, 3);

    switch (p->type) {
    case OP_COLUMN:
        return column_name(seed, t, a);
    case OP_COLUMNS:
        for (int i = 0; i < n; i++) json_push(a, list, column_name(seed, t, a));
        return list;
    case OP_TEXT:
        return json_new_text(a, slice_z(one_of(seed, text)));
    case OP_TEXTS:
        for (int i = 0; i < n; i++)
            json_push(a, list, json_new_text(a, slice_z(one_of(seed, text))));
        return list;
    case OP_NAME:
        return json_new_text(a, slice_z(one_of(seed, names)));
    case OP_INT:
        return json_new_int(a, p->min + below(seed, 4));
    case OP_BOOL:
        return json_new_bool(a, below(seed, 2));
    case OP_CHOICE:
        return json_new_text(a, slice_z(one_of(seed, p->choice)));
    case OP_PAIRS:
        for (int i = 0; i < n; i++)
            json_set(a, object, one_of(seed, p->formulas ? names : text),
                     p->formulas ? make_formula(seed, t, a)
                                 : json_new_text(a, slice_z(one_of(seed, text))));
        return object;
    case OP_RENAMES:
        json_set(a, object, arena_z(a, t->col[below(seed, t->ncol)].name),
                 json_new_text(a, slice_z(one_of(seed, names))));
        return object;
    case OP_PATTERN:
        return json_new_text(a, slice_z(one_of(seed, pattern)));
    case OP_FORMULA:
        return make_formula(seed, t, a);
    case OP_TABLE:
        break;
    }
    return json_new_text(a, S("rates"));
}

static const struct json *make_step(uint32_t *seed, const struct table *t, struct arena *a)
{
    struct json *step = json_new_object(a);
    const struct op *op;
    int nop = 0;

    while (op_table[nop] != NULL) nop++;
    /* What makes another table ends what could be done with the columns. */
    do op = op_table[below(seed, nop)];
    while (!op->keeps_rows && below(seed, 3) > 0);
    json_set(a, step, "op", json_new_text(a, slice_z(op->name)));
    for (const struct op_param *p = op->param; p->name != NULL; p++) {
        bool needed = p->fallback == NULL && !p->optional;

        if (needed || below(seed, 3) == 0) json_set(a, step, p->name, make_value(seed, p, t, a));
    }
    return step;
}

/* ------------------------------------------------------------------ a plan */

static const char *const ends[] = {
    "", "", ",\"metrics\":[{\"name\":\"all\",\"formula\":\"count()\"}]",
    ",\"sentinels\":[{\"check\":\"row_count\",\"must_be_between\":[1,700]},{\"check\":"
    "\"duplicate_rows\",\"must_be_less_than\":5,\"unit\":\"percent\",\"level\":\"warn\"}]",
    NULL};

/* Sentinels on a column of the result, most of which do not hold. */
static const char *column_sentinels(uint32_t *seed, const struct table *t, struct arena *a)
{
    static const char *const check[] = {"\"not_null\"",
                                        "\"unique\",\"level\":\"warn\"",
                                        "\"accepted_values\",\"values\":[\"b\",\"North\",\"12\"]",
                                        "\"length\",\"max\":3",
                                        "\"null_rate\",\"max\":10",
                                        "\"parse_rate\",\"kind\":\"number\"",
                                        "\"total_leak\"",
                                        "\"monotonic\"",
                                        "\"not_null\",\"filter\":\"count() > 3\"",
                                        NULL};
    struct buf b = {0};

    buf_putz(&b, ",\"sentinels\":[");
    for (int i = 1 + below(seed, 3); i > 0; i--) {
        buf_printf(&b, "{\"check\":%s,\"columns\":[", one_of(seed, check));
        json_write(&b, json_new_text(a, t->col[below(seed, t->ncol)].name), 0);
        buf_putz(&b, i > 1 ? "]}," : "]}]");
    }
    return arena_z(a, buf_take(&b, a));
}

/* A plan often wants few of the columns. */
static const struct json *select_step(uint32_t *seed, const struct table *t, struct arena *a)
{
    struct json *step = json_new_object(a), *list = json_new_array(a);

    json_set(a, step, "op", json_new_text(a, S("select")));
    for (int i = below(seed, 2); i >= 0; i--) json_push(a, list, column_name(seed, t, a));
    json_set(a, step, "columns", list);
    return step;
}

static void parse(slice steps, const char *end, const struct op_table *input, struct arena *a,
                  struct plan *out)
{
    struct failures f = {.arena = a};
    slice z = arena_printf(a,
                           "{\"fettle\":\"plan/1\",\"inputs\":{\"rates\":{\"file\":\"rates.csv\"}},"
                           "\"steps\":[%.*s]%s}",
                           SLICE_ARG(steps), end);

    assert_true(plan_parse_text(z, a, out, &f));
    out->table[0] = *input;
}

/* Rows that come in another order in parts, and what makes one of many. */
static const char *const gather[] = {
    "{\"op\":\"parse_number\",\"columns\":[\"Jan\",\"Feb\",\"Mar\"]}",
    "{\"op\":\"unpivot\",\"from\":\"Jan\",\"to\":\"Mar\",\"names_to\":\"month\",\"values_to\":"
    "\"units\"}",
    "{\"op\":\"derive\",\"column\":\"twice\",\"formula\":\"units * 2\"}",
    "{\"op\":\"filter\",\"formula\":\"twice > 100 or is_null(region)\"}",
    "{\"op\":\"group\",\"by\":[\"month\",\"ok\"],\"values\":{\"u\":\"sum(units)\",\"m\":\"min("
    "twice)\","
    "\"n\":\"count()\",\"c\":\"count(code)\",\"r\":\"coalesce(region, day)\",\"a\":\"mean(units) * "
    "count()\"}}",
    "{\"op\":\"group\",\"by\":[\"code\"],\"values\":{\"x\":\"max(region)\",\"f\":\"first(day)\","
    "\"l\":"
    "\"last(tags)\",\"n\":\"count()\",\"m\":\"min(amount)\"}}",
    "{\"op\":\"sort\",\"by\":[\"n\"]}",
    NULL};

static bool runs(const struct plan *p, const struct table *in, struct arena *a)
{
    struct plan_options o = {.keep_steps = true, .cells_max = CELLS_MAX};
    struct failures f = {.arena = a};
    struct plan_result out;

    return plan_apply(p, in, &o, a, &out, &f);
}

/* Adds a step that the validator lets pass, and of those that then break few; those after one that
 * depends on cells are guesses. */
static bool add_step(uint32_t *seed, const struct table *in, const struct op_table *input,
                     const struct json *step, struct buf *steps, struct table *now, struct arena *a,
                     struct plan *out)
{
    struct failures f = {.arena = a};
    size_t before = steps->n;
    struct table after;

    if (before > 0) buf_putc(steps, ',');
    json_write(steps, step, 0);
    parse(buf_slice(steps), "", input, a, out);
    if (plan_check(out, in, a, &after, &f) && (below(seed, 10) == 0 || runs(out, in, a))) {
        if (after.ncol > 0) *now = after;
        return true;
    }
    steps->n = before;
    return false;
}

static void make_plan(uint32_t *seed, const struct table *in, const struct op_table *input,
                      struct arena *a, struct plan *out)
{
    bool gathers = below(seed, 3) == 0;
    int want = gathers ? below(seed, 3) : 1 + below(seed, STEPS_MAX);
    struct table now = *in;
    struct buf steps = {0};
    const char *end;

    for (int i = 0; i < want; i++)
        for (int k = 0; k < TRIES; k++) {
            const struct json *step = i + 1 == want && below(seed, 2) == 0
                                          ? select_step(seed, &now, a)
                                          : make_step(seed, &now, a);

            if (add_step(seed, in, input, step, &steps, &now, a, out)) break;
        }
    for (int i = 0; gathers && gather[i] != NULL; i++)
        if (below(seed, 5) > 0)
            add_step(seed, in, input, json_parse(a, slice_z(gather[i]), NULL), &steps, &now, a,
                     out);
    end =
        below(seed, 3) == 0 && now.ncol > 0 ? column_sentinels(seed, &now, a) : one_of(seed, ends);
    parse(buf_slice(&steps), end, input, a, out);
    buf_free(&steps);
}

/* ----------------------------------------------------------------- the ways */

static slice said(const struct failures *f, struct arena *a)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};

    jw_open(&w, NULL, '[');
    for (int i = 0; i < f->n; i++) failure_json(&f->at[i], &w, NULL);
    jw_close(&w, ']');
    return buf_take(&b, a);
}

static bool same_place(struct place x, struct place y)
{
    return x.row == y.row && x.col == y.col && x.source == y.source;
}

/* Columns, kinds, cells and where each came from. */
static bool same_table(const struct table *x, const struct table *y)
{
    if (x->ncol != y->ncol || x->nrow != y->nrow) return false;
    for (int64_t r = 0; r < x->nrow; r++)
        if (x->source_row[r] != y->source_row[r]) return false;
    for (int c = 0; c < x->ncol; c++) {
        if (!slice_eq(x->col[c].name, y->col[c].name) || x->col[c].kind != y->col[c].kind)
            return false;
        for (int64_t r = 0; r < x->nrow; r++)
            if (!slice_eq(x->col[c].cell[r], y->col[c].cell[r]) ||
                !same_place(table_place(x, c, r), table_place(y, c, r)))
                return false;
    }
    return true;
}

static bool same_metrics(const struct plan_result *x, const struct plan_result *y)
{
    if (x->nmetric != y->nmetric) return false;
    for (int i = 0; i < x->nmetric; i++)
        if (!slice_eq(x->metric[i].column, y->metric[i].column) ||
            !slice_eq(x->metric[i].what, y->metric[i].what) ||
            !slice_eq(x->metric[i].value, y->metric[i].value))
            return false;
    return true;
}

struct tally {
    int plans, ran, narrowed, parts, broke;
};

/* Rows [at, at + n) as a part whose texts are its own and go with it. */
static void cut_part(const struct table *in, int64_t at, int64_t n, struct arena *a,
                     struct table *out)
{
    struct err e = {0};

    assert_true(table_new(out, a, in->ncol, n, &e));
    for (int64_t r = 0; r < n; r++) out->source_row[r] = in->source_row[at + r];
    for (int c = 0; c < in->ncol; c++) {
        slice *cell = out->col[c].cell;

        out->col[c] = in->col[c];
        out->col[c].cell = cell;
        for (int64_t r = 0; r < n; r++) cell[r] = arena_copy(a, in->col[c].cell[at + r]);
    }
}

/* Are the rows those of `whole` from *at on? */
static bool same_rows(const struct table *whole, const struct table *part, int64_t *at)
{
    if (part->ncol != whole->ncol || *at + part->nrow > whole->nrow) return false;
    for (int64_t r = 0; r < part->nrow; r++, ++*at) {
        if (part->source_row[r] != whole->source_row[*at]) return false;
        for (int c = 0; c < part->ncol; c++)
            if (!slice_eq(part->col[c].cell[r], whole->col[c].cell[*at]) ||
                !same_place(table_place(part, c, r), table_place(whole, c, *at)))
                return false;
    }
    return true;
}

/* In parts of any size: the same rows, or none, since the plan cannot be run so; and the sentinels
 * say the same, `failed` and the warnings. `result` NULL: a step broke. */
static bool run_in_parts(const struct plan *p, const struct table *in, const struct plan_options *o,
                         const struct plan_result *result, const struct failures *failed,
                         uint32_t *seed, struct arena *a)
{
    const struct table *whole = result != NULL ? &result->table : NULL;
    struct failures f, warned;
    struct table head = *in, shape = {0}, part, out;
    int64_t at = 0, n, most = 1 + below(seed, 200);
    struct planparts *x;
    bool ok = true, same = true;
    struct arena texts;

    head.nrow = 0;
    x = planparts_open(p, &head, in->nrow, o, a, &shape);
    if (x == NULL) return false;
    arena_init(&texts, ARENA_NO_LIMIT);
    for (int64_t from = 0; ok && from < in->nrow; from += n) {
        n = 1 + below(seed, (int)most);
        if (n > in->nrow - from) n = in->nrow - from;
        cut_part(in, from, n, &texts, &part);
        ok = planparts_put(x, &part, &out);
        if (ok && whole != NULL) same = same && (out.nrow == 0 || same_rows(whole, &out, &at));
        arena_clear(&texts);
    }
    ok = ok && planparts_end(x, &out, &f, &warned);
    if (ok && whole != NULL) same = same && (out.nrow == 0 || same_rows(whole, &out, &at));
    same = same &&
           (!ok || (whole != NULL && at == whole->nrow && slice_eq(said(&f, a), said(failed, a)) &&
                    slice_eq(said(&warned, a), said(&result->warnings, a))));
    if (!same) {
        struct buf b = {0};

        json_write(&b, p->doc, 0);
        print_error("in parts another result: %.*s\n", SLICE_ARG(buf_slice(&b)));
        if (ok && whole != NULL)
            print_error("%.*s\n%.*s\n%.*s\n%.*s\n", SLICE_ARG(said(&f, a)),
                        SLICE_ARG(said(failed, a)), SLICE_ARG(said(&warned, a)),
                        SLICE_ARG(said(&result->warnings, a)));
        buf_free(&b);
    }
    assert_true(same);
    if (ok) {
        assert_int_equal(shape.ncol, whole->ncol);
        for (int c = 0; c < shape.ncol; c++)
            assert_true(slice_eq(shape.col[c].name, whole->col[c].name));
    }
    arena_free(&texts);
    planparts_close(x);
    return ok;
}

/* With all steps kept the table passes whole from step to step: that is what all others must do. */
static void run_each_way(const struct plan *p, const struct table *in, uint32_t *seed,
                         struct arena *a, struct tally *t)
{
    struct plan_options o = {.keep_steps = true,
                             .source_name = S("hours.csv"),
                             .sheet_name = S("Sheet1"),
                             .cells_max = CELLS_MAX};
    struct failures f = {.arena = a}, g = {.arena = a};
    struct plan_result whole, narrow;
    const struct op_columns *keep = plan_needs(p, p->nstep, in, a);
    struct table sheet;
    bool ok, left_out = false;

    opexample_sheet(in, a, &sheet);
    o.sheet = &sheet;
    ok = plan_apply(p, in, &o, a, &whole, &f);
    o.keep_steps = false;
    assert_int_equal(ok, plan_apply(p, in, &o, a, &narrow, &g));
    assert_true(slice_eq(said(&f, a), said(&g, a)));
    assert_true(slice_eq(said(&whole.warnings, a), said(&narrow.warnings, a)));
    assert_int_equal(whole.done, narrow.done);
    assert_true(same_table(&whole.table, &narrow.table));
    assert_true(same_metrics(&whole, &narrow));
    for (int i = 0; keep != NULL && i < p->nstep && !left_out; i++)
        left_out = keep[i].n < whole.after[i].ncol;
    t->parts += run_in_parts(p, in, &o, whole.done == p->nstep ? &whole : NULL, &f, seed, a);
    t->plans++;
    t->ran += ok;
    t->broke += !ok;
    t->narrowed += ok && left_out && in->nrow > 64 * (p->nstep + 1);
}

/* The examples of the ops, each as a plan of one step. */
static void every_example_gives_the_same(void **state)
{
    struct tally t = {0};
    uint32_t seed = 7;

    (void)state;
    for (const struct op *const *o = op_table; *o != NULL; o++)
        for (const struct op_example *x = (*o)->example; x->args != NULL; x++) {
            struct arena a;
            struct failures f = {.arena = &a};
            const struct json *args;
            struct json *doc, *steps, *step;
            struct table in;
            struct plan plan;

            arena_init(&a, ARENA_NO_LIMIT);
            args = json_parse(&a, slice_z(x->args), NULL);
            doc = json_new_object(&a), steps = json_new_array(&a), step = json_new_object(&a);
            json_set(&a, step, "op", json_new_text(&a, slice_z((*o)->name)));
            for (int i = 0; i < args->n; i++)
                json_set(&a, step, arena_z(&a, args->key[i]), args->item[i]);
            json_push(&a, steps, step);
            json_set(&a, doc, "fettle", json_new_text(&a, S("plan/1")));
            json_set(&a, doc, "steps", steps);
            opexample_table(x->before, &a, &in);
            assert_true(plan_parse(doc, &a, &plan, &f));
            plan.table = opexample_inputs(*o, &a, &plan.ninput);
            for (int i = 0; i < 5; i++) run_each_way(&plan, &in, &seed, &a, &t);
            arena_free(&a);
        }
    print_message("examples: %d ran, %d in parts, %d broke\n", t.ran, t.parts, t.broke);
    assert_true(t.ran > 0 && t.parts > 0 && t.broke > 0);
}

static int how_many(void)
{
    const char *z = getenv("FETTLE_PLANS");

    return z != NULL ? atoi(z) : 200;
}

static void every_way_gives_the_same(void **state)
{
    static const char rates[] = "code,rate\nX-12,1.5\nY-7,2\nZ,\n";
    struct tally t = {0};
    int n = how_many();

    (void)state;
    for (int i = 0; i < n; i++) {
        uint32_t seed = 20241129u + (uint32_t)i * 7919u;
        struct op_table input = {S("rates"), NULL, 1};
        struct table in, *further;
        struct plan plan;
        struct buf b = {0};
        struct arena a;

        arena_init(&a, ARENA_NO_LIMIT);
        further = arena_new(&a, struct table, 1);
        opexample_table(rates, &a, further);
        input.table = further;
        make_table(&seed, &a, &in);
        make_plan(&seed, &in, &input, &a, &plan);
        json_write(&b, plan.doc, 0);
        buf_putc(&b, 0);
        if (getenv("FETTLE_PLANS_SHOW") != NULL) print_message("%d: %s\n", i, b.p);
        run_each_way(&plan, &in, &seed, &a, &t);
        buf_free(&b);
        arena_free(&a);
    }
    print_message("plans: %d generated, %d ran, %d of them with columns left out, %d in parts, %d "
                  "broke\n",
                  t.plans, t.ran, t.narrowed, t.parts, t.broke);
    assert_true(t.ran * 2 > n && t.narrowed * 20 > n && t.parts * 10 > n && t.broke > 0);
}

/* Numbers go from step to step without their texts: steps that read texts, and cells that are no
 * such numbers, come between at every place. */
static void numbers_need_no_text(void **state)
{
    static const char table[] = "k,a,b,c,d\n"
                                "x,\"1.234,50\",3,\"0,05\",a\n"
                                "x,\"-7,00\",,\"12,5\",7\n"
                                "y,,12,\"1.000.000,1\",\n"
                                "y,\"0,0\",400, ,9\n"
                                "x,\"999.999.999,999999999\",999999999999999999,\"2,25\",b\n"
                                "y,\"-99.999.999.999.999.999.999,5\",8,\"-3,125\",\n"
                                "x,\"5,00\",0,\"1,0\",1\n";
    static const char first[] = "{\"op\":\"parse_number\",\"columns\":[\"a\",\"c\"],"
                                "\"decimal\":\",\",\"group\":\".\"},"
                                "{\"op\":\"parse_number\",\"columns\":[\"b\"]}";
    static const char derive[] = "{\"op\":\"derive\",\"column\":\"e\",\"formula\":\"-a * b - c\"}";
    static const char *const next[] = {
        "{\"op\":\"filter\",\"formula\":\"c > 1 or is_null(a)\"}",
        "{\"op\":\"select\",\"columns\":[\"k\",\"c\",\"a\",\"b\"]}",
        "{\"op\":\"trim\",\"columns\":[\"k\"]}",
        "{\"op\":\"fill\",\"columns\":[\"a\"]}",
        "{\"op\":\"nulls\",\"columns\":[\"c\"],\"tokens\":[\"12.5\"]}",
        "{\"op\":\"derive\",\"column\":\"c\",\"formula\":\"c * 2 + 0.5\",\"replace\":true}",
        "{\"op\":\"derive\",\"column\":\"a\",\"formula\":\"text(a) + k\",\"replace\":true}",
        "{\"op\":\"unpivot\",\"columns\":[\"a\",\"b\"],\"names_to\":\"b\",\"values_to\":\"a\"}",
        ("{\"op\":\"unpivot\",\"columns\":[\"a\",\"d\"],\"names_to\":\"b\",\"values_to\":\"a\","
         "\"drop_empty\":true}"),
        "{\"op\":\"rename\",\"columns\":{\"d\":\"f\"}}"};
    static const char *const last[] = {
        "",
        (",{\"op\":\"group\",\"by\":[\"k\"],\"values\":{\"s\":\"sum(a)\",\"m\":\"mean(c * c)\","
         "\"n\":\"count(c)\",\"f\":\"first(c)\",\"c0\":\"c\",\"x\":\"max(c)\"}}"),
        ",{\"op\":\"group\",\"by\":[\"c\"],\"values\":{\"s\":\"sum(c + 1)\",\"k0\":\"k\"}}",
        ",{\"op\":\"derive\",\"column\":\"g\",\"formula\":\"c in (1.0, 2.25) or c < 0\"}",
        ",{\"op\":\"case\",\"columns\":[\"k\"],\"to\":\"upper\"}"};
    struct tally t = {0};
    uint32_t seed = 11;
    int n = (int)(sizeof next / sizeof next[0]);

    (void)state;
    for (int i = 0; i < n * n * 5 * 2; i++) {
        struct arena a;
        struct failures f = {.arena = &a};
        struct table in;
        struct plan plan;

        arena_init(&a, ARENA_NO_LIMIT);
        opexample_table(table, &a, &in);
        assert_true(
            plan_parse_text(arena_printf(&a, "{\"fettle\":\"plan/1\",\"steps\":[%s,%s,%s,%s%s]}",
                                         first, i % 2 == 0 ? derive : next[9], next[i / 2 % n],
                                         next[i / 2 / n % n], last[i / 2 / n / n]),
                            &a, &plan, &f));
        run_each_way(&plan, &in, &seed, &a, &t);
        arena_free(&a);
    }
    print_message("numbers: %d ran, %d in parts, %d broke\n", t.ran, t.parts, t.broke);
    assert_true(t.ran > 200 && t.parts > 100);
}

int test_planways(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_gives_the_same),
        cmocka_unit_test(every_way_gives_the_same),
        cmocka_unit_test(numbers_need_no_text),
    };

    return run_group("planways", tests);
}
