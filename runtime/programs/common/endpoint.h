/* A socket and a core of its own: what every subcommand that talks starts from. */
#ifndef SIPFSM_ENDPOINT_H
#define SIPFSM_ENDPOINT_H

#include "sipfsm/net.h"
#include "sipfsm/virtual.h"

struct endpoint {
    struct sf_net *net;
    struct sf_ua *ua;
    void *memory;
    struct sf_virtual *core; /* of a replay, which has no socket; else NULL */
};

/* As sf_net_drain; of an endpoint without a socket too. */
void endpoint_drain(struct endpoint *endpoint);

/* "tcp:127.0.0.1:5060", as sf_resolve reads it. */
#define ENDPOINT_TEXT_BYTES (SF_ADDRESS_TEXT_BYTES + 8)
void endpoint_text(const struct sf_address *address, char *text);

/* Begins a loop, if there are file descriptors enough for it and for a socket or two. False after
 * one clear line. */
bool endpoint_loop(const char *command, uv_loop_t *loop);

/* Where to listen, and what to put into messages in place of 0.0.0.0 (family 0: nothing else). */
struct finding;
struct listening {
    const char *text[SF_UA_ENDPOINTS]; /* as on the command line */
    struct sf_address address[SF_UA_ENDPOINTS], advertised[SF_UA_ENDPOINTS];
    unsigned count;
    struct finding *finding; /* null: names are not located */
};
/* In a table of options. */
#define LISTEN_OPTION(listening)                                                                   \
    {                                                                                              \
        .name = "--listen", .kind = OPTION_TEXTS, .text = (listening)->text,                       \
        .count = &(listening)->count, .most = SF_UA_ENDPOINTS                                      \
    }

/* Reads the addresses. A port that is not named is the transport's, or a free one. False after one
 * clear line. */
bool listening_read(struct listening *listening, const char *command, bool free_port);

/* Sets what endpoints put into messages: `given`, if it is of their address family; else, if they
 * listen everywhere, the address that this host sends from to reach `to`, or if that is NULL or of
 * another family, anywhere. One without a way out has the loopback address. */
void listening_advertise(struct listening *listening, const struct sf_address *given,
                         const struct sf_address *to);

/* Opens, makes the core (config->local and more_local are filled in) and binds them. False after
 * one clear line. */
bool endpoint_open(struct endpoint *endpoint, const char *command, const struct sf_net_config *net,
                   struct sf_ua_config *config, const struct listening *listening);

/* Closes the socket and gives the loop the turn it needs; frees the core. */
void endpoint_close(struct endpoint *endpoint, uv_loop_t *loop);

/* A SIP URI's host, port and transport as an address (5060 if there is none). Null, or what is
 * wrong with it in a few words. */
const char *target_of_uri(struct sf_address *address, const char *uri);

/* "127.0.0.1:5060" from the command line; false after one clear line. */
bool listen_address(const char *command, struct sf_address *address, const char *text,
                    uint16_t default_port);

#endif
