#include "author.h"

#include "clock.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define X(name) extern const struct author name;
#include "authors.gen.h"
#undef X

const struct author *const author_table[] = {
#define X(name) &name,
#include "authors.gen.h"
#undef X
    NULL};

const struct author *author_find(slice name)
{
    for (const struct author *const *b = author_table; *b != NULL; b++)
        if (slice_eqz(name, (*b)->name)) return *b;
    return NULL;
}

bool author_reply_parse(slice text, const char *ask, struct arena *a, struct author_reply *out,
                        struct err *e)
{
    const struct json *v = json_parse(a, text, e), *answer;
    bool plan = strcmp(ask, "plan") == 0;

    if (v == NULL) {
        if (e != NULL) e->code = E_AUTHOR;
        return err_wrap(e, "the author's reply is not JSON");
    }
    answer = json_member(v, ask);
    if (!json_is(answer, plan ? J_OBJECT : J_TEXT))
        return err_set(e, E_AUTHOR, "the author's reply has no %s \"%s\"",
                       plan ? "object" : "string", ask);
    if (plan)
        out->plan = answer;
    else
        out->code = json_text(answer);
    if (out->code.n > AUTHOR_CODE_MAX)
        return err_set(e, E_AUTHOR, "the author's code has %lld bytes, the limit is %d",
                       (long long)out->code.n, AUTHOR_CODE_MAX);
    out->note = json_text(json_member(v, "note"));
    out->model = json_text(json_member(v, "model"));
    out->tokens_in = json_i64(json_member(v, "tokens_in"), 0);
    out->tokens_out = json_i64(json_member(v, "tokens_out"), 0);
    return true;
}

/* The answer as the JSON that author_reply_parse reads. */
static slice reply_text(const struct author_reply *r, struct arena *a)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};

    jw_open(&w, NULL, '{');
    if (r->plan != NULL) jw_json(&w, "plan", r->plan);
    if (r->code.n > 0) jw_text(&w, "code", r->code);
    if (r->note.n > 0) jw_text(&w, "note", r->note);
    if (r->model.n > 0) jw_text(&w, "model", r->model);
    if (r->tokens_in > 0) jw_int(&w, "tokens_in", r->tokens_in);
    if (r->tokens_out > 0) jw_int(&w, "tokens_out", r->tokens_out);
    jw_close(&w, '}');
    return buf_take(&b, a);
}

/* One line at the end of the file in one write, so that two sessions may record into it. */
static bool record_call(const char *path, const char *ask, int round, slice request, slice response,
                        struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};
    struct arena a;
    bool ok;

    if (fd < 0) return err_set(e, E_OUTPUT, "%s cannot be recorded to: %s", path, strerror(errno));
    arena_init(&a, ARENA_NO_LIMIT);
    jw_open(&w, NULL, '{');
    jw_z(&w, "request_sha256", hash_sha256(request).hex);
    jw_z(&w, "ask", ask);
    jw_int(&w, "round", round);
    jw_json(&w, "reply", json_parse(&a, response, NULL));
    jw_close(&w, '}');
    buf_putc(&b, '\n');
    ok = write(fd, b.p, b.n) == (ssize_t)b.n;
    if (close(fd) != 0) ok = false;
    buf_free(&b);
    arena_free(&a);
    return ok || err_set(e, E_OUTPUT, "%s cannot be recorded to: %s", path, strerror(errno));
}

bool author_ask(const struct author *who, const struct author_config *c,
                const struct author_request *q, const char *ask, struct arena *a,
                struct author_reply *out, struct err *e)
{
    bool plan = strcmp(ask, "plan") == 0;
    int64_t begin = clock_ms();
    bool ok;

    *out = (struct author_reply){.request = author_request_text(q, ask, a)};
    ok = (plan ? who->plan : who->code)(c, q, a, out, e);
    out->ms = clock_is_fixed() ? 0 : clock_ms() - begin;
    if (!ok) return err_wrap(e, "author %s", who->name);
    if (out->response.n == 0) out->response = reply_text(out, a);
    return c == NULL || c->record == NULL ||
           record_call(c->record, ask, q->round, out->request, out->response, e);
}
