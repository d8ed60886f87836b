/* See secure.h. */
#include "secure.h"

static bool is_needed(const struct sf_address *address, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (sf_transport_is_secure(address[i].transport))
            return true;
    return false;
}

bool secure_begin(struct secure *secure, const char *command, const struct sf_address *address,
                  unsigned count, bool serves)
{
    char error[SF_TLS_ERROR_BYTES];
    const struct sf_tls_config *config = &secure->config;
    bool named = config->certificate || config->key || config->trusted || config->asks_clients;
    if (!is_needed(address, count)) {
        if (named)
            complain(command, "files of TLS are named, and the transport is another");
        return !named;
    }
    if (serves && !config->certificate && !config->throw_away) {
        complain(command, "to listen for TLS needs --certificate FILE and --key FILE");
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
        complain(command, "TLS: %s; the old ones stay in use", error);
}

void secure_end(struct secure *secure)
{
    sf_tls_free(secure->tls);
    secure->tls = NULL;
}
