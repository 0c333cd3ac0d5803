/* session.h - interpreters of the sandbox that are kept between snippets of code, so that variables
 * and files persist. Each belongs to one orca, one runtime and one isolation; no other run ever
 * sees it. Not for several threads at once. */
#ifndef FETTLE_SESSION_H
#define FETTLE_SESSION_H

#include "backend.h"

enum {
    SESSION_TTL_S = 3600,  /* a session that was idle for so long ends */
    SESSION_SWEEP_S = 600, /* how often to look for such */
    SESSION_MAX = 16       /* beyond that the one that was idle longest ends */
};

struct sessions;
struct sessions *sessions_open(int64_t ttl_s);
/* Ends them all. NULL is allowed. */
void sessions_close(struct sessions *s);

/* Runs q's code in the orca's session, or begins one. An ending that is not the code's own (time,
 * memory, a crash) ends the session; out->kept says whether it lives, out->snippet how many it has
 * run. The limits of its first snippet hold for the session, but for the wall clock; processor time
 * is limited over all of it. Returns as backend.run. */
bool sessions_run(struct sessions *s, slice orca, const struct exec_request *q, int fd_cancel,
                  struct arena *a, struct exec_record *out, struct err *e);
/* Ends the orca's sessions; how many there were. */
int sessions_end(struct sessions *s, slice orca);
/* Ends those that were idle too long; how many. */
int sessions_sweep(struct sessions *s);

#endif
