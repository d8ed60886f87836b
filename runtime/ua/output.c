/* What a core puts out: datagrams in an arena that empties when all are taken, events in a ring. */
#include "core.h"

#include <assert.h>

#include "sf_cascade.h"

/* One input's worst: what the tables say for one cascade, and the stateless answers that no table
 * sends. */
#define WORST_DATAGRAMS (SF_CASCADE_NET + 1)
#define WORST_EVENTS (SF_CASCADE_APP + 2)

static size_t slot_bytes(size_t length)
{
    return (sizeof(struct sf_out) + length + 7) & ~(size_t)7;
}

bool sf_out_has_room(const struct sf_ua *ua)
{
    return ua->arena_bytes - ua->arena_end >= WORST_DATAGRAMS * slot_bytes(ua->message_bytes) &&
           ua->events_of - ua->event_count >= WORST_EVENTS;
}

/* Once all datagrams are taken the arena starts anew. */
void sf_out_settle(struct sf_ua *ua)
{
    if (ua->arena_at == ua->arena_end)
        ua->arena_at = ua->arena_end = 0;
}

static char *append(struct sf_ua *ua, const struct sf_address *to, size_t length, uint64_t token)
{
    struct sf_out *out = (struct sf_out *)(void *)(ua->arena + ua->arena_end);
    assert(ua->arena_bytes - ua->arena_end >= slot_bytes(length)); /* sf_out_has_room saw to it */
    *out = (struct sf_out){.to = *to, .token = token, .length = (uint32_t)length};
    ua->arena_end += slot_bytes(length);
    ua->counters.sent++;
    return (char *)(out + 1);
}

void sf_out_send(struct sf_ua *ua, const struct sf_address *to, struct sf_str bytes, uint64_t token)
{
    if (bytes.len > 0)
        memcpy(append(ua, to, bytes.len, token), bytes.p, bytes.len);
}

void sf_out_send_kept(struct sf_ua *ua, const struct sf_address *to, struct sf_kept kept,
                      uint64_t token)
{
    if (kept.first)
        sf_store_copy(&ua->store, kept, append(ua, to, kept.length_bytes, token));
}

bool sf_ua_next_datagram(struct sf_ua *ua, struct sf_datagram *datagram)
{
    if (ua->arena_at == ua->arena_end)
        return false;
    const struct sf_out *out = (const struct sf_out *)(const void *)(ua->arena + ua->arena_at);
    *datagram = (struct sf_datagram){(const char *)(out + 1), out->length, out->to, out->token};
    ua->arena_at += slot_bytes(out->length);
    return true;
}

struct sf_ua_event *sf_out_event(struct sf_ua *ua, enum sf_ua_event_type type, struct sf_ref call)
{
    assert(ua->event_count < ua->events_of);
    struct sf_ua_event *event = &ua->event[(ua->event_first + ua->event_count++) % ua->events_of];
    const struct sf_call_record *record = sf_call_get(ua, call);
    *event = (struct sf_ua_event){
        .type = type, .call = {call.slot, call.generation}, .user = record ? record->user : 0};
    return event;
}

bool sf_ua_next_event(struct sf_ua *ua, struct sf_ua_event *event)
{
    if (!ua->event_count)
        return false;
    *event = ua->event[ua->event_first];
    ua->event_first = (ua->event_first + 1) % ua->events_of;
    ua->event_count--;
    return true;
}
