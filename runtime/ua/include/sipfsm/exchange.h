/* sipfsm: requests of any method but INVITE, ACK, BYE, CANCEL and PRACK, which belong to calls. */
#ifndef SIPFSM_EXCHANGE_H
#define SIPFSM_EXCHANGE_H

#include "sipfsm/call.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The handle of such a request. For a request of ours it is good until the RESPONSE event with its
 * final status; for one that came in, until it is answered or UNANSWERED comes. */
struct sf_exchange {
    uint32_t slot, generation; /* generation 0: none */
};

struct sf_request {
    struct sf_str
        method; /* "OPTIONS", "MESSAGE", any token; not INVITE, ACK, BYE, CANCEL or PRACK */
    /* The following are for a request outside a dialog, as in struct sf_invite. */
    struct sf_str to, from, request_uri, from_name, to_name, route;
    struct sf_address next_hop;
    /* The header fields may have a Contact. If they have none, the core adds its own to OPTIONS,
     * SUBSCRIBE, NOTIFY and REFER. What a method needs of its own is the application's to give: the
     * core does not look for the Refer-To of a REFER, or the Event of a SUBSCRIBE. */
    struct sf_ua_content content;
};

/* Sends a request in the call's dialog (3261:12.2.1.1), or outside any dialog if `call` has the
 * generation 0. *exchange is set on SF_UA_OK only. RESPONSE follows once for each provisional
 * response, and once at the end; the last one ends the handle. If an INFO in a call gets 408 or
 * 481, the other side has lost the call: the core ends it with a BYE (5057:5.3). The strings are
 * not needed after the return. SF_UA_OK, SF_UA_BUSY, SF_UA_FULL, SF_UA_NO_CALL, SF_UA_STATE (the
 * call has no dialog yet, or it has ended), SF_UA_ARGUMENT, SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_request(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                                const struct sf_request *request, struct sf_exchange *exchange);

/* Answers a request that came as a REQUEST event, with a status of 200 to 699. This ends the
 * handle. The header fields may have a Contact. A status needs the same header fields as for
 * sf_ua_respond. SF_UA_OK, SF_UA_BUSY, SF_UA_NO_CALL (it is answered already, perhaps by the core),
 * SF_UA_ARGUMENT, SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_answer(struct sf_ua *ua, uint64_t now_us, struct sf_exchange exchange,
                               const struct sf_answer *answer);

/* Sets *source to where the request of a REQUEST event came from. SF_UA_OK, SF_UA_NO_CALL (it is
 * answered). */
enum sf_ua_result sf_ua_asked_from(const struct sf_ua *ua, struct sf_exchange exchange,
                                   struct sf_address *source);

#ifdef __cplusplus
}
#endif
#endif
