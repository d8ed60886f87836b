#include "sipfsm/address.h"
#include "sipfsm/uri.h"

#include <stdio.h>

static const char *const transports[] = {"udp", "tcp", "tls", "ws", "wss"};
enum { TRANSPORTS = sizeof transports / sizeof *transports };

const char *sf_transport_name(unsigned transport)
{
    return transport < TRANSPORTS ? transports[transport] : NULL;
}

bool sf_transport_of(struct sf_str name, uint8_t *transport)
{
    for (unsigned i = 0; i < TRANSPORTS; i++)
        if (sf_str_equal_nocase(name, sf_str_of(transports[i]))) {
            *transport = (uint8_t)i;
            return true;
        }
    return false;
}

bool sf_address_of_host(struct sf_address *address, struct sf_str host)
{
    uint8_t ip[16] = {0};
    if (host.len >= 2 && host.p[0] == '[' && host.p[host.len - 1] == ']')
        host = (struct sf_str){host.p + 1, host.len - 2};
    else if (host.len > 0 && sf_ipv4_of(host, ip)) {
        address->family = 4;
        memcpy(address->ip, ip, 16);
        return true;
    }
    if (host.len < 2 || !memchr(host.p, ':', host.len) || !sf_ipv6_of(host, ip))
        return false;
    address->family = 6;
    memcpy(address->ip, ip, 16);
    return true;
}

bool sf_address_is_of_host(const struct sf_address *address)
{
    static const uint8_t zero[15];
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const uint8_t *ip = address->ip, *v4 = address->family == 4 ? ip : NULL;
    if (address->family == 6 && memcmp(ip, mapped, sizeof mapped) == 0)
        v4 = ip + sizeof mapped;
    if (v4)
        return v4[0] && v4[0] < 224;
    return address->family == 6 && ip[0] != 0xff &&
           !(memcmp(ip, zero, sizeof zero) == 0 && !ip[15]);
}

size_t sf_address_host_text(const struct sf_address *address, char *text)
{
    const uint8_t *ip = address->ip;
    int n;
    text[0] = 0;
    if (address->family == 4) { /* it is in each response; printf would take longer than the rest */
        char *end = text;
        for (unsigned i = 0; i < 4; i++) {
            if (ip[i] >= 100)
                *end++ = (char)('0' + ip[i] / 100);
            if (ip[i] >= 10)
                *end++ = (char)('0' + ip[i] / 10 % 10);
            *end++ = (char)('0' + ip[i] % 10);
            *end++ = i < 3 ? '.' : 0;
        }
        return (size_t)(end - text) - 1;
    }
    if (address->family != 6)
        return 0;
    /* RFC 5952: the longest run of two or more zero groups, the first of equals, becomes "::". */
    int best = -1, best_length = 1;
    for (int i = 0; i < 8; i++) {
        int length = 0;
        while (i + length < 8 && !ip[2 * (i + length)] && !ip[2 * (i + length) + 1])
            length++;
        if (length > best_length) {
            best = i;
            best_length = length;
        }
        if (length > 0)
            i += length - 1;
    }
    n = snprintf(text, SF_ADDRESS_TEXT_BYTES, "[");
    for (int i = 0; i < 8; i++) {
        if (i == best) {
            n += snprintf(text + n, (size_t)(SF_ADDRESS_TEXT_BYTES - n), "::");
            i += best_length - 1;
            continue;
        }
        bool colon = i > 0 && i != best + best_length;
        if (best < 0)
            colon = i > 0;
        n += snprintf(text + n, (size_t)(SF_ADDRESS_TEXT_BYTES - n), "%s%x", colon ? ":" : "",
                      ip[2 * i] << 8 | ip[2 * i + 1]);
    }
    n += snprintf(text + n, (size_t)(SF_ADDRESS_TEXT_BYTES - n), "]");
    return (size_t)n;
}

size_t sf_address_text(const struct sf_address *address, char *text)
{
    size_t n = sf_address_host_text(address, text);
    return n + (size_t)snprintf(text + n, SF_ADDRESS_TEXT_BYTES - n, ":%u", address->port);
}
