#include "backend.h"

#define X(name) extern const struct backend name;
#include "backends.gen.h"
#undef X

const struct backend *const backend_table[] = {
#define X(name) &name,
#include "backends.gen.h"
#undef X
    NULL};

const struct backend *backend_find(slice name)
{
    for (const struct backend *const *b = backend_table; *b != NULL; b++)
        if (slice_eqz(name, (*b)->name)) return *b;
    return NULL;
}
