#include "cellinfo.h"

#include "frame.h"
#include "job.h"
#include "rawrows.h"
#include "utf8.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

const char *cellinfo_number(int64_t v, char out[32])
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRId64, v < 0 ? -v : v), k = 0;

    if (v < 0) out[k++] = '-';
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) out[k++] = ',';
        out[k++] = digits[i];
    }
    out[k] = 0;
    return out;
}

void cellinfo_bytes(struct app *app, slice cell, const char *where)
{
    enum { MOST = 4096 };
    struct buf b = {0};
    slice s = slice_sub(cell, 0, MOST);
    char title[64];
    bool listed = false;

    buf_printf(&b, "%td bytes, %td characters\n\n", cell.n, utf8_count(cell));
    for (ptrdiff_t i = 0; i < s.n; i += 16) {
        buf_printf(&b, "%04tx  ", i);
        for (ptrdiff_t k = i; k < i + 16; k++)
            if (k < s.n)
                buf_printf(&b, "%02x ", (unsigned)(unsigned char)s.p[k]);
            else
                buf_putz(&b, "   ");
        buf_putz(&b, " ");
        for (ptrdiff_t k = i; k < i + 16 && k < s.n; k++)
            buf_putc(&b, s.p[k] >= 0x20 && s.p[k] < 0x7F ? s.p[k] : '.');
        buf_putc(&b, '\n');
    }
    for (ptrdiff_t i = 0; i < s.n && b.n < 60000;) {
        int32_t c;
        int n = utf8_decode(s.p + i, s.n - i, &c);

        if (c > 0x7E || c < 0x20) { /* broken ones are < 0 */
            if (!listed) buf_putz(&b, "\nbyte  character\n");
            listed = true;
        }
        if (c < 0)
            buf_printf(&b, "%4td  broken UTF-8: byte %02x\n", i, (unsigned)(unsigned char)s.p[i]);
        else if (c > 0x7E || c < 0x20)
            buf_printf(&b, "%4td  U+%04X  %.*s\n", i, (unsigned)c, c == '\n' ? 0 : n, s.p + i);
        i += n;
    }
    if (cell.n > MOST) buf_printf(&b, "... %td bytes more\n", cell.n - MOST);
    snprintf(title, sizeof title, "Bytes of %.50s", where);
    popup_text(app, title, buf_slice(&b));
    buf_free(&b);
}

static void show_places(struct buf *b, const char *what, int64_t count,
                        const struct profile_value *v, int n)
{
    char number[32];

    if (count == 0) return;
    buf_printf(b, "\n%s %s\n\n", cellinfo_number(count, number), what);
    for (int i = 0; i < n; i++)
        buf_printf(b, "%10s  %.*s  (row %" PRId64 ")\n", "", SLICE_ARG(v[i].text), v[i].row);
}

static void show(struct app *app, const struct profile_column *p)
{
    struct buf b = {0};
    char n1[32], n2[32];

    buf_printf(&b, "%s rows, %s empty, %s%" PRId64 " different values\n\n",
               cellinfo_number(p->rows, n1), cellinfo_number(p->nulls, n2),
               p->distinct_exact ? "" : "about ", p->distinct);
    for (int i = 0; i < p->ntop; i++)
        buf_printf(&b, "%10s  %5.1f %%  %.*s\n", cellinfo_number(p->top[i].count, n1),
                   p->rows > 0 ? 100.0 * (double)p->top[i].count / (double)p->rows : 0.0,
                   SLICE_ARG(p->top[i].text));
    if (p->nmask > 0)
        buf_putz(&b, "\nhow they are written (9 a digit, A a, letters, + more of them)\n\n");
    for (int i = 0; i < p->nmask; i++)
        buf_printf(&b, "%10s  %.*s\n", cellinfo_number(p->mask[i].count, n1),
                   SLICE_ARG(p->mask[i].text));
    if (!isnan(p->quantile[0]) && p->distinct > 1) {
        buf_putz(&b, p->counts_exact ? "\nquantiles\n\n" : "\nquantiles (estimated)\n\n");
        for (int i = 0; i < PROFILE_QUANTILES; i++)
            buf_printf(&b, "%9.0f %%  %.*s\n", profile_quantile[i] * 100,
                       SLICE_ARG(p->quantile_text[i]));
    }
    show_places(&b, "that do not fit the kind", p->misfits, p->misfit, p->nmisfit);
    show_places(&b, "far from all others", p->outliers, p->outlier, p->noutlier);
    {
        char title[80];

        snprintf(title, sizeof title, "Values of %.*s, most common first",
                 p->name.n > 40 ? 40 : (int)p->name.n, p->name.p ? p->name.p : "");
        popup_text(app, title, buf_slice(&b));
    }
    buf_free(&b);
}

void cellinfo_counts_came(struct app *app)
{
    for (int i = 0; app->profile != NULL && app->counts_of.n > 0 && i < app->profile->p.n; i++)
        if (slice_eq(app->profile->p.col[i].name, app->counts_of)) {
            show(app, &app->profile->p.col[i]);
            break;
        }
    app->counts_of = (slice){"", 0};
}

void cellinfo_counts(struct app *app, const struct table *of, slice column)
{
    const struct made_profile *p = app->profile;
    bool file = rawrows_large(app) && app->look != NULL && of == &app->look->table;

    app->counts_of = arena_copy(&app->docs, column);
    if (p != NULL && p->of == of && (!p->one || slice_eq(p->p.col[0].name, column)))
        cellinfo_counts_came(app);
    else if (file)
        job_profile_file(app, column);
    else
        job_profile(app, of);
}
