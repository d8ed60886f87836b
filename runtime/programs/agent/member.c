/* Members: the actions of fsm/demo/member.fsm. */
#include "member_fsm.h"

void member_do_register_contact(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent_command(agent, AGENT_REGISTER, 0);
}

void member_do_remove_contact(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent_command(agent, AGENT_UNREGISTER, 0);
}

void member_do_note_granted(struct agent *agent, const struct sf_ua_event *event)
{
    (void)event;
    agent->membership.granted = true;
}

void member_do_note_failed(struct agent *agent, const struct sf_ua_event *event)
{
    agent->membership.failed_status = event->status;
    agent->membership.why = (uint8_t)event->challenge;
}

void member_do_note_removed(struct agent *agent, const struct sf_ua_event *event)
{
    bool removed = event->status >= 200 && event->status < 300;
    agent->membership.removed = removed;
    if (!removed && !agent->membership.failed_status)
        agent->membership.failed_status = event->status;
}
