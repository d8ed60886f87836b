/* WebSocket of one connection: its handshake, then its frames (6455, 7118). */
#ifndef SIPFSM_WS_H
#define SIPFSM_WS_H

#include "ws_frame.h"
#include "ws_handshake.h"

struct sf_ws {
    bool client;                         /* this side has opened the connection */
    bool open;                           /* the handshake is done */
    bool ended;                          /* a close frame has been sent */
    unsigned code;                       /* of that frame */
    const struct sf_ws_origins *origins; /* that a server takes */
    char key[SF_WS_KEY_BYTES];
    char *greeting; /* the received part of the other side's handshake, while it is not complete */
    size_t greeting_bytes;
    struct sf_ws_frames frames;
};

/* For messages of at most `limit` bytes. `origins` outlives it. NULL: no memory, no randomness, or
 * this copy is built without OpenSSL. */
struct sf_ws *sf_ws_make(bool client, size_t limit, const struct sf_ws_origins *origins);
void sf_ws_free(struct sf_ws *ws);

/* Takes bytes of the other side's handshake; *consumed says how many. SF_WS_UNFINISHED: all of
 * them, and more are needed. */
enum sf_ws_verdict sf_ws_shake(struct sf_ws *ws, const char *bytes, size_t length,
                               struct sf_ws_greeting *greeting, size_t *consumed);

/* A frame as it goes over the wire, masked if this side is the client, in memory of its own that
 * the caller frees. NULL: no memory. A text that is not UTF-8 goes as binary (7118:4.2). */
char *sf_ws_frame(const struct sf_ws *ws, enum sf_ws_opcode opcode, const char *payload,
                  size_t length, size_t *frame_bytes);

#endif
