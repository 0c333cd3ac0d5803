#include "sheet.h"

#define X(name) extern const struct reader reader_##name;
#include "readers.gen.h"
#undef X

const struct reader *const reader_table[] = {
#define X(name) &reader_##name,
#include "readers.gen.h"
#undef X
    NULL};
