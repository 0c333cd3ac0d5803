/* Patches and OpenRefine histories come from strangers. The document of an input is an array: a
 * document, and a patch for it; the whole is taken for a history too. What a patch between two
 * documents says must lead from one to the other. */
#include "jsonpatch.h"
#include "plan.h"
#include "planimport.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void import(const struct json *v, struct arena *a)
{
    struct planimport m;
    struct failures f = {.arena = a};
    struct err e = {0};
    struct plan p;

    if (!planimport_openrefine(v, NULL, a, &m, &e)) {
        assert(e.text[0] != 0);
        return;
    }
    /* What is imported has the form of a plan, and every step the form of its op. */
    assert(plan_parse(m.plan, a, &p, &f) && f.n == 0);
    for (int i = 0; i < p.nstep; i++) assert(p.step[i].op != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct err e = {0};
    const struct json *v, *patched, *again;
    struct buf b = {0};

    arena_init(&a, (size_t)256 << 20);
    v = json_parse(&a, (slice){(const char *)data, (ptrdiff_t)n}, &e);
    if (v != NULL) import(v, &a);
    if (json_is(v, J_ARRAY) && v->n == 2) {
        patched = jsonpatch_apply(v->item[0], v->item[1], &a, &e);
        assert(patched != NULL || e.text[0] != 0);
        again = jsonpatch_apply(v->item[0], jsonpatch_between(v->item[0], v->item[1], &a), &a, &e);
        assert(again == NULL || json_same(again, v->item[1]));
        if (patched != NULL) json_write_canonical(&b, patched);
    }
    buf_free(&b);
    arena_free(&a);
    return 0;
}
