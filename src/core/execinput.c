#include "execinput.h"

#include "handover.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CLOCK_FIXED 1767225600 /* 2026-01-01T00:00:00Z */

/* ------------------------------------------------------------- the request */

static void write_range(struct json_writer *w, const struct range *r)
{
    jw_int(w, "top", r->top);
    jw_int(w, "left", r->left);
    jw_int(w, "bottom", r->bottom);
    jw_int(w, "right", r->right);
}

static void write_regions(struct json_writer *w, const struct inspection *i, int sheet,
                          struct arena *a)
{
    jw_open(w, "regions", '[');
    for (int r = 0; r < i->nregion; r++) {
        jw_open(w, NULL, '{');
        jw_int(w, "id", i->region[r].id);
        jw_text(w, "sheet", i->book->sheet[i->region[r].sheet].name);
        write_range(w, &i->region[r].at);
        jw_int(w, "header_rows", i->region[r].header_rows);
        if (i->book->sample == NULL) inspect_rows_json(&i->region[r], w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_open(w, "merged", '[');
    for (int m = 0; m < i->book->sheet[sheet].nmerged; m++) {
        const struct range *r = &i->book->sheet[sheet].merged[m];
        char left[8], right[8];

        jw_text(w, NULL,
                arena_printf(a, "%s%d:%s%d", table_letters(r->left, left), r->top,
                             table_letters(r->right, right), r->bottom));
    }
    jw_close(w, ']');
    jw_open(w, "kinds", '[');
    for (int c = 0; c < i->ncolumn; c++) jw_z(w, NULL, kind_name(i->column[c].kind));
    jw_close(w, ']');
}

/* Rows of a sheet; a large text file has no more than it has bytes. */
static int64_t rows_of(const struct inspection *i, int sheet)
{
    return i->book->sample != NULL ? i->book->source->length : i->book->sheet[sheet].cells.nrow;
}

static void write_input(struct json_writer *w, const struct inspection *i, slice path,
                        struct arena *a)
{
    int sheet;

    jw_open(w, "input", '{');
    if (path.n > 0) jw_text(w, "path", path);
    if (i != NULL) {
        sheet = i->chosen >= 0 ? i->region[i->chosen].sheet : 0;
        jw_int(w, "sheet", sheet);
        jw_int(w, "header_rows", i->chosen >= 0 ? i->region[i->chosen].header_rows : 0);
        jw_open(w, "sheets", '[');
        for (int s = 0; s < i->book->nsheet; s++) jw_text(w, NULL, i->book->sheet[s].name);
        jw_close(w, ']');
        if (i->book->nsheet > 0) {
            jw_open(w, "rows", '[');
            jw_int(w, NULL, 1);
            jw_int(w, NULL, rows_of(i, sheet));
            jw_close(w, ']');
            write_regions(w, i, sheet, a);
        }
        jw_bool(w, "table", i->chosen >= 0);
    }
    jw_close(w, '}');
}

/* From (code, input): the same run is seeded the same everywhere. */
static int64_t seed_of(const struct exec_request *q)
{
    struct hash *h = hash_open();
    digest d;

    hash_put(h, q->code);
    for (int i = 0; i < q->nsource; i++) hash_put(h, slice_z(source_digest(q->source[i]).hex));
    d = hash_close(h);
    d.hex[13] = 0;
    return (int64_t)strtoll(d.hex, NULL, 16);
}

static int64_t clock_of(const struct exec_request *q)
{
    const char *z = q->clock != NULL ? q->clock : getenv("FETTLE_CLOCK");
    struct tm t = {0};

    if (z == NULL || strptime(z, "%Y-%m-%dT%H:%M:%S", &t) == NULL) return CLOCK_FIXED;
    return (int64_t)timegm(&t);
}

static slice write_request(const struct execinput *in, bool namespaces, struct arena *a)
{
    const struct exec_request *q = in->q;
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};

    jw_open(&w, NULL, '{');
    jw_bool(&w, "transform", q->is_transform);
    jw_bool(&w, "namespaces", namespaces);
    jw_bool(&w, "session", q->session != NULL);
    jw_int(&w, "seed", seed_of(q));
    jw_int(&w, "clock", clock_of(q));
    if (q->target.n > 0) jw_text(&w, "target", q->target);
    if (q->in != NULL || q->nsource > 0)
        write_input(&w, q->in, q->nsource > 0 ? in->path[0] : (slice){"", 0}, a);
    jw_open(&w, "tables", '[');
    for (int s = 1; s < q->nsource; s++) {
        if (in->in[s] == NULL) continue;
        jw_open(&w, NULL, '{');
        jw_text(&w, "name", in->path[s]);
        jw_int(&w, "number", s);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return buf_take(&b, a);
}

/* ------------------------------------------------------------- the files */

/* The name below /in: the source's own, made a single safe part, and unique. */
static slice source_name(slice name, const slice *before, int n, struct arena *a)
{
    struct buf b = {0};
    slice out;

    for (ptrdiff_t i = 0; i < name.n && i < 200; i++)
        buf_putc(&b, (unsigned char)name.p[i] < 32 || name.p[i] == '/' ? '_' : name.p[i]);
    out = buf_take(&b, a);
    if (out.n == 0 || out.p[0] == '.') out = arena_printf(a, "_%.*s", SLICE_ARG(out));
    for (int i = 0; i < n; i++)
        if (slice_eq(before[i], out)) return arena_printf(a, "%d-%.*s", n + 1, SLICE_ARG(out));
    return out;
}

/* A further input as a table; NULL: it is none, and there as a file only. */
static const struct inspection *further_table(const struct source *s, struct arena *a)
{
    struct read_options o = READ_DEFAULTS;
    struct workbook *book = arena_new(a, struct workbook, 1);
    struct inspection *i = arena_new(a, struct inspection, 1);
    struct err none = {0};

    if (book == NULL || i == NULL || !workbook_read(s, &o, a, book, &none) ||
        !inspect(book, &o, a, i, &none) || i->chosen < 0)
        return NULL;
    return i;
}

/* p NULL: it is on disk. */
static slice body_of(const struct source *s)
{
    if (s->file.p != NULL) return s->file;
    return s->on_disk ? (slice){NULL, 0} : S("");
}

bool execinput_make(struct execinput *in, const struct exec_request *q, bool namespaces,
                    struct arena *a, struct err *e)
{
    *in = (struct execinput){.q = q,
                             .file = arena_new(a, struct box_file, q->nsource + 1),
                             .path = arena_new(a, slice, q->nsource + 1),
                             .in = arena_new(a, const struct inspection *, q->nsource + 1)};
    if (in->file == NULL || in->path == NULL || in->in == NULL)
        return err_set(e, E_LIMIT, "not enough memory for the sandbox's inputs");
    in->in[0] = q->in;
    for (int i = 0; i < q->nsource; i++) {
        in->path[i] = source_name(q->source[i]->name, in->path, i, a);
        in->file[in->nfile++] = (struct box_file){in->path[i], body_of(q->source[i])};
        if (i > 0) in->in[i] = further_table(q->source[i], a);
    }
    in->request = write_request(in, namespaces, a);
    return true;
}

/* ------------------------------------------------------------- what it asks for */

static bool copy_source(const struct source *s, int fd, struct err *e)
{
    enum { PIECE = 1 << 18 };
    int from = source_original(s, e);
    char *piece = malloc(PIECE);
    bool ok = from >= 0;

    if (piece == NULL) err_no_memory();
    for (int64_t at = 0; ok && at < s->size;) {
        ptrdiff_t n = s->size - at < PIECE ? (ptrdiff_t)(s->size - at) : PIECE;

        ok = source_read(s, from, at, piece, n, e);
        for (ptrdiff_t done = 0; ok && done < n;) {
            ssize_t k = write(fd, piece + done, (size_t)(n - done));

            if (k < 0 && errno == EINTR) continue;
            if (k <= 0)
                ok = err_set(e, E_LIMIT, "there is no room for %.*s in the sandbox: %s",
                             SLICE_ARG(s->name), strerror(errno));
            else
                done += k;
        }
        at += n;
    }
    free(piece);
    if (from >= 0) source_close(from);
    return ok;
}

/* The number behind the word; -1: it is another. */
static int numbered(slice s, const char *word)
{
    int n = 0;

    if (!slice_starts(s, slice_z(word)) || s.n > (ptrdiff_t)strlen(word) + 6) return -1;
    s = slice_sub(s, (ptrdiff_t)strlen(word), s.n);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return -1;
        n = n * 10 + (s.p[i] - '0');
    }
    return s.n > 0 ? n : -1;
}

bool execinput_give(void *execinput, slice name, int fd, struct err *e)
{
    static const char *const forms[] = {"text", "canonical", "typed"};
    const struct execinput *in = execinput;
    const struct exec_request *q = in->q;
    slice what, form;
    int n;

    for (int i = 0; i < q->nsource; i++)
        if (slice_eq(name, in->path[i])) return copy_source(q->source[i], fd, e);
    if (!slice_starts(name, S(".fettle/"))) return err_set(e, E_SANDBOX, "there is no such input");
    form = slice_cut(slice_sub(name, 8, name.n), '-', &what);
    for (int f = 0; f < 3 && what.n > 0; f++) {
        const struct inspection *i = NULL;

        if (!slice_eqz(form, forms[f])) continue;
        n = numbered(what, "sheet");
        if (n >= 0 && f == HANDOVER_TEXT && q->in != NULL && n < q->in->book->nsheet)
            return handover_sheet(q->in, n, fd, e);
        n = slice_eqz(what, "read") ? 0 : numbered(what, "table");
        if (n == 0) i = q->in;
        if (n > 0 && n < q->nsource) i = in->in[n];
        if (i != NULL && i->chosen >= 0) return handover_table(i, (enum handover_form)f, fd, e);
    }
    return err_set(e, E_SANDBOX, "there is no such input");
}
