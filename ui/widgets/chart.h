/* chart.h - bars of a character that every terminal has. */
#ifndef FETTLE_CHART_H
#define FETTLE_CHART_H

#include "screen.h"

/* A bar of '#' as long as value / most of width; something above zero shows at least one. */
void chart_bar(struct screen *s, int row, int col, int width, enum style style, double value,
               double most);

#endif
