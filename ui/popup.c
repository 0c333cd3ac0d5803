/* popup.c - the pages that lie over a view: help, palette, list of ops, form, text. */
#include "frame.h"

#include "gesture.h"
#include "place.h"
#include "utf8.h"
#include <inttypes.h>
#include <stdio.h>

void popup_text(struct app *app, const char *title, slice text)
{
    buf_clear(&app->text.text);
    buf_put(&app->text.text, text);
    snprintf(app->text.title, sizeof app->text.title, "%s", title);
    app->text.top = 0;
    app->popup = POPUP_TEXT;
}

const char *popup_hint(const struct app *app)
{
    switch (app->popup) {
    case POPUP_PALETTE:
        return "type to narrow  Up Down choose  Enter do it  Esc leave";
    case POPUP_OPS:
        return "type to narrow  Up Down choose  Enter its form  Esc leave";
    case POPUP_FORM:
        return "Tab next field  Left Right change a choice  Enter take the step  Esc leave";
    case POPUP_HELP:
    case POPUP_TEXT:
        return "j k PgUp PgDn scroll  q back";
    case POPUP_NONE:
        break;
    }
    return "";
}

/* ---------------------------------------------------------------- lists to choose from */

static bool has_word(const char *text, slice word)
{
    slice t = slice_z(text);

    for (ptrdiff_t i = 0; i + word.n <= t.n; i++)
        if (slice_eq_nocase(slice_sub(t, i, i + word.n), word)) return true;
    return false;
}

/* Every word that was typed is in the name or the sentence. */
static bool fits(slice filter, const char *name, const char *doc)
{
    slice rest = filter;

    do {
        slice word = slice_cut(rest, ' ', &rest);

        if (word.n > 0 && !has_word(name, word) && !has_word(doc, word)) return false;
    } while (rest.n > 0);
    return true;
}

static bool is_alias(int i)
{
    for (int k = 0; k < i; k++)
        if (strcmp(action_table[k].name, action_table[i].name) == 0) return true;
    return false;
}

/* The nth entry of the list that fits the filter, or -1; n < 0: how many there are. */
static int choice(const struct app *app, int n)
{
    slice filter = input_text(&app->palette.filter);
    int seen = 0;

    if (app->popup == POPUP_OPS) {
        for (int i = 0; op_table[i] != NULL; i++)
            if (fits(filter, op_table[i]->name, op_table[i]->doc) && seen++ == n) return i;
    } else {
        for (int i = 0; i < ACT_COUNT; i++)
            if (!is_alias(i) && keymap_knows((enum action)i, app->view->name) &&
                fits(filter, action_table[i].name, action_table[i].doc) && seen++ == n)
                return i;
    }
    return n < 0 ? seen : -1;
}

static void draw_choice(const struct app *app, struct screen *s, struct rect r)
{
    int n = choice(app, -1), room = r.rows - 2, top = 0;
    int64_t target;

    input_draw(&app->palette.filter, s, r.row, r.col + 2, r.cols - 4, true);
    screen_text(s, r.row, r.col, 1, STYLE_KEY, S(":"));
    if (room < 1) return;
    if (app->palette.sel >= room) top = app->palette.sel - room + 1;
    for (int y = 0; y < room && top + y < n; y++) {
        int i = choice(app, top + y), row = r.row + 2 + y;
        enum style style = top + y == app->palette.sel ? STYLE_CURSOR : STYLE_TEXT;
        char key[16];

        if (style == STYLE_CURSOR) screen_fill(s, (struct rect){row, r.col, 1, r.cols}, style, ' ');
        if (app->popup == POPUP_OPS) {
            screen_print(s, row, r.col + 1, 18, style, "%s", op_table[i]->name);
            screen_print(s, row, r.col + 20, 8, style == STYLE_TEXT ? STYLE_DIM : style, "%s",
                         op_table[i]->group);
            screen_print(s, row, r.col + 29, r.cols - 30, style, "%s", op_table[i]->doc);
        } else {
            screen_print(s, row, r.col + 1, 14, style, "%s", action_table[i].name);
            screen_print(s, row, r.col + 16, 8, style == STYLE_TEXT ? STYLE_KEY : style, "%s",
                         key_label(app->keymap.key[i], key));
            screen_print(s, row, r.col + 25, r.cols - 26, style, "%s", action_table[i].doc);
        }
    }
    if (n == 0 && app->popup == POPUP_PALETTE &&
        slice_i64(input_text(&app->palette.filter), &target))
        screen_print(s, r.row + 2, r.col + 1, r.cols - 2, STYLE_CURSOR,
                     "Enter goes to row %" PRId64, target);
    else if (n == 0)
        screen_text(s, r.row + 2, r.col + 1, r.cols - 2, STYLE_DIM, S("nothing fits"));
}

static void take_choice(struct app *app)
{
    int i = choice(app, app->palette.sel);
    bool ops = app->popup == POPUP_OPS;
    int64_t row;

    app->popup = POPUP_NONE;
    if (!ops && slice_i64(input_text(&app->palette.filter), &row)) place_row(app, row);
    if (i < 0) return;
    if (ops)
        gesture_form(app, op_table[i]->name,
                     app->view->column != NULL ? app->view->column(app) : (slice){"", 0});
    else
        app_act(app, (enum action)i);
}

static void choice_key(struct app *app, int32_t key, slice pasted)
{
    int n = choice(app, -1), *sel = &app->palette.sel;

    if (key == K_ESCAPE)
        app->popup = POPUP_NONE;
    else if (key == K_RETURN)
        take_choice(app);
    else if (key == K_UP || key == K_BACK_TAB)
        *sel -= *sel > 0;
    else if (key == K_DOWN || key == K_TAB)
        *sel += *sel + 1 < n;
    else if (key == K_PAGE_UP)
        *sel = *sel > 10 ? *sel - 10 : 0;
    else if (key == K_PAGE_DOWN)
        *sel = *sel + 10 < n ? *sel + 10 : n > 0 ? n - 1 : 0;
    else if (key == K_PASTE)
        input_paste(&app->palette.filter, pasted), *sel = 0;
    else if (input_key(&app->palette.filter, key))
        *sel = 0;
}

/* ---------------------------------------------------------------- texts */

static void help_text(const struct app *app, struct buf *out)
{
    buf_printf(out, "Keys of the %s screen\n\n", app->view->title);
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < ACT_COUNT; i++) {
            char key[16], other[16] = "";

            if (is_alias(i) || !keymap_knows((enum action)i, app->view->name) ||
                (action_table[i].views[0] == 0) != pass)
                continue;
            for (int k = i + 1; k < ACT_COUNT; k++)
                if (strcmp(action_table[k].name, action_table[i].name) == 0)
                    key_label(app->keymap.key[k], other);
            key_label(app->keymap.key[i], key);
            buf_printf(out, "  %-7s %-7s %s\n", key, other, action_table[i].doc);
        }
        if (pass == 0) buf_putz(out, "\nEverywhere\n\n");
    }
    buf_putz(out, "\nEvery gesture adds a step to the plan; the file itself is never changed.\n");
}

static void text_of(const struct app *app, struct buf *out)
{
    if (app->popup == POPUP_HELP)
        help_text(app, out);
    else
        buf_put(out, buf_slice(&app->text.text));
}

static void draw_text(const struct app *app, struct screen *s, struct rect r)
{
    struct buf b = {0};
    slice rest;
    int line = 0, row = r.row;

    text_of(app, &b);
    rest = buf_slice(&b);
    if (app->popup == POPUP_TEXT)
        screen_text(s, row++, r.col + 1, r.cols - 2, STYLE_HEAD, slice_z(app->text.title));
    while (rest.n >= 0 && row < r.row + r.rows) {
        slice now = slice_cut(rest, '\n', &rest);

        if (line++ >= app->text.top) screen_text(s, row++, r.col + 1, r.cols - 2, STYLE_TEXT, now);
    }
    buf_free(&b);
}

static void text_key(struct app *app, int32_t key)
{
    enum action a = keymap_find(&app->keymap, app->view->name, key);
    int page = app->body_rows > 2 ? app->body_rows - 2 : 1, *top = &app->text.top, lines = 0;
    struct buf b = {0};

    text_of(app, &b);
    for (size_t i = 0; i < b.n; i++) lines += b.p[i] == '\n';
    buf_free(&b);
    switch ((int)a) {
    case ACT_UP:
        --*top;
        break;
    case ACT_DOWN:
        ++*top;
        break;
    case ACT_PAGE_UP:
        *top -= page;
        break;
    case ACT_PAGE_DOWN:
        *top += page;
        break;
    case ACT_TOP:
        *top = 0;
        break;
    case ACT_BOTTOM:
        *top = lines;
        break;
    case ACT_HELP:
    case ACT_BACK:
    case ACT_ENTER:
        app->popup = POPUP_NONE;
        break;
    default:
        break;
    }
    if (*top > lines - page) *top = lines - page;
    if (*top < 0) *top = 0;
}

/* ---------------------------------------------------------------- together */

void popup_draw(const struct app *app, struct screen *s, struct rect body)
{
    switch (app->popup) {
    case POPUP_PALETTE:
    case POPUP_OPS:
        draw_choice(app, s, body);
        break;
    case POPUP_FORM:
        form_draw(&app->form, s, body);
        break;
    case POPUP_HELP:
    case POPUP_TEXT:
        draw_text(app, s, body);
        break;
    case POPUP_NONE:
        break;
    }
}

bool popup_key(struct app *app, int32_t key, slice pasted)
{
    switch (app->popup) {
    case POPUP_NONE:
        return false;
    case POPUP_PALETTE:
    case POPUP_OPS:
        choice_key(app, key, pasted);
        break;
    case POPUP_FORM:
        if (key == K_ESCAPE)
            app->popup = POPUP_NONE;
        else if (key == K_RETURN)
            gesture_submit(app);
        else if (key == K_PASTE)
            form_paste(&app->form, pasted);
        else
            form_key(&app->form, key);
        break;
    case POPUP_HELP:
    case POPUP_TEXT:
        text_key(app, key);
        break;
    }
    return true;
}
