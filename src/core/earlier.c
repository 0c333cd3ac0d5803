#include "earlier.h"

#include "draftcell.h"
#include "draftsearch.h"

enum { ROWS_MAX = 2000 };

/* A map is used again when it knows at least this share of the filled cells. */
#define KNOWN 0.5

bool earlier_plans(struct store *s, const char *orca, struct arena *a, struct earlier *out,
                   struct err *e)
{
    struct pin *pin;
    int n;

    *out = (struct earlier){arena_new(a, const struct json *, EARLIER_MOST), 0};
    if (out->plan == NULL) return err_set(e, E_LIMIT, "the pins do not fit the memory limit");
    if (!store_pins(s, orca, false, a, &pin, &n, e)) return false;
    for (int i = 0; i < n && out->n < EARLIER_MOST; i++) {
        const struct json *doc;
        struct pin whole;
        struct err bad;

        if (!pin[i].is_plan || pin[i].state != PIN_APPROVED) continue;
        if (!store_pin_get(s, orca, pin[i].id, a, &whole, e)) return false;
        if ((doc = json_parse(a, whole.body, &bad)) != NULL) out->plan[out->n++] = doc;
    }
    return true;
}

bool earlier_load(const char *cache, const char *orca, struct arena *a, struct earlier *out,
                  struct err *e)
{
    struct store *s;
    bool ok;

    *out = (struct earlier){0};
    if (orca == NULL || orca[0] == 0) return true;
    if ((s = store_open(cache, true, e)) == NULL) return false;
    ok = earlier_plans(s, orca, a, out, e);
    store_close(s);
    return ok;
}

/* Columns that a newer plan has spoken of, by the name they have now. */
struct spoken {
    slice *name;
    int n, most;
};

static bool is_spoken(const struct spoken *l, slice s)
{
    for (int i = 0; i < l->n; i++)
        if (slice_eq(l->name[i], s)) return true;
    return false;
}

static void speak(struct spoken *l, slice s)
{
    if (l->n < l->most) l->name[l->n++] = s;
}

/* The part of a rename that fits: old names that are there once, new ones that are not. */
static struct json *fitting_rename(const struct json *columns, const struct table *t,
                                   const struct spoken *spoken, struct arena *a)
{
    struct json *fit = json_new_object(a);

    for (int i = 0; json_is(columns, J_OBJECT) && i < columns->n; i++) {
        slice to = json_text(columns->item[i]), from = columns->key[i];

        if (to.n == 0 || slice_eq(from, to) || table_count_name(t, from) != 1 ||
            table_find(t, to, 1) >= 0 || is_spoken(spoken, from))
            continue;
        json_set(a, fit, arena_z(a, from), columns->item[i]);
    }
    return fit;
}

static bool knows_values(const struct json *values, const struct column *c, int64_t rows,
                         struct arena *a)
{
    int64_t filled = 0, known = 0;

    for (int64_t r = 0; r < rows && r < ROWS_MAX; r++) {
        slice s = column_cell(c, r);

        if (draftcell_is_empty(s)) continue;
        filled++;
        known += json_member(values, arena_z(a, s)) != NULL;
    }
    return known > 0 && (double)known >= KNOWN * (double)filled;
}

static struct json *fitting_map(const struct json *step, const struct table *t,
                                const struct spoken *spoken, struct arena *a)
{
    const struct json *columns = json_member(step, "columns"),
                      *values = json_member(step, "values");
    struct json *fit = json_new_array(a);

    for (int i = 0; json_is(columns, J_ARRAY) && i < columns->n; i++) {
        slice name = json_text(columns->item[i]);
        int c = name.n > 0 && table_count_name(t, name) == 1 ? table_find(t, name, 1) : -1;

        if (c < 0 || !json_is(values, J_OBJECT) || is_spoken(spoken, name) ||
            !knows_values(values, &t->col[c], t->nrow, a))
            continue;
        json_push(a, fit, columns->item[i]);
    }
    return fit;
}

/* The step as far as it fits; NULL: not at all. */
static const struct json *fitting(const struct json *step, const struct table *t,
                                  const struct spoken *spoken, struct arena *a)
{
    slice op = json_text(json_member(step, "op"));
    struct json *columns, *made;

    if (slice_eqz(op, "rename"))
        columns = fitting_rename(json_member(step, "columns"), t, spoken, a);
    else if (slice_eqz(op, "map"))
        columns = fitting_map(step, t, spoken, a);
    else
        return NULL;
    if (columns->n == 0) return NULL;
    made = json_edit(a, step);
    json_set(a, made, "columns", columns);
    return made;
}

void earlier_steps(const struct earlier *x, struct table *now, struct arena *a, struct json *steps,
                   struct buf *why)
{
    struct spoken spoken = {arena_new(a, slice, now->ncol * 2 + 1), 0, now->ncol * 2};
    int used = 0;

    if (spoken.name == NULL) return;
    for (int p = 0; x != NULL && p < x->n; p++) {
        const struct json *list = json_member(x->plan[p], "steps");
        int known = spoken.n;

        for (int i = 0; json_is(list, J_ARRAY) && i < list->n; i++) {
            struct spoken older = {spoken.name, known, known};
            const struct json *step = fitting(list->item[i], now, &older, a);
            struct table next;

            if (step == NULL || !draftsearch_apply(step, now, a, &next)) continue;
            json_push(a, steps, step);
            *now = next;
            used++;
            step = json_member(step, "columns");
            for (int k = 0; k < step->n; k++) speak(&spoken, json_text(step->item[k]));
        }
    }
    if (used == 0) return;
    if (why->n > 0) buf_putz(why, "; ");
    buf_putz(why, "names and values as in the pinned plans of this orca");
}
