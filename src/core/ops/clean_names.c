/* clean_names - names that every program accepts: small letters, digits, underscores, unique. */
#include "op.h"

#include "buf.h"
#include "utf8.h"

struct args {
    bool ascii;
};

static const struct op_param param[] = {
    {.name = "ascii",
     .type = OP_BOOL,
     .at = offsetof(struct args, ascii),
     .fallback = "false",
     .doc = "write letters with marks in ASCII (ä becomes ae, é becomes e)"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "Region Name,Umsatz (€),umsatz,2024 Q1,\n1,2,3,4,5\n",
     "region_name,umsatz,umsatz_2,2024_q1,column_5\n1,2,3,4,5\n", NULL},
    {"{\"ascii\":true}", "Größe,Château\n1,2\n", "groesse,chateau\n1,2\n", NULL},
    {"{\"ascii\":\"yes\"}", "a\n1\n", NULL, "bad_argument"},
    {0}};

/* The customary ASCII spelling of Latin letters with marks, lower case. Others have none. */
static const struct {
    int32_t from, to;
    const char *ascii;
} spelling[] = {{0xE4, 0xE4, "ae"},  {0xF6, 0xF6, "oe"},  {0xFC, 0xFC, "ue"},   {0xDF, 0xDF, "ss"},
                {0xE6, 0xE6, "ae"},  {0xF8, 0xF8, "oe"},  {0xE5, 0xE5, "aa"},   {0xE0, 0xE3, "a"},
                {0xE7, 0xE7, "c"},   {0xE8, 0xEB, "e"},   {0xEC, 0xEF, "i"},    {0xF0, 0xF0, "d"},
                {0xF1, 0xF1, "n"},   {0xF2, 0xF5, "o"},   {0xF9, 0xFB, "u"},    {0xFD, 0xFD, "y"},
                {0xFE, 0xFE, "th"},  {0xFF, 0xFF, "y"},   {0x101, 0x105, "a"},  {0x107, 0x10D, "c"},
                {0x10F, 0x111, "d"}, {0x113, 0x11B, "e"}, {0x11D, 0x123, "g"},  {0x125, 0x127, "h"},
                {0x129, 0x131, "i"}, {0x135, 0x135, "j"}, {0x137, 0x138, "k"},  {0x13A, 0x142, "l"},
                {0x144, 0x14B, "n"}, {0x14D, 0x151, "o"}, {0x153, 0x153, "oe"}, {0x155, 0x159, "r"},
                {0x15B, 0x161, "s"}, {0x163, 0x167, "t"}, {0x169, 0x173, "u"},  {0x175, 0x175, "w"},
                {0x177, 0x177, "y"}, {0x17A, 0x17E, "z"}};

static void put_letter(struct buf *b, const char *p, int n, int32_t cp, bool ascii)
{
    for (size_t i = 0; ascii && cp >= 0x80 && i < sizeof spelling / sizeof spelling[0]; i++)
        if (cp >= spelling[i].from && cp <= spelling[i].to) {
            buf_putz(b, spelling[i].ascii);
            return;
        }
    if (cp < 0x80 || !ascii) buf_put(b, (slice){p, n});
}

static slice clean(slice name, bool ascii, struct arena *a)
{
    slice s = utf8_lower(a, name);
    struct buf b = {0};

    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t cp;
        int n = utf8_decode(s.p + i, s.n - i, &cp);

        if (cp >= 0 && (utf8_is_letter(cp) || utf8_is_digit(cp)))
            put_letter(&b, s.p + i, n, cp, ascii);
        else if (b.n > 0 && b.p[b.n - 1] != '_')
            buf_putc(&b, '_');
        i += n;
    }
    while (b.n > 0 && b.p[b.n - 1] == '_') b.n--;
    return buf_take(&b, a);
}

static bool taken(const struct table *t, int before, slice name)
{
    for (int c = 0; c < before; c++)
        if (slice_eq(t->col[c].name, name)) return true;
    return false;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    if (!op_share(run, out, in)) return false;
    for (int c = 0; c < out->ncol; c++) {
        slice base = clean(in->col[c].name, arg->ascii, run->arena), name = base;

        if (base.n == 0) base = name = arena_printf(run->arena, "column_%d", c + 1);
        for (int i = 2; taken(out, c, name); i++)
            name = arena_printf(run->arena, "%.*s_%d", SLICE_ARG(base), i);
        out->col[c].name = name;
    }
    return true;
}

const struct op op_clean_names = {
    .name = "clean_names",
    .version = 1,
    .group = "header",
    .doc = "Make column names of small letters, digits and underscores, each of them unique.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .apply = apply,
};
