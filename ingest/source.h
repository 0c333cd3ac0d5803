/* source.h - one client file as bytes, and how the caller wants it read. */
#ifndef FETTLE_SOURCE_H
#define FETTLE_SOURCE_H

#include "arena.h"
#include "err.h"
#include "hash.h"
#include "limit.h"

/* What a person said about the file. An override wins over detection and is recorded. */
struct read_options {
    const char *sheet;     /* name, or a number from 1; NULL: the first with a table */
    int region;            /* 1-based; 0: the first table */
    const char *encoding;  /* IANA name; NULL: detect */
    const char *delimiter; /* "\t" and "tab" are allowed; NULL: detect */
    const char *quote;     /* "" : none; NULL: detect */
    const char *escape;    /* "" : none; NULL: detect */
    int header_rows;       /* -1: detect */
    bool raw;              /* every cell of the used range, no region or header logic */
    size_t bytes_max;      /* the most that is held in memory; 0: SOURCE_BYTES_MAX */
    size_t whole_max;      /* larger text files stay on disk; 0: SOURCE_WHOLE_MAX */
    int64_t rows_max;      /* of a workbook's sheets, about the first so many; 0: all rows */
    struct limits limits;  /* of workbooks */
};
#define READ_DEFAULTS ((struct read_options){.header_rows = -1})
#define SOURCE_BYTES_MAX ((size_t)2 << 30)
#define SOURCE_WHOLE_MAX ((size_t)8 << 20)

/* Tells a file from the one that has its name later. */
struct source_stamp {
    uint64_t device, inode;
    int64_t changed; /* ns */
};

struct source {
    slice path;     /* as given */
    slice name;     /* its last part, for people */
    slice file;     /* whole, as it stands there; in the arena that source_open was given */
    slice bytes;    /* what is in it: unpacked, if it was packed; empty while it is on disk */
    slice packed;   /* how it was: "gzip", "zip, xz"; empty: it was not */
    slice head;     /* the first bytes of what is in it */
    int64_t size;   /* of the file, in bytes */
    int64_t length; /* of what is in it */
    bool on_disk;   /* it is large: only the head is in memory */
    /* Nameless files that the arena closes; 0: none. What cannot be read at any place where it
     * stands (standard input, a pipe, a large packed file) is in the first as it came, what was
     * unpacked in the second. */
    int copy, text;
    digest sha256; /* of the file; empty until source_hash: see source_digest */
    struct source_stamp stamp;
};

/* Reads the file ("-": standard input), or only its head when it is large and may be text; a
 * compressed one is unpacked, and ARCHIVE.zip/NAME is a file in an archive. Large texts from there
 * and from pipes go into temporary files. E_SOURCE or E_LIMIT with a sentence a person can act on.
 */
bool source_open(struct source *s, const char *path, const struct read_options *o, struct arena *a,
                 struct err *e);
/* Reads what is on disk into memory. */
bool source_load(struct source *s, const struct read_options *o, struct arena *a, struct err *e);
/* Sets sha256. For who keeps it: a large file takes its time, one on disk is read once more. */
bool source_hash(struct source *s, struct err *e);
/* Puts the source's name before the sentence of an error that does not name it and is none of
 * usage; returns false. */
bool source_named(const struct source *s, struct err *e);
/* sha256, made now when the file is in memory as it stands; else empty without source_hash. */
digest source_digest(const struct source *s);

/* The bytes that are in memory, at least the first ones. */
static inline slice source_known(const struct source *s)
{
    return s->on_disk ? s->head : s->bytes;
}

/* A descriptor of what is on disk, the text, to be closed. -1: it is gone, or has changed. */
int source_reopen(const struct source *s, struct err *e);
/* The same of the file as it stands there, packed or not. */
int source_original(const struct source *s, struct err *e);
void source_close(int fd);
/* Reads exactly n bytes at `at`. E_SOURCE: the file has become shorter. */
bool source_read(const struct source *s, int fd, int64_t at, char *to, ptrdiff_t n, struct err *e);

#endif
