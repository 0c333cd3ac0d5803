#include "request.h"

#include "author.h"
#include "plan.h"
#include "utf8.h"
#include <stdlib.h>

/* --------------------------------------------------------------- shapes */

enum { MASK_CHARS = 40 };

slice request_mask(slice cell, struct arena *a)
{
    struct buf b = {0};
    int chars = 0;

    for (ptrdiff_t i = 0; i < cell.n; chars++) {
        int32_t cp;
        int n = utf8_decode(cell.p + i, cell.n - i, &cp);

        if (chars == MASK_CHARS) {
            buf_putz(&b, "...");
            break;
        }
        if (utf8_is_digit(cp))
            buf_putc(&b, '9');
        else if (utf8_is_letter(cp))
            buf_putc(&b, cp >= 'A' && cp <= 'Z' ? 'A' : 'a');
        else if (cp < ' ' || cp == 127)
            buf_putc(&b, ' ');
        else if (cp < 127)
            buf_putc(&b, (char)cp);
        else
            buf_put(&b, slice_sub(cell, i, i + n));
        i += n;
    }
    return buf_take(&b, a);
}

static bool is_column(slice s, const struct table *t)
{
    for (int c = 0; t != NULL && c < t->ncol; c++)
        if (slice_eq(t->col[c].name, s)) return true;
    return false;
}

/* A message of a program with every quoted part masked that is not one of the table's column
 * names: an exception must not carry a client's cells out. */
static slice clean(slice message, const struct table *t, struct arena *a)
{
    struct buf b = {0};
    ptrdiff_t i = 0;

    while (i < message.n) {
        char c = message.p[i];
        ptrdiff_t end = i + 1;

        if (c == '\'' || c == '"')
            while (end < message.n && message.p[end] != c) end++;
        if ((c != '\'' && c != '"') || end >= message.n) {
            buf_putc(&b, message.p[i++]);
            continue;
        }
        buf_putc(&b, c);
        if (is_column(slice_sub(message, i + 1, end), t))
            buf_put(&b, slice_sub(message, i + 1, end));
        else
            buf_put(&b, request_mask(slice_sub(message, i + 1, end), a));
        buf_putc(&b, c);
        i = end + 1;
    }
    return buf_take(&b, a);
}

/* ---------------------------------------------------------------- counts */

struct tally {
    slice text;
    int64_t n;
};

static int by_text(const void *x, const void *y)
{
    return slice_cmp(((const struct tally *)x)->text, ((const struct tally *)y)->text);
}

static int by_count(const void *x, const void *y)
{
    const struct tally *a = x, *b = y;

    if (a->n != b->n) return a->n < b->n ? 1 : -1;
    return slice_cmp(a->text, b->text);
}

/* Distinct texts with their counts, most frequent first; returns how many. */
static int64_t count(struct tally *at, int64_t n)
{
    int64_t distinct = 0;

    if (n == 0) return 0;
    qsort(at, (size_t)n, sizeof *at, by_text);
    for (int64_t i = 0; i < n; i++)
        if (distinct > 0 && slice_eq(at[distinct - 1].text, at[i].text))
            at[distinct - 1].n++;
        else
            at[distinct++] = (struct tally){at[i].text, 1};
    qsort(at, (size_t)distinct, sizeof *at, by_count);
    return distinct;
}

static void put_tally(struct json_writer *w, const char *key, const char *name,
                      const struct tally *at, int64_t n)
{
    jw_open(w, key, '[');
    for (int64_t i = 0; i < n; i++) {
        jw_open(w, NULL, '{');
        jw_text(w, name, at[i].text);
        jw_int(w, "count", at[i].n);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* Rows that are looked at, masks that are told, and when a value list is no secret
 * (authoring.md: at most 20 distinct with at least 5 occurrences each). */
enum { SAMPLE_ROWS = 5000, MASKS = 8, CATEGORIES = 20, CATEGORY_LEAST = 5 };

static void put_cells(struct json_writer *w, const struct column *c, int64_t nrow, struct arena *a)
{
    int64_t rows = nrow < SAMPLE_ROWS ? nrow : SAMPLE_ROWS, n = 0, values, masks, shortest = -1,
            longest = 0;
    struct tally *at = arena_new(a, struct tally, rows + 1);

    for (int64_t r = 0; r < rows; r++) {
        slice cell = column_cell(c, r);
        int64_t chars = utf8_count(cell);

        if (cell.n == 0) continue;
        if (shortest < 0 || chars < shortest) shortest = chars;
        if (chars > longest) longest = chars;
        at[n++] = (struct tally){cell, 1};
    }
    jw_int(w, "filled", n);
    jw_int(w, "empty", rows - n);
    jw_int(w, "shortest", shortest < 0 ? 0 : shortest);
    jw_int(w, "longest", longest);
    values = count(at, n);
    jw_int(w, "distinct", values);
    if (values > 0 && values <= CATEGORIES && at[values - 1].n >= CATEGORY_LEAST)
        put_tally(w, "values", "value", at, values);
    n = 0;
    for (int64_t r = 0; r < rows; r++)
        if (column_cell(c, r).n > 0)
            at[n++] = (struct tally){request_mask(column_cell(c, r), a), 1};
    masks = count(at, n);
    put_tally(w, "masks", "mask", at, masks < MASKS ? masks : MASKS);
}

/* -------------------------------------------------------------- the request */

static void put_columns(struct json_writer *w, const struct author_request *q, struct arena *a)
{
    jw_open(w, "columns", '[');
    for (int c = 0; q->table != NULL && c < q->table->ncol; c++) {
        bool known = q->in != NULL && c < q->in->ncolumn;

        jw_open(w, NULL, '{');
        jw_int(w, "index", c + 1);
        jw_text(w, "name", q->table->col[c].name);
        jw_z(w, "kind", kind_name(known ? q->in->column[c].kind : q->table->col[c].kind));
        if (known && q->in->column[c].format.n > 0) jw_text(w, "format", q->in->column[c].format);
        put_cells(w, &q->table->col[c], q->table->nrow, a);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_int(w, "rows", q->table != NULL ? q->table->nrow : 0);
}

static void put_source(struct json_writer *w, const struct inspection *in)
{
    const struct region *r = in->chosen >= 0 ? &in->region[in->chosen] : NULL;

    jw_open(w, "source", '{');
    jw_z(w, "kind", in->book != NULL ? in->book->kind : "csv");
    if (r != NULL) {
        jw_int(w, "region", r->id);
        jw_int(w, "header_rows", r->header_rows);
        jw_int(w, "top", r->at.top);
        jw_int(w, "left", r->at.left);
    }
    jw_close(w, '}');
    /* The sentence of a quirk may quote a cell; its code and what it suggests do not. */
    jw_open(w, "quirks", '[');
    for (int i = 0; i < in->nquirk; i++) {
        jw_open(w, NULL, '{');
        jw_z(w, "code", quirk_name(in->quirk[i].code));
        jw_int(w, "count", in->quirk[i].count);
        if (in->quirk[i].suggests != NULL) jw_z(w, "suggests", in->quirk[i].suggests);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_failures(struct json_writer *w, const struct author_request *q, struct arena *a)
{
    jw_open(w, "failures", '[');
    for (int i = 0; q->failures != NULL && i < q->failures->n; i++) {
        const struct failure *f = &q->failures->at[i];

        jw_open(w, NULL, '{');
        jw_z(w, "code", failure_name(f->code));
        if (f->step > 0) jw_int(w, "step", f->step);
        if (f->op.n > 0) jw_text(w, "op", f->op);
        if (f->argument.n > 0) jw_text(w, "argument", f->argument);
        if (f->pointer.n > 0) jw_text(w, "pointer", f->pointer);
        if (f->suggestion.n > 0) jw_text(w, "suggestion", f->suggestion);
        jw_int(w, "count", f->count);
        jw_text(w, "message", f->ncell == 0 ? f->message : clean(f->message, q->table, a));
        jw_open(w, "cells", '[');
        for (int k = 0; k < f->ncell; k++) {
            jw_open(w, NULL, '{');
            jw_text(w, "column", f->cell[k].column);
            jw_int(w, "row", f->cell[k].row);
            jw_text(w, "mask", request_mask(f->cell[k].value, a));
            jw_close(w, '}');
        }
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* How the code ended. No duration, size or version: those differ from machine to machine. */
static void put_error(struct json_writer *w, const struct author_request *q, struct arena *a)
{
    const struct exec_record *r = q->record;

    if (r == NULL || r->success) return;
    jw_open(w, "error", '{');
    jw_z(w, "kind", exec_error_name(r->error));
    jw_text(w, "type", r->error_type);
    jw_text(w, "message", clean(r->error_message, q->table, a));
    if (r->error_line > 0) jw_int(w, "line", r->error_line);
    jw_text(w, "last_line", clean(r->error_last_line, q->table, a));
    jw_text(w, "traceback", clean(r->traceback, q->table, a));
    jw_close(w, '}');
}

static const char plan_task[] =
    "Write a plan/1 document that turns this table into a tidy one: one row an observation, one "
    "column a variable. `fettle plan ops --prompt` lists the operators, `fettle plan ops --schema` "
    "is the JSON Schema. Answer with {\"plan\": ...}.";
static const char code_task[] =
    "No plan could do it. Write Python: def transform(df, ctx), where df holds the source's cells "
    "as "
    "text (object dtype, None where empty, columns 0..n-1, index = source row number), header rows "
    "included: ctx.header_rows says how many; ctx.kinds, ctx.merged, ctx.regions, ctx.sheet(name), "
    "ctx.read() "
    "tell more. Return a DataFrame with named columns and keep the index where rows map one to "
    "one. "
    "pandas, numpy and the standard library are there, the network is not. If \"code\" is given, "
    "it "
    "ended with \"error\" or \"failures\": repair it. Answer with {\"code\": \"...\", \"note\": "
    "\"...\"}.";

slice author_request_text(const struct author_request *q, const char *ask, struct arena *a)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};
    const struct json *v;
    struct err e = {0};

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "author/1");
    jw_z(&w, "ask", ask);
    jw_int(&w, "round", q->round);
    jw_z(&w, "task", strcmp(ask, "plan") == 0 ? plan_task : code_task);
    if (q->in != NULL) put_source(&w, q->in);
    put_columns(&w, q, a);
    put_failures(&w, q, a);
    if (q->plan != NULL) jw_json(&w, "plan", q->plan->doc);
    if (q->code.n > 0) jw_text(&w, "code", q->code);
    put_error(&w, q, a);
    if (q->wish.n > 0) jw_text(&w, "wish", q->wish);
    if (q->target.n > 0) jw_text(&w, "target", q->target);
    jw_close(&w, '}');
    v = json_parse(a, buf_slice(&b), &e);
    buf_clear(&b);
    if (v != NULL) json_write_canonical(&b, v);
    return buf_take(&b, a);
}
