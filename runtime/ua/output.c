#include "output.h"

#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "redirect.h"
#include "reserve.h"

struct out { /* a datagram in the arena: this, then its bytes */
    struct sf_address to;
    uint64_t token;
    uint32_t length;
};

size_t sf_output_bytes_for(size_t length)
{
    return (sizeof(struct out) + length + 7) & ~(size_t)7;
}

static bool has_room(const struct sf_ua *ua, uint32_t cascades, uint32_t inputs)
{
    return ua->arena_bytes - ua->arena_end >=
               (size_t)cascades * sf_reserve_datagrams() * sf_output_bytes_for(ua->message_bytes) &&
           ua->events_of - ua->event_count >= (uint64_t)inputs * sf_reserve_events();
}

bool sf_output_has_room(const struct sf_ua *ua)
{
    return has_room(ua, 1, 1);
}

bool sf_output_has_spare(const struct sf_ua *ua, uint32_t commands)
{
    return has_room(ua, 1 + commands, ua->event_count + 2);
}

void sf_output_settle(struct sf_ua *ua)
{
    if (ua->arena_at == ua->arena_end)
        ua->arena_at = ua->arena_end = 0;
}

static char *append(struct sf_ua *ua, const struct sf_address *to, size_t length, uint64_t token)
{
    struct out *out = (struct out *)(void *)(ua->arena + ua->arena_end);
    assert(ua->arena_bytes - ua->arena_end >=
           sf_output_bytes_for(length)); /* sf_output_has_room saw to it */
    *out = (struct out){.to = *to, .token = token, .length = (uint32_t)length};
    out->to.endpoint = sf_own_number(&ua->own, to);
    ua->arena_end += sf_output_bytes_for(length);
    ua->counters.sent++;
    return (char *)(out + 1);
}

/* No transport of ours leads there. It is reported at the next input, as other errors of sending
 * are: this step has kept no room for what follows from it. A token that does not fit is lost, and
 * its transaction times out. */
static bool is_wayless(struct sf_ua *ua, const struct sf_address *to, uint64_t token)
{
    if (to->family)
        return false;
    ua->counters.unsent++;
    if (token && ua->wayless_count < sizeof ua->wayless / sizeof *ua->wayless)
        ua->wayless[ua->wayless_count++] = token;
    return true;
}

void sf_output_send(struct sf_ua *ua, const struct sf_address *to, struct sf_str bytes,
                    uint64_t token)
{
    if (bytes.len > 0 && !is_wayless(ua, to, token))
        memcpy(append(ua, to, bytes.len, token), bytes.p, bytes.len);
}

void sf_output_send_kept(struct sf_ua *ua, const struct sf_address *to, struct sf_kept kept,
                         uint64_t token)
{
    if (kept.first && !is_wayless(ua, to, token))
        sf_store_copy(&ua->store, kept, append(ua, to, kept.length_bytes, token));
}

bool sf_output_next_datagram(struct sf_ua *ua, struct sf_datagram *datagram)
{
    if (ua->arena_at == ua->arena_end)
        return false;
    const struct out *out = (const struct out *)(const void *)(ua->arena + ua->arena_at);
    *datagram = (struct sf_datagram){(const char *)(out + 1), out->length, out->to, out->token};
    ua->arena_at += sf_output_bytes_for(out->length);
    return true;
}

struct sf_told *sf_output_event(struct sf_ua *ua, enum sf_ua_event_type type, struct sf_ref call)
{
    assert(ua->event_count < ua->events_of);
    struct sf_told *told = &ua->event[(ua->event_first + ua->event_count++) % ua->events_of];
    const struct sf_call_record *record = sf_call_get(ua, call);
    *told = (struct sf_told){.type = (uint8_t)type,
                             .call = call,
                             .user = record ? record->user : 0,
                             .msg = ua->under_way != NULL};
    if (ua->under_way && ua->challenge && ua->challenge->verdict != SF_UA_CHALLENGE_ANSWERED)
        told->challenge = ua->challenge->verdict;
    return told;
}

bool sf_output_holds_message(const struct sf_ua *ua)
{
    for (uint32_t i = 0; i < ua->event_count; i++)
        if (ua->event[(ua->event_first + i) % ua->events_of].msg)
            return true;
    return false;
}

/* What a type has of its message: a response's phrase if its status is the event's, the URIs of a
 * request, and the body of both. */
static void read_message(const struct sf_msg *msg, struct sf_ua_event *event)
{
    bool body = false;
    switch (event->type) {
    case SF_UA_EV_PROGRESS:
    case SF_UA_EV_ANSWERED:
    case SF_UA_EV_MODIFIED:
    case SF_UA_EV_FAILED:
        event->reason = sf_reason_of(event->status);
        /* fall through */
    case SF_UA_EV_RESPONSE:
    case SF_UA_EV_REGISTRATION:
        body = msg && msg->status == event->status;
        if (body)
            event->reason = sf_msg_str(msg, msg->reason);
        break;
    case SF_UA_EV_INCOMING:
    case SF_UA_EV_REINVITE:
    case SF_UA_EV_REQUEST:
        body = msg != NULL;
        if (body) {
            event->from = sf_msg_str(msg, msg->from_address);
            event->to = sf_msg_str(msg, msg->to_address);
        }
        break;
    case SF_UA_EV_CONFIRMED:
    case SF_UA_EV_ACKNOWLEDGED:
        body = msg != NULL;
        break;
    default:
        break;
    }
    if (body) {
        event->content_type = sf_msg_value(msg, SF_HEADER_CONTENT_TYPE);
        event->body = sf_msg_str(msg, msg->body);
    }
}

bool sf_output_next_event(struct sf_ua *ua, struct sf_ua_event *event)
{
    if (!ua->event_count)
        return false;
    const struct sf_told *told = &ua->event[ua->event_first];
    *event =
        (struct sf_ua_event){.type = (enum sf_ua_event_type)told->type,
                             .call = {told->call.slot, told->call.generation},
                             .exchange = told->exchange,
                             .user = told->user,
                             .status = told->status,
                             .by_peer = told->by_peer,
                             .challenge = (enum sf_ua_challenge)told->challenge,
                             .reliable = told->reliable,
                             .msg = told->msg ? ua->msg : NULL,
                             .dialog = told->dialog ? sf_dialog_text_show(ua, told->dialog) : NULL,
                             .dialog_state = told->dialog_state};
    if (told->dialog && told->dialog->d.state == SF_DIALOG_EARLY)
        event->early = (struct sf_early){told->dialog->a.self, told->dialog->a.slot.generation};
    if (told->challenge)
        event->realm = ua->challenge->realm;
    if (event->type == SF_UA_EV_REGISTRATION) {
        event->exchange = (struct sf_exchange){0, 0};
        event->user = 0;
        event->dialog_state = 0;
        event->registration = told->registration;
        event->registration_state = told->registration_state;
        event->expires_s = told->time.expires_s;
        event->retry_s = told->time.retry_s;
    }
    if (event->type == SF_UA_EV_INCOMING) {
        event->exchange = (struct sf_exchange){0, 0};
        event->replaces = told->replaces;
    }
    if (event->type == SF_UA_EV_REFRESH) {
        event->exchange = (struct sf_exchange){0, 0};
        event->dialog_state = 0;
        event->refresh_state = told->refresh_state;
        event->expires_s = told->session_s;
    }
    if (event->type == SF_UA_EV_PROGRESS) {
        event->prack = told->prack;
        event->exchange = (struct sf_exchange){0, 0};
        sf_redirect_show(ua, event);
    }
    read_message(event->msg, event);
    ua->event_first = (ua->event_first + 1) % ua->events_of;
    ua->event_count--;
    return true;
}
