#include "charset.h"

#include <ctype.h>
#include <string.h>

#define SINGLE(name, iconv, usual, languages) {name, iconv, usual, languages, false, 0, 0},
#define WIDE(name, iconv, usual, from, to, languages)                                              \
    {name, iconv, usual, languages, true, from, to},
#define ALIAS(name, other)
const struct charset charset_table[] = {
#include "charset.def"
    {0}};
#undef SINGLE
#undef WIDE
#undef ALIAS

struct alias {
    const char *name, *other;
};
#define SINGLE(name, iconv, usual, languages)
#define WIDE(name, iconv, usual, from, to, languages)
#define ALIAS(name, other) {name, other},
static const struct alias alias[] = {
#include "charset.def"
};
#undef SINGLE
#undef WIDE
#undef ALIAS

const struct charset *charset_find(slice name)
{
    for (const struct charset *c = charset_table; c->name != NULL; c++)
        if (slice_eqz(name, c->name)) return c;
    return NULL;
}

slice charset_usual_name(slice name, char *out, size_t room)
{
    slice low = {out, 0};

    for (; low.n < name.n && (size_t)low.n + 1 < room; low.n++)
        out[low.n] = (char)tolower((unsigned char)name.p[low.n]);
    out[low.n] = 0;
    for (size_t i = 0; i < sizeof alias / sizeof *alias; i++)
        if (slice_eqz(low, alias[i].name)) return slice_z(alias[i].other);
    return low;
}

static const struct {
    bool known, joins;
    int32_t map[256];
} charmap[] = {
#include "charmap.gen.h"
};

bool charset_map(const struct charset *set, int32_t map[256], bool *joins)
{
    ptrdiff_t i = set - charset_table;

    if (!charmap[i].known) return false;
    memcpy(map, charmap[i].map, sizeof charmap[i].map);
    if (joins != NULL) *joins = charmap[i].joins;
    return true;
}
