/* The demo: the call, and what is left of it. See demo_parts.h. */
#include "demo/demo_parts.h"
#include "demo/judge.h"

#include <inttypes.h>

/* If nothing has come for this time, nothing is in flight from another process. With loss the time
 * is longer than the longest retransmission of the other side, T2. */
#define QUIET_REAL_MS 200
#define QUIET_LOSSY_US 4500000
/* How often the demo looks whether the call has come to an end. */
#define LOOK_REAL_MS 100
/* With a changed table: no timer of an agent runs, and nothing has come for so long. */
#define IDLE_US 5000000
/* Of the demo's clock: how long a call may take, and how long what is left of it. */
#define STUCK_US 180000000
#define MOVES_MOST 100000

/* Between two turns of the loop the clock goes on; within one it stands still, so that one input
 * happens at one time. */
static void on_prepare(uv_prepare_t *prepare)
{
    *(uint64_t *)prepare->data = 0;
}

static void on_check(uv_check_t *check)
{
    *(uint64_t *)check->data = 0;
}

void demo_begin_clock(struct demo *demo)
{
    sf_clock_start(&demo->clock, (uint32_t)demo->options.time_scale);
    demo->clock.held_us = &demo->held_us;
    uv_prepare_init(&demo->loop, &demo->before_poll);
    uv_check_init(&demo->loop, &demo->after_poll);
    demo->before_poll.data = demo->after_poll.data = &demo->held_us;
    uv_prepare_start(&demo->before_poll, on_prepare);
    uv_check_start(&demo->after_poll, on_check);
}

static void on_alarm(uv_timer_t *timer)
{
    (void)timer;
}

static bool call_is_over(const struct demo *demo)
{
    const struct agent *alice = &demo->side[ALICE].agent, *bob = &demo->side[BOB].agent;
    if (demo_plays(demo, ALICE) && !agent_is_over(alice))
        return false;
    /* Every INVITE may have been lost: then no call ever comes to Bob, and it is over when it is
     * for Alice. */
    bool reached = bob->call.generation != 0 || demo->crossed_in < demo->crossed_out;
    return !demo_plays(demo, BOB) || agent_is_over(bob) || (demo_plays(demo, ALICE) && !reached);
}

static bool all_over(const struct demo *demo)
{
    return demo->options.registers
               ? agent_has_left(&demo->side[ALICE].agent) && agent_has_left(&demo->side[BOB].agent)
               : call_is_over(demo);
}

static bool waits(const struct agent *agent)
{
    return agent->kind &&
           sf_fsm_next_timer(&agent->kind->type->table, &agent->machine, agent->timer) >= 0;
}

/* Nothing will happen any more, but the call is not over: a changed table can cause that. */
static bool is_idle(const struct demo *demo)
{
    return demo_is_own(demo) && !demo_stands(demo) && !waits(&demo->side[ALICE].agent) &&
           !waits(&demo->side[BOB].agent) &&
           sf_clock_now_us(&demo->clock) - demo->last_in_us > IDLE_US;
}

/* Bob runs alone, and no call has come to him yet. A call that his table does not take counts as
 * one. */
static bool waits_for_a_call(const struct demo *demo)
{
    struct sf_ua_counters counters;
    if (demo->options.role != DEMO_UAS)
        return false;
    sf_ua_counters(demo->side[BOB].agent.endpoint.ua, &counters);
    return counters.calls_in == 0;
}

/* Waits until every datagram that was sent has been taken in; with the other side elsewhere, until
 * nothing comes any more. */
static void wait_for_silence(struct demo *demo)
{
    bool alone = demo->options.role != DEMO_BOTH;
    uint64_t quiet_us = demo->options.loses && alone
                            ? QUIET_LOSSY_US
                            : QUIET_REAL_MS * 1000 * (uint64_t)demo->clock.scale;
    uint64_t since_us = sf_clock_now_us(&demo->clock);
    for (;;) {
        if (!alone && demo->crossed_in >= demo->crossed_out)
            return;
        if (demo->last_in_us > since_us)
            since_us = demo->last_in_us;
        uint64_t until_us = since_us + quiet_us;
        if (sf_clock_now_us(&demo->clock) >= until_us)
            return; /* the kernel lost one, or the other side has fallen silent */
        uv_timer_start(&demo->alarm, on_alarm, sf_clock_real_ms_until(&demo->clock, until_us), 0);
        uv_run(&demo->loop, UV_RUN_ONCE);
    }
}

static uint64_t next_deadline(const struct demo *demo)
{
    uint64_t next_us = UINT64_MAX;
    for (unsigned i = 0; i < DEMO_SIDES; i++) {
        if (!demo_plays(demo, i))
            continue;
        uint64_t deadline_us = sf_ua_next_deadline(demo->side[i].agent.endpoint.ua);
        next_us = deadline_us < next_us ? deadline_us : next_us;
    }
    return next_us;
}

/* Time passes at once: all that is due then is done. */
static void move_to(struct demo *demo, uint64_t time_us)
{
    sf_clock_move_to(&demo->clock, time_us);
    for (unsigned i = 0; i < DEMO_SIDES; i++)
        if (demo_plays(demo, i))
            sf_net_tick(demo->side[i].agent.endpoint.net);
}

/* The next time at which anything happens: the next deadline, or the end of the talk. */
static void pass_time(struct demo *demo)
{
    wait_for_silence(demo);
    uint64_t next_us = next_deadline(demo);
    move_to(demo, next_us < demo->talk_due_us ? next_us : demo->talk_due_us);
    uv_timer_start(&demo->alarm, on_alarm, LOOK_REAL_MS, LOOK_REAL_MS);
}

void demo_run_call(struct demo *demo)
{
    uint64_t stuck_us = STUCK_US + (demo->options.plan.refresh ? DEMO_STANDS_US : 0);
    demo->stuck_us = sf_clock_now_us(&demo->clock) + stuck_us;
    uv_timer_start(&demo->alarm, on_alarm, LOOK_REAL_MS, LOOK_REAL_MS);
    /* A UAS waits for its caller as long as it takes; from then on the same limit holds for both.
     */
    while (!all_over(demo)) {
        demo_next_phase(demo, call_is_over(demo));
        demo_next_talk(demo, call_is_over(demo));
        fflush(stdout); /* what has happened is seen before the next thing is waited for */
        if (demo_stands(demo) && !call_is_over(demo))
            pass_time(demo);
        else
            uv_run(&demo->loop, UV_RUN_ONCE);
        if (waits_for_a_call(demo))
            demo->stuck_us = sf_clock_now_us(&demo->clock) + stuck_us;
        else if (is_idle(demo) || sf_clock_now_us(&demo->clock) > demo->stuck_us)
            break;
    }
    uv_timer_stop(&demo->alarm);
}

/* Finished transactions stay for up to 32 s, to absorb what is repeated. The demo does not wait for
 * that, because it sets the clock. */
void demo_settle(struct demo *demo)
{
    char text[JUDGE_TEXT_BYTES + 64];
    uint64_t before_us = sf_clock_now_us(&demo->clock), next_us;
    uint64_t until_us = all_over(demo) ? before_us + STUCK_US : demo->stuck_us;
    unsigned moves = 0;
    wait_for_silence(demo);
    sf_ladder_note(&demo->ladder, sf_clock_now_us(&demo->clock),
                   "no datagram is in flight: the clock moves to each deadline that is left");
    while (moves < MOVES_MOST && (next_us = next_deadline(demo)) <= until_us) {
        move_to(demo, next_us);
        moves++;
        if (demo->options.role == DEMO_BOTH)
            wait_for_silence(demo);
    }
    uint64_t now_us = sf_clock_now_us(&demo->clock), moved_ms = (now_us - before_us) / 1000;
    const struct agent *alice = &demo->side[ALICE].agent, *bob = &demo->side[BOB].agent;
    char why[JUDGE_TEXT_BYTES];
    bool empty = (!demo_plays(demo, ALICE) || judge_empty(alice, "Alice", why)) &&
                 (!demo_plays(demo, BOB) || judge_empty(bob, "Bob", why)) &&
                 (!demo_plays(demo, REGISTRAR) ||
                  judge_empty(&demo->side[REGISTRAR].agent, "the registrar", why));
    snprintf(text, sizeof text, "moved %u time%s, by %" PRIu64 " ms: %s", moves,
             moves == 1 ? "" : "s", moved_ms,
             empty ? "every transaction, dialog and timer has been given back" : why);
    sf_ladder_note(&demo->ladder, now_us, text);
}
