#include "plantarget.h"

#include "fs.h"

enum { TARGET_BYTES_MAX = 16 << 20 };

const struct json *plantarget_inline(const struct json *doc, slice schema, const char *folder,
                                     struct arena *a)
{
    const struct json *was = json_member(doc, "target"), *tree;
    struct json *out;
    struct err e = {0};

    if (!json_is(doc, J_OBJECT)) return doc;
    if (schema.n == 0 && json_is(was, J_TEXT)) {
        char *path = folder != NULL
                         ? arena_z(a, arena_printf(a, "%s/%.*s", folder, SLICE_ARG(was->text)))
                         : NULL;

        if (path == NULL || was->text.p[0] == '/' || !fs_exists(path)) path = arena_z(a, was->text);
        if (!fs_read(path, TARGET_BYTES_MAX, a, &schema, &e)) return doc;
    }
    if (schema.n == 0 || (tree = json_parse(a, schema, &e)) == NULL || tree->type != J_OBJECT)
        return doc;
    out = json_edit(a, doc);
    json_set(a, out, "target", tree);
    return out;
}

bool plantarget_schema(const struct plan *p, slice option, struct arena *a, slice *out,
                       struct failures *f)
{
    const struct json *v = json_member(p->doc, "target");
    struct buf b = {0};
    struct err e = {0};
    struct failure *x;

    *out = option;
    if (option.n > 0 || v == NULL) return true;
    if (v->type == J_OBJECT) {
        json_write(&b, v, 0);
        *out = buf_take(&b, a);
        return true;
    }
    if (fs_read(arena_z(a, v->text), TARGET_BYTES_MAX, a, out, &e)) return true;
    x = failure_add(f, FAIL_TARGET_MISMATCH, 0, "%s", e.text);
    x->argument = S("target");
    x->pointer = S("/target");
    return false;
}
