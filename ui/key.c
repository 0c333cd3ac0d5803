#include "key.h"

#include "utf8.h"
#include <stdio.h>

static const struct {
    const char *name;
    int32_t key;
} named[] = {
    {"Tab", K_TAB},      {"Enter", K_RETURN},        {"Esc", K_ESCAPE},        {"Space", ' '},
    {"Up", K_UP},        {"Down", K_DOWN},           {"Left", K_LEFT},         {"Right", K_RIGHT},
    {"PgUp", K_PAGE_UP}, {"PgDn", K_PAGE_DOWN},      {"Home", K_HOME},         {"End", K_END},
    {"Del", K_DELETE},   {"Backspace", K_BACKSPACE}, {"Shift-Tab", K_BACK_TAB}};

int32_t key_parse(slice name)
{
    int32_t c;

    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (slice_eqz(name, named[i].name)) return named[i].key;
    if (name.n == 6 && slice_starts(name, S("Ctrl-")) && name.p[5] >= 'A' && name.p[5] <= 'Z')
        return name.p[5] - 'A' + 1;
    if (name.n > 0 && utf8_decode(name.p, name.n, &c) == name.n && c >= 0x20) return c;
    return 0;
}

const char *key_label(int32_t key, char out[16])
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].key == key) {
            snprintf(out, 16, "%s", named[i].name);
            return out;
        }
    if (key > 0 && key < 0x20) {
        snprintf(out, 16, "Ctrl-%c", (char)('A' + key - 1));
    } else {
        int n = key > 0 && key < 0x110000 ? utf8_encode(key, out) : 0;

        out[n] = 0;
    }
    return out;
}
