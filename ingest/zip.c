#include "zip.h"

#include "inflate.h"
#include "task.h"

#include <stdlib.h>

enum { END_SIZE = 22, LOCATOR_SIZE = 20, END64_SIZE = 56, ENTRY_SIZE = 46, LOCAL_SIZE = 30 };
enum { COMMENT_MAX = 65535, CHUNK = 64 << 10, AHEAD_FROM = 128 << 10 };
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

static int by_place(const void *a, const void *b)
{
    const struct zip_part *x = *(const struct zip_part *const *)a;
    const struct zip_part *y = *(const struct zip_part *const *)b;

    return (x->at > y->at) - (x->at < y->at);
}

/* Names that differ in case only are neighbours, and then equal ones, as the directory has them. */
static int by_name(const void *a, const void *b)
{
    const struct zip_part *x = *(const struct zip_part *const *)a;
    const struct zip_part *y = *(const struct zip_part *const *)b;
    int d = slice_cmp_nocase(x->name, y->name);

    if (d == 0) d = slice_cmp(x->name, y->name);
    return d != 0 ? d : (x > y) - (x < y);
}

static bool sort_names(struct zip *z, struct arena *a, struct err *e)
{
    z->named = arena_new(a, const struct zip_part *, z->npart + 1);
    if (z->named == NULL) return err_set(e, E_LIMIT, "the archive's directory does not fit");
    for (int i = 0; i < z->npart; i++) z->named[i] = &z->part[i];
    qsort(z->named, (size_t)z->npart, sizeof *z->named, by_name);
    return true;
}

/* No byte of the archive belongs to two parts (D. Fifield, "A better zip bomb", 2019). */
static bool apart(const struct zip *z, struct arena *a, struct err *e)
{
    const struct zip_part **part = arena_new(a, const struct zip_part *, z->npart + 1);

    if (part == NULL) return err_set(e, E_LIMIT, "the archive's directory does not fit");
    for (int i = 0; i < z->npart; i++) part[i] = &z->part[i];
    qsort(part, (size_t)z->npart, sizeof *part, by_place);
    for (int i = 0; i + 1 < z->npart; i++)
        if (part[i + 1]->at - part[i]->at < LOCAL_SIZE ||
            part[i + 1]->at - part[i]->at - LOCAL_SIZE < part[i]->packed)
            return err_set(e, E_SOURCE,
                           "parts \"%.*s\" and \"%.*s\" share bytes of the archive, which no "
                           "program writes; ask for the file again",
                           SLICE_ARG(part[i]->name), SLICE_ARG(part[i + 1]->name));
    return true;
}

bool zip_open(struct zip *z, slice bytes, const struct limits *limits, struct arena *a,
              struct err *e)
{
    uint64_t at, shift, most = (uint64_t)limit_of(limits, LIMIT_PARTS);
    struct directory d = {0};

    *z = (struct zip){.bytes = bytes, .limits = limits};
    if (!read_end(bytes, &d, e)) return false;
    if (d.count > most)
        return err_set(e, E_LIMIT, "the archive has %llu parts, more than %llu (%s allows more)",
                       (unsigned long long)d.count, (unsigned long long)most,
                       limit_table[LIMIT_PARTS].option);
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
        *part = (struct zip_part){.entry = at,
                                  .flags = u16(p + 8),
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
    return apart(z, a, e) && sort_names(z, a, e);
}

const struct zip_part *zip_find(const struct zip *z, slice name)
{
    const struct zip_part *exact = NULL, *last = NULL;
    int low = 0, high = z->npart;

    while (low < high) {
        int mid = low + (high - low) / 2;

        if (slice_cmp_nocase(z->named[mid]->name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < z->npart && slice_eq_nocase(z->named[low]->name, name); low++) {
        if (slice_eq(z->named[low]->name, name)) exact = z->named[low];
        if (last == NULL || z->named[low] > last) last = z->named[low];
    }
    return exact != NULL ? exact : last;
}

const struct zip_part *zip_repeated(const struct zip *z, int *n)
{
    const struct zip_part *first = NULL;

    *n = 0;
    for (int i = 1; i < z->npart; i++) {
        if (!slice_eq(z->named[i]->name, z->named[i - 1]->name)) continue;
        if (i > 1 && slice_eq(z->named[i]->name, z->named[i - 2]->name)) continue;
        if ((*n)++ == 0) first = z->named[i];
    }
    return first;
}

/* One part being read. What belongs to the reading ahead, its thread alone touches until the end;
 * `ahead`, `own`, `total_max` and `z` are the caller's. */
struct zip_reader {
    struct zip *z;
    const struct zip_part *part;
    struct task_ahead *ahead;
    char *own; /* the piece, when nothing is read ahead */
    uint64_t total_max;

    const struct inflate_engine *engine;
    void *state; /* of the engine; NULL: stored */
    slice bytes; /* of the archive */
    slice in;    /* not yet unpacked */
    uint64_t used, made, size, ratio_max;
    uint32_t crc;
    bool size_known, over, failed;
    struct err err;
};

static ptrdiff_t damaged(struct zip_reader *r, const char *how)
{
    r->failed = true;
    err_set(&r->err, E_SOURCE, "part \"%.*s\" is damaged (%s); ask for the file again",
            SLICE_ARG(r->part->name), how);
    return -1;
}

/* The CRC behind the data, for a directory that does not have it. */
static uint32_t descriptor_crc(const struct zip_reader *r)
{
    uint64_t at = (uint64_t)(r->in.p - r->bytes.p);

    if (signed_at(r->bytes, at, 8, SIG_DESCRIPTOR)) at += 4;
    if (at + 4 > (uint64_t)r->bytes.n) return r->crc;
    return u32(r->bytes.p + at);
}

static ptrdiff_t finish(struct zip_reader *r)
{
    r->over = true;
    if (r->size_known && r->made != r->size) return damaged(r, "it is shorter than it says");
    if (r->crc != (r->size_known ? r->part->crc : descriptor_crc(r)))
        return damaged(r, "its checksum is wrong");
    return 0;
}

/* Counts and checks the limits. */
static ptrdiff_t count(struct zip_reader *r, slice s, uint64_t used)
{
    r->made += (uint64_t)s.n;
    if (r->size_known && r->made > r->size) return damaged(r, "it is longer than it says");
    if (r->made > ZIP_RATIO_FROM && r->made / r->ratio_max > used) {
        r->failed = true;
        err_set(
            &r->err, E_LIMIT,
            "part \"%.*s\" unpacks to more than %llu times its size, which no ordinary workbook "
            "does (%s allows more)",
            SLICE_ARG(r->part->name), (unsigned long long)r->ratio_max,
            limit_table[LIMIT_RATIO].option);
        return -1;
    }
    r->crc = r->engine->crc(r->crc, s);
    return s.n;
}

static ptrdiff_t read_stored(struct zip_reader *r, char *p, ptrdiff_t cap)
{
    ptrdiff_t n = r->in.n < cap ? r->in.n : cap;

    if (n == 0) return finish(r);
    memcpy(p, r->in.p, (size_t)n);
    r->in = slice_sub(r->in, n, r->in.n);
    r->used += (uint64_t)n;
    return count(r, (slice){p, n}, r->used);
}

static ptrdiff_t read_deflated(struct zip_reader *r, char *p, ptrdiff_t cap)
{
    ptrdiff_t n = 0, made = 0, before = r->in.n;
    enum inflate_result got = INFLATE_MORE;

    while (got == INFLATE_MORE && n < cap) {
        got = r->engine->next(r->state, &r->in, p + n, cap - n, &made);
        if (got == INFLATE_BAD) return damaged(r, "it does not unpack");
        if (got == INFLATE_MORE && made == 0 && r->in.n == 0) return damaged(r, "it is cut off");
        n += made;
    }
    r->used += (uint64_t)(before - r->in.n);
    if (got == INFLATE_END) r->over = true;
    if (n > 0 && count(r, (slice){p, n}, r->used) < 0) return -1;
    return n > 0 ? n : finish(r);
}

/* A task_read. After the last bytes it is called once more and checks. */
static ptrdiff_t read_some(void *ctx, char *p, ptrdiff_t cap)
{
    struct zip_reader *r = ctx;

    if (r->failed) return -1;
    if (r->over) return finish(r);
    return r->state == NULL ? read_stored(r, p, cap) : read_deflated(r, p, cap);
}

/* Where the data are, and with which sizes. */
static bool locate(struct zip_reader *r)
{
    const struct zip *z = r->z;
    const struct zip_part *part = r->part;
    uint64_t from, room;

    if (part->flags & FLAG_ENCRYPTED)
        return err_set(&r->err, E_SOURCE,
                       "part \"%.*s\" is encrypted: the archive is password protected; save it "
                       "without a password",
                       SLICE_ARG(part->name));
    if (part->method != STORED && part->method != DEFLATED)
        return err_set(&r->err, E_SOURCE,
                       "part \"%.*s\" is packed by zip method %d, which fettle cannot unpack; "
                       "save the workbook again in Excel or LibreOffice",
                       SLICE_ARG(part->name), part->method);
    if (!signed_at(z->bytes, part->at, LOCAL_SIZE, SIG_LOCAL))
        return damaged(r, "it is not where the directory says") == 0;
    from =
        part->at + LOCAL_SIZE + u16(z->bytes.p + part->at + 26) + u16(z->bytes.p + part->at + 28);
    if (from > (uint64_t)z->bytes.n) return damaged(r, "it is cut off") == 0;
    room = (from < z->directory ? z->directory : (uint64_t)z->bytes.n) - from;
    r->size = part->size;
    r->size_known = part->packed != 0 || (part->flags & FLAG_DESCRIPTOR) == 0;
    /* Deflate knows its own end: without a size, whatever comes before the directory may be it. */
    if (part->method == STORED || part->packed != 0) {
        if (part->packed > room) return damaged(r, "it is cut off") == 0;
        room = part->packed;
    }
    r->in = (slice){z->bytes.p + from, (ptrdiff_t)room};
    return true;
}

struct zip_reader *zip_reader_open(struct zip *z, const struct zip_part *part)
{
    struct zip_reader *r = calloc(1, sizeof *r);

    if (r == NULL) err_no_memory();
    r->z = z;
    r->part = part;
    r->bytes = z->bytes;
    r->engine = inflate_best();
    r->ratio_max = (uint64_t)limit_of(z->limits, LIMIT_RATIO);
    r->total_max = limit_bytes(z->limits, LIMIT_UNPACK);
    r->failed = !locate(r);
    if (!r->failed && part->method == DEFLATED) r->state = r->engine->open();
    if (!r->failed && r->in.n >= AHEAD_FROM)
        r->ahead = task_ahead_open(read_some, r);
    else if ((r->own = malloc(CHUNK)) == NULL)
        err_no_memory();
    return r;
}

bool zip_reader_next(struct zip_reader *r, slice *piece, struct err *e)
{
    if (r->ahead != NULL)
        *piece = task_ahead_next(r->ahead);
    else
        *piece = (slice){r->own, read_some(r, r->own, CHUNK)};
    if (piece->n <= 0 && r->failed) {
        if (e != NULL) *e = r->err;
        return false;
    }
    r->z->inflated += (uint64_t)piece->n;
    if (r->z->inflated > r->total_max)
        return err_set(e, E_LIMIT, "the workbook unpacks to more than %llu MiB (%s allows more)",
                       (unsigned long long)(r->total_max >> 20), limit_table[LIMIT_UNPACK].option);
    return true;
}

void zip_reader_close(struct zip_reader *r)
{
    if (r == NULL) return;
    task_ahead_close(r->ahead);
    if (r->state != NULL) r->engine->close(r->state);
    free(r->own);
    free(r);
}
