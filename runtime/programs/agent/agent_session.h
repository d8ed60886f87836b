/* What an agent does with the session of its call, besides offer and answer, and the result for the
 * judge. */
#ifndef SIPFSM_AGENT_SESSION_H
#define SIPFSM_AGENT_SESSION_H

#include "sipfsm/event.h"

enum agent_change { CHANGE_NONE, CHANGE_HOLD, CHANGE_RESUME };

struct agent_session {
    bool reliable;              /* to be done: it rings reliably */
    bool early_media;           /* to be done: the answer goes out before it is answered */
    bool stands;                /* the call is answered, and the answer acknowledged */
    enum agent_change asked;    /* a change of ours that has no final response yet */
    bool held, resumed;         /* the other side took these changes of ours */
    bool rings_reliably;        /* the PRACK of ours is due */
    bool accepts;               /* the call is to be accepted when it has come */
    bool heard_reliably;        /* a reliable provisional response came */
    bool heard_early;           /* ... with an answer to our offer, in an early dialog */
    bool acknowledged;          /* ours was acknowledged by a PRACK */
    uint32_t interval_s;        /* agreed on; 0: none */
    bool expired;               /* nobody has refreshed it */
    bool was_held, was_resumed; /* the other side made these, and we agreed */
};

struct agent;

/* Puts the other side on hold, or resumes. As sf_ua_modify; SF_UA_NO_CALL also without a session.
 */
enum sf_ua_result agent_session_change(struct agent *agent, enum agent_change change);
/* Rings with that status, as the plan says; early media make a 180 a 183. As sf_ua_respond. */
enum sf_ua_result agent_session_ring(struct agent *agent, struct sf_call call, unsigned status);
/* Accepts with the description that was made for it; where it rings reliably, not before the PRACK:
 * a caller that has lost the response gets it once more. As sf_ua_accept. */
enum sf_ua_result agent_session_accept(struct agent *agent, struct sf_call call);
/* An event of the agent's own call. */
void agent_session_take(struct agent *agent, const struct sf_ua_event *event);

#endif
