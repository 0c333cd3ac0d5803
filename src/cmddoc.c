/* cmddoc.c - the manual page and the completions: generated, committed, checked for staleness. */
#include "cmdhelp.h"

#include "keymap.h"
#include "quirk.h"

enum { OPTIONS_MAX = 64 };

/* ------------------------------------------------------------- mdoc(7) */

/* Text for mdoc: backslashes and a leading dot or quote must not be read as macros. */
static void roff(struct buf *out, const char *z)
{
    bool start = true, ended = false;

    for (char before = 0, last = 0; *z != 0; before = last, last = *z++) {
        if (start && (*z == '.' || *z == '\'')) buf_putz(out, "\\&");
        start = *z == '\n' || (*z == ' ' && ended);
        if (*z == '\\')
            buf_putz(out, "\\e");
        else if (*z == '-')
            buf_putz(out, "\\-");
        else
            buf_putc(out, start ? '\n' : *z);
        /* A new sentence begins a new line: that is how mdoc knows where sentences end. */
        ended = strchr(".?!", *z) != NULL && !(last == 'g' && before == '.'); /* e.g. */
    }
}

/* A macro's argument: one word, quoted when it has blanks. */
static void word(struct buf *out, const char *z)
{
    bool blank = strpbrk(z, " \t") != NULL;

    if (blank) buf_putc(out, '"');
    roff(out, z);
    if (blank) buf_putc(out, '"');
}

static void mdoc_options(struct buf *out, const struct cmd_option *const *option, int n)
{
    if (n == 0) return;
    buf_putz(out, ".Bl -tag -width Ds\n");
    for (int i = 0; i < n; i++) {
        const struct cmd_option *o = option[i];

        buf_putz(out, ".It Fl");
        if (o->letter != 0) buf_printf(out, " %c , Fl", o->letter);
        buf_printf(out, " \\-%s", o->name + 2);
        if (o->value != NULL) {
            buf_putz(out, " Ar ");
            word(out, o->value);
        }
        buf_putc(out, '\n');
        roff(out, o->doc);
        if (o->type == CMD_CHOICE) {
            buf_putz(out, ":\none of");
            for (int k = 0; o->choice[k] != NULL; k++)
                buf_printf(out, "%s %s", k > 0 ? "," : "", o->choice[k]);
        }
        if (o->type == CMD_INT && o->max > 0)
            buf_printf(out, ";\nfrom %lld to %lld", (long long)o->min, (long long)o->max);
        if (o->type == CMD_INT && o->fallback > 0)
            buf_printf(out, ", default %lld", (long long)o->fallback);
        buf_putz(out, ".\n");
    }
    buf_putz(out, ".El\n");
}

static int table_length(const struct cmd_option *table, const struct cmd_option *out[])
{
    int n = 0;

    for (; table != NULL && table[n].name != NULL; n++) out[n] = &table[n];
    return n;
}

/* Paragraphs of a detail text become .Pp. */
/* The keys of the workbench; an action with a second key has both in its line. */
static void mdoc_keys(struct buf *out)
{
    buf_putz(
        out,
        ".Sh KEYS\nOn every screen\n.Ic \\&?\nlists the keys that work there.\nLines of the form\n"
        ".Ar ACTION KEY\nin\n.Pa $XDG_CONFIG_HOME/fettle/keys\nbind others.\n"
        ".Bl -tag -width Ds\n");
    for (int i = 0; i < ACT_COUNT; i++) {
        bool again = false;

        for (int k = 0; k < i; k++)
            again = again || strcmp(action_table[k].name, action_table[i].name) == 0;
        if (again) continue;
        buf_putz(out, ".It ");
        roff(out, action_table[i].name);
        buf_putz(out, " : ");
        roff(out, action_table[i].key);
        for (int k = i + 1; k < ACT_COUNT; k++) {
            if (strcmp(action_table[k].name, action_table[i].name) != 0) continue;
            buf_putz(out, ", ");
            roff(out, action_table[k].key);
        }
        buf_putc(out, '\n');
        roff(out, action_table[i].doc);
        if (action_table[i].views[0] != 0) {
            buf_putz(out, "\n(");
            roff(out, action_table[i].views);
            buf_putc(out, ')');
        }
        buf_putz(out, ".\n");
    }
    buf_putz(out, ".El\n");
}

static void mdoc_detail(struct buf *out, const char *detail)
{
    slice rest = slice_z(detail);
    bool blank = false;

    buf_putz(out, ".Pp\n");
    while (rest.n > 0) {
        slice line = slice_cut(rest, '\n', &rest);
        struct arena a;
        char *z;

        if (line.n == 0) {
            if (!blank) buf_putz(out, ".Pp\n");
            blank = true;
            continue;
        }
        blank = false;
        arena_init(&a, ARENA_NO_LIMIT);
        z = arena_z(&a, slice_trim(line));
        roff(out, z);
        buf_putc(out, '\n');
        arena_free(&a);
    }
}

/* What inspect and convert find odd. */
static void mdoc_quirks(struct buf *out)
{
    buf_putz(out, ".Sh QUIRKS\nWhat\n.Cm inspect\nand\n.Cm convert\nfind odd about a file; in JSON "
                  "each has its code, its place, a sentence, a count, and the operator that it "
                  "suggests.\n.Bl -tag -width Ds\n");
    for (int i = 0; i < QUIRK_CODES; i++) {
        buf_printf(out, ".It Li %s\n", quirk_name((enum quirk_code)i));
        roff(out, quirk_meaning((enum quirk_code)i));
        buf_putz(out, ".\n");
    }
    buf_putz(out, ".El\n");
}

void cmdhelp_mdoc(struct buf *out)
{
    const struct cmd_option *option[OPTIONS_MAX];

    buf_putz(out, ".\\\" Generated by `make docs` from the command table; do not edit.\n"
                  ".Dd $Mdocdate$\n.Dt FETTLE 1\n.Os\n.Sh NAME\n.Nm fettle\n"
                  ".Nd workbench for tables that other people send\n.Sh SYNOPSIS\n"
                  ".Nm\n.Op Ar FILE\n.Nm\n.Fl \\-script Ar KEYS\n.Op Ar FILE\n");
    for (const struct cmd *const *c = cmd_table; *c != NULL; c++) {
        buf_printf(out, ".Nm\n.Cm %s\n.Op Ar option ...\n", (*c)->name);
        if ((*c)->usage[0] != 0) {
            buf_putz(out, ".Ar ");
            word(out, (*c)->usage);
            buf_putc(out, '\n');
        }
    }
    buf_putz(
        out,
        ".Sh DESCRIPTION\n"
        "Opens quirky CSV and XLSX files, says what they are, proposes a typed plan that turns\n"
        "them into tidy tables, shows why a plan fails, runs transform code in a sandbox, and\n"
        "pins what worked, so that every later file of that shape is transformed the same way.\n"
        ".Pp\nWithout a command it opens the workbench, on\n.Ar FILE\nor on the home screen; ?\\& "
        "there\n"
        "lists the keys.\nWith\n.Fl \\-script\nit replays the keys in the file\n.Ar KEYS\nwithout "
        "a terminal and saves screens.\n"
        ".Pp\nA file name of\n.Sq \\-\nis standard input or output.\n"
        "Outputs appear complete or not at all.\n.Ss Options of every command\n");
    mdoc_options(out, option, table_length(cmd_common_option, option));
    buf_putz(out, ".Ss Options of commands that read a source\nAn option wins over what was "
                  "detected, and is recorded.\n");
    mdoc_options(out, option, table_length(cmd_source_option, option));
    buf_putz(out, ".Sh COMMANDS\n");
    for (const struct cmd *const *c = cmd_table; *c != NULL; c++) {
        buf_printf(out, ".Ss fettle %s", (*c)->name);
        if ((*c)->usage[0] != 0) {
            buf_putc(out, ' ');
            roff(out, (*c)->usage);
        }
        buf_putc(out, '\n');
        roff(out, (*c)->doc);
        buf_putc(out, '\n');
        if ((*c)->reads_source) buf_putz(out, "It reads a source and takes the options above.\n");
        if ((*c)->detail != NULL) mdoc_detail(out, (*c)->detail);
        mdoc_options(out, option, table_length((*c)->option, option));
    }
    mdoc_keys(out);
    mdoc_quirks(out);
    buf_putz(
        out,
        ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
        ".It Ev FETTLE_CACHE\nThe cache to use; else\n.Pa $XDG_DATA_HOME/fettle/cache.db .\n"
        ".It Ev FETTLE_PACKAGES , Ev FETTLE_ALLOW\nWhat code in the sandbox may import: a folder "
        "of "
        "wheels, and the names of installed distributions, as\n.Fl -packages\nand\n.Fl -allow\nsay "
        "it for one command.\n"
        ".It Ev FETTLE_MEMORY\nThe most memory, in MiB, that a command may use for tables; else "
        "three quarters of what the machine has.\nA file or a plan that needs more is "
        "refused.\n"
        ".It Ev TMPDIR\nWhere temporary files go; else\n.Pa /tmp .\nA text of more than 8 MiB that "
        "is packed (gz, bz2, xz, zst, or a file in a zip archive) or comes from a pipe is unpacked "
        "there, without a name.\n"
        ".It Ev NO_COLOR\nThe workbench uses no colour.\n"
        ".It Ev FETTLE_THEME\nThe theme of the workbench: dark, light, contrast, solarized or "
        "mono.\n"
        ".It Ev FETTLE_BOX\nThe sandbox launcher, when it is neither beside the program nor "
        "installed.\n"
        ".It Ev VISUAL , Ev EDITOR\nThe editor that the workbench opens for code.\n"
        ".El\n.Sh FILES\n.Bl -tag -width Ds\n"
        ".It Pa $XDG_DATA_HOME/fettle/cache.db\nThe cache: pins, runs, the failure queue and "
        "provenance, an SQLite database.\nA copy of this file alone has all pins.\n"
        ".It Pa environments\nBeside the cache: wheels that were unpacked for code, each set in a "
        "folder named by its digest;\n.Cm cache gc\nremoves those that no pin and no run needs.\n"
        ".It Pa $XDG_DATA_HOME/fettle/cache.db-wal , cache.db-shm\nIts log, with the newest "
        "runs until it holds half a MB, and an index of it.\nThey belong to the cache: copy them "
        "along, or copy when no fettle is running.\n"
        ".El\n.Sh EXIT STATUS\n.Bl -tag -width Ds\n");
    cmdhelp_statuses(true, out);
    buf_putz(out, ".El\n"
                  ".Sh SEE ALSO\n.Xr fettle-ops 7\n");
}

/* --------------------------------------------------------- completions */

static void words(struct buf *out, const struct cmd_option *const *option, int n)
{
    for (int i = 0; i < n; i++) {
        buf_printf(out, "%s%s", i > 0 ? " " : "", option[i]->name);
        if (option[i]->letter != 0) buf_printf(out, " -%c", option[i]->letter);
    }
}

void cmdhelp_bash(struct buf *out)
{
    const struct cmd_option *option[OPTIONS_MAX];

    buf_putz(
        out,
        "# Generated by `make docs` from the command table; do not edit.\n"
        "_fettle() {\n"
        "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} "
        "cmd=${COMP_WORDS[1]}\n"
        "  COMPREPLY=()\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W \"");
    for (const struct cmd *const *c = cmd_table; *c != NULL; c++)
        buf_printf(out, "%s ", (*c)->name);
    buf_putz(
        out,
        "--script --help --version\" -- \"$cur\") $(compgen -f -- \"$cur\"))\n    return\n  fi\n"
        "  case $cmd:$prev in\n");
    for (const struct cmd *const *c = cmd_table; *c != NULL; c++) {
        int n = cmd_options(*c, option, OPTIONS_MAX);

        for (int i = 0; i < n; i++) {
            if (option[i]->type != CMD_CHOICE) continue;
            buf_printf(out, "    %s:%s) COMPREPLY=($(compgen -W \"", (*c)->name, option[i]->name);
            for (int k = 0; option[i]->choice[k] != NULL; k++)
                buf_printf(out, "%s%s", k > 0 ? " " : "", option[i]->choice[k]);
            buf_putz(out, "\" -- \"$cur\")); return ;;\n");
        }
        if ((*c)->verb == NULL) continue;
        buf_printf(out, "    %s:%s) COMPREPLY=($(compgen -W \"", (*c)->name, (*c)->name);
        for (int k = 0; (*c)->verb[k] != NULL; k++)
            buf_printf(out, "%s%s", k > 0 ? " " : "", (*c)->verb[k]);
        buf_putz(out, "\" -- \"$cur\")); return ;;\n");
    }
    buf_putz(out, "  esac\n  case $cmd in\n");
    for (const struct cmd *const *c = cmd_table; *c != NULL; c++) {
        buf_printf(out, "    %s) words='", (*c)->name);
        words(out, option, cmd_options(*c, option, OPTIONS_MAX));
        buf_putz(out, "' ;;\n");
    }
    buf_putz(out, "    *) words= ;;\n  esac\n"
                  "  case $cur in\n"
                  "    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
                  "    *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n  esac\n}\n"
                  "complete -o filenames -F _fettle fettle\n");
}

/* One word of _arguments: quotes and brackets are its own syntax. */
static void zsh_text(struct buf *out, const char *z)
{
    for (; *z != 0; z++) {
        if (*z == '\'')
            buf_putz(out, "'\\''");
        else if (strchr("[]:\\", *z) != NULL)
            buf_printf(out, "\\%c", *z);
        else
            buf_putc(out, *z);
    }
}

static void zsh_option(struct buf *out, const struct cmd_option *o)
{
    buf_printf(out, " \\\n        '%s[", o->name);
    zsh_text(out, o->doc);
    buf_putc(out, ']');
    if (o->type == CMD_CHOICE) {
        buf_printf(out, ":%s:(", o->name + 2);
        for (int k = 0; o->choice[k] != NULL; k++)
            buf_printf(out, "%s%s", k > 0 ? " " : "", o->choice[k]);
        buf_putc(out, ')');
    } else if (o->type == CMD_FILE || o->type == CMD_DIR) {
        buf_printf(out, ":%s:%s", o->name + 2, o->type == CMD_DIR ? "_files -/" : "_files");
    } else if (o->type != CMD_FLAG) {
        buf_printf(out, ":%s: ", o->name + 2);
    }
    buf_putc(out, '\'');
}

void cmdhelp_zsh(struct buf *out)
{
    const struct cmd_option *option[OPTIONS_MAX];

    buf_putz(out,
             "#compdef fettle\n# Generated by `make docs` from the command table; do not edit.\n"
             "_fettle() {\n  local -a commands\n  commands=(\n");
    for (const struct cmd *const *c = cmd_table; *c != NULL; c++) {
        buf_printf(out, "    '%s:", (*c)->name);
        zsh_text(out, (*c)->doc);
        buf_putz(out, "'\n");
    }
    buf_putz(out, "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    "
                  "_files\n    return\n  fi\n"
                  "  local cmd=$words[2]\n  shift words; (( CURRENT-- ))\n  case $cmd in\n");
    for (const struct cmd *const *c = cmd_table; *c != NULL; c++) {
        int n = cmd_options(*c, option, OPTIONS_MAX);

        buf_printf(out, "    %s)\n      _arguments", (*c)->name);
        for (int i = 0; i < n; i++) zsh_option(out, option[i]);
        if ((*c)->verb != NULL) {
            buf_putz(out, " \\\n        '1:verb:(");
            for (int k = 0; (*c)->verb[k] != NULL; k++)
                buf_printf(out, "%s%s", k > 0 ? " " : "", (*c)->verb[k]);
            buf_putz(out, ")'");
        }
        buf_putz(out, " \\\n        '*:file:_files' ;;\n");
    }
    buf_putz(out, "  esac\n}\n_fettle \"$@\"\n");
}
