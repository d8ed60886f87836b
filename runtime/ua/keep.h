/* Messages that records keep, to send them once more or to answer them. */
#ifndef SF_UA_KEEP_H
#define SF_UA_KEEP_H

#include "memory/pool.h"
#include "memory/store.h"

#include "sipfsm/ua.h"

/* Keeps bytes with a record in place of what it kept. The caller has asked for the room. */
void sf_keep(struct sf_ua *ua, struct sf_kept *kept, struct sf_str bytes);
/* The same for a message of any length, because the other side chose parts of it. Takes open blocks
 * first, and the rest from the reserve of its call (may be none). False: both together do not
 * suffice, and nothing is kept. */
bool sf_keep_spared(struct sf_ua *ua, struct sf_ref call, struct sf_kept *kept,
                    struct sf_str bytes);
/* A kept message, parsed into ua->recalled; valid until the next recall. */
const struct sf_msg *sf_keep_recall(struct sf_ua *ua, struct sf_kept kept);

#endif
