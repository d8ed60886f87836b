#include "way.h"

#include "challenge.h"
#include "core.h"
#include "error.h"

static const struct sf_endpoint *tcp_like(const struct sf_own *own, const struct sf_address *to)
{
    struct sf_address tcp = *to;
    tcp.transport = SF_TRANSPORT_TCP;
    unsigned number = sf_own_number(own, &tcp);
    return number ? &own->endpoint[number - 1] : NULL;
}

/* The start of the value of the Via that put_via has written, which is the first header field. */
static size_t via_at(struct sf_str bytes)
{
    static const char protocol[] = "SIP/2.0/UDP ";
    const char *line = memchr(bytes.p, '\n', bytes.len);
    const char *at = line ? memchr(line, ' ', (size_t)(bytes.p + bytes.len - line)) : NULL;
    size_t left = at ? (size_t)(bytes.p + bytes.len - at - 1) : 0;
    return left >= sizeof protocol && memcmp(at + 1, protocol, sizeof protocol - 1) == 0
               ? (size_t)(at + 1 - bytes.p)
               : 0;
}

enum sf_ua_result sf_way_check(struct sf_ua *ua, size_t length, const struct sf_address *to,
                               const char *argument)
{
    if (!to->family || to->transport != SF_TRANSPORT_UDP || length <= ua->udp_request_bytes ||
        tcp_like(&ua->own, to))
        return SF_UA_OK;
    /* 3261:18.1.1 */
    sf_error_argument(ua, argument, 0, "the request would be too long for UDP");
    return SF_UA_TOO_LONG;
}

void sf_way_grow(struct sf_ua *ua, struct sf_str *bytes, struct sf_address *to)
{
    const struct sf_endpoint *udp = sf_own_towards(&ua->own, to), *tcp;
    if (to->transport != SF_TRANSPORT_UDP || bytes->len <= ua->udp_request_bytes ||
        !(tcp = tcp_like(&ua->own, to)))
        return;
    size_t at = via_at(*bytes), sent_by = at + sizeof "SIP/2.0/UDP " - 1,
           rest = sent_by + udp->sent_by.len;
    size_t length = bytes->len - udp->sent_by.len + tcp->sent_by.len;
    if (!at || length > ua->message_bytes)
        return;
    char *p = bytes->p == ua->build_bytes             ? ua->build_bytes
              : ua->hop && bytes->p == ua->hop->bytes ? ua->hop->bytes
                                                      : ua->challenge->bytes;
    memmove(p + sent_by + tcp->sent_by.len, p + rest, bytes->len - rest);
    memcpy(p + sent_by, tcp->sent_by.p, tcp->sent_by.len);
    memcpy(p + sent_by - sizeof "UDP", "TCP", 3);
    bytes->len = length;
    to->transport = SF_TRANSPORT_TCP;
    ua->grown = true;
}
