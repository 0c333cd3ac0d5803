#include "xlsxsheet.h"

#include "xmlrun.h"

#include <stdlib.h>

enum { SHEET = 1, SECTION = 2, ROW = 3, CELL = 4, VALUE = 5, PANE = CELL };

struct reading {
    struct xlsxcells *out;
    bool in_data, in_row, in_cell;
    int skip;     /* depth of an element that holds nothing of ours */
    int scrolled; /* rows above the first that the view shows */
    struct xlsx_cell cell;
    struct buf ref, value, inlined;
    struct buf *take; /* where text goes; NULL: nowhere */
    size_t from;      /* where in it the text of this element begins */
    bool is_inline, has_inline;
    struct xlsxscan_row row; /* of the scanner */
};

static enum xlsx_kind kind_of(slice t, bool *is_inline)
{
    *is_inline = slice_eqz(t, "inlineStr");
    if (*is_inline || slice_eqz(t, "str")) return XLSX_TEXT;
    if (slice_eqz(t, "s")) return XLSX_SHARED;
    if (slice_eqz(t, "b")) return XLSX_BOOL;
    if (slice_eqz(t, "e")) return XLSX_ERROR;
    if (slice_eqz(t, "d")) return XLSX_DATE;
    return XLSX_NUMBER;
}

static void start_cell(struct reading *r, const char **attr, struct xml *x)
{
    slice ref = {"", 0}, t = {"", 0};
    int64_t style = 0;

    for (; *attr != NULL; attr += 2) {
        if (strcmp(attr[0], "r") == 0) ref = slice_z(attr[1]);
        if (strcmp(attr[0], "t") == 0) t = slice_z(attr[1]);
        if (strcmp(attr[0], "s") == 0 && !slice_i64(slice_z(attr[1]), &style)) style = 0;
    }
    buf_clear(&r->ref);
    buf_clear(&r->value);
    buf_clear(&r->inlined);
    buf_put(&r->ref, ref);
    r->has_inline = false;
    r->cell = (struct xlsx_cell){.kind = kind_of(t, &r->is_inline),
                                 .style = style > 0 && style < INT32_MAX ? (int)style : 0};
    r->in_cell = true;
    if (!xlsxcells_place(r->out, ref, &r->cell, xml_err(x))) xml_stop(x);
}

static void section(struct reading *r, const char *name, const char **attr, struct xml *x)
{
    r->in_data = strcmp(name, "sheetData") == 0;
    if (strcmp(name, "dimension") == 0) xlsxcells_dimension(r->out, slice_z(xml_attr(attr, "ref")));
    if (strcmp(name, "autoFilter") == 0 &&
        !xlsxcells_filter(r->out, slice_z(xml_attr(attr, "ref")), xml_err(x)))
        xml_stop(x);
}

/* Rows above a frozen split. ySplit counts from the first row that the view shows. */
static void pane(struct reading *r, const char **attr)
{
    slice state = slice_z(xml_attr(attr, "state")), rest, y;
    int64_t rows;

    y = slice_cut(slice_z(xml_attr(attr, "ySplit")), '.', &rest);
    if (slice_starts(state, S("frozen")) && slice_i64(y, &rows) && rows > 0 && rows < XLSX_ROWS_MAX)
        xlsxcells_head(r->out, r->scrolled + rows);
}

static void item(struct reading *r, const char *name, const char **attr, struct xml *x)
{
    if (r->in_data && strcmp(name, "row") == 0) {
        r->in_row = true;
        if (!xlsxcells_row(r->out, slice_z(xml_attr(attr, "r")), xml_true(xml_attr(attr, "hidden")),
                           xml_err(x)))
            xml_stop(x);
    } else if (strcmp(name, "col") == 0 && xml_true(xml_attr(attr, "hidden"))) {
        int64_t from, to;

        if (slice_i64(slice_z(xml_attr(attr, "min")), &from) &&
            slice_i64(slice_z(xml_attr(attr, "max")), &to) && from > 0 && to <= INT32_MAX)
            xlsxcells_hide(r->out, (int)from, (int)to);
    } else if (strcmp(name, "sheetView") == 0) {
        int row, col;

        r->scrolled = 0;
        if (xlsxcells_ref(slice_z(xml_attr(attr, "topLeftCell")), &row, &col) && row > 0)
            r->scrolled = row - 1;
    } else if (strcmp(name, "mergeCell") == 0) {
        if (!xlsxcells_merge(r->out, slice_z(xml_attr(attr, "ref")), xml_err(x))) xml_stop(x);
    }
}

static void on_start(void *ctx, struct xml *x, int depth, const char *name, const char **attr)
{
    struct reading *r = ctx;

    r->take = NULL;
    if (r->skip > 0) return;
    if (depth == SECTION) section(r, name, attr, x);
    if (depth == ROW) item(r, name, attr, x);
    if (depth == CELL && r->in_row) {
        if (strcmp(name, "c") == 0) start_cell(r, attr, x);
        return;
    }
    if (depth == PANE && !r->in_data && strcmp(name, "pane") == 0) pane(r, attr);
    if (depth < VALUE || !r->in_cell) return;
    if (depth == VALUE && strcmp(name, "v") == 0) {
        r->cell.has_value = true;
        r->take = &r->value;
    } else if (depth == VALUE && strcmp(name, "f") == 0) {
        r->cell.formula = true;
    } else if (depth == VALUE && strcmp(name, "is") == 0) {
        r->has_inline = true;
    } else if (depth > VALUE && r->has_inline && strcmp(name, "t") == 0) {
        r->take = &r->inlined;
        r->from = r->inlined.n;
    } else if (strcmp(name, "r") != 0) {
        r->skip = depth; /* a phonetic run, run properties, an extension */
    }
}

static void on_text(void *ctx, struct xml *x, slice s)
{
    struct reading *r = ctx;

    if (r->take == NULL || r->skip > 0) return;
    if (xlsxcells_length(r->out, r->take->n + (size_t)s.n, xml_err(x)))
        buf_put(r->take, s);
    else
        xml_stop(x);
}

static void end_cell(struct reading *r, struct xml *x)
{
    bool from_inline = r->has_inline && (r->is_inline || !r->cell.has_value);

    r->in_cell = false;
    if (from_inline) {
        r->cell.kind = XLSX_TEXT;
        r->cell.has_value = true;
    } else if (r->cell.kind == XLSX_TEXT) {
        xlsxtext_decode_from(&r->value, 0);
    }
    r->cell.value = buf_slice(from_inline ? &r->inlined : &r->value);
    if (!xlsxcells_put(r->out, &r->cell, xml_err(x))) xml_stop(x);
}

static void on_end(void *ctx, struct xml *x, int depth, const char *name)
{
    struct reading *r = ctx;

    (void)name;
    /* each run for itself: an escape does not go over its end */
    if (r->take == &r->inlined) xlsxtext_decode_from(&r->inlined, r->from);
    r->take = NULL;
    if (r->skip > 0) {
        if (depth == r->skip) r->skip = 0;
        return;
    }
    if (depth == CELL && r->in_cell) end_cell(r, x);
    if (depth == ROW) r->in_row = false;
    if (depth == SECTION) r->in_data = false;
}

/* A row that the scanner knows. */
static enum xlsxscan scan(void *ctx, char *p, ptrdiff_t n, ptrdiff_t *used, bool *failed,
                          struct err *e)
{
    struct reading *r = ctx;
    /* an element of this name in another namespace is not ours */
    enum xlsxscan got = r->in_data ? xlsxscan_row(p, n, &r->row, used) : XLSXSCAN_ODD;

    if (got != XLSXSCAN_ROW) return got;
    for (int i = 0; i < r->row.n; i++) xlsxcells_expect(r->out, &r->row.cell[i].cell);
    *failed = !xlsxcells_row(r->out, r->row.ref, r->row.hidden, e);
    for (int i = 0; i < r->row.n && !*failed; i++) {
        struct xlsxscan_cell *c = &r->row.cell[i];
        slice *v = &c->cell.value;

        if (c->escaped) v->n = xlsxscan_text(p + (v->p - p), v->n);
        if (c->cell.kind == XLSX_TEXT && v->n > 0) v->n = xlsxtext_decode(p + (v->p - p), v->n);
        *failed = !xlsxcells_put(r->out, &c->cell, e);
    }
    return got;
}

/* To the end, or until there are enough. */
static bool read_rows(struct xmlrun_reader *run, struct xlsxcells *c)
{
    while (xmlrun_step(run))
        if (xlsxcells_enough(c)) {
            (void)xmlrun_close(run, false);
            return true;
        }
    return xmlrun_close(run, true);
}

bool xlsxsheet_read(struct zip *z, const struct zip_part *part, struct xlsxcells *c,
                    enum xlsxsheet_by by, struct err *e)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    static const struct xmlrun run = {"<sheetData", "</row>", SECTION, scan};
    struct reading r = {.out = c};
    bool ok;

    if (by == XLSXSHEET_EXPAT) {
        ok = xml_read(z, part, &events, &r, e);
    } else {
        r.row.cell = malloc(XLSX_COLS_MAX * sizeof *r.row.cell);
        if (r.row.cell == NULL) err_no_memory();
        ok = read_rows(xmlrun_open(z, part, &events, &run, &r, e), c);
        free(r.row.cell);
    }
    buf_free(&r.ref);
    buf_free(&r.value);
    buf_free(&r.inlined);
    return ok;
}
