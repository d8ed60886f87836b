/* The connection's guards and actions, and the few functions around its table. */
#include "tcp_fsm.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

static_assert(sizeof((struct tcp *)0)->timer / sizeof(struct sf_fsm_timer) == TCP_TIMERS,
              "tcp.h has the room for timers");

/* ---- Guards ---- */

bool tcp_guard_acks_syn(const struct tcp *tcp, const struct tcp_segment *segment)
{
    return segment->ack && segment->ack_number == tcp->first + 1;
}

/* A FIN of ours is the last that we sent. */
bool tcp_guard_acks_fin(const struct tcp *tcp, const struct tcp_segment *segment)
{
    return segment->ack && segment->ack_number == tcp->next;
}

bool tcp_guard_passive(const struct tcp *tcp, const struct tcp_segment *segment)
{
    (void)segment;
    return tcp->passive;
}

/* ---- Actions ---- */

static void put(struct tcp *tcp, struct tcp_segment segment)
{
    assert(tcp->outs < TCP_OUT);
    tcp->out[tcp->outs++] = segment;
}

static void keep(struct tcp *tcp, struct tcp_segment segment)
{
    tcp->kept = segment;
    put(tcp, segment);
}

static void tell(struct tcp *tcp, char what)
{
    size_t length = strlen(tcp->told);
    if (length + 1 < sizeof tcp->told)
        tcp->told[length] = what;
}

#define ACTION(name) void tcp_do_##name(struct tcp *tcp, const struct tcp_segment *segment)

ACTION(remember_passive)
{
    (void)segment;
    tcp->passive = true;
}
ACTION(remember_active)
{
    (void)segment;
    tcp->passive = false;
}

ACTION(send_syn)
{
    (void)segment;
    keep(tcp, (struct tcp_segment){.syn = true, .seq = tcp->first});
    tcp->next = tcp->first + 1;
}

ACTION(send_syn_ack)
{
    (void)segment;
    keep(tcp, (struct tcp_segment){
                  .syn = true, .ack = true, .seq = tcp->first, .ack_number = tcp->expected});
    tcp->next = tcp->first + 1;
}

ACTION(send_fin)
{
    (void)segment;
    keep(tcp, (struct tcp_segment){
                  .fin = true, .ack = true, .seq = tcp->next++, .ack_number = tcp->expected});
}

ACTION(send_ack)
{
    (void)segment;
    put(tcp, (struct tcp_segment){.ack = true, .seq = tcp->next, .ack_number = tcp->expected});
}

/* 9293:3.5.2: numbered so that the other side believes it. Without a segment it is ours: an abort.
 */
ACTION(send_rst)
{
    if (segment && segment->ack)
        put(tcp, (struct tcp_segment){.rst = true, .seq = segment->ack_number});
    else if (segment)
        put(tcp, (struct tcp_segment){.rst = true,
                                      .ack = true,
                                      .ack_number = segment->seq + segment->syn + segment->fin});
    else
        put(tcp, (struct tcp_segment){.rst = true, .seq = tcp->next});
}

ACTION(resend)
{
    (void)segment;
    put(tcp, tcp->kept);
}

ACTION(queue_data)
{
    (void)segment;
    tell(tcp, '+');
}
ACTION(refuse)
{
    (void)segment;
    tell(tcp, '!');
}
ACTION(tell_open)
{
    (void)segment;
    tell(tcp, 'O');
}
ACTION(tell_closing)
{
    (void)segment;
    tell(tcp, 'L');
}
ACTION(tell_closed)
{
    (void)segment;
    tell(tcp, 'C');
}
ACTION(tell_reset)
{
    (void)segment;
    tell(tcp, 'R');
}
ACTION(tell_refused)
{
    (void)segment;
    tell(tcp, 'F');
}
ACTION(tell_timeout)
{
    (void)segment;
    tell(tcp, 'T');
}

/* ---- Around the table ---- */

static struct sf_fsm_run run_of(struct tcp *tcp)
{
    return (struct sf_fsm_run){.type = &tcp_type,
                               .machine = &tcp->machine,
                               .timer = tcp->timer,
                               .context = tcp,
                               .clock = &tcp->clock};
}

void tcp_begin(struct tcp *tcp, const char *name, uint32_t first, uint64_t now_us)
{
    *tcp = (struct tcp){.name = name, .first = first, .next = first, .clock = {.now_us = now_us}};
    struct sf_fsm_run run = run_of(tcp);
    sf_fsm_start(&run, NULL);
}

void tcp_tick(struct tcp *tcp, uint64_t now_us)
{
    struct sf_fsm_run run = run_of(tcp);
    tcp->clock.now_us = now_us;
    while (sf_fsm_fire(&run, NULL))
        ;
}

/* A final state takes no more events: the owner of the machine frees it. */
static bool is_gone(const struct tcp *tcp)
{
    return sf_fsm_is_final(&tcp_type.table, &tcp->machine);
}

void tcp_command(struct tcp *tcp, unsigned event, uint64_t now_us)
{
    struct sf_fsm_run run = run_of(tcp);
    tcp_tick(tcp, now_us);
    if (!is_gone(tcp))
        sf_fsm_event(&run, event, NULL);
}

void tcp_segment(struct tcp *tcp, const struct tcp_segment *segment, uint64_t now_us)
{
    struct sf_fsm_run run = run_of(tcp);
    unsigned bits = segment->rst ? 0 : segment->syn ? (segment->ack ? 1 : 2) : segment->fin ? 3 : 4;
    tcp_tick(tcp, now_us);
    if (is_gone(tcp))
        return;
    if (segment->syn || segment->fin)
        tcp->expected = segment->seq + 1;
    sf_fsm_event(&run, (unsigned)tcp_event_of_segment(bits), segment);
}

uint64_t tcp_deadline(const struct tcp *tcp)
{
    int t = sf_fsm_next_timer(&tcp_type.table, &tcp->machine, tcp->timer);
    return t < 0 ? UINT64_MAX : tcp->timer[t].due_us;
}
