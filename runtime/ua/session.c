#include "session.h"

#include <assert.h>

#include "core.h"
#include "dialog_actor.h"
#include "queue.h"
#include "random.h"
#include "refresh.h"
#include "timers.h"

struct sf_session *sf_session_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->sessions, ref);
}

struct sf_session *sf_session_make(struct sf_ua *ua, struct sf_dialog_actor *dialog)
{
    struct sf_ref ref;
    struct sf_session *session = sf_pool_take(&ua->sessions, &ref);
    assert(session); /* there are as many as dialogs, and none lives longer than its dialog */
    sf_actor_init(&session->a, ref, SF_M_OFFER, dialog->a.call);
    session->dialog = sf_ref_of(&dialog->a);
    dialog->session = ref;
    return session;
}

void sf_session_free(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_session *session = (struct sf_session *)(void *)actor;
    sf_store_drop(&ua->store, &session->change);
    struct sf_refresh *refresh = sf_refresh_get(ua, session);
    if (refresh) /* the dialog has come to nothing, and its timer does not run */
        sf_refresh_free(ua, &refresh->a);
    sf_timers_drop(ua, SF_RECORD_SESSION, actor); /* a change in an early dialog may wait */
    sf_pool_give(&ua->sessions, sf_ref_of(actor));
}

void sf_session_raise(struct sf_ua *ua, struct sf_ref session, unsigned event,
                      const struct sf_input *input)
{
    if (sf_session_get(ua, session))
        sf_queue_raise(ua, SF_M_OFFER, session, event, input);
}

void sf_session_hear(struct sf_session *session, const struct sf_msg *msg)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    if (!sf_msg_has(msg, SF_HEADER_ALLOW))
        return;
    session->takes_update = false;
    while (sf_msg_next_value(msg, SF_HEADER_ALLOW, &at, &value))
        session->takes_update |= sf_str_equal(sf_msg_str(msg, value), SF_STR("UPDATE"));
}

uint64_t sf_session_glare_us(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    const uint64_t unit_us = 10000;
    bool owner = dialog->d.role == SF_ROLE_UAC;
    uint32_t random;
    sf_random_bytes(ua, &random, sizeof random);
    return unit_us * (owner ? 210 + random % 191 : random % 201);
}

bool sf_session_is_early(struct sf_ua *ua, const struct sf_session *session)
{
    const struct sf_dialog_actor *dialog = sf_pool_get(&ua->dialogs, session->dialog);
    return dialog && dialog->d.state == SF_DIALOG_EARLY;
}

bool sf_session_updates(struct sf_ua *ua, const struct sf_session *session,
                        const struct sf_change *change)
{
    return (change->update || sf_session_is_early(ua, session)) && session->takes_update;
}
