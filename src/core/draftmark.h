/* draftmark.h - which mark is the decimal one in a file whose columns do not all tell: "12.400" may
 * be twelve and a bit or twelve thousand. */
#ifndef FETTLE_DRAFTMARK_H
#define FETTLE_DRAFTMARK_H

#include "inspect.h"

/* Evidence in bits, above 0 for a decimal comma, and the strongest of it in words. */
struct draftmark {
    double comma;
    const char *why;
};

/* What the numbers of t's other columns, the delimiter of the file and the language of its headings
 * and notes say. Some hundred microseconds. */
void draftmark_weigh(const struct inspection *in, const struct table *t, struct arena *a,
                     struct draftmark *out);
/* The decimal mark of a column whose numbers all have exactly three digits behind one `mark`, which
 * is '.' or ','; 0: the evidence is too weak. */
char draftmark_decimal(const struct draftmark *m, char mark);
/* How much more likely the text is in a language with a decimal comma than in English, in bits. */
double draftmark_language(const slice *text, int n, struct arena *a);

#endif
