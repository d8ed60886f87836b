#include "needs.h"

#include "core.h"

#include "sipfsm/headers.h"
#include "sipfsm/mend.h"

/* Those that mean the same to every reader. White space in a start line and a URI that lacks
 * its brackets are refused, because two readers may differ in them. */
#define TOLERATED (SF_MEND_EMPTIES | SF_MEND_DISPLAY_NAMES | SF_MEND_USER_LETTERS)

/* ---- The header fields that are read here, and how ---- */

static bool via(const char *base, struct sf_view value, void *typed, uint32_t *at)
{
    return sf_via_parse(base, value, typed, at);
}

static bool address(const char *base, struct sf_view value, void *typed, uint32_t *at)
{
    return sf_name_addr_parse(base, value, typed, at);
}

/* 3261:20.30: the brackets must be there. */
static bool route(const char *base, struct sf_view value, void *typed, uint32_t *at)
{
    const struct sf_name_addr *parsed = typed;
    if (at)
        *at = value.at;
    return sf_name_addr_parse(base, value, typed, at) && parsed->brackets;
}

static bool option_tag(const char *base, struct sf_view value, void *typed, uint32_t *at)
{
    return sf_token_parse(base, value, typed, at);
}

static bool content_type(const char *base, struct sf_view value, void *typed, uint32_t *at)
{
    return sf_content_type_parse(base, value, typed, at);
}

static const struct sf_mend_field fields[] = {
    {SF_HEADER_VIA, via, false},
    {SF_HEADER_FROM, address, true},
    {SF_HEADER_TO, address, true},
    {SF_HEADER_CONTACT, address, true},
    {SF_HEADER_RECORD_ROUTE, route, true},
    {SF_HEADER_REQUIRE, option_tag, false},
    {SF_HEADER_CONTENT_TYPE, content_type, false},
};
enum { FIELDS = sizeof fields / sizeof *fields };

/* A message that is matched already needs nothing else: the target of an ACK and a CANCEL by its
 * branch, that of a BYE by its dialog. */
static bool is_matched_alone(const struct sf_msg *msg)
{
    return msg->method == SF_METHOD_ACK || msg->method == SF_METHOD_CANCEL ||
           msg->method == SF_METHOD_BYE;
}

/* A malformed field that is not needed is ignored (3261:8.2.2). */
static bool request_needs(const struct sf_msg *msg, enum sf_header_id id)
{
    switch (id) {
    case SF_HEADER_REQUIRE: /* 3261:8.2.2.3 excepts ACK and CANCEL */
        return msg->method != SF_METHOD_ACK && msg->method != SF_METHOD_CANCEL;
    case SF_HEADER_VIA: /* all of them go into its response (3261:8.2.6.2) */
        return !is_matched_alone(msg);
    case SF_HEADER_CONTENT_TYPE:
        return !is_matched_alone(msg) && msg->body.len > 0;
    case SF_HEADER_CONTACT: /* its dialog is made of it (3261:12.1.1), or refreshed (3261:12.2.2) */
        return msg->method == SF_METHOD_INVITE || msg->method == SF_METHOD_UPDATE;
    default: /* its dialog is made of them (3261:12.1.1) */
        return msg->method == SF_METHOD_INVITE;
    }
}

/* 3261:12.1.2: a dialog is made of them. The Contacts of a redirection are the application's. */
static bool response_needs(const struct sf_msg *msg, enum sf_header_id id)
{
    if (msg->cseq.method != SF_METHOD_INVITE)
        return false;
    switch (id) {
    case SF_HEADER_FROM:
    case SF_HEADER_TO:
    case SF_HEADER_RECORD_ROUTE:
        return msg->status > 100 && msg->status < 300;
    case SF_HEADER_CONTACT:
        return msg->status > 100 && msg->status < 400;
    default:
        return false;
    }
}

static bool refuse(struct sf_msg_error *error, enum sf_msg_code code, enum sf_header_id id,
                   uint32_t at)
{
    *error = (struct sf_msg_error){.code = code,
                                   .at = at,
                                   .header = id,
                                   .rule = "",
                                   .clause = "",
                                   .answerable = true,
                                   .routable = true};
    return false;
}

static bool is_well_formed(const struct sf_msg *msg, const struct sf_mend_field *field,
                           struct sf_msg_error *error)
{
    struct sf_msg_values values = {0, 0};
    struct sf_view value;
    union {
        struct sf_via via;
        struct sf_name_addr address;
        struct sf_content_type type;
        struct sf_view word;
    } typed;
    uint32_t at;
    while (sf_msg_next_value(msg, field->id, &values, &value))
        if (!field->parse(msg->bytes, value, &typed, &at))
            return refuse(error, SF_MSG_HEADER_VALUE, field->id, at);
    return true;
}

/* Neither headers nor a method are allowed in a Request-URI (3261:19.1.1). */
static bool is_request_uri(const struct sf_msg *msg)
{
    struct sf_uri uri;
    return sf_uri_parse(msg->bytes, msg->request_uri, &uri, NULL) && !uri.headers.len &&
           !uri.method.len;
}

static bool are_met(const struct sf_msg *msg, struct sf_msg_error *error)
{
    if (msg->is_request && msg->method != SF_METHOD_ACK && msg->method != SF_METHOD_CANCEL &&
        !is_request_uri(msg))
        return refuse(error, SF_MSG_URI, SF_HEADER_OTHER, msg->request_uri.at);
    for (unsigned i = 0; i < FIELDS; i++) {
        bool needed = msg->is_request ? request_needs(msg, fields[i].id)
                                      : response_needs(msg, fields[i].id);
        if (needed && sf_msg_has(msg, fields[i].id) && !is_well_formed(msg, &fields[i], error))
            return false;
    }
    if (msg->is_request && request_needs(msg, SF_HEADER_CONTENT_TYPE) &&
        !sf_msg_has(msg, SF_HEADER_CONTENT_TYPE)) /* 3261:20.15 */
        return refuse(error, SF_MSG_MISSING, SF_HEADER_CONTENT_TYPE, msg->body.at);
    return true;
}

/* ---- What may be wrong all the same ---- */

static bool is_for_matching(enum sf_header_id id)
{
    return id == SF_HEADER_VIA || id == SF_HEADER_FROM || id == SF_HEADER_TO ||
           id == SF_HEADER_CALL_ID || id == SF_HEADER_CSEQ;
}

/* True for header fields that may occur only once, because two would be ambiguous (3261:7.3.1). A
 * request that is matched already needs nothing else. */
static bool stands_once(const struct sf_msg *msg, enum sf_header_id id)
{
    switch (id) {
    case SF_HEADER_FROM:
    case SF_HEADER_TO:
    case SF_HEADER_CALL_ID:
    case SF_HEADER_CSEQ:
    case SF_HEADER_CONTENT_LENGTH:
        return true;
    case SF_HEADER_CONTENT_TYPE:
    case SF_HEADER_MAX_FORWARDS:
        return !is_matched_alone(msg);
    default:
        return false;
    }
}

static bool are_single(const struct sf_msg *msg)
{
    uint32_t seen[sizeof msg->seen / sizeof *msg->seen] = {0};
    for (uint32_t i = 0; i < msg->header_count; i++) {
        enum sf_header_id id = msg->header[i].id;
        if (stands_once(msg, id) && seen[id / 32] >> (id % 32) & 1)
            return false;
        seen[id / 32] |= 1u << (id % 32);
    }
    return true;
}

/* Present and readable, or absent. */
static bool are_numbers_read(const struct sf_msg *msg)
{
    return (msg->content_length >= 0 || !sf_msg_has(msg, SF_HEADER_CONTENT_LENGTH)) &&
           (msg->max_forwards >= 0 || !sf_msg_has(msg, SF_HEADER_MAX_FORWARDS) ||
            is_matched_alone(msg));
}

/* sf_msg_parse has refused it for a header field that it does not need. All that is needed has been
 * read, to the end of the body: only the first error is reported, so the rest is looked at here. A
 * response is matched by Via and CSeq (3261:17.1.3). */
static bool is_needless(const struct sf_msg *msg, const struct sf_msg_error *error)
{
    bool value = error->code == SF_MSG_HEADER_VALUE || error->code == SF_MSG_REPEATED;
    bool header = value || error->code == SF_MSG_HEADER_LINE || error->code == SF_MSG_TOO_LARGE;
    struct sf_msg_error later;
    if (!error->routable || !msg->body.at || msg->content_length > (int64_t)msg->body.len)
        return false;
    if (!msg->is_request)
        return (header || error->code == SF_MSG_MISSING) && error->header != SF_HEADER_CSEQ;
    if (!error->answerable || is_for_matching(error->header) || !are_single(msg) ||
        !are_numbers_read(msg) ||
        !sf_str_equal(sf_msg_str(msg, msg->cseq.method_name), sf_msg_str(msg, msg->method_name)))
        return false;
    return is_matched_alone(msg) ? header && error->code != SF_MSG_TOO_LARGE
                                 : value && are_met(msg, &later);
}

/* Without a Content-Length the body is the rest of the datagram (3261:18.3). Some senders end a
 * message with white space. */
static void drop_blank_body(struct sf_msg *msg)
{
    struct sf_str body = sf_msg_str(msg, msg->body);
    size_t n = 0;
    while (n < body.len && strchr(" \t\r\n", body.p[n]) && body.p[n])
        n++;
    if (msg->content_length < 0 && n == body.len)
        msg->body.len = 0;
}

static enum sf_msg_code parse_needed(struct sf_msg *msg, uint32_t headers, const char *bytes,
                                     size_t length, struct sf_msg_error *error)
{
    enum sf_msg_code code = sf_msg_parse_within(msg, headers, bytes, length, error);
    if (code == SF_MSG_OK || error->routable)
        drop_blank_body(msg);
    return code;
}

bool sf_needs_read(struct sf_ua *ua, const char *bytes, size_t length, struct sf_msg_error *error)
{
    struct sf_msg *msg = ua->msg;
    struct sf_msg_error later;
    uint32_t done = 0;
    enum sf_msg_code code = parse_needed(msg, ua->headers, bytes, length, error);
    if (code == SF_MSG_OK && are_met(msg, error))
        return true;
    size_t mended = sf_mend_only(bytes, length, TOLERATED, fields, FIELDS, ua->mended_bytes,
                                 ua->message_bytes, &done);
    if (mended && done) {
        if (parse_needed(msg, ua->headers, ua->mended_bytes, mended, &later) == SF_MSG_OK &&
            are_met(msg, &later))
            return true;
        if (!error->routable && code != SF_MSG_OK &&
            later.routable) { /* an answer has its Via now */
            *error = later;
            return is_needless(msg, error);
        }
        code = parse_needed(msg, ua->headers, bytes, length, error);
        if (code == SF_MSG_OK)
            are_met(msg, error);
    }
    return code == SF_MSG_OK ? !msg->is_request : is_needless(msg, error);
}
