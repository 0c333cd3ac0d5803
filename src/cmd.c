#include "cmd.h"

#include "cmdhelp.h"
#include "fs.h"
#include "utf8.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define X(name) extern const struct cmd cmd_##name;
#include "cmds.gen.h"
#undef X

const struct cmd *const cmd_table[] = {
#define X(name) &cmd_##name,
#include "cmds.gen.h"
#undef X
    NULL};

const struct cmd_option cmd_common_option[] = {
    {.name = "--json", .type = CMD_FLAG, .doc = "one JSON document on standard output"},
    {.name = "--quiet",
     .letter = 'q',
     .type = CMD_FLAG,
     .doc = "no notes and no progress on standard error"},
    {.name = "--cache",
     .type = CMD_FILE,
     .value = "FILE",
     .doc = "the cache to use (also FETTLE_CACHE)"},
    {.name = "--help", .letter = 'h', .type = CMD_FLAG, .doc = "this text"},
    {0}};

const struct cmd_option cmd_source_option[] = {
    {.name = "--sheet",
     .type = CMD_TEXT,
     .value = "NAME|N",
     .doc = "the sheet, by name or by number from 1"},
    {.name = "--region",
     .type = CMD_INT,
     .value = "N",
     .min = 1,
     .max = 100000,
     .doc = "the table, by its number in the inspection"},
    {.name = "--encoding",
     .type = CMD_TEXT,
     .value = "NAME",
     .doc = "the character encoding instead of the detected one"},
    {.name = "--delimiter",
     .type = CMD_TEXT,
     .value = "STRING",
     .doc = "the field delimiter (tab or \\t for a tab)"},
    {.name = "--quote",
     .type = CMD_TEXT,
     .value = "CHAR",
     .doc = "the quote character; empty for none"},
    {.name = "--escape",
     .type = CMD_TEXT,
     .value = "CHAR",
     .doc = "the escape character; empty for none"},
    {.name = "--header-rows",
     .type = CMD_INT,
     .value = "N",
     .min = 0,
     .max = 1000,
     .fallback = -1,
     .doc = "how many rows the header has; 0 for none"},
#define LIMIT(id, key, option, unit, least, most, usual, text)                                     \
    {.name = option,                                                                               \
     .type = CMD_INT,                                                                              \
     .value = unit,                                                                                \
     .min = least,                                                                                 \
     .max = most,                                                                                  \
     .doc = text "; " #usual " unless said"},
#include "limit.def"
#undef LIMIT
    {.name = "--raw",
     .type = CMD_FLAG,
     .doc = "every cell of the used range, without region or header logic"},
    {0}};

enum { OPTIONS_MAX = 64 };

struct cmd_values {
    const struct cmd_option *option[OPTIONS_MAX];
    const char *text[OPTIONS_MAX];
    int64_t number[OPTIONS_MAX];
    int n;
};

const struct cmd *cmd_find(slice name)
{
    for (const struct cmd *const *c = cmd_table; *c != NULL; c++)
        if (slice_eqz(name, (*c)->name)) return *c;
    return NULL;
}

/* ------------------------------------------------------------- options */

/* The option tables that apply to a command, one after the other. */
int cmd_options(const struct cmd *c, const struct cmd_option *out[], int most)
{
    const struct cmd_option *table[3] = {c->option, c->reads_source ? cmd_source_option : NULL,
                                         cmd_common_option};
    int n = 0;

    for (int t = 0; t < 3; t++)
        for (const struct cmd_option *o = table[t]; o != NULL && o->name != NULL && n < most; o++)
            out[n++] = o;
    return n;
}

static const struct cmd_option *find_option(const struct cmd *c, slice name, struct err *e)
{
    const struct cmd_option *all[OPTIONS_MAX], *near = NULL;
    int n = cmd_options(c, all, OPTIONS_MAX), best = 4;

    for (int i = 0; i < n; i++) {
        if (name.n == 2 && name.p[1] == all[i]->letter && all[i]->letter != 0) return all[i];
        if (slice_eqz(name, all[i]->name)) return all[i];
    }
    for (int i = 0; i < n; i++) {
        int d = slice_distance(name, slice_z(all[i]->name), 3);

        if (d < best) best = d, near = all[i];
    }
    err_set(e, E_USAGE, "%s: no option %.*s%s%s%s", c->name, SLICE_ARG(name),
            near != NULL ? " (did you mean " : "", near != NULL ? near->name : "",
            near != NULL ? "?)" : "");
    return NULL;
}

static bool check_value(const struct cmd *c, const struct cmd_option *o, const char *z,
                        int64_t *number, struct err *e)
{
    if (o->type == CMD_INT &&
        (!slice_i64(slice_z(z), number) || *number < o->min || *number > o->max))
        return err_set(e, E_USAGE, "%s %s: \"%s\" is not a whole number from %lld to %lld", c->name,
                       o->name, z, (long long)o->min, (long long)o->max);
    if (o->type == CMD_CHOICE) {
        struct buf b = {0};

        for (int i = 0; o->choice[i] != NULL; i++) {
            if (strcmp(o->choice[i], z) == 0) {
                buf_free(&b);
                return true;
            }
            buf_printf(&b, "%s%s", i > 0 ? ", " : "", o->choice[i]);
        }
        err_set(e, E_USAGE, "%s %s: \"%s\" is not one of %.*s", c->name, o->name, z,
                SLICE_ARG(buf_slice(&b)));
        buf_free(&b);
        return false;
    }
    return true;
}

/* Splits argv[2..] into options and positional arguments. */
static bool parse(const struct cmd *c, int argc, char **argv, struct cmd_values *v,
                  const char **arg, int *narg, struct err *e)
{
    bool only_args = false;

    for (int i = 2; i < argc; i++) {
        slice word = slice_z(argv[i]), rest;
        const struct cmd_option *o;
        slice name;

        if (only_args || word.n < 2 || word.p[0] != '-') {
            arg[(*narg)++] = argv[i];
            continue;
        }
        if (strcmp(argv[i], "--") == 0) {
            only_args = true;
            continue;
        }
        name = slice_starts(word, S("--")) ? slice_cut(word, '=', &rest) : (rest.n = -1, word);
        if ((o = find_option(c, name, e)) == NULL) return false;
        if (v->n == OPTIONS_MAX) return err_set(e, E_USAGE, "too many options");
        v->option[v->n] = o;
        if (o->type == CMD_FLAG) {
            if (rest.n >= 0) return err_set(e, E_USAGE, "%s %s takes no value", c->name, o->name);
        } else {
            if (rest.n < 0 && i + 1 >= argc)
                return err_set(e, E_USAGE, "%s %s needs a value (%s)", c->name, o->name, o->value);
            v->text[v->n] = rest.n >= 0 ? rest.p : argv[++i];
            if (!check_value(c, o, v->text[v->n], &v->number[v->n], e)) return false;
        }
        v->n++;
    }
    return true;
}

/* Index of the last use of the option, or -1: the last one wins. */
static int value_of(const struct cmd_env *env, const char *name)
{
    for (int i = env->values->n; i > 0; i--)
        if (strcmp(env->values->option[i - 1]->name, name) == 0) return i - 1;
    return -1;
}

const char *cmd_text(const struct cmd_env *env, const char *name)
{
    int i = value_of(env, name);

    return i < 0 ? NULL : env->values->text[i];
}

bool cmd_flag(const struct cmd_env *env, const char *name)
{
    return value_of(env, name) >= 0;
}

bool cmd_given(const struct cmd_env *env, const char *name)
{
    return value_of(env, name) >= 0;
}

int64_t cmd_int(const struct cmd_env *env, const char *name)
{
    const struct cmd_option *all[OPTIONS_MAX];
    int i = value_of(env, name), n;

    if (i >= 0) return env->values->number[i];
    n = cmd_options(env->cmd, all, OPTIONS_MAX);
    for (int k = 0; k < n; k++)
        if (strcmp(all[k]->name, name) == 0) return all[k]->fallback;
    return 0;
}

struct read_options cmd_read_options(const struct cmd_env *env)
{
    struct read_options o = {.sheet = cmd_text(env, "--sheet"),
                             .region = (int)cmd_int(env, "--region"),
                             .encoding = cmd_text(env, "--encoding"),
                             .delimiter = cmd_text(env, "--delimiter"),
                             .quote = cmd_text(env, "--quote"),
                             .escape = cmd_text(env, "--escape"),
                             .header_rows = (int)cmd_int(env, "--header-rows"),
                             .raw = cmd_flag(env, "--raw")};

    for (int i = 0; i < LIMIT_COUNT; i++) o.limits.at[i] = cmd_int(env, limit_table[i].option);
    return o;
}

/* -------------------------------------------------------------- output */

void cmd_print(slice s)
{
    if (s.n > 0) fwrite(s.p, 1, (size_t)s.n, stdout);
}

static void put_visible(FILE *to, slice s)
{
    struct buf b = {0};

    utf8_visible(&b, s);
    if (b.n > 0) fwrite(b.p, 1, b.n, to);
    buf_free(&b);
}

void cmd_print_text(slice s)
{
    put_visible(stdout, s);
}

void cmd_note(const struct cmd_env *env, const char *fmt, ...)
{
    struct buf b = {0};
    va_list ap, again;
    int n;

    if (env->quiet) return;
    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n > 0) {
        vsnprintf(buf_reserve(&b, (size_t)n + 1), (size_t)n + 1, fmt, again);
        b.n += (size_t)n;
    }
    va_end(again);
    put_visible(stderr, buf_slice(&b));
    fputc('\n', stderr);
    buf_free(&b);
}

static int finish(const struct err *e)
{
    struct err out = *e;

    errno = 0;
    /* A reader that went away (| head) is no error of ours. */
    if ((fflush(stdout) != 0 || ferror(stdout)) && errno != EPIPE && out.code == E_NONE)
        err_set(&out, E_OUTPUT, "standard output cannot be written: %s", strerror(errno));
    if (out.code != E_NONE && out.text[0] != 0) {
        fputs("fettle: ", stderr);
        /* one line, whatever the file is called */
        for (char *p = out.text; (p = strchr(p, '\n')) != NULL;) *p = ' ';
        put_visible(stderr, slice_z(out.text));
        fputc('\n', stderr);
    }
    return err_exit_status(out.code);
}

bool cmd_check_output(const char *out, const char *source, struct err *e)
{
    return out == NULL || !fs_same(out, source) ||
           err_set(e, E_USAGE, "%s is the file that is read; give the output another name", out);
}

/* Standard input ends after its first reader. */
static bool check_stdin(const struct cmd_env *env, struct err *e)
{
    int n = 0;

    for (int i = 0; i < env->narg; i++) n += strcmp(env->arg[i], "-") == 0;
    for (int i = 0; i < env->values->n; i++) {
        const struct cmd_option *o = env->values->option[i];

        if (o->type == CMD_FILE && strcmp(o->name, "--output") != 0)
            n += strcmp(env->values->text[i], "-") == 0;
    }
    return n < 2 ||
           err_set(e, E_USAGE, "%s: only one input can be - (standard input)", env->cmd->name);
}

static bool check_arguments(const struct cmd *c, const char *const *arg, int narg, struct err *e)
{
    const char *near = NULL;
    int best = 3;

    if (narg < c->arg_min || (c->arg_max >= 0 && narg > c->arg_max))
        return err_set(e, E_USAGE, "%s: %s; usage: fettle %s %s", c->name,
                       narg < c->arg_min ? "an argument is missing" : "too many arguments", c->name,
                       c->usage);
    if (c->verb == NULL || narg == 0) return true;
    for (int i = 0; c->verb[i] != NULL; i++) {
        int d = slice_distance(slice_z(arg[0]), slice_z(c->verb[i]), 2);

        if (strcmp(arg[0], c->verb[i]) == 0) return true;
        if (d < best && d < (int)strlen(c->verb[i])) best = d, near = c->verb[i];
    }
    return err_set(e, E_USAGE, "%s: no \"%s\" here%s%s; usage: fettle %s %s", c->name, arg[0],
                   near != NULL ? ", did you mean " : "", near != NULL ? near : "", c->name,
                   c->usage);
}

int cmd_main(int argc, char **argv)
{
    struct err e = {0};
    struct arena arena;
    struct cmd_values values = {0};
    const struct cmd *c = cmd_find(slice_z(argv[1]));
    const char **arg = calloc((size_t)argc, sizeof *arg);
    struct cmd_env env = {.arena = &arena, .cmd = c, .values = &values, .arg = arg};

    if (c == NULL || arg == NULL) {
        free(arg);
        err_set(&e, E_USAGE, "no command \"%s\"; fettle --help lists them", argv[1]);
        return finish(&e);
    }
    arena_init(&arena, arena_machine());
    if (parse(c, argc, argv, &values, arg, &env.narg, &e)) {
        env.json = cmd_flag(&env, "--json");
        env.quiet = cmd_flag(&env, "--quiet");
        env.cache = cmd_text(&env, "--cache");
        if (cmd_flag(&env, "--help")) {
            struct buf b = {0};

            cmdhelp_command(c, &b);
            cmd_print(buf_slice(&b));
            buf_free(&b);
        } else if (check_arguments(c, arg, env.narg, &e) && check_stdin(&env, &e) &&
                   !c->run(&env, &e) && e.code == E_NONE) {
            err_set(&e, E_FAILED, "%s", "");
        }
    }
    arena_free(&arena);
    free(arg);
    return finish(&e);
}
