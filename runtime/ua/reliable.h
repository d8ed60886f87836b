/* Reliable provisional responses (RFC 3262): those to an INVITE of the other side (reliable_uas),
 * and those of one early dialog, or of one re-INVITE, of ours (reliable_uac). */
#ifndef SF_UA_RELIABLE_H
#define SF_UA_RELIABLE_H

#include "actor.h"
#include "input.h"

#include "memory/store.h"

struct sf_dialog_actor;
struct sf_invitation;

/* What an INVITE says of its provisional responses (3262:3). */
enum sf_reliability { SF_RELIABILITY_NONE, SF_RELIABILITY_SUPPORTED, SF_RELIABILITY_REQUIRED };

struct sf_reliable {
    struct sf_actor a;
    struct sf_ref dialog, invitation;
    struct sf_ref before; /* the one of an earlier INVITE in the dialog; may be gone */
    uint32_t rseq; /* UAS: of the last one that was built; UAC: of the last in order; 0: none yet */
    uint32_t open; /* UAS: of the one that has no PRACK; 0: none */
    uint32_t cseq; /* of the INVITE */
    uint32_t settling; /* UAC: CSeq number of the PRACK with which the INVITE's offer has its answer
                        */
    bool again;        /* UAC: the PRACK of the last one has not arrived */
    bool late;         /* the INVITE had no offer */
    bool reinvite;     /* the INVITE is a re-INVITE: its dialog goes on */
    bool described;    /* UAS: the one without a PRACK has a session description */
    bool later_described; /* UAS: the one that waits has one */
    uint8_t held; /* UAS: transactions that the call holds back for PRACKs; UAC: PRACKs that have no
                     final response */
    uint8_t repeats;      /* UAS */
    struct sf_kept later; /* UAS: the one that waits for the PRACK of the one before */
    struct sf_fsm_timer timer[SF_TIMERS_RELIABLE];
};

enum sf_reliability sf_reliability_of(const struct sf_msg *invite);
/* Does the message's Require, or Supported, name 100rel? */
bool sf_reliable_is_named(const struct sf_msg *msg, enum sf_header_id id);

/* The number of a response (3262:7.1). False: it has none that can be read. */
bool sf_reliable_rseq(const struct sf_msg *response, uint32_t *rseq);

/* Null: it is gone. */
struct sf_reliable *sf_reliable_get(struct sf_ua *ua, struct sf_ref ref);
/* For an INVITE of the other side, or for an early dialog of ours. The caller has asked for the
 * room. Its number is 0. */
struct sf_reliable *sf_reliable_make(struct sf_ua *ua, enum sf_machine machine,
                                     struct sf_dialog_actor *dialog,
                                     const struct sf_invitation *invitation);
void sf_reliable_free(struct sf_ua *ua, struct sf_actor *actor);

/* That of one INVITE in one of its dialogs; null: none has come or gone out, or it has ended. */
struct sf_reliable *sf_reliable_in_dialog(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                                          struct sf_ref invitation);
/* The same, of an INVITE that has one dialog: one of the other side, or a re-INVITE. */
struct sf_reliable *sf_reliable_of_invite(struct sf_ua *ua, const struct sf_invitation *invitation);
/* UAS: what the PRACK is for: that whose response it names, else the newest; null: nothing goes out
 * reliably in that dialog. */
struct sf_reliable *sf_reliable_of_prack(struct sf_ua *ua, struct sf_ref dialog,
                                         const struct sf_msg *prack);
/* UAC: was this response sent reliably? A 100 never is (3262:3, 3262:4). */
bool sf_reliable_is_sent(const struct sf_msg *response);
/* UAC: it has a number that can be read, and those of its dialog are followed, or there is room for
 * that. The dialog may be null: it is still to be made. */
bool sf_reliable_can_follow(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                            const struct sf_invitation *invitation, const struct sf_msg *response);
/* UAC: raises `response`, with the machine started if need be. */
void sf_reliable_follow(struct sf_dialog_actor *dialog, const struct sf_invitation *invitation,
                        const struct sf_input *in);
/* UAC: raises `over`. Null, or the UAS's: nothing is done. */
void sf_reliable_end(struct sf_ua *ua, struct sf_reliable *reliable);
/* UAC: an offer that such a response had has its answer, in the PRACK (3262:5). */
bool *sf_reliable_described(struct sf_ua *ua, const struct sf_reliable *reliable);
/* UAS: goes this answer out reliably? It may be null: a response of the core's, without a body. */
bool sf_reliable_is_due(struct sf_ua *ua, const struct sf_invitation *invitation,
                        const struct sf_answer *answer);
/* UAS: its 2xx waits: a response with a session description has no PRACK yet, or an offer in a
 * PRACK or an UPDATE no answer. */
bool sf_reliable_is_unheard(struct sf_ua *ua, const struct sf_invitation *invitation);
/* UAS: one waits for the PRACK of the one before. */
bool sf_reliable_waits(struct sf_ua *ua, const struct sf_invitation *invitation);
/* UAS: one with a session description waits so, and this answer has none. */
bool sf_reliable_outweighs(struct sf_ua *ua, const struct sf_invitation *invitation,
                           const struct sf_answer *answer);
/* UAS: a PRACK's RAck names the response that has none (3262:3). */
bool sf_reliable_matches(const struct sf_reliable *reliable, const struct sf_msg *prack);
/* UAS: builds the next one and keeps it in place of what waits, with the machine started if need
 * be, and raises `send`. The caller has asked sf_reserve_for_reliable. */
void sf_reliable_put(struct sf_ua *ua, struct sf_invitation *invitation, unsigned status,
                     const struct sf_answer *answer);
/* UAS: what waits does not go out. */
void sf_reliable_drop_later(struct sf_ua *ua, struct sf_reliable *reliable);

#endif
