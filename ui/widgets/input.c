#include "input.h"

#include "key.h"
#include "utf8.h"

enum { INPUT_MAX = 64 << 10 };

void input_set(struct input *in, slice text)
{
    buf_clear(&in->text);
    buf_put(&in->text, text);
    in->at = text.n;
}

void input_free(struct input *in)
{
    buf_free(&in->text);
    in->at = 0;
}

slice input_text(const struct input *in)
{
    return buf_slice(&in->text);
}

static ptrdiff_t after(const struct input *in, ptrdiff_t at)
{
    slice s = input_text(in);
    int32_t c;

    return at < s.n ? at + utf8_decode(s.p + at, s.n - at, &c) : at;
}

static ptrdiff_t before(const struct input *in, ptrdiff_t at)
{
    ptrdiff_t i = 0, last = 0;

    while (i < at) {
        last = i;
        i = after(in, i);
    }
    return last;
}

static void cut(struct input *in, ptrdiff_t from, ptrdiff_t to)
{
    slice s = input_text(in);

    if (from >= to) return;
    memmove(in->text.p + from, in->text.p + to, (size_t)(s.n - to));
    in->text.n -= (size_t)(to - from);
    in->at = from;
}

static void insert(struct input *in, slice s)
{
    ptrdiff_t n = input_text(in).n;

    if (s.n <= 0 || n + s.n > INPUT_MAX) return;
    buf_reserve(&in->text, (size_t)s.n);
    memmove(in->text.p + in->at + s.n, in->text.p + in->at, (size_t)(n - in->at));
    memcpy(in->text.p + in->at, s.p, (size_t)s.n);
    in->text.n += (size_t)s.n;
    in->at += s.n;
}

void input_paste(struct input *in, slice text)
{
    for (ptrdiff_t i = 0; i < text.n;) {
        int32_t c;
        int n = utf8_decode(text.p + i, text.n - i, &c);

        if (c >= 0x20 && c != 0x7F)
            insert(in, (slice){text.p + i, n});
        else if (c == '\n' || c == '\t')
            insert(in, S(" "));
        i += n;
    }
}

static ptrdiff_t word_before(const struct input *in)
{
    slice s = input_text(in);
    ptrdiff_t i = in->at;

    while (i > 0 && s.p[i - 1] == ' ') i--;
    while (i > 0 && s.p[i - 1] != ' ') i--;
    return i;
}

bool input_key(struct input *in, int32_t key)
{
    char bytes[4];

    if (key >= 0x20 && key < 0x110000 && key != 0x7F) {
        insert(in, (slice){bytes, utf8_encode(key, bytes)});
        return true;
    }
    switch (key) {
    case K_LEFT:
        in->at = before(in, in->at);
        return true;
    case K_RIGHT:
        in->at = after(in, in->at);
        return true;
    case 1: /* Ctrl-A */
    case K_HOME:
        in->at = 0;
        return true;
    case 5: /* Ctrl-E */
    case K_END:
        in->at = input_text(in).n;
        return true;
    case K_BACKSPACE:
        cut(in, before(in, in->at), in->at);
        return true;
    case K_DELETE: {
        ptrdiff_t at = in->at;

        cut(in, at, after(in, at));
        return true;
    }
    case 11: /* Ctrl-K */
        cut(in, in->at, input_text(in).n);
        return true;
    case 21: /* Ctrl-U */
        cut(in, 0, in->at);
        return true;
    case 23: /* Ctrl-W */
        cut(in, word_before(in), in->at);
        return true;
    default:
        return false;
    }
}

void input_draw(const struct input *in, struct screen *s, int row, int col, int width, bool focus)
{
    slice text = input_text(in);
    ptrdiff_t from = 0;
    int to_cursor;

    if (width <= 0) return;
    screen_fill(s, (struct rect){row, col, 1, width}, STYLE_INPUT, ' ');
    while ((to_cursor = screen_width(slice_sub(text, from, in->at), width)) >= width &&
           from < in->at)
        from = after(in, from);
    screen_text(s, row, col, width, STYLE_INPUT, slice_sub(text, from, text.n));
    if (focus) {
        s->cursor_row = row;
        s->cursor_col = col + to_cursor < s->cols ? col + to_cursor : s->cols - 1;
    }
}
