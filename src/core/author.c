#include "author.h"

#define X(name) extern const struct author name;
#include "authors.gen.h"
#undef X

const struct author *const author_table[] = {
#define X(name) &name,
#include "authors.gen.h"
#undef X
    NULL};

const struct author *author_find(slice name)
{
    for (const struct author *const *b = author_table; *b != NULL; b++)
        if (slice_eqz(name, (*b)->name)) return *b;
    return NULL;
}
