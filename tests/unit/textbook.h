/* Text in memory, read as a file would be. */
#ifndef FETTLE_TEXTBOOK_H
#define FETTLE_TEXTBOOK_H

#include "inspect.h"
#include "unit.h"

struct textbook {
    struct arena arena;
    struct source source;
    struct workbook book;
    struct inspection in;
    struct table table;
    struct err err;
};

/* Reads, inspects and cuts the table out; all of it must work. Free with arena_free(&t->arena). */
static inline void textbook_options(struct textbook *t, slice bytes, struct read_options o)
{
    memset(t, 0, sizeof *t);
    arena_init(&t->arena, ARENA_NO_LIMIT);
    t->source = (struct source){.name = S("t.csv"), .path = S("t.csv"), .bytes = bytes};
    assert_true(workbook_read(&t->source, &o, &t->arena, &t->book, &t->err));
    assert_true(inspect(&t->book, &o, &t->arena, &t->in, &t->err));
    assert_true(inspect_table(&t->in, -1, &t->arena, &t->table, &t->err));
}

static inline void textbook_read(struct textbook *t, slice bytes)
{
    textbook_options(t, bytes, READ_DEFAULTS);
}

/* Cell of the table, both from 0. */
static inline slice textbook_cell(const struct textbook *t, int row, int col)
{
    assert_in_range(row, 0, t->table.nrow - 1);
    assert_in_range(col, 0, t->table.ncol - 1);
    return t->table.col[col].cell[row];
}

/* How many quirks of this code were found, by their own count. */
static inline int64_t textbook_quirks(const struct textbook *t, const char *code)
{
    int64_t n = 0;

    for (int i = 0; i < t->in.nquirk; i++)
        if (strcmp(quirk_name(t->in.quirk[i].code), code) == 0) n += t->in.quirk[i].count;
    return n;
}

#endif
