/* Mutated plans: what would do harm must be rejected before anything runs, and the failure must
 * point at the place that was changed. The plans are the ops' own examples, and one whole plan with
 * every member; mutations are drop, rename, swap, misspell and retype, with the kind and place of a
 * misspelling from a seed. FETTLE_MUTATE says how many seeds (make check-mutate-long). */
#include "unit.h"

#include "opexample.h"
#include "plan.h"
#include <stdlib.h>

struct tally {
    int mutants, aside, harmless, rejected, missed, astray;
};

static uint32_t next(uint32_t *seed)
{
    return *seed = *seed * 1664525u + 1013904223u;
}

/* One letter more, doubled, dropped, another, in the other case, or swapped with the next. */
static slice misspell(slice s, uint32_t *seed, struct arena *a)
{
    uint32_t how = (next(seed) >> 8) % 6;
    ptrdiff_t at = s.n > 0 ? (ptrdiff_t)(next(seed) >> 8) % s.n : 0;
    slice head = slice_sub(s, 0, at), tail = slice_sub(s, at + 1, s.n);
    char c = s.n > 0 ? s.p[at] : 0, other = (char)(c ^ 0x20);
    struct buf b = {0};

    if (s.n == 0) return S("x");
    /* Bytes of longer characters only get company. */
    if ((c & 0x80) != 0 || (tail.n > 0 && (tail.p[0] & 0x80) != 0)) how = 0, head = s, tail = S("");
    if (how == 4 && ((other | 0x20) < 'a' || (other | 0x20) > 'z')) how = 0;
    if (how == 5 && (tail.n == 0 || tail.p[0] == c)) how = 1;
    buf_put(&b, head);
    if (how == 0 && head.n < s.n) buf_putc(&b, c);
    if (how == 0) buf_putc(&b, 'z');
    if (how == 1) buf_putc(&b, c), buf_putc(&b, c);
    if (how == 3) buf_putc(&b, c == 'q' ? 'j' : 'q');
    if (how == 4) buf_putc(&b, other);
    if (how == 5) buf_putc(&b, tail.p[0]), buf_putc(&b, c), tail = slice_sub(tail, 1, tail.n);
    buf_put(&b, tail);
    return buf_take(&b, a);
}

/* Is it, by accident, another column of the example? Then it is a plan in its own right. */
static bool names_a_column(const struct op_example *x, slice s)
{
    slice head, rest;
    bool found = false;

    head = slice_cut(slice_z(x->before), '\n', &rest);
    while (head.n >= 0 && !found) found = slice_eq(slice_cut(head, ',', &head), s);
    return found;
}

/* The object with member i renamed to key (empty: dropped) and given the value v. */
static const struct json *changed(const struct json *step, int i, slice key, const struct json *v,
                                  struct arena *a)
{
    struct json *out = json_new_object(a);

    for (int k = 0; k < step->n; k++) {
        char *z = arena_z(a, k == i ? key : step->key[k]);

        if (*z != 0) json_set(a, out, z, k == i ? v : step->item[k]);
    }
    return out;
}

static const struct op_param *param_of(const struct op *op, slice key)
{
    for (const struct op_param *p = op->param; p->name != NULL; p++)
        if (slice_eqz(key, p->name)) return p;
    return NULL;
}

/* A mutated text of these types is a plan in its own right: nobody can know it was not meant. */
static bool is_free(const struct op_param *p)
{
    return p != NULL && (p->type == OP_TEXT || p->type == OP_TEXTS || p->type == OP_NAME ||
                         p->type == OP_PATTERN || p->type == OP_PAIRS || p->type == OP_FORMULA);
}

static bool points_at(const struct failure *f, slice key, slice other)
{
    slice p = f->pointer;

    if (!slice_starts(p, S("/steps/0"))) return false;
    p = slice_sub(p, (ptrdiff_t)strlen("/steps/0"), p.n);
    /* What is missing may be reported at the step, or at the argument that would do instead. */
    if (p.n == 0 || f->code == FAIL_MISSING_ARGUMENT) return true;
    p = slice_sub(p, 1, p.n);
    return (key.n > 0 && slice_starts(p, key)) || (other.n > 0 && slice_starts(p, other));
}

static void judge(const struct op *op, const struct op_example *x, const struct json *step,
                  slice key, slice other, struct tally *t)
{
    struct arena a;
    struct failures f = {.arena = &a};
    struct plan_result out;
    struct table in;
    struct plan plan;
    struct json *doc, *steps;
    slice got;
    bool parsed;

    arena_init(&a, ARENA_NO_LIMIT);
    doc = json_new_object(&a), steps = json_new_array(&a);
    json_push(&a, steps, step);
    json_set(&a, doc, "fettle", json_new_text(&a, S("plan/1")));
    json_set(&a, doc, "steps", steps);
    opexample_table(x->before, &a, &in);
    t->mutants++;
    parsed = plan_parse(doc, &a, &plan, &f);
    plan.table = opexample_inputs(op, &a, &plan.ninput);
    if (!parsed || f.n > 0 || !plan_check(&plan, &in, &a, NULL, &f)) {
        t->rejected++;
        for (int i = 0; i < f.n; i++)
            if (!points_at(&f.at[i], key, other)) {
                struct buf b = {0};

                json_write(&b, step, 0);
                print_error("%s: %.*s at %.*s\n", op->name, SLICE_ARG(buf_slice(&b)),
                            SLICE_ARG(f.at[i].pointer));
                buf_free(&b);
                t->astray++;
                break;
            }
    } else {
        struct plan_options o = {.source_name = S("hours.csv"), .sheet_name = S("Sheet1")};
        struct table sheet;
        bool ok;

        opexample_sheet(&in, &a, &sheet);
        o.sheet = &sheet;
        ok = plan_apply(&plan, &in, &o, &a, &out, &f);

        got = ok ? opexample_csv(&out.table, &a) : S("");
        if (ok && slice_eqz(got, x->after)) {
            t->harmless++;
        } else {
            struct buf b = {0};

            json_write(&b, step, 0);
            print_error("not rejected: %.*s\n", SLICE_ARG(buf_slice(&b)));
            buf_free(&b);
            t->missed++;
        }
    }
    arena_free(&a);
}

/* Values of other types than v; a number for a text is a position, so it is one past any table. */
static int other_types(const struct json *v, struct arena *a, const struct json *out[5])
{
    static const char *const all[] = {"\"q q\"", "99999", "true", "[{}]", "{\"q\":1}"};
    static const enum json_kind type[] = {J_TEXT, J_NUMBER, J_TRUE, J_ARRAY, J_OBJECT};
    struct err e = {0};
    int n = 0;

    for (int i = 0; i < 5; i++)
        if (v->type != type[i] && !(v->type == J_FALSE && type[i] == J_TRUE))
            out[n++] = json_parse(a, slice_z(all[i]), &e);
    return n;
}

static void mutate_member(const struct op *op, const struct op_example *x, const struct json *step,
                          int i, uint32_t *seed, struct arena *a, struct tally *t)
{
    const struct json *v = step->item[i], *others[5];
    slice key = step->key[i], typo = misspell(key, seed, a);
    const struct op_param *p = param_of(op, key);
    int n = other_types(v, a, others);

    /* drop: an optional argument may be left out by right */
    if (p == NULL || (p->fallback == NULL && !p->optional))
        judge(op, x, changed(step, i, S(""), v, a), key, S(""), t);
    else
        t->aside++;
    /* misspelled name */
    judge(op, x, changed(step, i, typo, v, a), key, typo, t);
    /* misspelled value */
    if (v->type == J_TEXT) {
        slice other = misspell(v->text, seed, a);

        if (!is_free(p) && !names_a_column(x, other))
            judge(op, x, changed(step, i, key, json_new_text(a, other), a), key, S(""), t);
        else
            t->aside++;
    }
    for (int k = 0; v->type == J_ARRAY && k < v->n; k++) {
        struct json *list = json_new_array(a);
        slice other = v->item[k]->type == J_TEXT ? misspell(v->item[k]->text, seed, a) : S("");

        if (is_free(p) || other.n == 0 || names_a_column(x, other)) {
            t->aside++;
            continue;
        }
        for (int m = 0; m < v->n; m++)
            json_push(a, list, m == k ? json_new_text(a, other) : v->item[m]);
        judge(op, x, changed(step, i, key, list, a), key, S(""), t);
    }
    /* a number that is none of its argument's, or a position past the table */
    for (int k = 0; k < 4 && v->type == J_NUMBER && p != NULL; k++) {
        static const char *const bad[] = {"-7", "99999999999", "1.5", "1e300"};
        struct err e = {0};

        judge(op, x, changed(step, i, key, json_parse(a, slice_z(bad[k]), &e), a), key, S(""), t);
    }
    /* retyped */
    for (int k = 0; k < n; k++) judge(op, x, changed(step, i, key, others[k], a), key, S(""), t);
    /* renamed to another argument, or swapped with it: of one type both stay plans */
    for (int k = 0; k < step->n; k++) {
        const struct op_param *q = param_of(op, step->key[k]);

        if (k <= i) continue;
        if ((is_free(p) && is_free(q)) || (p != NULL && q != NULL && p->type == q->type)) {
            t->aside++;
            continue;
        }
        judge(op, x, changed(changed(step, i, key, step->item[k], a), k, step->key[k], v, a), key,
              step->key[k], t);
    }
}

/* How many seeds: each is another set of misspellings. */
static int rounds(void)
{
    const char *z = getenv("FETTLE_MUTATE");

    return z != NULL ? atoi(z) : 2;
}

static void mutate_examples(uint32_t seed, struct tally *t)
{
    for (const struct op *const *o = op_table; *o != NULL; o++)
        for (const struct op_example *x = (*o)->example; x->args != NULL; x++) {
            struct arena a;
            struct err e = {0};
            const struct json *args;
            struct json *step;

            if (x->after == NULL) continue;
            arena_init(&a, ARENA_NO_LIMIT);
            args = json_parse(&a, slice_z(x->args), &e);
            step = json_new_object(&a);
            json_set(&a, step, "op", json_new_text(&a, slice_z((*o)->name)));
            for (int i = 0; i < args->n; i++)
                json_set(&a, step, arena_z(&a, args->key[i]), args->item[i]);
            for (int i = 0; i < step->n; i++) mutate_member(*o, x, step, i, &seed, &a, t);
            arena_free(&a);
        }
}

static void harmful_mutants_are_rejected(void **state)
{
    struct tally t = {0};
    int harmful;

    (void)state;
    for (int i = 0; i < rounds(); i++) mutate_examples(20240331u + (uint32_t)i * 7919u, &t);
    harmful = t.rejected + t.missed;
    print_message("mutants: %d judged, %d set aside, %d harmless, %d of %d others rejected, "
                  "%d pointing elsewhere\n",
                  t.mutants, t.aside, t.harmless, t.rejected, harmful, t.astray);
    assert_true(t.rejected > 500);
    assert_true(t.rejected * 100 >= harmful * 99);
    assert_int_equal(t.astray, 0);
}

int test_planmutate(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(harmful_mutants_are_rejected),
    };

    return run_group("planmutate", tests);
}
