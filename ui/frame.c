#include "frame.h"

#include "fs.h"
#include <stdio.h>

/* What the title line says about the whole. */
static const char *state_text(const struct app *app, char out[32], enum style *style)
{
    int open = hunk_open(&app->code.hunks);

    *style = STYLE_STATE_OK;
    out[0] = 0;
    if (app_busy(app, SLOT_RUN) || app_busy(app, SLOT_AUTHOR) || app_reading(app)) {
        snprintf(out, 32, "BUSY");
    } else if (app->pinned_as > 0) {
        snprintf(out, 32, "PINNED");
    } else if (strcmp(app->view->name, "code") == 0 && open > 0) {
        snprintf(out, 32, "REVIEW %d/%d", app->code.hunks.n - open + 1, app->code.hunks.n);
        *style = STYLE_STATE_BAD;
    } else if (app->result_is_code || (app->run != NULL && !app->run->record.success &&
                                       strcmp(app->view->name, "code") == 0)) {
        snprintf(out, 32, app->result_is_code ? app->accepted ? "ACCEPTED" : "CODE" : "FAILED");
        if (!app->result_is_code) *style = STYLE_STATE_BAD;
    } else if (app->apply != NULL && !app->apply->ok) {
        snprintf(out, 32, "FAILED");
        *style = STYLE_STATE_BAD;
    } else if (app->accepted) {
        snprintf(out, 32, "ACCEPTED");
    } else if (app->look != NULL && app->look->pin.runs) {
        snprintf(out, 32, "PINNED");
    } else if (app_plan(app) != NULL) {
        snprintf(out, 32, "DRAFT");
    } else if (app->look != NULL) {
        snprintf(out, 32, "NEW");
    }
    return out;
}

static void draw_title(const struct app *app, struct screen *s)
{
    char state[32];
    enum style state_style;
    struct buf right = {0};
    int x, room, name, views = 0, w;
    bool wide = s->cols >= 100;
    slice file = app->file != NULL     ? app->file->source.name
                 : app->o.path != NULL ? fs_basename(slice_z(app->o.path))
                                       : S("cache");

    state_text(app, state, &state_style);
    screen_fill(s, (struct rect){0, 0, 1, s->cols}, STYLE_TITLE, ' ');
    if (app->orca[0] != 0) buf_printf(&right, "%s  ", app->orca);
    if (app->look != NULL && app->look->fingerprint[0] != 0)
        buf_printf(&right, "fp %s  ", app->look->fingerprint);
    for (int i = 0; view_table[i] != NULL; i++)
        if (view_table[i]->number > 0)
            views += (int)strlen(view_table[i]->title) + 2 + (wide ? 2 : 1);
    x = 1 + screen_text(s, 0, 1, s->cols, STYLE_TITLE, wide ? S("fettle  ") : S(""));
    room = s->cols - x - views - 3 - screen_width(buf_slice(&right), 60) - (int)strlen(state) - 1;
    if (room < 12) {
        buf_clear(&right); /* narrow: the file's name matters more */
        room = s->cols - x - views - 3 - (int)strlen(state) - 1;
    }
    name = screen_width(file, 200);
    if (name > room) name = room;
    if (name < 4) name = s->cols >= 40 ? 4 : 0;
    x += screen_text(s, 0, x, name, STYLE_TITLE, file) + (wide ? 3 : 2);
    for (int n = 1; n <= 9; n++)
        for (int i = 0; view_table[i] != NULL; i++) {
            const struct view *v = view_table[i];

            if (v->number != n) continue;
            x += screen_print(s, 0, x, s->cols - x, v == app->view ? STYLE_TITLE_ON : STYLE_TITLE,
                              "%d %s", n, v->title) +
                 (wide ? 2 : 1);
        }
    w = (int)strlen(state);
    if (x < s->cols - w - 1) screen_text(s, 0, s->cols - w - 1, w, state_style, slice_z(state));
    if (x < s->cols - w - 1)
        screen_right(s, 0, x, s->cols - w - 1 - x, STYLE_TITLE, buf_slice(&right));
    buf_free(&right);
}

static void draw_hints(const struct app *app, struct screen *s, int row)
{
    static const char help[] = "? help";
    int x = 1, end = s->cols - (int)sizeof help - 1;

    if (app->popup != POPUP_NONE || app->purpose != INPUT_NONE) {
        screen_text(
            s, row, 1, s->cols - 2, STYLE_HINT,
            slice_z(app->purpose != INPUT_NONE ? "Enter take it  Esc leave it" : popup_hint(app)));
        return;
    }
    for (int i = 0; i < ACT_COUNT; i++) {
        const char *label;
        char key[16];
        int need;

        if (i == ACT_HELP || !keymap_knows((enum action)i, app->view->name)) continue;
        label = app->view->hint != NULL ? app->view->hint(app, (enum action)i) : NULL;
        if (i == ACT_UNDO && strcmp(app->view->name, "code") != 0 &&
            strcmp(app->view->name, "pins") != 0 && strcmp(app->view->name, "home") != 0)
            label = app->history.now > 0 ? "undo" : NULL;
        if (label == NULL) continue;
        if (label[0] == 0) label = action_table[i].hint;
        if (label[0] == 0) continue;
        key_label(app->keymap.key[i], key);
        need = screen_width(slice_z(key), 16) + 1 + screen_width(slice_z(label), 60) + 2;
        if (x + need > end) continue;
        x += screen_text(s, row, x, 16, STYLE_KEY, slice_z(key)) + 1;
        x += screen_text(s, row, x, 60, STYLE_HINT, slice_z(label)) + 2;
    }
    x += screen_text(s, row, x, 1, STYLE_KEY, S("?")) + 1;
    screen_text(s, row, x, 4, STYLE_HINT, S("help"));
}

static void draw_message(const struct app *app, struct screen *s, int row)
{
    struct buf left = {0}, right = {0};

    if (app->purpose != INPUT_NONE) {
        int n = screen_print(s, row, 1, s->cols / 2, STYLE_HEAD, "%s ", app->prompt);

        input_draw(&app->input, s, row, 1 + n, s->cols - n - 2, true);
        return;
    }
    if (app->message[0] != 0) {
        slice text = slice_z(app->message);
        ptrdiff_t cut = text.n < s->cols - 2 ? 0 : s->cols - 2;

        /* A long sentence takes the line above too: it must be readable to the end. */
        while (cut > 0 && text.p[cut - 1] != ' ') cut--;
        if (cut > 0 && s->rows >= 8 && screen_width(text, s->cols) > s->cols - 2) {
            screen_fill(s, (struct rect){row - 1, 0, 1, s->cols}, STYLE_TEXT, ' ');
            screen_text(s, row - 1, 1, s->cols - 2, app->message_style, slice_sub(text, 0, cut));
            text = slice_sub(text, cut, text.n);
        }
        screen_text(s, row, 1, s->cols - 2, app->message_style, text);
        return;
    }
    if (app->view->status != NULL) app->view->status(app, &left, &right);
    if (app->progress[0] != 0 && task_running(app->tasks) > 0) {
        buf_clear(&right);
        buf_printf(&right, "%s ..  Ctrl-C cancels", app->progress);
    }
    if (right.n > 0) screen_right(s, row, 1, s->cols - 2, STYLE_DIM, buf_slice(&right));
    screen_text(s, row, 1,
                s->cols - 2 - (right.n > 0 ? screen_width(buf_slice(&right), s->cols) + 2 : 0),
                STYLE_TEXT, buf_slice(&left));
    buf_free(&left);
    buf_free(&right);
}

struct rect frame_body(const struct app *app, bool *has_summary)
{
    struct buf b = {0};
    enum style style = STYLE_TEXT;
    int footer = 3;

    *has_summary = app->popup == POPUP_NONE && app->view->summary != NULL &&
                   app->view->summary(app, &b, &style);
    buf_free(&b);
    footer += *has_summary;
    /* A tiny terminal keeps its rows for the view. */
    if (app->rows < 8) return (struct rect){0, 0, app->rows - 1, app->cols};
    return (struct rect){2, 0, app->rows - 2 - footer, app->cols};
}

void frame_draw(const struct app *app, struct screen *s)
{
    bool sum;
    struct rect body = frame_body(app, &sum);
    int row = s->rows - 3 - sum;

    if (s->rows >= 8) {
        draw_title(app, s);
        screen_rule(s, 1, 0, s->cols);
        screen_rule(s, row, 0, s->cols);
        if (sum) {
            struct buf b = {0};
            enum style style = STYLE_TEXT;

            app->view->summary(app, &b, &style);
            screen_text(s, row + 1, 1, s->cols - 2, style, buf_slice(&b));
            buf_free(&b);
        }
        draw_hints(app, s, s->rows - 1);
    }
    if (app->popup != POPUP_NONE)
        popup_draw(app, s, body);
    else if (app->view->draw != NULL)
        app->view->draw(app, s, body);
    draw_message(app, s, s->rows >= 8 ? s->rows - 2 : s->rows - 1);
}
