/* sipfsm: messages out of a stream of bytes (TCP, TLS). Finds where each message ends, by its
 * Content-Length (3261:18.3, 20.14), and knows the keep-alives between them (5626:3.5.1). Bytes may
 * come in any cuts, and the cuts change nothing: the same bytes give the same events. What a
 * message means is sf_msg_parse's, which then runs over its contiguous bytes.
 *
 * A message that lies whole in what is fed stays where it is. Of one that does not, the bytes are
 * gathered in a buffer of the caller's: each byte is looked at once and copied at most once.
 * Allocates nothing.
 */
#ifndef SIPFSM_STREAM_H
#define SIPFSM_STREAM_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_stream_event {
    SF_STREAM_MORE,    /* all that was fed has been taken, and nothing is complete */
    SF_STREAM_MESSAGE, /* a whole message: result.message */
    /* A run of CRLFs between messages: the first, third ... is told as PONG at once, since nobody
     * can know whether another comes, the second, fourth ... as PING. Who accepted the connection
     * answers PING with one CRLF and need not look at PONG (5626:3.5.1); who opened it waits for
     * PONG after it sent CRLF CRLF, and need not look at PING (5626:4.4.1). */
    SF_STREAM_PING,
    SF_STREAM_PONG,
    SF_STREAM_ERROR /* result.error */
};

struct sf_stream_result {
    size_t consumed; /* bytes of what was fed that this call took; feed the rest again */
    /* MESSAGE: from its start line to the end of its body. ERROR: its header section, if that has
     * come whole, from which sf_msg_parse can make what an answer needs; else {NULL, 0}. It lies in
     * what was fed or in the buffer, and is good until the next call. */
    struct sf_str message;
    uint64_t at;               /* where in the stream the message (or the CRLF) begins */
    struct sf_msg_error error; /* ERROR: error.at counts from the message's first byte; answerable
                                  is never set here */
    /* ERROR: where the next message begins cannot be known. Answer if you can, then close the
     * connection; every further call gives the same error. False only if a body is too large: it is
     * passed over, and the next message is found. */
    bool close;
};

struct sf_stream { /* private */
    char *buffer;
    uint32_t limit;   /* bytes a message may have */
    uint32_t held;    /* bytes of the message in the buffer */
    int state;        /* of the grammar */
    uint32_t scanned; /* bytes of the message that the grammar has seen */
    uint32_t head;    /* bytes of its header section, 0 while that is not complete */
    uint32_t crlfs;   /* in a row, between messages */
    uint64_t begins;  /* of the message, in the stream */
    uint64_t skip;    /* bytes of a body that is too large, still to pass over */
    uint64_t number;  /* the Content-Length that is being read */
    int64_t length;   /* the Content-Length, -1 if none was read */
    uint32_t name_at, value_at, digits_at, digits_end; /* of the Content-Length */
    bool digits, failed;
    struct sf_msg_error error; /* the first; told when the header section is complete */
};

/* `buffer` is the caller's and stays his for as long as the stream is used. A message of more than
 * `size` bytes (or SF_LIMIT_MESSAGE_BYTES) is refused, however it is cut. */
void sf_stream_init(struct sf_stream *stream, char *buffer, size_t size);

/* Takes bytes up to the next event. Call it with what is left until it gives SF_STREAM_MORE:
 *
 *     while ((event = sf_stream_feed(&stream, bytes, length, &result)) != SF_STREAM_MORE) {
 *         bytes += result.consumed, length -= result.consumed;
 *         if (event == SF_STREAM_MESSAGE) ... sf_msg_parse(&msg, result.message.p,
 * result.message.len, &error) ... if (event == SF_STREAM_ERROR && result.close) break;
 *     }
 *
 * Errors, all of enum sf_msg_code: NOT_SIP, a first line that is of another protocol (told at
 * once); MISSING, no Content-Length; HEADER_VALUE, one that is no number below 2^32; REPEATED, two
 * that differ; TOO_LARGE, past the limit. Whatever else is wrong with a message, two equal
 * Content-Lengths say, leaves its end in place: it is a MESSAGE, and sf_msg_parse tells. */
enum sf_stream_event sf_stream_feed(struct sf_stream *stream, const char *bytes, size_t length,
                                    struct sf_stream_result *result);

/* The stream has ended. SF_MSG_OK between messages; else the error, which is CUT_SHORT if there was
 * none before. `error` may be null. */
enum sf_msg_code sf_stream_end(const struct sf_stream *stream, struct sf_msg_error *error);

#ifdef __cplusplus
}
#endif
#endif
