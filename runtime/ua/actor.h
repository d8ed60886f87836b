/* What every record with a machine starts with. */
#ifndef SF_UA_ACTOR_H
#define SF_UA_ACTOR_H

#include "sf_registry.h"

#include "memory/pool.h"

/* Records refer to each other by slot and generation, never by pointer. Once the machine has ended,
 * slot.next links the records that wait to be freed. */
struct sf_actor {
    struct sf_slot slot;
    uint32_t self; /* its slot */
    struct sf_fsm fsm;
    uint8_t machine; /* enum sf_machine */
    bool ended;
    struct sf_ref call; /* none for a transaction outside a call */
};

static inline void sf_actor_init(struct sf_actor *actor, struct sf_ref self,
                                 enum sf_machine machine, struct sf_ref call)
{
    actor->self = self.slot;
    actor->machine = (uint8_t)machine;
    actor->call = call;
}

static inline struct sf_ref sf_ref_of(const struct sf_actor *actor)
{
    return (struct sf_ref){actor->self, actor->slot.generation};
}

static inline bool sf_ref_equal(struct sf_ref a, struct sf_ref b)
{
    return a.slot == b.slot && a.generation == b.generation;
}

#define SF_REF_NONE ((struct sf_ref){0, 0})

#endif
