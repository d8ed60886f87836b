/* A dialog (3261:12) with its machine. */
#ifndef SF_UA_DIALOG_ACTOR_H
#define SF_UA_DIALOG_ACTOR_H

#include "actor.h"
#include "dialog.h"
#include "input.h"

#include "memory/store.h"

struct sf_invitation;

struct sf_dialog_actor {
    struct sf_actor a;
    struct sf_ref invitation; /* the INVITE that made it */
    struct sf_ref session;    /* what the machine `offer` runs on; may be over before the dialog */
    struct sf_ref asked;      /* the newest request in it that waits for the application */
    struct sf_ref reinvite;   /* the other side's newest INVITE in it (3261:14.2) */
    struct sf_kept ack;       /* UAC: sent once more for each repeated 2xx */
    struct sf_ref reliable;   /* of its newest INVITE with such responses (3262:3, 3262:4) */
    bool acked;
    bool described; /* UAC: a reliable 1xx had the offer, and its PRACK the answer (3262:5) */
    bool proven;    /* our tag has come back from `origin` */
    bool told;      /* the application knows that it has ended */
    struct sf_fsm_timer timer[SF_TIMERS_DIALOG_ACTOR];
    uint64_t origin;     /* where the message came from that made it: of sf_key_of_source */
    uint64_t tag;        /* of the remote side: sf_key_of_tag */
    struct sf_kept text; /* what the views of `d` point to */
    struct sf_dialog d;  /* all but its text: sf_dialog_text_read */
};

struct sf_dialog_actor *sf_dialog_actor_get(struct sf_ua *ua, struct sf_ref ref);
/* A dialog of this INVITE, made of the draft. The caller has asked sf_reserve_for_dialog. */
struct sf_dialog_actor *sf_dialog_actor_make(struct sf_ua *ua, struct sf_invitation *invitation);
/* The INVITE forgets an early dialog. The tag is not remembered as that of a dialog that is over,
 * so a 2xx can make the dialog again. */
void sf_dialog_actor_evict(struct sf_ua *ua, struct sf_dialog_actor *dialog);
void sf_dialog_actor_free(struct sf_ua *ua, struct sf_actor *actor);
/* The current request has our tag. If the dialog was made with its source, that source has proved
 * that it gets what is sent there. */
void sf_dialog_actor_prove(struct sf_ua *ua, struct sf_dialog_actor *dialog);
/* Has that address been proved in this dialog? */
bool sf_dialog_actor_knows(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                           const struct sf_address *address);
/* The INVITE of the other side in this dialog that waits for its answer or its ACK: there is one at
 * a time (3261:14.2). Null: none. */
struct sf_invitation *sf_dialog_actor_pending(struct sf_ua *ua,
                                              const struct sf_dialog_actor *dialog);
/* Is it the dialog that the application talks on? The reserve is for that dialog; the dialogs of
 * other forks use the open pool. */
bool sf_dialog_actor_is_calls_own(struct sf_ua *ua, const struct sf_dialog_actor *dialog);

#endif
