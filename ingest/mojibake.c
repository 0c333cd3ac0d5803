#include "mojibake.h"

#include "charguess.h"
#include "utf8.h"
#include <stdlib.h>

/* The sets that UTF-8 is taken for: those of Windows, the Mac and DOS. */
static const char *const taken_for[] = {"windows-1252", "windows-1250", "windows-1251", "macintosh",
                                        "ibm850",       "ibm437",       "windows-1254", NULL};
enum { SETS = sizeof taken_for / sizeof *taken_for - 1, TURNS = 3, RUN_MAX = 4096 };

/* Beyond it none of the sets has more than a ligature. */
enum { CHARS = 0x2600 };

struct mojibake {
    const struct language *language;
    uint8_t byte[SETS][CHARS]; /* that the set reads as the character; 0: none */
};

/* A byte that the set does not know passes as the control character of the same number, as programs
 * do. */
static void invert(const int32_t map[256], uint8_t byte[CHARS])
{
    for (int b = 128; b < 256; b++) {
        int32_t c = map[b] >= 0 ? map[b] : b < 0xA0 ? b : -1;

        if (c >= 0x80 && c < CHARS) byte[c] = (uint8_t)b;
    }
}

struct mojibake *mojibake_new(struct arena *a)
{
    struct mojibake *m = arena_new(a, struct mojibake, 1);

    if (m == NULL || (m->language = language_all(a)) == NULL) return NULL;
    for (int i = 0; i < SETS; i++) {
        const struct charset *set = charset_find(slice_z(taken_for[i]));
        int32_t map[256];

        if (set != NULL && charset_map(set, map, NULL)) invert(map, m->byte[i]);
    }
    return m;
}

/* The run of characters beyond ASCII at the beginning of s, as it was before the set misread it:
 * its length in out, 0 when it was not misread. */
static ptrdiff_t undo_run(const struct mojibake *m, int set, slice run, char *out)
{
    ptrdiff_t n = 0;

    if (run.n > RUN_MAX) return 0;
    for (ptrdiff_t i = 0; i < run.n;) {
        int32_t c;

        i += utf8_decode(run.p + i, run.n - i, &c);
        if (c < 0 || c >= CHARS || m->byte[set][c] == 0) return 0;
        out[n++] = (char)m->byte[set][c];
        if (n == 1 && ((uint8_t)out[0] < 0xC2 || (uint8_t)out[0] > 0xF4)) return 0;
    }
    for (ptrdiff_t i = 0; i < n;) {
        int32_t c;

        i += utf8_decode(out + i, n - i, &c);
        if (c < 0x80 || !charguess_usual(m->language, c)) return 0;
    }
    return n;
}

static slice next_run(slice s, ptrdiff_t from)
{
    ptrdiff_t to;

    while (from < s.n && !(s.p[from] & 0x80)) from++;
    to = from;
    while (to < s.n && (s.p[to] & 0x80)) to++;
    return slice_sub(s, from, to);
}

bool mojibake_possible(slice text)
{
    slice run = {text.p, 0};

    for (ptrdiff_t from = 0; from < text.n; from = run.p + run.n - text.p) {
        int32_t c;

        run = next_run(text, from);
        if (run.n > 0 && utf8_decode(run.p, run.n, &c) < run.n && c < CHARS) return true;
    }
    return false;
}

/* How many bytes the set's reading undoes. */
static ptrdiff_t undone_by(const struct mojibake *m, int set, slice s)
{
    char out[RUN_MAX];
    ptrdiff_t n = 0;

    for (slice r = next_run(s, 0); r.n > 0; r = next_run(s, r.p + r.n - s.p))
        if (undo_run(m, set, r, out) > 0) n += r.n;
    return n;
}

static int best_set(const struct mojibake *m, slice s)
{
    ptrdiff_t most = 0;
    int best = -1;

    for (int i = 0; i < SETS; i++) {
        ptrdiff_t n = undone_by(m, i, s);

        if (n > most) most = n, best = i;
    }
    return best;
}

static void undo_all(const struct mojibake *m, int set, slice s, struct buf *b)
{
    char out[RUN_MAX];
    ptrdiff_t done = 0;

    for (slice r = next_run(s, 0); r.n > 0; r = next_run(s, r.p + r.n - s.p)) {
        ptrdiff_t n = undo_run(m, set, r, out);

        buf_put(b, slice_sub(s, done, r.p - s.p));
        buf_put(b, n > 0 ? (slice){out, n} : r);
        done = r.p + r.n - s.p;
    }
    buf_put(b, slice_sub(s, done, s.n));
}

slice mojibake_undo(const struct mojibake *m, slice in, struct arena *a)
{
    for (int turn = 0; turn < TURNS; turn++) {
        struct buf b = {0};
        int set = next_run(in, 0).n == 0 ? -1 : best_set(m, in);

        if (set < 0) break;
        undo_all(m, set, in, &b);
        in = buf_take(&b, a);
        if (in.p == NULL) break;
    }
    return in;
}

struct mojibake_found mojibake_count(const struct mojibake *m, slice text)
{
    enum { SAMPLE = 1 << 16 };
    struct mojibake_found f = {.first = -1};
    char out[RUN_MAX];
    slice first = next_run(text, 0);
    ptrdiff_t from = first.n > 0 ? first.p - text.p : 0;
    int set = first.n > 0 ? best_set(m, slice_sub(text, from, from + SAMPLE)) : -1;

    if (set < 0) return f;
    f.read_as = taken_for[set];
    for (slice r = first; r.n > 0; r = next_run(text, r.p + r.n - text.p)) {
        if (undo_run(m, set, r, out) == 0) {
            f.plain++;
        } else if (f.twice++ == 0) {
            f.first = r.p - text.p;
        }
    }
    return f;
}

const char *const *mojibake_sets(void)
{
    return taken_for;
}

slice mojibake_usual(const struct mojibake *m, struct arena *a)
{
    struct buf b = {0};
    char text[4];

    for (int32_t c = 0x80; c < 0x10000; c++)
        if ((c < 0xD800 || c > 0xDFFF) && charguess_usual(m->language, c))
            buf_put(&b, (slice){text, utf8_encode(c, text)});
    return buf_take(&b, a);
}
