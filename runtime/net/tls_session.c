/* See tls_session.h. */
#include "tls_session.h"

#include "tls_private.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sipfsm/address.h"

#define SUBJECT_BYTES 100 /* of the certificate that is refused */
#define CIPHERS 4         /* named of a client that has none of ours */

struct sf_tls_session {
    SSL *ssl;
    const char *in; /* given and not taken yet */
    size_t in_left;
    sf_tls_out *out;
    void *user;
    bool client, ready;
    char name[256];
    char error[SF_TLS_ERROR_BYTES];
};

/* ---- How OpenSSL reads and writes ---- */

static int bytes_read(BIO *bio, char *to, int size)
{
    struct sf_tls_session *session = BIO_get_data(bio);
    size_t count = session->in_left < (size_t)size ? session->in_left : (size_t)size;
    BIO_clear_retry_flags(bio);
    if (count == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    memcpy(to, session->in, count);
    session->in += count;
    session->in_left -= count;
    return (int)count;
}

static int bytes_write(BIO *bio, const char *bytes, int length)
{
    struct sf_tls_session *session = BIO_get_data(bio);
    session->out(session->user, bytes, (size_t)length);
    return length;
}

static long bytes_control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static int bytes_create(BIO *bio)
{
    BIO_set_init(bio, 1);
    return 1;
}

static BIO_METHOD *make_method(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sipfsm");
    if (method && BIO_meth_set_read(method, bytes_read) &&
        BIO_meth_set_write(method, bytes_write) && BIO_meth_set_ctrl(method, bytes_control) &&
        BIO_meth_set_create(method, bytes_create))
        return method;
    BIO_meth_free(method);
    return NULL;
}

/* ---- Beginning and end ---- */

static bool begin(struct sf_tls_session *session, struct sf_tls *tls)
{
    SSL_CTX *context = session->client ? tls->client : tls->server;
    if (!tls->bytes)
        tls->bytes = make_method();
    BIO *bio = tls->bytes ? BIO_new(tls->bytes) : NULL;
    session->ssl = bio && context ? SSL_new(context) : NULL;
    if (!session->ssl) {
        BIO_free(bio);
        return false;
    }
    BIO_set_data(bio, session);
    SSL_set_app_data(session->ssl, session);
    SSL_set_bio(session->ssl, bio, bio);
    if (!session->client) {
        SSL_set_accept_state(session->ssl);
        return true;
    }
    SSL_set_connect_state(session->ssl);
    struct sf_address address; /* an address is not a server name */
    return sf_address_of_host(&address, sf_str_of(session->name)) ||
           SSL_set_tlsext_host_name(session->ssl, session->name) == 1;
}

struct sf_tls_session *sf_tls_session_make(struct sf_tls *tls, bool client, const char *name,
                                           sf_tls_out *out, void *user)
{
    struct sf_tls_session *session = calloc(1, sizeof *session);
    if (!session)
        return NULL;
    session->client = client;
    session->out = out;
    session->user = user;
    snprintf(session->name, sizeof session->name, "%s", name);
    ERR_clear_error();
    if (begin(session, tls))
        return session;
    sf_tls_session_free(session);
    return NULL;
}

void sf_tls_session_free(struct sf_tls_session *session)
{
    if (!session)
        return;
    SSL_free(session->ssl);
    free(session);
}

/* ---- Bytes ---- */

int sf_tls_session_verify(int good, X509_STORE_CTX *context)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct sf_tls_session *session = SSL_get_app_data(ssl);
    X509 *certificate = X509_STORE_CTX_get_current_cert(context);
    if (!good && session && certificate) /* "/CN=bob"; fail() puts the rest around it */
        X509_NAME_oneline(X509_get_subject_name(certificate), session->error, SUBJECT_BYTES);
    return good;
}

/* The first ciphers that a client has offered and OpenSSL knows. */
static void put_ciphers(SSL *ssl, char *text, size_t size)
{
    const STACK_OF(SSL_CIPHER) *ciphers = SSL_get_client_ciphers(ssl);
    size_t at = 0;
    text[0] = 0;
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers) && i < CIPHERS && at < size; i++)
        at += (size_t)snprintf(text + at, size - at, "%s%s", i ? ", " : " (it has ",
                               SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i)));
    if (at && at < size)
        snprintf(text + at, size - at, "%s)", sk_SSL_CIPHER_num(ciphers) > CIPHERS ? ", ..." : "");
}

/* Adds what OpenSSL's reason leaves out: the sender of an alert, and what the other side has
 * offered. */
static void explain(struct sf_tls_session *session, unsigned long code)
{
    const char *text = code ? ERR_reason_error_string(code) : NULL;
    int reason = code ? ERR_GET_REASON(code) : 0;
    char ciphers[140];
    if (reason > SSL_AD_REASON_OFFSET) {
        int alert = reason - SSL_AD_REASON_OFFSET;
        bool of_certificate =
            alert == SSL_AD_UNKNOWN_CA || alert == SSL_AD_CERTIFICATE_REQUIRED ||
            (alert >= SSL_AD_BAD_CERTIFICATE && alert <= SSL_AD_CERTIFICATE_UNKNOWN);
        snprintf(session->error, sizeof session->error, "TLS: the other side %s: %s",
                 of_certificate ? "refuses this side's certificate" : "says",
                 SSL_alert_desc_string_long(alert));
    } else if (reason == SSL_R_UNSUPPORTED_PROTOCOL && !session->client) {
        int version = SSL_client_version(session->ssl);
        snprintf(session->error, sizeof session->error,
                 "TLS: %s: 1.2 is the least here, and the other side has at most %s", text,
                 version == TLS1_1_VERSION ? "TLS 1.1"
                 : version == TLS1_VERSION ? "TLS 1.0"
                                           : "SSL");
    } else if (reason == SSL_R_NO_SHARED_CIPHER && !session->client) {
        put_ciphers(session->ssl, ciphers, sizeof ciphers);
        snprintf(session->error, sizeof session->error, "TLS: %s%s", text, ciphers);
    } else if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST) {
        snprintf(session->error, sizeof session->error, "TLS: what came is no TLS (%s)", text);
    } else {
        snprintf(session->error, sizeof session->error, "TLS: %s",
                 text ? text : "the other side broke it off");
    }
}

/* The alert's or the check's reason; of a certificate, what is wrong with it, and which it is. */
static enum sf_tls_step fail(struct sf_tls_session *session)
{
    long verdict = SSL_get_verify_result(session->ssl);
    char subject[SUBJECT_BYTES];
    if (verdict == X509_V_OK || session->ready) {
        explain(session, ERR_peek_error());
        return SF_TLS_FAILED;
    }
    memcpy(subject, session->error, sizeof subject);
    subject[sizeof subject - 1] = 0;
    snprintf(session->error, sizeof session->error, "TLS: the certificate is refused: %s%s%s%s",
             X509_verify_cert_error_string(verdict), *subject ? " (" : "", subject,
             *subject ? ")" : "");
    return SF_TLS_FAILED;
}

static enum sf_tls_step meaning_of(struct sf_tls_session *session, int result)
{
    switch (SSL_get_error(session->ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return SF_TLS_MORE;
    case SSL_ERROR_ZERO_RETURN:
        return SF_TLS_END;
    default:
        return fail(session);
    }
}

/* 5922:7.3: a server whose certificate is not for the name is not the intended one. */
static enum sf_tls_step check_name(struct sf_tls_session *session)
{
    session->ready = true;
    if (!session->client || sf_tls_session_serves(session, session->name))
        return SF_TLS_READY;
    X509 *certificate = SSL_get0_peer_certificate(session->ssl);
    char names[100] = "";
    if (certificate)
        sf_tls_names(certificate, names, sizeof names);
    snprintf(session->error, sizeof session->error, "TLS: the certificate is not for %.100s%s%s",
             session->name, *names ? ", but for " : "", names);
    return SF_TLS_FAILED;
}

void sf_tls_session_give(struct sf_tls_session *session, const char *bytes, size_t length)
{
    session->in = bytes;
    session->in_left = length;
}

enum sf_tls_step sf_tls_session_next(struct sf_tls_session *session, char *plain, size_t size,
                                     size_t *length)
{
    ERR_clear_error();
    if (!session->ready) {
        int done = SSL_do_handshake(session->ssl);
        return done == 1 ? check_name(session) : meaning_of(session, done);
    }
    int count = SSL_read(session->ssl, plain, (int)size);
    *length = count > 0 ? (size_t)count : 0;
    return count > 0 ? SF_TLS_BYTES : meaning_of(session, count);
}

bool sf_tls_session_write(struct sf_tls_session *session, const char *bytes, size_t length)
{
    ERR_clear_error();
    if (SSL_write(session->ssl, bytes, (int)length) == (int)length)
        return true;
    fail(session);
    return false;
}

void sf_tls_session_end(struct sf_tls_session *session)
{
    ERR_clear_error();
    if (session->ready)
        SSL_shutdown(session->ssl);
}

bool sf_tls_session_serves(struct sf_tls_session *session, const char *name)
{
    X509 *certificate = session->ready ? SSL_get0_peer_certificate(session->ssl) : NULL;
    return certificate && sf_tls_is_for(certificate, name);
}

bool sf_tls_session_is_known(struct sf_tls_session *session)
{
    return session->ready && SSL_get0_peer_certificate(session->ssl) &&
           SSL_get_verify_result(session->ssl) == X509_V_OK;
}

const char *sf_tls_session_error(const struct sf_tls_session *session)
{
    return session->error;
}
