/* The kinds of records that machines run on (enum sf_record of the registry): where their pools
 * are, how large they are, where their timers are, how they are freed. This is the only list of
 * them. */
#ifndef SF_UA_RECORD_H
#define SF_UA_RECORD_H

#include "core.h"

static inline enum sf_record sf_record_of(unsigned machine)
{
    return (enum sf_record)sf_registry_record[machine];
}

struct sf_pool *sf_record_pool(struct sf_ua *ua, enum sf_record record);
size_t sf_record_bytes(enum sf_record record);
/* Do records of this kind have timers? */
bool sf_record_is_timed(enum sf_record record);
/* The record's timers, as many as SF_TIMERS_... says; null if its kind has none. */
struct sf_fsm_timer *sf_record_timers(struct sf_actor *actor);
/* Gives back the record and all that it keeps. */
void sf_record_free(struct sf_ua *ua, struct sf_actor *actor);

#endif
