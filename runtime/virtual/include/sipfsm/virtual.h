/* A user agent core in virtual time, for tests and simulations: it has memory of its own and random
 * numbers that a seed repeats, and it gets each input as a network would give it. What must hold of
 * every core is looked at in one place: it sends only sound messages, and at the end nothing is
 * left in it.
 *
 * What the core puts out goes to `take` before the next input. Nothing here sleeps or reads a
 * clock: each function has the time of the virtual world, in microseconds from its beginning. */
#ifndef SIPFSM_VIRTUAL_H
#define SIPFSM_VIRTUAL_H

#include "sipfsm/msg.h"
#include "sipfsm/ua.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sf_virtual {
    struct sf_ua *ua;
    /* Each output, in its order. A command may be given within it. */
    void (*take)(void *user, const struct sf_output *output);
    void *user;         /* for `take` */
    bool keeps;         /* outputs stay in the core until sf_virtual_drain is called */
    uint64_t random;    /* the state of its random numbers */
    uint64_t offset_us; /* what its clock shows when the world begins */
    int64_t fast_ppm;   /* how much faster than the world's its clock runs; negative: slower */
    uint64_t due_us;    /* when its deadline is or was, in the world's time; UINT64_MAX: none */
    /* The rest belongs to the functions below. */
    void *memory;
    size_t memory_bytes;
    struct sf_virtual_held *held; /* datagrams whose events may not have been taken yet */
    bool draining;
};

/* Makes the core. `config->random` and `config->random_user` are filled in where there is none;
 * `seed` decides the numbers. Memory of an earlier core of this struct is used again where it
 * suffices; a new struct is all zeros. The memory is not clean: no core may count on zeros. `take`
 * and `user` are the caller's to set. False: the configuration is not usable (sf_ua_size), or there
 * is no memory. */
bool sf_virtual_open(struct sf_virtual *core, struct sf_ua_config *config, uint64_t seed);
/* Frees it. A struct of zeros is fine. */
void sf_virtual_close(struct sf_virtual *core);

/* Inputs. The core gets the bytes in a block of just that length, so that a sanitizer sees a read
 * beyond it; the block stays until all outputs are taken. Where the core is busy, its outputs are
 * taken and the input is made again; SF_UA_BUSY comes back only if the outputs are kept, or if that
 * has no end. Other results are the core's. */
enum sf_ua_result sf_virtual_receive(struct sf_virtual *core, uint64_t now_us, const char *bytes,
                                     size_t length, const struct sf_address *from);
enum sf_ua_result sf_virtual_tick(struct sf_virtual *core, uint64_t now_us);
enum sf_ua_result sf_virtual_send_failed(struct sf_virtual *core, uint64_t now_us, uint64_t token);
enum sf_ua_result sf_virtual_not_connected(struct sf_virtual *core, uint64_t now_us,
                                           uint64_t token);

/* Takes all outputs: after each command. Within `take` it does nothing. */
void sf_virtual_drain(struct sf_virtual *core);

/* What the core's clock shows: the `now_us` of its commands. */
uint64_t sf_virtual_clock_us(const struct sf_virtual *core, uint64_t now_us);

/* ---- What must hold ---- */

#define SF_VIRTUAL_TEXT_BYTES 256

/* True if a datagram of the core is one message that sf_msg_parse and sf_msg_check take, or a
 * keep-alive (5626:3.5.1). `msg` gets its structure. `damaged`: the core may have received
 * malformed messages, so a response may repeat what it could not read (3261:8.2.6.2), and an ACK
 * the To of its response (3261:17.1.1.3). `text` says what the parser refuses, also where that is
 * allowed; it is empty if `msg` is whole. */
bool sf_virtual_is_sound(struct sf_msg *msg, const struct sf_datagram *datagram, bool damaged,
                         char text[SF_VIRTUAL_TEXT_BYTES]);

/* True if nothing is left in any pool of the core, no timer runs, and no event came that its table
 * says cannot come. On false `text` lists what is left: "2 calls, 1 timers". */
bool sf_virtual_is_empty(const struct sf_ua *ua, char text[SF_VIRTUAL_TEXT_BYTES]);

/* ---- Random numbers ---- */

/* For struct sf_ua_config: `state` is a uint64_t, the seed at first. */
void sf_virtual_random(void *state, void *bytes, size_t size);
#ifdef __cplusplus
}
#endif

#endif
