/* main.c - the process: picks the command or the workbench, and is the only one that exits. */
#include "cmd.h"
#include "cmdhelp.h"
#include "fs.h"
#include "heap.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int print_overview(void)
{
    struct buf b = {0};

    cmdhelp_overview(&b);
    cmd_print(buf_slice(&b));
    buf_free(&b);
    if (fflush(stdout) == 0 || errno == EPIPE) return 0;
    fprintf(stderr, "fettle: standard output cannot be written: %s\n", strerror(errno));
    return err_exit_status(E_OUTPUT);
}

/* `fettle FILE` is `fettle open FILE`. */
static int open_workbench(int argc, char **argv)
{
    char word[] = "open";
    char **with = calloc((size_t)argc + 2, sizeof *with);
    int status;

    if (with == NULL) return print_overview();
    with[0] = argv[0];
    with[1] = word;
    for (int i = 1; i < argc; i++) with[i + 1] = argv[i];
    status = cmd_main(argc + 1, with);
    free(with);
    return status;
}

/* A first word that is neither a command nor a file is most often a slip. */
static int unknown_word(const char *word)
{
    const struct cmd *near = NULL;
    int best = 3;

    for (const struct cmd *const *c = cmd_table; *c != NULL; c++) {
        int d = slice_distance(slice_z(word), slice_z((*c)->name), 2);

        if (d < best) best = d, near = *c;
    }
    fprintf(stderr, "fettle: there is no file \"%s\", nor a command of that name", word);
    if (near != NULL)
        fprintf(stderr, "; did you mean fettle %s?\n", near->name);
    else
        fputs("; fettle --help lists the commands\n", stderr);
    return err_exit_status(fs_suffix(slice_z(word)).n > 0 ? E_SOURCE : E_USAGE);
}

int main(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return print_overview();
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("fettle " FETTLE_VERSION);
        return 0;
    }
    heap_on_huge_pages();
    if (argc > 1 && cmd_find(slice_z(argv[1])) != NULL) return cmd_main(argc, argv);
    if (argc > 1 && argv[1][0] != '-' && !fs_exists(argv[1])) return unknown_word(argv[1]);
    return open_workbench(argc, argv);
}
