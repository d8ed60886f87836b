/* See tally.h. */
#include "serve/tally.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

void tally_read(struct tally *tally, const struct endpoint *endpoint)
{
    sf_ua_counters(endpoint->ua, &tally->ua);
    sf_ua_usage(endpoint->ua, &tally->usage);
    sf_net_counters(endpoint->net, &tally->net);
}

/* The structs are rows of numbers of one size; so a counter that comes later is added too. */
static void add_wide(uint64_t *sum, const uint64_t *more, size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof *sum; i++)
        sum[i] += more[i];
}

static void add_narrow(uint32_t *sum, const uint32_t *more, size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof *sum; i++)
        sum[i] += more[i];
}

void tally_add(struct tally *sum, const struct tally *more)
{
    add_wide(&sum->ua.received, &more->ua.received, sizeof sum->ua);
    add_narrow(&sum->usage.calls, &more->usage.calls, sizeof sum->usage);
    add_wide(&sum->net.sent, &more->net.sent,
             offsetof(struct sf_net_counters, receive_buffer_bytes));
    sum->refused += more->refused;
    sum->full += more->full;
    sum->sessions += more->sessions;
}

void tally_print(const struct tally *tally)
{
    const struct sf_ua_counters *c = &tally->ua;
    const struct sf_ua_usage *u = &tally->usage;
    const struct sf_net_counters *n = &tally->net;
    printf("calls: in %" PRIu64 ", answered %" PRIu64 ", failed %" PRIu64 ", ended %" PRIu64
           ", now %u of %u\n",
           c->calls_in, c->answered, c->failed, c->ended, u->dialogs, u->dialogs_of);
    printf("messages: received %" PRIu64 ", sent %" PRIu64 ", retransmitted %" PRIu64
           ", failed %" PRIu64 ", queued %" PRIu64 ", queue full %" PRIu64 ", refused %" PRIu64
           "\n",
           n->received, n->sent, c->retransmitted, n->send_failed, n->queued, n->queue_full,
           n->refused);
    if (n->connections_made)
        printf("connections: made %" PRIu64 ", now %" PRIu64 ", refused %" PRIu64
               ", failed %" PRIu64 "\n",
               n->connections_made, n->connections, n->connections_refused, n->connections_failed);
    printf("bad: not SIP %" PRIu64 ", requests %" PRIu64 ", responses %" PRIu64
           ", stray responses %" PRIu64 ", stray ACKs %" PRIu64 "\n",
           c->not_sip, c->bad_requests, c->bad_responses, c->stray_responses, c->stray_acks);
    printf("refused: rejected %" PRIu64 ", full %" PRIu64 ", limited %" PRIu64 ", commands %" PRIu64
           ", overload %" PRIu64 "\n",
           c->rejected, c->full + tally->full, c->limited, tally->refused, n->shed);
    printf("machines: steps %" PRIu64 ", ignored %" PRIu64 ", impossible %" PRIu64
           ", stale %" PRIu64 "\n",
           c->steps, c->ignored, c->impossible, c->stale);
    printf("in use: invites %u of %u, dialogs %u of %u, transactions %u of %u, timers %u, blocks "
           "%u of %u\n",
           u->invites, u->invites_of, u->dialogs, u->dialogs_of, u->transactions,
           u->transactions_of, u->timers, u->blocks, u->blocks_of);
    fflush(stdout);
}
