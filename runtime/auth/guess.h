/* sipfsm auth, private: the sources that have guessed passwords wrong. A source is kept as a keyed
 * hash, so that an attacker cannot choose a source with the same hash as another one. */
#ifndef SIPFSM_AUTH_GUESS_H
#define SIPFSM_AUTH_GUESS_H

#include "sipfsm/digest_server.h"

/* True if the source has guessed wrong too often recently. */
bool sf_guess_limited(const struct sf_digest_server *server, uint64_t now_us, struct sf_str source);

/* Counts a wrong guess. If there is no room, the source that has not guessed for the longest time
 * is forgotten. */
void sf_guess_wrong(struct sf_digest_server *server, uint64_t now_us, struct sf_str source);

#endif
