#include "opexample.h"

#include "buf.h"
#include <assert.h>

/* Reads one field at *p and moves behind its delimiter; *last tells whether the row ends. */
static slice field(const char **p, struct arena *a, bool *last)
{
    struct buf b = {0};
    bool quoted = **p == '"';

    if (quoted) ++*p;
    for (; **p != 0; ++*p) {
        if (quoted && (*p)[0] == '"' && (*p)[1] == '"')
            ++*p;
        else if (quoted && **p == '"')
            quoted = false, ++*p;
        if (!quoted && (**p == ',' || **p == '\n' || **p == 0)) break;
        buf_putc(&b, **p);
    }
    *last = **p != ',';
    if (**p != 0) ++*p;
    return buf_take(&b, a);
}

void opexample_table(const char *csv, struct arena *a, struct table *out)
{
    int ncol = 1, c = 0;
    int64_t lines = 0;
    struct err e = {0};
    bool last = false, ok;

    for (const char *p = csv; *p != 0; lines += last) field(&p, a, &last);
    last = false;
    for (const char *p = csv; *p != 0 && !last; ncol += !last) field(&p, a, &last);
    ok = table_new(out, a, ncol, lines > 0 ? lines - 1 : 0, &e);
    assert(ok);
    (void)ok;
    for (c = 0; c < ncol; c++) {
        out->col[c].source_col = c + 1;
        for (int64_t r = 0; r < out->nrow; r++) out->col[c].cell[r] = S("");
    }
    for (int64_t r = 0; r < out->nrow; r++) out->source_row[r] = (int32_t)r + 2;
    c = 0;
    lines = -1;
    for (const char *p = csv; *p != 0;) {
        slice s = field(&p, a, &last);

        assert(c < ncol);
        if (lines < 0)
            out->col[c].name = s;
        else
            out->col[c].cell[lines] = s;
        c = last ? 0 : c + 1;
        lines += last;
    }
}

static void put(struct buf *b, slice s, bool first)
{
    bool quote =
        slice_find(s, S(",")) >= 0 || slice_find(s, S("\"")) >= 0 || slice_find(s, S("\n")) >= 0;

    if (!first) buf_putc(b, ',');
    if (!quote) {
        buf_put(b, s);
        return;
    }
    buf_putc(b, '"');
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_putc(b, '"');
        buf_putc(b, s.p[i]);
    }
    buf_putc(b, '"');
}

slice opexample_csv(const struct table *t, struct arena *a)
{
    struct buf b = {0};

    for (int c = 0; c < t->ncol; c++) put(&b, t->col[c].name, c == 0);
    buf_putc(&b, '\n');
    for (int64_t r = 0; r < t->nrow; r++) {
        for (int c = 0; c < t->ncol; c++) put(&b, t->col[c].cell[r], c == 0);
        buf_putc(&b, '\n');
    }
    return buf_take(&b, a);
}

void opexample_sheet(const struct table *t, struct arena *a, struct table *out)
{
    struct err e = {0};
    bool ok = table_new(out, a, t->ncol, t->nrow + 1, &e);

    assert(ok);
    (void)ok;
    for (int c = 0; c < t->ncol; c++) {
        out->col[c].cell[0] = t->col[c].name;
        for (int64_t r = 0; r < t->nrow; r++) out->col[c].cell[r + 1] = t->col[c].cell[r];
    }
}

struct op_table *opexample_inputs(const struct op *op, struct arena *a, int *n)
{
    struct op_table *out;

    *n = 0;
    while (op->input != NULL && op->input[*n].name != NULL) ++*n;
    out = arena_new(a, struct op_table, *n);
    for (int i = 0; i < *n; i++) {
        struct table *t = arena_new(a, struct table, 1);

        opexample_table(op->input[i].csv, a, t);
        out[i] = (struct op_table){slice_z(op->input[i].name), t, i + 1};
    }
    return out;
}

bool opexample_run(const struct op *op, const struct op_example *x, struct arena *a,
                   struct table *in, struct table *out, struct failures *f)
{
    struct op_run run = {.arena = a,
                         .failures = f,
                         .step = 1,
                         .op = op->name,
                         .source_name = S("hours.csv"),
                         .sheet_name = S("Sheet1")};
    struct err e = {0};
    struct table sheet;
    const struct json *step = json_parse(a, slice_z(x->args), &e);
    void *args;

    assert(step != NULL);
    opexample_table(x->before, a, in);
    run.input = opexample_inputs(op, a, &run.ninput);
    opexample_sheet(in, a, &sheet);
    run.sheet = &sheet;
    args = op_parse(op, step, in, &run);
    if (args == NULL || (op->check != NULL && !op->check(args, in, &run))) return false;
    return op->apply(args, in, out, &run);
}
