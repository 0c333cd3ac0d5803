#include "draftclean.h"

#include "date.h"
#include "draftcell.h"
#include "draftcount.h"
#include "drafthead.h"
#include "draftmark.h"
#include "draftread.h"
#include "draftsearch.h"
#include "number.h"
#include "op.h"
#include "total.h"
#include "utf8.h"

enum { COLUMNS_MAX = 400, CELLS_MAX = 20000, TOKENS_MAX = 8, LOOK_CELLS = 60 };

static void clause(struct buf *b, const char *text)
{
    if (b->n > 0) buf_putz(b, "; ");
    buf_putz(b, text);
}

static struct json *new_step(const char *op, struct arena *a)
{
    struct json *step = json_new_object(a);

    json_set(a, step, "op", json_new_text(a, slice_z(op)));
    return step;
}

/* Adds a step when it takes rows or columns out. */
static bool try_drop(const struct json *step, const char *text, struct arena *a, struct json *steps,
                     struct table *now, struct buf *why)
{
    struct table next;

    if (!draftsearch_apply(step, now, a, &next)) return false;
    if ((next.nrow == now->nrow && next.ncol == now->ncol) || next.nrow == 0 || next.ncol == 0)
        return false;
    json_push(a, steps, step);
    *now = next;
    clause(why, text);
    return true;
}

/* The label of a last row that has no key where all others have one: perhaps a sum under a name of
 * its own ("Net income"). */
static slice odd_last_label(const struct table *t)
{
    int64_t last = t->nrow - 1;

    if (t->nrow < 4 || t->ncol < 3) return (slice){NULL, 0};
    for (int64_t r = 0; r <= last; r++)
        if (draftcell_is_empty(column_cell(&t->col[0], r)) != (r == last)) return (slice){NULL, 0};
    for (int c = 1; c < t->ncol; c++) {
        slice s = utf8_trim(column_cell(&t->col[c], last));

        if (s.n > 0) return draftcell_kind(s, NULL, NULL) == DC_TEXT ? s : (slice){NULL, 0};
    }
    return (slice){NULL, 0};
}

/* The first text of a row: what it is called. */
static slice row_label(const struct table *t, int64_t r)
{
    for (int c = 0; c < t->ncol; c++) {
        slice s = utf8_trim(column_cell(&t->col[c], r));

        if (draftcell_kind(s, NULL, NULL) == DC_TEXT) return s;
    }
    return (slice){NULL, 0};
}

/* Is the first cell of the row `s` and all that stands in it? -1: other cells are filled too. */
static int stands_alone(const struct table *t, int64_t r, slice s)
{
    if (!slice_eq(utf8_trim(column_cell(&t->col[0], r)), s)) return 0;
    for (int c = 1; c < t->ncol; c++)
        if (!draftcell_is_empty(column_cell(&t->col[c], r))) return -1;
    return 1;
}

/* Is the row the last one before a title or the end, or the first of all? */
static bool at_an_end(const struct table *t, int64_t r)
{
    return r == 0 || r == t->nrow - 1 ||
           stands_alone(t, r + 1, utf8_trim(column_cell(&t->col[0], r + 1))) == 1;
}

/* Labels of no known language or wording ("All industries") that stand on sums of other rows
 * several times or at an end, and on nothing else. Known totals need no word. */
static const struct json *labels_of_sums(const struct table *t, struct arena *a)
{
    struct json *words = json_new_array(a);
    bool *is = arena_new(a, bool, t->nrow + 1), *known = arena_new(a, bool, t->nrow + 1);
    uint64_t *hash = arena_new(a, uint64_t, t->nrow + 1);

    if (is == NULL || known == NULL || hash == NULL || t->nrow > CELLS_MAX ||
        total_find(t, NULL, 0, NULL, 0, TOTAL_WIDE, a, is) <= 0 ||
        total_find(t, NULL, 0, NULL, 0, TOTAL_AUTO, a, known) < 0)
        return words;
    for (int64_t r = 0; r < t->nrow; r++) hash[r] = slice_hash(row_label(t, r));
    for (int64_t r = 0, tries = 0; r < t->nrow && words->n < TOKENS_MAX && tries < 64; r++) {
        int64_t sums = 0, others = 0;

        if (!is[r] || known[r] || row_label(t, r).n == 0) continue;
        tries++;
        for (int64_t k = 0; k < t->nrow; k++)
            if (hash[k] == hash[r]) { /* what was seen before need not be counted again */
                others += k < r || !is[k];
                sums += is[k];
            }
        if ((sums > 1 || at_an_end(t, r)) && others == 0)
            json_push(a, words, json_new_text(a, row_label(t, r)));
    }
    return words;
}

/* Lines drawn with characters. */
static bool has_rule(const struct table *t)
{
    for (int64_t r = 0; r < t->nrow && r < 2000; r++) {
        slice s = utf8_trim(column_cell(&t->col[0], r));
        bool rule = s.n >= 3;

        for (ptrdiff_t i = 0; rule && i < s.n; i++) rule = strchr("-=_+*|~", s.p[i]) != NULL;
        if (rule) return true;
    }
    return false;
}

/* A row of one cell with a digit in it: most tables have none, and need not be searched for numbers
 * of pages. */
static bool has_lone_number(const struct table *t)
{
    for (int64_t r = 0; r < t->nrow; r++) {
        slice s = utf8_trim(column_cell(&t->col[0], r));
        bool digit = false;

        for (ptrdiff_t i = 0; i < s.n && s.n < 40; i++)
            digit = digit || (s.p[i] >= '0' && s.p[i] <= '9');
        if (digit && stands_alone(t, r, s) == 1) return true;
    }
    return false;
}

/* What a printer puts between two pages. */
#define PAGE_LINE                                                                                  \
    "(?i)^(- )?(page|seite|pagina|p\u00e1gina|sida|side|sivu|strona|strana|blad|blatt|pg\\.?) "    \
    "?\\d+( ?(of|von|de|di|av|z|/|van) ?\\d+)?( -)?$"

/* Lines above the table that stand between its rows again, as on each page of a printed list. */
static const struct json *banners_again(const struct inspection *in, const struct table *t,
                                        struct arena *a)
{
    const struct region *r = &in->region[in->chosen];
    const struct table *s = &in->book->sheet[r->sheet].cells;
    struct json *lines = json_new_array(a);

    for (int row = r->preamble.top; row > 0 && row <= r->preamble.bottom && row <= s->nrow; row++) {
        slice line = utf8_trim(column_cell(&s->col[0], row - 1));
        int64_t again = 0, k = 0;

        if (line.n == 0 || stands_alone(s, row - 1, line) != 1 || lines->n == TOKENS_MAX) continue;
        for (; k < t->nrow && k < CELLS_MAX && again >= 0; k++) {
            int alone = stands_alone(t, k, line);

            again = alone < 0 ? -1 : again + alone;
        }
        if (again > 0) json_push(a, lines, json_new_text(a, line));
    }
    return lines;
}

/* `check` NULL: the default. */
static struct json *totals_step(const struct json *words, const char *check, struct arena *a)
{
    struct json *step = new_step("drop_totals", a);

    if (words->n > 0) json_set(a, step, "words", words);
    if (check != NULL) json_set(a, step, "check", json_new_text(a, slice_z(check)));
    return step;
}

void draftclean_text(const struct inspection *in, const struct table *t, struct arena *a,
                     struct json *steps, struct table *out, struct buf *why)
{
    bool twice = false;

    for (int i = 0; i < in->nquirk; i++) twice |= in->quirk[i].code == QUIRK_double_encoded;
    if (twice && draftsearch_apply(new_step("repair_text", a), t, a, out)) {
        json_push(a, steps, new_step("repair_text", a));
        clause(why, "a double encoding is undone");
    } else {
        *out = *t;
    }
}

/* Reading marked every row that may be a total, and some that are none: most tables have none. */
static bool may_have_totals(const struct inspection *in)
{
    int sheet = in->region[in->chosen].sheet;
    int64_t rows = in->book->sheet[sheet].cells.nrow;

    for (int i = 0; i < in->nregion; i++) {
        const struct region *r = &in->region[i];

        for (int row = r->at.top; r->sheet == sheet && row <= r->at.bottom && row <= rows; row++)
            if (r->role[row - 1] == ROLE_TOTAL) return true;
    }
    return in->raw;
}

/* Would the rows below a total that go on with its label ("Total | 0 | 1639", " | 3 | 981") be left
 * without it, and so taken for those of the group before? */
static bool orphans(const struct table *was, const struct table *now)
{
    bool gone = false;

    for (int64_t r = 0, k = 0; r < was->nrow; r++) {
        bool kept = k < now->nrow && now->source_row[k] == was->source_row[r];

        k += kept;
        if (kept && gone && draftcell_is_empty(column_cell(&was->col[0], r))) return true;
        if (kept) gone = false;
        if (!kept) gone = gone || !draftcell_is_empty(column_cell(&was->col[0], r));
    }
    return false;
}

bool draftclean_totals(const struct table *t, struct arena *a, struct json *steps,
                       struct table *out, struct buf *why)
{
    const struct json *step = totals_step(labels_of_sums(t, a), NULL, a);
    struct table next;

    *out = *t;
    if (draftsearch_apply(step, t, a, &next) && orphans(t, &next)) return false;
    try_drop(step, "totals of other rows go", a, steps, out, why);
    return true;
}

bool draftclean_rows(const struct inspection *in, const struct table *t, struct arena *a,
                     struct json *steps, struct table *out, struct buf *why)
{
    const struct json *words, *lines;
    struct table before;
    struct json *step;
    slice label;

    *out = *t;
    if (t->ncol == 0 || t->nrow == 0) return true;
    if (has_rule(out)) {
        step = new_step("drop_rows", a);
        json_set(a, step, "matches", json_new_text(a, S("^[-=_+*|~]{3,}$")));
        try_drop(step, "drawn lines go", a, steps, out, why);
    }
    if (has_lone_number(out)) {
        step = new_step("drop_rows", a);
        json_set(a, step, "matches", json_new_text(a, S(PAGE_LINE)));
        try_drop(step, "numbers of pages go", a, steps, out, why);
    }
    lines = banners_again(in, out, a);
    if (lines->n > 0) {
        step = new_step("drop_rows", a);
        json_set(a, step, "equals", lines);
        try_drop(step, "titles that come again go", a, steps, out, why);
    }
    try_drop(new_step("drop_blank_rows", a), "empty rows go", a, steps, out, why);
    if (!may_have_totals(in)) return true;
    before = *out;
    if (!draftclean_totals(&before, a, steps, out, why)) return false;
    words = labels_of_sums(out, a);
    if (words->n > 0)
        try_drop(totals_step(words, "sum", a), "sums under a name of their own go", a, steps, out,
                 why);
    label = odd_last_label(out);
    if (label.n > 0) {
        struct json *word = json_new_array(a);

        json_push(a, word, json_new_text(a, label));
        try_drop(totals_step(word, "sum", a), "the sum in the last row goes", a, steps, out, why);
    }
    return true;
}

/* ---- cells */
enum reading { AS_IT_IS, AS_NUMBER, AS_DATE, AS_SERIAL, AS_BOOL };

/* What one column needs. */
struct need {
    enum reading as;
    struct number_style number;
    struct date_style date;
    bool nulls;        /* it holds missing marks */
    bool changes;      /* the cells are not canonical yet */
    bool states;       /* they are: the step would only state the kind */
    bool offer;        /* cells of a kind that the plan leaves: not all can be read, or no need */
    bool ambiguous;    /* the order of day and month, or the decimal mark, cannot be told */
    const char *marks; /* what told the decimal mark, where the column's own cells do not */
};

/* What is looked at. */
struct look {
    const struct inspection *in;
    const struct table *t;
    struct arena *arena;
    slice *cell; /* room for the cells of a column */
    bool regional, weighed;
    struct draftmark mark; /* when weighed */
};

/* Missing marks that were seen, each once. */
struct tokens {
    slice at[TOKENS_MAX];
    int n;
};

static void add_token(struct tokens *l, slice s)
{
    for (int i = 0; i < l->n; i++)
        if (slice_eq(l->at[i], s)) return;
    if (l->n < TOKENS_MAX) l->at[l->n++] = s;
}

static bool are_bools(const slice *cell, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        slice s = utf8_trim(cell[i]);

        if (s.n < 2 || draftcell_kind(s, NULL, NULL) != DC_BOOL) return false;
    }
    return n > 0;
}

/* Is the file written for people of one place, or by a machine for any? Dates and booleans of a
 * plain file (commas, decimal points, UTF-8) are read by every loader as they are. A title or notes
 * are for people. */
static bool is_regional(const struct inspection *in)
{
    const struct workbook *b = in->book;
    const struct region *r = in->chosen >= 0 ? &in->region[in->chosen] : NULL;

    if (r != NULL && (r->preamble.bottom > 0 || r->footer.bottom > 0)) return true;
    if (strcmp(b->kind, "csv") != 0) return true;
    if (b->dialect.delimiter.n > 0 && !slice_eqz(b->dialect.delimiter, ",")) return true;
    return b->encoding.name.n > 0 && !slice_eq_nocase(b->encoding.name, S("utf-8")) &&
           !slice_eq_nocase(b->encoding.name, S("us-ascii")) &&
           !slice_eq_nocase(b->encoding.name, S("ascii"));
}

/* The filled cells of a column without its missing marks. */
static int64_t gather(const struct table *t, int c, slice *cell, struct tokens *marks)
{
    int64_t n = 0, rows = t->nrow < CELLS_MAX ? t->nrow : CELLS_MAX;

    for (int64_t r = 0; r < rows; r++) {
        slice s = column_cell(&t->col[c], r);

        if (draftcell_is_empty(s)) continue;
        if (draftcell_is_missing(s)) {
            add_token(marks, utf8_trim(s));
            continue;
        }
        cell[n++] = s;
    }
    return n;
}

/* Digits, a sign, a point, an exponent: what every loader reads. */
static bool is_plain_number(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (strchr("0123456789.+-eE", s.p[i]) == NULL) return false;
    return true;
}

/* Cells whose mark may group or be the decimal one: what the rest of the file says. */
static void decide_mark(struct look *k, struct need *need)
{
    struct number_style *s = &need->number;
    char mark = s->decimal != 0 ? s->decimal : s->group, decimal;

    if (!k->weighed) draftmark_weigh(k->in, k->t, k->arena, &k->mark);
    k->weighed = true;
    decimal = draftmark_decimal(&k->mark, mark);
    need->ambiguous = decimal == 0;
    if (decimal == 0) return;
    s->decimal = decimal;
    s->group = decimal == mark ? 0 : mark;
    if (decimal != mark) need->marks = k->mark.why;
}

/* 3M, 6M, 12M: months as likely as millions. */
static bool are_terms(const slice *cell, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        slice s = utf8_trim(cell[i]);

        if (s.n < 2 || s.n > 4 || s.p[s.n - 1] != 'M') return false;
        for (ptrdiff_t k = 0; k + 1 < s.n; k++)
            if (s.p[k] < '0' || s.p[k] > '9') return false;
    }
    return n > 0;
}

/* (2016), (2017): years, as names of columns have them, and nothing negative. */
static bool are_years_in_brackets(const slice *cell, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        slice s = utf8_trim(cell[i]);

        if (s.n != 6 || s.p[0] != '(' || s.p[5] != ')' ||
            drafthead_class(slice_sub(s, 1, 5)) != DH_YEAR)
            return false;
    }
    return n > 1;
}

static bool reads_as_number(struct look *k, int64_t n, struct need *need)
{
    int64_t fits, filled;

    if (are_years_in_brackets(k->cell, n)) return false;
    if ((!number_detect(k->cell, n, &need->number, &fits, &filled) || fits < filled) &&
        !are_terms(k->cell, n))
        number_detect_as(k->cell, n, &(struct number_style){.scaled = true}, &need->number, &fits,
                         &filled);
    if (fits < filled || filled == 0) return false;
    if (need->number.ambiguous) decide_mark(k, need);
    for (int64_t i = 0; i < n; i++) {
        slice cell = k->cell[i];
        char out[64];
        ptrdiff_t len = 0;

        if (draftread_is_code(utf8_trim(cell))) return false;
        if (!number_read(cell, &need->number, out, sizeof out, &len)) return false;
        need->changes = need->changes || need->marks != NULL ||
                        (!slice_eq((slice){out, len}, cell) &&
                         (k->regional || !is_plain_number(utf8_trim(cell))));
    }
    return true;
}

/* A day of a year, or a time: "März" alone stays a word. */
static bool is_whole_date(slice pattern)
{
    return slice_find(pattern, S("hh")) >= 0 ||
           (slice_find(pattern, S("YY")) >= 0 && slice_find(pattern, S("D")) >= 0);
}

/* What nearly all of the first cells look like: spares the long look at columns of text. */
static enum draftcell first_look(const struct table *t, int c)
{
    int of[DC_COUNT] = {0}, n = 0;

    for (int64_t r = 0; r < t->nrow && n < 40; r++) {
        enum draftcell k = draftcell_kind(column_cell(&t->col[c], r), NULL, NULL);

        if (k == DC_BLANK) continue;
        of[k]++;
        n++;
    }
    for (int k = 1; k < DC_COUNT; k++)
        if (n > 0 && of[k] * 10 >= n * 8) return (enum draftcell)k;
    return DC_TEXT;
}

/* Cells further down than the sample that the inspection found to be of another kind. */
static bool has_misfits(const struct inspection *in, slice name)
{
    for (int c = 0; c < in->ncolumn; c++)
        if (slice_eq(in->column[c].name, name)) return in->column[c].misfits > 0;
    return false;
}

/* Are the cells canonical already, to the letter? Then reading them changes nothing but the kind.
 */
static bool says_kind(const slice *cell, int64_t n, struct need *need)
{
    char out[64];
    ptrdiff_t len;
    enum kind kind;

    for (int64_t i = 0; i < n; i++) {
        bool ok = false;

        if (need->as == AS_NUMBER) {
            need->number = (struct number_style){.decimal = '.'};
            ok = number_read(cell[i], &need->number, out, sizeof out, &len);
        } else if (need->as == AS_DATE) {
            ok = date_read(cell[i], &need->date, out, &len, &kind);
        } else if (need->as == AS_BOOL) {
            ok = slice_eqz(cell[i], "true") || slice_eqz(cell[i], "false");
            if (ok) continue;
        }
        if (!ok || !slice_eq((slice){out, len}, cell[i])) return false;
    }
    return true;
}

static void decide(struct look *k, int c, struct tokens *marks, struct need *need)
{
    const struct table *t = k->t;
    bool regional = k->regional;
    slice *cell = k->cell;
    struct tokens own = {.n = 0};
    int64_t n, fits, filled;
    enum draftcell look;
    enum kind kind;
    bool worded;

    *need = (struct need){.as = AS_IT_IS};
    if (t->col[c].kind != KIND_TEXT) return;
    look = first_look(t, c);
    n = gather(t, c, cell, &own);
    if (n == 0) return;
    if (look == DC_TEXT) {
        struct draftread some;

        draftread_best(t, c, cell, n < LOOK_CELLS ? n : LOOK_CELLS, k->arena, &some);
        need->offer = some.as != NULL;
        /* what people write, in a file for people: perhaps all cells are of that kind */
        if (!need->offer || !regional) return;
        look = some.as[0] == 'n' ? DC_NUMBER : some.as[0] == 'd' ? DC_DATE : DC_BOOL;
    }
    if (draftread_says_date(t->col[c].name) && draftread_serials(cell, n) == n) {
        need->as = AS_SERIAL;
        need->changes = true;
    } else if (draftread_says_date(t->col[c].name) && draftread_compact(cell, n) == n) {
        need->as = AS_DATE;
        need->date = (struct date_style){.pattern = S("YYYYMMDD")};
        need->changes = true;
    } else if ((draftread_says_bool(t->col[c].name) && draftread_bits(cell, n) * 2 > n) ||
               (draftread_says_date(t->col[c].name) &&
                (draftread_compact(cell, n) + draftread_serials(cell, n)) * 2 > n)) {
        need->offer = true;
        return;
    } else if (look == DC_NUMBER && reads_as_number(k, n, need)) {
        need->as = AS_NUMBER;
    } else if (look == DC_DATE &&
               date_detect(cell, n, k->arena, &need->date, &kind, &fits, &filled,
                           &need->ambiguous) &&
               fits == filled && is_whole_date(need->date.pattern)) {
        need->as = AS_DATE;
        /* day.month.year is the order wherever dates have points */
        if (slice_find(need->date.pattern, S("DD.")) == 0 ||
            slice_find(need->date.pattern, S("D.")) == 0)
            need->ambiguous = false;
        need->changes = !slice_starts(need->date.pattern, S("YYYY-MM-DD")) &&
                        !slice_starts(need->date.pattern, S("hh:mm:ss"));
    } else if (are_bools(cell, n)) {
        need->as = AS_BOOL;
        need->changes = true;
    }
    /* What a plain file says in words of its own stays so unless somebody wants it read. */
    worded = !regional && (need->as == AS_DATE || need->as == AS_BOOL ||
                           (need->as == AS_NUMBER && need->number.scaled));
    need->offer =
        (need->as == AS_IT_IS &&
         !(look == DC_NUMBER && (draftread_any_code(cell, n) || are_years_in_brackets(cell, n)))) ||
        (worded && need->changes);
    if (need->as == AS_IT_IS) return;
    if (worded) need->changes = false;
    need->offer = need->offer || (own.n > 0 && !need->changes && !regional);
    need->nulls = own.n > 0 && (need->changes || regional);
    for (int i = 0; i < own.n && need->nulls; i++) add_token(marks, own.at[i]);
    /* Only where every cell was seen: a kind that a later cell contradicts would stop the plan. */
    if (!need->changes && !need->ambiguous && (own.n == 0 || need->nulls) && t->nrow <= CELLS_MAX &&
        says_kind(cell, n, need)) {
        need->states = true;
    }
}

/* Does a step read this column? */
static bool is_read(const struct need *n)
{
    return n->as != AS_IT_IS && (n->changes || n->states);
}

static bool same_reading(const struct need *a, const struct need *b)
{
    if (a->as != b->as) return false;
    if (a->as == AS_DATE) return slice_eq(a->date.pattern, b->date.pattern);
    /* the step says the decimal mark; all else each column says for itself */
    return a->as != AS_NUMBER ||
           (a->number.decimal == b->number.decimal && a->number.scaled == b->number.scaled);
}

static bool has_param(const struct op *op, const char *name)
{
    for (const struct op_param *p = op->param; p->name != NULL; p++)
        if (strcmp(p->name, name) == 0) return true;
    return false;
}

static void set_text(struct arena *a, struct json *step, const struct op *op, const char *name,
                     slice value)
{
    if (value.n > 0 && has_param(op, name)) json_set(a, step, name, json_new_text(a, value));
}

/* The step that reads all columns which need the same as column `c`. */
static struct json *reading_step(const struct table *t, const struct need *need, int n, int c,
                                 struct arena *a)
{
    static const char *const name[] = {[AS_NUMBER] = "parse_number",
                                       [AS_DATE] = "parse_date",
                                       [AS_SERIAL] = "parse_date",
                                       [AS_BOOL] = "parse_bool"};
    const struct op *op = op_find(slice_z(name[need[c].as]));
    struct json *step = json_new_object(a), *columns = json_new_array(a);

    if (op == NULL) return NULL;
    json_set(a, step, "op", json_new_text(a, slice_z(name[need[c].as])));
    for (int k = c; k < n; k++)
        if (same_reading(&need[k], &need[c]) && is_read(&need[k]))
            json_push(a, columns, draftsearch_column(t, k, a));
    json_set(a, step, "columns", columns);
    if (need[c].as == AS_SERIAL) json_set(a, step, "serial", json_new_bool(a, true));
    if (need[c].as == AS_DATE) set_text(a, step, op, "pattern", need[c].date.pattern);
    if (need[c].as == AS_NUMBER && need[c].number.decimal != 0)
        set_text(a, step, op, "decimal", (slice){&need[c].number.decimal, 1});
    if (need[c].as == AS_NUMBER && need[c].number.scaled)
        json_set(a, step, "scale", json_new_bool(a, true));
    return step;
}

/* Adds a step if the op can do it on every cell; else it is left undone. */
static void add_checked(const struct json *step, const char *text, struct table *now,
                        struct arena *a, struct json *steps, struct buf *why, struct buf *undone)
{
    struct table next;

    if (draftsearch_apply(step, now, a, &next)) {
        json_push(a, steps, step);
        *now = next;
        if (text[0] != 0) clause(why, text);
        return;
    }
    if (text[0] == 0) return;
    if (undone->n > 0) buf_putz(undone, ", ");
    buf_printf(undone, "%s, but not all cells can be read", text);
}

static void add_readings(const struct table *t, struct need *need, int n, struct table *now,
                         struct arena *a, struct json *steps, struct buf *why, struct buf *undone)
{
    static const char *const text[] = {[AS_NUMBER] = "numbers are written for people",
                                       [AS_DATE] = "dates are not ISO",
                                       [AS_SERIAL] = "dates are spreadsheet serials",
                                       [AS_BOOL] = "booleans are words"};

    for (int c = 0; c < n; c++) {
        struct json *step;
        bool before = false, changes = false;

        if (!is_read(&need[c])) continue;
        for (int k = 0; k < n; k++) {
            if (!is_read(&need[k]) || !same_reading(&need[k], &need[c])) continue;
            before = before || k < c;
            changes = changes || need[k].changes;
        }
        if (before || (step = reading_step(t, need, n, c, a)) == NULL) continue;
        /* Stating a kind is no news. */
        add_checked(step, changes ? text[need[c].as] : "", now, a, steps, why, undone);
    }
}

/* Columns whose marks are taken for group marks because of what stands elsewhere. */
static void say_marks(const struct table *t, const struct need *need, int n, struct buf *why)
{
    const char *said = NULL;
    int columns = 0;

    for (int c = 0; c < n; c++) {
        if (need[c].marks == NULL || !need[c].changes) continue;
        if (said == NULL)
            buf_printf(why, "; in \"%.*s\"", SLICE_ARG(slice_sub(t->col[c].name, 0, 40)));
        said = need[c].marks;
        columns++;
    }
    if (columns > 1) buf_printf(why, " and %d more", columns - 1);
    if (said != NULL) buf_printf(why, " what stands before three digits groups them, %s", said);
}

void draftclean_cells(const struct inspection *in, const struct table *t, bool sampled,
                      struct arena *a, struct json *steps, struct json *counts, struct buf *why,
                      struct buf *undone)
{
    int n = t->ncol < COLUMNS_MAX ? t->ncol : COLUMNS_MAX, nulls = 0;
    struct need *need = arena_new(a, struct need, n + 1);
    struct look look = {.in = in,
                        .arena = a,
                        .regional = is_regional(in),
                        .cell =
                            arena_new(a, slice, t->nrow < CELLS_MAX ? t->nrow + 1 : CELLS_MAX + 1)};
    struct tokens marks = {.n = 0};
    struct json *columns = json_new_array(a), *tokens = json_new_array(a), *step;
    struct table now = *t, shape;

    if (need == NULL || look.cell == NULL) return;
    step = new_step("drop_blank_columns", a);
    json_set(a, step, "unnamed", json_new_bool(a, true));
    try_drop(step, "columns without name and cells go", a, steps, &now, why);
    shape = now;
    look.t = t = &shape;
    n = t->ncol < COLUMNS_MAX ? t->ncol : COLUMNS_MAX;
    for (int c = 0; c < n; c++) {
        decide(&look, c, &marks, &need[c]);
        if (need[c].ambiguous && (need[c].changes || need[c].as == AS_NUMBER)) {
            if (undone->n > 0) buf_putz(undone, ", ");
            buf_printf(undone, "%s in \"%.*s\" can be read in two ways",
                       need[c].as == AS_NUMBER ? "numbers" : "dates",
                       SLICE_ARG(slice_sub(t->col[c].name, 0, 40)));
            need[c].changes = false;
        }
        if (sampled) need[c].states = false;
        if (sampled && need[c].changes && has_misfits(in, t->col[c].name)) {
            if (undone->n > 0) buf_putz(undone, ", ");
            buf_printf(undone, "\"%.*s\" has cells of another kind",
                       SLICE_ARG(slice_sub(t->col[c].name, 0, 40)));
            need[c].changes = false;
        }
        if (!need[c].nulls) continue;
        json_push(a, columns, draftsearch_column(t, c, a));
        nulls++;
    }
    if (nulls > 0 && op_find(S("nulls")) != NULL) {
        step = json_new_object(a);
        for (int i = 0; i < marks.n; i++) json_push(a, tokens, json_new_text(a, marks.at[i]));
        json_set(a, step, "op", json_new_text(a, S("nulls")));
        json_set(a, step, "columns", columns);
        json_set(a, step, "tokens", tokens);
        add_checked(step, "missing values have marks", &now, a, steps, why, undone);
    }
    add_readings(t, need, n, &now, a, steps, why, undone);
    say_marks(t, need, n, why);
    draftcount_changes(t, &now, a, counts);
    for (int c = 0; c < n; c++)
        if (need[c].offer) draftcount_offer(t, c, a, counts);
}
