/* A caller: calls, sends an INFO in the call, and hangs up; or, with a text, sends that in a
 * MESSAGE. Exits with 0 if the other side took it.
 *
 *     caller sip:answer@127.0.0.1:5070 [TEXT] */
#include "media.h"
#include "udp.h"

#include <stdio.h>
#include <stdlib.h>

static bool done, answered;
static int status = 1;

static void say(const char *what, const struct sf_ua_event *event)
{
    printf("%s: %u %.*s\n", what, event->status, (int)event->reason.len, event->reason.p);
}

static void on_call(struct sf_ua *ua, const struct sf_ua_event *event)
{
    struct sf_exchange exchange;
    struct sf_request info = {
        .method = SF_STR("INFO"),
        .content = {.type = SF_STR("application/dtmf-relay"), .body = SF_STR("Signal=5")}};
    switch (event->type) {
    case SF_UA_EV_ANSWERED:
        say("INVITE", event);
        answered = true;
        if (sf_ua_request(ua, udp_now_us(), event->call, &info, &exchange) != SF_UA_OK)
            sf_ua_hangup(ua, udp_now_us(), event->call);
        break;
    case SF_UA_EV_FAILED:
        say("INVITE", event);
        done = true;
        break;
    case SF_UA_EV_RESPONSE:
        say("INFO", event);
        if (event->status >= 200)
            sf_ua_hangup(ua, udp_now_us(), event->call);
        break;
    case SF_UA_EV_ENDED:
        puts("the call is over");
        status = answered ? 0 : 1;
        done = true; /* the call's RELEASED comes later: it waits for copies of the 200 */
        break;
    default:
        break;
    }
}

static void on_event(struct sf_ua *ua, const struct sf_ua_event *event)
{
    if (event->call.generation) {
        on_call(ua, event);
    } else if (event->type == SF_UA_EV_RESPONSE && event->status >= 200) {
        say("MESSAGE", event);
        status = event->status < 300 ? 0 : 1;
        done = true;
    }
}

/* Where a URI leads: the host of one of our kind is an address. */
static bool target_of(struct sf_address *target, const char *text)
{
    struct sf_uri uri;
    struct sf_str whole = sf_str_of(text);
    if (!sf_uri_parse(text, (struct sf_view){0, (uint32_t)whole.len}, &uri, NULL) ||
        uri.scheme != SF_SCHEME_SIP || !sf_address_of_host(target, sf_view_str(text, uri.host)))
        return false;
    target->port = uri.port < 0 ? 5060 : (uint16_t)uri.port;
    return target->family == 4;
}

int main(int argc, char **argv)
{
    struct sf_address local = {.family = 4, .ip = {127, 0, 0, 1}}, target = {.family = 0};
    if (argc < 2 || !target_of(&target, argv[1])) {
        fputs("usage: caller sip:USER@ADDRESS:PORT [TEXT]\n", stderr);
        return 1;
    }
    int fd = udp_open(&local);
    struct sf_ua_config config = {.calls = 1,
                                  .calls_per_second = 1,
                                  .message_bytes = 4000,
                                  .local = local,
                                  .user = SF_STR("caller")};
    struct sf_ua_redirect redirect = {.redirecting = sf_ua_redirecting()};
    config.redirect = &redirect;
    struct sf_ua *ua = fd < 0 ? NULL : udp_core(&config);
    if (!ua)
        return 1;

    enum sf_ua_result result;
    struct sf_call none = {0, 0}, call;
    struct sf_exchange exchange;
    if (argc > 2) {
        struct sf_request message = {
            .method = SF_STR("MESSAGE"),
            .to = sf_str_of(argv[1]),
            .next_hop = target,
            .content = {.type = SF_STR("text/plain"), .body = sf_str_of(argv[2])}};
        result = sf_ua_request(ua, udp_now_us(), none, &message, &exchange);
    } else {
        struct sf_invite invite = {.to = sf_str_of(argv[1]),
                                   .next_hop = target,
                                   .content_type = SF_STR("application/sdp"),
                                   .body = media_offer(&local)};
        result = sf_ua_invite(ua, udp_now_us(), &invite, &call);
    }
    if (result != SF_UA_OK) {
        fprintf(stderr, "caller: %s: %s\n", sf_ua_result_text(result), sf_ua_error(ua)->text);
        return 1;
    }
    udp_run(fd, ua, on_event, &done);
    return status;
}
