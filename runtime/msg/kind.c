/* sipfsm msg: the kinds of typed values, their members by name, and which header has which. */
#include "sipfsm/kind.h"

#include "msg/lists.h"
#include "typed.h"

/* ---- One function for each kind, all of one type ---- */

/* X(kind, struct, function): GIVEN is sf_<kind>_parse, OWN one of this file. */
#define KIND_LIST(X)                                                                               \
    X(asserted_identity, struct sf_name_addr, GIVEN)                                               \
    X(authentication_info, struct sf_authentication_info, GIVEN)                                   \
    X(call_id, struct sf_call_id, GIVEN)                                                           \
    X(challenge, struct sf_challenge, GIVEN)                                                       \
    X(coding, struct sf_coding, GIVEN)                                                             \
    X(contact, struct sf_contact, GIVEN)                                                           \
    X(contact_preference, struct sf_contact_preference, GIVEN)                                     \
    X(content_disposition, struct sf_content_disposition, GIVEN)                                   \
    X(content_length, uint32_t, GIVEN)                                                             \
    X(content_type, struct sf_content_type, OWN)                                                   \
    X(credentials, struct sf_credentials, GIVEN)                                                   \
    X(cseq, struct sf_cseq, GIVEN)                                                                 \
    X(date, struct sf_date, GIVEN)                                                                 \
    X(diversion, struct sf_diversion, GIVEN)                                                       \
    X(event, struct sf_event, GIVEN)                                                               \
    X(event_type, struct sf_event, GIVEN)                                                          \
    X(history_info, struct sf_history_info, GIVEN)                                                 \
    X(identity, struct sf_identity, GIVEN)                                                         \
    X(info, struct sf_info, GIVEN)                                                                 \
    X(language, struct sf_language, GIVEN)                                                         \
    X(language_tag, struct sf_view, GIVEN)                                                         \
    X(max_forwards, uint32_t, GIVEN)                                                               \
    X(media_range, struct sf_media_range, GIVEN)                                                   \
    X(mime_version, struct sf_mime_version, GIVEN)                                                 \
    X(party, struct sf_name_addr, GIVEN)                                                           \
    X(privacy, struct sf_privacy, GIVEN)                                                           \
    X(rack, struct sf_rack, GIVEN)                                                                 \
    X(reason, struct sf_reason, GIVEN)                                                             \
    X(referred_by, struct sf_referred_by, GIVEN)                                                   \
    X(replaces, struct sf_replaces, GIVEN)                                                         \
    X(retry_after, struct sf_retry_after, GIVEN)                                                   \
    X(route, struct sf_name_addr, GIVEN)                                                           \
    X(rseq, uint32_t, GIVEN)                                                                       \
    X(seconds, uint32_t, GIVEN)                                                                    \
    X(security, struct sf_security, GIVEN)                                                         \
    X(server, struct sf_view, OWN)                                                                 \
    X(session_expires, struct sf_session_expires, GIVEN)                                           \
    X(subscription_state, struct sf_subscription_state, GIVEN)                                     \
    X(target_dialog, struct sf_target_dialog, GIVEN)                                               \
    X(tel, struct sf_tel, GIVEN)                                                                   \
    X(text, struct sf_view, GIVEN)                                                                 \
    X(timestamp, struct sf_timestamp, GIVEN)                                                       \
    X(token, struct sf_view, GIVEN)                                                                \
    X(uri, struct sf_uri, GIVEN)                                                                   \
    X(via, struct sf_via, OWN)                                                                     \
    X(warning, struct sf_warning, GIVEN)

#define PARSE_OWN(noun, type)
#define PARSE_GIVEN(noun, type)                                                                    \
    static bool parse_##noun(const char *base, struct sf_view value, void *typed, uint32_t *at)    \
    {                                                                                              \
        return sf_##noun##_parse(base, value, (type *)typed, at);                                  \
    }
#define X(noun, type, function) PARSE_##function(noun, type)
KIND_LIST(X)
#undef X

/* These two functions of sipfsm/msg.h accept a repeated parameter if they do not type it. */
static bool parse_via(const char *base, struct sf_view value, void *typed, uint32_t *at)
{
    struct sf_via *via = typed;
    return sf_via_parse(base, value, via, at) &&
           sf_parameters_again(base, via->parameters, SF_NO_RULES, NULL, at);
}

static bool parse_content_type(const char *base, struct sf_view value, void *typed, uint32_t *at)
{
    struct sf_content_type *type = typed;
    return sf_content_type_parse(base, value, type, at) &&
           sf_parameters_again(base, type->parameters, SF_NO_RULES, NULL, at);
}

/* The whole value, as sf_product_next goes through it. */
static bool parse_server(const char *base, struct sf_view value, void *typed, uint32_t *at)
{
    struct sf_product first;
    *(struct sf_view *)typed = value;
    return sf_server_parse(base, value, &first, at);
}

/* ---- Members ---- */

#define IN(of, name, member, type)                                                                 \
    {                                                                                              \
        name, offsetof(struct sf_##of, member), SF_FIELD_##type                                    \
    }
#define ALL(name, type)                                                                            \
    {                                                                                              \
        name, 0, SF_FIELD_##type                                                                   \
    }

static const struct sf_field fields_of_asserted_identity[] = {
    IN(name_addr, "display", display, TEXT),
    IN(name_addr, "address", address, TEXT),
    IN(name_addr, "uri", uri, URI),
    IN(name_addr, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_authentication_info[] = {
    IN(authentication_info, "nextnonce", nextnonce, TEXT),
    IN(authentication_info, "qop", qop, TEXT),
    IN(authentication_info, "rspauth", rspauth, TEXT),
    IN(authentication_info, "cnonce", cnonce, TEXT),
    IN(authentication_info, "nc", nc, TEXT),
    IN(authentication_info, "parameters", parameters, AUTH_PARAMETERS),
};
static const struct sf_field fields_of_call_id[] = {
    IN(call_id, "whole", whole, TEXT),
    IN(call_id, "local", local, TEXT),
    IN(call_id, "host", host, TEXT),
};
static const struct sf_field fields_of_challenge[] = {
    IN(challenge, "scheme", scheme, TEXT),
    IN(challenge, "digest", digest, BOOL),
    IN(challenge, "realm", realm, TEXT),
    IN(challenge, "domain", domain, TEXT),
    IN(challenge, "nonce", nonce, TEXT),
    IN(challenge, "opaque", opaque, TEXT),
    IN(challenge, "stale", stale, BOOL),
    IN(challenge, "algorithm", algorithm, TEXT),
    IN(challenge, "qop", qop, TEXT),
    IN(challenge, "charset", charset, TEXT),
    IN(challenge, "userhash", userhash, BOOL),
    IN(challenge, "parameters", parameters, AUTH_PARAMETERS),
};
static const struct sf_field fields_of_coding[] = {
    IN(coding, "coding", coding, TEXT),
    IN(coding, "q", q, Q),
    IN(coding, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_contact[] = {
    IN(contact, "star", address.star, BOOL),
    IN(contact, "display", address.display, TEXT),
    IN(contact, "address", address.address, TEXT),
    IN(contact, "uri", address.uri, URI),
    IN(contact, "parameters", address.parameters, PARAMETERS),
    IN(contact, "q", q, Q),
    IN(contact, "expires_s", expires_s, I64),
};
static const struct sf_field fields_of_contact_preference[] = {
    IN(contact_preference, "require", require, BOOL),
    IN(contact_preference, "explicit", is_explicit, BOOL),
    IN(contact_preference, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_content_disposition[] = {
    IN(content_disposition, "type", type, TEXT),
    IN(content_disposition, "handling", handling, TEXT),
    IN(content_disposition, "optional", optional, BOOL),
    IN(content_disposition, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_content_length[] = {
    ALL("number", U32),
};
static const struct sf_field fields_of_content_type[] = {
    IN(content_type, "type", type, TEXT),
    IN(content_type, "subtype", subtype, TEXT),
    IN(content_type, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_credentials[] = {
    IN(credentials, "scheme", scheme, TEXT),
    IN(credentials, "digest", digest, BOOL),
    IN(credentials, "username", username, TEXT),
    IN(credentials, "username*", username_star, TEXT),
    IN(credentials, "userhash", userhash, BOOL),
    IN(credentials, "realm", realm, TEXT),
    IN(credentials, "nonce", nonce, TEXT),
    IN(credentials, "uri", uri, TEXT),
    IN(credentials, "response", response, TEXT),
    IN(credentials, "algorithm", algorithm, TEXT),
    IN(credentials, "cnonce", cnonce, TEXT),
    IN(credentials, "opaque", opaque, TEXT),
    IN(credentials, "qop", qop, TEXT),
    IN(credentials, "nc", nc, TEXT),
    IN(credentials, "parameters", parameters, AUTH_PARAMETERS),
};
static const struct sf_field fields_of_cseq[] = {
    IN(cseq, "number", number, U32),
    IN(cseq, "method", method_name, TEXT),
};
static const struct sf_field fields_of_date[] = {
    IN(date, "year", year, U16),    IN(date, "month", month, U8),
    IN(date, "day", day, U8),       IN(date, "weekday", weekday, U8),
    IN(date, "hour", hour, U8),     IN(date, "minute", minute, U8),
    IN(date, "second", second, U8), IN(date, "unix_s", unix_s, TIME),
};
static const struct sf_field fields_of_diversion[] = {
    IN(diversion, "display", address.display, TEXT),
    IN(diversion, "address", address.address, TEXT),
    IN(diversion, "uri", address.uri, URI),
    IN(diversion, "parameters", address.parameters, PARAMETERS),
    IN(diversion, "reason", reason, TEXT),
    IN(diversion, "counter", counter, I64),
    IN(diversion, "limit", limit, I64),
    IN(diversion, "privacy", privacy, TEXT),
    IN(diversion, "screen", screen, TEXT),
};
static const struct sf_field fields_of_event[] = {
    IN(event, "type", type, TEXT),
    IN(event, "package", package, TEXT),
    IN(event, "templates", templates, TEXT),
    IN(event, "id", id, TEXT),
    IN(event, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_event_type[] = {
    IN(event, "type", type, TEXT),
    IN(event, "package", package, TEXT),
    IN(event, "templates", templates, TEXT),
};
static const struct sf_field fields_of_history_info[] = {
    IN(history_info, "display", address.display, TEXT),
    IN(history_info, "address", address.address, TEXT),
    IN(history_info, "uri", address.uri, URI),
    IN(history_info, "parameters", address.parameters, PARAMETERS),
    IN(history_info, "index", index, TEXT),
    IN(history_info, "rc", rc, TEXT),
    IN(history_info, "mp", mp, TEXT),
    IN(history_info, "np", np, TEXT),
};
static const struct sf_field fields_of_identity[] = {
    IN(identity, "digest", digest, TEXT), IN(identity, "info", info, TEXT),
    IN(identity, "uri", uri, URI),        IN(identity, "alg", alg, TEXT),
    IN(identity, "ppt", ppt, TEXT),       IN(identity, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_info[] = {
    IN(info, "address", address, TEXT),
    IN(info, "uri", uri, URI),
    IN(info, "purpose", purpose, TEXT),
    IN(info, "alg", alg, TEXT),
    IN(info, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_language[] = {
    IN(language, "range", range, TEXT),
    IN(language, "q", q, Q),
    IN(language, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_language_tag[] = {
    ALL("text", TEXT),
};
static const struct sf_field fields_of_max_forwards[] = {
    ALL("number", U32),
};
static const struct sf_field fields_of_media_range[] = {
    IN(media_range, "type", type, TEXT),
    IN(media_range, "subtype", subtype, TEXT),
    IN(media_range, "q", q, Q),
    IN(media_range, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_mime_version[] = {
    IN(mime_version, "major", major, U32),
    IN(mime_version, "minor", minor, U32),
};
static const struct sf_field fields_of_party[] = {
    IN(name_addr, "display", display, TEXT), IN(name_addr, "address", address, TEXT),
    IN(name_addr, "uri", uri, URI),          IN(name_addr, "parameters", parameters, PARAMETERS),
    IN(name_addr, "tag", tag, TEXT),
};
static const struct sf_field fields_of_privacy[] = {
    IN(privacy, "values", values, U32),
    IN(privacy, "list", list, PARAMETERS),
};
static const struct sf_field fields_of_rack[] = {
    IN(rack, "rseq", rseq, U32),
    IN(rack, "cseq", cseq.number, U32),
    IN(rack, "method", cseq.method_name, TEXT),
};
static const struct sf_field fields_of_reason[] = {
    IN(reason, "protocol", protocol, TEXT),
    IN(reason, "cause", cause, I64),
    IN(reason, "text", text, TEXT),
    IN(reason, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_referred_by[] = {
    IN(referred_by, "display", address.display, TEXT),
    IN(referred_by, "address", address.address, TEXT),
    IN(referred_by, "uri", address.uri, URI),
    IN(referred_by, "parameters", address.parameters, PARAMETERS),
    IN(referred_by, "cid", cid, TEXT),
};
static const struct sf_field fields_of_replaces[] = {
    IN(replaces, "call_id", call_id, TEXT),
    IN(replaces, "from_tag", from_tag, TEXT),
    IN(replaces, "to_tag", to_tag, TEXT),
    IN(replaces, "early_only", early_only, BOOL),
    IN(replaces, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_retry_after[] = {
    IN(retry_after, "seconds", seconds, U32),
    IN(retry_after, "comment", comment, TEXT),
    IN(retry_after, "duration_s", duration_s, I64),
    IN(retry_after, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_route[] = {
    IN(name_addr, "display", display, TEXT),
    IN(name_addr, "address", address, TEXT),
    IN(name_addr, "uri", uri, URI),
    IN(name_addr, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_rseq[] = {
    ALL("number", U32),
};
static const struct sf_field fields_of_seconds[] = {
    ALL("number", U32),
};
static const struct sf_field fields_of_security[] = {
    IN(security, "mechanism", mechanism, TEXT), IN(security, "q", q, Q),
    IN(security, "d_alg", d_alg, TEXT),         IN(security, "d_qop", d_qop, TEXT),
    IN(security, "d_ver", d_ver, TEXT),         IN(security, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_server[] = {
    ALL("products", PRODUCTS),
};
static const struct sf_field fields_of_session_expires[] = {
    IN(session_expires, "seconds", seconds, U32),
    IN(session_expires, "refresher", refresher_value, TEXT),
    IN(session_expires, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_subscription_state[] = {
    IN(subscription_state, "state", state_name, TEXT),
    IN(subscription_state, "reason", reason, TEXT),
    IN(subscription_state, "expires_s", expires_s, I64),
    IN(subscription_state, "retry_after_s", retry_after_s, I64),
    IN(subscription_state, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_target_dialog[] = {
    IN(target_dialog, "call_id", call_id, TEXT),
    IN(target_dialog, "local_tag", local_tag, TEXT),
    IN(target_dialog, "remote_tag", remote_tag, TEXT),
    IN(target_dialog, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_tel[] = {
    IN(tel, "global", global, BOOL),
    IN(tel, "number", number, TEXT),
    IN(tel, "isub", isub, TEXT),
    IN(tel, "ext", ext, TEXT),
    IN(tel, "phone_context", phone_context, TEXT),
    IN(tel, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_text[] = {
    ALL("text", TEXT),
};
static const struct sf_field fields_of_timestamp[] = {
    IN(timestamp, "time", time, TEXT),
    IN(timestamp, "delay", delay, TEXT),
};
static const struct sf_field fields_of_token[] = {
    ALL("text", TEXT),
};
static const struct sf_field fields_of_uri[] = {
    IN(uri, "scheme", scheme_name, TEXT),
    IN(uri, "user", user, TEXT),
    IN(uri, "password", password, TEXT),
    IN(uri, "host", host, TEXT),
    IN(uri, "port", port, I32),
    IN(uri, "lr", lr, BOOL),
    IN(uri, "transport", transport, TEXT),
    IN(uri, "maddr", maddr, TEXT),
    IN(uri, "method", method, TEXT),
    IN(uri, "ttl", ttl, TEXT),
    IN(uri, "user_parameter", user_parameter, TEXT),
    IN(uri, "parameters", parameters, PARAMETERS),
    IN(uri, "headers", headers, URI_HEADERS),
    IN(uri, "whole", whole, TEXT),
};
static const struct sf_field fields_of_via[] = {
    IN(via, "transport", transport, TEXT),
    IN(via, "host", host, TEXT),
    IN(via, "port", port, I32),
    IN(via, "sent_by", sent_by, TEXT),
    IN(via, "branch", branch, TEXT),
    IN(via, "has_cookie", has_cookie, BOOL),
    IN(via, "received", received, TEXT),
    IN(via, "has_rport", has_rport, BOOL),
    IN(via, "rport", rport, TEXT),
    IN(via, "maddr", maddr, TEXT),
    IN(via, "parameters", parameters, PARAMETERS),
};
static const struct sf_field fields_of_warning[] = {
    IN(warning, "code", code, U16),
    IN(warning, "agent", agent, TEXT),
    IN(warning, "text", text, TEXT),
};

enum {
#define X(noun, ...) KIND_##noun,
    KIND_LIST(X)
#undef X
        KINDS
};

static const struct sf_kind kinds[KINDS] = {
#define X(noun, type, function)                                                                    \
    [KIND_##noun] = {#noun, sizeof(type), parse_##noun, fields_of_##noun,                          \
                     sizeof fields_of_##noun / sizeof *fields_of_##noun},
    KIND_LIST(X)
#undef X
};

static const uint8_t of_header[SF_HEADERS] = {[SF_HEADER_OTHER] = KINDS,
#define X(id, name, letter, shape, kind, ...) [SF_HEADER_##id] = KIND_##kind,
                                              SF_HEADER_LIST(X)
#undef X
};

const struct sf_kind *sf_kind_of(enum sf_header_id id)
{
    return (unsigned)id < SF_HEADERS && of_header[id] < KINDS ? &kinds[of_header[id]] : NULL;
}

const struct sf_kind *sf_kind_of_uri(void)
{
    return &kinds[KIND_uri];
}

const struct sf_kind *sf_kind_named(const char *name)
{
    for (unsigned i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}
