#include "failure.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const name[] = {
#define X(id, name) name,
    FAILURE_LIST(X)
#undef X
};
enum { NCODE = sizeof name / sizeof name[0] };

const char *failure_name(enum failure_code c)
{
    return name[c];
}

bool failure_from_name(slice s, enum failure_code *out)
{
    for (int i = 0; i < NCODE; i++) {
        if (!slice_eqz(s, name[i])) continue;
        *out = (enum failure_code)i;
        return true;
    }
    return false;
}

static struct failure *grow(struct failures *l)
{
    if (l->n == l->cap) {
        int cap = l->cap == 0 ? 8 : 2 * l->cap;
        struct failure *at = arena_new(l->arena, struct failure, cap);

        /* A list that cannot grow any more keeps its last entry for the newest. */
        if (at == NULL && l->n > 0) return &l->at[l->n - 1];
        if (at == NULL) {
            struct arena own;

            /* Even an exhausted arena must be able to say so once. */
            arena_init(&own, ARENA_NO_LIMIT);
            at = arena_new(&own, struct failure, cap);
            arena_adopt(l->arena, &own);
        }
        if (l->n > 0) memcpy(at, l->at, (size_t)l->n * sizeof *at);
        l->at = at;
        l->cap = cap;
    }
    return &l->at[l->n++];
}

struct failure *failure_add(struct failures *l, enum failure_code c, int step, const char *fmt, ...)
{
    struct failure *f = grow(l);
    char text[1000];
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0) n = 0;
    if (n >= (int)sizeof text) {
        n = (int)sizeof text - 1;
        while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) n--;
    }
    *f = (struct failure){.code = c, .step = step, .count = 1};
    f->message = arena_copy(l->arena, (slice){text, n});
    return f;
}

void failure_cell(struct failure *f, int64_t row, int32_t col, slice column, slice value)
{
    /* failure_add starts the count at one: the first cell is that one. */
    if (f->ncell > 0) f->count++;
    if (f->ncell < FAILURE_CELLS)
        f->cell[f->ncell++] = (struct failure_cell){row, col, column, value};
}

static void text_member(struct json_writer *w, const char *key, slice s)
{
    if (s.n > 0) jw_text(w, key, s);
}

void failure_json(const struct failure *f, struct json_writer *w, const char *key)
{
    jw_open(w, key, '{');
    jw_z(w, "code", failure_name(f->code));
    if (f->step > 0) jw_int(w, "step", f->step);
    text_member(w, "op", f->op);
    text_member(w, "argument", f->argument);
    text_member(w, "pointer", f->pointer);
    if (f->ncell > 0) {
        if (f->cell[0].row > 0) jw_int(w, "row", f->cell[0].row);
        text_member(w, "column", f->cell[0].column);
        jw_text(w, "value", f->cell[0].value);
    }
    jw_text(w, "message", f->message);
    text_member(w, "suggestion", f->suggestion);
    jw_int(w, "count", f->count);
    if (f->ncell > 0) {
        jw_open(w, "cells", '[');
        for (int i = 0; i < f->ncell; i++) {
            const struct failure_cell *c = &f->cell[i];

            jw_open(w, NULL, '{');
            if (c->row > 0) jw_int(w, "row", c->row);
            if (c->col > 0) jw_int(w, "col", c->col);
            jw_text(w, "column", c->column);
            jw_text(w, "value", c->value);
            jw_close(w, '}');
        }
        jw_close(w, ']');
    }
    jw_close(w, '}');
}

/* Up to `most` bytes of s for a line of text, cut at a character. */
static slice brief(slice s, ptrdiff_t most)
{
    ptrdiff_t n = s.n;

    if (n <= most) return s;
    for (n = most; n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80;) n--;
    return (slice){s.p, n};
}

void failure_text(const struct failure *f, int cells, struct buf *out)
{
    int n = f->ncell < cells ? f->ncell : cells;

    if (f->step > 0) {
        buf_printf(out, "step %d", f->step);
        if (f->op.n > 0) buf_printf(out, " (%.*s)", SLICE_ARG(f->op));
        buf_putz(out, ": ");
    }
    buf_put(out, f->message);
    if (f->suggestion.n > 0) {
        const char *quote = f->suggestion.p[0] == '{' || f->suggestion.p[0] == '[' ? "" : "\"";

        buf_printf(out, "; did you mean %s%.*s%s?", quote, SLICE_ARG(f->suggestion), quote);
    }
    buf_putc(out, '\n');
    for (int i = 0; i < n; i++) {
        const struct failure_cell *c = &f->cell[i];

        buf_putc(out, ' ');
        if (c->row > 0) buf_printf(out, " row %lld", (long long)c->row);
        if (c->column.n > 0) buf_printf(out, " column %.*s", SLICE_ARG(brief(c->column, 60)));
        if (c->column.n > 0 || c->value.n > 0) { /* else it is about the whole row */
            buf_putc(out, ' ');
            json_write_text(out, brief(c->value, 80));
        }
        buf_putc(out, '\n');
    }
    if (n > 0 && f->count > n) buf_printf(out, "  … and %lld more\n", (long long)(f->count - n));
}

static void read_cell(const struct json *v, struct failure *f, struct arena *a)
{
    f->cell[f->ncell++] = (struct failure_cell){json_i64(json_member(v, "row"), 0),
                                                (int32_t)json_i64(json_member(v, "col"), 0),
                                                arena_copy(a, json_text(json_member(v, "column"))),
                                                arena_copy(a, json_text(json_member(v, "value")))};
}

bool failure_parse(const struct json *v, struct arena *a, struct failure *out)
{
    const struct json *cells = json_member(v, "cells");

    *out = (struct failure){0};
    if (!failure_from_name(json_text(json_member(v, "code")), &out->code)) return false;
    out->step = (int)json_i64(json_member(v, "step"), 0);
    out->op = arena_copy(a, json_text(json_member(v, "op")));
    out->argument = arena_copy(a, json_text(json_member(v, "argument")));
    out->pointer = arena_copy(a, json_text(json_member(v, "pointer")));
    out->message = arena_copy(a, json_text(json_member(v, "message")));
    out->suggestion = arena_copy(a, json_text(json_member(v, "suggestion")));
    out->count = json_i64(json_member(v, "count"), 1);
    for (int i = 0; i < json_count(cells) && i < FAILURE_CELLS; i++)
        read_cell(cells->item[i], out, a);
    if (out->ncell == 0 && json_member(v, "value") != NULL) read_cell(v, out, a);
    return true;
}
