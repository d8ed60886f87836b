/* Two connections and a network that loses chosen segments, in a time that is a number. What
 * happened is printed with the names of the table. */
#include "tcp_fsm.h"

#undef NDEBUG
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define S UINT64_C(1000000)

static struct tcp a, b;
static uint64_t now;
static unsigned carried; /* segments since the start */
static uint64_t lost;    /* bit n: the n-th segment is lost */
static unsigned rows_run[256];
static bool quiet;

static void print(void *user, const struct sf_fsm_step *step)
{
    const struct tcp *tcp = user;
    rows_run[step->row]++;
    if (step->event != SF_FSM_STARTED && !quiet)
        printf("%8.3f %s: %s --%s--> %s   [%s]\n", (double)(now - S) / S, tcp->name,
               tcp_names.state[step->from], tcp_names.event[step->event], tcp_names.state[step->to],
               tcp_names.row[step->row].clause);
}

static void begin(const char *title)
{
    printf("%s\n", title);
    now = S;
    carried = 0;
    lost = 0;
    tcp_begin(&a, "a", 100, now);
    tcp_begin(&b, "b", 300, now);
    a.clock.tracer = b.clock.tracer = print;
    a.clock.tracer_user = &a;
    b.clock.tracer_user = &b;
}

/* Takes what stands in `from`'s output to `to`; false if there is nothing. */
static bool carry(struct tcp *from, struct tcp *to)
{
    struct tcp_segment out[TCP_OUT];
    unsigned n = from->outs;
    memcpy(out, from->out, sizeof out);
    from->outs = 0;
    for (unsigned i = 0; i < n; i++)
        if (!(lost >> carried++ & 1))
            tcp_segment(to, &out[i], now);
    return n > 0;
}

static void settle(void)
{
    while (carry(&a, &b) | carry(&b, &a))
        ;
}

/* Lets that much time pass, from deadline to deadline. */
static void pass(uint64_t us)
{
    uint64_t end = now + us;
    for (;;) {
        uint64_t due_a = tcp_deadline(&a), due_b = tcp_deadline(&b),
                 due = due_a < due_b ? due_a : due_b;
        if (due > end)
            break;
        now = due;
        tcp_tick(&a, now);
        tcp_tick(&b, now);
        settle();
    }
    now = end;
}

static void expect(enum tcp_state state_a, const char *told_a, enum tcp_state state_b,
                   const char *told_b)
{
    if (a.machine.state != state_a || b.machine.state != state_b || strcmp(a.told, told_a) ||
        strcmp(b.told, told_b)) {
        fprintf(stderr, "a: %s \"%s\", should be %s \"%s\"; b: %s \"%s\", should be %s \"%s\"\n",
                tcp_names.state[a.machine.state], a.told, tcp_names.state[state_a], told_a,
                tcp_names.state[b.machine.state], b.told, tcp_names.state[state_b], told_b);
        assert(0);
    }
}

static void open_both(void)
{
    tcp_command(&b, TCP_EV_LISTEN, now);
    tcp_command(&a, TCP_EV_OPEN, now);
    settle();
    expect(TCP_ESTABLISHED, "O", TCP_ESTABLISHED, "O");
}

/* 9293:3.5 figure 6, 3.6 figure 12. */
static void opens_and_closes(void)
{
    begin("opens and closes");
    open_both();
    assert(carried == 3);
    tcp_command(&a, TCP_EV_CLOSE, now);
    settle();
    expect(TCP_FIN_WAIT2, "O", TCP_CLOSE_WAIT, "OL");
    tcp_command(&a, TCP_EV_SEND, now);
    tcp_command(&b, TCP_EV_SEND, now);
    pass(3600 * S); /* half closed, for as long as b likes */
    tcp_command(&b, TCP_EV_CLOSE, now);
    settle();
    expect(TCP_TIME_WAIT, "O!L", TCP_GONE, "OL+C");
    pass(240 * S - 1);
    expect(TCP_TIME_WAIT, "O!L", TCP_GONE, "OL+C");
    pass(1);
    expect(TCP_GONE, "O!LC", TCP_GONE, "OL+C");
}

/* 9293:3.5 figure 7. */
static void opens_from_both_sides(void)
{
    begin("opens from both sides");
    tcp_command(&a, TCP_EV_OPEN, now);
    tcp_command(&b, TCP_EV_OPEN, now);
    settle();
    expect(TCP_ESTABLISHED, "O", TCP_ESTABLISHED, "O");
}

/* 9293:3.6 figure 13. */
static void closes_from_both_sides(void)
{
    begin("closes from both sides");
    open_both();
    tcp_command(&a, TCP_EV_CLOSE, now);
    tcp_command(&b, TCP_EV_CLOSE, now);
    settle();
    expect(TCP_TIME_WAIT, "OL", TCP_TIME_WAIT, "OL");
    pass(240 * S);
    expect(TCP_GONE, "OLC", TCP_GONE, "OLC");
}

static void repeats_a_lost_syn_ever_more_rarely(void)
{
    begin("repeats a lost SYN");
    lost = 7; /* the first three */
    tcp_command(&b, TCP_EV_LISTEN, now);
    tcp_command(&a, TCP_EV_OPEN, now);
    settle();
    pass(7 * S - 1); /* 1, 2 and 4 seconds */
    expect(TCP_SYN_SENT, "", TCP_LISTEN, "");
    pass(1);
    expect(TCP_ESTABLISHED, "O", TCP_ESTABLISHED, "O");
}

static void repeats_a_lost_fin_and_its_lost_ack(void)
{
    begin("repeats a lost FIN");
    open_both();
    lost = 1 << 3 | 1 << 5; /* a's FIN, and b's ACK of the next one */
    tcp_command(&a, TCP_EV_CLOSE, now);
    settle();
    pass(1 * S);
    expect(TCP_FIN_WAIT1, "O", TCP_CLOSE_WAIT, "OL");
    pass(2 * S);
    expect(TCP_FIN_WAIT2, "O", TCP_CLOSE_WAIT, "OL");
    lost = UINT64_C(1) << (carried + 1); /* a's last ACK */
    tcp_command(&b, TCP_EV_CLOSE, now);
    settle();
    expect(TCP_TIME_WAIT, "OL", TCP_LAST_ACK, "OL");
    pass(1 * S);
    expect(TCP_TIME_WAIT, "OL", TCP_GONE, "OLC");
    pass(240 * S - 1); /* counted from the repeated FIN */
    expect(TCP_TIME_WAIT, "OL", TCP_GONE, "OLC");
    pass(1);
    expect(TCP_GONE, "OLC", TCP_GONE, "OLC");
}

static void gives_up(void)
{
    begin("gives up");
    lost = UINT64_MAX;
    tcp_command(&a, TCP_EV_OPEN, now);
    settle();
    pass(180 * S - 1);
    expect(TCP_SYN_SENT, "", TCP_CLOSED, "");
    pass(1);
    expect(TCP_GONE, "T", TCP_CLOSED, "");
    assert(carried == 8); /* at 0, 1, 3, 7, 15, 31, 63 and 123 s */
    assert(tcp_deadline(&a) == UINT64_MAX);
}

static void is_refused_where_nobody_listens(void)
{
    begin("is refused");
    tcp_command(&a, TCP_EV_OPEN, now);
    settle();
    expect(TCP_GONE, "F", TCP_CLOSED, "");
}

static void listens_on_after_a_reset(void)
{
    begin("listens on");
    tcp_command(&b, TCP_EV_LISTEN, now);
    tcp_segment(&b, &(struct tcp_segment){.syn = true, .seq = 900}, now);
    assert(b.machine.state == TCP_SYN_RECEIVED);
    b.outs = 0;
    tcp_segment(&b, &(struct tcp_segment){.rst = true, .seq = 901}, now);
    expect(TCP_CLOSED, "", TCP_LISTEN, "");
    assert(tcp_deadline(&b) == UINT64_MAX);
    tcp_command(&a, TCP_EV_OPEN, now);
    settle();
    expect(TCP_ESTABLISHED, "O", TCP_ESTABLISHED, "O");
}

static void resets(void)
{
    begin("resets");
    open_both();
    tcp_command(&a, TCP_EV_ABORT, now);
    settle();
    expect(TCP_GONE, "OR", TCP_GONE, "OR");
}

static void answers_a_syn_in_a_connection_with_an_ack(void)
{
    begin("answers a stray SYN");
    open_both();
    tcp_segment(&a, &(struct tcp_segment){.syn = true, .seq = 300}, now);
    assert(a.outs == 1 && a.out[0].ack && !a.out[0].rst);
    settle();
    expect(TCP_ESTABLISHED, "O", TCP_ESTABLISHED, "O");
}

/* Whatever comes in whatever order, no machine is left with a timer at its end, and none does what
 * its table says it never does. */
static void stands_anything(void)
{
    uint32_t dice = 1;
    begin("stands anything");
    quiet = true;
    for (int n = 0; n < 200000; n++) {
        dice = dice * 1664525 + 1013904223;
        unsigned bits = dice >> 20;
        if (a.machine.state == TCP_GONE) {
            assert(tcp_deadline(&a) == UINT64_MAX);
            tcp_begin(&a, "a", dice, now);
            a.clock.tracer = print;
            a.clock.tracer_user = &a;
        }
        now += bits % 7 ? 1000 : 40 * S;
        if (bits & 8)
            tcp_command(&a, TCP_EV_OPEN + bits % 5, now);
        else
            tcp_segment(&a,
                        &(struct tcp_segment){.syn = bits & 16,
                                              .ack = bits & 32,
                                              .fin = bits & 64,
                                              .rst = !(bits & 0x380),
                                              .seq = dice,
                                              .ack_number = bits & 0x400 ? a.next : dice},
                        now);
        a.outs = 0;
        assert(a.clock.impossible == 0);
    }
}

int main(void)
{
    opens_and_closes();
    opens_from_both_sides();
    closes_from_both_sides();
    repeats_a_lost_syn_ever_more_rarely();
    repeats_a_lost_fin_and_its_lost_ack();
    gives_up();
    is_refused_where_nobody_listens();
    listens_on_after_a_reset();
    resets();
    answers_a_syn_in_a_connection_with_an_ack();
    stands_anything();
    unsigned rows = 0;
    for (int row = 1; row <= tcp_type.table.rows; row++)
        rows += rows_run[row] > 0;
    assert(rows == tcp_type.table.rows);
    printf("a TCP connection: ok; all %u rows ran\n", rows);
    return 0;
}
