#include "draftcount.h"

#include "draftcell.h"
#include "draftread.h"
#include "draftsearch.h"

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

void draftcount_offer(const struct table *t, int c, struct arena *a, struct json *out)
{
    int64_t rows = t->nrow < CELLS_MAX ? t->nrow : CELLS_MAX, n = 0, fails = 0, changes = 0,
            missing = 0;
    slice *cell = arena_new(a, slice, rows + 1);
    struct json *o, *first = NULL, *fail = NULL;
    struct draftread best;
    struct table next;

    if (cell == NULL) return;
    for (int64_t r = 0; r < rows; r++) {
        slice s = column_cell(&t->col[c], r);

        if (draftcell_is_empty(s)) continue;
        if (draftcell_is_missing(s))
            missing++;
        else
            cell[n++] = s;
    }
    draftread_best(t, c, cell, n, a, &best);
    if (best.as == NULL || !draftsearch_apply(best.step, t, a, &next)) return;
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
    if (fails == 0 && changes == 0 && missing == 0) return;
    o = json_new_object(a);
    json_set(a, o, "column", json_new_text(a, t->col[c].name));
    set_int(a, o, "cells", n);
    json_set(a, o, "as", json_new_text(a, slice_z(best.as)));
    set_int(a, o, "changes", changes);
    set_int(a, o, "fails", fails);
    if (missing > 0) set_int(a, o, "missing", missing);
    if (first != NULL) json_set(a, o, "first", first);
    if (fail != NULL) json_set(a, o, "first_fail", fail);
    json_set(a, o, "step", best.step);
    json_push(a, out, o);
}
