/* record.h - what running code gave: the result record of contracts.md 6. */
#ifndef FETTLE_RECORD_H
#define FETTLE_RECORD_H

#include "hash.h"
#include "json.h"
#include "table.h"

enum {
    EXEC_SYNTAX = 1,
    EXEC_EXCEPTION,
    EXEC_TIMEOUT,
    EXEC_MEMORY,
    EXEC_OUTPUT,
    EXEC_POLICY,
    EXEC_KILLED,
    EXEC_CONTRACT
}; /* 0: no error */

struct exec_file {
    slice name, mime, sha256;
    int64_t bytes;
    slice body; /* the bytes; in the arena of the record */
};

struct exec_limits {
    int64_t wall_ms, memory_mib, cpu_s, processes, out_bytes, text_bytes, code_bytes;
};
/* sandbox.md's defaults: 30 s, 512 MiB, 64 processes, 64 MiB of files, 1 MiB of text, 256 KiB. */
extern const struct exec_limits exec_limits_default;

enum { EXEC_VERSIONS_MAX = 16 };

struct exec_record {
    bool success;
    int exit_code;
    slice out_text, err_text;
    bool out_cut, err_cut;
    int error; /* EXEC_… */
    slice error_type, error_message, error_last_line, traceback;
    int error_line; /* line of the code; 0: unknown */
    bool has_table;
    struct table table; /* the result, in the arena that was passed in; cells as canonical text */
    int64_t *index;     /* source row of each result row, or NULL when the index was not kept */
    digest table_digest;
    struct exec_file *file;
    int nfile;
    int files_skipped; /* entries of /out that were not taken: links, devices, bombs, too many */
    int64_t wall_ms, cpu_ms, max_rss_kib;
    bool warm;          /* a spare of a pool ran it */
    bool kept, resumed; /* of a session: it lives on; it was there before */
    int snippet;        /* how many the session has run with this one; 0: no session */
    struct exec_limits limits;
    slice backend, profile;
    slice notice;              /* which layers this machine forbids; empty: none */
    const char *const *layer;  /* NULL-terminated names of the layers that held */
    const char *const *denied; /* NULL-terminated names of the system calls that were refused */
    const char *runtime;       /* its name */
    const struct json *environment; /* environment.h; NULL: all that is installed */
    struct exec_version {
        const char *name;
        slice text;               /* empty: it ended before it said so */
    } version[EXEC_VERSIONS_MAX]; /* of the interpreter and its libraries, as they say */
    int nversion;
};

/* What the runtime said of a library's version; empty: nothing. */
slice exec_version_of(const struct exec_record *r, const char *name);
const char *exec_error_name(int error); /* "syntax" … ; NULL for 0 */
void record_json(const struct exec_record *r, struct json_writer *w, const char *key);

#endif
