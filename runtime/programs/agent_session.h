/* What an agent does with the session of its call beside offer and answer, and what has come of it.
 * The judge asks for it. */
#ifndef SIPFSM_AGENT_SESSION_H
#define SIPFSM_AGENT_SESSION_H

#include "sipfsm/event.h"

enum agent_change { CHANGE_NONE, CHANGE_HOLD, CHANGE_RESUME };

struct agent_session {
    bool stands;                /* the call is answered, and the answer acknowledged */
    enum agent_change asked;    /* a change of ours that has no final response yet */
    bool held, resumed;         /* the other side took these changes of ours */
    bool was_held, was_resumed; /* the other side made these, and we agreed */
};

struct agent;

/* Puts the other side on hold, or resumes. As sf_ua_modify; SF_UA_NO_CALL also without a session.
 */
enum sf_ua_result agent_session_change(struct agent *agent, enum agent_change change);
/* An event of the agent's own call. */
void agent_session_take(struct agent *agent, const struct sf_ua_event *event);

#endif
