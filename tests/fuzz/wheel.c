/* The reader of wheels, whose bytes anybody may have written: the first line is the file's name.
 * What it accepts is unpacked; nothing may come to lie beside the folder. */
#include "wheel.h"
#include <assert.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    assert(kind != FTW_SL && kind != FTW_SLN);
    return at->level == 0 ? 0 : remove(path);
}

static int entries(const char *path)
{
    DIR *d = opendir(path);
    int n = 0;

    assert(d != NULL);
    while (readdir(d) != NULL) n++;
    closedir(d);
    return n;
}

/* A folder in a folder, both made once. */
static const char *folder(char *outer)
{
    static char inner[64];

    if (inner[0] == 0) {
        char fresh[] = "/tmp/fuzz-wheel-XXXXXX";

        assert(mkdtemp(fresh) != NULL);
        snprintf(inner, sizeof inner, "%s/in", fresh);
        assert(mkdir(inner, 0700) == 0);
    }
    snprintf(outer, 64, "%.*s", (int)(sizeof "/tmp/fuzz-wheel-XXXXXX" - 1), inner);
    return inner;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    slice rest, bytes = {(const char *)data, (ptrdiff_t)n}, name = slice_cut(bytes, '\n', &rest);
    struct arena a;
    struct err e = {0};
    struct wheel w;
    char outer[64];
    const char *in = folder(outer);

    if (rest.n <= 0 || name.n > 200) return 0;
    arena_init(&a, (size_t)64 << 20);
    if (wheel_read(&w, name, rest, &a, &e)) {
        assert(w.about.key.n > 0 && w.tags.n > 0);
        wheel_fits(w.tags, 11);
        if (!wheel_unpack(&w, in, &a, &e)) assert(e.code != E_NONE && e.text[0] != 0);
        assert(entries(outer) == 3);
        nftw(in, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    } else {
        assert(e.code != E_NONE && e.text[0] != 0);
    }
    arena_free(&a);
    return 0;
}
