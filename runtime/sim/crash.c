#include "crash.h"

#include "application.h"
#include "world.h"

#include "sipfsm/snapshot.h"

/* As the header says: more requests than a call sends between two records. */
#define UNSEEN 16

void sf_crash_plan(struct sf_sim *sim)
{
    const struct sf_sim_profile *profile = sim->profile;
    unsigned stream = sf_stream_of_weather(sim);
    for (unsigned i = 0; i < profile->crashes; i++) {
        unsigned span_ms = profile->window_ms + profile->after_ms;
        unsigned agent = sf_choose(&sim->choices, stream, sim->agents + 1);
        uint64_t at_us = sf_choose(&sim->choices, stream, span_ms) * UINT64_C(1000);
        unsigned away_ms = sf_choose(&sim->choices, stream, profile->away_ms + 1);
        if (agent)
            sf_agenda_add(&sim->agenda, (struct item){.at_us = at_us,
                                                      .kind = ITEM_CRASH,
                                                      .agent = (uint16_t)(agent - 1),
                                                      .a = away_ms * 1000});
    }
}

/* ---- It dies ---- */

/* What is lost with the core, as the agreement of both ends allows for. */
static void lose(struct agent *agent, struct leg *leg, bool kept)
{
    struct planned *planned = &agent->sim->planned[leg->number];
    leg->facts.lost = !kept;
    if (!kept && leg->phase == PHASE_TALKING && !leg->changing && !leg->unsaved)
        sf_witness_violated(agent->sim, agent->number,
                            "call %u stands, and no event has said to save it", leg->number);
    planned->lost = planned->lost || !kept;
    planned->restored = planned->restored || kept;
    planned->crashed_us = agent->sim->now_us;
    planned->cut = planned->cut || leg->unsaved || leg->changing ||
                   leg->phase & (PHASE_CHANGE | PHASE_CHANGED);
    if (leg->outgoing)
        planned->call = (struct sf_call){0};
    if (!kept)
        sf_agreement_take(agent->sim, agent->number, leg);
}

/* The transactions that ended a call live on for a while, and are lost too. */
static void lose_ends(struct agent *agent)
{
    struct sf_sim *sim = agent->sim;
    for (uint32_t i = 0; i < sim->calls; i++) {
        struct planned *planned = &sim->planned[i];
        if (planned->left >> agent->number & 1u && sim->now_us - planned->left_us < 64 * T1_US)
            planned->lost = true;
    }
}

void sf_crash_happen(struct agent *agent, uint32_t away_us)
{
    struct sf_sim *sim = agent->sim;
    if (agent->away || sim->ending)
        return;
    sf_witness_note(sim, agent->number, "dies");
    sim->report.fault[SF_SIM_CRASHED]++;
    for (uint32_t slot = 0; slot < agent->legs; slot++)
        if (agent->leg[slot].call.generation)
            lose(agent, &agent->leg[slot], agent->records.of[slot].length > 0);
    lose_ends(agent);
    sf_records_turn(agent);
    memset(agent->leg, 0, agent->legs * sizeof *agent->leg);
    if (agent->swaps)
        memset(agent->swap, 0, agent->swaps * sizeof *agent->swap);
    sf_entries_forget(&sim->entries, agent->number);
    agent->doubted = (struct sf_call){0};
    agent->core.due_us = UINT64_MAX;
    agent->away = true;
    sf_agenda_add(&sim->agenda, (struct item){.at_us = sim->now_us + away_us,
                                              .kind = ITEM_RETURN,
                                              .agent = (uint16_t)agent->number});
}

/* ---- It comes back ---- */

/* The call goes on, as its application knows it: it stands. */
static void carry_on(struct agent *agent, const struct leg *old, struct sf_call call,
                     uint64_t back_us)
{
    struct sf_sim *sim = agent->sim;
    struct leg *leg = sf_leg_begin(agent, call, old->outgoing, old->number);
    if (!leg)
        return;
    leg->late = old->late;
    leg->may_end = old->may_end;
    leg->session_s = old->session_s;
    leg->lives_us = old->lives_us ? old->lives_us - back_us : 0;
    leg->rings = old->rings;
    leg->dialogs = 1;
    leg->dialog[0].key = old->facts.dialog;
    leg->dialog[0].state = SF_DIALOG_CONFIRMED;
    leg->facts = old->facts;
    sf_leg_set_phase(leg, PHASE_TALKING);
    if (leg->outgoing)
        sim->planned[leg->number].call = call;
    sim->report.restored++;
    if (sf_ua_set_user(agent->ua, call, leg->number + UINT64_C(1)) != SF_UA_OK)
        sf_witness_violated(sim, agent->number, "a restored call has no user number");
    sf_records_note(agent, leg);
    sf_application_think(agent, leg);
}

static void restore(struct agent *agent, const struct record *record, uint64_t back_us)
{
    struct sf_call call;
    enum sf_snapshot_result result;
    do {
        sf_agent_drain(agent);
        result = sf_dialog_restore(agent->ua, sf_local_now_us(agent), record->bytes, record->length,
                                   agent->sim->now_us, UNSEEN, &call);
    } while (result == SF_SNAPSHOT_BUSY && !agent->sim->violation[0]);
    if (result == SF_SNAPSHOT_OK)
        carry_on(agent, &record->leg, call, back_us);
    else
        sf_witness_violated(agent->sim, agent->number, "call %u cannot be restored: %s",
                            record->leg.number, sf_snapshot_text(result));
}

void sf_crash_return(struct agent *agent)
{
    struct sf_sim *sim = agent->sim;
    uint64_t before_us = sf_local_now_us(agent);
    if (!agent->away || sim->violation[0])
        return;
    sf_witness_note(sim, agent->number, "comes back");
    agent->away = false;
    agent->lives++;
    /* A process has a clock of its own. */
    agent->seed = sf_random_next(&agent->core.random);
    agent->core.offset_us = 1000000 + agent->seed % 1000000;
    if (!sf_agent_open(agent)) {
        sf_witness_violated(sim, agent->number, "no memory for a core");
        return;
    }
    for (uint32_t slot = 0; slot < agent->records.count && !sim->violation[0]; slot++)
        if (agent->records.old[slot].length)
            restore(agent, &agent->records.old[slot], before_us - sf_local_now_us(agent));
    sf_agent_drain(agent);
}
