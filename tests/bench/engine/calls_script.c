/* Calls in virtual time, and each step of their machines as the benchmark can repeat it. */
#include "calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define MS 1000u
#define POOL 32
#define PLANS 64
#define RINGS 180
#define BUSY 486

static struct calls_step *script;
static unsigned written, room;
static uint64_t seed;
static bool with_decisions;
static struct {
    const void *record;
    unsigned type;
} actor[CALLS_ACTORS];
static unsigned actors;

/* What a user means to do. */
static struct plan {
    uint64_t at_us; /* 0: none */
    enum { ACCEPT, REJECT, HANG_UP } what;
    unsigned side;
    struct sf_call call;
} plans[PLANS];

static unsigned below(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((seed >> 33) % n);
}

static void give_up(const char *why)
{
    fprintf(stderr, "bench_engine: %s\n", why);
    exit(1);
}

/* ---- Steps ---- */

/* The first of a row's guards that does not hold with these bits, as its word; 0: all hold. */
static unsigned misfit(const struct sf_fsm_table *table, unsigned row, uint64_t bits)
{
    if (!sf_fsm_row_guarded(table, row))
        return 0;
    for (const uint16_t *word = table->program + table->row[row].program;
         sf_fsm_word_is_guard(*word); word++) {
        bool wanted = (*word & SF_FSM_OP) == SF_FSM_OP_GUARD;
        if ((bits >> (*word & SF_FSM_OPERAND) & 1) != wanted)
            return *word;
        if (*word & SF_FSM_LAST)
            break;
    }
    return 0;
}

/* Makes a row's guards hold, as far as bits that are 0 need to be 1. */
static uint64_t fitted(const struct sf_fsm_table *table, unsigned row, uint64_t bits)
{
    unsigned word;
    while ((word = misfit(table, row, bits)) && (word & SF_FSM_OP) == SF_FSM_OP_GUARD)
        bits |= UINT64_C(1) << (word & SF_FSM_OPERAND);
    return bits;
}

/* Makes one guard of the row that asks for a 0 not hold; the same bits if there is none that the
 * row `wanted` lets be 1. */
static uint64_t unfitted(const struct sf_fsm_table *table, unsigned row, unsigned wanted,
                         uint64_t bits)
{
    for (const uint16_t *word = table->program + table->row[row].program;
         sf_fsm_row_guarded(table, row) && sf_fsm_word_is_guard(*word); word++) {
        uint64_t more = bits | UINT64_C(1) << (*word & SF_FSM_OPERAND);
        if ((*word & SF_FSM_OP) != SF_FSM_OP_GUARD && !misfit(table, wanted, more))
            return more;
        if (*word & SF_FSM_LAST)
            break;
    }
    return bits;
}

/* Bits with which the cell that begins with the row `first` leads to `row`; false if none are
 * found. */
static bool lead_to(const struct sf_fsm_table *table, unsigned first, unsigned row, uint64_t *bits)
{
    *bits = fitted(table, row, *bits);
    if (misfit(table, row, *bits))
        return false;
    for (unsigned id = first; id < row;) {
        if (misfit(table, id, *bits)) {
            id++;
            continue;
        }
        uint64_t more = unfitted(table, id, row, *bits);
        if (more == *bits)
            return false;
        *bits = more;
        id = first; /* an earlier row may hold now */
    }
    return true;
}

/* That of a decision's name speaks of something else. */
static uint64_t guards_on_udp(unsigned type)
{
    uint64_t bits = 0;
    for (unsigned g = 0;
         sf_registry_record[type] != SF_RECORDS && g < sf_registry_type[type]->table.guards; g++)
        bits |= (uint64_t)(strcmp(sf_registry_names[type]->guard[g], "unreliable") == 0) << g;
    return bits;
}

/* The guards' bits that lead to a row: few, on UDP. Found once for each row. */
static uint64_t guards_of(unsigned type, unsigned from, unsigned event, unsigned row)
{
    static uint64_t known[SF_MACHINES][256];
    static bool is_known[SF_MACHINES][256];
    const struct sf_fsm_table *table = &sf_registry_type[type]->table;
    uint64_t bits = guards_on_udp(type);
    if (is_known[type][row])
        return known[type][row];
    if (!lead_to(table, sf_fsm_cell(table, from, event), row, &bits))
        give_up("no guards lead to a row that was taken");
    is_known[type][row] = true;
    return known[type][row] = bits;
}

static unsigned actor_of(const void *record, unsigned type)
{
    unsigned a = 0;
    while (a < actors && (actor[a].record != record || actor[a].type != type))
        a++;
    if (a == CALLS_ACTORS)
        give_up("more machines at once than there is room for");
    if (a == actors) {
        actor[actors].record = record;
        actor[actors++].type = type;
    }
    return a;
}

static void keep(void *user, const struct sf_fsm_step *step)
{
    (void)user;
    unsigned type = 0;
    while (type < SF_MACHINES && sf_registry_type[type] != step->type)
        type++;
    if (type == SF_MACHINES || step->outcome > SF_FSM_IGNORED)
        give_up("a step of a machine that is not the core's, or one that cannot be");
    bool decision = sf_registry_record[type] == SF_RECORDS;
    if (written == room || (decision && !with_decisions))
        return;
    uint64_t guards = step->event == SF_FSM_STARTED
                          ? guards_on_udp(type)
                          : guards_of(type, step->from, step->event, step->row);
    unsigned before = actors, at = actor_of(step->context, type);
    struct calls_step next = {.actor = (uint16_t)at,
                              .event = step->event,
                              .guards = guards,
                              .type = (uint8_t)type,
                              .row = (uint8_t)step->row};
    if (at == before && step->event != SF_FSM_STARTED) { /* a decision: it runs from the start */
        script[written++] = (struct calls_step){
            .actor = next.actor, .event = SF_FSM_STARTED, .guards = guards, .type = next.type};
        if (written == room)
            return;
    }
    script[written++] = next;
}

/* ---- Users ---- */

static void plan(const struct world *world, unsigned side, struct sf_call call, int what,
                 unsigned from_ms, unsigned to_ms)
{
    for (unsigned i = 0; i < PLANS; i++)
        if (!plans[i].at_us) {
            plans[i] = (struct plan){world->now_us + (from_ms + below(to_ms - from_ms)) * MS, what,
                                     side, call};
            return;
        }
}

/* What is too late is refused, and nothing happens. */
static void carry_out(struct world *world, struct plan *plan)
{
    struct sf_ua *ua = world->agent[plan->side].ua;
    plan->at_us = 0;
    if (plan->what == ACCEPT)
        sf_ua_accept(ua, world->now_us, plan->call, SDP_TYPE, SDP_ANSWER);
    else if (plan->what == REJECT)
        sf_ua_reject(ua, world->now_us, plan->call, BUSY);
    else
        sf_ua_hangup(ua, world->now_us, plan->call);
    world_drain(world, plan->side);
}

static void alice(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_ANSWERED && below(2))
        plan(world, 0, event->call, HANG_UP, 1000, 10000);
}

static void bob(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_CONFIRMED)
        plan(world, 1, event->call, HANG_UP, 1000, 12000);
    if (event->type != SF_UA_EV_INCOMING)
        return;
    if (below(10))
        sf_ua_ring(world->agent[1].ua, world->now_us, event->call, RINGS);
    plan(world, 1, event->call, below(8) ? ACCEPT : REJECT, 100, 6000);
}

static bool passes(struct world *world, unsigned from, const char *bytes)
{
    (void)from;
    (void)bytes;
    world->delay_us = (1 + below(40)) * MS;
    return below(33) != 0;
}

unsigned calls_write(struct calls_step *into, unsigned steps, bool decisions)
{
    with_decisions = decisions;
    memset(actor, 0, sizeof actor);
    memset(plans, 0, sizeof plans);
    script = into;
    room = steps;
    written = actors = 0;
    seed = 1;
    struct world *world = world_new_sized(keep, POOL, SF_TRANSPORT_UDP);
    uint64_t next_call_us = world->now_us;
    unsigned calls = 0;
    world->alice = alice;
    world->bob = bob;
    world->passes = passes;
    while (written < room) {
        world_run(world, 20 * MS);
        for (unsigned i = 0; i < PLANS; i++)
            if (plans[i].at_us && plans[i].at_us <= world->now_us)
                carry_out(world, &plans[i]);
        if (next_call_us <= world->now_us) {
            next_call_us = world->now_us + below(3000) * MS;
            if (world_invite(world) == SF_UA_OK) {
                calls++;
                if (below(7) == 0)
                    plan(world, 0, world->agent[0].call, HANG_UP, 1, 5000);
            }
        }
    }
    for (unsigned side = 0; side < 2; side++) { /* a CANCEL behind the ACK finds its INVITE over */
        struct sf_ua_counters counters;
        sf_ua_counters(world->agent[side].ua, &counters);
        world->stale += (unsigned)counters.stale;
    }
    world_free(world);
    return calls;
}
