/* pattern.h - PCRE2 patterns of plans, with limits: a pattern comes from strangers and must not be
 * able to hang the program. */
#ifndef FETTLE_PATTERN_H
#define FETTLE_PATTERN_H

#include "arena.h"
#include "err.h"

enum { PATTERN_GROUPS = 32 };

struct pattern;
/* UTF-8, JIT where there is one. E_FAILED with the offset and PCRE2's sentence. */
struct pattern *pattern_open(slice text, bool ignore_case, struct err *e);
/* NULL is allowed. */
void pattern_close(struct pattern *p);

/* 1: found, group[0] is the whole match and group[1..n) what the groups matched (an unset group has
 * p NULL). 0: not found. -1: the match limit was passed. Invalid UTF-8 is matched as it is. */
int pattern_find(const struct pattern *p, slice subject, slice group[], int n);
/* Number of groups without the whole match. */
int pattern_groups(const struct pattern *p);
/* The name of group i (1-based), or the empty slice; borrowed. */
slice pattern_group_name(const struct pattern *p, int i);
/* Is `with` a replacement text for this pattern? */
bool pattern_check(const struct pattern *p, slice with);
/* Replaces every match; $1, ${name} and $0 stand for groups, $$ for a dollar. *n counts the
 * replacements; the subject itself comes back when there are none. -1 limit, -2 a bad replacement
 * text, else 0. */
int pattern_replace(const struct pattern *p, slice subject, slice with, struct arena *a, slice *out,
                    int64_t *n);

#endif
