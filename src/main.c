/* main.c - the process: picks the command or the workbench, and is the only one that exits. */
#include "cmd.h"
#include "cmdhelp.h"
#include <stdio.h>
#include <stdlib.h>

static int print_overview(void)
{
    struct buf b = {0};

    cmdhelp_overview(&b);
    cmd_print(buf_slice(&b));
    buf_free(&b);
    return 0;
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

int main(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return print_overview();
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("fettle " FETTLE_VERSION);
        return 0;
    }
    return argc > 1 && cmd_find(slice_z(argv[1])) != NULL ? cmd_main(argc, argv)
                                                          : open_workbench(argc, argv);
}
