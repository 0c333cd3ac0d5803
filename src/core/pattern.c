#include "pattern.h"

#include "utf8.h"
#include <stdlib.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* PCRE2's own default match limit is 10 million; a cell is short, so a tenth is generous and ends
 * an exploding pattern within milliseconds. */
enum { MATCH_STEPS = 1000000, HEAP_KIB = 20000 };

struct pattern {
    pcre2_code *code;
    pcre2_match_context *context;
    pcre2_match_data *data;
    uint32_t groups, name_size, names;
    PCRE2_SPTR name_table;
};

struct pattern *pattern_open(slice text, bool ignore_case, struct err *e)
{
    int error = 0;
    PCRE2_SIZE at = 0;
    uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    struct pattern *p;
    pcre2_code *code;

    if (ignore_case) flags |= PCRE2_CASELESS;
    code = pcre2_compile((PCRE2_SPTR)(text.n > 0 ? text.p : ""), (PCRE2_SIZE)text.n, flags, &error,
                         &at, NULL);
    if (code == NULL) {
        unsigned char why[160];

        pcre2_get_error_message(error, why, sizeof why);
        err_set(e, E_FAILED, "the pattern is wrong at character %zu: %s", (size_t)at + 1,
                (const char *)why);
        return NULL;
    }
    p = calloc(1, sizeof *p);
    if (p != NULL) {
        p->code = code;
        p->context = pcre2_match_context_create(NULL);
        p->data = pcre2_match_data_create_from_pattern(code, NULL);
    }
    if (p == NULL || p->context == NULL || p->data == NULL) err_no_memory();
    pcre2_set_match_limit(p->context, MATCH_STEPS);
    pcre2_set_depth_limit(p->context, MATCH_STEPS);
    pcre2_set_heap_limit(p->context, HEAP_KIB);
    /* Without JIT (a platform may lack it) matching is only slower. */
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &p->groups);
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &p->names);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &p->name_size);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &p->name_table);
    return p;
}

void pattern_close(struct pattern *p)
{
    if (p == NULL) return;
    pcre2_match_data_free(p->data);
    pcre2_match_context_free(p->context);
    pcre2_code_free(p->code);
    free(p);
}

int pattern_find(const struct pattern *p, slice subject, slice group[], int n)
{
    int found = pcre2_match(p->code, (PCRE2_SPTR)(subject.n > 0 ? subject.p : ""),
                            (PCRE2_SIZE)subject.n, 0, 0, p->data, p->context);
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->data);

    if (found == PCRE2_ERROR_NOMATCH) return 0;
    if (found < 0) return -1;
    for (int i = 0; i < n; i++) {
        group[i] = (slice){NULL, 0};
        if (i < found && at[2 * i] != PCRE2_UNSET && at[2 * i + 1] >= at[2 * i])
            group[i] = (slice){subject.n > 0 ? subject.p + at[2 * i] : "",
                               (ptrdiff_t)(at[2 * i + 1] - at[2 * i])};
    }
    return 1;
}

int pattern_groups(const struct pattern *p)
{
    return (int)p->groups;
}

slice pattern_group_name(const struct pattern *p, int i)
{
    for (uint32_t k = 0; k < p->names; k++) {
        PCRE2_SPTR entry = p->name_table + (size_t)k * p->name_size;

        if ((entry[0] << 8 | entry[1]) == i) return slice_z((const char *)entry + 2);
    }
    return (slice){"", 0};
}

int pattern_replace(const struct pattern *p, slice subject, slice with, struct arena *a, slice *out,
                    int64_t *n)
{
    PCRE2_SIZE size = (PCRE2_SIZE)(subject.n + with.n) * 2 + 64;
    uint32_t flags =
        PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH | PCRE2_SUBSTITUTE_UNSET_EMPTY;

    *out = subject;
    *n = 0;
    for (int round = 0; round < 2; round++) {
        PCRE2_SIZE room = size;
        unsigned char *to = malloc(size);
        int got;

        if (to == NULL) err_no_memory();
        got =
            pcre2_substitute(p->code, (PCRE2_SPTR)(subject.n > 0 ? subject.p : ""),
                             (PCRE2_SIZE)subject.n, 0, flags, p->data, p->context,
                             (PCRE2_SPTR)(with.n > 0 ? with.p : ""), (PCRE2_SIZE)with.n, to, &room);
        if (got > 0) {
            *out = arena_copy(a, (slice){(const char *)to, (ptrdiff_t)room});
            *n = got;
        }
        free(to);
        if (got >= 0) return got > 0 && out->p == NULL ? -1 : 0;
        if (got != PCRE2_ERROR_NOMEMORY || round > 0)
            return got == PCRE2_ERROR_MATCHLIMIT || got == PCRE2_ERROR_DEPTHLIMIT ||
                           got == PCRE2_ERROR_HEAPLIMIT || got == PCRE2_ERROR_JIT_STACKLIMIT
                       ? -1
                       : -2;
        size = room;
    }
    return -1;
}

bool pattern_check(const struct pattern *p, slice with)
{
    /* Every reference to a group must be one that there is: $n, ${n}, ${name}, $$, $0. */
    for (ptrdiff_t i = 0; i < with.n; i++) {
        bool brace;
        slice name;
        int64_t number = 0;
        bool found = false;

        if (with.p[i] != '$') continue;
        if (++i >= with.n) return false;
        if (with.p[i] == '$') continue;
        brace = with.p[i] == '{';
        i += brace;
        name = (slice){with.p + i, 0};
        while (i < with.n && (utf8_is_letter((unsigned char)with.p[i]) || with.p[i] == '_' ||
                              (with.p[i] >= '0' && with.p[i] <= '9')))
            name.n++, i++;
        if (name.n == 0 || (brace && (i >= with.n || with.p[i] != '}'))) return false;
        if (!brace) i--;
        if (slice_i64(name, &number)) {
            found = number >= 0 && number <= (int64_t)p->groups;
        } else {
            for (uint32_t g = 1; g <= p->groups && !found; g++)
                found = slice_eq(pattern_group_name(p, (int)g), name);
        }
        if (!found) return false;
    }
    return true;
}
