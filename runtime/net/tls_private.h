/* Shared by the files of TLS. OpenSSL's types are used nowhere else. */
#ifndef SIPFSM_TLS_PRIVATE_H
#define SIPFSM_TLS_PRIVATE_H

#include "sipfsm/tls.h"

#include <openssl/ssl.h>

struct sf_tls {
    struct sf_tls_config config; /* its strings are copies */
    struct sf_tls_files more[SF_TLS_HOSTS];
    SSL_CTX *server, *client; /* server: null without a certificate */
    BIO_METHOD *bytes;        /* tls_session.c makes it with the first session */
};

/* True if the certificate is for that host: 5922:7.1 and 5922:7.2 for a name, and for an IP address
 * an iPAddress of the certificate. */
bool sf_tls_is_for(X509 *certificate, const char *name);

/* The names that a certificate is for, "example.org, sip:example.org", as much of it as there is
 * room for; empty if it has none. */
void sf_tls_names(X509 *certificate, char *text, size_t size);

/* A client that names a host gets the context whose certificate is for that host. From now on the
 * server owns the contexts. False: no memory, and the caller still owns them. */
bool sf_tls_choose_by_host(SSL_CTX *server, SSL_CTX **more, size_t count);

/* Makes a certificate and its key for that host. False: OpenSSL has failed. */
bool sf_tls_throw_away(const char *host, X509 **certificate, EVP_PKEY **key);

/* OpenSSL's verify callback: notes which certificate is refused, for the session's error. */
int sf_tls_session_verify(int good, X509_STORE_CTX *context);

#endif
