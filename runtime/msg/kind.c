/* sipfsm msg: the kinds of typed values, their members by name, and which header has which. */
#include "sipfsm/kind.h"

#include "typed.h"

/* ---- One function a kind, all of one type ---- */

#define PARSE(noun, type)                                                                          \
    static bool parse_##noun(const char *base, struct sf_view value, void *typed, uint32_t *at)    \
    {                                                                                              \
        return sf_##noun##_parse(base, value, (type *)typed, at);                                  \
    }

PARSE(asserted_identity, struct sf_name_addr)
PARSE(authentication_info, struct sf_authentication_info)
PARSE(call_id, struct sf_call_id)
PARSE(challenge, struct sf_challenge)
PARSE(coding, struct sf_coding)
PARSE(contact, struct sf_contact)
PARSE(contact_preference, struct sf_contact_preference)
PARSE(content_disposition, struct sf_content_disposition)
PARSE(content_length, uint32_t)
PARSE(credentials, struct sf_credentials)
PARSE(cseq, struct sf_cseq)
PARSE(date, struct sf_date)
PARSE(diversion, struct sf_diversion)
PARSE(event, struct sf_event)
PARSE(event_type, struct sf_event)
PARSE(history_info, struct sf_history_info)
PARSE(identity, struct sf_identity)
PARSE(info, struct sf_info)
PARSE(language, struct sf_language)
PARSE(language_tag, struct sf_view)
PARSE(max_forwards, uint32_t)
PARSE(media_range, struct sf_media_range)
PARSE(mime_version, struct sf_mime_version)
PARSE(party, struct sf_name_addr)
PARSE(privacy, struct sf_privacy)
PARSE(rack, struct sf_rack)
PARSE(reason, struct sf_reason)
PARSE(referred_by, struct sf_referred_by)
PARSE(replaces, struct sf_replaces)
PARSE(retry_after, struct sf_retry_after)
PARSE(route, struct sf_name_addr)
PARSE(rseq, uint32_t)
PARSE(seconds, uint32_t)
PARSE(security, struct sf_security)
PARSE(session_expires, struct sf_session_expires)
PARSE(subscription_state, struct sf_subscription_state)
PARSE(target_dialog, struct sf_target_dialog)
PARSE(tel, struct sf_tel)
PARSE(text, struct sf_view)
PARSE(timestamp, struct sf_timestamp)
PARSE(token, struct sf_view)
PARSE(uri, struct sf_uri)
PARSE(warning, struct sf_warning)

/* These two of sipfsm/msg.h let a parameter that they do not type stand twice. */
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

/* All of it: what sf_product_next goes through. */
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
    IN(challenge, "scheme", scheme, TEXT), IN(challenge, "digest", digest, BOOL),
    IN(challenge, "realm", realm, TEXT),   IN(challenge, "domain", domain, TEXT),
    IN(challenge, "nonce", nonce, TEXT),   IN(challenge, "opaque", opaque, TEXT),
    IN(challenge, "stale", stale, BOOL),   IN(challenge, "algorithm", algorithm, TEXT),
    IN(challenge, "qop", qop, TEXT),       IN(challenge, "parameters", parameters, AUTH_PARAMETERS),
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
    KIND_ASSERTED_IDENTITY,
    KIND_AUTHENTICATION_INFO,
    KIND_CALL_ID,
    KIND_CHALLENGE,
    KIND_CODING,
    KIND_CONTACT,
    KIND_CONTACT_PREFERENCE,
    KIND_CONTENT_DISPOSITION,
    KIND_CONTENT_LENGTH,
    KIND_CONTENT_TYPE,
    KIND_CREDENTIALS,
    KIND_CSEQ,
    KIND_DATE,
    KIND_DIVERSION,
    KIND_EVENT,
    KIND_EVENT_TYPE,
    KIND_HISTORY_INFO,
    KIND_IDENTITY,
    KIND_INFO,
    KIND_LANGUAGE,
    KIND_LANGUAGE_TAG,
    KIND_MAX_FORWARDS,
    KIND_MEDIA_RANGE,
    KIND_MIME_VERSION,
    KIND_PARTY,
    KIND_PRIVACY,
    KIND_RACK,
    KIND_REASON,
    KIND_REFERRED_BY,
    KIND_REPLACES,
    KIND_RETRY_AFTER,
    KIND_ROUTE,
    KIND_RSEQ,
    KIND_SECONDS,
    KIND_SECURITY,
    KIND_SERVER,
    KIND_SESSION_EXPIRES,
    KIND_SUBSCRIPTION_STATE,
    KIND_TARGET_DIALOG,
    KIND_TEL,
    KIND_TEXT,
    KIND_TIMESTAMP,
    KIND_TOKEN,
    KIND_URI,
    KIND_VIA,
    KIND_WARNING,
    KINDS
};

#define KIND(id, noun, type)                                                                       \
    [KIND_##id] = {#noun, sizeof(type), parse_##noun, fields_of_##noun,                            \
                   sizeof fields_of_##noun / sizeof *fields_of_##noun}
static const struct sf_kind kinds[KINDS] = {
    KIND(ASSERTED_IDENTITY, asserted_identity, struct sf_name_addr),
    KIND(AUTHENTICATION_INFO, authentication_info, struct sf_authentication_info),
    KIND(CALL_ID, call_id, struct sf_call_id),
    KIND(CHALLENGE, challenge, struct sf_challenge),
    KIND(CODING, coding, struct sf_coding),
    KIND(CONTACT, contact, struct sf_contact),
    KIND(CONTACT_PREFERENCE, contact_preference, struct sf_contact_preference),
    KIND(CONTENT_DISPOSITION, content_disposition, struct sf_content_disposition),
    KIND(CONTENT_LENGTH, content_length, uint32_t),
    KIND(CONTENT_TYPE, content_type, struct sf_content_type),
    KIND(CREDENTIALS, credentials, struct sf_credentials),
    KIND(CSEQ, cseq, struct sf_cseq),
    KIND(DATE, date, struct sf_date),
    KIND(DIVERSION, diversion, struct sf_diversion),
    KIND(EVENT, event, struct sf_event),
    KIND(EVENT_TYPE, event_type, struct sf_event),
    KIND(HISTORY_INFO, history_info, struct sf_history_info),
    KIND(IDENTITY, identity, struct sf_identity),
    KIND(INFO, info, struct sf_info),
    KIND(LANGUAGE, language, struct sf_language),
    KIND(LANGUAGE_TAG, language_tag, struct sf_view),
    KIND(MAX_FORWARDS, max_forwards, uint32_t),
    KIND(MEDIA_RANGE, media_range, struct sf_media_range),
    KIND(MIME_VERSION, mime_version, struct sf_mime_version),
    KIND(PARTY, party, struct sf_name_addr),
    KIND(PRIVACY, privacy, struct sf_privacy),
    KIND(RACK, rack, struct sf_rack),
    KIND(REASON, reason, struct sf_reason),
    KIND(REFERRED_BY, referred_by, struct sf_referred_by),
    KIND(REPLACES, replaces, struct sf_replaces),
    KIND(RETRY_AFTER, retry_after, struct sf_retry_after),
    KIND(ROUTE, route, struct sf_name_addr),
    KIND(RSEQ, rseq, uint32_t),
    KIND(SECONDS, seconds, uint32_t),
    KIND(SECURITY, security, struct sf_security),
    KIND(SERVER, server, struct sf_view),
    KIND(SESSION_EXPIRES, session_expires, struct sf_session_expires),
    KIND(SUBSCRIPTION_STATE, subscription_state, struct sf_subscription_state),
    KIND(TARGET_DIALOG, target_dialog, struct sf_target_dialog),
    KIND(TEL, tel, struct sf_tel),
    KIND(TEXT, text, struct sf_view),
    KIND(TIMESTAMP, timestamp, struct sf_timestamp),
    KIND(TOKEN, token, struct sf_view),
    KIND(URI, uri, struct sf_uri),
    KIND(VIA, via, struct sf_via),
    KIND(WARNING, warning, struct sf_warning),
};

static const uint8_t of_header[SF_HEADERS] = {
    [SF_HEADER_OTHER] = KINDS,
    [SF_HEADER_ACCEPT] = KIND_MEDIA_RANGE,
    [SF_HEADER_ACCEPT_ENCODING] = KIND_CODING,
    [SF_HEADER_ACCEPT_LANGUAGE] = KIND_LANGUAGE,
    [SF_HEADER_ALERT_INFO] = KIND_INFO,
    [SF_HEADER_ALLOW] = KIND_TOKEN,
    [SF_HEADER_AUTHENTICATION_INFO] = KIND_AUTHENTICATION_INFO,
    [SF_HEADER_AUTHORIZATION] = KIND_CREDENTIALS,
    [SF_HEADER_CALL_ID] = KIND_CALL_ID,
    [SF_HEADER_CALL_INFO] = KIND_INFO,
    [SF_HEADER_CONTACT] = KIND_CONTACT,
    [SF_HEADER_CONTENT_DISPOSITION] = KIND_CONTENT_DISPOSITION,
    [SF_HEADER_CONTENT_ENCODING] = KIND_TOKEN,
    [SF_HEADER_CONTENT_LANGUAGE] = KIND_LANGUAGE_TAG,
    [SF_HEADER_CONTENT_LENGTH] = KIND_CONTENT_LENGTH,
    [SF_HEADER_CONTENT_TYPE] = KIND_CONTENT_TYPE,
    [SF_HEADER_CSEQ] = KIND_CSEQ,
    [SF_HEADER_DATE] = KIND_DATE,
    [SF_HEADER_ERROR_INFO] = KIND_INFO,
    [SF_HEADER_EXPIRES] = KIND_SECONDS,
    [SF_HEADER_FROM] = KIND_PARTY,
    [SF_HEADER_IN_REPLY_TO] = KIND_CALL_ID,
    [SF_HEADER_MAX_FORWARDS] = KIND_MAX_FORWARDS,
    [SF_HEADER_MIME_VERSION] = KIND_MIME_VERSION,
    [SF_HEADER_MIN_EXPIRES] = KIND_SECONDS,
    [SF_HEADER_ORGANIZATION] = KIND_TEXT,
    [SF_HEADER_PRIORITY] = KIND_TOKEN,
    [SF_HEADER_PROXY_AUTHENTICATE] = KIND_CHALLENGE,
    [SF_HEADER_PROXY_AUTHORIZATION] = KIND_CREDENTIALS,
    [SF_HEADER_PROXY_REQUIRE] = KIND_TOKEN,
    [SF_HEADER_RECORD_ROUTE] = KIND_ROUTE,
    [SF_HEADER_REPLY_TO] = KIND_PARTY,
    [SF_HEADER_REQUIRE] = KIND_TOKEN,
    [SF_HEADER_RETRY_AFTER] = KIND_RETRY_AFTER,
    [SF_HEADER_ROUTE] = KIND_ROUTE,
    [SF_HEADER_SERVER] = KIND_SERVER,
    [SF_HEADER_SUBJECT] = KIND_TEXT,
    [SF_HEADER_SUPPORTED] = KIND_TOKEN,
    [SF_HEADER_TIMESTAMP] = KIND_TIMESTAMP,
    [SF_HEADER_TO] = KIND_PARTY,
    [SF_HEADER_UNSUPPORTED] = KIND_TOKEN,
    [SF_HEADER_USER_AGENT] = KIND_SERVER,
    [SF_HEADER_VIA] = KIND_VIA,
    [SF_HEADER_WARNING] = KIND_WARNING,
    [SF_HEADER_WWW_AUTHENTICATE] = KIND_CHALLENGE,
    [SF_HEADER_ALLOW_EVENTS] = KIND_EVENT_TYPE,
    [SF_HEADER_EVENT] = KIND_EVENT,
    [SF_HEADER_SUBSCRIPTION_STATE] = KIND_SUBSCRIPTION_STATE,
    [SF_HEADER_REFER_TO] = KIND_PARTY,
    [SF_HEADER_REFERRED_BY] = KIND_REFERRED_BY,
    [SF_HEADER_REPLACES] = KIND_REPLACES,
    [SF_HEADER_JOIN] = KIND_REPLACES,
    [SF_HEADER_TARGET_DIALOG] = KIND_TARGET_DIALOG,
    [SF_HEADER_RACK] = KIND_RACK,
    [SF_HEADER_RSEQ] = KIND_RSEQ,
    [SF_HEADER_SESSION_EXPIRES] = KIND_SESSION_EXPIRES,
    [SF_HEADER_MIN_SE] = KIND_SESSION_EXPIRES,
    [SF_HEADER_PATH] = KIND_ROUTE,
    [SF_HEADER_SERVICE_ROUTE] = KIND_ROUTE,
    [SF_HEADER_P_ASSERTED_IDENTITY] = KIND_ASSERTED_IDENTITY,
    [SF_HEADER_P_PREFERRED_IDENTITY] = KIND_ASSERTED_IDENTITY,
    [SF_HEADER_PRIVACY] = KIND_PRIVACY,
    [SF_HEADER_REASON] = KIND_REASON,
    [SF_HEADER_SIP_ETAG] = KIND_TOKEN,
    [SF_HEADER_SIP_IF_MATCH] = KIND_TOKEN,
    [SF_HEADER_SECURITY_CLIENT] = KIND_SECURITY,
    [SF_HEADER_SECURITY_SERVER] = KIND_SECURITY,
    [SF_HEADER_SECURITY_VERIFY] = KIND_SECURITY,
    [SF_HEADER_HISTORY_INFO] = KIND_HISTORY_INFO,
    [SF_HEADER_DIVERSION] = KIND_DIVERSION,
    [SF_HEADER_IDENTITY] = KIND_IDENTITY,
    [SF_HEADER_IDENTITY_INFO] = KIND_INFO,
    [SF_HEADER_GEOLOCATION] = KIND_INFO,
    [SF_HEADER_ACCEPT_CONTACT] = KIND_CONTACT_PREFERENCE,
    [SF_HEADER_REJECT_CONTACT] = KIND_CONTACT_PREFERENCE,
    [SF_HEADER_REQUEST_DISPOSITION] = KIND_TOKEN,
    [SF_HEADER_INFO_PACKAGE] = KIND_EVENT,
    [SF_HEADER_RECV_INFO] = KIND_EVENT,
};

const struct sf_kind *sf_kind_of(enum sf_header_id id)
{
    return (unsigned)id < SF_HEADERS && of_header[id] < KINDS ? &kinds[of_header[id]] : NULL;
}

const struct sf_kind *sf_kind_named(const char *name)
{
    for (unsigned i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}
