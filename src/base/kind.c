#include "kind.h"

static const struct {
    const char *name, *class;
} table[] = {
#define X(id, name, class) {name, class},
    KIND_LIST(X)
#undef X
};

const char *kind_name(enum kind k)
{
    return table[k].name;
}

const char *kind_class(enum kind k)
{
    return table[k].class;
}

bool kind_from_name(slice name, enum kind *out)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (slice_eqz(name, table[i].name)) {
            *out = (enum kind)i;
            return true;
        }
    return false;
}
