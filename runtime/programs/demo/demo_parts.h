/* The demo: what its parts share. demo_setup.c opens the sides, demo_run.c lets the call happen,
 * demo_registrar.c has what --register adds, demo_talk.c what happens while they talk,
 * demo_verdict.c judges it. */
#ifndef SIPFSM_DEMO_PARTS_H
#define SIPFSM_DEMO_PARTS_H

#include "agent/agent_table.h"
#include "demo/demo_options.h"
#include "demo/desk.h"
#include "replay/recording.h"
#include "common/secure.h"

#define ALICE 0
#define BOB 1
#define REGISTRAR 2 /* with --register */
#define DEMO_SIDES 3

struct demo;

struct side {
    struct demo *demo;
    struct agent agent;
    struct agent_table table; /* if one was given */
    unsigned number;          /* ALICE, BOB or REGISTRAR: also the direction, for losses */
    char address[SF_ADDRESS_TEXT_BYTES];
    struct sf_address local;
    struct seeded seeded;
};

/* With --register, one after the other. */
enum demo_phase { DEMO_BEGINS, DEMO_BOB_JOINS, DEMO_ALICE_JOINS, DEMO_CALLS, DEMO_LEAVES };

/* While they talk, one after the other. */
enum demo_talk {
    TALK_BEGINS,
    TALK_HOLDS,
    TALK_HOLDING,
    TALK_RESUMES,
    TALK_RESUMING,
    TALK_STANDS,
    TALK_IS_OVER
};

struct demo {
    struct demo_options options;
    uv_loop_t loop;
    uv_timer_t alarm; /* wakes the loop while it waits for silence */
    struct sf_clock clock;
    struct sf_ladder ladder;
    struct secure secure;
    struct side side[DEMO_SIDES];
    struct desk desk;
    enum demo_phase phase;
    enum demo_talk talk;
    uint64_t refreshes;               /* of the session, by either side */
    uint64_t talk_due_us;             /* no earlier than then */
    uint64_t crossed_out, crossed_in; /* handed to the kernel, taken from it */
    uint64_t last_in_us;
    uint64_t lost;
    uint64_t stuck_us; /* a call that is not over by then never will be */
    uint64_t held_us;  /* the time of the current input */
    uv_prepare_t before_poll;
    uv_check_t after_poll;
    struct recording recording;
};

/* A table was given for one side at least. */
static inline bool demo_is_own(const struct demo *demo)
{
    return demo->options.table[ALICE] || demo->options.table[BOB];
}

/* The table of this side: a given one, or the compiled one. */
static inline const struct agent_kind *demo_kind_of(const struct side *side)
{
    static const struct agent_kind *const compiled[] = {&agent_alice, &agent_bob};
    return side->table.memory ? &side->table.kind : compiled[side->number];
}

/* This program is that side. */
static inline bool demo_plays(const struct demo *demo, unsigned side)
{
    if (side == REGISTRAR)
        return demo->options.registers;
    return demo->options.role == DEMO_BOTH || (demo->options.role == DEMO_UAC) == (side == ALICE);
}

/* Opens a socket and a core for each side that this program is. `target` gets the address that
 * Alice calls. False, and the reason is written to stderr, if one cannot be opened. */
bool demo_open_sides(struct demo *demo, struct sf_address *target);
void demo_begin_ladder(struct demo *demo);
/* Begins the recording, if one is wanted. False if its file cannot be written. `to` is the URI that
 * Alice calls. */
bool demo_begin_recording(struct demo *demo, const char *to, const struct sf_address *target);
/* Sets up the agents, and lets Alice call. */
void demo_begin_agents(struct demo *demo, const char *to, const struct sf_address *target);

/* Starts the clock, which stands still during one turn of the loop. */
void demo_begin_clock(struct demo *demo);
/* Runs the loop until the call is over, or cannot end any more. */
void demo_run_call(struct demo *demo);
/* Waits until no datagram is in flight, and moves the clock to each deadline that is left. */
void demo_settle(struct demo *demo);

/* ---- With --register ---- */

const char *demo_domain(const struct demo *demo);
/* The place of a side in the picture. */
unsigned demo_column(const struct demo *demo, unsigned side);
/* The side that a datagram goes to, or comes from. */
unsigned demo_peer(const struct demo *demo, unsigned side, const struct sf_net_crossing *crossing);
/* Lets the next thing begin, if the one before has come to its end. */
void demo_next_phase(struct demo *demo, bool call_is_over);

/* ---- While they talk ---- */

/* Lets the next thing happen, if it is time for it. */
void demo_next_talk(struct demo *demo, bool call_is_over);
/* How long a session lasts that is refreshed. */
#define DEMO_STANDS_US 240000000
/* It does so now: the clock may move on. */
bool demo_stands(const struct demo *demo);

/* Draws the verdict. True if the outcome is the one that the options want. */
bool demo_judge(struct demo *demo);
/* The same with a changed table, whose outcome is not known: the call must end and leave nothing.
 */
bool demo_judge_changed(struct demo *demo);

#endif
