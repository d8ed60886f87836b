/* sipfsm msg, private: sf_msg_take_apart, between apart.c, fast/apart.inc and apart_value.c. */
#ifndef SIPFSM_MSG_APART_H
#define SIPFSM_MSG_APART_H

#include "sipfsm/kind.h"

#include "scan.h"

struct sf_apart {
    const struct sf_msg *msg;
    sf_msg_taker *take;
    void *context;
    bool may_be_star; /* a Contact that is not evidently an address */
};

/* The Request-URI, by the grammar. False, as below: something is refused. */
bool sf_apart_request_uri(struct sf_apart *apart);

/* Reads one value of a field by the grammar, from *offset on. *offset becomes the start of the next
 * value, or more than the field's length if there is none. `number`: 1 for the first. */
bool sf_apart_value(struct sf_apart *apart, unsigned field, uint32_t *offset, unsigned number);

#ifndef SIPFSM_NO_FAST
/* The Request-URI and all fields, what is evidently right by hand. */
bool sf_apart_by_hand_plain(struct sf_apart *apart);
bool sf_apart_by_hand_wide(struct sf_apart *apart);
#endif

#endif
