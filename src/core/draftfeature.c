#include "draftfeature.h"

#include <math.h>
#include <stddef.h>

/* How fast a probability rises with its score; 0.5 +- 0.25 give 0.18 and 0.82. */
#define STEEPNESS 6.0

const struct draftfeature_info draftfeature_table[DF_COUNT] = {
#define X(op, name, weight, doc) {#op, #name, doc, weight},
    DRAFTFEATURE_LIST(X)
#undef X
};

double draftfeature_score(const double x[DF_COUNT], const double *weight)
{
    double sum = 0;

    for (int f = 0; f < DF_COUNT; f++)
        if (x[f] != 0) sum += x[f] * (weight != NULL ? weight[f] : draftfeature_table[f].weight);
    return sum;
}

double draftfeature_probability(double score)
{
    return 1 / (1 + exp(-STEEPNESS * (score - 0.5)));
}
