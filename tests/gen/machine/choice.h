/* What the machine of choice.fsm works on. */
#ifndef CHOICE_H
#define CHOICE_H

struct choice {
    unsigned bits; /* what its guards answer */
    int done;      /* the action that ran; 0: none */
};

#endif
