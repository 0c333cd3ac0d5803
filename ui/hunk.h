/* hunk.h - two versions of a text as changes that can be decided one by one. */
#ifndef FETTLE_HUNK_H
#define FETTLE_HUNK_H

#include "arena.h"

enum hunk_state { HUNK_OPEN, HUNK_ACCEPTED, HUNK_REJECTED };

/* One line of the joined display. */
enum hunk_side { HUNK_BOTH, HUNK_OLD, HUNK_NEW };
struct hunk_line {
    enum hunk_side side;
    int number; /* in the old text for HUNK_OLD, else in the new one; 1-based */
    int hunk;   /* index; -1: unchanged */
    slice text;
};
struct hunk {
    int first, n; /* its lines */
    enum hunk_state state;
};
struct hunks {
    struct hunk_line *line;
    int nline;
    struct hunk *at;
    int n;
};

/* Line difference by longest common subsequence; one change where texts are too long to align.
 * Lives in the arena, borrows both texts. */
void hunk_make(slice old, slice now, struct arena *a, struct hunks *out);
/* The text that the decisions give; open ones count as `open_counts_as`. */
slice hunk_merge(const struct hunks *h, enum hunk_state open_counts_as, struct arena *a);
/* How many are still open. */
int hunk_open(const struct hunks *h);
/* Splits a hunk into one for each line pair; false when it has only one. */
bool hunk_split(struct hunks *h, int which, struct arena *a);

#endif
