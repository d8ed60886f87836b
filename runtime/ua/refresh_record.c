/* The record of a session timer. */
#include "refresh.h"

#include "core.h"
#include "queue.h"
#include "session.h"

struct sf_refresh *sf_refresh_get(struct sf_ua *ua, const struct sf_session *session)
{
    return session->refresh ? sf_pool_at(&ua->session_timers, session->refresh - 1) : NULL;
}

void sf_refresh_free(struct sf_ua *ua, struct sf_actor *actor)
{
    sf_pool_give(&ua->session_timers, sf_ref_of(actor));
}

void sf_refresh_raise(struct sf_ua *ua, const struct sf_session *session, unsigned event,
                      const struct sf_input *input)
{
    const struct sf_refresh *refresh = sf_refresh_get(ua, session);
    if (refresh)
        sf_queue_raise(ua, SF_M_REFRESH, sf_ref_of(&refresh->a), event, input);
}
