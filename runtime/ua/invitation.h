/* One INVITE on one side, a re-INVITE as well: what its usage (invite_uac, invite_uas) knows. */
#ifndef SF_UA_INVITATION_H
#define SF_UA_INVITATION_H

#include "actor.h"
#include "input.h"

#include "memory/store.h"

#define SF_INVITATION_DIALOGS 8      /* early and confirmed dialogs of one INVITE at a time */
#define SF_INVITATION_DIALOGS_OVER 8 /* ended or refused ones that are remembered */

struct sf_call_record;

struct sf_invitation {
    struct sf_actor a;
    bool uas, reinvite;
    bool leaving;        /* UAS: this side has hung up, and its BYE waits for the ACK */
    bool late;           /* it has no offer, so that its 2xx brings one (3261:13.2.1) */
    uint8_t reliability; /* UAS: enum sf_reliability of the INVITE */
    bool described;      /* UAS, or our re-INVITE: a reliable 1xx had the offer, or the UAS's answer
                            (3262:5) */
    uint8_t dialog_count, over_count;
    uint8_t repeats;      /* UAS: of the 2xx */
    bool acked;           /* our re-INVITE: its ACK has gone out */
    uint16_t provisional; /* UAS: the last one's status */
    uint32_t cseq;
    struct sf_ref transaction;
    struct sf_ref dialog[SF_INVITATION_DIALOGS]; /* a UAS has one; of a re-INVITE of ours it is one
                                                    that is not counted */
    union {
        uint32_t over[SF_INVITATION_DIALOGS_OVER]; /* UAC: hashes of ended dialogs' To tags */
        struct {                                   /* UAS */
            struct sf_kept request;                /* the INVITE, until its final response */
            struct sf_kept target;  /* re-INVITE: its Contact, for its 2xx (3261:12.2.2) */
            struct sf_ref replaces; /* the dialog that it replaces (3891:3); may be none */
            uint64_t received_us;   /* when the INVITE came */
        };
    };
    uint32_t used_cseq; /* UAC: the last number of an early dialog that is forgotten; or 0 */
    struct sf_kept credentials; /* UAC: the lines of those in it, for its ACKs */
    struct sf_kept from;        /* UAC: the value of its From */
    struct sf_kept success;     /* UAS: the 2xx, until its ACK; our re-INVITE: the ACK of its 2xx */
    union {
        struct sf_address source; /* UAS: of the INVITE; our re-INVITE: where its ACK goes */
        uint32_t session_s; /* UAC: how long its session is to live (4028:7.1); 0: as configured */
    };
    struct sf_fsm_timer timer[SF_TIMERS_INVITATION];
};

struct sf_invitation *sf_invitation_get(struct sf_ua *ua, struct sf_ref ref);
/* An INVITE of the call. The caller has asked for the room. */
struct sf_invitation *sf_invitation_make(struct sf_ua *ua, enum sf_machine machine,
                                         struct sf_call_record *call);
/* The INVITE that a command is for: one of the other side in the call's dialog, or the call's own.
 * Null: the call no longer has either. */
struct sf_invitation *sf_invitation_asked(struct sf_ua *ua, const struct sf_call_record *call);
/* Reads the From of a UAC into *from, whose base is the core's recall_bytes: valid until the next
 * recall. Returns its tag. */
struct sf_str sf_invitation_from(struct sf_ua *ua, const struct sf_invitation *invitation,
                                 struct sf_name_addr *from);
void sf_invitation_free(struct sf_ua *ua, struct sf_actor *actor);

/* A To tag (sf_key_of_tag) whose dialog was ended or refused: copies of its 2xx do not make a new
 * dialog. */
void sf_invitation_remember_over(struct sf_invitation *invitation, uint64_t tag);
/* Is it one of those? The oldest is forgotten when there are more than SF_INVITATION_DIALOGS_OVER.
 */
bool sf_invitation_is_over(const struct sf_invitation *invitation, uint64_t tag);

#endif
