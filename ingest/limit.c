#include "limit.h"

#include <stddef.h>

#define LIMIT(name, key, option, unit, least, most, usual, doc)                                    \
    [LIMIT_##name] = {key, option, usual},
const struct limit limit_table[LIMIT_COUNT] = {
#include "limit.def"
};
#undef LIMIT

int64_t limit_of(const struct limits *limits, enum limit_name name)
{
    int64_t said = limits != NULL ? limits->at[name] : 0;

    return said > 0 ? said : limit_table[name].usual;
}

uint64_t limit_bytes(const struct limits *limits, enum limit_name name)
{
    return (uint64_t)limit_of(limits, name) << 20;
}
