#include "draftlevel.h"

#include "draftsearch.h"
#include "utf8.h"

enum { NAMES_MAX = 400 };

/* Where the names are cut: behind the first word or before the last one. */
enum cut { CUT_FIRST, CUT_LAST };

static bool in_row(const struct table *t, int64_t r, slice word)
{
    for (int c = 0; c < t->ncol; c++)
        if (slice_eq(utf8_trim(column_cell(&t->col[c], r)), word)) return true;
    return false;
}

static int distinct(const slice *word, int n)
{
    int all = 0;

    for (int i = 0; i < n; i++) {
        bool seen = false;

        for (int k = 0; k < i && !seen; k++) seen = slice_eq(word[k], word[i]);
        all += !seen;
    }
    return all;
}

/* Cuts every name at one blank, so that the side with one word is a label of its heading row. */
static bool cut_names(const struct table *bare, int header_rows, const struct table *t, int first,
                      int n, enum cut cut, slice *head, slice *tail)
{
    for (int i = 0; i < n; i++) {
        slice name = utf8_trim(t->col[first + i].name);
        ptrdiff_t at = slice_find(name, S(" "));

        for (ptrdiff_t k = name.n - 1; cut == CUT_LAST && k > at; k--)
            if (name.p[k] == ' ') at = k;
        if (at <= 0) return false;
        head[i] = slice_sub(name, 0, at);
        tail[i] = slice_sub(name, at + 1, name.n);
        if (!in_row(bare, cut == CUT_FIRST ? 0 : header_rows - 1,
                    cut == CUT_FIRST ? head[i] : tail[i]))
            return false;
    }
    return true;
}

void draftlevel_split(const struct table *bare, int header_rows, const struct table *was, int first,
                      int last, struct arena *a, struct json *steps, struct table *now,
                      struct buf *why)
{
    int n = last - first + 1, at = first < now->ncol - 2 ? now->ncol - 2 : first;
    slice *head = arena_new(a, slice, n), *tail = arena_new(a, slice, n);

    if (header_rows < 2 || header_rows > bare->nrow || n < 4 || n > NAMES_MAX || head == NULL ||
        tail == NULL)
        return;
    for (enum cut cut = CUT_FIRST; cut <= CUT_LAST; cut++) {
        struct json *step, *to;
        struct table next;
        int heads, tails;

        if (!cut_names(bare, header_rows, was, first, n, cut, head, tail)) continue;
        heads = distinct(head, n);
        tails = distinct(tail, n);
        if (heads < 2 || tails < 2 || heads * tails != n) continue;
        step = json_new_object(a);
        to = json_new_array(a);
        json_set(a, step, "op", json_new_text(a, S("split")));
        json_set(a, step, "column", draftsearch_column(now, at, a));
        if (cut == CUT_FIRST)
            json_set(a, step, "delimiter", json_new_text(a, S(" ")));
        else
            json_set(a, step, "pattern", json_new_text(a, S(" (?=[^ ]*$)")));
        json_push(a, to, json_new_text(a, draftsearch_name(was, head, n, a)));
        json_push(a, to, json_new_text(a, draftsearch_name(was, tail, n, a)));
        if (slice_eq(to->item[0]->text, to->item[1]->text))
            to->item[1] = json_new_text(a, arena_printf(a, "%.*s_2", SLICE_ARG(to->item[0]->text)));
        json_set(a, step, "to", to);
        json_set(a, step, "extra", json_new_text(a, S("merge")));
        if (!draftsearch_apply(step, now, a, &next)) continue;
        json_push(a, steps, step);
        *now = next;
        buf_putz(why, "; their names have two levels");
        return;
    }
}
