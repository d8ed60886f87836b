/* What is wrong in a message, and how bad that is. See parse.h. */
#include "parse/json_body.h"
#include "parse/parse.h"
#include "sipfsm/mend.h"
#include "sipfsm/multipart.h"
#include "sipfsm/sdp.h"

#include <stdio.h>
#include <string.h>

const char *parse_code_name(enum sf_msg_code code)
{
    static const char *const names[] = {"ok",        "not-sip",    "cut-short",   "version",
                                        "too-large", "start-line", "header-line", "header-value",
                                        "missing",   "repeated",   "cseq-method", "uri"};
    return names[code];
}

/* What else a person wants to know. */
static void add_note(struct fault *fault, const struct sf_msg *msg,
                     const struct sf_msg_error *error, struct sf_str text, struct sf_str whole,
                     uint32_t tolerated)
{
    const char *at = text.p + error->at, *end = text.p + text.len;
    bool lone = (at < end && *at == '\n' && (at == text.p || at[-1] != '\r')) ||
                (!memchr(text.p, '\r', text.len) && memchr(text.p, '\n', text.len));
    if (lone && !(tolerated & SF_MEND_LINE_ENDS))
        snprintf(fault->note, sizeof fault->note,
                 "a line ends in LF alone, but lines of SIP end in CRLF (3261:7); --tolerate "
                 "line-ends accepts it");
    else if (error->code == SF_MSG_CUT_SHORT && error->header == SF_HEADER_CONTENT_LENGTH)
        snprintf(fault->note, sizeof fault->note,
                 "Content-Length is %lld, but the body has %u bytes",
                 (long long)msg->content_length, msg->body.len);
    else if (error->code == SF_MSG_CUT_SHORT)
        snprintf(fault->note, sizeof fault->note,
                 "the empty line that ends the header section is missing");
    else if (strcmp(error->clause, "3966:5.1.5") == 0)
        snprintf(fault->note, sizeof fault->note,
                 "a number that does not begin with + is local, and must say where it is valid: "
                 ";phone-context=");
    else if (error->code == SF_MSG_TOO_LARGE && whole.len > SF_LIMIT_MESSAGE_BYTES)
        snprintf(fault->note, sizeof fault->note, "a message has at most %d bytes",
                 SF_LIMIT_MESSAGE_BYTES);
}

static struct fault fault_of(const struct parse *parse, const struct sf_msg *msg,
                             const struct sf_msg_error *error)
{
    struct fault fault = {.text = sf_msg_error_text(error),
                          .rule = error->rule,
                          .clause = error->clause,
                          .code = parse_code_name(error->code),
                          .at = error->at,
                          .header = sf_header_name(error->header),
                          .answerable = error->answerable};
    add_note(&fault, msg, error, parse->read, parse->text, parse->tolerate);
    return fault;
}

static void warn(struct findings *findings, const char *name, struct fault fault)
{
    fault.name = name;
    if (findings->warnings < PARSE_WARNINGS)
        findings->warning[findings->warnings++] = fault;
}

/* ---- Headers ---- */

static bool makes_dialog(enum sf_method method)
{
    return method == SF_METHOD_INVITE || method == SF_METHOD_SUBSCRIBE ||
           method == SF_METHOD_REFER || method == SF_METHOD_NOTIFY;
}

/* Without it the message cannot be matched, routed or acted on. Every other header that is
 * malformed is ignored (3261:8.2.2), and the final response that a client waits for is taken
 * whatever else is in it. */
static bool is_needed(const struct sf_msg *msg, enum sf_header_id id)
{
    enum sf_method method = msg->is_request ? msg->method : msg->cseq.method;
    bool success = msg->is_request || msg->status < 300;
    bool taken = msg->is_request && method != SF_METHOD_ACK && method != SF_METHOD_CANCEL;
    switch (id) {
    case SF_HEADER_VIA:
    case SF_HEADER_FROM:
    case SF_HEADER_TO:
    case SF_HEADER_CALL_ID:
    case SF_HEADER_CSEQ:
    case SF_HEADER_MAX_FORWARDS:
    case SF_HEADER_CONTENT_LENGTH:
        return true;
    case SF_HEADER_CONTACT: /* 3261:12.1, 3261:12.2, 3261:10.3 */
        return success &&
               (makes_dialog(method) || method == SF_METHOD_UPDATE || method == SF_METHOD_REGISTER);
    case SF_HEADER_RECORD_ROUTE: /* 3261:12.1 */
        return success && makes_dialog(method);
    case SF_HEADER_ROUTE: /* the way to go */
        return msg->is_request;
    case SF_HEADER_REQUIRE: /* 3261:8.2.2.3; 3262:4 */
        return taken || (!msg->is_request && success);
    case SF_HEADER_PROXY_REQUIRE: /* a proxy must understand it */
        return taken;
    case SF_HEADER_RACK:
        return msg->is_request && method == SF_METHOD_PRACK;
    case SF_HEADER_REFER_TO:
        return msg->is_request && method == SF_METHOD_REFER;
    case SF_HEADER_EVENT:
        return msg->is_request && (method == SF_METHOD_SUBSCRIBE || method == SF_METHOD_NOTIFY ||
                                   method == SF_METHOD_PUBLISH);
    case SF_HEADER_SUBSCRIPTION_STATE:
        return msg->is_request && method == SF_METHOD_NOTIFY;
    default:
        return false;
    }
}

static void take_header(struct parse *parse, const struct sf_msg *msg, enum sf_header_id id)
{
    struct findings *findings = &parse->findings;
    struct sf_msg_error error;
    enum sf_msg_code code = sf_msg_check_only(msg, &id, 1, &error);
    if (code == SF_MSG_OK)
        return;
    if (!is_needed(msg, id)) {
        warn(findings, code == SF_MSG_MISSING ? "missing" : "header", fault_of(parse, msg, &error));
    } else if (!findings->bad) {
        findings->bad = true;
        findings->error = fault_of(parse, msg, &error);
    }
}

/* One fault a header: those that are there, in their order, and then those that should be. */
static void find_headers(struct parse *parse, const struct sf_msg *msg)
{
    struct sf_msg_error error;
    bool looked[SF_HEADERS] = {false};
    if (sf_msg_check_only(msg, (const enum sf_header_id[]){SF_HEADER_OTHER}, 1, &error) !=
        SF_MSG_OK) { /* the Request-URI, whatever the headers */
        parse->findings.bad = true;
        parse->findings.error = fault_of(parse, msg, &error);
        return;
    }
    for (uint32_t i = 0; i < msg->header_count; i++) {
        enum sf_header_id id = (enum sf_header_id)msg->header[i].id;
        if (id != SF_HEADER_OTHER && !looked[id])
            take_header(parse, msg, id);
        looked[id] = true;
    }
    for (unsigned id = 0; id < SF_HEADERS; id++)
        if (id != SF_HEADER_OTHER && !looked[id])
            take_header(parse, msg, (enum sf_header_id)id);
}

/* ---- The body of a message that is sound ---- */

static bool sdp_fault(struct findings *findings, const struct sf_msg *msg,
                      struct sf_view description, uint32_t tolerate)
{
    static struct sf_sdp sdp;
    struct sf_sdp_error error;
    uint32_t how = tolerate & SF_MEND_LINE_ENDS ? SF_SDP_DEFAULT : SF_SDP_STRICT;
    if (sf_sdp_parse(&sdp, msg->bytes, description, how, &error) == SF_SDP_OK &&
        sf_sdp_check(&sdp, &error) == SF_SDP_OK)
        return false;
    warn(findings, "sdp",
         (struct fault){.text = sf_sdp_error_text(&error),
                        .rule = error.rule,
                        .clause = error.clause,
                        .code = "sdp",
                        .at = error.at,
                        .answerable = msg->is_request});
    return true;
}

/* The session descriptions among the parts of a body that is a sound multipart, on all levels. */
static bool parts_fault(struct findings *findings, const struct sf_msg *msg,
                        struct sf_multipart *multipart, uint32_t tolerate)
{
    struct sf_multipart inner;
    struct sf_part part;
    while (sf_multipart_next(multipart, &part, NULL) == SF_MULTIPART_OK)
        if (sf_part_is_multipart(multipart->base, &part)
                ? sf_multipart_enter(&inner, multipart, &part, NULL) == SF_MULTIPART_OK &&
                      parts_fault(findings, msg, &inner, tolerate)
                : part_has_sdp(multipart->base, &part) &&
                      sdp_fault(findings, msg, part.body, tolerate))
            return true;
    return false;
}

static void multipart_fault(struct findings *findings, const struct sf_msg *msg, uint32_t tolerate)
{
    struct sf_multipart_error error;
    struct sf_multipart multipart;
    struct sf_view type = msg->header[sf_msg_find(msg, SF_HEADER_CONTENT_TYPE, 0)].value;
    if (sf_multipart_check(msg->bytes, type, msg->body, &error) != SF_MULTIPART_OK)
        warn(findings, "multipart",
             (struct fault){.text = sf_multipart_error_text(&error),
                            .rule = error.rule,
                            .clause = error.clause,
                            .code = "multipart",
                            .at = error.at,
                            .answerable = msg->is_request});
    else if (sf_multipart_begin(&multipart, msg->bytes, type, msg->body, NULL) == SF_MULTIPART_OK)
        parts_fault(findings, msg, &multipart, tolerate);
}

/* A datagram ends with its message; the bytes after it are discarded (3261:18.3). */
static void find_left_over(struct findings *findings, const struct sf_msg *msg, struct sf_str text)
{
    uint32_t end = msg->body.at + msg->body.len;
    if (end >= text.len)
        return;
    struct fault fault = {.text = "Bytes after the message",
                          .rule = "message-body",
                          .clause = "3261:18.3",
                          .code = "left-over",
                          .at = end,
                          .answerable = msg->is_request};
    snprintf(fault.note, sizeof fault.note,
             "Content-Length is %lld: %zu byte%s after the body %s not read",
             (long long)msg->content_length, text.len - end, text.len - end == 1 ? "" : "s",
             text.len - end == 1 ? "is" : "are");
    warn(findings, "left-over", fault);
}

void parse_find(struct parse *parse, struct sf_msg *msg, struct sf_str text)
{
    struct findings *findings = &parse->findings;
    struct sf_msg_error error;
    parse->read = text;
    findings->bad = findings->usable = false;
    findings->warnings = 0;
    if (sf_msg_parse(msg, text.p, text.len, &error) != SF_MSG_OK) {
        findings->bad = true;
        findings->error = fault_of(parse, msg, &error);
        return;
    }
    findings->usable = true;
    if (!parse->level1) {
        find_headers(parse, msg);
        if (message_has_sdp(msg))
            sdp_fault(findings, msg, msg->body, parse->tolerate);
        else if (message_has_multipart(msg))
            multipart_fault(findings, msg, parse->tolerate);
    }
    find_left_over(findings, msg, text);
}
