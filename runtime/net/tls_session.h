/* TLS of one connection. OpenSSL neither reads nor writes the socket: it takes the bytes that libuv
 * has read where they lie, and what it wants to send goes to the queue of the connection. So there
 * is one way for bytes, with one set of limits and errors, and a session keeps no buffers of its
 * own while nothing comes. */
#ifndef SIPFSM_TLS_SESSION_H
#define SIPFSM_TLS_SESSION_H

#include "sipfsm/tls.h"

struct sf_tls_session;

typedef void sf_tls_out(void *user, const char *bytes, size_t length);

/* A session of a connection that this side opened (`client`) or accepted. `name` is the host that
 * the other side's certificate must be for (5922:7.3); a server's is empty. What is to be sent goes
 * to `out`. NULL: no memory, or a server without a certificate. */
struct sf_tls_session *sf_tls_session_make(struct sf_tls *tls, bool client, const char *name,
                                           sf_tls_out *out, void *user);
void sf_tls_session_free(struct sf_tls_session *session);

/* Gives it bytes that have come. They must stay until SF_TLS_MORE. */
void sf_tls_session_give(struct sf_tls_session *session, const char *bytes, size_t length);

enum sf_tls_step {
    SF_TLS_MORE,  /* all bytes are taken */
    SF_TLS_READY, /* the handshake is done, and the other side is who it must be */
    SF_TLS_BYTES, /* `*length` bytes are in `plain` */
    SF_TLS_END,   /* the other side sends no more */
    SF_TLS_FAILED /* sf_tls_session_error */
};

/* Handles the received bytes; call it until SF_TLS_MORE, END or FAILED. A client's first call,
 * before any bytes, sends its greeting. */
enum sf_tls_step sf_tls_session_next(struct sf_tls_session *session, char *plain, size_t size,
                                     size_t *length);

/* After READY. False: it has failed. */
bool sf_tls_session_write(struct sf_tls_session *session, const char *bytes, size_t length);
/* Says that this side sends no more. */
void sf_tls_session_end(struct sf_tls_session *session);

/* The other side's certificate is for that host too: it may get requests for it. */
bool sf_tls_session_serves(struct sf_tls_session *session, const char *name);

/* The other side has shown a certificate, and it is good (5922:7.4). */
bool sf_tls_session_is_known(struct sf_tls_session *session);

/* The error, in a few words; valid until sf_tls_session_free. */
const char *sf_tls_session_error(const struct sf_tls_session *session);

#endif
