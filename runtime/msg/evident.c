/* sipfsm msg: which values are evidently right, for sf_msg_check: most are, and what is said here of one is only that its grammar
 * takes it and that its parser types it. Of all others, a white space where few write one among them, nothing is said: the grammar
 * reads them, and it alone refuses.
 *
 * Each function reads one thing that begins at p and returns the byte after it, or null if it is not evident. */
#include "header_list.h"
#include "typed.h"

/* ---- Names that stand once ---- */

/* A bit for a name in any case. Two names may have the same: then neither list is evident. */
static uint64_t name_bit(const sf_byte *name, const sf_byte *end)
{
    uint32_t length = (uint32_t)(end - name);
    uint32_t key = length | (name[0] | 0x20u) << 8 | (name[length / 2] | 0x20u) << 16 | (end[-1] | 0x20u) << 24;
    return (uint64_t)1 << (key * 0x2265b1f5u >> 26); /* no two of one list that RFC 3261 or its kin name collide */
}

static bool is_new(uint64_t *names, const sf_byte *name, const sf_byte *end)
{
    uint64_t bit = name_bit(name, end), before = *names;
    *names |= bit;
    return !(before & bit);
}

/* ---- Small things ---- */

static const sf_byte *evident_number(const sf_byte *p, const sf_byte *pe, unsigned most_digits)
{
    const sf_byte *first = p;
    while (p < pe && *p >= '0' && *p <= '9')
        p++;
    return p > first && p - first <= (ptrdiff_t)most_digits ? p : NULL;
}

static const sf_byte *evident_token(const char *base, const sf_byte *p, const sf_byte *pe)
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

static const sf_byte *evident_port(const sf_byte *p, const sf_byte *pe)
{
    const sf_byte *first = p;
    uint32_t port = 0;
    for (; p < pe && *p >= '0' && *p <= '9'; p++)
        port = port * 10 + (uint32_t)(*p - '0'); /* of more than five digits it may be anything */
    return p > first && p - first <= 5 && port <= 65535 ? p : NULL;
}

static const sf_byte *evident_hostport(const char *base, const sf_byte *p, const sf_byte *pe)
{
    p = p < pe ? sf_host_end(base, p, pe) : NULL;
    return p && p < pe && *p == ':' ? evident_port(p + 1, pe) : p;
}

/* ---- URIs ---- */

/* Parameters of a URI whose first semicolon is at p. */
static const sf_byte *evident_uri_parameters(const char *base, const sf_byte *p, const sf_byte *pe)
{
    uint64_t names = 0;
    unsigned count = 0;
    while (p < pe && *p == ';') {
        const sf_byte *name = p + 1, *name_end = sf_reach(base, name, pe, SF_CLASS_PARAMETER), *value = name_end;
        size_t length = (size_t)(name_end - name);
        if (length == 0 || ++count > SF_LIMIT_PARAMETERS || !is_new(&names, name, name_end))
            return NULL;
        p = name_end;
        if (p < pe && *p == '=') {
            value = p + 1;
            p = sf_reach(base, value, pe, SF_CLASS_PARAMETER);
            if (p == value)
                return NULL;
        }
        sf_byte first = *name | 0x20;
        if (length == 9 || (length == 4 && first == 'u')) { /* transport, user: tokens */
            if (value == p || sf_reach(base, value, p, SF_CLASS_TOKEN) != p)
                return NULL;
        } else if ((first == 'm' && (length == 5 || length == 6)) || (first == 't' && length == 3)) { /* maddr, method, ttl */
            return NULL;
        }
    }
    return p;
}

/* A SIP or SIPS URI without headers. No part but the userinfo may hold a bare "@". */
static const sf_byte *evident_uri(const char *base, const sf_byte *p, const sf_byte *pe)
{
    if (pe - p < 6 || (p[0] | 0x20) != 's' || (p[1] | 0x20) != 'i' || (p[2] | 0x20) != 'p')
        return NULL;
    p += 3 + ((p[3] | 0x20) == 's');
    if (*p++ != ':')
        return NULL;
    const sf_byte *user = sf_reach(base, p, pe, SF_CLASS_USER);
    if (user > p && user < pe && *user == '@')
        p = user + 1;
    p = evident_hostport(base, p, pe);
    return p && p < pe && *p == ';' ? evident_uri_parameters(base, p, pe) : p;
}

/* ---- Parameters of headers ---- */

/* What the parameters of a header are beside generic ones: those of a known name have a value that must fit. */
enum { LIST_GENERIC, LIST_ADDRESS, LIST_CONTACT, LIST_VIA, LIST_TYPE, LIST_RANGE, LIST_DISPOSITION, LIST_REASON, LIST_REFRESHER };

/* A value that is a token (`quoted`: a quoted-string) fits its name. The value is null if there is none. */
static inline bool evident_fits(const char *base, int list, const sf_byte *name, size_t length, const sf_byte *value,
    const sf_byte *end, bool quoted)
{
    sf_byte first = *name | 0x20;
    bool token = value && !quoted;
    int32_t q;
    switch (list) {
    case LIST_CONTACT:
        if (length == 1 && first == 'q')
            return token && sf_qvalue_of((struct sf_str){(const char *)value, (size_t)(end - value)}, &q);
        if (length == 7 && first == 'e')
            return token && evident_number(value, end, 9) == end;
        return !(length == 3 && first == 't') || token;
    case LIST_ADDRESS:
        return !(length == 3 && first == 't') || token; /* tag */
    case LIST_VIA:
        if (quoted)
            return false;
        if (length == 6 && first == 'b') /* branch */
            return token;
        if (length == 5 && first == 'r') /* rport */
            return !value || evident_port(value, end) == end;
        if (length == 8 && first == 'r') /* received */
            return token && sf_host_end(base, value, end) == end;
        return !(length == 5 && first == 'm') && !(length == 3 && first == 't'); /* maddr, ttl */
    case LIST_TYPE:
        return value != NULL;
    case LIST_RANGE:
        return !(length == 1 && first == 'q') || (token && sf_qvalue_of((struct sf_str){(const char *)value, (size_t)(end - value)}, &q));
    case LIST_DISPOSITION:
        return !(length == 8 && first == 'h') || token; /* handling */
    case LIST_REASON:
        if (length == 5 && first == 'c') /* cause */
            return token && evident_number(value, end, 9) == end;
        return !(length == 4 && first == 't') || quoted; /* text */
    case LIST_REFRESHER:
        if (length == 9 && first == 'r')
            return token && end - value == 3 && (memcmp(value, "uac", 3) == 0 || memcmp(value, "uas", 3) == 0);
        return true;
    default:
        return true;
    }
}

/* Parameters whose first semicolon is at p, if there are any. */
static inline const sf_byte *evident_parameters(const char *base, const sf_byte *p, const sf_byte *pe, int list)
{
    uint64_t names = 0;
    unsigned count = 0;
    while (p < pe && *p == ';') {
        const sf_byte *name = p + 1, *name_end = sf_reach(base, name, pe, SF_CLASS_TOKEN), *value = NULL;
        bool quoted = false;
        if (name_end == name || ++count > SF_LIMIT_PARAMETERS || !is_new(&names, name, name_end))
            return NULL;
        p = name_end;
        if (p < pe && *p == '=') {
            value = p + 1;
            quoted = value < pe && *value == '"';
            p = quoted ? evident_quoted(base, value, pe) : evident_token(base, value, pe);
        }
        if (!p || !evident_fits(base, list, name, (size_t)(name_end - name), value, p, quoted))
            return NULL;
    }
    return p;
}

/* ---- One value ---- */

/* A name-addr in brackets, its display name before it. */
static const sf_byte *evident_address(const char *base, const sf_byte *p, const sf_byte *pe)
{
    if (p < pe && *p == '*')
        return NULL;
    if (p < pe && *p == '"') {
        p = evident_quoted(base, p, pe);
        if (p && p < pe && *p == ' ')
            p++;
    } else {
        while (p < pe && *p != '<') {
            p = evident_token(base, p, pe);
            if (!p || p == pe)
                return NULL;
            if (*p == ' ')
                p++;
        }
    }
    if (!p || p == pe || *p != '<')
        return NULL;
    p = evident_uri(base, p + 1, pe);
    return p && p < pe && *p == '>' ? p + 1 : NULL;
}

static const sf_byte *evident_party(const char *base, const sf_byte *p, const sf_byte *pe)
{
    p = evident_address(base, p, pe);
    return p ? evident_parameters(base, p, pe, LIST_ADDRESS) : NULL;
}

static const sf_byte *evident_contact(const char *base, const sf_byte *p, const sf_byte *pe)
{
    p = evident_address(base, p, pe);
    return p ? evident_parameters(base, p, pe, LIST_CONTACT) : NULL;
}

static const sf_byte *evident_via(const char *base, const sf_byte *p, const sf_byte *pe)
{
    if (pe - p < 10 || memcmp(p, "SIP/2.0/", 8) != 0)
        return NULL;
    p = evident_token(base, p + 8, pe);
    if (!p || p == pe || *p != ' ')
        return NULL;
    p = evident_hostport(base, p + 1, pe);
    return p ? evident_parameters(base, p, pe, LIST_VIA) : NULL;
}

/* type/subtype; a wildcard type is left to the grammar. */
static const sf_byte *evident_media(const char *base, const sf_byte *p, const sf_byte *pe)
{
    if (p < pe && *p == '*')
        return NULL;
    p = evident_token(base, p, pe);
    return p && p < pe && *p == '/' ? evident_token(base, p + 1, pe) : NULL;
}

static const sf_byte *evident_range(const char *base, const sf_byte *p, const sf_byte *pe)
{
    p = evident_media(base, p, pe);
    return p ? evident_parameters(base, p, pe, LIST_RANGE) : NULL;
}

static const sf_byte *evident_reason(const char *base, const sf_byte *p, const sf_byte *pe)
{
    p = evident_token(base, p, pe);
    return p ? evident_parameters(base, p, pe, LIST_REASON) : NULL;
}

/* Products and comments that hold no other comment. */
static const sf_byte *evident_products(const char *base, const sf_byte *p, const sf_byte *pe)
{
    for (;; p++) {
        if (p < pe && *p == '(') {
            do
                p = sf_reach(base, p + 1, pe, SF_CLASS_TOKEN);
            while (p < pe && *p != '(' && *p != ')' && *p != '\\');
            if (p == pe || *p++ != ')')
                return NULL;
        } else {
            p = evident_token(base, p, pe);
            if (p && p < pe && *p == '/')
                p = evident_token(base, p + 1, pe);
        }
        if (!p || p == pe || *p != ' ')
            return p;
    }
}

/* Digest, with all that must be there. */
static const sf_byte *evident_digest(const char *base, const sf_byte *p, const sf_byte *pe, bool credentials)
{
    enum { USERNAME = 1, REALM = 2, NONCE = 4, URI = 8, RESPONSE = 16 };
    static const struct { struct sf_str name; unsigned bit; } needed[] = {
        {{"username", 8}, USERNAME}, {{"realm", 5}, REALM}, {{"nonce", 5}, NONCE}, {{"uri", 3}, URI}, {{"response", 8}, RESPONSE},
    };
    unsigned there = credentials ? 0 : USERNAME | URI | RESPONSE, count = 0;
    uint64_t names = 0;
    if (pe - p < 7 || memcmp(p, "Digest ", 7) != 0)
        return NULL;
    for (p += 7;; p++) {
        while (count && p < pe && *p == ' ')
            p++;
        const sf_byte *name = p, *name_end = evident_token(base, p, pe), *value;
        if (!name_end || name_end == pe || *name_end != '=' || ++count > SF_LIMIT_PARAMETERS || !is_new(&names, name, name_end))
            return NULL;
        value = name_end + 1;
        p = value < pe && *value == '"' ? evident_quoted(base, value, pe) : evident_token(base, value, pe);
        if (!p)
            return NULL;
        size_t length = (size_t)(name_end - name);
        for (unsigned i = 0; i < sizeof needed / sizeof *needed; i++)
            if (length == needed[i].name.len && memcmp(name, needed[i].name.p, length) == 0)
                there |= needed[i].bit;
        if (credentials && length == 2 && (*name | 0x20) == 'n') { /* nc: eight hex digits */
            for (const sf_byte *hex = value; hex < p; hex++)
                if (!((*hex >= '0' && *hex <= '9') || ((*hex | 0x20) >= 'a' && (*hex | 0x20) <= 'f')))
                    return NULL;
            if (p - value != 8)
                return NULL;
        }
        if (p == pe || *p != ',')
            return there == (USERNAME | REALM | NONCE | URI | RESPONSE) ? p : NULL;
    }
}

/* ---- A field ---- */

/* Values with commas between them. */
static inline bool evident_values(const char *base, const sf_byte *p, const sf_byte *pe,
    const sf_byte *one(const char *base, const sf_byte *p, const sf_byte *pe))
{
    for (unsigned count = 1; count <= SF_LIMIT_VALUES; count++) {
        p = one(base, p, pe);
        if (!p || p == pe || *p != ',')
            return p == pe;
        for (p++; p < pe && *p == ' '; p++)
            ;
    }
    return false;
}

/* Tokens with semicolons between them. */
static bool evident_privacy(const char *base, const sf_byte *p, const sf_byte *pe)
{
    while ((p = evident_token(base, p, pe)) && p < pe && *p == ';')
        p++;
    return p == pe;
}

static bool is_evident(const struct sf_msg *msg, const struct sf_header *header)
{
    const char *base = msg->bytes;
    const sf_byte *p = (const sf_byte *)base + header->value.at, *pe = p + header->value.len;
    switch (header->id) {
    case SF_HEADER_OTHER:
        return true;
    case SF_HEADER_VIA:
        return evident_values(base, p, pe, evident_via);
    case SF_HEADER_FROM:
    case SF_HEADER_TO:
    case SF_HEADER_REFER_TO:
    case SF_HEADER_REPLY_TO:
        return evident_party(base, p, pe) == pe;
    case SF_HEADER_ROUTE:
    case SF_HEADER_RECORD_ROUTE:
    case SF_HEADER_PATH:
    case SF_HEADER_SERVICE_ROUTE:
        return evident_values(base, p, pe, evident_party);
    case SF_HEADER_CONTACT:
        return evident_values(base, p, pe, evident_contact);
    case SF_HEADER_P_ASSERTED_IDENTITY:
    case SF_HEADER_P_PREFERRED_IDENTITY:
        return evident_values(base, p, pe, evident_address);
    case SF_HEADER_CALL_ID: /* L1 has matched this */
        return p < pe && msg->call_id.at == header->value.at && msg->call_id.len == header->value.len;
    case SF_HEADER_CSEQ: /* and this */
        return msg->cseq.method_name.at > header->value.at && sf_view_end(msg->cseq.method_name) == sf_view_end(header->value);
    case SF_HEADER_MAX_FORWARDS:
        return evident_number(p, pe, 2) == pe;
    case SF_HEADER_CONTENT_LENGTH:
    case SF_HEADER_EXPIRES:
    case SF_HEADER_MIN_EXPIRES:
        return evident_number(p, pe, 9) == pe;
    case SF_HEADER_SESSION_EXPIRES:
    case SF_HEADER_MIN_SE:
        p = evident_number(p, pe, 9);
        return p && evident_parameters(base, p, pe, LIST_REFRESHER) == pe;
    case SF_HEADER_ALLOW:
    case SF_HEADER_SUPPORTED:
    case SF_HEADER_REQUIRE:
    case SF_HEADER_PROXY_REQUIRE:
    case SF_HEADER_UNSUPPORTED:
    case SF_HEADER_CONTENT_ENCODING:
        return header->value.len < 2 * SF_LIMIT_VALUES && sf_is_token_list(base, p, pe);
    case SF_HEADER_PRIORITY:
    case SF_HEADER_SIP_ETAG:
    case SF_HEADER_SIP_IF_MATCH:
        return evident_token(base, p, pe) == pe;
    case SF_HEADER_SUBJECT:
    case SF_HEADER_ORGANIZATION:
        return sf_reach(base, p, pe, SF_CLASS_TEXT) == pe; /* L1 has cut the white space at its ends */
    case SF_HEADER_USER_AGENT:
    case SF_HEADER_SERVER:
        return evident_products(base, p, pe) == pe;
    case SF_HEADER_CONTENT_TYPE:
        p = evident_media(base, p, pe);
        return p && evident_parameters(base, p, pe, LIST_TYPE) == pe;
    case SF_HEADER_CONTENT_DISPOSITION:
        p = evident_token(base, p, pe);
        return p && evident_parameters(base, p, pe, LIST_DISPOSITION) == pe;
    case SF_HEADER_ACCEPT:
        return evident_values(base, p, pe, evident_range);
    case SF_HEADER_REASON:
        return evident_values(base, p, pe, evident_reason);
    case SF_HEADER_PRIVACY:
        return evident_privacy(base, p, pe);
    case SF_HEADER_AUTHORIZATION:
    case SF_HEADER_PROXY_AUTHORIZATION:
        return evident_digest(base, p, pe, true) == pe;
    case SF_HEADER_WWW_AUTHENTICATE:
    case SF_HEADER_PROXY_AUTHENTICATE:
        return evident_digest(base, p, pe, false) == pe;
    default:
        return false;
    }
}

unsigned sf_evident(const struct sf_msg *msg, unsigned field, unsigned to)
{
    while (field < to && is_evident(msg, &msg->header[field]))
        field++;
    return field;
}

bool sf_evident_request_uri(const struct sf_msg *msg)
{
    const sf_byte *p = (const sf_byte *)msg->bytes + msg->request_uri.at, *pe = p + msg->request_uri.len;
    return p < pe && evident_uri(msg->bytes, p, pe) == pe;
}
