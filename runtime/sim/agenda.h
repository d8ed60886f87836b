/* What will happen, by time; at one time in the order in which it was put down. */
#ifndef SIPFSM_SIM_AGENDA_H
#define SIPFSM_SIM_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum item_kind {
    ITEM_ARRIVAL,   /* a: the packet */
    ITEM_PLAN,      /* a: a planned call is made */
    ITEM_THINK,     /* agent; a, b: slot and generation of a call; c: the leg's thought */
    ITEM_EXCHANGE,  /* agent; a, b: slot and generation of an exchange that is to be answered */
    ITEM_PART,      /* a: which agents are cut off, as bits; 0: none */
    ITEM_FAIL,      /* agent; a, b: the token of a datagram that could not be sent; c: a packet */
    ITEM_THIRD,     /* a: what the third party does; b: its number */
    ITEM_FOREIGN,   /* a: the call; b, c: what the foreign user agent does */
    ITEM_REGISTRAR, /* a: what the registrar does; b, c: to whom */
    ITEM_MEMBER,    /* agent: its application thinks of its registration */
    ITEM_END        /* the applications end every call; the network is whole from now on */
};

struct item {
    uint64_t at_us;
    uint32_t order;
    uint16_t kind, agent;
    uint32_t a, b, c;
};

struct agenda {
    struct item *heap;
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

#endif
