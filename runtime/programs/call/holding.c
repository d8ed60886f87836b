/* See holding.h. */
#include "call/holding.h"

/* A call's user number: what was asked for last. */
enum { ASKED_NOTHING, ASKED_HOLD, ASKED_RESUME };

bool holding_begin(struct holding *holding, uint32_t calls, struct sessions *sessions,
                   struct endpoint *endpoint)
{
    holding->sessions = sessions;
    holding->endpoint = endpoint;
    return !holding->ms ||
           (queue_begin(&holding->talking, calls) && queue_begin(&holding->held, calls));
}

void holding_end(struct holding *holding)
{
    queue_end(&holding->talking);
    queue_end(&holding->held);
}

/* Were the ring full, the call would go on as it is. */
void holding_add(struct holding *holding, struct sf_call call, uint64_t now_us)
{
    if (holding->ms)
        queue_add(&holding->talking, call, now_us + holding->ms * 1000);
}

static void change(struct holding *holding, struct sf_call call, bool hold, uint64_t now_us)
{
    struct sf_change offer = {.content = {.type = SDP_TYPE}};
    if (!sessions_change(holding->sessions, call, hold, &offer.content.body))
        return; /* it is over */
    if (sf_ua_modify(holding->endpoint->ua, now_us, call, &offer) == SF_UA_OK)
        sf_ua_set_user(holding->endpoint->ua, call, hold ? ASKED_HOLD : ASKED_RESUME);
    endpoint_drain(holding->endpoint);
}

void holding_pace(struct holding *holding, uint64_t now_us)
{
    struct sf_call call;
    while (holding->ms && queue_take(&holding->talking, now_us, &call))
        change(holding, call, true, now_us);
    while (holding->ms && queue_take(&holding->held, now_us, &call))
        change(holding, call, false, now_us);
}

const char *holding_take(struct holding *holding, const struct sf_ua_event *event, uint64_t now_us)
{
    uint64_t asked = event->user;
    sf_ua_set_user(holding->endpoint->ua, event->call, ASKED_NOTHING);
    if (asked == ASKED_HOLD)
        queue_add(&holding->held, event->call, now_us + holding->ms * 1000);
    if (asked == ASKED_NOTHING || event->status >= 300)
        return NULL;
    return asked == ASKED_HOLD ? "on hold" : "resumed";
}
