#include "user.h"

#include "response.h"

bool sf_user_find(const struct sf_digest_server *server,
                  const struct sf_credential_words *credential, struct sf_digest_secret *secret)
{
    const struct sf_digest_server_settings *settings = &server->settings;
    enum sf_digest_hash_id id = sf_algorithm_hash(credential->algorithm);
    memset(secret, 0, sizeof *secret);
    if (settings->user_of(settings->context, credential->username,
                          credential->views.userhash ? id : SF_DIGEST_HASHES, secret) &&
        sf_secret_fits(secret, id)) {
        if (!credential->views.userhash) /* what was sent counts (7616:3.4.2) */
            secret->username = credential->username;
        return true;
    }
    memset(secret, 0, sizeof *secret);
    secret->username = credential->username;
    secret->password = SF_STR("a password that nobody has");
    return false;
}
