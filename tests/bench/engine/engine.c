/* bench_engine [EVENTS [ROUNDS]]: each machine run by the engine from its table, and by a nested
 * switch that was written from the same table. Both get the same random events and guards, do the
 * same counting actions, and must end with the same states, timers and counts: they are compared
 * after every event first, then timed, in turn, and the best round of each counts. Then all of them
 * together, as calls drive them (calls.h). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../table/machines.h"
#include "sizes.h" /* made at build time: what the compiler made of the switches */
#include "calls.h"
#include "work.h"

#define SCRIPT (1u << 20)
#define REPEATED 1024u

/* One event of a script: which, and what the guards say. */
struct prod {
    uint16_t event;
    uint64_t guards;
};
static struct prod script[SCRIPT];
static unsigned script_length = SCRIPT; /* a power of two: how much of it is used */

struct side {
    struct sf_fsm_clock clock;
    struct work work;
    struct sf_fsm_type type;
    struct sf_fsm fsm;
    struct sf_fsm_timer timer[16];
    struct sf_fsm_run run;
    struct switched switched;
    const struct switch_type *as_switch;
    uint64_t outcomes[4];
};

static uint64_t random64(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    uint64_t z = *state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Random among the events that the state has a row for which may run, with random guards: the
 * engine finds such a way once, and both sides follow it, from the start again at its end. */
static void write_script(const struct sf_fsm_type *type);

static void side_set(struct side *side, const struct sf_fsm_type *type,
                     const struct switch_type *as_switch)
{
    memset(side, 0, sizeof *side);
    side->clock.now_us = 1000000;
    side->type = (struct sf_fsm_type){type->table, work_guards, work_actions};
    side->run = (struct sf_fsm_run){&side->type, &side->fsm,  side->timer, type->table.constant_us,
                                    &side->work, &side->clock};
    side->switched = (struct switched){
        .constant_us = type->table.constant_us, .clock = &side->clock, .context = &side->work};
    side->as_switch = as_switch;
}

static bool may_run(const struct sf_fsm_table *table, unsigned state, unsigned event)
{
    unsigned row = sf_fsm_cell(table, state, event);
    return sf_fsm_row_kind(table, row) != SF_FSM_NEVER;
}

static void write_script(const struct sf_fsm_type *type)
{
    static struct side side;
    const struct sf_fsm_table *table = &type->table;
    uint64_t seed = 1;
    side_set(&side, type, NULL);
    sf_fsm_start(&side.run, NULL);
    for (unsigned i = 0; i < SCRIPT; i++) {
        do {
            uint64_t value = random64(&seed);
            script[i] = (struct prod){(uint16_t)((value & 0xffff) * table->events >> 16),
                                      (uint32_t)(value >> 16)};
        } while (!may_run(table, side.fsm.state, script[i].event));
        side.work.guards = script[i].guards;
        sf_fsm_event(&side.run, script[i].event, NULL);
        if (table->final[side.fsm.state])
            sf_fsm_start(&side.run, NULL);
    }
}

static void engine_run(struct side *side, uint64_t events)
{
    const uint8_t *final = side->type.table.final;
    for (uint64_t i = 0; i < events; i++) {
        unsigned at = (unsigned)i & (script_length - 1);
        struct prod prod = script[at];
        if (at == 0)
            sf_fsm_start(&side->run, NULL);
        side->clock.now_us++;
        side->work.guards = prod.guards;
        side->outcomes[sf_fsm_event(&side->run, prod.event, NULL)]++;
        if (final[side->fsm.state])
            sf_fsm_start(&side->run, NULL);
    }
}

static void switch_run(struct side *side, uint64_t events)
{
    const uint8_t *final = side->type.table.final;
    const struct switch_type *as_switch = side->as_switch;
    for (uint64_t i = 0; i < events; i++) {
        unsigned at = (unsigned)i & (script_length - 1);
        struct prod prod = script[at];
        if (at == 0)
            as_switch->start(&side->switched, NULL);
        side->clock.now_us++;
        side->work.guards = prod.guards;
        side->outcomes[as_switch->event(&side->switched, prod.event, NULL)]++;
        if (final[side->switched.fsm.state])
            as_switch->start(&side->switched, NULL);
    }
}

static bool same(const struct side *table, const struct side *as_switch)
{
    for (unsigned t = 0; t < table->type.table.timers; t++)
        if (table->fsm.armed >> t & 1 &&
            memcmp(&table->timer[t], &as_switch->switched.timer[t], sizeof table->timer[t]) != 0)
            return false;
    return table->fsm.state == as_switch->switched.fsm.state &&
           table->fsm.armed == as_switch->switched.fsm.armed &&
           memcmp(&table->work, &as_switch->work, sizeof table->work) == 0 &&
           memcmp(table->outcomes, as_switch->outcomes, sizeof table->outcomes) == 0 &&
           table->clock.order == as_switch->clock.order &&
           table->clock.steps == as_switch->clock.steps &&
           table->clock.ignored == as_switch->clock.ignored &&
           table->clock.impossible == as_switch->clock.impossible;
}

/* After every event: the first one that differs is named. */
static bool in_step(struct side *table, struct side *as_switch, const struct sf_fsm_names *names)
{
    sf_fsm_start(&table->run, NULL);
    as_switch->as_switch->start(&as_switch->switched, NULL);
    for (unsigned i = 0; i < 200000; i++) {
        struct prod prod = script[i];
        unsigned from = table->fsm.state;
        table->clock.now_us = ++as_switch->clock.now_us;
        table->work.guards = as_switch->work.guards = prod.guards;
        table->outcomes[sf_fsm_event(&table->run, prod.event, NULL)]++;
        as_switch->outcomes[as_switch->as_switch->event(&as_switch->switched, prod.event, NULL)]++;
        if (!same(table, as_switch)) {
            printf("%s: %s | %s: table and switch differ\n", names->machine, names->state[from],
                   names->event[prod.event]);
            return false;
        }
        if (table->type.table.final[table->fsm.state]) {
            sf_fsm_start(&table->run, NULL);
            as_switch->as_switch->start(&as_switch->switched, NULL);
        }
    }
    return true;
}

static unsigned program_words(const uint16_t *word)
{
    const uint16_t *start = word;
    for (unsigned now = 0; !(now & SF_FSM_LAST); word++) {
        now = *word;
        word += (now & SF_FSM_OP) == SF_FSM_OP_RESTART_AT;
    }
    return (unsigned)(word - start);
}

/* All that the engine reads of a machine: index, rows, programs, timers, finals, constants, and the
 * record that names them. */
static unsigned table_bytes(const struct sf_fsm_table *t)
{
    unsigned program =
        t->start_program ? t->start_program + program_words(t->program + t->start_program) : 1;
    for (unsigned r = 1; r < t->first_ignore; r++) {
        unsigned end = t->row[r].program
                           ? t->row[r].program + program_words(t->program + t->row[r].program)
                           : 1;
        program = end > program ? end : program;
    }
    return (unsigned)(sizeof *t + (unsigned)t->states * t->events * (t->index8 ? 1u : 2u) +
                      t->first_ignore * sizeof *t->row + program * 2 +
                      t->timers * sizeof *t->timer + t->states +
                      t->constants * sizeof *t->constant_us + t->actions * sizeof *t->argument);
}

static double best(void (*run)(struct side *, uint64_t), struct side *side,
                   const struct side *fresh, uint64_t events, double so_far)
{
    *side = *fresh;
    side->run.type = &side->type;
    side->run.machine = &side->fsm;
    side->run.timer = side->timer;
    side->run.context = side->switched.context = &side->work;
    side->run.clock = side->switched.clock = &side->clock;
    int64_t start = bench_now_ns();
    run(side, events);
    double ns = (double)(bench_now_ns() - start) / (double)events;
    return ns < so_far ? ns : so_far;
}

/* Runs both in turn; false if they end differently. */
static bool measure(const struct side *fresh, uint64_t events, unsigned rounds, double ns[2])
{
    static struct side table, as_switch;
    ns[0] = ns[1] = 1e9;
    for (unsigned r = 0; r < rounds; r++) {
        ns[0] = best(engine_run, &table, fresh, events, ns[0]);
        ns[1] = best(switch_run, &as_switch, fresh, events, ns[1]);
        if (!same(&table, &as_switch))
            return false;
    }
    return true;
}

static bool in_calls(uint64_t events, unsigned rounds, bool decisions)
{
    static struct calls_step steps[SCRIPT];
    unsigned calls = calls_write(steps, SCRIPT, decisions);
    double ns[2];
    if (!calls_measure(steps, SCRIPT, events, rounds, ns))
        return false;
    printf("%-18s %8.2f %8.2f %6.2f   %u steps of %u calls at once and one after another, on both "
           "sides\n",
           decisions ? "in calls" : "without decisions", ns[0], ns[1], ns[0] / ns[1], SCRIPT,
           calls);
    return true;
}

int main(int argc, char **argv)
{
    static struct side table, as_switch, fresh;
    uint64_t events = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000000;
    unsigned rounds = argc > 2 ? (unsigned)atoi(argv[2]) : 5, machines = 0, bytes = 0, code = 0;
    double sum[2] = {0}, repeated_sum[2] = {0};
    printf("%-18s %8s %8s %6s   %6s %6s %6s   %8s %6s %6s\n", "machine", "table ns", "switch",
           "ratio", "table", "switch", "ratio", "repeated", "switch", "ratio");
    for (const struct switch_type *sw = switches; sw->machine; sw++) {
        const struct sf_fsm_names *names = machine_named(sw->machine).names;
        const struct sf_fsm_type *type = machine_named(sw->machine).type;
        double ns[2], repeated[2];
        write_script(type);
        side_set(&table, type, sw);
        side_set(&as_switch, type, sw);
        if (!in_step(&table, &as_switch, names))
            return 1;
        side_set(&fresh, type, sw);
        script_length = SCRIPT;
        bool ok = measure(&fresh, events, rounds, ns);
        script_length = REPEATED;
        if (!ok || !measure(&fresh, events, rounds, repeated)) {
            printf("%s: table and switch differ in the end\n", sw->machine);
            return 1;
        }
        unsigned size = table_bytes(&type->table), switch_size = switch_code_bytes(sw->machine);
        printf("%-18s %8.2f %8.2f %6.2f   %6u %6u %6.2f   %8.2f %6.2f %6.2f\n", sw->machine, ns[0],
               ns[1], ns[0] / ns[1], size, switch_size, (double)size / switch_size, repeated[0],
               repeated[1], repeated[0] / repeated[1]);
        for (unsigned i = 0; i < 2; i++) {
            sum[i] += ns[i];
            repeated_sum[i] += repeated[i];
        }
        bytes += size;
        code += switch_size;
        machines++;
    }
    printf("%-18s %8.2f %8.2f %6.2f   %6u %6u %6.2f   %8.2f %6.2f %6.2f\n", "mean, sum",
           sum[0] / machines, sum[1] / machines, sum[0] / sum[1], bytes, code, (double)bytes / code,
           repeated_sum[0] / machines, repeated_sum[1] / machines,
           repeated_sum[0] / repeated_sum[1]);
    if (!in_calls(events, rounds, true) || !in_calls(events, rounds, false))
        return 1;
    printf("ns an event (%" PRIu64 " random events, best of %u rounds; repeated: the same %u over "
           "and over) and bytes: a table's data, a switch's code\n"
           "and jump tables; the engine's code, once for all machines: %u bytes\n",
           events, rounds, REPEATED, switch_code_bytes("engine"));
    return 0;
}
