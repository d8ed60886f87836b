/* An agent: Alice or Bob. A machine of fsm/demo/ that gives a core commands and takes its events;
 * what it has seen is kept for the judge. Commands are queued by the machine's actions and given
 * once the step is done (run to completion). */
#ifndef SIPFSM_AGENT_H
#define SIPFSM_AGENT_H

#include "agent/agent_session.h"
#include "common/endpoint.h"
#include "agent/plan.h"
#include "common/redirection.h"
#include "common/sessions.h"
#include "sipfsm/ladder.h"

/* The room of an agent. Its own table needs less; a table that is given at run time is compared
 * with these limits. */
#define AGENT_TIMERS 16
#define AGENT_CONSTANTS 64
#define AGENT_COMMANDS 8
#define AGENT_FIRES 1000 /* timers at one time: past that the table fires without end */

enum agent_command_kind {
    AGENT_INVITE,
    AGENT_RING,
    AGENT_ACCEPT,
    AGENT_REJECT,
    AGENT_HANGUP,
    AGENT_HOLD,
    AGENT_RESUME,
    AGENT_REGISTER,
    AGENT_UNREGISTER
};

struct agent_command {
    enum agent_command_kind kind;
    struct sf_call call;
    unsigned status;
};

/* Both sides of a demo are ours: no dialog of theirs is longer. */
#define AGENT_DIALOG_BYTES 1024

struct agent_record {                      /* what the judge asks */
    unsigned early, confirmed, terminated; /* dialogs that became so */
    unsigned early_left;                   /* early ones that became nothing else */
    struct sf_dialog dialog; /* the last one that was confirmed, else the last at all */
    char dialog_text[AGENT_DIALOG_BYTES];
    uint16_t failed_status; /* 0: it did not fail */
    bool cancelled, ended, ended_by_peer;
    enum sf_ua_result refused; /* a command that the core did not take; SF_UA_OK: none */
    bool endless;              /* its timers fired without end, and were stopped */
};

/* What makes an agent step, besides the events of its core. */
enum agent_input {
    AGENT_BEGIN,
    AGENT_START,
    AGENT_WAKE,
    AGENT_JOIN,
    AGENT_LEAVE,
    AGENT_HOLDS,
    AGENT_RESUMES,
    AGENT_ENDS
};

#define AGENT_REDIRECTIONS 5 /* of one call, one after another */

/* What a member of a domain needs, and what has become of it: fsm/demo/member.fsm. */
struct membership {
    bool wanted; /* else all of it is unused */
    struct sf_address registrar;
    char aor[64];
    struct sf_fsm machine;
    struct sf_registration registration;
    bool granted, removed;
    uint16_t failed_status; /* 0: it did not fail */
    uint8_t why;            /* enum sf_ua_challenge */
};

struct agent_kind { /* which table, and which of its events stands for which of the core's; -1: none
                     */
    bool caller;    /* Alice's, not Bob's */
    const struct sf_fsm_type *type;
    const struct sf_fsm_names *names;
    int start;
    int event[SF_UA_EV_RELEASED + 1];
};
extern const struct agent_kind agent_alice, agent_bob;

struct agent {
    const struct agent_kind *kind;
    unsigned side; /* of the ladder */
    struct endpoint endpoint;
    const struct sf_clock *clock;
    struct sf_ladder *ladder; /* for notes and dialog records; may be null */
    void (*step)(void *user, const struct sf_fsm_step *step); /* told of each step of its machine */
    void (*input)(void *user, enum agent_input input,
                  uint64_t now_us); /* ... and of what makes it step; may be null */
    void *user;
    uv_loop_t *loop; /* null in a replay */
    uv_timer_t wake;

    bool impatient, busy, hangs_up_first, patient;
    bool lingers; /* it hangs up on command */
    struct sf_invite invite;
    struct sessions sessions;
    struct agent_session session;
    unsigned refuses; /* what to answer in place of the next 200: nothing is in common; else 0 */

    struct sf_fsm machine;
    struct sf_fsm_timer timer[AGENT_TIMERS];
    uint64_t constant_us[AGENT_CONSTANTS];
    struct sf_fsm_clock steps;
    struct sf_call call;
    char redirected[REDIRECTION_BYTES]; /* where the call goes now */
    unsigned redirections;
    struct membership membership;
    struct agent_command queue[AGENT_COMMANDS];
    unsigned queued;
    struct agent_record record;
};

/* After the endpoint is open and the sessions are begun. Puts the machine into its initial state.
 * `loop` is null in a replay.
 */
void agent_begin(struct agent *agent, const struct agent_kind *kind, uv_loop_t *loop);
void agent_end(struct agent *agent);

/* Another duration for a named constant of the table. */
void agent_set_constant(struct agent *agent, const char *name, uint64_t us);

/* The names of a machine that makes this step: the agent's own, or the member's. */
const struct sf_fsm_names *agent_names_of(const struct agent *agent,
                                          const struct sf_fsm_step *step);

/* What it is to do with a call, before it begins. `to` must outlive it. */
void agent_set_up(struct agent *agent, bool caller, const struct plan *plan, const char *to,
                  const struct sf_address *target);

/* Alice's start; a timer that is due; an event of the core. */
void agent_start(struct agent *agent);
void agent_wake(struct agent *agent);
void agent_take(struct agent *agent, const struct sf_ua_event *event);
/* While it talks: it is to change the session, to hang up. */
void agent_change(struct agent *agent, enum agent_change change);
void agent_hang_up(struct agent *agent);
/* A member is to register; its call is over. */
void agent_join(struct agent *agent);
void agent_leave(struct agent *agent);
/* The member is reachable by its name; its registration is over. */
bool agent_is_member(const struct agent *agent);
bool agent_has_left(const struct agent *agent);

/* The call is over for its agent; and the core has let go of it too, which a UAC's does 64*T1 after
 * the answer. */
bool agent_is_over(const struct agent *agent);
bool agent_is_done(const struct agent *agent);

/* For actions: queues a command for the agent's own call. */
void agent_command(struct agent *agent, enum agent_command_kind kind, unsigned status);
/* ... and for the call of the current event. */
void agent_turn_away(struct agent *agent, const struct sf_ua_event *event, unsigned status);

#endif
