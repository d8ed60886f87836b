/* sipfsm msg: SIP URIs that are evidently right, and the small things that URIs and headers have in
 * common. Here and in the other evident_*.c a function reads one thing that begins at p and returns
 * the byte after it, or null if it is not evident. The grammar would accept what is evident, with
 * the same result. Everything else, such as white space in an unusual place, is left to the
 * grammar: it reads from the first byte, and it alone refuses. */
#include "scan.h"

/* ---- Small things ---- */

/* At p stands that text, in this case. */
static inline bool is_text(const sf_byte *p, const sf_byte *pe, const char *text, size_t length)
{
    return pe - p >= (ptrdiff_t)length && memcmp(p, text, length) == 0;
}
#define IS_TEXT(p, pe, literal) is_text(p, pe, literal, sizeof(literal) - 1)

static inline const sf_byte *evident_number(const sf_byte *p, const sf_byte *pe,
                                            unsigned most_digits, uint32_t *number)
{
    const sf_byte *first = p;
    uint32_t n = 0;
    for (; p < pe && sf_is_digit(*p); p++)
        n = n * 10 + (uint32_t)(*p - '0'); /* of more digits it may be anything */
    *number = n;
    return p > first && p - first <= (ptrdiff_t)most_digits ? p : NULL;
}

/* All of a text, as L1 wants it. */
static inline bool evident_digits(struct sf_str text, unsigned most_digits, uint64_t *number)
{
    const sf_byte *p = (const sf_byte *)text.p, *pe = p + text.len;
    uint32_t n;
    bool all = evident_number(p, pe, most_digits, &n) == pe;
    *number = n;
    return all;
}

static inline const sf_byte *evident_token(const char *base, const sf_byte *p, const sf_byte *pe)
{
    const sf_byte *end = sf_reach(base, p, pe, SF_CLASS_TOKEN);
    return end > p ? end : NULL;
}

/* A quoted-string whose first quote is at p. */
static const sf_byte *evident_quoted(const char *base, const sf_byte *p, const sf_byte *pe)
{
    for (p++;; p += 2) {
        p = sf_reach(base, p, pe, SF_CLASS_QUOTED);
        if (p < pe && *p == '"')
            return p + 1;
        if (pe - p < 2 || *p != '\\' || p[1] < 0x20 || p[1] > 0x7e)
            return NULL;
    }
}

static inline const sf_byte *evident_port(const sf_byte *p, const sf_byte *pe, uint32_t *port)
{
    p = evident_number(p, pe, 5, port);
    return *port <= 65535 ? p : NULL;
}

/* A host and maybe a port, which is -1 if there is none. */
static inline const sf_byte *evident_hostport(const char *base, const sf_byte *p, const sf_byte *pe,
                                              struct sf_view *host, int32_t *port)
{
    const sf_byte *end = p < pe ? sf_host_end(base, p, pe) : NULL;
    uint32_t number;
    if (!end)
        return NULL;
    *host = sf_view_of(base, p, end);
    *port = -1;
    if (end == pe || *end != ':')
        return end;
    end = evident_port(end + 1, pe, &number);
    *port = (int32_t)number;
    return end;
}

/* ---- Parameters ---- */

/* Those of one list, so far. */
struct names {
    uint64_t bits;
    unsigned count;
};

/* A bit for a name in any case. Two names may have the same bit: then neither list is evident. */
static inline uint64_t name_bit(const sf_byte *name, const sf_byte *end)
{
    uint32_t length = (uint32_t)(end - name);
    uint32_t key = length | (uint32_t)name[0] << 8 | (uint32_t)name[length / 2] << 16 |
                   (uint32_t)end[-1] << 24;
    return (uint64_t)1 << ((key | 0x20202000u) * 0x2265b1f5u >>
                           26); /* no two of one list that RFC 3261 or its kin name collide */
}

/* A parameter whose name begins at p, is new in its list, and does not exceed the limit of
 * parameters. Its value may still be empty, if no letter of the class follows the equals sign. */
static SF_INLINE bool evident_pair(const char *base, const sf_byte *p, const sf_byte *pe,
                                   unsigned class_bit, struct names *names, struct sf_pair *pair)
{
    sf_read_pair(base, p, pe, class_bit, '=', pair);
    if (pair->name_end == p || ++names->count > SF_LIMIT_PARAMETERS)
        return false;
    uint64_t bit = name_bit(p, pair->name_end), before = names->bits;
    names->bits |= bit;
    return !(before & bit);
}

/* ---- URIs ---- */

/* A parameter that means something to a SIP URI. False if its value may not be right, or its name
 * is in an unusual case. */
static inline bool evident_uri_parameter(const char *base, struct sf_uri *uri, const sf_byte *name,
                                         const struct sf_pair *pair)
{
    struct sf_view value = pair->value ? sf_view_of(base, pair->value, pair->end)
                                       : (struct sf_view){0, 0};
    size_t length = (size_t)(pair->name_end - name);
    sf_byte first = *name | 0x20;
    if (length == 2) {
        if (first == 'l' && (name[1] | 0x20) == 'r')
            uri->lr = true;
        return true;
    }
    if (first == 't' && length == 9) {
        uri->transport = value;
        return memcmp(name, "transport", 9) == 0 && value.len &&
               sf_reach(base, pair->value, pair->end, SF_CLASS_TOKEN) == pair->end;
    }
    if (first == 'u' && length == 4) {
        uri->user_parameter = value;
        return memcmp(name, "user", 4) == 0 && value.len &&
               sf_reach(base, pair->value, pair->end, SF_CLASS_TOKEN) == pair->end;
    }
    return !(first == 't' && length == 3) &&
           !(first == 'm' && (length == 5 || length == 6)); /* ttl; maddr, method */
}

/* A SIP or SIPS URI without headers, whose user needs no colon. No part but the userinfo may hold a
 * bare "@". To have the URI typed, pass a `uri` that is zeroed; it gets all but `whole`. `uri` is
 * not read here, so a caller that needs no result can pass any. */
static inline const sf_byte *evident_uri(const char *base, const sf_byte *p, const sf_byte *pe,
                                         struct sf_uri *uri)
{
    bool secure = IS_TEXT(p, pe, "sips:");
    size_t scheme = secure ? 4 : 3;
    if (!secure && !IS_TEXT(p, pe, "sip:"))
        return NULL;
    uri->scheme = secure ? SF_SCHEME_SIPS : SF_SCHEME_SIP;
    uri->scheme_name = sf_view_of(base, p, p + scheme);
    p += scheme + 1;
    const sf_byte *user_end = sf_reach(base, p, pe, SF_CLASS_USER);
    if (user_end > p && user_end < pe && *user_end == '@') {
        uri->user = sf_view_of(base, p, user_end);
        p = user_end + 1;
    }
    p = evident_hostport(base, p, pe, &uri->host, &uri->port);
    if (!p || p == pe || *p != ';')
        return p;
    const sf_byte *semicolon = p;
    struct names names = {0, 0};
    struct sf_pair pair;
    for (; p < pe && *p == ';'; p = pair.end)
        if (!evident_pair(base, p + 1, pe, SF_CLASS_PARAMETER, &names, &pair) ||
            pair.value == pair.end || !evident_uri_parameter(base, uri, p + 1, &pair))
            return NULL;
    uri->parameters = sf_view_of(base, semicolon + 1, p);
    return p;
}

/* All of a value: what uri.rl makes of it. */
static bool evident_whole_uri(const char *base, struct sf_view value, struct sf_uri *uri)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len;
    sf_clear(uri, sizeof *uri);
    uri->whole = value;
    uri->port = -1;
    return p < pe && evident_uri(base, p, pe, uri) == pe;
}
