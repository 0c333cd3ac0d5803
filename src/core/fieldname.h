/* fieldname.h - how alike the names of a column and of a field are: their words by meaning (in
 * several languages, fieldwords.def), abbreviations, initials and spelling. */
#ifndef FETTLE_FIELDNAME_H
#define FETTLE_FIELDNAME_H

#include "arena.h"
#include "slice.h"

#include <stdbool.h>
#include <stdint.h>

enum { FIELDNAME_WORDS = 16, FIELDNAME_MEANINGS = 6 };

struct fieldwords; /* the list of words, looked up by word */

struct fieldname_word {
    slice text; /* small letters without marks */
    int meaning[FIELDNAME_MEANINGS], meanings;
    double weight; /* how much it tells of the field: 0 for stop words, 1 for most */
    int from;      /* the written word that it is of; -1: none */
};
struct fieldname {
    slice whole;                   /* all written words, one behind the other */
    char initial[FIELDNAME_WORDS]; /* of the written words */
    int written;                   /* how many there are */
    struct fieldname_word word[FIELDNAME_WORDS];
    int n;
};

/* The list, in the arena; NULL: no memory. */
struct fieldwords *fieldwords_open(struct arena *a);
/* Takes a name apart: at marks and changes to a capital, compounds of known words between them,
 * one word for several by what it stands for. */
void fieldname_read(const struct fieldwords *w, slice name, struct arena *a, struct fieldname *out);
/* Adds a word that is not written, as "date" for what holds dates. */
void fieldname_add(const struct fieldwords *w, struct fieldname *name, slice word, struct arena *a);
/* 0..1; `skip`: words at the front of `b` that all names around it begin with. */
double fieldname_similarity(const struct fieldwords *w, const struct fieldname *a,
                            const struct fieldname *b, int skip);
/* Does a word of the name mean one of `words`, English ones with spaces between? */
bool fieldname_means(const struct fieldwords *w, const struct fieldname *name, const char *words);
/* Do both begin with the same word, and have more? */
bool fieldname_same_front(const struct fieldname *a, const struct fieldname *b);

#endif
