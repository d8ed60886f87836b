/* An application's test in virtual time (sipfsm/virtual.h): the application answers a call, and the
 * caller vanishes without an ACK. 32 seconds pass at once. The test needs no socket and no peer. */
#include <stdio.h>
#include <string.h>

#include "sipfsm/virtual.h"

static const struct sf_address bob = {.family = 4, .port = 5060, .ip = {192, 0, 2, 2}},
                               caller = {.family = 4, .port = 5060, .ip = {192, 0, 2, 9}};
static const char invite[] = "INVITE sip:bob@192.0.2.2 SIP/2.0\r\n"
                             "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-1\r\n"
                             "Max-Forwards: 70\r\n"
                             "From: <sip:carol@192.0.2.9>;tag=c\r\n"
                             "To: <sip:bob@192.0.2.2>\r\n"
                             "Call-ID: 1@192.0.2.9\r\n"
                             "CSeq: 1 INVITE\r\n"
                             "Contact: <sip:carol@192.0.2.9>\r\n"
                             "Content-Length: 0\r\n\r\n";
static struct sf_virtual core; /* all zeros before it is opened */
static uint64_t now_us;
static unsigned answers, byes;

/* The application, as it runs in the product. */
static void on_event(const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING)
        sf_ua_accept(core.ua, now_us, event->call, SF_STR("application/sdp"), SF_STR("v=0\r\n"));
    else if (event->type == SF_UA_EV_ENDED)
        printf("the call ended after %llu s\n", (unsigned long long)(now_us / 1000000));
}

static void take(void *user, const struct sf_output *output)
{
    (void)user;
    if (output->type == SF_OUTPUT_EVENT) {
        on_event(&output->event);
    } else if (output->type == SF_OUTPUT_DATAGRAM) {
        answers += memcmp(output->datagram.bytes, "SIP/2.0 200", 11) == 0;
        byes += memcmp(output->datagram.bytes, "BYE ", 4) == 0;
    }
}

int main(void)
{
    struct sf_ua_config config = {.calls = 1,
                                  .message_bytes = 4000,
                                  .repeats_unproven = SF_UA_NO_LIMIT, /* to an unknown caller */
                                  .user = SF_STR("bob"),
                                  .local = bob};
    char left[SF_VIRTUAL_TEXT_BYTES];
    core.take = take;
    if (!sf_virtual_open(&core, &config, 1)) /* 1: the seed of its tags and branches */
        return 1;
    sf_virtual_receive(&core, now_us, invite, sizeof invite - 1, &caller);
    while (core.due_us != UINT64_MAX) {
        now_us = core.due_us > now_us ? core.due_us : now_us;
        sf_virtual_tick(&core, now_us);
    }
    printf("%u copies of the answer, %u of the BYE\n", answers, byes);
    bool empty = sf_virtual_is_empty(core.ua, left);
    printf("left in the core: %s\n", empty ? "nothing" : left);
    sf_virtual_close(&core);
    return !empty;
}
