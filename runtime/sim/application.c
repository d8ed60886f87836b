#include "application.h"

#include <stdio.h>

#include "action.h"
#include "order.h"
#include "world.h"

/* ---- Thoughts ---- */

/* How long an application thinks. The first is none at all: it acts within the event; the second is
 * none, but all outputs have been taken. */
static const uint32_t thought_ms[] = {0,    0,    1,     10,    100,    500,
                                      2000, 6000, 20000, 61000, 181000, 400000};

static uint64_t draw_delay_us(struct sf_sim *sim, unsigned stream, unsigned *place)
{
    unsigned places = sizeof thought_ms / sizeof thought_ms[0];
    unsigned pace = sim->profile->pace < places ? sim->profile->pace + 1u : places;
    *place = sf_choose(&sim->choices, stream, pace);
    return thought_ms[*place] * UINT64_C(1000);
}

static unsigned draw_action(struct sf_sim *sim, unsigned stream, const struct leg *leg)
{
    const uint8_t *weight = sim->profile->weight;
    unsigned total = 0, at = 0;
    for (unsigned i = 0; i < ACTIONS; i++)
        total += sf_action_is_legal(i, leg) ? weight[i] : 0u;
    if (!total)
        return ACTIONS;
    unsigned drawn = sf_choose(&sim->choices, stream, total);
    for (;; at++) {
        unsigned own = sf_action_is_legal(at, leg) ? weight[at] : 0u;
        if (drawn < own)
            return at;
        drawn -= own;
    }
}

static void act(struct agent *agent, struct leg *leg, unsigned action)
{
    struct sf_call call = leg->call;
    sf_witness_note(agent->sim, agent->number, "call %u: %s", leg->number, sf_action_name(action));
    enum sf_ua_result result = sf_action_do(agent, leg, action);
    if (result == SF_UA_NO_CALL || result == SF_UA_STATE) {
        /* A call that has lasted too long is ending, and its ENDED comes with the BYE's answer. */
        leg->doubted = !agent->sim->profile->call_ms && !agent->sim->profile->session_s &&
                       !leg->may_end;
        agent->doubted = call;
    } else if (result == SF_UA_TOO_LONG && agent->sim->profile->foreign) {
        return; /* the other side's Contact is almost as long as a message */
    } else if (result != SF_UA_OK && result != SF_UA_FULL) {
        sf_witness_violated(agent->sim, agent->number, "%s: %s", sf_action_name(action),
                            sf_ua_result_text(result));
    }
    if (result == SF_UA_OK && sf_action_goes_on(action))
        sf_application_think(agent, leg);
}

void sf_application_think(struct agent *agent, struct leg *leg)
{
    struct sf_sim *sim = agent->sim;
    unsigned stream = sf_stream_of_call(sim, leg->number, agent->number), place;
    unsigned action = draw_action(sim, stream, leg);
    uint64_t delay_us = draw_delay_us(sim, stream, &place);
    leg->thought++;
    if (sim->ending) {
        action = leg->phase & (PHASE_LEAVING | PHASE_OVER) ? ACTIONS : ACTION_HANG_UP;
        place = 1;
        delay_us = 0;
    }
    if (action == ACTIONS)
        return;
    if (place == 0 && agent->free_hand) {
        agent->free_hand = false;
        act(agent, leg, action);
        return;
    }
    sf_agenda_add(&sim->agenda, (struct item){.at_us = sim->now_us + delay_us,
                                              .kind = ITEM_THINK,
                                              .agent = (uint16_t)agent->number,
                                              .a = leg->call.slot,
                                              .b = leg->call.generation,
                                              .c = leg->thought << 8 | action});
}

/* ---- Exchanges ---- */

static void answer(struct agent *agent, struct swap *swap)
{
    static const uint16_t status[] = {200, 200, 202, 404, 486, 504, 603};
    struct sf_sim *sim = agent->sim;
    unsigned stream = sf_stream_of_call(sim, sim->calls, agent->number);
    struct sf_answer given = {.status = status[sf_choose(&sim->choices, stream, 7)]};
    char text[40];
    struct sf_str contact;
    if (sim->profile->follows && sf_chance(&sim->choices, stream, 400)) {
        snprintf(text, sizeof text, "<sip:m@10.0.0.%u>",
                 1 + sf_choose(&sim->choices, stream, sim->agents));
        contact = sf_str_of(text);
        given = (struct sf_answer){.status = 302, .contact = &contact, .contacts = 1};
    }
    if (swap->offers && given.status < 300)
        given.content = sf_action_answer_content();
    sf_witness_note(sim, agent->number, "answers a request with %u", given.status);
    enum sf_ua_result result =
        sf_ua_answer(agent->ua, sf_local_now_us(agent), swap->exchange, &given);
    if (result == SF_UA_OK)
        swap->exchange.generation = 0;
    else if (result != SF_UA_NO_CALL) /* its UNANSWERED is on the way */
        sf_witness_violated(sim, agent->number, "an answer to a request: %s",
                            sf_ua_result_text(result));
}

static void take_request(struct agent *agent, const struct sf_ua_event *event)
{
    struct sf_sim *sim = agent->sim;
    unsigned stream = sf_stream_of_call(sim, sim->calls, agent->number), place;
    uint64_t delay_us = draw_delay_us(sim, stream, &place);
    if (sim->ending)
        place = 1, delay_us = 0;
    sf_swap_begin(agent, event->exchange, true);
    if (event->msg && event->body.len)
        sf_swap_at(agent, event->exchange.slot)->offers = event->msg->method == SF_METHOD_UPDATE ||
                                                          event->msg->method == SF_METHOD_PRACK;
    sf_agenda_add(&sim->agenda, (struct item){.at_us = sim->now_us + delay_us,
                                              .kind = ITEM_EXCHANGE,
                                              .agent = (uint16_t)agent->number,
                                              .a = event->exchange.slot,
                                              .b = event->exchange.generation,
                                              .c = agent->lives});
}

/* Where answers that come late cannot be lost too, each request has a response before Timer F. */
static bool is_quick(const struct sf_sim_profile *profile)
{
    return !profile->hostile && (!profile->lose || profile->pace < 8);
}

static void take_swap(struct agent *agent, const struct sf_ua_event *event)
{
    bool incoming = event->type == SF_UA_EV_UNANSWERED;
    struct swap *swap = sf_swap_of(agent, event->exchange, incoming);
    if (!incoming && !event->msg && is_quick(agent->sim->profile))
        sf_witness_violated(agent->sim, agent->number,
                            "a request has no response, though all arrives");
    if (swap && (incoming || event->status >= 200))
        swap->exchange.generation = 0;
    struct leg *leg = sf_leg_of(agent, event->call);
    if (leg && !incoming && (event->status == 408 || event->status == 481)) {
        leg->may_end = true; /* 3261:12.2.1.2 */
        leg->facts.hung_up = true;
    }
}

/* ---- Events ---- */

static void take_incoming(struct agent *agent, const struct sf_ua_event *event)
{
    uint32_t number = sf_wire_number(agent->sim, event->to);
    struct leg *leg = sf_leg_begin(agent, event->call, false, number);
    if (!leg)
        return;
    leg->late = !event->body.len;
    leg->replaces = event->replaces;
    sf_order_take(agent, leg, event);
    if (sf_ua_set_user(agent->ua, event->call, number + UINT64_C(1)) != SF_UA_OK)
        sf_witness_violated(agent->sim, agent->number,
                            "a call that has come in has no user number");
}

/* True if the call is to a user of whom no agent knows. */
static bool is_unknown(const struct sf_ua_event *event)
{
    struct sf_str uri = event->msg ? sf_msg_str(event->msg, event->msg->request_uri)
                                   : (struct sf_str){NULL, 0};
    return uri.len > 11 && memcmp(uri.p, "sip:nobody@", 11) == 0;
}

static void take_of_call(struct agent *agent, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING)
        take_incoming(agent, event);
    struct leg *leg = sf_leg_of(agent, event->call);
    if (!leg) {
        if ((event->type != SF_UA_EV_TROUBLE ||
             !(agent->sim->profile->hostile || agent->sim->profile->crashes)) &&
            !agent->sim->violation[0])
            sf_witness_violated(agent->sim, agent->number, "an event of a call that is over");
        return;
    }
    unsigned phase = leg->phase;
    if (event->type != SF_UA_EV_INCOMING)
        sf_order_take(agent, leg, event);
    if (event->prack.generation)
        sf_action_answer_offer(agent, leg, event->prack);
    if (event->type == SF_UA_EV_INCOMING && is_unknown(event)) {
        sf_action_refuse_unknown(agent, leg);
        return;
    }
    agent->free_hand = true;
    if (leg->call.generation && (leg->phase != phase || event->type == SF_UA_EV_INCOMING))
        sf_application_think(agent, leg);
    agent->free_hand = false;
}

/* When to save a call, and when to delete its record: as sipfsm/snapshot.h says. */
static void keep_record(struct agent *agent, const struct sf_ua_event *event)
{
    struct leg *leg = sf_leg_of(agent, event->call);
    if (!leg || !agent->records.count)
        return;
    if (event->type == SF_UA_EV_ENDED || event->type == SF_UA_EV_RELEASED)
        sf_records_forget(agent, leg);
    else if (event->type == SF_UA_EV_CONFIRMED || event->type == SF_UA_EV_ANSWERED ||
             event->type == SF_UA_EV_MODIFIED || event->type == SF_UA_EV_REFRESH ||
             event->type == SF_UA_EV_REQUEST || event->type == SF_UA_EV_RESPONSE)
        sf_records_note(agent, leg);
}

void sf_application_take(struct agent *agent, const struct sf_ua_event *event)
{
    keep_record(agent, event);
    if (event->type == SF_UA_EV_REQUEST)
        take_request(agent, event);
    else if (event->type == SF_UA_EV_REGISTRATION)
        sf_member_take(agent, event);
    else if (event->type == SF_UA_EV_RESPONSE ||
             (event->type == SF_UA_EV_UNANSWERED && event->exchange.generation))
        take_swap(agent, event);
    else if (event->call.generation)
        take_of_call(agent, event);
}

void sf_application_wake(struct agent *agent, const struct item *item)
{
    if (item->kind == ITEM_EXCHANGE) {
        struct swap *swap = sf_swap_at(agent, item->a);
        if (swap->exchange.generation == item->b && swap->incoming && item->c == agent->lives)
            answer(agent, swap);
    } else {
        struct leg *leg = sf_leg_of(agent, (struct sf_call){item->a, item->b});
        if (!leg || (leg->thought & 0xffffff) != item->c >> 8 ||
            !sf_action_is_legal(item->c & 255, leg))
            return;
        act(agent, leg, item->c & 255);
    }
}

bool sf_application_end(struct agent *agent)
{
    for (uint32_t slot = 0; slot < agent->legs; slot++) {
        struct leg *leg = &agent->leg[slot];
        if (!leg->call.generation || leg->ends || leg->phase & (PHASE_LEAVING | PHASE_OVER))
            continue;
        leg->thought++;
        leg->ends = true;
        act(agent, leg, ACTION_HANG_UP);
        return true;
    }
    for (uint32_t slot = 0; slot < agent->swaps; slot++) {
        struct swap *swap = &agent->swap[slot];
        if (!swap->exchange.generation || !swap->incoming)
            continue;
        answer(agent, swap);
        return true;
    }
    return false;
}
