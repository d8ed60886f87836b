/* The kinds of items on a round's agenda. */
#ifndef SIPFSM_SIM_AGENDA_H
#define SIPFSM_SIM_AGENDA_H

#include "virtual/agenda.h"

enum item_kind {
    ITEM_ARRIVAL,  /* a: the packet */
    ITEM_PLAN,     /* a: a planned call is made */
    ITEM_THINK,    /* agent; a, b: slot and generation of a call; c: the leg's thought */
    ITEM_EXCHANGE, /* agent; a, b: slot and generation of an exchange that is to be answered; c: the
                      agent's life */
    ITEM_PART,     /* a: which agents are cut off, as bits; 0: none */
    ITEM_FAIL,     /* agent; a, b: the token of a datagram that could not be sent; c: a packet */
    ITEM_THIRD,    /* a: what the third party does; b: its number */
    ITEM_FOREIGN,  /* a: the call; b, c: what the foreign user agent does */
    ITEM_REGISTRAR, /* a: what the registrar does; b, c: to whom */
    ITEM_MEMBER,    /* agent: its application thinks of its registration */
    ITEM_CRASH,     /* agent: it dies; a: for how long */
    ITEM_RETURN,    /* agent: it comes back */
    ITEM_END        /* the applications end every call; the network is whole from now on */
};

#endif
