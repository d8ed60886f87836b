/* One message: what is wrong with it, and how that is said. */
#include "json_body.h"
#include "json_message.h"
#include "parse.h"
#include "report.h"
#include "sipfsm/mend.h"
#include "sipfsm/multipart.h"
#include "sipfsm/sdp.h"

#include <stdio.h>
#include <string.h>

static struct sf_msg msg;

const char *parse_code_name(enum sf_msg_code code)
{
    static const char *const names[] = {"ok",        "not-sip",    "cut-short",   "version",
                                        "too-large", "start-line", "header-line", "header-value",
                                        "missing",   "repeated",   "cseq-method", "uri"};
    return names[code];
}

/* What else a person wants to know. */
static void add_note(struct fault *fault, const struct sf_msg_error *error, struct sf_str text,
                     struct sf_str whole, uint32_t tolerated)
{
    const char *at = text.p + error->at, *end = text.p + text.len;
    bool lone = (at < end && *at == '\n' && (at == text.p || at[-1] != '\r')) ||
                (!memchr(text.p, '\r', text.len) && memchr(text.p, '\n', text.len));
    if (lone && !(tolerated & SF_MEND_LINE_ENDS))
        snprintf(fault->note, sizeof fault->note,
                 "a line ends in LF alone, and SIP's end in CRLF (3261:7); --tolerate line-ends "
                 "takes it");
    else if (error->code == SF_MSG_CUT_SHORT && error->header == SF_HEADER_CONTENT_LENGTH)
        snprintf(fault->note, sizeof fault->note,
                 "Content-Length is %lld, and %u bytes of body are there",
                 (long long)msg.content_length, msg.body.len);
    else if (error->code == SF_MSG_CUT_SHORT)
        snprintf(fault->note, sizeof fault->note,
                 "the empty line that ends the header section is missing");
    else if (strcmp(error->clause, "3966:5.1.5") == 0)
        snprintf(fault->note, sizeof fault->note,
                 "a number that does not begin with + is local, and must say where it is one: "
                 ";phone-context=");
    else if (error->code == SF_MSG_TOO_LARGE && whole.len > SF_LIMIT_MESSAGE_BYTES)
        snprintf(fault->note, sizeof fault->note, "a message has at most %d bytes",
                 SF_LIMIT_MESSAGE_BYTES);
}

/* A session description of a message that is sound. */
static bool sdp_fault(struct fault *fault, struct sf_view description, uint32_t tolerate)
{
    static struct sf_sdp sdp;
    struct sf_sdp_error error;
    uint32_t how = tolerate & SF_MEND_LINE_ENDS ? SF_SDP_DEFAULT : SF_SDP_STRICT;
    if (sf_sdp_parse(&sdp, msg.bytes, description, how, &error) == SF_SDP_OK &&
        sf_sdp_check(&sdp, &error) == SF_SDP_OK)
        return false;
    *fault = (struct fault){.text = sf_sdp_error_text(&error),
                            .rule = error.rule,
                            .clause = error.clause,
                            .code = "sdp",
                            .at = error.at,
                            .answerable = msg.is_request};
    return true;
}

/* The session descriptions among the parts of a body that is a sound multipart, on all levels. */
static bool parts_fault(struct sf_multipart *multipart, struct fault *fault, uint32_t tolerate)
{
    struct sf_multipart inner;
    struct sf_part part;
    while (sf_multipart_next(multipart, &part, NULL) == SF_MULTIPART_OK)
        if (sf_part_is_multipart(multipart->base, &part)
                ? sf_multipart_enter(&inner, multipart, &part, NULL) == SF_MULTIPART_OK &&
                      parts_fault(&inner, fault, tolerate)
                : part_has_sdp(multipart->base, &part) && sdp_fault(fault, part.body, tolerate))
            return true;
    return false;
}

/* The multipart body of a message that is sound. */
static bool multipart_fault(struct fault *fault, uint32_t tolerate)
{
    struct sf_multipart_error error;
    struct sf_multipart multipart;
    struct sf_view type = msg.header[sf_msg_find(&msg, SF_HEADER_CONTENT_TYPE, 0)].value;
    if (sf_multipart_check(msg.bytes, type, msg.body, &error) != SF_MULTIPART_OK) {
        *fault = (struct fault){.text = sf_multipart_error_text(&error),
                                .rule = error.rule,
                                .clause = error.clause,
                                .code = "multipart",
                                .at = error.at,
                                .answerable = msg.is_request};
        return true;
    }
    return sf_multipart_begin(&multipart, msg.bytes, type, msg.body, NULL) == SF_MULTIPART_OK &&
           parts_fault(&multipart, fault, tolerate);
}

/* Parses `text`, which is the file's, or the part of a stream, or either as mended. True if
 * something is wrong. `*usable`: msg may be read all the same. */
static bool find_fault(struct parse *parse, struct sf_str text, struct fault *fault, bool *usable)
{
    struct sf_msg_error error;
    *usable = false;
    enum sf_msg_code code = sf_msg_parse(&msg, text.p, text.len, &error);
    if (code == SF_MSG_OK) {
        *usable = true;
        if (!parse->level1)
            code = sf_msg_check(&msg, &error);
    }
    if (code == SF_MSG_OK)
        return !parse->level1 &&
               ((message_has_sdp(&msg) && sdp_fault(fault, msg.body, parse->tolerate)) ||
                (message_has_multipart(&msg) && multipart_fault(fault, parse->tolerate)));
    *fault = (struct fault){.text = sf_msg_error_text(&error),
                            .rule = error.rule,
                            .clause = error.clause,
                            .code = parse_code_name(code),
                            .at = error.at,
                            .header = sf_header_name(error.header),
                            .answerable = error.answerable};
    add_note(fault, &error, text, parse->text, parse->tolerate);
    return true;
}

static void print_json(struct parse *parse, const struct fault *fault, bool usable, uint32_t begins,
                       uint32_t mended)
{
    struct sf_json json = {.out = stdout};
    sf_json_open(&json, NULL, '{');
    sf_json_text(&json, "file", sf_str_of(parse->name));
    if (parse->stream)
        sf_json_number(&json, "offset", begins);
    sf_json_bool(&json, "ok", !fault);
    if (fault) {
        uint32_t line, column;
        sf_msg_place(parse->text.p, parse->text.len, fault->at, &line, &column);
        sf_json_open(&json, "error", '{');
        sf_json_text(&json, "code", sf_str_of(fault->code));
        sf_json_text(&json, "text", sf_str_of(fault->text));
        sf_json_number(&json, "offset", fault->at);
        sf_json_number(&json, "line", line);
        sf_json_number(&json, "column", column);
        if (fault->header.len)
            sf_json_text(&json, "header", fault->header);
        sf_json_text(&json, "rule", sf_str_of(fault->rule));
        sf_json_text(&json, "clause", sf_str_of(fault->clause));
        sf_json_bool(&json, "answerable", fault->answerable);
        if (*fault->note)
            sf_json_text(&json, "note", sf_str_of(fault->note));
        sf_json_close(&json, '}');
    }
    if (mended) {
        sf_json_open(&json, "tolerated", '[');
        for (uint32_t bit = 1; bit <= SF_MEND_ALL; bit <<= 1)
            if (mended & bit)
                sf_json_text(&json, NULL, sf_str_of(sf_mend_name((enum sf_mend)bit)));
        sf_json_close(&json, ']');
    }
    if (usable)
        json_put_message(&json, &msg);
    sf_json_close(&json, '}');
    fputc('\n', stdout);
}

static void print_fault(const struct parse *parse, const struct fault *fault)
{
    report(stdout, parse->name, parse->text, fault->at, "error", "%s (%s, %s)", fault->text,
           fault->rule, fault->clause);
    if (*fault->note)
        printf("  note: %s\n", fault->note);
}

static void print_good(const struct parse *parse, uint32_t mended)
{
    printf("%s: ok", parse->name);
    for (uint32_t bit = 1, first = 1; bit <= SF_MEND_ALL; bit <<= 1)
        if (mended & bit) {
            printf("%s%s", first ? " (mended: " : ", ", sf_mend_name((enum sf_mend)bit));
            first = 0;
        }
    puts(mended ? ")" : "");
}

int parse_message(struct parse *parse, struct sf_str text, uint32_t begins)
{
    struct fault fault;
    struct sf_str read = text;
    uint32_t mended = 0;
    bool usable;
    if (parse->tolerate) {
        size_t length =
            sf_mend(text.p, text.len, parse->tolerate, parse->mended, SF_MEND_BYTES, &mended);
        if (length)
            read = (struct sf_str){parse->mended, length};
    }
    bool bad = find_fault(parse, read, &fault, &usable);
    if (bad && read.p == parse->mended)
        fault.at = (uint32_t)sf_mend_origin(text.p, text.len, parse->tolerate, fault.at,
                                            parse->mended, SF_MEND_BYTES);
    if (bad)
        fault.at += begins;
    if (parse->json)
        print_json(parse, bad ? &fault : NULL, usable, begins, mended);
    else if (bad)
        print_fault(parse, &fault);
    else if (!parse->stream)
        print_good(parse, mended);
    return bad ? BAD : GOOD;
}

void parse_say_fault(struct parse *parse, const struct fault *fault, uint32_t begins)
{
    if (parse->json)
        print_json(parse, fault, false, begins, 0);
    else
        print_fault(parse, fault);
}
