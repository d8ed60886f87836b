/* sipfsm: changes of a session. */
#ifndef SIPFSM_CHANGE_H
#define SIPFSM_CHANGE_H

#include "sipfsm/call.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sf_change {
    /* The body is the offer: the whole session, not what changes. A re-INVITE without a body has no
     * offer: the other side makes the offer, in its 2xx (3261:14.1). An UPDATE without a body only
     * gives this side's Contact, and refreshes the session timer. */
    struct sf_ua_content content;
    /* Sends an UPDATE (RFC 3311) if the other side's Allow has it. The other side must answer it at
     * once, so it cannot ask its user; 3311:5.1 recommends a re-INVITE. */
    bool update;
    /* The early dialog to change, of an event: a call of ours may have several. Generation 0: the
     * dialog that the application talks on; of a call that has come in, its only one. */
    struct sf_early early;
};

/* Changes the session of a call (3261:14.1). In an early dialog the change is an UPDATE (3311:5.1).
 * That is possible if the other side takes UPDATE, after the ACKNOWLEDGED event of that dialog. The
 * 2xx of a call that has come in waits for the answer. If the early dialog ends first, its DIALOG
 * event follows in place of MODIFIED. MODIFIED follows, or ENDED if the call ends before.
 * After a 491 the core waits as 3261:14.1 asks, and tries once more. If the other side changes the
 * session during the wait, ours ends with MODIFIED 491. If our re-INVITE had no offer and the 2xx
 * of MODIFIED has a body, the body is the offer: answer it with sf_ua_ack, or UNANSWERED and ENDED
 * follow. The strings are not needed after the return. SF_UA_OK, SF_UA_BUSY, SF_UA_FULL,
 * SF_UA_NO_CALL, SF_UA_STATE (the call is not answered, and an early dialog cannot be changed yet;
 * its ACK is due; a change of either side is under way, or the call has ended: wait for MODIFIED,
 * CONFIRMED or ENDED), SF_UA_ARGUMENT, SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_modify(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                               const struct sf_change *change);

#ifdef __cplusplus
}
#endif
#endif
