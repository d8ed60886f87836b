/* See ws_frame.h. */
#include "ws_frame.h"

#include <stdlib.h>

/* ---- Text ---- */

/* The bytes that follow the first of a character, and the least and most of the second; -1: it
 * begins none. */
static int following(uint8_t first, uint8_t *least, uint8_t *most)
{
    *least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    *most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (first < 0x80)
        return 0;
    if (first < 0xc2 || first > 0xf4)
        return -1;
    return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

bool sf_ws_is_utf8(const char *bytes, size_t length)
{
    const uint8_t *p = (const uint8_t *)bytes;
    for (size_t i = 0; i < length; i++) {
        uint8_t least, most;
        int more = following(p[i], &least, &most);
        if (more < 0 || (size_t)more > length - i - 1)
            return false;
        for (int k = 1; k <= more; k++) {
            if (p[i + 1] < least || p[i + 1] > most)
                return false;
            i++;
            least = 0x80;
            most = 0xbf;
        }
    }
    return true;
}

/* ---- In ---- */

void sf_ws_frames_init(struct sf_ws_frames *frames, bool from_client, size_t limit)
{
    *frames = (struct sf_ws_frames){.from_client = from_client, .limit = limit};
}

void sf_ws_frames_free(struct sf_ws_frames *frames)
{
    free(frames->message);
    frames->message = NULL;
    frames->room = frames->held = 0;
}

bool sf_ws_is_inside(const struct sf_ws_frames *frames)
{
    return frames->head_bytes || frames->in_frame || frames->in_message;
}

static enum sf_ws_event fail(struct sf_ws_result *result, unsigned code, const char *why)
{
    result->code = code;
    result->why = why;
    return SF_WS_ERROR;
}

/* The bytes of a head, as far as its first two bytes show. */
static unsigned head_length(const struct sf_ws_frames *frames)
{
    if (frames->head_bytes < 2)
        return 2;
    unsigned length = frames->head[1] & 0x7f;
    return 2u + (length == 126 ? 2u : length == 127 ? 8u : 0u) + (frames->head[1] & 0x80 ? 4u : 0u);
}

/* The payload length. False: it is not in its shortest form (6455:5.2). */
static bool read_length(struct sf_ws_frames *frames, unsigned *at)
{
    unsigned length = frames->head[1] & 0x7f, bytes = length == 126 ? 2 : length == 127 ? 8 : 0;
    frames->left = bytes ? 0 : length;
    for (unsigned i = 0; i < bytes; i++)
        frames->left = frames->left << 8 | frames->head[2 + i];
    *at = 2 + bytes;
    return bytes == 0 || (bytes == 2 ? frames->left > 125 : frames->left > 65535);
}

static const char *check_head(const struct sf_ws_frames *frames)
{
    uint8_t opcode = frames->opcode;
    bool control = opcode >= SF_WS_OP_CLOSE, masked = frames->head[1] & 0x80;
    if (frames->head[0] & 0x70)
        return "a WebSocket frame with reserved bits";
    if ((opcode > SF_WS_OP_BINARY && opcode < SF_WS_OP_CLOSE) || opcode > SF_WS_OP_PONG)
        return "a WebSocket frame of an unknown kind";
    if (control && (!frames->fin || frames->left > SF_WS_CONTROL_BYTES))
        return "a WebSocket control frame that is too long or in parts";
    if (masked != frames->from_client)
        return masked ? "a masked WebSocket frame of a server"
                      : "a WebSocket frame of a client without a mask";
    if (!control && frames->in_message != (opcode == SF_WS_OP_CONTINUATION))
        return "a WebSocket message within another, or the rest of none";
    return NULL;
}

/* Room for the frame's payload, as it comes: never more than twice what has come, and a little. */
static bool make_room(struct sf_ws_frames *frames, size_t more)
{
    if (frames->held + more <= frames->room)
        return true;
    size_t room = 2 * (frames->held + more);
    room = room < 512 ? 512 : room > frames->limit ? frames->limit : room;
    char *message = realloc(frames->message, room);
    if (!message)
        return false;
    frames->message = message;
    frames->room = room;
    return true;
}

static enum sf_ws_event begin_frame(struct sf_ws_frames *frames, struct sf_ws_result *result)
{
    unsigned at;
    frames->fin = frames->head[0] & 0x80;
    frames->opcode = frames->head[0] & 0x0f;
    if (!read_length(frames, &at))
        return fail(result, SF_WS_PROTOCOL_ERROR,
                    "a WebSocket length that is not in its short form");
    const char *why = check_head(frames);
    if (why)
        return fail(result, SF_WS_PROTOCOL_ERROR, why);
    memset(frames->mask, 0, sizeof frames->mask);
    if (frames->from_client)
        memcpy(frames->mask, frames->head + at, sizeof frames->mask);
    bool data = frames->opcode < SF_WS_OP_CLOSE;
    if (data && frames->left > frames->limit - frames->held)
        return fail(result, SF_WS_TOO_BIG, "a WebSocket message that is too long");
    if (data && !frames->in_message)
        frames->text = frames->opcode == SF_WS_OP_TEXT;
    frames->in_message |= data;
    frames->in_frame = true;
    frames->head_bytes = 0;
    frames->at = 0;
    return SF_WS_MORE;
}

/* What a close frame says (6455:5.5.1). */
static enum sf_ws_event take_close(const struct sf_ws_frames *frames, struct sf_ws_result *result)
{
    const uint8_t *p = (const uint8_t *)frames->control;
    if (frames->at == 1)
        return fail(result, SF_WS_PROTOCOL_ERROR, "a WebSocket close frame with half a code");
    result->code = frames->at ? (unsigned)p[0] << 8 | p[1] : 0;
    return SF_WS_CLOSE;
}

static enum sf_ws_event end_frame(struct sf_ws_frames *frames, struct sf_ws_result *result)
{
    frames->in_frame = false;
    result->bytes = (struct sf_str){frames->control, (size_t)frames->at};
    if (frames->opcode == SF_WS_OP_CLOSE)
        return take_close(frames, result);
    if (frames->opcode == SF_WS_OP_PING)
        return SF_WS_PING;
    if (frames->opcode == SF_WS_OP_PONG)
        return SF_WS_PONG;
    if (!frames->fin)
        return SF_WS_MORE;
    result->bytes = (struct sf_str){frames->message, frames->held};
    frames->in_message = false;
    frames->held = 0;
    if (frames->text && !sf_ws_is_utf8(result->bytes.p, result->bytes.len))
        return fail(result, SF_WS_NOT_UTF8, "a WebSocket text that is not UTF-8");
    return SF_WS_MESSAGE;
}

static bool take_payload(struct sf_ws_frames *frames, const char *bytes, size_t count)
{
    bool data = frames->opcode < SF_WS_OP_CLOSE;
    if (data && !make_room(frames, count))
        return false;
    char *to = data ? frames->message + frames->held : frames->control + frames->at;
    for (size_t i = 0; i < count; i++)
        to[i] = (char)(bytes[i] ^ (char)frames->mask[(frames->at + i) & 3]);
    frames->held += data ? count : 0;
    frames->at += count;
    frames->left -= count;
    return true;
}

enum sf_ws_event sf_ws_feed(struct sf_ws_frames *frames, const char *bytes, size_t length,
                            struct sf_ws_result *result)
{
    *result = (struct sf_ws_result){.why = ""};
    if (frames->room && !frames->in_message) /* the last message has been used */
        sf_ws_frames_free(frames);
    for (;;) {
        size_t left = length - result->consumed;
        const char *p = bytes + result->consumed;
        if (!frames->in_frame) {
            if (frames->head_bytes < head_length(frames)) {
                if (!left)
                    return SF_WS_MORE;
                frames->head[frames->head_bytes++] = (uint8_t)*p;
                result->consumed++;
                continue;
            }
            enum sf_ws_event begun = begin_frame(frames, result);
            if (begun != SF_WS_MORE)
                return begun;
            continue;
        }
        size_t count = left < frames->left ? left : (size_t)frames->left;
        if (count && !take_payload(frames, p, count))
            return fail(result, SF_WS_TOO_BIG, "no memory for a WebSocket message");
        result->consumed += count;
        if (frames->left)
            return SF_WS_MORE;
        enum sf_ws_event ended = end_frame(frames, result);
        if (ended != SF_WS_MORE)
            return ended;
    }
}

/* ---- Out ---- */

size_t sf_ws_write(char *to, enum sf_ws_opcode opcode, const char *payload, size_t length,
                   const uint8_t mask[4])
{
    uint8_t *p = (uint8_t *)to;
    size_t at = 2;
    p[0] = (uint8_t)(0x80 | opcode);
    p[1] = mask ? 0x80 : 0;
    unsigned bytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
    p[1] |= (uint8_t)(bytes == 0 ? length : bytes == 2 ? 126 : 127);
    for (unsigned i = bytes; i-- > 0;)
        p[at++] = (uint8_t)((uint64_t)length >> (8 * i));
    if (mask) {
        memcpy(p + at, mask, 4);
        at += 4;
    }
    for (size_t i = 0; i < length; i++)
        p[at + i] = (uint8_t)((uint8_t)payload[i] ^ (mask ? mask[i & 3] : 0));
    return at + length;
}
