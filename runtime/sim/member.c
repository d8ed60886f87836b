#include "member.h"

#include <stdio.h>

#include "world.h"

#define SECOND_US UINT64_C(1000000)
#define NEAR_US 1000 /* times are given in whole seconds, and clocks are rounded */
/* Of the time that is granted: when the refresh goes out, in per cent (docs/accounts.md). */
#define EARLIEST 50
#define LATEST 90

static unsigned draw(struct agent *agent, unsigned below)
{
    struct sf_sim *sim = agent->sim;
    return sf_choose(&sim->choices, sf_stream_of_call(sim, sim->calls, agent->number), below);
}

void sf_member_config(struct agent *agent, struct sf_ua_config *config)
{
    struct member *member = &agent->member;
    struct sf_sim *sim = agent->sim;
    *member = (struct member){.registration = {0, 0}};
    if (!sim->registrar)
        return;
    member->impostor = sf_chance(&sim->choices, sf_stream_of_call(sim, sim->calls, agent->number),
                                 sim->profile->impostors);
    member->credential = (struct sf_ua_credential){
        .secret = {.username = {"agent", 5},
                   .password = member->impostor ? SF_STR("guess") : SF_STR("secret")}};
    member->auth = (struct sf_ua_auth){.digest = sf_ua_digest(),
                                       .hashes = &sf_sim_hashes,
                                       .credential = &member->credential,
                                       .credentials = 1};
    config->registering = sf_ua_registering();
    config->registrations = 1;
    config->auth = &member->auth;
}

/* ---- What the application does ---- */

static void think(struct agent *agent, uint64_t after_us)
{
    sf_agenda_add(&agent->sim->agenda, (struct item){.at_us = agent->sim->now_us + after_us,
                                                     .kind = ITEM_MEMBER,
                                                     .agent = (uint16_t)agent->number});
}

void sf_member_begin(struct agent *agent)
{
    if (agent->sim->registrar)
        think(agent, draw(agent, 5000) * UINT64_C(1000));
}

static enum sf_ua_result join(struct agent *agent)
{
    struct member *member = &agent->member;
    char aor[48];
    snprintf(aor, sizeof aor, "sip:agent-%c@10.0.0.%u", 'a' + (int)agent->number,
             (unsigned)SF_SIM_REGISTRAR + 1);
    const struct sf_register what = {.aor = sf_str_of(aor),
                                     .next_hop = sf_network_address(SF_SIM_REGISTRAR),
                                     .expires_s = 30 + draw(agent, 600)};
    enum sf_ua_result result =
        sf_ua_register(agent->ua, sf_local_now_us(agent), &what, &member->registration);
    member->has_told = member->asked = member->removing = false;
    return result;
}

static void refused(struct agent *agent, const char *what, enum sf_ua_result result)
{
    if (result != SF_UA_OK && result != SF_UA_STATE && result != SF_UA_FULL)
        sf_witness_violated(agent->sim, agent->number, "%s: %s", what, sf_ua_result_text(result));
}

static enum sf_ua_result leave(struct agent *agent)
{
    struct member *member = &agent->member;
    enum sf_ua_result result =
        sf_ua_unregister(agent->ua, sf_local_now_us(agent), member->registration, false);
    if (result == SF_UA_STATE && !member->removing)
        sf_witness_violated(agent->sim, agent->number, "a removal is not taken");
    refused(agent, "a removal", result);
    member->asked = true;
    member->removing = member->removing || result == SF_UA_OK;
    return result;
}

void sf_member_act(struct agent *agent)
{
    struct sf_sim *sim = agent->sim;
    struct member *member = &agent->member;
    if (sim->ending) {
        sf_member_end(agent);
        return;
    }
    if (!member->registration.generation) {
        sf_witness_note(sim, agent->number, "registers");
        refused(agent, "a registration", join(agent));
    } else if (draw(agent, 4) == 3) {
        sf_witness_note(sim, agent->number, "removes its contact");
        leave(agent);
    } else if (draw(agent, 4) == 3) {
        member->asked = true;
        sf_witness_note(sim, agent->number, "registers once more");
        refused(agent, "a refresh",
                sf_ua_refresh(agent->ua, sf_local_now_us(agent), member->registration));
    }
    think(agent, (1 + draw(agent, 300)) * (draw(agent, 4) == 3 ? UINT64_C(1000) : SECOND_US));
}

void sf_member_end(struct agent *agent)
{
    if (agent->member.registration.generation && leave(agent) == SF_UA_FULL)
        think(agent, SECOND_US);
}

/* ---- What must hold ---- */

/* No binding outlives its registration. */
static void check_removed(struct agent *agent)
{
    const struct member *member = &agent->member;
    if (member->has_told && member->status < 300 &&
        sf_registrar_has(agent->sim, agent->number, member->call_id))
        sf_witness_violated(agent->sim, agent->number,
                            "has removed its contact, and the registrar keeps it");
}

void sf_member_take(struct agent *agent, const struct sf_ua_event *event)
{
    struct member *member = &agent->member;
    struct sf_sim *sim = agent->sim;
    if (!member->registration.generation || event->registration.slot != member->registration.slot ||
        event->registration.generation != member->registration.generation) {
        sf_witness_violated(sim, agent->number, "an event of a registration that is over");
        return;
    }
    member->told = event->registration_state;
    member->status = event->status;
    member->told_us = sf_local_now_us(agent);
    member->has_told = true;
    member->asked = member->sent = false;
    switch ((enum sf_registration_state)event->registration_state) {
    case SF_REGISTRATION_REGISTERED:
        member->wait_s = event->expires_s;
        if (!sf_registrar_has(sim, agent->number, member->call_id) &&
            !sim->registrar->of[agent->number].lost)
            sf_witness_violated(sim, agent->number,
                                "has a REGISTERED event, and the registrar has no contact of it");
        if (member->impostor)
            sf_witness_violated(sim, agent->number, "is registered with a wrong password");
        break;
    case SF_REGISTRATION_WAITING:
        member->wait_s = event->retry_s;
        break;
    case SF_REGISTRATION_ENDED:
        member->registration.generation = 0;
        check_removed(agent);
        break;
    }
}

void sf_member_check(struct agent *agent)
{
    struct member *member = &agent->member;
    uint64_t since_us = sf_local_now_us(agent) - member->told_us;
    if (!member->registration.generation || !member->has_told || member->asked || member->sent)
        return;
    if (member->told == SF_REGISTRATION_REGISTERED &&
        since_us > (member->wait_s + 1) * SECOND_US / 100 * LATEST + NEAR_US)
        sf_witness_violated(agent->sim, agent->number, "does not refresh in time");
    if (member->told == SF_REGISTRATION_WAITING && since_us > member->wait_s * SECOND_US + NEAR_US)
        sf_witness_violated(agent->sim, agent->number, "does not try again in time");
}

void sf_member_sent(struct agent *agent, const struct wire_facts *facts)
{
    struct member *member = &agent->member;
    uint64_t since_us = sf_local_now_us(agent) - member->told_us, wait_us;
    if (!facts->known || !facts->is_request || facts->method != SF_METHOD_REGISTER ||
        facts->branch == member->branch)
        return;
    member->branch = facts->branch;
    member->call_id = facts->call_id;
    wait_us = member->wait_s * SECOND_US;
    sf_member_check(agent);
    if (member->has_told && !member->asked && !member->sent) {
        if (member->told == SF_REGISTRATION_REGISTERED &&
            since_us + NEAR_US < wait_us / 100 * EARLIEST)
            sf_witness_violated(agent->sim, agent->number, "refreshes too early");
        if (member->told == SF_REGISTRATION_WAITING && since_us + NEAR_US + SECOND_US < wait_us)
            sf_witness_violated(agent->sim, agent->number, "tries again too early");
    }
    member->sent = true;
}

void sf_member_check_end(struct agent *agent)
{
    const struct member *member = &agent->member;
    struct sf_sim *sim = agent->sim;
    if (member->registration.generation)
        sf_witness_violated(sim, agent->number, "a registration has no end");
    else if (sim->registrar)
        check_removed(agent);
}
