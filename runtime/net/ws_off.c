/* A build without OpenSSL has no WebSocket, which needs a digest of OpenSSL. */
#include "ws.h"

struct sf_ws *sf_ws_make(bool client, size_t limit, const struct sf_ws_origins *origins)
{
    (void)client, (void)limit, (void)origins;
    return NULL;
}

void sf_ws_free(struct sf_ws *ws)
{
    (void)ws;
}

size_t sf_ws_request(char to[SF_WS_ANSWER_BYTES], const char *host, const char *key)
{
    (void)to, (void)host, (void)key;
    return 0;
}

enum sf_ws_verdict sf_ws_shake(struct sf_ws *ws, const char *bytes, size_t length,
                               struct sf_ws_greeting *greeting, size_t *consumed)
{
    (void)ws, (void)bytes, (void)length, (void)greeting, (void)consumed;
    return SF_WS_BAD;
}

char *sf_ws_frame(const struct sf_ws *ws, enum sf_ws_opcode opcode, const char *payload,
                  size_t length, size_t *frame_bytes)
{
    (void)ws, (void)opcode, (void)payload, (void)length, (void)frame_bytes;
    return NULL;
}
