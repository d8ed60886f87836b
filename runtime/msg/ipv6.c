/* sipfsm msg: an IPv6 address as its sixteen bytes, so that two ways to write one compare equal. */
#include "scan.h"

static unsigned hex_of(sf_byte c)
{
    return c <= '9' ? c - (unsigned)'0' : (c | 0x20u) - 'a' + 10;
}

/* Reads groups up to the end or a "::"; the bytes written. The text has been matched: it holds
 * nothing else. */
static unsigned groups(const sf_byte **at, const sf_byte *pe, uint8_t *out, unsigned room)
{
    const sf_byte *p = *at;
    unsigned n = 0;
    while (p < pe && *p != ':' && n + 2 <= room) {
        const sf_byte *start = p;
        unsigned group = 0, part = 0;
        while (p < pe && *p != ':' && *p != '.')
            group = group * 16 + hex_of(*p++);
        if (p < pe && *p == '.') { /* an IPv4 tail: four decimal parts */
            for (p = start; p <= pe && n < room; p++) {
                if (p < pe && *p != '.') {
                    part = part * 10 + (unsigned)(*p - '0');
                    continue;
                }
                out[n++] = (uint8_t)part;
                part = 0;
            }
            p = pe;
            break;
        }
        out[n++] = (uint8_t)(group >> 8);
        out[n++] = (uint8_t)group;
        if (p + 1 < pe && p[1] != ':')
            p++;
    }
    *at = p;
    return n;
}

bool sf_ipv6_bytes(struct sf_str text, uint8_t out[16])
{
    if (!sf_ipv6_match(text))
        return false;
    const sf_byte *p = (const sf_byte *)text.p, *pe = p + text.len;
    uint8_t tail[16];
    memset(out, 0, 16);
    unsigned head = groups(&p, pe, out, 16);
    while (p < pe && *p == ':')
        p++;
    unsigned n = groups(&p, pe, tail, 16 - head);
    memcpy(out + 16 - n, tail, n);
    return true;
}
