#include "place.h"

#include "job.h"
#include "pattern.h"
#include "rawfind.h"
#include "rawrows.h"
#include <inttypes.h>

/* What the present view lets a person search: a table's cells, or lines. */
struct ground {
    const struct table *table; /* NULL: lines */
    int64_t row, nline;
    int col;
};

static bool in_view(const struct app *app, const char *name)
{
    return strcmp(app->view->name, name) == 0;
}

static bool in_plan_result(const struct app *app)
{
    return in_view(app, "plan") && app->plan.pane == 2 && !app->plan.problem;
}

static struct ground ground_of(const struct app *app)
{
    struct ground g = {0};
    const struct grid *grid = NULL;

    if (in_view(app, "raw") && app->file != NULL) {
        const struct sheet *sheet = rawrows_sheet(app);

        if (sheet != NULL) g.table = &sheet->cells;
        grid = &app->raw.grid;
    } else if (in_view(app, "result") || in_plan_result(app)) {
        g.table = app_result(app);
        grid = in_view(app, "result") ? &app->result.grid : &app->plan.grid;
    } else if (in_view(app, "code")) {
        g.nline = app->code.hunks.nline;
        g.row = app->code.line;
    } else if (in_view(app, "plan") && app->apply != NULL && app->apply->usable) {
        g.nline = app->apply->plan.nstep + 1;
        g.row = app->plan.step;
    } else if (in_view(app, "pins") && app->pins != NULL) {
        g.nline = app->pins->n;
        g.row = app->pinview.sel;
    } else if (in_view(app, "home")) {
        g.nline = 1;
        g.row = app->home.sel;
    }
    if (g.table != NULL) {
        g.row = grid->row;
        g.col = grid->col;
    }
    return g;
}

static void go_to(struct app *app, int64_t row, int col)
{
    struct grid *g = in_view(app, "raw")      ? &app->raw.grid
                     : in_view(app, "result") ? &app->result.grid
                     : in_plan_result(app)    ? &app->plan.grid
                                              : NULL;

    if (g != NULL) {
        g->row = row;
        g->col = col;
    } else if (in_view(app, "code")) {
        app->code.line = (int)row < app->code.hunks.nline ? (int)row : app->code.hunks.nline - 1;
    } else if (in_view(app, "plan")) {
        app->plan.step = (int)row;
        app->plan.change = 0;
    } else if (in_view(app, "pins")) {
        app->pinview.sel = (int)row;
    } else if (in_view(app, "home")) {
        app->home.sel = (int)row;
    }
}

void place_row(struct app *app, int64_t row)
{
    struct ground g = ground_of(app);
    bool exact = true;
    int64_t n;

    if (g.table == NULL) {
        app_go(app, "raw");
        g = ground_of(app);
    }
    n = in_view(app, "raw") ? rawrows_count(app, &exact) : g.table != NULL ? g.table->nrow : 0;
    if (row < 1) row = 1;
    if (row > n && exact) {
        app_say(app, STYLE_WARN, "! There is no row %" PRId64 "; the last one is %" PRId64 ".", row,
                n);
        row = n;
    }
    app->row_waits = row > n && app->file == NULL ? row : 0;
    go_to(app, row - 1, g.col);
}

void place_file_came(struct app *app)
{
    if (app->row_waits > 0 && in_view(app, "raw")) place_row(app, app->row_waits);
}

/* ---------------------------------------------------------------- marks */

void place_mark(struct app *app, int32_t letter)
{
    struct ground g = ground_of(app);

    if (letter < 'a' || letter > 'z') {
        app_say(app, STYLE_DIM, "A mark is a letter from a to z; nothing was marked.");
        return;
    }
    app->mark[letter - 'a'] = (struct mark){app->view, g.row, g.col};
    app_say(app, STYLE_OK, "This place is mark %c; ' %c comes back to it.", (char)letter,
            (char)letter);
}

void place_jump(struct app *app, int32_t letter)
{
    const struct mark *m =
        letter >= 'a' && letter <= 'z' ? &app->mark[letter - 'a'] : &(struct mark){0};

    if (m->view == NULL) {
        app_say(app, STYLE_DIM, "There is no such mark; m and a letter makes one.");
        return;
    }
    app_go(app, m->view->name);
    go_to(app, m->row, m->col);
}

/* ---------------------------------------------------------------- find */

struct find_in {
    slice pattern;
    const struct table *table;
    slice *line; /* [nline] when there is no table */
    int64_t nline, row;
    int col, by;
};

static slice pin_line(const struct app *app, int i, struct arena *a)
{
    const struct pin *p = &app->pins->pin[i];

    return arena_printf(a, "%" PRId64 " %.*s %.*s %s %.*s %.*s", p->id, SLICE_ARG(p->orca),
                        SLICE_ARG(p->fingerprint), pin_state_name(p->state), SLICE_ARG(p->note),
                        SLICE_ARG(app->pins->steps[i]));
}

/* The lines are copied: the person may change them while the job looks. */
static slice *copy_lines(const struct app *app, int64_t n, struct arena *a)
{
    slice *line = arena_new(a, slice, (size_t)n + 1);
    struct buf b = {0};

    for (int i = 0; i < (int)n; i++) {
        if (in_view(app, "code")) {
            line[i] = arena_copy(a, app->code.hunks.line[i].text);
        } else if (in_view(app, "pins")) {
            line[i] = pin_line(app, i, a);
        } else if (in_view(app, "plan")) {
            if (i == 0)
                buf_putz(&b, "read header");
            else
                json_write(&b, app->apply->plan.step[i - 1].doc, 0);
            line[i] = buf_take(&b, a);
        }
    }
    return line;
}

struct pattern *place_pattern(slice text, struct err *e)
{
    bool capitals = false;

    for (ptrdiff_t i = 0; i < text.n; i++)
        capitals = capitals || (text.p[i] >= 'A' && text.p[i] <= 'Z');
    return pattern_open(text, !capitals, e);
}

static void *run_find(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct find_in *in = p;
    struct made_find *out = arena_new(a, struct made_find, 1);
    int ncol = in->table != NULL ? in->table->ncol : 1;
    int64_t n = (in->table != NULL ? in->table->nrow : in->nline) * ncol;
    int64_t at = in->row * ncol + in->col;
    struct pattern *pattern = place_pattern(in->pattern, e);

    if (pattern == NULL) return NULL;
    *out = (struct made_find){.pattern = in->pattern, .table = in->table};
    for (int64_t i = 1; i <= n && !out->found; i++) {
        int64_t k = ((at + in->by * i) % n + n) % n;
        slice group[PATTERN_GROUPS], text = in->table != NULL
                                                ? column_cell(&in->table->col[k % ncol], k / ncol)
                                                : in->line[k];
        int got = pattern_find(pattern, text, group, PATTERN_GROUPS);

        if (got < 0) out->limits++;
        out->found = got > 0;
        out->wrapped = in->by > 0 ? k <= at : k >= at;
        out->row = k / ncol;
        out->col = (int)(k % ncol);
        if (i % 4096 != 0) continue;
        if (task_cancelled(t)) break;
        if (i % (1 << 20) == 0) task_progress(t, "finding, %d%% of the cells", (int)(100 * i / n));
    }
    pattern_close(pattern);
    if (!task_cancelled(t)) return out;
    err_set(e, E_CANCEL, "cancelled");
    return NULL;
}

/* In a large file all rows must be counted first, so that every row has its number. */
static void find_in_file(struct app *app, const struct ground *g, int by)
{
    if (app->rows_of.counted) {
        rawfind_start(app, g->table, g->row, g->col, by);
    } else if (app->rows_of.broken) {
        app_say(app, STYLE_WARN, "! The rows are not counted; R reads the file again.");
    } else {
        app->find_waits = by;
        app_say(app, STYLE_DIM, "It is looked for as soon as all rows are counted.");
    }
}

void place_find(struct app *app, int by)
{
    struct ground g = ground_of(app);

    JOB(struct find_in, in);
    if (app->find.n == 0) {
        arena_free(&job_arena);
        app_say(app, STYLE_DIM, "Nothing was looked for yet; / asks what to find.");
        return;
    }
    if (app->file == NULL && in_view(app, "raw")) {
        arena_free(&job_arena);
        app_say(app, STYLE_DIM, "The file is still being read; / finds when the whole is there.");
        return;
    }
    app->find_waits = 0;
    if (in_view(app, "raw") && rawrows_large(app)) {
        arena_free(&job_arena);
        find_in_file(app, &g, by);
        return;
    }
    *in = (struct find_in){.pattern = arena_copy(&job_arena, buf_slice(&app->find)),
                           .table = g.table,
                           .nline = g.nline,
                           .row = g.row,
                           .col = g.col,
                           .by = by};
    if (g.table == NULL) in->line = copy_lines(app, g.nline, &job_arena);
    app->find_view = app->view;
    job_start(app, SLOT_FIND, run_find, in, &job_arena);
}

void place_found(struct app *app, const struct made_find *m)
{
    char letters[8];

    /* The person went on to another screen, or it shows another table by now. */
    if (app->view != app->find_view || ground_of(app).table != m->table) return;
    if (m->found) {
        go_to(app, m->row, m->col);
        if (m->wrapped && m->table != NULL)
            app_say(app, STYLE_DIM, "Found from the other end on: row %" PRId64 ", column %s.",
                    m->row + 1, table_letters(m->col + 1, letters));
    } else if (m->limits > 0) {
        app_say(app, STYLE_WARN,
                "! \"%.*s\" was not found, but it is too costly for %" PRId64
                " cells; write it simpler.",
                SLICE_ARG(slice_sub(m->pattern, 0, 60)), m->limits);
    } else {
        app_say(app, STYLE_WARN, "! \"%.*s\" is nowhere in what this screen shows.",
                SLICE_ARG(slice_sub(m->pattern, 0, 100)));
    }
}
