#include "rowlist.h"

#include "buf.h"

void rowlist_add(struct rowlist *l, int64_t row)
{
    l->rows++;
    if (l->n > 0 && l->to[l->n - 1] == row - 1 && l->named == l->rows - 1) {
        l->to[l->n - 1] = row;
        l->named++;
    } else if (l->n < ROWLIST_MOST) {
        l->from[l->n] = l->to[l->n] = row;
        l->n++;
        l->named++;
    }
}

void rowlist_join(struct rowlist *l, const struct rowlist *behind)
{
    for (int i = 0; i < behind->n; i++)
        for (int64_t row = behind->from[i]; row <= behind->to[i]; row++) rowlist_add(l, row);
    l->rows += behind->rows - behind->named;
}

slice rowlist_text(const struct rowlist *l, struct arena *a)
{
    struct buf b = {0};
    int64_t more = l->rows - l->named;

    buf_printf(&b, "%s", l->rows == 1 ? "row " : "rows ");
    for (int i = 0; i < l->n; i++) {
        if (i > 0) buf_printf(&b, "%s", i == l->n - 1 && more == 0 ? " and " : ", ");
        buf_printf(&b, "%lld", (long long)l->from[i]);
        if (l->to[i] > l->from[i]) buf_printf(&b, "-%lld", (long long)l->to[i]);
    }
    if (more > 0) buf_printf(&b, " and %lld more", (long long)more);
    return buf_take(&b, a);
}
