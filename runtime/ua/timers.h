/* The deadlines of all records with timers, in one heap. */
#ifndef SF_UA_TIMERS_H
#define SF_UA_TIMERS_H

#include "actor.h"
#include "core.h"

/* How many records may have a place in the heap; sets the first number of each kind. */
uint32_t sf_timers_number(struct sf_ua *ua);
/* Enters, moves or removes the record's earliest deadline. */
void sf_timers_note(struct sf_ua *ua, struct sf_actor *actor);
/* Removes a record of that kind, which has timers, and is about to be freed. */
static inline void sf_timers_drop(struct sf_ua *ua, enum sf_record record,
                                  const struct sf_actor *actor)
{
    sf_heap_set(&ua->heap, ua->first_timed[record] + actor->self, 0, 0);
}
/* The same for a record of any kind. */
void sf_timers_forget(struct sf_ua *ua, const struct sf_actor *actor);
/* The record whose timer is to fire first of those that are due now; null if none is. */
struct sf_actor *sf_timers_due(struct sf_ua *ua);

#endif
