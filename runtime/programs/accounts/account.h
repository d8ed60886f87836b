/* An account of a program: its address is registered while the program runs. It prints what becomes
 * of it, one line a change. */
#ifndef SIPFSM_ACCOUNT_H
#define SIPFSM_ACCOUNT_H

#include "common/endpoint.h"
#include "common/options.h"
#include "sipfsm/tls.h"

struct account {
    const char *command;   /* for complaints */
    const char *aor;       /* "sip:alice@example.org"; NULL: there is no account */
    const char *registrar; /* where REGISTERs go; NULL: `proxy` */
    const char *proxy;     /* where all else goes; NULL: where REGISTERs go, or the host of `aor` */
    const char *transport; /* of these, where they do not name it; NULL: UDP, or as `aor` says */
    const char *name, *instance, *q;
    const char *name_server; /* NULL: those of the system */
    const char *trusted;     /* authorities of TLS, if no option names them; may be NULL */
    uint64_t expires_s, reg_id;
    bool quiet, clear;
    bool once;                             /* a failure is not tried again: the program ends */
    struct sf_address next_hop, proxy_hop; /* of REGISTERs; of other requests */
    bool is_located; /* the core locates the host of `aor` for each request; next_hop is the first
                        server when the program began */
    char user[128];
    /* Once it runs: */
    struct endpoint *endpoint;
    const struct sf_clock *clock;
    struct sf_registration registration; /* generation 0: none */
    bool bound;                          /* the registrar has had our contact */
    bool leaving, failed;
    uint64_t until_us; /* what was granted last stands until then */
    bool waits;        /* its last refresh has failed, which has been said */
    char parameters[32];
};

/* Its lines in a table of options, and in a help text. */
#define ACCOUNT_OPTIONS(account)                                                                   \
    {.name = "--registrar", .kind = OPTION_TEXT, .text = &(account)->registrar},                   \
        {.name = "--proxy", .kind = OPTION_TEXT, .text = &(account)->proxy},                       \
        {.name = "--transport",                                                                    \
         .kind = OPTION_TEXT,                                                                      \
         .text = &(account)->transport,                                                            \
         .choices = "udp|tcp|tls|ws|wss"},                                                         \
        {.name = "--name", .kind = OPTION_TEXT, .text = &(account)->name},                         \
        {.name = "--expires",                                                                      \
         .kind = OPTION_NUMBER,                                                                    \
         .number = &(account)->expires_s,                                                          \
         .least = 1,                                                                               \
         .most = 2147483647},                                                                      \
        {.name = "--instance", .kind = OPTION_TEXT, .text = &(account)->instance},                 \
        {.name = "--reg-id",                                                                       \
         .kind = OPTION_NUMBER,                                                                    \
         .number = &(account)->reg_id,                                                             \
         .least = 1,                                                                               \
         .most = 2147483647},                                                                      \
    {                                                                                              \
        .name = "--priority", .kind = OPTION_TEXT, .text = &(account)->q                           \
    }
#define ACCOUNT_HELP                                                                               \
    "  --registrar HOST[:PORT] where to register: tcp:HOST:PORT by TCP, tls:HOST:PORT by TLS "     \
    "(default: the host of the\n"                                                                  \
    "                          address, by UDP)\n"                                                 \
    "  --proxy HOST[:PORT]     where all requests go, except REGISTER if --registrar is given "    \
    "too\n"                                                                                        \
    "  --transport NAME        udp, tcp, tls, ws or wss, if neither of these names one\n"          \
    "  --expires SECONDS       the expiry to ask for (default 3600)\n"                             \
    "  --name TEXT             a display name\n"                                                   \
    "  --priority Q            0 to 1, among several contacts of the address\n"                    \
    "  --instance URN          urn:uuid:..., the same at each start: asks for a GRUU\n"            \
    "  --reg-id N              with --instance: asks for outbound (RFC 5626)\n"

/* Reads the address and finds where its requests go. If its host is located, `listening`, which has
 * been read, gets an endpoint for each transport of its servers, or has some. False after one clear
 * line. */
bool account_resolve(struct account *account, const char *command, struct listening *listening);
/* The authorities that its registrar is believed by, if no option has named others. */
void account_secure(const struct account *account, struct sf_tls_config *tls);
/* What the core needs for it: config->user and config->registrations. */
void account_configure(struct account *account, struct sf_ua_config *config);
/* Begins to register. False after one clear line. */
bool account_begin(struct account *account, struct endpoint *endpoint,
                   const struct sf_clock *clock);
/* A REGISTRATION event. */
void account_take(struct account *account, const struct sf_ua_event *event);
/* Begins to remove the contact; then account_is_over says when that is done. */
void account_leave(struct account *account);
/* At the end of the program. False, after one clear line unless there was one already: the
 * registrar has refused, or has not confirmed the removal. */
bool account_end(const struct account *account);
/* It has ended, or never begun. */
bool account_is_over(const struct account *account);
/* One line: what it is, and the time that is left. */
void account_print(const struct account *account);

/* 3261:8.1.2: where the first value of a route is. False: it cannot be found, or is reached by
 * another transport than the account's. */
bool account_route_hop(const struct account *account, struct sf_str route, struct sf_address *hop);

#endif
