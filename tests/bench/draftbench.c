/* draftbench - how often the built-in author's search has the labelled plan first, and what each
 * feature is worth: every weight is set to nothing once.
 *     draftbench DIR [--ablate]     DIR/OP/CASE/{data.csv,info.json}, as draftgen.py writes them
 * The first row is the header; key/value blocks, which have none, are left out. */
#include "draftsearch.h"
#include "fs.h"
#include "inspect.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { CASES_MAX = 4000, STEPS_MAX = 4 };

struct bench_case {
    struct table t;
    const struct json *label;
    slice group; /* the folder: the ops that were undone */
};

static bool load(const char *dir, struct arena *a, struct bench_case *out)
{
    struct read_options o = READ_DEFAULTS;
    struct inspection in;
    struct workbook book;
    struct source s;
    struct err e;
    slice text;

    o.header_rows = 1;
    if (!fs_read(arena_printf(a, "%s/info.json", dir).p, (size_t)1 << 24, a, &text, &e))
        return false;
    out->label = json_member(json_parse(a, text, &e), "label");
    return source_open(&s, arena_printf(a, "%s/data.csv", dir).p, &o, a, &e) &&
           workbook_read(&s, &o, a, &book, &e) && inspect(&book, &o, a, &in, &e) &&
           in.chosen >= 0 && inspect_table(&in, 1, a, &out->t, &e);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static int load_all(const char *root, struct arena *a, struct bench_case *out)
{
    struct dirent **group, **name;
    int n = 0, groups = scandir(root, &group, visible, by_name);

    for (int g = 0; g < groups; g++) {
        slice dir = arena_printf(a, "%s/%s", root, group[g]->d_name);
        int names = strncmp(group[g]->d_name, "pivot", 5) == 0
                        ? 0
                        : scandir(dir.p, &name, visible, by_name);

        for (int i = 0; i < names; i++) {
            slice at = arena_printf(a, "%s/%s", dir.p, name[i]->d_name);

            if (n < CASES_MAX && load(at.p, a, &out[n]))
                out[n++].group = arena_printf(a, "%s", group[g]->d_name);
            free(name[i]);
        }
        if (names > 0) free(name);
        free(group[g]);
    }
    if (groups > 0) free(group);
    return n;
}

static bool same_step(const struct draftstep *s, const struct json *label)
{
    static const char *const name[] = {"stack", "wide_to_long", "transpose", "pivot",
                                       "ffill", "explode",      "subtitle"};
    static const char *const first[] = {
        "stack_start_idx", "wide_to_long_start_idx", NULL, NULL, NULL, "explode_column_idx", NULL};
    static const char *const last[] = {
        "stack_end_idx", "wide_to_long_end_idx", NULL, NULL, "ffill_end_idx", NULL, NULL};

    return slice_eqz(json_text(json_member(label, "operator")), name[s->op]) &&
           (first[s->op] == NULL || json_i64(json_member(label, first[s->op]), -1) == s->first) &&
           (last[s->op] == NULL || json_i64(json_member(label, last[s->op]), -1) == s->last);
}

/* How many have the labelled plan first; `which` (n flags) says which, NULL: nobody asks. */
static int hits(const struct bench_case *c, int n, const double *weight, bool *which)
{
    struct draftplans *p = calloc(1, sizeof *p);
    int hit = 0;

    for (int i = 0; i < n && p != NULL; i++) {
        struct arena scratch;
        bool same;

        arena_init(&scratch, (size_t)1 << 30);
        draftsearch_plans(&c[i].t, NULL, weight, &scratch, p);
        same = p->at[0].n == json_count(c[i].label);
        for (int s = 0; s < p->at[0].n && same; s++)
            same = same_step(&p->at[0].step[s], c[i].label->item[s]);
        hit += same;
        if (which != NULL) which[i] = same;
        arena_free(&scratch);
    }
    free(p);
    return hit;
}

/* Cases of one folder stand together. */
static void print_groups(const struct bench_case *c, int n, const bool *which)
{
    int steps_n[STEPS_MAX] = {0}, steps_hit[STEPS_MAX] = {0};

    for (int i = 0, from = 0, hit = 0; i < n; i++) {
        int steps = json_count(c[i].label);

        if (steps >= STEPS_MAX) steps = STEPS_MAX - 1;
        steps_n[steps]++;
        steps_hit[steps] += which[i];
        hit += which[i];
        if (i + 1 < n && slice_eq(c[i].group, c[i + 1].group)) continue;
        printf("  %4d of %4d  %.*s\n", hit, i + 1 - from, SLICE_ARG(c[i].group));
        from = i + 1;
        hit = 0;
    }
    for (int s = 0; s < STEPS_MAX; s++)
        if (steps_n[s] > 0)
            printf("  %d steps: Hit@1 %.3f of %d\n", s, (double)steps_hit[s] / steps_n[s],
                   steps_n[s]);
}

int main(int argc, char **argv)
{
    struct bench_case *c = calloc(CASES_MAX, sizeof *c);
    bool *which = calloc(CASES_MAX, sizeof *which);
    double weight[DF_COUNT];
    struct arena a;
    int n, all;

    if (argc < 2 || c == NULL || which == NULL) {
        fprintf(stderr, "usage: draftbench DIR [--ablate]\n");
        return 2;
    }
    arena_init(&a, ARENA_NO_LIMIT);
    n = load_all(argv[1], &a, c);
    all = hits(c, n, NULL, which);
    printf("%d cases, the right plan first in %d (%.3f)\n", n, all, n > 0 ? (double)all / n : 0);
    print_groups(c, n, which);
    for (int f = 0; f < DF_COUNT && argc > 2 && strcmp(argv[2], "--ablate") == 0; f++) {
        int without;

        for (int k = 0; k < DF_COUNT; k++) weight[k] = k == f ? 0 : draftfeature_table[k].weight;
        without = hits(c, n, weight, NULL);
        if (without != all)
            printf("  %+4d  %s.%s: %s\n", all - without, draftfeature_table[f].op,
                   draftfeature_table[f].name, draftfeature_table[f].doc);
    }
    arena_free(&a);
    free(which);
    free(c);
    return 0;
}
