#include "draft.h"

#include "draftcell.h"
#include "draftclean.h"
#include "drafthead.h"
#include "draftlevel.h"
#include "draftparts.h"
#include "draftsearch.h"
#include "draftsum.h"
#include "drafttarget.h"
#include "earlier.h"

enum {
    CANDIDATE_ROWS = 20000,
    SAMPLE_CELLS = 100000,
    SAMPLE_TAIL = 100,
    LEAST_ROWS = 500,
    LEAST_CANDIDATE_ROWS = 8
};

/* A step that is this likely and missing is worth a word. */
#define UNDONE_WORTH_SAYING 0.35
/* Plans below this are no help. */
#define LEAST_SCORE 0.03

/* ---- reasons */
static slice column_text(const struct table *t, int c, struct arena *a)
{
    slice name = c < t->ncol ? t->col[c].name : (slice){NULL, 0};

    if (name.n == 0) return arena_printf(a, "column %d", c + 1);
    if (name.n > 40) return arena_printf(a, "\"%.37s...\"", arena_z(a, name));
    return arena_printf(a, "\"%.*s\"", SLICE_ARG(name));
}

static void step_reason(const struct draftstep *s, const struct table *t, struct arena *a,
                        struct buf *b)
{
    int n = s->last - s->first + 1;

    switch (s->op) {
    case DRAFT_UNPIVOT:
        if (s->why != NULL)
            buf_printf(b, "%d columns named by %s hold one measure", n, s->why);
        else
            buf_printf(b, "%d columns with contents of one sort hold one measure", n);
        break;
    case DRAFT_WIDE_TO_LONG:
        buf_printf(b, "the names of %d columns are measures crossed with values of a variable", n);
        break;
    case DRAFT_TRANSPOSE:
        buf_putz(b, "records run across: the table lies on its side");
        break;
    case DRAFT_PIVOT_BLOCKS:
        buf_printf(b, "every %d rows of keys and values are one record", s->rows);
        break;
    case DRAFT_FILL:
        buf_put(b, column_text(t, s->first, a));
        if (n > 1) buf_printf(b, " and %d more", n - 1);
        buf_putz(b, n > 1 ? " are filled only where a group begins"
                          : " is filled only where a group begins");
        break;
    case DRAFT_EXPLODE:
        buf_printf(b, "cells of %.*s hold lists", SLICE_ARG(column_text(t, s->first, a)));
        break;
    case DRAFT_SUBTITLE:
        buf_putz(b, "title rows stand between the records");
        break;
    }
}

static const char *undone_text(enum draftop op)
{
    static const char *const text[] = {
        [DRAFT_UNPIVOT] = "columns that may be values of one variable",
        [DRAFT_WIDE_TO_LONG] = "columns that may be measures crossed with a variable",
        [DRAFT_TRANSPOSE] = "the table may lie on its side",
        [DRAFT_PIVOT_BLOCKS] = "rows that may be keys and values of records",
        [DRAFT_FILL] = "gaps that may belong to the value above",
        [DRAFT_EXPLODE] = "cells that may hold lists",
        [DRAFT_SUBTITLE] = "rows that may be titles"};

    return text[op];
}

/* ---- one candidate */
struct root {
    const struct inspection *in;
    const struct table *t;            /* below header_rows, without totals and blank rows */
    const struct table *all_rows;     /* for plans that make columns of its rows; NULL: as t */
    const struct draftlevels *levels; /* of the heading; NULL: it has one row */
    const struct json *inputs;        /* further parts of the table; NULL: it is one */
    const struct json *dropped;       /* the steps that joined those and took rows out */
    slice why;                        /* and why */
    int header_rows;
    bool sampled;     /* t is a part of the source */
    bool totals_wait; /* they can be dropped only when their label is filled */
    const struct draft_options *options;
    const struct fieldwords *words; /* for the names of fields; NULL: there is no target */
};

static const struct json *source_plan(const struct root *root, struct arena *a)
{
    const struct inspection *in = root->in;
    const struct region *r = &in->region[in->chosen];
    slice sheet = in->book->sheet[r->sheet].name;

    return plan_empty(in->book->nsheet > 1 ? sheet : (slice){NULL, 0}, in->nregion > 1 ? r->id : 0,
                      root->header_rows, a);
}

static void set_position(struct draft_position *p, const struct draftstep *s)
{
    bool range = s->op == DRAFT_UNPIVOT || s->op == DRAFT_WIDE_TO_LONG || s->op == DRAFT_FILL;

    *p = (struct draft_position){.op = draftop_name(s->op)};
    if (range || s->op == DRAFT_EXPLODE) p->first = s->first + 1;
    if (range) p->last = s->last + 1;
    if (s->op == DRAFT_PIVOT_BLOCKS) p->rows = s->rows;
}

/* What each feature gave to the score of each step. */
static const struct json *evidence(const struct draftplan *p, struct arena *a)
{
    struct json *list = json_new_array(a);

    for (int i = 0; i < p->n; i++) {
        const struct draftstep *s = &p->step[i];
        struct json *o = json_new_object(a), *features = json_new_object(a);

        json_set(a, o, "op", json_new_text(a, slice_z(draftop_name(s->op))));
        json_set(a, o, "probability", json_new_text(a, arena_printf(a, "%.3f", s->p)));
        for (int f = 0; f < DF_COUNT; f++)
            if (s->x[f] != 0)
                json_set(a, features, draftfeature_table[f].name,
                         json_new_text(
                             a, arena_printf(a, "%+.3f", s->x[f] * draftfeature_table[f].weight)));
        json_set(a, o, "features", features);
        json_push(a, list, o);
    }
    return list;
}

/* A wide table may have become a very long one: enough rows of all of it to see what cells are
 * like. True: some are left out. */
static bool thin_out(struct table *t, struct arena *a)
{
    int64_t every = t->nrow / CANDIDATE_ROWS + 1, n = 0;
    int64_t *keep = every > 1 ? arena_new(a, int64_t, t->nrow / every + 1) : NULL;
    struct table part;
    struct err e;

    for (int64_t r = 0; keep != NULL && r < t->nrow; r += every) keep[n++] = r;
    if (keep == NULL || !table_pick(&part, a, t, keep, n, &e)) return false;
    *t = part;
    return true;
}

static bool turns(const struct draftplan *p)
{
    for (int i = 0; i < p->n; i++)
        if (p->step[i].op == DRAFT_TRANSPOSE) return true;
    return false;
}

/* Writes a plan out: steps with the names of the columns they meet, then the cells. */
static bool make_candidate(const struct root *root, const struct draftplan *p, struct arena *a,
                           struct draft_candidate *out)
{
    struct json *doc = json_edit(a, source_plan(root, a)), *steps = json_new_array(a),
                *counts = json_new_array(a);
    struct table now = root->all_rows != NULL && turns(p) ? *root->all_rows : *root->t, next;
    struct buf why = {0}, undone = {0};
    bool sampled, all_fields = false; /* of the target: then no other shape is wanted */

    *out = (struct draft_candidate){.score = p->score, .weight = 1, .nposition = p->n};
    out->position = arena_new(a, struct draft_position, p->n + 1);
    if (out->position == NULL) return false;
    for (int i = 0; i < root->dropped->n; i++) json_push(a, steps, root->dropped->item[i]);
    buf_put(&why, root->why);
    for (int i = 0; i < p->n; i++) {
        struct draftstep s = p->step[i];
        const struct json *step;

        if (s.op != DRAFT_TRANSPOSE && s.last >= now.ncol) { /* not in the sample */
            buf_free(&why);
            return false;
        }
        if (s.op == DRAFT_UNPIVOT) draftsum_edges(&now, &s.first, &s.last);
        step = draftsearch_json(&s, &now, a);
        if (why.n > 0) buf_putz(&why, "; ");
        step_reason(&s, &now, a, &why);
        set_position(&out->position[i], &s);
        json_push(a, steps, step);
        if (!draftsearch_apply(step, &now, a, &next)) {
            buf_free(&why);
            return false;
        }
        if (s.op == DRAFT_UNPIVOT || s.op == DRAFT_WIDE_TO_LONG)
            draftlevel_split(root->levels, &now, s.first, s.last, s.nstub > 0 ? s.level : -1,
                             json_text(json_member(step, "names_to")), a, steps, &next, &why);
        if (s.op == DRAFT_FILL && root->totals_wait) {
            struct table filled = next;

            draftclean_totals(&filled, a, steps, &next, &why);
        }
        if (s.op == DRAFT_FILL || s.op == DRAFT_SUBTITLE) {
            struct table grouped = next;

            draftsum_group(&grouped, s.op == DRAFT_FILL ? s.first : 0, a, steps, &next, &why);
        }
        if (s.op == DRAFT_UNPIVOT) draftsum_after(&now, s.first, s.last, a, steps, &next, &why);
        now = next;
    }
    sampled = thin_out(&now, a) || root->sampled;
    draftclean_cells(root->in, &now, sampled, a, steps, counts, &why, &undone);
    earlier_steps(root->options->earlier, &now, a, steps, &why);
    if (root->options->target.n > 0) {
        struct drafttarget m;

        if (drafttarget_match(root->options->target, root->words, &now, a, &m, NULL)) {
            drafttarget_steps(&m, &now, a, steps, &why, &undone);
            out->weight = drafttarget_weight(&m);
            all_fields = true;
            for (int i = 0; i < m.n; i++) all_fields = all_fields && m.at[i].column >= 0;
            out->fields = drafttarget_json(&m, &now, a);
        }
    }
    if (why.n == 0) buf_putz(&why, "the table is tidy as it is");
    if (p->undone_p >= UNDONE_WORTH_SAYING && !all_fields) {
        if (undone.n > 0) buf_putz(&undone, ", ");
        buf_putz(&undone, undone_text(p->undone.op));
    }
    if (undone.n > 0) {
        buf_putz(&why, "; left undone: ");
        buf_put(&why, buf_slice(&undone));
    }
    buf_free(&undone);
    if (root->inputs != NULL) json_set(a, doc, "inputs", root->inputs);
    json_set(a, doc, "steps", steps);
    out->plan = doc;
    out->cells = counts;
    out->evidence = evidence(p, a);
    out->reason = buf_take(&why, a);
    return true;
}

/* ---- how many rows are header */
static bool all_filled_and_distinct(const struct table *t, int64_t r)
{
    for (int c = 0; c < t->ncol; c++) {
        slice s = column_cell(&t->col[c], r);

        if (draftcell_is_empty(s) && c > 0) return false;
        for (int k = 0; k < c && c < 400; k++)
            if (slice_eq(s, column_cell(&t->col[k], r))) return false;
    }
    return true;
}

static bool only_first_filled(const struct table *t, int64_t r)
{
    for (int c = 1; c < t->ncol; c++)
        if (!draftcell_is_empty(column_cell(&t->col[c], r))) return false;
    return t->ncol > 1 && !draftcell_is_empty(column_cell(&t->col[0], r));
}

/* A corner word and then years, months, 1, 2, 3 ...: names, although they look like data. */
static bool is_variable_row(const struct table *t, int64_t r)
{
    slice corner = t->ncol > 0 ? column_cell(&t->col[0], r) : (slice){NULL, 0};
    int strong = 0;

    if (t->ncol < 4 || drafthead_strength(drafthead_class(corner)) > 0) return false;
    for (int c = 1; c < t->ncol; c++)
        strong += drafthead_strength(drafthead_class(column_cell(&t->col[c], r))) > 0.7;
    return strong * 10 >= (t->ncol - 1) * 8 && all_filled_and_distinct(t, r);
}

/* A first row of distinct texts that stand nowhere below them, in a table of texts. */
static bool is_text_header(const struct table *t)
{
    int64_t rows = t->nrow < 2000 ? t->nrow : 2000;

    if (t->ncol < 3 || !all_filled_and_distinct(t, 0)) return false;
    for (int c = 0; c < t->ncol; c++) {
        slice s = column_cell(&t->col[c], 0);

        if (draftcell_kind(s, NULL, NULL) != DC_TEXT) return false;
        for (int64_t r = 1; r < rows; r++)
            if (slice_eq(s, column_cell(&t->col[c], r))) return false;
    }
    return true;
}

/* Something stands in the first cell of a row: then it is a record and no row of units. */
static bool names_itself(const struct table *t, int64_t r)
{
    slice s = column_cell(&t->col[0], r);

    return !draftcell_is_empty(s) && !draftcell_is_missing(s);
}

/* The second row names what the first one leaves open: "| Men | | Women |" over "Answer | 18-39 |
 * 40+ | 18-39 | 40+", and numbers below it. */
static bool completes_header(const struct table *t)
{
    int open = 0;

    if (t->ncol < 4 || t->nrow < 4 || draftcell_is_empty(column_cell(&t->col[1], 0))) return false;
    for (int c = 0; c < t->ncol; c++) {
        slice below = column_cell(&t->col[c], 1);

        if (draftcell_is_empty(below)) return false;
        if (c == 0) continue;
        open += draftcell_is_empty(column_cell(&t->col[c], 0));
        if (draftcell_kind(below, NULL, NULL) != DC_TEXT) return false;
        for (int64_t r = 2; r < t->nrow && r < 40; r++) {
            enum draftcell kind = draftcell_kind(column_cell(&t->col[c], r), NULL, NULL);

            if (kind != DC_NUMBER && kind != DC_BLANK) return false;
        }
    }
    return open > 0;
}

/* The inspection looks at rows one by one; what the author knows about tables corrects it: a title
 * below the header is no header level, a full row of distinct names needs no second level, and a
 * row of years or 1..n behind a word is a header. `bare` is the region without any header. */
static int header_depth(const struct inspection *in, const struct table *bare)
{
    const struct region *r = &in->region[in->chosen];
    int depth = r->header_rows;

    if (depth == 0)
        return bare->nrow > 2 && (is_variable_row(bare, 0) || is_text_header(bare)) ? 1 : 0;
    if (depth == 1 && completes_header(bare)) return 2;
    if (depth == 1 || bare->nrow <= depth) return depth;
    while (depth > 1 && only_first_filled(bare, depth - 1)) depth--;
    if (depth > 1 && all_filled_and_distinct(bare, 0) && names_itself(bare, depth - 1) &&
        r->role[r->at.top - 1 + depth - 1] != ROLE_UNITS)
        return 1;
    return depth;
}

/* ---- all of them */
struct ranked {
    const struct root *root;
    const struct draftplan *plan;
    double score;
};

/* Key/value blocks have no header, so that they are looked for in the region read without one. */
static bool blocks(const struct root *root, const struct table *t, struct arena *a,
                   struct root *bare, struct draftplan *out)
{
    struct draftsteps found = {.n = 0};
    struct draftparts parts;
    struct draftview v;
    double p;

    if (t->ncol > 2) return false;
    *bare = *root;
    bare->inputs = NULL;
    bare->dropped = json_new_array(a);
    bare->why = (slice){NULL, 0};
    if (draftparts_find(root->in, 0, t, a, &parts)) {
        t = &parts.table;
        bare->inputs = parts.inputs;
        bare->dropped = parts.steps;
    }
    if (!draftview_open(&v, t, NULL, a)) return false;
    draftfind_pivot_blocks(&v, &found);
    if (found.n == 0) return false;
    p = draftfeature_probability(draftfeature_score(found.at[0].x, NULL));
    found.at[0].p = p;
    bare->t = t;
    bare->levels = NULL;
    bare->header_rows = 0;
    *out = (struct draftplan){.n = 1, .score = p};
    out->step[0] = found.at[0];
    return true;
}

static void insert(struct ranked *list, int *n, struct ranked r)
{
    int k = *n;

    for (; k > 0 && r.score > list[k - 1].score; k--) list[k] = list[k - 1];
    list[k] = r;
    (*n)++;
}

/* The first rows of a big table and its last ones, where totals and notes stand: enough to judge
 * by, so that a draft takes no longer for a million rows than for some thousands. At least `least`
 * rows, however many columns there are. */
static bool sample(const struct table *t, int64_t least, struct arena *a, struct table *out,
                   struct err *e)
{
    int64_t most = t->ncol > 0 ? SAMPLE_CELLS / t->ncol : 0, tail, n = 0;
    int64_t *keep;

    if (most < least) most = least;
    *out = *t;
    if (t->nrow <= most) return true;
    tail = most / 5 < SAMPLE_TAIL ? most / 5 : SAMPLE_TAIL;
    keep = arena_new(a, int64_t, most);
    if (keep == NULL) return err_set(e, E_LIMIT, "drafting needs more memory than it may use");
    for (int64_t r = 0; r < most - tail; r++) keep[n++] = r;
    for (int64_t r = t->nrow - tail; r < t->nrow; r++) keep[n++] = r;
    return table_pick(out, a, t, keep, n, e);
}

/* With a target, the plan whose table has columns for more of its fields is the likelier one: all
 * are written out, and what speaks for them is weighed by that. */
static void choose_by_target(const struct ranked *list, int n, const struct draft_options *o,
                             struct arena *a, struct draft *out)
{
    struct draft_candidate at[DRAFTSEARCH_PLANS + 1];
    double before = 0, after = 0;
    int made = 0;

    for (int i = 0; i < n; i++) {
        struct draft_candidate c;
        int k;

        if (list[i].score < LEAST_SCORE && i >= o->top && list[i].plan->n > 0) continue;
        if (!make_candidate(list[i].root, list[i].plan, a, &c)) continue;
        before += c.score;
        c.score *= c.weight;
        after += c.score;
        for (k = made++; k > 0 && c.score > at[k - 1].score; k--) at[k] = at[k - 1];
        at[k] = c;
    }
    for (int i = 0; i < made && out->n < o->top; i++) {
        at[i].score *= after > 0 ? before / after : 1;
        if (at[i].score > 1) at[i].score = 1;
        if (out->n > 0 && (at[i].nposition == 0 || at[i].score < LEAST_SCORE)) continue;
        out->at[out->n++] = at[i];
    }
}

static void choose(const struct ranked *list, int n, const struct draft_options *o, struct arena *a,
                   struct draft *out)
{
    if (o->target.n > 0) {
        choose_by_target(list, n, o, a, out);
        return;
    }
    for (int i = 0; i < n && out->n < o->top; i++) {
        bool empty = list[i].plan->n == 0;

        if (out->n > 0 && (empty || list[i].score < LEAST_SCORE)) continue;
        if (make_candidate(list[i].root, list[i].plan, a, &out->at[out->n])) out->n++;
    }
}

/* The one draft for a file without a table. */
static bool nothing_there(struct arena *a, struct draft *out, struct err *e)
{
    struct json *doc = json_new_object(a);

    json_set(a, doc, "fettle", json_new_text(a, S("plan/1")));
    json_set(a, doc, "steps", json_new_array(a));
    out->at[0] = (struct draft_candidate){.score = 1,
                                          .reason = S("there is no table, and nothing to do"),
                                          .plan = doc,
                                          .cells = json_new_array(a),
                                          .evidence = json_new_array(a)};
    out->n = 1;
    return doc != NULL || err_set(e, E_LIMIT, "drafting needs more memory than it may use");
}

bool draft_table(const struct inspection *in, const struct table *t, const struct draft_options *o,
                 struct arena *a, struct draft *out, struct err *e)
{
    struct draftplans *plans = arena_new(a, struct draftplans, 1);
    struct ranked list[DRAFTSEARCH_PLANS + 1];
    struct json *dropped = json_new_array(a);
    struct table clean, few, narrow, rows, without_head, again, small, text;
    struct root root = {.in = in, .dropped = dropped, .options = o};
    struct root bare;
    struct buf why = {0};
    struct draftlevels levels;
    struct draftparts parts;
    struct drafttarget fields;
    struct draftplan block;
    int n = 0;

    *out = (struct draft){arena_new(a, struct draft_candidate, o->top + 1), 0};
    if (plans == NULL || out->at == NULL)
        return err_set(e, E_LIMIT, "drafting needs more memory than it may use");
    if (in->chosen < 0) return nothing_there(a, out, e);
    if (o->target.n > 0) {
        root.words = fieldwords_open(a);
        if (root.words == NULL)
            return err_set(e, E_LIMIT, "drafting needs more memory than it may use");
        if (!drafttarget_match(o->target, root.words, t, a, &fields, e)) return false;
    }
    if (!inspect_sample(in, 0, a, &without_head, e)) return false;
    root.header_rows =
        in->overridden ? in->region[in->chosen].header_rows : header_depth(in, &without_head);
    if (root.header_rows != in->region[in->chosen].header_rows) {
        if (!inspect_sample(in, root.header_rows, a, &again, e)) return false;
        t = &again;
    }
    if (draftparts_find(in, root.header_rows, t, a, &parts)) {
        t = &parts.table;
        root.inputs = parts.inputs;
        for (int i = 0; i < parts.steps->n; i++) json_push(a, dropped, parts.steps->item[i]);
        buf_printf(&why, "%d tables under the same names are one", parts.n);
    }
    if (!sample(t, LEAST_ROWS, a, &small, e)) return false;
    draftclean_text(in, &small, a, dropped, &text, &why);
    root.totals_wait = !draftclean_rows(in, &text, a, dropped, &rows, &why);
    if (draftlevels_open(in, root.header_rows, a, &levels)) root.levels = &levels;
    draftsum_levels(root.levels, &rows, a, dropped, &clean, &why);
    /* Finding steps looks at some columns only; writing a plan out runs them over all. */
    if (!sample(&clean, LEAST_CANDIDATE_ROWS, a, &few, e)) return false;
    root.t = &few;
    if (few.nrow < clean.nrow) {
        if (!table_share(&narrow, a, &clean, e)) return false;
        if (narrow.ncol > SAMPLE_CELLS / (int)clean.nrow)
            narrow.ncol = SAMPLE_CELLS / (int)clean.nrow;
        root.all_rows = &narrow;
    }
    root.sampled = small.nrow < t->nrow || few.nrow < clean.nrow;
    root.why = buf_take(&why, a);
    draftsearch_plans(&clean, root.levels, NULL, a, plans);
    if (blocks(&root, &without_head, a, &bare, &block)) {
        insert(list, &n, (struct ranked){&bare, &block, block.score});
        for (int i = 0; i < plans->n; i++) plans->at[i].score *= 1 - block.score;
    }
    for (int i = 0; i < plans->n; i++)
        insert(list, &n, (struct ranked){&root, &plans->at[i], plans->at[i].score});
    choose(list, n, o, a, out);
    if (out->n == 0) {
        static const struct draftplan nothing = {.n = 0, .score = 1};

        if (!make_candidate(&root, &nothing, a, &out->at[0]))
            return err_set(e, E_LIMIT, "drafting needs more memory than it may use");
        out->n = 1;
    }
    return true;
}

void draft_json(const struct draft *d, bool with_evidence, struct json_writer *w)
{
    jw_open(w, NULL, '{');
    jw_z(w, "fettle", "draft/1");
    jw_open(w, "candidates", '[');
    for (int i = 0; i < d->n; i++) {
        const struct draft_candidate *c = &d->at[i];

        jw_open(w, NULL, '{');
        jw_real(w, "score", (double)(int)(c->score * 1000 + 0.5) / 1000);
        jw_text(w, "reason", c->reason);
        jw_json(w, "plan", c->plan);
        jw_open(w, "positions", '[');
        for (int k = 0; k < c->nposition; k++) {
            const struct draft_position *p = &c->position[k];

            jw_open(w, NULL, '{');
            jw_z(w, "op", p->op);
            if (p->first > 0) jw_int(w, "first", p->first);
            if (p->last > 0) jw_int(w, "last", p->last);
            if (p->rows > 0) jw_int(w, "rows", p->rows);
            jw_close(w, '}');
        }
        jw_close(w, ']');
        if (c->fields != NULL) jw_json(w, "fields", c->fields);
        jw_json(w, "cells", c->cells);
        if (with_evidence) jw_json(w, "evidence", c->evidence);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}
