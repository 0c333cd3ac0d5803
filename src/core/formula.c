/* formula.c - text to tree. Precedence, loosest first: or, and, not, comparison and in, + -,
 * * / %, unary minus, call. */
#include "formula.h"

#include "formulanode.h"

#include "utf8.h"
#include <stdio.h>

enum { DEPTH_MAX = 200, TEXT_MAX = 1 << 16, ARGS_MAX = 256 };

enum token { T_END, T_NUMBER, T_TEXT, T_DATE, T_NAME, T_COLUMN, T_SIGN, T_BAD };

struct parser {
    slice text;
    ptrdiff_t at; /* of the token at hand */
    ptrdiff_t n;
    enum token token;
    slice value;  /* T_NAME, T_COLUMN, T_TEXT: what it says; T_NUMBER, T_DATE: as written */
    char unit[4]; /* T_NUMBER with a unit of time */
    struct arena *a;
    struct formula_error *e;
    struct formula *f;
    int depth, columns_cap, aggregates_cap;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void *fail(struct parser *p, enum failure_code code, ptrdiff_t at, ptrdiff_t n,
                  slice suggestion, const char *text, slice what)
{
    if (p->e->text[0] != 0) return NULL;
    p->e->code = code, p->e->at = at, p->e->n = n;
    p->e->suggestion = suggestion;
    snprintf(p->e->text, sizeof p->e->text, "%s%.*s%s", text, what.n > 80 ? 80 : (int)what.n,
             what.p != NULL ? what.p : "", what.n > 0 ? "\"" : "");
    return NULL;
}

static void *unexpected(struct parser *p, const char *want)
{
    char text[120];
    slice what = {p->text.p + p->at, p->n};

    if (p->token == T_BAD) return NULL; /* said already */
    snprintf(text, sizeof text, "expected %s, found %s", want,
             p->token == T_END ? "the end of the formula" : "\"");
    return fail(p, FAIL_FORMULA_SYNTAX, p->at, p->n > 0 ? p->n : 1, S(""), text,
                p->token == T_END ? S("") : what);
}

/* --------------------------------------------------------------- tokens */

static bool is_name(slice s, bool first)
{
    int32_t cp;

    if (s.n == 0) return false;
    if (s.p[0] == '_' || (!first && is_digit(s.p[0]))) return true;
    utf8_decode(s.p, s.n, &cp);
    return cp >= 0 && utf8_is_letter(cp);
}

/* Text between quotes (or brackets), the closing one doubled standing for itself. */
static void lex_quoted(struct parser *p, enum token token, char close)
{
    struct buf b = {0};
    ptrdiff_t i = p->at + 1;

    for (;; i++) {
        if (i >= p->text.n) {
            fail(p, FAIL_FORMULA_SYNTAX, p->at, p->text.n - p->at, S(""),
                 close == ']' ? "the column name is not closed with ]"
                              : "the text is not closed with a quote",
                 S(""));
            p->token = T_BAD;
            buf_free(&b);
            return;
        }
        if (p->text.p[i] == close) {
            if (i + 1 >= p->text.n || p->text.p[i + 1] != close) break;
            i++;
        }
        buf_putc(&b, p->text.p[i]);
    }
    p->n = i + 1 - p->at;
    p->token = token;
    p->value = buf_take(&b, p->a);
}

static void lex_number(struct parser *p)
{
    static const char *const unit[] = {"min", "w", "d", "h", "s", NULL};
    ptrdiff_t i = p->at;
    slice rest;

    while (i < p->text.n && is_digit(p->text.p[i])) i++;
    if (i + 1 < p->text.n && p->text.p[i] == '.' && is_digit(p->text.p[i + 1]))
        for (i++; i < p->text.n && is_digit(p->text.p[i]);) i++;
    if (i + 1 < p->text.n && (p->text.p[i] == 'e' || p->text.p[i] == 'E')) {
        ptrdiff_t k = i + 1;

        if (p->text.p[k] == '+' || p->text.p[k] == '-') k++;
        if (k < p->text.n && is_digit(p->text.p[k]))
            for (i = k; i < p->text.n && is_digit(p->text.p[i]);) i++;
    }
    p->value = slice_sub(p->text, p->at, i);
    p->token = T_NUMBER;
    p->unit[0] = 0;
    rest = slice_sub(p->text, i, p->text.n);
    for (int k = 0; unit[k] != NULL; k++) {
        ptrdiff_t n = (ptrdiff_t)strlen(unit[k]);

        if (!slice_starts(rest, slice_z(unit[k])) || is_name(slice_sub(rest, n, rest.n), false))
            continue;
        memcpy(p->unit, unit[k], (size_t)n + 1);
        i += n;
        break;
    }
    p->n = i - p->at;
    if (p->unit[0] == 0 && is_name(rest, true)) {
        fail(p, FAIL_FORMULA_SYNTAX, p->at, p->n + 1, S(""),
             "a number runs into a word; durations end in w, d, h, min or s", S(""));
        p->token = T_BAD;
    }
}

static void next(struct parser *p)
{
    char c;

    p->at += p->n, p->n = 0;
    while (p->at < p->text.n) {
        int32_t cp;
        int n = utf8_decode(p->text.p + p->at, p->text.n - p->at, &cp);

        if (cp < 0 || !utf8_is_space(cp)) break;
        p->at += n;
    }
    if (p->at >= p->text.n) {
        p->token = T_END;
        return;
    }
    c = p->text.p[p->at];
    if (is_digit(c)) {
        lex_number(p);
    } else if (c == '\'' || c == '"') {
        lex_quoted(p, T_TEXT, c);
    } else if (c == '[') {
        lex_quoted(p, T_COLUMN, ']');
    } else if (c == '#') {
        lex_quoted(p, T_DATE, '#');
    } else if (is_name(slice_sub(p->text, p->at, p->text.n), true)) {
        while (is_name(slice_sub(p->text, p->at + p->n, p->text.n), false)) {
            int32_t cp;

            p->n += utf8_decode(p->text.p + p->at + p->n, p->text.n - p->at - p->n, &cp);
        }
        p->token = T_NAME;
        p->value = slice_sub(p->text, p->at, p->at + p->n);
    } else if (strchr("+-*/%(),=<>!", c) != NULL && c != 0) {
        slice two = slice_sub(p->text, p->at, p->at + 2);

        p->token = T_SIGN;
        p->n = slice_eqz(two, "<=") || slice_eqz(two, ">=") || slice_eqz(two, "!=") ||
                       slice_eqz(two, "<>") || slice_eqz(two, "==")
                   ? 2
                   : 1;
    } else {
        int32_t cp;

        p->n = utf8_decode(p->text.p + p->at, p->text.n - p->at, &cp);
        fail(p, FAIL_FORMULA_SYNTAX, p->at, p->n,
             c == '&'   ? S("and")
             : c == '|' ? S("or")
                        : S(""),
             "a formula has no sign \"", slice_sub(p->text, p->at, p->at + p->n));
        p->token = T_BAD;
    }
}

static bool is_sign(const struct parser *p, const char *sign)
{
    return p->token == T_SIGN && slice_eqz(slice_sub(p->text, p->at, p->at + p->n), sign);
}

static bool is_word(const struct parser *p, const char *word)
{
    return p->token == T_NAME && slice_eqz(p->value, word);
}

/* ---------------------------------------------------------------- nodes */

static struct node *node_new(struct parser *p, enum node_type type, ptrdiff_t at, int narg)
{
    struct node *n = arena_new(p->a, struct node, 1);

    if (n != NULL && narg > 0) n->arg = arena_new(p->a, struct node *, narg);
    if (n == NULL || (narg > 0 && n->arg == NULL))
        return fail(p, FAIL_LIMIT, 0, 1, S(""), "the formula does not fit the memory limit", S(""));
    n->type = type;
    n->at = at;
    n->narg = narg;
    n->id = -1;
    return n;
}

/* The node ends with the token before the one at hand. */
static struct node *spans(struct node *n, ptrdiff_t end)
{
    if (n != NULL) n->n = end - n->at;
    return n;
}

/* Puts n into the formula's list of columns or aggregates. */
static int enlist(struct parser *p, const struct node *n, const struct node ***list, int *count,
                  int *cap)
{
    if (*count == *cap) {
        int more = *cap > 0 ? 2 * *cap : 8;
        const struct node **grown = arena_new(p->a, const struct node *, more);

        if (grown == NULL) return -1;
        if (*count > 0) memcpy(grown, *list, (size_t)*count * sizeof *grown);
        *list = grown;
        *cap = more;
    }
    (*list)[*count] = n;
    return (*count)++;
}

static struct node *column(struct parser *p)
{
    struct node *n = node_new(p, NODE_COLUMN, p->at, 0);

    if (n == NULL) return NULL;
    n->name = p->value;
    n->n = p->n;
    n->id = enlist(p, n, &p->f->column, &p->f->ncolumn, &p->columns_cap);
    next(p);
    return n;
}

static struct node *expression(struct parser *p);

/* "by key" or "by (key, key)" behind an aggregate. */
static bool keys(struct parser *p, struct node *call)
{
    struct node *key[16];
    bool many;

    if (!is_word(p, "by")) return true;
    next(p);
    many = is_sign(p, "(");
    if (many) next(p);
    do {
        if (call->nby > 0) next(p);
        if (p->token != T_NAME && p->token != T_COLUMN) return unexpected(p, "a column") != NULL;
        if (call->nby == 16)
            return fail(p, FAIL_FORMULA_SYNTAX, p->at, p->n, S(""), "more than 16 keys", S("")) !=
                   NULL;
        if ((key[call->nby++] = column(p)) == NULL) return false;
    } while (many && is_sign(p, ","));
    if (many && !is_sign(p, ")")) return unexpected(p, "\",\" or \")\"") != NULL;
    if (many) next(p);
    call->by = arena_new(p->a, struct node *, call->nby);
    if (call->by == NULL) return false;
    memcpy(call->by, key, (size_t)call->nby * sizeof *key);
    return true;
}

static slice nearest_function(slice name)
{
    int best = name.n < 4 ? 2 : 3;
    slice near = S("");

    for (const struct function *f = function_table; f->name != NULL; f++) {
        int d = slice_distance(name, slice_z(f->name), best);

        if (d < best) best = d, near = slice_z(f->name);
    }
    return near;
}

/* Arguments up to the closing parenthesis, which is taken. */
static bool arguments(struct parser *p, struct node *n, int from)
{
    struct node *arg[ARGS_MAX];
    int narg = from;

    if (from > 0) arg[0] = n->arg[0];
    if (!is_sign(p, ")"))
        for (;;) {
            if (narg == ARGS_MAX)
                return fail(p, FAIL_FORMULA_SYNTAX, p->at, p->n, S(""), "too many values", S("")) !=
                       NULL;
            if ((arg[narg++] = expression(p)) == NULL) return false;
            if (!is_sign(p, ",")) break;
            next(p);
        }
    if (!is_sign(p, ")")) return unexpected(p, "\",\" or \")\"") != NULL;
    next(p);
    n->narg = narg;
    n->arg = arena_new(p->a, struct node *, narg > 0 ? narg : 1);
    if (n->arg == NULL) return false;
    memcpy(n->arg, arg, (size_t)narg * sizeof *arg);
    return true;
}

static struct node *call(struct parser *p, slice name, ptrdiff_t at)
{
    struct node *n = node_new(p, NODE_CALL, at, 0);
    int min, max;

    if (n == NULL) return NULL;
    n->name = name;
    n->fn = function_find(name);
    if (n->fn == NULL)
        return fail(p, FAIL_FORMULA_NAME, at, name.n, nearest_function(name),
                    "no function named \"", name);
    next(p);
    if (!arguments(p, n, 0)) return NULL;
    function_arity(n->fn, &min, &max);
    if (n->narg < min || n->narg > max) {
        char text[120];

        if (min == max)
            snprintf(text, sizeof text, "%s takes %d value%s, not %d", n->fn->name, min,
                     min == 1 ? "" : "s", n->narg);
        else if (n->narg < min)
            snprintf(text, sizeof text, "%s takes at least %d value%s, not %d", n->fn->name, min,
                     min == 1 ? "" : "s", n->narg);
        else
            snprintf(text, sizeof text, "%s takes at most %d values, not %d", n->fn->name, max,
                     n->narg);
        return fail(p, FAIL_FORMULA_SYNTAX, at, p->at - at, S(""), text, S(""));
    }
    if (n->fn->aggregate) {
        if (!keys(p, n)) return NULL;
        n->id = enlist(p, n, &p->f->aggregate, &p->f->naggregate, &p->aggregates_cap);
    }
    return spans(n, p->at);
}

/* ---------------------------------------------------------------- levels */

static struct node *number(struct parser *p)
{
    static const struct {
        const char *unit;
        int seconds;
    } units[] = {{"w", 604800}, {"d", 86400}, {"h", 3600}, {"min", 60}, {"s", 1}};
    struct node *n = node_new(p, NODE_LITERAL, p->at, 0);
    const struct decimal *v = decimal_parse(p->value, p->a), *ns = NULL;
    int64_t total = 0;

    if (n == NULL) return NULL;
    if (v == NULL)
        return fail(p, FAIL_FORMULA_SYNTAX, p->at, p->n, S(""), "the number is too long", S(""));
    n->n = p->n;
    n->value = value_number(v);
    if (p->unit[0] != 0) {
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
            if (strcmp(units[i].unit, p->unit) == 0)
                ns = decimal_mul(v, decimal_int(1000000000LL * units[i].seconds, p->a), p->a);
        if (ns == NULL || !decimal_i64(ns, &total))
            return fail(p, FAIL_FORMULA_SYNTAX, p->at, p->n, S(""),
                        "the duration is too long or finer than a nanosecond", S(""));
        n->value = value_duration(0, total);
    }
    n->spelled = slice_sub(p->text, p->at, p->at + p->n);
    next(p);
    return n;
}

static struct node *date_literal(struct parser *p)
{
    struct node *n = node_new(p, NODE_LITERAL, p->at, 0);

    if (n == NULL) return NULL;
    n->n = p->n;
    if (!value_read(p->value, KIND_DATE, p->a, &n->value) &&
        !value_read(p->value, KIND_DATETIME, p->a, &n->value) &&
        !value_read(p->value, KIND_TIME, p->a, &n->value))
        return fail(p, FAIL_FORMULA_SYNTAX, p->at, p->n, S(""),
                    "a date is written #2024-03-31# or #2024-03-31T08:00:00#, not \"", p->value);
    next(p);
    return n;
}

static struct node *literal(struct parser *p, struct value v)
{
    struct node *n = node_new(p, NODE_LITERAL, p->at, 0);

    if (n == NULL) return NULL;
    n->n = p->n;
    n->value = v;
    next(p);
    return n;
}

static struct node *primary(struct parser *p)
{
    if (p->token == T_NUMBER) return number(p);
    if (p->token == T_TEXT) return literal(p, value_text(p->value));
    if (p->token == T_DATE) return date_literal(p);
    if (p->token == T_COLUMN) return column(p);
    if (is_word(p, "true") || is_word(p, "false"))
        return literal(p, value_bool(p->value.p[0] == 't'));
    if (is_word(p, "null")) return literal(p, VALUE_NULL);
    if (is_sign(p, "(")) {
        struct node *n;

        next(p);
        n = expression(p);
        if (n == NULL) return NULL;
        if (!is_sign(p, ")")) return unexpected(p, "\")\"");
        next(p);
        return n;
    }
    if (p->token == T_NAME && !is_word(p, "and") && !is_word(p, "or") && !is_word(p, "in") &&
        !is_word(p, "by") && !is_word(p, "not")) {
        slice name = p->value;
        ptrdiff_t at = p->at;
        struct parser before = *p;

        next(p);
        if (is_sign(p, "(")) return call(p, name, at);
        p->at = before.at, p->n = before.n, p->token = before.token, p->value = before.value;
        return column(p);
    }
    return unexpected(p, "a value");
}

static struct node *binary(struct parser *p, enum binary op, struct node *x,
                           struct node *(*right)(struct parser *))
{
    struct node *n = node_new(p, NODE_BINARY, x->at, 2);

    if (n == NULL) return NULL;
    next(p);
    n->op = op;
    n->arg[0] = x;
    n->arg[1] = right(p);
    return n->arg[1] != NULL ? spans(n, n->arg[1]->at + n->arg[1]->n) : NULL;
}

static struct node *unary(struct parser *p)
{
    struct node *n;

    if (!is_sign(p, "-")) return primary(p);
    n = node_new(p, NODE_MINUS, p->at, 1);
    if (n == NULL) return NULL;
    if (++p->depth > DEPTH_MAX) return unexpected(p, "a shallower formula");
    next(p);
    n->arg[0] = unary(p);
    p->depth--;
    return n->arg[0] != NULL ? spans(n, n->arg[0]->at + n->arg[0]->n) : NULL;
}

static struct node *product(struct parser *p)
{
    struct node *x = unary(p);

    while (x != NULL && (is_sign(p, "*") || is_sign(p, "/") || is_sign(p, "%")))
        x = binary(p, is_sign(p, "*") ? BIN_MUL : is_sign(p, "/") ? BIN_DIV : BIN_REM, x, unary);
    return x;
}

static struct node *sum(struct parser *p)
{
    struct node *x = product(p);

    while (x != NULL && (is_sign(p, "+") || is_sign(p, "-")))
        x = binary(p, is_sign(p, "+") ? BIN_ADD : BIN_SUB, x, product);
    return x;
}

static bool is_comparison(const struct parser *p, enum binary *op)
{
    static const struct {
        const char *sign;
        enum binary op;
    } t[] = {{"=", BIN_EQ}, {"==", BIN_EQ}, {"!=", BIN_NE}, {"<>", BIN_NE},
             {"<", BIN_LT}, {"<=", BIN_LE}, {">", BIN_GT},  {">=", BIN_GE}};

    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++)
        if (is_sign(p, t[i].sign)) return *op = t[i].op, true;
    return false;
}

static struct node *in_list(struct parser *p, struct node *x)
{
    struct node *n = node_new(p, NODE_IN, x->at, 1);

    if (n == NULL) return NULL;
    n->arg[0] = x;
    next(p);
    if (!is_sign(p, "(")) return unexpected(p, "\"(\" and a list of values");
    next(p);
    if (is_sign(p, ")")) return unexpected(p, "a value");
    return arguments(p, n, 1) ? spans(n, p->at) : NULL;
}

static struct node *comparison(struct parser *p)
{
    struct node *x = sum(p);
    enum binary op;

    if (x == NULL) return NULL;
    if (is_comparison(p, &op)) {
        x = binary(p, op, x, sum);
        if (x != NULL && (is_comparison(p, &op) || is_word(p, "in")))
            return fail(p, FAIL_FORMULA_SYNTAX, p->at, p->n, S("and"),
                        "comparisons do not chain: join them with and", S(""));
        return x;
    }
    if (is_word(p, "in")) return in_list(p, x);
    if (is_word(p, "not")) {
        struct node *n = node_new(p, NODE_NOT, x->at, 1);

        next(p);
        if (n == NULL || !is_word(p, "in")) return unexpected(p, "\"in\"");
        n->arg[0] = in_list(p, x);
        return n->arg[0] != NULL ? spans(n, n->arg[0]->at + n->arg[0]->n) : NULL;
    }
    return x;
}

static struct node *negation(struct parser *p)
{
    struct node *n;

    if (!is_word(p, "not")) return comparison(p);
    n = node_new(p, NODE_NOT, p->at, 1);
    if (n == NULL) return NULL;
    if (++p->depth > DEPTH_MAX) return unexpected(p, "a shallower formula");
    next(p);
    n->arg[0] = negation(p);
    p->depth--;
    return n->arg[0] != NULL ? spans(n, n->arg[0]->at + n->arg[0]->n) : NULL;
}

static struct node *conjunction(struct parser *p)
{
    struct node *x = negation(p);

    while (x != NULL && is_word(p, "and")) x = binary(p, BIN_AND, x, negation);
    return x;
}

static struct node *expression(struct parser *p)
{
    struct node *x;

    if (++p->depth > DEPTH_MAX) return unexpected(p, "a shallower formula");
    x = conjunction(p);
    while (x != NULL && is_word(p, "or")) x = binary(p, BIN_OR, x, conjunction);
    p->depth--;
    return x;
}

const struct formula *formula_parse(slice text, struct arena *a, struct formula_error *e)
{
    struct parser p = {.a = a, .e = e};

    *e = (struct formula_error){.suggestion = S("")};
    p.f = arena_new(a, struct formula, 1);
    p.text = arena_copy(a, text);
    if (p.f == NULL || p.text.p == NULL || text.n > TEXT_MAX)
        return fail(&p, FAIL_LIMIT, 0, 1, S(""), "the formula is too long", S(""));
    p.f->text = p.text;
    next(&p);
    if (p.token == T_END)
        return fail(&p, FAIL_FORMULA_SYNTAX, 0, 1, S(""), "the formula is empty", S(""));
    p.f->root = expression(&p);
    if (p.f->root != NULL && p.token != T_END)
        p.f->root = unexpected(&p, "an operator or the end of the formula");
    return p.f->root != NULL ? p.f : NULL;
}

slice formula_caret(slice text, const struct formula_error *e, struct arena *a)
{
    ptrdiff_t from = e->at > text.n ? text.n : e->at, end = from + (e->n > 0 ? e->n : 1);
    ptrdiff_t line = from, stop;
    struct buf b = {0};

    while (line > 0 && text.p[line - 1] != '\n') line--;
    for (stop = line; stop < text.n && text.p[stop] != '\n';) stop++;
    buf_put(&b, slice_sub(text, line, stop));
    buf_putc(&b, '\n');
    for (ptrdiff_t i = line; i < (end < stop ? end : stop) || i == from;) {
        int32_t cp = ' ';
        int n = i < stop ? utf8_decode(text.p + i, stop - i, &cp) : 1,
            w = cp > 0 ? utf8_width(cp) : 1;

        for (int k = 0; k < w || (k == 0 && i == from && w <= 0); k++)
            buf_putc(&b, i < from ? ' ' : '^');
        i += n;
    }
    return buf_take(&b, a);
}
