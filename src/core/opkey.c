#include "opkey.h"

#include "decimal.h"
#include "utf8.h"

/* 1.50, +1.5 and 1.5 as one text; what is no number stays as it is. */
static slice number_key(slice cell, struct arena *a)
{
    const struct decimal *d = decimal_parse(cell, a);
    slice s = d != NULL ? decimal_text(d, a) : cell;

    if (d == NULL || slice_find(s, S(".")) < 0) return s;
    while (s.p[s.n - 1] == '0') s.n--;
    if (s.p[s.n - 1] == '.') s.n--;
    return slice_eqz(s, "-0") ? S("0") : s;
}

bool opkey_read(const struct table *t, const struct op_columns *columns, const bool *numeric,
                struct op_run *run, struct opkey *out)
{
    *out = (struct opkey){.n = columns->n, .nrow = t->nrow};
    out->key = op_alloc(run, sizeof *out->key, columns->n);
    if (out->key == NULL) return false;
    for (int i = 0; i < columns->n; i++) {
        const struct column *col = &t->col[columns->at[i]];

        out->key[i] = op_alloc(run, sizeof(slice), t->nrow);
        if (out->key[i] == NULL) return false;
        for (int64_t r = 0; r < t->nrow; r++) {
            slice cell = utf8_trim(column_cell(col, r));

            if (numeric[i] && cell.n > 0) cell = number_key(cell, run->arena);
            if (cell.p == NULL && cell.n > 0) return op_out_of_memory(run);
            out->key[i][r] = cell;
        }
    }
    return true;
}

static bool has_empty(const struct opkey *k, int64_t r)
{
    for (int i = 0; i < k->n; i++)
        if (k->key[i][r].n == 0) return true;
    return false;
}

static uint64_t hash(const struct opkey *k, int64_t r)
{
    uint64_t h = 0x9E3779B97F4A7C15u;

    for (int i = 0; i < k->n; i++) h = (h ^ slice_hash(k->key[i][r])) * 0xBF58476D1CE4E5B9u;
    return h ^ h >> 29;
}

static bool same(const struct opkey *x, int64_t r, const struct opkey *y, int64_t s)
{
    for (int i = 0; i < x->n; i++)
        if (!slice_eq(x->key[i][r], y->key[i][s])) return false;
    return true;
}

bool opkey_index(struct opkey *k, struct op_run *run)
{
    uint64_t size = 16;

    while (size < (uint64_t)k->nrow * 2) size *= 2;
    k->slot = op_alloc(run, sizeof *k->slot, (int64_t)size);
    k->next = op_alloc(run, sizeof *k->next, k->nrow);
    if (k->slot == NULL || k->next == NULL) return false;
    k->mask = size - 1;
    /* From the end, so that each row is put before those that follow it. */
    for (int64_t r = k->nrow - 1; r >= 0; r--) {
        uint64_t h;

        k->next[r] = -1;
        if (has_empty(k, r)) continue;
        for (h = hash(k, r) & k->mask; k->slot[h] != 0; h = (h + 1) & k->mask)
            if (same(k, r, k, k->slot[h] - 1)) break;
        k->next[r] = k->slot[h] - 1;
        k->slot[h] = r + 1;
    }
    return true;
}

int64_t opkey_find(const struct opkey *k, const struct opkey *other, int64_t r)
{
    if (has_empty(other, r)) return -1;
    for (uint64_t h = hash(other, r) & k->mask; k->slot[h] != 0; h = (h + 1) & k->mask)
        if (same(k, k->slot[h] - 1, other, r)) return k->slot[h] - 1;
    return -1;
}
