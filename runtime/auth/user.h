/* sipfsm auth, private: the secret of the user that credentials name. */
#ifndef SIPFSM_AUTH_USER_H
#define SIPFSM_AUTH_USER_H

#include "sipfsm/digest_server.h"

#include "words.h"

/* Asks the application. If there is no such user, or no secret that fits the algorithm, the result
 * is false. The secret is then one that fits no password, so that the steps that follow take the
 * same time. */
bool sf_user_find(const struct sf_digest_server *server,
                  const struct sf_credential_words *credential, struct sf_digest_secret *secret);

#endif
