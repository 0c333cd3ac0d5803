/* profile - full statistics of every column. */
#include "profile.h"
#include "cmd.h"
#include "inspect.h"
#include <sys/ioctl.h>
#include <unistd.h>

/* Columns of the terminal, between what can be read and what the eye follows. */
static int page_width(void)
{
    struct winsize w;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col == 0) return 80;
    return w.ws_col < 60 ? 60 : w.ws_col > 120 ? 120 : w.ws_col;
}

/* 0-based index of the column with this name, or this number from 1; -1. */
static int find_column(const struct flow *f, slice what)
{
    int64_t n;

    for (int c = 0; c < f->ncol; c++)
        if (slice_eq(f->name[c], what)) return c;
    for (int c = 0; c < f->ncol; c++)
        if (slice_eq_nocase(f->name[c], what)) return c;
    return slice_i64(what, &n) && n >= 1 && n <= f->ncol ? (int)n - 1 : -1;
}

/* "a,b,3" as indices; *n of them. */
static bool choose(const struct flow *f, const char *list, struct arena *a, int **index, int *n,
                   struct err *e)
{
    slice rest = slice_z(list);

    *index = arena_new(a, int, rest.n + 1);
    if (*index == NULL) return err_set(e, E_LIMIT, "the list of columns is too long");
    for (*n = 0; rest.n >= 0;) {
        slice what = slice_trim(slice_cut(rest, ',', &rest));
        int c = find_column(f, what);

        if (c < 0)
            return err_set(e, E_USAGE,
                           "--columns: no column \"%.*s\"; fettle inspect lists the %d there are",
                           SLICE_ARG(slice_sub(what, 0, 60)), f->ncol);
        (*index)[(*n)++] = c;
    }
    return true;
}

static void print_json(const struct source *s, const struct profile *p, struct buf *b)
{
    struct json_writer j = {.out = b, .indent = 2};

    jw_open(&j, NULL, '{');
    jw_z(&j, "fettle", "profile/1");
    jw_text(&j, "source", s->name);
    jw_z(&j, "sha256", source_digest(s).hex);
    profile_json(p, &j);
    jw_close(&j, '}');
    buf_putc(b, '\n');
}

static bool run(struct cmd_env *env, struct err *e)
{
    struct read_options o = cmd_read_options(env);
    struct profile_options po = {.threads = (int)cmd_int(env, "--threads")};
    struct source s;
    struct workbook w;
    struct inspection in;
    struct flow *f;
    struct profile p;
    struct buf b = {0};
    int *index = NULL, n = 0;
    bool ok;

    if (!source_open(&s, env->arg[0], &o, env->arena, e) ||
        !workbook_read(&s, &o, env->arena, &w, e) || !inspect(&w, &o, env->arena, &in, e) ||
        (env->json && !source_hash(&s, e)) || (f = flow_open(&in, -1, e)) == NULL)
        return false;
    ok = (!cmd_given(env, "--columns") ||
          choose(f, cmd_text(env, "--columns"), env->arena, &index, &n, e)) &&
         profile_flow(f, index, n, &po, env->arena, &p, e);
    flow_close(f);
    if (!ok) return false;
    if (env->json) {
        print_json(&s, &p, &b);
        cmd_print(buf_slice(&b));
    } else {
        profile_text(&p, page_width(), &b);
        cmd_print_text(buf_slice(&b));
    }
    buf_free(&b);
    return true;
}

static const struct cmd_option option[] = {
    {.name = "--columns",
     .type = CMD_TEXT,
     .value = "LIST",
     .doc = "only these columns: names or numbers, with commas between them"},
    {.name = "--threads",
     .type = CMD_INT,
     .value = "N",
     .min = 1,
     .max = FLOW_THREADS_MAX,
     .doc = "how many threads may work; the result is the same"},
    {.name = NULL}};

const struct cmd cmd_profile = {
    .name = "profile",
    .usage = "FILE",
    .doc = "Give full statistics of every column: kinds, ranges, common values, masks.",
    .detail =
        "All rows are looked at, in bounded memory. A column with few different values (8,192, or "
        "fewer in very wide tables) is described exactly. Of others these are exact too: empty "
        "cells, what fits the kind and what does not, least and greatest value, sum and mean "
        "(decimal, up to 18 digits and 9 behind the point), lengths, blanks at the ends, order. "
        "Estimated, and marked with ~ or \"about\": different values (HyperLogLog, 0.8 % off "
        "typically), quantiles and histogram (ranks off by less than 1 %), the counts of common "
        "values (too low by at most what top_error says), duplicate rows beyond a million.\n"
        "Masks say how cells are written: 9 a digit, A a capital, a another letter, + more of "
        "the same. Outliers are values farther than three interquartile ranges from the "
        "quartiles. A key is a column in which every row has a value and each another; \"likely\" "
        "where that was seen on a sample of the values only.\n"
        "--json gives profile/1: source, sha256, rows, duplicate_rows, duplicate_rows_exact and "
        "columns, each with index, name, kind, format; nulls (empty cells), missing (words for "
        "no value, blanks), misfits (other cells that are not of the kind) and first_misfits "
        "(value, row), padded (blanks at an end), controls (cells with control characters, which "
        "inspecting a large file sees in its samples only) and control_row (the first); distinct, "
        "distinct_exact, key (yes, likely, "
        "no), order (ascending, descending, constant, none); min, max (canonical text) and their "
        "rows, sum (exact decimal), mean, stdev, median, quantiles (p01 to p99, of dates as "
        "text), histogram (counts of 20 equal bins from min to max), quantiles_exact, outliers "
        "(below, above, count, farthest); length_min, length_max, length_mean (characters); top "
        "(value, count, row), top_error, masks (mask, count), masks_error. Rows are counted as "
        "in the file, from 1; what does not apply is null.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 1,
    .run = run,
};
