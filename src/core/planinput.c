#include "planinput.h"

#include "inspect.h"
#include "jsonpointer.h"

/* One input being read. */
struct reading {
    struct plan_input *input;
    slice name, at; /* "rates" and its pointer: "/inputs/rates" */
    struct arena *arena;
    struct failures *failures;
};

static bool refuse(const struct reading *r, const char *member, const struct err *e)
{
    struct failure *f =
        failure_add(r->failures, e->code == E_LIMIT ? FAIL_LIMIT : FAIL_BAD_ARGUMENT, 0,
                    "input \"%.*s\": %s", SLICE_ARG(r->name), e->text);

    f->pointer = arena_printf(r->arena, "%.*s/%s", SLICE_ARG(r->at), member);
    f->argument = slice_z(member);
    return false;
}

/* The folder of a path, with its slash; empty for what lies where we are. */
static slice folder_of(slice path)
{
    while (path.n > 0 && path.p[path.n - 1] != '/') path.n--;
    return path;
}

static const struct workbook *open_book(const struct reading *r, const struct workbook *own,
                                        const char *folder, const struct read_options *o)
{
    slice file = r->input->file;
    struct source *source = arena_new(r->arena, struct source, 1);
    struct workbook *book = arena_new(r->arena, struct workbook, 1);
    struct err e = {0};
    slice path;

    if (file.n == 0) return own;
    if (folder != NULL)
        path = arena_printf(r->arena, "%s/%.*s", folder, SLICE_ARG(file));
    else
        path = arena_printf(r->arena, "%.*s%.*s", SLICE_ARG(folder_of(own->source->path)),
                            SLICE_ARG(file));
    if (source == NULL || book == NULL || path.p == NULL)
        err_set(&e, E_LIMIT, "the input does not fit the memory limit");
    else if (source_open(source, path.p, o, r->arena, &e) &&
             workbook_read(source, o, r->arena, book, &e))
        return book;
    refuse(r, "file", &e);
    return NULL;
}

static bool read_table(const struct reading *r, const struct workbook *book,
                       const struct read_options *o, struct table *out, const struct table **sheet)
{
    const char *member = r->input->region > 0 ? "region" : r->input->sheet.n > 0 ? "sheet" : "file";
    struct inspection in;
    struct err e = {0};

    if (!inspect(book, o, r->arena, &in, &e)) return refuse(r, member, &e);
    if (in.chosen < 0) {
        err_set(&e, E_SOURCE, "%.*s has no table", SLICE_ARG(book->source->name));
        return refuse(r, member, &e);
    }
    *sheet = &book->sheet[in.region[in.chosen].sheet].cells;
    return inspect_table(&in, o->header_rows, r->arena, out, &e) || refuse(r, member, &e);
}

/* The input's own steps, which know no further inputs. Their failures point into the input. */
static bool run_steps(const struct reading *r, slice source_name, const struct table *sheet,
                      struct table *t)
{
    struct failures f = {.arena = r->arena};
    struct json *doc = json_new_object(r->arena);
    struct plan_options o = {
        .source_name = source_name, .sheet_name = r->input->sheet, .sheet = sheet};
    struct plan_result out;
    struct plan p;
    bool ok;

    json_set(r->arena, doc, "fettle", json_new_text(r->arena, S("plan/1")));
    json_set(r->arena, doc, "steps", r->input->steps);
    ok = plan_parse(doc, r->arena, &p, &f) && plan_apply(&p, t, &o, r->arena, &out, &f);
    if (ok) *t = out.table;
    for (int i = 0; i < f.n; i++) {
        struct failure *x = failure_add(r->failures, f.at[i].code, 0, "%s", "");

        *x = f.at[i];
        x->pointer = arena_printf(r->arena, "%.*s%.*s", SLICE_ARG(r->at), SLICE_ARG(x->pointer));
        /* Its number would be taken for one of the plan's own steps. */
        x->message = arena_printf(r->arena, "input \"%.*s\", step %d: %.*s", SLICE_ARG(r->name),
                                  x->step, SLICE_ARG(x->message));
        x->step = 0;
    }
    return ok;
}

static bool load(const struct reading *r, const struct workbook *own, const char *folder,
                 struct op_table *out)
{
    struct read_options o = READ_DEFAULTS;
    struct table *t = arena_new(r->arena, struct table, 1);
    const struct workbook *book;
    const struct table *sheet = NULL;

    if (r->input->sheet.n > 0) o.sheet = arena_z(r->arena, r->input->sheet);
    o.region = r->input->region;
    o.header_rows = r->input->header_rows;
    book = open_book(r, own, folder, &o);
    if (book == NULL || t == NULL || !read_table(r, book, &o, t, &sheet)) return false;
    if (r->input->steps != NULL && !run_steps(r, book->source->name, sheet, t)) return false;
    out->table = t;
    return true;
}

bool planinput_load(struct plan *p, const struct workbook *book, const char *folder,
                    struct arena *a, struct failures *f)
{
    bool ok = true;

    for (int i = 0; i < p->ninput; i++) {
        struct reading r = {&p->input[i], p->table[i].name, S(""), a, f};
        struct buf at = {0};

        buf_putz(&at, "/inputs");
        jsonpointer_put(&at, p->table[i].name);
        r.at = buf_take(&at, a);
        ok = !r.input->refused && load(&r, book, folder, &p->table[i]) && ok;
    }
    return ok;
}

const slice *planinput_labels(const struct plan *p, slice sheet, struct arena *a)
{
    slice *label = arena_new(a, slice, p->ninput > 0 ? p->ninput + 1 : 1);

    if (label == NULL) return NULL;
    label[0] = sheet;
    for (int i = 0; i < p->ninput; i++) {
        const struct plan_input *x = &p->input[i];

        if (x->file.n == 0)
            label[i + 1] = x->sheet.n > 0 ? x->sheet : sheet;
        else if (x->sheet.n == 0)
            label[i + 1] = x->file;
        else
            label[i + 1] = arena_printf(a, "[%.*s]%.*s", SLICE_ARG(x->file), SLICE_ARG(x->sheet));
    }
    return label;
}
