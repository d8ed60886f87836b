/* The endpoints and the name of the core, as it puts them into each message. They are made once
 * from the configuration. */
#ifndef SF_UA_OWN_H
#define SF_UA_OWN_H

#include "sipfsm/build.h"
#include "sipfsm/ua.h"

#define SF_OWN_TEXT_BYTES 128 /* each of the texts, made at start */

/* Where the core receives by one transport and address family. There may be several of one kind. */
struct sf_endpoint {
    char *text; /* what the following point into */
    uint16_t text_bytes;
    struct sf_address address;
    uint8_t host_bytes;    /* of sent_by */
    uint8_t from_bytes;    /* of contact: all but the transport */
    struct sf_str sent_by; /* of a Via: "192.0.2.1:5060" */
    struct sf_str contact; /* "sip:alice@192.0.2.1:5060;transport=tcp", as a SIP URI */
};

/* Room for one of its URIs as a SIPS URI. */
#define SF_OWN_URI_BYTES (SF_OWN_TEXT_BYTES + 1)

static inline struct sf_str sf_own_host(const struct sf_endpoint *endpoint)
{
    return (struct sf_str){endpoint->sent_by.p, endpoint->host_bytes};
}

struct sf_own {
    struct sf_endpoint *endpoint; /* the first is `local` of the configuration */
    const struct sf_ua_nat *nat;  /* null: nothing is done about NATs */
    unsigned endpoints;
    size_t sent_by_bytes;     /* of the longest */
    struct sf_str agent;      /* of User-Agent and Server; may be empty */
    struct sf_str parameters; /* of each Contact, with the semicolons; may be empty */
    char *text;               /* what all of these point into */
};

/* The endpoints that a configuration has; 0: it has too many, or one without a transport or an
 * address family. */
unsigned sf_own_count(const struct sf_ua_config *config);
/* The bytes of the texts, or a few more. */
size_t sf_own_text_bytes(const struct sf_ua_config *config);
/* own->endpoint has room for them, own->text for the texts. False if a text does not fit, is no
 * URI, or no parameters. */
bool sf_own_init(struct sf_own *own, const struct sf_ua_config *config);

/* The number of the endpoint that messages to that address leave from, counted from 1. Only those
 * of its transport and address family fit. Among these, the endpoint that the address names is
 * taken; else one with the same IP address as that endpoint; else the first. 0: none fits. */
unsigned sf_own_number(const struct sf_own *own, const struct sf_address *to);
/* That endpoint; where none fits, the first of all. */
const struct sf_endpoint *sf_own_towards(const struct sf_own *own, const struct sf_address *to);
/* True if one fits; where the address names one, if that one does. */
bool sf_own_leads(const struct sf_own *own, const struct sf_address *to);
/* True if there is an endpoint of that transport. */
bool sf_own_has(const struct sf_own *own, unsigned transport);

bool sf_own_is_sips(struct sf_str uri);
/* The URI of its Contact, in `room` or the endpoint's own text. `sips`: as a SIPS URI, if TLS leads
 * there. */
struct sf_str sf_own_contact(const struct sf_endpoint *endpoint, bool sips,
                             char room[SF_OWN_URI_BYTES]);
/* The From of requests that name none (3261:19.1.1); as above. */
struct sf_str sf_own_from(const struct sf_endpoint *endpoint, bool sips,
                          char room[SF_OWN_URI_BYTES]);
/* The Contact of messages that leave from there. `sips`: the request asks for one by a SIPS URI
 * (3261:8.1.1.8, 3261:12.1.1). */
void sf_own_put_contact(struct sf_build *build, const struct sf_own *own,
                        const struct sf_endpoint *endpoint, bool sips);

/* "UDP": as a Via names the transport. */
struct sf_str sf_own_via_transport(const struct sf_endpoint *endpoint);
bool sf_own_is_tls(const struct sf_endpoint *endpoint);

#endif
