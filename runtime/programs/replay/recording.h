/* A run of the demo as a text: what went into each core and each agent and when, and the steps that
 * followed. Plain lines, in the order in which things happened; the last says how many there are,
 * and has a checksum. docs/demo.md describes it. */
#ifndef SIPFSM_RECORDING_H
#define SIPFSM_RECORDING_H

#include "agent/agent.h"
#include "sipfsm/trace.h"

#define RECORDING_AGENTS 2 /* Alice and Bob */
#define RECORDING_SIDES 3  /* and the registrar, with --register */

/* How the run was set up: with the inputs, all that it depended on. */
struct recording_setup {
    uint64_t seed;
    struct plan plan;
    bool registers;
    char to[512];
    struct sf_address target;
    struct {
        bool plays;
        struct sf_address local;
        char table_name[512]; /* "" if the compiled table ran */
        unsigned char *table; /* as `fsmgen emit bin` makes it */
        size_t table_bytes;
    } side[RECORDING_SIDES];
};

extern const char *const recording_side[RECORDING_SIDES]; /* "Alice", "Bob", "Registrar" */

/* ---- Writing ---- */

struct recording {
    FILE *out; /* null: nothing is recorded */
    char *text;
    size_t length;
    unsigned long inputs, steps;
};

/* False after one clear line, if the path is not a regular file but a device, a pipe or a symbolic
 * link. These are not overwritten. */
bool recording_may_write(const char *command, const char *path);
bool recording_begin(struct recording *recording, const char *command,
                     const struct recording_setup *setup);
void recording_agent(struct recording *recording, unsigned side, enum agent_input input,
                     uint64_t now_us);
void recording_net(struct recording *recording, unsigned side, const struct sf_net_input *input);
void recording_step(struct recording *recording, uint64_t now_us, const char *text);
/* Writes the file, whole or not at all. False after one clear line. */
bool recording_end(struct recording *recording, const char *command, const char *path);

/* ---- Reading ---- */

enum recorded_kind {
    RECORDED_BEGIN,
    RECORDED_START,
    RECORDED_WAKE,
    RECORDED_JOIN,
    RECORDED_LEAVE,
    RECORDED_HOLD,
    RECORDED_RESUME,
    RECORDED_HANGUP,
    RECORDED_RECEIVE,
    RECORDED_TICK,
    RECORDED_FAILED,
    RECORDED_REFUSED
};

struct recorded_input {
    uint64_t now_us;
    unsigned side;
    enum recorded_kind kind;
    struct sf_address from;
    uint64_t token;
    char *bytes;
    size_t length;
    size_t steps; /* how many steps had been recorded before it */
};

struct recorded_step {
    uint64_t now_us;
    size_t line; /* of the file */
    char *text;
};

struct recorded {
    struct recording_setup setup;
    struct recorded_input *input;
    struct recorded_step *step;
    size_t inputs, steps;
    char *file; /* the texts lie in it */
};

/* False after one located line on standard error. */
bool recorded_read(struct recorded *recorded, const char *command, const char *path);
void recorded_free(struct recorded *recorded);

/* ---- What a run and its replay have in common ---- */

/* Fills tags, branches and Call-IDs: the same numbers for the same seed and side. */
struct seeded {
    uint64_t seed, count;
    unsigned side;
};
void seeded_random(void *seeded, void *bytes, size_t size);

/* The cores of the demo. */
void recording_config(struct sf_ua_config *config, unsigned side, const struct plan *plan,
                      struct seeded *seeded);

#endif
