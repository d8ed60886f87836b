#include "exchange.h"

#include <assert.h>

#include "call.h"
#include "core.h"
#include "output.h"

struct sf_exchange_record *sf_exchange_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->exchanges, ref);
}

struct sf_exchange_record *sf_exchange_make(struct sf_ua *ua, enum sf_machine machine,
                                            struct sf_ref call)
{
    struct sf_ref ref;
    struct sf_exchange_record *exchange = sf_pool_take(&ua->exchanges, &ref);
    assert(exchange);
    sf_actor_init(&exchange->a, ref, machine, call);
    return exchange;
}

void sf_exchange_free(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_exchange_record *exchange = (struct sf_exchange_record *)(void *)actor;
    sf_store_drop(&ua->store, &exchange->request);
    sf_source_release(ua, &exchange->held, SF_SOURCE_EXCHANGES);
    sf_pool_give(&ua->exchanges, sf_ref_of(actor));
}

struct sf_told *sf_exchange_event(const struct sf_exchange_record *exchange, struct sf_ua *ua,
                                  enum sf_ua_event_type type)
{
    struct sf_ref ref = sf_ref_of(&exchange->a);
    bool lives = sf_call_get(ua, exchange->a.call) != NULL;
    struct sf_told *event = sf_output_event(ua, type, lives ? exchange->a.call : SF_REF_NONE);
    event->exchange = (struct sf_exchange){ref.slot, ref.generation};
    return event;
}
