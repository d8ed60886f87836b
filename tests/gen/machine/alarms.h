#ifndef ALARMS_H
#define ALARMS_H

struct alarms {
    unsigned notes;
};

#endif
