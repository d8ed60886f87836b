#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "sim/standing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "sipfsm/virtual.h"

#define S UINT64_C(1000000)
#define SETTLED_US (40 * S) /* an INVITE is done with after 64*T1 */
#define BEGUN_IN_S 600      /* so that all rounds are over before the first session is refreshed */
#define MORE_ROUNDS 5       /* of further calls, whose processor time is measured */
#define CALLS_OF_ROUND 4000

static const char ROUTES[] = "Record-Route: <sip:192.0.2.11;lr>,<sip:192.0.2.12;lr>,"
                             "<sip:192.0.2.13;lr>\r\n";
static const char SDP[] =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 0\r\n";

struct standing {
    struct sf_ua *ua[2]; /* the caller, the callee */
    struct sf_address address[2];
    uint64_t now_us, random;
    unsigned confirmed, failed, ended;
    struct sf_call call; /* of the caller: the newest */
};

/* Pages that are never touched are never there: what is not used is not counted. */
static struct sf_ua *core(struct standing *s, unsigned side, unsigned dialogs)
{
    static struct sf_ua_session_timer timer;
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    struct sf_ua_config config = {.calls = dialogs + 1,
                                  .calls_per_second = dialogs / BEGUN_IN_S + 200,
                                  .calls_per_source = SF_UA_NO_LIMIT,
                                  .repeats_unproven = SF_UA_NO_LIMIT,
                                  .message_bytes = 4000,
                                  .local = s->address[side],
                                  .user = side ? SF_STR("bob") : SF_STR("alice"),
                                  .session_timer = &timer,
                                  .random = sf_virtual_random,
                                  .random_user = &s->random};
    size_t size = sf_ua_size(&config);
    void *memory = size ? mmap(NULL, size, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
                        : MAP_FAILED;
    return memory == MAP_FAILED ? NULL : sf_ua_init(memory, size, &config);
}

/* ---- The network: at once, with the lines that three proxies add to an INVITE ---- */

static void pass(struct standing *s, unsigned from, const struct sf_datagram *datagram)
{
    static char with[8192];
    const char *bytes = datagram->bytes, *line;
    size_t length = datagram->length;
    if (length > 7 && memcmp(bytes, "INVITE ", 7) == 0 && length < sizeof with - sizeof ROUTES &&
        (line = memchr(bytes, '\n', length))) {
        size_t head = (size_t)(line + 1 - bytes);
        memcpy(with, bytes, head);
        memcpy(with + head, ROUTES, sizeof ROUTES - 1);
        memcpy(with + head + sizeof ROUTES - 1, bytes + head, length - head);
        bytes = with;
        length += sizeof ROUTES - 1;
    }
    sf_ua_receive(s->ua[1 - from], s->now_us, bytes, length, &s->address[from]);
}

static void on_event(struct standing *s, unsigned side, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING)
        sf_ua_accept(s->ua[side], s->now_us, event->call, SF_STR("application/sdp"),
                     (struct sf_str){SDP, sizeof SDP - 1});
    s->confirmed += event->type == SF_UA_EV_CONFIRMED;
    s->failed += event->type == SF_UA_EV_FAILED || event->type == SF_UA_EV_TROUBLE;
    s->ended += event->type == SF_UA_EV_ENDED;
}

static void exchange(struct standing *s)
{
    struct sf_output output;
    for (unsigned side = 0, idle = 0; idle < 2; side = 1 - side, idle++)
        while (sf_ua_next(s->ua[side], &output)) {
            idle = 0;
            if (output.type == SF_OUTPUT_DATAGRAM)
                pass(s, side, &output.datagram);
            else
                on_event(s, side, &output.event);
        }
}

/* ---- Calls ---- */

static void wait_until(struct standing *s, uint64_t until_us)
{
    for (;;) {
        uint64_t a_us = sf_ua_next_deadline(s->ua[0]), b_us = sf_ua_next_deadline(s->ua[1]);
        unsigned side = b_us < a_us;
        uint64_t due_us = side ? b_us : a_us;
        if (due_us > until_us)
            break;
        s->now_us = due_us > s->now_us ? due_us : s->now_us;
        sf_ua_tick(s->ua[side], s->now_us);
        exchange(s);
    }
    s->now_us = until_us;
}

static bool call(struct standing *s)
{
    struct sf_invite invite = {.to = SF_STR("sip:bob@192.0.2.2"),
                               .next_hop = s->address[1],
                               .content_type = SF_STR("application/sdp"),
                               .body = {SDP, sizeof SDP - 1}};
    if (sf_ua_invite(s->ua[0], s->now_us, &invite, &s->call) != SF_UA_OK)
        return false;
    exchange(s);
    return true;
}

static bool stand(struct standing *s, unsigned dialogs)
{
    uint64_t apart_us = S * BEGUN_IN_S / dialogs;
    if (apart_us > S / 10)
        apart_us = S / 10;
    for (unsigned i = 0; i < dialogs; i++) {
        if (!call(s))
            return false;
        wait_until(s, s->now_us + apart_us);
    }
    wait_until(s, s->now_us + SETTLED_US);
    return s->confirmed == dialogs && !s->failed && !s->ended;
}

/* ---- The report ---- */

static uint64_t resident_bytes(void)
{
    char text[200] = "", *rest;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && !fgets(text, sizeof text, file))
        text[0] = 0;
    if (file)
        fclose(file);
    (void)strtoul(text, &rest, 10); /* all of it; the second is what is resident */
    return strtoul(rest, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The least of some rounds of calls that begin and end; both cores together. A negative number: a
 * call could not be made. */
static double call_us(struct standing *s)
{
    double least = -1;
    for (unsigned round = 0; round < MORE_ROUNDS; round++) {
        double before = seconds();
        for (unsigned i = 0; i < CALLS_OF_ROUND; i++) {
            if (!call(s))
                return -1;
            sf_ua_hangup(s->ua[0], s->now_us, s->call);
            exchange(s);
            wait_until(s, s->now_us + S / 100);
        }
        double took = (seconds() - before) * 1e6 / CALLS_OF_ROUND;
        least = least < 0 || took < least ? took : least;
    }
    return least;
}

static void print_memory(const struct standing *s, unsigned dialogs, uint64_t grown_bytes)
{
    static const char *const sides[] = {"the caller's", "the callee's"};
    struct sf_ua_memory memory[SF_UA_MEMORY_KINDS];
    uint64_t most = 0;
    for (unsigned side = 0; side < 2; side++) {
        uint64_t sum = 0;
        unsigned kinds = sf_ua_memory(s->ua[side], memory);
        printf("%s core, bytes a dialog:", sides[side]);
        for (unsigned i = 0; i < kinds; i++) {
            sum += memory[i].bytes;
            if (memory[i].bytes)
                printf(" %s %.0f,", memory[i].name, (double)memory[i].bytes / dialogs);
        }
        printf(" sum %.0f\n", (double)sum / dialogs);
        most = sum > most ? sum : most;
    }
    printf("counted: %.0f bytes a dialog\n", (double)most / dialogs);
    printf("resident: %.0f bytes a dialog, %.1f MiB in two cores\n",
           (double)grown_bytes / 2 / dialogs, (double)grown_bytes / 1048576);
}

int standing_report(unsigned dialogs)
{
    static struct standing s;
    s = (struct standing){.now_us = S,
                          .random = 4711,
                          .address = {{.family = 4, .port = 5060, .ip = {192, 0, 2, 1}},
                                      {.family = 4, .port = 5060, .ip = {192, 0, 2, 2}}}};
    uint64_t before = resident_bytes();
    for (unsigned side = 0; side < 2; side++)
        if (!(s.ua[side] = core(&s, side, dialogs))) {
            fputs("sipfsm sim: no memory\n", stderr);
            return 1;
        }
    if (!stand(&s, dialogs)) {
        fprintf(stderr, "sipfsm sim: %u of %u calls stand, %u failed\n", s.confirmed, dialogs,
                s.failed);
        return 1;
    }
    printf("%u dialogs stand, with a route set of three and a session timer\n", dialogs);
    print_memory(&s, dialogs, resident_bytes() - before);
    fflush(stdout);
    printf("one more call, both cores together: %.2f us\n", call_us(&s));
    return 0;
}
