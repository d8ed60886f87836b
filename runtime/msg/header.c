/* sipfsm msg: header names, ids and shapes. */
#include "sipfsm/msg.h"

#include "header_list.h"

static const struct {
    struct sf_str name;
    char compact;
    uint8_t shape;
} headers[SF_HEADERS] = {
    [SF_HEADER_OTHER] = {{"", 0}, 0, SF_SHAPE_ROWS},
#define X(id, text, letter, how) [SF_HEADER_##id] = {{text, sizeof text - 1}, letter, SF_SHAPE_##how},
    SF_HEADER_LIST(X)
#undef X
};

/* Ids by the length of the name; OTHER ends a row. tests/msg checks that every name is found. */
#define LONGEST 20
static const uint8_t by_length[LONGEST + 1][10] = {
    [2] = {SF_HEADER_TO},
    [3] = {SF_HEADER_VIA},
    [4] = {SF_HEADER_FROM, SF_HEADER_CSEQ, SF_HEADER_DATE, SF_HEADER_JOIN, SF_HEADER_RACK, SF_HEADER_RSEQ, SF_HEADER_PATH},
    [5] = {SF_HEADER_ROUTE, SF_HEADER_ALLOW, SF_HEADER_EVENT},
    [6] = {SF_HEADER_SERVER, SF_HEADER_ACCEPT, SF_HEADER_MIN_SE, SF_HEADER_REASON},
    [7] = {SF_HEADER_CALL_ID, SF_HEADER_CONTACT, SF_HEADER_EXPIRES, SF_HEADER_REQUIRE, SF_HEADER_SUBJECT, SF_HEADER_WARNING,
        SF_HEADER_PRIVACY},
    [8] = {SF_HEADER_REPLY_TO, SF_HEADER_PRIORITY, SF_HEADER_REFER_TO, SF_HEADER_REPLACES, SF_HEADER_SIP_ETAG,
        SF_HEADER_IDENTITY},
    [9] = {SF_HEADER_SUPPORTED, SF_HEADER_CALL_INFO, SF_HEADER_TIMESTAMP, SF_HEADER_DIVERSION, SF_HEADER_RECV_INFO},
    [10] = {SF_HEADER_USER_AGENT, SF_HEADER_ALERT_INFO, SF_HEADER_ERROR_INFO},
    [11] = {SF_HEADER_UNSUPPORTED, SF_HEADER_RETRY_AFTER, SF_HEADER_MIN_EXPIRES, SF_HEADER_IN_REPLY_TO, SF_HEADER_REFERRED_BY,
        SF_HEADER_GEOLOCATION},
    [12] = {SF_HEADER_MAX_FORWARDS, SF_HEADER_CONTENT_TYPE, SF_HEADER_RECORD_ROUTE, SF_HEADER_ORGANIZATION,
        SF_HEADER_MIME_VERSION, SF_HEADER_ALLOW_EVENTS, SF_HEADER_SIP_IF_MATCH, SF_HEADER_HISTORY_INFO, SF_HEADER_INFO_PACKAGE},
    [13] = {SF_HEADER_AUTHORIZATION, SF_HEADER_PROXY_REQUIRE, SF_HEADER_TARGET_DIALOG, SF_HEADER_SERVICE_ROUTE,
        SF_HEADER_IDENTITY_INFO},
    [14] = {SF_HEADER_CONTENT_LENGTH, SF_HEADER_ACCEPT_CONTACT, SF_HEADER_REJECT_CONTACT},
    [15] = {SF_HEADER_ACCEPT_ENCODING, SF_HEADER_ACCEPT_LANGUAGE, SF_HEADER_SESSION_EXPIRES, SF_HEADER_SECURITY_CLIENT,
        SF_HEADER_SECURITY_SERVER, SF_HEADER_SECURITY_VERIFY},
    [16] = {SF_HEADER_CONTENT_ENCODING, SF_HEADER_CONTENT_LANGUAGE, SF_HEADER_WWW_AUTHENTICATE},
    [18] = {SF_HEADER_PROXY_AUTHENTICATE, SF_HEADER_SUBSCRIPTION_STATE},
    [19] = {SF_HEADER_CONTENT_DISPOSITION, SF_HEADER_AUTHENTICATION_INFO, SF_HEADER_PROXY_AUTHORIZATION,
        SF_HEADER_P_ASSERTED_IDENTITY, SF_HEADER_REQUEST_DISPOSITION},
    [20] = {SF_HEADER_P_PREFERRED_IDENTITY},
};

/* 3261:7.3.3; the letters stand where 3261:20, or the extension's own RFC, describes each header. */
static enum sf_header_id of_letter(char letter)
{
    switch (letter | 0x20) {
    case 'a': return SF_HEADER_ACCEPT_CONTACT;
    case 'b': return SF_HEADER_REFERRED_BY;
    case 'c': return SF_HEADER_CONTENT_TYPE;
    case 'd': return SF_HEADER_REQUEST_DISPOSITION;
    case 'e': return SF_HEADER_CONTENT_ENCODING;
    case 'f': return SF_HEADER_FROM;
    case 'i': return SF_HEADER_CALL_ID;
    case 'j': return SF_HEADER_REJECT_CONTACT;
    case 'k': return SF_HEADER_SUPPORTED;
    case 'l': return SF_HEADER_CONTENT_LENGTH;
    case 'm': return SF_HEADER_CONTACT;
    case 'n': return SF_HEADER_IDENTITY_INFO;
    case 'o': return SF_HEADER_EVENT;
    case 'r': return SF_HEADER_REFER_TO;
    case 's': return SF_HEADER_SUBJECT;
    case 't': return SF_HEADER_TO;
    case 'u': return SF_HEADER_ALLOW_EVENTS;
    case 'v': return SF_HEADER_VIA;
    case 'x': return SF_HEADER_SESSION_EXPIRES;
    case 'y': return SF_HEADER_IDENTITY;
    default: return SF_HEADER_OTHER;
    }
}

struct sf_str sf_header_name(enum sf_header_id id)
{
    return (unsigned)id < SF_HEADERS ? headers[id].name : headers[SF_HEADER_OTHER].name;
}

enum sf_header_id sf_header_of(struct sf_str name)
{
    if (name.len == 1)
        return of_letter(name.p[0]);
    if (name.len > LONGEST)
        return SF_HEADER_OTHER;
    for (const uint8_t *id = by_length[name.len]; *id; id++) {
        const char *known = headers[*id].name.p;
        /* One letter tells most names of a length apart: the rest is compared once. */
        if (((name.p[0] ^ known[0]) & ~0x20) == 0 && sf_str_equal_nocase(name, headers[*id].name))
            return (enum sf_header_id)*id;
    }
    return SF_HEADER_OTHER;
}

enum sf_header_shape sf_header_shape_of(enum sf_header_id id)
{
    return (unsigned)id < SF_HEADERS ? (enum sf_header_shape)headers[id].shape : SF_SHAPE_ROWS;
}
