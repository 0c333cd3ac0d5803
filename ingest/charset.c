#include "charset.h"

#include <ctype.h>
#include <iconv.h>

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

bool charset_map(const struct charset *set, int32_t map[256], bool *joins)
{
    iconv_t cd = iconv_open("UTF-32LE", set->iconv);

    if (cd == (iconv_t)-1) return false;
    if (joins != NULL) *joins = false;
    for (int i = 0; i < 256; i++) {
        char in = (char)i, *ip = &in;
        unsigned char out[16] = {0};
        char *op = (char *)out;
        size_t left = 1, room = sizeof out;
        bool ok = iconv(cd, &ip, &left, &op, &room) != (size_t)-1;

        map[i] = -1;
        /* Nothing yet: it waits for a mark that might follow (windows-1258). */
        if (ok && room == sizeof out && joins != NULL) *joins = true;
        if (ok && iconv(cd, NULL, NULL, &op, &room) != (size_t)-1 && room + 4 == sizeof out)
            map[i] = (int32_t)(out[0] | (uint32_t)out[1] << 8 | (uint32_t)out[2] << 16);
        iconv(cd, NULL, NULL, NULL, NULL);
    }
    iconv_close(cd);
    return true;
}
