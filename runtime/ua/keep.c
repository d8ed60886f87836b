#include "keep.h"

#include <assert.h>

#include "core.h"
#include "reserve.h"

void sf_keep(struct sf_ua *ua, struct sf_kept *kept, struct sf_str bytes)
{
    sf_store_drop(&ua->store, kept);
    assert(sf_store_blocks_for(bytes.len) <= sf_store_room(&ua->store));
    sf_store_keep(&ua->store, bytes.p, bytes.len, kept);
}

bool sf_keep_spared(struct sf_ua *ua, struct sf_ref call, struct sf_kept *kept, struct sf_str bytes)
{
    sf_store_drop(&ua->store, kept);
    return sf_reserve_spend_blocks(ua, call, bytes.len) &&
           sf_store_keep(&ua->store, bytes.p, bytes.len, kept);
}

const struct sf_msg *sf_keep_recall(struct sf_ua *ua, struct sf_kept kept)
{
    assert(kept.first);
    sf_store_copy(&ua->store, kept, ua->recall_bytes);
    enum sf_msg_code code =
        sf_msg_parse_within(ua->recalled, ua->headers, ua->recall_bytes, kept.length_bytes, NULL);
    /* It was parsed, or built by us, before it was kept. A request may have header fields that are
     * malformed and not needed; a response of ours may have more of them than its request. */
    assert(code == SF_MSG_OK ||
           (ua->recalled->is_request ? code == SF_MSG_HEADER_VALUE || code == SF_MSG_REPEATED
                                     : code == SF_MSG_TOO_LARGE));
    (void)code;
    return ua->recalled;
}
