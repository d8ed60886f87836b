/* Where a race is played and drawn: two cores with a network between them, or one core against a
 * peer whose messages the race writes by hand. Time is virtual, so a race is the same each time. */
#ifndef TESTS_RACES_STAGE_H
#define TESTS_RACES_STAGE_H

#include "changes.h"
#include "world.h"

#include "sipfsm/ladder.h"

#include <stdio.h>

enum { ALICE, BOB };

#define ONE_WAY_MS 50 /* of the network between Alice and Bob */

/* What happens to the next datagrams of a side that begin with the text. */
struct fate {
    unsigned from, times;
    const char *prefix;
    unsigned delay_ms; /* 0: it is lost */
    uint64_t at_us;    /* when it arrives; 0: it has not been sent, or is lost */
};

struct stage {
    FILE *page; /* NULL: nothing is drawn */
    struct world *world;
    struct solo *solo;
    struct sf_ladder ladder;
    bool shown, crossed;
    struct fate fate[4];
    unsigned fates;
    char row[24][160];
    unsigned rows;
};

extern struct stage stage;

/* Alice (side 0) and Bob (side 1). Their applications do nothing of their own. */
struct world *stage_two(void);
/* Bob's core alone; Eve is written by hand. `change` as for solo_new. */
struct solo *stage_one(void (*change)(struct sf_ua_config *config));
/* A call of those two stands, its first messages are not drawn. */
struct world *stage_call(void);

/* From here on what happens is drawn; `before` says in words what was before, or is NULL. */
void stage_show(const char *before);
/* A text across the picture. */
void stage_say(const char *text);
/* From here on the rows are listed. */
void stage_cross(void);

void stage_lose(unsigned from, const char *prefix);
void stage_delay(unsigned from, const char *prefix, unsigned delay_ms);

/* Commands; each must be taken. */
void stage_invite(bool offers);
void stage_ring(void);
void stage_accept(unsigned side);
void stage_hangup(unsigned side);
void stage_change(unsigned side, bool update);
void stage_run(unsigned for_ms);
unsigned stage_sent(unsigned side, const char *prefix);
/* Applications that accept each call, re-INVITE and UPDATE at once. */
void stage_oblige(void);

/* Plays the rest of the call without drawing it. At the end nothing may be left of the call.
 * `stale` as in struct world. */
void stage_end(unsigned stale);
/* The same for a call that still stands: Alice, or Bob where Eve is the other side, hangs up. */
void stage_close(void);

#endif
