/* TLS of a program: the options that name its files. */
#ifndef SIPFSM_SECURE_H
#define SIPFSM_SECURE_H

#include "common/options.h"
#include "sipfsm/address.h"
#include "sipfsm/tls.h"

struct secure {
    struct sf_tls_config config;
    struct sf_tls *tls;                                                /* null until secure_begin */
    const char *certificate[1 + SF_TLS_HOSTS], *key[1 + SF_TLS_HOSTS]; /* as on the command line */
    unsigned certificates, keys;
    struct sf_tls_files more[SF_TLS_HOSTS];
};

/* Their lines in a table of options, and in a help text. */
#define SECURE_OPTIONS(secure)                                                                     \
    {.name = "--certificate",                                                                      \
     .kind = OPTION_TEXTS,                                                                         \
     .text = (secure)->certificate,                                                                \
     .count = &(secure)->certificates,                                                             \
     .most = 1 + SF_TLS_HOSTS},                                                                    \
        {.name = "--key",                                                                          \
         .kind = OPTION_TEXTS,                                                                     \
         .text = (secure)->key,                                                                    \
         .count = &(secure)->keys,                                                                 \
         .most = 1 + SF_TLS_HOSTS},                                                                \
    {                                                                                              \
        .name = "--trusted", .kind = OPTION_TEXT, .text = &(secure)->config.trusted                \
    }
#define SECURE_HELP                                                                                \
    "  --certificate FILE      TLS: our certificate and those that lead to an authority, PEM; "    \
    "may be repeated, each with\n"                                                                 \
    "                          its --key, for several hosts: a client gets the one for the host "  \
    "that it names, else the first\n"                                                              \
    "  --key FILE              TLS: the key of the certificate, PEM\n"                             \
    "  --trusted FILE          TLS: the authorities to trust, PEM (default: the system's)\n"

/* Reads the files, if one of the addresses is of a transport that needs them; to listen there
 * (`serves`) needs a certificate. False after one clear line. */
bool secure_begin(struct secure *secure, const char *command, const struct sf_address *address,
                  unsigned count, bool serves);
/* Reads them again; one clear line if they cannot be used. */
void secure_again(struct secure *secure, const char *command);
/* After the loop has ended. */
void secure_end(struct secure *secure);

#endif
