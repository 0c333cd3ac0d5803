/* result.c - the resulting table, typed, with what its columns hold and where each cell comes from.
 */
#include "cellinfo.h"
#include "chart.h"
#include "gesture.h"
#include "job.h"
#include "rawrows.h"
#include "tablegrid.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { PANE_ROWS = 7 };

static int pane_rows(const struct app *app, struct rect body)
{
    if (body.rows < 14) return 0;
    return app->result.explain ? PANE_ROWS + 2 : PANE_ROWS;
}

static int gutter(const struct table *t)
{
    int n = 5;

    for (int64_t v = t != NULL ? t->nrow : 0; v >= 10000; v /= 10) n++;
    return n + 1;
}

static const struct column *column_at(const struct app *app)
{
    const struct table *t = app_result(app);

    return t != NULL && app->result.grid.col < t->ncol ? &t->col[app->result.grid.col] : NULL;
}

static slice column_name(const struct app *app)
{
    const struct column *c = column_at(app);

    return c != NULL && !app->result_is_code ? c->name : (slice){"", 0};
}

static void settle(struct app *app, struct rect body)
{
    const struct table *t = app_result(app);
    struct grid_source src = tablegrid(t, " | ");
    int pane = pane_rows(app, body);

    grid_settle(&app->result.grid, &src, body.rows - 3 - (pane > 0 ? pane + 1 : 0),
                body.cols - gutter(t) - 1);
}

/* ---------------------------------------------------------------- the column's evidence */

static const struct profile_column *profile_of(const struct app *app)
{
    int c = app->result.grid.col;

    if (app->profile == NULL || app->profile->of != app_result(app)) return NULL;
    return c < app->profile->p.n ? &app->profile->p.col[c] : NULL;
}

static void draw_numbers(struct screen *s, struct rect r, const struct profile_column *p)
{
    char n1[32];
    int row = r.row;

    screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "  rows     %12s",
                 cellinfo_number(p->rows, n1));
    screen_print(s, row++, r.col, r.cols, p->nulls > 0 ? STYLE_WARN : STYLE_TEXT, "  empty    %12s",
                 cellinfo_number(p->nulls, n1));
    screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "  distinct %12s",
                 cellinfo_number(p->distinct, n1));
    screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "  min %.*s  max %.*s",
                 SLICE_ARG(slice_sub(p->min, 0, 14)), SLICE_ARG(slice_sub(p->max, 0, 14)));
    if (!isnan(p->mean) && r.cols < 30) {
        screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "  mean %.6g", p->mean);
        screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "  median %.6g",
                     p->quantile[PROFILE_MEDIAN]);
    } else if (!isnan(p->mean))
        screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "  mean %.6g  median %.6g  stdev %.4g",
                     p->mean, p->quantile[PROFILE_MEDIAN], p->stdev);
    else
        screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "  lengths %" PRId64 " to %" PRId64,
                     p->length_min, p->length_max);
}

static void draw_bins(struct screen *s, struct rect r, const struct profile_column *p)
{
    double most = 0;

    screen_text(s, r.row, r.col, r.cols, STYLE_HEAD, p->nbin > 0 ? S("values") : S("written like"));
    for (int i = 0; i < p->nbin; i++)
        if (p->bin[i] > most) most = p->bin[i];
    if (p->nbin > 0) {
        /* Neighbours are joined until they fit the rows. */
        int rows = r.rows - 1, each = (p->nbin + rows - 1) / rows;

        for (int y = 0; y * each < p->nbin; y++) {
            double sum = 0, top = 0;

            for (int b = 0; b < p->nbin; b += each) {
                double v = 0;

                for (int k = b; k < b + each && k < p->nbin; k++) v += p->bin[k];
                if (v > top) top = v;
                if (b == y * each) sum = v;
            }
            screen_print(s, r.row + 1 + y, r.col, 7, STYLE_DIM, "%6.0f", sum);
            chart_bar(s, r.row + 1 + y, r.col + 8, r.cols - 10, STYLE_OK, sum, top);
        }
        return;
    }
    for (int i = 0; i < p->nmask && i + 1 < r.rows; i++) {
        screen_print(s, r.row + 1 + i, r.col, 7, STYLE_DIM, "%6" PRId64, p->mask[i].count);
        screen_text(s, r.row + 1 + i, r.col + 8, r.cols - 10, STYLE_TEXT, p->mask[i].text);
    }
}

static void draw_common(struct screen *s, struct rect r, const struct profile_column *p)
{
    screen_text(s, r.row, r.col, r.cols, STYLE_HEAD, S("most common"));
    for (int i = 0; i < p->ntop && i + 1 < r.rows; i++) {
        if (i + 2 == r.rows && p->ntop > i + 1) {
            screen_print(s, r.row + 1 + i, r.col, r.cols, STYLE_DIM, "... more (f opens)");
            break;
        }
        screen_text(s, r.row + 1 + i, r.col, r.cols - 9, STYLE_TEXT, p->top[i].text);
        screen_print(s, r.row + 1 + i, r.col + r.cols - 8, 7, STYLE_DIM, "%7" PRId64,
                     p->top[i].count);
    }
}

static void draw_profile(const struct app *app, struct screen *s, struct rect r)
{
    const struct profile_column *p = profile_of(app);
    const struct column *c = column_at(app);
    int third = r.cols / 3;

    if (c == NULL) return;
    screen_print(s, r.row, 1, third, STYLE_HEAD, "%.*s  %s   column %d of %d", SLICE_ARG(c->name),
                 kind_name(c->kind), app->result.grid.col + 1, app_result(app)->ncol);
    if (p == NULL) {
        screen_text(s, r.row + 1, 1, r.cols - 2, STYLE_DIM,
                    app_busy(app, SLOT_PROFILE) ? S("counting ...") : S(""));
        return;
    }
    draw_numbers(s, (struct rect){r.row + 1, 1, r.rows - 1, third}, p);
    draw_bins(s, (struct rect){r.row, third + 4, r.rows, third - 2}, p);
    draw_common(s, (struct rect){r.row, 2 * third + 4, r.rows, r.cols - 2 * third - 5}, p);
}

/* ---------------------------------------------------------------- provenance */

static void draw_explanation(const struct app *app, struct screen *s, struct rect r)
{
    const struct explanation *x = app->explain != NULL ? &app->explain->x : NULL;
    char letters[8];
    int row = r.row + 1, end = r.row + r.rows;

    screen_text(s, r.row, 1, r.cols - 2, STYLE_HEAD, S("Where this cell comes from"));
    if (x == NULL) {
        screen_text(s, row, 1, r.cols - 2, STYLE_DIM,
                    app_busy(app, SLOT_EXPLAIN) ? S("following it back ...") : S("not known"));
        return;
    }
    if (x->place.row > 0)
        screen_print(s, row++, 3, r.cols - 4, STYLE_TEXT, "source  %.*s%s%s%d = \"%.*s\"",
                     SLICE_ARG(x->sheet), x->sheet.n > 0 ? "!" : "",
                     table_letters(x->place.col, letters), x->place.row, SLICE_ARG(x->raw));
    else
        screen_text(s, row++, 3, r.cols - 4, STYLE_TEXT, S("source  none: a step made it"));
    for (int i = 0; i < x->ntouch && row < end - 1; i++) {
        const struct explain_touch *t = &x->touch[i];

        screen_print(s, row, 3, r.cols - 44, STYLE_TEXT, "step %-2d %.*s", t->step,
                     SLICE_ARG(t->text));
        screen_print(s, row++, r.cols - 40, 39, STYLE_TEXT, "\"%.*s\" -> \"%.*s\"",
                     SLICE_ARG(t->before), SLICE_ARG(t->after));
    }
    if (x->formula.n > 0 && row < end)
        screen_print(s, row++, 3, r.cols - 4, STYLE_TEXT, "formula %.*s", SLICE_ARG(x->formula));
    if (x->bound.n > 0 && row < end)
        screen_print(s, row++, 3, r.cols - 4, STYLE_TEXT, "        %.*s", SLICE_ARG(x->bound));
    if (x->cited.n > 0 && row < end)
        screen_print(s, row++, 3, r.cols - 4, STYLE_TEXT, "        %.*s", SLICE_ARG(x->cited));
    if (row < end)
        screen_print(s, row, 3, r.cols - 4, STYLE_OK, "value   %.*s", SLICE_ARG(x->value));
}

/* ---------------------------------------------------------------- together */

static void draw(const struct app *app, struct screen *s, struct rect body)
{
    const struct table *t = app_result(app);
    struct grid_source src = tablegrid(t, " | ");
    const struct grid *g = &app->result.grid;
    int pane = pane_rows(app, body), left = gutter(t), rows;

    if (t == NULL) {
        screen_text(s, body.row + 1, 2, body.cols - 4, STYLE_DIM,
                    app_busy(app, SLOT_APPLY) || app_busy(app, SLOT_RUN)
                        ? S("computing ...")
                        : S("No result yet: 2 shows the plan and its problems."));
        return;
    }
    rows = body.rows - (pane > 0 ? pane + 1 : 0);
    screen_right(s, body.row, 0, left, STYLE_DIM, S("row"));
    grid_head(g, &src, s, body.row, left + 1, body.cols - left - 1, 0, STYLE_HEAD);
    grid_head(g, &src, s, body.row + 1, left + 1, body.cols - left - 1, 1, STYLE_KIND);
    screen_rule(s, body.row + 2, 0, body.cols);
    for (int y = 0; y < rows - 3 && g->top + y < t->nrow; y++)
        screen_print(s, body.row + 3 + y, 0, left, STYLE_DIM, "%*" PRId64 " ", left - 1,
                     g->top + y + 1);
    grid_draw(g, &src, s, (struct rect){body.row + 3, left + 1, rows - 3, body.cols - left - 1},
              true);
    if (pane == 0) return;
    screen_rule(s, body.row + rows, 0, body.cols);
    if (app->result.explain)
        draw_explanation(app, s, (struct rect){body.row + rows + 1, 0, pane, body.cols});
    else
        draw_profile(app, s, (struct rect){body.row + rows + 1, 0, pane, body.cols});
}

static void status(const struct app *app, struct buf *left, struct buf *right)
{
    const struct table *t = app_result(app);
    const struct column *c = column_at(app);
    const struct grid *g = &app->result.grid;
    struct place p;
    char n1[32], n2[32], letters[8];

    if (t == NULL || c == NULL) return;
    buf_printf(left, "row %s of %s", cellinfo_number(t->nrow > 0 ? g->row + 1 : 0, n1),
               cellinfo_number(t->nrow, n2));
    if (g->row >= t->nrow) return;
    buf_printf(left, "  %.*s = \"%.*s\"", SLICE_ARG(slice_sub(c->name, 0, 40)),
               SLICE_ARG(slice_sub(column_cell(c, g->row), 0, 60)));
    p = table_place(t, g->col, g->row);
    if (p.row > 0 && p.col > 0)
        buf_printf(right, "from %s%d  ", table_letters(p.col, letters), p.row);
    else if (p.row > 0)
        buf_printf(right, "from row %d  ", p.row);
    buf_putz(right, app->result_is_code ? "by code" : "by the plan");
    if (!app->result_is_code) rawrows_put_sample(app, right);
}

static bool is_listed(const struct profile_value *v, int n, int64_t row)
{
    for (int i = 0; i < n; i++)
        if (v[i].row == row) return true;
    return false;
}

/* What is odd about the cell in row r of this column, or NULL. */
static const char *oddity(const struct app *app, const struct column *c, int64_t r)
{
    const struct profile_column *p = profile_of(app);

    if (column_cell(c, r).n == 0) return "Empty.";
    if (p == NULL) return NULL;
    if (is_listed(p->outlier, p->noutlier, r + 1)) return "Far from all other values.";
    return is_listed(p->misfit, p->nmisfit, r + 1) ? "It does not fit the column's kind." : NULL;
}

/* The next empty cell of this column, or one of its outliers and misfits. */
static void next_odd(struct app *app, int by)
{
    const struct table *t = app_result(app);
    const struct column *c = column_at(app);

    for (int64_t i = 1; c != NULL && i <= t->nrow; i++) {
        int64_t r = ((app->result.grid.row + by * i) % t->nrow + t->nrow) % t->nrow;
        const char *odd = oddity(app, c, r);

        if (odd == NULL) continue;
        app->result.grid.row = r;
        app_say(app, STYLE_DIM, "%s", odd);
        return;
    }
    app_say(app, STYLE_DIM, "No empty cell in this column, and nothing odd.");
}

static void explain(struct app *app)
{
    const struct table *t = app_result(app);
    struct place p;
    char letters[8];

    if (t->nrow == 0) return;
    if (!app->result_is_code) {
        app->result.explain = true;
        job_explain(app, app->result.grid.row, app->result.grid.col);
        return;
    }
    /* Code says which rows it kept; more it does not tell. */
    p = table_place(t, app->result.grid.col, app->result.grid.row);
    if (app->run->record.index != NULL)
        app_say(app, STYLE_OK, "made by the code from source row %" PRId64,
                app->run->record.index[app->result.grid.row]);
    else if (p.row > 0)
        app_say(app, STYLE_OK, "made by the code from %s%d", table_letters(p.col, letters), p.row);
    else
        app_say(app, STYLE_WARN,
                "! The code made new rows; which source rows they come from is not known.");
}

static bool act(struct app *app, enum action a)
{
    const struct table *t = app_result(app);
    struct grid_source src = tablegrid(t, " | ");
    const struct column *c;
    char where[80];

    if (t == NULL) return false;
    if (grid_move(&app->result.grid, &src, a, app->body_rows / 2)) {
        if (app->result.explain && !app->result_is_code && t->nrow > 0) {
            grid_settle(&app->result.grid, &src, app->body_rows / 2, app->body_cols);
            job_explain(app, app->result.grid.row, app->result.grid.col);
        }
        return true;
    }
    if ((c = column_at(app)) == NULL) return false;
    switch ((int)a) {
    case ACT_PROVENANCE:
    case ACT_ENTER:
        if (app->result.explain && a == ACT_PROVENANCE)
            app->result.explain = false;
        else
            explain(app);
        return true;
    case ACT_PANE:
        app->result.explain = false;
        return true;
    case ACT_NEXT_PROBLEM:
        next_odd(app, 1);
        return true;
    case ACT_PREV_PROBLEM:
        next_odd(app, -1);
        return true;
    case ACT_COUNTS:
        cellinfo_counts(app, t, c->name);
        return true;
    case ACT_BYTES:
        if (t->nrow == 0) return true;
        snprintf(where, sizeof where, "%.40s row %" PRId64, arena_z(&app->docs, c->name),
                 app->result.grid.row + 1);
        cellinfo_bytes(app, column_cell(c, app->result.grid.row), where);
        return true;
    case ACT_COPY:
        if (t->nrow == 0) return true;
        buf_clear(&app->clip);
        buf_put(&app->clip, column_cell(c, app->result.grid.row));
        app->want = WANT_COPY;
        app_say(app, STYLE_OK, "copied");
        return true;
    case ACT_RUN:
        app_go(app, app->result_is_code ? "code" : "plan");
        return true;
    default:
        break;
    }
    if (app->result_is_code && (a == ACT_SORT || a == ACT_HIDE || a == ACT_TYPE ||
                                a == ACT_REJECT || a == ACT_ADD || a == ACT_FILTER)) {
        app_say(app, STYLE_WARN,
                "! This result is made by code: change the code (3), not the plan.");
        return true;
    }
    switch ((int)a) {
    case ACT_SORT:
        gesture_sort(app, c->name);
        return true;
    case ACT_FILTER:
        if (t->nrow > 0) gesture_filter(app, c->name, column_cell(c, app->result.grid.row));
        return true;
    case ACT_HIDE:
        gesture_drop_column(app, c->name);
        return true;
    case ACT_TYPE:
        gesture_form(app, gesture_type_op(c->kind, (slice){"", 0}), c->name);
        return true;
    case ACT_REJECT:
        if (t->nrow > 0) gesture_drop_row(app, c->name, column_cell(c, app->result.grid.row));
        return true;
    case ACT_ACCEPT:
        app_accept(app);
        return true;
    default:
        return false;
    }
}

static const char *hint(const struct app *app, enum action a)
{
    bool plan = !app->result_is_code;

    if (app_result(app) == NULL) return NULL;
    switch ((int)a) {
    case ACT_ACCEPT:
        return app->accepted || app->pinned_as > 0 ? NULL : "";
    case ACT_PROVENANCE:
    case ACT_FIND:
    case ACT_COUNTS:
    case ACT_FREEZE:
        return "";
    case ACT_SORT:
    case ACT_TYPE:
    case ACT_HIDE:
    case ACT_ADD:
        return plan ? "" : NULL;
    case ACT_PIN:
        return app->accepted && app->pinned_as == 0 ? "" : NULL;
    default:
        return NULL;
    }
}

const struct view view_result = {.name = "result",
                                 .title = "Result",
                                 .number = 4,
                                 .settle = settle,
                                 .draw = draw,
                                 .status = status,
                                 .act = act,
                                 .column = column_name,
                                 .hint = hint};
