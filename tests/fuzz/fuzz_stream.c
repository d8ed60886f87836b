/* The first four bytes say how the rest, a stream, is cut, and how large the buffer is. The same
 * must be reported for the whole stream, for its pieces and byte by byte. It must agree with what
 * sf_msg_parse makes of the same bytes as a datagram. */
#include "fuzz.h"

#include <stdlib.h>

#include "sipfsm/stream.h"

struct told {
    enum sf_stream_event event;
    uint64_t at;
    size_t length;
    struct sf_msg_error error;
    bool close;
};

/* All that was told of one way to cut. */
struct log {
    struct told *told;
    size_t count, room;
    enum sf_msg_code end;
    struct sf_msg_error error;
};

static const char *input;
static size_t input_size;
static uint32_t limit;

/* Feeds a heap copy of exactly a piece; false when nothing more can come. */
static bool feed(struct sf_stream *stream, struct log *log, const char *piece, size_t size)
{
    struct sf_stream_result result;
    enum sf_stream_event event;
    char *copy = fuzz_copy(piece, size);
    size_t at = 0;
    bool more = true;
    while (more &&
           (event = sf_stream_feed(stream, copy + at, size - at, &result)) != SF_STREAM_MORE) {
        FUZZ_MUST(result.consumed <= size - at, "%zu bytes of %zu were taken", result.consumed,
                  size - at);
        at += result.consumed;
        if (log->count == log->room)
            log->told = realloc(log->told, (log->room = log->room * 2 + 16) * sizeof *log->told);
        if (!log->told)
            abort();
        log->told[log->count++] =
            (struct told){event, result.at, result.message.len, result.error, result.close};
        FUZZ_MUST(result.at + result.message.len <= input_size,
                  "a message lies outside of the stream");
        FUZZ_MUST(!result.message.len ||
                      memcmp(result.message.p, input + result.at, result.message.len) == 0,
                  "a message has other bytes");
        FUZZ_MUST(event != SF_STREAM_ERROR || (result.error.code != SF_MSG_OK &&
                                               result.error.rule[0] && result.error.clause[0]),
                  "an error without a code, a rule or a clause");
        FUZZ_MUST(event != SF_STREAM_ERROR || result.at + result.error.at <= input_size,
                  "an error at %u is outside", result.error.at);
        more = !(event == SF_STREAM_ERROR && result.close);
    }
    if (more)
        FUZZ_MUST(result.consumed == size - at, "%zu bytes of %zu were left",
                  size - at - result.consumed, size);
    free(copy);
    return more;
}

static uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525 + 1013904223;
    return *random >> 8;
}

/* `longest` 0: all at once. */
static struct log run(uint32_t random, uint32_t longest)
{
    struct sf_stream stream;
    struct log log = {0};
    char *buffer = malloc(limit ? limit : 1);
    if (!buffer)
        abort();
    sf_stream_init(&stream, buffer, limit);
    for (size_t at = 0, n; at < input_size; at += n) {
        n = longest ? 1 + next_random(&random) % longest : input_size;
        n = n < input_size - at ? n : input_size - at;
        if (!feed(&stream, &log, input + at, n))
            break;
    }
    log.end = sf_stream_end(&stream, &log.error);
    free(buffer);
    return log;
}

static void compare(const struct log *a, const struct log *b)
{
    FUZZ_MUST(a->count == b->count, "%zu events became %zu", a->count, b->count);
    FUZZ_MUST(a->end == b->end && a->error.at == b->error.at, "the end is %d at %u, and %d at %u",
              a->end, a->error.at, b->end, b->error.at);
    for (size_t i = 0; i < a->count; i++) {
        const struct told *x = &a->told[i], *y = &b->told[i];
        FUZZ_MUST(x->event == y->event && x->at == y->at && x->length == y->length &&
                      x->close == y->close && x->error.code == y->error.code &&
                      x->error.at == y->error.at && x->error.header == y->error.header,
                  "event %zu is another when cut otherwise", i);
    }
}

/* ---- As datagrams ---- */

static bool same_view(struct sf_view a, struct sf_view b)
{
    return a.at == b.at && a.len == b.len;
}

/* From `at` to the end, as far as a datagram goes. */
static enum sf_msg_code as_datagram(uint64_t at, struct sf_msg *msg, struct sf_msg_error *error)
{
    size_t rest = input_size - (size_t)at;
    return sf_msg_parse(msg, input + at,
                        rest < SF_LIMIT_MESSAGE_BYTES ? rest : SF_LIMIT_MESSAGE_BYTES, error);
}

static void check_message(const struct told *told)
{
    static struct sf_msg alone, datagram;
    struct sf_msg_error alone_error, datagram_error;
    enum sf_msg_code code = sf_msg_parse(&alone, input + told->at, told->length, &alone_error);
    FUZZ_MUST(as_datagram(told->at, &datagram, &datagram_error) == code &&
                  datagram_error.at == alone_error.at,
              "a message of the stream gives %d at %u, a datagram %d at %u", code, alone_error.at,
              datagram_error.code, datagram_error.at);
    if (code != SF_MSG_OK)
        return;
    FUZZ_MUST(alone.length == told->length && datagram.length == told->length,
              "a message of %zu bytes has %u as a datagram", told->length, datagram.length);
    FUZZ_MUST(datagram.content_length >= 0 && same_view(alone.body, datagram.body) &&
                  alone.header_count == datagram.header_count &&
                  same_view(alone.via.whole, datagram.via.whole) &&
                  same_view(alone.call_id, datagram.call_id),
              "a message of the stream has other views as a datagram");
    for (uint32_t i = 0; i < alone.header_count; i++)
        FUZZ_MUST(same_view(alone.header[i].value, datagram.header[i].value),
                  "header %u is another", i);
}

/* If the stream refuses a message, it is not a valid datagram with a Content-Length. */
static void check_refused(uint64_t at, const char *what)
{
    static struct sf_msg msg;
    if (at < input_size && as_datagram(at, &msg, NULL) == SF_MSG_OK)
        FUZZ_MUST(msg.content_length < 0 || msg.length > limit, "%s: a sound datagram of %u bytes",
                  what, msg.length);
}

static void check(const struct log *log)
{
    uint64_t past = 0;
    unsigned crlfs = 0;
    for (size_t i = 0; i < log->count; i++) {
        const struct told *told = &log->told[i];
        FUZZ_MUST(told->at >= past &&
                      (told->at == past || log->told[i - 1].event == SF_STREAM_ERROR),
                  "event %zu begins at %u", i, (unsigned)told->at);
        past = told->at + told->length;
        bool crlf = told->event == SF_STREAM_PING || told->event == SF_STREAM_PONG;
        crlfs = crlf ? crlfs + 1 : 0;
        if (crlf) {
            FUZZ_MUST(memcmp(input + told->at, "\r\n", 2) == 0, "a keep-alive that is none");
            FUZZ_MUST((told->event == SF_STREAM_PONG) == (crlfs % 2 == 1), "CRLF number %u", crlfs);
            past = told->at + 2;
        } else if (told->event == SF_STREAM_MESSAGE) {
            FUZZ_MUST(told->length <= limit, "a message of %zu bytes, past the limit",
                      told->length);
            check_message(told);
        } else {
            check_refused(told->at, "refused");
        }
    }
    if (log->end == SF_MSG_CUT_SHORT &&
        (!log->count || log->told[log->count - 1].event != SF_STREAM_ERROR))
        check_refused(past, "cut short");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4 || size > 200000)
        return 0;
    uint32_t random = (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 |
                      data[3];
    limit = data[0] & 1 ? (data[1] & 7u) * 100u + data[2] : SF_LIMIT_MESSAGE_BYTES;
    char *copy = fuzz_copy(data + 4, size - 4);
    input = copy;
    input_size = size - 4;
    struct log whole = run(0, 0), cut = run(random, random % 3 ? 40 : 2000), bytes = run(0, 1);
    compare(&whole, &cut);
    compare(&whole, &bytes);
    check(&whole);
    free(whole.told);
    free(cut.told);
    free(bytes.told);
    free(copy);
    return 0;
}
