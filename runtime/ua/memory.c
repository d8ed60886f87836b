/* The memory that the contents of a core take: for sf_ua_memory. */
#include "core.h"
#include "record.h"

static uint64_t index_bytes(const struct sf_index *index, const struct sf_pool *pool)
{
    uint64_t buckets = ((uint64_t)index->mask + 1) * sizeof *index->bucket;
    return pool->used * (sizeof *index->key + sizeof *index->next) +
           pool->used * buckets / pool->capacity;
}

static struct sf_ua_memory pool_bytes(const char *name, const struct sf_pool *pool, bool timed)
{
    uint64_t each = pool->stride_bytes + (timed ? sizeof(uint32_t) : 0); /* its place in the heap */
    return (struct sf_ua_memory){name, pool->used, pool->used * each};
}

unsigned sf_ua_memory(const struct sf_ua *ua, struct sf_ua_memory list[SF_UA_MEMORY_KINDS])
{
    struct sf_ua_memory *at = list;
    *at++ = pool_bytes("calls", &ua->calls, false);
    *at = pool_bytes("dialogs", &ua->dialogs, sf_record_is_timed(SF_RECORD_DIALOG_ACTOR));
    at++->bytes += index_bytes(&ua->by_dialog, &ua->dialogs);
    *at++ = pool_bytes("sessions", &ua->sessions, sf_record_is_timed(SF_RECORD_SESSION));
    *at++ =
        pool_bytes("session timers", &ua->session_timers, sf_record_is_timed(SF_RECORD_REFRESH));
    *at++ = pool_bytes("INVITEs", &ua->invitations, sf_record_is_timed(SF_RECORD_INVITATION));
    *at++ =
        pool_bytes("reliable responses", &ua->reliables, sf_record_is_timed(SF_RECORD_RELIABLE));
    *at++ = pool_bytes("requests", &ua->exchanges, sf_record_is_timed(SF_RECORD_EXCHANGE_RECORD));
    *at++ = pool_bytes("registrations", &ua->registrations,
                       sf_record_is_timed(SF_RECORD_REGISTRATION_RECORD));
    *at = pool_bytes("transactions", &ua->transactions, sf_record_is_timed(SF_RECORD_TRANSACTION));
    at->bytes += index_bytes(&ua->by_branch, &ua->transactions);
    at++->bytes += index_bytes(&ua->by_merge, &ua->transactions);
    *at = pool_bytes("sources", &ua->sources, false);
    at++->bytes += index_bytes(&ua->by_source, &ua->sources);
    *at++ =
        (struct sf_ua_memory){"deadlines", ua->heap.count, ua->heap.count * sizeof *ua->heap.entry};
    *at++ = (struct sf_ua_memory){"text", ua->store.used,
                                  ua->store.used * (uint64_t)(SF_BLOCK_BYTES + sizeof(uint32_t))};
    return (unsigned)(at - list);
}
