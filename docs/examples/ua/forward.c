/* A gateway in small: each call that comes in is called on to one peer, and what is said in the one
 * is said in the other: responses, session descriptions, INFO, MESSAGE, the end. A MESSAGE outside
 * a call goes to the peer too. A re-INVITE is refused, so that the session stays as it was.
 *
 *     forward 127.0.0.1:5080 127.0.0.1:5070 */
#include "udp.h"

#include <stdio.h>

#define PAIRS 16
#define RELAYS 32

/* One call that came in, and the one that goes out for it. The number of the pair is kept with
 * both: sf_ua_set_user. */
static struct pair {
    struct sf_call in, out; /* generation 0: the pair is free */
} pairs[PAIRS];

/* One request that came in, and the one that goes out for it. */
static struct relay {
    struct sf_exchange in, out;
} relays[RELAYS];

static struct sf_address local, peer;
static char peer_uri[SF_ADDRESS_TEXT_BYTES + 4];

static bool same_call(struct sf_call a, struct sf_call b)
{
    return a.slot == b.slot && a.generation == b.generation;
}

static struct sf_call other_of(const struct sf_ua_event *event)
{
    const struct pair *pair = &pairs[event->user % PAIRS];
    struct sf_call none = {0, 0};
    return same_call(event->call, pair->in)    ? pair->out
           : same_call(event->call, pair->out) ? pair->in
                                               : none;
}

/* ---- Calls ---- */

static void call_on(struct sf_ua *ua, const struct sf_ua_event *event)
{
    struct pair *pair = pairs;
    while (pair < pairs + PAIRS && pair->in.generation)
        pair++;
    struct sf_invite invite = {.to = sf_str_of(peer_uri),
                               .next_hop = peer,
                               .content_type = event->content_type,
                               .body = event->body};
    if (pair == pairs + PAIRS || sf_ua_invite(ua, udp_now_us(), &invite, &pair->out) != SF_UA_OK) {
        sf_ua_reject(ua, udp_now_us(), event->call, 480);
        return;
    }
    pair->in = event->call;
    sf_ua_set_user(ua, pair->in, (uint64_t)(pair - pairs));
    sf_ua_set_user(ua, pair->out, (uint64_t)(pair - pairs));
}

/* A response of the peer's goes to the caller. One that cannot be passed on, because it needs a
 * header field that this gateway does not carry, becomes a 500. */
static void respond_on(struct sf_ua *ua, const struct sf_ua_event *event)
{
    struct sf_answer answer = {.status = event->status,
                               .reason = event->reason,
                               .content = {.type = event->content_type, .body = event->body}};
    struct sf_call in = other_of(event);
    enum sf_ua_result result = sf_ua_respond(ua, udp_now_us(), in, &answer);
    if (result == SF_UA_ARGUMENT || result == SF_UA_TOO_LONG)
        sf_ua_reject(ua, udp_now_us(), in, 500);
    else if (result != SF_UA_OK && event->type == SF_UA_EV_ANSWERED) /* the caller has left */
        sf_ua_hangup(ua, udp_now_us(), event->call);
}

/* One call of a pair is over, and so is the pair: the other call is ended. */
static void end(struct sf_ua *ua, const struct sf_ua_event *event)
{
    struct sf_call other = other_of(event);
    if (!other.generation)
        return;
    if (event->type != SF_UA_EV_FAILED) /* then the caller has got the response */
        sf_ua_hangup(ua, udp_now_us(), other);
    pairs[event->user % PAIRS] = (struct pair){.in = {0, 0}};
}

/* ---- Requests ---- */

static void request_on(struct sf_ua *ua, const struct sf_ua_event *event)
{
    struct relay *relay = relays;
    while (relay < relays + RELAYS && relay->in.generation)
        relay++;
    struct sf_str subject = sf_msg_value(event->msg, SF_HEADER_SUBJECT);
    struct sf_ua_field field = {SF_STR("Subject"), subject};
    struct sf_call none = {0, 0}, call = event->call.generation ? other_of(event) : none;
    struct sf_request request = {
        .method = sf_msg_str(event->msg, event->msg->method_name),
        .to = sf_str_of(peer_uri), /* these two are for a request outside a call */
        .next_hop = peer,
        .content = {&field, subject.len > 0, event->content_type, event->body}};
    bool lonely = event->call.generation && !call.generation;
    if (lonely || relay == relays + RELAYS ||
        sf_ua_request(ua, udp_now_us(), call, &request, &relay->out) != SF_UA_OK) {
        struct sf_answer answer = {.status = 480};
        sf_ua_answer(ua, udp_now_us(), event->exchange, &answer);
        return;
    }
    relay->in = event->exchange;
}

static void answer_on(struct sf_ua *ua, const struct sf_ua_event *event)
{
    for (struct relay *relay = relays; relay < relays + RELAYS; relay++) {
        if (!relay->in.generation || relay->out.slot != event->exchange.slot ||
            relay->out.generation != event->exchange.generation)
            continue;
        struct sf_answer answer = {.status = event->status,
                                   .reason = event->reason,
                                   .content = {.type = event->content_type, .body = event->body}};
        enum sf_ua_result result = sf_ua_answer(ua, udp_now_us(), relay->in, &answer);
        if (result == SF_UA_ARGUMENT || result == SF_UA_TOO_LONG) {
            answer = (struct sf_answer){.status = 500};
            sf_ua_answer(ua, udp_now_us(), relay->in, &answer);
        }
        relay->in = (struct sf_exchange){0, 0};
    }
}

static void on_event(struct sf_ua *ua, const struct sf_ua_event *event)
{
    switch (event->type) {
    case SF_UA_EV_INCOMING:
        call_on(ua, event);
        break;
    case SF_UA_EV_REINVITE:
        sf_ua_reject(ua, udp_now_us(), event->call, 488);
        break;
    case SF_UA_EV_PROGRESS: /* a 100 goes one hop only */
        if (event->status > 100)
            respond_on(ua, event);
        break;
    case SF_UA_EV_ANSWERED:
        respond_on(ua, event);
        break;
    case SF_UA_EV_FAILED:
        respond_on(ua, event);
        end(ua, event);
        break;
    case SF_UA_EV_CANCELLED:
    case SF_UA_EV_UNANSWERED: /* of a call, or of a request whose answer comes too late */
    case SF_UA_EV_ENDED:
    case SF_UA_EV_RELEASED:
        if (event->call.generation && !event->exchange.generation)
            end(ua, event);
        break;
    case SF_UA_EV_REQUEST:
        request_on(ua, event);
        break;
    case SF_UA_EV_RESPONSE:
        if (event->status >= 200)
            answer_on(ua, event);
        break;
    default:
        break;
    }
}

int main(int argc, char **argv)
{
    static const struct sf_str takes[] = {{"INFO", 4}, {"MESSAGE", 7}};
    static const bool never;
    char text[SF_ADDRESS_TEXT_BYTES];
    int fd = -1;
    if (argc == 3 && udp_address(&local, argv[1]) && udp_address(&peer, argv[2]))
        fd = udp_open(&local);
    struct sf_ua_config config = {.calls = 2 * PAIRS,
                                  .calls_per_second = PAIRS,
                                  .message_bytes = 4000,
                                  .local = local,
                                  .user = SF_STR("gateway"),
                                  .method = takes,
                                  .methods = 2};
    struct sf_ua *ua = fd < 0 ? NULL : udp_core(&config);
    if (!ua) {
        fputs("usage: forward ADDRESS:PORT PEER_ADDRESS:PORT\n", stderr);
        return 1;
    }
    sf_address_text(&peer, text);
    snprintf(peer_uri, sizeof peer_uri, "sip:%s", text);
    sf_address_text(&local, text);
    printf("listening on %s\n", text);
    fflush(stdout);
    udp_run(fd, ua, on_event, &never);
}
