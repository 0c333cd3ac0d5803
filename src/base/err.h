/* err.h - an error is a value: code, place, sentence. Set once by who knows, wrapped upwards. */
#ifndef FETTLE_ERR_H
#define FETTLE_ERR_H

#include <stdbool.h>
#include <stdint.h>

/* X(id, what it means, exit status); one line is all that a new code needs. In the order of the
 * exit statuses, which --help and fettle(1) list from here. */
/* clang-format off */
#define ERR_LIST(X)                                                            \
    X(NONE,    "done", 0)                                                      \
    X(FAILED,  "the data or the plan failed a check", 1)                       \
    X(AUTHOR,  "an author could not answer", 1)                                \
    X(CODE,    "the code failed (syntax, exception or contract)", 1)           \
    X(USAGE,   "wrong usage", 2)                                               \
    X(OUTPUT,  "the output cannot be written", 2)                              \
    X(TERM,    "there is no usable terminal", 2)                               \
    X(SOURCE,  "the source cannot be read (missing, encrypted, corrupt)", 3)   \
    X(LIMIT,   "a size limit was passed", 3)                                   \
    X(SANDBOX, "the sandbox refused or killed the code", 4)                    \
    X(POLICY,  "nothing is pinned and the policy forbids asking an author", 5) \
    X(STORE,   "the cache cannot be used", 6)                                  \
    X(SYSTEM,  "a system call failed", 70)                                     \
    X(CANCEL,  "cancelled", 130)
/* clang-format on */

enum err_code {
#define X(id, text, status) E_##id,
    ERR_LIST(X)
#undef X
        ERR_CODES
};

struct err {
    enum err_code code;
    int step;         /* 1-based plan step; 0: not about one */
    int64_t row, col; /* 1-based source place; 0: not about one */
    char text[480];   /* one sentence without a full stop; UTF-8 */
};

/* Sets e (a NULL e is allowed) and returns false, so that callers can `return err_set(...)`. */
bool err_set(struct err *e, enum err_code c, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Puts "where: " in front of the sentence. Returns false. */
bool err_wrap(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int err_exit_status(enum err_code c);
/* The machine has no memory left: says so and aborts. */
_Noreturn void err_no_memory(void);
/* What the code means, in a few words. */
const char *err_meaning(enum err_code c);

#endif
