/* The lift's guards and actions; then how its machines are run together. */
#include "car_fsm.h"
#include "door_fsm.h"

#include <assert.h>
#include <stddef.h>

static_assert((int)CAR_TIMERS <= 2 && (int)DOOR_TIMERS <= 2, "lift.h has the room for timers");

/* ---- The queue: actions put into it, and step nobody ---- */

static void raise(struct lift *lift, enum lift_machine machine, unsigned event)
{
    /* fsmgen has added up all that one input can raise. */
    assert(lift->effects < SF_CASCADE_EFFECTS);
    lift->effect[lift->effects++] = (struct lift_effect){machine, event};
}

/* ---- The car ---- */

bool car_guard_here(const struct lift *lift, const unsigned *floor)
{
    return *floor == lift->floor;
}
bool car_guard_due(const struct lift *lift, const unsigned *floor)
{
    return lift->calls >> *floor & 1;
}
bool car_guard_wanted(const struct lift *lift, const unsigned *floor)
{
    (void)floor;
    return lift->calls != 0;
}
bool car_guard_sealed(const struct lift *lift, const unsigned *floor)
{
    (void)floor;
    return lift->machine[LIFT_FRONT].state == DOOR_SHUT &&
           lift->machine[LIFT_BACK].state == DOOR_SHUT;
}

void car_do_note(struct lift *lift, const unsigned *floor)
{
    lift->calls |= 1u << *floor;
}
void car_do_drive(struct lift *lift, const unsigned *floor)
{
    (void)floor;
    lift->motor = lift->calls >> lift->floor ? 1 : -1;
}
void car_do_halt(struct lift *lift, const unsigned *floor)
{
    (void)floor;
    lift->motor = 0;
}
void car_do_arrive(struct lift *lift, const unsigned *floor)
{
    lift->floor = *floor;
    lift->calls &= ~(1u << *floor);
}
void car_do_open_doors(struct lift *lift, const unsigned *floor)
{
    (void)floor;
    raise(lift, LIFT_FRONT, DOOR_EV_OPEN);
    raise(lift, LIFT_BACK, DOOR_EV_OPEN);
}

/* ---- A door ---- */

void door_do_pull(struct door *door, const void *unused)
{
    (void)unused;
    door->motor = 1;
}
void door_do_push(struct door *door, const void *unused)
{
    (void)unused;
    door->motor = -1;
}
void door_do_tell_shut(struct door *door, const void *unused)
{
    (void)unused;
    raise(door->lift, LIFT_CAR, CAR_EV_SHUT);
}
void door_do_tell_forced(struct door *door, const void *unused)
{
    (void)unused;
    raise(door->lift, LIFT_CAR, CAR_EV_FORCED);
}

/* ---- Three machines under one clock ---- */

static const struct sf_fsm_type *const type[LIFT_MACHINES] = {&car_type, &door_type, &door_type};

static struct sf_fsm_run run_of(struct lift *lift, enum lift_machine machine)
{
    return (struct sf_fsm_run){.type = type[machine],
                               .machine = &lift->machine[machine],
                               .timer = lift->timer[machine],
                               .context = machine == LIFT_CAR ? (void *)lift : &lift->door[machine],
                               .clock = &lift->clock};
}

/* An event for a machine that has ended is dropped. */
static void step(struct lift *lift, enum lift_machine machine, unsigned event,
                 const unsigned *floor)
{
    struct sf_fsm_run run = run_of(lift, machine);
    if (!sf_fsm_is_final(&run.type->table, run.machine))
        sf_fsm_event(&run, event, floor);
}

/* What a step has raised, and what comes of that, in the order of raising: the queue grows while it
 * is read. */
static void settle(struct lift *lift)
{
    for (unsigned i = 0; i < lift->effects; i++)
        step(lift, lift->effect[i].machine, lift->effect[i].event, NULL);
    lift->effects = 0;
}

/* The timer that fires first of all, and whose it is; null if none runs. */
static const struct sf_fsm_timer *earliest(const struct lift *lift, enum lift_machine *whose)
{
    const struct sf_fsm_timer *first = NULL;
    for (int m = 0; m < LIFT_MACHINES; m++) {
        int t = sf_fsm_next_timer(&type[m]->table, &lift->machine[m], lift->timer[m]);
        if (t >= 0 && (!first || sf_fsm_timer_before(&lift->timer[m][t], first))) {
            first = &lift->timer[m][t];
            *whose = (enum lift_machine)m;
        }
    }
    return first;
}

void lift_tick(struct lift *lift, uint64_t now_us)
{
    const struct sf_fsm_timer *timer;
    enum lift_machine whose;
    while ((timer = earliest(lift, &whose)) && timer->due_us <= now_us) {
        struct sf_fsm_run run = run_of(lift, whose);
        lift->clock.now_us = timer->due_us; /* each at its own time, though we wake late */
        sf_fsm_fire(&run, NULL);
        settle(lift);
    }
    lift->clock.now_us = now_us;
}

void lift_event(struct lift *lift, enum lift_machine machine, unsigned event, const unsigned *floor,
                uint64_t now_us)
{
    lift_tick(lift, now_us); /* what is due goes first */
    step(lift, machine, event, floor);
    settle(lift);
}

uint64_t lift_deadline(const struct lift *lift)
{
    enum lift_machine whose;
    const struct sf_fsm_timer *timer = earliest(lift, &whose);
    return timer ? timer->due_us : UINT64_MAX;
}

void lift_begin(struct lift *lift, uint64_t now_us)
{
    *lift = (struct lift){.clock.now_us = now_us};
    for (int m = 0; m < LIFT_MACHINES; m++) {
        struct sf_fsm_run run = run_of(lift, (enum lift_machine)m);
        lift->door[m].lift = lift;
        sf_fsm_start(&run, NULL);
        settle(lift); /* a start is an input by itself; what it raises must be for machines that
                         have started */
    }
}
