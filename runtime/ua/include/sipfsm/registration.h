/* sipfsm: registrations (RFC 3261 section 10). The core registers contacts for an address-of-record
 * at a registrar, refreshes them before they expire, and tries again after failures (5626:4.5). It
 * reports the results as SF_UA_EV_REGISTRATION. */
#ifndef SIPFSM_REGISTRATION_H
#define SIPFSM_REGISTRATION_H

#include "sipfsm/address.h"
#include "sipfsm/field.h"
#include "sipfsm/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The handle of a registration: plain data. It is good until the REGISTRATION event with the state
 * ENDED. */
struct sf_registration {
    uint32_t slot, generation; /* generation 0: none */
};

struct sf_ua_part;

/* The part of the core that registers, for struct sf_ua_config. A program that calls neither this
 * function nor one of the following does not link it. Static. */
const struct sf_ua_part *sf_ua_registering(void);

/* What a REGISTRATION event says. */
enum sf_registration_state {
    /* The registrar has our contacts, for `expires_s` seconds from now. It comes after each
     * refresh. `msg` is the 2xx. */
    SF_REGISTRATION_REGISTERED,
    /* A REGISTER has failed with `status` (408: no response; 503 without `msg`: it could not be
     * sent). The core tries again in `retry_s` seconds, and never gives up. What was granted before
     * stays valid for `expires_s` seconds more; 0: nothing is valid. */
    SF_REGISTRATION_WAITING,
    /* The registration is over, and its handle with it. `status` 200 to 299: our contacts were
     * removed, as sf_ua_unregister asked, or there were none. Otherwise: the registrar has refused
     * them, and the core does not try again (sf_registration_advice says what may help); or their
     * removal has failed, and the registrar keeps them until they expire. */
    SF_REGISTRATION_ENDED
};

/* Header fields that a REGISTER may have besides those of every request. Three are the core's own,
 * so `contacts` and `content.fields` of a struct sf_register are at most 13 together. */
#define SF_REGISTER_FIELDS 16

struct sf_register {
    struct sf_str aor; /* "sip:alice@example.org": To, and From if `from` is empty */
    /* The Request-URI: a SIP URI without a user (3261:10.2); empty: the scheme and host of `aor`.
     */
    struct sf_str registrar;
    /* Where REGISTERs go, and by which endpoint: as in struct sf_invite. */
    struct sf_address next_hop;
    struct sf_str route; /* the value of a Route header field, or empty */
    struct sf_str from;  /* the URI of a third party that registers `aor` (3261:10.2); may be
                            empty */
    struct sf_str name;  /* a display name for From, without quotes; may be empty */
    /* Values of Contact: "<sip:alice@192.0.2.4>;q=0.5", with angle brackets and without `expires`.
     * If there is none, the core's own contact is registered. May be NULL if `contacts` is 0. */
    const struct sf_str *contact;
    size_t contacts;
    /* The following belong to the core's own contact, so `contacts` must be 0 with them. */
    struct sf_str parameters; /* ";q=0.5"; may be empty */
    struct sf_str instance; /* "urn:uuid:...", the same at each start (5626:4.1); asks for a GRUU */
    uint32_t reg_id;        /* 1 to 2^31-1: asks for outbound (5626:4.2), needs `instance`; 0: does
                               not ask */
    uint32_t expires_s;     /* what is asked for, up to 2^31-1; 0: 3600 */
    struct sf_ua_content content; /* more header fields, but no Expires; a body */
};

/* Begins to register: the first REGISTER goes out. *registration is set on SF_UA_OK only. The
 * strings are not needed after the return. SF_UA_OK, SF_UA_BUSY, SF_UA_FULL (all registrations of
 * the configuration are in use, or there is no room for the REGISTER), SF_UA_ARGUMENT,
 * SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_register(struct sf_ua *ua, uint64_t now_us, const struct sf_register *what,
                                 struct sf_registration *registration);

/* Registers again at once: the network has changed, or the wait is to end. SF_UA_OK, SF_UA_BUSY,
 * SF_UA_FULL (try again later), SF_UA_NO_CALL (the registration is over), SF_UA_STATE (a REGISTER
 * is under way already, or the contacts are being removed). */
enum sf_ua_result sf_ua_refresh(struct sf_ua *ua, uint64_t now_us,
                                struct sf_registration registration);

/* Removes the contacts of this registration, or with `all` every contact of its address-of-record,
 * also those of other user agents (3261:10.2.2). If a REGISTER is under way, the removal waits for
 * its response. ENDED follows. SF_UA_OK, SF_UA_BUSY, SF_UA_FULL (try again later), SF_UA_NO_CALL
 * (it is over), SF_UA_STATE (it is being removed already). */
enum sf_ua_result sf_ua_unregister(struct sf_ua *ua, uint64_t now_us,
                                   struct sf_registration registration, bool all);

/* What a registrar has granted; nothing once that has expired. The texts are in the caller's
 * memory.
 */
struct sf_registration_grant {
    uint32_t expires_s; /* how long it still stands; 0: nothing is granted, or it has expired */
    /* A value for the Route of later requests of this address-of-record (3608:6.1): `route` of
     * struct sf_invite and struct sf_request. Empty: they need none. */
    struct sf_str service_route;
    struct sf_str public_gruu, temporary_gruu; /* URIs (5627:4.2); empty: none was given */
    /* The registrar's address. Where its name is located (sipfsm/locating.h) and no server has
     * granted yet, `family` is 0. */
    struct sf_address server;
    bool outbound; /* the registrar keeps to RFC 5626 for this flow (5626:4.2.1) */
    bool cut; /* these texts were longer than SF_REGISTRATION_TEXT_BYTES, and are empty: the event's
                 `msg` had them */
};

#define SF_REGISTRATION_TEXT_BYTES 768

/* Reads the grant of a registration. `text` has SF_REGISTRATION_TEXT_BYTES; the strings of *grant
 * point into it. SF_UA_OK, SF_UA_NO_CALL (it is over). */
enum sf_ua_result sf_ua_registration(const struct sf_ua *ua, struct sf_registration registration,
                                     struct sf_registration_grant *grant, char *text);

/* What a person can do about a registration that has failed with this status, in one sentence
 * without a full stop; static. */
const char *sf_registration_advice(unsigned status);

#ifdef __cplusplus
}
#endif
#endif
