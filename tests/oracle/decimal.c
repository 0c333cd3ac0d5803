/* Reads lines "op x y", writes the result of each; tests/oracle/check_decimal.py compares with
 * Python. */
#include "decimal.h"

#include <stdio.h>
#include <stdlib.h>

static slice answer(const char *op, slice x, slice y, struct arena *a)
{
    const struct decimal *v = decimal_parse(x, a), *w = decimal_parse(y, a), *r = NULL;

    if (v == NULL || w == NULL) return S("unread");
    if (strcmp(op, "cmp") == 0) return arena_printf(a, "%d", decimal_cmp(v, w));
    if (strcmp(op, "add") == 0) r = decimal_add(v, w, a);
    if (strcmp(op, "sub") == 0) r = decimal_sub(v, w, a);
    if (strcmp(op, "mul") == 0) r = decimal_mul(v, w, a);
    if (strcmp(op, "div") == 0) r = decimal_div(v, w, a);
    if (strcmp(op, "rem") == 0) r = decimal_rem(v, w, a);
    if (strcmp(op, "round") == 0) r = decimal_round(v, atoi(y.p), a);
    if (strcmp(op, "floor") == 0) r = decimal_floor(v, false, a);
    if (strcmp(op, "ceil") == 0) r = decimal_floor(v, true, a);
    if (strcmp(op, "same") == 0) r = v;
    return r != NULL ? decimal_text(r, a) : S("none");
}

int main(void)
{
    static char line[1 << 16], x[1 << 15], y[1 << 15];
    char op[16];

    while (fgets(line, sizeof line, stdin) != NULL) {
        struct arena a;
        slice r;

        if (sscanf(line, "%15s %32767s %32767s", op, x, y) != 3) return 1;
        arena_init(&a, ARENA_NO_LIMIT);
        r = answer(op, slice_z(x), slice_z(y), &a);
        printf("%.*s\n", SLICE_ARG(r));
        arena_free(&a);
    }
    return 0;
}
