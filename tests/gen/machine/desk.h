/* What the decision table of desk.fsm is asked about. */
#ifndef DESK_H
#define DESK_H

#include <stdbool.h>

struct desk {
    char done[8];   /* a letter for each answer, in order */
    unsigned pence; /* what was asked for */
};

struct thing {
    bool parcel, letter, heavy, stamped, ours;
};

#endif
