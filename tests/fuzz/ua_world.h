/* One user agent core, what it has sent, and what must hold after each input. */
#ifndef TESTS_FUZZ_UA_WORLD_H
#define TESTS_FUZZ_UA_WORLD_H

#include "fuzz.h"
#include "sipfsm/virtual.h"

#define WORLD_SENT 16 /* the newest datagrams that are kept */
#define WORLD_CALLS 256
#define WORLD_KEPT 64 /* inputs after which outputs that are kept are taken */
#define WORLD_REGISTRATIONS 2

struct world {
    struct sf_virtual core;
    struct sf_ua *ua; /* core.ua */
    uint64_t now_us;
    uint32_t message_bytes;
    unsigned kept; /* inputs since the outputs were taken, if the core keeps them */
    struct {
        char *bytes;
        size_t length;
        uint64_t token;
    } sent[WORLD_SENT];
    unsigned sents;
    struct sf_call call[WORLD_CALLS]; /* by slot: the newest that lived there */
    bool released[WORLD_CALLS];
    struct sf_exchange exchange;                              /* the newest that came */
    struct sf_registration registration[WORLD_REGISTRATIONS]; /* generation 0: none */
    unsigned newest[4], calls;                                /* slots, the last ones told of */
};

void world_begin(struct world *world, unsigned choice);
/* Ends every call, runs the clock until nothing is left, and looks that nothing is. */
void world_end(struct world *world);

/* After every input. */
void world_after(struct world *world, enum sf_ua_result result);
void world_drain(struct world *world);

void world_receive(struct world *world, const char *bytes, size_t length, unsigned source);
void world_told(struct world *world, struct sf_call call);
struct sf_address world_address(unsigned source);

#endif
