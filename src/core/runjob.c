#include "runjob.h"

#include <stdarg.h>
#include <stdio.h>

void runjob_stage(const struct runjob *j, const char *name, const char *fmt, ...)
{
    char text[640];
    va_list ap;

    if (j->q->on_stage == NULL) return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    j->q->on_stage(j->q->ctx, name, text);
}

/* The run ends here without a result. Returns false, so that callers can pass it on. */
bool runjob_stop(struct runjob *j, const char *outcome, const char *failed_as, enum err_code code,
                 const char *fmt, ...)
{
    char text[sizeof j->out->stop.text];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    j->out->outcome = outcome;
    j->failed_as = failed_as;
    return err_set(&j->out->stop, code, "%s", text);
}

bool runjob_stop_failures(struct runjob *j, const char *outcome)
{
    const struct failures *f = &j->out->failures;
    struct buf b = {0};

    if (f->n > 0) failure_text(&f->at[0], 0, &b);
    runjob_stop(j, outcome, f->n > 0 ? failure_name(f->at[0].code) : "failed", E_FAILED, "%.*s%s",
                SLICE_ARG(slice_trim(buf_slice(&b))), f->n > 1 ? " (and more)" : "");
    buf_free(&b);
    return false;
}
slice runjob_sheet_name(const struct inspection *in)
{
    return in->chosen >= 0 ? in->book->sheet[in->region[in->chosen].sheet].name : (slice){0};
}

slice runjob_line(const struct json *v, struct arena *a)
{
    struct buf b = {0};

    if (v == NULL) return (slice){0};
    /* Not sorted: the order of what group makes is the order of its columns. */
    json_write(&b, v, 0);
    return buf_take(&b, a);
}

bool runjob_earlier(struct runjob *j, struct sentinel_history *out, struct err *e)
{
    digest d = hash_sha256(runjob_line(j->out->plan, j->a));

    return store_history(j->store, j->q->orca, j->out->pin, j->out->plan != NULL ? d.hex : "",
                         HISTORY_RUNS, j->a, out, e);
}

bool runjob_ask(struct runjob *j, const struct author_request *r, const char *what,
                struct author_reply **out, struct err *e)
{
    struct author_reply *reply = arena_new(j->a, struct author_reply, 1);
    bool ok = author_ask(j->q->author, &j->q->author_config, r, what, j->a, reply, e);

    j->out->author_calls++;
    if (j->ncall < CALLS_MAX) {
        j->call[j->ncall].reply = reply;
        j->call[j->ncall++].prompt = hash_sha256(reply->request);
    }
    *out = reply;
    return ok;
}
