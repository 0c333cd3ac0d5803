#include "chart.h"

void chart_bar(struct screen *s, int row, int col, int width, enum style style, double value,
               double most)
{
    int n = most > 0 ? (int)(value / most * width + 0.5) : 0;

    if (n < 1 && value > 0) n = 1;
    if (n > width) n = width;
    screen_fill(s, (struct rect){row, col, 1, n}, style, '#');
}
