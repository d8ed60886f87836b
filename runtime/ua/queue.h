/* The queue of internal events: what actions raise waits here until the step under way has ended.
 */
#ifndef SF_UA_QUEUE_H
#define SF_UA_QUEUE_H

#include "actor.h"
#include "input.h"

/* An event for a machine, or its start, with what such events carry of an input. Its message is the
 * datagram under way or none, never a message that was recalled: another recall may come before the
 * effect is taken. */
struct sf_effect {
    uint8_t machine;
    bool start, has_message;
    bool about_invitation; /* else about a transaction */
    uint16_t event, status;
    struct sf_ref target, about; /* of an input at most one: a transaction, or an INVITE */
};

/* Queues an event for the machine that `target` names. If its record is gone by then, the event is
 * dropped and counted. */
void sf_queue_raise(struct sf_ua *ua, enum sf_machine machine, struct sf_ref target, unsigned event,
                    const struct sf_input *input);
/* Queues the start of a machine. */
void sf_queue_start(struct sf_ua *ua, const struct sf_actor *actor, const struct sf_msg *msg);
/* Takes the first effect out of the queue. False: it is empty. */
bool sf_queue_take(struct sf_ua *ua, struct sf_effect *effect);

#endif
