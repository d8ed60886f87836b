/* sipfsm msg: messages out of a stream. A message that is complete in the given bytes stays there;
 * pieces are collected in the buffer. */
#include "stream_head.h"

void sf_stream_error(struct sf_stream *stream, enum sf_msg_code code, uint32_t at, const char *rule,
                     const char *clause)
{
    if (stream->error.code != SF_MSG_OK)
        return;
    bool length = rule[0] == 'C';
    stream->error =
        (struct sf_msg_error){.code = code,
                              .at = at,
                              .rule = rule,
                              .clause = clause,
                              .header = length ? SF_HEADER_CONTENT_LENGTH : SF_HEADER_OTHER};
}

void sf_stream_length(struct sf_stream *stream)
{
    static const char rule[] = "Content-Length", clause[] = "3261:20.14";
    if (!stream->digits)
        sf_stream_error(stream, SF_MSG_HEADER_VALUE, stream->value_at, rule, clause);
    else if (stream->number > UINT32_MAX)
        sf_stream_error(stream, SF_MSG_HEADER_VALUE, stream->digits_end, rule, clause);
    else if (stream->length >= 0 && (uint64_t)stream->length != stream->number)
        sf_stream_error(stream, SF_MSG_REPEATED, stream->name_at, rule, "3261:7.3.1");
    else
        stream->length = (int64_t)stream->number;
}

/* Before the next message, which begins `past` bytes after the last did. */
static void next(struct sf_stream *stream, uint64_t past)
{
    stream->begins += past;
    stream->state = sf_stream_start_state();
    stream->held = stream->scanned = stream->head = 0;
    stream->length = -1;
    stream->error = (struct sf_msg_error){.code = SF_MSG_OK, .rule = "", .clause = ""};
}

void sf_stream_init(struct sf_stream *stream, char *buffer, size_t size)
{
    *stream = (struct sf_stream){.buffer = buffer};
    stream->limit = size < SF_LIMIT_MESSAGE_BYTES ? (uint32_t)size : SF_LIMIT_MESSAGE_BYTES;
    next(stream, 0);
}

static enum sf_stream_event tell(const struct sf_stream *stream, struct sf_stream_result *result,
                                 bool close)
{
    result->error = stream->error;
    result->at = stream->begins;
    result->close = close;
    return SF_STREAM_ERROR;
}

static enum sf_stream_event fail(struct sf_stream *stream, struct sf_stream_result *result)
{
    stream->failed = true;
    return tell(stream, result, true);
}

static void hold(struct sf_stream *stream, const sf_byte *p, size_t count)
{
    memcpy(stream->buffer + stream->held, p, count);
    stream->held += (uint32_t)count;
}

static const char *limit_of(const struct sf_stream *stream)
{
    return stream->limit == SF_LIMIT_MESSAGE_BYTES ? "SF_LIMIT_MESSAGE_BYTES"
                                                   : "size of the buffer";
}

/* The header section is whole: false if the end of the message cannot be known, or it is too large.
 */
static bool headed(struct sf_stream *stream)
{
    stream->head = stream->scanned;
    if (stream->length < 0) /* 3261:18.3; the place is the empty line's */
        sf_stream_error(stream, SF_MSG_MISSING, stream->head - 2, "Content-Length", "3261:18.3");
    else if (stream->head + (uint64_t)stream->length > stream->limit)
        sf_stream_error(stream, SF_MSG_TOO_LARGE, stream->digits_at, limit_of(stream), "limits.h");
    return stream->error.code == SF_MSG_OK;
}

/* p: the first byte of the message that is not held; start: its first byte, held or not; body: the
 * first that was not scanned. */
static enum sf_stream_event take_body(struct sf_stream *stream, const sf_byte *p, const sf_byte *pe,
                                      const sf_byte *bytes, struct sf_stream_result *result)
{
    size_t total = stream->head + (size_t)stream->length, missing = total - stream->held,
           there = (size_t)(pe - p);
    if (there < missing) {
        if (there)
            hold(stream, p, there);
        result->consumed = (size_t)(pe - bytes);
        return SF_STREAM_MORE;
    }
    result->message.p = (const char *)p;
    if (stream->held) {
        hold(stream, p, missing);
        result->message.p = stream->buffer;
    }
    result->message.len = total;
    result->at = stream->begins;
    result->consumed = (size_t)(p - bytes) + missing;
    next(stream, total);
    return SF_STREAM_MESSAGE;
}

enum sf_stream_event sf_stream_feed(struct sf_stream *stream, const char *bytes, size_t length,
                                    struct sf_stream_result *result)
{
    const sf_byte *fed = (const sf_byte *)bytes, *p = fed, *pe, *start = NULL;
    *result = (struct sf_stream_result){.consumed = 0, .error = {.rule = "", .clause = ""}};
    if (stream->failed)
        return tell(stream, result, true);
    if (length == 0)
        return SF_STREAM_MORE;
    pe = p + length;
    if (stream->skip) {
        uint64_t skipped = stream->skip < length ? stream->skip : length;
        stream->skip -= skipped;
        stream->begins += skipped;
        p += skipped;
    }
    if (stream->head)
        return take_body(stream, p, pe, fed, result);

    size_t there = (size_t)(pe - p), room = stream->limit - stream->scanned;
    enum sf_stream_found found;
    const sf_byte *end =
        sf_stream_scan(stream, p, p + (there < room ? there : room), &start, &found);
    const sf_byte *from = stream->held ? p
                                       : start; /* the first byte of the message that is not held */
    result->consumed = (size_t)(end - fed);
    switch (found) {
    case SF_STREAM_FOUND_CRLF:
        result->at = stream->begins;
        next(stream, 2);
        return ++stream->crlfs % 2 ? SF_STREAM_PONG : SF_STREAM_PING;
    case SF_STREAM_FOUND_OTHER_PROTOCOL:
        sf_stream_error(stream, SF_MSG_NOT_SIP, stream->scanned, "SIP-message", "3261:7");
        return fail(stream, result);
    case SF_STREAM_FOUND_HEAD:
        break;
    case SF_STREAM_FOUND_NOTHING:
        if (stream->scanned == stream->limit && there >= room && there) {
            sf_stream_error(stream, SF_MSG_TOO_LARGE, stream->limit, limit_of(stream), "limits.h");
            return fail(stream, result);
        }
        if (from)
            hold(stream, from, (size_t)(end - from));
        return SF_STREAM_MORE;
    }
    stream->crlfs = 0;
    if (headed(stream))
        return take_body(stream, from, pe, fed, result);
    /* For an answer the header section is enough. */
    result->message.p = (const char *)from;
    if (stream->held) {
        hold(stream, from, (size_t)(end - from));
        result->message.p = stream->buffer;
    }
    result->message.len = stream->head;
    if (stream->error.code != SF_MSG_TOO_LARGE)
        return fail(stream, result);
    tell(stream, result, false);
    stream->skip = (uint64_t)stream->length;
    next(stream, stream->head);
    return SF_STREAM_ERROR;
}

size_t sf_stream_held(const struct sf_stream *stream)
{
    return stream->held;
}

bool sf_stream_is_inside(const struct sf_stream *stream)
{
    return stream->held || stream->skip;
}

void sf_stream_move(struct sf_stream *stream, char *buffer)
{
    if (stream->held)
        memcpy(buffer, stream->buffer, stream->held);
    stream->buffer = buffer;
}

enum sf_msg_code sf_stream_end(const struct sf_stream *stream, struct sf_msg_error *error)
{
    struct sf_msg_error found = stream->error;
    bool between = !stream->scanned && !stream->skip;
    if (found.code == SF_MSG_OK && !between) {
        bool body = stream->head || stream->skip;
        found = (struct sf_msg_error){.code = SF_MSG_CUT_SHORT,
                                      .at = stream->head ? stream->held : stream->scanned,
                                      .header = body ? SF_HEADER_CONTENT_LENGTH : SF_HEADER_OTHER,
                                      .rule = body ? "message-body" : "header section",
                                      .clause = body ? "3261:18.3" : "3261:7"};
    }
    if (error)
        *error = found;
    return found.code;
}
