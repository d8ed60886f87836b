/* sipfsm: the ladder: what two user agents do, as a picture for people or as JSON lines for
 * programs. What happened goes in as plain facts, each with its time. The ladder uses no socket and
 * no clock, so that the demo, a simulator and a model checker's counterexample can all draw with
 * it.
 *
 * A picture with two lifelines fits into 100 columns; each further one takes 45. The JSON is one
 * object a line (RFC 8259). No control character of a message or a text reaches the output of
 * either. The functions write to options.out; a caller that must know whether writing failed asks
 * ferror(out). */
#ifndef SIPFSM_LADDER_H
#define SIPFSM_LADDER_H

#include "sipfsm/dialog.h"
#include "sipfsm/fsm.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SF_LADDER_ACTORS 4 /* lifelines at most */
#define SF_LADDER_LANE 45  /* columns from one lifeline to the next */
#define SF_LADDER_COLUMNS (10 + SF_LADDER_ACTORS * SF_LADDER_LANE) /* at most */
#define SF_LADDER_MACHINES 32 /* types whose names it can know */
#define SF_LADDER_AGAIN 256   /* a repetition of one of this many last datagrams is recognised */

enum sf_ladder_form { SF_LADDER_TEXT, SF_LADDER_JSON };

struct sf_ladder_options {
    FILE *out;
    enum sf_ladder_form form;
    bool colour;  /* sf_ladder_wants_colour proposes one */
    bool ascii;   /* else lines and arrows are UTF-8; sf_ladder_wants_ascii proposes one */
    bool verbose; /* also the messages themselves, and steps that do not change the state */
    bool shows_credentials; /* else what sf_digest_hide_next finds is not shown */
    unsigned actors;        /* 0: two; from left to right as in `actor` */
    struct {
        const char *name, *address; /* must outlive the ladder; `address` may be "" */
    } actor[SF_LADDER_ACTORS];
    uint64_t start_us; /* the time that is shown as 0 */
};

struct sf_ladder { /* private; about 3 KiB */
    struct sf_ladder_options options;
    struct {
        const struct sf_fsm_type *type;
        const struct sf_fsm_names *names;
    } known[SF_LADDER_MACHINES];
    unsigned known_count;
    uint64_t shown_ms; /* the last time that was shown */
    uint64_t again[SF_LADDER_AGAIN];
    unsigned again_at;
};

/* True if `out` is a terminal, TERM is not "dumb", and NO_COLOR is not set. */
bool sf_ladder_wants_colour(FILE *out);

/* True if the locale in the environment (LC_ALL, LC_CTYPE, LANG) is not one of UTF-8. */
bool sf_ladder_wants_ascii(void);

/* Starts a ladder: copies `options`, and writes the head with the actors. */
void sf_ladder_begin(struct sf_ladder *ladder, const struct sf_ladder_options *options);

/* Gives the names of a machine type, at most SF_LADDER_MACHINES types; more are ignored. Both must
 * outlive the ladder. Steps of a type without names are drawn with numbers. */
void sf_ladder_know(struct sf_ladder *ladder, const struct sf_fsm_type *type,
                    const struct sf_fsm_names *names);

/* A datagram. */
struct sf_ladder_message {
    uint64_t now_us;
    unsigned from, to; /* index of options.actor */
    bool lost;         /* it was sent and will not arrive */
    bool incoming; /* it was seen when it arrived, not when it was sent: its sender is in another
                      process */
    const char *bytes;
    size_t length;
};

/* Draws a datagram, with "again" if the same bytes went the same way before. */
void sf_ladder_message(struct sf_ladder *ladder, const struct sf_ladder_message *message);

/* Draws the arrival of a datagram that sf_ladder_message drew when it was sent. Shown only with
 * `verbose`. */
void sf_ladder_arrival(struct sf_ladder *ladder, const struct sf_ladder_message *message);

/* A machine's step. `machine` is its name. `detail` tells it from others of its type, as a method
 * does; it may be "". */
struct sf_ladder_step {
    unsigned actor;
    const char *machine, *detail;
    const struct sf_fsm_step *step;
};

/* Draws a step. Without `verbose` the picture leaves out steps that do not change the state, unless
 * a timer made them or the table has no row for the event. */
void sf_ladder_step(struct sf_ladder *ladder, const struct sf_ladder_step *step);

/* Draws a dialog record whose state has become `state` (enum sf_dialog_state), with every member.
 */
void sf_ladder_dialog(struct sf_ladder *ladder, uint64_t now_us, unsigned actor,
                      const struct sf_dialog *dialog, unsigned state);

/* Writes a text across the picture, and the verdict, which comes last. A long text takes several
 * lines. */
void sf_ladder_note(struct sf_ladder *ladder, uint64_t now_us, const char *text);
void sf_ladder_verdict(struct sf_ladder *ladder, uint64_t now_us, bool holds, const char *text);

#ifdef __cplusplus
}
#endif
#endif
