#include "form.h"

#include "key.h"
#include <stdio.h>

/* May the name stand as it is between commas? */
static bool is_plain(const struct json *v)
{
    slice t = json_text(v);

    return json_is(v, J_TEXT) && t.n > 0 && slice_find(t, S(",")) < 0 &&
           slice_find(t, S("=")) < 0 && slice_eq(t, slice_trim(t)) &&
           strchr("#{[\"", t.p[0]) == NULL;
}

static bool is_column(enum op_type t)
{
    return t == OP_COLUMN || t == OP_COLUMNS;
}

/* A name as it is, a position as "#3", anything unclear as JSON. */
static bool put_name(struct buf *b, const struct json *v, bool column)
{
    if (is_plain(v))
        buf_put(b, v->text);
    else if (column && json_is(v, J_NUMBER))
        buf_printf(b, "#%.*s", SLICE_ARG(v->text));
    else
        return false;
    return true;
}

static bool put_list(struct buf *b, const struct json *v, bool column)
{
    for (int i = 0; i < v->n; i++) {
        if (i > 0) buf_putz(b, ", ");
        if (!put_name(b, v->item[i], column)) return false;
    }
    return v->n > 0;
}

static bool put_pairs(struct buf *b, const struct json *v)
{
    for (int i = 0; i < v->n; i++) {
        struct json key = {.type = J_TEXT, .text = v->key[i]};

        if (!is_plain(&key) || !is_plain(v->item[i])) return false;
        buf_printf(b, "%s%.*s=%.*s", i > 0 ? ", " : "", SLICE_ARG(v->key[i]),
                   SLICE_ARG(v->item[i]->text));
    }
    return v->n > 0;
}

/* A value as it is typed: lists with commas, pairs with "=", JSON where that would be unclear. */
static void value_text(const struct json *v, enum op_type type, struct buf *b)
{
    bool done = false;

    if (v == NULL) return;
    if (type == OP_COLUMN)
        done = put_name(b, v, true);
    else if (json_is(v, J_TEXT))
        done = (buf_put(b, v->text), true);
    else if (json_is(v, J_ARRAY))
        done = put_list(b, v, is_column(type));
    else if (json_is(v, J_OBJECT))
        done = put_pairs(b, v);
    if (done) return;
    buf_clear(b);
    json_write(b, v, 0);
}

void form_open(struct form *f, const struct op *op, const struct json *args, int at, bool replace)
{
    form_free(f);
    f->op = op;
    f->at = at;
    f->replace = replace;
    f->sel = 0;
    f->problem[0] = 0;
    for (f->n = 0; f->n < FORM_FIELDS && op->param[f->n].name != NULL; f->n++) {
        struct buf b = {0};

        value_text(json_member(args, op->param[f->n].name), op->param[f->n].type, &b);
        input_set(&f->field[f->n], buf_slice(&b));
        buf_free(&b);
    }
}

void form_free(struct form *f)
{
    for (int i = 0; i < FORM_FIELDS; i++) input_free(&f->field[i]);
    buf_free(&f->names);
    *f = (struct form){0};
}

void form_names(struct form *f, const struct table *columns)
{
    buf_clear(&f->names);
    for (int c = 0; columns != NULL && c < columns->ncol && f->names.n < 4000; c++)
        buf_printf(&f->names, "%s%.*s", c > 0 ? ", " : "", SLICE_ARG(columns->col[c].name));
}

static const char *const yes_no[] = {"true", "false", NULL};

static const char *const *choices(const struct op_param *p)
{
    return p->type == OP_BOOL ? yes_no : p->type == OP_CHOICE ? p->choice : NULL;
}

/* The choice after or before the present one; "" (the default) is one of them. */
static void cycle(struct input *in, const char *const *choice, int by)
{
    int n = 0, now = -1;

    for (; choice[n] != NULL; n++)
        if (slice_eqz(input_text(in), choice[n])) now = n;
    now = (now + 1 + by + n + 1) % (n + 1) - 1;
    input_set(in, now < 0 ? S("") : slice_z(choice[now]));
}

bool form_key(struct form *f, int32_t key)
{
    const char *const *choice = f->n > 0 ? choices(&f->op->param[f->sel]) : NULL;

    if (f->n == 0) return false;
    if (key == K_DOWN || key == K_TAB) {
        f->sel = (f->sel + 1) % f->n;
    } else if (key == K_UP || key == K_BACK_TAB) {
        f->sel = (f->sel + f->n - 1) % f->n;
    } else if (choice != NULL && (key == K_LEFT || key == K_RIGHT || key == ' ')) {
        cycle(&f->field[f->sel], choice, key == K_LEFT ? -1 : 1);
    } else {
        return input_key(&f->field[f->sel], key);
    }
    return true;
}

void form_paste(struct form *f, slice text)
{
    if (f->n > 0) input_paste(&f->field[f->sel], text);
}

static const struct json *one_column(slice word, struct arena *a, struct err *e)
{
    int64_t i;

    if (word.n > 0 && (word.p[0] == '{' || word.p[0] == '"')) return json_parse(a, word, e);
    if (word.n > 1 && word.p[0] == '#' && slice_i64(slice_sub(word, 1, word.n), &i))
        return json_new_int(a, i);
    return json_new_text(a, word);
}

static const struct json *list(slice text, bool columns, struct arena *a, struct err *e)
{
    struct json *out = json_new_array(a);
    slice rest = text;

    do {
        slice word = slice_trim(slice_cut(rest, ',', &rest));

        const struct json *v = columns ? one_column(word, a, e) : json_new_text(a, word);

        if (v == NULL) return NULL;
        json_push(a, out, v);
    } while (rest.n >= 0);
    return out;
}

static const struct json *pairs(slice text, struct arena *a, struct err *e)
{
    struct json *out = json_new_object(a);
    slice rest = text;

    do {
        slice to, from = slice_trim(slice_cut(slice_cut(rest, ',', &rest), '=', &to));

        if (to.n < 0) {
            err_set(e, E_USAGE, "\"%.*s\" has no \"=\": write old=new, old=new", SLICE_ARG(from));
            return NULL;
        }
        json_set(a, out, arena_z(a, from), json_new_text(a, slice_trim(to)));
    } while (rest.n >= 0);
    return out;
}

static const struct json *value(const struct op_param *p, slice text, struct arena *a,
                                struct err *e)
{
    int64_t i;

    switch (p->type) {
    case OP_COLUMN:
        return one_column(text, a, e);
    case OP_COLUMNS:
    case OP_TEXTS:
        if (text.p[0] == '[') return json_parse(a, text, e);
        return list(text, p->type == OP_COLUMNS, a, e);
    case OP_PAIRS:
    case OP_RENAMES:
        if (text.p[0] == '{') return json_parse(a, text, e);
        return pairs(text, a, e);
    case OP_INT:
        if (slice_i64(text, &i)) return json_new_int(a, i);
        err_set(e, E_USAGE, "%s must be a whole number, not \"%.*s\"", p->name, SLICE_ARG(text));
        return NULL;
    case OP_BOOL:
        if (slice_eqz(text, "true") || slice_eqz(text, "false"))
            return json_new_bool(a, slice_eqz(text, "true"));
        err_set(e, E_USAGE, "%s must be true or false, not \"%.*s\"", p->name, SLICE_ARG(text));
        return NULL;
    case OP_TEXT:
    case OP_NAME:
    case OP_CHOICE:
    case OP_PATTERN:
    case OP_FORMULA:
    case OP_TABLE:
        return json_new_text(a, text);
    }
    return NULL;
}

const struct json *form_step(const struct form *f, struct arena *a, struct err *e)
{
    struct json *step = json_new_object(a);

    json_set(a, step, "op", json_new_text(a, slice_z(f->op->name)));
    for (int i = 0; i < f->n; i++) {
        slice text = input_text(&f->field[i]);
        const struct json *v;

        if (text.n == 0) continue;
        text = arena_copy(a, text);
        if ((v = value(&f->op->param[i], text, a, e)) == NULL) return NULL;
        json_set(a, step, f->op->param[i].name, v);
    }
    return step;
}

static void draw_doc(const struct op_param *p, struct screen *s, int row, int col, int width)
{
    struct buf b = {0};

    buf_printf(&b, "%s", p->doc != NULL ? p->doc : "");
    if (choices(p) != NULL) {
        buf_putz(&b, ": ");
        for (int i = 0; choices(p)[i] != NULL; i++)
            buf_printf(&b, "%s%s", i > 0 ? ", " : "", choices(p)[i]);
    }
    if (p->fallback != NULL)
        buf_printf(&b, " (default %s)", p->fallback);
    else if (!p->optional)
        buf_putz(&b, " (needed)");
    screen_text(s, row, col, width, STYLE_DIM, buf_slice(&b));
    buf_free(&b);
}

void form_draw(const struct form *f, struct screen *s, struct rect r)
{
    int name = 8, y = r.row, first = 0, room = (r.rows - 3) / 2;

    for (int i = 0; i < f->n; i++) {
        int n = (int)strlen(f->op->param[i].name);

        if (n > name) name = n;
    }
    screen_print(s, y++, r.col + 1, r.cols - 2, STYLE_HEAD, "%s step %d: %s",
                 f->replace ? "Edit" : "New", f->at + 1, f->op->name);
    screen_text(s, y++, r.col + 1, r.cols - 2, STYLE_DIM, slice_z(f->op->doc));
    if (room < 1) room = 1;
    if (f->sel >= room) first = f->sel - room + 1;
    for (int i = first; i < f->n && y < r.row + r.rows; i++) {
        bool on = i == f->sel;

        screen_text(s, y, r.col, 1, STYLE_KEY, on ? S(">") : S(" "));
        screen_print(s, y, r.col + 1, name, on ? STYLE_HEAD : STYLE_TEXT, "%s",
                     f->op->param[i].name);
        input_draw(&f->field[i], s, y++, r.col + name + 3, r.cols - name - 4, on);
        if (y < r.row + r.rows)
            draw_doc(&f->op->param[i], s, y++, r.col + name + 3, r.cols - name - 4);
    }
    if (f->problem[0] != 0 && y < r.row + r.rows)
        screen_print(s, y++, r.col + 1, r.cols - 2, STYLE_ERROR, "! %s", f->problem);
    if (y + 2 < r.row + r.rows && f->names.n > 0) {
        slice rest = buf_slice(&f->names);

        screen_text(s, ++y, r.col + 1, r.cols - 2, STYLE_HEAD, S("Columns before this step"));
        for (y++; rest.n > 0 && y < r.row + r.rows; y++) {
            slice line = slice_sub(rest, 0, r.cols - 4);
            ptrdiff_t cut = line.n;

            if (line.n < rest.n)
                while (cut > 0 && line.p[cut - 1] != ' ') cut--;
            if (cut == 0) cut = line.n;
            screen_text(s, y, r.col + 1, r.cols - 2, STYLE_DIM, slice_sub(line, 0, cut));
            rest = slice_sub(rest, cut, rest.n);
        }
    }
}
