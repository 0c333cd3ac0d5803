/* inspect - what is this file: encoding, dialect, tables, columns, quirks. */
#include "inspect.h"
#include "cmd.h"
#include "run.h"
#include "sample.h"
#include "utf8.h"

static void put_padded(struct buf *b, slice s, int width)
{
    ptrdiff_t n = utf8_count(s);

    if (n > width) {
        ptrdiff_t i = 0, k = 0;

        for (; i < s.n && k < width - 1; k++) {
            int32_t cp;

            i += utf8_decode(s.p + i, s.n - i, &cp);
        }
        buf_put(b, slice_sub(s, 0, i));
        buf_putc(b, '~');
        n = width;
    } else {
        buf_put(b, s);
    }
    for (; n < width; n++) buf_putc(b, ' ');
}

/* One line of text whatever the cell holds. */
static slice flat(slice s, struct arena *a)
{
    char *p = arena_new(a, char, s.n + 1);

    if (p == NULL) return s;
    for (ptrdiff_t i = 0; i < s.n; i++)
        p[i] = (unsigned char)s.p[i] < 32 || s.p[i] == 127 ? ' ' : s.p[i];
    return (slice){p, s.n};
}

static void columns_text(const struct inspection *in, struct arena *a, struct buf *b)
{
    char letters[8];

    if (in->chosen < 0) {
        buf_putz(b, "\nno table was found\n");
        return;
    }
    buf_putz(
        b, "\n  col  name                          kind      format            empty  examples\n");
    for (int i = 0; i < in->ncolumn; i++) {
        const struct inspected_column *c = &in->column[i];

        buf_printf(b, "  %-4s ", table_letters(in->region[in->chosen].at.left + i, letters));
        put_padded(b, flat(c->name, a), 29);
        buf_printf(b, " %-9s ", kind_name(c->kind));
        put_padded(b, c->format, 16);
        buf_printf(b, " %6lld ", (long long)c->nulls);
        for (int k = 0; k < c->nexample; k++) {
            slice x = flat(c->example[k], a);

            buf_putz(b, k > 0 ? " | " : " ");
            if (utf8_count(x) > 24)
                put_padded(b, x, 24);
            else
                buf_put(b, x);
        }
        while (b->n > 0 && b->p[b->n - 1] == ' ') b->n--;
        buf_putc(b, '\n');
    }
}

static void text(const struct inspection *in, struct arena *a, struct buf *b)
{
    const struct workbook *w = in->book;

    buf_printf(b, "%.*s: %s, %lld bytes", SLICE_ARG(w->source->name), w->kind,
               (long long)w->source->size);
    if (w->source->packed.n > 0)
        buf_printf(b, " of %.*s, %lld unpacked", SLICE_ARG(w->source->packed),
                   (long long)w->source->length);
    for (int i = 0; i < w->nsheet; i++) {
        if (w->sheet[i].name.n > 0)
            buf_printf(b, "%s%.*s%s (%lld x %d)", i > 0 ? ", " : "; sheets ",
                       SLICE_ARG(w->sheet[i].name), w->sheet[i].hidden ? ", hidden" : "",
                       (long long)w->sheet[i].cells.nrow, w->sheet[i].cells.ncol);
        else if (w->sample != NULL)
            buf_printf(b, ", about %lld rows, %d columns", (long long)w->sample->rows_about,
                       w->sheet[i].cells.ncol);
        else
            buf_printf(b, ", %lld rows, %d columns", (long long)w->sheet[i].cells.nrow,
                       w->sheet[i].cells.ncol);
    }
    buf_putz(b, "\n\n  what        sure  how it was read\n");
    for (int i = 0; i < in->nevidence; i++) {
        const struct evidence *e = &in->evidence[i];

        buf_printf(b, "  %-10s %4.0f%%  %.*s", e->what, e->confidence * 100, SLICE_ARG(e->chosen));
        if (e->also.n > 0) buf_printf(b, "   (or: %.*s)", SLICE_ARG(e->also));
        buf_putc(b, '\n');
    }
    if (in->nregion > 1) {
        buf_putz(b, "\n  tables\n");
        for (int i = 0; i < in->nregion; i++) {
            const struct region *r = &in->region[i];
            char l[8], t[8];

            buf_printf(b, "  %c%3d  %.*s%s%s%d:%s%d, %d heading rows\n",
                       i == in->chosen ? '>' : ' ', r->id, SLICE_ARG(w->sheet[r->sheet].name),
                       w->sheet[r->sheet].name.n > 0 ? " " : "", table_letters(r->at.left, l),
                       r->at.top, table_letters(r->at.right, t), r->at.bottom, r->header_rows);
        }
    }
    columns_text(in, a, b);
    if (in->nquirk > 0) buf_putz(b, "\n  quirks\n");
    for (int i = 0; i < in->nquirk; i++)
        buf_printf(b, "  - %.*s%s%s%s\n", SLICE_ARG(in->quirk[i].text),
                   in->quirk[i].suggests != NULL ? " [" : "",
                   in->quirk[i].suggests != NULL ? in->quirk[i].suggests : "",
                   in->quirk[i].suggests != NULL ? "]" : "");
}

static const struct cmd_option option[] = {
    {.name = "--orca",
     .type = CMD_TEXT,
     .value = "ID",
     .doc = "also say which pin of this tenant fits, and what differs from it"},
    {0}};

/* How the pins of --orca fit. A cache that was never made has none. */
static bool find_match(const struct cmd_env *env, const struct schema *schema,
                       struct run_pin_found *found, struct err *e)
{
    const char *orca = cmd_text(env, "--orca");
    struct store *s;
    bool ok;

    if (orca == NULL) return true;
    if ((s = store_open(env->cache, true, e)) == NULL) return false;
    ok = run_find_pin(s, orca, schema, env->arena, found, e);
    store_close(s);
    return ok;
}

static void match_text(const struct run_pin_found *found, struct buf *b)
{
    const struct match *m = &found->match;

    buf_printf(b, "  match        %s", match_name(m->level));
    if (found->pin.id != 0)
        buf_printf(b, ", pin %lld%s", (long long)found->pin.id, found->runs ? " serves it" : "");
    buf_putc(b, '\n');
    for (int i = 0; i < m->ndrift; i++) {
        const struct drift *d = &m->drift[i];

        buf_printf(b, "  - %s %.*s", d->what, SLICE_ARG(d->column));
        if (d->was.n > 0 && d->now.n > 0)
            buf_printf(b, ": %.*s, now %.*s", SLICE_ARG(d->was), SLICE_ARG(d->now));
        buf_putc(b, '\n');
    }
}

static bool run(struct cmd_env *env, struct err *e)
{
    struct read_options o = cmd_read_options(env);
    struct source s;
    struct workbook w;
    struct inspection in;
    struct schema schema = {0};
    struct run_pin_found found = {0};
    struct buf b = {0};

    if (!source_open(&s, env->arg[0], &o, env->arena, e) ||
        !workbook_read(&s, &o, env->arena, &w, e) || !inspect(&w, &o, env->arena, &in, e))
        return false;
    if (in.chosen >= 0 &&
        (!schema_of(&in, env->arena, &schema, e) || !find_match(env, &schema, &found, e)))
        return false;
    if (env->json) {
        struct json_writer j = {.out = &b, .indent = 2};

        jw_open(&j, NULL, '{');
        jw_z(&j, "fettle", "inspection/1");
        inspect_json(&in, &j);
        jw_z(&j, "fingerprint", in.chosen >= 0 ? schema.fingerprint : NULL);
        jw_z(&j, "layout", in.chosen >= 0 ? schema.layout : NULL);
        match_json(&found.match, &j, "match",
                   found.pin.id != 0 ? arena_printf(env->arena, "%lld", (long long)found.pin.id)
                                     : (slice){0});
        jw_close(&j, '}');
        buf_putc(&b, '\n');
    } else {
        text(&in, env->arena, &b);
        if (in.chosen >= 0)
            buf_printf(&b, "\n  fingerprint  %s\n  layout       %s\n", schema.fingerprint,
                       schema.layout);
        if (cmd_given(env, "--orca")) match_text(&found, &b);
    }
    cmd_print(buf_slice(&b));
    buf_free(&b);
    return true;
}

const struct cmd cmd_inspect = {
    .name = "inspect",
    .usage = "FILE",
    .doc = "Say what a file is: encoding, dialect, tables, columns, quirks, fingerprint.",
    .detail =
        "With --json every table (\"regions\") has its place, the number of its heading rows and, "
        "as \"rows\", the class of each row from its preamble to its footer: metadata, header, "
        "group (a lone label that names the rows below), data, derived (totals, means, "
        "changes), notes or empty; \"dialect\" has as \"tried\" the best ways to cut a text: how "
        "many rows "
        "of the sample were cut, how many have that many columns, how many have quotes that are "
        "wrong, and the score. Behind the other delimiter that is possible stands how many of the "
        "rows become alike. In workbooks the file's own tables and filters, named ranges, "
        "frozen panes, print titles, merged, bold and grey cells help to tell; hidden sheets, rows "
        "and columns are read and reported.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 1,
    .run = run,
};
