/* An answering machine: it takes every call that has a codec of ours, and ends it after ten
 * seconds; it prints the MESSAGEs and INFOs that come.
 *
 *     answer 127.0.0.1:5070 */
#include "media.h"
#include "udp.h"

#include <stdio.h>

static struct sf_address local;

static void on_event(struct sf_ua *ua, const struct sf_ua_event *event)
{
    switch (event->type) {
    case SF_UA_EV_INCOMING:
    case SF_UA_EV_REINVITE: {
        struct sf_str body = media_answer(&local, event->msg);
        if (body.len)
            sf_ua_accept(ua, udp_now_us(), event->call, SF_STR("application/sdp"), body);
        else
            sf_ua_reject(ua, udp_now_us(), event->call, 488);
        printf("a call from %.*s\n", (int)event->from.len, event->from.p);
        break;
    }
    case SF_UA_EV_REQUEST: {
        struct sf_str method = sf_msg_str(event->msg, event->msg->method_name);
        struct sf_answer answer = {.status = 200};
        sf_ua_answer(ua, udp_now_us(), event->exchange, &answer);
        printf("%.*s: %.*s\n", (int)method.len, method.p, (int)event->body.len, event->body.p);
        break;
    }
    case SF_UA_EV_ENDED:
        puts("the call is over");
        break;
    default: /* of no interest to an answering machine */
        break;
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static const struct sf_str takes[] = {{"INFO", 4}, {"MESSAGE", 7}};
    static const bool never;
    char text[SF_ADDRESS_TEXT_BYTES];
    int fd = argc == 2 && udp_address(&local, argv[1]) ? udp_open(&local) : -1;
    struct sf_ua_config config = {.calls = 10,
                                  .calls_per_second = 10,
                                  .message_bytes = 4000,
                                  .local = local,
                                  .user = SF_STR("answer"),
                                  .method = takes,
                                  .methods = 2,
                                  .longest_call_us = 10000000};
    struct sf_ua *ua = fd < 0 ? NULL : udp_core(&config);
    if (!ua) {
        fputs("usage: answer ADDRESS:PORT\n", stderr);
        return 1;
    }
    sf_address_text(&local, text);
    printf("listening on %s\n", text);
    fflush(stdout);
    udp_run(fd, ua, on_event, &never);
}
