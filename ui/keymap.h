/* keymap.h - actions and the keys that trigger them. */
#ifndef FETTLE_KEYMAP_H
#define FETTLE_KEYMAP_H

#include "err.h"
#include "key.h"

enum action {
#define ACTION(id, name, key, views, hint, doc) ACT_##id,
#include "action.def"
#undef ACTION
    ACT_COUNT,
    ACT_NONE = ACT_COUNT
};

struct action_info {
    const char *name, *key, *views, *hint, *doc;
};
extern const struct action_info action_table[ACT_COUNT];

struct keymap {
    int32_t key[ACT_COUNT];
};

void keymap_default(struct keymap *k);
/* Lines "NAME KEY" (NAME of an action, KEY as in the help), # comments. Tells the line that is
 * wrong. */
bool keymap_load(struct keymap *k, slice text, struct err *e);
/* What the key does in this view. An action and its alias (the same name) give the first of them.
 */
enum action keymap_find(const struct keymap *k, const char *view, int32_t key);
/* Does the action belong to the view? */
bool keymap_knows(enum action a, const char *view);

#endif
