#include "own.h"

#include <stdio.h>

/* Copies text into the core's own; empty if there is no room. */
static struct sf_str copied(struct sf_own *own, size_t *at, const char *text, int length)
{
    struct sf_str str = {own->text + *at, 0};
    if (length < 0 || (size_t)length > sizeof own->text - *at)
        return str;
    if (length > 0)
        memcpy(own->text + *at, text, (size_t)length);
    *at += (size_t)length;
    str.len = (size_t)length;
    return str;
}

static bool is_printable(struct sf_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
            return false;
    return true;
}

bool sf_own_init(struct sf_own *own, const struct sf_ua_config *config)
{
    static const char *const transports[] = {"UDP", "TCP", "TLS"};
    char host[SF_ADDRESS_TEXT_BYTES], text[SF_OWN_TEXT_BYTES];
    struct sf_str user = config->user;
    struct sf_uri uri;
    size_t at = 0;
    if (config->local.transport > SF_TRANSPORT_TLS || !config->local.family)
        return false;
    own->tls = config->local.transport == SF_TRANSPORT_TLS;
    sf_address_host_text(&config->local, host);
    struct sf_str name = config->host.len ? config->host : sf_str_of(host);
    own->via_transport = sf_str_of(transports[config->local.transport]);
    int n = snprintf(text, sizeof text, "%.*s:%u", (int)name.len, name.p, config->local.port);
    if (n < 0 || (size_t)n >= sizeof text)
        return false;
    own->sent_by = copied(own, &at, text, n);
    own->host = (struct sf_str){own->sent_by.p, name.len};
    own->port = config->local.port;
    own->transport = config->local.transport;
    n = snprintf(text, sizeof text, "%s:%.*s%s%.*s:%u%s", own->tls ? "sips" : "sip", (int)user.len,
                 user.len ? user.p : "", user.len ? "@" : "", (int)name.len, name.p,
                 config->local.port,
                 config->local.transport == SF_TRANSPORT_TCP ? ";transport=tcp" : "");
    if (n < 0 || (size_t)n >= sizeof text)
        return false;
    /* 3261:8.1.1.8, 3261:12.1.1, 3261:12.1.2: a SIP URI that others can use at any time, over TLS a
     * SIPS URI. */
    own->contact = copied(own, &at, text, n);
    own->from = own->contact;
    own->agent = copied(own, &at, config->agent.p, (int)config->agent.len);
    return own->agent.len == config->agent.len && is_printable(own->agent) &&
           sf_uri_parse(own->contact.p, (struct sf_view){0, (uint32_t)own->contact.len}, &uri,
                        NULL);
}
