/* raw.c - the file as it stands: every cell, the role of every row, how it was read. */
#include "cellinfo.h"
#include "gesture.h"
#include "job.h"
#include "rawrows.h"
#include "utf8.h"
#include <inttypes.h>
#include <stdio.h>

static slice letters_head(const void *ctx, int line, int col, char out[16])
{
    (void)ctx;
    (void)line;
    return slice_z(table_letters(col + 1, out));
}

/* Inside of a merged area: ">" beside its value, a ditto mark below it. */
static const char *merged_mark(const struct sheet *s, int64_t row, int col)
{
    for (int i = 0; i < s->nmerged; i++) {
        const struct range *m = &s->merged[i];

        if (row + 1 < m->top || row + 1 > m->bottom || col + 1 < m->left || col + 1 > m->right)
            continue;
        if (row + 1 == m->top && col + 1 == m->left) return NULL;
        return row + 1 == m->top ? ">" : "\"";
    }
    return NULL;
}

/* Nothing stands to the right of the cell: its text may run on. */
static bool is_alone(const struct app *app, int64_t row, int col)
{
    for (int c = col + 1; c < rawrows_columns(app) && c < col + 12; c++)
        if (rawrows_cell(app, row, c).n > 0) return false;
    return true;
}

static struct grid_cell cell_at(const void *ctx, int64_t row, int col)
{
    const struct app *app = ctx;
    const struct sheet *s = rawrows_sheet(app);
    struct grid_cell out = {.text = rawrows_cell(app, row, col), .style = STYLE_TEXT};
    const char *mark;

    switch (rawrows_role(app, row)) {
    case ROLE_HEAD:
    case ROLE_UNITS:
        out.style = STYLE_ROLE_HEAD;
        break;
    case ROLE_TOTAL:
        out.style = STYLE_ROLE_TOTAL;
        break;
    case ROLE_NOTE:
    case ROLE_TITLE:
        out.style = STYLE_ROLE_NOTE;
        out.spill = is_alone(app, row, col);
        break;
    default:
        break;
    }
    if (s->nmerged > 0 && out.text.n == 0 && (mark = merged_mark(s, row, col)) != NULL) {
        out.text = slice_z(mark);
        out.style = STYLE_DIM;
    }
    return out;
}

static struct grid_source source_of(const struct app *app)
{
    bool exact;

    return (struct grid_source){.ctx = app,
                                .nrow = rawrows_count(app, &exact),
                                .ncol = rawrows_columns(app),
                                .width_max = 22,
                                .sample = 60,
                                .between = "  ",
                                .cell = cell_at,
                                .head = letters_head,
                                .heads = 1};
}

enum { GUTTER_ROLE = 6 };

static int row_digits(const struct app *app)
{
    bool exact;
    int n = 3;

    for (int64_t v = rawrows_count(app, &exact); v >= 1000; v /= 10) n++;
    return n;
}

static int gutter(const struct app *app)
{
    return GUTTER_ROLE + 2 + row_digits(app) + 3;
}

/* The body in two: the grid above, the evidence below. */
static struct rect split(const struct app *app, struct rect body, struct rect *evidence)
{
    int want = 0;

    if (app->look != NULL) {
        want = app->look->in.nevidence + 1;
        if (want < 6) want = 6;
        if (want > 7) want = 7;
    }
    if (body.rows < 15) want = body.rows >= 12 ? 4 : 0;
    *evidence = (struct rect){body.row + body.rows - want, body.col, want, body.cols};
    if (want > 0) body.rows -= want + 1;
    return body;
}

static void settle(struct app *app, struct rect body)
{
    struct rect evidence;
    struct rect grid = split(app, body, &evidence);
    struct grid_source src = source_of(app);

    grid_settle(&app->raw.grid, &src, grid.rows - 2, grid.cols - gutter(app));
    rawrows_want(app, app->raw.grid.top, grid.rows - 2);
}

static const char *role_label(int role)
{
    static const char *const label[] = {
        [ROLE_GAP] = "gap",    [ROLE_NOTE] = "note", [ROLE_TITLE] = "titl", [ROLE_HEAD] = "head",
        [ROLE_UNITS] = "unit", [ROLE_DATA] = "data", [ROLE_GROUP] = "grp",  [ROLE_TOTAL] = "totl"};

    return role >= 0 && role <= ROLE_TOTAL ? label[role] : "";
}

static enum style role_style(int role)
{
    return role == ROLE_HEAD || role == ROLE_UNITS ? STYLE_ROLE_HEAD
           : role == ROLE_TOTAL                    ? STYLE_ROLE_TOTAL
                                                   : STYLE_DIM;
}

/* The number of the other table of this sheet that the row outside of ours belongs to; 0: none. */
static int other_table(const struct app *app, int64_t row)
{
    const struct inspection *in = &app->look->in;
    int role = rawrows_role(app, row);

    for (int i = 0; i < in->nregion && (role == ROLE_NOTE || role == ROLE_TITLE); i++)
        if (i != in->chosen && in->region[i].sheet == in->region[in->chosen].sheet &&
            row + 1 >= in->region[i].at.top && row + 1 <= in->region[i].at.bottom)
            return in->region[i].id;
    return 0;
}

static void draw_role(const struct app *app, struct screen *s, int at, int64_t row, bool first)
{
    int role = rawrows_role(app, row), other = role >= 0 ? other_table(app, row) : 0;

    if (other > 0) {
        if (first || other_table(app, row - 1) != other)
            screen_print(s, at, 1, 4, STYLE_DIM, "tb%d", other);
    } else if (first || role != ROLE_DATA || rawrows_role(app, row - 1) != role) {
        screen_text(s, at, 1, 4, role_style(role), slice_z(role_label(role)));
    }
}

static void draw_grid(const struct app *app, struct screen *s, struct rect r)
{
    struct grid_source src = source_of(app);
    const struct grid *g = &app->raw.grid;
    int digits = row_digits(app), left = gutter(app);

    screen_text(s, r.row, 1, 5, STYLE_HEAD, S("role"));
    screen_right(s, r.row, GUTTER_ROLE + 2, digits, STYLE_HEAD, S("row"));
    grid_head(g, &src, s, r.row, left, r.cols - left, 0, STYLE_HEAD);
    screen_rule(s, r.row + 1, 0, r.cols);
    for (int y = 0; y < r.rows - 2 && g->top + y < src.nrow; y++) {
        int64_t row = g->top + y;

        draw_role(app, s, r.row + 2 + y, row, y == 0);
        screen_print(s, r.row + 2 + y, GUTTER_ROLE + 2, digits, STYLE_DIM, "%*" PRId64, digits,
                     row + 1);
    }
    screen_text(s, r.row, GUTTER_ROLE, 1, STYLE_RULE, S("|"));
    screen_text(s, r.row, GUTTER_ROLE + digits + 3, 1, STYLE_RULE, S("|"));
    screen_bar(s, r.row + 2, GUTTER_ROLE, r.rows - 2);
    screen_bar(s, r.row + 2, GUTTER_ROLE + digits + 3, r.rows - 2);
    grid_draw(g, &src, s, (struct rect){r.row + 2, left, r.rows - 2, r.cols - left}, true);
}

static void draw_reading(const struct app *app, struct screen *s, struct rect r)
{
    const struct inspection *in = &app->look->in;
    int sure = r.cols >= 66 ? 46 : r.cols - 20;

    screen_text(s, r.row, 1, r.cols - 2, STYLE_HEAD, S("How it was read"));
    screen_text(s, r.row, sure + 1, 5, STYLE_HEAD, S("sure"));
    if (r.cols > sure + 10)
        screen_text(s, r.row, sure + 7, r.cols - sure - 7, STYLE_HEAD, S("also possible"));
    for (int i = 0; i < in->nevidence && i + 1 < r.rows; i++) {
        const struct evidence *e = &in->evidence[i];
        int row = r.row + 1 + i;

        screen_text(s, row, 1, 10, STYLE_DIM, slice_z(e->what));
        screen_text(s, row, 12, sure - 13, STYLE_TEXT, e->chosen);
        screen_print(s, row, sure + 1, 5, e->confidence < 0.8 ? STYLE_WARN : STYLE_TEXT, "%3d%%",
                     (int)(e->confidence * 100 + 0.5));
        screen_text(s, row, sure + 7, r.cols - sure - 8, STYLE_DIM, e->also);
    }
}

static void draw_columns(const struct app *app, struct screen *s, struct rect r)
{
    const struct inspection *in = &app->look->in;
    int name = r.cols > 60 ? 30 : r.cols * 2 / 5, here = -1, top = 0, room = r.rows - 1;

    screen_text(s, r.row, r.col, r.cols, STYLE_HEAD, S("Columns found"));
    if (in->chosen < 0) return;
    here = app->raw.grid.col + 1 - in->region[in->chosen].at.left;
    if (here >= room) top = here - room + 1;
    if (top > in->ncolumn - room) top = in->ncolumn - room;
    if (top < 0) top = 0;
    for (int i = top; i < in->ncolumn && i - top < room; i++) {
        const struct inspected_column *c = &in->column[i];
        int row = r.row + 1 + i - top;

        screen_text(s, row, r.col, name, i == here ? STYLE_HEAD : STYLE_TEXT,
                    c->name.n > 0 ? c->name : S("(unnamed)"));
        screen_text(s, row, r.col + name + 1, 8, STYLE_DIM, slice_z(kind_name(c->kind)));
        if (c->misfits > 0)
            screen_print(s, row, r.col + name + 10, r.cols - name - 10, STYLE_WARN,
                         "! %" PRId64 " misfit", c->misfits);
        else
            screen_text(s, row, r.col + name + 10, r.cols - name - 10, STYLE_DIM,
                        c->format.n > 0 || c->nexample == 0 ? c->format : c->example[0]);
    }
}

static void draw(const struct app *app, struct screen *s, struct rect body)
{
    struct rect evidence, grid = split(app, body, &evidence);

    if (rawrows_sheet(app) == NULL) {
        screen_text(s, body.row + 1, 2, body.cols - 4, STYLE_DIM,
                    app_reading(app) ? S("reading ...") : S("no file is open"));
        return;
    }
    draw_grid(app, s, grid);
    if (evidence.rows == 0 || app->look == NULL) return;
    screen_rule(s, evidence.row - 1, 0, s->cols);
    if (body.cols >= 100) {
        struct rect left = evidence, right = evidence;

        left.cols = body.cols * 7 / 10;
        right.col = left.cols + 1;
        right.cols = body.cols - right.col - 1;
        draw_reading(app, s, left);
        draw_columns(app, s, right);
    } else if (app->raw.page == 0) {
        draw_reading(app, s, evidence);
    } else {
        evidence.col = 1;
        evidence.cols -= 2;
        draw_columns(app, s, evidence);
    }
}

/* The column's name as the next step sees it: by its source column in the plan's result. */
static slice column_name(const struct app *app)
{
    const struct table *t = NULL;
    int col = app->raw.grid.col + 1;

    if (app->apply != NULL && app->apply->usable) t = &app->apply->result.table;
    for (int c = 0; t != NULL && c < t->ncol; c++)
        if (t->col[c].source_col == col) return t->col[c].name;
    t = app->look != NULL && app->look->in.chosen >= 0 ? &app->look->table : NULL;
    for (int c = 0; t != NULL && c < t->ncol; c++)
        if (t->col[c].source_col == col) return t->col[c].name;
    return (slice){"", 0};
}

/* Its name in the table as it was read. */
static slice read_name(const struct app *app)
{
    const struct table *t = &app->look->table;

    for (int c = 0; c < t->ncol; c++)
        if (t->col[c].source_col == app->raw.grid.col + 1) return t->col[c].name;
    return (slice){"", 0};
}

static slice present_cell(const struct app *app)
{
    return rawrows_cell(app, app->raw.grid.row, app->raw.grid.col);
}

static void status(const struct app *app, struct buf *left, struct buf *right)
{
    const struct sheet *s = rawrows_sheet(app);
    const struct grid *g = &app->raw.grid;
    slice cell = present_cell(app), name = column_name(app);
    char letters[8], n1[32], n2[32];
    bool exact;
    int64_t rows = rawrows_count(app, &exact);

    if (s == NULL) return;
    cellinfo_number(rows, n2);
    if (rawrows_large(app))
        buf_printf(left, "row %s of %s%s", cellinfo_number(g->row + 1, n1), exact ? "" : "about ",
                   n2);
    else
        buf_printf(left, "row %" PRId64 " of %s%s", g->row + 1, exact ? "" : "the first ", n2);
    buf_printf(left, "  col %s", table_letters(g->col + 1, letters));
    if (name.n > 0) buf_printf(left, " \"%.*s\"", SLICE_ARG(slice_sub(name, 0, 60)));
    if (!rawrows_here(app, g->row))
        buf_putz(left, app->rows_of.broken
                           ? "  this row cannot be read any more: R reads the file again"
                           : "  not reached yet");
    else
        buf_printf(left, "  %s%" PRId64 " = \"%.*s\" (%td bytes)", letters, g->row + 1,
                   SLICE_ARG(slice_sub(cell, 0, 80)), cell.n);
    if (s->name.n > 0) buf_printf(right, "sheet %.*s  ", SLICE_ARG(slice_sub(s->name, 0, 31)));
    if (app->file == NULL) return;
    buf_printf(right, "read in %" PRId64 " ms", app_ms(app, app->file->ms));
}

/* To the next quirk, where it has a place. */
static void next_doubt(struct app *app, int by)
{
    const struct inspection *in = app->look != NULL ? &app->look->in : NULL;
    int n = in != NULL ? in->nquirk : 0;

    if (n > 0) {
        const struct quirk *q;

        app->raw.doubt = ((app->raw.doubt + by) % n + n) % n;
        q = &in->quirk[app->raw.doubt];
        if (q->at.top > 0) {
            app->raw.grid.row = q->at.top - 1;
            app->raw.grid.col = q->at.left > 0 ? q->at.left - 1 : 0;
        }
        app_say(app, STYLE_WARN, "%d of %d: %.*s", app->raw.doubt + 1, n, SLICE_ARG(q->text));
        return;
    }
    app_say(app, STYLE_DIM, "Nothing odd was found in this file.");
}

/* What dropping this row means as a rule. */
static void drop_row(struct app *app)
{
    const char *op = NULL, *why = NULL;
    struct json *step;

    switch (rawrows_role(app, app->raw.grid.row)) {
    case ROLE_TOTAL:
        op = "drop_totals";
        why = "drop totals";
        break;
    case ROLE_GAP:
        op = "drop_blank_rows";
        why = "drop blank rows";
        break;
    case ROLE_GROUP:
        op = "subtitle";
        why = "title rows become a column";
        break;
    case ROLE_HEAD:
    case ROLE_NOTE:
    case ROLE_TITLE:
    case ROLE_UNITS:
        app_say(app, STYLE_DIM, "This row is outside of the table already.");
        return;
    default:
        gesture_drop_row(app, column_name(app), present_cell(app));
        return;
    }
    if (op_find(slice_z(op)) == NULL) {
        app_say(app, STYLE_WARN, "! This build has no op %s.", op);
        return;
    }
    step = json_new_object(&app->docs);
    json_set(&app->docs, step, "op", json_new_text(&app->docs, slice_z(op)));
    gesture_step(app, step, why);
}

static void parse_column(struct app *app)
{
    const struct inspection *in = &app->look->in;
    int at = in->chosen >= 0 ? app->raw.grid.col + 1 - in->region[in->chosen].at.left : -1;

    if (at < 0 || at >= in->ncolumn) return;
    gesture_form(app, gesture_type_op(in->column[at].kind, in->column[at].format),
                 column_name(app));
}

static bool act(struct app *app, enum action a)
{
    struct grid_source src = source_of(app);
    bool table = app->look != NULL && app->look->in.chosen >= 0;
    char where[32], letters[8];

    if (grid_move(&app->raw.grid, &src, a, app->body_rows / 2)) return true;
    switch ((int)a) {
    case ACT_ENTER:
        app_go(app, "plan");
        return true;
    case ACT_PANE:
        app->raw.page = !app->raw.page;
        return true;
    case ACT_NEXT_PROBLEM:
        next_doubt(app, 1);
        return true;
    case ACT_PREV_PROBLEM:
        next_doubt(app, -1);
        return true;
    case ACT_BYTES:
        snprintf(where, sizeof where, "%s%" PRId64, table_letters(app->raw.grid.col + 1, letters),
                 app->raw.grid.row + 1);
        cellinfo_bytes(app, present_cell(app), where);
        return true;
    case ACT_COPY:
        buf_clear(&app->clip);
        buf_put(&app->clip, present_cell(app));
        app->want = WANT_COPY;
        app_say(app, STYLE_OK, "copied");
        return true;
    case ACT_HEADER:
        gesture_header(app);
        return true;
    case ACT_REGION:
        gesture_region(app);
        return true;
    default:
        break;
    }
    if (!table || column_name(app).n == 0) return false;
    switch ((int)a) {
    case ACT_COUNTS:
        cellinfo_counts(app, &app->look->table, read_name(app));
        return true;
    case ACT_SORT:
        gesture_sort(app, column_name(app));
        return true;
    case ACT_FILTER:
        gesture_filter(app, column_name(app), present_cell(app));
        return true;
    case ACT_HIDE:
        gesture_drop_column(app, column_name(app));
        return true;
    case ACT_TYPE:
        parse_column(app);
        return true;
    case ACT_REJECT:
        drop_row(app);
        return true;
    default:
        return false;
    }
}

static const char *hint(const struct app *app, enum action a)
{
    bool table = app->look != NULL && app->look->in.chosen >= 0;

    switch ((int)a) {
    case ACT_ENTER:
        return !table ? NULL : app_plan(app) != NULL ? "the plan" : "next step: draft plan";
    case ACT_HEADER:
    case ACT_TYPE:
    case ACT_REJECT:
        return table ? a == ACT_REJECT ? "drop" : "" : NULL;
    case ACT_REGION:
        return table && app->look->in.nregion > 1 ? "" : NULL;
    case ACT_NEXT_PROBLEM:
        return app->look != NULL && app->look->in.nquirk > 0 ? "next doubt" : NULL;
    case ACT_FIND:
    case ACT_PALETTE:
    case ACT_BYTES:
        return rawrows_sheet(app) != NULL ? "" : NULL;
    default:
        return NULL;
    }
}

const struct view view_raw = {.name = "raw",
                              .title = "Raw",
                              .number = 1,
                              .settle = settle,
                              .draw = draw,
                              .status = status,
                              .act = act,
                              .column = column_name,
                              .hint = hint};
