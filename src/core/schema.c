#include "schema.h"

#include "date.h"
#include "hash.h"
#include "utf8.h"
#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------- layout */

/* A run of letters, of digits, or one other byte. */
static ptrdiff_t token_end(slice s, ptrdiff_t at)
{
    ptrdiff_t i = at;
    int32_t cp;
    int n = utf8_decode(s.p + at, s.n - at, &cp);
    bool digit = cp >= '0' && cp <= '9', letter = utf8_is_letter(cp);

    if (!digit && !letter) return at + n;
    while (i < s.n) {
        n = utf8_decode(s.p + i, s.n - i, &cp);
        if (digit ? cp < '0' || cp > '9' : !utf8_is_letter(cp)) break;
        i += n;
    }
    return i;
}

static bool is_digits(slice s)
{
    return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

/* The value of a short run of digits, else -1. */
static int64_t value(slice s)
{
    int64_t v;

    return s.n <= 9 && is_digits(s) && slice_i64(s, &v) ? v : -1;
}

static bool is_year(slice s)
{
    int64_t v = value(s);

    return s.n == 4 && v >= 1900 && v <= 2099;
}

static bool is_mark(slice s)
{
    return s.n == 1 && (s.p[0] == '-' || s.p[0] == '.' || s.p[0] == '/' || s.p[0] == '_');
}

static bool in_range(slice s, int64_t low, int64_t high)
{
    int64_t v = value(s);

    return s.n <= 2 && v >= low && v <= high;
}

enum { AHEAD = 5 };

/* How many of the tokens t[0..n) make one rolling part, and its class; 0: none does. */
static int rolling_part(const slice *t, int n, const char **class)
{
    bool three = n >= 5 && is_mark(t[1]) && slice_eq(t[1], t[3]);
    bool two = n >= 3 && is_mark(t[1]);

    if (three && is_year(t[0]) && in_range(t[2], 1, 12) && in_range(t[4], 1, 31))
        return *class = "date", 5;
    if (three && in_range(t[0], 1, 31) && in_range(t[2], 1, 31) &&
        (is_year(t[4]) || (t[4].n == 2 && is_digits(t[4]))))
        return *class = "date", 5;
    if (two && is_year(t[0]) && in_range(t[2], 1, 12)) return *class = "month", 3;
    if (two && in_range(t[0], 1, 12) && is_year(t[2])) return *class = "month", 3;
    if (is_digits(t[0])) {
        if (t[0].n == 8 && is_year(slice_sub(t[0], 0, 4)) &&
            in_range(slice_sub(t[0], 4, 6), 1, 12) && in_range(slice_sub(t[0], 6, 8), 1, 31))
            return *class = "date", 1;
        if (t[0].n == 6 && is_year(slice_sub(t[0], 0, 4)) && in_range(slice_sub(t[0], 4, 6), 1, 12))
            return *class = "month", 1;
        return *class = is_year(t[0]) ? "year" : "n", 1;
    }
    if (n >= 2 && slice_eqz(t[0], "q") && t[1].n == 1 && in_range(t[1], 1, 4))
        return *class = "quarter", 2;
    if (date_month(t[0]) > 0) return *class = "month", 1;
    return 0;
}

/* The name with its rolling parts replaced by their class: "hours ‹month› ‹year›". */
static void put_layout_name(struct buf *b, slice name)
{
    ptrdiff_t at = 0;

    while (at < name.n) {
        slice t[AHEAD];
        ptrdiff_t end[AHEAD], i = at;
        const char *class = NULL;
        int n = 0, used;

        while (n < AHEAD && i < name.n) {
            end[n] = token_end(name, i);
            t[n] = slice_sub(name, i, end[n]);
            i = end[n++];
        }
        used = rolling_part(t, n, &class);
        if (used == 0) {
            buf_put(b, t[0]);
            at = end[0];
        } else {
            buf_printf(b, "\u2039%s\u203a", class);
            at = end[used - 1];
        }
    }
}

/* --------------------------------------------------------- fingerprint */

static void put_hash(char *out, size_t size, const char *prefix, slice text)
{
    digest d = hash_sha256(text);

    snprintf(out, size, "%s:%s", prefix, d.hex);
}

/* Canonical text, fingerprint and layout from the columns. */
static bool finish(struct schema *s, struct arena *a, struct err *e)
{
    struct buf text = {0}, layout = {0};

    buf_printf(&text, "fettle-schema 1\t%d\n", s->n);
    buf_put(&layout, buf_slice(&text));
    for (int i = 0; i < s->n; i++) {
        buf_printf(&text, "%s\t", kind_class(s->col[i].kind));
        buf_put(&text, s->col[i].name);
        buf_putc(&text, '\n');
        put_layout_name(&layout, s->col[i].name);
        buf_putc(&layout, '\n');
    }
    put_hash(s->layout, sizeof s->layout, "l1", buf_slice(&layout));
    put_hash(s->fingerprint, sizeof s->fingerprint, "f1", buf_slice(&text));
    buf_free(&layout);
    s->canonical = buf_take(&text, a);
    return s->canonical.p != NULL || err_set(e, E_LIMIT, "the schema does not fit into memory");
}

static slice folded(const struct inspected_column *c, struct arena *a)
{
    struct buf b = {0};

    if (c->nlevel <= 1) return utf8_fold_name(a, c->nlevel == 1 ? c->level[0] : c->name);
    for (int i = 0; i < c->nlevel; i++) {
        slice level = utf8_fold_name(a, c->level[i]);

        if (level.n == 0) continue;
        if (b.n > 0) buf_putz(&b, "\u203a");
        buf_put(&b, level);
    }
    return buf_take(&b, a);
}

bool schema_of(const struct inspection *in, struct arena *a, struct schema *out, struct err *e)
{
    int n = in->chosen >= 0 ? in->ncolumn : 0;

    *out = (struct schema){.n = n, .col = arena_new(a, struct schema_column, n + 1)};
    if (out->col == NULL) return err_set(e, E_LIMIT, "the schema does not fit into memory");
    for (int i = 0; i < n; i++) {
        const struct inspected_column *c = &in->column[i];

        out->col[i] = (struct schema_column){
            .name = folded(c, a), .shown = c->name, .format = c->format, .kind = c->kind};
    }
    return finish(out, a, e);
}

/* ---------------------------------------------------------------- JSON */

void schema_json(const struct schema *s, struct json_writer *w, const char *key)
{
    jw_open(w, key, '{');
    jw_open(w, "columns", '[');
    for (int i = 0; i < s->n; i++) {
        jw_open(w, NULL, '{');
        jw_text(w, "name", s->col[i].name);
        jw_text(w, "shown", s->col[i].shown);
        jw_z(w, "kind", kind_name(s->col[i].kind));
        jw_text(w, "format", s->col[i].format);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

bool schema_parse(const struct json *v, struct arena *a, struct schema *out, struct err *e)
{
    const struct json *columns = json_member(v, "columns");
    int n = json_count(columns);

    *out = (struct schema){.n = n, .col = arena_new(a, struct schema_column, n + 1)};
    if (out->col == NULL) return err_set(e, E_LIMIT, "the schema does not fit into memory");
    if (!json_is(columns, J_ARRAY)) return err_set(e, E_FAILED, "the schema has no columns");
    for (int i = 0; i < n; i++) {
        const struct json *c = columns->item[i];
        slice kind = json_text(json_member(c, "kind"));

        out->col[i] = (struct schema_column){.name = json_text(json_member(c, "name")),
                                             .shown = json_text(json_member(c, "shown")),
                                             .format = json_text(json_member(c, "format"))};
        if (!kind_from_name(kind, &out->col[i].kind))
            return err_set(e, E_FAILED, "column %d of the schema has the unknown kind \"%.*s\"",
                           i + 1, SLICE_ARG(kind));
    }
    return finish(out, a, e);
}

const char *schema_short(const char *fingerprint, char out[10])
{
    const char *hex = strchr(fingerprint, ':');

    hex = hex != NULL ? hex + 1 : fingerprint;
    if (strlen(hex) < 8)
        snprintf(out, 10, "%s", hex);
    else
        snprintf(out, 10, "%.4s-%.4s", hex, hex + 4);
    return out;
}
