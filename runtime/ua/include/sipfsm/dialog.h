/* sipfsm: the dialog record (3261:12). Plain data, no pointers: a copy is a snapshot. */
#ifndef SIPFSM_DIALOG_H
#define SIPFSM_DIALOG_H

#include "sipfsm/address.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SF_DIALOG_TEXT_BYTES 1024

enum sf_role { SF_ROLE_UAC, SF_ROLE_UAS };

enum sf_dialog_state { /* of the public record; the machine of fsm/dialog/dialog.fsm is finer */
                       SF_DIALOG_NONE, /* no tag from both sides yet */
                       SF_DIALOG_EARLY,
                       SF_DIALOG_CONFIRMED,
                       SF_DIALOG_TERMINATED
};

struct sf_dialog {
    uint8_t role;  /* enum sf_role: who sent the INVITE that made it */
    uint8_t state; /* enum sf_dialog_state */
    bool secure;   /* 12.1.1, 12.1.2: over TLS to a SIPS URI */
    bool has_local_cseq,
        has_remote_cseq; /* a sequence number is empty until its side has sent a request (12.1) */
    uint32_t local_cseq, remote_cseq;
    uint32_t invite_cseq;   /* of the INVITE that made it: what its ACK repeats (13.2.2.4) */
    struct sf_address peer; /* where its last message came from: the next hop when no IP address can
                               be read off the route */
    /* Views into `text`; len 0: absent. */
    struct sf_view call_id, local_tag, remote_tag, local_uri, remote_uri, remote_target;
    struct sf_view
        route_set; /* in order of use, as a Route header's value: "<sip:p1;lr>,<sip:p2;lr>" */
    uint32_t text_used;
    char text[SF_DIALOG_TEXT_BYTES];
};

static inline struct sf_str sf_dialog_str(const struct sf_dialog *dialog, struct sf_view view)
{
    return view.len ? (struct sf_str){dialog->text + view.at, view.len} : (struct sf_str){NULL, 0};
}

#ifdef __cplusplus
}
#endif
#endif
