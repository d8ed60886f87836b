/* What the calls of a program have agreed on: one audio stream each, which is negotiated and not
 * played. `serve` and `call` share it. The last description that was sent is kept for each call,
 * because the next one follows it (3264:8). */
#ifndef SIPFSM_SESSIONS_H
#define SIPFSM_SESSIONS_H

#include "sipfsm/session.h"
#include "sipfsm/ua.h"

#define SDP_TYPE SF_STR("application/sdp")

struct sessions {
    char address[SF_ADDRESS_TEXT_BYTES]; /* as SDP writes it */
    uint64_t next_id;
    struct sessions_entry *entry; /* by the call's slot */
    uint32_t entries;
    uint32_t count;      /* calls whose description is kept */
    char text[8192];     /* a description that is being made */
    struct sf_str given; /* offered, and given as the answer, in place of an own one; strict SDP
                            that stays the caller's; {NULL, 0}: none */
    const char *why;     /* why a status other than 0 was returned; static */
    unsigned warning;    /* its warn-code (3261:20.43), of a 488; else 0 */
};

/* `id`: where session ids begin: another number in each run. */
void sessions_begin(struct sessions *sessions, const struct sf_address *local, uint64_t id);
void sessions_end(struct sessions *sessions);

/* The offer of a call that is to be made: valid until the next call of a function of this header.
 * Give it to sessions_keep once the call has its handle. {NULL, 0} never. */
struct sf_str sessions_offer(struct sessions *sessions);

/* Keeps the description that was sent last in a call. False if there is no memory. */
bool sessions_keep(struct sessions *sessions, struct sf_call call, struct sf_str text);

/* Makes the description for the 2xx to this INVITE: the answer to its offer, or an offer of ours if
 * it has none. Or, for a 2xx with an offer, the description for its ACK. The description is kept.
 * Returns 0, and *text is valid until the next description of the call; or the status to refuse the
 * INVITE with. */
unsigned sessions_answer(struct sessions *sessions, struct sf_call call, const struct sf_msg *msg,
                         struct sf_str *text);

/* An offer that puts the other side on hold, or that resumes (3264:8.4), in place of what was kept.
 * False: the call is over, or there is no memory. *text is good until the call's next description.
 */
bool sessions_change(struct sessions *sessions, struct sf_call call, bool hold,
                     struct sf_str *text);

/* Refuses an INVITE with that status and the header field that it needs: Accept in a 415
 * (3261:21.4.13), Retry-After in a 503 (3261:21.5.4), Warning in a 488 (3261:21.4.26), which says
 * why sessions_answer returned it last. As sf_ua_respond. */
enum sf_ua_result sessions_refuse(const struct sessions *sessions, struct sf_ua *ua,
                                  uint64_t now_us, struct sf_call call, unsigned status);

/* Answers the offer of a 2xx in its ACK. Null, or why not; static. */
const char *sessions_acknowledge(struct sessions *sessions, struct sf_ua *ua, uint64_t now_us,
                                 const struct sf_ua_event *event);
/* Answers a re-INVITE or an UPDATE, or refuses it. */
void sessions_renegotiate(struct sessions *sessions, struct sf_ua *ua, uint64_t now_us,
                          const struct sf_ua_event *event);

/* What was kept, to be sent; {NULL, 0} if there is nothing. */
struct sf_str sessions_last(const struct sessions *sessions, struct sf_call call);

/* A response or an ACK that may bring the answer to what was kept: null if it does, or brings
 * nothing; else what is wrong with it, static. An ACK must bring it if the 2xx had our offer. */
const char *sessions_check(struct sessions *sessions, struct sf_call call,
                           const struct sf_msg *msg);

/* The call's INVITE has its final response. */
void sessions_settle(struct sessions *sessions, struct sf_call call);
/* True for a call that is kept and not settled. */
bool sessions_unsettled(const struct sessions *sessions, struct sf_call call);

/* The next call that is kept. Begin with a place of 0; calls may come and go between. False: there
 * is none. */
bool sessions_next(const struct sessions *sessions, uint32_t *place, struct sf_call *call);

/* The call is over. */
void sessions_forget(struct sessions *sessions, struct sf_call call);

#endif
