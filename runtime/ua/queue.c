#include "queue.h"

#include <assert.h>

#include "core.h"

static struct sf_effect *append(struct sf_ua *ua, const struct sf_msg *msg)
{
    assert(!msg || msg == ua->under_way);
    assert(ua->effect_count < ua->effects_of); /* sized by fsmgen for the longest cascade */
    return &ua->effect[(ua->effect_first + ua->effect_count++) % ua->effects_of];
}

void sf_queue_raise(struct sf_ua *ua, enum sf_machine machine, struct sf_ref target, unsigned event,
                    const struct sf_input *input)
{
    bool about_invitation = input->invitation.generation != 0;
    assert(!about_invitation || !input->transaction.generation);
    *append(ua, input->msg) =
        (struct sf_effect){.machine = (uint8_t)machine,
                           .event = (uint16_t)event,
                           .status = (uint16_t)input->status,
                           .target = target,
                           .about_invitation = about_invitation,
                           .about = about_invitation ? input->invitation : input->transaction,
                           .has_message = input->msg != NULL};
}

void sf_queue_start(struct sf_ua *ua, const struct sf_actor *actor, const struct sf_msg *msg)
{
    *append(ua, msg) = (struct sf_effect){.machine = actor->machine,
                                          .start = true,
                                          .has_message = msg != NULL,
                                          .target = sf_ref_of(actor)};
}

bool sf_queue_take(struct sf_ua *ua, struct sf_effect *effect)
{
    if (ua->effect_count == 0)
        return false;
    *effect = ua->effect[ua->effect_first];
    ua->effect_first = (ua->effect_first + 1) % ua->effects_of;
    ua->effect_count--;
    return true;
}
