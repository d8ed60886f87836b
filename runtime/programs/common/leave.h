/* How a program leaves on SIGINT and SIGTERM: the first signal ends its calls and waits for the
 * other sides, LEAVE_SECONDS at most; the second one does not wait. `serve` and `call` share it. */
#ifndef SIPFSM_LEAVE_H
#define SIPFSM_LEAVE_H

#include "common/endpoint.h"
#include "common/sessions.h"

#define LEAVE_SECONDS 5

struct leave {
    uv_loop_t *loop;
    uv_signal_t signal[2];
    uv_timer_t limit;
    bool leaving;
    void (*begin)(void *user); /* ends the calls, and stops the loop if there is none */
    void *user;
};

/* Takes the signals. `begin` is called at the first one, when `leaving` is set. The loop stops at
 * the second one, and when the time is over. */
void leave_begin(struct leave *leave, uv_loop_t *loop, void (*begin)(void *user), void *user);
/* From now on the program runs for LEAVE_SECONDS at most. */
void leave_limit(struct leave *leave);
/* Gives the signals back. The loop needs one more turn. */
void leave_end(struct leave *leave);

/* Hangs up every call that `sessions` knows: a CANCEL, a 480 or a BYE (3261:9.1, 3261:15.1.1). */
void leave_calls(struct sessions *sessions, struct endpoint *endpoint,
                 const struct sf_clock *clock);

#endif
