/* Records of saved dialogs (sipfsm/snapshot.h), with a right head and a right checksum: what they
 * say may still be anything. The input: a byte that picks what is done with the call, then what a
 * record has behind its head. A record is refused, or the dialog is a sound one: it is saved as the
 * same record, and the call ends. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "../ua/seeded.h"

#include "snapshot.h"

#define MUST(truth) FUZZ_MUST(truth, "%s", #truth)
#define RECORD_BYTES 8192
#define HEAD_BYTES 19 /* magic, version, length, whether it has a session timer, digest */
#define LENGTH_AT 6
#define CHECKSUM_BYTES 8
#define TICKS 2000

static uint64_t number;

static void seeded(void *user, void *bytes, size_t size)
{
    seeded_bytes(user, bytes, size);
}

static struct sf_ua *core(bool timed, bool tcp)
{
    static struct sf_ua_session_timer timer;
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    struct sf_ua_config config = {.calls = 1,
                                  .message_bytes = 4000,
                                  .local = {.transport = tcp ? SF_TRANSPORT_TCP : SF_TRANSPORT_UDP,
                                            .family = 4,
                                            .port = 5060,
                                            .ip = {10, 0, 0, 2}},
                                  .session_timer = timed ? &timer : NULL,
                                  .random = seeded,
                                  .random_user = &number};
    number = 4711;
    size_t size = sf_ua_size(&config);
    struct sf_ua *ua = sf_ua_init(malloc(size), size, &config);
    MUST(ua);
    return ua;
}

/* What the input says behind a head that is right. */
static size_t record_of(const struct sf_ua *ua, bool timed, const uint8_t *data, size_t size,
                        unsigned char *record)
{
    const struct sf_snapshot empty = {.timed = timed};
    size_t length = HEAD_BYTES + size + CHECKSUM_BYTES;
    MUST(sf_snapshot_write(ua, &empty, record, RECORD_BYTES) < RECORD_BYTES);
    if (size)
        memcpy(record + HEAD_BYTES, data, size);
    for (unsigned i = 0; i < 4; i++)
        record[LENGTH_AT + i] = (unsigned char)(length >> (24 - 8 * i));
    sf_snapshot_seal(record, length);
    return length;
}

static void drain(struct sf_ua *ua)
{
    struct sf_output output;
    while (sf_ua_next(ua, &output))
        ;
}

/* No answer comes to anything: all waits end. */
static void run_dry(struct sf_ua *ua)
{
    struct sf_ua_usage usage;
    struct sf_ua_counters counters;
    uint64_t due_us;
    drain(ua);
    for (unsigned i = 0; (due_us = sf_ua_next_deadline(ua)) != UINT64_MAX; i++) {
        MUST(i < TICKS);
        sf_ua_tick(ua, due_us);
        drain(ua);
    }
    sf_ua_usage(ua, &usage);
    sf_ua_counters(ua, &counters);
    MUST(!usage.calls && !usage.dialogs && !usage.sessions && !usage.transactions);
    MUST(!usage.timers && !usage.blocks && !counters.impossible);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct sf_change change = {
        .content = {.type = {"application/sdp", 15}, .body = {"v=0\r\n", 5}}};
    unsigned char record[RECORD_BYTES], again[RECORD_BYTES];
    struct sf_call call;
    size_t length;
    if (size < 1 || size > RECORD_BYTES - HEAD_BYTES - CHECKSUM_BYTES)
        return 0;
    bool timed = data[0] & 1;
    struct sf_ua *ua = core(timed, data[0] & 2);
    length = record_of(ua, timed, data + 1, size - 1, record);
    enum sf_snapshot_result result = sf_dialog_restore(ua, 5, record, length, 0, 0, &call);
    MUST(result != SF_SNAPSHOT_CUT && result != SF_SNAPSHOT_VERSION_DIFFERS &&
         result != SF_SNAPSHOT_TABLES_DIFFER && result != SF_SNAPSHOT_BUSY);
    if (result == SF_SNAPSHOT_OK) {
        size_t length_again;
        uint64_t wall_us = 0;
        for (unsigned i = 0; i < 8; i++)
            wall_us = wall_us << 8 | data[1 + i];
        MUST(sf_dialog_save(ua, 5, call, wall_us, again, sizeof again, &length_again) ==
             SF_SNAPSHOT_OK);
        MUST(length_again == length && memcmp(record, again, length) == 0);
        if (data[0] & 4)
            sf_ua_modify(ua, 5, call, &change);
        drain(ua);
        if (!(data[0] & 8))
            sf_ua_hangup(ua, 5, call);
        else if (sf_ua_next_deadline(ua) != UINT64_MAX)
            sf_ua_tick(ua, sf_ua_next_deadline(ua));
        drain(ua);
        sf_ua_hangup(ua, 5, call);
    }
    run_dry(ua);
    free(ua);
    return 0;
}
