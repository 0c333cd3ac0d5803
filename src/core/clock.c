#include "clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The value of FETTLE_CLOCK when it has the form of a moment, else NULL. */
static const char *fixed(void)
{
    const char *z = getenv("FETTLE_CLOCK");

    if (z == NULL || strlen(z) != 20) return NULL;
    for (int i = 0; i < 20; i++) {
        char want = "0000-00-00T00:00:00Z"[i];

        if (want == '0' ? z[i] < '0' || z[i] > '9' : z[i] != want) return NULL;
    }
    return z;
}

bool clock_is_fixed(void)
{
    return fixed() != NULL;
}

moment clock_now(void)
{
    const char *z = fixed();
    time_t t = time(NULL);
    struct tm tm;
    moment m;

    if (z != NULL) {
        memcpy(m.iso, z, sizeof m.iso);
        return m;
    }
    gmtime_r(&t, &tm);
    strftime(m.iso, sizeof m.iso, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return m;
}

int64_t clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
