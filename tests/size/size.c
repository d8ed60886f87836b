/* A program that makes and takes calls with the core, of which `make size` counts the text: a call
 * between two cores of one call each, which succeeds, and then one that is refused. It prints how
 * much memory such a core needs. */
#include "sipfsm/ua.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t now_us = 1;
static unsigned confirmed, ended, failed, released;

struct side {
    struct sf_ua *ua;
    struct sf_address address;
    bool busy;
};

static void act(struct side *side, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING && side->busy)
        sf_ua_reject(side->ua, now_us, event->call, 486);
    else if (event->type == SF_UA_EV_INCOMING)
        sf_ua_ring(side->ua, now_us, event->call, 180);
    else if (event->type == SF_UA_EV_DIALOG && event->dialog_state == SF_DIALOG_EARLY &&
             event->dialog->role == SF_ROLE_UAS)
        sf_ua_accept(side->ua, now_us, event->call, SF_STR("application/sdp"), SF_STR("v=0\r\n"));
    else if (event->type == SF_UA_EV_CONFIRMED)
        sf_ua_hangup(side->ua, now_us, event->call);
    confirmed += event->type == SF_UA_EV_CONFIRMED;
    ended += event->type == SF_UA_EV_ENDED;
    failed += event->type == SF_UA_EV_FAILED && event->status == 486;
    released += event->type == SF_UA_EV_RELEASED;
}

static bool take(struct side *side, struct side *other)
{
    struct sf_output output;
    bool any = false;
    while (sf_ua_next(side->ua, &output)) {
        any = true;
        if (output.type == SF_OUTPUT_EVENT)
            act(side, &output.event);
        else if (sf_ua_receive(other->ua, now_us, output.datagram.bytes, output.datagram.length,
                               &side->address) != SF_UA_OK)
            sf_ua_send_failed(side->ua, now_us, output.datagram.token);
    }
    return any;
}

static void run(struct side *one, struct side *two)
{
    struct sf_output output = {.deadline_us = 0};
    for (;;) {
        for (bool any = true; any;) {
            any = take(one, two);
            any = take(two, one) || any;
        }
        uint64_t next_us = UINT64_MAX;
        for (int i = 0; i < 2; i++) {
            sf_ua_next(i ? two->ua : one->ua, &output);
            if (output.deadline_us < next_us)
                next_us = output.deadline_us;
        }
        if (next_us == UINT64_MAX)
            return;
        now_us = next_us;
        sf_ua_tick(one->ua, now_us);
        sf_ua_tick(two->ua, now_us);
    }
}

int main(void)
{
    struct side side[2] = {{.busy = false}, {.busy = false}};
    size_t size = 0;
    for (int i = 0; i < 2; i++) {
        side[i].address = (struct sf_address){.family = 4, .port = 5060, .ip = {192, 0, 2, 1}};
        side[i].address.ip[3] = (uint8_t)(1 + i);
        struct sf_ua_config config = {.calls = 1,
                                      .calls_per_second = 0,
                                      .message_bytes = 1500,
                                      .local = side[i].address,
                                      .user = SF_STR("a")};
        size = sf_ua_size(&config);
        void *memory = malloc(size);
        side[i].ua = memory ? sf_ua_init(memory, size, &config) : NULL;
        if (!side[i].ua)
            return 1;
    }
    struct sf_invite invite = {.to = SF_STR("sip:b@192.0.2.2"),
                               .next_hop = side[1].address,
                               .content_type = SF_STR("application/sdp"),
                               .body = SF_STR("v=0\r\n")};
    struct sf_call call;
    for (int i = 0; i < 2; i++) {
        side[1].busy = i == 1;
        if (sf_ua_invite(side[0].ua, now_us, &invite, &call) != SF_UA_OK)
            return 1;
        run(&side[0], &side[1]);
    }
    printf("%zu\n", size);
    return confirmed == 1 && ended == 2 && failed == 1 && released >= 3 ? 0 : 1;
}
