/* Parts of the core that not every application needs. Each is one machine that its table calls
 * `optional`, with its own pool. The core reaches it by the configuration alone, so that the linker
 * leaves out a part that the application does not name. docs/embedding.md. */
#ifndef SF_UA_PART_H
#define SF_UA_PART_H

#include "actor.h"

struct sf_ua;
struct sf_ua_config;

enum sf_core_part { SF_PART_REGISTERING, SF_PART_REFRESH, SF_PARTS };

/* The part that a function such as sf_ua_registering names. */
struct sf_ua_part {
    enum sf_machine machine;
    const struct sf_fsm_type *type;
    void (*free)(struct sf_ua *ua, struct sf_actor *actor); /* as sf_record_free */
};

/* The parts that a configuration names; null where it names none. */
void sf_part_of_config(const struct sf_ua_part *part[SF_PARTS], const struct sf_ua_config *config);
/* The part of an optional machine; null: the application has not named it. */
const struct sf_ua_part *sf_part_of(const struct sf_ua *ua, unsigned machine);
/* The type of any machine; null: it is of a part that the application has not named. */
const struct sf_fsm_type *sf_part_type(const struct sf_ua *ua, unsigned machine);

#endif
