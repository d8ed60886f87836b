/* What guards and actions come to in the benchmark: a guard is a bit, an action counts. The engine
 * and the switches call the same functions, which stand in a file of their own, as a stack's do. */
#ifndef TESTS_BENCH_ENGINE_WORK_H
#define TESTS_BENCH_ENGINE_WORK_H

#include "sipfsm/fsm.h"

#define WORK_SLOTS 64
#define WORK_LIST(m)                                                                               \
    m(0) m(1) m(2) m(3) m(4) m(5) m(6) m(7) m(8) m(9) m(10) m(11) m(12) m(13) m(14) m(15) m(16)    \
        m(17) m(18) m(19) m(20) m(21) m(22) m(23) m(24) m(25) m(26) m(27) m(28) m(29) m(30) m(31)  \
            m(32) m(33) m(34) m(35) m(36) m(37) m(38) m(39) m(40) m(41) m(42) m(43) m(44) m(45)    \
                m(46) m(47) m(48) m(49) m(50) m(51) m(52) m(53) m(54) m(55) m(56) m(57) m(58)      \
                    m(59) m(60) m(61) m(62) m(63)

struct work {
    uint64_t guards;
    uint32_t count[WORK_SLOTS];
};

#define WORK_DECLARE(n)                                                                            \
    bool work_guard_##n(const void *context, const void *payload);                                 \
    void work_action_##n(void *context, const void *payload, unsigned argument);
WORK_LIST(WORK_DECLARE)

/* All of them, by number. */
extern sf_fsm_action *const work_actions[WORK_SLOTS];
extern sf_fsm_guard *const work_guards[WORK_SLOTS];

/* Processor time. */
int64_t bench_now_ns(void);

/* A machine as a switch keeps it: everything in one place. */
struct switched {
    struct sf_fsm fsm;
    struct sf_fsm_timer timer[16];
    const uint64_t *constant_us;
    struct sf_fsm_clock *clock;
    void *context;
};

typedef enum sf_fsm_outcome switch_event(struct switched *machine, unsigned event,
                                         const void *payload);
typedef void switch_start(struct switched *machine, const void *payload);

struct switch_type {
    const char *machine;
    switch_start *start;
    switch_event *event;
};

extern const struct switch_type switches[]; /* ends with a null machine */

static inline void switch_arm(struct switched *machine, unsigned t, uint64_t interval_us)
{
    machine->fsm.armed |= 1u << t;
    machine->timer[t].due_us = machine->clock->now_us + interval_us;
    machine->timer[t].interval_us = interval_us;
    machine->timer[t].order = machine->clock->order++;
}

static inline uint64_t switch_longer(uint64_t interval_us, unsigned backoff)
{
    return interval_us < SF_FSM_BACKOFF_MAX_US ? interval_us * backoff : interval_us;
}

static inline void switch_stop(struct switched *machine, unsigned t)
{
    machine->fsm.armed &= ~(1u << t);
}

#endif
