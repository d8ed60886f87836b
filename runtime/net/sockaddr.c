/* Addresses: conversion and resolution. See sipfsm/sockaddr.h. */
#include "sipfsm/sockaddr.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

socklen_t sf_sockaddr_of(struct sockaddr_storage *to, const struct sf_address *address)
{
    memset(to, 0, sizeof *to);
    if (address->family == 4) {
        struct sockaddr_in *in = (struct sockaddr_in *)to;
        in->sin_family = AF_INET;
        in->sin_port = htons(address->port);
        memcpy(&in->sin_addr, address->ip, 4);
        return sizeof *in;
    }
    if (address->family == 6) {
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)to;
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons(address->port);
        memcpy(&in6->sin6_addr, address->ip, 16);
        return sizeof *in6;
    }
    return 0;
}

bool sf_sockaddr_read(struct sf_address *address, const struct sockaddr *from)
{
    memset(address, 0, sizeof *address);
    address->transport = SF_TRANSPORT_UDP;
    if (from->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, from, sizeof in);
        address->family = 4;
        address->port = ntohs(in.sin_port);
        memcpy(address->ip, &in.sin_addr, 4);
        return true;
    }
    if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 in6 = {0};
        memcpy(&in6, from, sizeof in6);
        bool mapped = IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr);
        address->family = mapped ? 4 : 6;
        address->port = ntohs(in6.sin6_port);
        memcpy(address->ip, (const uint8_t *)&in6.sin6_addr + (mapped ? 12 : 0), mapped ? 4 : 16);
        return true;
    }
    return false;
}

static bool read_port(uint16_t *port, const char *text)
{
    if (*text < '0' || *text > '9')
        return false;
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*end || value > 65535)
        return false;
    *port = (uint16_t)value;
    return true;
}

/* A transport and its colon, if `text` begins with one. */
static const char *skip_transport(const char *text, uint8_t *transport)
{
    const char *colon = strchr(text, ':');
    *transport = SF_TRANSPORT_UDP;
    if (!colon || !sf_transport_of((struct sf_str){text, (size_t)(colon - text)}, transport))
        return text;
    return colon + 1;
}

const char *sf_resolve(struct sf_address *address, const char *text, uint16_t default_port)
{
    uint8_t transport;
    text = skip_transport(text, &transport);
    const char *end = text + strlen(text), *host = text, *host_end = end, *port_text = NULL;
    const char *first_colon = strchr(text, ':'), *last_colon = strrchr(text, ':');
    if (*text == '[') {
        const char *bracket = strchr(text, ']');
        if (!bracket || (bracket[1] && bracket[1] != ':'))
            return "not an address: [IPv6]:PORT is";
        host = text + 1;
        host_end = bracket;
        port_text = bracket[1] ? bracket + 2 : NULL;
    } else if (last_colon &&
               first_colon == last_colon) { /* two or more: an IPv6 address without a port */
        host_end = last_colon;
        port_text = last_colon + 1;
    }
    char name[256];
    size_t length = (size_t)(host_end - host);
    if (length == 0 || length >= sizeof name)
        return "no host in it: HOST:PORT";
    memcpy(name, host, length);
    name[length] = 0;
    uint16_t port = default_port;
    if (port_text && !read_port(&port, port_text))
        return "not a port: 0 to 65535 is";

    struct addrinfo hints, *found = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_DGRAM;
    if (getaddrinfo(name, NULL, &hints, &found) != 0 || !found)
        return "cannot resolve the host name";
    bool known = sf_sockaddr_read(address, found->ai_addr);
    freeaddrinfo(found);
    address->port = port;
    address->transport = transport;
    return known ? NULL : "cannot resolve the host name";
}

bool sf_address_is_any(const struct sf_address *address)
{
    static const uint8_t zero[16];
    return memcmp(address->ip, zero, sizeof zero) == 0;
}

bool sf_address_towards(struct sf_address *local, const struct sf_address *to)
{
    struct sockaddr_storage peer, own = {0};
    socklen_t size = sf_sockaddr_of(&peer, to), own_size = sizeof own;
    int fd = socket(peer.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    /* Connecting a UDP socket sends nothing: the kernel only picks the route. */
    bool known = connect(fd, (struct sockaddr *)&peer, size) == 0 &&
                 getsockname(fd, (struct sockaddr *)&own, &own_size) == 0;
    close(fd);
    struct sf_address found;
    if (!known || !sf_sockaddr_read(&found, (struct sockaddr *)&own))
        return false;
    found.port = local->port;
    found.transport = local->transport;
    *local = found;
    return true;
}
