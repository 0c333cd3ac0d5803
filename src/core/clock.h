/* clock.h - what time it is, for the records. FETTLE_CLOCK=2026-01-02T03:04:05Z fixes it, so that
 * two runs can be compared byte by byte; a value of another form is ignored. */
#ifndef FETTLE_CLOCK_H
#define FETTLE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* ISO 8601 in UTC to the second: "2026-01-02T03:04:05Z". */
typedef struct {
    char iso[21];
} moment;

moment clock_now(void);
/* Whether FETTLE_CLOCK fixes the time: then durations are recorded as 0 as well. */
bool clock_is_fixed(void);
/* Milliseconds of a clock that only goes forward, for durations. */
int64_t clock_ms(void);

#endif
