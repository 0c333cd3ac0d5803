/* convert - the table of a file, clean. */
#include "cmd.h"
#include "export.h"
#include "inspect.h"
#include "longsheet.h"
#include "stated.h"

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

/* What reading did to the file, line by line on stderr. */
static void tell(const struct cmd_env *env, const struct inspection *in)
{
    for (int i = 0; i < in->nquirk; i++) cmd_note(env, "%.*s", SLICE_ARG(in->quirk[i].text));
}

static void report(const struct inspection *in, const struct table *t, const char *out, digest *d)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2};

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "convert/1");
    jw_z(&w, "output", out);
    jw_int(&w, "rows", t->nrow);
    jw_int(&w, "columns", t->ncol);
    jw_z(&w, "sha256", d->hex);
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
    struct export_lines *lines;
    struct buf text;
};

static bool pass_rows(void *ctx, const slice *const *cell, int64_t n, struct err *e)
{
    struct passing *p = ctx;

    (void)e;
    buf_clear(&p->text);
    export_lines_make(p->lines, cell, n, &p->text);
    export_lines_put(p->lines, buf_slice(&p->text));
    return true;
}

static bool pass_begin(void *ctx, const struct inspection *in, const struct table *head,
                       struct err *e)
{
    struct passing *p = ctx;
    const slice **cell;

    p->x.no_header = !wants_header(in, p->when);
    p->lines = export_lines_open(p->out, &p->x, head, e);
    if (p->lines == NULL) return false;
    cell = arena_new(head->arena, const slice *, head->ncol + 1);
    for (int c = 0; c < head->ncol; c++) cell[c] = head->col[c].cell;
    return pass_rows(p, cell, head->nrow, e);
}

/* Tries to write the table while it is read; *done false: it has to be read whole. */
static bool convert_passing(struct cmd_env *env, const struct source *s,
                            const struct read_options *o, struct passing *p, bool *done,
                            struct err *e)
{
    const struct longsheet_use use = {pass_begin, pass_rows, p};
    struct inspection in;
    enum longsheet got;
    bool ok = true;

    *done = false;
    if (env->json || strcmp(p->out, "-") == 0 || export_keeps_kinds(p->out, &p->x)) return true;
    got = longsheet_run(s, o, &use, env->arena, &in, e);
    if (p->lines != NULL) ok = export_lines_close(p->lines, got == LONGSHEET_DONE, e);
    buf_free(&p->text);
    *done = got != LONGSHEET_WHOLE;
    if (got == LONGSHEET_DONE && ok) tell(env, &in);
    return got == LONGSHEET_WHOLE || (got == LONGSHEET_DONE && ok);
}

static bool run(struct cmd_env *env, struct err *e)
{
    struct read_options o = cmd_read_options(env);
    const char *out = cmd_text(env, "--output"), *when = cmd_text(env, "--header");
    struct export_options x = {.to = cmd_text(env, "--to")};
    struct source s;
    struct workbook w;
    struct inspection in;
    struct table t;
    digest d = {{0}};
    struct passing p;
    bool done;

    if (out == NULL)
        return err_set(e, E_USAGE, "convert: say where to write: fettle convert FILE -o OUT");
    if (env->json && strcmp(out, "-") == 0)
        return err_set(e, E_USAGE,
                       "convert: --json needs standard output for its report; give -o a file");
    if (!cmd_check_output(out, env->arg[0], e)) return false;
    p = (struct passing){.out = out, .when = when, .x = x};
    if (!source_open(&s, env->arg[0], &o, env->arena, e) ||
        !convert_passing(env, &s, &o, &p, &done, e))
        return false;
    if (done) return true;
    if (!workbook_read(&s, &o, env->arena, &w, e) || !inspect(&w, &o, env->arena, &in, e) ||
        !inspect_table(&in, -1, env->arena, &t, e))
        return false;
    x.no_header = !wants_header(&in, when);
    /* what a workbook stores as a number stays one in a format that knows numbers */
    if (in.chosen >= 0 && !o.raw && export_keeps_kinds(out, &x) &&
        !stated_kinds(&w.sheet[in.region[in.chosen].sheet], &t, e))
        return false;
    if (!export_table(&t, out, &x, env->json ? &d : NULL, e)) return false;
    if (in.chosen < 0) cmd_note(env, "no table was found; the output is empty");
    tell(env, &in);
    if (env->json) report(&in, &t, out, &d);
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
