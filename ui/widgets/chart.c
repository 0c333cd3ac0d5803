#include "chart.h"

void chart_bar(struct screen *s, int row, int col, int width, enum style style, double value,
               double most)
{
    int n = most > 0 ? (int)(value / most * width + 0.5) : 0;

    if (n < 1 && value > 0) n = 1;
    if (n > width) n = width;
    screen_fill(s, (struct rect){row, col, 1, n}, style, '#');
}

void chart_spark(struct screen *s, int row, int col, int width, enum style style,
                 const double *value, int n)
{
    static const char level[] = " .:-=+*#";
    double most = 0;

    for (int i = 0; i < n; i++)
        if (value[i] > most) most = value[i];
    for (int i = 0; i < n && i < width; i++) {
        int k = most > 0 ? (int)(value[i] / most * 7 + 0.5) : 0;

        if (k < 1 && value[i] > 0) k = 1;
        screen_fill(s, (struct rect){row, col + i, 1, 1}, style, level[k]);
    }
}
