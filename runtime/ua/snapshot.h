/* The record of a saved dialog: what it has, and its bytes. */
#ifndef SF_UA_SNAPSHOT_H
#define SF_UA_SNAPSHOT_H

#include "dialog.h"
#include "refresh.h"

#include "sipfsm/snapshot.h"

struct sf_snapshot_timer {
    bool runs;
    uint64_t left_us, interval_us;
};

/* A call with one confirmed dialog. */
struct sf_snapshot {
    uint64_t wall_us; /* when it was saved */
    struct sf_dialog d;
    struct sf_address local; /* of the endpoint that its requests leave from */
    bool acked, proven;      /* of the dialog; `proven` if that is true of d.peer */
    bool takes_update, offered;
    bool timed; /* it has a session timer, and with it: */
    uint8_t refresh_state;
    uint32_t wish_s, least_s;
    struct sf_interval now, given;
    struct sf_snapshot_timer longest, wait, expiry; /* L of dialog; W and E of refresh */
};

/* Writes the record of *s, whose texts d.text has. Returns its length, of which no more than `size`
 * bytes have been written. */
size_t sf_snapshot_write(const struct sf_ua *ua, const struct sf_snapshot *s, void *bytes,
                         size_t size);
/* Reads a record; its texts go to the core's draft, and d.text points there. */
enum sf_snapshot_result sf_snapshot_read(struct sf_ua *ua, const void *bytes, size_t length_bytes,
                                         struct sf_snapshot *s);

/* Writes the checksum of a record of so many bytes into the record. For tests that change one. */
void sf_snapshot_seal(void *bytes, size_t length_bytes);

#endif
