/* main.c - the process: picks the command or the workbench, and is the only one that exits. */
#include "cmd.h"
#include "cmdhelp.h"
#include <stdio.h>

static int print_overview(void)
{
    struct buf b = {0};

    cmdhelp_overview(&b);
    cmd_print(buf_slice(&b));
    buf_free(&b);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return print_overview();
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("fettle " FETTLE_VERSION);
        return 0;
    }
    if (argc < 2) return print_overview();
    return cmd_main(argc, argv);
}
