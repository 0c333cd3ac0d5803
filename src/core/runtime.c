#include "runtime.h"

#define X(name) extern const struct runtime name;
#include "runtimes.gen.h"
#undef X

const struct runtime *const runtime_table[] = {
#define X(name) &name,
#include "runtimes.gen.h"
#undef X
    NULL};

const struct runtime *runtime_find(slice name)
{
    for (const struct runtime *const *r = runtime_table; *r != NULL; r++)
        if (slice_eqz(name, (*r)->name)) return *r;
    return NULL;
}

const struct runtime *runtime_of_file(slice path)
{
    for (const struct runtime *const *r = runtime_table; *r != NULL; r++) {
        slice suffix = slice_z((*r)->suffix);

        if (path.n > suffix.n &&
            slice_eq_nocase(slice_sub(path, path.n - suffix.n, path.n), suffix))
            return *r;
    }
    return NULL;
}
