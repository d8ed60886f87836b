/* Messages that records keep, to send them once more or to answer them. */
#ifndef SF_UA_KEEP_H
#define SF_UA_KEEP_H

#include "memory/pool.h"
#include "memory/store.h"

#include "sipfsm/ua.h"

struct sf_call_record;

/* Keeps bytes with a record in place of what it kept. False: no blocks; then nothing is kept. Takes
 * from what calls have reserved, so that room for them must have been seen to. */
bool sf_keep(struct sf_ua *ua, struct sf_kept *kept, struct sf_str bytes);
/* The same for what the other side had us say, however long: from the open room, and from the
 * reserve of its call (may be none) only what the call's own BYE can do without. */
bool sf_keep_spared(struct sf_ua *ua, struct sf_ref call, struct sf_kept *kept,
                    struct sf_str bytes);
/* The blocks of a call's reserve (call may be null) that its own BYE can do without. */
uint32_t sf_keep_spare_blocks(const struct sf_call_record *call);
/* A kept message, parsed into ua->recalled; good until the next recall. Null if nothing is kept. */
const struct sf_msg *sf_keep_recall(struct sf_ua *ua, struct sf_kept kept);

#endif
