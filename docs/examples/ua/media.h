/* What the examples say of media: one audio stream, G.711, which they negotiate and do not play. */
#ifndef MEDIA_H
#define MEDIA_H

#include "sipfsm/session.h"
#include "sipfsm/ua.h"

/* An offer of ours, static. */
struct sf_str media_offer(const struct sf_address *local);

/* What a 2xx to this INVITE has to bring, static: the answer to its offer, or an offer of ours if
 * it has none. Empty if we have nothing in common. */
struct sf_str media_answer(const struct sf_address *local, const struct sf_msg *invite);

#endif
