/* sipfsm: the dialog of a call as bytes, for another core to carry on. An established call, with no
 * change of it under way, is saved as one record of a few hundred bytes. After a crash, or in
 * another process, a core restores it: the call can be ended, changed and refreshed from both
 * sides. docs/snapshots.md says what is lost.
 *
 * A record is portable: it has a fixed byte order and no pointers. It has a version, a checksum,
 * and a digest of the tables that its states belong to; one that does not fit is refused. The
 * checksum finds accidents. It proves nothing about who wrote the record: keep records where nobody
 * else can write. Programs that call neither function do not link them. */
#ifndef SIPFSM_SNAPSHOT_H
#define SIPFSM_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "sipfsm/event.h"
#include "sipfsm/result.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SF_SNAPSHOT_VERSION 2

/* The bytes that a record has besides the texts of its dialog, rounded up. A record is at most this
 * and the dialog's `text_bytes` long. */
#define SF_SNAPSHOT_FRAME_BYTES 192

enum sf_snapshot_result {
    SF_SNAPSHOT_OK,
    /* From sf_dialog_save. */
    SF_SNAPSHOT_NO_CALL,   /* the call is gone: forget the handle and its records */
    SF_SNAPSHOT_NO_DIALOG, /* the call is not answered yet, or is ending: nothing can carry it on */
    SF_SNAPSHOT_CHANGING,  /* an INVITE, UPDATE, PRACK, ACK or answer to an offer is under way, or a
                              refresh: save when its event has come */
    SF_SNAPSHOT_ASKED,     /* a request in the call waits for the application: answer it first */
    SF_SNAPSHOT_NO_SPACE,  /* the record is longer than `size` */
    /* From sf_dialog_restore. */
    SF_SNAPSHOT_CUT,             /* bytes are missing at its end */
    SF_SNAPSHOT_CORRUPT,         /* its bytes are not those that were written, or it is no record */
    SF_SNAPSHOT_VERSION_DIFFERS, /* it is of another version of the format */
    SF_SNAPSHOT_TABLES_DIFFER,   /* the tables of this core are not those that it was made by */
    SF_SNAPSHOT_NO_TIMERS, /* its session expires, and this core has no session timers: configure
                              `session_timer` */
    SF_SNAPSHOT_TOO_LONG,  /* its requests would be longer than message_bytes of this core */
    SF_SNAPSHOT_NO_WAY,    /* this core has no endpoint of its transport and family */
    SF_SNAPSHOT_KNOWN,     /* this core has that dialog already */
    SF_SNAPSHOT_FULL,      /* no room for a call: configure more calls */
    SF_SNAPSHOT_BUSY       /* take the datagrams and events, then call again */
};

/* The result in a few words, for a log. The text is static. */
const char *sf_snapshot_text(enum sf_snapshot_result result);

/* Saves the dialog of a call into `bytes`, which has room for `size` bytes. *length_bytes becomes
 * the length of the record: after OK what was written, after NO_SPACE what is needed. After any
 * other result it is 0. `bytes` may be NULL if `size` is 0.
 *
 * This is not an input: it changes nothing and may be called at any time, also while outputs wait.
 * `now_us` is the core's time. `wall_us` is a time that goes on while no process runs, such as
 * microseconds since 1970. sf_dialog_restore uses it to find out how much of each timer is left.
 *
 * A record is good as long as the dialog is as it was. A request in the dialog raises a sequence
 * number; a re-INVITE or an UPDATE may change the target and the session timer. So save again after
 * CONFIRMED, ANSWERED, MODIFIED, REFRESH, REQUEST and RESPONSE events of the call, when an UPDATE
 * was accepted, and when the call was restored. After CHANGING or ASKED try again at each later
 * event. Forget the record at ENDED. */
enum sf_snapshot_result sf_dialog_save(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                                       uint64_t wall_us, void *bytes, size_t size,
                                       size_t *length_bytes);

/* Restores a record as a new call. *call is its handle: earlier handles of the call mean nothing in
 * this core, and sf_ua_set_user must be called again. No event reports the restored call. Later
 * events are as for any established call.
 *
 * `wall_us` is the time of the same clock as for sf_dialog_save. Each timer goes on with what it
 * had left, less the time since the saving. A timer that would have run out meanwhile runs out at
 * the next input. A clock that went back counts as one that stood still.
 *
 * `unseen` is how many requests of ours may have gone out since the record was saved. The core
 * skips so many sequence numbers, because the other side refuses one that it has seen
 * (3261:12.2.2). 0: the record is the newest state. An application that saves after each event as
 * above needs as many as a call may send in one change: 16 are enough. The core never skips the
 * last 65,536 numbers.
 *
 * Any result but OK has changed nothing; only timers that were due may have fired. */
enum sf_snapshot_result sf_dialog_restore(struct sf_ua *ua, uint64_t now_us, const void *bytes,
                                          size_t length_bytes, uint64_t wall_us, uint32_t unseen,
                                          struct sf_call *call);

#ifdef __cplusplus
}
#endif
#endif
