/* Two user agent cores and a network between them, in virtual time: nothing sleeps, and a seed
 * repeats a run exactly. Also one core alone against messages that a test writes by hand. */
#ifndef TESTS_UA_WORLD_H
#define TESTS_UA_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sipfsm/virtual.h"
#include "virtual/agenda.h"
#include "virtual/packets.h"

#define LOG_EVENTS 512

struct agent {
    struct sf_virtual core;
    struct sf_ua *ua; /* core.ua */
    struct world *world;
    struct sf_address address;
    struct sf_call call;                /* the newest */
    struct sf_ua_event log[LOG_EVENTS]; /* strings in it are gone; the rest stays */
    unsigned logged;
    unsigned seen[SF_UA_EV_RELEASED + 1]; /* how many of each event type */
    unsigned last_status;
    struct sf_dialog early, confirmed, terminated; /* copies of the record at those events */
    char text[3][2048];                            /* of those */
    unsigned earlies, confirms, terminations;
};

struct world {
    struct agent agent[2]; /* alice, bob */
    uint64_t now_us;
    uint64_t delay_us;       /* of the network, one way */
    struct agenda agenda;    /* when packets arrive; `a` of an item is the packet's place */
    struct packets packets;  /* on the wire; `to` is 0 for Alice, 1 for Bob, 2 for nobody */
    char last_sent[2][2048]; /* each side's newest datagram, as text */
    unsigned sent[2];
    char sent_lines[2][64][96]; /* first lines of what each side sent */
    /* Decides the fate of a datagram: false loses it. Null: all arrive. */
    bool (*passes)(struct world *world, unsigned from, const char *bytes);
    unsigned drops_left;
    unsigned stale; /* the number of events whose machine no longer exists; checked at the end */
    /* The application of Bob; null: it rings and accepts at once. */
    void (*bob)(struct world *world, const struct sf_ua_event *event);
    void (*alice)(struct world *world, const struct sf_ua_event *event);
    /* Sees each datagram when it arrives at a side. Null: not wanted. */
    void (*arrives)(struct world *world, unsigned to, const char *bytes, size_t length);
    void *user; /* the test's own */
    sf_fsm_tracer *tracer;
};

extern const struct sf_str SDP_TYPE, SDP_OFFER, SDP_ANSWER;

struct world *world_new(sf_fsm_tracer *tracer);
struct world *world_new_sized(sf_fsm_tracer *tracer, uint32_t calls, uint8_t transport);
/* Cores that have a registration and take REGISTERs. */
struct world *world_new_registering(void);
/* `change` may alter each side's configuration before it is used. */
struct world *world_new_configured(sf_fsm_tracer *tracer, uint32_t calls, uint8_t transport,
                                   void (*change)(struct sf_ua_config *config, unsigned side));
void world_free(struct world *world);
enum sf_ua_result world_invite(struct world *world);
/* Runs until nothing is on the wire and no deadline lies before `until_us`. */
void world_run(struct world *world, uint64_t for_us);
void world_run_dry(struct world *world); /* until no timer runs */
/* Takes a side's outputs: datagrams go on the wire, events to its log and its application. */
void world_drain(struct world *world, unsigned side);
/* What is on the wire: how many datagrams, the nth of them as they were sent, and none
 * from now on. */
unsigned world_on_wire(const struct world *world);
struct packet *world_packet(const struct world *world, unsigned n);
void world_lose_wire(struct world *world);
/* A core of `other` takes the place of that side's core, and the other way round. */
void world_swap_core(struct world *world, struct world *other, unsigned side);
bool world_sent(const struct world *world, unsigned side, const char *first_line_prefix);
unsigned world_count_sent(const struct world *world, unsigned side, const char *first_line_prefix);
void world_assert_empty(struct world *world, unsigned side);
void world_assert_both_empty(struct world *world); /* once no timer runs */
/* Both sides have confirmed one dialog, and it is the same, seen from either end (3261:12.1). */
void world_assert_mirrored(const struct world *world);
/* For `passes`: every ACK is lost. */
bool world_loses_acks(struct world *world, unsigned from, const char *bytes);

/* One core alone: a message comes in from another side at 192.0.2.9:5060; `out` is what it sent
 * last (may be null). "%s" none. */
void world_feed(struct world *world, unsigned side, const char *text);
/* The value of a header in a message's text, into a static buffer; "" if there is none. */
const char *header_of(const char *message, const char *name);

#endif
