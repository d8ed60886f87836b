/* sipfsm: messages from a stream of bytes (TCP, TLS). It finds where each message ends, by its
 * Content-Length (3261:18.3, 3261:20.14), and the keep-alives between messages (5626:3.5.1). The
 * same bytes give the same events, however they are cut. sf_msg_parse then reads each message.
 *
 * A message that one call brings whole is not copied. The bytes of any other message are gathered
 * in a buffer of the caller. Each byte is looked at once and copied at most once. Nothing is
 * allocated. */
#ifndef SIPFSM_STREAM_H
#define SIPFSM_STREAM_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_stream_event {
    SF_STREAM_MORE,    /* all bytes have been taken, and nothing is complete: feed more */
    SF_STREAM_MESSAGE, /* a whole message: result.message */
    /* A CRLF between messages. Of a run of them the first, the third and so on is a PONG, the
     * second, the fourth and so on a PING. The side that accepted the connection answers a PING
     * with one CRLF and ignores PONG (5626:3.5.1). The side that opened it has sent CRLF CRLF and
     * takes either for the answer, as several answers make one run (5626:4.4.1). */
    SF_STREAM_PING,
    SF_STREAM_PONG,
    SF_STREAM_ERROR /* result.error */
};

struct sf_stream_result {
    size_t consumed; /* bytes that this call has taken; feed the rest again */
    /* MESSAGE: from the start line to the end of the body. ERROR: the header section if it is
     * complete, so that sf_msg_parse can read what a response needs; else {NULL, 0}. It is in the
     * bytes that were fed or in the buffer, and is good until the next call. */
    struct sf_str message;
    uint64_t at;               /* offset in the stream where the message, or the CRLF, begins */
    struct sf_msg_error error; /* ERROR: error.at counts from the message's first byte.
                                  error.answerable is not set. */
    /* ERROR: true if it cannot be known where the next message begins. Answer if possible, then
     * close the connection; every further call gives the same error. False if a body is too large:
     * it is passed over, and the next message is found. */
    bool close;
};

struct sf_stream { /* private */
    char *buffer;
    uint32_t limit;   /* bytes a message may have */
    uint32_t held;    /* bytes of the message in the buffer */
    int state;        /* of the automaton */
    uint32_t scanned; /* bytes of the message that the automaton has seen */
    uint32_t head;    /* bytes of its header section, 0 while that is not complete */
    uint32_t crlfs;   /* in a row, between messages */
    uint64_t begins;  /* of the message, in the stream */
    uint64_t skip;    /* bytes of a body that is too large, still to pass over */
    uint64_t number;  /* the Content-Length that is being read */
    int64_t length;   /* the Content-Length, -1 if none was read */
    uint32_t name_at, value_at, digits_at, digits_end; /* of the Content-Length */
    bool digits, failed;
    struct sf_msg_error error; /* the first; reported when the header section is complete */
};

/* Begins a stream. `buffer` has `size` bytes, belongs to the caller, and must stay for as long as
 * the stream is used. A message of more than `size` bytes, or of more than SF_LIMIT_MESSAGE_BYTES,
 * is TOO_LARGE, however it is cut. */
void sf_stream_init(struct sf_stream *stream, char *buffer, size_t size);

/* Takes bytes up to the next event. Call it with the rest of the bytes until it returns
 * SF_STREAM_MORE:
 *
 *     while ((event = sf_stream_feed(&stream, bytes, length, &result)) != SF_STREAM_MORE) {
 *         bytes += result.consumed;
 *         length -= result.consumed;
 *         if (event == SF_STREAM_MESSAGE)
 *             sf_msg_parse(&msg, result.message.p, result.message.len, &error);
 *         if (event == SF_STREAM_ERROR && result.close)
 *             break;
 *     }
 *
 * result.error.code of SF_STREAM_ERROR is
 *   NOT_SIP       the first line is of another protocol; reported at once
 *   MISSING       there is no Content-Length (3261:18.3)
 *   HEADER_VALUE  a Content-Length is no number below 2^32
 *   REPEATED      two Content-Lengths differ
 *   TOO_LARGE     the message is past the limit
 * With any other fault, two equal Content-Lengths for example, the end of the message is still
 * known: it is a SF_STREAM_MESSAGE, and sf_msg_parse reports the fault. */
enum sf_stream_event sf_stream_feed(struct sf_stream *stream, const char *bytes, size_t length,
                                    struct sf_stream_result *result);

/* Bytes of a message that the buffer holds, because its end has not come. */
size_t sf_stream_held(const struct sf_stream *stream);

/* True between the first byte of a message, or of a body that is passed over, and its last. */
bool sf_stream_is_inside(const struct sf_stream *stream);

/* Gives the stream another buffer and copies there what it holds. It is for callers with many
 * streams, whose buffers grow with what has arrived. The buffer needs room for what is held and for
 * all that sf_stream_feed is given, and no more than the size that sf_stream_init was given. The
 * limit of a message stays that size. A message that sf_stream_feed has given is no longer good. */
void sf_stream_move(struct sf_stream *stream, char *buffer);

/* The stream has ended. SF_MSG_OK if it ended between messages. Else the error that sf_stream_feed
 * has given, or SF_MSG_CUT_SHORT if there was none. `error` may be NULL. */
enum sf_msg_code sf_stream_end(const struct sf_stream *stream, struct sf_msg_error *error);

#ifdef __cplusplus
}
#endif
#endif
