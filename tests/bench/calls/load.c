/* See load.h. One socket; datagrams are sent and received by the batch, so that the load takes
 * little of its core. */
#include "load.h"
#include "links.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    SLOTS = 1 << 20, /* calls under way, at most */
    BATCH = 64,
    TURNS = 64,        /* batches that are received before calls begin */
    BYTES = 2048,      /* a datagram */
    LEVELS = 5,        /* requests are repeated after T1, 2*T1, 4*T1, 8*T1, and then given up */
    LATENCIES = 20000, /* the histogram's places */
    LATENCY_US = 50,   /* one place */
    BUFFER_BYTES = 16 << 20
};
#define T1_US 500000

enum stage { IDLE, INVITED, ANSWERED };

struct call {
    uint64_t begun_us;
    uint32_t number;
    uint8_t stage;
    char to[111]; /* the To of the 200, with its tag */
};

struct wait {
    uint64_t due_us;
    uint32_t number;
    uint8_t stage;
};

struct level { /* what is repeated after the same time: first in, first out */
    struct wait *wait;
    uint64_t first, end;
};

struct load {
    struct links *links; /* NULL: UDP */
    const char *via;     /* its transport */
    int fd;
    uint16_t port, own_port;
    struct sockaddr_in to;
    struct call *call;
    uint32_t next, salt; /* the salt is in each Call-ID: another load's are others */
    struct level level[LEVELS];
    struct load_result result;
    uint32_t latency[LATENCIES + 1];
    struct mmsghdr out[BATCH], in[BATCH];
    struct iovec out_io[BATCH], in_io[BATCH];
    char out_bytes[BATCH][BYTES], in_bytes[BATCH][BYTES];
    unsigned outs;
};

uint64_t load_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void give_up(const char *what)
{
    perror(what);
    exit(1);
}

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        give_up("memory");
    return memory;
}

struct load *load_open(uint16_t port, enum load_transport transport)
{
    struct load *load = room(1, sizeof *load);
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof own;
    int bytes = BUFFER_BYTES;
    load->fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (load->fd < 0 || bind(load->fd, (struct sockaddr *)&own, size) != 0 ||
        getsockname(load->fd, (struct sockaddr *)&own, &size) != 0)
        give_up("socket");
    if (setsockopt(load->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
        setsockopt(load->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    if (setsockopt(load->fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes) != 0)
        setsockopt(load->fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    load->own_port = ntohs(own.sin_port);
    load->port = port;
    load->to = (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    load->call = room(SLOTS, sizeof *load->call);
    for (unsigned i = 0; i < LEVELS; i++)
        load->level[i].wait = room(2 * SLOTS, sizeof *load->level[i].wait);
    for (unsigned i = 0; i < BATCH; i++) {
        load->out_io[i].iov_base = load->out_bytes[i];
        load->in_io[i] = (struct iovec){load->in_bytes[i], BYTES - 1};
        load->out[i].msg_hdr = (struct msghdr){.msg_name = &load->to,
                                               .msg_namelen = sizeof load->to,
                                               .msg_iov = &load->out_io[i],
                                               .msg_iovlen = 1};
        load->in[i].msg_hdr = (struct msghdr){.msg_iov = &load->in_io[i], .msg_iovlen = 1};
    }
    load->via = transport == LOAD_TLS ? "TLS" : transport == LOAD_TCP ? "TCP" : "UDP";
    if (transport != LOAD_UDP)
        load->links = links_open(port, LOAD_LINKS, transport == LOAD_TLS);
    load->next = 1;
    load->salt = (uint32_t)load_now_us();
    return load;
}

void load_close(struct load *load)
{
    close(load->fd);
    if (load->links)
        links_close(load->links);
    for (unsigned i = 0; i < LEVELS; i++)
        free(load->level[i].wait);
    free(load->call);
    free(load);
}

/* ---- Out ---- */

/* What the kernel does not take is lost; it is repeated later. */
static void flush(struct load *load)
{
    if (load->links) {
        links_flush(load->links);
        return;
    }
    for (unsigned at = 0; at < load->outs;) {
        int sent = sendmmsg(load->fd, load->out + at, load->outs - at, 0);
        at += sent > 0 ? (unsigned)sent : 1;
    }
    load->outs = 0;
}

static char *text(char *at, const char *text)
{
    size_t n = strlen(text);
    memcpy(at, text, n);
    return at + n;
}

static char *number(char *at, uint32_t value)
{
    char digits[10];
    unsigned n = 0;
    do
        digits[n++] = (char)('0' + value % 10);
    while (value /= 10);
    while (n)
        *at++ = digits[--n];
    return at;
}

static void put(struct load *load, const char *method, const struct call *call, unsigned cseq,
                const char *branch)
{
    static const char sdp[] = "v=0\r\no=user1 53655765 2353687637 IN IP4 127.0.0.1\r\ns=-\r\n"
                              "c=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\n"
                              "a=rtpmap:0 PCMU/8000\r\n";
    bool invite = cseq == 1 && method[0] == 'I';
    unsigned i = load->outs;
    char *at = text(load->out_bytes[i], method);
    at = number(text(at, " sip:service@127.0.0.1:"), load->port);
    at = text(text(at, " SIP/2.0\r\nVia: SIP/2.0/"), load->via);
    at = number(text(at, " 127.0.0.1:"), load->own_port);
    at = number(text(at, ";branch=z9hG4bK-"), call->number);
    at = text(text(at, "-"), branch);
    at = number(text(at, "\r\nFrom: sipp <sip:sipp@127.0.0.1:"), load->own_port);
    at = number(text(at, ">;tag=load"), call->number);
    at = text(text(at, "\r\nTo: "), call->to);
    at = number(text(at, "\r\nCall-ID: "), call->number);
    at = number(text(at, "-"), load->salt);
    at = number(text(at, "@127.0.0.1\r\nCSeq: "), cseq);
    at = text(text(at, " "), method);
    at = number(text(at, "\r\nContact: sip:sipp@127.0.0.1:"), load->own_port);
    at = text(at, "\r\nMax-Forwards: 70\r\nSubject: Performance Test\r\n");
    if (invite)
        at = text(at, "Content-Type: application/sdp\r\n");
    at = number(text(at, "Content-Length: "), invite ? (uint32_t)sizeof sdp - 1 : 0);
    at = text(text(at, "\r\n\r\n"), invite ? sdp : "");
    if (load->links) {
        links_put(load->links, call->number, load->out_bytes[i], (size_t)(at - load->out_bytes[i]));
        return;
    }
    load->out_io[i].iov_len = (size_t)(at - load->out_bytes[i]);
    if (++load->outs == BATCH)
        flush(load);
}

static void repeat_later(struct load *load, const struct call *call, unsigned level, uint64_t now)
{
    struct level *l = &load->level[level];
    l->wait[l->end++ % (2 * SLOTS)] =
        (struct wait){now + ((uint64_t)T1_US << level), call->number, call->stage};
}

static void send_stage(struct load *load, const struct call *call)
{
    if (call->stage == INVITED)
        put(load, "INVITE", call, 1, "i");
    else
        put(load, "BYE", call, 2, "b");
}

static void begin(struct load *load, uint64_t now)
{
    struct call *call = &load->call[load->next % SLOTS];
    if (call->stage != IDLE)
        load->result.failed++;
    *call = (struct call){.begun_us = now, .number = load->next++, .stage = INVITED};
    snprintf(call->to, sizeof call->to, "sut <sip:service@127.0.0.1:%u>", load->port);
    load->result.begun++;
    send_stage(load, call);
    repeat_later(load, call, 0, now);
}

/* Over streams nothing is repeated (3261:17.1.1.2, 17.1.2.2); a call is given up as late as ever.
 */
static void repeat_due(struct load *load, uint64_t now)
{
    for (unsigned i = 0; i < LEVELS; i++) {
        struct level *level = &load->level[i];
        while (level->first < level->end) {
            struct wait wait = level->wait[level->first % (2 * SLOTS)];
            struct call *call = &load->call[wait.number % SLOTS];
            if (wait.due_us > now)
                break;
            level->first++;
            if (call->number != wait.number || call->stage != wait.stage)
                continue;
            if (i + 1 == LEVELS) {
                call->stage = IDLE;
                load->result.failed++;
                continue;
            }
            if (!load->links) {
                load->result.repeated++;
                send_stage(load, call);
            }
            repeat_later(load, call, i + 1, now);
        }
    }
}

/* ---- In ---- */

static const char *value(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at ? at + strlen(name) : NULL;
}

static void finish(struct load *load, struct call *call, uint64_t now)
{
    load->result.done++;
    load->result.late += now - call->begun_us > LOAD_LATE_US;
    call->stage = IDLE;
}

static void answered(struct load *load, struct call *call, const char *response, uint64_t now)
{
    const char *to = value(response, "\r\nTo: ");
    uint64_t place = (now - call->begun_us) / LATENCY_US;
    load->latency[place < LATENCIES ? place : LATENCIES]++;
    if (to)
        snprintf(call->to, sizeof call->to, "%.*s", (int)strcspn(to, "\r"), to);
    put(load, "ACK", call, 1, "a");
    call->stage = ANSWERED;
    send_stage(load, call);
    repeat_later(load, call, 0, now);
}

/* A response; or a request of ours that an echo sends back. */
static void take(struct load *load, const char *message, uint64_t now)
{
    const char *id = value(message, "\r\nCall-ID: "), *cseq = value(message, "\r\nCSeq: ");
    if (!id || !cseq)
        return;
    uint32_t number = (uint32_t)strtoul(id, NULL, 10);
    struct call *call = &load->call[number % SLOTS];
    bool response = strncmp(message, "SIP/2.0 ", 8) == 0;
    int status = response ? atoi(message + 8) : 200;
    if (call->number != number || status < 200)
        return;
    if (strncmp(cseq, "2 BYE", 5) == 0 && call->stage == ANSWERED) {
        finish(load, call, now);
    } else if (strncmp(cseq, "1 INVITE", 8) == 0 && status < 300) {
        if (call->stage == INVITED)
            answered(load, call, message, now);
        else if (call->stage == ANSWERED) /* the ACK was lost */
            put(load, "ACK", call, 1, "a");
    } else if (strncmp(cseq, "1 INVITE", 8) == 0) {
        const char *to = value(message, "\r\nTo: ");
        if (to)
            snprintf(call->to, sizeof call->to, "%.*s", (int)strcspn(to, "\r"), to);
        put(load, "ACK", call, 1, "i");
        load->result.refused += call->stage == INVITED;
        call->stage = IDLE;
    }
}

static void take_now(void *user, const char *message)
{
    take(user, message, load_now_us());
}

/* True if there may be more. */
static bool receive(struct load *load)
{
    if (load->links) {
        links_receive(load->links, take_now, load);
        flush(load);
        return false;
    }
    int count = recvmmsg(load->fd, load->in, BATCH, MSG_DONTWAIT, NULL);
    uint64_t now = load_now_us();
    for (int i = 0; i < count; i++) {
        load->in_bytes[i][load->in[i].msg_len] = 0;
        take(load, load->in_bytes[i], now);
    }
    flush(load);
    return count == BATCH;
}

/* ---- The run ---- */

static void wait_until(struct load *load, uint64_t due, uint64_t now)
{
    struct pollfd ready = {.fd = load->fd, .events = POLLIN};
    uint64_t us = due > now ? due - now : 0;
    struct timespec time = {(time_t)(us / 1000000), (long)(us % 1000000) * 1000};
    if (load->links)
        links_wait(load->links, us);
    else
        ppoll(&ready, 1, &time, NULL);
}

void load_run(struct load *load, double rate, uint64_t us, uint64_t burst_us, uint64_t rest_us)
{
    uint64_t begin_us = load_now_us(), end = begin_us + us, now = begin_us, burst = 0;
    double begun = 0;
    while (now < end + rest_us) {
        uint64_t due = burst_us ? begin_us + burst * burst_us
                                : begin_us + (uint64_t)(begun * 1000000 / rate);
        if (now >= due && now < end) {
            double wanted = (double)(now - begin_us) * rate / 1000000;
            burst = burst_us ? (now - begin_us) / burst_us + 1 : 0;
            do {
                begin(load, now);
                begun += 1;
            } while (begun < wanted);
            flush(load);
        } else if (now >= end) {
            due = end + rest_us;
        }
        repeat_due(load, now);
        flush(load);
        bool more = true; /* what has come goes before what begins */
        for (unsigned turn = 0; more && turn < TURNS; turn++)
            more = receive(load);
        if (!more)
            wait_until(load, due < now + 1000 ? due : now + 1000, now);
        now = load_now_us();
    }
}

void load_take(struct load *load, struct load_result *result)
{
    uint64_t all = 0, some = 0;
    *result = load->result;
    for (unsigned i = 0; i <= LATENCIES; i++)
        all += load->latency[i];
    for (unsigned i = 0; i <= LATENCIES; i++) {
        uint64_t before = some;
        some += load->latency[i];
        if (before * 2 < all && some * 2 >= all)
            result->half_us = (i + 1) * LATENCY_US;
        if (before * 100 < all * 99 && some * 100 >= all * 99)
            result->most_us = (i + 1) * LATENCY_US;
    }
    memset(load->latency, 0, sizeof load->latency);
    memset(&load->result, 0, sizeof load->result);
}
