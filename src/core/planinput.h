/* planinput.h - reads the further tables of a plan ("inputs"), for join and union. */
#ifndef FETTLE_PLANINPUT_H
#define FETTLE_PLANINPUT_H

#include "plan.h"
#include "sheet.h"

/* Reads every input and runs its own steps; the tables go into p->table and live in the arena.
 * Files are looked for in `folder`, NULL: where the book's source lies. What cannot be read or
 * broken steps become failures that point into /inputs; false when there was any. */
bool planinput_load(struct plan *p, const struct workbook *book, const char *folder,
                    struct arena *a, struct failures *f);
/* What people call the places of each source: [0] is `sheet`, [k] the k-th input ("rates.csv",
 * "[rates.xlsx]2024"). Indexed by place.source. */
const slice *planinput_labels(const struct plan *p, slice sheet, struct arena *a);

#endif
