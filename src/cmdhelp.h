/* cmdhelp.h - the renderings of the command table: help, manual, completions. */
#ifndef FETTLE_CMDHELP_H
#define FETTLE_CMDHELP_H

#include "cmd.h"

extern const struct cmd_option cmd_common_option[], cmd_source_option[];
/* All options of a command in the order of its help; how many there are. */
int cmd_options(const struct cmd *c, const struct cmd_option *out[], int most);

void cmdhelp_overview(struct buf *out);                     /* fettle --help */
void cmdhelp_command(const struct cmd *c, struct buf *out); /* fettle NAME --help */
void cmdhelp_mdoc(struct buf *out);                         /* man/fettle.1 */
/* The exit statuses and what they mean, one on a line or as items of a manual. */
void cmdhelp_statuses(bool mdoc, struct buf *out);
void cmdhelp_bash(struct buf *out);
void cmdhelp_zsh(struct buf *out);

#endif
