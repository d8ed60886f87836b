/* sipfsm msg: Via values that are evidently right (evident_uri.c says what that means):
 * "SIP/2.0/UDP host:port", and parameters that are tokens. */
#include "scan.h"

static inline bool begins_with_cookie(const sf_byte *branch, const sf_byte *end)
{
    return end - branch >= 7 &&
           (memcmp(branch, "z9hG4bK", 7) == 0 ||
            sf_str_equal_nocase((struct sf_str){(const char *)branch, 7}, SF_STR("z9hG4bK")));
}

/* False if its value may not be right, or its name is in an unusual case. */
static inline bool evident_via_parameter(const char *base, struct sf_via *via, const sf_byte *name,
                                         const struct sf_pair *pair)
{
    struct sf_view value = pair->value ? sf_view_of(base, pair->value, pair->end)
                                       : (struct sf_view){0, 0};
    uint32_t port;
    sf_byte first = *name | 0x20;
    switch (pair->name_end - name) {
    case 6:
        if (first != 'b')
            return true;
        via->branch = value;
        via->has_cookie = pair->value && begins_with_cookie(pair->value, pair->end);
        return pair->value && memcmp(name, "branch", 6) == 0;
    case 5: /* rport; maddr is left to the grammar */
        if (first != 'r')
            return first != 'm';
        via->rport = value;
        via->has_rport = true;
        return memcmp(name, "rport", 5) == 0 &&
               (!pair->value || evident_port(pair->value, pair->end, &port) == pair->end);
    case 8:
        if (first != 'r')
            return true;
        via->received = value;
        return pair->value && memcmp(name, "received", 8) == 0 &&
               sf_host_end(base, pair->value, pair->end) == pair->end;
    case 3:
        return first != 't'; /* ttl */
    default:
        return true;
    }
}

/* `via` is zero if it is to be read. */
static const sf_byte *evident_via(const char *base, const sf_byte *p, const sf_byte *pe,
                                  struct sf_via *via)
{
    const sf_byte *whole = p, *end, *host;
    if (pe - p < 14 || memcmp(p, "SIP/2.0/", 8) != 0)
        return NULL;
    p += 8;
    end = memcmp(p, "UDP ", 4) == 0 || memcmp(p, "TCP ", 4) == 0 ? p + 3
                                                                 : evident_token(base, p, pe);
    if (!end || end == pe || *end != ' ')
        return NULL;
    via->transport = sf_view_of(base, p, end);
    host = end + 1;
    end = evident_hostport(base, host, pe, &via->host, &via->port);
    if (!end)
        return NULL;
    via->sent_by = sf_view_of(base, host, end);
    const sf_byte *semicolon = end;
    struct names names = {0, 0};
    struct sf_pair pair;
    if (pe - end > 8 && memcmp(end, ";branch=", 8) == 0) { /* as most begin */
        pair.name_end = end + 7;
        pair.value = end + 8;
        pair.end = sf_reach(base, pair.value, pe, SF_CLASS_TOKEN);
        if (pair.end == pair.value)
            return NULL;
        names = (struct names){name_bit(end + 1, pair.name_end), 1};
        via->branch = sf_view_of(base, pair.value, pair.end);
        via->has_cookie = begins_with_cookie(pair.value, pair.end);
        end = pair.end;
    }
    for (; end < pe && *end == ';'; end = pair.end)
        if (!evident_pair(base, end + 1, pe, SF_CLASS_TOKEN, &names, &pair) ||
            pair.value == pair.end || !evident_via_parameter(base, via, end + 1, &pair))
            return NULL;
    if (names.count)
        via->parameters = sf_view_of(base, semicolon + 1, end);
    via->whole = sf_view_of(base, whole, end);
    return end;
}

/* The first value of a comma-joined field: what via.rl makes of it. */
static bool evident_first_via(const char *base, struct sf_view field, struct sf_via *via)
{
    const sf_byte *p = (const sf_byte *)base + field.at, *pe = p + field.len;
    sf_clear(via, sizeof *via);
    via->port = -1;
    p = evident_via(base, p, pe, via);
    return p && (p == pe || *p == ',');
}
