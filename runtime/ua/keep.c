#include "keep.h"

#include <assert.h>

#include "call.h"
#include "core.h"

#define BYE_BLOCKS 7

bool sf_keep(struct sf_ua *ua, struct sf_kept *kept, struct sf_str bytes)
{
    sf_store_drop(&ua->store, kept);
    return sf_store_keep(&ua->store, bytes.p, bytes.len, kept);
}

uint32_t sf_keep_spare_blocks(const struct sf_call_record *call)
{
    return call && call->spare_blocks > BYE_BLOCKS ? call->spare_blocks - BYE_BLOCKS : 0;
}

bool sf_keep_spared(struct sf_ua *ua, struct sf_ref ref, struct sf_kept *kept, struct sf_str bytes)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    sf_store_drop(&ua->store, kept);
    uint32_t need = sf_store_blocks_for(bytes.len), room = sf_store_room(&ua->store);
    if (need > room) {
        if (need - room > sf_keep_spare_blocks(call))
            return false;
        call->spare_blocks = (uint8_t)(call->spare_blocks - (need - room));
        ua->store.reserved -= need - room;
    }
    return sf_store_keep(&ua->store, bytes.p, bytes.len, kept);
}

const struct sf_msg *sf_keep_recall(struct sf_ua *ua, struct sf_kept kept)
{
    if (!kept.first)
        return NULL;
    sf_store_copy(&ua->store, kept, ua->recall_bytes);
    enum sf_msg_code code = sf_msg_parse(&ua->recalled, ua->recall_bytes, kept.length_bytes, NULL);
    assert(code == SF_MSG_OK); /* it was parsed, or built by us, before it was kept */
    return code == SF_MSG_OK ? &ua->recalled : NULL;
}
