#include "keymap.h"

const struct action_info action_table[ACT_COUNT] = {
#define ACTION(id, name, key, views, hint, doc) {name, key, views, hint, doc},
#include "action.def"
#undef ACTION
};

void keymap_default(struct keymap *k)
{
    for (int i = 0; i < ACT_COUNT; i++) k->key[i] = key_parse(slice_z(action_table[i].key));
}

bool keymap_knows(enum action a, const char *view)
{
    slice rest = slice_z(action_table[a].views), word;

    if (rest.n == 0) return true;
    do {
        word = slice_cut(rest, ' ', &rest);
        if (slice_eqz(word, view)) return true;
    } while (rest.n >= 0);
    return false;
}

static enum action first_of_name(int i)
{
    for (int k = 0; k < i; k++)
        if (strcmp(action_table[k].name, action_table[i].name) == 0) return (enum action)k;
    return (enum action)i;
}

enum action keymap_find(const struct keymap *k, const char *view, int32_t key)
{
    for (int i = 0; i < ACT_COUNT; i++)
        if (k->key[i] == key && keymap_knows((enum action)i, view)) return first_of_name(i);
    return ACT_NONE;
}

bool keymap_load(struct keymap *k, slice text, struct err *e)
{
    int line = 0;

    while (text.n >= 0) {
        slice rest, now = slice_trim(slice_cut(text, '\n', &rest)), name, key;
        int found = -1;

        text = rest;
        line++;
        if (now.n == 0 || now.p[0] == '#') continue;
        name = slice_cut(now, ' ', &key);
        key = slice_trim(key);
        for (int i = ACT_COUNT - 1; i >= 0; i--)
            if (slice_eqz(name, action_table[i].name)) found = i;
        if (found < 0)
            return err_set(e, E_USAGE, "keys, line %d: no action \"%.*s\"", line, SLICE_ARG(name));
        if (key.n <= 0 || key_parse(key) == 0)
            return err_set(e, E_USAGE, "keys, line %d: no key \"%.*s\"", line,
                           key.n < 0 ? 0 : (int)key.n, key.p ? key.p : "");
        k->key[found] = key_parse(key);
    }
    return true;
}
