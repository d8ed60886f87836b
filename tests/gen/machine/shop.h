/* The machines of shop_test.c: a shop, and parcels that a courier carries. */
#ifndef SHOP_H
#define SHOP_H

#include "shop_registry.h"

/* A courier's record: who hears of it, and as what. */
struct parcel {
    unsigned binding; /* enum shop_binding */
    struct sf_fsm fsm;
    struct sf_fsm_timer timer[SHOP_TIMERS_PARCEL];
};

struct shop {
    struct sf_fsm fsm;
    char log[64];
};

#endif
