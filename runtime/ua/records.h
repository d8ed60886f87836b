/* The records that machines run on, and what an event carries. Plain data: records refer to each
 * other by slot and generation, never by pointer. Included by the headers that fsmgen writes. */
#ifndef SF_UA_RECORDS_H
#define SF_UA_RECORDS_H

#include "sf_registry.h"

#include "memory/pool.h"
#include "memory/store.h"

#include "sipfsm/ua.h"

/* The machines by short names. */
#define SF_M_ICT SF_M_INVITE_CLIENT
#define SF_M_IST SF_M_INVITE_SERVER
#define SF_M_NICT SF_M_NON_INVITE_CLIENT
#define SF_M_NIST SF_M_NON_INVITE_SERVER
#define SF_M_UAC SF_M_INVITE_UAC
#define SF_M_UAS SF_M_INVITE_UAS
#define SF_M_DLG SF_M_DIALOG

/* What every record with a machine starts with. While it lives, slot.next links what ended and
 * waits to be freed. */
struct sf_actor {
    struct sf_slot slot;
    uint32_t self; /* its slot */
    struct sf_fsm fsm;
    uint8_t machine; /* enum sf_machine */
    bool ended;
    struct sf_ref call; /* none for a transaction outside a call */
};

#define SF_TRANSACTION_TIMERS 5
#define SF_INVITATION_TIMERS 3
#define SF_INVITATION_DIALOGS 8      /* early and confirmed dialogs of one INVITE at a time */
#define SF_INVITATION_DIALOGS_OVER 8 /* ended or refused ones that are remembered */

/* A transaction: one branch. */
struct sf_transaction {
    struct sf_actor a;
    uint8_t method; /* enum sf_method */
    bool in_branch_index, in_merge_index;
    bool rfc2543;             /* matched without a branch (17.2.3) */
    uint64_t ack_tag;         /* then: a hash of the To tag that its ACK must bear */
    struct sf_ref owner;      /* INVITE: a sf_invitation; a BYE of ours: its sf_dialog_actor */
    struct sf_address peer;   /* where it sends to */
    struct sf_address source; /* a server's: where the request came from */
    struct sf_kept kept;      /* a client's request or ACK; a server's last response */
    struct sf_fsm_timer timer[SF_TRANSACTION_TIMERS];
};

/* One INVITE on one side. */
struct sf_invitation {
    struct sf_actor a;
    bool uas, reinvite;
    uint8_t dialog_count, over_count;
    uint32_t cseq;
    struct sf_ref transaction;
    struct sf_ref dialog[SF_INVITATION_DIALOGS]; /* a UAS has one */
    uint64_t over[SF_INVITATION_DIALOGS_OVER];   /* hashes of ended dialogs' To tags */
    struct sf_kept request;                      /* UAS: the INVITE, until its final response */
    struct sf_kept success;                      /* UAS: the 2xx, until its ACK */
    uint16_t provisional;                        /* UAS: the last one's status */
    struct sf_address source;
    struct sf_fsm_timer timer[SF_INVITATION_TIMERS];
};

/* A dialog with its machine. */
struct sf_dialog_actor {
    struct sf_actor a;
    struct sf_ref invitation; /* the INVITE that made it */
    struct sf_kept ack;       /* UAC: sent once more for each repeated 2xx */
    uint16_t bye_status;      /* what our BYE was answered with */
    bool indexed, acked;
    bool told; /* the application knows that it has ended */
    struct sf_dialog d;
};

/* What the application holds: from the INVITE to the end of its last dialog. */
struct sf_call_record {
    struct sf_slot slot;
    uint32_t self;
    uint32_t parts; /* INVITEs and dialogs that live */
    uint64_t user;
    struct sf_ref invitation, reinvite;
    struct sf_ref dialog;       /* the dialog that the application talks on */
    uint8_t spare_transactions; /* reserved for its CANCEL and BYE, of either side */
    uint8_t spare_blocks;
    bool spare_dialog; /* a UAC's: reserved for the first 2xx */
};

/* What an event carries to guards and actions. */
struct sf_input {
    struct sf_ua *ua;
    const struct sf_msg *msg;  /* the message under way; null for timers and commands */
    unsigned status;           /* of a response told or to be given */
    struct sf_ref transaction; /* the server transaction that waits for an answer */
    struct sf_str content_type, body;
};

#endif
