/* A stream of messages: where each begins and ends, and what is wrong with that. */
#include "common/options.h"
#include "parse/parse.h"
#include "sipfsm/stream.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Can a message be answered if its end cannot be known? Yes, if its header section is complete
 * (sipfsm/stream.h). */
static bool head_answerable(struct sf_str head)
{
    static struct sf_msg msg;
    struct sf_msg_error error;
    if (!head.len)
        return false;
    return sf_msg_parse(&msg, head.p, head.len, &error) == SF_MSG_OK ? msg.is_request
                                                                     : error.answerable;
}

/* A note for people about an error of the stream, or about a stream that ends within a message. */
static void add_framing_note(struct fault *fault, struct sf_str text,
                             const struct sf_stream_result *result)
{
    const char *note = "the next message begins after its body";
    if (fault->at > 0 && fault->at < text.len && text.p[fault->at] == '\n' &&
        text.p[fault->at - 1] != '\r')
        note = "a line ends in LF alone, but lines of a stream end in CRLF (3261:7)";
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

/* An error of the framing, found while bytes are fed (then there is a result) or at the end. */
static int stream_fault(struct parse *parse, const struct sf_stream *stream,
                        const struct sf_msg_error *error, const struct sf_stream_result *result)
{
    struct fault fault = {.text = sf_msg_error_text(error),
                          .rule = error->rule,
                          .clause = error->clause,
                          .code = parse_code_name(error->code),
                          .at = error->at,
                          .header = sf_header_name(error->header)};
    if (result) {
        fault.answerable = head_answerable(result->message);
        add_framing_note(&fault, parse->text, result);
    } else {
        add_end_note(&fault, stream); /* and it gets no answer, because its sender has left */
    }
    parse_say_fault(parse, &fault);
    return BAD;
}

/* ---- The bytes: the current message from its beginning, and what was read after it ---- */

#define READ_BYTES 16384

struct window {
    int fd;
    char bytes[SF_LIMIT_MESSAGE_BYTES + READ_BYTES];
    size_t length, fed; /* bytes that are there; of these, those that the stream has taken */
};

/* The text from `begins` of the file on is what is looked at. */
static void forget_before(struct parse *parse, struct window *window, uint64_t begins)
{
    size_t count = (size_t)(begins - parse->begins);
    for (size_t i = 0; i < count; i++) {
        bool feed = window->bytes[i] == '\n';
        parse->line += feed;
        parse->column = feed ? 0 : parse->column + 1;
    }
    window->length -= count;
    window->fed -= count;
    memmove(window->bytes, window->bytes + count, window->length);
    parse->begins = begins;
    parse->bytes = window->bytes;
    parse->text = (struct sf_str){window->bytes, window->length};
}

/* 1, 0 at the end, -1 after a complaint. */
static int read_more(struct parse *parse, struct window *window)
{
    ssize_t got;
    do
        got = read(window->fd, window->bytes + window->length, READ_BYTES);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        complain("parse", "%s: %s", parse->name, strerror(errno));
    window->length += got > 0 ? (size_t)got : 0;
    parse->text = (struct sf_str){window->bytes, window->length};
    return got > 0 ? 1 : (int)got;
}

/* Every message in the bytes that are there. True to go on reading. */
static bool take_messages(struct parse *parse, struct sf_stream *stream, struct window *window,
                          unsigned *messages, int *verdict)
{
    struct sf_stream_result result;
    enum sf_stream_event event;
    while ((event = sf_stream_feed(stream, window->bytes + window->fed,
                                   window->length - window->fed, &result)) != SF_STREAM_MORE) {
        window->fed += result.consumed;
        if (event == SF_STREAM_MESSAGE) {
            ++*messages;
            forget_before(parse, window, result.at);
            if (parse_message(parse, (struct sf_str){window->bytes, result.message.len}) != GOOD)
                *verdict = BAD;
        } else if (event == SF_STREAM_ERROR) {
            forget_before(parse, window, result.at);
            result.message.p = result.message.len ? window->bytes : NULL;
            *verdict = stream_fault(parse, stream, &result.error, &result);
            if (result.close)
                return false;
        }
        if (*verdict != GOOD && !parse->json)
            return false;
        forget_before(parse, window, parse->begins + window->fed);
    }
    window->fed = window->length;
    /* Skipped bytes are not kept; the collected bytes of a message are. */
    forget_before(parse, window, stream->begins);
    return true;
}

int parse_stream(struct parse *parse, int fd)
{
    static char buffer[SF_LIMIT_MESSAGE_BYTES];
    static struct window window;
    struct sf_stream stream;
    struct sf_msg_error error;
    unsigned messages = 0;
    int verdict = GOOD, more;
    window.fd = fd;
    window.length = window.fed = 0;
    parse->begins = parse->line = parse->column = 0;
    sf_stream_init(&stream, buffer, sizeof buffer);
    while ((more = read_more(parse, &window)) > 0)
        if (!take_messages(parse, &stream, &window, &messages, &verdict))
            return verdict;
    if (more < 0)
        return UNREADABLE;
    if (sf_stream_end(&stream, &error) != SF_MSG_OK)
        return stream_fault(parse, &stream, &error, NULL);
    if (!parse->json)
        printf("%s: ok (%u message%s)\n", parse->name, messages, messages == 1 ? "" : "s");
    return verdict;
}
