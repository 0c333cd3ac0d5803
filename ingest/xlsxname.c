#include "xlsxname.h"

/* The place of one sheet's name at the front of *s, which is what stands behind its "!" then.
 * Quoted names double their quotes. False: there is none. */
static bool take_sheet(slice *s, slice sheet, bool *same)
{
    ptrdiff_t i = 0, k = 0;
    bool quoted = s->n > 0 && s->p[0] == '\'';

    *same = true;
    for (i = quoted; i < s->n; i++, k++) {
        if (!quoted && s->p[i] == '!') break;
        if (quoted && s->p[i] == '\'') {
            if (i + 1 >= s->n || s->p[i + 1] != '\'') break;
            i++;
        }
        *same &= slice_eq_nocase(slice_sub(*s, i, i + 1), slice_sub(sheet, k, k + 1));
    }
    *same &= k == sheet.n;
    i += quoted;
    if (i >= s->n || s->p[i] != '!') return false;
    *s = slice_sub(*s, i + 1, s->n);
    return true;
}

/* "$1:$3": the last row; 0: it is something else. */
static int last_row(slice place)
{
    slice second, first = slice_cut(place, ':', &second);
    int row, col, row2, col2;

    if (second.n < 0 || !xlsxcells_ref(first, &row, &col) || !xlsxcells_ref(second, &row2, &col2))
        return 0;
    return col == 0 && col2 == 0 && row > 0 ? row2 : 0;
}

bool xlsxname_tell(const struct xlsxname *n, slice sheet, struct xlsxcells *c, struct err *e)
{
    bool titles = slice_eqz(n->name, "_xlnm.Print_Titles");
    slice rest = n->ref;

    if (!titles && slice_starts(n->name, S("_xlnm.")) && !slice_eqz(n->name, "_xlnm.Database"))
        return true; /* print areas, filters that are known already */
    while (rest.n > 0) {
        bool same;
        slice place;

        if (!take_sheet(&rest, sheet, &same)) return true;
        place = slice_cut(rest, ',', &rest);
        if (same && titles) xlsxcells_head(c, last_row(place));
        if (same && !titles && !xlsxcells_name(c, place, e)) return false;
    }
    return true;
}
