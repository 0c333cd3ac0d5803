/* convert - the table of a file, clean. */
#include "cmd.h"
#include "export.h"
#include "flow.h"
#include "inspect.h"
#include "longsheet.h"
#include "stated.h"
#include <unistd.h>

enum { THREADS = 2 }; /* more do not write faster */

static const char *const formats[] = {"csv", "tsv", "jsonl", "sqlite", "xlsx", NULL};
static const char *const headers[] = {"auto", "always", "never", NULL};
static const struct cmd_option option[] = {
    {.name = "--output",
     .letter = 'o',
     .type = CMD_FILE,
     .value = "OUT",
     .doc = "where to write; - is standard output"},
    {.name = "--to",
     .type = CMD_CHOICE,
     .value = "FORMAT",
     .choice = formats,
     .doc = "csv, tsv, jsonl, sqlite or xlsx instead of what the suffix says"},
    {.name = "--header",
     .type = CMD_CHOICE,
     .value = "WHEN",
     .choice = headers,
     .doc = "auto: when the source has one; always invents column_1 and so on; never"},
    {0}};

/* What was written. */
struct made {
    int64_t rows;
    int columns;
    digest digest;
    struct quirks quirks; /* of a file on disk: what was done to its rows */
};

/* What reading did to the file, line by line on stderr. What it did to the rows of a sample it did
 * again when all rows were written. */
static void tell(const struct cmd_env *env, const struct inspection *in, const struct made *m)
{
    int own = in->book->sample != NULL ? in->book->quirks.n : 0;

    for (int i = 0; i < m->quirks.n; i++) cmd_note(env, "%.*s", SLICE_ARG(m->quirks.at[i].text));
    if (m->quirks.dropped > 0) cmd_note(env, "%d more were found", m->quirks.dropped);
    for (int i = own; i < in->nquirk; i++) cmd_note(env, "%.*s", SLICE_ARG(in->quirk[i].text));
}

static void report(const struct inspection *in, const struct made *m, const char *out)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2};

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "convert/1");
    jw_z(&w, "output", out);
    jw_int(&w, "rows", m->rows);
    jw_int(&w, "columns", m->columns);
    jw_z(&w, "sha256", m->digest.hex);
    inspect_json(in, &w);
    jw_close(&w, '}');
    buf_putc(&b, '\n');
    cmd_print(buf_slice(&b));
    buf_free(&b);
}

/* Does the output get a line of names? */
static bool wants_header(const struct inspection *in, const char *when)
{
    if (when != NULL && strcmp(when, "auto") != 0) return strcmp(when, "never") != 0;
    return in->chosen >= 0 && in->region[in->chosen].header_rows > 0;
}

/* A table that is written while it is read. */
struct passing {
    const char *out, *when;
    struct export_options x;
    struct export_rows *rows;
    struct buf text;
    bool raw;
};

static bool put_batch(struct export_rows *x, const struct export_batch *b, struct buf *text,
                      struct err *e)
{
    buf_clear(text);
    export_rows_make(x, b, text);
    return export_rows_put(x, b, buf_slice(text), e);
}

static bool pass_rows(void *ctx, const slice *const *cell, const uint8_t *const *type, int64_t n,
                      struct err *e)
{
    struct passing *p = ctx;
    const struct export_batch b = {cell, p->raw ? NULL : type, NULL, n};

    return put_batch(p->rows, &b, &p->text, e);
}

/* What a workbook stores as a number stays one in a format that knows numbers. */
static bool types_of(const struct inspection *in, const struct table *t, bool raw,
                     const uint8_t *const **type, struct err *e)
{
    *type = NULL;
    if (in->chosen < 0 || raw) return true;
    return stated_types(&in->book->sheet[in->region[in->chosen].sheet], t, type, e);
}

static bool pass_begin(void *ctx, const struct inspection *in, const struct table *head,
                       struct err *e)
{
    struct passing *p = ctx;
    const uint8_t *const *type;
    const slice **cell;

    p->x.no_header = !wants_header(in, p->when);
    p->rows = export_rows_open(p->out, &p->x, head, e);
    if (p->rows == NULL || !types_of(in, head, p->raw, &type, e)) return false;
    cell = arena_new(head->arena, const slice *, head->ncol + 1);
    for (int c = 0; c < head->ncol; c++) cell[c] = head->col[c].cell;
    return pass_rows(p, cell, type, head->nrow, e);
}

/* Tries to write the table while it is read; *done false: it has to be read whole. */
static bool convert_passing(struct cmd_env *env, const struct source *s,
                            const struct read_options *o, struct passing *p, bool *done,
                            struct err *e)
{
    const struct longsheet_use use = {pass_begin, pass_rows, p};
    struct inspection in;
    const struct made nothing = {0};
    enum longsheet got;
    bool ok = true;

    *done = false;
    if (env->json || strcmp(p->out, "-") == 0 || !export_by_rows(p->out, &p->x)) return true;
    got = longsheet_run(s, o, &use, env->arena, &in, e);
    if (p->rows != NULL) ok = export_rows_close(p->rows, got == LONGSHEET_DONE, e);
    buf_free(&p->text);
    *done = got != LONGSHEET_WHOLE;
    if (got == LONGSHEET_DONE && ok) tell(env, &in, &nothing);
    return got == LONGSHEET_WHOLE || (got == LONGSHEET_DONE && ok);
}

/* Rows as they come, from any number of threads. */
struct flowing {
    struct export_rows *out;
    struct flow_batch batch[FLOW_THREADS_MAX];
    struct buf part[FLOW_THREADS_MAX];
    int64_t rows;
};

static struct export_batch batch_of(const struct flow_batch *b)
{
    return (struct export_batch){.cell = b->cell, .n = b->nrow};
}

static bool flow_make(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct flowing *f = ctx;
    const struct export_batch rows = batch_of(b);

    (void)e;
    buf_clear(&f->part[worker]);
    export_rows_make(f->out, &rows, &f->part[worker]);
    f->batch[worker] = *b;
    return true;
}

static bool flow_put(void *ctx, int worker, struct err *e)
{
    struct flowing *f = ctx;
    const struct export_batch rows = batch_of(&f->batch[worker]);

    f->rows += rows.n;
    return export_rows_put(f->out, &rows, buf_slice(&f->part[worker]), e);
}

/* A table on disk, row by row. */
static bool write_rows(struct cmd_env *env, const struct inspection *in, const char *out,
                       const struct export_options *x, struct made *m, struct err *e)
{
    struct flow *f = flow_open(in, -1, e);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct flowing all = {0};
    struct flow_use use = {flow_make, flow_put, &all};
    struct table head;
    bool ok;

    if (f == NULL) return false;
    m->columns = f->ncol;
    ok = table_new(&head, env->arena, f->ncol, 0, e);
    for (int c = 0; ok && c < f->ncol; c++) head.col[c].name = f->name[c];
    ok = ok && (all.out = export_rows_open(out, x, &head, e)) != NULL;
    if (ok) {
        ok = flow_run(f, cores > 1 ? THREADS : 1, &use, e);
        ok = export_rows_close(all.out, ok, ok ? e : NULL) && ok;
    }
    for (int i = 0; i < FLOW_THREADS_MAX; i++) buf_free(&all.part[i]);
    m->rows = all.rows;
    m->quirks.arena = env->arena;
    if (ok) quirks_copy(&m->quirks, &f->quirks);
    flow_close(f);
    return ok;
}

/* The whole table at once. */
static bool write_table(struct cmd_env *env, const struct inspection *in,
                        const struct read_options *o, const char *out,
                        const struct export_options *x, struct made *m, struct err *e)
{
    struct export_options own = *x;
    struct table t;

    if (!inspect_table(in, -1, env->arena, &t, e)) return false;
    if (export_keeps_kinds(out, x) &&
        (!types_of(in, &t, o->raw, &own.type, e) ||
         (own.type != NULL &&
          !stated_kinds(&in->book->sheet[in->region[in->chosen].sheet], &t, e))))
        return false;
    m->rows = t.nrow;
    m->columns = t.ncol;
    return export_table(&t, out, &own, env->json ? &m->digest : NULL, e);
}

static bool run(struct cmd_env *env, struct err *e)
{
    struct read_options o = cmd_read_options(env);
    const char *out = cmd_text(env, "--output"), *when = cmd_text(env, "--header");
    struct export_options x = {.to = cmd_text(env, "--to")};
    struct source s;
    struct workbook w;
    struct inspection in;
    struct made made = {0};
    struct passing p;
    bool done;

    if (out == NULL)
        return err_set(e, E_USAGE, "convert: say where to write: fettle convert FILE -o OUT");
    if (env->json && strcmp(out, "-") == 0)
        return err_set(e, E_USAGE,
                       "convert: --json needs standard output for its report; give -o a file");
    if (!cmd_check_output(out, env->arg[0], e)) return false;
    p = (struct passing){.out = out, .when = when, .x = x, .raw = o.raw};
    if (!source_open(&s, env->arg[0], &o, env->arena, e) ||
        !convert_passing(env, &s, &o, &p, &done, e))
        return false;
    if (done) return true;
    if (!workbook_read(&s, &o, env->arena, &w, e) || !inspect(&w, &o, env->arena, &in, e))
        return false;
    x.no_header = !wants_header(&in, when);
    /* the report has a digest of the output, which is made of whole tables */
    if (!(w.sample != NULL && !env->json && export_by_rows(out, &x)
              ? write_rows(env, &in, out, &x, &made, e)
              : write_table(env, &in, &o, out, &x, &made, e)))
        return false;
    if (in.chosen < 0) cmd_note(env, "no table was found; the output is empty");
    tell(env, &in, &made);
    if (env->json) report(&in, &made, out);
    return true;
}

const struct cmd cmd_convert = {
    .name = "convert",
    .usage = "FILE -o OUT",
    .doc = "Write the table of a file, clean: CSV, TSV, JSON lines, SQLite or XLSX.",
    .detail =
        "Preamble, footer, blank rows and repeated headings are left out; header levels are joined "
        "with one blank; values stay as they are written. What was dropped or repaired is listed "
        "on "
        "standard error. With --raw nothing is dropped. A file without a table gives an empty "
        "output "
        "and says so; draft, plan, author and run, which need a table to work on, refuse it.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 1,
    .run = run,
};
