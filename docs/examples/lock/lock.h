/* A lock: what its table acts on, and how to use it. */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>

struct lock {
    bool bolt;      /* thrown */
    unsigned wrong; /* codes in a row */
    unsigned beeps, alarms;
};

#endif
