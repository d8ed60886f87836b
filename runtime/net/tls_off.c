/* TLS of a copy that is built without OpenSSL: none. */
#include "tls_session.h"

#include <stdio.h>

struct sf_tls *sf_tls_make(const struct sf_tls_config *config, char *error)
{
    (void)config;
    snprintf(error, SF_TLS_ERROR_BYTES, "this copy is built without OpenSSL");
    return NULL;
}

bool sf_tls_reload(struct sf_tls *tls, char *error)
{
    (void)tls;
    snprintf(error, SF_TLS_ERROR_BYTES, "this copy is built without OpenSSL");
    return false;
}

void sf_tls_free(struct sf_tls *tls)
{
    (void)tls;
}

struct sf_tls_session *sf_tls_session_make(struct sf_tls *tls, bool client, const char *name,
                                           sf_tls_out *out, void *user)
{
    (void)tls, (void)client, (void)name, (void)out, (void)user;
    return NULL;
}

void sf_tls_session_free(struct sf_tls_session *session)
{
    (void)session;
}

void sf_tls_session_give(struct sf_tls_session *session, const char *bytes, size_t length)
{
    (void)session, (void)bytes, (void)length;
}

enum sf_tls_step sf_tls_session_next(struct sf_tls_session *session, char *plain, size_t size,
                                     size_t *length)
{
    (void)session, (void)plain, (void)size, (void)length;
    return SF_TLS_FAILED;
}

bool sf_tls_session_write(struct sf_tls_session *session, const char *bytes, size_t length)
{
    (void)session, (void)bytes, (void)length;
    return false;
}

void sf_tls_session_end(struct sf_tls_session *session)
{
    (void)session;
}

bool sf_tls_session_serves(struct sf_tls_session *session, const char *name)
{
    (void)session, (void)name;
    return false;
}

bool sf_tls_session_is_known(struct sf_tls_session *session)
{
    (void)session;
    return false;
}

const char *sf_tls_session_error(const struct sf_tls_session *session)
{
    (void)session;
    return "";
}
