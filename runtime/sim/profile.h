/* What a profile says. The table of all of them is profiles.c. */
#ifndef SIPFSM_SIM_PROFILE_H
#define SIPFSM_SIM_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

/* What applications do: rows of action.c, in this order. */
enum action_id {
    ACTION_WAIT,
    ACTION_ACCEPT,
    ACTION_HANG_UP,
    ACTION_RING,
    ACTION_PROGRESS,
    ACTION_QUEUED,
    ACTION_REFUSE,
    ACTION_REDIRECT,
    ACTION_IGNORE,
    ACTION_REQUEST,
    ACTION_MODIFY,
    ACTION_AMEND,
    ACTION_HANG_UP_AGAIN,
    ACTIONS
};

struct sf_sim_profile {
    const char *name, *about;
    bool hostile; /* see sf_sim_profile_hostile */

    /* The round. */
    uint8_t agents;
    uint16_t calls;               /* of a round */
    uint32_t window_ms, after_ms; /* they are made in the window, and ended so long after it */
    bool bare;                    /* cores that take no methods but those of calls */
    uint32_t ringing_ms, answering_ms, call_ms; /* their limits; 0: the core's own */
    bool wary;          /* cores with their limits for sources that have proved nothing */
    uint16_t session_s; /* how long sessions live without a refresh, at least; 0: without a limit */
    uint16_t room, rate; /* of a core: calls at the same time, and in a second */

    /* The network; chances are so many of a thousand datagrams. */
    uint16_t lose, repeat, hold, corrupt, unsendable;
    bool stream;     /* TCP between the agents: in order, and neither lost nor repeated */
    uint16_t breaks; /* with it: its connection breaks */
    uint32_t delay_us, jitter_us; /* each datagram: the delay, and up to the jitter more */
    uint32_t hold_us;             /* one that is held: up to so much more */
    uint8_t partitions;           /* times that some agents are cut off */
    uint32_t partition_ms;        /* for at most so long */
    uint8_t crashes;              /* times that an agent dies and comes back, */
    uint32_t away_ms;             /* after at most so long */
    uint32_t skew_ppm;            /* clocks run so much faster or slower at most */

    /* The applications. */
    uint8_t weight[ACTIONS]; /* how often each is chosen, beside the others that are legal */
    uint8_t pace;            /* the longest thought: a place in the list of action.c */
    uint16_t foreign;        /* of a thousand: to or from a user agent of another make */
    uint8_t follows;         /* cores follow redirects to so many targets; 0: to none */
    uint16_t outside;        /* of a thousand planned calls: a request outside a dialog instead */

    /* The third party: how many acts of each kind in a round. It sees what agents send, or not. */
    uint16_t replays, spoofs, guesses, floods;
    bool untouched; /* hostile, and no call that stands may be ended or changed by others */

    /* A proxy between all agents: to how many each call is forked; 0: there is none. */
    uint8_t forks;
    bool records; /* it adds a Record-Route */
    bool leaves;  /* the partitions cut it off, and no agent */

    /* A registrar, which all agents register with; chances are so many of a thousand requests. */
    bool registrar;
    uint16_t moody;     /* it refuses, for now or for good */
    uint16_t tardy;     /* it answers up to a minute late */
    uint16_t fickle;    /* it knows its nonces no more */
    uint8_t restarts;   /* of a round: it starts again without its bindings */
    bool vanishes;      /* the partitions cut it off, and no agent */
    uint16_t impostors; /* of a thousand agents: they have a wrong password */
};

#endif
