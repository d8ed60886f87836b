/* sipfsm msg: what a host is: a name, or an IP address and its bytes. */
#include "sipfsm/uri.h"

#include "scan.h"

bool sf_ipv4_of(struct sf_str text, uint8_t ip[4])
{
    uint8_t bytes[4];
    unsigned count = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned number = 0, digits = 0;
        for (; i < text.len && sf_is_digit((sf_byte)text.p[i]) && digits < 4; i++, digits++)
            number = number * 10 + (unsigned)(text.p[i] - '0');
        if (!digits || digits > 3 || number > 255 || count == 4 ||
            (i < text.len && text.p[i] != '.') || (count == 3 && i < text.len))
            return false;
        bytes[count++] = (uint8_t)number;
    }
    if (count != 4)
        return false;
    memcpy(ip, bytes, 4);
    return true;
}

/* Reads groups with colons between them into `out`. The text has been matched, so the groups fit.
 * Returns the number of bytes written; -1 if an IPv4 tail is not an address. */
static int read_groups(const char *p, const char *pe, uint8_t *out)
{
    int n = 0;
    while (p < pe) {
        const char *colon = memchr(p, ':', (size_t)(pe - p)), *end = colon ? colon : pe;
        if (memchr(p, '.', (size_t)(end - p)))
            return sf_ipv4_of((struct sf_str){p, (size_t)(end - p)}, out + n) ? n + 4 : -1;
        unsigned group = 0;
        while (p < end)
            group = group * 16 + (unsigned)sf_hex_of(*p++);
        out[n++] = (uint8_t)(group >> 8);
        out[n++] = (uint8_t)group;
        p += colon ? 1 : 0;
    }
    return n;
}

bool sf_ipv6_of(struct sf_str text, uint8_t ip[16])
{
    if (!sf_ipv6_match(text))
        return false;
    const char *p = text.p, *pe = p + text.len, *gap = p;
    uint8_t head[16], tail[16];
    while (gap + 1 < pe && !(gap[0] == ':' && gap[1] == ':'))
        gap++;
    bool has_gap = gap + 1 < pe;
    const char *rest = has_gap ? gap + 2 : pe;
    rest += rest < pe && *rest == ':'; /* the form of 3261:25.1 (host.rl) */
    int before = read_groups(p, has_gap ? gap : pe, head), after = read_groups(rest, pe, tail);
    if (before < 0 || after < 0)
        return false;
    memset(ip, 0, 16);
    memcpy(ip, head, (size_t)before);
    memcpy(ip + 16 - after, tail, (size_t)after);
    return true;
}

enum sf_host_kind sf_host_kind_of(struct sf_str text)
{
    uint8_t ip[4];
    if (text.len == 0)
        return SF_HOST_NONE;
    if (text.p[0] == '[' || memchr(text.p, ':', text.len))
        return (text.p[0] == '[' ? sf_host_match(text) : sf_ipv6_match(text)) ? SF_HOST_IPV6
                                                                              : SF_HOST_NONE;
    if (sf_ipv4_of(text, ip))
        return SF_HOST_IPV4;
    /* A name's last label begins with a letter, so that 300.1.2.3 is neither. */
    for (size_t i = 0; i < text.len; i++)
        if (!(sf_is_digit((sf_byte)text.p[i]) || text.p[i] == '.'))
            return sf_host_match(text) ? SF_HOST_NAME : SF_HOST_NONE;
    return SF_HOST_NONE;
}
