/* Excel workbooks (ECMA-376: .xlsx, .xlsm, .xltx, .xltm), both conformance classes. */
#include "fs.h"
#include "opc.h"
#include "sheet.h"
#include "xlsxname.h"
#include "xlsxsheet.h"
#include "xml.h"

enum { NAMES_MAX = 1 << 16, NAME_BYTES = 4096 };

/* A sheet as the workbook part lists it. */
struct listed {
    slice name, id;
    bool hidden;
};

struct book {
    struct arena *a;
    struct listed *sheet;
    int n, cap, most;
    bool date_1904, in_sheets, in_names;
    struct xlsxname *name; /* those that are not hidden */
    int nname, name_cap;
    bool *taken;    /* by part of the archive: a sheet has it already */
    struct buf ref; /* of the name that is being read */
    bool in_name;
};

static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

static bool is_ole(slice s)
{
    return s.n >= 8 && memcmp(s.p, ole, 8) == 0;
}

static int match(const struct source *s)
{
    if (slice_starts(s->bytes, S("PK\x03\x04")) || slice_starts(s->bytes, S("PK\x05\x06")))
        return 90;
    if (is_ole(s->bytes)) return 90;
    if (s->bytes.n == 0 && slice_starts(fs_suffix(s->name), S(".xl"))) return 90;
    /* bytes before the archive; a text that ends like one is unlikely enough with this name */
    if (slice_starts(fs_suffix(s->name), S(".xl")) && zip_is(s->bytes)) return 80;
    return 0;
}

/* OLE stores its names as UTF-16. */
static bool has_wide(slice s, const char *name)
{
    char wide[64];
    ptrdiff_t n = 0;

    for (; *name != '\0' && n < 62; n += 2) {
        wide[n] = *name++;
        wide[n + 1] = '\0';
    }
    return slice_find(s, (slice){wide, n}) >= 0;
}

static bool refuse_ole(const struct source *s, struct err *e)
{
    if (has_wide(s->bytes, "EncryptedPackage"))
        return err_set(e, E_SOURCE,
                       "%.*s is password protected; open it in Excel, remove the password (File, "
                       "Info, Protect Workbook) and save it again",
                       SLICE_ARG(s->name));
    if (has_wide(s->bytes, "Workbook") || has_wide(s->bytes, "Book"))
        return err_set(e, E_SOURCE,
                       "%.*s is a workbook of Excel 97-2003 (.xls); save it as .xlsx or .csv",
                       SLICE_ARG(s->name));
    return err_set(e, E_SOURCE,
                   "%.*s is an old Office file (an OLE container), but no workbook; save the "
                   "table as .xlsx or .csv",
                   SLICE_ARG(s->name));
}

static bool refuse_zip(const struct source *s, const struct zip *z, struct err *e)
{
    static const struct {
        const char *part, *what;
    } other[] = {{"xl/workbook.bin", "an Excel binary workbook (.xlsb)"},
                 {"word/document.xml", "a Word document"},
                 {"ppt/presentation.xml", "a PowerPoint presentation"},
                 {"content.xml", "an OpenDocument file (.ods or another)"},
                 {"Index/Document.iwa", "an Apple Numbers document"}};

    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (zip_find(z, slice_z(other[i].part)) != NULL)
            return err_set(e, E_SOURCE, "%.*s is %s; save the table as .xlsx or .csv",
                           SLICE_ARG(s->name), other[i].what);
    return err_set(e, E_SOURCE,
                   "%.*s is a zip archive of %d parts without a workbook; unpack it and give "
                   "fettle the file inside",
                   SLICE_ARG(s->name), z->npart);
}

/* What a name says is a hint: those that are too many are not heard. */
static void start_name(struct book *b, const char **attr)
{
    if (xml_true(xml_attr(attr, "hidden"))) return;
    if (b->nname == b->name_cap) {
        int cap = b->name_cap == 0 ? 16 : b->name_cap * 2;
        struct xlsxname *more = cap > NAMES_MAX ? NULL : arena_new(b->a, struct xlsxname, cap);

        if (more == NULL) return;
        if (b->nname > 0) memcpy(more, b->name, (size_t)b->nname * sizeof *more);
        b->name = more;
        b->name_cap = cap;
    }
    b->name[b->nname].name = arena_copy(b->a, slice_z(xml_attr(attr, "name")));
    buf_clear(&b->ref);
    b->in_name = true;
}

static void on_start(void *ctx, struct xml *x, int depth, const char *name, const char **attr)
{
    struct book *b = ctx;
    slice state = slice_z(xml_attr(attr, "state"));
    const char *id = xml_attr_in(attr, "elationships", "id");

    if (depth == 2) {
        b->in_sheets = strcmp(name, "sheets") == 0;
        b->in_names = strcmp(name, "definedNames") == 0;
        if (strcmp(name, "workbookPr") == 0) b->date_1904 = xml_true(xml_attr(attr, "date1904"));
    }
    if (depth == 3 && b->in_names && strcmp(name, "definedName") == 0) start_name(b, attr);
    if (depth != 3 || !b->in_sheets || strcmp(name, "sheet") != 0) return;
    if (b->n == b->most) {
        err_set(xml_err(x), E_LIMIT, "the workbook has more than %d sheets (%s allows more)", b->n,
                limit_table[LIMIT_PARTS].option);
        xml_stop(x);
        return;
    }
    if (b->n == b->cap) {
        int cap = b->cap == 0 ? 8 : b->cap * 2;
        struct listed *more = arena_new(b->a, struct listed, cap);

        if (more == NULL) {
            err_set(xml_err(x), E_LIMIT, "the workbook does not fit the memory limit");
            xml_stop(x);
            return;
        }
        if (b->n > 0) memcpy(more, b->sheet, (size_t)b->n * sizeof *more);
        b->sheet = more;
        b->cap = cap;
    }
    b->sheet[b->n++] = (struct listed){
        .name = arena_copy(b->a, slice_z(xml_attr(attr, "name"))),
        .id = arena_copy(b->a, slice_z(id != NULL ? id : xml_attr(attr, "id"))),
        .hidden = slice_starts(state, S("hidden")) || slice_eqz(state, "veryHidden")};
}

static void on_text(void *ctx, struct xml *x, slice s)
{
    struct book *b = ctx;

    (void)x;
    if (b->in_name && b->ref.n + (size_t)s.n <= NAME_BYTES) buf_put(&b->ref, s);
}

static void on_end(void *ctx, struct xml *x, int depth, const char *name)
{
    struct book *b = ctx;

    (void)x, (void)name;
    if (depth != 3 || !b->in_name) return;
    b->in_name = false;
    b->name[b->nname++].ref = arena_copy(b->a, buf_slice(&b->ref));
}

static const struct opc_rel *find_type(const struct opc_rel *rel, int n, const char *type)
{
    for (int i = 0; i < n; i++)
        if (slice_eqz(rel[i].type, type)) return &rel[i];
    return NULL;
}

/* The part of a kind: as the relationships say; where they do not, the name that every writer gives
 * it, beside the workbook part. */
static const struct zip_part *part_of(const struct zip *z, struct arena *a,
                                      const struct opc_rel *rel, int n, const char *type,
                                      slice beside, const char *usual)
{
    const struct opc_rel *r = find_type(rel, n, type);
    const struct zip_part *part = r != NULL ? opc_part(z, a, r) : NULL;

    return part != NULL ? part : zip_find(z, opc_resolve(a, beside, slice_z(usual)));
}

static void on_beside_start(void *ctx, struct xml *x, int depth, const char *name,
                            const char **attr)
{
    slice ref = slice_z(xml_attr(attr, "ref"));

    if (depth == 1 && strcmp(name, "table") == 0 && !xlsxcells_define(ctx, ref, xml_err(x)))
        xml_stop(x);
    if (depth == 3 && strcmp(name, "comment") == 0) xlsxcells_comment(ctx, ref);
}

static void on_beside_end(void *ctx, struct xml *x, int depth, const char *name)
{
    (void)ctx, (void)x, (void)depth, (void)name;
}

/* A part belongs to one sheet; a file that gives it to thousands wants it to be read as often. */
static bool take_part(const struct zip *z, const struct book *b, const struct zip_part *part)
{
    bool *taken = &b->taken[part - z->part], was = *taken;

    *taken = true;
    return !was;
}

/* Excel's own tables on the sheet, and its comments. */
static bool read_beside(struct zip *z, const struct book *b, const struct zip_part *part,
                        struct arena *a, struct xlsxcells *c, struct err *e)
{
    static const struct xml_events events = {.start = on_beside_start, .end = on_beside_end};
    struct opc_rel *rel;
    int n;

    if (!opc_rels(z, part->name, a, &rel, &n, e)) return false;
    for (int i = 0; i < n; i++) {
        const struct zip_part *other;

        if (!slice_eqz(rel[i].type, "table") && !slice_eqz(rel[i].type, "comments")) continue;
        other = opc_part(z, a, &rel[i]);
        if (other != NULL && take_part(z, b, other) && !xml_read(z, other, &events, c, e))
            return false;
    }
    return true;
}

static bool tell_names(const struct book *b, slice sheet, struct xlsxcells *c, struct err *e)
{
    for (int i = 0; i < b->nname; i++)
        if (!xlsxname_tell(&b->name[i], sheet, c, e)) return false;
    return true;
}

static bool read_sheet(struct zip *z, const struct book *b, const struct zip_part *part,
                       struct xlsx_context *ctx, struct sheet *sheet, int index, struct err *e)
{
    struct xlsxcells *c = xlsxcells_open(ctx, sheet, index, part != NULL ? part->size : 0);
    bool ok = part == NULL ||
              (xlsxsheet_read(z, part, c, XLSXSHEET_SCAN, e) &&
               read_beside(z, b, part, ctx->arena, c, e) && tell_names(b, sheet->name, c, e));

    sheet->partial = xlsxcells_enough(c);
    return xlsxcells_close(c, ok, e);
}

/* The others than `only` come empty; -1: none does. */
static bool read_sheets(struct zip *z, const struct book *b, const struct opc_rel *rel, int nrel,
                        int only, struct xlsx_context *ctx, struct workbook *out, struct err *e)
{
    out->sheet = arena_new(ctx->arena, struct sheet, b->n);
    if (out->sheet == NULL) return err_set(e, E_LIMIT, "the workbook does not fit");
    for (int i = 0; i < b->n; i++) {
        const struct listed *l = &b->sheet[i];
        const struct opc_rel *r = NULL;
        const struct zip_part *part;

        for (int j = 0; j < nrel && r == NULL; j++)
            if (slice_eq(rel[j].id, l->id)) r = &rel[j];
        out->sheet[i].name = l->name;
        out->sheet[i].hidden = l->hidden;
        part = r != NULL ? opc_part(z, ctx->arena, r) : NULL;
        if (part != NULL && !take_part(z, b, part)) {
            quirk_add(&out->quirks, QUIRK_repeated_sheet, i, (struct range){0}, NULL, 1,
                      "sheet \"%.*s\" is the same part of the file as a sheet before it; it is "
                      "read as empty",
                      SLICE_ARG(l->name));
            part = NULL;
        } else if (part == NULL)
            quirk_add(&out->quirks, QUIRK_missing_sheet, i, (struct range){0}, NULL, 1,
                      "sheet \"%.*s\" has no part in the file; it is read as empty",
                      SLICE_ARG(l->name));
        else if (!slice_eqz(r->type, "worksheet") || (only >= 0 && only != i))
            part = NULL; /* not wanted, or a chart, a dialog, a macro sheet */
        if (!read_sheet(z, b, part, ctx, &out->sheet[i], i, e)) return false;
        out->nsheet++;
    }
    return true;
}

/* A workbook without relationships: its sheets have the usual names in the usual order. */
static bool guess_rels(struct book *b, slice beside, struct opc_rel **rel, int *nrel, struct err *e)
{
    *rel = arena_new(b->a, struct opc_rel, b->n + 1);
    if (*rel == NULL) return err_set(e, E_LIMIT, "the workbook does not fit");
    for (int i = 0; i < b->n; i++) {
        b->sheet[i].id = arena_printf(b->a, "%d", i + 1);
        (*rel)[i] = (struct opc_rel){
            .id = b->sheet[i].id,
            .type = S("worksheet"),
            .target =
                opc_resolve(b->a, beside, arena_printf(b->a, "worksheets/sheet%d.xml", i + 1))};
    }
    *nrel = b->n;
    return true;
}

static bool nothing_to_read(const struct book *b, const struct opc_rel *rel, int nrel,
                            const struct source *s, const struct zip *z, struct arena *a,
                            struct err *e)
{
    for (int i = 0; i < b->n; i++)
        for (int j = 0; j < nrel; j++)
            if (slice_eq(rel[j].id, b->sheet[i].id) && opc_part(z, a, &rel[j]) != NULL)
                return false;
    err_set(e, E_SOURCE, "%.*s is a workbook without any sheet in it; ask for the file again",
            SLICE_ARG(s->name));
    return true;
}

/* Readers disagree about which of two parts of one name counts. */
static void note_repeated(const struct zip *z, struct quirks *q)
{
    int n;
    const struct zip_part *part = zip_repeated(z, &n);

    if (part != NULL)
        quirk_add(q, QUIRK_repeated_part, -1, (struct range){0}, NULL, n,
                  "the file holds \"%.*s\" more than once; the last one counts",
                  SLICE_ARG(part->name));
}

/* Which rows are read, and for whom. */
struct wanted {
    const struct read_options *o;
    int64_t rows_max; /* of each sheet; 0: all */
    int only;         /* sheet; -1: all */
    const struct sheet_taker *taker;
};

static bool read_book(const struct source *s, const struct wanted *w, struct zip *z,
                      struct arena *a, struct workbook *out, struct err *e)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    struct book b = {.a = a, .most = (int)limit_of(z->limits, LIMIT_PARTS)};
    struct opc_rel *rel;
    int nrel;
    struct xlsxstyle style;
    struct xlsxtext text;
    struct xlsx_context ctx = {.arena = a,
                               .style = &style,
                               .text = &text,
                               .quirks = &out->quirks,
                               .rows_max = w->rows_max,
                               .taker = w->taker,
                               .limits = z->limits};
    const struct zip_part *main_part, *part;
    slice beside;
    bool ok;

    if (!opc_rels(z, (slice){"", 0}, a, &rel, &nrel, e)) return false;
    main_part = part_of(z, a, rel, nrel, "officeDocument", (slice){"", 0}, "xl/workbook.xml");
    if (main_part == NULL || slice_ends(main_part->name, S(".bin")) ||
        slice_starts(main_part->name, S("word/")) || slice_starts(main_part->name, S("ppt/")))
        return refuse_zip(s, z, e);
    ok = xml_read(z, main_part, &events, &b, e);
    buf_free(&b.ref);
    if (!ok) return false;
    if (!opc_rels(z, main_part->name, a, &rel, &nrel, e)) return false;
    if (nrel == 0 && !guess_rels(&b, main_part->name, &rel, &nrel, e)) return false;
    b.taken = arena_new(a, bool, z->npart + 1);
    if (b.taken == NULL) return err_set(e, E_LIMIT, "the workbook does not fit");
    if (nothing_to_read(&b, rel, nrel, s, z, a, e)) return false;
    note_repeated(z, &out->quirks);
    out->date_1904 = ctx.date_1904 = b.date_1904;
    beside = main_part->name;
    part = part_of(z, a, rel, nrel, "styles", beside, "styles.xml");
    if (!xlsxstyle_read(z, part, a, &style, e)) return false;
    part = part_of(z, a, rel, nrel, "sharedStrings", beside, "sharedStrings.xml");
    xlsxtext_open(&text, z, part, a);
    /* to the end: a part that is damaged behind what is used makes the file no better */
    ok = read_sheets(z, &b, rel, nrel, w->only, &ctx, out, e) &&
         (w->rows_max > 0 || xlsxtext_reach(&text, INT64_MAX, e));
    xlsxtext_close(&text);
    return ok;
}

static bool read_wanted(const struct source *s, const struct wanted *w, struct arena *a,
                        struct workbook *out, struct err *e)
{
    struct zip z;

    *out = (struct workbook){.source = s, .kind = "xlsx", .quirks = {.arena = a}};
    if (s->bytes.n == 0)
        return err_set(e, E_SOURCE, "%.*s is empty (0 bytes); ask for the file again",
                       SLICE_ARG(s->name));
    if (is_ole(s->bytes)) return refuse_ole(s, e);
    return (zip_open(&z, s->bytes, &w->o->limits, a, e) && read_book(s, w, &z, a, out, e)) ||
           source_named(s, e);
}

static bool read(const struct source *s, const struct read_options *o, struct arena *a,
                 struct workbook *out, struct err *e)
{
    return read_wanted(s, &(struct wanted){.o = o, .rows_max = o->rows_max, .only = -1}, a, out, e);
}

static bool parts(const struct source *s, const struct read_options *o, int sheet,
                  const struct sheet_taker *t, struct arena *a, struct workbook *out, struct err *e)
{
    return read_wanted(s, &(struct wanted){.o = o, .only = sheet, .taker = t}, a, out, e);
}

const struct reader reader_xlsx = {
    .name = "xlsx",
    .doc = "Excel workbooks (.xlsx, .xlsm), read cell by cell as stored.",
    .match = match,
    .read = read,
    .parts = parts,
};
