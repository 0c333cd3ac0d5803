#include "op.h"

#define X(name) extern const struct op op_##name;
#include "ops.gen.h"
#undef X

const struct op *const op_table[] = {
#define X(name) &op_##name,
#include "ops.gen.h"
#undef X
    NULL};
