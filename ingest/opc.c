#include "opc.h"

#include "xml.h"

slice opc_resolve(struct arena *a, slice part, slice target)
{
    ptrdiff_t base = part.n, n = 0;
    char *out = arena_alloc(a, 1, (size_t)(part.n + target.n) + 1);

    if (out == NULL || slice_find(target, S("://")) >= 0 || slice_starts(target, S("file:")))
        return (slice){"", 0};
    while (base > 0 && part.p[base - 1] != '/') base--;
    if (target.n > 0 && (target.p[0] == '/' || target.p[0] == '\\')) base = 0;
    if (base > 0) memcpy(out, part.p, (size_t)base);
    n = base;
    for (ptrdiff_t i = 0; i < target.n;) {
        ptrdiff_t j = i;

        while (j < target.n && target.p[j] != '/' && target.p[j] != '\\') j++;
        if (j - i == 2 && memcmp(target.p + i, "..", 2) == 0) {
            if (n == 0) return (slice){"", 0};
            for (n--; n > 0 && out[n - 1] != '/'; n--) continue;
        } else if (j > i && !(j - i == 1 && target.p[i] == '.')) {
            memcpy(out + n, target.p + i, (size_t)(j - i));
            n += j - i;
            if (j < target.n) out[n++] = '/';
        }
        i = j + 1;
    }
    return (slice){out, n};
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The part of this name, as it is or with its %XX resolved. */
static const struct zip_part *find_part(const struct zip *z, struct arena *a, slice name)
{
    const struct zip_part *part = zip_find(z, name);
    char *p;
    ptrdiff_t n = 0;

    if (part != NULL || (p = arena_z(a, name)) == NULL) return part;
    for (ptrdiff_t i = 0; i < name.n; i++, n++) {
        p[n] = name.p[i];
        if (p[n] != '%' || i + 2 >= name.n) continue;
        if (hex(name.p[i + 1]) < 0 || hex(name.p[i + 2]) < 0) continue;
        p[n] = (char)(hex(name.p[i + 1]) * 16 + hex(name.p[i + 2]));
        i += 2;
    }
    return zip_find(z, (slice){p, n});
}

const struct zip_part *opc_part(const struct zip *z, struct arena *a, const struct opc_rel *rel)
{
    const struct zip_part *part = rel->target.n > 0 ? find_part(z, a, rel->target) : NULL;

    if (part == NULL && rel->rooted.n > 0) part = find_part(z, a, rel->rooted);
    return part;
}

struct reading {
    struct arena *a;
    slice part;
    struct opc_rel *rel;
    int n, cap, most;
};

static void on_start(void *ctx, struct xml *x, int depth, const char *name, const char **attr)
{
    struct reading *r = ctx;
    slice type = slice_z(xml_attr(attr, "Type")), target = slice_z(xml_attr(attr, "Target"));
    bool outside = slice_eqz(slice_z(xml_attr(attr, "TargetMode")), "External");
    ptrdiff_t cut = type.n;

    /* what is outside is never read: Excel writes up to 65,530 links of a sheet */
    if (depth != 2 || strcmp(name, "Relationship") != 0 || outside ||
        slice_ends(type, S("/hyperlink")))
        return;
    if (r->n == r->most) {
        err_set(xml_err(x), E_LIMIT, "\"%.*s\" has more than %d relationships (%s allows more)",
                SLICE_ARG(r->part), r->n, limit_table[LIMIT_PARTS].option);
        xml_stop(x);
        return;
    }
    if (r->n == r->cap) {
        int cap = r->cap == 0 ? 16 : r->cap * 2;
        struct opc_rel *more = arena_new(r->a, struct opc_rel, cap);

        if (more == NULL) {
            err_set(xml_err(x), E_LIMIT, "the workbook does not fit the memory limit");
            xml_stop(x);
            return;
        }
        if (r->n > 0) memcpy(more, r->rel, (size_t)r->n * sizeof *more);
        r->rel = more;
        r->cap = cap;
    }
    while (cut > 0 && type.p[cut - 1] != '/') cut--;
    r->rel[r->n++] = (struct opc_rel){
        .id = arena_copy(r->a, slice_z(xml_attr(attr, "Id"))),
        .type = arena_copy(r->a, slice_sub(type, cut, type.n)),
        .target = opc_resolve(r->a, r->part, target),
        .rooted = opc_resolve(r->a, (slice){"", 0}, target),
    };
}

static void on_end(void *ctx, struct xml *x, int depth, const char *name)
{
    (void)ctx, (void)x, (void)depth, (void)name;
}

bool opc_rels(struct zip *z, slice part, struct arena *a, struct opc_rel **rel, int *n,
              struct err *e)
{
    static const struct xml_events events = {.start = on_start, .end = on_end};
    struct reading r = {.a = a, .part = part};
    ptrdiff_t cut = part.n;
    const struct zip_part *file;

    while (cut > 0 && part.p[cut - 1] != '/') cut--;
    file = zip_find(z, arena_printf(a, "%.*s_rels/%.*s.rels", (int)cut, part.p ? part.p : "",
                                    (int)(part.n - cut), part.p ? part.p + cut : ""));
    *rel = NULL;
    *n = 0;
    if (file == NULL) return true;
    r.most = 2 * (int)limit_of(z->limits, LIMIT_PARTS); /* some parts are pointed to twice */
    if (!xml_read(z, file, &events, &r, e)) return false;
    *rel = r.rel;
    *n = r.n;
    return true;
}
