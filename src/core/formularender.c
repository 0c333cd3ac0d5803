/* formularender.c - a formula as text: with names, with a row's values, with its source cells. */
#include "formulanode.h"

#include <stdio.h>

enum style { SYMBOLIC, BOUND, CITED };

struct render {
    enum style style;
    struct eval *x;     /* BOUND and CITED */
    const slice *sheet; /* by place.source; NULL: none */
    struct buf *out;
    struct arena *a;
};

/* How tightly a node binds; a child that binds less gets parentheses. */
static int level(const struct node *n)
{
    switch (n->type) {
    case NODE_NOT:
        return 3;
    case NODE_IN:
        return 4;
    case NODE_MINUS:
        return 7;
    case NODE_LITERAL:
        return n->value.type == V_NUMBER && decimal_sign(n->value.num) < 0 ? 7 : 8;
    case NODE_COLUMN:
    case NODE_CALL:
        return 8;
    case NODE_BINARY:
        break;
    }
    switch (n->op) {
    case BIN_OR:
        return 1;
    case BIN_AND:
        return 2;
    case BIN_ADD:
    case BIN_SUB:
        return 5;
    case BIN_MUL:
    case BIN_DIV:
    case BIN_REM:
        return 6;
    case BIN_EQ:
    case BIN_NE:
    case BIN_LT:
    case BIN_LE:
    case BIN_GT:
    case BIN_GE:
        break;
    }
    return 4;
}

static void quoted(struct buf *out, char open, slice s, char close)
{
    buf_putc(out, open);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == close) buf_putc(out, close);
        buf_putc(out, s.p[i]);
    }
    buf_putc(out, close);
}

static bool plain_name(slice s)
{
    static const char *const word[] = {"and", "or", "not", "in", "by", "true", "false", "null"};

    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        if (slice_eqz(s, word[i])) return false;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

        if (!letter && (i == 0 || c < '0' || c > '9')) return false;
    }
    return s.n > 0;
}

void formula_put_name(struct buf *out, slice s)
{
    if (plain_name(s))
        buf_put(out, s);
    else
        quoted(out, '[', s, ']');
}

void formula_put_text(struct buf *out, slice s)
{
    quoted(out, '\'', s, '\'');
}

static void literal(struct render *r, const struct value *v, slice spelled)
{
    slice s = value_write(v, r->a);

    switch (v->type) {
    case V_NULL:
        buf_putz(r->out, "null");
        break;
    case V_TEXT:
        formula_put_text(r->out, s);
        break;
    case V_DATE:
    case V_DATETIME:
    case V_TIME:
        quoted(r->out, '#', s, '#');
        break;
    case V_DURATION:
    case V_NUMBER:
        /* As written: 4e6000 must not become 6001 digits. */
        buf_put(r->out, spelled.n > 0 ? spelled : s);
        break;
    case V_BOOL:
        buf_put(r->out, s);
        break;
    }
}

/* A value among operators: a negative one needs parentheses there. */
static void value_in(struct render *r, const struct value *v, int outer)
{
    bool negative = v->type == V_NUMBER && decimal_sign(v->num) < 0 && outer > 0;

    if (negative) buf_putc(r->out, '(');
    literal(r, v, S(""));
    if (negative) buf_putc(r->out, ')');
}

static void sheet_prefix(struct render *r, unsigned source)
{
    slice sheet = r->sheet != NULL ? r->sheet[source] : S("");

    if (sheet.n == 0) return;
    if (plain_name(sheet))
        buf_put(r->out, sheet);
    else
        quoted(r->out, '\'', sheet, '\'');
    buf_putc(r->out, '!');
}

static void cite(struct render *r, int col, int outer)
{
    struct place at = table_place(r->x->in, col, r->x->row);
    char letters[8];
    struct value v;

    if (at.row > 0 && at.col > 0) {
        sheet_prefix(r, at.source);
        buf_printf(r->out, "%s%d", table_letters(at.col, letters), at.row);
        return;
    }
    v = formula_cell(r->x, col, r->x->row);
    value_in(r, &v, outer);
}

/* The column of an aggregate as a range of source cells, or its name. */
static void cite_all(struct render *r, int col)
{
    const struct table *t = r->x->in;
    struct place first = t->nrow > 0 ? table_place(t, col, 0) : (struct place){0};
    int32_t from = 0, to = 0;
    char letters[8];

    for (int64_t i = 0; i < t->nrow; i++) {
        struct place at = table_place(t, col, i);

        if (at.row == 0 || at.col != first.col || at.source != first.source) {
            from = 0;
            break;
        }
        if (from == 0 || at.row < from) from = at.row;
        if (at.row > to) to = at.row;
    }
    if (from == 0) {
        formula_put_name(r->out, t->col[col].name);
        return;
    }
    sheet_prefix(r, first.source);
    buf_printf(r->out, "%s%d", table_letters(first.col, letters), from);
    buf_printf(r->out, ":%s%d", letters, to);
}

static void put(struct render *r, const struct node *n, int outer, bool inside);

static void put_list(struct render *r, const struct node *n, int from, bool inside)
{
    buf_putc(r->out, '(');
    for (int i = from; i < n->narg; i++) {
        if (i > from) buf_putz(r->out, ", ");
        put(r, n->arg[i], 0, inside);
    }
    buf_putc(r->out, ')');
}

static void put_keys(struct render *r, const struct node *n)
{
    if (n->nby == 0) return;
    buf_putz(r->out, n->nby > 1 ? " by (" : " by ");
    for (int i = 0; i < n->nby; i++) {
        if (i > 0) buf_putz(r->out, ", ");
        formula_put_name(r->out, n->by[i]->name);
    }
    if (n->nby > 1) buf_putc(r->out, ')');
}

static void put_call(struct render *r, const struct node *n, int outer, bool inside)
{
    if (n->fn->aggregate && r->style == BOUND) {
        struct value v = formula_eval(r->x, n);

        value_in(r, &v, outer);
        return;
    }
    buf_put(r->out, n->name);
    put_list(r, n, 0, inside || n->fn->aggregate);
    put_keys(r, n);
}

static void put_binary(struct render *r, const struct node *n, bool inside)
{
    static const char *const sign[] = {
        [BIN_OR] = " or ", [BIN_AND] = " and ", [BIN_EQ] = " = ",  [BIN_NE] = " != ",
        [BIN_LT] = " < ",  [BIN_LE] = " <= ",   [BIN_GT] = " > ",  [BIN_GE] = " >= ",
        [BIN_ADD] = " + ", [BIN_SUB] = " - ",   [BIN_MUL] = " * ", [BIN_DIV] = " / ",
        [BIN_REM] = " % "};
    int l = level(n);

    /* Comparisons do not chain, so both sides must bind tighter; others lean to the left. */
    put(r, n->arg[0], l == 4 ? 5 : l, inside);
    buf_putz(r->out, sign[n->op]);
    put(r, n->arg[1], l + 1, inside);
}

static void put(struct render *r, const struct node *n, int outer, bool inside)
{
    bool wrap = level(n) < outer;
    struct value v;

    if (wrap) buf_putc(r->out, '(');
    switch (n->type) {
    case NODE_LITERAL:
        literal(r, &n->value, n->spelled);
        break;
    case NODE_COLUMN:
        if (r->style == SYMBOLIC || (inside && r->style == BOUND)) {
            formula_put_name(r->out, n->name);
        } else if (inside) {
            cite_all(r, r->x->col[n->id]);
        } else if (r->style == CITED) {
            cite(r, r->x->col[n->id], outer);
        } else {
            v = formula_cell(r->x, r->x->col[n->id], r->x->row);
            value_in(r, &v, outer);
        }
        break;
    case NODE_NOT:
        buf_putz(r->out, "not ");
        put(r, n->arg[0], 3, inside);
        break;
    case NODE_MINUS:
        buf_putc(r->out, '-');
        put(r, n->arg[0], 7, inside);
        break;
    case NODE_BINARY:
        put_binary(r, n, inside);
        break;
    case NODE_IN:
        put(r, n->arg[0], 5, inside);
        buf_putz(r->out, " in ");
        put_list(r, n, 1, inside);
        break;
    case NODE_CALL:
        put_call(r, n, outer, inside);
        break;
    }
    if (wrap) buf_putc(r->out, ')');
}

static bool same(const struct node *x, const struct node *y)
{
    if (x->type != y->type || x->narg != y->narg || x->nby != y->nby || !slice_eq(x->name, y->name))
        return false;
    if (x->type == NODE_BINARY && x->op != y->op) return false;
    if (x->type == NODE_LITERAL &&
        (x->value.type != y->value.type || value_cmp(&x->value, &y->value) != 0))
        return false;
    for (int i = 0; i < x->narg; i++)
        if (!same(x->arg[i], y->arg[i])) return false;
    for (int i = 0; i < x->nby; i++)
        if (!same(x->by[i], y->by[i])) return false;
    return true;
}

bool formula_same(const struct formula *x, const struct formula *y)
{
    return same(x->root, y->root);
}

slice formula_symbolic(const struct formula *f, struct arena *a)
{
    struct buf b = {0};
    struct render r = {.style = SYMBOLIC, .out = &b, .a = a};

    put(&r, f->root, 0, false);
    return buf_take(&b, a);
}

static slice with_row(const struct formula *f, const struct table *in, int64_t row,
                      const slice *sheet, enum style style, struct arena *a)
{
    struct arena scratch;
    struct err err = {0};
    struct eval x = {.f = f, .in = in, .scratch = &scratch, .err = &err};
    struct buf b = {0};
    struct render r = {.style = style, .x = &x, .sheet = sheet, .out = &b, .a = &scratch};
    struct formula_error fe = {0};
    int *col;

    arena_init(&scratch, ARENA_NO_LIMIT);
    if (formula_resolve(f, in, a, &col, &fe)) {
        x.col = col;
        if (formula_aggregate(&x, a)) {
            x.row = row;
            put(&r, f->root, 0, false);
            if (style == BOUND) {
                struct value v = formula_eval(&x, f->root);

                buf_putz(&b, " = ");
                literal(&r, &v, S(""));
            }
        }
    }
    function_close(&x);
    arena_free(&scratch);
    return buf_take(&b, a);
}

slice formula_bound(const struct formula *f, const struct table *in, int64_t row, struct arena *a)
{
    return with_row(f, in, row, NULL, BOUND, a);
}

slice formula_cited(const struct formula *f, const struct table *in, int64_t row,
                    const slice *sheet, struct arena *a)
{
    return with_row(f, in, row, sheet, CITED, a);
}
