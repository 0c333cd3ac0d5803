/* cmdrun.h - what the commands share that run a source for an orca: run, cache pin, failures retry.
 */
#ifndef FETTLE_CMDRUN_H
#define FETTLE_CMDRUN_H

#include "cmd.h"
#include "run.h"

/* The options of the pipeline, for the tables of those commands. */
#define CMDRUN_ORCA                                                                                \
    {                                                                                              \
        .name = "--orca", .type = CMD_TEXT, .value = "ID", .doc = "the tenant the file belongs to" \
    }
#define CMDRUN_AUTHOR                                                                              \
    {.name = "--author",                                                                           \
     .type = CMD_TEXT,                                                                             \
     .value = "NAME",                                                                              \
     .doc = "who writes plans and code: builtin (default), command, replay"},                      \
        {.name = "--author-command",                                                               \
         .type = CMD_TEXT,                                                                         \
         .value = "CMD",                                                                           \
         .doc = "the program of author command: request on stdin, reply on stdout"},               \
        {.name = "--replay",                                                                       \
         .type = CMD_FILE,                                                                         \
         .value = "FILE",                                                                          \
         .doc = "the recorded replies of author replay"},                                          \
        {.name = "--record",                                                                       \
         .type = CMD_FILE,                                                                         \
         .value = "FILE",                                                                          \
         .doc = "append every reply to this file for author replay"},                              \
        {.name = "--wait",                                                                         \
         .type = CMD_INT,                                                                          \
         .value = "S",                                                                             \
         .min = 1,                                                                                 \
         .max = 86400,                                                                             \
         .fallback = 600,                                                                          \
         .doc = "how long author command may take"},                                               \
    {                                                                                              \
        .name = "--target", .type = CMD_FILE, .value = "SCHEMA",                                   \
        .doc = "the Table Schema that the result must meet"                                        \
    }
#define CMDRUN_LIMITS                                                                              \
    {.name = "--timeout",                                                                          \
     .type = CMD_INT,                                                                              \
     .value = "S",                                                                                 \
     .min = 1,                                                                                     \
     .max = 3600,                                                                                  \
     .doc = "seconds that code may run in the sandbox (default 30)"},                              \
    {                                                                                              \
        .name = "--memory", .type = CMD_INT, .value = "MIB", .min = 64, .max = 1 << 20,            \
        .doc = "MiB of memory that code may use (default 512)"                                     \
    }

#define CMDRUN_ENVIRONMENT                                                                         \
    {.name = "--packages",                                                                         \
     .type = CMD_DIR,                                                                              \
     .value = "DIR",                                                                               \
     .doc = "a folder of wheels that code may import too; without pip and network"},               \
    {                                                                                              \
        .name = "--allow", .type = CMD_TEXT, .value = "NAME,...",                                  \
        .doc = "of the installed distributions only these, what they need and what the runtime "   \
               "loads may be imported (default: all)"                                              \
    }

/* A source, read with these options and inspected, in env->arena. */
struct cmdrun_input {
    struct source source;
    struct workbook book;
    struct inspection in;
    struct read_options read;
};
bool cmdrun_read(const struct cmd_env *env, const char *path, const struct read_options *o,
                 struct cmdrun_input *out, struct err *e);

/* The orca of --orca; E_USAGE when it is missing. */
const char *cmdrun_orca(const struct cmd_env *env, struct err *e);
/* Who does this, for the event log. */
const char *cmdrun_who(void);
/* The author of --author with its configuration. */
bool cmdrun_author(const struct cmd_env *env, const struct author **author,
                   struct author_config *config, struct err *e);
/* What code may import, by --packages and --allow. */
bool cmdrun_environment(const struct cmd_env *env, struct environment **out, struct err *e);
/* The cache of this command. One that can only be read is noted, or refused when the command has
 * to record something. */
struct store *cmdrun_store(const struct cmd_env *env, bool read_only, struct err *e);

struct cmdrun {
    struct cmdrun_input input;
    struct run_request request;
    struct run_result result;
    digest output; /* of the file written; empty: none */
    int64_t pinned;
};
/* Fills in the request from the command's options and the file. */
bool cmdrun_begin(const struct cmd_env *env, const char *path, const struct read_options *o,
                  struct cmdrun *r, struct err *e);
/* The read options of a recorded run, and those of the command over them. */
bool cmdrun_options_of(const struct cmd_env *env, struct store *s, const char *orca, int64_t run,
                       struct read_options *o, struct err *e);
/* Runs, writes the output of -o, pins when `accept` is not NULL, and reports. A run that did not
 * give a result is false with its sentence, after the report. */
bool cmdrun_go(const struct cmd_env *env, struct store *s, struct cmdrun *r,
               const struct run_accept *accept, struct err *e);

#endif
