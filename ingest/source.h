/* source.h - one client file as bytes, and how the caller wants it read. */
#ifndef FETTLE_SOURCE_H
#define FETTLE_SOURCE_H

#include "arena.h"
#include "err.h"
#include "hash.h"

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
    size_t bytes_max;      /* 0: the default limit, SOURCE_BYTES_MAX */
    int64_t rows_max;      /* of a workbook's sheets, about the first so many; 0: all rows */
};
#define READ_DEFAULTS ((struct read_options){.header_rows = -1})
#define SOURCE_BYTES_MAX ((size_t)2 << 30)

struct source {
    slice path;  /* as given */
    slice name;  /* its last part, for people */
    slice bytes; /* whole; in the arena that source_open was given */
    digest sha256;
};

/* Reads the file ("-": standard input). E_SOURCE or E_LIMIT with a sentence a person can act on. */
bool source_open(struct source *s, const char *path, const struct read_options *o, struct arena *a,
                 struct err *e);

#endif
