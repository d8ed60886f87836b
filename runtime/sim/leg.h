/* A call at one of its ends, as the application knows it: from the command or the INCOMING event to
 * the RELEASED event. */
#ifndef SIPFSM_SIM_LEG_H
#define SIPFSM_SIM_LEG_H

#include "agreement.h"

#include "sipfsm/ua.h"

struct agent;

/* Where a call is, for its application. Bits, so that an action can name those where it is legal.
 */
enum phase {
    PHASE_CALLING = 1,   /* ours: no response yet */
    PHASE_PROGRESS = 2,  /* ours: a provisional response has come */
    PHASE_OFFERED = 4,   /* it came in */
    PHASE_RINGING = 8,   /* it came in and has a provisional response */
    PHASE_ACCEPTED = 16, /* it has our 2xx, and no ACK has come */
    PHASE_TALKING = 32,  /* it stands */
    PHASE_CHANGE = 64,   /* it stands, and a re-INVITE wants an answer */
    PHASE_CHANGED = 128, /* it stands, and our 2xx to a re-INVITE has no ACK yet */
    PHASE_LEAVING = 256, /* we have hung up or refused */
    PHASE_OVER = 512,    /* FAILED, ENDED, CANCELLED or UNANSWERED has come */
    PHASE_DUE = 1024     /* ours: the 2xx has brought the offer, and we have not answered it */
};

#define LEG_DIALOGS 16 /* of one call: its forks */

struct leg {
    struct sf_call call;     /* generation 0: none lives in this slot */
    struct sf_call replaces; /* it came in to take that call's place (RFC 3891) */
    uint32_t number;         /* the planned call's; calls: nobody planned it */
    uint32_t thought;        /* the newest that waits; older ones are void */
    uint16_t phase;
    bool outgoing;
    bool may_end;   /* the core ends it by itself: it was replaced, or the other side has lost it */
    bool by_update; /* PHASE_CHANGE: an UPDATE asks for it, which has no ACK */
    bool changing;  /* we have asked for a change, and MODIFIED has not come */
    bool amending;  /* the same, in an early dialog */
    bool late;      /* its INVITE had no offer */
    bool asks;      /* the change that we have asked for last had none */
    bool ends;      /* the round ends, and it was hung up */
    bool unsaved;   /* its record is to be written (records.h) */
    bool doubted;   /* a command was refused, and no event has said why yet */
    uint32_t left_input;   /* the input at which we hung up */
    uint32_t session_s;    /* how long its session lives after a refresh; 0: without a limit */
    uint64_t lives_us;     /* until when it lives, by its agent's clock; 0: without a limit */
    struct sf_early early; /* an early dialog whose session can be changed; generation 0: none */
    uint64_t early_key;    /* that of the dialog */
    uint64_t amended;      /* the key of that whose session we have asked to change last */
    uint64_t over_us;      /* when ENDED came, by the same clock; 0: not yet */
    uint8_t rings;
    uint8_t dialogs;
    struct {
        uint64_t key;
        uint8_t state; /* enum sf_dialog_state */
        bool evicted;  /* an early one that may have made room: if it is answered it is as new */
    } dialog[LEG_DIALOGS];
    struct end_facts facts;
};

/* The leg of a call; NULL: there is none, or not of that generation. */
struct leg *sf_leg_of(struct agent *agent, struct sf_call call);
/* A new one. */
struct leg *sf_leg_begin(struct agent *agent, struct sf_call call, bool outgoing, uint32_t number);
/* A key of a dialog that is the same at both of its ends. */
uint64_t sf_leg_dialog_key(const struct sf_dialog *dialog);
/* Its session has been refreshed now. */
void sf_leg_renew(struct agent *agent, struct leg *leg);
void sf_leg_set_phase(struct leg *leg, unsigned phase);

#endif
