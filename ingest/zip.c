#include "zip.h"

#include <stdlib.h>
#include <zlib.h>

enum { END_SIZE = 22, LOCATOR_SIZE = 20, END64_SIZE = 56, ENTRY_SIZE = 46, LOCAL_SIZE = 30 };
enum { COMMENT_MAX = 65535, CHUNK = 256 << 10 };
enum { SIG_END = 0x06054b50, SIG_LOCATOR = 0x07064b50, SIG_END64 = 0x06064b50 };
enum { SIG_ENTRY = 0x02014b50, SIG_LOCAL = 0x04034b50, SIG_DESCRIPTOR = 0x08074b50 };
enum { FLAG_ENCRYPTED = 1, FLAG_DESCRIPTOR = 8, STORED = 0, DEFLATED = 8, EXTRA_ZIP64 = 1 };

static uint16_t u16(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;

    return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t u32(const char *s)
{
    return u16(s) | (uint32_t)u16(s + 2) << 16;
}

static uint64_t u64(const char *s)
{
    return u32(s) | (uint64_t)u32(s + 4) << 32;
}

static bool signed_at(slice s, uint64_t at, uint64_t size, uint32_t signature)
{
    uint64_t n = (uint64_t)s.n;

    return at <= n && size <= n - at && u32(s.p + at) == signature;
}

/* Offset of the last end record, or -1. */
static ptrdiff_t find_end(slice s)
{
    ptrdiff_t low = s.n - END_SIZE - COMMENT_MAX;

    for (ptrdiff_t i = s.n - END_SIZE; i >= 0 && i >= low; i--)
        if (s.p[i] == 'P' && u32(s.p + i) == SIG_END) return i;
    return -1;
}

bool zip_is(slice s)
{
    return find_end(s) >= 0;
}

struct directory {
    uint64_t count, size, offset, end; /* end: where it must be over */
};

static bool read_end(slice s, struct directory *d, struct err *e)
{
    ptrdiff_t i = find_end(s);
    const char *p;

    if (i < 0)
        return err_set(e, E_SOURCE,
                       "the zip archive has no directory at its end: the file is truncated; ask "
                       "for it again");
    p = s.p + i;
    *d = (struct directory){u16(p + 10), u32(p + 12), u32(p + 16), (uint64_t)i};
    if (i >= LOCATOR_SIZE && u32(p - LOCATOR_SIZE) == SIG_LOCATOR) {
        uint64_t at = u64(p - LOCATOR_SIZE + 8);

        /* Bytes before the archive move the record; it then sits right before its locator. */
        if (!signed_at(s, at, END64_SIZE, SIG_END64) && i >= LOCATOR_SIZE + END64_SIZE)
            at = (uint64_t)(i - LOCATOR_SIZE - END64_SIZE);
        if (!signed_at(s, at, END64_SIZE, SIG_END64))
            return err_set(e, E_SOURCE, "the zip archive's 64-bit directory is damaged");
        *d = (struct directory){u64(s.p + at + 32), u64(s.p + at + 40), u64(s.p + at + 48), at};
    }
    return true;
}

/* Sizes that did not fit 32 bits, in the order that APPNOTE 4.5.3 fixes. */
static void read_zip64(const char *p, const char *end, struct zip_part *part)
{
    uint64_t *const field[] = {&part->size, &part->packed, &part->at};

    while (end - p >= 4) {
        uint16_t id = u16(p), n = u16(p + 2);

        p += 4;
        if (end - p < n) return;
        if (id == EXTRA_ZIP64) {
            const char *q = p;

            for (int i = 0; i < 3; i++) {
                if (*field[i] != UINT32_MAX) continue;
                if (p + n - q < 8) return;
                *field[i] = u64(q);
                q += 8;
            }
            return;
        }
        p += n;
    }
}

static slice clean_name(struct arena *a, slice raw)
{
    slice s = arena_copy(a, raw);
    char *p = arena_z(a, raw);

    if (p == NULL) return s;
    for (ptrdiff_t i = 0; i < raw.n; i++)
        if (p[i] == '\\') p[i] = '/';
    s = (slice){p, raw.n};
    while (s.n > 0 && s.p[0] == '/') s = slice_sub(s, 1, s.n);
    return s;
}

bool zip_open(struct zip *z, slice bytes, struct arena *a, struct err *e)
{
    struct directory d = {0};
    uint64_t at, shift;

    *z = (struct zip){.bytes = bytes};
    if (!read_end(bytes, &d, e)) return false;
    if (d.count > ZIP_PARTS_MAX)
        return err_set(e, E_LIMIT, "the archive has %llu parts, more than %d",
                       (unsigned long long)d.count, ZIP_PARTS_MAX);
    /* With bytes before the archive all offsets are off by as many. */
    shift = d.size <= d.end && d.offset <= d.end - d.size ? d.end - d.size - d.offset : 0;
    at = d.offset + shift;
    if (d.count > 0 && !signed_at(bytes, at, ENTRY_SIZE, SIG_ENTRY)) at = d.offset, shift = 0;
    z->directory = at;
    z->part = arena_new(a, struct zip_part, d.count + 1);
    if (z->part == NULL) return err_set(e, E_LIMIT, "the archive's directory does not fit");
    for (uint64_t i = 0; i < d.count; i++) {
        struct zip_part *part = &z->part[z->npart];
        const char *p = bytes.p + at;
        uint64_t names, extra, comment;

        if (!signed_at(bytes, at, ENTRY_SIZE, SIG_ENTRY))
            return err_set(e, E_SOURCE, "the zip archive's directory is damaged at entry %llu",
                           (unsigned long long)i + 1);
        names = u16(p + 28), extra = u16(p + 30), comment = u16(p + 32);
        if (ENTRY_SIZE + names + extra > (uint64_t)bytes.n - at)
            return err_set(e, E_SOURCE, "the zip archive's directory is cut off");
        *part = (struct zip_part){.flags = u16(p + 8),
                                  .method = u16(p + 10),
                                  .crc = u32(p + 16),
                                  .packed = u32(p + 20),
                                  .size = u32(p + 24),
                                  .at = u32(p + 42)};
        read_zip64(p + ENTRY_SIZE + names, p + ENTRY_SIZE + names + extra, part);
        if (__builtin_add_overflow(part->at, shift, &part->at)) part->at = UINT64_MAX;
        part->name = clean_name(a, (slice){p + ENTRY_SIZE, (ptrdiff_t)names});
        z->npart++;
        at += ENTRY_SIZE + names + extra + comment;
    }
    return true;
}

const struct zip_part *zip_find(const struct zip *z, slice name)
{
    for (int i = z->npart - 1; i >= 0; i--)
        if (slice_eq(z->part[i].name, name)) return &z->part[i];
    for (int i = z->npart - 1; i >= 0; i--)
        if (slice_eq_nocase(z->part[i].name, name)) return &z->part[i];
    return NULL;
}

/* One part being read. */
struct reading {
    struct zip *z;
    const struct zip_part *part;
    zip_sink *sink;
    void *ctx;
    struct err *e;
    uint64_t from, used, made, size;
    uint32_t crc;
    bool size_known, stopped;
};

static bool damaged(const struct reading *r, const char *how)
{
    return err_set(r->e, E_SOURCE, "part \"%.*s\" is damaged (%s); ask for the file again",
                   SLICE_ARG(r->part->name), how);
}

/* Counts, checks the limits and hands on. */
static bool take(struct reading *r, slice s)
{
    uint64_t n = (uint64_t)s.n;

    r->made += n;
    r->z->inflated += n;
    if (r->size_known && r->made > r->size) return damaged(r, "it is longer than it says");
    if (r->z->inflated > ZIP_TOTAL_MAX)
        return err_set(r->e, E_LIMIT, "the workbook unpacks to more than %llu GiB",
                       (unsigned long long)(ZIP_TOTAL_MAX >> 30));
    if (r->made > ZIP_RATIO_FROM && r->made / ZIP_RATIO_MAX > r->used)
        return err_set(r->e, E_LIMIT, "part \"%.*s\" unpacks to more than %d times its size",
                       SLICE_ARG(r->part->name), ZIP_RATIO_MAX);
    r->crc = (uint32_t)crc32(r->crc, (const Bytef *)s.p, (uInt)n);
    if (s.n > 0 && !r->sink(r->ctx, s)) r->stopped = true;
    return true;
}

static bool read_stored(struct reading *r, uint64_t room)
{
    uint64_t n = r->part->packed;

    if (n > room) return damaged(r, "it is cut off");
    while (r->used < n && !r->stopped) {
        uint64_t step = n - r->used < CHUNK ? n - r->used : CHUNK;
        slice s = {r->z->bytes.p + r->from + r->used, (ptrdiff_t)step};

        r->used += step;
        if (!take(r, s)) return false;
    }
    return true;
}

static bool inflate_all(struct reading *r, z_stream *s, uint64_t room, Bytef *out)
{
    union {
        const char *c;
        Bytef *b;
    } in = {r->z->bytes.p + r->from}; /* zlib's next_in is not const */
    int rc = Z_OK;

    s->next_in = in.b;
    while (rc != Z_STREAM_END && !r->stopped) {
        uint64_t left = room - r->used;
        uInt give = left > (1U << 30) ? 1U << 30 : (uInt)left;

        s->avail_in = give;
        s->next_out = out;
        s->avail_out = CHUNK;
        rc = inflate(s, Z_NO_FLUSH);
        r->used += give - s->avail_in;
        if (rc == Z_BUF_ERROR || (rc == Z_OK && s->avail_out == CHUNK))
            return damaged(r, "it is cut off");
        if (rc != Z_OK && rc != Z_STREAM_END)
            return damaged(r, s->msg != NULL ? s->msg : "it does not unpack");
        if (!take(r, (slice){(const char *)out, (ptrdiff_t)(CHUNK - s->avail_out)})) return false;
    }
    return true;
}

static bool read_deflated(struct reading *r, uint64_t room)
{
    z_stream s = {0};
    Bytef *out;
    bool ok;

    /* Deflate knows its own end: without a size, whatever comes before the directory may be it. */
    if (r->part->packed != 0) {
        if (r->part->packed > room) return damaged(r, "it is cut off");
        room = r->part->packed;
    }
    if (inflateInit2(&s, -MAX_WBITS) != Z_OK || (out = malloc(CHUNK)) == NULL) err_no_memory();
    ok = inflate_all(r, &s, room, out);
    inflateEnd(&s);
    free(out);
    return ok;
}

/* The CRC behind the data, for a directory that does not have it. */
static uint32_t descriptor_crc(const struct reading *r)
{
    uint64_t at = r->from + r->used;

    if (signed_at(r->z->bytes, at, 8, SIG_DESCRIPTOR)) at += 4;
    if (at + 4 > (uint64_t)r->z->bytes.n) return r->crc;
    return u32(r->z->bytes.p + at);
}

bool zip_read(struct zip *z, const struct zip_part *part, zip_sink *sink, void *ctx, struct err *e)
{
    struct reading r = {.z = z, .part = part, .sink = sink, .ctx = ctx, .e = e};
    bool sizes = part->packed != 0 || (part->flags & FLAG_DESCRIPTOR) == 0;
    const char *local = z->bytes.p + part->at;
    uint64_t room;

    if (part->flags & FLAG_ENCRYPTED)
        return err_set(e, E_SOURCE,
                       "part \"%.*s\" is encrypted: the archive is password protected; save it "
                       "without a password",
                       SLICE_ARG(part->name));
    if (!signed_at(z->bytes, part->at, LOCAL_SIZE, SIG_LOCAL))
        return damaged(&r, "it is not where the directory says");
    r.from = part->at + LOCAL_SIZE + u16(local + 26) + u16(local + 28);
    if (r.from > (uint64_t)z->bytes.n) return damaged(&r, "it is cut off");
    room = (r.from < z->directory ? z->directory : (uint64_t)z->bytes.n) - r.from;
    r.size = part->size;
    r.size_known = sizes;
    if (part->method == STORED) {
        if (!read_stored(&r, room)) return false;
    } else if (part->method == DEFLATED) {
        if (!read_deflated(&r, room)) return false;
    } else {
        return err_set(e, E_SOURCE,
                       "part \"%.*s\" is packed by zip method %d, which fettle cannot unpack; "
                       "save the workbook again in Excel or LibreOffice",
                       SLICE_ARG(part->name), part->method);
    }
    if (r.stopped) return true;
    if (sizes && r.made != part->size) return damaged(&r, "it is shorter than it says");
    if (r.crc != (sizes ? part->crc : descriptor_crc(&r)))
        return damaged(&r, "its checksum is wrong");
    return true;
}
