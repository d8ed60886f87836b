/* What the core says of itself in each message, made once from the configuration. */
#ifndef SF_UA_OWN_H
#define SF_UA_OWN_H

#include "sipfsm/ua.h"

#define SF_OWN_TEXT_BYTES 128 /* each of the texts, made at start */

struct sf_own {
    char text[3 * SF_OWN_TEXT_BYTES]; /* what the following point into */
    bool tls;
    uint8_t transport;           /* enum sf_transport */
    uint16_t port;               /* of sent_by */
    struct sf_str host;          /* of sent_by */
    struct sf_str sent_by;       /* of a Via: "192.0.2.1:5060" */
    struct sf_str contact;       /* "sip:alice@192.0.2.1:5060" */
    struct sf_str from;          /* the From of calls that name none: the same */
    struct sf_str agent;         /* of User-Agent and Server; may be empty */
    struct sf_str via_transport; /* "UDP" */
};

/* False if a text does not fit, or is no URI. */
bool sf_own_init(struct sf_own *own, const struct sf_ua_config *config);

#endif
