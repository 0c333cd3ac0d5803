#include "cmdhelp.h"

enum { OPTIONS_MAX = 64 };

static void option_text(const struct cmd_option *o, struct buf *out)
{
    struct buf left = {0};

    if (o->letter != 0) buf_printf(&left, "-%c, ", o->letter);
    buf_putz(&left, o->name);
    if (o->value != NULL) buf_printf(&left, " %s", o->value);
    buf_printf(out, "  %-26.*s %s", SLICE_ARG(buf_slice(&left)), o->doc);
    if (o->type == CMD_CHOICE) {
        buf_putz(out, " (");
        for (int i = 0; o->choice[i] != NULL; i++)
            buf_printf(out, "%s%s", i > 0 ? ", " : "", o->choice[i]);
        buf_putc(out, ')');
    }
    if (o->type == CMD_INT && o->fallback > 0)
        buf_printf(out, " (default %lld)", (long long)o->fallback);
    buf_putc(out, '\n');
    buf_free(&left);
}

void cmdhelp_command(const struct cmd *c, struct buf *out)
{
    const struct cmd_option *all[OPTIONS_MAX];
    int n = cmd_options(c, all, OPTIONS_MAX);

    buf_printf(out, "usage: fettle %s %s\n\n%s\n", c->name, c->usage, c->doc);
    if (c->detail != NULL) buf_printf(out, "\n%s\n", c->detail);
    buf_putz(out, "\noptions:\n");
    for (int i = 0; i < n; i++) option_text(all[i], out);
}

void cmdhelp_overview(struct buf *out)
{
    buf_putz(out,
             "fettle [FILE]                opens the workbench\n"
             "fettle --script KEYS [FILE]  replays keys without a terminal and saves screens\n"
             "fettle COMMAND ...           one of these; fettle COMMAND --help says more:\n\n");
    for (const struct cmd *const *c = cmd_table; *c != NULL; c++)
        buf_printf(out, "  %-10s %s\n", (*c)->name, (*c)->doc);
    buf_putz(out, "\nexit status:\n");
    cmdhelp_statuses(false, out);
}

void cmdhelp_statuses(bool mdoc, struct buf *out)
{
    for (enum err_code c = E_NONE; c < ERR_CODES; c++) {
        int status = err_exit_status(c);
        bool more = c > E_NONE && err_exit_status(c - 1) == status;

        if (!more && mdoc)
            buf_printf(out, ".It %d\n", status);
        else if (!more)
            buf_printf(out, "  %-10d ", status);
        buf_printf(out, "%s%s", more ? "; " : "", err_meaning(c));
        if (c + 1 == ERR_CODES || err_exit_status(c + 1) != status) buf_putc(out, '\n');
    }
}
