#include "rowtotal.h"

#include "shape.h"
#include "utf8.h"
#include <math.h>

enum { LOOK_BACK = 2000, COLUMNS_SEEN = 200 };

bool rowtotal_word(slice label, slice *rest)
{
    static const char *const word[] = {
        "grand total", "sub total", "sub-total", "subtotal",     "total general",  "total",
        "totals",      "totale",    "totaal",    "gesamtsumme",  "zwischensumme",  "gesamt",
        "insgesamt",   "summe",     "sum",       "somme",        "sous-total",     "suma",
        "razem",       "average",   "mean",      "durchschnitt", "mittelwert",     "moyenne",
        "celkem",      "i alt",     "overall",   "all",          "yhteens\xC3\xA4"};
    slice s = utf8_trim(label);

    *rest = (slice){"", 0};
    while (s.n > 0 && (s.p[s.n - 1] == ':' || s.p[s.n - 1] == '*' || s.p[s.n - 1] == '='))
        s = utf8_trim(slice_sub(s, 0, s.n - 1));
    if (s.n == 0 || s.n > 80) return false;
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++) {
        slice w = slice_z(word[i]);

        if (s.n < w.n) continue;
        if (slice_eq_nocase(slice_sub(s, 0, w.n), w) &&
            (s.n == w.n || s.p[w.n] == ' ' || s.p[w.n] == ':')) {
            *rest = utf8_trim(slice_sub(s, w.n + (s.n > w.n), s.n));
            return strcmp(word[i], "all") != 0 || rest->n == 0;
        }
        if (s.n > w.n + 1 && s.p[s.n - w.n - 1] == ' ' &&
            slice_eq_nocase(slice_sub(s, s.n - w.n, s.n), w) && strcmp(word[i], "all") != 0) {
            *rest = utf8_trim(slice_sub(s, 0, s.n - w.n - 1));
            return true;
        }
    }
    return false;
}

static bool near(double x, double y)
{
    return fabs(x - y) <= 0.006 + 1e-6 * fabs(y);
}

/* How many numbers of the row are the sum or the mean of what stands above, and how many are not.
 */
static void check(const struct sheet *s, struct range at, int64_t row, const uint8_t *role,
                  int *right, int *wrong)
{
    int to = at.right < at.left + COLUMNS_SEEN ? at.right : at.left + COLUMNS_SEEN;

    *right = *wrong = 0;
    for (int c = at.left - 1; c < to; c++) {
        double mine, v, block = 0, all = 0, totals = 0;
        int n_block = 0, n_all = 0, n_totals = 0;
        bool in_block = true;

        if (!shape_number(s->cells.col[c].cell[row], &mine)) continue;
        for (int64_t r = row - 1; r >= at.top - 1 && r > row - LOOK_BACK; r--) {
            if (role[r] == ROLE_TOTAL || role[r] == ROLE_GROUP || role[r] == ROLE_HEAD)
                in_block = false;
            if (!shape_number(s->cells.col[c].cell[r], &v)) continue;
            if (role[r] == ROLE_TOTAL) totals += v, n_totals++;
            if (role[r] != ROLE_DATA) continue;
            all += v, n_all++;
            if (in_block) block += v, n_block++;
        }
        if (n_all == 0 || mine == 0) continue;
        if ((n_block > 1 && (near(block, mine) || near(block / n_block, mine))) ||
            (n_all > 1 && (near(all, mine) || near(all / n_all, mine))) ||
            (n_totals > 1 && near(totals, mine)))
            ++*right;
        else
            ++*wrong;
    }
}

/* Does an earlier row of the table, or a group above, carry this label? */
static bool known_label(const struct sheet *s, struct range at, int64_t row, slice label)
{
    for (int64_t r = row - 1; r >= at.top - 1 && r > row - LOOK_BACK; r--)
        for (int c = at.left - 1; c < at.right && c < at.left + 3; c++)
            if (slice_eq_nocase(utf8_trim(s->cells.col[c].cell[r]), label)) return true;
    return false;
}

bool rowtotal_is(const struct sheet *s, struct range at, int64_t row, const uint8_t *role)
{
    slice label = {"", 0}, rest;
    int right, wrong, filled = 0;
    bool word = false;

    for (int c = at.left - 1; c < at.right && c < at.left + COLUMNS_SEEN; c++) {
        slice v = s->cells.col[c].cell[row];

        if (v.n == 0) continue;
        if (filled++ == 0) label = v;
        if (!word && filled <= 3 && rowtotal_word(v, &rest)) word = true;
    }
    if (filled < 2 && at.right > at.left) return false;
    if (!word && s->cells.col[at.left - 1].cell[row].n > 0) return false;
    check(s, at, row, role, &right, &wrong);
    if (!word)
        return right >= 1 && wrong == 0 && right * 2 >= filled &&
               (right >= 2 || shape_number(label, NULL));
    if (right > 0 && right >= wrong) return true;
    return rest.n == 0 || known_label(s, at, row, rest);
}
