/* Signals that end a program. See leave.h. */
#include "common/leave.h"

#include <signal.h>

static void on_limit(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

void leave_limit(struct leave *leave)
{
    uv_timer_start(&leave->limit, on_limit, LEAVE_SECONDS * 1000, 0);
}

static void on_signal(uv_signal_t *signal, int number)
{
    struct leave *leave = signal->data;
    (void)number;
    if (leave->leaving) {
        uv_stop(leave->loop);
        return;
    }
    leave->leaving = true;
    leave_limit(leave);
    leave->begin(leave->user);
}

void leave_begin(struct leave *leave, uv_loop_t *loop, void (*begin)(void *user), void *user)
{
    static const int numbers[] = {SIGINT, SIGTERM};
    *leave = (struct leave){.loop = loop, .begin = begin, .user = user};
    uv_timer_init(loop, &leave->limit);
    for (unsigned i = 0; i < 2; i++) {
        uv_signal_init(loop, &leave->signal[i]);
        leave->signal[i].data = leave;
        uv_signal_start(&leave->signal[i], on_signal, numbers[i]);
    }
}

void leave_end(struct leave *leave)
{
    uv_close((uv_handle_t *)&leave->limit, NULL);
    for (unsigned i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&leave->signal[i], NULL);
}

void leave_calls(struct sessions *sessions, struct endpoint *endpoint, const struct sf_clock *clock)
{
    struct sf_call call;
    for (uint32_t place = 0; sessions_next(sessions, &place, &call);) {
        sf_ua_hangup(endpoint->ua, sf_clock_now_us(clock), call);
        sf_net_drain(endpoint->net);
    }
}
