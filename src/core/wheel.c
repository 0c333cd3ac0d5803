#include "wheel.h"

#include "buf.h"
#include "fs.h"
#include "limit.h"
#include "utf8.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { TEXT_MAX = 16 << 20, ENTRY_HOST = 5, ENTRY_MODE = 40, HOST_UNIX = 3 };

static bool refuse(const struct wheel *w, struct err *e, const char *what, slice name)
{
    return err_set(e, E_SOURCE, "the wheel %.*s %s%s%.*s", SLICE_ARG(w->file), what,
                   name.n > 0 ? ": " : "", (int)(name.n < 200 ? name.n : 200),
                   name.p == NULL ? "" : name.p);
}

/* ------------------------------------------------------------- names */

/* NAME-VERSION(-BUILD)-PYTHON-ABI-PLATFORM.whl */
static bool read_name(struct wheel *w, slice stem[2], struct err *e)
{
    slice part[6], rest = slice_sub(w->file, 0, w->file.n - 4);
    int n = 0;

    while (n < 6 && rest.n >= 0) part[n++] = slice_cut(rest, '-', &rest);
    if (rest.n >= 0 || n < 5 || part[0].n == 0 || part[1].n == 0)
        return refuse(w, e, "has not the name of one: NAME-VERSION-PYTHON-ABI-PLATFORM.whl",
                      (slice){0});
    stem[0] = part[0], stem[1] = part[1];
    w->tags = (slice){part[n - 3].p, part[n - 1].p + part[n - 1].n - part[n - 3].p};
    return true;
}

/* The version that a tag like "py3" or "cp311" has behind its two letters; minor -1: any. */
static bool read_tag(slice tag, const char *kind, int *minor)
{
    int64_t v = -1;

    if (tag.n < 3 || !slice_starts(tag, slice_z(kind)) || tag.p[2] != '3') return false;
    if (tag.n > 3 && (!slice_i64(slice_sub(tag, 3, tag.n), &v) || v < 0 || v > 999)) return false;
    *minor = (int)v;
    return true;
}

/* As PEP 425 has them: pure code of this or an earlier version, the stable ABI likewise, else just
 * this version. */
static bool python_fits(slice tag, slice abi, int minor)
{
    int of;

    if (slice_eqz(abi, "none"))
        return (read_tag(tag, "py", &of) && of <= minor) ||
               (read_tag(tag, "cp", &of) && of == minor);
    if (!read_tag(tag, "cp", &of)) return false;
    if (slice_eqz(abi, "abi3")) return of >= 2 && of <= minor;
    return of == minor && slice_eq(abi, tag);
}

static bool platform_fits(slice tag)
{
    struct utsname u;
    slice machine;

    if (slice_eqz(tag, "any")) return true;
    if (uname(&u) != 0 || !(slice_starts(tag, S("linux_")) || slice_starts(tag, S("manylinux"))))
        return false;
    machine = slice_z(u.machine);
    return slice_ends(tag, machine) && tag.n > machine.n && tag.p[tag.n - machine.n - 1] == '_';
}

bool wheel_fits(slice tags, int minor)
{
    slice abi, platform, pythons = slice_cut(tags, '-', &abi),
                         abis = slice_cut(abi, '-', &platform);

    for (slice at = platform, rest; at.n > 0; at = rest) {
        if (!platform_fits(slice_cut(at, '.', &rest))) continue;
        for (slice p = pythons, more; p.n > 0; p = more) {
            slice python = slice_cut(p, '.', &more);

            for (slice b = abis, next; b.n > 0; b = next)
                if (python_fits(python, slice_cut(b, '.', &next), minor)) return true;
        }
    }
    return false;
}

/* A path that stays below where it begins. */
static bool is_safe(slice path)
{
    slice rest = path;
    int depth = 0;

    if (path.n <= 0 || path.n > WHEEL_PATH_MAX || utf8_invalid(path) >= 0) return false;
    for (ptrdiff_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] < 32 || path.p[i] == 127 || path.p[i] == '\\') return false;
    while (rest.n >= 0) {
        slice part = slice_cut(rest, '/', &rest);

        if (part.n == 0 || part.n > 255 || slice_eqz(part, ".") || slice_eqz(part, "..") ||
            ++depth > WHEEL_DEPTH_MAX)
            return false;
    }
    return true;
}

/* What the directory says of the part: written on Unix as anything but a plain file. */
static bool is_odd(const struct wheel *w, const struct zip_part *p)
{
    const unsigned char *at = (const unsigned char *)w->zip.bytes.p + p->entry;
    unsigned mode;

    if (p->entry + ENTRY_MODE + 2 > (uint64_t)w->zip.bytes.n) return true;
    mode = (unsigned)at[ENTRY_MODE] | (unsigned)at[ENTRY_MODE + 1] << 8;
    return at[ENTRY_HOST] == HOST_UNIX && (mode & S_IFMT) != 0 && !S_ISREG(mode);
}

static bool is_folder(const struct zip_part *p)
{
    return slice_ends(p->name, S("/")) && p->size == 0;
}

static int by_name(const void *a, const void *b)
{
    const struct zip_part *const *x = a, *const *y = b;

    return slice_cmp((*x)->name, (*y)->name);
}

static bool check_parts(struct wheel *w, struct arena *a, struct err *e)
{
    const struct zip_part **sorted = arena_new(a, const struct zip_part *, w->zip.npart + 1);
    uint64_t total = 0;
    int n = 0;

    if (sorted == NULL) return err_set(e, E_LIMIT, "not enough memory for a wheel");
    for (int i = 0; i < w->zip.npart; i++) {
        const struct zip_part *p = &w->zip.part[i];

        if (is_folder(p)) continue;
        if (!is_safe(p->name)) return refuse(w, e, "has a path that leaves its folder", p->name);
        if (is_odd(w, p)) return refuse(w, e, "has what is no plain file", p->name);
        total += p->size;
        if (p->size > (uint64_t)WHEEL_UNPACKED_MIB << 20 || total > (uint64_t)WHEEL_UNPACKED_MIB
                                                                        << 20)
            return err_set(e, E_LIMIT, "the wheel %.*s unpacks to more than %d MiB",
                           SLICE_ARG(w->file), WHEEL_UNPACKED_MIB);
        sorted[n++] = p;
    }
    qsort(sorted, (size_t)n, sizeof *sorted, by_name);
    for (int i = 1; i < n; i++)
        if (slice_eq(sorted[i]->name, sorted[i - 1]->name))
            return refuse(w, e, "has two files of one name", sorted[i]->name);
    return true;
}

/* ------------------------------------------------------------- opening */

static bool read_part(struct wheel *w, const struct zip_part *p, struct buf *b, struct err *e)
{
    struct zip_reader *r = zip_reader_open(&w->zip, p);
    slice piece;
    bool ok;

    while ((ok = zip_reader_next(r, &piece, e)) && piece.n > 0) {
        buf_put(b, piece);
        if (b->n > TEXT_MAX) {
            ok = err_set(e, E_LIMIT, "a text of the wheel is larger than %d MiB", TEXT_MAX >> 20);
            break;
        }
    }
    zip_reader_close(r);
    return ok || err_wrap(e, "the wheel %.*s", SLICE_ARG(w->file));
}

/* The folder NAME-VERSION.dist-info, by its METADATA. */
static slice info_folder(const struct wheel *w, const slice stem[2], struct arena *a)
{
    slice key = distribution_key(stem[0], a);

    for (int i = 0; i < w->zip.npart; i++) {
        slice rest, name = w->zip.part[i].name, top = slice_cut(name, '/', &rest), version,
                    first = slice_cut(top, '-', &version);

        if (slice_eqz(rest, "METADATA") && slice_ends(top, S(".dist-info")) &&
            slice_eq(distribution_key(first, a), key) &&
            slice_eq(slice_sub(version, 0, version.n - 10), stem[1]))
            return top;
    }
    return (slice){0};
}

/* Where a part of the wheel goes; empty: nowhere (scripts, headers and data are not for importing).
 */
static slice place_of(slice name)
{
    slice rest, below, top = slice_cut(name, '/', &rest), kind = slice_cut(rest, '/', &below);

    if (!slice_ends(top, S(".data")) || rest.n <= 0) return name;
    if (slice_eqz(kind, "purelib") || slice_eqz(kind, "platlib")) return below;
    return (slice){"", 0};
}

static void find_modules(struct wheel *w, struct arena *a)
{
    struct slices *m = &w->about.module;

    m->at = arena_new(a, slice, w->zip.npart + 1);
    for (int i = 0; m->at != NULL && i < w->zip.npart; i++) {
        slice rest, place = place_of(w->zip.part[i].name), top = slice_cut(place, '/', &rest), more,
                    module = slice_cut(top, '.', &more);
        bool file = slice_ends(top, S(".py")) || slice_ends(top, S(".so"));

        if (slice_ends(top, S(".dist-info")) || is_folder(&w->zip.part[i])) continue;
        if ((rest.n >= 0 || file) && module.n > 0 && !slices_have(m, module))
            m->at[m->n++] = arena_copy(a, module);
    }
}

bool wheel_read(struct wheel *w, slice name, slice bytes, struct arena *a, struct err *e)
{
    slice stem[2] = {{0}}, info;
    /* texts are read twice */
    static const struct limits limits = {.at = {[LIMIT_UNPACK] = 2 * WHEEL_UNPACKED_MIB}};
    const struct zip_part *head, *record;
    struct buf b = {0};
    bool ok;

    *w = (struct wheel){.file = name};
    if (!read_name(w, stem, e)) return false;
    w->sha256 = hash_sha256(bytes);
    if (!zip_open(&w->zip, bytes, &limits, a, e))
        return err_wrap(e, "the wheel %.*s", SLICE_ARG(w->file));
    if (!check_parts(w, a, e)) return false;
    info = info_folder(w, stem, a);
    head = info.n > 0 ? zip_find(&w->zip, arena_printf(a, "%.*s/METADATA", SLICE_ARG(info))) : NULL;
    record = info.n > 0 ? zip_find(&w->zip, arena_printf(a, "%.*s/RECORD", SLICE_ARG(info))) : NULL;
    if (head == NULL || record == NULL)
        return refuse(w, e, "has no METADATA and RECORD of its own name and version", (slice){0});
    ok = read_part(w, head, &b, e);
    if (ok) distribution_head(buf_slice(&b), a, &w->about);
    buf_free(&b);
    if (!ok) return false;
    if (!slice_eq(w->about.key, distribution_key(stem[0], a)))
        return refuse(w, e, "says it is another distribution", w->about.name);
    find_modules(w, a);
    return true;
}

bool wheel_open(struct wheel *w, const char *path, struct arena *a, struct err *e)
{
    slice bytes;

    return fs_read(path, (size_t)WHEEL_MIB << 20, a, &bytes, e) &&
           wheel_read(w, fs_basename(slice_z(path)), bytes, a, e);
}

/* ------------------------------------------------------------- unpacking */

/* A line of RECORD: path,sha256=DIGEST,size. The path may be in quotes. */
struct listed {
    slice path, digest; /* digest empty: none, or of another kind */
};
struct record {
    struct listed *at;
    int n;
};

static bool read_line(slice line, struct arena *a, struct listed *out)
{
    struct buf path = {0};
    ptrdiff_t at = 0;
    slice rest, kind;

    if (line.n > 0 && line.p[0] == '"') {
        for (at = 1; at < line.n; at++) {
            if (line.p[at] == '"' && (++at >= line.n || line.p[at] != '"')) break;
            buf_putc(&path, line.p[at]);
        }
    } else {
        for (; at < line.n && line.p[at] != ','; at++) buf_putc(&path, line.p[at]);
    }
    out->path = buf_take(&path, a);
    if (at >= line.n || line.p[at] != ',') return false;
    rest = slice_sub(line, at + 1, line.n);
    kind = slice_cut(slice_cut(rest, ',', &(slice){0}), '=', &out->digest);
    if (!slice_eqz(kind, "sha256")) out->digest = (slice){0};
    return true;
}

static int by_path(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;

    return slice_cmp(x->path, y->path);
}

/* Sorted; the text stays. */
static bool read_record(slice text, struct arena *a, struct record *out, struct err *e)
{
    slice rest = text;
    ptrdiff_t lines = 1;

    for (ptrdiff_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    out->n = 0;
    out->at = arena_new(a, struct listed, lines);
    if (out->at == NULL) return err_set(e, E_LIMIT, "not enough memory for a wheel");
    while (rest.n > 0) {
        slice line = slice_trim(slice_cut(rest, '\n', &rest));

        if (read_line(line, a, &out->at[out->n])) out->n++;
    }
    qsort(out->at, (size_t)out->n, sizeof *out->at, by_path);
    return true;
}

/* What it says of a file; empty: nothing. */
static slice listed_digest(const struct record *r, slice name)
{
    const struct listed want = {.path = name},
                        *found = bsearch(&want, r->at, (size_t)r->n, sizeof want, by_path);

    return found == NULL ? (slice){0} : found->digest;
}

/* Base 64 for URLs without its padding, as RECORD has digests (PEP 376, PEP 427). */
static void digest_text(const digest *d, char out[44])
{
    static const char sign[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned bits = 0, have = 0;
    int n = 0;

    for (int i = 0; i < HASH_HEX; i++) {
        unsigned char c = (unsigned char)d->hex[i];

        bits = bits << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        have += 4;
        if (have < 6) continue;
        have -= 6;
        out[n++] = sign[bits >> have & 63];
    }
    out[n++] = sign[bits << (6 - have) & 63];
    out[n] = 0;
}

/* The folders above a path below dir. */
static bool make_folders(const char *dir, slice place, struct err *e)
{
    char path[4096];

    for (ptrdiff_t i = place.n; i > 0; i--) {
        if (place.p[i - 1] != '/') continue;
        snprintf(path, sizeof path, "%s/%.*s", dir, (int)(i - 1), place.p);
        return fs_mkdirs(path, e);
    }
    return true;
}

static bool write_part(struct wheel *w, const struct zip_part *p, int fd, digest *d, struct err *e)
{
    struct zip_reader *r = zip_reader_open(&w->zip, p);
    struct hash *h = hash_open();
    slice piece;
    bool ok;

    while ((ok = zip_reader_next(r, &piece, e)) && piece.n > 0) {
        hash_put(h, piece);
        for (ptrdiff_t at = 0; ok && at < piece.n;) {
            ssize_t n = write(fd, piece.p + at, (size_t)(piece.n - at));

            if (n < 0 && errno == EINTR) continue;
            if (n <= 0)
                ok = err_set(e, E_OUTPUT, "a package cannot be written: %s", strerror(errno));
            at += n;
        }
        if (!ok) break;
    }
    zip_reader_close(r);
    *d = hash_close(h);
    return ok;
}

static bool unpack_part(struct wheel *w, const struct zip_part *p, const struct record *record,
                        const char *folder, struct err *e)
{
    slice place = place_of(p->name), want = listed_digest(record, p->name);
    char path[4096], text[44];
    digest d;
    bool ok;
    int fd;

    if (place.n <= 0) return true;
    if (want.n == 0) return refuse(w, e, "has a file that its RECORD gives no SHA-256 of", p->name);
    if (snprintf(path, sizeof path, "%s/%.*s", folder, SLICE_ARG(place)) >= (int)sizeof path)
        return refuse(w, e, "has a path that is too long", p->name);
    if (!make_folders(folder, place, e)) return false;
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
    if (fd < 0)
        return errno == EEXIST
                   ? refuse(w, e, "has a file that another wheel has too", place)
                   : err_set(e, E_OUTPUT, "%s cannot be made: %s", path, strerror(errno));
    ok = write_part(w, p, fd, &d, e);
    if (fchmod(fd, 0444) != 0 && ok) ok = err_set(e, E_OUTPUT, "%s: %s", path, strerror(errno));
    close(fd);
    if (!ok) return err_wrap(e, "the wheel %.*s", SLICE_ARG(w->file));
    digest_text(&d, text);
    return slice_eqz(want, text) ||
           refuse(w, e, "has a file that is not as its RECORD says", p->name);
}

bool wheel_unpack(struct wheel *w, const char *folder, struct arena *a, struct err *e)
{
    struct record record;
    struct buf text = {0};
    bool ok = true;

    for (int i = 0; ok && i < w->zip.npart; i++)
        if (slice_ends(w->zip.part[i].name, S(".dist-info/RECORD")))
            ok = read_part(w, &w->zip.part[i], &text, e);
    ok = ok && read_record(buf_slice(&text), a, &record, e);
    for (int i = 0; ok && i < w->zip.npart; i++) {
        slice name = w->zip.part[i].name;

        /* The list itself and its signatures are not in it. */
        if (is_folder(&w->zip.part[i]) || slice_ends(name, S(".dist-info/RECORD")) ||
            slice_ends(name, S(".dist-info/RECORD.jws")) ||
            slice_ends(name, S(".dist-info/RECORD.p7s")))
            continue;
        ok = unpack_part(w, &w->zip.part[i], &record, folder, e);
    }
    buf_free(&text);
    return ok;
}
