/* What will happen, by time; at one time in the order in which it was put down. What an item means
 * is for its user to say: it has a kind, an agent and three numbers. */
#ifndef SIPFSM_AGENDA_H
#define SIPFSM_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sf_virtual;

struct item {
    uint64_t at_us;
    uint32_t order;
    uint16_t kind, agent;
    uint32_t a, b, c;
};

/* A new one is all zeros. */
struct agenda {
    struct item *heap; /* `count` of them; the first is heap[0] */
    size_t count, room;
    uint32_t order;
};

void sf_agenda_close(struct agenda *agenda);
void sf_agenda_clear(struct agenda *agenda);
/* Its order is given here. Aborts if there is no memory. */
void sf_agenda_add(struct agenda *agenda, struct item item);
/* The first one; NULL if there is none. */
const struct item *sf_agenda_first(const struct agenda *agenda);
/* Takes the first one; there must be one. */
struct item sf_agenda_take(struct agenda *agenda);

/* What comes next: a deadline of one of `cores` cores, or the first item of the agenda; at one time
 * the deadline is first. Returns the number of the core; `cores` for the item; UINT_MAX if there is
 * neither. `*at_us` gets the time, UINT64_MAX in the last case. */
unsigned sf_virtual_next(struct sf_virtual *const core[], unsigned cores,
                         const struct agenda *agenda, uint64_t *at_us);

#endif
