/* sipfsm: TLS for an edge: which certificate this side shows, and which authorities it trusts. TLS
 * 1.2 and 1.3, by OpenSSL. A copy that is built without OpenSSL has these functions too; then
 * sf_tls_make fails and says so. */
#ifndef SIPFSM_TLS_H
#define SIPFSM_TLS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_tls;

#define SF_TLS_HOSTS 16 /* further certificates of a server */

/* A PEM file with a certificate and those that lead to an authority, and one with its key. */
struct sf_tls_files {
    const char *certificate, *key;
};

/* Strings need not outlive the call of sf_tls_make. */
struct sf_tls_config {
    /* PEM files: this side's certificate and behind it those that lead to an authority; its private
     * key. Both or neither. Without them the edge cannot listen for TLS, and as a client shows no
     * certificate. */
    const char *certificate, *key;
    /* Further ones of a server: a client that names a host (SNI) is shown the first of them that is
     * for it (5922:7.2), and else the one above. At most SF_TLS_HOSTS. */
    const struct sf_tls_files *more;
    size_t mores;
    /* A PEM file of the authorities that are trusted. NULL: the system's. */
    const char *trusted;
    /* A client must show a certificate that such an authority has signed (5922:7.4). */
    bool asks_clients;
    /* In place of the files: makes a certificate for this host or IP address, which no one else
     * trusts and which is all that is trusted here. For trials and demonstrations. NULL: none. */
    const char *throw_away;
};

#define SF_TLS_ERROR_BYTES 256

/* Reads the files. NULL: one of them cannot be used, and `error` has a line that says which and
 * why. `error` has SF_TLS_ERROR_BYTES. End it by sf_tls_free. */
struct sf_tls *sf_tls_make(const struct sf_tls_config *config, char *error);

/* Reads the files again. Connections that are made later use what they hold now; those that stand
 * go on as they are. False: one of them cannot be used; nothing has changed, and `error` says why.
 */
bool sf_tls_reload(struct sf_tls *tls, char *error);

/* After the edges that use it have been closed and their loop has had its turn. NULL is fine. */
void sf_tls_free(struct sf_tls *tls);

#ifdef __cplusplus
}
#endif
#endif
