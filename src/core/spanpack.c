#include "spanpack.h"

static int64_t rows_of(const struct provenance_row *s)
{
    return s->row_last - s->row_first + 1;
}

static bool same(slice x, slice y)
{
    return x.n == y.n && (x.p == y.p || slice_eq(x, y));
}

/* One source row after the other. */
static bool goes_on(const struct provenance_row *s)
{
    return s->source_row > 0 && (s->source_step == 1 || rows_of(s) == 1);
}

static bool follows(const struct provenance_row *x, const struct provenance_row *y)
{
    return goes_on(y) && x->column == y->column && x->row_last + 1 == y->row_first &&
           x->source_col == y->source_col && x->step == y->step && same(x->sheet, y->sheet) &&
           same(x->column_name, y->column_name) && same(x->formula, y->formula) &&
           same(x->transform, y->transform);
}

static void put_number(struct buf *out, uint64_t v)
{
    for (; v >= 0x80; v >>= 7) buf_putc(out, (char)(v | 0x80));
    buf_putc(out, (char)v);
}

static bool number(slice *s, uint64_t *v)
{
    *v = 0;
    for (int at = 0; s->n > 0 && at < 63; at += 7) {
        unsigned char c = (unsigned char)s->p[0];

        *s = slice_sub(*s, 1, s->n);
        *v |= (uint64_t)(c & 0x7f) << at;
        if (c < 0x80) return true;
    }
    return false;
}

int spanpack_put(const struct provenance_row *span, int n, struct buf *out)
{
    int64_t next = span->source_row;
    int k = 1;

    if (!goes_on(span)) return 1;
    while (k < n && k < SPANPACK_SPANS && follows(&span[k - 1], &span[k])) k++;
    for (int i = 0; i < k && k > 1; i++) {
        int64_t gap = span[i].source_row - next;

        /* zigzag, as in Protocol Buffers: small numbers of both signs are short */
        put_number(out, gap < 0 ? (uint64_t)-gap * 2 - 1 : (uint64_t)gap * 2);
        put_number(out, (uint64_t)rows_of(&span[i]) - 1);
        next = span[i].source_row + rows_of(&span[i]);
    }
    return k;
}

bool spanpack_find(slice packed, int64_t row, struct provenance_row *span)
{
    const int64_t most = (int64_t)1 << 40;
    int64_t from = span->row_first, source = span->source_row;
    uint64_t gap, more;

    while (number(&packed, &gap) && number(&packed, &more) && gap < (uint64_t)most &&
           more < (uint64_t)most) {
        source += (gap & 1) != 0 ? -(int64_t)(gap / 2) - 1 : (int64_t)(gap / 2);
        if (source < 1 || source > most || from > most) return false;
        if (row >= from && row <= from + (int64_t)more) {
            span->row_first = from;
            span->row_last = from + (int64_t)more;
            span->source_row = source;
            span->source_step = more > 0;
            return true;
        }
        from += (int64_t)more + 1;
        source += (int64_t)more + 1;
    }
    return false;
}
