/* Sockets, cores and targets for the subcommands. See endpoint.h. */
#include "common/endpoint.h"
#include "common/finding.h"
#include "common/options.h"
#include "sipfsm/sockaddr.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* libuv aborts where it has no descriptor for its signals, so they are counted before. */
#define DESCRIPTORS 16

void endpoint_text(const struct sf_address *address, char *text)
{
    size_t n = (size_t)sprintf(text, "%s:", sf_transport_name(address->transport));
    sf_address_text(address, text + n);
}

bool endpoint_loop(const char *command, uv_loop_t *loop)
{
    int taken[DESCRIPTORS], count = 0;
    while (count < DESCRIPTORS && (taken[count] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
        count++;
    int error = count < DESCRIPTORS ? errno : 0;
    for (int i = 0; i < count; i++)
        close(taken[i]);
    if (!error)
        error = -uv_loop_init(loop);
    if (error)
        complain(command, "cannot begin: %s%s", strerror(error),
                 error == EMFILE ? " (ulimit -n has the limit)" : "");
    return !error;
}

/* Large pages: a busy core looks things up all over its memory, and small pages cost it a tenth of
 * its time. */
#define LARGE_PAGE_BYTES ((size_t)2 << 20)

static void *core_memory(size_t bytes)
{
    void *memory;
    if (bytes < 16 * LARGE_PAGE_BYTES)
        return malloc(bytes);
    if (posix_memalign(&memory, LARGE_PAGE_BYTES, bytes) != 0)
        return NULL;
#ifdef MADV_HUGEPAGE
    madvise(memory, bytes, MADV_HUGEPAGE); /* no more than a wish */
#endif
    return memory;
}

static bool endpoint_core(struct endpoint *endpoint, const char *command,
                          const struct sf_ua_config *config)
{
    size_t bytes = sf_ua_size(config);
    endpoint->memory = bytes ? core_memory(bytes) : NULL;
    if (endpoint->memory)
        endpoint->ua = sf_ua_init(endpoint->memory, bytes, config);
    if (!endpoint->ua)
        complain(command, "no room for a core of %u calls at %u a second (%zu MB)", config->calls,
                 config->calls_per_second, bytes >> 20);
    return endpoint->ua != NULL;
}

void endpoint_drain(struct endpoint *endpoint)
{
    if (endpoint->net)
        sf_net_drain(endpoint->net);
    else
        sf_virtual_drain(endpoint->core);
}

bool listening_read(struct listening *listening, const char *command, bool free_port)
{
    for (unsigned i = 0; i < listening->count; i++) {
        const char *text = listening->text[i], *colon = strchr(text, ':');
        uint8_t transport = SF_TRANSPORT_UDP;
        if (colon)
            sf_transport_of((struct sf_str){text, (size_t)(colon - text)}, &transport);
        if (!listen_address(command, &listening->address[i], text,
                            free_port ? 0 : sf_transport_port(transport)))
            return false;
    }
    return true;
}

void listening_advertise(struct listening *listening, const struct sf_address *given,
                         const struct sf_address *to)
{
    static const struct sf_address far4 = {.family = 4, .port = 5060, .ip = {192, 0, 2, 1}},
                                   far6 = {.family = 6,
                                           .port = 5060,
                                           .ip = {0x20, 1, 0xd, 0xb8, [15] = 1}};
    for (unsigned i = 0; i < listening->count; i++) {
        const struct sf_address *address = &listening->address[i];
        struct sf_address *advertised = &listening->advertised[i];
        const struct sf_address *far = to && to->family == address->family ? to
                                       : address->family == 4              ? &far4
                                                                           : &far6;
        if (given && given->family == address->family)
            *advertised = *given;
        else if (sf_address_is_any(address) && !sf_address_towards(advertised, far))
            sf_resolve(advertised, address->family == 4 ? "127.0.0.1" : "[::1]", 0);
    }
}

/* The endpoint's address as messages have it. */
static struct sf_address shown(const struct sf_address *bound, const struct sf_address *advertised)
{
    struct sf_address address = advertised->family ? *advertised : *bound;
    address.port = bound->port;
    address.transport = bound->transport;
    return address;
}

bool endpoint_open(struct endpoint *endpoint, const char *command, const struct sf_net_config *net,
                   struct sf_ua_config *config, const struct listening *listening)
{
    static struct sf_address locals[SF_UA_ENDPOINTS]; /* the core copies them */
    char text[ENDPOINT_TEXT_BYTES];
    int error = 0;
    memset(endpoint, 0, sizeof *endpoint);
    for (unsigned i = 0; i < listening->count; i++) {
        const struct sf_address *address = &listening->address[i];
        error = i == 0 ? sf_net_open(&endpoint->net, net, address)
                       : sf_net_listen(endpoint->net, address);
        if (error) {
            endpoint_text(address, text);
            complain(command, "cannot listen on %s: %s", text, sf_net_error_text(error));
            return false;
        }
        locals[i] = shown(sf_net_endpoint(endpoint->net, i), &listening->advertised[i]);
    }
    config->local = locals[0];
    config->more_local = locals + 1;
    config->more_locals = listening->count - 1;
    if (listening->finding &&
        !finding_configure(listening->finding, command, config, locals, listening->count))
        return false;
    if (!endpoint_core(endpoint, command, config))
        return false;
    error = sf_net_attach(endpoint->net, endpoint->ua);
    if (error)
        complain(command, "cannot receive: %s", sf_net_error_text(error));
    return error == 0;
}

void endpoint_close(struct endpoint *endpoint, uv_loop_t *loop)
{
    if (endpoint->net)
        sf_net_close(endpoint->net);
    uv_run(loop, UV_RUN_NOWAIT);
    free(endpoint->memory);
    memset(endpoint, 0, sizeof *endpoint);
}

const char *target_of_uri(struct sf_address *address, const char *text)
{
    struct sf_uri uri;
    char host_port[300];
    if (!sf_uri_parse(text, (struct sf_view){0, (uint32_t)strlen(text)}, &uri, NULL) ||
        uri.scheme == SF_SCHEME_OTHER)
        return "not a SIP URI: sip:user@host:port is";
    struct sf_str transport = sf_view_str(text, uri.transport), host = sf_view_str(text, uri.host);
    bool secure = uri.scheme == SF_SCHEME_SIPS;
    uint8_t number = SF_TRANSPORT_UDP;
    if (uri.transport.len && !sf_transport_of(transport, &number))
        return "its transport is not one of udp, tcp, tls, ws, wss";
    if (secure && uri.transport.len && number == SF_TRANSPORT_UDP)
        return "sips: cannot go by UDP";
    if (secure) /* 3261:19.1.1: the parameter says what TLS runs on */
        number = sf_transport_is_ws(number) ? SF_TRANSPORT_WSS : SF_TRANSPORT_TLS;
    if (host.len > 255)
        return "the host name is too long";
    snprintf(host_port, sizeof host_port, "%.*s:%d", (int)host.len, host.p,
             uri.port >= 0 ? (int)uri.port : sf_transport_port(number));
    const char *wrong = sf_resolve(address, host_port, 5060);
    address->transport = number;
    return wrong;
}

bool listen_address(const char *command, struct sf_address *address, const char *text,
                    uint16_t default_port)
{
    const char *wrong = sf_resolve(address, text, default_port);
    if (wrong)
        complain(command, "%s: %s", text, wrong);
    return !wrong;
}
