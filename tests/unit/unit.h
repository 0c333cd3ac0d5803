/* unit.h - cmocka with what it wants included first. */
#ifndef FETTLE_UNIT_H
#define FETTLE_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A slice against a C string. */
#define assert_slice(s, z)                                                                         \
    do {                                                                                           \
        slice s_ = (s);                                                                            \
        assert_int_equal(s_.n, (long)strlen(z));                                                   \
        if (s_.n > 0) assert_memory_equal(s_.p, z, (size_t)s_.n);                                  \
    } while (0)

#define run_group(name, tests) cmocka_run_group_tests_name(name, tests, NULL, NULL)

#endif
