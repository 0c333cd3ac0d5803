#include "opdoc.h"

#include "plan.h"
#include "sentinel.h"
#include "target.h"

static const char *type_text(enum op_type t)
{
    switch (t) {
    case OP_COLUMN:
        return "column";
    case OP_COLUMNS:
        return "list of columns";
    case OP_TEXT:
        return "text";
    case OP_TEXTS:
        return "list of texts";
    case OP_NAME:
        return "new column name";
    case OP_INT:
        return "whole number";
    case OP_BOOL:
        return "true or false";
    case OP_CHOICE:
        return "one of";
    case OP_PAIRS:
        return "object of texts";
    case OP_RENAMES:
        return "object: old column name, new name";
    case OP_PATTERN:
        return "pattern (PCRE2)";
    case OP_FORMULA:
        return "formula";
    case OP_TABLE:
        return "name of a further input";
    }
    return "";
}

/* What a parameter takes, for people: "list of columns", "one of above, below". */
static slice param_text(const struct op_param *p, struct arena *a)
{
    struct buf b = {0};

    buf_putz(&b, type_text(p->type));
    for (int i = 0; p->choice != NULL && p->choice[i] != NULL; i++)
        buf_printf(&b, "%s%s", i > 0 ? ", " : " ", p->choice[i]);
    if (p->type == OP_INT && p->max < 1000000)
        buf_printf(&b, " from %lld to %lld", (long long)p->min, (long long)p->max);
    else if (p->type == OP_INT)
        buf_printf(&b, " from %lld", (long long)p->min);
    return buf_take(&b, a);
}

static bool required(const struct op_param *p)
{
    return !p->optional && p->fallback == NULL;
}

/* ---------------------------------------------------------------- data */

static const char *type_name(enum op_type t)
{
    static const char *const name[] = {
        [OP_COLUMN] = "column",   [OP_COLUMNS] = "columns", [OP_TEXT] = "text",
        [OP_TEXTS] = "texts",     [OP_NAME] = "name",       [OP_INT] = "integer",
        [OP_BOOL] = "boolean",    [OP_CHOICE] = "choice",   [OP_PAIRS] = "pairs",
        [OP_RENAMES] = "renames", [OP_PATTERN] = "pattern", [OP_FORMULA] = "formula",
        [OP_TABLE] = "table"};

    return name[t];
}

static void fallback(struct json_writer *w, const char *key, const struct op_param *p,
                     struct arena *a)
{
    struct err e = {0};

    if (p->fallback != NULL) jw_json(w, key, json_parse(a, slice_z(p->fallback), &e));
}

static void param_json(struct json_writer *w, const struct op_param *p, struct arena *a)
{
    jw_open(w, NULL, '{');
    jw_z(w, "name", p->name);
    jw_z(w, "type", type_name(p->type));
    jw_bool(w, "required", required(p));
    fallback(w, "default", p, a);
    if (p->choice != NULL) {
        jw_open(w, "choices", '[');
        for (int i = 0; p->choice[i] != NULL; i++) jw_z(w, NULL, p->choice[i]);
        jw_close(w, ']');
    }
    if (p->type == OP_INT) {
        jw_int(w, "minimum", p->min);
        jw_int(w, "maximum", p->max);
    }
    jw_z(w, "doc", p->doc);
    jw_close(w, '}');
}

static void example_json(struct json_writer *w, const struct op_example *x, struct arena *a)
{
    struct err e = {0};

    jw_open(w, NULL, '{');
    jw_json(w, "arguments", json_parse(a, slice_z(x->args), &e));
    jw_z(w, "before", x->before);
    if (x->after != NULL) jw_z(w, "after", x->after);
    if (x->fails != NULL) jw_z(w, "fails", x->fails);
    jw_close(w, '}');
}

void opdoc_json(struct json_writer *w)
{
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    jw_open(w, NULL, '{');
    jw_z(w, "fettle", "ops/1");
    jw_open(w, "ops", '[');
    for (const struct op *const *o = op_table; *o != NULL; o++) {
        jw_open(w, NULL, '{');
        jw_z(w, "name", (*o)->name);
        jw_int(w, "version", (*o)->version);
        jw_z(w, "group", (*o)->group);
        jw_z(w, "doc", (*o)->doc);
        jw_bool(w, "dynamic", (*o)->dynamic);
        jw_open(w, "parameters", '[');
        for (const struct op_param *p = (*o)->param; p->name != NULL; p++) param_json(w, p, &a);
        jw_close(w, ']');
        if ((*o)->input != NULL) {
            jw_open(w, "inputs", '{');
            for (const struct op_example_input *x = (*o)->input; x->name != NULL; x++)
                jw_z(w, x->name, x->csv);
            jw_close(w, '}');
        }
        jw_open(w, "examples", '[');
        for (const struct op_example *x = (*o)->example; x->args != NULL; x++)
            example_json(w, x, &a);
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
    arena_free(&a);
}

/* ---------------------------------------------------------------- hint */

/* The step as JSON, from an example's arguments. */
static void step_text(struct buf *out, const struct op *op, const char *args)
{
    slice inner = slice_trim(slice_z(args));

    inner = slice_trim(slice_sub(inner, 1, inner.n - 1));
    buf_printf(out, "{\"op\":\"%s\"%s%.*s}", op->name, inner.n > 0 ? "," : "", SLICE_ARG(inner));
}

void opdoc_prompt(struct buf *out)
{
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    buf_putz(out,
             "A plan is JSON: {\"fettle\":\"plan/1\",\"steps\":[STEP, ...]}.\n"
             "A STEP is {\"op\":NAME, ARGUMENT: VALUE, ...}. Steps run in order; the columns a "
             "step names are those of the table before that step.\n"
             "A column is its name, its position from 1, or, where names repeat, "
             "{\"column\":NAME,\"nth\":N}.\n"
             "Further tables are declared beside the steps: \"inputs\":{NAME:{\"file\":FILE "
             "beside the source, or \"sheet\":SHEET of it, \"steps\":[STEP, ...]}}.\n"
             "Use only these ops (* marks a required argument):\n");
    for (const struct op *const *o = op_table; *o != NULL; o++) {
        const struct op_example *x = (*o)->example;

        buf_printf(out, "\n%s: %s\n", (*o)->name, (*o)->doc);
        for (const struct op_param *p = (*o)->param; p->name != NULL; p++) {
            buf_printf(out, "  %s%s: %.*s; %s", p->name, required(p) ? "*" : "",
                       SLICE_ARG(param_text(p, &a)), p->doc);
            if (p->fallback != NULL) buf_printf(out, " (default %s)", p->fallback);
            buf_putc(out, '\n');
        }
        while (x->args != NULL && x->after == NULL) x++;
        if (x->args == NULL) continue;
        buf_putz(out, "  e.g. ");
        step_text(out, *o, x->args);
        buf_putc(out, '\n');
    }
    arena_free(&a);
}

/* -------------------------------------------------------------- schema */

static void string_type(struct json_writer *w)
{
    jw_z(w, "type", "string");
}

static void param_type(struct json_writer *w, const struct op_param *p)
{
    switch (p->type) {
    case OP_COLUMN:
        jw_z(w, "$ref", "#/$defs/column");
        break;
    case OP_COLUMNS:
        jw_z(w, "$ref", "#/$defs/columns");
        break;
    case OP_NAME:
    case OP_TABLE:
        jw_z(w, "$ref", "#/$defs/name");
        break;
    case OP_TEXT:
        string_type(w);
        break;
    case OP_PATTERN:
    case OP_FORMULA:
        string_type(w);
        jw_int(w, "minLength", 1);
        break;
    case OP_TEXTS:
        jw_z(w, "type", "array");
        jw_int(w, "minItems", 1);
        jw_open(w, "items", '{');
        string_type(w);
        jw_close(w, '}');
        break;
    case OP_INT:
        jw_z(w, "type", "integer");
        jw_int(w, "minimum", p->min);
        jw_int(w, "maximum", p->max);
        break;
    case OP_BOOL:
        jw_z(w, "type", "boolean");
        break;
    case OP_CHOICE:
        jw_open(w, "enum", '[');
        for (int i = 0; p->choice[i] != NULL; i++) jw_z(w, NULL, p->choice[i]);
        jw_close(w, ']');
        break;
    case OP_PAIRS:
    case OP_RENAMES:
        jw_z(w, "type", "object");
        jw_int(w, "minProperties", 1);
        jw_open(w, "additionalProperties", '{');
        string_type(w);
        jw_close(w, '}');
        break;
    }
}

static void step_schema(struct json_writer *w, const struct op *op, struct arena *a)
{
    jw_open(w, op->name, '{');
    jw_z(w, "type", "object");
    jw_z(w, "description", op->doc);
    jw_open(w, "properties", '{');
    jw_open(w, "op", '{');
    jw_z(w, "const", op->name);
    jw_close(w, '}');
    for (const struct op_param *p = op->param; p->name != NULL; p++) {
        jw_open(w, p->name, '{');
        param_type(w, p);
        fallback(w, "default", p, a);
        jw_z(w, "description", p->doc);
        jw_close(w, '}');
    }
    jw_close(w, '}');
    jw_open(w, "required", '[');
    jw_z(w, NULL, "op");
    for (const struct op_param *p = op->param; p->name != NULL; p++)
        if (required(p)) jw_z(w, NULL, p->name);
    jw_close(w, ']');
    jw_bool(w, "additionalProperties", false);
    jw_close(w, '}');
}

/* The parts that every op shares, as JSON of our own. */
static const char shared_defs[] =
    "{\"name\":{\"type\":\"string\",\"pattern\":\"\\\\S\"},"
    "\"column\":{\"description\":\"a column: its name, its position from 1, or the nth of a "
    "name\",\"oneOf\":[{\"type\":\"string\"},{\"type\":\"integer\",\"minimum\":1},"
    "{\"type\":\"object\",\"properties\":{\"column\":{\"type\":\"string\"},"
    "\"nth\":{\"type\":\"integer\",\"minimum\":1}},\"required\":[\"column\"],"
    "\"additionalProperties\":false}]},"
    "\"columns\":{\"type\":\"array\",\"minItems\":1,\"uniqueItems\":true,"
    "\"items\":{\"$ref\":\"#/$defs/column\"}}}";

static const char source_schema[] =
    "{\"type\":\"object\",\"properties\":{\"sheet\":{\"type\":\"string\"},"
    "\"region\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":100000},"
    "\"header_rows\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":1000}},"
    "\"additionalProperties\":false}";

static const char inputs_schema[] =
    "{\"type\":\"object\",\"maxProperties\":1000,\"additionalProperties\":{"
    "\"type\":\"object\",\"properties\":{\"file\":{\"type\":\"string\",\"minLength\":1},"
    "\"sheet\":{\"type\":\"string\"},"
    "\"region\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":100000},"
    "\"header_rows\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":1000},"
    "\"steps\":{\"$ref\":\"#/$defs/steps\"}},\"minProperties\":1,"
    "\"additionalProperties\":false}}";

static const char metrics_schema[] =
    "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"name\":{\"$ref\":\"#/$defs/name\"},\"formula\":{\"type\":\"string\",\"minLength\":1},"
    "\"unit\":{\"type\":\"string\"}},\"required\":[\"name\",\"formula\"],"
    "\"additionalProperties\":false}}";

static void put_json(struct json_writer *w, const char *key, const char *text, struct arena *a)
{
    struct err e = {0};

    jw_json(w, key, json_parse(a, slice_z(text), &e));
}

void opdoc_schema(struct buf *out)
{
    struct json_writer w = {.out = out, .indent = 1};
    struct arena a;
    struct err e = {0};
    const struct json *defs;

    arena_init(&a, ARENA_NO_LIMIT);
    defs = json_parse(&a, slice_z(shared_defs), &e);
    jw_open(&w, NULL, '{');
    jw_z(&w, "$schema", "https://json-schema.org/draft/2020-12/schema");
    jw_z(&w, "title", "fettle plan/1");
    jw_z(&w, "type", "object");
    jw_open(&w, "properties", '{');
    put_json(&w, "fettle", "{\"const\":\"plan/1\"}", &a);
    put_json(&w, "source", source_schema, &a);
    put_json(&w, "inputs", inputs_schema, &a);
    put_json(&w, "steps", "{\"$ref\":\"#/$defs/steps\"}", &a);
    put_json(&w, "metrics", metrics_schema, &a);
    jw_open(&w, "sentinels", '{');
    jw_z(&w, "type", "array");
    sentinel_schema(&w, "items");
    jw_close(&w, '}');
    put_json(&w, "target", "{\"type\":[\"string\",\"object\"]}", &a);
    jw_close(&w, '}');
    put_json(&w, "required", "[\"fettle\",\"steps\"]", &a);
    jw_bool(&w, "additionalProperties", false);
    jw_open(&w, "$defs", '{');
    for (int i = 0; i < json_count(defs); i++) {
        char *z = arena_z(&a, defs->key[i]);

        jw_json(&w, z, defs->item[i]);
    }
    jw_open(&w, "steps", '{');
    jw_z(&w, "type", "array");
    jw_int(&w, "maxItems", PLAN_STEPS_MAX);
    jw_open(&w, "items", '{');
    jw_open(&w, "oneOf", '[');
    for (const struct op *const *o = op_table; *o != NULL; o++) {
        jw_open(&w, NULL, '{');
        jw_text(&w, "$ref", arena_printf(&a, "#/$defs/ops/%s", (*o)->name));
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    jw_close(&w, '}');
    jw_open(&w, "ops", '{');
    for (const struct op *const *o = op_table; *o != NULL; o++) step_schema(&w, *o, &a);
    jw_close(&w, '}');
    jw_close(&w, '}');
    jw_close(&w, '}');
    arena_free(&a);
}

/* -------------------------------------------------------------- manual */

/* Text in mdoc: no line may begin with a control character, a backslash is \e. */
static void mdoc_text(struct buf *out, const char *z)
{
    bool start = true;

    for (; *z != 0; z++) {
        if (start && (*z == '.' || *z == '\'')) buf_putz(out, "\\&");
        if (*z == '\\')
            buf_putz(out, "\\e");
        else
            buf_putc(out, *z);
        start = *z == '\n';
    }
}

static void mdoc_params(struct buf *out, const struct op *op, struct arena *a)
{
    if (op->param->name == NULL) return;
    buf_putz(out, ".Bl -tag -width 12n\n");
    for (const struct op_param *p = op->param; p->name != NULL; p++) {
        buf_printf(out, ".It Fa %s\n", p->name);
        buf_printf(out, "(%.*s%s) ", SLICE_ARG(param_text(p, a)), required(p) ? ", required" : "");
        mdoc_text(out, p->doc);
        if (p->fallback != NULL) {
            buf_putz(out, "; default ");
            mdoc_text(out, p->fallback);
        }
        buf_putz(out, ".\n");
    }
    buf_putz(out, ".El\n");
}

static void mdoc_table(struct buf *out, const char *csv)
{
    /* An indented block: each line of the table gets four blanks. */
    bool start = true;

    for (; *csv != 0; csv++) {
        if (start) buf_putz(out, "    ");
        if (*csv == '\\')
            buf_putz(out, "\\e");
        else
            buf_putc(out, *csv);
        start = *csv == '\n';
    }
}

static void mdoc_example(struct buf *out, const struct op *op, const struct op_example *x)
{
    struct buf step = {0};

    if (x->after == NULL) return;
    step_text(&step, op, x->args);
    buf_putc(&step, 0);
    buf_putz(out, ".Bd -literal -offset indent\n");
    mdoc_text(out, step.p);
    buf_putz(out, "\n");
    mdoc_table(out, x->before);
    buf_putz(out, "becomes\n");
    mdoc_table(out, x->after);
    buf_putz(out, ".Ed\n");
    buf_free(&step);
}

/* The further tables that the examples of an op name. */
static void mdoc_inputs(struct buf *out, const struct op *op)
{
    for (const struct op_example_input *x = op->input; x != NULL && x->name != NULL; x++) {
        buf_printf(out, ".Bd -literal -offset indent\nthe input \"%s\"\n", x->name);
        mdoc_table(out, x->csv);
        buf_putz(out, ".Ed\n");
    }
}

static const char mdoc_head[] =
    ".Dd $Mdocdate$\n.Dt FETTLE-OPS 7\n.Os\n.Sh NAME\n.Nm fettle-ops\n"
    ".Nd the typed operations and the sentinels of a fettle plan\n.Sh DESCRIPTION\n"
    "A plan is a JSON document with an array of steps:\n"
    ".Bd -literal -offset indent\n"
    "{\"fettle\": \"plan/1\",\n"
    " \"steps\": [{\"op\": \"fill\", \"columns\": [\"region\"]}]}\n.Ed\n.Pp\n"
    "Each step names one of the operations below and its arguments.\n"
    "The columns that a step names are those of the table as it stands before that step.\n"
    "A column is given by its name, by its position counted from 1, or, where a name repeats,\n"
    "as an object with the members\n.Fa column\nand\n.Fa nth .\n"
    "A position past the table is refused.\n.Pp\n"
    "Further tables, for join and union, are declared in the member\n.Fa inputs :\n"
    ".Bd -literal -offset indent\n"
    "{\"fettle\": \"plan/1\",\n"
    " \"inputs\": {\"rates\": {\"file\": \"rates.csv\",\n"
    "                       \"steps\": [{\"op\": \"trim\", \"columns\": [\"site\"]}]}},\n"
    " \"steps\": [{\"op\": \"join\", \"with\": \"rates\", \"on\": [\"site\"]}]}\n.Ed\n.Pp\n"
    "An input is a\n.Fa file\nin the folder of the source (or below it), or without one another\n"
    ".Fa sheet\nor\n.Fa region\nof the source;\n.Fa header_rows\nsays how many rows name its "
    "columns, and its own\n.Fa steps\nare run before it is used.\n.Pp\n"
    "The command\n.Ql fettle plan check\nfinds every mistake of a plan before it runs.\n"
    "The examples below are also the tests of the operations.\n";

void opdoc_mdoc(struct buf *out)
{
    static const char *const group[][2] = {{"rows", "ROWS"},     {"columns", "COLUMNS"},
                                           {"header", "HEADER"}, {"cells", "CELLS"},
                                           {"shape", "SHAPE"},   {"tables", "TABLES"}};
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    buf_putz(out, mdoc_head);
    for (size_t g = 0; g < sizeof group / sizeof group[0]; g++) {
        bool any = false;

        for (const struct op *const *o = op_table; *o != NULL; o++) {
            if (strcmp((*o)->group, group[g][0]) != 0) continue;
            if (!any) buf_printf(out, ".Sh %s\n", group[g][1]);
            any = true;
            buf_printf(out, ".Ss %s\n", (*o)->name);
            mdoc_text(out, (*o)->doc);
            buf_putc(out, '\n');
            mdoc_params(out, *o, &a);
            mdoc_inputs(out, *o);
            for (const struct op_example *x = (*o)->example; x->args != NULL; x++)
                mdoc_example(out, *o, x);
        }
    }
    sentinel_mdoc(out);
    target_mdoc(out);
    buf_putz(out, ".Sh SEE ALSO\n.Xr fettle 1\n");
    arena_free(&a);
}
