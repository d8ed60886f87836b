#include "call.h"

#include <assert.h>

#include "core.h"
#include "output.h"

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
    struct sf_call_record *call = sf_pool_take(&ua->calls, &ref);
    assert(call);
    call->self = ref.slot;
    sf_reserve_call(ua, call, uas);
    return call;
}

void sf_call_end_part(struct sf_ua *ua, struct sf_ref ref)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    assert(call && call->parts > 0);
    if (--call->parts > 0)
        return;
    sf_reserve_end_call(ua, call);
    sf_source_release(ua, &call->held, SF_SOURCE_CALLS);
    sf_output_event(ua, SF_UA_EV_RELEASED, ref);
    sf_pool_give(&ua->calls, ref);
}
