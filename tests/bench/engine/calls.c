/* Many machines of all types, run by the engine and by switches (calls.h). */
#include "calls.h"

#include <stdio.h>
#include <string.h>

struct calls_side {
    struct sf_fsm_clock clock;
    struct work work;
    struct sf_fsm fsm[CALLS_ACTORS];
    struct sf_fsm_timer timer[CALLS_ACTORS][16];
    struct switched switched[CALLS_ACTORS];
    uint64_t outcomes[4];
};

static struct sf_fsm_type types[SF_MACHINES];
static const struct switch_type *as_switch[SF_MACHINES];
static struct calls_side sides[2];

static void set(struct calls_side *side)
{
    memset(side, 0, sizeof *side);
    side->clock.now_us = 1000000;
    for (unsigned a = 0; a < CALLS_ACTORS; a++)
        side->switched[a] = (struct switched){.clock = &side->clock, .context = &side->work};
}

static void table_step(struct calls_side *side, const struct calls_step *step)
{
    const struct sf_fsm_type *type = &types[step->type];
    struct sf_fsm_run run = {type,
                             &side->fsm[step->actor],
                             side->timer[step->actor],
                             type->table.constant_us,
                             &side->work,
                             &side->clock};
    side->clock.now_us++;
    side->work.guards = step->guards;
    side->outcomes[step->event == SF_FSM_STARTED ? sf_fsm_start(&run, NULL)
                                                 : sf_fsm_event(&run, step->event, NULL)]++;
}

static void switch_step(struct calls_side *side, const struct calls_step *step)
{
    struct switched *machine = &side->switched[step->actor];
    side->clock.now_us++;
    side->work.guards = step->guards;
    if (step->event == SF_FSM_STARTED) {
        machine->constant_us = types[step->type].table.constant_us;
        as_switch[step->type]->start(machine, NULL);
        side->outcomes[SF_FSM_TAKEN]++;
        return;
    }
    side->outcomes[as_switch[step->type]->event(machine, step->event, NULL)]++;
}

static bool same_machine(const struct calls_side *table, const struct calls_side *other, unsigned a)
{
    const struct sf_fsm *fsm = &table->fsm[a];
    const struct switched *switched = &other->switched[a];
    for (unsigned t = 0; t < 16; t++)
        if (fsm->armed >> t & 1 &&
            memcmp(&table->timer[a][t], &switched->timer[t], sizeof table->timer[a][t]) != 0)
            return false;
    return fsm->state == switched->fsm.state && fsm->armed == switched->fsm.armed;
}

static bool same_totals(const struct calls_side *table, const struct calls_side *other)
{
    return memcmp(&table->work, &other->work, sizeof table->work) == 0 &&
           memcmp(table->outcomes, other->outcomes, sizeof table->outcomes) == 0 &&
           table->clock.order == other->clock.order && table->clock.steps == other->clock.steps &&
           table->clock.ignored == other->clock.ignored &&
           table->clock.impossible == other->clock.impossible;
}

static void note_row(void *row, const struct sf_fsm_step *step)
{
    *(unsigned *)row = step->row;
}

static bool in_step(const struct calls_step *script, unsigned steps)
{
    set(&sides[0]);
    set(&sides[1]);
    unsigned row = 0;
    sides[0].clock.tracer = note_row;
    sides[0].clock.tracer_user = &row;
    for (unsigned i = 0; i < steps; i++) {
        table_step(&sides[0], &script[i]);
        switch_step(&sides[1], &script[i]);
        if (!same_machine(&sides[0], &sides[1], script[i].actor) ||
            !same_totals(&sides[0], &sides[1])) {
            printf("calls, step %u, %s: table and switch differ\n", i,
                   as_switch[script[i].type]->machine);
            return false;
        }
        if (row != script[i].row) {
            printf("calls, step %u, %s: not the row that the call took\n", i,
                   as_switch[script[i].type]->machine);
            return false;
        }
    }
    sides[0].clock.tracer = NULL; /* `row` goes */
    sides[0].clock.tracer_user = NULL;
    return true;
}

#define FOLLOW(one_step) /* a loop of its own for each side, so that the step stands in it */      \
    for (uint64_t done = 0; done < steps;)                                                         \
        for (unsigned i = 0; i < script_steps && done < steps; i++, done++)                        \
            one_step(side, &script[i]);

static void table_follow(struct calls_side *side, const struct calls_step *script,
                         unsigned script_steps, uint64_t steps)
{
    FOLLOW(table_step)
}

static void switch_follow(struct calls_side *side, const struct calls_step *script,
                          unsigned script_steps, uint64_t steps)
{
    FOLLOW(switch_step)
}

bool calls_measure(const struct calls_step *script, unsigned script_steps, uint64_t steps,
                   unsigned rounds, double ns[2])
{
    for (unsigned t = 0; t < SF_MACHINES; t++) {
        types[t] = (struct sf_fsm_type){sf_registry_type[t]->table, work_guards, work_actions};
        for (as_switch[t] = switches; strcmp(as_switch[t]->machine, sf_registry_name[t]) != 0;)
            as_switch[t]++;
    }
    if (!in_step(script, script_steps))
        return false;
    ns[0] = ns[1] = 1e9;
    for (unsigned r = 0; r < rounds; r++) {
        for (unsigned s = 0; s < 2; s++) {
            set(&sides[s]);
            int64_t start = bench_now_ns();
            (s ? switch_follow : table_follow)(&sides[s], script, script_steps, steps);
            double taken = (double)(bench_now_ns() - start) / (double)steps;
            ns[s] = taken < ns[s] ? taken : ns[s];
        }
        bool same = same_totals(&sides[0], &sides[1]);
        for (unsigned a = 0; a < CALLS_ACTORS; a++)
            same &= same_machine(&sides[0], &sides[1], a);
        if (!same) {
            printf("calls: table and switch differ in the end\n");
            return false;
        }
    }
    return true;
}
