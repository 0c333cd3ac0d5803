#include "formulaquick.h"

static bool known_kind(enum kind k)
{
    return k == KIND_INTEGER || k == KIND_NUMBER || k == KIND_TEXT || k == KIND_BOOL;
}

bool formulaquick_can(const struct node *n, const struct table *in, const int *col)
{
    if (n->type == NODE_CALL) return false;
    if (n->type == NODE_COLUMN) return known_kind(in->col[col[n->id]].kind);
    if (n->type == NODE_LITERAL)
        return n->value.type == V_NULL || n->value.type == V_NUMBER || n->value.type == V_TEXT ||
               n->value.type == V_BOOL;
    if (n->type == NODE_BINARY && (n->op == BIN_DIV || n->op == BIN_REM)) return false;
    for (int i = 0; i < n->narg; i++)
        if (!formulaquick_can(n->arg[i], in, col)) return false;
    return true;
}

static bool cell(const struct eval *x, int c, struct quick *out)
{
    const struct column *col = &x->in->col[c];
    slice s;

    out->type = QUICK_NULL;
    if (col->number != NULL) {
        out->num = col->number[x->row];
        if (out->num.scale == FIXED_EMPTY) return true;
        out->type = QUICK_NUMBER;
        return out->num.scale != FIXED_NONE;
    }
    s = column_cell(col, x->row);
    if (s.n == 0) return true;
    if (col->kind == KIND_TEXT) {
        out->type = QUICK_TEXT;
        out->text = s;
        return true;
    }
    if (col->kind == KIND_BOOL) {
        out->type = QUICK_BOOL;
        out->flag = slice_eq(s, S("true"));
        return out->flag || slice_eq(s, S("false"));
    }
    out->type = QUICK_NUMBER;
    return fixed_read(s, &out->num);
}

static bool literal(const struct node *n, struct quick *out)
{
    switch (n->value.type) {
    case V_NULL:
        out->type = QUICK_NULL;
        return true;
    case V_TEXT:
        out->type = QUICK_TEXT;
        out->text = n->value.text;
        return true;
    case V_BOOL:
        out->type = QUICK_BOOL;
        out->flag = n->value.flag;
        return true;
    case V_NUMBER:
        out->type = QUICK_NUMBER;
        return fixed_read(n->spelled, &out->num);
    case V_DATE:
    case V_DATETIME:
    case V_TIME:
    case V_DURATION:
        break;
    }
    return false;
}

/* <0, 0, >0 of two values of one type. */
static bool compare(const struct quick *l, const struct quick *r, int *out)
{
    if (l->type != r->type) return false;
    *out = l->type == QUICK_NUMBER ? fixed_cmp(l->num, r->num)
           : l->type == QUICK_TEXT ? slice_cmp(l->text, r->text)
                                   : l->flag - r->flag;
    return true;
}

static bool logic(const struct eval *x, const struct node *n, struct quick *out)
{
    bool decides = n->op == BIN_OR;
    struct quick l, r;

    if (!formulaquick_eval(x, n->arg[0], &l)) return false;
    if (l.type == QUICK_BOOL && l.flag == decides) {
        *out = l;
        return true;
    }
    if (!formulaquick_eval(x, n->arg[1], &r)) return false;
    *out = (r.type == QUICK_BOOL && r.flag == decides) || l.type != QUICK_NULL ? r : l;
    return true;
}

static bool binary(const struct eval *x, const struct node *n, struct quick *out)
{
    struct quick l, r;
    int c;

    if (n->op == BIN_OR || n->op == BIN_AND) return logic(x, n, out);
    if (!formulaquick_eval(x, n->arg[0], &l) || !formulaquick_eval(x, n->arg[1], &r)) return false;
    out->type = QUICK_NULL;
    if (l.type == QUICK_NULL || r.type == QUICK_NULL) return true;
    if (n->op == BIN_ADD || n->op == BIN_SUB || n->op == BIN_MUL) {
        if (l.type != QUICK_NUMBER || r.type != QUICK_NUMBER) return false;
        out->type = QUICK_NUMBER;
        return n->op == BIN_MUL ? fixed_mul(l.num, r.num, &out->num)
                                : fixed_plus(l.num, r.num, n->op == BIN_SUB, &out->num);
    }
    if (!compare(&l, &r, &c)) return false;
    out->type = QUICK_BOOL;
    out->flag = n->op == BIN_EQ   ? c == 0
                : n->op == BIN_NE ? c != 0
                : n->op == BIN_LT ? c < 0
                : n->op == BIN_LE ? c <= 0
                : n->op == BIN_GT ? c > 0
                                  : c >= 0;
    return true;
}

static bool in_list(const struct eval *x, const struct node *n, struct quick *out)
{
    bool unknown = false;
    struct quick v, one;
    int c;

    if (!formulaquick_eval(x, n->arg[0], &v)) return false;
    *out = v;
    if (v.type == QUICK_NULL) return true;
    out->type = QUICK_BOOL;
    out->flag = true;
    for (int i = 1; i < n->narg; i++) {
        if (!formulaquick_eval(x, n->arg[i], &one)) return false;
        if (one.type == QUICK_NULL) {
            unknown = true;
            continue;
        }
        if (!compare(&v, &one, &c)) return false;
        if (c == 0) return true;
    }
    out->flag = false;
    if (unknown) out->type = QUICK_NULL;
    return true;
}

bool formulaquick_eval(const struct eval *x, const struct node *n, struct quick *out)
{
    switch (n->type) {
    case NODE_LITERAL:
        return literal(n, out);
    case NODE_COLUMN:
        return cell(x, x->col[n->id], out);
    case NODE_NOT:
        if (!formulaquick_eval(x, n->arg[0], out)) return false;
        out->flag = !out->flag;
        return out->type == QUICK_BOOL || out->type == QUICK_NULL;
    case NODE_MINUS:
        if (!formulaquick_eval(x, n->arg[0], out)) return false;
        out->num.v = -out->num.v;
        return out->type == QUICK_NUMBER || out->type == QUICK_NULL;
    case NODE_BINARY:
        return binary(x, n, out);
    case NODE_IN:
        return in_list(x, n, out);
    case NODE_CALL:
        break;
    }
    return false;
}

/* ------------------------------------------------------ all rows at once */

static bool arithmetic(const struct node *n)
{
    return n->type == NODE_MINUS ||
           (n->type == NODE_BINARY && (n->op == BIN_ADD || n->op == BIN_SUB || n->op == BIN_MUL));
}

static bool rows_of_column(const struct eval *x, int c, struct arena *a, struct fixed_rows *out)
{
    const struct column *col = &x->in->col[c];
    struct fixed *read;

    out->step = 1;
    out->at = col->number;
    if (out->at != NULL) return true;
    if (col->kind != KIND_INTEGER && col->kind != KIND_NUMBER) return false;
    out->at = read = arena_new(a, struct fixed, x->in->nrow);
    if (read == NULL) return false;
    fixed_read_rows(col->cell, x->in->nrow, read);
    return true;
}

static bool rows_of_literal(const struct node *n, struct arena *a, struct fixed_rows *out)
{
    struct fixed *one = arena_new(a, struct fixed, 1);
    struct quick q;

    if (one == NULL || !literal(n, &q) || (q.type != QUICK_NUMBER && q.type != QUICK_NULL))
        return false;
    *one = q.type == QUICK_NULL ? (struct fixed){.scale = FIXED_EMPTY} : q.num;
    *out = (struct fixed_rows){one, 0};
    return true;
}

static bool rows_of(const struct eval *x, const struct node *n, struct arena *a,
                    struct fixed_rows *out)
{
    static const struct fixed zero = {0};
    struct fixed_rows l = {&zero, 0}, r;
    struct fixed *made;

    if (n->type == NODE_COLUMN) return rows_of_column(x, x->col[n->id], a, out);
    if (n->type == NODE_LITERAL) return rows_of_literal(n, a, out);
    if (!arithmetic(n) || (n->type == NODE_BINARY && !rows_of(x, n->arg[0], a, &l)) ||
        !rows_of(x, n->arg[n->narg - 1], a, &r))
        return false;
    made = arena_new(a, struct fixed, x->in->nrow);
    if (made == NULL) return false;
    if (n->type == NODE_BINARY && n->op == BIN_MUL)
        fixed_mul_rows(l, r, x->in->nrow, made);
    else
        fixed_plus_rows(l, r, n->type == NODE_MINUS || n->op == BIN_SUB, x->in->nrow, made);
    *out = (struct fixed_rows){made, 1};
    return true;
}

const struct fixed *formulaquick_numbers(const struct eval *x, const struct node *n,
                                         struct arena *a)
{
    enum { ROWS_MAX = 1 << 16 };
    struct fixed_rows rows;

    if (n->type == NODE_LITERAL || x->in->nrow > ROWS_MAX || !rows_of(x, n, a, &rows)) return NULL;
    return rows.at;
}

slice formulaquick_write(const struct quick *v, struct arena *a)
{
    char text[FIXED_TEXT];

    switch (v->type) {
    case QUICK_NULL:
        return S("");
    case QUICK_BOOL:
        return v->flag ? S("true") : S("false");
    case QUICK_TEXT:
        return v->text;
    case QUICK_NUMBER:
        break;
    }
    return arena_copy(a, fixed_text(v->num, text));
}
