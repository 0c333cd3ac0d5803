/* keys.c - what a key press does: first the message line's input, then the page over the view, then
 * the view's own actions, then those of every screen. */
#include "app.h"

#include "frame.h"
#include "fs.h"
#include "gesture.h"
#include "job.h"
#include "place.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void cancel_all(struct app *app)
{
    bool any = false;

    for (int i = 0; i < SLOT_COUNT; i++)
        if (app->serial[i] != 0) {
            task_cancel(app->tasks, app->serial[i]);
            any = true;
        }
    if (!any) app_say(app, STYLE_DIM, "No job is running; Q leaves fettle.");
}

/* Is the present plan the person's own work, and nowhere but here? */
static bool is_unsaved(const struct app *app)
{
    static const char *const given[] = {"draft ", "pin ", "plan by ", "the plan that failed", NULL};
    int now = app->history.now;

    if (now < 0 || app->pinned_as > 0) return false;
    for (int i = 0; given[i] != NULL; i++)
        if (slice_starts(slice_z(app->history.at[now].note), slice_z(given[i])))
            return app->accepted;
    return true;
}

/* Asks once, when something would be lost. */
static void leave(struct app *app, enum action again)
{
    char key[16], pin[16];

    if (!is_unsaved(app) || app->leaving > 0) {
        app->want = WANT_QUIT;
        return;
    }
    app->leaving = 2;
    app_say(app, STYLE_WARN,
            "! The plan is not pinned and goes with fettle: %s again leaves, %s pins.",
            key_label(app->keymap.key[again], key), key_label(app->keymap.key[ACT_PIN], pin));
}

static void go_back(struct app *app)
{
    if (strcmp(app->view->name, "plan") == 0 && app->plan.problem && app->apply != NULL) {
        app->plan.problem = false;
        return;
    }
    if (strcmp(app->view->name, "result") == 0 && app->result.explain) {
        app->result.explain = false;
        return;
    }
    if (app->back != NULL && app->back != app->view) {
        app->view = app->back;
        app->back = NULL;
        return;
    }
    if (app->file != NULL && strcmp(app->view->name, "raw") != 0) {
        app->view = view_find("raw");
        return;
    }
    leave(app, ACT_BACK);
}

static void open_palette(struct app *app)
{
    input_set(&app->palette.filter, S(""));
    app->palette.sel = 0;
    app->popup = POPUP_PALETTE;
}

static void ask_pin(struct app *app)
{
    if (app_result(app) == NULL) {
        app_say(app, STYLE_WARN, "! There is no result yet that could be pinned.");
    } else if (!app->accepted) {
        app_say(app, STYLE_WARN, "! Accept it first (a): what is pinned runs without asking.");
    } else if (app->orca[0] == 0) {
        app_ask(app, INPUT_ORCA, S(""), "pin for orca (tenant):");
    } else {
        app_ask(app, INPUT_NOTE, S(""), "note for this pin of %s:", app->orca);
    }
}

/* Actions that are the same on every screen. */
static void common(struct app *app, enum action a)
{
    char name[16];

    switch ((int)a) {
    case ACT_VIEW_RAW:
    case ACT_VIEW_PLAN:
    case ACT_VIEW_CODE:
    case ACT_VIEW_RESULT:
    case ACT_VIEW_PINS:
    case ACT_VIEW_HOME:
        app_go(app, action_table[a].name);
        break;
    case ACT_HELP:
        app->popup = POPUP_HELP;
        app->text.top = 0;
        break;
    case ACT_PALETTE:
    case ACT_PALETTE2:
        open_palette(app);
        break;
    case ACT_BACK:
    case ACT_BACK2:
        go_back(app);
        break;
    case ACT_UNDO:
        gesture_undo(app, -1);
        break;
    case ACT_REDO:
        gesture_undo(app, 1);
        break;
    case ACT_ADD:
        gesture_add(app);
        break;
    case ACT_PIN:
        ask_pin(app);
        break;
    case ACT_ASK:
        job_author(app, true, false, (slice){"", 0});
        break;
    case ACT_PYTHON:
        job_author(app, false, false, (slice){"", 0});
        break;
    case ACT_FIND:
        if (app->find.n > 0)
            app_ask(app, INPUT_FIND, S(""), "find (empty: %.*s again):",
                    SLICE_ARG(slice_sub(buf_slice(&app->find), 0, 20)));
        else
            app_ask(app, INPUT_FIND, S(""), "find a pattern:");
        break;
    case ACT_FIND_NEXT:
        place_find(app, 1);
        break;
    case ACT_FIND_PREV:
        place_find(app, -1);
        break;
    case ACT_MARK:
        app->letter = LETTER_MARK;
        app_say(app, STYLE_DIM, "A letter names this place.");
        break;
    case ACT_JUMP:
        app->letter = LETTER_JUMP;
        app_say(app, STYLE_DIM, "The letter of a mark goes to it.");
        break;
    case ACT_CANCEL:
        cancel_all(app);
        break;
    case ACT_RELOAD:
        if (app->o.path != NULL) job_open(app);
        break;
    case ACT_REDRAW:
        app->want = WANT_REDRAW;
        break;
    case ACT_SUSPEND:
        app->want = WANT_SUSPEND;
        break;
    case ACT_QUIT:
        leave(app, ACT_QUIT);
        break;
    default:
        app_say(app, STYLE_DIM, "%s has nothing to do here now; ? lists the keys.",
                key_label(app->keymap.key[a], name));
        break;
    }
}

void app_act(struct app *app, enum action a)
{
    if (app->view->act == NULL || !app->view->act(app, a)) common(app, a);
}

static bool prompt_key(struct app *app, int32_t key,
                       slice pasted); /* below, with what Enter means */

void app_key(struct app *app, int32_t key, slice pasted)
{
    enum action a;

    app->message[0] = 0;
    app->row_waits = 0; /* who goes on does not want to be taken elsewhere later */
    if (app->leaving > 0) app->leaving--;
    if (key == 3) { /* Ctrl-C always means the job */
        cancel_all(app);
        return;
    }
    if (app->purpose != INPUT_NONE ? prompt_key(app, key, pasted) : popup_key(app, key, pasted))
        return;
    if (key == K_PASTE) return;
    if (app->letter != LETTER_NONE) {
        enum letter what = app->letter;

        app->letter = LETTER_NONE;
        if (key == K_ESCAPE) return;
        if (what == LETTER_MARK)
            place_mark(app, key);
        else
            place_jump(app, key);
        return;
    }
    a = keymap_find(&app->keymap, app->view->name, key);
    if (a == ACT_NONE) {
        char name[16];

        if (key > 0)
            app_say(app, STYLE_DIM, "%s does nothing here; ? lists the keys.",
                    key_label(key, name));
        return;
    }
    app_act(app, a);
}

void app_draw(struct app *app, struct screen *s)
{
    bool sum;
    struct rect body = frame_body(app, &sum);

    screen_size(s, app->rows, app->cols);
    app->body_rows = body.rows;
    app->body_cols = body.cols;
    if (app->view->settle != NULL) app->view->settle(app, body);
    frame_draw(app, s);
}

/* ---------------------------------------------------------------- the message line's input */

static void prompt_done(struct app *app, enum input_purpose p, slice text)
{
    switch (p) {
    case INPUT_FIND:
        if (text.n > 0) {
            buf_clear(&app->find);
            buf_put(&app->find, text);
        }
        place_find(app, 1);
        break;
    case INPUT_ORCA:
        snprintf(app->orca, sizeof app->orca, "%.*s", SLICE_ARG(text));
        if (app->orca[0] != 0) ask_pin(app);
        break;
    case INPUT_NOTE:
        app->pin_note = arena_copy(&app->docs, text);
        app_ask(app, INPUT_ROLLING, S("no"), "may it serve next month's headers too (yes or no)?");
        break;
    case INPUT_ROLLING:
        job_pin(app, app->pin_note, text.n > 0 && (text.p[0] | 32) == 'y');
        break;
    case INPUT_LINE: {
        struct hunks *h = &app->code.hunks;
        struct buf b = {0};

        for (int i = 0; i < h->nline; i++) {
            if (h->line[i].side == HUNK_OLD) continue;
            buf_put(&b, i == app->code.line ? text : h->line[i].text);
            buf_putc(&b, '\n');
        }
        /* A first proposal has nothing to be compared with: then with what it was. */
        if (app->code.base.n == 0) app->code.base = app->code.code;
        app_set_code(app, buf_slice(&b), S("edited by hand"), true);
        buf_free(&b);
        app_say(app, STYLE_OK, "line edited; r runs it, a accepts the change");
        break;
    }
    case INPUT_WISH:
        job_author(app, false, false, text);
        break;
    case INPUT_LEAVE:
        job_leave(app, text);
        break;
    case INPUT_DISMISS:
        if (app->pins != NULL && app->home.sel < app->pins->nfailure)
            job_dismiss(app, app->pins->failure[app->home.sel].orca,
                        app->pins->failure[app->home.sel].id, text);
        break;
    case INPUT_RETIRE:
        if (app->pins != NULL && app->pinview.sel < app->pins->n)
            job_pin_state(app, app->pins->pin[app->pinview.sel].orca,
                          app->pins->pin[app->pinview.sel].id, PIN_RETIRED, text);
        break;
    case INPUT_NONE:
        break;
    }
}

static bool prompt_key(struct app *app, int32_t key, slice pasted)
{
    enum input_purpose p = app->purpose;
    struct buf copy = {0};

    if (key == K_ESCAPE) {
        app->purpose = INPUT_NONE;
    } else if (key == K_PASTE) {
        input_paste(&app->input, pasted);
    } else if (key == K_RETURN) {
        buf_put(&copy, input_text(&app->input)); /* the next question uses the same line */
        app->purpose = INPUT_NONE;
        prompt_done(app, p, buf_slice(&copy));
        buf_free(&copy);
    } else {
        input_key(&app->input, key);
    }
    return true;
}

/* ---------------------------------------------------------------- the editor */

void app_edit(struct app *app, slice text, bool is_plan)
{
    const char *dir = getenv("TMPDIR");
    int fd;

    snprintf(app->edit_path, sizeof app->edit_path, "%.90s/fettle-XXXXXX.%s",
             dir != NULL && dir[0] != 0 ? dir : "/tmp", is_plan ? "json" : "py");
    fd = mkstemps(app->edit_path, is_plan ? 5 : 3);
    if (fd < 0 || write(fd, text.p, (size_t)text.n) != text.n) {
        app_say(app, STYLE_ERROR, "! %s cannot be written; set TMPDIR", app->edit_path);
    } else {
        app->edit_is_plan = is_plan;
        app->want = WANT_EDITOR;
    }
    if (fd >= 0) close(fd);
}

bool app_run_editor(const struct app *app)
{
    const char *editor = getenv("VISUAL");
    pid_t pid;
    int status;

    if (editor == NULL || editor[0] == 0) editor = getenv("EDITOR");
    if (editor == NULL || editor[0] == 0) editor = "vi";
    if ((pid = fork()) < 0) return false;
    if (pid == 0) {
        /* The editor's value may hold arguments; the file goes as $1, never through the shell. */
        char command[1024], path[sizeof app->edit_path], sh[] = "sh", flag[] = "-c";
        char *argv[] = {sh, flag, command, sh, path, NULL};

        snprintf(command, sizeof command, "%s \"$1\"", editor);
        memcpy(path, app->edit_path, sizeof path);
        execv("/bin/sh", argv);
        _exit(127);
    }
    while (waitpid(pid, &status, 0) < 0) continue;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void app_edited(struct app *app, bool ok)
{
    struct err e = {0};
    slice text = {"", 0};
    bool read = fs_read(app->edit_path, (size_t)4 << 20, &app->docs, &text, &e);

    unlink(app->edit_path);
    if (!ok || !read) {
        app_say(app, STYLE_ERROR, "! The editor did not end well; nothing was changed.");
    } else if (app->edit_is_plan) {
        const struct json *doc = json_parse(&app->docs, text, &e);

        if (doc == NULL)
            app_say(app, STYLE_ERROR, "! The plan is no JSON: %s", e.text);
        else
            app_set_plan(app, doc, "edited by hand");
    } else if (!slice_eq(text, app->code.code)) {
        if (app->code.base.n == 0) app->code.base = app->code.code;
        app_set_code(app, text, S("edited by hand"), true);
        job_run(app, app->code.code);
    }
}
