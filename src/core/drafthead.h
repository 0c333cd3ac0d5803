/* drafthead.h - what column names say: values of one variable (years, months, 1..n), field names.
 */
#ifndef FETTLE_DRAFTHEAD_H
#define FETTLE_DRAFTHEAD_H

#include "arena.h"

enum drafthead {
    DH_TEXT,
    DH_YEAR,     /* 2019, 2019/20 */
    DH_DATE,     /* 31.03.2024, Jan 2024 */
    DH_MONTH,    /* January, Jan */
    DH_WEEKDAY,  /* Monday */
    DH_SEQUENCE, /* Q1, Week 3, 2nd, Day 4 */
    DH_INTEGER,  /* 17 */
    DH_RANGE,    /* 10-20, <5, 25% */
    DH_HAS_YEAR, /* Sales 2019 */
    DH_EMPTY
};

enum drafthead drafthead_class(slice name);
/* How surely a run of this class holds the values of one variable: 0..1. */
double drafthead_strength(enum drafthead c);
/* A word that names a field of a record in many tables ("name", "price", "date"): then the column
 * is a variable of its own and not one value of another. */
bool drafthead_is_field(slice name);
/* A variable of its own by its form: a numbered question or feature ("q7", "item 3", "f12"), or a
 * statement ("is_open"). "q1" to "q4" are rather quarters. */
bool drafthead_is_item(slice name);
/* A value of one of the commonest variables that stand across a table: sex, town or country, public
 * or private, working time, total. */
bool drafthead_is_category(slice name);
/* describe()-like row names: count, mean, std, min, 25% ... */
bool drafthead_is_statistic(slice name);
/* What names have in common, as one after another is added; begin with all zero. */
struct drafthead_affix {
    slice name; /* the first */
    ptrdiff_t bytes;
    int n;
    struct drafthead_part {
        ptrdiff_t n;
        bool whole; /* no name has it end within a word */
    } part[2];      /* the common beginning, the common end */
};
void drafthead_affix_add(struct drafthead_affix *x, slice name);
/* Share of the names' length that a common beginning or end takes; whole words only. */
double drafthead_affix_share(const struct drafthead_affix *x);
/* The same of names that are at hand. */
double drafthead_affix(const slice *name, int n);
/* Takes that common part off each name, where there is one. */
void drafthead_strip_affix(slice *name, int n);

#endif
