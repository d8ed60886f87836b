/* Several certificates of a server: the host that a client names decides. */
#include "tls_private.h"

#include <stdlib.h>

struct hosts {
    size_t count;
    SSL_CTX *context[];
};

static void free_hosts(struct hosts *hosts)
{
    for (size_t i = 0; hosts && i < hosts->count; i++)
        SSL_CTX_free(hosts->context[i]);
    free(hosts);
}

/* They live as long as the context that chooses among them, which sessions hold on to. */
static void on_free(void *parent, void *pointer, CRYPTO_EX_DATA *data, int place, long number,
                    void *user)
{
    (void)parent, (void)data, (void)place, (void)number, (void)user;
    free_hosts(pointer);
}

static int place_of_hosts(void)
{
    static int place = -1;
    if (place < 0)
        place = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, on_free);
    return place;
}

static int on_host(SSL *ssl, int *alert, void *user)
{
    const struct hosts *hosts = user;
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    (void)alert;
    for (size_t i = 0; name && i < hosts->count; i++) {
        X509 *certificate = SSL_CTX_get0_certificate(hosts->context[i]);
        if (certificate && sf_tls_is_for(certificate, name)) {
            SSL_set_SSL_CTX(ssl, hosts->context[i]);
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_OK; /* the first certificate, for whatever host: the client decides */
}

bool sf_tls_choose_by_host(SSL_CTX *server, SSL_CTX **more, size_t count)
{
    struct hosts *hosts = calloc(1, sizeof *hosts + count * sizeof(SSL_CTX *));
    if (hosts) {
        hosts->count = count;
        for (size_t i = 0; i < count; i++)
            hosts->context[i] = more[i];
    }
    if (!hosts || place_of_hosts() < 0 ||
        SSL_CTX_set_ex_data(server, place_of_hosts(), hosts) != 1) {
        free(hosts);
        return false;
    }
    SSL_CTX_set_tlsext_servername_callback(server, on_host);
    SSL_CTX_set_tlsext_servername_arg(server, hosts);
    return true;
}
