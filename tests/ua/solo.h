/* One core alone, Bob at 10.0.0.2, against another side whose messages a test writes by hand. What
 * an input makes it put out is taken at once and stands in `out` and `event` until the next input.
 */
#ifndef TESTS_UA_SOLO_H
#define TESTS_UA_SOLO_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sipfsm/virtual.h"

#define SOLO_OUT 128
#define SOLO_TEXT 66000

struct solo {
    struct sf_virtual core;
    struct sf_ua *ua; /* core.ua */
    uint64_t now_us;
    struct sf_address peer; /* where messages come from: 192.0.2.9:5060 */
    struct {
        struct sf_address to;
        uint64_t token;
        size_t length;
        char text[SOLO_TEXT];
    } out[SOLO_OUT];
    unsigned outs;
    struct sf_ua_event event[SOLO_OUT];
    unsigned events;
    struct sf_call call;     /* of the newest SF_UA_EV_INCOMING, or what solo_invite made */
    struct sf_dialog dialog; /* of the newest SF_UA_EV_DIALOG */
    char dialog_text[SF_LIMIT_MESSAGE_BYTES];
    unsigned seen[SF_UA_EV_RELEASED + 1];
    unsigned stale; /* the number of events whose machine no longer exists; checked at the end */
    bool drains;    /* false: leave the outputs in the core */
    void (*query)(struct solo *solo, const struct sf_dns_query *query); /* takes SF_OUTPUT_QUERY */
    /* Sees each datagram of the core (`sent`) and of the peer. Null: not wanted. */
    void (*watch)(struct solo *solo, bool sent, const char *bytes, size_t length);
};

/* For solo_new: Bob is at [fd00::2]:5060 by UDP too. */
void solo_also_ipv6(struct sf_ua_config *config);
/* A core for so many calls; `change` may alter the configuration before it is used. */
struct solo *solo_new(uint32_t calls, void (*change)(struct sf_ua_config *config));
/* Ends it: nothing impossible must have happened. */
void solo_free(struct solo *solo);
void solo_drain(struct solo *solo);
/* Runs the clock until no timer is left, and asserts that nothing is. */
void solo_dry(struct solo *solo);
void solo_assert_empty(struct solo *solo);
void solo_wait(struct solo *solo,
               uint64_t for_us); /* every tick in that time; the outputs add up */

/* A request in parts; what is null has a value that is good. */
struct hand {
    const char *method, *uri, *version, *via, *from, *to, *call_id, *cseq_method, *contact, *extra,
        *type, *body;
    unsigned cseq;
    bool no_contact;
};
/* Its bytes, in a static buffer; the length. "\n" in any part is not touched: write "\r\n". */
size_t hand_write(const struct hand *hand, char **text);
enum sf_ua_result solo_feed(struct solo *solo, const struct hand *hand);
enum sf_ua_result solo_feed_bytes(struct solo *solo, const char *bytes, size_t length);
/* The same with "\n" written for CRLF. */
enum sf_ua_result solo_feed_text(struct solo *solo, const char *text);
#define FEED(solo, ...) solo_feed((solo), &(struct hand){__VA_ARGS__})
/* A Via of the other side's with a branch of that number, in a static buffer (eight live at a
 * time). */
const char *hand_branch(unsigned n);
/* A response to a request that the core sent, with its headers as they stand there. `extra` has
 * whole lines, or null. */
void solo_respond(struct solo *solo, const char *request, unsigned status, const char *to_tag,
                  const char *extra);

/* The one datagram that came out; fails if it was none or more. */
const char *solo_only(struct solo *solo);
/* The same if it is a REGISTER, in one of four buffers in turn. */
const char *solo_register(struct solo *solo);
/* The one datagram is a response that starts so: "SIP/2.0 400 ". */
void solo_expect(struct solo *solo, const char *prefix);
/* The nth value of a header in a message's text, in a static buffer (a few live at a time); "" if
 * there is none. */
const char *nth_header(const char *message, const char *name, unsigned n);
#define header_in(message, name) nth_header(message, name, 0)
unsigned count_headers(const char *message, const char *name);
/* The value of the tag parameter of a From or To. */
const char *tag_in(const char *message, const char *name);
struct sf_ua_counters solo_counters(const struct solo *solo);
struct sf_ua_usage solo_usage(const struct solo *solo);
/* How many datagrams that start so came out. */
unsigned solo_count(const struct solo *solo, const char *prefix);

/* Calls the other side; returns the INVITE that went out, in a buffer of its own. */
const char *solo_invite(struct solo *solo);
/* Takes a call from the other side up to its ACK; the To tag is in solo->dialog. */
void solo_answer_call(struct solo *solo, const struct hand *invite);

extern const struct sf_str SOLO_TYPE, SOLO_SDP;

#endif
