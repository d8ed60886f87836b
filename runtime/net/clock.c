/* The clock: scaled monotonic time. See sipfsm/clock.h. */
#include "sipfsm/clock.h"

#include <stddef.h>
#include <time.h>

/* It goes on while the machine is suspended, as the clocks of others do. */
#ifdef CLOCK_BOOTTIME
#define CLOCK CLOCK_BOOTTIME
#else
#define CLOCK CLOCK_MONOTONIC
#endif

static uint64_t real_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void sf_clock_start(struct sf_clock *clock, uint32_t scale)
{
    clock->start_real_us = real_us();
    clock->moved_us = 0;
    clock->scale = scale ? scale : 1;
    clock->held_us = NULL;
}

uint64_t sf_clock_now_us(const struct sf_clock *clock)
{
    if (clock->held_us && *clock->held_us)
        return *clock->held_us; /* cppcheck-suppress identicalInnerCondition ; 0 holds nothing */
    uint64_t now_us = 1 + (real_us() - clock->start_real_us) * clock->scale + clock->moved_us;
    if (clock->held_us)
        *clock->held_us = now_us;
    return now_us;
}

void sf_clock_move_to(struct sf_clock *clock, uint64_t time_us)
{
    if (clock->held_us)
        *clock->held_us = 0;
    uint64_t now_us = sf_clock_now_us(clock);
    if (time_us > now_us)
        clock->moved_us += time_us - now_us;
    if (clock->held_us)
        *clock->held_us = 0;
}

uint64_t sf_clock_real_ms_until(const struct sf_clock *clock, uint64_t time_us)
{
    uint64_t now_us = sf_clock_now_us(clock);
    if (time_us <= now_us)
        return 0;
    uint64_t unit_us = 1000 * (uint64_t)clock->scale;
    uint64_t left_us = time_us - now_us;
    return left_us / unit_us + (left_us % unit_us != 0);
}
