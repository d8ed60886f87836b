/* A call between two cores with nothing but sipfsm.h and libc: no socket, no clock. The first
 * INVITE is lost on the way. */
#include "sipfsm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct side {
    const char *name;
    struct sf_ua *ua;
    struct sf_address address;
    char heard[128]; /* a letter for each event */
};

static uint64_t now_us = 1000000;
static int in_the_air, lost;

static void must(enum sf_ua_result result, const char *what)
{
    if (result != SF_UA_OK) {
        fprintf(stderr, "%s: %s\n", what, sf_ua_result_text(result));
        exit(1);
    }
}

static void make(struct side *side, const char *name, uint16_t port)
{
    side->name = name;
    side->address = (struct sf_address){
        .transport = SF_TRANSPORT_UDP, .family = 4, .port = port, .ip = {192, 0, 2, 1}};
    struct sf_ua_config config = {.calls = 2, .local = side->address, .user = {name, strlen(name)}};
    size_t size = sf_ua_size(&config);
    void *memory = malloc(size);
    side->ua = memory ? sf_ua_init(memory, size, &config) : NULL;
    if (!side->ua) {
        fprintf(stderr, "no core for %s\n", name);
        exit(1);
    }
}

static void act(struct side *side, const struct sf_ua_event *event)
{
    static const char letter[SF_UA_EV_RELEASED + 1] = {
        [SF_UA_EV_INCOMING] = 'I',  [SF_UA_EV_PROGRESS] = 'P', [SF_UA_EV_ANSWERED] = 'A',
        [SF_UA_EV_CONFIRMED] = 'C', [SF_UA_EV_DIALOG] = 'D',   [SF_UA_EV_ENDED] = 'E',
        [SF_UA_EV_FAILED] = 'F',    [SF_UA_EV_RELEASED] = 'Z'};
    size_t length = strlen(side->heard);
    if (length + 1 < sizeof side->heard)
        side->heard[length] = letter[event->type] ? letter[event->type] : '?';
    if (event->type == SF_UA_EV_INCOMING) {
        must(sf_ua_ring(side->ua, now_us, event->call, 180), "ring");
        must(sf_ua_accept(side->ua, now_us, event->call, SF_STR("application/sdp"),
                          SF_STR("v=0\r\n")),
             "accept");
    } else if (event->type == SF_UA_EV_CONFIRMED) {
        must(sf_ua_hangup(side->ua, now_us, event->call), "hangup");
    }
}

/* Whatever one side has put out, given to the other. */
static void drain(struct side *side, struct side *other)
{
    struct sf_output output;
    const struct sf_datagram *datagram = &output.datagram;
    while (sf_ua_next(side->ua, &output)) {
        if (output.type == SF_OUTPUT_EVENT) {
            act(side, &output.event);
            continue;
        }
        if (++in_the_air == 1) {
            lost++;
            continue;
        }
        printf("%7.3f %-5s -> %.*s\n", (double)now_us / 1e6, side->name,
               (int)strcspn(datagram->bytes, "\r"), datagram->bytes);
        char bytes[2000]; /* the core has its own until the next input */
        size_t length = datagram->length;
        if (length > sizeof bytes) {
            fprintf(stderr, "a long datagram\n");
            exit(1);
        }
        memcpy(bytes, datagram->bytes, length);
        drain(other, side); /* it must have taken its events */
        must(sf_ua_receive(other->ua, now_us, bytes, length, &side->address), "receive");
        drain(other, side);
    }
}

int main(void)
{
    static struct side alice, bob;
    struct sf_call call;
    make(&alice, "alice", 5060);
    make(&bob, "bob", 5062);
    struct sf_invite invite = {.to = SF_STR("sip:bob@192.0.2.1:5062"),
                               .next_hop = bob.address,
                               .content_type = SF_STR("application/sdp"),
                               .body = SF_STR("v=0\r\n")};
    must(sf_ua_invite(alice.ua, now_us, &invite, &call), "invite");
    drain(&alice, &bob);
    for (;;) { /* time goes from deadline to deadline */
        uint64_t a = sf_ua_next_deadline(alice.ua), b = sf_ua_next_deadline(bob.ua);
        if (a == UINT64_MAX && b == UINT64_MAX)
            break;
        now_us = a < b ? a : b;
        must(sf_ua_tick(a <= b ? alice.ua : bob.ua, now_us), "tick");
        drain(a <= b ? &alice : &bob, a <= b ? &bob : &alice);
    }

    struct sf_ua_usage used;
    struct sf_ua_counters counted;
    sf_ua_usage(alice.ua, &used);
    sf_ua_counters(alice.ua, &counted);
    printf("alice heard %s, bob heard %s; %d lost, %llu sent again\n", alice.heard, bob.heard, lost,
           (unsigned long long)counted.retransmitted);
    if (!strchr(alice.heard, 'A') || !strchr(bob.heard, 'C') || !strchr(alice.heard, 'E') ||
        !strchr(bob.heard, 'E') || !strchr(alice.heard, 'Z') || !strchr(bob.heard, 'Z') ||
        lost != 1 || !counted.retransmitted || counted.impossible || used.calls ||
        used.transactions || used.timers) {
        fprintf(stderr, "that was no call\n");
        return 1;
    }
    puts("ok");
    return 0;
}
