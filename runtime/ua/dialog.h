/* The dialog record (sipfsm/dialog.h): made from a request or a response (3261:12.1), refreshed
 * (3261:12.2), and where its requests go. */
#ifndef SF_UA_DIALOG_H
#define SF_UA_DIALOG_H

#include "sipfsm/dialog.h"
#include "sipfsm/msg.h"

struct sf_own;

/* A dialog that is being made or changed, with its text in `bytes`: a core has one. Nothing is kept
 * of it until sf_dialog_text_write. */
struct sf_dialog_draft {
    struct sf_dialog d; /* d.text is `bytes` */
    char *bytes;
    uint32_t room; /* of `bytes` */
};

/* One side of a dialog. */
struct sf_dialog_party {
    struct sf_str uri, tag;
};

/* 3261:12.1.1 and 3261:12.1.2: from a request that came, or from a response to a request of ours.
 * False: its text is longer than `room`, or a needed part cannot be read; then do not use the
 * draft. `from`: where the message came from. `tls`: this side is reached over TLS. `local`: the
 * URI of this side. */
bool sf_dialog_from_request(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                            const struct sf_address *from, struct sf_str local_tag, bool tls);
bool sf_dialog_from_response(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                             const struct sf_dialog_party *local, const struct sf_address *from,
                             bool tls);
/* As far as it can be read, of a 2xx that makes no dialog of ours: what its ACK and BYE are made
 * of. Without its routes if these cannot be read; to the URI in To if its Contact cannot
 * (3261:13.2.2.4). */
bool sf_dialog_to_refuse(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                         const struct sf_dialog_party *local, const struct sf_address *from,
                         bool tls);
/* Takes the route set from a 2xx (3261:13.2.2.4), its Contact as the target, and where it came
 * from. False: as above. */
bool sf_dialog_confirm(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                       const struct sf_address *from);
/* 3261:12.2.2: a new remote target, the Contact of a target refresh; empty: it stays. The text is
 * not in `bytes`. False: as above. */
bool sf_dialog_refresh(struct sf_dialog_draft *draft, struct sf_str target);
/* The URI of a message's first Contact; a null pointer if it has none. */
struct sf_str sf_dialog_contact_of(const struct sf_msg *msg);
/* 3261:12.2.2: a request of the other side has come: its number, and where it came from. */
void sf_dialog_hear(struct sf_dialog *d, const struct sf_msg *msg, const struct sf_address *from);
/* The first URI of the route set, and the text of those after it. False if the set is empty. */
bool sf_dialog_first_route(const struct sf_dialog *d, struct sf_name_addr *first,
                           struct sf_str *rest);
/* True if a request to that URI may go over that transport: its scheme and its transport parameter
 * ask for no other. */
bool sf_dialog_reaches(enum sf_transport transport, const char *base, const struct sf_uri *uri);
/* Where a request of this dialog goes: the first route's or the target's IP address, else, or if
 * that we cannot reach (sipfsm/nat.h), where its peer was seen; by the transport that the URI
 * asks for, or without one by the peer's. It names the endpoint that the dialog's last message came
 * to. `family` is 0 if there is no endpoint of that transport and address family, or if the
 * transport is not the peer's and the URI has a name. */
struct sf_address sf_dialog_next_hop(const struct sf_own *own, const struct sf_dialog *d);
/* The URI that its requests go to, if its host is a name and there is an endpoint of its transport:
 * then sf_dialog_next_hop is only a guess. False: its host is not a name. */
bool sf_dialog_hop_name(const struct sf_own *own, const struct sf_dialog *d, struct sf_str *text);

#endif
