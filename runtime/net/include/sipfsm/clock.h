/* sipfsm: the one clock of a program. Monotonic, may run faster than real time, and may be moved
 * forward. */
#ifndef SIPFSM_CLOCK_H
#define SIPFSM_CLOCK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_clock {
    uint64_t start_real_us;
    uint64_t moved_us; /* how far sf_clock_move_to has moved it beyond what real time explains */
    uint32_t scale;    /* this clock's seconds in a real one; at least 1 */
    /* May be null. Else the time stands still from one reading on, and is kept here, until 0 is put
     * here: so that all that one input causes happens at one time, and can be repeated. */
    uint64_t *held_us;
};

void sf_clock_start(struct sf_clock *clock, uint32_t scale);

/* Microseconds since the start, plus one: the core's time is never 0. */
uint64_t sf_clock_now_us(const struct sf_clock *clock);

/* From now on it is at least `time_us`. Never moves back. */
void sf_clock_move_to(struct sf_clock *clock, uint64_t time_us);

/* How long in real milliseconds until `time_us`, rounded up: a timer set to it does not fire early.
 * 0 if it is past. */
uint64_t sf_clock_real_ms_until(const struct sf_clock *clock, uint64_t time_us);

#ifdef __cplusplus
}
#endif
#endif
