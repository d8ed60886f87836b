/* See secure.h. */
#include "common/secure.h"

static bool is_needed(const struct sf_address *address, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (sf_transport_is_secure(address[i].transport))
            return true;
    return false;
}

static bool take_files(struct secure *secure, const char *command)
{
    struct sf_tls_config *config = &secure->config;
    if (secure->certificates != secure->keys) {
        complain(command, "TLS: a certificate needs its key, and a key its certificate");
        return false;
    }
    if (!secure->certificates)
        return true;
    config->certificate = secure->certificate[0];
    config->key = secure->key[0];
    config->more = secure->more;
    config->mores = secure->certificates - 1;
    for (unsigned i = 1; i < secure->certificates; i++)
        secure->more[i - 1] = (struct sf_tls_files){secure->certificate[i], secure->key[i]};
    return true;
}

bool secure_begin(struct secure *secure, const char *command, const struct sf_address *address,
                  unsigned count, bool serves)
{
    char error[SF_TLS_ERROR_BYTES];
    struct sf_tls_config *config = &secure->config;
    if (!take_files(secure, command))
        return false;
    bool named = config->certificate || config->key || config->trusted || config->asks_clients;
    if (!is_needed(address, count)) {
        if (named)
            complain(command, "options of TLS are given, but no address uses TLS");
        return !named;
    }
    if (serves && !config->certificate && !config->throw_away) {
        complain(command, "listening for TLS needs --certificate FILE and --key FILE");
        return false;
    }
    secure->tls = sf_tls_make(config, error);
    if (!secure->tls)
        complain(command, "TLS: %s", error);
    return secure->tls != NULL;
}

void secure_again(struct secure *secure, const char *command)
{
    char error[SF_TLS_ERROR_BYTES];
    if (secure->tls && !sf_tls_reload(secure->tls, error))
        complain(command, "TLS: %s; the old files stay in use", error);
}

void secure_end(struct secure *secure)
{
    sf_tls_free(secure->tls);
    secure->tls = NULL;
}
