/* The session of a dialog: what the machine `offer` knows of the changes that either side asks for
 * (3261:14, RFC 3311). There is one a dialog; it ends with the first BYE. */
#ifndef SF_UA_SESSION_H
#define SF_UA_SESSION_H

#include "actor.h"
#include "input.h"

#include "memory/store.h"

struct sf_dialog_actor;

struct sf_session {
    struct sf_actor a;
    struct sf_ref dialog;
    bool takes_update;       /* the other side's Allow has UPDATE */
    bool offered;            /* the newest INVITE of the other side had no offer: its 2xx has one */
    bool again;              /* our change is out for the second time */
    bool untimed;            /* it went out in the early dialog */
    uint32_t refresh;        /* the slot of its timer (4028:7.2), and 1; 0: there is none */
    struct sf_kept change;   /* our request, until it has its final response */
    struct sf_ref under_way; /* our re-INVITE (sf_invitation); may be done with */
    struct sf_fsm_timer timer[SF_TIMERS_SESSION];
};

struct sf_session *sf_session_get(struct sf_ua *ua, struct sf_ref ref);
/* There is room for one as long as there is for its dialog. */
struct sf_session *sf_session_make(struct sf_ua *ua, struct sf_dialog_actor *dialog);
void sf_session_free(struct sf_ua *ua, struct sf_actor *actor);
/* Raises an event of the machine `offer`; nothing if the session is over. */
void sf_session_raise(struct sf_ua *ua, struct sf_ref session, unsigned event,
                      const struct sf_input *input);
/* What the other side's Allow says, if the message has one (3261:20.5). */
void sf_session_hear(struct sf_session *session, const struct sf_msg *msg);
/* How long to wait after a 491, in microseconds (3261:14.1). */
uint64_t sf_session_glare_us(struct sf_ua *ua, const struct sf_dialog_actor *dialog);
/* Is its dialog early? */
bool sf_session_is_early(struct sf_ua *ua, const struct sf_session *session);
/* Does that change go out as an UPDATE? */
bool sf_session_updates(struct sf_ua *ua, const struct sf_session *session,
                        const struct sf_change *change);

#endif
