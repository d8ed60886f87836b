/* sipfsm auth, private: the secret of the user that credentials name. */
#ifndef SIPFSM_AUTH_USER_H
#define SIPFSM_AUTH_USER_H

#include "sipfsm/digest_server.h"

#include "words.h"

/* Asks the application. If there is no such user, or no secret that fits the algorithm, the secret
 * is one that proves nobody, so that what follows costs as much; and the result is false. */
bool sf_user_find(const struct sf_digest_server *server,
                  const struct sf_credential_words *credential, struct sf_digest_secret *secret);

#endif
