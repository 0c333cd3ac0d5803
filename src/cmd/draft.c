/* draft - ranked plans from the built-in author, without a model. */
#include "cmd.h"

#include "draft.h"
#include "earlier.h"
#include "fs.h"

static const struct cmd_option option[] = {
    {.name = "--top",
     .type = CMD_INT,
     .value = "K",
     .min = 1,
     .max = 20,
     .fallback = 3,
     .doc = "how many plans at most"},
    {.name = "--explain", .type = CMD_FLAG, .doc = "show what each feature gave to the scores"},
    {.name = "--code", .type = CMD_FLAG, .doc = "print the first plan as pandas code"},
    {.name = "--target",
     .type = CMD_FILE,
     .value = "SCHEMA",
     .doc = "a Table Schema that the result must meet"},
    {.name = "--orca",
     .type = CMD_TEXT,
     .value = "ID",
     .doc = "use the renames and value maps of this tenant's pinned plans again"},
    {0}};

static void print_evidence(const struct draft_candidate *c, struct buf *b)
{
    for (int i = 0; i < c->evidence->n; i++) {
        const struct json *step = c->evidence->item[i];
        const struct json *features = json_member(step, "features");

        buf_printf(b,
                   "       %.*s (probability %.*s):", SLICE_ARG(json_text(json_member(step, "op"))),
                   SLICE_ARG(json_text(json_member(step, "probability"))));
        for (int f = 0; f < features->n; f++)
            buf_printf(b, " %.*s %.*s%s", SLICE_ARG(features->key[f]),
                       SLICE_ARG(features->item[f]->text), f + 1 < features->n ? "," : "");
        buf_putc(b, '\n');
    }
}

/* What changes in each column, and what an offered step would do in one that is left alone. */
static void print_counts(const struct draft_candidate *c, struct buf *b)
{
    for (int i = 0; i < c->cells->n; i++) {
        const struct json *o = c->cells->item[i], *first = json_member(o, "first"),
                          *fail = json_member(o, "first_fail"), *as = json_member(o, "as");

        buf_printf(b, "       %.*s: ", SLICE_ARG(json_text(json_member(o, "column"))));
        if (as != NULL) buf_printf(b, "as %.*s ", SLICE_ARG(json_text(as)));
        if (first != NULL)
            buf_printf(b, "%lld of %lld cells %schange (row %lld: \"%.*s\" to \"%.*s\")",
                       (long long)json_i64(json_member(o, "changes"), 0),
                       (long long)json_i64(json_member(o, "cells"), 0), as != NULL ? "would " : "",
                       (long long)json_i64(json_member(first, "row"), 0),
                       SLICE_ARG(json_text(json_member(first, "from"))),
                       SLICE_ARG(json_text(json_member(first, "to"))));
        if (fail != NULL)
            buf_printf(b, "%s%lld cannot be read (row %lld: \"%.*s\")", first != NULL ? ", " : "",
                       (long long)json_i64(json_member(o, "fails"), 0),
                       (long long)json_i64(json_member(fail, "row"), 0),
                       SLICE_ARG(json_text(json_member(fail, "text"))));
        if (json_member(o, "missing") != NULL)
            buf_printf(b, "%s%lld say that nothing is there",
                       first != NULL || fail != NULL ? ", " : "",
                       (long long)json_i64(json_member(o, "missing"), 0));
        buf_putc(b, '\n');
    }
}

static bool print_text(const struct draft *d, bool explain, struct arena *a, struct err *e)
{
    struct buf b = {0};

    for (int i = 0; i < d->n; i++) {
        const struct draft_candidate *c = &d->at[i];
        struct failures failures = {.arena = a};
        struct plan p;

        buf_printf(&b, "%d. %3.0f %%  %.*s\n", i + 1, c->score * 100, SLICE_ARG(c->reason));
        if (!plan_parse(c->plan, a, &p, &failures)) {
            buf_free(&b);
            return err_set(e, E_FAILED, "the drafted plan cannot be read back");
        }
        for (int s = 0; s < p.nstep; s++)
            buf_printf(&b, "     %d  %.*s\n", s + 1, SLICE_ARG(plan_step_text(&p.step[s], a)));
        if (i == 0 || explain) print_counts(c, &b);
        if (explain) print_evidence(c, &b);
    }
    cmd_print(buf_slice(&b));
    buf_free(&b);
    return true;
}

static bool print_code(const struct draft *d, struct arena *a, struct err *e)
{
    struct failures failures = {.arena = a};
    struct plan p;
    slice code;

    if (!plan_parse(d->at[0].plan, a, &p, &failures))
        return err_set(e, E_FAILED, "the drafted plan cannot be read back");
    if (!draft_code(&p, a, &code, e)) return false;
    cmd_print(code);
    return true;
}

static bool run(struct cmd_env *env, struct err *e)
{
    struct read_options o = cmd_read_options(env);
    const char *target = cmd_text(env, "--target");
    struct arena *a = env->arena;
    struct draft_options options = {.top = (int)cmd_int(env, "--top")};
    struct earlier earlier;
    struct workbook book;
    struct inspection in;
    struct source source;
    struct table t;
    struct draft d;

    if (target != NULL && !fs_read(target, (size_t)64 << 20, a, &options.target, e)) return false;
    if (!earlier_load(env->cache, cmd_text(env, "--orca"), a, &earlier, e)) return false;
    options.earlier = &earlier;
    if (!source_open(&source, env->arg[0], &o, a, e) || !workbook_read(&source, &o, a, &book, e) ||
        !inspect(&book, &o, a, &in, e))
        return false;
    if ((in.chosen >= 0 && !inspect_sample(&in, o.header_rows, a, &t, e)) ||
        !draft_table(&in, &t, &options, a, &d, e))
        return false;
    if (cmd_flag(env, "--code")) return print_code(&d, a, e);
    if (!env->json) return print_text(&d, cmd_flag(env, "--explain"), a, e);
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2};

    draft_json(&d, cmd_flag(env, "--explain"), &w);
    if (b.n > 0 && b.p[b.n - 1] != '\n') buf_putc(&b, '\n');
    cmd_print(buf_slice(&b));
    buf_free(&b);
    return true;
}

const struct cmd cmd_draft = {
    .name = "draft",
    .usage = "FILE",
    .doc = "Propose plans for a file: the built-in author, which needs no model and no network.",
    .detail =
        "Plans are ranked; the score is the probability that the plan is the right one. A table "
        "that is tidy already gets a first plan without reshaping. Below the first plan stands "
        "what it changes in the cells of each column (of big tables: of a sample), and for columns "
        "that it leaves alone what reading them as numbers, dates or booleans would change and "
        "where it would fail.\n\n"
        "With --target the plan whose table has columns for more of the fields comes first. "
        "Columns are matched by name (words in several languages, abbreviations, initials), kind "
        "and values, one to one; a field without a sure column is asked about, not guessed.\n\n"
        "--json gives draft/1: candidates, each with score, reason, plan (plan/1), positions (op, "
        "first, last and rows of each reshaping step, from 1), with --target fields (field, "
        "column or null, confidence from 0 to 1, values: what the cells gave to it, ask: the "
        "columns most like it), cells, and with --explain evidence. In cells stands for each "
        "column how many cells are filled (cells) and changed (changes), with the first of them; "
        "where it is an offer also as (number, date or boolean), fails, missing (cells that say "
        "that nothing is there), first_fail, and step, the step that would do it.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 1,
    .run = run,
};
