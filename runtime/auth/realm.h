/* sipfsm auth, private: one realm of a client. */
#ifndef SIPFSM_AUTH_REALM_H
#define SIPFSM_AUTH_REALM_H

#include "sipfsm/digest_client.h"

#include "text.h"
#include "words.h"

/* A part as it is sent, with its quotes; absent if the realm has none. */
struct sf_str sf_realm_part(const struct sf_digest_realm *realm, struct sf_digest_part part);

/* The same without quotes, in `words`. */
struct sf_str sf_realm_word(struct sf_words *words, const struct sf_digest_realm *realm,
                            struct sf_digest_part part);

/* True if the realm is in use and has that name, or that nonce, without quotes. */
bool sf_realm_is(const struct sf_digest_realm *realm, bool proxy, struct sf_str name);
bool sf_realm_has_nonce(const struct sf_digest_realm *realm, struct sf_str nonce);

/* Sets realm, nonce and opaque to the texts of received parameters (an absent one stays absent).
 * False, and nothing is changed, if they are too long or cannot be sent. The texts may be of
 * `realm` itself. */
bool sf_realm_keep(struct sf_digest_realm *realm, struct sf_str name, struct sf_str nonce,
                   struct sf_str opaque);

#endif
