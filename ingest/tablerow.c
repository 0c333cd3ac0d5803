#include "tablerow.h"

#include "total.h"
#include "totalword.h"
#include "utf8.h"
#include "valuecol.h"
#include <ctype.h>

enum {
    TOTALS_ROWS = 200000,
    TITLE_BYTES = 40,
    SPAN_BYTES = 25,
    HEADING_ROWS = 8,
    PAGE_HEAD_ROWS = 5,
    ROWS_NEAR = 6,
    MARK_BYTES = 4
};

static int width(struct range at)
{
    return at.right - at.left + 1;
}

double tablerow_usual(const struct raster *g, struct range at)
{
    int64_t sum = 0, n = 0, rows = at.bottom - at.top + 1, step = rows > 200 ? rows / 200 : 1;

    for (int64_t r = at.top - 1; r < at.bottom; r += step) {
        int k = raster_filled(g, r, at.left, at.right);

        if (k > 1 || at.left == at.right) sum += k, n++;
    }
    return n > 0 ? (double)sum / (double)n : 0;
}

/* -------------------------------------------------------------------- edges */

/* "60 records", "(8 rows)" */
static bool says_count(slice s)
{
    static const char *const count[] = {
        "rows",   "records",      "row",   "record",  "lines",         "entries",        "datens",
        "zeilen", "s\xC3\xA4tze", "items", "results", "rows selected", "enregistrements"};
    ptrdiff_t i = 0;

    s = utf8_trim(s);
    if (s.n == 0) return false;
    if (s.p[0] == '(') i = 1;
    while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == ',' || s.p[i] == '.')) i++;
    if (i == 0 || i >= s.n || (s.p[i] != ' ')) return false;
    s = slice_sub(s, i + 1, s.n);
    for (size_t k = 0; k < sizeof count / sizeof count[0]; k++)
        if (slice_eq_nocase(slice_sub(s, 0, (ptrdiff_t)strlen(count[k])), slice_z(count[k])))
            return true;
    return false;
}

/* "60 records", "* provisional", "Source: ...": text that closes a table. */
static bool closing_words(slice s)
{
    static const char *const start[] = {
        "source", "quelle", "note",    "hinweis",   "anmerkung", "footnote", "fuente",  "fonte",
        "remark", "legend", "legende", "generated", "erstellt",  "stand",    "printed", "report",
        "end of", "ende",   "(c)",     "copyright", "as of",     "data "};
    s = utf8_trim(s);
    if (s.n == 0) return false;
    if (s.p[0] == '*' || s.p[0] == '#' || slice_starts(s, S("\xC2\xA9")) ||
        slice_starts(s, S("--")))
        return true;
    for (size_t k = 0; k < sizeof start / sizeof start[0]; k++)
        if (slice_eq_nocase(slice_sub(s, 0, (ptrdiff_t)strlen(start[k])), slice_z(start[k])))
            return true;
    return says_count(s);
}

static bool covered_by_merge(const struct raster *g, int64_t r, struct range at)
{
    for (int i = 0; i < g->s->nmerged; i++) {
        const struct range *m = &g->s->merged[i];

        if (m->top == r + 1 && m->left <= at.left && (m->right - m->left + 1) * 10 >= width(at) * 8)
            return true;
    }
    return false;
}

/* Did the reader take the row for a comment? */
static bool is_remark(const struct raster *g, int64_t r)
{
    return g->s->remark != NULL && g->s->remark[r];
}

/* The first filled cell of the row inside the table: its 0-based column. */
static int first_cell(const struct raster *g, struct range at, int64_t r)
{
    int c = at.left - 1;

    while (c < at.right - 1 && utf8_trim(raster_cell(g, c, r)).n == 0) c++;
    return c;
}

/* Is the lone cell a remark at the right edge, as of the unit of all values? Over the last column
 * it is no name of several; over the one before that it says what it is: "Unit: 1000", "(persons)".
 */
static bool remark_at_edge(struct range at, int c, slice s, int below)
{
    if (width(at) < 4 || below < 3) return false;
    if (c == at.right - 1) return true;
    return c == at.right - 2 && s.n > 0 && (slice_find(s, S(":")) >= 0 || s.p[0] == '(');
}

/* A lone cell above a table: a title, unless it stands over columns as the name of a group of them:
 * behind the first column, short, and with names or another such cell right below. */
static bool lone_title(const struct raster *g, struct range at, int64_t r)
{
    int c = first_cell(g, at, r), below;
    slice s = utf8_trim(raster_cell(g, c, r));

    if (c == at.left - 1 || covered_by_merge(g, r, at) || s.n > TITLE_BYTES) return true;
    if (r + 1 >= at.bottom || (below = raster_filled(g, r + 1, at.left, at.right)) == 0)
        return true;
    if (below == 1) {
        int next = first_cell(g, at, r + 1);

        if (next == at.left - 1 || (next == c && c > at.left)) return true;
    }
    if (c == at.left && width(at) > 2) return false;
    if (remark_at_edge(at, c, s, below)) return true;
    return below > 1 && s.n > SPAN_BYTES && utf8_trim(raster_cell(g, at.left - 1, r + 1)).n > 0;
}

/* "Table 5 | Population", "Date: | 2010-05-01", "# made by": rows of two cells that say something
 * about a wide table. */
static bool label_row(const struct raster *g, struct range at, int64_t r, double usual)
{
    static const char *const word[] = {"table ",   "tab. ",  "figure ", "tabelle ",
                                       "tableau ", "tabla ", "tabel "};
    slice first = utf8_trim(raster_cell(g, at.left - 1, r));

    if (first.n == 0 || width(at) < 4 || usual < 3 || raster_cell(g, at.left, r).n == 0)
        return false;
    if (first.p[first.n - 1] == ':') return true;
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        if (slice_eq_nocase(slice_sub(first, 0, (ptrdiff_t)strlen(word[i])), slice_z(word[i])))
            return true;
    return false;
}

/* A label and its value, or few cells without a gap from the first column on: prose that was cut at
 * its commas. Blanks behind them give prose away. */
static bool starts_only(const struct raster *g, struct range at, int64_t r)
{
    int n = raster_filled(g, r, at.left, at.right), c = at.left - 1, blanks = 0;

    for (; c < at.right && utf8_trim(raster_cell(g, c, r)).n > 0; c++)
        blanks += raster_cell(g, c, r).p[0] == ' ';
    if (n <= 2) return c >= at.left;
    return c == at.left - 1 + n && (n * 10 <= width(at) * 6 || (n < width(at) && blanks == n - 1));
}

/* Such a row above a heading that names all columns, the first too, with nothing but more such rows
 * between, is no level of the heading: that would leave the first columns to it. */
static bool over_names(const struct raster *g, struct range at, int64_t r)
{
    struct range rest = at;
    int rows = r > 0 && starts_only(g, at, r - 1); /* that was taken off already */

    for (; starts_only(g, at, r); r++, rows++)
        if (r >= at.bottom - 2) return false;
    if (width(at) < (rows > 1 ? 3 : 4)) return false;
    rest.top = (int32_t)r + 1;
    return raster_filled(g, r, at.left, at.right) * 10 >= width(at) * 8 &&
           utf8_trim(raster_cell(g, at.left - 1, r)).n > 0 && header_detect(g, rest).rows > 0;
}

/* How many cells of the row stand behind a blank, as words do behind the commas of a sentence. */
static int behind_blanks(const struct raster *g, struct range at, int64_t r)
{
    int n = 0;

    for (int c = at.left; c < at.right; c++) {
        slice s = raster_cell(g, c, r);

        n += s.n > 1 && s.p[0] == ' ';
    }
    return n;
}

bool tablerow_prose(const struct raster *g, struct range at, int64_t r)
{
    int n = raster_filled(g, r, at.left, at.right);

    return n > 1 && raster_cell(g, at.left - 1, r).n > 0 && behind_blanks(g, at, r) == n - 1;
}

/* Such a row with as many cells as others have, where row `next` is none. */
static bool is_prose(const struct raster *g, struct range at, int64_t r, int64_t next)
{
    return tablerow_prose(g, at, r) && raster_filled(g, next, at.left, at.right) > 1 &&
           behind_blanks(g, at, next) == 0;
}

/* Such a row over a heading. */
static bool prose_over_names(const struct raster *g, struct range at, int64_t r)
{
    struct range rest = at;

    if (r + 2 >= at.bottom || !is_prose(g, at, r, r + 1) || behind_blanks(g, at, r + 2) > 0)
        return false;
    rest.top = (int32_t)r + 2;
    return header_detect(g, rest).rows > 0;
}

/* A row that begins with a mark as no data does: "#name,GID" over a heading of its own, "@SQ". */
static bool marked_row(const struct raster *g, struct range at, int64_t r, double usual)
{
    slice first = raster_cell(g, at.left - 1, r), next;
    int n = raster_filled(g, r, at.left, at.right);
    struct range rest = at;

    if (first.n < 2 || strchr("#@!", first.p[0]) == NULL) return false;
    if (n * 2 < usual) return true;
    if (r + 2 >= at.bottom) return false;
    next = raster_cell(g, at.left - 1, r + 1);
    if (first.p[0] != '#') return next.n > 1 && next.p[0] == first.p[0];
    rest.top = (int32_t)r + 2;
    return r > 0 && is_remark(g, r - 1) && header_detect(g, rest).rows > 0;
}

/* A row of what a program says of the file, longer than all others, over the names: a logger's
 * station, a booking batch. */
static bool longer_than_names(const struct raster *g, struct range at, int64_t r)
{
    int last = g->row[r].last, values = 0;

    if (r + 3 >= at.bottom) return false;
    for (int64_t k = r + 1; k < at.bottom && k < r + ROWS_NEAR; k++)
        if (g->row[k].last >= last) return false;
    for (int c = at.left - 1; c <= g->row[r + 1].last; c++)
        if (raster_cell(g, c, r + 1).n == 0 || raster_value(g, c, r + 1)) return false;
    for (int c = at.left - 1; c <= last; c++) values += raster_value(g, c, r);
    return values > 0 && g->row[r + 1].last > at.left;
}

/* A mark of a kind of records: capitals and digits, with a capital at the front. */
static bool is_mark(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'A' && s.p[i] <= 'Z') && !(i > 0 && s.p[i] >= '0' && s.p[i] <= '9'))
            return false;
    return s.n > 1 && s.n <= MARK_BYTES;
}

/* The last record of an interface file. */
static bool is_trailer(slice s)
{
    static const char *const mark[] = {"TRL", "TRLR", "TLR", "TRA", "TR",  "TAIL",
                                       "FTR", "FOOT", "END", "EOF", "SUM", "CTL"};

    for (size_t k = 0; k < sizeof mark / sizeof *mark; k++)
        if (slice_eqz(s, mark[k])) return true;
    return false;
}

/* Does a row begin with another mark of records than those beside it (`step`: below or above),
 * which have all the same, and has it fewer cells: HDR over DTL, TRL below? What stands last may be
 * a record of another kind, and is one but for the usual names. */
static bool other_record(const struct raster *g, struct range at, int64_t r, int step, double usual)
{
    slice mark = raster_cell(g, at.left - 1, r), beside = {"", 0};

    if (!is_mark(mark) || (step < 0 && !is_trailer(mark)) ||
        raster_filled(g, r, at.left, at.right) * 4 > usual * 3)
        return false;
    for (int n = 0; n < 3; n++) {
        int64_t k = r + step * (n + 1);
        slice s;

        if (k < at.top - 1 || k >= at.bottom) return false;
        s = raster_cell(g, at.left - 1, k);
        if (n == 0) beside = s;
        if (!slice_eq(s, beside)) return false;
    }
    return is_mark(beside) && !slice_eq(mark, beside);
}

static bool above_table(const struct raster *g, struct range at, int64_t r, double usual)
{
    int n = raster_filled(g, r, at.left, at.right);

    if (n == 0 || is_remark(g, r) || marked_row(g, at, r, usual)) return true;
    if (n == 1) return lone_title(g, at, r) && (width(at) > 2 || usual >= 1.9);
    if (width(at) > 2 && (longer_than_names(g, at, r) || other_record(g, at, r, 1, usual)))
        return true;
    if (n == 2 && label_row(g, at, r, usual)) return true;
    return (starts_only(g, at, r) && over_names(g, at, r)) || prose_over_names(g, at, r);
}

static bool has_value(const struct raster *g, struct range at, int64_t r)
{
    for (int c = at.left - 1; c < at.right; c++)
        if (raster_value(g, c, r)) return true;
    return false;
}

/* A lone number behind the first column is the row's value there: columns of unlike length. */
static bool lone_value(const struct raster *g, struct range at, int64_t r)
{
    int c = first_cell(g, at, r);

    return c >= at.left && raster_value(g, c, r);
}

static bool below_table(const struct raster *g, struct range at, int64_t r, double usual)
{
    int n = raster_filled(g, r, at.left, at.right);
    slice first = raster_cell(g, at.left - 1, r);

    if (n == 0 || is_remark(g, r)) return true;
    if (n == 1 && lone_value(g, at, r)) return false;
    if (n == 1 && width(at) >= 3 && usual >= 2.5) return true;
    if (n == 1)
        return first.n > 0 && !raster_value(g, at.left - 1, r) &&
               (closing_words(first) || width(at) > 2);
    if (width(at) > 2 && other_record(g, at, r, -1, usual)) return true;
    if (!closing_words(first)) return false;
    if (is_prose(g, at, r, r - 1)) return true;
    return width(at) >= 4 && usual >= 3.5 && starts_only(g, at, r) &&
           (n == 2 || !has_value(g, at, r));
}

void tablerow_trim(const struct raster *g, struct range *at)
{
    double usual = tablerow_usual(g, *at);

    while (width(*at) > 1 && at->top < at->bottom && usual >= 1.5 &&
           above_table(g, *at, at->top - 1, usual))
        at->top++;
    while (width(*at) > 1 && at->bottom > at->top && below_table(g, *at, at->bottom - 1, usual))
        at->bottom--;
    if (width(*at) == 1 && at->bottom > at->top + 1 &&
        says_count(raster_cell(g, at->left - 1, at->bottom - 1)))
        at->bottom--;
    *at = raster_shrink(g, *at);
}

/* -------------------------------------------------------------------- roles */

/* A row with one cell among fuller ones names the rows below it. Words over a column of values do
 * so wherever they stand. */
static bool names_group(const struct raster *g, struct range at, int64_t r, double usual,
                        const struct valuecol *x)
{
    int c, i;

    if (raster_filled(g, r, at.left, at.right) != 1 || usual < (width(at) > 2 ? 2 : 1.8))
        return false;
    c = first_cell(g, at, r);
    i = c - x->from;
    if (raster_value(g, c, r) || r + 1 >= at.bottom) return false;
    if (width(at) == 2) return i == 0 && x->is_value[1];
    return i == 0 || x->values > 1 || (i < x->n && x->is_value[i]);
}

/* Lone cells in half of the rows are sparse data, no names of groups. */
static bool has_groups(const struct raster *g, struct range at, double usual,
                       const struct valuecol *x)
{
    int64_t rows = 0, groups = 0;

    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        rows += g->row[r].filled > 0;
        groups += names_group(g, at, r, usual, x);
    }
    return groups * 2 < rows;
}

/* ------------------------------------------------------------- what looks say */

/* Has every filled cell of the row in the table one of these looks? */
static bool looks_like(const struct raster *g, struct range at, int64_t r, int looks)
{
    int filled = 0;

    if (g->s->look == NULL) return false;
    for (int c = at.left - 1; c < at.right; c++) {
        if (utf8_trim(raster_cell(g, c, r)).n == 0) continue;
        if ((sheet_look(g->s, c, r) & looks) == 0) return false;
        filled++;
    }
    return filled > 0;
}

/* A lone grey cell among others that are not is a note beside the rows, no name of them. */
static bool is_grey_note(const struct raster *g, struct range at, int64_t r)
{
    return looks_like(g, at, r, LOOK_GREY) && r + 1 < at.bottom &&
           !looks_like(g, at, r + 1, LOOK_GREY);
}

/* The rows of data from `from` on that stand out among plain ones: a vector of them, or NULL. */
static bool *bold_rows(const struct raster *g, const struct region *t, int64_t from,
                       struct arena *a)
{
    enum { BOLD = LOOK_BOLD | LOOK_BORDER_TOP };
    int64_t bold = 0, rows = 0;
    bool *is = g->s->look == NULL ? NULL : arena_new(a, bool, t->at.bottom - from);

    for (int64_t r = from; is != NULL && r < t->at.bottom; r++) {
        if (t->role[r] != ROLE_DATA) continue;
        is[r - from] = looks_like(g, t->at, r, BOLD) && has_value(g, t->at, r);
        rows++;
        bold += is[r - from];
    }
    return bold > 0 && bold * 3 <= rows ? is : NULL;
}

/* Bold rows that are labelled as totals are meant to be such, whether or not their numbers add up
 * (to rows that are not shown, or rounded). */
static void find_bold_totals(const struct raster *g, struct region *t, int64_t from,
                             const bool *bold)
{
    for (int64_t r = from; bold != NULL && r < t->at.bottom; r++) {
        slice label = raster_cell(g, first_cell(g, t->at, r), r), rest;

        if (bold[r - from] && t->role[r] == ROLE_DATA &&
            totalword_find(label, NULL, 0, &rest) != TOTALWORD_NONE)
            t->role[r] = ROLE_TOTAL;
    }
}

static void find_totals(const struct raster *g, struct region *t, int64_t from)
{
    const struct table *all = &g->s->cells;
    struct table part = {.ncol = width(t->at) < VALUECOL_MAX ? width(t->at) : VALUECOL_MAX,
                         .nrow = t->at.bottom - from};
    struct arena a;
    bool *is, *bold;

    arena_init(&a, ARENA_NO_LIMIT);
    is = arena_new(&a, bool, part.nrow);
    bold = bold_rows(g, t, from, &a);
    part.col = arena_new(&a, struct column, part.ncol);
    for (int c = 0; c < part.ncol; c++)
        part.col[c] =
            (struct column){.kind = KIND_TEXT, .cell = all->col[t->at.left - 1 + c].cell + from};
    total_find_marked(&part, bold, &a, is);
    for (int64_t r = 0; r < part.nrow; r++)
        if (is[r] && t->role[from + r] == ROLE_DATA) t->role[from + r] = ROLE_TOTAL;
    find_bold_totals(g, t, from, bold);
    arena_free(&a);
}

/* The rows of the heading, 0-based: what repeats one of them is no data. */
struct heading {
    int64_t row[HEADING_ROWS];
    int n;
};

static enum row_role role_of(const struct raster *g, struct range at, int64_t r,
                             const struct heading *head, double usual, bool groups,
                             const struct valuecol *x)
{
    int n = raster_filled(g, r, at.left, at.right);

    if (n == 0) return ROLE_GAP;
    if (is_remark(g, r)) return ROLE_NOTE;
    for (int k = 0; k < head->n && n > 1; k++)
        if (header_same_row(g->s, at, head->row[k], r)) return ROLE_HEAD;
    if (n == 1 && usual >= 2.5 && raster_cell(g, at.left - 1, r).n > 0 &&
        raster_cell(g, at.left - 1, r).p[0] == '#')
        return ROLE_NOTE;
    if (groups && names_group(g, at, r, usual, x))
        return is_grey_note(g, at, r) ? ROLE_NOTE : ROLE_GROUP;
    return ROLE_DATA;
}

/* Behind the digits that s ends with; 0: there are none, or nothing before them. */
static ptrdiff_t before_number(slice s)
{
    ptrdiff_t i = s.n;

    while (i > 0 && isdigit((unsigned char)s.p[i - 1])) i--;
    return i < s.n ? i : 0;
}

bool tablerow_page_title(slice s)
{
    static const char *const word[] = {
        "page", "seite", "blatt",  "pag.",   "p\u00e1g.",          "pagina", "sida",
        "side", "sivu",  "strona", "strana", "\u30da\u30fc\u30b8", "\u9875", "\u0441\u0442\u0440.",
        "hoja"};
    ptrdiff_t i;

    s = utf8_trim(s);
    i = before_number(s);
    if (i > 2 && s.p[i - 1] == ' ' && s.p[i - 2] == ' ') return true; /* at the edge, apart */
    for (size_t k = 0; k < sizeof word / sizeof *word; k++) {
        ptrdiff_t n = (ptrdiff_t)strlen(word[k]);

        for (ptrdiff_t at = 0; at + n <= s.n; at++) {
            slice rest = slice_sub(s, at + n, s.n), front = slice_sub(s, 0, at);

            if ((at > 0 && isalpha((unsigned char)s.p[at - 1])) ||
                !slice_eq_nocase(slice_sub(s, at, at + n), slice_z(word[k])))
                continue;
            while (rest.n > 0 && strchr(" :.#", rest.p[0]) != NULL)
                rest = slice_sub(rest, 1, rest.n);
            if ((rest.n > 0 && isdigit((unsigned char)rest.p[0])) ||
                before_number(utf8_trim(front)) > 0)
                return true;
        }
    }
    return false;
}

/* A lone cell with the number of a page, or one that says what stands above the table. A name with
 * a number ("Branch 102") is that of a group, and stays. */
static bool heads_page(const struct raster *g, struct range at, int64_t r)
{
    slice s;

    if (g->row[r].filled != 1) return false;
    s = utf8_trim(raster_cell(g, g->row[r].first, r));
    if (tablerow_page_title(s)) return true;
    for (int64_t k = at.top - 2; k >= 0 && k >= at.top - 2 - PAGE_HEAD_ROWS; k--)
        if (g->row[k].filled == 1 && slice_eq(utf8_trim(raster_cell(g, g->row[k].first, k)), s))
            return true;
    return false;
}

bool tablerow_page_head(const struct raster *g, struct range at, int64_t r)
{
    return heads_page(g, at, r);
}

/* Titles of pages between the rows: over a heading that comes again, what stands there is no name
 * of a group. */
static void find_page_heads(const struct raster *g, struct region *t, int64_t body)
{
    for (int64_t r = body; r < t->at.bottom; r++) {
        if (t->role[r] != ROLE_HEAD || t->role[r - 1] == ROLE_HEAD) continue;
        for (int64_t k = r - 1, n = 0; k >= body && n < PAGE_HEAD_ROWS && g->row[k].filled <= 1;
             k--, n++)
            if (g->row[k].filled == 1 && heads_page(g, t->at, k)) t->role[k] = ROLE_HEAD;
    }
}

void tablerow_roles(const struct raster *g, struct region *t, const struct header_found *h)
{
    struct range at = t->at;
    double usual = tablerow_usual(g, at);
    struct heading head = {.n = 0};
    int64_t body = at.top - 1;
    struct valuecol x;
    bool groups;
    int seen = 0;

    valuecol_find(g, at, &x);
    groups = has_groups(g, at, usual, &x);
    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        if (seen < h->rows && raster_filled(g, r, at.left, at.right) > 0 && !is_remark(g, r)) {
            t->role[r] = seen++ >= h->rows - h->units ? ROLE_UNITS : ROLE_HEAD;
            if (head.n < HEADING_ROWS) head.row[head.n++] = r;
            body = r + 1;
        } else {
            t->role[r] = (uint8_t)role_of(g, at, r, &head, usual, groups, &x);
        }
    }
    find_page_heads(g, t, body);
    if (at.bottom - body > TOTALS_ROWS) body = at.bottom - 20;
    if (x.values == 0 || body >= at.bottom) return;
    find_totals(g, t, body);
}
