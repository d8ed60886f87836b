/* Bob: the guards and actions of fsm/demo/bob.fsm. */
#include "bob_fsm.h"

const struct agent_kind agent_bob = {
    .type = &bob_type,
    .names = &bob_names,
    .start = -1, /* he waits */
    .event =
        {
            [SF_UA_EV_INCOMING] = BOB_EV_INCOMING,
            [SF_UA_EV_PROGRESS] = -1, /* a UAC's */
            [SF_UA_EV_ANSWERED] = -1, /* a UAC's */
            [SF_UA_EV_CONFIRMED] = BOB_EV_CONFIRMED,
            [SF_UA_EV_REINVITE] = BOB_EV_REINVITE,
            [SF_UA_EV_MODIFIED] = -1, /* he changes no session */
            [SF_UA_EV_FAILED] = -1,   /* a UAC's */
            [SF_UA_EV_CANCELLED] = BOB_EV_CANCELLED,
            [SF_UA_EV_UNANSWERED] = BOB_EV_CANCELLED, /* it is over before it was answered */
            [SF_UA_EV_DIALOG] = -1,                   /* the record's business */
            [SF_UA_EV_ENDED] = BOB_EV_ENDED,
            [SF_UA_EV_TROUBLE] = -1,
            [SF_UA_EV_RESPONSE] = -1, /* no exchanges */
            [SF_UA_EV_REQUEST] = -1,
            [SF_UA_EV_REGISTRATION] = -1,
            [SF_UA_EV_ACKNOWLEDGED] = -1, /* the 2xx goes out by itself */
            [SF_UA_EV_REFRESH] = -1,      /* no session timers */
            [SF_UA_EV_RELEASED] = BOB_EV_RELEASED,
        },
};

bool bob_guard_busy(const struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    return agent->busy;
}

bool bob_guard_hangs_up_first(const struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    return agent->hangs_up_first;
}

/* A changed table may do these on a timer or on entering a state: then no call has come in, and his
 * call stays his. */
static void take(struct agent *agent, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING && event->call.generation)
        agent->call = event->call;
}

void bob_do_take_call(struct agent *agent, const struct sf_ua_event *event)
{
    take(agent, event);
}

void bob_do_ring(struct agent *agent, const struct sf_ua_event *event, unsigned status)
{
    (void)event;
    agent_command(agent, AGENT_RING, status);
}

void bob_do_refuse(struct agent *agent, const struct sf_ua_event *event, unsigned status)
{
    take(agent, event);
    agent_command(agent, AGENT_REJECT, status);
}

void bob_do_accept(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent_command(agent, AGENT_ACCEPT, 200);
}

void bob_do_hang_up(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent_command(agent, AGENT_HANGUP, 0);
}

void bob_do_agree(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent_command(agent, AGENT_ACCEPT, 200);
}

void bob_do_turn_away(struct agent *agent, const struct sf_ua_event *event, unsigned status)
{
    agent_turn_away(agent, event, status);
}

void bob_do_note_cancelled(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent->record.cancelled = true;
}

void bob_do_note_ended(struct agent *agent, const struct sf_ua_event *event)
{
    agent->record.ended = true;
    agent->record.ended_by_peer = event->by_peer;
}
