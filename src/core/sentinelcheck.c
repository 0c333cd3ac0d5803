#include "sentinelcheck.h"

#include "keyset.h"

const struct sentinel_member sentinelcheck_runs_member[] = {
    {"runs", MEMBER_COUNT, false, NULL, "how many of the newest earlier runs to compare with (5)"},
    {0}};

const struct json *sentinelcheck_member(const struct sentinel *s, const char *name)
{
    return json_member(s->doc, name);
}

slice sentinelcheck_text(const struct sentinel *s, const char *name)
{
    const struct json *v = json_member(s->doc, name);

    return v != NULL && (v->type == J_TEXT || v->type == J_NUMBER) ? v->text : (slice){0};
}

struct failure *sentinelcheck_fail(struct sentinel *s, enum failure_code c, const char *member,
                                   const char *text)
{
    struct failures *l = s->failures;
    struct failure *x =
        failure_add(l, c, 0, "sentinel %d%s%s: %s", s->index + 1, s->check != NULL ? " " : "",
                    s->check != NULL ? s->check->name : "", text);

    x->argument = slice_z(member);
    x->pointer =
        arena_printf(l->arena, "/sentinels/%d%s%s", s->index, *member != 0 ? "/" : "", member);
    return x;
}

void sentinelcheck_bad(struct sentinel_target *x, const struct table *part, int col, int64_t r)
{
    struct place at;

    x->bad++;
    if (x->ncell == FAILURE_CELLS) return;
    at = table_place(part, col, r);
    x->cell[x->ncell++] = (struct failure_cell){.row = at.row,
                                                .col = at.col,
                                                .column = part->col[col].name,
                                                .value = column_cell(&part->col[col], r)};
}

void sentinelcheck_repeats(struct sentinel_target *x, const struct table *part, const int *column,
                           int n)
{
    int first = column != NULL ? column[0] : 0;

    x->of += part->nrow;
    for (int64_t from = 0; from < part->nrow; from += KEYSET_AHEAD) {
        struct keyset_key key[KEYSET_AHEAD];
        int64_t to = from + KEYSET_AHEAD < part->nrow ? from + KEYSET_AHEAD : part->nrow;

        for (int64_t r = from; r < to; r++) {
            struct keyset_key *k = &key[r - from];

            *k = keyset_key();
            for (int i = 0; i < n; i++)
                keyset_cell(k, column_cell(&part->col[column != NULL ? column[i] : i], r));
            keyset_prefetch(x->state, k);
        }
        for (int64_t r = from; r < to; r++)
            if (keyset_put(x->state, key[r - from])) sentinelcheck_bad(x, part, first, r);
    }
}

slice sentinelcheck_about(struct sentinel *s, const char *what, int col)
{
    return arena_printf(s->arena, "%s in column \"%.*s\"", what, SLICE_ARG(s->in->col[col].name));
}

const struct decimal *sentinelcheck_percent(int64_t part, int64_t all, struct arena *a)
{
    const struct decimal *v = decimal_mul(decimal_int(part, a), decimal_int(100, a), a);

    return all > 0 ? decimal_div(v, decimal_int(all, a), a) : decimal_int(0, a);
}

/* ----------------------------------------------------------------- history */

void sentinelcheck_keep(struct sentinel *s, slice column, const char *what, slice value)
{
    if (s->nmetric == s->metric_cap) {
        struct sentinel_metric *more =
            arena_new(s->arena, struct sentinel_metric, s->metric_cap = s->metric_cap * 2 + 4);

        if (more == NULL) return;
        if (s->nmetric > 0) memcpy(more, s->metric, sizeof *more * (size_t)s->nmetric);
        s->metric = more;
    }
    s->metric[s->nmetric++] = (struct sentinel_metric){0, column, slice_z(what), value};
}

int sentinelcheck_runs(struct sentinel *s)
{
    const struct sentinel_history *h = s->options->history;
    int want = (int)json_i64(sentinelcheck_member(s, "runs"), 5);
    struct failures *kept = s->failures;

    if (h != NULL && h->nrun > 0) return h->nrun < want ? h->nrun : want;
    s->failures = s->warnings;
    if (s->failures != NULL)
        sentinelcheck_fail(s, FAIL_SENTINEL_FAILED, "",
                           h != NULL ? "there is no earlier run to compare with yet"
                                     : "it compares with earlier runs of a pin, and there is no "
                                       "pin here: nothing was compared");
    s->failures = kept;
    return 0;
}

slice sentinelcheck_was(const struct sentinel *s, int i, slice column, const char *what)
{
    const struct sentinel_history *h = s->options->history;

    for (int k = 0; k < h->n; k++)
        if (h->at[k].run == h->run[i] && slice_eq(h->at[k].column, column) &&
            slice_eqz(h->at[k].what, what))
            return h->at[k].value;
    return (slice){0};
}

slice sentinelcheck_runs_text(const struct sentinel *s, int n)
{
    const struct sentinel_history *h = s->options->history;
    struct buf b = {0};

    buf_printf(&b, n == 1 ? "the last run (" : "the last %d runs (", n);
    for (int i = n; i-- > 0;) buf_printf(&b, "%lld%s", (long long)h->run[i], i > 0 ? ", " : ")");
    return buf_take(&b, s->arena);
}
