#include "unit.h"

#include "version.h"
#include <stdio.h>

static void fits(const char *version, const char *clauses, bool want)
{
    if (version_fits(slice_z(version), slice_z(clauses)) != want)
        fail_msg("%s %s %s", version, want ? "should meet" : "should not meet", clauses);
}

/* Each is later than the one before (the order is PEP 440's own example, with more forms). */
static void order_of_versions(void **state)
{
    static const char *const t[] = {"1.dev0",
                                    "1.0.dev456",
                                    "1.0a1",
                                    "1.0a2.dev456",
                                    "1.0a12.dev456",
                                    "1.0a12",
                                    "1.0b1.dev456",
                                    "1.0-beta_2",
                                    "1.0b2.post345.dev456",
                                    "1.0b2.post345",
                                    "1.0rc1.dev456",
                                    "1.0RC1",
                                    "1.0",
                                    "1.0.post456.dev34",
                                    "1.0-456",
                                    "1.1.dev1",
                                    "1.1",
                                    "1.10",
                                    "2",
                                    "1!0.1"};
    char clause[64];

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        for (size_t k = 0; k < sizeof t / sizeof *t; k++) {
            snprintf(clause, sizeof clause, ">=%s", t[k]);
            fits(t[i], clause, i >= k);
            snprintf(clause, sizeof clause, "<=%s", t[k]);
            fits(t[i], clause, i <= k);
            snprintf(clause, sizeof clause, "==%s", t[k]);
            fits(t[i], clause, i == k);
            snprintf(clause, sizeof clause, "!=%s", t[k]);
            fits(t[i], clause, i != k);
        }
}

static void clauses(void **state)
{
    (void)state;
    fits("1.5.3", "", true);
    fits("1.5.3", ">=1.2, !=1.5.2, <2", true);
    fits("1.5.2", ">=1.2,!=1.5.2,<2", false);
    fits("1.5.3", "!=1.5.*", false);
    fits("1.5.3", "==1.5.*", true);
    fits("1.5", "==1.5.0.*", true);
    fits("1.50", "==1.5.*", false);
    fits("1.5rc1", "==1.5.*", true);
    fits("1.5.3+dfsg", "==1.5.3", true);
    fits("1.5.3+dfsg", ">1.5.3", false);
    fits("1.5.3+dfsg", "==1.5.3+dfsg", true);
    fits("1.5.3", "==1.5.3+dfsg", false);
    fits("1.5.3+dfsg.10", "==1.5.3+DFSG-10", true);
    fits("2.2.post3", "~=2.2", true);
    fits("2.9", "~=2.2", true);
    fits("3.0", "~=2.2", false);
    fits("2.1", "~=2.2", false);
    fits("2.2.9", "~=2.2.4", true);
    fits("2.3", "~=2.2.4", false);
    fits("2.0rc1", "<2", false); /* it is one of 2.0, not of what came before */
    fits("2.0rc1", "<2.0rc2", true);
    fits("1.7.post1", ">1.7", false);
    fits("1.7.post2", ">1.7.post1", true);
    fits("1.7.1", ">1.7", true);
    fits("v1.0", "==1", true);
    fits("2004d", "==2004d", true); /* not PEP 440's */
    fits("2004d", ">=2004", false);
    fits("2004d", "!=2004d", false);
    fits("1.0", "===1.0", true);
    fits("1.0.0", "===1.0", false);
    fits("1.0", "what", false);
    fits("99999999999999999999", ">=1", false); /* no number of ours */
}

int test_version(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(order_of_versions),
                                       cmocka_unit_test(clauses)};

    return run_group("version", tests);
}
