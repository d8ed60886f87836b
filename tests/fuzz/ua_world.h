/* One user agent core, what it has sent, and what must hold after each input. */
#ifndef TESTS_FUZZ_UA_WORLD_H
#define TESTS_FUZZ_UA_WORLD_H

#include "fuzz.h"
#include "sipfsm/ua.h"

#define WORLD_SENT 16 /* the newest datagrams that are kept */
#define WORLD_CALLS 256
#define WORLD_HELD 64
#define WORLD_REGISTRATIONS 2

struct world {
    struct sf_ua *ua;
    uint64_t now_us, random;
    uint32_t message_bytes;
    bool drains; /* false: outputs stay in the core, which then is busy before long */
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
    char *held[WORLD_HELD]; /* datagrams that went in: they must stay until the events are taken */
    unsigned helds;
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
