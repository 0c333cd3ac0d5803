/* explain - where one cell of an output came from. */
#include "explain.h"
#include "cmdrun.h"
#include "fs.h"
#include "planinput.h"
#include <ctype.h>

enum { OUTPUT_BYTES_MAX = 2000 << 20 };

static const struct cmd_option option[] = {CMDRUN_ORCA, {0}};

/* "C5" or "5:3": row and column from 1, the header counted as row 1. */
static bool parse_cell(const char *z, int64_t *row, int *col, struct err *e)
{
    slice rest, head = slice_cut(slice_z(z), ':', &rest);
    int64_t c = 0;

    if (rest.n > 0 && slice_i64(head, row) && slice_i64(rest, &c) && *row > 0 && c > 0 &&
        c <= TABLE_COLUMNS_MAX) {
        *col = (int)c;
        return true;
    }
    head = slice_z(z);
    for (; head.n > 0 && isalpha((unsigned char)head.p[0]) && c < TABLE_COLUMNS_MAX;
         head.p++, head.n--)
        c = c * 26 + toupper((unsigned char)head.p[0]) - 'A' + 1;
    *col = (int)c;
    if (c > 0 && c <= TABLE_COLUMNS_MAX && slice_i64(head, row) && *row > 0) return true;
    return err_set(e, E_USAGE,
                   "\"%s\" is no cell: give it as in a spreadsheet (C5) or as row:column (5:3)", z);
}

struct found {
    struct run_row run;
    struct provenance_row span;
    bool has_span;
    int64_t row; /* 1-based below the header */
    int col;     /* 1-based */
};

static bool find_run(const struct cmd_env *env, struct store *s, struct found *x, struct err *e)
{
    const char *orca = cmd_text(env, "--orca");
    slice bytes;
    digest d;
    bool found;

    if (!fs_read(env->arg[0], OUTPUT_BYTES_MAX, env->arena, &bytes, e)) return false;
    d = hash_sha256(bytes);
    if (!store_run_by_output(s, d.hex, env->arena, &x->run, &found, e)) return false;
    if (!found || (orca != NULL && !slice_eqz(x->run.orca, orca)))
        return err_set(e, E_FAILED,
                       "%s: no run in this cache%s%s wrote these bytes; was it changed since?",
                       env->arg[0], orca != NULL ? " of orca " : "", orca != NULL ? orca : "");
    return store_provenance_at(s, x->run.id, x->col, x->row, env->arena, &x->span, &x->has_span, e);
}

/* The plan of the run on its source, when the source is still what it was. */
static bool replay(const struct cmd_env *env, struct store *s, const struct found *x,
                   struct explanation *out, struct err *e)
{
    struct arena *a = env->arena;
    struct failures f = {.arena = a};
    struct cmdrun_input input;
    struct read_options o;
    struct plan plan;
    struct table t;
    slice body;
    struct plan_options run = {.source_name = x->run.source_name};
    bool found = false;

    if (!store_body_get(s, true, x->run.plan_digest, a, &body, &found, e)) return false;
    if (!found || !plan_parse_text(body, a, &plan, &f))
        return err_set(e, E_FAILED, "the plan of run %lld is not in the cache",
                       (long long)x->run.id);
    if (!cmdrun_options_of(env, s, arena_z(a, x->run.orca), x->run.id, &o, e)) return false;
    if (plan.sheet.n > 0 && o.sheet == NULL) o.sheet = arena_z(a, plan.sheet);
    if (plan.region > 0 && o.region == 0) o.region = plan.region;
    if (!cmdrun_read(env, arena_z(a, x->run.source_path), &o, &input, e)) return false;
    if (!slice_eqz(x->run.source_digest, source_digest(&input.source).hex))
        return err_set(e, E_SOURCE, "%.*s has changed since", SLICE_ARG(x->run.source_path));
    if (!inspect_table(&input.in, plan.header_rows, a, &t, e)) return false;
    if (input.in.chosen >= 0) {
        const struct sheet *sheet = &input.book.sheet[input.in.region[input.in.chosen].sheet];

        run.sheet_name = sheet->name;
        run.sheet = &sheet->cells;
    }
    run.reject_rows = json_member(json_parse(a, x->run.record, NULL), "rejected") != NULL;
    if (!planinput_load(&plan, &input.book, NULL, a, &f))
        return err_set(e, E_SOURCE, "a further input of the plan cannot be read any more: %.*s",
                       SLICE_ARG(f.at[0].message));
    return explain_plan(&plan, &t, &run, x->row - 1, x->col - 1, a, out, e);
}

static void span_text(const struct found *x, struct buf *out)
{
    const struct provenance_row *p = &x->span;
    int64_t row = p->source_row > 0 ? p->source_row + (x->row - p->row_first) * p->source_step : 0;
    char letters[8];

    buf_printf(out, "column   %.*s\nsource   ", SLICE_ARG(p->column_name));
    if (p->sheet.n > 0) buf_printf(out, "%.*s, ", SLICE_ARG(p->sheet));
    if (row > 0 && p->source_col > 0)
        buf_printf(out, "cell %s%lld\n", table_letters(p->source_col, letters), (long long)row);
    else if (row > 0)
        buf_printf(out, "row %lld\n", (long long)row);
    else
        buf_putz(out, "no single cell\n");
    if (p->step > 0) buf_printf(out, "step     %d touched it last\n", p->step);
    if (p->formula.n > 0) buf_printf(out, "formula  %.*s\n", SLICE_ARG(p->formula));
    if (p->transform.n > 0) buf_printf(out, "code     sha256 %.*s\n", SLICE_ARG(p->transform));
}

static void span_json(const struct found *x, struct json_writer *w)
{
    const struct provenance_row *p = &x->span;
    int64_t row = p->source_row > 0 ? p->source_row + (x->row - p->row_first) * p->source_step : 0;

    jw_text(w, "column", p->column_name);
    if (row > 0) {
        jw_open(w, "source", '{');
        jw_text(w, "sheet", p->sheet);
        jw_int(w, "row", row);
        if (p->source_col > 0) jw_int(w, "column", p->source_col);
        jw_close(w, '}');
    } else {
        jw_null(w, "source");
    }
    if (p->step > 0) jw_int(w, "last_step", p->step);
    if (p->formula.n > 0) jw_text(w, "formula", p->formula);
    if (p->transform.n > 0) jw_text(w, "transform", p->transform);
}

static void print(const struct cmd_env *env, const struct found *x, const struct explanation *plan,
                  const char *why)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 1};
    const struct run_row *run = &x->run;

    if (env->json) {
        jw_open(&w, NULL, '{');
        jw_z(&w, "fettle", "explain/1");
        if (plan != NULL)
            explain_json(plan, &w);
        else
            span_json(x, &w);
        jw_z(&w, "not_replayed", why);
        jw_open(&w, "run", '{');
        jw_int(&w, "id", run->id);
        jw_text(&w, "orca", run->orca);
        jw_text(&w, "when", run->when);
        jw_text(&w, "via", run->via);
        jw_int(&w, "pin", run->pin);
        jw_text(&w, "source", run->source_name);
        jw_text(&w, "source_sha256", run->source_digest);
        jw_close(&w, '}');
        jw_close(&w, '}');
    } else {
        if (plan != NULL)
            explain_text(plan, &b);
        else
            span_text(x, &b);
        buf_printf(&b, "run      %lld, %.*s, of %.*s, by %.*s", (long long)run->id,
                   SLICE_ARG(run->when), SLICE_ARG(run->source_name), SLICE_ARG(run->via));
        if (run->pin > 0) buf_printf(&b, " %lld", (long long)run->pin);
        buf_putc(&b, '\n');
        if (why != NULL) buf_printf(&b, "note     from the cache alone: %s\n", why);
    }
    cmd_print(buf_slice(&b));
    buf_free(&b);
}

static bool explain(const struct cmd_env *env, struct store *s, struct found *x, struct err *e)
{
    struct explanation out;
    struct err why = {0};

    if (!find_run(env, s, x, e)) return false;
    if (x->row > x->run.rows || x->col > x->run.columns)
        return err_set(e, E_USAGE, "%s: the output has a header, %lld rows and %lld columns",
                       env->arg[1], (long long)x->run.rows, (long long)x->run.columns);
    if (x->run.plan_digest.n > 0 && replay(env, s, x, &out, &why)) {
        print(env, x, &out, NULL);
        return true;
    }
    if (!x->has_span)
        return err_set(e, E_FAILED, "%s: the cache has no provenance of this cell%s%s", env->arg[1],
                       why.code != E_NONE ? ", and " : "", why.text);
    print(env, x, NULL, why.code != E_NONE ? why.text : NULL);
    return true;
}

static bool run(struct cmd_env *env, struct err *e)
{
    struct found x = {0};
    struct store *s;
    bool ok;

    if (!parse_cell(env->arg[1], &x.row, &x.col, e)) return false;
    if (x.row == 1)
        return err_set(e, E_USAGE, "row 1 is the header; the first row of data is row 2");
    x.row--;
    if ((s = cmdrun_store(env, true, e)) == NULL) return false;
    ok = explain(env, s, &x, e);
    store_close(s);
    return ok;
}

const struct cmd cmd_explain = {
    .name = "explain",
    .usage = "OUT CELL",
    .doc = "Say where one cell of an output came from: source cell, steps, formula, pin and run.",
    .detail =
        "OUT is a file that fettle run wrote; it is known by its bytes. CELL is given as in a "
        "spreadsheet (C5) or as row:column (5:3); the header is row 1. While the source is "
        "still what it was, the plan is replayed and each step that touched the cell is "
        "shown; without it the cache says what it keeps.",
    .option = option,
    .arg_min = 2,
    .arg_max = 2,
    .reads_source = true,
    .run = run,
};
