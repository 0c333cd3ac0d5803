#include "xmlrun.h"

#include <stdlib.h>

/* A head of a part, or an item, that is longer than this is read by expat, and all behind it. */
enum { HEAD_MAX = 4 << 20, ITEM_MAX = 16 << 20 };

enum mode { HEAD, RUN, REST };

struct xmlrun_reader {
    const struct xmlrun *run;
    void *ctx;
    struct zip_reader *zip;
    struct xml *x;
    struct err *e;
    enum mode mode;
    struct buf text; /* not yet given away */
    size_t wait;     /* an item is not whole before there are so many bytes of it */
    bool failed;
};

static bool give(struct xmlrun_reader *r, ptrdiff_t from, ptrdiff_t to)
{
    if (to > from && !xml_feed(r->x, slice_sub(buf_slice(&r->text), from, to))) r->failed = true;
    return !r->failed;
}

/* UTF-8 is what the scanner reads: no other encoding is declared. */
static bool is_utf8(slice head)
{
    slice decl = slice_sub(head, 0, 200);
    ptrdiff_t end = slice_find(decl, S("?>")), at;

    if (end < 0) return slice_find(decl, S("<?xml")) < 0;
    decl.n = end;
    at = slice_find(decl, S("encoding"));
    if (at < 0) return true;
    decl = slice_sub(decl, at + 8, decl.n);
    while (decl.n > 0 && strchr(" =\"'\t\r\n", decl.p[0]) != NULL)
        decl = slice_sub(decl, 1, decl.n);
    return slice_eq_nocase(slice_sub(decl, 0, 5), S("utf-8"));
}

/* Gives expat everything up to the run, when the run has begun. */
static void take_head(struct xmlrun_reader *r)
{
    slice s = buf_slice(&r->text), open = slice_z(r->run->open);
    ptrdiff_t at = slice_find(s, open), end;

    end = at < 0 ? -1 : slice_find(slice_sub(s, at, s.n), S(">"));
    if (end < 0) {
        if (s.n > HEAD_MAX) r->mode = REST;
        return;
    }
    end += at + 1;
    r->mode = REST;
    if (!is_utf8(s) || !give(r, 0, end)) return;
    /* A comment or another element of such a name: then expat is elsewhere. */
    if (xml_depth(r->x) == r->run->depth && s.p[end - 2] != '/') r->mode = RUN;
    memmove(r->text.p, r->text.p + end, (size_t)(s.n - end));
    r->text.n -= (size_t)end;
}

/* One odd item: expat gets it whole. False: its end is not there yet. */
static bool take_odd(struct xmlrun_reader *r, ptrdiff_t *pos)
{
    slice close = slice_z(r->run->close);

    do {
        slice left = slice_sub(buf_slice(&r->text), *pos, (ptrdiff_t)r->text.n);
        ptrdiff_t end = slice_find(left, close);

        if (end < 0) return false;
        give(r, *pos, *pos + end + close.n);
        *pos += end + close.n;
    } while (!r->failed && xml_depth(r->x) > r->run->depth);
    if (xml_depth(r->x) < r->run->depth) r->mode = REST;
    return true;
}

static void take_run(struct xmlrun_reader *r)
{
    ptrdiff_t pos = 0, used;
    bool more = true;

    memset(buf_reserve(&r->text, XLSXSCAN_SLACK), 0, XLSXSCAN_SLACK);
    while (more && r->mode == RUN && !r->failed) {
        char *p = r->text.p + pos;
        ptrdiff_t n = (ptrdiff_t)r->text.n - pos;

        switch (r->run->scan(r->ctx, p, n, &used, &r->failed, r->e)) {
        case XLSXSCAN_ROW:
            xml_gap(r->x);
            pos += used;
            break;
        case XLSXSCAN_MORE:
            more = false;
            break;
        case XLSXSCAN_ODD:
            more = take_odd(r, &pos);
            break;
        case XLSXSCAN_END:
            r->mode = REST;
            break;
        }
    }
    if (pos > 0) memmove(r->text.p, r->text.p + pos, r->text.n - (size_t)pos);
    r->text.n -= (size_t)pos;
    r->wait = r->text.n * 2; /* a long item is not scanned with each piece of it */
    if (r->text.n > ITEM_MAX) r->mode = REST;
}

static void take(struct xmlrun_reader *r, slice s)
{
    if (r->mode == REST && r->text.n == 0) {
        r->failed = !xml_feed(r->x, s);
        return;
    }
    buf_put(&r->text, s);
    if (r->mode == HEAD) take_head(r);
    if (r->mode == RUN && !r->failed && (r->text.n >= r->wait || r->text.n > ITEM_MAX)) take_run(r);
    if (r->mode == REST && !r->failed) {
        give(r, 0, (ptrdiff_t)r->text.n);
        buf_clear(&r->text);
    }
}

struct xmlrun_reader *xmlrun_open(struct zip *z, const struct zip_part *part,
                                  const struct xml_events *events, const struct xmlrun *run,
                                  void *ctx, struct err *e)
{
    struct xmlrun_reader *r = calloc(1, sizeof *r);

    if (r == NULL) err_no_memory();
    *r = (struct xmlrun_reader){.run = run, .ctx = ctx, .e = e};
    r->x = xml_open(part->name, z->limits, events, ctx, e);
    r->zip = zip_reader_open(z, part);
    return r;
}

bool xmlrun_step(struct xmlrun_reader *r)
{
    slice piece;

    if (r->failed) return false;
    r->failed = !zip_reader_next(r->zip, &piece, r->e);
    if (r->failed || piece.n == 0) return false;
    take(r, piece);
    return !r->failed;
}

bool xmlrun_close(struct xmlrun_reader *r, bool ok)
{
    ok = ok && !r->failed && give(r, 0, (ptrdiff_t)r->text.n);
    ok = xml_close(r->x, ok);
    zip_reader_close(r->zip);
    buf_free(&r->text);
    free(r);
    return ok;
}
