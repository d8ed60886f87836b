#define _POSIX_C_SOURCE 200809L
#include "work.h"

#include <time.h>

#define WORK_DEFINE(n)                                                                             \
    bool work_guard_##n(const void *context, const void *payload)                                  \
    {                                                                                              \
        (void)payload;                                                                             \
        return ((const struct work *)context)->guards >> (n)&1;                                    \
    }                                                                                              \
    void work_action_##n(void *context, const void *payload, unsigned argument)                    \
    {                                                                                              \
        (void)payload;                                                                             \
        (void)argument;                                                                            \
        ((struct work *)context)->count[n]++;                                                      \
    }
WORK_LIST(WORK_DEFINE)

#define WORK_ACTION(n) work_action_##n,
#define WORK_GUARD(n) work_guard_##n,
sf_fsm_action *const work_actions[WORK_SLOTS] = {WORK_LIST(WORK_ACTION)};
sf_fsm_guard *const work_guards[WORK_SLOTS] = {WORK_LIST(WORK_GUARD)};

int64_t bench_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}
