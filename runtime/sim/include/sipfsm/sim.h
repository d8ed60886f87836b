/* sipfsm: the simulator. Any number of user agent cores, a bad network between them, applications
 * that act at random but legally, one virtual clock, one seed. It opens no socket and reads no
 * clock. The same seed makes the same run, byte for byte, on every machine.
 *
 * A run is a series of rounds. Round n of the seed N is round 0 of the seed N + n, so the seed of a
 * round alone repeats it. In a round new cores make some calls; then the applications end every
 * call, the network becomes whole, and nothing may be left. Everything that must hold is checked at
 * each step; the first violation ends the round. */
#ifndef SIPFSM_SIM_H
#define SIPFSM_SIM_H

#include "sipfsm/fsm.h"
#include "sipfsm/ua.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SF_SIM_AGENTS 16 /* the most user agents of a round */
/* Lifelines of what is observed: the agents, and after them the proxy, the third party, a user
 * agent of another make, and a registrar. */
#define SF_SIM_PROXY SF_SIM_AGENTS
#define SF_SIM_THIRD (SF_SIM_AGENTS + 1)
#define SF_SIM_FOREIGN (SF_SIM_AGENTS + 2)
#define SF_SIM_REGISTRAR (SF_SIM_AGENTS + 3)

/* A profile: what the network and the applications do. Profiles are static. */
struct sf_sim_profile;

/* The profiles in order; NULL after the last one. */
const struct sf_sim_profile *sf_sim_profile_at(unsigned place);
/* The profile of that name; NULL if there is none. */
const struct sf_sim_profile *sf_sim_profile_named(const char *name);
/* The name of a profile, one word; and what it does, in one line. The texts are static. */
const char *sf_sim_profile_name(const struct sf_sim_profile *profile);
const char *sf_sim_profile_about(const struct sf_sim_profile *profile);
/* True: only safety is checked. False: each message is delivered within T4 after at most two
 * losses, and both ends of each call must agree. */
bool sf_sim_profile_hostile(const struct sf_sim_profile *profile);

enum sf_sim_fault { /* what was done to datagrams, and by whom */
                    SF_SIM_LOST,
                    SF_SIM_REPEATED,
                    SF_SIM_HELD, /* so long that others overtake it */
                    SF_SIM_CORRUPTED,
                    SF_SIM_PARTITIONED,
                    SF_SIM_UNSENDABLE, /* reported to the core as not sent */
                    SF_SIM_REPLAYED,
                    SF_SIM_SPOOFED,
                    SF_SIM_GUESSED,
                    SF_SIM_FLOODED,
                    SF_SIM_BROKEN,  /* a connection, with all that was on it */
                    SF_SIM_CRASHED, /* an agent, with all that its application had not saved */
                    SF_SIM_FAULTS
};
const char *sf_sim_fault_name(enum sf_sim_fault fault); /* "lost"; static */

/* A datagram as it is sent. `from` and `to` are agents, SF_SIM_PROXY,
 * SF_SIM_THIRD, SF_SIM_FOREIGN or SF_SIM_REGISTRAR. */
struct sf_sim_message {
    uint64_t now_us;
    unsigned from, to;
    const char *bytes;
    size_t length;
    bool arrives; /* this is the arrival of a datagram that was seen before */
    bool lost;    /* it will not arrive */
};

struct sf_sim_config {
    const struct sf_sim_profile *profile;
    unsigned agents; /* 2 to SF_SIM_AGENTS; 0: as the profile says */
    unsigned calls;  /* of a round, at most 10,000; 0: as the profile says */
    /* A failed assertion of a core is a violation; SIGABRT is caught during a round. Only one
     * thread may run rounds then. False: it ends the process. */
    bool catches_aborts;
    /* Called with every step of every core, at the time of the simulation; with every datagram; and
     * with a text for what an application or the network does. Each may be NULL. They must not call
     * the cores, except sf_ua_actor_of. */
    void (*step)(void *user, unsigned agent, const struct sf_ua *ua,
                 const struct sf_fsm_step *step);
    void (*message)(void *user, const struct sf_sim_message *message);
    void (*note)(void *user, uint64_t now_us, unsigned agent, const char *text);
    void *user;
};

/* Counts over all rounds. */
struct sf_sim_report {
    uint64_t rounds, calls, answered, exchanges, datagrams, steps;
    uint64_t restored; /* calls in a new core */
    uint64_t simulated_us;
    uint64_t fault[SF_SIM_FAULTS];
};

struct sf_sim;

/* A simulator, which allocates. NULL: the configuration is not usable, or there is no memory. */
struct sf_sim *sf_sim_new(const struct sf_sim_config *config);
void sf_sim_free(struct sf_sim *sim);

/* Runs the round of that seed. True: all holds. */
bool sf_sim_round(struct sf_sim *sim, uint64_t seed);

/* What was violated in the last round: one sentence; "" if all held. Good until the next round. */
const char *sf_sim_violation(const struct sf_sim *sim);
/* When, in the simulated time of the round, and at which agent; SF_SIM_AGENTS: at none. */
uint64_t sf_sim_violation_us(const struct sf_sim *sim);
unsigned sf_sim_violation_agent(const struct sf_sim *sim);

const struct sf_sim_report *sf_sim_report(const struct sf_sim *sim);

/* Shrinks the round of that seed, which must violate something: takes away decisions of the
 * applications, the network and the third party as long as the round still violates something of
 * the same kind, in at most `attempts` further rounds. No callback is called. Returns the number of
 * decisions that are left; 0 if the round violates nothing, or does so without any decision.
 * `decisions` is set to how many there were; it may be NULL. */
unsigned sf_sim_shrink(struct sf_sim *sim, uint64_t seed, unsigned attempts, unsigned *decisions);

/* Runs what sf_sim_shrink has left once more, so that it can be observed. True: all holds. */
bool sf_sim_again(struct sf_sim *sim);

#ifdef __cplusplus
}
#endif
#endif
