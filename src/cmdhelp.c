#include "cmdhelp.h"

#include "utf8.h"

enum { OPTIONS_MAX = 64 };

enum { WIDTH = 80, TEXT_AT = 29 };

/* Words up to WIDTH; lines after the first begin at `indent`, the first is at `at` already. */
static void put_wrapped(struct buf *out, slice text, int at, int indent)
{
    bool first = true;

    while (text.n > 0) {
        slice word = slice_cut(text, ' ', &text);
        int n = (int)utf8_count(word);

        if (!first && at + 1 + n > WIDTH) {
            buf_printf(out, "\n%*s", indent, "");
            at = indent;
        } else if (!first) {
            buf_putc(out, ' ');
            at++;
        }
        buf_put(out, word);
        at += n;
        first = false;
    }
    buf_putc(out, '\n');
}

static void option_text(const struct cmd_option *o, struct buf *out)
{
    struct buf left = {0}, doc = {0};

    if (o->letter != 0) buf_printf(&left, "-%c, ", o->letter);
    buf_putz(&left, o->name);
    if (o->value != NULL) buf_printf(&left, " %s", o->value);
    buf_putz(&doc, o->doc);
    if (o->type == CMD_CHOICE) {
        buf_putz(&doc, " (");
        for (int i = 0; o->choice[i] != NULL; i++)
            buf_printf(&doc, "%s%s", i > 0 ? ", " : "", o->choice[i]);
        buf_putc(&doc, ')');
    }
    if (o->type == CMD_INT && o->fallback > 0)
        buf_printf(&doc, " (default %lld)", (long long)o->fallback);
    buf_printf(out, "  %-26.*s ", SLICE_ARG(buf_slice(&left)));
    put_wrapped(out, buf_slice(&doc), TEXT_AT, TEXT_AT);
    buf_free(&left);
    buf_free(&doc);
}

void cmdhelp_command(const struct cmd *c, struct buf *out)
{
    const struct cmd_option *all[OPTIONS_MAX];
    int n = cmd_options(c, all, OPTIONS_MAX);

    buf_printf(out, "usage: fettle %s%s%s\n\n", c->name, c->usage[0] != 0 ? " " : "", c->usage);
    put_wrapped(out, slice_z(c->doc), 0, 0);
    if (c->detail != NULL) {
        slice rest = slice_z(c->detail);

        buf_putc(out, '\n');
        while (rest.n > 0) put_wrapped(out, slice_cut(rest, '\n', &rest), 0, 0);
    }
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
