/* See ws.h. */
#include "ws.h"

#include <openssl/rand.h>
#include <stdlib.h>

struct sf_ws *sf_ws_make(bool client, size_t limit, const struct sf_ws_origins *origins)
{
    struct sf_ws *ws = calloc(1, sizeof *ws);
    if (ws && client && !sf_ws_key(ws->key)) {
        free(ws);
        return NULL;
    }
    if (ws) {
        ws->client = client;
        ws->origins = origins;
        ws->code = SF_WS_NORMAL;
        sf_ws_frames_init(&ws->frames, !client, limit);
    }
    return ws;
}

void sf_ws_free(struct sf_ws *ws)
{
    if (!ws)
        return;
    sf_ws_frames_free(&ws->frames);
    free(ws->greeting);
    free(ws);
}

enum sf_ws_verdict sf_ws_shake(struct sf_ws *ws, const char *bytes, size_t length,
                               struct sf_ws_greeting *greeting, size_t *consumed)
{
    size_t before = ws->greeting_bytes, room = SF_WS_HANDSHAKE_BYTES - before;
    if (!ws->greeting)
        ws->greeting = malloc(SF_WS_HANDSHAKE_BYTES);
    *greeting = (struct sf_ws_greeting){.why = "no memory for a WebSocket handshake"};
    if (!ws->greeting)
        return SF_WS_BAD;
    *consumed = length < room ? length : room;
    memcpy(ws->greeting + before, bytes, *consumed);
    ws->greeting_bytes += *consumed;
    struct sf_str all = {ws->greeting, ws->greeting_bytes};
    enum sf_ws_verdict verdict = ws->client ? sf_ws_read_response(all, ws->key, greeting)
                                            : sf_ws_read_request(all, ws->origins, greeting);
    if (verdict == SF_WS_UNFINISHED && ws->greeting_bytes == SF_WS_HANDSHAKE_BYTES) {
        sf_ws_too_long(greeting);
        if (ws->client) /* a server is not answered */
            greeting->answer[0] = 0;
        return SF_WS_BAD;
    }
    if (verdict != SF_WS_GOOD)
        return verdict;
    *consumed = greeting->length - before; /* what follows is frames */
    free(ws->greeting);
    ws->greeting = NULL;
    ws->open = true;
    return SF_WS_GOOD;
}

char *sf_ws_frame(const struct sf_ws *ws, enum sf_ws_opcode opcode, const char *payload,
                  size_t length, size_t *frame_bytes)
{
    uint8_t mask[4];
    char *frame = malloc(SF_WS_HEAD_BYTES + length);
    if (!frame || (ws->client && RAND_bytes(mask, sizeof mask) != 1)) {
        free(frame);
        return NULL;
    }
    if (opcode == SF_WS_OP_TEXT && !sf_ws_is_utf8(payload, length))
        opcode = SF_WS_OP_BINARY;
    *frame_bytes = sf_ws_write(frame, opcode, payload, length, ws->client ? mask : NULL);
    return frame;
}
