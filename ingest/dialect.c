#include "dialect.h"

#include "comment.h"
#include "trial.h"
#include <ctype.h>

enum { WINDOW = 48 << 10 /* bytes of one window */, DRAWN_LEAST = 4 };

slice dialect_name(const struct dialect_found *f)
{
    if (f->boxed) return S("drawn box");
    if (f->layout == LAYOUT_FIXED) return S("fixed width");
    if (f->layout == LAYOUT_GAPS) return S("two blanks or more");
    if (f->layout == LAYOUT_BLANKS) return S("blanks");
    if (f->d.delimiter.n == 0) return S("none (one column)");
    if (slice_eqz(f->d.delimiter, "\t")) return S("tab");
    if (slice_eqz(f->d.delimiter, " ")) return S("blank");
    return f->d.delimiter;
}

ptrdiff_t dialect_sep_line(slice text, slice *delimiter)
{
    slice line, s;
    ptrdiff_t next = csvrow_line_end(text, 0, &line);

    s = line;
    if (s.n > 0 && s.p[0] == '"') s = slice_sub(s, 1, s.n);
    if (s.n < 5 || s.n > 8 || !slice_eq_nocase(slice_sub(s, 0, 4), S("sep="))) return 0;
    s = slice_sub(s, 4, s.n);
    if (s.n > 1 && s.p[s.n - 1] == '"') s.n--;
    if (s.n == 0 || isalnum((unsigned char)s.p[0])) return 0;
    *delimiter = s;
    return next;
}

/* ------------------------------------------------------------------- windows */

/* Where the last lines of the text begin: at most `lines` of them and `bytes` long. */
static ptrdiff_t last_lines(slice text, int lines, ptrdiff_t bytes)
{
    ptrdiff_t from = text.n;

    for (ptrdiff_t i = text.n - 1; i > 0 && lines > 0 && text.n - i < bytes; i--) {
        if (text.p[i - 1] != '\n' && (text.p[i - 1] != '\r' || text.p[i] == '\n')) continue;
        from = i;
        lines--;
    }
    return from;
}

/* Appends whole lines from text[from] on; gives where they end. */
static ptrdiff_t take_window(slice text, ptrdiff_t from, ptrdiff_t bytes, int lines, struct buf *b)
{
    slice line;
    ptrdiff_t i = from;

    for (int n = 0; i < text.n && n<lines; n += line.n> 0) {
        ptrdiff_t next = csvrow_line_end(text, i, &line);

        if (next - from > bytes) break;
        i = next;
    }
    buf_put(b, slice_sub(text, from, i));
    return i;
}

/* Whole lines from the head, the middle and the tail, no more than a trial looks at. */
static slice take_sample(slice text, struct arena *a)
{
    struct buf b = {0};
    slice skipped;
    ptrdiff_t end = take_window(text, 0, WINDOW, TRIAL_ROWS / 2, &b), middle = text.n / 2, tail;

    if (end == text.n) {
        buf_free(&b);
        return text;
    }
    if (end == 0) buf_put(&b, slice_sub(text, 0, WINDOW)); /* one line without an end in sight */
    if (middle < end)
        middle = end;
    else
        middle = csvrow_line_end(text, middle, &skipped);
    end = take_window(text, middle, WINDOW / 2, TRIAL_ROWS / 4, &b);
    tail = last_lines(text, TRIAL_ROWS / 4, WINDOW / 2);
    take_window(text, tail > end ? tail : end, WINDOW / 2, TRIAL_ROWS / 4, &b);
    return buf_take(&b, a);
}

static bool check_options(const struct read_options *o, struct err *e)
{
    if (o->quote != NULL && strlen(o->quote) > 1)
        return err_set(e, E_USAGE, "--quote \"%s\": a quote is one character", o->quote);
    if (o->escape != NULL && strlen(o->escape) > 1)
        return err_set(e, E_USAGE, "--escape \"%s\": an escape is one character", o->escape);
    if (o->delimiter != NULL && (o->delimiter[0] == 0 || strpbrk(o->delimiter, "\r\n") != NULL))
        return err_set(e, E_USAGE, "--delimiter: it is at least one character and no line end");
    return true;
}

static slice option_delimiter(const char *z)
{
    slice s = slice_z(z);

    if (slice_eq_nocase(s, S("tab")) || slice_eqz(s, "\\t")) return S("\t");
    if (slice_eq_nocase(s, S("space")) || slice_eq_nocase(s, S("blank"))) return S(" ");
    return s;
}

/* "#id": a name right behind the mark. */
static bool glued(slice mark, slice line)
{
    return line.n > mark.n && isalpha((unsigned char)line.p[mark.n]);
}

/* Are lines with the mark remarks? Not when half of them are rows like the others; one may be the
 * heading. */
static bool remarks(const struct dialect_found *f, slice mark, slice sample, struct arena *a)
{
    int marked = 0, rows = 0;
    slice line;

    for (ptrdiff_t i = 0; i < sample.n;) {
        struct csvrow_cells cells = {0};
        enum csvrow_repair repair;
        ptrdiff_t at = i;

        i = csvrow_line_end(sample, i, &line);
        if (!comment_is(mark, line)) continue;
        csvrow_next(f, sample, at, 0, a, &cells, &repair);
        marked++;
        rows += (cells.n == f->columns && !csvrow_torn(f, line)) ||
                (at == 0 && cells.n > 2 && glued(mark, line));
        csvrow_free(&cells);
    }
    return f->columns < 2 || rows * 2 < marked || (rows == 1 && marked > 1);
}

/* "----------": a line drawn with one sign, which no delimiter cuts. */
static bool is_drawn(slice line)
{
    ptrdiff_t n = 1;

    line = slice_trim(line);
    if (line.n < DRAWN_LEAST || strchr("-=_*~", line.p[0]) == NULL) return false;
    while (n < line.n && line.p[n] == line.p[0]) n++;
    return n == line.n;
}

/* The sample without drawn lines: they say nothing of how rows are cut, and part those that do. */
static slice without_drawn(slice sample, struct arena *a)
{
    struct buf b = {0};
    slice line;
    ptrdiff_t left = 0;
    bool any = false;

    for (ptrdiff_t i = 0; i < sample.n && !any;) {
        i = csvrow_line_end(sample, i, &line);
        any = is_drawn(line);
    }
    if (!any) return sample;
    for (ptrdiff_t i = 0, next; i < sample.n; i = next) {
        next = csvrow_line_end(sample, i, &line);
        if (is_drawn(line)) continue;
        buf_put(&b, slice_sub(sample, i, next));
        left += slice_trim(line).n > 0;
    }
    if (left > 1) return buf_take(&b, a);
    buf_free(&b);
    return sample;
}

/* The best candidate that is none of the n in `not`; -1: there is none. The first of equals. */
static int best_but(const struct sniff *s, const int * not, int n)
{
    int best = -1;

    for (int i = 0; i < s->n; i++) {
        bool out = false;

        for (int k = 0; k < n; k++) out |= not [k] == i;
        if (!out && (best < 0 || s->at[i].score > s->at[best].score)) best = i;
    }
    return best;
}

/* The evidence: the chosen candidate and the next best ones. */
static void keep_tried(const struct sniff *s, int best, struct dialect_found *out)
{
    int at[DIALECT_TRIED] = {best};

    out->tried = arena_new(s->arena, struct dialect_candidate, DIALECT_TRIED);
    for (int n = 0; out->tried != NULL && n < DIALECT_TRIED; n++) {
        const struct sniff_candidate *c;

        if (n > 0) at[n] = best_but(s, at, n);
        if (at[n] < 0) return;
        c = &s->at[at[n]];
        out->tried[n] = (struct dialect_candidate){
            dialect_name(&c->f), c->f.columns, c->rows, c->even, c->odd, c->score};
        out->ntried = n + 1;
    }
}

bool dialect_detect(slice text, const struct read_options *o, struct arena *a,
                    struct dialect_found *out, struct err *e)
{
    struct sniff *s = arena_new(a, struct sniff, 1);
    struct trial *t = arena_new(a, struct trial, 1);
    slice given = {"", 0}, mark, windows;
    int best;

    *out = (struct dialect_found){.layout = LAYOUT_DELIMITED};
    if (s == NULL || t == NULL)
        return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    if (!check_options(o, e)) return false;
    text = slice_sub(text, dialect_sep_line(text, &given), text.n);
    if (o->delimiter != NULL) given = option_delimiter(o->delimiter);
    s->arena = a;
    s->o = o;
    s->sample = windows = take_sample(text, a);
    mark = comment_mark(windows);
    if (comment_is(mark, given)) mark.n = 0;
    if (mark.n > 0) s->sample = comment_without(mark, windows, a);
    s->sample = without_drawn(s->sample, a);
    s->lines = 1;
    for (ptrdiff_t i = 0; i < s->sample.n; i++)
        s->lines += s->sample.p[i] == '\n' || s->sample.p[i] == '\r';
    s->whole = sniff_whole(s->sample) && (o->quote == NULL || strcmp(o->quote, "\"") == 0);
    if (given.n > 0)
        sniff_delimiter(s, given, 1);
    else
        sniff_all(s);
    for (int i = 0; i < s->n; i++) trial_score(s, &s->at[i], t);
    best = best_but(s, NULL, 0);
    *out = s->at[best].f;
    out->padded = trial_padded(s, out, t);
    if (out->padded) trial_score(s, &s->at[best], t);
    keep_tried(s, best, out);
    out->d.confidence = s->at[best].score > 0 ? 0.99 : 0.5;
    if (out->ntried > 1 && s->at[best].score > 0) {
        double ratio = out->tried[1].score / s->at[best].score;

        out->d.confidence = 1 - 0.5 * ratio * ratio;
    }
    if (out->layout != LAYOUT_DELIMITED) out->d.delimiter = S(" ");
    if (out->d.delimiter.n == 0 && out->layout == LAYOUT_DELIMITED)
        out->d.delimiter = (slice){"", 0};
    if (mark.n > 0 && remarks(out, mark, windows, a)) out->comment = mark;
    trial_free(t);
    return true;
}
