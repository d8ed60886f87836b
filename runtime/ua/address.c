#include "sipfsm/address.h"

#include <stdio.h>

static bool read_ipv4(struct sf_str host, uint8_t ip[4])
{
    size_t at = 0;
    for (int part = 0; part < 4; part++) {
        unsigned value = 0, digits = 0;
        while (at < host.len && host.p[at] >= '0' && host.p[at] <= '9' && digits < 4) {
            value = value * 10 + (unsigned)(host.p[at++] - '0');
            digits++;
        }
        if (digits == 0 || digits > 3 || value > 255)
            return false;
        ip[part] = (uint8_t)value;
        if (part < 3 && (at >= host.len || host.p[at++] != '.'))
            return false;
    }
    return at == host.len;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* RFC 4291 section 2.2: up to eight groups, one "::" for a run of zeros, the last two groups
 * perhaps as IPv4. */
static bool read_ipv6(struct sf_str host, uint8_t ip[16])
{
    uint8_t bytes[16] = {0};
    int count = 0, gap = -1;
    size_t at = 0;
    if (host.len >= 2 && host.p[0] == ':' && host.p[1] == ':') {
        gap = 0;
        at = 2;
    }
    while (at < host.len) {
        size_t end = at;
        while (end < host.len && host.p[end] != ':')
            end++;
        struct sf_str group = {host.p + at, end - at};
        if (end == host.len && count <= 12 && memchr(group.p, '.', group.len)) {
            if (!read_ipv4(group, bytes + count))
                return false;
            count += 4;
            break;
        }
        unsigned value = 0;
        if (group.len == 0 || group.len > 4 || count > 14)
            return false;
        for (size_t i = 0; i < group.len; i++) {
            int digit = hex_digit(group.p[i]);
            if (digit < 0)
                return false;
            value = value * 16 + (unsigned)digit;
        }
        bytes[count++] = (uint8_t)(value >> 8);
        bytes[count++] = (uint8_t)value;
        at = end;
        if (at < host.len) {
            at++;
            if (at == host.len)
                return false; /* a single ':' at the end */
            if (host.p[at] == ':') {
                if (gap >= 0)
                    return false;
                gap = count;
                at++;
            }
        }
    }
    if (gap < 0 ? count != 16 : count > 14)
        return false;
    memset(ip, 0, 16);
    if (gap < 0)
        gap = count;
    memcpy(ip, bytes, (size_t)gap);
    memcpy(ip + 16 - (count - gap), bytes + gap, (size_t)(count - gap));
    return true;
}

bool sf_address_of_host(struct sf_address *address, struct sf_str host)
{
    uint8_t ip[16] = {0};
    if (host.len >= 2 && host.p[0] == '[' && host.p[host.len - 1] == ']')
        host = (struct sf_str){host.p + 1, host.len - 2};
    else if (host.len > 0 && read_ipv4(host, ip)) {
        address->family = 4;
        memcpy(address->ip, ip, 16);
        return true;
    }
    if (host.len < 2 || !memchr(host.p, ':', host.len) || !read_ipv6(host, ip))
        return false;
    address->family = 6;
    memcpy(address->ip, ip, 16);
    return true;
}

size_t sf_address_host_text(const struct sf_address *address, char *text)
{
    const uint8_t *ip = address->ip;
    int n;
    text[0] = 0;
    if (address->family == 4)
        return (size_t)snprintf(text, SF_ADDRESS_TEXT_BYTES, "%u.%u.%u.%u", ip[0], ip[1], ip[2],
                                ip[3]);
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
