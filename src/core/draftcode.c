/* A plan as pandas code. Each op has its counterpart in code/NAME.py: a function of the op's name
 * whose arguments are the op's (a Python keyword gets an underscore); a step becomes one call.
 *
 * derive, filter and group have none, nor have metrics: they are formulas, whose arithmetic (exact
 * decimals, nulls, kinds) pandas does not have, so that code for them would be the formula engine
 * once more. No draft uses them. */
#include "draft.h"

#include "code.gen.h"
#include "mojibake.h"
#include "op.h"

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

static bool is_table(const struct op *op, slice key)
{
    for (const struct op_param *p = op != NULL ? op->param : NULL; p != NULL && p->name; p++)
        if (slice_eqz(key, p->name)) return p->type == OP_TABLE;
    return false;
}

/* Where a table comes from. */
struct origin {
    slice sheet;
    int region, header_rows;
};

static void put_call(struct buf *b, const struct json *step, const struct origin *from)
{
    slice name = json_text(json_member(step, "op"));
    slice rest, head = slice_cut(part_text(name), '\n', &rest);

    buf_printf(b, "    t = %.*s(t", SLICE_ARG(name));
    if (slice_find(head, S("ctx")) >= 0) {
        buf_putz(b, ", ctx");
        if (from->sheet.n > 0) {
            buf_putz(b, ", sheet=");
            json_write_text(b, from->sheet);
        }
    }
    for (int i = 0; i < step->n; i++) {
        slice key = step->key[i];
        bool table = is_table(op_find(name), key);

        if (slice_eqz(key, "op")) continue;
        buf_printf(b, ", %.*s%s=", SLICE_ARG(key), is_keyword(key) ? "_" : "");
        if (table) buf_putz(b, "tables[");
        put_value(b, step->item[i]);
        if (table) buf_putz(b, "]");
    }
    buf_putz(b, ")\n");
}

static void put_source(struct buf *b, const struct origin *from)
{
    if (from->sheet.n == 0 && from->region == 0 && from->header_rows < 0) {
        buf_putz(b, "    t = ctx.read()\n");
        return;
    }
    buf_putz(b, "    t = source(ctx");
    if (from->header_rows >= 0) buf_printf(b, ", header_rows=%d", from->header_rows);
    if (from->region > 0) buf_printf(b, ", region=%d", from->region);
    if (from->sheet.n > 0) {
        buf_putz(b, ", sheet=");
        json_write_text(b, from->sheet);
    }
    buf_putz(b, ")\n");
}

/* A further table of the source itself, ready under its name. */
static void put_input(struct buf *b, const struct plan_input *in, slice name)
{
    const struct origin from = {in->sheet, in->region, in->header_rows};

    put_source(b, &from);
    for (int i = 0; i < json_count(in->steps); i++) put_call(b, in->steps->item[i], &from);
    buf_putz(b, "    tables[");
    json_write_text(b, name);
    buf_putz(b, "] = t\n");
}

/* All steps in their order, those of the inputs first. */
static const struct json *all_steps(const struct plan *p, struct arena *a)
{
    struct json *all = json_new_array(a);

    for (int k = 0; k < p->ninput; k++)
        for (int i = 0; i < json_count(p->input[k].steps); i++)
            json_push(a, all, p->input[k].steps->item[i]);
    for (int i = 0; i < p->nstep; i++) json_push(a, all, p->step[i].doc);
    return all;
}

static bool can_write(const struct plan *p, const struct json *steps, struct err *e)
{
    for (int i = 0; i < steps->n; i++) {
        slice name = json_text(json_member(steps->item[i], "op"));

        if (slice_eqz(name, "common") || part_text(name).n == 0)
            return err_set(e, E_FAILED,
                           "step %d: the op \"%.*s\" has no counterpart in pandas code",
                           i - (steps->n - p->nstep) + 1, SLICE_ARG(name));
    }
    for (int k = 0; k < p->ninput; k++)
        if (p->input[k].file.n > 0)
            return err_set(e, E_FAILED,
                           "the plan works with further files, which its code would not be given");
    if (p->metrics != NULL && p->metrics->n > 0)
        return err_set(e, E_FAILED,
                       "metrics stay formulas: they have no counterpart in pandas code");
    return true;
}

/* What repair_text goes by. */
static void put_sets(struct buf *b, struct arena *a)
{
    const struct mojibake *m = mojibake_new(a);

    if (m == NULL) return;
    buf_putz(b, "\n\nSETS = (");
    for (const char *const *set = mojibake_sets(); *set != NULL; set++)
        buf_printf(b, "%s\"%s\"", set == mojibake_sets() ? "" : ", ", *set);
    buf_putz(b, ")\nUSUAL = ");
    json_write_text(b, mojibake_usual(m, a));
    buf_putc(b, '\n');
}

static void put_parts(struct buf *b, const struct json *steps, struct arena *a)
{
    buf_put(b, part_text(S("common")));
    for (int i = 0; i < steps->n; i++) {
        slice name = json_text(json_member(steps->item[i], "op"));
        bool before = false;

        for (int k = 0; k < i; k++)
            before |= slice_eq(json_text(json_member(steps->item[k], "op")), name);
        if (before) continue;
        if (slice_find(part_text(name), S("USUAL")) >= 0) put_sets(b, a);
        buf_putz(b, "\n\n");
        buf_put(b, part_text(name));
    }
}

bool draft_code(const struct plan *p, struct arena *a, slice *code, struct err *e)
{
    const struct origin from = {p->sheet, p->region, p->header_rows};
    const struct json *steps = all_steps(p, a);
    struct buf b = {0};

    if (!can_write(p, steps, e)) return false;
    buf_putz(&b, "import datetime\nimport decimal\nimport re\n\nimport pandas\n\n\n");
    put_parts(&b, steps, a);
    buf_putz(&b, "\n\ndef transform(df, ctx):\n");
    if (p->ninput > 0) buf_putz(&b, "    tables = {}\n");
    for (int k = 0; k < p->ninput; k++) put_input(&b, &p->input[k], p->table[k].name);
    put_source(&b, &from);
    for (int i = 0; i < p->nstep; i++) put_call(&b, p->step[i].doc, &from);
    buf_putz(&b, "    return t\n");
    *code = buf_take(&b, a);
    if (code->p == NULL) return err_set(e, E_LIMIT, "the code does not fit the memory limit");
    return true;
}
