/* Records of saved dialogs (sipfsm/snapshot.h), with a correct head and checksum; the contents may
 * be anything. The input: a byte that picks what is done with the call, then the part of a record
 * after its head. Either the record is refused, or the dialog is valid: it is saved as the same
 * record, and the call ends. */
#include "fuzz.h"

#include <string.h>

#include "sipfsm/virtual.h"

#include "snapshot.h"

#define MUST(truth) FUZZ_MUST(truth, "%s", #truth)
#define RECORD_BYTES 8192
#define HEAD_BYTES 19 /* magic, version, length, whether it has a session timer, digest */
#define LENGTH_AT 6
#define CHECKSUM_BYTES 8
#define TICKS 2000

static struct sf_virtual virtual;

static void take(void *user, const struct sf_output *output)
{
    static struct sf_msg msg;
    char why[SF_VIRTUAL_TEXT_BYTES];
    (void)user;
    if (output->type == SF_OUTPUT_DATAGRAM)
        FUZZ_MUST(sf_virtual_is_sound(&msg, &output->datagram, false, why), "%s", why);
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
                                  .session_timer = timed ? &timer : NULL};
    virtual.take = take;
    MUST(sf_virtual_open(&virtual, &config, 4711));
    return virtual.ua;
}

/* A correct head, and after it the input. */
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

/* Nothing is answered, so all waits end. */
static void run_dry(void)
{
    char left[SF_VIRTUAL_TEXT_BYTES];
    uint64_t due_us;
    sf_virtual_drain(&virtual);
    for (unsigned i = 0; (due_us = sf_ua_next_deadline(virtual.ua)) != UINT64_MAX; i++) {
        MUST(i < TICKS);
        sf_virtual_tick(&virtual, due_us);
    }
    FUZZ_MUST(sf_virtual_is_empty(virtual.ua, left), "left behind: %s", left);
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
        /* If the dialog's endpoint is not here, it gets another one, and keeps that. */
        if (length_again != length || memcmp(record, again, length) != 0) {
            length = length_again;
            memcpy(record, again, length);
            ua = core(timed, data[0] & 2);
            MUST(sf_dialog_restore(ua, 5, record, length, wall_us, 0, &call) == SF_SNAPSHOT_OK);
            MUST(sf_dialog_save(ua, 5, call, wall_us, again, sizeof again, &length_again) ==
                 SF_SNAPSHOT_OK);
        }
        MUST(length_again == length && memcmp(record, again, length) == 0);
        if (data[0] & 4)
            sf_ua_modify(ua, 5, call, &change);
        sf_virtual_drain(&virtual);
        if (!(data[0] & 8))
            sf_ua_hangup(ua, 5, call);
        else if (sf_ua_next_deadline(ua) != UINT64_MAX)
            sf_virtual_tick(&virtual, sf_ua_next_deadline(ua));
        sf_virtual_drain(&virtual);
        sf_ua_hangup(ua, 5, call);
    }
    run_dry();
    sf_virtual_close(&virtual);
    return 0;
}
