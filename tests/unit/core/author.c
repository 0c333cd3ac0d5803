#include "unit.h"

#include "author.h"
#include "fs.h"
#include "request.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct world {
    struct arena arena;
    struct table table;
    struct author_request q;
    char file[64];
};

static int set_up(void **state)
{
    static const char *const cell[] = {"Anna Muster", "Bo Beispiel", "C. Geheim", ""};
    struct world *w = calloc(1, sizeof *w);
    struct err e = {0};

    arena_init(&w->arena, ARENA_NO_LIMIT);
    assert_true(table_new(&w->table, &w->arena, 2, 24, &e));
    w->table.col[0].name = S("Name");
    w->table.col[1].name = S("Status");
    for (int r = 0; r < 24; r++) {
        column_put(&w->table.col[0], r,
                   r % 4 == 3 ? S("") : arena_printf(&w->arena, "%s %d", cell[r % 4], r));
        column_put(&w->table.col[1], r, r % 2 ? S("open") : S("closed"));
    }
    w->q.table = &w->table;
    snprintf(w->file, sizeof w->file, "/tmp/fettle-author-XXXXXX");
    close(mkstemp(w->file));
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    unlink(w->file);
    arena_free(&w->arena);
    free(w);
    return 0;
}

static bool contains(slice s, const char *z)
{
    return slice_find(s, slice_z(z)) >= 0;
}

static void the_shape_leaves_and_the_values_stay(void **state)
{
    struct world *w = *state;
    struct exec_record r = {.error = EXEC_EXCEPTION,
                            .error_type = S("KeyError"),
                            .error_message = S("no 'Anna Muster' in 'Name'"),
                            .traceback = S("/tmp is not told"),
                            .wall_ms = 1234};
    struct failures f = {.arena = &w->arena};
    slice text;

    failure_cell(failure_add(&f, FAIL_STEP_FAILED, 1, "\"Anna Muster\" is no number"), 3, 1,
                 S("Name"), S("Anna Muster"));
    w->q.record = &r;
    w->q.failures = &f;
    w->q.code = S("x = 1");
    text = author_request_text(&w->q, "code", &w->arena);
    assert_false(contains(text, "Anna"));
    assert_false(contains(text, "Geheim"));
    assert_false(contains(text, "1234"));
    assert_true(contains(text, "Aaaa Aaaaaa"));
    assert_true(contains(text, "'Name'"));
    /* Few values that repeat often are categories, not secrets. */
    assert_true(contains(text, "\"value\":\"closed\""));
    assert_true(contains(text, "\"ask\":\"code\""));
    /* The same question gives the same bytes. */
    assert_true(slice_eq(text, author_request_text(&w->q, "code", &w->arena)));
}

static void masks(void **state)
{
    struct world *w = *state;

    assert_slice(request_mask(S("Mo-Fr 8:30"), &w->arena), "Aa-Aa 9:99");
    assert_slice(request_mask(S("M\u00fcnchen 04"), &w->arena), "Aaaaaaa 99");
    assert_slice(request_mask(S("a\tb\x1b"), &w->arena), "a a ");
}

static bool ask(struct world *w, const char *command, struct author_reply *reply, struct err *e)
{
    struct author_config c = {.command = command, .wait_ms = 2000};

    *e = (struct err){0};
    return author_ask(author_find(S("command")), &c, &w->q, "code", &w->arena, reply, e);
}

static void a_program_answers(void **state)
{
    struct world *w = *state;
    struct author_reply r;
    struct err e;

    assert_true(
        ask(w, "grep -q '\"ask\":\"code\"' && echo '{\"code\":\"x=1\",\"note\":\"hi\"}'", &r, &e));
    assert_slice(r.code, "x=1");
    assert_slice(r.note, "hi");
    assert_true(contains(r.request, "author/1"));
    /* It need not read its input. */
    assert_true(ask(w, "echo '{\"code\":\"y\"}'", &r, &e));
}

static void a_program_that_fails_is_an_error(void **state)
{
    static const struct {
        const char *command, *word;
    } c[] = {{"echo boom >&2; exit 3", "status 3: boom"},
             {"exit 1", "status 1 and said nothing"},
             {"echo no json", "not JSON"},
             {"echo '{\"plan\":{}}'", "no string \"code\""},
             {"kill -9 $$", "signal 9"},
             {"sleep 30 & sleep 30", "within 2 s"},
             {"yes", "longer than"},
             {"/no/such/program", "status 127"}};
    struct world *w = *state;
    struct author_reply r;
    struct err e;

    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        assert_false(ask(w, c[i].command, &r, &e));
        assert_int_equal(e.code, E_AUTHOR);
        if (strstr(e.text, c[i].word) == NULL) fail_msg("%s: %s", c[i].command, e.text);
    }
}

static void recorded_replies_are_given_again(void **state)
{
    struct world *w = *state;
    struct author_config record = {.command = "echo '{\"code\":\"first\"}'", .record = w->file};
    struct author_config replay = {.replay = w->file};
    struct author_reply r;
    struct err e = {0};

    assert_true(author_ask(author_find(S("command")), &record, &w->q, "code", &w->arena, &r, &e));
    assert_true(author_ask(author_find(S("replay")), &replay, &w->q, "code", &w->arena, &r, &e));
    assert_slice(r.code, "first");
    /* Recorded anew: the last counts. */
    record.command = "echo '{\"code\":\"second\"}'";
    assert_true(author_ask(author_find(S("command")), &record, &w->q, "code", &w->arena, &r, &e));
    assert_true(author_ask(author_find(S("replay")), &replay, &w->q, "code", &w->arena, &r, &e));
    assert_slice(r.code, "second");
    /* Another question has no answer; the sentence has its digest. */
    w->q.wish = S("dates first");
    assert_false(author_ask(author_find(S("replay")), &replay, &w->q, "code", &w->arena, &r, &e));
    assert_int_equal(e.code, E_AUTHOR);
    assert_non_null(strstr(e.text, hash_sha256(r.request).hex));
    assert_false(author_ask(author_find(S("replay")), &replay, &w->q, "plan", &w->arena, &r, &e));
}

static void a_broken_replay_file_is_told_by_line(void **state)
{
    struct world *w = *state;
    struct author_config replay = {.replay = w->file};
    struct author_reply r;
    struct err e = {0};

    assert_true(fs_write(w->file, S("\n{\"request_sha256\":\"00\"}\n{oops\n"), &e));
    assert_false(author_ask(author_find(S("replay")), &replay, &w->q, "code", &w->arena, &r, &e));
    assert_int_equal(e.code, E_AUTHOR);
    assert_non_null(strstr(e.text, "line 3"));
    replay.replay = "/no/such/file";
    assert_false(author_ask(author_find(S("replay")), &replay, &w->q, "code", &w->arena, &r, &e));
    assert_int_equal(e.code, E_SOURCE);
}

int test_author(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_shape_leaves_and_the_values_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(masks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_program_answers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_program_that_fails_is_an_error, set_up, tear_down),
        cmocka_unit_test_setup_teardown(recorded_replies_are_given_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_broken_replay_file_is_told_by_line, set_up, tear_down),
    };

    return run_group("author", tests);
}
