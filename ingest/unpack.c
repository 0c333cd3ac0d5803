#include "unpack.h"

#include "buf.h"
#include "codec.h"
#include "fs.h"
#include "zip.h"
#include <stdlib.h>

#define X(name) extern const struct codec codec_##name;
#include "codecs.gen.h"
#undef X

const struct codec *const codec_table[] = {
#define X(name) &codec_##name,
#include "codecs.gen.h"
#undef X
    NULL};

ptrdiff_t codec_cut_off(const char *name, uint64_t made, struct err *e)
{
    err_set(e, E_SOURCE,
            "the file is cut off: its %s data ends after %llu unpacked bytes; ask for it again",
            name, (unsigned long long)made);
    return -1;
}

ptrdiff_t codec_damaged(const char *name, uint64_t made, const char *how, struct err *e)
{
    err_set(e, E_SOURCE,
            "the %s data is damaged after %llu unpacked bytes (%s); ask for the file again", name,
            (unsigned long long)made, how);
    return -1;
}

/* ------------------------------------------------------------------ one layer */

struct unpack {
    const struct codec *codec;
    void *state;
    uint64_t packed, made;
};

static const struct codec *codec_of(slice bytes)
{
    for (const struct codec *const *c = codec_table; *c != NULL; c++)
        if ((*c)->match(bytes)) return *c;
    return NULL;
}

struct unpack *unpack_open(slice bytes, bool *packed, struct err *e)
{
    const struct codec *codec = codec_of(bytes);
    struct unpack *u;
    void *state;

    *packed = codec != NULL;
    if (codec == NULL || (state = codec->open(bytes, e)) == NULL) return NULL;
    u = calloc(1, sizeof *u);
    if (u == NULL) err_no_memory();
    *u = (struct unpack){.codec = codec, .state = state, .packed = (uint64_t)bytes.n};
    return u;
}

ptrdiff_t unpack_read(struct unpack *u, char *out, ptrdiff_t n, struct err *e)
{
    ptrdiff_t got = u->codec->read(u->state, out, n, e);

    if (got > 0) u->made += (uint64_t)got;
    if (u->made > UNPACK_RATIO_FROM && u->made / UNPACK_RATIO_MAX > u->packed) {
        err_set(e, E_LIMIT,
                "the %s data unpacks to more than %d times its size, as no table does (a bomb?)",
                u->codec->name, UNPACK_RATIO_MAX);
        return -1;
    }
    return got;
}

void unpack_close(struct unpack *u)
{
    if (u == NULL) return;
    u->codec->close(u->state);
    free(u);
}

/* ------------------------------------------------------------------ all of it */

enum { UNPACK_PIECE = 1 << 20, FORGET_EVERY = 32 /* pieces */ };

static bool unpack_codec(const struct spool *in, slice bytes, struct spool *out, struct err *e)
{
    bool packed, ok = true;
    struct unpack *u = unpack_open(bytes, &packed, e);
    char *piece;
    ptrdiff_t got = 0;

    if (u == NULL) return false;
    piece = malloc(UNPACK_PIECE);
    if (piece == NULL) err_no_memory();
    for (int i = 1; ok && (got = unpack_read(u, piece, UNPACK_PIECE, e)) > 0; i++) {
        ok = spool_put(out, (slice){piece, got}, e);
        if (i % FORGET_EVERY == 0) spool_forget(in);
    }
    free(piece);
    unpack_close(u);
    return ok && got == 0;
}

/* Folders and what systems put into archives by themselves are no files of the sender. */
static bool is_own(slice name)
{
    ptrdiff_t last = name.n;

    while (last > 0 && name.p[last - 1] != '/') last--;
    return name.n > 0 && last < name.n && !slice_starts(name, S("__MACOSX/")) &&
           name.p[last] != '.' && !slice_eqz(slice_sub(name, last, name.n), "Thumbs.db");
}

/* Office documents, of both families, are zip archives too. One that is named like a workbook and
 * holds none is left to its reader, which says so. */
static bool is_document(const struct zip *z, slice name)
{
    static const char *const part[] = {"[Content_Types].xml",  "_rels/.rels",
                                       "xl/workbook.xml",      "word/document.xml",
                                       "ppt/presentation.xml", "META-INF/manifest.xml"};

    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (zip_find(z, slice_z(part[i])) != NULL) return true;
    return slice_eq_nocase(slice_sub(fs_suffix(name), 0, 3), S(".xl"));
}

static void list_files(const struct zip *z, struct buf *b)
{
    int n = 0;

    for (int i = 0; i < z->npart; i++) {
        slice name = z->part[i].name;

        if (!is_own(name)) continue;
        if (n++ < 8) buf_printf(b, "%s%.*s", n > 1 ? ", " : "", SLICE_ARG(slice_sub(name, 0, 60)));
    }
    if (n > 8) buf_printf(b, " and %d more", n - 8);
}

static const struct zip_part *choose(const struct zip *z, const char *member, struct err *e)
{
    const struct zip_part *part = NULL;
    struct buf b = {0};
    int n = 0;

    if (member != NULL) {
        part = zip_find(z, slice_z(member));
        if (part != NULL) return part;
        list_files(z, &b);
        err_set(e, E_SOURCE, "there is no file \"%s\" in the archive; there are: %.*s", member,
                SLICE_ARG(buf_slice(&b)));
    } else {
        for (int i = 0; i < z->npart; i++)
            if (is_own(z->part[i].name)) n++, part = &z->part[i];
        if (n == 1) return part;
        list_files(z, &b);
        if (n == 0)
            err_set(e, E_SOURCE, "the zip archive has no file in it");
        else
            err_set(e, E_SOURCE,
                    "the zip archive has %d files (%.*s); name one behind it: ARCHIVE.zip/FILE", n,
                    SLICE_ARG(buf_slice(&b)));
    }
    buf_free(&b);
    return NULL;
}

/* *name becomes that of the file inside. */
static bool unpack_zip(const struct spool *in, slice *name, struct zip *z, const char *member,
                       struct spool *out, struct arena *a, struct err *e)
{
    const struct zip_part *part = choose(z, member, e);
    struct zip_reader *r;
    slice piece;
    bool ok;
    int64_t told = 0;

    if (part == NULL) return false;
    *name = arena_copy(a, part->name);
    r = zip_reader_open(z, part);
    while ((ok = zip_reader_next(r, &piece, e)) && piece.n > 0 && (ok = spool_put(out, piece, e))) {
        if (out->n - told < UNPACK_PIECE * FORGET_EVERY) continue;
        spool_forget(in);
        told = out->n;
    }
    zip_reader_close(r);
    return ok;
}

bool unpack_all(struct spool *in, slice name, const char *member, const struct unpack_bounds *most,
                struct arena *a, struct spool *out, slice *how, struct err *e)
{
    /* The spool's own limit is the one that is passed first, and said. */
    struct limits limits = {.at = {[LIMIT_UNPACK] = (int64_t)(most->limit >> 20) + 1}};
    struct buf b = {0};
    slice bytes;
    bool ok = spool_bytes(in, &bytes, e);

    spool_open(out, most->held, most->limit);
    for (int layer = 0; ok; layer++) {
        const struct codec *codec = codec_of(bytes);
        struct spool next;
        struct zip z;
        bool zip = codec == NULL && slice_starts(bytes, S("PK")) && zip_is(bytes) &&
                   zip_open(&z, bytes, &limits, a, NULL) && !is_document(&z, name);

        if (codec == NULL && !zip) break;
        if (layer == UNPACK_LAYERS_MAX) {
            ok = err_set(e, E_LIMIT, "it is packed more than %d times", UNPACK_LAYERS_MAX);
            break;
        }
        buf_printf(&b, "%s%s", layer > 0 ? ", " : "", zip ? "zip" : codec->name);
        spool_open(&next, most->held, most->limit);
        ok = zip ? unpack_zip(layer > 0 ? out : in, &name, &z, member, &next, a, e)
                 : unpack_codec(layer > 0 ? out : in, bytes, &next, e);
        if (zip) member = NULL;
        spool_close(out);
        *out = next;
        ok = ok && spool_bytes(out, &bytes, e);
    }
    if (ok && member != NULL) ok = err_set(e, E_SOURCE, "it is no zip archive with files to name");
    *how = ok ? buf_take(&b, a) : (slice){"", 0};
    buf_free(&b);
    if (!ok) spool_close(out);
    return ok;
}
