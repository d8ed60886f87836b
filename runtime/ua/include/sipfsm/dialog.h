/* sipfsm: the dialog record (3261:12). It is plain data and one text, into which all its views
 * point. sf_dialog_copy makes a copy for the caller to keep.
 *
 * The length of the text depends on the messages that made the dialog. All its parts together must
 * fit into a BYE of message_bytes, and the route set has at most SF_LIMIT_ROUTES routes. A request
 * that would make a longer text gets 513. A 2xx that would make one is acknowledged, and its dialog
 * is ended with a BYE. */
#ifndef SIPFSM_DIALOG_H
#define SIPFSM_DIALOG_H

#include "sipfsm/address.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_role { SF_ROLE_UAC, SF_ROLE_UAS };

/* As the application sees it; the machine of fsm/dialog/dialog.fsm has more states. */
enum sf_dialog_state {
    SF_DIALOG_NONE, /* no response has made it a dialog yet */
    SF_DIALOG_EARLY,
    SF_DIALOG_CONFIRMED,
    SF_DIALOG_TERMINATED
};

struct sf_dialog {
    uint8_t role;  /* enum sf_role: this side's role in the INVITE that made the dialog */
    uint8_t state; /* enum sf_dialog_state */
    bool secure;   /* over TLS to a SIPS URI (3261:12.1.1, 3261:12.1.2) */
    /* A sequence number is empty until its side has sent a request (3261:12.1.1, 3261:12.1.2). */
    bool has_local_cseq, has_remote_cseq;
    bool proxied; /* the other side's last request came through a proxy: it had more than one Via */
    uint32_t local_cseq, remote_cseq;
    uint32_t invite_cseq; /* of the INVITE that made it: its ACK has the same (3261:13.2.2.4) */
    /* Where the dialog's last message came from. Requests go there if neither the first route nor
     * the remote target has an IP address. */
    struct sf_address peer;
    /* Views into `text`; length 0: absent. Two of them may be the same. The route set is in order
     * of use, as the value of a Route header field: "<sip:p1;lr>,<sip:p2;lr>". */
    struct sf_view call_id, local_tag, remote_tag, local_uri, remote_uri, remote_target, route_set;
    uint32_t text_bytes; /* of `text` */
    const char *text;
};

/* The text of a view of this record; a null pointer if it is absent. */
static inline struct sf_str sf_dialog_str(const struct sf_dialog *dialog, struct sf_view view)
{
    return view.len ? (struct sf_str){dialog->text + view.at, view.len} : (struct sf_str){NULL, 0};
}

/* Copies the record, and its text to `text` of `size` bytes. The views of the copy point into
 * `text`. False if from->text_bytes is more than `size`; nothing is copied then. */
static inline bool sf_dialog_copy(struct sf_dialog *to, char *text, size_t size,
                                  const struct sf_dialog *from)
{
    if (from->text_bytes > size)
        return false;
    if (from->text_bytes)
        memcpy(text, from->text, from->text_bytes);
    *to = *from;
    to->text = text;
    return true;
}

/* Writes the value of a Replaces header field that names this dialog to the other side of it
 * (3891:4). It is for an INVITE to that side, or, escaped, for the Refer-To of a REFER. The caller
 * may add ";early-only". Returns its length; 0 if it is longer than `size` bytes, or the dialog has
 * no remote tag. No NUL is written. */
size_t sf_dialog_replaces(const struct sf_dialog *dialog, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
