#include "action.h"

#include <stdio.h>

#include "world.h"

#define INCOMING (PHASE_OFFERED | PHASE_RINGING)
#define OURS (PHASE_CALLING | PHASE_PROGRESS)
#define ALIVE                                                                                      \
    (OURS | INCOMING | PHASE_ACCEPTED | PHASE_TALKING | PHASE_CHANGE | PHASE_CHANGED | PHASE_DUE)

#define RINGS_MAX 6

static const struct sf_str sdp_type = {"application/sdp", 15};
#define SDP_TEXT(name, port, more)                                                                 \
    {                                                                                              \
        "v=0\r\no=" name " 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"         \
        "m=audio " port " RTP/AVP 0\r\n" more,                                                     \
            sizeof("v=0\r\no=" name                                                                \
                   " 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"               \
                   "m=audio " port " RTP/AVP 0\r\n" more) -                                        \
                1                                                                                  \
    }
#define SDP(name, port)                                                                            \
    SF_STR("v=0\r\no=" name " 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"      \
           "m=audio " port " RTP/AVP 0\r\n")

static unsigned draw(struct agent *agent, const struct leg *leg, unsigned below)
{
    return sf_choose(&agent->sim->choices,
                     sf_stream_of_call(agent->sim, leg->number, agent->number), below);
}

static enum sf_ua_result do_nothing(struct agent *agent, struct leg *leg)
{
    (void)agent;
    (void)leg;
    return SF_UA_OK;
}

/* The answer to the offer of a 2xx, in the ACK. */
static enum sf_ua_result acknowledge(struct agent *agent, struct leg *leg)
{
    struct sf_ua_content content = {.type = sdp_type, .body = SDP("answer", "5004")};
    enum sf_ua_result result = sf_ua_ack(agent->ua, sf_local_now_us(agent), leg->call, &content);
    if (result == SF_UA_OK)
        sf_leg_set_phase(leg, PHASE_TALKING);
    return result;
}

struct sf_ua_content sf_action_answer_content(void)
{
    return (struct sf_ua_content){.type = sdp_type, .body = SDP("answer", "5008")};
}

void sf_action_answer_offer(struct agent *agent, struct leg *leg, struct sf_prack prack)
{
    struct sf_ua_content content = {.type = sdp_type, .body = SDP("answer", "5006")};
    enum sf_ua_result result = sf_ua_prack(agent->ua, sf_local_now_us(agent), prack, &content);
    if (result == SF_UA_OK)
        leg->asks = false; /* the 2xx to our re-INVITE has no other offer */
    else if (result != SF_UA_FULL && result != SF_UA_NO_CALL)
        sf_witness_violated(agent->sim, agent->number, "call %u: an answer in a PRACK: %s",
                            leg->number, sf_ua_result_text(result));
}

static enum sf_ua_result do_accept(struct agent *agent, struct leg *leg)
{
    if (leg->phase & PHASE_DUE)
        return acknowledge(agent, leg);
    enum sf_ua_result result =
        sf_ua_accept(agent->ua, sf_local_now_us(agent), leg->call, sdp_type, SDP("answer", "5000"));
    if (result != SF_UA_OK)
        return result;
    leg->facts.answered = true;
    if (leg->by_update)
        sf_records_note(agent, leg); /* no event follows */
    if (leg->phase & PHASE_CHANGE)
        sf_leg_set_phase(leg, leg->by_update ? PHASE_TALKING : PHASE_CHANGED);
    else
        sf_leg_set_phase(leg, PHASE_ACCEPTED);
    return result;
}

static enum sf_ua_result do_hang_up(struct agent *agent, struct leg *leg)
{
    enum sf_ua_result result = sf_ua_hangup(agent->ua, sf_local_now_us(agent), leg->call);
    if (result == SF_UA_STATE && leg->phase & (PHASE_PROGRESS | PHASE_TALKING) &&
        (leg->phase & PHASE_PROGRESS || agent->sim->profile->call_ms))
        result = SF_UA_OK; /* it has lasted too long, and is ending already */
    if (result != SF_UA_OK)
        return result;
    leg->facts.left_last = agent->sim->ending && !leg->facts.hung_up;
    leg->facts.hung_up = true;
    leg->left_input = agent->inputs;
    sf_leg_set_phase(leg, PHASE_LEAVING);
    return result;
}

/* A call that is ending already: nothing more happens. */
static enum sf_ua_result do_hang_up_again(struct agent *agent, struct leg *leg)
{
    enum sf_ua_result result = sf_ua_hangup(agent->ua, sf_local_now_us(agent), leg->call);
    return result == SF_UA_STATE || result == SF_UA_NO_CALL ? SF_UA_OK : result;
}

static enum sf_ua_result ring(struct agent *agent, struct leg *leg, const struct sf_answer *given)
{
    enum sf_ua_result result = sf_ua_respond(agent->ua, sf_local_now_us(agent), leg->call, given);
    if (result != SF_UA_OK)
        return result;
    leg->rings++;
    if (!(leg->phase & PHASE_CHANGE)) /* a re-INVITE (3262:3) */
        sf_leg_set_phase(leg, PHASE_RINGING);
    return result;
}

static enum sf_ua_result do_ring(struct agent *agent, struct leg *leg)
{
    return ring(agent, leg, &(struct sf_answer){.status = 180});
}

static enum sf_ua_result do_progress(struct agent *agent, struct leg *leg)
{
    struct sf_answer given = {.status = 183,
                              .content = {.type = sdp_type, .body = SDP("early", "5002")}};
    return ring(agent, leg, &given);
}

static enum sf_ua_result do_queued(struct agent *agent, struct leg *leg)
{
    static const uint16_t status[] = {182, 181, 101, 199};
    return ring(agent, leg, &(struct sf_answer){.status = status[draw(agent, leg, 4)]});
}

static enum sf_ua_result refuse(struct agent *agent, struct leg *leg, const struct sf_answer *given)
{
    bool change = leg->phase & PHASE_CHANGE;
    enum sf_ua_result result = sf_ua_respond(agent->ua, sf_local_now_us(agent), leg->call, given);
    if (result != SF_UA_OK)
        return result;
    if (!change)
        leg->facts.status = (uint16_t)given->status;
    sf_leg_set_phase(leg, change ? PHASE_TALKING : PHASE_LEAVING);
    return result;
}

static enum sf_ua_result do_refuse(struct agent *agent, struct leg *leg)
{
    static const uint16_t status[] = {486, 480, 403, 404, 488, 580, 600, 603};
    return refuse(agent, leg, &(struct sf_answer){.status = status[draw(agent, leg, 8)]});
}

void sf_action_refuse_unknown(struct agent *agent, struct leg *leg)
{
    enum sf_ua_result result = refuse(agent, leg, &(struct sf_answer){.status = 404});
    if (result != SF_UA_OK)
        sf_witness_violated(agent->sim, agent->number, "refusing an unknown user: %s",
                            sf_ua_result_text(result));
}

#define CONTACTS 3

/* To agents, the agent itself and the caller among them; to the same in other letters; to users
 * that nobody knows; to where nobody is. */
static enum sf_ua_result redirect_to_agents(struct agent *agent, struct leg *leg)
{
    static const uint16_t status[] = {302, 300, 301, 302};
    char text[CONTACTS][64];
    struct sf_str contact[CONTACTS];
    struct sf_answer given = {.status = status[draw(agent, leg, 4)],
                              .contact = contact,
                              .contacts = 1 + draw(agent, leg, CONTACTS)};
    for (unsigned i = 0; i < given.contacts; i++) {
        unsigned node = 1 + draw(agent, leg, agent->sim->agents), kind = draw(agent, leg, 16);
        if (kind == 15)
            snprintf(text[i], sizeof text[i], "<sip:c%u@10.0.0.250>", leg->number);
        else if (kind > 12)
            snprintf(text[i], sizeof text[i], "<sip:nobody@10.0.0.%u>", node);
        else
            snprintf(text[i], sizeof text[i], "<%s:c%u@10.0.0.%u>;q=0.%u", kind < 8 ? "sip" : "SIP",
                     leg->number, node, draw(agent, leg, 4));
        contact[i] = sf_str_of(text[i]);
        agent->sim->planned[leg->number].astray |= kind == 15;
    }
    return refuse(agent, leg, &given);
}

static enum sf_ua_result do_redirect(struct agent *agent, struct leg *leg)
{
    if (agent->sim->profile->follows)
        return redirect_to_agents(agent, leg);
    static const uint16_t status[] = {302, 300, 301, 305};
    static const struct sf_str contact[] = {{"<sip:elsewhere@10.0.0.250>", 26},
                                            {"<sip:mail@10.0.0.251>;q=0.5", 27}};
    struct sf_answer given = {.status = status[draw(agent, leg, 4)],
                              .contact = contact,
                              .contacts = 1 + draw(agent, leg, 2)};
    return refuse(agent, leg, &given);
}

static enum sf_ua_result do_request(struct agent *agent, struct leg *leg)
{
    struct sf_request request = {.method = SF_STR("INFO")};
    struct sf_exchange exchange;
    if (draw(agent, leg, 2))
        request = (struct sf_request){
            .method = SF_STR("MESSAGE"),
            .content = {.type = SF_STR("text/plain"), .body = SF_STR("good morning")}};
    enum sf_ua_result result =
        sf_ua_request(agent->ua, sf_local_now_us(agent), leg->call, &request, &exchange);
    if (result == SF_UA_OK) {
        agent->sim->report.exchanges++;
        sf_swap_begin(agent, exchange, false);
    }
    return result;
}

/* Hold, resume, another session: they are all one command. */
static enum sf_ua_result do_modify(struct agent *agent, struct leg *leg)
{
    static const struct sf_str offers[] = {
        SDP_TEXT("hold", "4000", "a=sendonly\r\n"), SDP_TEXT("resume", "4000", "a=sendrecv\r\n"),
        SDP_TEXT("away", "4000", "a=inactive\r\n"), SDP_TEXT("move", "4010", "")};
    struct sf_change change = {.content = {.type = sdp_type, .body = offers[draw(agent, leg, 4)]},
                               .update = draw(agent, leg, 2) == 1};
    bool offerless = draw(agent, leg, 8) == 7;
    if (offerless)
        change.content = (struct sf_ua_content){.fields = 0};
    enum sf_ua_result result = sf_ua_modify(agent->ua, sf_local_now_us(agent), leg->call, &change);
    leg->changing = leg->changing || result == SF_UA_OK;
    agent->sim->planned[leg->number].asked += result == SF_UA_OK;
    leg->asks = result == SF_UA_OK ? offerless : leg->asks;
    return result;
}

/* The same in an early dialog (3311:5.1). The other side may change it at the same time. */
static enum sf_ua_result do_amend(struct agent *agent, struct leg *leg)
{
    static const struct sf_str offers[] = {SDP_TEXT("early-hold", "4000", "a=inactive\r\n"),
                                           SDP_TEXT("early-move", "4020", "")};
    struct sf_change change = {.content = {.type = sdp_type, .body = offers[draw(agent, leg, 2)]},
                               .early = leg->early};
    enum sf_ua_result result = sf_ua_modify(agent->ua, sf_local_now_us(agent), leg->call, &change);
    if (result != SF_UA_OK)
        return result == SF_UA_STATE ? SF_UA_OK : result;
    leg->amending = true;
    leg->amended = leg->early_key;
    agent->sim->report.exchanges++;
    return result;
}

/* Where 0 is drawn, the first row that is legal is taken: the plain thing to do. */
static const struct action {
    const char *name;
    unsigned legal; /* phases */
    bool goes_on;
    enum sf_ua_result (*command)(struct agent *agent, struct leg *leg);
} actions[ACTIONS] = {
    [ACTION_WAIT] = {"waits", OURS | PHASE_ACCEPTED | PHASE_CHANGED | PHASE_LEAVING, false,
                     do_nothing},
    [ACTION_ACCEPT] = {"accepts", INCOMING | PHASE_CHANGE | PHASE_DUE, true, do_accept},
    [ACTION_HANG_UP] = {"hangs up", ALIVE, true, do_hang_up},
    [ACTION_RING] = {"rings", INCOMING | PHASE_CHANGE, true, do_ring},
    [ACTION_PROGRESS] = {"rings with a session", INCOMING | PHASE_CHANGE, true, do_progress},
    [ACTION_QUEUED] = {"answers provisionally", INCOMING | PHASE_CHANGE, true, do_queued},
    [ACTION_REFUSE] = {"refuses", INCOMING | PHASE_CHANGE, true, do_refuse},
    [ACTION_REDIRECT] = {"redirects", INCOMING, false, do_redirect},
    [ACTION_IGNORE] = {"does nothing", INCOMING | PHASE_TALKING | PHASE_CHANGE | PHASE_DUE, false,
                       do_nothing},
    [ACTION_REQUEST] = {"sends a request", PHASE_TALKING, true, do_request},
    [ACTION_MODIFY] = {"changes the session", PHASE_TALKING, true, do_modify},
    [ACTION_AMEND] = {"changes the early session", PHASE_PROGRESS | PHASE_RINGING, true, do_amend},
    [ACTION_HANG_UP_AGAIN] = {"hangs up again", PHASE_LEAVING, false, do_hang_up_again},
};

const char *sf_action_name(unsigned action)
{
    return actions[action].name;
}

bool sf_action_is_legal(unsigned action, const struct leg *leg)
{
    bool rings = action == ACTION_RING || action == ACTION_PROGRESS || action == ACTION_QUEUED;
    bool may_ring = leg->rings < RINGS_MAX && !(leg->phase & PHASE_CHANGE && leg->by_update);
    return leg->phase & actions[action].legal && (may_ring || !rings) &&
           !(action == ACTION_MODIFY && (leg->changing || leg->amending)) &&
           !(action == ACTION_AMEND && (leg->amending || !leg->early.generation));
}

enum sf_ua_result sf_action_do(struct agent *agent, struct leg *leg, unsigned action)
{
    return actions[action].command(agent, leg);
}

bool sf_action_goes_on(unsigned action)
{
    return actions[action].goes_on;
}
