#include "source.h"

#include "fs.h"

bool source_open(struct source *s, const char *path, const struct read_options *o, struct arena *a,
                 struct err *e)
{
    size_t limit = o != NULL && o->bytes_max > 0 ? o->bytes_max : SOURCE_BYTES_MAX;

    *s = (struct source){0};
    if (!fs_read(path, limit, a, &s->bytes, e)) return false;
    s->path = arena_copy(a, slice_z(path));
    s->name = strcmp(path, "-") == 0 ? S("stdin") : fs_basename(s->path);
    s->sha256 = hash_sha256(s->bytes);
    return true;
}
