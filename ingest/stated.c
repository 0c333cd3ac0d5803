#include "stated.h"

/* The kind that holds both; KIND_TEXT: none does. */
static enum kind join(enum kind a, enum kind b)
{
    if (a == KIND_EMPTY || a == b) return b;
    if ((a == KIND_INTEGER && b == KIND_NUMBER) || (a == KIND_NUMBER && b == KIND_INTEGER))
        return KIND_NUMBER;
    return KIND_TEXT;
}

enum kind stated_kind(enum cell_type type, slice cell)
{
    int64_t v;

    switch (type) {
    case CELL_NUMBER:
        return slice_i64(cell, &v) ? KIND_INTEGER : KIND_NUMBER;
    case CELL_BOOL:
        return KIND_BOOL;
    case CELL_DATE:
        return KIND_DATE;
    case CELL_DATETIME:
        return KIND_DATETIME;
    case CELL_TIME:
        return KIND_TIME;
    case CELL_DURATION:
        return KIND_DURATION;
    case CELL_EMPTY:
    case CELL_TEXT:
    case CELL_ERROR:
        break;
    }
    return KIND_TEXT;
}

static enum cell_type type_at(const struct sheet *s, struct place at)
{
    if (at.row < 1 || at.row > s->cells.nrow || at.col < 1 || at.col > s->cells.ncol)
        return CELL_TEXT;
    return sheet_type(s, at.col - 1, at.row - 1);
}

static enum kind of_column(const struct sheet *s, const struct table *t, int c)
{
    enum kind kind = KIND_EMPTY;

    for (int64_t r = 0; r < t->nrow && kind != KIND_TEXT; r++) {
        struct place at = table_place(t, c, r);
        slice cell = column_cell(&t->col[c], r);

        if (cell.n == 0) continue;
        kind = join(kind, stated_kind(type_at(s, at), cell));
    }
    return kind == KIND_EMPTY ? KIND_TEXT : kind;
}

bool stated_kinds(const struct sheet *s, struct table *t, struct err *e)
{
    for (int c = 0; s->type != NULL && c < t->ncol; c++) {
        if (t->col[c].kind != KIND_TEXT) continue;
        t->col[c].kind = of_column(s, t, c);
        if (t->col[c].kind != KIND_BOOL) continue;
        if (!table_own(t, c, e)) return false;
        for (int64_t r = 0; r < t->nrow; r++) {
            slice cell = column_cell(&t->col[c], r);

            if (cell.n > 0)
                column_put(&t->col[c], r,
                           slice_eq_nocase(cell, S("true")) ? S("true") : S("false"));
        }
    }
    return true;
}

bool stated_types(const struct sheet *s, const struct table *t, const uint8_t *const **out,
                  struct err *e)
{
    uint8_t **type;

    *out = NULL;
    if (s->type == NULL) return true;
    type = arena_new(t->arena, uint8_t *, t->ncol + 1);
    for (int c = 0; type != NULL && c < t->ncol; c++) {
        type[c] = arena_new(t->arena, uint8_t, t->nrow + 1);
        if (type[c] == NULL) return err_set(e, E_LIMIT, "the table does not fit the memory limit");
        for (int64_t r = 0; r < t->nrow; r++)
            type[c][r] = (uint8_t)type_at(s, table_place(t, c, r));
    }
    *out = (const uint8_t *const *)type;
    return type != NULL || err_set(e, E_LIMIT, "the table does not fit the memory limit");
}
