/* WebSocket frames (6455:5): bytes become messages and back. Pure: no sockets, no randomness. */
#ifndef SIPFSM_WS_FRAME_H
#define SIPFSM_WS_FRAME_H

#include "sipfsm/str.h"

#define SF_WS_CONTROL_BYTES 125 /* 6455:5.5 */
#define SF_WS_HEAD_BYTES 14

enum sf_ws_opcode {
    SF_WS_OP_CONTINUATION,
    SF_WS_OP_TEXT,
    SF_WS_OP_BINARY,
    SF_WS_OP_CLOSE = 8,
    SF_WS_OP_PING,
    SF_WS_OP_PONG
};

/* Status codes of 6455:7.4.1. */
enum sf_ws_code {
    SF_WS_NORMAL = 1000,
    SF_WS_GOING_AWAY = 1001,
    SF_WS_PROTOCOL_ERROR = 1002,
    SF_WS_NOT_UTF8 = 1007,
    SF_WS_TOO_BIG = 1009
};

enum sf_ws_event {
    SF_WS_MORE,    /* all bytes are taken: feed more */
    SF_WS_MESSAGE, /* `bytes` is a whole message */
    SF_WS_PING,    /* answer it by a pong of the same `bytes` */
    SF_WS_PONG,
    SF_WS_CLOSE, /* the other side ends; `code` is its status code, 0 if it gave none */
    SF_WS_ERROR  /* end the connection with `code`; `why` says it in a few words */
};

struct sf_ws_result {
    size_t consumed;     /* bytes that this call has taken; feed the rest again */
    struct sf_str bytes; /* good until the next call */
    unsigned code;
    const char *why;
};

struct sf_ws_frames { /* private */
    bool from_client; /* what comes is a client's, and must be masked */
    bool in_frame, in_message, fin, text;
    uint8_t opcode; /* of the frame */
    uint8_t head[SF_WS_HEAD_BYTES], head_bytes;
    uint8_t mask[4];
    uint64_t left, at; /* of the frame's payload: still to come, and what has */
    char control[SF_WS_CONTROL_BYTES];
    char *message;
    size_t held, room, limit;
};

/* Begins. A message of more than `limit` bytes is an error. `from_client`: this side is the server
 * (6455:5.1). */
void sf_ws_frames_init(struct sf_ws_frames *frames, bool from_client, size_t limit);
void sf_ws_frames_free(struct sf_ws_frames *frames);

/* Takes bytes up to the next event. Call it with the rest until SF_WS_MORE, CLOSE or ERROR. */
enum sf_ws_event sf_ws_feed(struct sf_ws_frames *frames, const char *bytes, size_t length,
                            struct sf_ws_result *result);

/* Between the first byte of a message and its last. */
bool sf_ws_is_inside(const struct sf_ws_frames *frames);

/* Writes a whole frame of that opcode, its payload of `length` bytes, into `to`, which has room for
 * SF_WS_HEAD_BYTES more. `mask`: a client's, of random bytes; NULL: a server's. Returns its length.
 */
size_t sf_ws_write(char *to, enum sf_ws_opcode opcode, const char *payload, size_t length,
                   const uint8_t mask[4]);

/* True if the bytes are UTF-8 (6455:8.1, 7118:4.2). */
bool sf_ws_is_utf8(const char *bytes, size_t length);

#endif
