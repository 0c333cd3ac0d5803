#include "planimportgrel.h"

/* Where we are in the expression. */
struct cursor {
    slice s;
    ptrdiff_t at;
    struct arena *arena;
};

static void skip_blanks(struct cursor *c)
{
    while (c->at < c->s.n && strchr(" \t\r\n", c->s.p[c->at]) != NULL && c->s.p[c->at] != 0)
        c->at++;
}

/* Moves over the word or sign when it comes next. */
static bool take(struct cursor *c, const char *z)
{
    skip_blanks(c);
    if (!slice_starts(slice_sub(c->s, c->at, c->s.n), slice_z(z))) return false;
    c->at += (ptrdiff_t)strlen(z);
    return true;
}

static slice take_word(struct cursor *c)
{
    ptrdiff_t from;

    skip_blanks(c);
    for (from = c->at; c->at < c->s.n; c->at++) {
        char ch = c->s.p[c->at];
        bool letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';

        if (!letter && !(ch >= '0' && ch <= '9' && c->at > from)) break;
    }
    return slice_sub(c->s, from, c->at);
}

/* A text in quotes, or a pattern between slashes, whose escapes stay as they are. */
static bool take_quoted(struct cursor *c, bool *pattern, slice *out)
{
    struct buf b = {0};
    char end;

    skip_blanks(c);
    end = c->at < c->s.n ? c->s.p[c->at] : 0;
    if (end != '"' && end != '\'' && (end != '/' || pattern == NULL)) return false;
    if (pattern != NULL) *pattern = end == '/';
    for (c->at++; c->at < c->s.n && c->s.p[c->at] != end; c->at++) {
        char ch = c->s.p[c->at], then = c->at + 1 < c->s.n ? c->s.p[c->at + 1] : 0;

        if (ch == '\\' && then != 0) {
            c->at++;
            if (end == '/' && then != '/') buf_putc(&b, '\\');
            if (end != '/' && (then == 'n' || then == 't')) then = then == 'n' ? '\n' : '\t';
            buf_putc(&b, then);
        } else {
            buf_putc(&b, ch);
        }
    }
    *out = buf_take(&b, c->arena);
    return take(c, (char[]){end, 0});
}

/* value, cells["X"].value, cells.X.value or a text. */
static bool take_term(struct cursor *c, struct planimportgrel_term *out)
{
    *out = (struct planimportgrel_term){0};
    if (take_quoted(c, NULL, &out->text)) return out->is_text = true;
    if (take(c, "cells")) {
        if (take(c, "[")) {
            if (!take_quoted(c, NULL, &out->text) || !take(c, "]")) return false;
        } else if (take(c, ".")) {
            out->text = take_word(c);
        }
        return out->text.n > 0 && take(c, ".") && slice_eqz(take_word(c), "value");
    }
    return slice_eqz(take_word(c), "value");
}

/* ---------------------------------------------------------------- calls */

static const struct {
    const char *name, *op, *key, *text;
    bool may_fail;
} plain[] = {{"trim", "trim", NULL, NULL, false},
             {"strip", "trim", NULL, NULL, false},
             {"toUppercase", "case", "to", "upper", false},
             {"toLowercase", "case", "to", "lower", false},
             {"toTitlecase", "case", "to", "title", false},
             {"toNumber", "parse_number", NULL, NULL, true},
             {"toDate", "parse_date", NULL, NULL, true},
             {"toString", "cast", "to", "text", false},
             {NULL, NULL, NULL, NULL, false}};

static bool take_replace(struct cursor *c, struct planimportgrel_call *out)
{
    bool pattern = false;
    slice find, with;

    if (!take_quoted(c, &pattern, &find) || !take(c, ",") || !take_quoted(c, NULL, &with))
        return false;
    /* GREL writes a backslash where a plan's pattern writes it too; $1 is the same in both. */
    *out = (struct planimportgrel_call){.op = "replace", .narg = 2};
    out->key[0] = pattern ? "pattern" : "find", out->key[1] = "with";
    out->value[0] = json_new_text(c->arena, find);
    out->value[1] = json_new_text(c->arena, with);
    return find.n > 0;
}

static bool take_call(struct cursor *c, struct planimportgrel_call *out)
{
    slice name = take_word(c);

    *out = (struct planimportgrel_call){0};
    if (!take(c, "(")) return false;
    if (slice_eqz(name, "replace")) return take_replace(c, out) && take(c, ")");
    for (int i = 0; plain[i].name != NULL && out->op == NULL; i++) {
        if (!slice_eqz(name, plain[i].name)) continue;
        *out = (struct planimportgrel_call){.op = plain[i].op, .may_fail = plain[i].may_fail};
        if (plain[i].key == NULL) continue;
        out->key[0] = plain[i].key;
        out->value[0] = json_new_text(c->arena, slice_z(plain[i].text));
        out->narg = 1;
    }
    return out->op != NULL && take(c, ")");
}

bool planimportgrel_read(slice expression, struct arena *a, struct planimportgrel *out)
{
    struct cursor c = {expression, 0, a};
    bool is_value;

    *out = (struct planimportgrel){0};
    take(&c, "grel:");
    do {
        if (out->nterm == PLANIMPORTGREL_MOST || !take_term(&c, &out->term[out->nterm++]))
            return false;
    } while (take(&c, "+"));
    is_value = out->nterm == 1 && !out->term[0].is_text && out->term[0].text.n == 0;
    if (is_value) out->nterm = 0;
    while (is_value && take(&c, "."))
        if (out->ncall == PLANIMPORTGREL_MOST || !take_call(&c, &out->call[out->ncall++]))
            return false;
    skip_blanks(&c);
    return c.at == c.s.n;
}
