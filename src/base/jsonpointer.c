#include "jsonpointer.h"

void jsonpointer_put(struct buf *out, slice key)
{
    buf_putc(out, '/');
    for (ptrdiff_t i = 0; i < key.n; i++) {
        if (key.p[i] == '~')
            buf_putz(out, "~0");
        else if (key.p[i] == '/')
            buf_putz(out, "~1");
        else
            buf_putc(out, key.p[i]);
    }
}
