/* sipfsm: TLS for an edge: which certificate this side shows, and which authorities it trusts. TLS
 * 1.2 and 1.3, by OpenSSL. A build without OpenSSL has these functions too; then sf_tls_make fails
 * and says so. */
#ifndef SIPFSM_TLS_H
#define SIPFSM_TLS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_tls;

#define SF_TLS_HOSTS 16 /* further certificates of a server */

/* Two PEM files: a certificate with the chain that leads to an authority, and its private key. */
struct sf_tls_files {
    const char *certificate, *key;
};

/* Strings need not outlive the call of sf_tls_make. */
struct sf_tls_config {
    /* PEM files: this side's certificate, followed by the chain that leads to an authority; and its
     * private key. Both or neither. Without them no one can connect to this side by TLS: handshakes
     * that come in fail. The edge still needs a TLS endpoint to connect to others, and shows them
     * no certificate. */
    const char *certificate, *key;
    /* Further certificates of a server. A client that names a host (SNI) is shown the first of them
     * that is valid for that host (5922:7.2), else the one above. At most SF_TLS_HOSTS. */
    const struct sf_tls_files *more;
    size_t mores;
    /* A PEM file of the authorities that are trusted. NULL: the system's. */
    const char *trusted;
    /* A client must show a certificate that such an authority has signed (5922:7.4). */
    bool asks_clients;
    /* In place of the files: makes a certificate for this host or IP address. Nobody else trusts
     * that certificate, and this side trusts no other. For trials and demonstrations. NULL:
     * none. */
    const char *throw_away;
};

#define SF_TLS_ERROR_BYTES 256

/* Reads the files. NULL: one of them cannot be used, and `error` gets a line that says which and
 * why. `error` has SF_TLS_ERROR_BYTES. Free the result by sf_tls_free. */
struct sf_tls *sf_tls_make(const struct sf_tls_config *config, char *error);

/* Reads the files again. Later connections use what the files hold now; open connections go on as
 * they are. False: one of them cannot be used; nothing has changed, and `error` says why. */
bool sf_tls_reload(struct sf_tls *tls, char *error);

/* Frees it. Call this after the edges that use it have been closed and their loop has run once
 * more. `tls` may be NULL. */
void sf_tls_free(struct sf_tls *tls);

#ifdef __cplusplus
}
#endif
#endif
