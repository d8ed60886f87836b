/* Takes calls until it is stopped: for `serve`, and for `register`. */
#ifndef SIPFSM_SERVE_H
#define SIPFSM_SERVE_H

#include "accounts/account.h"
#include "common/broken.h"
#include "common/drawing.h"
#include "common/finding.h"
#include "common/leave.h"
#include "common/nat_options.h"
#include "common/queue.h"
#include "serve/registrar.h"
#include "common/secure.h"
#include "common/session_file.h"
#include "common/session_options.h"
#include "common/sessions.h"
#include "accounts/users.h"

#define WS_ORIGINS 16

struct crew;

struct serve {
    const char *command; /* for complaints */
    uv_loop_t loop;
    uv_timer_t pace;
    uv_signal_t usr1, hup;
    struct leave leave;
    struct sf_clock clock;
    struct endpoint endpoint;
    struct queue ringing;
    uint64_t ring_us, calls, longest_wait_us;
    struct sessions sessions;
    struct session_file session_file;
    struct session_options session;
    bool early_media; /* a 183 with the answer in place of a 180 */
    struct secure secure;
    struct broken broken;
    const char *ws_origin[WS_ORIGINS]; /* that are taken; none: all */
    unsigned ws_origins;
    struct nat_options nat;
    struct drawing drawing;
    struct account *account; /* NULL: there is none */
    bool is_locating;        /* the core looks names up, and asks `name_server` */
    const char *name_server; /* NULL: those of the system */
    struct finding finding;
    struct users users;          /* without a file all are let in */
    struct registrar *registrar; /* NULL: no registrations are taken */
    uint64_t refused;            /* commands that the core did not take */
    uint64_t full;               /* calls past --calls */
    struct crew *crew;           /* the other threads; NULL: there is one */
    unsigned threads;            /* in the first: the number of threads; 0 counts as 1 */
    bool quiet;
};

/* Opens, takes calls until a signal, and closes. `config` has all but the local addresses. The exit
 * status: 0 if every call has ended and no account has failed. */
int serve_on(struct serve *serve, struct sf_ua_config *config, struct listening *listening);

#endif
