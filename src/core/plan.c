#include "plan.h"

#include "fs.h"
#include "jsonpointer.h"
#include "lineagecolumn.h"
#include "metric.h"
#include "plantarget.h"

#include <stdio.h>

enum { TARGET_BYTES_MAX = 16 << 20 };

/* ------------------------------------------------------------- the form */

static struct failure *plan_fail(struct failures *f, enum failure_code c, const char *pointer,
                                 const char *argument, const char *text)
{
    struct failure *x = failure_add(f, c, 0, "%s", text);

    x->pointer = arena_copy(f->arena, slice_z(pointer));
    x->argument = arena_copy(f->arena, slice_z(argument));
    return x;
}

/* Reports members that a plan does not have; `known` ends with NULL. */
static void unknown_members(const struct json *v, const char *const *known, const char *what,
                            slice at, struct failures *f)
{
    for (int i = 0; i < v->n; i++) {
        const char *near = NULL;
        int best = 4;
        struct buf pointer = {0};
        struct failure *x;
        bool found = false;

        for (int k = 0; known[k] != NULL; k++) {
            int d = slice_distance(v->key[i], slice_z(known[k]), 3);

            if (slice_eqz(v->key[i], known[k])) found = true;
            if (d < best && json_member(v, known[k]) == NULL) best = d, near = known[k];
        }
        if (found) continue;
        x = failure_add(f, FAIL_UNKNOWN_ARGUMENT, 0, "%s has no member \"%.*s\"", what,
                        SLICE_ARG(v->key[i]));
        x->argument = v->key[i];
        buf_put(&pointer, at);
        jsonpointer_put(&pointer, v->key[i]);
        x->pointer = buf_take(&pointer, f->arena);
        x->suggestion = slice_z(near);
    }
}

/* " of /inputs/rates": the source needs no such words. */
static slice whose(slice at, struct arena *a)
{
    return slice_eqz(at, "/source") ? S("") : arena_printf(a, " of %.*s", SLICE_ARG(at));
}

/* A failure about member `name` of the object at the pointer `at`. */
static void member_fail(struct failures *f, slice at, const char *name, const char *text)
{
    struct failure *x = failure_add(f, FAIL_BAD_ARGUMENT, 0, "\"%s\"%.*s must be %s", name,
                                    SLICE_ARG(whose(at, f->arena)), text);

    x->pointer = arena_printf(f->arena, "%.*s/%s", SLICE_ARG(at), name);
    x->argument = slice_z(name);
}

static slice text_member(const struct json *v, slice at, const char *name, const char *what,
                         struct failures *f)
{
    const struct json *m = json_member(v, name);

    if (m != NULL && m->type != J_TEXT) member_fail(f, at, name, what);
    return json_text(m);
}

/* A whole number from min to max, or `absent`. */
static int int_member(const struct json *v, slice at, const char *name, int min, int max,
                      int absent, struct failures *f)
{
    const struct json *m = json_member(v, name);
    int64_t n = 0;

    if (m == NULL) return absent;
    if (m->type == J_NUMBER && slice_i64(m->text, &n) && n >= min && n <= max) return (int)n;
    member_fail(f, at, name, arena_printf(f->arena, "a whole number from %d to %d", min, max).p);
    return absent;
}

/* Which table of a file: what "source" and each of "inputs" have in common. */
static void parse_place(const struct json *v, slice at, slice *sheet, int *region, int *header_rows,
                        struct failures *f)
{
    *sheet = text_member(v, at, "sheet", "a string", f);
    *region = int_member(v, at, "region", 1, 100000, 0, f);
    *header_rows = int_member(v, at, "header_rows", 0, 1000, -1, f);
}

static void parse_source(const struct json *v, struct plan *out, struct failures *f)
{
    static const char *const known[] = {"sheet", "region", "header_rows", NULL};

    if (v == NULL) return;
    if (v->type != J_OBJECT) {
        plan_fail(f, FAIL_BAD_ARGUMENT, "/source", "source", "\"source\" must be an object");
        return;
    }
    unknown_members(v, known, "\"source\"", S("/source"), f);
    parse_place(v, S("/source"), &out->sheet, &out->region, &out->header_rows, f);
}

/* A plan may only name files that lie beside its source: it may come from a stranger. */
static bool is_beside(slice file)
{
    bool up = slice_eqz(file, "..") || slice_starts(file, S("../")) || slice_ends(file, S("/..")) ||
              slice_find(file, S("/../")) >= 0;

    return !up && !slice_starts(file, S("/")) && memchr(file.p, 0, (size_t)file.n) == NULL;
}

static void parse_input(const struct json *v, slice at, struct plan_input *out, struct failures *f)
{
    static const char *const known[] = {"file", "sheet", "region", "header_rows", "steps", NULL};
    int before = f->n;

    *out = (struct plan_input){.header_rows = -1, .refused = true};
    if (v->type != J_OBJECT) {
        struct failure *x =
            failure_add(f, FAIL_BAD_ARGUMENT, 0, "%.*s must be an object", SLICE_ARG(at));

        x->pointer = at;
        return;
    }
    unknown_members(v, known, arena_z(f->arena, at), at, f);
    parse_place(v, at, &out->sheet, &out->region, &out->header_rows, f);
    out->file = text_member(v, at, "file", "the name of a file", f);
    if (out->file.n > 0 && !is_beside(out->file))
        member_fail(f, at, "file", "the name of a file in the folder of the source");
    out->steps = json_member(v, "steps");
    if (out->steps != NULL && out->steps->type != J_ARRAY)
        member_fail(f, at, "steps", "an array of steps");
    if (out->file.n == 0 && out->sheet.n == 0 && out->region == 0) {
        struct failure *x = failure_add(f, FAIL_MISSING_ARGUMENT, 0,
                                        "%.*s needs a \"file\", or the \"sheet\" or "
                                        "\"region\" of the source that it is",
                                        SLICE_ARG(at));

        x->pointer = at;
    }
    out->refused = f->n > before;
}

static void parse_inputs(const struct json *v, struct arena *a, struct plan *out,
                         struct failures *f)
{
    if (v == NULL) return;
    if (v->type != J_OBJECT) {
        plan_fail(f, FAIL_BAD_ARGUMENT, "/inputs", "inputs", "\"inputs\" must be an object");
        out->ninput = -1;
        return;
    }
    if (v->n > PLACE_SOURCES_MAX) {
        plan_fail(f, FAIL_LIMIT, "/inputs", "inputs", "the plan has more than 1000 inputs");
        return;
    }
    out->input = arena_new(a, struct plan_input, v->n);
    out->table = arena_new(a, struct op_table, v->n);
    if (out->input == NULL || out->table == NULL) {
        plan_fail(f, FAIL_LIMIT, "/inputs", "inputs", "the plan does not fit the memory limit");
        return;
    }
    out->ninput = v->n;
    for (int i = 0; i < v->n; i++) {
        struct buf at = {0};

        buf_putz(&at, "/inputs");
        jsonpointer_put(&at, v->key[i]);
        parse_input(v->item[i], buf_take(&at, f->arena), &out->input[i], f);
        out->table[i] = (struct op_table){.name = v->key[i], .source = i + 1};
    }
}

static void parse_version(const struct json *v, struct failures *f)
{
    slice rest, name = slice_cut(json_text(v), '/', &rest);
    struct failure *x;
    int64_t n;

    if (v == NULL) {
        x = plan_fail(f, FAIL_MISSING_ARGUMENT, "/fettle", "fettle",
                      "a plan says \"fettle\": \"plan/1\"");
        x->suggestion = S("plan/1");
    } else if (slice_eqz(name, "plan") && rest.n > 0 && slice_i64(rest, &n) && n > 1) {
        failure_add(f, FAIL_BAD_ARGUMENT, 0,
                    "this plan is of version %lld and this fettle reads version 1", (long long)n)
            ->pointer = S("/fettle");
    } else if (!slice_eqz(json_text(v), "plan/1")) {
        x = plan_fail(f, FAIL_BAD_ARGUMENT, "/fettle", "fettle", "\"fettle\" must be \"plan/1\"");
        x->suggestion = S("plan/1");
    }
}

static const struct json *parse_array(const struct json *doc, const char *name, struct failures *f)
{
    const struct json *v = json_member(doc, name);
    char pointer[32], text[80];

    if (v == NULL || v->type == J_ARRAY) return json_count(v) > 0 ? v : NULL;
    snprintf(pointer, sizeof pointer, "/%s", name);
    snprintf(text, sizeof text, "\"%s\" must be an array", name);
    plan_fail(f, FAIL_BAD_ARGUMENT, pointer, name, text);
    return NULL;
}

/* What is wrong with the step itself is said when the plan is checked. */
static void parse_step(const struct json *v, struct plan_step *out)
{
    const struct json *name = json_member(v, "op");

    *out = (struct plan_step){.name = json_text(name), .doc = v};
    if (json_is(name, J_TEXT)) out->op = op_find(name->text);
}

/* The document with its members in the contract's order and without empty ones. */
static const struct json *normalised(const struct json *doc, struct arena *a)
{
    static const char *const order[] = {"source",    "inputs", "steps", "metrics",
                                        "sentinels", "target", NULL};
    struct json *out = json_new_object(a);

    json_set(a, out, "fettle", json_new_text(a, S("plan/1")));
    for (int i = 0; order[i] != NULL; i++) {
        const struct json *v = json_member(doc, order[i]);
        bool empty =
            v != NULL && strcmp(order[i], "steps") != 0 && v->type != J_TEXT && json_count(v) == 0;

        if (v != NULL && !empty) json_set(a, out, order[i], v);
    }
    return out;
}

bool plan_parse(const struct json *doc, struct arena *a, struct plan *out, struct failures *f)
{
    static const char *const known[] = {"fettle",  "source",    "inputs", "steps",
                                        "metrics", "sentinels", "target", NULL};
    const struct json *steps, *target;

    *out = (struct plan){.header_rows = -1};
    if (!json_is(doc, J_OBJECT)) {
        plan_fail(f, FAIL_BAD_ARGUMENT, "", "", "a plan must be a JSON object");
        return false;
    }
    parse_version(json_member(doc, "fettle"), f);
    unknown_members(doc, known, "a plan", S(""), f);
    parse_source(json_member(doc, "source"), out, f);
    parse_inputs(json_member(doc, "inputs"), a, out, f);
    out->metrics = parse_array(doc, "metrics", f);
    out->sentinels = parse_array(doc, "sentinels", f);
    target = json_member(doc, "target");
    if (target != NULL && target->type != J_TEXT && target->type != J_OBJECT)
        plan_fail(f, FAIL_BAD_ARGUMENT, "/target", "target",
                  "\"target\" must be the path of a Table Schema, or the schema itself");
    steps = json_member(doc, "steps");
    if (!json_is(steps, J_ARRAY)) {
        plan_fail(f, steps == NULL ? FAIL_MISSING_ARGUMENT : FAIL_BAD_ARGUMENT, "/steps", "steps",
                  "a plan must have an array \"steps\"");
        return false;
    }
    if (steps->n > PLAN_STEPS_MAX) {
        failure_add(f, FAIL_LIMIT, 0, "the plan has %d steps, the limit is %d", steps->n,
                    PLAN_STEPS_MAX);
        return false;
    }
    out->nstep = steps->n;
    out->step = arena_new(a, struct plan_step, steps->n);
    if (out->step == NULL) {
        plan_fail(f, FAIL_LIMIT, "/steps", "steps", "the plan does not fit the memory limit");
        return false;
    }
    for (int i = 0; i < steps->n; i++) parse_step(steps->item[i], &out->step[i]);
    out->doc = normalised(doc, a);
    return true;
}

bool plan_parse_text(slice text, struct arena *a, struct plan *out, struct failures *f)
{
    struct err e = {0};
    const struct json *doc = json_parse(a, text, &e);

    *out = (struct plan){.header_rows = -1};
    if (doc != NULL) return plan_parse(doc, a, out, f);
    failure_add(f, FAIL_BAD_ARGUMENT, 0, "the plan is %s", e.text);
    return false;
}

/* ------------------------------------------------------------ checking */

/* Why a step has no op. */
static void unknown_op(const struct plan_step *s, int step, struct failures *f)
{
    const struct json *name = json_member(s->doc, "op");
    const struct op *near = op_nearest(s->doc);
    struct failure *x;

    if (s->doc->type != J_OBJECT) {
        x = failure_add(f, FAIL_BAD_ARGUMENT, step, "a step must be an object");
        x->pointer = arena_printf(f->arena, "/steps/%d", step - 1);
        return;
    }
    if (name == NULL)
        x = failure_add(f, FAIL_MISSING_ARGUMENT, step, "a step must name its \"op\"");
    else if (name->type != J_TEXT)
        x = failure_add(f, FAIL_BAD_ARGUMENT, step, "\"op\" must be a string");
    else
        x = failure_add(f, FAIL_UNKNOWN_OP, step, "no op named \"%.*s\"", SLICE_ARG(s->name));
    x->op = s->name;
    x->argument = S("op");
    x->pointer = arena_printf(f->arena, "/steps/%d/op", step - 1);
    if (near != NULL) x->suggestion = slice_z(near->name);
}

/* The columns of t and no rows. */
static bool names_of(const struct table *t, struct arena *a, struct table *out, struct failures *f)
{
    struct err e = {0};

    if (!table_share(out, a, t, &e)) {
        failure_add(f, FAIL_LIMIT, 0, "%s", e.text);
        return false;
    }
    out->nrow = 0;
    for (int c = 0; c < out->ncol; c++) out->col[c].place = NULL;
    return true;
}

/* A misspelled op is guessed from its name, but only when its arguments are those of the guess. */
static bool guess_fits(const struct op *op, const struct json *step, const struct op_run *run)
{
    struct failures none = {.arena = run->arena};
    struct op_run tried = {.arena = run->arena, .failures = &none, .step = run->step};

    op_parse(op, step, NULL, &tried);
    for (int i = 0; i < none.n; i++)
        if (none.at[i].code == FAIL_UNKNOWN_ARGUMENT || none.at[i].code == FAIL_MISSING_ARGUMENT)
            return false;
    return true;
}

/* Checks one step against `now`, whose columns may be unknown (then only its form). Moves `now` on
 * to the columns after it. */
static void check_step(const struct plan_step *s, struct table *now, bool *known,
                       struct op_run *run)
{
    struct failures guesses = {.arena = run->arena};
    struct failures *report = run->failures;
    const struct op *op = s->op;
    struct table after = {0};
    int before = report->n;
    void *args;
    bool ok;

    if (op == NULL) {
        unknown_op(s, run->step, report);
        op = op_nearest(s->doc);
        if (op == NULL || !guess_fits(op, s->doc, run)) {
            *known = false;
            return;
        }
    }
    args = op_parse_leniently(op, s->doc, *known ? now : NULL, run);
    if (!*known) return;
    if (args == NULL || op_blind(op, args)) {
        *known = false;
        return;
    }
    run->columns_unknown = false;
    run->grown = -1;
    /* What a guess leads to is not the plan's fault: it only helps to know the columns. */
    if (report->n > before) run->failures = &guesses;
    ok = (op->check == NULL || op->check(args, now, run)) && op->apply(args, now, &after, run);
    run->failures = report;
    *known = ok && !run->columns_unknown;
    if (!op->keeps_rows) run->rows = run->grown;
    if (ok) *now = after;
}

bool plan_check(const struct plan *p, const struct table *in, struct arena *a, struct table *out,
                struct failures *f)
{
    struct op_run run = {.arena = a,
                         .failures = f,
                         .names_only = true,
                         .rows = (double)in->nrow,
                         .input = p->table,
                         .ninput = p->ninput};
    int before = f->n;
    struct table now;
    bool known = true;

    if (!names_of(in, a, &now, f)) return false;
    for (int i = 0; i < p->nstep; i++) {
        run.step = i + 1;
        check_step(&p->step[i], &now, &known, &run);
    }
    if (known && p->metrics != NULL) {
        struct table after;

        metric_apply(p->metrics, &now, a, &after, f);
        now = after;
    }
    if (known && p->sentinels != NULL) {
        struct sentinel_options so = {.input = p->table, .ninput = p->ninput};

        sentinel_check_all(p->sentinels, &now, &so, f);
    }
    if (out != NULL) *out = known ? now : (struct table){.arena = a};
    return f->n == before;
}

/* ------------------------------------------------------------ applying */

static bool apply_step(const struct plan_step *s, const struct table *in, struct table *out,
                       struct op_run *run)
{
    void *args;
    int before = run->failures->n;

    if (s->op == NULL) {
        unknown_op(s, run->step, run->failures);
        return false;
    }
    args = op_parse(s->op, s->doc, in, run);
    if (args == NULL) return false;
    if (op_blind(s->op, args)) {
        op_fail(run, FAIL_STEP_FAILED, NULL, "the input that it works with has not been read");
        return false;
    }
    if (s->op->check != NULL && !s->op->check(args, in, run)) return false;
    if (s->op->apply(args, in, out, run)) return true;
    /* An op that refuses must have said why. */
    if (run->failures->n == before)
        op_fail(run, FAIL_LIMIT, NULL, "the step does not fit the memory limit");
    return false;
}

/* The rows that a step took away as totals, told by their source rows: sentinels may compare the
 * result with what they say. */
static void keep_dropped(const struct table *before, const struct table *after, struct arena *a,
                         struct sentinel_options *o)
{
    struct sentinel_dropped *list = arena_new(a, struct sentinel_dropped, o->ndropped + 1),
                            *d = list + o->ndropped;
    struct table *from = arena_new(a, struct table, 1);
    int64_t *row = arena_new(a, int64_t, before->nrow - after->nrow + 1), k = 0;

    if (list == NULL || from == NULL || row == NULL) return;
    if (o->ndropped > 0) memcpy(list, o->dropped, sizeof *list * (size_t)o->ndropped);
    *from = *before;
    *d = (struct sentinel_dropped){.from = from, .row = row};
    for (int64_t r = 0; r < before->nrow && d->n < before->nrow - after->nrow; r++)
        if (k < after->nrow && before->source_row[r] == after->source_row[k])
            k++;
        else
            row[d->n++] = r;
    o->dropped = list;
    o->ndropped++;
}

/* What follows the last step: the metrics, then what the result must be like. */
static bool finish(const struct plan *p, const struct plan_options *o,
                   const struct sentinel_options *so, struct arena *a, struct plan_result *out,
                   struct failures *f)
{
    struct table after;
    int before;

    if (p->metrics != NULL) {
        if (!metric_apply(p->metrics, &out->table, a, &after, f)) return false;
        out->table = after;
    }
    before = f->n;
    out->target = (struct target_check){.reject_rows = o->reject_rows,
                                        .options = {.input = p->table, .ninput = p->ninput}};
    /* Rejected rows are no business of the sentinels. */
    if (plantarget_schema(p, o->target, a, &out->target.schema, f))
        target_meet(&out->target, &out->table, a, f, &out->warnings);
    sentinel_run(p->sentinels, &out->table, so, a, f, &out->warnings, &out->metric, &out->nmetric);
    if (o->lineage && f->n == before) {
        out->lineage = lineagecolumn_of(p, out, &out->after[0], a);
        if (out->lineage == NULL)
            failure_add(f, FAIL_LIMIT, 0, "the lineage does not fit the memory limit");
    }
    return f->n == before;
}

/* Runs the first n steps on out->table; keep: the columns to go on with before each, or NULL. */
static bool run_steps(const struct plan *p, int n, const struct op_columns *keep,
                      struct op_run *run, struct sentinel_options *so, struct plan_result *out)
{
    for (int i = 0; i < n; i++) {
        struct table now = out->table, after = {0};

        run->step = i + 1;
        if (keep != NULL && !op_narrow(run, &now, &out->table, &keep[i])) return false;
        if (!apply_step(&p->step[i], &now, &after, run)) return false;
        if (p->step[i].op->drops_totals && p->sentinels != NULL && after.nrow < now.nrow)
            keep_dropped(&now, &after, run->arena, so);
        out->table = after;
        out->done = i + 1;
        if (out->after != NULL) out->after[i + 1] = after;
    }
    return true;
}

bool plan_apply(const struct plan *p, const struct table *in, const struct plan_options *o,
                struct arena *a, struct plan_result *out, struct failures *f)
{
    /* What is known of the columns of each step must stay small beside the rows. */
    enum { ROWS_PER_STEP = 64 };
    struct op_run run = {.arena = a,
                         .failures = f,
                         .cells_max = o->cells_max,
                         .input = p->table,
                         .ninput = p->ninput,
                         .source_name = o->source_name,
                         .sheet_name = o->sheet_name,
                         .sheet = o->sheet};
    int n = o->upto > 0 && o->upto < p->nstep ? o->upto : p->nstep;
    struct sentinel_options so = {.history = o->history, .input = p->table, .ninput = p->ninput};
    struct op_columns *keep = NULL;
    struct plan head = *p;
    int before;

    *out = (struct plan_result){.table = *in, .warnings = {.arena = a}};
    if (o->keep_steps) {
        out->after = arena_new(a, struct table, p->nstep + 1);
        if (out->after == NULL) {
            failure_add(f, FAIL_LIMIT, 0, "the plan does not fit the memory limit");
            return false;
        }
        out->after[0] = *in;
    }
    head.nstep = n;
    if (n < p->nstep) head.metrics = head.sentinels = NULL;
    if (!plan_check(&head, in, a, NULL, f)) return false;
    if (!o->keep_steps && in->nrow / ROWS_PER_STEP > n) keep = plan_needs(p, n, in, a);
    before = f->n;
    if (!run_steps(p, n, keep, &run, &so, out)) {
        if (keep == NULL) return false;
        /* How it fails is told on the whole table. */
        f->n = before;
        out->table = *in;
        out->done = 0;
        if (!run_steps(p, n, NULL, &run, &so, out)) return false;
    }
    return n < p->nstep || finish(p, o, &so, a, out, f);
}
