/* sipfsm: the one ladder. What happened goes in as plain facts, with the time as an argument; a
 * picture for people or one JSON object a line for programs comes out. It knows neither sockets nor
 * clocks, so whoever runs cores (the demo, a simulator, a model checker's counterexample) draws
 * with it.
 *
 * As text it fits SF_LADDER_COLUMNS columns. Bytes that came from a peer never reach a terminal as
 * control characters.
 */
#ifndef SIPFSM_LADDER_H
#define SIPFSM_LADDER_H

#include "sipfsm/dialog.h"
#include "sipfsm/fsm.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SF_LADDER_COLUMNS 100
#define SF_LADDER_ACTORS 2    /* lifelines */
#define SF_LADDER_MACHINES 32 /* types whose names it can know */
#define SF_LADDER_AGAIN 256   /* how many datagrams back a repetition is recognised */

enum sf_ladder_form { SF_LADDER_TEXT, SF_LADDER_JSON };

struct sf_ladder_options {
    FILE *out;
    enum sf_ladder_form form;
    bool colour;  /* see sf_ladder_wants_colour */
    bool ascii;   /* else lines and arrows are drawn in UTF-8; see sf_ladder_wants_ascii */
    bool verbose; /* the messages themselves, and the steps that leave a machine where it is */
    struct {
        const char *name, *address; /* must outlive the ladder; address may be "" */
    } actor[SF_LADDER_ACTORS];
    uint64_t start_us; /* time 0 of the margin */
};

struct sf_ladder { /* to be read by nobody but the ladder */
    struct sf_ladder_options options;
    struct {
        const struct sf_fsm_type *type;
        const struct sf_fsm_names *names;
    } known[SF_LADDER_MACHINES];
    unsigned known_count;
    uint64_t shown_ms; /* the last time in the margin */
    uint64_t again[SF_LADDER_AGAIN];
    unsigned again_at;
};

/* Colour if `out` is a terminal that takes it and NO_COLOR is not set; ASCII if the locale's
 * character set is not UTF-8. */
bool sf_ladder_wants_colour(FILE *out);
bool sf_ladder_wants_ascii(void);

/* Starts a ladder: the head with the actors. */
void sf_ladder_begin(struct sf_ladder *ladder, const struct sf_ladder_options *options);

/* Makes a machine type's names known; both must outlive the ladder. A step of an unknown type is
 * drawn by numbers. */
void sf_ladder_know(struct sf_ladder *ladder, const struct sf_fsm_type *type,
                    const struct sf_fsm_names *names);

/* A datagram. A lost one was sent and will not arrive. */
struct sf_ladder_message {
    uint64_t now_us;
    unsigned from, to; /* actors */
    bool lost;
    bool incoming; /* seen on its arrival, not on its way out: where the sender is in another
                      process */
    const char *bytes;
    size_t length;
};
void sf_ladder_message(struct sf_ladder *ladder, const struct sf_ladder_message *message);

/* The arrival of a datagram that sf_ladder_message drew on its way out: nothing but with `verbose`.
 */
void sf_ladder_arrival(struct sf_ladder *ladder, const struct sf_ladder_message *message);

/* A machine's step. `machine` is its name, `detail` what tells it from its like (a method) or "".
 */
struct sf_ladder_step {
    unsigned actor;
    const char *machine, *detail;
    const struct sf_fsm_step *step;
};
void sf_ladder_step(struct sf_ladder *ladder, const struct sf_ladder_step *step);

/* A dialog record that has become `state` (enum sf_dialog_state). */
void sf_ladder_dialog(struct sf_ladder *ladder, uint64_t now_us, unsigned actor,
                      const struct sf_dialog *dialog, unsigned state);

/* A text across; and the last, with the verdict. A long one takes several lines: it is never cut.
 */
void sf_ladder_note(struct sf_ladder *ladder, uint64_t now_us, const char *text);
void sf_ladder_verdict(struct sf_ladder *ladder, uint64_t now_us, bool holds, const char *text);

#ifdef __cplusplus
}
#endif
#endif
