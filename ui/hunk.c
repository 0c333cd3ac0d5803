#include "hunk.h"

#include "buf.h"
#include <stdlib.h>

static slice *split_lines(slice s, struct arena *a, int *n)
{
    slice *out, rest = s;
    int most = 1;

    for (ptrdiff_t i = 0; i < s.n; i++) most += s.p[i] == '\n';
    out = arena_new(a, slice, most);
    *n = 0;
    if (s.n == 0) return out;
    do {
        out[(*n)++] = slice_cut(rest, '\n', &rest);
    } while (rest.n > 0); /* a last line end makes no empty line */
    return out;
}

static struct hunk_line *add(struct hunks *h, enum hunk_side side, int number, slice text)
{
    struct hunk_line *l = &h->line[h->nline++];

    *l = (struct hunk_line){side, number, -1, text};
    return l;
}

/* Longest common subsequence by dynamic programming: code is at most a few thousand lines. */
static void align(const slice *old, int n, const slice *now, int m, struct hunks *h)
{
    size_t width = (size_t)m + 1;
    uint16_t *len = calloc(((size_t)n + 1) * width, sizeof *len);
    int i = 0, k = 0;

    for (int x = n - 1; len != NULL && x >= 0; x--)
        for (int y = m - 1; y >= 0; y--) {
            size_t at = (size_t)x * width + (size_t)y;

            len[at] = slice_eq(old[x], now[y])        ? (uint16_t)(len[at + width + 1] + 1)
                      : len[at + width] > len[at + 1] ? len[at + width]
                                                      : len[at + 1];
        }
    while (i < n || k < m) {
        size_t at = (size_t)i * width + (size_t)k;

        if (i < n && k < m && slice_eq(old[i], now[k])) {
            add(h, HUNK_BOTH, k + 1, now[k]);
            i++, k++;
        } else if (i < n && (k == m || len == NULL || len[at + width] >= len[at + 1])) {
            add(h, HUNK_OLD, i + 1, old[i]);
            i++;
        } else {
            add(h, HUNK_NEW, k + 1, now[k]);
            k++;
        }
    }
    free(len);
}

static void group(struct hunks *h, struct arena *a)
{
    int n = 0;

    for (int i = 0; i < h->nline; i++)
        n += h->line[i].side != HUNK_BOTH && (i == 0 || h->line[i - 1].side == HUNK_BOTH);
    h->at = arena_new(a, struct hunk, n > 0 ? n : 1);
    h->n = 0;
    for (int i = 0; i < h->nline; i++) {
        if (h->line[i].side == HUNK_BOTH) continue;
        if (i == 0 || h->line[i - 1].side == HUNK_BOTH) h->at[h->n++] = (struct hunk){.first = i};
        h->at[h->n - 1].n++;
        h->line[i].hunk = h->n - 1;
    }
}

void hunk_make(slice old, slice now, struct arena *a, struct hunks *out)
{
    enum { LINES_MAX = 20000, CELLS_MAX = 64 << 20 };
    int n, m, head = 0, tail = 0;
    slice *x = split_lines(old, a, &n), *y = split_lines(now, a, &m);

    *out = (struct hunks){0};
    out->line = arena_new(a, struct hunk_line, n + m + 1);
    /* Equal ends cost nothing. */
    while (head < n && head < m && slice_eq(x[head], y[head])) head++;
    while (tail < n - head && tail < m - head && slice_eq(x[n - 1 - tail], y[m - 1 - tail])) tail++;
    for (int i = 0; i < head; i++) add(out, HUNK_BOTH, i + 1, y[i]);
    if (n < LINES_MAX && m < LINES_MAX &&
        (int64_t)(n - head - tail + 1) * (m - head - tail + 1) < CELLS_MAX) {
        int from = out->nline;

        align(x + head, n - head - tail, y + head, m - head - tail, out);
        for (int i = from; i < out->nline; i++) out->line[i].number += head;
    } else { /* too different to align: one change */
        for (int i = head; i < n - tail; i++) add(out, HUNK_OLD, i + 1, x[i]);
        for (int i = head; i < m - tail; i++) add(out, HUNK_NEW, i + 1, y[i]);
    }
    for (int i = 0; i < tail; i++) add(out, HUNK_BOTH, m - tail + i + 1, y[m - tail + i]);
    group(out, a);
}

slice hunk_merge(const struct hunks *h, enum hunk_state open_counts_as, struct arena *a)
{
    struct buf b = {0};

    for (int i = 0; i < h->nline; i++) {
        const struct hunk_line *l = &h->line[i];
        enum hunk_state state = l->hunk < 0 ? HUNK_ACCEPTED : h->at[l->hunk].state;

        if (state == HUNK_OPEN) state = open_counts_as;
        if (l->side == HUNK_OLD && state != HUNK_REJECTED) continue;
        if (l->side == HUNK_NEW && state == HUNK_REJECTED) continue;
        buf_put(&b, l->text);
        buf_putc(&b, '\n');
    }
    return buf_take(&b, a);
}

int hunk_open(const struct hunks *h)
{
    int n = 0;

    for (int i = 0; i < h->n; i++) n += h->at[i].state == HUNK_OPEN;
    return n;
}

/* k-th old line and k-th new line of the hunk become a hunk of their own. */
bool hunk_split(struct hunks *h, int which, struct arena *a)
{
    struct hunk old = h->at[which], *at;
    struct hunk_line *line;
    int nold = 0, nnew = 0, pairs, fill = 0;

    for (int i = old.first; i < old.first + old.n; i++) {
        nold += h->line[i].side == HUNK_OLD;
        nnew += h->line[i].side == HUNK_NEW;
    }
    pairs = nold > nnew ? nold : nnew;
    if (pairs < 2) return false;
    at = arena_new(a, struct hunk, h->n + pairs - 1);
    line = arena_new(a, struct hunk_line, old.n);
    for (int i = 0; i < which; i++) at[i] = h->at[i];
    for (int p = 0; p < pairs; p++) {
        int first = fill, seen_old = 0, seen_new = 0;

        for (int i = old.first; i < old.first + old.n; i++) {
            bool is_old = h->line[i].side == HUNK_OLD;
            int rank = is_old ? seen_old++ : seen_new++;

            if (rank != p) continue;
            line[fill] = h->line[i];
            line[fill++].hunk = which + p;
        }
        at[which + p] = (struct hunk){old.first + first, fill - first, old.state};
    }
    for (int i = which + 1; i < h->n; i++) at[i + pairs - 1] = h->at[i];
    memcpy(h->line + old.first, line, (size_t)old.n * sizeof *line);
    for (int i = old.first + old.n; i < h->nline; i++)
        if (h->line[i].hunk >= 0) h->line[i].hunk += pairs - 1;
    h->at = at;
    h->n += pairs - 1;
    return true;
}
