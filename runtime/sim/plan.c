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
    struct sf_address to = sf_network_address(sim->profile->forks ? SF_SIM_PROXY : callee);
    to.transport = sim->profile->stream ? SF_TRANSPORT_TCP : SF_TRANSPORT_UDP;
    return to;
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
        sf_ua_request(agent->ua, sf_local_now_us(agent), (struct sf_call){0}, &request, &exchange);
    if (result == SF_UA_OK)
        sf_swap_begin(agent, exchange, false);
    else if (result != SF_UA_FULL)
        sf_witness_violated(sim, agent->number, "a request: %s", sf_ua_result_text(result));
    sim->report.exchanges++;
}

static void make_call(struct sf_sim *sim, struct agent *agent, unsigned callee, uint32_t number,
                      bool late)
{
    char to[48];
    struct sf_invite invite = {.next_hop = next_hop(sim, callee)};
    struct sf_call call;
    if (!late) {
        invite.content_type = SF_STR("application/sdp");
        invite.body = OFFER;
    }
    snprintf(to, sizeof to, "sip:c%u@10.0.0.%u", number, callee + 1);
    invite.to = sf_str_of(to);
    sim->report.calls++;
    enum sf_ua_result result = sf_ua_invite(agent->ua, sf_local_now_us(agent), &invite, &call);
    if (result == SF_UA_OK) {
        struct leg *leg = sf_leg_begin(agent, call, true, number);
        sim->planned[number].call = call;
        if (leg)
            leg->late = late;
        if (leg && sf_ua_set_user(agent->ua, call, number + UINT64_C(1)) == SF_UA_OK)
            sf_application_think(agent, leg);
    } else if (result != SF_UA_FULL) {
        sf_witness_violated(sim, agent->number, "an INVITE: %s", sf_ua_result_text(result));
    }
}

void sf_plan_make(struct sf_sim *sim, uint32_t number)
{
    struct choices *choices = &sim->choices;
    unsigned stream = sf_stream_of_plan(sim, number);
    bool outside = sf_chance(choices, stream, sim->profile->outside);
    bool late = sf_chance(choices, stream, 150);
    unsigned caller = sf_choose(choices, stream, sim->agents);
    unsigned callee = (caller + 1 + sf_choose(choices, stream, sim->agents - 1)) % sim->agents;
    sim->planned[number].caller_agent = caller;
    if (sf_chance(choices, stream, sim->profile->foreign)) {
        if (sf_chance(choices, stream, 500)) {
            sf_foreign_call(sim, number, caller);
            return;
        }
        callee = SF_SIM_FOREIGN;
        outside = false;
    }
    if (sim->agent[caller].away)
        return;
    if (outside)
        make_exchange(sim, &sim->agent[caller], callee, number, sf_chance(choices, stream, 500));
    else
        make_call(sim, &sim->agent[caller], callee, number, late);
}
