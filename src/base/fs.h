/* fs.h - files: read whole, write all or nothing, well-known places. */
#ifndef FETTLE_FS_H
#define FETTLE_FS_H

#include "arena.h"
#include "err.h"

/* The whole file with a NUL after it, in the arena. More than limit bytes: E_LIMIT. Works on pipes
 * and "-" (standard input). E_SOURCE when it is missing, a directory or unreadable. */
bool fs_read(const char *path, size_t limit, struct arena *a, slice *out, struct err *e);

/* A descriptor to read a file or pipe, to be closed; "-" is STDIN_FILENO, which stays open. -1:
 * E_SOURCE as fs_read. */
int fs_open(const char *path, struct err *e);

/* An output that appears complete or not at all: written beside the target, without a name where
 * the file system can, and renamed. "-" is standard output, which is written through. A file that
 * is write-protected is not replaced; a symbolic link is followed. */
struct fs_out;
struct fs_out *fs_create(const char *path, struct err *e);
/* Would fs_create write through: to standard output, a device or a pipe? */
bool fs_is_stream(const char *path);
/* Buffered; an error is kept and reported by fs_commit. */
void fs_put(struct fs_out *o, slice s);
/* Flushes, renames into place and frees. E_OUTPUT on any failure, the target is then untouched. */
bool fs_commit(struct fs_out *o, struct err *e);
/* Removes what was written and frees; NULL is allowed. */
void fs_abandon(struct fs_out *o);
/* create + put + commit. */
bool fs_write(const char *path, slice s, struct err *e);

bool fs_exists(const char *path);
/* Are both names of one regular file? */
bool fs_same(const char *a, const char *b);
/* mkdir -p. */
bool fs_mkdirs(const char *path, struct err *e);
/* "$XDG_DATA_HOME/fettle/NAME" or "~/.local/share/fettle/NAME". Empty when there is no home. */
slice fs_data_path(struct arena *a, const char *name);
/* The same below XDG_CONFIG_HOME, ~/.config. */
slice fs_config_path(struct arena *a, const char *name);
/* The part after the last slash. */
slice fs_basename(slice path);
/* The suffix with its dot, as written (".xlsx"); empty when there is none. */
slice fs_suffix(slice path);

#endif
