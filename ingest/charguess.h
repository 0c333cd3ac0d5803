/* charguess.h - which character set a text without marks is in: the one in which its characters are
 * most likely beside each other in a language that is written in that set.
 *
 * Bayes' rule over character sets and languages: how usual the set is, times the chance of each
 * character beyond ASCII after the one before it, and of the one after it. All sets explain the
 * same bytes, so their chances can be compared. */
#ifndef FETTLE_CHARGUESS_H
#define FETTLE_CHARGUESS_H

#include "charset.h"
#include "language.h"

struct charguess {
    const struct charset *set;
    const char *language; /* in which it reads best: its English name */
    double score;         /* logarithm of its chance, but for a constant */
    double share;         /* of the chance of all ways to read the bytes; 0..1 */
};
enum { CHARGUESS_MOST = 64 };

/* The sets, best first; of those that read the sample as the same text only the first, with the
 * share of the best of them. Whole lines make a good sample. Returns how many. */
int charguess(slice sample, struct arena *a, struct charguess out[CHARGUESS_MOST]);
/* Is it a character of one of the languages, or a symbol that is met? */
bool charguess_usual(const struct language *all, int32_t c);

#endif
