/* What the door's table is bound to: a log of what its actions did. */
#ifndef DOOR_H
#define DOOR_H

#include <stdbool.h>

struct knock {
    char mark; /* put into the log in front of the action's letter */
};

struct door {
    bool night, busy, idle, alarmed;
    char log[256];
};

#endif
