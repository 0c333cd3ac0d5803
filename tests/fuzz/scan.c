/* The field scanner: every variant gives the same ends, and stays within the text. */
#include "scan.h"
#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct scan_dialect d;
    uint32_t *want, *got;
    ptrdiff_t want_n = 0, want_next = 0;
    enum scan_stop want_why = SCAN_END;
    bool first_rows = true; /* of a variant that this machine can run */
    slice text;

    if (n < 2) return 0;
    d = (struct scan_dialect){(char)data[0], (char)data[1]};
    if (d.delimiter == d.quote || strchr("\r\n", d.delimiter) != NULL ||
        strchr("\r\n", d.quote) != NULL)
        d = (struct scan_dialect){',', '"'};
    /* An exact copy: reading behind it is found. */
    text = (slice){malloc(n - 2 + 1), (ptrdiff_t)n - 2};
    want = malloc((n + SCAN_ROOM + 64) * sizeof *want);
    got = malloc((n + SCAN_ROOM + 64) * sizeof *got);
    if (text.p == NULL || want == NULL || got == NULL) abort();
    memcpy((char *)(uintptr_t)text.p, data + 2, n - 2);
    for (const struct scan_variant *v = scan_variant; v->name != NULL; v++) {
        ptrdiff_t next, m;
        enum scan_stop why;

        if (!v->works()) continue;
        m = v->rows(&d, text, 0, got, (ptrdiff_t)n + 64, &next, &why);
        if (first_rows) {
            uint32_t *swap = want;

            first_rows = false;
            want = got, got = swap;
            want_n = m, want_next = next, want_why = why;
            for (ptrdiff_t i = 0; i < m; i++)
                assert((ptrdiff_t)want[i] <= text.n && (i == 0 || want[i] > want[i - 1]));
            continue;
        }
        assert(m == want_n && next == want_next && why == want_why);
        assert(memcmp(got, want, (size_t)m * sizeof *got) == 0);
    }
    for (int columns = 2; columns < 4; columns++) {
        ptrdiff_t first_next = -1, next;
        int64_t first = -1, rows;

        for (const struct scan_variant *v = scan_variant; v->name != NULL; v++) {
            if (!v->works()) continue;
            rows = v->even(&d, text, 0, (struct scan_shape){columns, 2}, NULL, 0, &next);
            if (first < 0) first = rows, first_next = next;
            assert(rows == first && next == first_next && next <= text.n);
            assert(rows == 0 || text.p[next - 1] == '\n');
            rows = v->even(&d, text, 0, (struct scan_shape){columns, 2}, got, (ptrdiff_t)n + 64,
                           &next);
            assert(rows == first && next == first_next);
            assert(rows == 0 || (ptrdiff_t)got[rows * columns - 1] == next - 1);
            assert(rows * columns > want_n ||
                   memcmp(got, want, (size_t)(rows * columns) * sizeof *got) == 0);
        }
    }
    free((char *)(uintptr_t)text.p);
    free(want);
    free(got);
    return 0;
}
