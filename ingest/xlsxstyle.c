#include "xlsxstyle.h"

#include "sheet.h"
#include "xml.h"

#include <stdlib.h>

enum part { IN_NONE, IN_NUMFMTS, IN_FONTS, IN_FILLS, IN_BORDERS, IN_CELL_XFS };

struct numbers {
    int *at, n, cap;
};

/* What a number format says; worked out once for each. */
struct meaning {
    uint8_t numfmt, look;
    bool known;
};

struct reading {
    struct arena *a;
    struct xlsxstyle *out;
    struct meaning *meaning; /* by index into out->name */
    enum part in;
    struct numbers font, fill, border; /* enum cell_look bits of each */
    uint16_t *custom;                  /* by id: index into out->name, plus 1; 0: none */
    int cap, names_cap;
};

static bool full(struct xml *x, const char *what)
{
    err_set(xml_err(x), E_LIMIT, "the workbook has too many %s", what);
    xml_stop(x);
    return false;
}

static bool push(struct reading *r, struct xml *x, struct numbers *v, int value)
{
    if (v->n == v->cap) {
        int cap = v->cap == 0 ? 32 : v->cap * 2, *more = arena_new(r->a, int, cap);

        if (more == NULL || cap > XLSXSTYLE_MAX) return full(x, "styles");
        if (v->n > 0) memcpy(more, v->at, (size_t)v->n * sizeof *more);
        v->at = more;
        v->cap = cap;
    }
    v->at[v->n++] = value;
    return true;
}

static int number(const char **attr, const char *name)
{
    int64_t v = 0;

    return slice_i64(slice_z(xml_attr(attr, name)), &v) && v >= 0 && v < INT32_MAX ? (int)v : 0;
}

static void add_look(struct numbers *v, int look)
{
    if (v->n > 0) v->at[v->n - 1] |= look;
}

static int of(const struct numbers *v, int i)
{
    return i < v->n ? v->at[i] : 0;
}

/* Grey of some kind: a note, or something of less weight. Indexed 22, 23, 55: the greys of the old
 * palette; theme 0 with a tint: the paper colour, darkened. */
static bool is_grey(const char **attr)
{
    slice rgb = slice_z(xml_attr(attr, "rgb")), theme = slice_z(xml_attr(attr, "theme"));
    const char *tint = xml_attr(attr, "tint");
    int index = number(attr, "indexed");
    unsigned long v;

    if (index == 22 || index == 23 || index == 55) return true;
    if (slice_eqz(theme, "0") && tint != NULL && tint[0] == '-') return true;
    if (rgb.n < 6) return false;
    v = strtoul(rgb.p + rgb.n - 6, NULL, 16);
    return (v >> 16) == (v >> 8 & 255) && (v >> 16) == (v & 255) && (v & 255) >= 0x50 &&
           (v & 255) <= 0xD0;
}

static int name_index(struct reading *r, struct xml *x, slice code)
{
    struct xlsxstyle *o = r->out;

    for (int i = o->nname - 1; i >= 0 && i >= o->nname - 64; i--)
        if (slice_eq(o->name[i], code)) return i;
    if (o->nname == r->names_cap) {
        int cap = r->names_cap * 2;
        slice *more = arena_new(r->a, slice, cap);

        if (more == NULL || cap > XLSXSTYLE_NAMES_MAX) return full(x, "number formats"), 0;
        memcpy(more, o->name, (size_t)o->nname * sizeof *more);
        o->name = more;
        r->names_cap = cap;
    }
    o->name[o->nname] = arena_copy(r->a, code);
    return o->nname++;
}

static void add_format(struct reading *r, struct xml *x, const char **attr)
{
    struct xlsxstyle *o = r->out;
    int id = number(attr, "numFmtId"), name = -1;
    struct meaning *m;

    if (o->n == r->cap) {
        int cap = r->cap == 0 ? 64 : r->cap * 2;
        struct xlsx_format *more = arena_new(r->a, struct xlsx_format, cap);

        if (more == NULL || cap > XLSXSTYLE_MAX) {
            full(x, "cell formats");
            return;
        }
        if (o->n > 0) memcpy(more, o->at, (size_t)o->n * sizeof *more);
        o->at = more;
        r->cap = cap;
    }
    if (id < XLSXSTYLE_IDS_MAX) name = r->custom[id] - 1;
    if (name < 0) name = id == 0 ? 0 : name_index(r, x, numfmt_builtin(id));
    m = &r->meaning[name];
    if (!m->known) {
        int look = 0;

        *m = (struct meaning){(uint8_t)numfmt_class(o->name[name], &look), 0, true};
        m->look = (uint8_t)look;
    }
    o->at[o->n].numfmt = m->numfmt;
    o->at[o->n].look =
        (uint8_t)(m->look | of(&r->font, number(attr, "fontId")) |
                  of(&r->fill, number(attr, "fillId")) | of(&r->border, number(attr, "borderId")));
    o->at[o->n++].format = (uint16_t)name;
}

static void in_font(struct reading *r, const char *name, const char **attr)
{
    const char *val = xml_attr(attr, "val");
    bool on = val == NULL || xml_true(val);

    if (strcmp(name, "b") == 0 && on) add_look(&r->font, LOOK_BOLD);
    if (strcmp(name, "i") == 0 && on) add_look(&r->font, LOOK_ITALIC);
    if (strcmp(name, "color") == 0 && is_grey(attr)) add_look(&r->font, LOOK_GREY);
}

static void in_fill(struct reading *r, const char *name, const char **attr)
{
    slice type = slice_z(xml_attr(attr, "patternType"));

    if (strcmp(name, "patternFill") == 0 && type.n > 0 && !slice_eqz(type, "none"))
        add_look(&r->fill, LOOK_FILL);
    if (strcmp(name, "gradientFill") == 0) add_look(&r->fill, LOOK_FILL);
    /* white paper painted white */
    if (strcmp(name, "fgColor") == 0 && slice_eqz(slice_z(xml_attr(attr, "rgb")), "FFFFFFFF") &&
        r->fill.n > 0)
        r->fill.at[r->fill.n - 1] &= ~LOOK_FILL;
}

static void in_border(struct reading *r, const char *name, const char **attr)
{
    slice style = slice_z(xml_attr(attr, "style"));

    if (style.n == 0 || slice_eqz(style, "none")) return;
    if (strcmp(name, "top") == 0) add_look(&r->border, LOOK_BORDER_TOP);
    if (strcmp(name, "bottom") == 0) add_look(&r->border, LOOK_BORDER_BOTTOM);
}

static void on_start(void *ctx, struct xml *x, int depth, const char *name, const char **attr)
{
    static const struct {
        const char *name;
        enum part part;
    } section[] = {{"numFmts", IN_NUMFMTS},
                   {"fonts", IN_FONTS},
                   {"fills", IN_FILLS},
                   {"borders", IN_BORDERS},
                   {"cellXfs", IN_CELL_XFS}};
    struct reading *r = ctx;

    if (depth == 2) {
        r->in = IN_NONE;
        for (size_t i = 0; i < sizeof section / sizeof *section; i++)
            if (strcmp(name, section[i].name) == 0) r->in = section[i].part;
    }
    if (depth == 3) {
        if (r->in == IN_NUMFMTS && strcmp(name, "numFmt") == 0) {
            slice code = slice_z(xml_attr(attr, "formatCode"));
            int id = number(attr, "numFmtId");

            if (id < XLSXSTYLE_IDS_MAX)
                r->custom[id] =
                    (uint16_t)(slice_eqz(code, "General") ? 1 : name_index(r, x, code) + 1);
        }
        if (r->in == IN_FONTS) push(r, x, &r->font, 0);
        if (r->in == IN_FILLS) push(r, x, &r->fill, 0);
        if (r->in == IN_BORDERS) push(r, x, &r->border, 0);
        if (r->in == IN_CELL_XFS && strcmp(name, "xf") == 0) add_format(r, x, attr);
    }
    if (depth >= 4) {
        if (r->in == IN_FONTS) in_font(r, name, attr);
        if (r->in == IN_FILLS) in_fill(r, name, attr);
        if (r->in == IN_BORDERS) in_border(r, name, attr);
    }
}

static void on_end(void *ctx, struct xml *x, int depth, const char *name)
{
    (void)ctx, (void)x, (void)depth, (void)name;
}

bool xlsxstyle_read(struct zip *z, const struct zip_part *part, struct arena *a,
                    struct xlsxstyle *out, struct err *e)
{
    static const struct xml_events events = {.start = on_start, .end = on_end};
    struct reading r = {.a = a, .out = out, .names_cap = 64};

    *out = (struct xlsxstyle){.name = arena_new(a, slice, r.names_cap), .nname = 1};
    r.custom = arena_new(a, uint16_t, XLSXSTYLE_IDS_MAX);
    r.meaning = arena_new(a, struct meaning, XLSXSTYLE_NAMES_MAX);
    if (out->name == NULL || r.custom == NULL || r.meaning == NULL)
        return err_set(e, E_LIMIT, "the workbook does not fit the memory limit");
    out->name[0] = (slice){"", 0};
    if (part != NULL && !xml_read(z, part, &events, &r, e)) return false;
    if (out->n > 0) return true;
    out->at = arena_new(a, struct xlsx_format, 1); /* cells without a style have the first */
    out->n = out->at != NULL;
    return out->n > 0 || err_set(e, E_LIMIT, "the workbook does not fit the memory limit");
}
