#include "call.h"

#include "core.h"
#include "output.h"

#define SPARE_TRANSACTIONS 3
#define SPARE_BLOCKS 12

struct sf_call_record *sf_call_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->calls, ref);
}

struct sf_ref sf_call_ref(const struct sf_call_record *call)
{
    return (struct sf_ref){call->self, call->slot.generation};
}

struct sf_call_record *sf_call_make(struct sf_ua *ua, bool uas)
{
    struct sf_ref ref;
    if (!sf_pool_room(&ua->calls) || !sf_pool_room(&ua->invitations) ||
        !sf_pool_room(&ua->dialogs) || sf_pool_room(&ua->transactions) < 1 + SPARE_TRANSACTIONS ||
        sf_store_room(&ua->store) < 2 * SPARE_BLOCKS)
        return NULL;
    struct sf_call_record *call = sf_pool_take(&ua->calls, &ref);
    if (!call)
        return NULL;
    call->self = ref.slot;
    call->spare_transactions = SPARE_TRANSACTIONS;
    call->spare_blocks = SPARE_BLOCKS;
    call->spare_dialog = !uas;
    ua->transactions.reserved += SPARE_TRANSACTIONS;
    ua->store.reserved += SPARE_BLOCKS;
    ua->dialogs.reserved += call->spare_dialog;
    return call;
}

void sf_call_end_part(struct sf_ua *ua, struct sf_ref ref)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    if (!call || --call->parts > 0)
        return;
    ua->transactions.reserved -= call->spare_transactions;
    ua->store.reserved -= call->spare_blocks;
    ua->dialogs.reserved -= call->spare_dialog;
    sf_output_event(ua, SF_UA_EV_RELEASED, ref);
    sf_pool_give(&ua->calls, ref);
}
