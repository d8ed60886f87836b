/* What one address can do to the calls of others, in virtual time: it floods a core with requests
 * of one kind for half a minute, while another address calls once a second. `attack` prints a line
 * for each flood; `attack --check` fails if a flood keeps the others from calling.
 *
 * It uses the public interface only, so that it measures any version of the core. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "sipfsm/virtual.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CALLS 40
#define SECONDS 30
#define RATE 200        /* requests of the flood in a second */
#define TALK_S 2        /* a call of the other address lasts so long */
#define MOST_WAITING 64 /* messages that are on their way */
#define TEXT 6000

enum { OTHER = 10, ATTACKER = 66 }; /* the last byte of the addresses */

static struct sf_ua *ua;
static uint64_t now_us, random_state;
static struct {
    uint64_t in_bytes, out_bytes; /* of the attacker's address */
    uint64_t cpu_ns, datagrams;
    unsigned calls_taken;            /* of the attacker's */
    unsigned transactions, calls;    /* the most in use */
    unsigned answered, ended, asked; /* calls of the other address */
} seen;
static char attacker_to[200];           /* the To of the attacker's call that stands, tag and all */
static char other_to[SECONDS + 1][200]; /* the same of the other's calls, by number */
static bool acknowledges;

static struct sf_address address(unsigned last)
{
    return (struct sf_address){.family = 4, .port = 5060, .ip = {192, 0, 2, (uint8_t)last}};
}

/* ---- To the core ---- */

static struct waiting { /* written while an output is looked at, and sent after it */
    unsigned from;
    size_t length;
    char text[TEXT];
} waiting[MOST_WAITING];
static unsigned waits;

static void put(unsigned from, const char *method, const char *to, const char *call_id,
                unsigned cseq, const char *branch, const char *extra)
{
    if (waits == MOST_WAITING)
        return;
    struct waiting *message = &waiting[waits++];
    const char *user = strncmp(to, "<sip:slow", 9) == 0 ? "slow" : "bob";
    int n = snprintf(message->text, sizeof message->text,
                     "%s sip:%s@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.%u;branch=%s\r\n"
                     "Max-Forwards: 70\r\nFrom: <sip:x@192.0.2.%u>;tag=f\r\nTo: %s\r\nCall-ID: "
                     "%s\r\nCSeq: %u %s\r\nContact: <sip:x@192.0.2.%u>\r\n%sContent-Length: "
                     "0\r\n\r\n",
                     method, user, from, branch, from, to, call_id, cseq, method, from, extra);
    message->from = from;
    message->length = (size_t)n;
}

static uint64_t cpu_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void take(void);

static void deliver(void)
{
    for (unsigned i = 0; i < waits; i++) { /* what is put meanwhile comes behind */
        struct sf_address from = address(waiting[i].from);
        bool attack = waiting[i].from == ATTACKER;
        uint64_t before = cpu_ns();
        if (sf_ua_receive(ua, now_us, waiting[i].text, waiting[i].length, &from) != SF_UA_OK)
            abort();
        if (attack) {
            seen.cpu_ns += cpu_ns() - before;
            seen.in_bytes += waiting[i].length;
            seen.datagrams++;
        }
        take();
    }
    waits = 0;
}

/* ---- From the core ---- */

static void copy_header(const struct sf_datagram *datagram, const char *name, char *value,
                        size_t size)
{
    char text[TEXT];
    size_t n = datagram->length < sizeof text - 1 ? datagram->length : sizeof text - 1;
    memcpy(text, datagram->bytes, n);
    text[n] = 0;
    const char *at = strstr(text, name);
    value[0] = 0;
    if (at)
        snprintf(value, size, "%.*s", (int)strcspn(at + strlen(name), "\r"), at + strlen(name));
}

/* The caller, at either address: it acknowledges a 200 to its INVITE. */
static void hear(const struct sf_datagram *datagram)
{
    char to[200], call_id[64], cseq[32], branch[96];
    unsigned at = datagram->to.ip[3];
    if (at == ATTACKER)
        seen.out_bytes += datagram->length;
    if (strncmp(datagram->bytes, "SIP/2.0 200 ", 12) != 0)
        return;
    copy_header(datagram, "\r\nTo: ", to, sizeof to);
    copy_header(datagram, "\r\nCall-ID: ", call_id, sizeof call_id);
    copy_header(datagram, "\r\nCSeq: ", cseq, sizeof cseq);
    if (!strstr(cseq, "INVITE")) {
        seen.ended += at == OTHER && strstr(cseq, "BYE");
        return;
    }
    if (at == OTHER) {
        seen.answered++;
    } else {
        seen.calls_taken++;
        if (!acknowledges)
            return;
        snprintf(attacker_to, sizeof attacker_to, "%s", to);
    }
    snprintf(branch, sizeof branch, "z9hG4bK-ack-%s", call_id);
    put(at, "ACK", to, call_id, (unsigned)atoi(cseq), branch, "");
    if (at == OTHER) { /* kept for its BYE */
        snprintf(other_to[atoi(call_id)], sizeof other_to[0], "%s", to);
    }
}

/* The application: it answers, but for a phone that rings. */
static void act(const struct sf_ua_event *event)
{
    static const struct sf_str type = {"application/sdp", 15}, sdp = {"v=0\r\n", 5};
    if (event->type != SF_UA_EV_INCOMING && event->type != SF_UA_EV_REINVITE)
        return;
    if (event->to.len > 8 && memcmp(event->to.p, "sip:slow", 8) == 0)
        sf_ua_ring(ua, now_us, event->call, 180);
    else
        sf_ua_accept(ua, now_us, event->call, type, sdp);
}

static void take(void)
{
    struct sf_output output;
    struct sf_ua_usage usage;
    while (sf_ua_next(ua, &output)) {
        if (output.type == SF_OUTPUT_DATAGRAM)
            hear(&output.datagram);
        else
            act(&output.event);
    }
    sf_ua_usage(ua, &usage);
    if (usage.transactions > seen.transactions)
        seen.transactions = usage.transactions;
    if (usage.calls > seen.calls)
        seen.calls = usage.calls;
}

/* ---- The floods ---- */

#define BOB "<sip:bob@10.0.0.2>"

static const struct flood {
    const char *name, *method, *to;
    bool acknowledges; /* the attacker's calls */
    bool in_dialog;    /* the flood is in a call of its own */
    bool one_call_id;  /* a guess at the other's call */
    bool long_ones;
} floods[] = {
    {"nothing", NULL, NULL, false, false, false, false},
    {"INVITE, never acknowledged", "INVITE", BOB, false, false, false, false},
    {"INVITE, left ringing", "INVITE", "<sip:slow@10.0.0.2>", false, false, false, false},
    {"INVITE, acknowledged and left", "INVITE", BOB, true, false, false, false},
    {"INVITE of 4 kB", "INVITE", BOB, false, false, false, true},
    {"re-INVITE in a call", "INVITE", BOB, true, true, false, false},
    {"OPTIONS", "OPTIONS", BOB, false, false, false, false},
    {"OPTIONS in a call", "OPTIONS", BOB, true, true, false, false},
    {"REGISTER", "REGISTER", BOB, false, false, false, false},
    {"BYE of no call", "BYE", BOB ";tag=x", false, false, false, false},
    {"BYE, guessed tags", "BYE", BOB, false, false, true, false},
    {"CANCEL of nothing", "CANCEL", BOB, false, false, false, false},
    {"CANCEL, guessed branch", "CANCEL", BOB, false, false, true, false},
    {"ACK of nothing", "ACK", BOB ";tag=x", false, false, false, false},
    {"unknown method", "FROBNICATE", BOB, false, false, false, false},
};

static void one_more(const struct flood *flood, unsigned n)
{
    static char long_extra[3601];
    char to[200], call_id[32], branch[64];
    unsigned cseq = 1;
    if (flood->long_ones && !long_extra[0]) {
        memset(long_extra, 'x', sizeof long_extra - 1);
        memcpy(long_extra, "Subject: ", 9);
        memcpy(long_extra + sizeof long_extra - 3, "\r\n", 2);
    }
    snprintf(to, sizeof to, "%s", flood->to);
    snprintf(call_id, sizeof call_id, "a%u", n);
    snprintf(branch, sizeof branch, "z9hG4bK-a%u", n);
    if (flood->in_dialog && n) {
        snprintf(to, sizeof to, "%s", attacker_to);
        strcpy(call_id, "a0");
        cseq = 1 + n;
    }
    if (flood->one_call_id) { /* the other's newest call, which an attacker may know of */
        snprintf(call_id, sizeof call_id, "%u", n / RATE);
        if (strcmp(flood->method, "BYE") == 0)
            snprintf(to, sizeof to, BOB ";tag=%016x", n);
        snprintf(branch, sizeof branch, "z9hG4bK-%x", n);
    }
    put(ATTACKER, flood->in_dialog && !n ? "INVITE" : flood->method, to, call_id, cseq, branch,
        flood->long_ones ? long_extra : "");
    deliver();
}

static void pass(uint64_t until_us)
{
    uint64_t next_us;
    while ((next_us = sf_ua_next_deadline(ua)) <= until_us) {
        if (next_us > now_us)
            now_us = next_us;
        sf_ua_tick(ua, now_us);
        take();
        deliver();
    }
    now_us = until_us;
}

static void other_calls(unsigned second)
{
    char call_id[32], branch[64];
    if (second < SECONDS) {
        snprintf(call_id, sizeof call_id, "%u", second);
        snprintf(branch, sizeof branch, "z9hG4bK-other-%u", second);
        put(OTHER, "INVITE", BOB, call_id, 1, branch, "");
        seen.asked++;
    }
    if (second >= TALK_S && other_to[second - TALK_S][0]) {
        snprintf(call_id, sizeof call_id, "%u", second - TALK_S);
        snprintf(branch, sizeof branch, "z9hG4bK-bye-%u", second);
        put(OTHER, "BYE", other_to[second - TALK_S], call_id, 2, branch, "");
    }
    deliver();
}

static void run(const struct flood *flood)
{
    struct sf_ua_config config = {.calls = CALLS,
                                  .calls_per_second = 4,
                                  .message_bytes = 8000,
                                  .user = SF_STR("bob"),
                                  .local = {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}},
                                  .random = sf_virtual_random,
                                  .random_user = &random_state};
    size_t size = sf_ua_size(&config);
    void *memory = malloc(size);
    ua = memory ? sf_ua_init(memory, size, &config) : NULL;
    if (!ua)
        abort();
    now_us = 1000000;
    random_state = 1;
    memset(&seen, 0, sizeof seen);
    memset(other_to, 0, sizeof other_to);
    attacker_to[0] = 0;
    acknowledges = flood->acknowledges;
    uint64_t begin_us = now_us;
    for (unsigned second = 0; second <= SECONDS; second++) {
        for (unsigned i = 0; flood->method && second < SECONDS && i < RATE; i++) {
            pass(begin_us + second * 1000000u + i * (1000000u / RATE));
            one_more(flood, second * RATE + i);
            if (i == RATE / 2)
                other_calls(second);
        }
        if (!flood->method)
            other_calls(second);
        pass(begin_us + (second + 1) * 1000000u);
    }
    if (flood->method)
        other_calls(SECONDS);
    pass(now_us + 80000000); /* what it still has the core send */
    struct sf_ua_counters counters;
    sf_ua_counters(ua, &counters);
    if (counters.impossible)
        abort();
    free(memory);
}

int main(int argc, char **argv)
{
    bool check = argc > 1 && strcmp(argv[1], "--check") == 0;
    int failed = 0;
    printf("| flood | calls of others | its calls at once | transactions | bytes back for a byte | "
           "us each |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof floods / sizeof *floods; i++) {
        run(&floods[i]);
        printf("| %s | %u of %u | %u | %u | %.1f | %.1f |\n", floods[i].name, seen.answered,
               seen.asked, seen.calls, seen.transactions,
               seen.in_bytes ? (double)seen.out_bytes / (double)seen.in_bytes : 0.0,
               seen.datagrams ? (double)seen.cpu_ns / (double)seen.datagrams / 1000 : 0.0);
        failed += seen.answered != seen.asked || seen.ended + 1 < seen.answered;
    }
    if (check && failed)
        fprintf(stderr, "%d floods keep others from calling\n", failed);
    return check && failed;
}
