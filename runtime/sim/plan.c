#include "plan.h"

#include <stdio.h>

#include "application.h"
#include "world.h"

#define OFFER                                                                                      \
    SF_STR("v=0\r\no=offer 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"         \
           "m=audio 4000 RTP/AVP 0 8\r\n")

/* Where a planned call goes: to the callee, or by way of the proxy. */
static struct sf_address next_hop(const struct sf_sim *sim, unsigned callee)
{
    return sf_network_address(sim->profile->forks ? SF_SIM_PROXY : callee);
}

static void make_exchange(struct sf_sim *sim, struct agent *agent, unsigned callee, uint32_t number,
                          bool message)
{
    char to[48];
    struct sf_request request = {.method = message ? SF_STR("MESSAGE") : SF_STR("OPTIONS"),
                                 .next_hop = next_hop(sim, callee)};
    struct sf_exchange exchange;
    snprintf(to, sizeof to, "sip:c%u@10.0.0.%u", number, callee + 1);
    request.to = sf_str_of(to);
    if (message)
        request.content =
            (struct sf_ua_content){.type = SF_STR("text/plain"), .body = SF_STR("hello")};
    enum sf_ua_result result =
        sf_ua_request(agent->ua, sf_agent_now_us(agent), (struct sf_call){0}, &request, &exchange);
    if (result == SF_UA_OK)
        sf_application_expect(agent, exchange);
    else if (result != SF_UA_FULL)
        sf_world_violated(sim, agent->number, "a request: %s", sf_ua_result_text(result));
    sim->report.exchanges++;
    sf_agent_drain(agent);
}

static void make_call(struct sf_sim *sim, struct agent *agent, unsigned callee, uint32_t number)
{
    char to[48];
    struct sf_invite invite = {.next_hop = next_hop(sim, callee),
                               .content_type = SF_STR("application/sdp"),
                               .body = OFFER};
    struct sf_call call;
    snprintf(to, sizeof to, "sip:c%u@10.0.0.%u", number, callee + 1);
    invite.to = sf_str_of(to);
    sim->report.calls++;
    enum sf_ua_result result = sf_ua_invite(agent->ua, sf_agent_now_us(agent), &invite, &call);
    if (result == SF_UA_OK) {
        struct leg *leg = sf_leg_begin(agent, call, true, number);
        if (leg && sf_ua_set_user(agent->ua, call, number + UINT64_C(1)) == SF_UA_OK)
            sf_application_think(agent, leg);
    } else if (result != SF_UA_FULL) {
        sf_world_violated(sim, agent->number, "an INVITE: %s", sf_ua_result_text(result));
    }
    sf_agent_drain(agent);
}

void sf_plan_make(struct sf_sim *sim, uint32_t number)
{
    struct choices *choices = &sim->choices;
    unsigned stream = sf_world_stream_of_plan(sim, number);
    bool outside = sf_chance(choices, stream, sim->profile->outside);
    unsigned caller = sf_choose(choices, stream, sim->agents);
    unsigned callee = (caller + 1 + sf_choose(choices, stream, sim->agents - 1)) % sim->agents;
    sim->planned[number].caller_agent = caller;
    sim->planned[number].callee_agent = callee;
    if (outside)
        make_exchange(sim, &sim->agent[caller], callee, number, sf_chance(choices, stream, 500));
    else
        make_call(sim, &sim->agent[caller], callee, number);
}

void sf_plan_take(struct sf_sim *sim, unsigned agent, const struct leg *leg)
{
    struct planned *planned = &sim->planned[leg->number];
    sim->report.answered += leg->outgoing && leg->facts.answered;
    if (leg->number == sim->calls)
        return;
    if (leg->outgoing) {
        planned->caller = leg->facts;
        return;
    }
    planned->callees++;
    if (!planned->callee.was || leg->facts.answered)
        planned->callee = leg->facts;
    planned->callee_agent = agent;
}

/* What does not fit together; NULL: all does. */
static const char *disagreement(const struct planned *planned)
{
    const struct end_facts *caller = &planned->caller, *callee = &planned->callee;
    if (!caller->was)
        return callee->was ? "it came in, and nobody made it" : NULL;
    if (caller->answered && !callee->answered)
        return "the caller was answered, but no callee has accepted";
    if (!callee->was)
        return caller->failed ? NULL : "nobody was called, and it has not failed";
    if (callee->confirmed && !caller->answered && !caller->hung_up)
        return "the callee was confirmed, but the caller was not answered";
    if (caller->answered && callee->confirmed && caller->dialog != callee->dialog)
        return "the ends talk in different dialogs";
    if (caller->answered && caller->ended && caller->by_peer && !callee->hung_up &&
        callee->confirmed)
        return "the caller was hung up, but the callee has not done it";
    if (callee->answered && callee->ended && callee->by_peer && !caller->hung_up)
        return "the callee was hung up, but the caller has not done it";
    if (callee->answered && caller->failed && !caller->hung_up)
        return "the callee accepted, but the caller has failed";
    if (callee->status >= 300 && !callee->answered && !callee->expired && !callee->cancelled &&
        caller->failed && caller->from_wire && caller->status != callee->status &&
        planned->callees == 1)
        return "the caller heard another status than the callee gave";
    if (callee->cancelled && !caller->hung_up)
        return "the callee was cancelled, but the caller has not hung up";
    return NULL;
}

void sf_plan_check(struct sf_sim *sim)
{
    if (sim->profile->hostile)
        return;
    for (unsigned i = 0; i < sim->calls; i++) {
        const char *text = disagreement(&sim->planned[i]);
        if (text)
            sf_world_violated(sim, sim->planned[i].caller_agent, "call %u: %s", i, text);
    }
}
