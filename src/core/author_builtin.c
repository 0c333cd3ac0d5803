/* author_builtin.c - the default author: no model, no key, no network. */
#include "author.h"
#include "draft.h"

static bool plan(const struct author_config *c, const struct author_request *q, struct arena *a,
                 struct author_reply *out, struct err *e)
{
    struct draft_options o = {.target = q->target, .earlier = q->earlier, .top = 1};
    struct draft d;

    (void)c;
    if (!draft_table(q->in, q->table, &o, a, &d, e)) return false;
    if (d.n == 0) return err_set(e, E_AUTHOR, "it has no plan for this table");
    out->plan = d.at[0].plan;
    out->note = d.at[0].reason;
    return true;
}

/* Its code is its plan in pandas: what no operator can do, it cannot write either. */
static bool code(const struct author_config *c, const struct author_request *q, struct arena *a,
                 struct author_reply *out, struct err *e)
{
    struct failures f = {.arena = a};
    struct author_reply drafted = {0};
    const struct plan *from = q->plan;
    struct plan parsed;

    if (q->round > 0)
        return err_set(e, E_AUTHOR,
                       "it cannot repair code; edit the code, or choose another author");
    if (from == NULL) {
        if (!plan(c, q, a, &drafted, e)) return false;
        if (!plan_parse(drafted.plan, a, &parsed, &f))
            return err_set(e, E_AUTHOR, "its own plan cannot be read");
        from = &parsed;
    }
    if (draft_code(from, a, &out->code, e)) return true;
    if (e != NULL) e->code = E_AUTHOR;
    return err_wrap(e, "no code either");
}

const struct author author_builtin = {
    .name = "builtin",
    .doc = "Rules and scores inside fettle; needs nothing and sends nothing.",
    .plan = plan,
    .code = code,
};
