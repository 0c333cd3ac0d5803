/* author_replay.c - answers from a file of recorded calls; asks nobody.
 *
 * The file has one JSON object a line: {"request_sha256","ask","round","reply"}. The digest is that
 * of the canonical request, so an answer is only given to the very question it was recorded for. Of
 * several answers to one question the last counts. */
#include "author.h"
#include "fs.h"

enum { REPLAY_MAX = 64 << 20 };

static bool answer(const struct author_config *c, const char *ask, struct arena *a,
                   struct author_reply *out, struct err *e)
{
    digest d = hash_sha256(out->request);
    const struct json *found = NULL;
    struct buf b = {0};
    slice rest, text;
    int line = 0;

    if (c == NULL || c->replay == NULL)
        return err_set(e, E_USAGE, "no file of recorded replies was named; give one with --replay");
    if (!fs_read(c->replay, REPLAY_MAX, a, &text, e)) return false;
    for (rest = text; rest.n > 0;) {
        slice at = slice_trim(slice_cut(rest, '\n', &rest));
        const struct json *v;

        line++;
        if (at.n == 0) continue;
        if ((v = json_parse(a, at, e)) == NULL) {
            if (e != NULL) e->code = E_AUTHOR;
            return err_wrap(e, "%s, line %d", c->replay, line);
        }
        if (slice_eqz(json_text(json_member(v, "request_sha256")), d.hex) &&
            slice_eqz(json_text(json_member(v, "ask")), ask))
            found = json_member(v, "reply");
    }
    if (found == NULL)
        return err_set(e, E_AUTHOR,
                       "%s has no recorded reply to this question for %s (request %s); "
                       "--record FILE with another author records one",
                       c->replay, ask, d.hex);
    json_write(&b, found, 0);
    out->response = buf_take(&b, a);
    return author_reply_parse(out->response, ask, a, out, e);
}

static bool plan(const struct author_config *c, const struct author_request *q, struct arena *a,
                 struct author_reply *out, struct err *e)
{
    (void)q;
    return answer(c, "plan", a, out, e);
}

static bool code(const struct author_config *c, const struct author_request *q, struct arena *a,
                 struct author_reply *out, struct err *e)
{
    (void)q;
    return answer(c, "code", a, out, e);
}

const struct author author_replay = {
    .name = "replay",
    .doc = "Recorded replies from a file; asks nobody.",
    .plan = plan,
    .code = code,
};
