#include "session.h"

#include "box.h"
#include "clock.h"
#include <stdlib.h>
#include <string.h>

enum { CPU_S = 3600 };

struct session {
    slice orca; /* p NULL: the place is free */
    const struct runtime *runtime;
    const char *isolation; /* as asked for */
    struct box_session *box;
    int snippet;
    int64_t used_ms;
};

struct sessions {
    struct session at[SESSION_MAX];
    int64_t ttl_ms;
};

struct sessions *sessions_open(int64_t ttl_s)
{
    struct sessions *s = calloc(1, sizeof *s);

    if (s == NULL) err_no_memory();
    s->ttl_ms = ttl_s * 1000;
    return s;
}

static void end(struct session *s)
{
    box_session_close(s->box);
    free((char *)(uintptr_t)s->orca.p);
    *s = (struct session){0};
}

void sessions_close(struct sessions *s)
{
    if (s == NULL) return;
    for (int i = 0; i < SESSION_MAX; i++) end(&s->at[i]);
    free(s);
}

static bool is_of(const struct session *s, slice orca)
{
    return s->orca.p != NULL && slice_eq(orca, s->orca);
}

static bool is_same_mode(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The orca's own, or a free place, at last that of the one that was idle longest. */
static struct session *find(struct sessions *s, slice orca, const struct exec_request *q)
{
    struct session *oldest = &s->at[0];
    char *name;

    for (int i = 0; i < SESSION_MAX; i++) {
        struct session *x = &s->at[i];

        if (is_of(x, orca) && x->runtime == q->runtime && is_same_mode(x->isolation, q->isolation))
            return x;
        if (oldest->orca.p != NULL && (x->orca.p == NULL || x->used_ms < oldest->used_ms))
            oldest = x;
    }
    end(oldest);
    name = malloc((size_t)orca.n + 1);
    if (name == NULL) err_no_memory();
    if (orca.n > 0) memcpy(name, orca.p, (size_t)orca.n);
    *oldest =
        (struct session){.orca = {name, orca.n}, .runtime = q->runtime, .isolation = q->isolation};
    return oldest;
}

bool sessions_run(struct sessions *s, slice orca, const struct exec_request *q, int fd_cancel,
                  struct arena *a, struct exec_record *out, struct err *e)
{
    struct exec_request own = *q;
    struct session *x;
    bool ok;

    sessions_sweep(s);
    x = find(s, orca, q);
    own.session = &x->box;
    own.limits.cpu_s = CPU_S;
    ok = backend_find(S("local"))->run(&own, fd_cancel, a, out, e);
    if (!ok) {
        end(x);
        return false;
    }
    x->snippet = out->resumed ? x->snippet + 1 : 1;
    out->snippet = x->snippet;
    x->used_ms = clock_ms();
    if (x->box == NULL) end(x);
    return true;
}

int sessions_end(struct sessions *s, slice orca)
{
    int n = 0;

    for (int i = 0; i < SESSION_MAX; i++)
        if (is_of(&s->at[i], orca)) end(&s->at[i]), n++;
    return n;
}

int sessions_sweep(struct sessions *s)
{
    int64_t now = clock_ms();
    int n = 0;

    for (int i = 0; i < SESSION_MAX; i++)
        if (s->at[i].orca.p != NULL && now - s->at[i].used_ms >= s->ttl_ms) end(&s->at[i]), n++;
    return n;
}
