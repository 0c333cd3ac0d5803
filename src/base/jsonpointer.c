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

bool jsonpointer_next(slice pointer, struct arena *a, slice *key, slice *rest)
{
    struct buf b = {0};
    ptrdiff_t i = 1;

    if (pointer.n == 0 || pointer.p[0] != '/') return false;
    for (; i < pointer.n && pointer.p[i] != '/'; i++) {
        char c = pointer.p[i];

        if (c == '~') {
            c = ++i < pointer.n ? pointer.p[i] : 0;
            if (c != '0' && c != '1') {
                buf_free(&b);
                return false;
            }
            c = c == '0' ? '~' : '/';
        }
        buf_putc(&b, c);
    }
    *rest = slice_sub(pointer, i, pointer.n);
    *key = buf_take(&b, a);
    return true;
}

int jsonpointer_index(slice key, int n, bool end)
{
    int64_t at;

    if (end && slice_eqz(key, "-")) return n;
    /* No sign, no leading zero. */
    if (key.n == 0 || key.p[0] < '0' || key.p[0] > '9' || (key.n > 1 && key.p[0] == '0')) return -1;
    if (!slice_i64(key, &at) || at > n - (end ? 0 : 1)) return -1;
    return (int)at;
}
