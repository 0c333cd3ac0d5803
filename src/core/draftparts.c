#include "draftparts.h"

#include "draftcell.h"
#include "draftsearch.h"
#include "utf8.h"

#include <stdlib.h>

enum { PARTS_MAX = 24, COLUMNS_MAX = 400, ROWS_MAX = 20000 };

static const char new_name[] = "group";

static int by_text(const void *a, const void *b)
{
    return slice_cmp(*(const slice *)a, *(const slice *)b);
}

/* Where the title of a region stands: the last filled cell above it, in its columns, nothing else
 * being in that row there, below all other tables that stand above. Row 0: nowhere. */
static struct place title_of(const struct inspection *in, const struct region *r)
{
    const struct table *s = &in->book->sheet[r->sheet].cells;
    int top = 0;

    for (int i = 0; i < in->nregion; i++) {
        const struct region *o = &in->region[i];

        if (o->sheet == r->sheet && o->at.bottom < r->at.top && o->at.bottom > top &&
            o->at.left <= r->at.right && r->at.left <= o->at.right)
            top = o->at.bottom;
    }
    for (int row = r->at.top - 1; row > top && row <= s->nrow; row--) {
        int filled = 0, at = 0;

        for (int c = r->at.left; c <= r->at.right && c <= s->ncol; c++)
            if (!draftcell_is_empty(column_cell(&s->col[c - 1], row - 1))) {
                filled++;
                at = c;
            }
        if (filled == 1) return (struct place){.row = row, .col = (uint32_t)at & 0xFFFFF};
        if (filled > 1) break;
    }
    return (struct place){0};
}

static slice text_at(const struct inspection *in, const struct region *r, struct place p)
{
    const struct table *s = &in->book->sheet[r->sheet].cells;

    return utf8_trim(column_cell(&s->col[p.col - 1], p.row - 1));
}

/* Blocks of keys and values: most keys of the one are those of the other. */
static bool same_keys(const struct table *x, const struct table *y)
{
    int64_t same = 0, n = x->nrow > y->nrow ? x->nrow : y->nrow;

    if (x->ncol != 2 || n > COLUMNS_MAX) return false;
    for (int64_t r = 0; r < y->nrow; r++)
        for (int64_t k = 0, found = 0; k < x->nrow && !found; k++) {
            found = slice_eq(utf8_trim(column_cell(&x->col[0], k)),
                             utf8_trim(column_cell(&y->col[0], r)));
            same += found;
        }
    return same * 10 >= n * 7;
}

/* The rows of one region, when it has these names. */
static bool read_part(const struct inspection *in, int region, int header_rows,
                      const struct table *like, struct arena *a, struct table *out)
{
    struct inspection other = *in;
    struct err e;

    other.chosen = region;
    if (header_rows == 0 && (in->region[region].at.left != in->region[in->chosen].at.left ||
                             in->region[region].at.top <= in->region[in->chosen].at.bottom))
        return false;
    if ((header_rows > 0 && in->region[region].header_rows != in->region[in->chosen].header_rows) ||
        in->region[region].at.right - in->region[region].at.left + 1 != like->ncol)
        return false;
    if (!inspect_sample(&other, header_rows, a, out, &e) || out->ncol != like->ncol ||
        out->nrow == 0)
        return false;
    for (int c = 0; c < out->ncol; c++)
        if (!slice_eq(utf8_trim(out->col[c].name), utf8_trim(like->col[c].name))) return false;
    return header_rows > 0 || same_keys(like, out);
}

/* Names as tables have them: some text, each once. */
static bool are_names(const struct table *t)
{
    bool text = false;

    for (int c = 0; c < t->ncol; c++) {
        slice s = utf8_trim(t->col[c].name);

        if (s.n == 0 || table_count_name(t, t->col[c].name) > 1) return false;
        text |= draftcell_kind(s, NULL, NULL) == DC_TEXT;
    }
    return text && t->ncol > 1;
}

static const struct json *title_step(struct place title, struct arena *a)
{
    struct json *o = json_new_object(a);
    char letters[8];

    json_set(a, o, "op", json_new_text(a, S("source_column")));
    json_set(a, o, "to", json_new_text(a, slice_z(new_name)));
    json_set(a, o, "of", json_new_text(a, S("cell")));
    json_set(a, o, "cell",
             json_new_text(
                 a, arena_printf(a, "%s%d", table_letters((int)title.col, letters), title.row)));
    return o;
}

struct part {
    int region;
    struct table t;
    struct place title;
};

/* Every part has a title and no two are the same. */
static bool have_titles(const struct inspection *in, const struct part *part, int n)
{
    for (int i = 0; i < n; i++) {
        if (part[i].title.row == 0) return false;
        for (int k = 0; k < i; k++)
            if (slice_eq(text_at(in, &in->region[part[i].region], part[i].title),
                         text_at(in, &in->region[part[k].region], part[k].title)))
                return false;
    }
    return true;
}

/* The sample of the whole. */
static bool put_rows(const struct inspection *in, const struct part *part, int n, bool titles,
                     struct arena *a, struct table *out)
{
    const struct table *like = &part[0].t;
    int64_t rows = 0, at = 0;
    struct err e;

    for (int i = 0; i < n; i++) rows += part[i].t.nrow < ROWS_MAX ? part[i].t.nrow : ROWS_MAX;
    if (!table_new(out, a, like->ncol + titles, rows, &e)) return false;
    for (int c = 0; c < like->ncol; c++) {
        out->col[c].name = like->col[c].name;
        out->col[c].kind = like->col[c].kind;
        for (int i = 1; i < n; i++)
            if (part[i].t.col[c].kind != like->col[c].kind) out->col[c].kind = KIND_TEXT;
    }
    if (titles) out->col[like->ncol].name = slice_z(new_name);
    for (int i = 0; i < n; i++)
        for (int64_t r = 0; r < part[i].t.nrow && r < ROWS_MAX; r++, at++) {
            for (int c = 0; c < like->ncol; c++)
                column_put(&out->col[c], at, column_cell(&part[i].t.col[c], r));
            if (titles)
                column_put(&out->col[like->ncol], at,
                           text_at(in, &in->region[part[i].region], part[i].title));
        }
    return true;
}

static void put_union(slice input, struct arena *a, struct json *steps)
{
    struct json *step = json_new_object(a);

    json_set(a, step, "op", json_new_text(a, S("union")));
    json_set(a, step, "with", json_new_text(a, input));
    json_push(a, steps, step);
}

static void put_region(const struct inspection *in, int region, int header_rows, struct arena *a,
                       struct json *input)
{
    const struct region *r = &in->region[region];

    if (in->book->nsheet > 1)
        json_set(a, input, "sheet", json_new_text(a, in->book->sheet[r->sheet].name));
    json_set(a, input, "region", json_new_int(a, r->id));
    json_set(a, input, "header_rows", json_new_int(a, header_rows));
}

static bool find_regions(const struct inspection *in, int header_rows, const struct table *t,
                         struct arena *a, struct draftparts *out)
{
    struct part *part = arena_new(a, struct part, PARTS_MAX);
    struct json *inputs = json_new_object(a), *steps = json_new_array(a);
    const struct region *chosen = &in->region[in->chosen];
    int n = 1;
    bool titles;

    *out = (struct draftparts){.n = 1};
    if (part == NULL || in->nregion < 2 || in->overridden || t->ncol > COLUMNS_MAX ||
        (header_rows > 0 ? !are_names(t) : t->ncol != 2))
        return false;
    part[0] = (struct part){in->chosen, *t, title_of(in, chosen)};
    for (int i = 0; i < in->nregion && n < PARTS_MAX; i++) {
        if (i == in->chosen || in->region[i].sheet != chosen->sheet ||
            !read_part(in, i, header_rows, t, a, &part[n].t))
            continue;
        part[n].region = i;
        part[n].title = title_of(in, &in->region[i]);
        n++;
    }
    titles = header_rows > 0 && n > 1 && table_find(t, slice_z(new_name), 1) < 0 &&
             have_titles(in, part, n);
    if (n < 2 || !put_rows(in, part, n, titles, a, &out->table)) return false;
    if (titles) json_push(a, steps, title_step(part[0].title, a));
    for (int i = 1; i < n; i++) {
        struct json *input = json_new_object(a);
        slice name = arena_printf(a, "table_%d", in->region[part[i].region].id);

        put_region(in, part[i].region, header_rows, a, input);
        if (titles) {
            struct json *own = json_new_array(a);

            json_push(a, own, title_step(part[i].title, a));
            json_set(a, input, "steps", own);
        }
        json_set(a, inputs, arena_z(a, name), input);
        put_union(name, a, steps);
    }
    out->n = n;
    out->inputs = inputs;
    out->steps = steps;
    return true;
}

/* ---- one region whose names come again from left to right */
/* How many columns a block has; 0: the names are no blocks. */
static int block_width(const struct table *t)
{
    int w = 1;

    while (w < t->ncol && !slice_eq(utf8_trim(t->col[w].name), utf8_trim(t->col[0].name))) w++;
    if (w < 2 || w == t->ncol || t->ncol % w != 0) return 0;
    for (int c = 0; c < t->ncol; c++) {
        if (!slice_eq(t->col[c].name, t->col[c % w].name) || t->col[c].name.n == 0) return 0;
        for (int k = 0; k < c && c < w; k++)
            if (slice_eq(t->col[k].name, t->col[c].name)) return 0;
    }
    return w;
}

/* The first column of each block names its rows: texts, and none of them in two blocks. */
static bool have_keys(const struct table *t, int w, struct arena *a)
{
    int64_t n = 0, rows = t->nrow < ROWS_MAX ? t->nrow : ROWS_MAX;
    int blocks = t->ncol / w;
    slice *key = arena_new(a, slice, rows * blocks + 1);

    for (int b = 0; b < blocks && key != NULL; b++)
        for (int64_t r = 0; r < rows; r++) {
            slice s = utf8_trim(column_cell(&t->col[b * w], r));

            if (s.n == 0) continue;
            if (draftcell_kind(s, NULL, NULL) != DC_TEXT) return false;
            key[n++] = s;
        }
    if (n < 2 * blocks) return false;
    qsort(key, (size_t)n, sizeof *key, by_text);
    for (int64_t i = 1; i < n; i++)
        if (slice_eq(key[i], key[i - 1])) return false;
    return true;
}

static const struct json *select_step(const struct table *t, int first, int n, struct arena *a)
{
    struct json *o = json_new_object(a), *columns = json_new_array(a);

    for (int c = first; c < first + n; c++) json_push(a, columns, draftsearch_column(t, c, a));
    json_set(a, o, "op", json_new_text(a, S("select")));
    json_set(a, o, "columns", columns);
    return o;
}

/* The rows of all blocks below each other. */
static bool pile_up(const struct table *t, int w, struct arena *a, struct table *out)
{
    int64_t rows = t->nrow < ROWS_MAX ? t->nrow : ROWS_MAX, at = 0;
    struct err e;

    if (!table_new(out, a, w, rows * (t->ncol / w), &e)) return false;
    for (int b = 0; b < t->ncol / w; b++)
        for (int64_t r = 0; r < rows; r++, at++)
            for (int c = 0; c < w; c++) {
                out->col[c].name = t->col[c].name;
                column_put(&out->col[c], at, column_cell(&t->col[b * w + c], r));
            }
    for (int c = 0; c < w; c++) out->col[c].kind = KIND_TEXT;
    return true;
}

static bool find_blocks(const struct inspection *in, int header_rows, const struct table *t,
                        struct arena *a, struct draftparts *out)
{
    int w = block_width(t);
    struct json *inputs = json_new_object(a), *steps = json_new_array(a);

    *out = (struct draftparts){.n = 1};
    if (header_rows == 0 || w == 0 || t->ncol / w > PARTS_MAX || !have_keys(t, w, a) ||
        !pile_up(t, w, a, &out->table))
        return false;
    json_push(a, steps, select_step(t, 0, w, a));
    for (int b = 1; b < t->ncol / w; b++) {
        struct json *input = json_new_object(a), *own = json_new_array(a);
        slice name = arena_printf(a, "block_%d", b + 1);

        put_region(in, in->chosen, header_rows, a, input);
        json_push(a, own, select_step(t, b * w, w, a));
        json_set(a, input, "steps", own);
        json_set(a, inputs, arena_z(a, name), input);
        put_union(name, a, steps);
    }
    out->n = t->ncol / w;
    out->inputs = inputs;
    out->steps = steps;
    return true;
}

bool draftparts_find(const struct inspection *in, int header_rows, const struct table *t,
                     struct arena *a, struct draftparts *out)
{
    return find_regions(in, header_rows, t, a, out) || find_blocks(in, header_rows, t, a, out);
}
