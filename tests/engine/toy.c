#include "toy.h"

#include <stdio.h>
#include <string.h>

static void note(struct toy *toy, const void *payload, char letter)
{
    size_t n = strlen(toy->log);
    assert_true(n + 1 < sizeof toy->log);
    toy->log[n] = letter;
    toy->log[n + 1] = 0;
    toy->payload = payload;
}

#define ACTION(letter)                                                                             \
    static void do_##letter(void *context, const void *payload, unsigned argument)                 \
    {                                                                                              \
        ((struct toy *)context)->argument = argument;                                              \
        note(context, payload, #letter[0]);                                                        \
    }
ACTION(a)
ACTION(b)
ACTION(c)
ACTION(d)
ACTION(e)
ACTION(f)

sf_fsm_action *const toy_actions[] = {do_a, do_b, do_c, do_d, do_e, do_f};

const uint16_t toy_arguments[] = {0, 300, 2, 3, 4, 65535};

static bool asked(const void *context, unsigned guard, const void *payload)
{
    struct toy *toy = (struct toy *)(uintptr_t)context; /* the test's own, and not const */
    toy->asked[guard]++;
    toy->payload = payload;
    return toy->holds[guard];
}
#define GUARD(n)                                                                                   \
    static bool guard_##n(const void *context, const void *payload)                                \
    {                                                                                              \
        return asked(context, n, payload);                                                         \
    }
GUARD(0) GUARD(1) GUARD(2) sf_fsm_guard *const toy_guards[] = {guard_0, guard_1, guard_2};

static void tracer(void *user, const struct sf_fsm_step *step)
{
    struct toy *toy = user;
    toy->step = *step;
    toy->traced++;
    note(toy, toy->payload, 't');
}

void toy_init(struct toy *toy, const struct sf_fsm_type *type)
{
    memset(toy, 0, sizeof *toy);
    assert_true(type->table.timers <= TOY_TIMERS);
    toy->clock = (struct sf_fsm_clock){.now_us = 1000 * MS, .order = 1};
    toy->run = (struct sf_fsm_run){type, &toy->machine, toy->timer, NULL, toy, &toy->clock};
}

void toy_trace(struct toy *toy)
{
    toy->clock.tracer = tracer;
    toy->clock.tracer_user = toy;
}

const char *toy_log(struct toy *toy)
{
    static char log[sizeof toy->log];
    memcpy(log, toy->log, sizeof log);
    toy->log[0] = 0;
    return log;
}
