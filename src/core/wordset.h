/* wordset.h - distinct slices in order of first appearance, each with its number. */
#ifndef FETTLE_WORDSET_H
#define FETTLE_WORDSET_H

#include "arena.h"

struct wordset {
    slice *key; /* n of them; borrowed */
    int n, most;
    int *slot; /* number + 1; 0: free */
    uint64_t mask;
};

/* An empty set for at most `most` slices. False when the arena's limit is passed. */
bool wordset_open(struct wordset *w, int most, struct arena *a);
/* The number of s, which is added when it is new; -1: the set is full. */
int wordset_add(struct wordset *w, slice s);
/* The number of s, or -1. */
int wordset_find(const struct wordset *w, slice s);

#endif
