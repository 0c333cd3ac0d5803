/* A plan as pandas code. Each op has its counterpart in code/NAME.py: a function of the op's name
 * whose arguments are the op's (a Python keyword gets an underscore); a step becomes one call. */
#include "draft.h"

#include "code.gen.h"

struct part {
    const char *name;
    const unsigned char *text;
};

#define X(name) {#name, code_##name##_py},
static const struct part part_table[] = {
#include "codes.gen.h"
    {NULL, NULL}};
#undef X

static slice part_text(slice name)
{
    for (const struct part *p = part_table; p->name != NULL; p++)
        if (slice_eqz(name, p->name)) return slice_z((const char *)p->text);
    return (slice){NULL, 0};
}

static void put_value(struct buf *b, const struct json *v)
{
    switch (v->type) {
    case J_NULL:
        buf_putz(b, "None");
        break;
    case J_FALSE:
        buf_putz(b, "False");
        break;
    case J_TRUE:
        buf_putz(b, "True");
        break;
    case J_NUMBER:
        buf_put(b, v->text);
        break;
    case J_TEXT:
        json_write_text(b, v->text);
        break;
    case J_ARRAY:
        buf_putc(b, '[');
        for (int i = 0; i < v->n; i++) {
            if (i > 0) buf_putz(b, ", ");
            put_value(b, v->item[i]);
        }
        buf_putc(b, ']');
        break;
    case J_OBJECT:
        buf_putc(b, '{');
        for (int i = 0; i < v->n; i++) {
            if (i > 0) buf_putz(b, ", ");
            json_write_text(b, v->key[i]);
            buf_putz(b, ": ");
            put_value(b, v->item[i]);
        }
        buf_putc(b, '}');
        break;
    }
}

/* Arguments that Python would not take as names. */
static bool is_keyword(slice key)
{
    return slice_eqz(key, "from") || slice_eqz(key, "with");
}

static void put_call(struct buf *b, const struct plan_step *s)
{
    buf_printf(b, "    t = %.*s(t", SLICE_ARG(s->name));
    for (int i = 0; i < s->doc->n; i++) {
        slice key = s->doc->key[i];

        if (slice_eqz(key, "op")) continue;
        buf_printf(b, ", %.*s%s=", SLICE_ARG(key), is_keyword(key) ? "_" : "");
        put_value(b, s->doc->item[i]);
    }
    buf_putz(b, ")\n");
}

static bool used_before(const struct plan *p, int at)
{
    for (int i = 0; i < at; i++)
        if (slice_eq(p->step[i].name, p->step[at].name)) return true;
    return false;
}

/* The table that the plan starts from. */
static void put_source(struct buf *b, const struct plan *p)
{
    buf_putz(b, "def transform(df, ctx):\n");
    if (p->header_rows >= 0)
        buf_printf(b, "    t = source(df, ctx, %d)\n", p->header_rows);
    else
        buf_putz(b, "    t = ctx.read()\n");
}

bool draft_code(const struct plan *p, struct arena *a, slice *code, struct err *e)
{
    struct buf b = {0};

    for (int i = 0; i < p->nstep; i++)
        if (slice_eqz(p->step[i].name, "common") || part_text(p->step[i].name).n == 0)
            return err_set(e, E_FAILED,
                           "step %d: the op \"%.*s\" has no counterpart in pandas code", i + 1,
                           SLICE_ARG(p->step[i].name));
    if (p->ninput > 0)
        return err_set(e, E_FAILED,
                       "the plan works with further files, which its code would not be given");
    if (p->metrics != NULL && p->metrics->n > 0)
        return err_set(e, E_FAILED,
                       "metrics stay formulas: they have no counterpart in pandas code");
    buf_putz(&b, "import datetime\nimport decimal\nimport re\n\nimport pandas\n\n\n");
    buf_put(&b, part_text(S("common")));
    for (int i = 0; i < p->nstep; i++) {
        if (used_before(p, i)) continue;
        buf_putz(&b, "\n\n");
        buf_put(&b, part_text(p->step[i].name));
    }
    buf_putz(&b, "\n\n");
    put_source(&b, p);
    for (int i = 0; i < p->nstep; i++) put_call(&b, &p->step[i]);
    buf_putz(&b, "    return t\n");
    *code = buf_take(&b, a);
    if (code->p == NULL) return err_set(e, E_LIMIT, "the code does not fit the memory limit");
    return true;
}
