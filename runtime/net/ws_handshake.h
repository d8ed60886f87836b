/* The handshake of WebSocket (6455:4) with the subprotocol "sip" (7118:4.1): texts in, texts out.
 */
#ifndef SIPFSM_WS_HANDSHAKE_H
#define SIPFSM_WS_HANDSHAKE_H

#include "sipfsm/str.h"

#define SF_WS_HANDSHAKE_BYTES 4096 /* of a request or response that comes, at most */
#define SF_WS_KEY_BYTES 25         /* with its NUL */
#define SF_WS_ANSWER_BYTES 512     /* of what is sent */

enum sf_ws_verdict {
    SF_WS_UNFINISHED, /* its empty line has not come */
    SF_WS_GOOD,
    SF_WS_BAD
};

struct sf_ws_greeting {
    size_t length;                   /* of the head, with its empty line */
    const char *why;                 /* BAD: in a few words, static */
    char answer[SF_WS_ANSWER_BYTES]; /* a server's, also if it is BAD; may be empty */
};

/* A key of 16 random bytes. False: there is no randomness. */
bool sf_ws_key(char key[SF_WS_KEY_BYTES]);
/* A client's request to that host. Returns its length; 0 if it is too long. */
size_t sf_ws_request(char to[SF_WS_ANSWER_BYTES], const char *host, const char *key);

/* The origins of web pages that may connect to this server, "https://example.org"; none: all may.
 */
struct sf_ws_origins {
    const char *const *origin;
    size_t count;
};

/* Reads what a client has sent (6455:4.2.1), and makes the answer. */
enum sf_ws_verdict sf_ws_read_request(struct sf_str bytes, const struct sf_ws_origins *origins,
                                      struct sf_ws_greeting *greeting);
/* For a client whose handshake is longer than SF_WS_HANDSHAKE_BYTES: makes the answer. SF_WS_BAD.
 */
enum sf_ws_verdict sf_ws_too_long(struct sf_ws_greeting *greeting);
/* Reads what a server has answered (6455:4.1) to a request with that key. */
enum sf_ws_verdict sf_ws_read_response(struct sf_str bytes, const char *key,
                                       struct sf_ws_greeting *greeting);

#endif
