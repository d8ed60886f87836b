/* A stream of messages: where each begins and ends, and what is wrong with that. */
#include "parse.h"
#include "report.h"
#include "sipfsm/stream.h"

#include <inttypes.h>
#include <stdio.h>

/* Can the message be answered whose end cannot be known? By its header section, if that has come
 * whole (sipfsm/stream.h). */
static bool head_answerable(struct sf_str head)
{
    static struct sf_msg msg;
    struct sf_msg_error error;
    if (!head.len)
        return false;
    return sf_msg_parse(&msg, head.p, head.len, &error) == SF_MSG_OK ? msg.is_request
                                                                     : error.answerable;
}

/* What else a person wants to know: of an error while feeding, and of a stream that ends within a
 * message. */
static void add_framing_note(struct fault *fault, struct sf_str text,
                             const struct sf_stream_result *result)
{
    const char *note = "the next message begins behind its body";
    if (fault->at > 0 && fault->at < text.len && text.p[fault->at] == '\n' &&
        text.p[fault->at - 1] != '\r')
        note = "a line ends in LF alone, and a stream's end in CRLF (3261:7)";
    else if (result->close)
        note = "where the next message begins cannot be known: what follows is not read";
    snprintf(fault->note, sizeof fault->note, "%s", note);
}

static void add_end_note(struct fault *fault, const struct sf_stream *stream)
{
    uint64_t missing = stream->skip   ? stream->skip
                       : stream->head ? stream->head + (uint64_t)stream->length - stream->held
                                      : 0;
    if (missing)
        snprintf(fault->note, sizeof fault->note,
                 "the input ends within this message: %" PRIu64 " byte%s of its body %s missing",
                 missing, missing == 1 ? "" : "s", missing == 1 ? "is" : "are");
    else
        snprintf(fault->note, sizeof fault->note,
                 "the input ends within this message: the empty line that ends its header section "
                 "is missing");
}

/* An error of the framing, told by feeding (then there is a result) or by the end. */
static int stream_fault(struct parse *parse, const struct sf_stream *stream,
                        const struct sf_msg_error *error, const struct sf_stream_result *result)
{
    uint64_t begins = result ? result->at : stream->begins;
    struct fault fault = {.text = sf_msg_error_text(error),
                          .rule = error->rule,
                          .clause = error->clause,
                          .code = parse_code_name(error->code),
                          .at = (uint32_t)begins + error->at,
                          .header = sf_header_name(error->header)};
    if (result) {
        fault.answerable = head_answerable(result->message);
        add_framing_note(&fault, parse->text, result);
    } else {
        add_end_note(&fault, stream); /* and it is not answered: whoever sent it has gone */
    }
    parse_say_fault(parse, &fault, (uint32_t)begins);
    return BAD;
}

int parse_stream(struct parse *parse)
{
    static char buffer[SF_LIMIT_MESSAGE_BYTES];
    struct sf_stream stream;
    struct sf_stream_result result;
    struct sf_str rest = parse->text;
    enum sf_stream_event event;
    struct sf_msg_error error;
    unsigned messages = 0;
    int verdict = GOOD;
    sf_stream_init(&stream, buffer, sizeof buffer);
    while ((event = sf_stream_feed(&stream, rest.p, rest.len, &result)) != SF_STREAM_MORE) {
        rest = (struct sf_str){rest.p + result.consumed, rest.len - result.consumed};
        if (event == SF_STREAM_MESSAGE) {
            messages++;
            if (parse_message(parse, result.message, (uint32_t)result.at) != GOOD)
                verdict = BAD;
        } else if (event == SF_STREAM_ERROR) {
            verdict = stream_fault(parse, &stream, &result.error, &result);
            if (result.close)
                return verdict;
        }
        if (verdict != GOOD && !parse->json)
            return verdict;
    }
    if (sf_stream_end(&stream, &error) != SF_MSG_OK)
        return stream_fault(parse, &stream, &error, NULL);
    if (!parse->json)
        printf("%s: ok (%u message%s)\n", parse->name, messages, messages == 1 ? "" : "s");
    return verdict;
}
