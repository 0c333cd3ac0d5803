/* usage: oracle_mutate SECONDS SEED FILE...: changes the files at random (bytes, lines, delimiters,
 * quotes, encodings) and reads what comes out in every way that there is. What must hold: no crash,
 * no hang, no more memory than the arena may have; a raw reading has every letter and digit of the
 * text in its order; a reading of the table has every row that is not blank, or says where it left
 * it; the rows are the same from standard input, for every number of threads, and every variant of
 * the scanner finds the same ends. The text of a case that fails stays in mutate.txt. */
#include "csvrow.h"
#include "decode.h"
#include "dialect.h"
#include "flow.h"
#include "fs.h"
#include "regionrow.h"
#include "scan.h"
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { TEXT_MOST = 96 << 10, MEMORY = 512 << 20, HANG = 30 /* seconds */ };
static const char NAME[] = "mutate.txt";

/* ---------------------------------------------------------------------- changes */

static uint32_t next(uint64_t *s, uint32_t below)
{
    *s = *s * 6364136223846793005u + 1442695040888963407u;
    return below > 0 ? (uint32_t)(*s >> 33) % below : 0;
}

static void put_at(struct buf *b, size_t at, size_t cut, slice put)
{
    struct buf out = {0};

    buf_put(&out, slice_sub(buf_slice(b), 0, (ptrdiff_t)at));
    buf_put(&out, put);
    buf_put(&out, slice_sub(buf_slice(b), (ptrdiff_t)(at + cut), (ptrdiff_t)b->n));
    buf_free(b);
    *b = out;
}

/* The line around a random place. */
static slice line_of(const struct buf *b, uint64_t *s)
{
    size_t from = next(s, (uint32_t)b->n + 1), to = from;

    while (from > 0 && b->p[from - 1] != '\n') from--;
    while (to < b->n && b->p[to] != '\n') to++;
    return slice_sub(buf_slice(b), (ptrdiff_t)from, (ptrdiff_t)(to + (to < b->n)));
}

static void replace_all(struct buf *b, char was, const char *is)
{
    struct buf out = {0};

    for (size_t i = 0; i < b->n; i++)
        if (b->p[i] == was)
            buf_putz(&out, is);
        else
            buf_putc(&out, b->p[i]);
    buf_free(b);
    *b = out;
}

static void change(struct buf *b, uint64_t *s)
{
    static const char *const piece[] = {"\"",
                                        ",",
                                        ";",
                                        "\t",
                                        "|",
                                        "\n",
                                        "\r",
                                        "\r\n",
                                        "\n\n",
                                        "\"\"",
                                        "'",
                                        "\\",
                                        "\xC3",
                                        "\xE2\x82",
                                        "\xE9",
                                        "\xFF\xFE",
                                        "\x1A",
                                        "\xEF\xBB\xBF",
                                        "\"\n",
                                        ",\"",
                                        "\",",
                                        "# remark\n",
                                        "Total;1;2\n",
                                        "sep=;\n",
                                        "\xC3\xA4\xC3\xB6",
                                        "\xE2\x80\xA8",
                                        "  ",
                                        ",,,,,,,,,",
                                        "x,y\n",
                                        "(1 row)\n",
                                        "\n\n\nname,day\na,2024-01-01\n"};
    static const char *const delimiter[] = {",", ";", "\t", "|", "||", " ", "~|~", ":"};
    slice line = line_of(b, s);
    struct buf kept = {0};
    size_t at = next(s, (uint32_t)b->n + 1), from = b->n > 0 ? (size_t)(line.p - b->p) : 0;

    switch (next(s, 12)) {
    case 0: /* a byte is another */
        if (at < b->n) b->p[at] = (char)next(s, 256);
        break;
    case 1: /* bytes are lost */
        put_at(b, at, next(s, (uint32_t)(b->n - at < 40 ? b->n - at : 40) + 1), S(""));
        break;
    case 2:
    case 3:
    case 4:
        put_at(b, at, 0, slice_z(piece[next(s, sizeof piece / sizeof *piece)]));
        break;
    case 5:
        put_at(b, from, (size_t)line.n, S(""));
        break;
    case 6: /* a line twice, or elsewhere */
        buf_put(&kept, line);
        if (next(s, 2) == 0) put_at(b, from, (size_t)line.n, S(""));
        at = next(s, (uint32_t)b->n + 1);
        while (at > 0 && b->p[at - 1] != '\n') at--;
        put_at(b, at, 0, buf_slice(&kept));
        break;
    case 7: /* another delimiter in one line */
        for (ptrdiff_t i = 0; i < line.n; i++)
            if (b->p[from + (size_t)i] == ',' || b->p[from + (size_t)i] == ';')
                b->p[from + (size_t)i] = *delimiter[next(s, 4)];
        break;
    case 8: /* in all */
        replace_all(b, next(s, 2) ? ',' : ';', delimiter[next(s, 8)]);
        break;
    case 9:
        replace_all(b, '"', next(s, 2) ? "'" : "");
        break;
    case 10:
        replace_all(b, '\n', next(s, 2) ? "\r\n" : "\r");
        break;
    case 11: /* the file is cut off, or twice in one */
        if (next(s, 4) == 0 && b->n < TEXT_MOST / 2) {
            buf_put(&kept, buf_slice(b));
            put_at(b, b->n, 0, buf_slice(&kept));
        } else {
            b->n -= next(s, (uint32_t)b->n / 2 + 1);
        }
        break;
    }
    buf_free(&kept);
}

static void widen(struct buf *b)
{
    struct buf out = {0};

    buf_put(&out, (slice){"\xFF\xFE", 2});
    for (size_t i = 0; i < b->n; i++) {
        buf_putc(&out, b->p[i]);
        buf_putc(&out, 0);
    }
    buf_free(b);
    *b = out;
}

/* ---------------------------------------------------------------------- readings */

static void must(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "mutate: %s; the text is in %s\n", what, NAME);
    abort();
}

static void on_alarm(int sig)
{
    static const char text[] = "mutate: it hangs; the text is in mutate.txt\n";

    (void)sig;
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    abort();
}

struct way {
    struct source source;
    struct workbook book;
    struct inspection in;
};

static bool read_way(struct way *w, const char *path, const struct read_options *o, struct arena *a)
{
    struct err e = {0};

    memset(w, 0, sizeof *w);
    if (source_open(&w->source, path, o, a, &e) && workbook_read(&w->source, o, a, &w->book, &e) &&
        inspect(&w->book, o, a, &w->in, &e))
        return true;
    must(e.code == E_SOURCE || e.code == E_LIMIT, "a file is refused for another reason");
    must(e.text[0] != 0, "an error says nothing");
    return false;
}

struct rows {
    struct buf part[FLOW_THREADS_MAX], all;
    int ncol;
};

static bool write_rows(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct rows *s = ctx;
    struct buf *out = &s->part[worker];

    (void)e;
    buf_clear(out);
    for (int64_t r = 0; r < b->nrow; r++) {
        for (int c = 0; c < s->ncol; c++) {
            buf_put(out, b->cell[c][r]);
            buf_putc(out, 0);
        }
        buf_putc(out, 1);
    }
    return true;
}

static bool append(void *ctx, int worker, struct err *e)
{
    struct rows *s = ctx;

    (void)e;
    buf_put(&s->all, buf_slice(&s->part[worker]));
    return true;
}

static slice rows_of(const struct way *w, int threads, struct arena *a)
{
    struct err e = {0};
    struct flow *f = w->in.chosen >= 0 || w->in.raw ? flow_open(&w->in, -1, &e) : NULL;
    struct rows s = {0};
    struct flow_use use = {write_rows, append, &s};
    slice out;

    if (f == NULL) return S("");
    s.ncol = f->ncol;
    must(flow_run(f, threads, &use, &e), e.text);
    flow_close(f);
    for (int i = 0; i < FLOW_THREADS_MAX; i++) buf_free(&s.part[i]);
    out = buf_take(&s.all, a);
    return out;
}

static slice letters_of(slice text, struct arena *a)
{
    struct buf b = {0};

    for (ptrdiff_t i = 0; i < text.n; i++)
        if ((text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] >= 'A' && text.p[i] <= 'z'))
            if (strchr("[]^_`\\", text.p[i]) == NULL) buf_putc(&b, text.p[i]);
    return buf_take(&b, a);
}

static void same_letters(slice got, slice want, const char *what, struct arena *a)
{
    slice x = letters_of(got, a), y = letters_of(want, a);
    ptrdiff_t i = 0;

    while (i < x.n && i < y.n && x.p[i] == y.p[i]) i++;
    if (i == x.n && i == y.n) return;
    fprintf(stderr, "mutate: \"%.*s\" instead of \"%.*s\"\n",
            SLICE_ARG(slice_sub(x, i > 20 ? i - 20 : 0, i + 20 < x.n ? i + 20 : x.n)),
            SLICE_ARG(slice_sub(y, i > 20 ? i - 20 : 0, i + 20 < y.n ? i + 20 : y.n)));
    must(false, what);
}

/* What the reader was given: the text in UTF-8. */
static slice text_of(const struct way *w, struct arena *a)
{
    struct encoding enc = w->book.encoding;
    struct quirks q = {.arena = a};
    struct err e = {0};
    slice text = {"", 0};

    must(decode_text(w->source.bytes, &enc, a, &q, &text, &e), "the text is not decoded again");
    return text;
}

static bool listed(const struct inspection *in, const char *code)
{
    for (int i = 0; i < in->nquirk; i++)
        if (strcmp(quirk_name(in->quirk[i].code), code) == 0 || in->quirk[i].code == QUIRK_more)
            return true;
    return false;
}

static bool inside(struct range at, int32_t row)
{
    return at.top > 0 && row >= at.top && row <= at.bottom;
}

/* Is the row, which is not in the table, one that the inspection speaks of? */
static bool is_said(const struct way *w, int32_t row)
{
    const struct inspection *in = &w->in;

    for (int i = 0; i < in->nregion; i++) {
        const struct region *r = &in->region[i];

        if (inside(r->preamble, row) || inside(r->footer, row)) return true;
        if (!inside(r->at, row)) continue;
        if (i != in->chosen) return true;
        switch (r->role[row - 1]) {
        case ROLE_HEAD: {
            int64_t head[64];
            int n = region_head(r, r->header_rows, head, 64);

            for (int k = 0; k < n; k++)
                if (head[k] + 1 == row) return true;
            return listed(in, "repeated_header");
        }
        case ROLE_UNITS:
            return true;
        case ROLE_NOTE:
            return listed(in, "comment_rows");
        case ROLE_GAP:
            return listed(in, "blank_rows");
        default:
            return false;
        }
    }
    return false;
}

static void all_rows_are_there(const struct way *w, struct arena *a)
{
    const struct table *cells = &w->book.sheet[0].cells;
    struct err e = {0};
    struct table t;
    int64_t k = 0;

    if (w->in.chosen < 0) return;
    must(inspect_table(&w->in, -1, a, &t, &e), e.text);
    for (int64_t r = 0; r < cells->nrow; r++) {
        bool filled = false;

        if (k < t.nrow && t.source_row[k] == r + 1) {
            k++;
            continue;
        }
        /* Rules drawn of dashes count as blank. */
        for (int c = 0; c < cells->ncol; c++) filled |= letters_of(cells->col[c].cell[r], a).n > 0;
        if (filled && !is_said(w, (int32_t)r + 1)) {
            fprintf(stderr, "mutate: row %lld is nowhere\n", (long long)r + 1);
            must(false, "a row is lost");
        }
    }
    must(k == t.nrow, "the table has other rows than the file");
}

/* ------------------------------------------------------------------- the scanner */

static void all_variants_agree(slice text, char delimiter)
{
    enum { ROOM = 4096 };
    static uint32_t ends[2][ROOM + SCAN_ROOM];
    struct scan_dialect d = {delimiter, '"'};
    const struct scan_variant *v = scan_variant;

    while (!v->works()) v++;
    for (const struct scan_variant *o = v + 1; o->name != NULL; o++) {
        if (!o->works()) continue;
        for (ptrdiff_t from = 0; from < text.n;) {
            ptrdiff_t to[2];
            enum scan_stop why[2];
            ptrdiff_t n = v->rows(&d, text, from, ends[0], ROOM, &to[0], &why[0]);
            slice line;

            must(n == o->rows(&d, text, from, ends[1], ROOM, &to[1], &why[1]) && to[0] == to[1] &&
                     why[0] == why[1] && memcmp(ends[0], ends[1], (size_t)n * sizeof **ends) == 0,
                 o->name);
            must(v->plain(text, from) == o->plain(text, from), o->name);
            from = to[0] > from ? to[0] : csvrow_line_end(text, from, &line);
        }
    }
}

/* ---------------------------------------------------------------------- one case */

static void from_stdin(const struct read_options *o, slice want, struct arena *a)
{
    int was = dup(STDIN_FILENO), fd = open(NAME, O_RDONLY | O_CLOEXEC);
    struct way w;

    must(was >= 0 && fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO, "standard input");
    must(read_way(&w, "-", o, a), "standard input is refused");
    must(slice_eq(rows_of(&w, 1, a), want), "standard input gives other rows");
    dup2(was, STDIN_FILENO);
    close(fd);
    close(was);
}

/* Without fs_write's care, which waits for the disk. */
static void keep(slice bytes)
{
    int fd = open(NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    must(fd >= 0 && write(fd, bytes.p, (size_t)bytes.n) == bytes.n, "the text cannot be kept");
    close(fd);
}

static void read_all_ways(slice bytes, uint64_t *s)
{
    struct read_options o = READ_DEFAULTS, raw = {.header_rows = -1, .raw = true};
    struct arena a;
    struct way w;
    slice text, all;

    arena_init(&a, MEMORY);
    keep(bytes);
    if (read_way(&w, NAME, &o, &a)) {
        char d = w.book.dialect.delimiter.n == 1 ? w.book.dialect.delimiter.p[0] : ',';

        all_rows_are_there(&w, &a);
        text = text_of(&w, &a);
        all_variants_agree(text, d != '"' && d != '\r' && d != '\n' ? d : ',');
        from_stdin(&o, rows_of(&w, 1, &a), &a);
        must(read_way(&w, NAME, &raw, &a), "a file that is read is refused raw");
        all = rows_of(&w, 1, &a);
        same_letters(all, text, "a raw reading loses letters", &a);
        /* The same text where it is large. */
        raw.whole_max = o.whole_max = (size_t)bytes.n / (2 + next(s, 6)) + 64;
        if (read_way(&w, NAME, &raw, &a)) {
            slice one = rows_of(&w, 1, &a);

            for (int threads = 2; threads < 4; threads++)
                must(slice_eq(rows_of(&w, threads, &a), one), "threads give other rows");
            same_letters(one, all, "a raw reading of parts loses letters", &a);
        }
        if (read_way(&w, NAME, &o, &a)) {
            slice one = rows_of(&w, 1, &a);

            must(slice_eq(rows_of(&w, 3, &a), one), "threads give other rows");
            from_stdin(&o, one, &a);
        }
    }
    arena_free(&a);
}

int main(int argc, char **argv)
{
    time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 10);
    uint64_t s = argc > 2 ? (uint64_t)atoll(argv[2]) : 1;
    long cases = 0;
    struct arena a;

    must(argc > 3, "name files");
    signal(SIGALRM, on_alarm);
    /* Memory is kept from text to text: getting it anew costs more than the reading. */
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    for (; time(NULL) < end; cases++) {
        struct buf b = {0};
        struct err e = {0};
        slice file;

        arena_init(&a, MEMORY);
        must(fs_read(argv[3 + next(&s, (uint32_t)argc - 3)], MEMORY, &a, &file, &e), e.text);
        buf_put(&b, slice_sub(file, 0, TEXT_MOST));
        arena_free(&a);
        for (uint32_t n = 1 + next(&s, 6); n > 0; n--) change(&b, &s);
        if (next(&s, 20) == 0) widen(&b);
        alarm(HANG);
        read_all_ways(buf_slice(&b), &s);
        alarm(0);
        buf_free(&b);
    }
    unlink(NAME);
    printf("mutate: %ld texts, each read in every way\n", cases);
    return 0;
}
