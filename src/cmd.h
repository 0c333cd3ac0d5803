/* cmd.h - a command is one file cmd/NAME.c with one `const struct cmd cmd_NAME`. Usage, --help, the
 * manual, completions and the parser all come from its options. */
#ifndef FETTLE_CMD_H
#define FETTLE_CMD_H

#include "arena.h"
#include "buf.h"
#include "err.h"
#include "source.h"

enum cmd_type { CMD_FLAG, CMD_TEXT, CMD_INT, CMD_CHOICE, CMD_FILE, CMD_DIR };

struct cmd_option {
    const char *name; /* "--sheet" */
    char letter;      /* 'o' for -o; 0: none */
    enum cmd_type type;
    const char *value;          /* "NAME|N" in the usage; NULL for a flag */
    const char *const *choice;  /* CMD_CHOICE */
    int64_t min, max, fallback; /* CMD_INT */
    const char *doc;            /* one clause, no full stop */
};

struct cmd_values;
struct cmd_env {
    struct arena *arena;
    const struct cmd *cmd;
    struct cmd_values *values;
    const char *const *arg; /* positional arguments */
    int narg;
    bool json, quiet;  /* --json, --quiet: every command has them */
    const char *cache; /* --cache FILE; NULL: the default */
};

struct cmd {
    const char *name;
    const char *usage;               /* positional part: "FILE -o OUT" */
    const char *doc;                 /* one sentence with a full stop */
    const char *detail;              /* paragraphs for --help and the manual; may be NULL */
    const struct cmd_option *option; /* ends with name NULL; may be NULL */
    bool reads_source;               /* takes --sheet, --region, --encoding … too */
    int arg_min, arg_max;            /* positional arguments; arg_max -1: any number */
    const char *const
        *verb; /* first positional must be one of these; NULL-terminated; may be NULL */
    /* Writes to stdout, returns the exit status by e (E_NONE: 0). A command that reports a check
     * that did not hold sets E_FAILED; main prints e->text on stderr when it is not empty. */
    bool (*run)(struct cmd_env *env, struct err *e);
};
extern const struct cmd *const cmd_table[]; /* sorted, NULL at the end; generated */

/* The value of an option: NULL/false/fallback when it was not given. */
const char *cmd_text(const struct cmd_env *env, const char *name);
bool cmd_flag(const struct cmd_env *env, const char *name);
int64_t cmd_int(const struct cmd_env *env, const char *name);
bool cmd_given(const struct cmd_env *env, const char *name);
/* The read options of a command that reads a source. */
struct read_options cmd_read_options(const struct cmd_env *env);
/* Text to standard output; write errors end up as E_OUTPUT from main. */
void cmd_print(slice s);
/* The same for text that people read: what a terminal would obey is made visible (utf8.h). */
void cmd_print_text(slice s);
/* A line on stderr unless --quiet; made visible likewise. */
void cmd_note(const struct cmd_env *env, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* An output must not be the file that is read: what a client sent stays as it is. `out` may be
 * NULL. */
bool cmd_check_output(const char *out, const char *source, struct err *e);

/* Parses and runs; the process's exit status. argv[1] is the command's name. */
int cmd_main(int argc, char **argv);
const struct cmd *cmd_find(slice name);

#endif
