/* Certificates, keys and authorities. See sipfsm/tls.h. */
#include "tls_private.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_BYTES (1 << 20) /* at most: what is longer is no certificate */

/* The first of OpenSSL's errors. The later ones only show which of its parts have passed it on. */
static const char *reason(void)
{
    unsigned long code = ERR_peek_error();
    const char *text = ERR_reason_error_string(code);
    if (ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE)
        return "there is none in it, as PEM";
    return text ? text : "it cannot be used";
}

static bool wrong(char *error, const char *what, const char *file)
{
    snprintf(error, SF_TLS_ERROR_BYTES, "%s %s: %s", what, file, reason());
    return false;
}

/* OpenSSL would read a device to its end, and would report a missing file like a malformed one. */
static bool is_file(const char *what, const char *file, char *error)
{
    struct stat about;
    const char *why = NULL;
    if (stat(file, &about) != 0)
        why = strerror(errno);
    else if (!S_ISREG(about.st_mode)) /* to open a pipe may wait for ever */
        why = "it is no file";
    else if (about.st_size > FILE_BYTES)
        why = "it is too long";
    FILE *opened = why ? NULL : fopen(file, "r");
    if (!why && !opened)
        why = strerror(errno);
    if (opened)
        fclose(opened);
    if (why)
        snprintf(error, SF_TLS_ERROR_BYTES, "%s %s: %s", what, file, why);
    return !why;
}

/* OpenSSL asks the terminal by itself, and the program waits for an answer. */
static int note_passphrase(char *to, int size, int writes, void *user)
{
    bool *asked = user;
    (void)to, (void)size, (void)writes;
    if (asked)
        *asked = true;
    return -1;
}

static bool use_key(SSL_CTX *context, const char *key, char *error)
{
    bool asked = false;
    SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
    bool used = SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 &&
                SSL_CTX_check_private_key(context) == 1;
    SSL_CTX_set_default_passwd_cb_userdata(context, NULL);
    if (!used && asked)
        snprintf(error, SF_TLS_ERROR_BYTES,
                 "key %s: it needs a passphrase, and nobody is asked for one", key);
    else if (!used)
        wrong(error, "key", key);
    return used;
}

/* ---- One context ---- */

static SSL_CTX *new_context(const SSL_METHOD *method)
{
    SSL_CTX *context = SSL_CTX_new(method);
    if (!context)
        return NULL;
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_default_passwd_cb(context, note_passphrase);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
    return context;
}

static bool use_files(SSL_CTX *context, const char *certificate, const char *key, char *error)
{
    if (!certificate)
        return true;
    if (!is_file("certificate", certificate, error) || !is_file("key", key, error))
        return false;
    if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
        return wrong(error, "certificate", certificate);
    return use_key(context, key, error);
}

static bool trust(SSL_CTX *context, const struct sf_tls_config *config, char *error)
{
    if (!config->trusted)
        return SSL_CTX_set_default_verify_paths(context) == 1 ||
               wrong(error, "the system's", "authorities");
    if (!is_file("authorities", config->trusted, error))
        return false;
    if (SSL_CTX_load_verify_locations(context, config->trusted, NULL) != 1)
        return wrong(error, "authorities", config->trusted);
    return true;
}

static bool use_throw_away(SSL_CTX *context, X509 *certificate, EVP_PKEY *key, char *error)
{
    return (SSL_CTX_use_certificate(context, certificate) == 1 &&
            SSL_CTX_use_PrivateKey(context, key) == 1 &&
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate) == 1) ||
           wrong(error, "a throw-away", "certificate");
}

/* ---- Both ---- */

struct contexts {
    SSL_CTX *server, *client;
};

static void free_contexts(struct contexts *contexts)
{
    SSL_CTX_free(contexts->server);
    SSL_CTX_free(contexts->client);
}

static bool fill(struct contexts *to, const struct sf_tls_config *config, char *error)
{
    X509 *certificate = NULL;
    EVP_PKEY *key = NULL;
    bool good = true;
    if (config->throw_away) {
        good = sf_tls_throw_away(config->throw_away, &certificate, &key);
        if (!good)
            return wrong(error, "a throw-away certificate for", config->throw_away);
        good = use_throw_away(to->server, certificate, key, error) &&
               use_throw_away(to->client, certificate, key, error);
        X509_free(certificate);
        EVP_PKEY_free(key);
        return good;
    }
    return use_files(to->server, config->certificate, config->key, error) &&
           use_files(to->client, config->certificate, config->key, error) &&
           trust(to->server, config, error) && trust(to->client, config, error);
}

static void finish_server(SSL_CTX *server, const struct sf_tls_config *config)
{
    if (config->asks_clients)
        SSL_CTX_set_verify(server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                           sf_tls_session_verify);
    SSL_CTX_set_session_id_context(server, (const unsigned char *)"sipfsm", 6);
}

static bool make_more(SSL_CTX *server, const struct sf_tls_config *config, char *error)
{
    SSL_CTX *more[SF_TLS_HOSTS];
    size_t made = 0;
    bool good = true;
    while (good && made < config->mores) {
        const struct sf_tls_files *files = &config->more[made];
        SSL_CTX *context = new_context(TLS_server_method());
        if (!context) {
            good = wrong(error, "certificate", files->certificate);
            break;
        }
        more[made++] = context;
        good = use_files(context, files->certificate, files->key, error) &&
               trust(context, config, error);
        finish_server(context, config);
    }
    if (good && made && !sf_tls_choose_by_host(server, more, made))
        good = wrong(error, "further", "certificates");
    for (size_t i = 0; !good && i < made; i++)
        SSL_CTX_free(more[i]);
    return good;
}

static bool make_contexts(struct contexts *to, const struct sf_tls_config *config, char *error)
{
    *to = (struct contexts){new_context(TLS_server_method()), new_context(TLS_client_method())};
    if (!to->server || !to->client || !fill(to, config, error) ||
        !make_more(to->server, config, error)) {
        if (!to->server || !to->client)
            snprintf(error, SF_TLS_ERROR_BYTES, "OpenSSL cannot begin: %s", reason());
        free_contexts(to);
        return false;
    }
    SSL_CTX_set_verify(to->client, SSL_VERIFY_PEER, sf_tls_session_verify);
    finish_server(to->server, config);
    if (!config->certificate && !config->throw_away) {
        SSL_CTX_free(to->server);
        to->server = NULL;
    }
    return true;
}

static void free_config(struct sf_tls_config *config)
{
    for (size_t i = 0; i < config->mores; i++) {
        free((char *)(size_t)config->more[i].certificate);
        free((char *)(size_t)config->more[i].key);
    }
    free((char *)(size_t)config->certificate);
    free((char *)(size_t)config->key);
    free((char *)(size_t)config->trusted);
    free((char *)(size_t)config->throw_away);
}

static bool check(const struct sf_tls_config *config, char *error)
{
    bool paired = !config->certificate == !config->key;
    for (size_t i = 0; i < config->mores && config->mores <= SF_TLS_HOSTS; i++)
        paired = paired && config->more[i].certificate && config->more[i].key;
    const char *wrong = !paired ? "a certificate needs its key, and a key its certificate"
                        : config->mores > SF_TLS_HOSTS          ? "there are too many certificates"
                        : config->mores && !config->certificate ? "there is no first certificate"
                                                                : NULL;
    if (wrong)
        snprintf(error, SF_TLS_ERROR_BYTES, "%s", wrong);
    return !wrong;
}

/* ---- Public ---- */

struct sf_tls *sf_tls_make(const struct sf_tls_config *config, char *error)
{
    struct contexts contexts;
    ERR_clear_error();
    if (!check(config, error))
        return NULL;
    if (!make_contexts(&contexts, config, error))
        return NULL;
    struct sf_tls *tls = calloc(1, sizeof *tls);
    if (!tls) {
        free_contexts(&contexts);
        snprintf(error, SF_TLS_ERROR_BYTES, "no memory");
        return NULL;
    }
    tls->server = contexts.server;
    tls->client = contexts.client;
    tls->config = (struct sf_tls_config){
        .certificate = config->certificate ? strdup(config->certificate) : NULL,
        .key = config->key ? strdup(config->key) : NULL,
        .trusted = config->trusted ? strdup(config->trusted) : NULL,
        .throw_away = config->throw_away ? strdup(config->throw_away) : NULL,
        .asks_clients = config->asks_clients,
        .more = tls->more,
        .mores = config->mores};
    for (size_t i = 0; i < config->mores; i++)
        tls->more[i] =
            (struct sf_tls_files){strdup(config->more[i].certificate), strdup(config->more[i].key)};
    return tls;
}

bool sf_tls_reload(struct sf_tls *tls, char *error)
{
    struct contexts contexts, old = {tls->server, tls->client};
    ERR_clear_error();
    if (!make_contexts(&contexts, &tls->config, error))
        return false;
    tls->server = contexts.server;
    tls->client = contexts.client;
    free_contexts(&old); /* sessions hold on to theirs */
    return true;
}

void sf_tls_free(struct sf_tls *tls)
{
    if (!tls)
        return;
    struct contexts contexts = {tls->server, tls->client};
    free_contexts(&contexts);
    BIO_meth_free(tls->bytes);
    free_config(&tls->config);
    free(tls);
}
