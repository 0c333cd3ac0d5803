#include "comment.h"

#include "buf.h"
#include "csvrow.h"
#include <ctype.h>

static const struct {
    const char *mark;
    bool anywhere; /* also when the sample does not begin with it */
    bool apart;    /* only with a blank or a letter behind it: "--" is no "-----" */
} known[] = {
    {"#", true, false}, {"//", true, false}, {"--", true, true}, {"%", true, true},
    {";", false, true}, {"!", false, true},  {"*", false, true}, {"REM ", false, false},
};

static bool begins(size_t k, slice line)
{
    slice mark = slice_z(known[k].mark), rest;

    if (!slice_starts(line, mark)) return false;
    rest = slice_sub(line, mark.n, line.n);
    return !known[k].apart || rest.n == 0 || rest.p[0] == ' ' || isalpha((unsigned char)rest.p[0]);
}

bool comment_is(slice mark, slice line)
{
    for (size_t k = 0; mark.n > 0 && k < sizeof known / sizeof known[0]; k++)
        if (slice_eqz(mark, known[k].mark)) return begins(k, line);
    return false;
}

slice comment_mark(slice sample)
{
    slice line;

    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        int marked = 0, head = 0, lines = 0, spaced = 0, elsewhere = 0;
        ptrdiff_t n = (ptrdiff_t)strlen(known[k].mark);

        for (ptrdiff_t i = 0; i < sample.n;) {
            i = csvrow_line_end(sample, i, &line);
            if (slice_trim(line).n == 0) continue;
            if (begins(k, line)) {
                head += head == lines;
                spaced += line.n > n && line.p[n] == ' ';
                marked++;
            } else {
                elsewhere += slice_find(line, slice_z(known[k].mark)) >= 0;
            }
            lines++;
        }
        if (marked == 0 || marked == lines) continue;
        /* A blank behind every mark: then there may be more remarks than rows. */
        if (head == marked || (head > 0 && spaced == marked && elsewhere * 5 <= lines - marked) ||
            (known[k].anywhere && ((marked - head) * 2 < lines - head ||
                                   (spaced == marked && marked - head < 2 * (lines - marked)))))
            return slice_z(known[k].mark);
    }
    return (slice){"", 0};
}

slice comment_without(slice mark, slice sample, struct arena *a)
{
    struct buf b = {0};
    slice line;

    for (ptrdiff_t i = 0, next; i < sample.n; i = next) {
        next = csvrow_line_end(sample, i, &line);
        if (!comment_is(mark, line)) buf_put(&b, slice_sub(sample, i, next));
    }
    return buf_take(&b, a);
}
