/* WebSocket frames. The first byte says whose they are, the second how long a message may be. The
 * same must be reported for the whole input and byte by byte, and written frames must be read back.
 */
#include "fuzz.h"

#include <stdlib.h>

#include "ws_frame.h"

struct log {
    size_t events;
    uint64_t hash; /* of all that was told */
    enum sf_ws_event last;
    unsigned code;
};

static void mix(struct log *log, const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        log->hash = (log->hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
}

/* False when nothing more can come. */
static bool feed(struct sf_ws_frames *frames, struct log *log, const char *piece, size_t size,
                 size_t limit)
{
    char *copy = fuzz_copy(piece, size);
    size_t at = 0;
    enum sf_ws_event event;
    struct sf_ws_result result;
    do {
        event = sf_ws_feed(frames, copy + at, size - at, &result);
        FUZZ_MUST(result.consumed <= size - at, "%zu bytes of %zu were taken", result.consumed,
                  size - at);
        at += result.consumed;
        if (event == SF_WS_MORE)
            break;
        size_t most = event == SF_WS_MESSAGE ? limit : SF_WS_CONTROL_BYTES;
        FUZZ_MUST(event == SF_WS_ERROR || result.bytes.len <= most, "%zu bytes of %zu",
                  result.bytes.len, most);
        FUZZ_MUST(event != SF_WS_ERROR || (result.code && *result.why),
                  "an error without a reason");
        log->events++;
        log->last = event;
        log->code = result.code;
        mix(log, &event, sizeof event);
        if (event != SF_WS_ERROR)
            mix(log, result.bytes.p, result.bytes.len);
        mix(log, &result.code, sizeof result.code);
    } while (event != SF_WS_CLOSE && event != SF_WS_ERROR);
    FUZZ_MUST(event != SF_WS_MORE || at == size, "%zu bytes were left", size - at);
    free(copy);
    return event == SF_WS_MORE;
}

static struct log run(const char *bytes, size_t size, size_t cut, bool from_client, size_t limit)
{
    struct sf_ws_frames frames;
    struct log log = {.hash = 0xcbf29ce484222325u};
    sf_ws_frames_init(&frames, from_client, limit);
    for (size_t at = 0; at < size; at += cut)
        if (!feed(&frames, &log, bytes + at, cut < size - at ? cut : size - at, limit))
            break;
    sf_ws_frames_free(&frames);
    return log;
}

static void there_and_back(const char *bytes, size_t size)
{
    static const uint8_t mask[4] = {0xa5, 0, 0xff, 0x3c};
    struct sf_ws_frames frames;
    struct sf_ws_result result;
    char *frame = malloc(size + SF_WS_HEAD_BYTES);
    if (!frame)
        abort();
    size_t length = sf_ws_write(frame, SF_WS_OP_BINARY, bytes, size, mask);
    sf_ws_frames_init(&frames, true, size);
    FUZZ_MUST(sf_ws_feed(&frames, frame, length, &result) == SF_WS_MESSAGE &&
                  result.consumed == length && result.bytes.len == size &&
                  (!size || memcmp(result.bytes.p, bytes, size) == 0),
              "what was written is not read back");
    sf_ws_frames_free(&frames);
    free(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const char *bytes = (const char *)data + 2;
    size_t limit = (size_t)data[1] * 16;
    struct log whole = run(bytes, size - 2, size, data[0] & 1, limit);
    for (size_t cut = 1; cut <= 3; cut += 2) {
        struct log cuts = run(bytes, size - 2, cut, data[0] & 1, limit);
        FUZZ_MUST(cuts.events == whole.events && cuts.hash == whole.hash,
                  "%zu events whole and %zu in cuts of %zu", whole.events, cuts.events, cut);
    }
    there_and_back(bytes, size - 2);
    return 0;
}
