/* Alice: the guards and actions of fsm/demo/alice.fsm. */
#include "alice_fsm.h"

const struct agent_kind agent_alice = {
    .caller = true,
    .type = &alice_type,
    .names = &alice_names,
    .start = ALICE_EV_START,
    .event =
        {
            [SF_UA_EV_INCOMING] = ALICE_EV_INCOMING,
            [SF_UA_EV_PROGRESS] = ALICE_EV_PROGRESS,
            [SF_UA_EV_ANSWERED] = ALICE_EV_ANSWERED,
            [SF_UA_EV_CONFIRMED] = -1, /* a UAS's */
            [SF_UA_EV_REINVITE] = ALICE_EV_REINVITE,
            [SF_UA_EV_MODIFIED] = -1, /* she changes no session */
            [SF_UA_EV_FAILED] = ALICE_EV_FAILED,
            [SF_UA_EV_CANCELLED] = -1, /* a UAS's */
            [SF_UA_EV_UNANSWERED] = -1,
            [SF_UA_EV_DIALOG] = -1, /* the record's business */
            [SF_UA_EV_ENDED] = ALICE_EV_ENDED,
            [SF_UA_EV_TROUBLE] = -1,
            [SF_UA_EV_RESPONSE] = -1, /* no exchanges */
            [SF_UA_EV_REQUEST] = -1,
            [SF_UA_EV_REGISTRATION] = -1,
            [SF_UA_EV_ACKNOWLEDGED] = -1, /* a UAS's */
            [SF_UA_EV_REFRESH] = -1,      /* no session timers */
            [SF_UA_EV_RELEASED] = ALICE_EV_RELEASED,
        },
};

bool alice_guard_hangs_up_first(const struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    return agent->hangs_up_first;
}

bool alice_guard_impatient(const struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    return agent->impatient;
}

bool alice_guard_redirected(const struct agent *agent, const struct sf_ua_event *event)
{
    struct sf_address target;
    char uri[REDIRECTION_BYTES];
    return agent->redirections < AGENT_REDIRECTIONS && redirection_of(event, uri, &target);
}

bool alice_guard_rings(const struct agent *agent, const struct sf_ua_event *event)
{
    (void)agent;
    return event->status >= 180;
}

void alice_do_call_bob(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent_command(agent, AGENT_INVITE, 0);
}

void alice_do_follow(struct agent *agent, const struct sf_ua_event *event)
{
    if (!redirection_of(event, agent->redirected, &agent->invite.next_hop))
        return; /* a changed table may do this at any time */
    agent->redirections++;
    agent->invite.request_uri = sf_str_of(agent->redirected);
    agent_command(agent, AGENT_INVITE, 0);
}

void alice_do_hang_up(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent_command(agent, AGENT_HANGUP, 0);
}

void alice_do_agree(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent_command(agent, AGENT_ACCEPT, 200);
}

void alice_do_turn_away(struct agent *agent, const struct sf_ua_event *event, unsigned status)
{
    agent_turn_away(agent, event, status);
}

void alice_do_note_failed(struct agent *agent, const struct sf_ua_event *event)
{
    agent->record.failed_status = event->status;
}

void alice_do_note_ended(struct agent *agent, const struct sf_ua_event *event)
{
    agent->record.ended = true;
    agent->record.ended_by_peer = event->by_peer;
}
