/* The deadlines of all records with timers, in one heap. */
#ifndef SF_UA_TIMERS_H
#define SF_UA_TIMERS_H

#include "actor.h"

struct sf_ua;

/* How many records may have a place in the heap; sets the first number of each kind. */
uint32_t sf_timers_number(struct sf_ua *ua);
/* Enters, moves or removes the record's earliest deadline. */
void sf_timers_note(struct sf_ua *ua, struct sf_actor *actor);
/* Removes a record that is about to be freed. */
void sf_timers_forget(struct sf_ua *ua, const struct sf_actor *actor);
/* The record whose timer is to fire first of those that are due now; null if none is. */
struct sf_actor *sf_timers_due(struct sf_ua *ua);

#endif
