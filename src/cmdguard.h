/* cmdguard.h - what the commands that make a result say and write about it beside the table: the
 * validation report, rejected rows, the data package, the OpenLineage event. */
#ifndef FETTLE_CMDGUARD_H
#define FETTLE_CMDGUARD_H

#include "cmd.h"
#include "hash.h"
#include "plan.h"

#define CMDGUARD_OPTIONS                                                                           \
    {.name = "--report",                                                                           \
     .type = CMD_FILE,                                                                             \
     .value = "FILE",                                                                              \
     .doc = "write how the target was met, as a Frictionless validation report"},                  \
        {.name = "--rejects",                                                                      \
         .type = CMD_FILE,                                                                         \
         .value = "FILE",                                                                          \
         .doc = "put rows that fail the target there, with the reason, instead of failing"},       \
        {.name = "--openlineage",                                                                  \
         .type = CMD_FILE,                                                                         \
         .value = "FILE",                                                                          \
         .doc = "write the run as an OpenLineage event with the lineage of its columns"},          \
    {                                                                                              \
        .name = "--package", .type = CMD_FILE, .value = "FILE",                                    \
        .doc = "describe the output as a data package (datapackage.json)"                          \
    }

/* A result and the file it went to. */
struct cmdguard {
    const struct target_check *target;
    const struct table *table;
    const char *out; /* NULL: none was written */
    digest sha256;
    slice source_name, source_path;
    digest source_sha256;
    /* For the OpenLineage event: */
    const char *namespace, *job, *error; /* error NULL: all went well */
    const struct plan *plan;             /* NULL: code made the table */
    const struct table *read;            /* what the plan was given */
    const struct lineagecolumn *lineage;
};
/* Is one of the options given? Then the whole result has to be at hand. */
bool cmdguard_wanted(const struct cmd_env *env);
/* Refuses options that have nothing to work on. */
bool cmdguard_check(const struct cmd_env *env, struct err *e);
/* The report and the event, written whether the result was good or not. */
bool cmdguard_report(const struct cmd_env *env, const struct cmdguard *g, struct err *e);
/* The other files, of a result that was written. */
bool cmdguard_write(const struct cmd_env *env, const struct cmdguard *g, struct err *e);

#endif
