#include "inspect.h"

#include "sample.h"
#include <stdio.h>

/* "B5:M5", "B5", "5:9" (whole rows); NULL-like empty text when it is not at one place. */
static const char *where_text(struct range at, char out[64])
{
    char l[8], r[8];

    out[0] = 0;
    if (at.top == 0) return out;
    if (at.left == 0) {
        snprintf(out, 64, "%d:%d", at.top, at.bottom);
        return out;
    }
    table_letters(at.left, l);
    table_letters(at.right, r);
    if (at.top == at.bottom && at.left == at.right)
        snprintf(out, 64, "%s%d", l, at.top);
    else
        snprintf(out, 64, "%s%d:%s%d", l, at.top, r, at.bottom);
    return out;
}

static void source_json(const struct inspection *in, struct json_writer *w)
{
    const struct workbook *b = in->book;
    digest sha256 = source_digest(b->source);

    jw_open(w, "source", '{');
    jw_text(w, "name", b->source->name);
    jw_int(w, "bytes", b->source->size);
    if (b->source->packed.n > 0) {
        jw_text(w, "packed", b->source->packed);
        jw_int(w, "unpacked_bytes", b->source->length);
    }
    jw_z(w, "sha256", sha256.hex[0] != 0 ? sha256.hex : NULL);
    jw_z(w, "kind", b->kind);
    jw_open(w, "sheets", '[');
    for (int i = 0; i < b->nsheet; i++) {
        jw_open(w, NULL, '{');
        jw_text(w, "name", b->sheet[i].name);
        jw_bool(w, "hidden", b->sheet[i].hidden);
        jw_int(w, b->sample != NULL ? "rows_about" : "rows",
               b->sample != NULL ? b->sample->rows_about : b->sheet[i].cells.nrow);
        jw_int(w, "columns", b->sheet[i].cells.ncol);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    if (b->sample != NULL) {
        jw_open(w, "sample", '{');
        jw_int(w, "bytes", b->sample->bytes);
        jw_int(w, "rows", b->sheet[0].cells.nrow);
        jw_close(w, '}');
    }
    jw_close(w, '}');
    if (b->encoding.name.n == 0) { /* a workbook has neither */
        jw_null(w, "encoding");
        jw_null(w, "dialect");
        return;
    }
    jw_open(w, "encoding", '{');
    jw_text(w, "name", b->encoding.name);
    jw_bool(w, "bom", b->encoding.bom);
    jw_real(w, "confidence", b->encoding.confidence);
    jw_close(w, '}');
    jw_open(w, "dialect", '{');
    jw_text(w, "delimiter", b->dialect.delimiter);
    jw_text(w, "quotechar", b->dialect.quote);
    jw_text(w, "escapechar", b->dialect.escape);
    jw_bool(w, "doublequote", b->dialect.doublequote);
    jw_text(w, "lineterminator", b->dialect.lineterminator);
    jw_bool(w, "skipinitialspace", b->dialect.skipinitialspace);
    jw_real(w, "confidence", (double)(int)(b->dialect.confidence * 100 + 0.5) / 100);
    jw_open(w, "tried", '[');
    for (int i = 0; i < b->ntried; i++) {
        jw_open(w, NULL, '{');
        jw_text(w, "delimiter", b->tried[i].name);
        jw_int(w, "columns", b->tried[i].columns);
        jw_int(w, "rows", b->tried[i].rows);
        jw_int(w, "rows_even", b->tried[i].even);
        jw_int(w, "rows_odd", b->tried[i].odd);
        jw_real(w, "score", (double)(int)(b->tried[i].score * 1000 + 0.5) / 1000);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void span(struct json_writer *w, const char *key, struct range r)
{
    if (r.top == 0) {
        jw_null(w, key);
        return;
    }
    jw_open(w, key, '[');
    jw_int(w, NULL, r.top);
    jw_int(w, NULL, r.bottom);
    jw_close(w, ']');
}

/* The class of row r (1-based) of the region, by the names that research on tables uses. */
static const char *row_class(const struct region *r, int32_t row)
{
    static const char *const name[] = {
        [ROLE_GAP] = "empty",   [ROLE_NOTE] = "notes",   [ROLE_TITLE] = "metadata",
        [ROLE_HEAD] = "header", [ROLE_UNITS] = "header", [ROLE_DATA] = "data",
        [ROLE_GROUP] = "group", [ROLE_TOTAL] = "derived"};
    uint8_t role = r->role[row - 1];

    return name[role == ROLE_NOTE && row < r->at.top ? ROLE_TITLE : role];
}

void inspect_rows_json(const struct region *r, struct json_writer *w)
{
    int32_t from = r->preamble.top > 0 ? r->preamble.top : r->at.top;
    int32_t to = r->footer.top > 0 ? r->footer.bottom : r->at.bottom;

    jw_open(w, "rows", '[');
    for (int32_t i = from, k; i <= to; i = k) {
        const char *class = row_class(r, i);

        for (k = i + 1; k <= to && row_class(r, k) == class;) k++;
        jw_open(w, NULL, '{');
        jw_int(w, "from", i);
        jw_int(w, "to", k - 1);
        jw_z(w, "class", class);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void regions_json(const struct inspection *in, struct json_writer *w)
{
    jw_open(w, "regions", '[');
    for (int i = 0; i < in->nregion; i++) {
        const struct region *r = &in->region[i];

        jw_open(w, NULL, '{');
        jw_int(w, "id", r->id);
        jw_text(w, "sheet", in->book->sheet[r->sheet].name);
        jw_int(w, "top", r->at.top);
        jw_int(w, "left", r->at.left);
        if (in->book->sample == NULL)
            jw_int(w, "bottom", r->at.bottom);
        else /* the sample does not tell its number */
            jw_null(w, "bottom");
        jw_int(w, "right", r->at.right);
        jw_int(w, "header_rows", r->header_rows);
        span(w, "preamble", r->preamble);
        span(w, "footer", in->book->sample == NULL ? r->footer : (struct range){0});
        if (in->book->sample == NULL) inspect_rows_json(r, w);
        jw_real(w, "confidence", (double)(int)(r->confidence * 100 + 0.5) / 100);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    if (in->chosen >= 0)
        jw_int(w, "region", in->region[in->chosen].id);
    else
        jw_null(w, "region");
}

static void columns_json(const struct inspection *in, struct json_writer *w)
{
    jw_open(w, "columns", '[');
    for (int i = 0; i < in->ncolumn; i++) {
        const struct inspected_column *c = &in->column[i];

        jw_open(w, NULL, '{');
        jw_int(w, "index", i + 1);
        jw_text(w, "name", c->name);
        jw_z(w, "kind", kind_name(c->kind));
        jw_int(w, "nulls", c->nulls);
        jw_int(w, "filled", c->filled);
        jw_int(w, "unique", c->unique);
        jw_int(w, "misfits", c->misfits);
        jw_open(w, "examples", '[');
        for (int k = 0; k < c->nexample; k++) jw_text(w, NULL, c->example[k]);
        jw_close(w, ']');
        if (c->format.n > 0)
            jw_text(w, "format", c->format);
        else
            jw_null(w, "format");
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

void inspect_json(const struct inspection *in, struct json_writer *w)
{
    char where[64];

    source_json(in, w);
    regions_json(in, w);
    columns_json(in, w);
    jw_open(w, "quirks", '[');
    for (int i = 0; i < in->nquirk; i++) {
        const struct quirk *q = &in->quirk[i];

        jw_open(w, NULL, '{');
        jw_z(w, "code", quirk_name(q->code));
        if (in->book->nsheet > 1 && q->sheet >= 0)
            jw_text(w, "sheet", in->book->sheet[q->sheet].name);
        if (q->at.top > 0)
            jw_z(w, "where", where_text(q->at, where));
        else
            jw_null(w, "where");
        jw_text(w, "text", q->text);
        jw_z(w, "suggests", q->suggests);
        jw_int(w, "count", q->count);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}
