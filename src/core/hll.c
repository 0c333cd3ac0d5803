#include "hll.h"

#include <math.h>

enum { RANKS = 64 - HLL_BITS + 1 };

/* x + sum of x^(2^k) 2^(k-1); Ertl's algorithm 6. */
static double sigma(double x)
{
    double y = 1, z = x, before;

    if (x >= 1) return INFINITY;
    do {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    } while (z != before);
    return z;
}

/* Ertl's algorithm 7. */
static double tau(double x)
{
    double y = 1, z = 1 - x, before;

    if (x <= 0 || x >= 1) return 0;
    do {
        x = sqrt(x);
        before = z;
        y /= 2;
        z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
}

double hll_count(const struct hll *h)
{
    const double m = HLL_SIZE;
    int of[RANKS + 1] = {0};
    double z;

    for (int i = 0; i < HLL_SIZE; i++) of[h->rank[i]]++;
    z = m * tau(1 - of[RANKS] / m);
    for (int k = RANKS - 1; k >= 1; k--) z = (z + of[k]) / 2;
    z += m * sigma(of[0] / m);
    return m * m / (2 * log(2) * z);
}
