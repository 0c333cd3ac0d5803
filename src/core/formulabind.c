/* formulabind.c - names to columns, and kinds. */
#include "formulanode.h"

#include "pattern.h"
#include <stdio.h>

struct binder {
    const struct table *in;
    const int *col;
    struct formula_error *e;
    bool inside; /* an aggregate */
};

static bool fail(struct formula_error *e, enum failure_code code, const struct node *n,
                 slice suggestion, const char *text)
{
    if (e->text[0] != 0) return false;
    e->code = code, e->at = n->at, e->n = n->n;
    e->suggestion = suggestion;
    snprintf(e->text, sizeof e->text, "%s", text);
    return false;
}

/* ------------------------------------------------------------------ names */

static slice nearest_column(const struct table *in, slice name)
{
    int best = name.n < 4 ? 2 : name.n < 9 ? 3 : 4;
    slice near = S("");

    for (int c = 0; c < in->ncol; c++) {
        slice other = in->col[c].name;
        int d = slice_eq_nocase(name, other) ? 0 : slice_distance(name, other, best);

        if (other.n > 0 && d < best) best = d, near = other;
    }
    return near;
}

bool formula_resolve(const struct formula *f, const struct table *in, struct arena *a, int **col,
                     struct formula_error *e)
{
    *col = arena_new(a, int, f->ncolumn > 0 ? f->ncolumn : 1);
    if (*col == NULL) return fail(e, FAIL_LIMIT, f->root, S(""), "the formula does not fit");
    for (int i = 0; i < f->ncolumn; i++) {
        const struct node *n = f->column[i];
        int count = table_count_name(in, n->name);
        char text[200];

        (*col)[i] = table_find(in, n->name, 1);
        if (count == 1) continue;
        if (count > 1)
            snprintf(text, sizeof text, "%d columns are named \"%.100s\": rename them first", count,
                     n->name.p);
        else
            snprintf(text, sizeof text, "no column named \"%.*s\"",
                     n->name.n > 100 ? 100 : (int)n->name.n, n->name.p);
        return fail(e, FAIL_FORMULA_NAME, n, count == 0 ? nearest_column(in, n->name) : S(""),
                    text);
    }
    return true;
}

/* ------------------------------------------------------------------ kinds */

static bool numeric(enum kind k)
{
    return k == KIND_INTEGER || k == KIND_NUMBER || k == KIND_EMPTY;
}

static bool dated(enum kind k)
{
    return k == KIND_DATE || k == KIND_DATETIME || k == KIND_EMPTY;
}

static bool is(enum kind k, enum kind want)
{
    return k == want || k == KIND_EMPTY;
}

static const char *people(enum kind k)
{
    static const char *const name[] = {
        [KIND_EMPTY] = "null",      [KIND_BOOL] = "true or false",  [KIND_INTEGER] = "a number",
        [KIND_NUMBER] = "a number", [KIND_DATE] = "a date",         [KIND_DATETIME] = "a datetime",
        [KIND_TIME] = "a time",     [KIND_DURATION] = "a duration", [KIND_TEXT] = "text"};

    return name[k];
}

/* "… is text, not a number", with the op that would help. */
static bool wrong(struct binder *b, const struct node *n, enum kind have, const char *want)
{
    char text[200];
    slice help = S("");

    if (have == KIND_TEXT && n->type == NODE_COLUMN) {
        if (strcmp(want, "a number") == 0 || strcmp(want, "a number or a duration") == 0)
            help = S("parse_number");
        else if (strncmp(want, "a date", 6) == 0)
            help = S("parse_date");
        else if (strcmp(want, "true or false") == 0)
            help = S("parse_bool");
    }
    if (n->type == NODE_COLUMN)
        snprintf(text, sizeof text, "column \"%.*s\" is %s, not %s%s%s",
                 n->name.n > 80 ? 80 : (int)n->name.n, n->name.p, people(have), want,
                 help.n > 0 ? ": parse it first with " : "", help.n > 0 ? help.p : "");
    else
        snprintf(text, sizeof text, "this is %s, not %s", people(have), want);
    return fail(b->e, FAIL_FORMULA_KIND, n, help, text);
}

static bool common(enum kind x, enum kind y, enum kind *out)
{
    if (x == KIND_EMPTY || y == KIND_EMPTY || x == y) {
        *out = x == KIND_EMPTY ? y : x;
        return true;
    }
    if (numeric(x) && numeric(y)) return *out = KIND_NUMBER, true;
    if (dated(x) && dated(y)) return *out = KIND_DATETIME, true;
    return false;
}

static bool kind_of(struct binder *b, const struct node *n, enum kind *out);

static bool mismatch(struct binder *b, const struct node *n, enum kind x, enum kind y,
                     const char *doing)
{
    const struct node *l = n->arg[0], *r = n->arg[1];
    char text[200];

    /* A text column beside something else: say what to do with it. */
    if (x == KIND_TEXT && y != KIND_TEXT && l->type == NODE_COLUMN)
        return wrong(b, l, x, people(y));
    if (y == KIND_TEXT && x != KIND_TEXT && r->type == NODE_COLUMN)
        return wrong(b, r, y, people(x));
    if ((dated(x) && y == KIND_TEXT) || (dated(y) && x == KIND_TEXT)) {
        snprintf(text, sizeof text, "cannot %s %s and %s: a date is written #2024-03-31#", doing,
                 people(x), people(y));
        return fail(b->e, FAIL_FORMULA_KIND, n, S(""), text);
    }
    if ((dated(x) && numeric(y)) || (dated(y) && numeric(x))) {
        snprintf(text, sizeof text, "cannot %s %s and %s: seven days are written 7d", doing,
                 people(x), people(y));
        return fail(b->e, FAIL_FORMULA_KIND, n, S(""), text);
    }
    snprintf(text, sizeof text, "cannot %s %s and %s", doing, people(x), people(y));
    return fail(b->e, FAIL_FORMULA_KIND, n, S(""), text);
}

static bool whole_days(const struct node *n)
{
    return n->type == NODE_LITERAL && n->value.type == V_DURATION && n->value.at.ns == 0 &&
           n->value.at.sec % 86400 == 0;
}

static bool add_kind(struct binder *b, const struct node *n, enum kind x, enum kind y,
                     enum kind *out)
{
    bool minus = n->op == BIN_SUB;

    if (numeric(x) && numeric(y)) {
        *out = x == KIND_INTEGER && y == KIND_INTEGER ? KIND_INTEGER : KIND_NUMBER;
        return true;
    }
    if (is(x, KIND_DURATION) && is(y, KIND_DURATION)) return *out = KIND_DURATION, true;
    if (!minus && is(x, KIND_TEXT) && is(y, KIND_TEXT)) return *out = KIND_TEXT, true;
    if (dated(x) && y == KIND_DURATION) {
        *out = x == KIND_DATE && !whole_days(n->arg[1]) ? KIND_DATETIME : x;
        return true;
    }
    if (!minus && x == KIND_DURATION && dated(y)) {
        *out = y == KIND_DATE && !whole_days(n->arg[0]) ? KIND_DATETIME : y;
        return true;
    }
    if (minus && dated(x) && dated(y)) return *out = KIND_DURATION, true;
    if (minus && is(x, KIND_TIME) && is(y, KIND_TIME)) return *out = KIND_DURATION, true;
    return mismatch(b, n, x, y, minus ? "subtract" : "add");
}

static bool product_kind(struct binder *b, const struct node *n, enum kind x, enum kind y,
                         enum kind *out)
{
    if (numeric(x) && numeric(y)) {
        bool whole = x == KIND_INTEGER && y == KIND_INTEGER && n->op != BIN_DIV;

        *out = whole ? KIND_INTEGER : KIND_NUMBER;
        return true;
    }
    if (n->op == BIN_MUL && x == KIND_DURATION && numeric(y)) return *out = x, true;
    if (n->op == BIN_MUL && numeric(x) && y == KIND_DURATION) return *out = y, true;
    if (n->op == BIN_DIV && x == KIND_DURATION && numeric(y)) return *out = x, true;
    if (n->op == BIN_DIV && x == KIND_DURATION && y == KIND_DURATION)
        return *out = KIND_NUMBER, true;
    return mismatch(b, n, x, y, n->op == BIN_MUL ? "multiply" : "divide");
}

static bool binary_kind(struct binder *b, const struct node *n, enum kind *out)
{
    enum kind x, y, both;

    if (!kind_of(b, n->arg[0], &x) || !kind_of(b, n->arg[1], &y)) return false;
    switch (n->op) {
    case BIN_OR:
    case BIN_AND:
        if (!is(x, KIND_BOOL)) return wrong(b, n->arg[0], x, "true or false");
        if (!is(y, KIND_BOOL)) return wrong(b, n->arg[1], y, "true or false");
        *out = KIND_BOOL;
        return true;
    case BIN_EQ:
    case BIN_NE:
    case BIN_LT:
    case BIN_LE:
    case BIN_GT:
    case BIN_GE:
        *out = KIND_BOOL;
        return common(x, y, &both) || mismatch(b, n, x, y, "compare");
    case BIN_ADD:
    case BIN_SUB:
        return add_kind(b, n, x, y, out);
    case BIN_MUL:
    case BIN_DIV:
    case BIN_REM:
        return product_kind(b, n, x, y, out);
    }
    return false;
}

static bool accepts(char letter, enum kind k)
{
    switch (letter) {
    case 'n':
    case 'i':
        return numeric(k);
    case 't':
        return is(k, KIND_TEXT);
    case 'b':
        return is(k, KIND_BOOL);
    case 'd':
        return dated(k);
    case 'm':
        return is(k, KIND_TIME) || dated(k);
    case 'x':
        return is(k, KIND_DURATION);
    default:
        return true;
    }
}

static const char *wanted(char letter)
{
    switch (letter) {
    case 'n':
    case 'i':
        return "a number";
    case 't':
        return "text";
    case 'b':
        return "true or false";
    case 'd':
        return "a date";
    case 'm':
        return "a time or datetime";
    default:
        return "a duration";
    }
}

static bool arguments_fit(struct binder *b, const struct node *n, enum kind *kind)
{
    const char *p = n->fn->takes;

    for (int i = 0; i < n->narg; i++) {
        if (!kind_of(b, n->arg[i], &kind[i])) return false;
        if (*p == '|') p++;
        /* A duration may be summed and averaged like a number. */
        if (!accepts(*p, kind[i]) && !(strcmp(n->fn->name, "sum") == 0 && kind[i] == KIND_DURATION))
            return wrong(b, n->arg[i], kind[i], wanted(*p));
        if (p[1] != '*' && p[1] != 0) p++;
    }
    return true;
}

/* A pattern that stands in the formula is looked at before any row is. */
static bool pattern_holds(struct binder *b, const struct node *n)
{
    const struct node *text = n->narg == 2 ? n->arg[1] : NULL;
    struct err e = {0};
    struct pattern *p;
    char why[160];

    if (strcmp(n->fn->name, "matches") != 0 || text == NULL || text->type != NODE_LITERAL ||
        text->value.type != V_TEXT)
        return true;
    p = pattern_open(text->value.text, false, &e);
    snprintf(why, sizeof why, "%.150s", e.text);
    if (p == NULL) return fail(b->e, FAIL_FORMULA_SYNTAX, text, S(""), why);
    pattern_close(p);
    return true;
}

static bool call_kind(struct binder *b, const struct node *n, enum kind *out)
{
    enum kind kind[256] = {KIND_EMPTY};
    int from = n->fn->gives[0] == 'u' ? 1 : 0;

    if (n->fn->aggregate && b->inside)
        return fail(b->e, FAIL_FORMULA_KIND, n, S(""), "an aggregate stands inside an aggregate");
    b->inside = b->inside || n->fn->aggregate;
    if (!arguments_fit(b, n, kind) || !pattern_holds(b, n)) return false;
    if (n->fn->aggregate) b->inside = false;
    switch (n->fn->gives[0]) {
    case 'n':
        *out = strcmp(n->fn->name, "round") == 0 && n->narg == 1 ? KIND_INTEGER : KIND_NUMBER;
        return true;
    case 'i':
        *out = KIND_INTEGER;
        return true;
    case 't':
        *out = KIND_TEXT;
        return true;
    case 'b':
        *out = KIND_BOOL;
        return true;
    case 'd':
        *out = KIND_DATE;
        return strcmp(n->fn->name, "date") != 0 || n->narg == 3 || dated(kind[0]) ||
               is(kind[0], KIND_TEXT) || wrong(b, n->arg[0], kind[0], "a date");
    case 's':
        *out = kind[0];
        if (strcmp(n->fn->name, "null_if") != 0) return true;
        return common(kind[0], kind[1], &kind[2]) || mismatch(b, n, kind[0], kind[1], "compare");
    default:
        *out = kind[from];
        for (int i = from; i < n->narg; i++)
            if (!common(*out, kind[i], out)) {
                char text[120];

                snprintf(text, sizeof text, "%s gives %s here and %s there", n->fn->name,
                         people(*out), people(kind[i]));
                return fail(b->e, FAIL_FORMULA_KIND, n->arg[i], S(""), text);
            }
        return true;
    }
}

static bool literal_kind(const struct node *n, enum kind *out)
{
    static const enum kind kind[] = {
        [V_NULL] = KIND_EMPTY, [V_NUMBER] = KIND_NUMBER,    [V_TEXT] = KIND_TEXT,
        [V_BOOL] = KIND_BOOL,  [V_DATE] = KIND_DATE,        [V_DATETIME] = KIND_DATETIME,
        [V_TIME] = KIND_TIME,  [V_DURATION] = KIND_DURATION};

    *out = kind[n->value.type];
    if (*out == KIND_NUMBER && decimal_is_integer(n->value.num)) *out = KIND_INTEGER;
    return true;
}

static bool kind_of(struct binder *b, const struct node *n, enum kind *out)
{
    enum kind k, both;

    switch (n->type) {
    case NODE_LITERAL:
        return literal_kind(n, out);
    case NODE_COLUMN:
        *out = b->in->col[b->col[n->id]].kind;
        return true;
    case NODE_NOT:
        if (!kind_of(b, n->arg[0], &k)) return false;
        *out = KIND_BOOL;
        return is(k, KIND_BOOL) || wrong(b, n->arg[0], k, "true or false");
    case NODE_MINUS:
        if (!kind_of(b, n->arg[0], out)) return false;
        return numeric(*out) || *out == KIND_DURATION ||
               wrong(b, n->arg[0], *out, "a number or a duration");
    case NODE_BINARY:
        return binary_kind(b, n, out);
    case NODE_IN:
        if (!kind_of(b, n->arg[0], &k)) return false;
        for (int i = 1; i < n->narg; i++) {
            enum kind one;

            if (!kind_of(b, n->arg[i], &one)) return false;
            if (!common(k, one, &both)) {
                struct node pair = *n;
                struct node *two[2] = {n->arg[0], n->arg[i]};

                pair.arg = two;
                return mismatch(b, &pair, k, one, "compare");
            }
        }
        *out = KIND_BOOL;
        return true;
    case NODE_CALL:
        return call_kind(b, n, out);
    }
    return false;
}

bool formula_bind(const struct formula *f, const struct table *in, struct arena *a, enum kind *kind,
                  struct formula_error *e)
{
    struct binder b = {.in = in, .e = e};
    int *col;

    *e = (struct formula_error){.suggestion = S("")};
    if (!formula_resolve(f, in, a, &col, e)) return false;
    b.col = col;
    return kind_of(&b, f->root, kind);
}

bool formula_has_aggregate(const struct formula *f)
{
    return f->naggregate > 0;
}

void formula_reads(const struct formula *f, const struct table *in, struct arena *a, int **at,
                   int *n)
{
    *n = 0;
    *at = arena_new(a, int, f->ncolumn > 0 ? f->ncolumn : 1);
    for (int i = 0; *at != NULL && i < f->ncolumn; i++) {
        int c = table_find(in, f->column[i]->name, 1);
        bool seen = c < 0;

        for (int k = 0; k < *n && !seen; k++) seen = (*at)[k] == c;
        if (!seen) (*at)[(*n)++] = c;
    }
}
