/* sipfsm: the clock of a program. It is monotonic, goes on while the machine is suspended, may run
 * faster than real time, and may be moved forward. Its times are in microseconds. */
#ifndef SIPFSM_CLOCK_H
#define SIPFSM_CLOCK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* To be set by the caller: `held_us`, after sf_clock_start. The rest is private. */
struct sf_clock {
    uint64_t start_real_us;
    uint64_t moved_us; /* how far sf_clock_move_to has moved it */
    uint32_t scale;    /* seconds of this clock in a real second; at least 1 */
    /* NULL, or a place for the time. While the place is not 0, its value is the time. While it is
     * 0, the next reading puts the time there. So all that one input causes happens at one time and
     * can be repeated; the caller puts 0 there before the next input. */
    uint64_t *held_us;
};

/* Starts the clock, without a held time. `scale` is the seconds of this clock in a real second; 0
 * counts as 1. */
void sf_clock_start(struct sf_clock *clock, uint32_t scale);

/* The time: microseconds since the start, plus one, because a core's time is never 0. */
uint64_t sf_clock_now_us(const struct sf_clock *clock);

/* Moves the clock forward to `time_us`. A time that is past changes nothing. */
void sf_clock_move_to(struct sf_clock *clock, uint64_t time_us);

/* The real milliseconds until `time_us`, rounded up, so that a timer of that length does not fire
 * early. 0 if the time is past. */
uint64_t sf_clock_real_ms_until(const struct sf_clock *clock, uint64_t time_us);

#ifdef __cplusplus
}
#endif
#endif
