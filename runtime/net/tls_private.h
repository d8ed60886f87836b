/* What the files of TLS share: OpenSSL's types are seen nowhere else. */
#ifndef SIPFSM_TLS_PRIVATE_H
#define SIPFSM_TLS_PRIVATE_H

#include "sipfsm/tls.h"

#include <openssl/ssl.h>

struct sf_tls {
    struct sf_tls_config config; /* its strings are copies */
    SSL_CTX *server, *client;    /* server: null without a certificate */
    BIO_METHOD *bytes;           /* tls_session.c makes it with the first session */
};

/* True if the certificate is for that host: 5922:7.1 and 5922:7.2 for a name, and for an IP address
 * an iPAddress of the certificate. */
bool sf_tls_is_for(X509 *certificate, const char *name);

/* Makes a certificate and its key for that host. False: OpenSSL has failed. */
bool sf_tls_throw_away(const char *host, X509 **certificate, EVP_PKEY **key);

#endif
