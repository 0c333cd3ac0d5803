#include "unit.h"

#include "fs.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static const char *in_dir(const char *name)
{
    static char path[160];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void target_is_whole_or_untouched(void **state)
{
    struct arena a;
    struct err e = {0};
    struct fs_out *o;
    slice s;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(fs_write(in_dir("x"), S("first"), &e));
    o = fs_create(in_dir("x"), &e);
    fs_put(o, S("second"));
    assert_true(fs_read(in_dir("x"), SIZE_MAX, &a, &s, &e));
    assert_slice(s, "first");
    fs_abandon(o);
    assert_true(fs_read(in_dir("x"), SIZE_MAX, &a, &s, &e));
    assert_slice(s, "first");
    arena_free(&a);
}

/* A file size limit stands in for the full disk: write fails after some bytes. */
static void a_short_write_leaves_the_old_file(void **state)
{
    struct rlimit was, small = {64 << 10, 64 << 10};
    struct arena a;
    struct err e = {0};
    struct fs_out *o;
    char block[4096] = {0};
    slice s;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(fs_write(in_dir("y"), S("old"), &e));
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    small.rlim_max = was.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    o = fs_create(in_dir("y"), &e);
    for (int i = 0; i < 1024; i++) fs_put(o, (slice){block, sizeof block});
    assert_false(fs_commit(o, &e));
    setrlimit(RLIMIT_FSIZE, &was);
    assert_int_equal(e.code, E_OUTPUT);
    assert_true(fs_read(in_dir("y"), SIZE_MAX, &a, &s, &e));
    assert_slice(s, "old");
    arena_free(&a);
}

static void says_what_is_wrong(void **state)
{
    struct arena a;
    struct err e = {0};
    slice s;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_false(fs_read(in_dir("none"), SIZE_MAX, &a, &s, &e));
    assert_int_equal(e.code, E_SOURCE);
    assert_non_null(strstr(e.text, "no such file"));
    assert_false(fs_read(dir, SIZE_MAX, &a, &s, &e));
    assert_non_null(strstr(e.text, "directory"));
    assert_true(fs_write(in_dir("big"), S("0123456789"), &e));
    assert_false(fs_read(in_dir("big"), 5, &a, &s, &e));
    assert_int_equal(e.code, E_LIMIT);
    assert_null(fs_create(in_dir("no/such/dir"), &e));
    assert_int_equal(e.code, E_OUTPUT);
    arena_free(&a);
}

static void keeps_the_mode_and_makes_folders(void **state)
{
    struct err e = {0};
    struct stat st;

    (void)state;
    assert_true(fs_write(in_dir("m"), S("1"), &e));
    chmod(in_dir("m"), 0640);
    assert_true(fs_write(in_dir("m"), S("2"), &e));
    assert_int_equal(stat(in_dir("m"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_true(fs_mkdirs(in_dir("a/b/c"), &e));
    assert_true(fs_exists(in_dir("a/b/c")));
    assert_true(fs_mkdirs(in_dir("a/b/c"), &e));
}

static void names_and_suffixes(void **state)
{
    (void)state;
    assert_slice(fs_basename(S("/a/b.csv")), "b.csv");
    assert_slice(fs_basename(S("b.csv")), "b.csv");
    assert_slice(fs_suffix(S("/a.b/c")), "");
    assert_slice(fs_suffix(S("x.tar.gz")), ".gz");
    assert_slice(fs_suffix(S(".hidden")), "");
}

int test_fs(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(target_is_whole_or_untouched),
        cmocka_unit_test(a_short_write_leaves_the_old_file),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(keeps_the_mode_and_makes_folders),
        cmocka_unit_test(names_and_suffixes),
    };
    char command[96];
    int failed;

    snprintf(dir, sizeof dir, "/tmp/fettle-fs-XXXXXX");
    if (mkdtemp(dir) == NULL) return 1;
    failed = run_group("fs", tests);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return failed + (system(command) != 0);
}
