/* Decisions. Each is a small number, and 0 is the plain one: nothing is lost, nobody calls. They
 * are drawn from streams, one for each call and
 * agent, one for the datagrams of each call and sender, so that
 * taking one decision away leaves those of other streams as they were. */
#ifndef SIPFSM_SIM_CHOICE_H
#define SIPFSM_SIM_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "virtual/random.h" /* numbers that are no decisions: shrinking leaves them as they are */

/* A decision other than 0: the value number `at` of a stream. */
struct decision {
    uint32_t stream, at, value;
};

enum choice_mode {
    CHOICE_FRESH,  /* drawn from the seed */
    CHOICE_RECORD, /* the same, and those that are not 0 are kept */
    CHOICE_REPLAY  /* what the list says; what it does not say is 0 */
};

struct choices {
    enum choice_mode mode;
    uint64_t seed;
    struct stream {
        uint64_t random;
        uint32_t at, next; /* next: in the list */
        bool begun;
    } * stream;
    unsigned streams;
    struct decision *list; /* in replay sorted by stream and place */
    size_t count, room;
};

/* `streams` is the most there will be. False: no memory. */
bool sf_choices_open(struct choices *choices, unsigned streams);
void sf_choices_close(struct choices *choices);
/* Begins a round. A record starts empty; a replay reads `list`. */
void sf_choices_begin(struct choices *choices, enum choice_mode mode, uint64_t seed);
/* Sorts what was recorded, for a replay. */
void sf_choices_sort(struct choices *choices);

/* 0 to `below` - 1. */
unsigned sf_choose(struct choices *choices, unsigned stream, unsigned below);
/* True in so many of a thousand. */
bool sf_chance(struct choices *choices, unsigned stream, unsigned per_thousand);

#endif
