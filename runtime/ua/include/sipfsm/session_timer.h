/* sipfsm: session timers (RFC 4028). Both sides agree on how long a session lives, and one of them
 * refreshes it before that time has passed. A call whose other side has vanished then ends by
 * itself. The core does all of this, and reports it by SF_UA_EV_REFRESH. */
#ifndef SIPFSM_SESSION_TIMER_H
#define SIPFSM_SESSION_TIMER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_ua_timing;

/* The part of the core that serves session timers. A program that does not call this function does
 * not link it. Static. */
const struct sf_ua_timing *sf_ua_timing(void);

/* Which side refreshes a session, if this side may choose. A choice of the other side stands. */
enum sf_ua_refresher {
    SF_UA_REFRESHER_CALLER, /* the side that has sent the INVITE; the other side may decide */
    SF_UA_REFRESHER_US
};

struct sf_ua_session_timer {
    const struct sf_ua_timing *timing; /* sf_ua_timing() */
    /* How long a session lives without a refresh, in seconds. INVITEs of ours ask for this
     * interval. A 2xx of ours sets it, if the INVITE asked for none or for a longer one. 0: 1,800.
     * At least `least_s`. */
    uint32_t interval_s;
    /* The shortest interval that is accepted, in seconds; at least 90; 0: 90. A request with a
     * smaller one gets 422 (4028:6). */
    uint32_t least_s;
    /* The longest time without a refresh, in seconds; 0: a day. If the other side insists on a
     * longer interval (by a Min-SE, or in its 2xx), the messages have that interval, but the core
     * itself refreshes the session within this time, and so notices a peer that has vanished. At
     * least `interval_s` and `least_s`. If the application asks for more in a call, the call gets
     * that. */
    uint32_t most_s;
    enum sf_ua_refresher refresher;
};

/* What a REFRESH event says. */
enum sf_refresh_state {
    /* The session lives for `expires_s` seconds from each refresh. `by_peer`: the other side
     * refreshes it; else the core does. It comes when either is new; else RENEWED comes. */
    SF_REFRESH_AGREED,
    SF_REFRESH_UNLIMITED, /* the other side has turned the timer off */
    /* A refresh is due and the other side takes no UPDATE: call sf_ua_modify with the current
     * session description, as it was last sent, unless a change is under way (SF_UA_STATE). It
     * comes again until the session is refreshed. */
    SF_REFRESH_DUE,
    SF_REFRESH_EXPIRED, /* nobody has refreshed the session: the call ends with a BYE, ENDED follows
                         */
    /* The session was refreshed, with the same interval and the same refresher as before. An
     * application that saves calls (sipfsm/snapshot.h) should save this call again. */
    SF_REFRESH_RENEWED
};

#ifdef __cplusplus
}
#endif
#endif
