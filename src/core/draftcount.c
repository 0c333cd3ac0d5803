#include "draftcount.h"

#include "date.h"
#include "draftcell.h"
#include "draftsearch.h"
#include "number.h"

enum { CELLS_MAX = 20000 };

static void set_int(struct arena *a, struct json *o, const char *key, int64_t v)
{
    json_set(a, o, key, json_new_int(a, v));
}

static struct json *place(const struct table *t, int64_t r, struct arena *a)
{
    struct json *o = json_new_object(a);

    set_int(a, o, "row", t->source_row[r]);
    return o;
}

void draftcount_changes(const struct table *was, const struct table *now, struct arena *a,
                        struct json *out)
{
    for (int c = 0; c < was->ncol; c++) {
        int64_t filled = 0, changes = 0, first = -1;
        struct json *o, *example;

        for (int64_t r = 0; r < was->nrow; r++) {
            slice before = column_cell(&was->col[c], r), after = column_cell(&now->col[c], r);

            filled += before.n > 0;
            if ((before.p == after.p && before.n == after.n) || slice_eq(before, after)) continue;
            if (changes++ == 0) first = r;
        }
        if (changes == 0) continue;
        o = json_new_object(a);
        json_set(a, o, "column", json_new_text(a, was->col[c].name));
        set_int(a, o, "cells", filled);
        set_int(a, o, "changes", changes);
        example = place(was, first, a);
        json_set(a, example, "from", json_new_text(a, column_cell(&was->col[c], first)));
        json_set(a, example, "to", json_new_text(a, column_cell(&now->col[c], first)));
        json_set(a, o, "first", example);
        json_push(a, out, o);
    }
}

/* The step that reads most of the cells, and what it reads them as; a cell that it cannot read
 * becomes empty. */
static const struct json *best_step(const struct table *t, int c, const slice *cell, int64_t n,
                                    struct arena *a, const char **as)
{
    struct json *o = json_new_object(a), *columns = json_new_array(a);
    int64_t numbers = 0, dates = 0, bools = 0, filled;
    struct number_style number, scaled;
    int64_t more;
    struct date_style date;
    bool ambiguous;
    enum kind kind;

    number_detect(cell, n, &number, &numbers, &filled);
    if (number_detect_scaled(cell, n, &scaled, &more, &filled) && more > numbers) {
        number = scaled;
        numbers = more;
    }
    date_detect(cell, n, a, &date, &kind, &dates, &filled, &ambiguous);
    for (int64_t i = 0; i < n; i++) bools += draftcell_kind(cell[i], NULL, NULL) == DC_BOOL;
    json_push(a, columns, draftsearch_column(t, c, a));
    *as = bools > numbers && bools > dates ? "boolean" : dates > numbers ? "date" : "number";
    json_set(a, o, "op",
             json_new_text(a, slice_z((*as)[0] == 'b'   ? "parse_bool"
                                      : (*as)[0] == 'd' ? "parse_date"
                                                        : "parse_number")));
    json_set(a, o, "columns", columns);
    if ((*as)[0] == 'n' && number.decimal != 0)
        json_set(a, o, "decimal", json_new_text(a, arena_printf(a, "%c", number.decimal)));
    if ((*as)[0] == 'n' && number.scaled) json_set(a, o, "scale", json_new_bool(a, true));
    if ((*as)[0] == 'd') json_set(a, o, "pattern", json_new_text(a, date.pattern));
    json_set(a, o, "on_error", json_new_text(a, S("null")));
    return o;
}

void draftcount_offer(const struct table *t, int c, struct arena *a, struct json *out)
{
    int64_t rows = t->nrow < CELLS_MAX ? t->nrow : CELLS_MAX, n = 0, fails = 0, changes = 0,
            looks = 0;
    slice *cell = arena_new(a, slice, rows + 1);
    struct json *o, *first = NULL, *fail = NULL;
    const struct json *step;
    struct table next;
    const char *as;

    if (cell == NULL) return;
    for (int64_t r = 0; r < rows; r++) {
        slice s = column_cell(&t->col[c], r);

        if (!draftcell_is_empty(s) && !draftcell_is_missing(s)) cell[n++] = s;
    }
    step = best_step(t, c, cell, n, a, &as);
    for (int64_t i = 0; i < n; i++) {
        enum draftcell kind = draftcell_kind(cell[i], NULL, NULL);

        looks += kind == (as[0] == 'b' ? DC_BOOL : as[0] == 'd' ? DC_DATE : DC_NUMBER);
    }
    if (!draftsearch_apply(step, t, a, &next)) return;
    for (int64_t r = 0; r < rows; r++) {
        slice was = column_cell(&t->col[c], r), now = column_cell(&next.col[c], r);

        if (draftcell_is_empty(was) || draftcell_is_missing(was) || slice_eq(was, now)) continue;
        if (now.n == 0 && fails++ == 0) {
            fail = place(t, r, a);
            json_set(a, fail, "text", json_new_text(a, was));
        } else if (now.n > 0 && changes++ == 0) {
            first = place(t, r, a);
            json_set(a, first, "from", json_new_text(a, was));
            json_set(a, first, "to", json_new_text(a, now));
        }
    }
    if (looks * 2 < n || (fails == 0 && changes == 0)) return;
    o = json_new_object(a);
    json_set(a, o, "column", json_new_text(a, t->col[c].name));
    set_int(a, o, "cells", n);
    json_set(a, o, "as", json_new_text(a, slice_z(as)));
    set_int(a, o, "changes", changes);
    set_int(a, o, "fails", fails);
    if (first != NULL) json_set(a, o, "first", first);
    if (fail != NULL) json_set(a, o, "first_fail", fail);
    json_set(a, o, "step", step);
    json_push(a, out, o);
}
