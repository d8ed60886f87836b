#include "exchange.h"

#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog_actor.h"
#include "keep.h"
#include "output.h"
#include "queue.h"
#include "random.h"
#include "reserve.h"
#include "transaction.h"

#include "exchange_uas_fsm.h"

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

void sf_exchange_join(struct sf_ua *ua, struct sf_exchange_record *exchange,
                      struct sf_dialog_actor *dialog)
{
    struct sf_exchange_record *older = sf_exchange_get(ua, dialog->asked);
    exchange->dialog = sf_ref_of(&dialog->a);
    exchange->older = dialog->asked;
    dialog->asked = sf_ref_of(&exchange->a);
    if (older)
        older->newer = dialog->asked;
}

static void part(struct sf_ua *ua, const struct sf_exchange_record *exchange)
{
    struct sf_exchange_record *newer = sf_exchange_get(ua, exchange->newer);
    struct sf_exchange_record *older = sf_exchange_get(ua, exchange->older);
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, exchange->dialog);
    if (older)
        older->newer = exchange->newer;
    if (newer)
        newer->older = exchange->older;
    else if (dialog && sf_ref_equal(dialog->asked, sf_ref_of(&exchange->a)))
        dialog->asked = exchange->older;
}

void sf_exchange_end(struct sf_ua *ua, struct sf_ref ref)
{
    if (sf_exchange_get(ua, ref))
        sf_queue_raise(ua, SF_M_EXCHANGE_UAS, ref, SF_XUAS_EV_OVER, &(struct sf_input){.ua = ua});
}

void sf_exchange_take(struct sf_ua *ua, const struct sf_transaction *transaction,
                      struct sf_dialog_actor *dialog, const struct sf_msg *request)
{
    struct sf_exchange_record *exchange =
        sf_exchange_make(ua, SF_M_EXCHANGE_UAS, dialog ? dialog->a.call : SF_REF_NONE);
    exchange->transaction = sf_ref_of(&transaction->a);
    exchange->source = ua->source;
    exchange->received_us = ua->clock.now_us;
    exchange->update = request->method == SF_METHOD_UPDATE;
    exchange->offers = exchange->update || request->method == SF_METHOD_PRACK;
    exchange->change = exchange->update && dialog && dialog->d.state == SF_DIALOG_CONFIRMED;
    sf_source_hold(ua, &exchange->held, &ua->source, SF_SOURCE_EXCHANGES,
                   sf_store_blocks_for(sf_reserve_answer_bytes(request->length)));
    sf_keep(ua, &exchange->request, (struct sf_str){request->bytes, request->length});
    if (dialog)
        sf_exchange_join(ua, exchange, dialog);
    sf_queue_start(ua, &exchange->a, request);
}

void sf_exchange_free(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_exchange_record *exchange = (struct sf_exchange_record *)(void *)actor;
    part(ua, exchange);
    sf_store_drop(&ua->store, &exchange->request);
    sf_source_release(ua, &exchange->held, SF_SOURCE_EXCHANGES);
    sf_pool_give(&ua->exchanges, sf_ref_of(actor));
}

bool sf_exchange_has_room(struct sf_ua *ua, const struct sf_msg *request)
{
    return sf_reserve_for_asked(ua, request->length) &&
           sf_source_has_room(ua, &ua->source, SF_SOURCE_EXCHANGES,
                              sf_store_blocks_for(sf_reserve_answer_bytes(request->length)));
}

/* The newest that waits for the application in that dialog, with an offer or as a change. */
static struct sf_exchange_record *newest(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                                         bool change)
{
    struct sf_exchange_record *exchange = sf_exchange_get(ua, dialog->asked);
    while (exchange && !((change ? exchange->change : exchange->offers) && exchange->request.first))
        exchange = sf_exchange_get(ua, exchange->older);
    return exchange;
}

bool sf_exchange_offers(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    return newest(ua, dialog, false) != NULL;
}

struct sf_exchange_record *sf_exchange_change_of(struct sf_ua *ua,
                                                 const struct sf_dialog_actor *dialog)
{
    return newest(ua, dialog, true);
}

struct sf_told *sf_exchange_event(const struct sf_exchange_record *exchange, struct sf_ua *ua,
                                  enum sf_ua_event_type type)
{
    struct sf_ref ref = sf_ref_of(&exchange->a);
    bool lives = sf_call_get(ua, exchange->a.call) != NULL;
    struct sf_told *event = sf_output_event(ua, type, lives ? exchange->a.call : SF_REF_NONE);
    if (!exchange->change) /* else sf_ua_respond answers it */
        event->exchange = (struct sf_exchange){ref.slot, ref.generation};
    return event;
}
