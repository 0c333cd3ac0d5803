#include "xml.h"

#include <expat.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

struct xml {
    XML_Parser parser;
    const struct xml_events *events;
    void *ctx;
    struct err *e;
    slice part;
    char *ns; /* the root's namespace with its separator */
    size_t nns;
    int depth;
    int64_t depth_max;
    uint64_t given, item_max;
    bool failed, gap;
};

enum { SEPARATOR = '|' };

struct err *xml_err(struct xml *x)
{
    return x->e;
}

void xml_stop(struct xml *x)
{
    x->failed = true;
    XML_StopParser(x->parser, XML_FALSE);
}

/* The name without its namespace; empty when that is not the root's. */
static const char *local(const struct xml *x, const char *name)
{
    if (x->nns == 0) return strchr(name, SEPARATOR) == NULL ? name : "";
    return strncmp(name, x->ns, x->nns) == 0 ? name + x->nns : "";
}

/* May a tag have n bytes? */
static bool short_enough(struct xml *x, uint64_t n)
{
    if (n <= x->item_max) return true;
    err_set(x->e, E_LIMIT, "part \"%.*s\" has a tag of more than %llu MiB (%s allows more)",
            SLICE_ARG(x->part), (unsigned long long)(x->item_max >> 20),
            limit_table[LIMIT_ITEM].option);
    xml_stop(x);
    return false;
}

static void XMLCALL on_start(void *user, const char *name, const char **attr)
{
    struct xml *x = user;

    if (x->failed || !short_enough(x, (uint64_t)XML_GetCurrentByteCount(x->parser))) return;
    if (++x->depth > x->depth_max) {
        err_set(x->e, E_LIMIT, "part \"%.*s\" is nested more than %lld deep (%s allows more)",
                SLICE_ARG(x->part), (long long)x->depth_max, limit_table[LIMIT_DEPTH].option);
        xml_stop(x);
        return;
    }
    if (x->depth == 1) {
        const char *sep = strrchr(name, SEPARATOR);

        x->nns = sep != NULL ? (size_t)(sep - name) + 1 : 0;
        x->ns = strndup(name, x->nns);
        if (x->ns == NULL) err_no_memory();
    }
    x->events->start(x->ctx, x, x->depth, local(x, name), attr);
}

static void XMLCALL on_end(void *user, const char *name)
{
    struct xml *x = user;

    if (x->failed) return;
    x->events->end(x->ctx, x, x->depth, local(x, name));
    x->depth--;
}

static void XMLCALL on_text(void *user, const char *s, int n)
{
    struct xml *x = user;

    if (!x->failed) x->events->text(x->ctx, x, (slice){s, n});
}

static void XMLCALL on_doctype(void *user, const char *name, const char *sys, const char *pub,
                               int has_subset)
{
    struct xml *x = user;

    (void)name, (void)sys, (void)pub, (void)has_subset;
    err_set(x->e, E_SOURCE,
            "part \"%.*s\" has a DOCTYPE, which no workbook needs; it is not read because it can "
            "be used to attack",
            SLICE_ARG(x->part));
    xml_stop(x);
}

/* Encodings of one byte a character that expat does not know, as iconv knows them. */
static int XMLCALL on_encoding(void *user, const XML_Char *name, XML_Encoding *out)
{
    iconv_t cd = iconv_open("UTF-32LE", name);

    (void)user;
    if (cd == (iconv_t)-1) return XML_STATUS_ERROR;
    for (int i = 0; i < 256; i++) {
        char byte = (char)i, *in = &byte, four[4], *to = four;
        size_t n = 1, room = sizeof four;
        bool ok = iconv(cd, &in, &n, &to, &room) != (size_t)-1 && room == 0;
        const unsigned char *u = (const unsigned char *)four;

        iconv(cd, NULL, NULL, NULL, NULL);
        out->map[i] = ok ? (int)(u[0] | (unsigned)u[1] << 8 | (unsigned)u[2] << 16) : -1;
    }
    iconv_close(cd);
    /* several bytes a character, or no letters where XML needs them */
    for (int i = '\n'; i < 127; i++)
        if (i >= ' ' && out->map[i] != i) return XML_STATUS_ERROR;
    return XML_STATUS_OK;
}

static bool parse(struct xml *x, slice s, bool last)
{
    XML_Index at;

    if (x->failed) return false;
    x->given += (uint64_t)s.n;
    if (XML_Parse(x->parser, s.p, (int)s.n, last) != XML_STATUS_OK) {
        const char *why = XML_ErrorString(XML_GetErrorCode(x->parser));

        if (!x->failed && x->gap)
            err_set(x->e, E_SOURCE, "part \"%.*s\" is not well-formed XML: %s", SLICE_ARG(x->part),
                    why);
        else if (!x->failed)
            err_set(x->e, E_SOURCE, "part \"%.*s\" is not well-formed XML at line %lu: %s",
                    SLICE_ARG(x->part), XML_GetCurrentLineNumber(x->parser), why);
        x->failed = true;
        return false;
    }
    /* expat scans an unfinished tag again with every piece: bound it. */
    at = XML_GetCurrentByteIndex(x->parser);
    return at < 0 || short_enough(x, x->given - (uint64_t)at);
}

/* Some programs write an empty line before the declaration, which XML forbids and others read. */
static slice without_lead(slice s)
{
    slice left = s;

    while (left.n > 0 && strchr(" \t\r\n", left.p[0]) != NULL && left.p[0] != '\0')
        left = slice_sub(left, 1, left.n);
    return slice_starts(left, S("<?xml")) ? left : s;
}

bool xml_feed(struct xml *x, slice s)
{
    if (x->given == 0) s = without_lead(s);
    return parse(x, s, false);
}

struct xml *xml_open(slice part_name, const struct limits *limits, const struct xml_events *events,
                     void *ctx, struct err *e)
{
    struct xml *x = calloc(1, sizeof *x);

    if (x == NULL) err_no_memory();
    *x = (struct xml){.events = events,
                      .ctx = ctx,
                      .e = e,
                      .part = part_name,
                      .depth_max = limit_of(limits, LIMIT_DEPTH),
                      .item_max = limit_bytes(limits, LIMIT_ITEM)};
    x->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (x->parser == NULL) err_no_memory();
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    if (x->events->text != NULL) XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    XML_SetUnknownEncodingHandler(x->parser, on_encoding, NULL);
    return x;
}

bool xml_close(struct xml *x, bool ok)
{
    if (ok) ok = parse(x, (slice){"", 0}, true);
    XML_ParserFree(x->parser);
    free(x->ns);
    free(x);
    return ok;
}

int xml_depth(const struct xml *x)
{
    return x->depth;
}

void xml_gap(struct xml *x)
{
    x->gap = true;
}

bool xml_read(struct zip *z, const struct zip_part *part, const struct xml_events *events,
              void *ctx, struct err *e)
{
    struct xml *x = xml_open(part->name, z->limits, events, ctx, e);
    struct zip_reader *r = zip_reader_open(z, part);
    slice piece;
    bool ok;

    while ((ok = zip_reader_next(r, &piece, e)) && piece.n > 0 && xml_feed(x, piece)) continue;
    zip_reader_close(r);
    return xml_close(x, ok && !x->failed);
}

const char *xml_attr(const char **attr, const char *name)
{
    for (; *attr != NULL; attr += 2)
        if (strcmp(attr[0], name) == 0) return attr[1];
    return NULL;
}

const char *xml_attr_in(const char **attr, const char *ns_end, const char *name)
{
    size_t n = strlen(ns_end);

    for (; *attr != NULL; attr += 2) {
        const char *sep = strrchr(attr[0], SEPARATOR);

        if (sep != NULL && (size_t)(sep - attr[0]) >= n && memcmp(sep - n, ns_end, n) == 0 &&
            strcmp(sep + 1, name) == 0)
            return attr[1];
    }
    return NULL;
}

bool xml_true(const char *value)
{
    return value != NULL &&
           (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}
