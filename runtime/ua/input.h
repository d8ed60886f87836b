/* One input of the core: a datagram, a command, or the time. */
#ifndef SF_UA_INPUT_H
#define SF_UA_INPUT_H

#include "memory/pool.h"

#include "sipfsm/ua.h"

struct sf_body;

/* What an event carries to guards and actions. */
struct sf_input {
    struct sf_ua *ua;
    const struct sf_msg *msg;    /* the datagram under way; null for timers and commands */
    unsigned status;             /* the status of a response that came, or that is to be sent */
    struct sf_ref transaction;   /* that a request belongs to, or that waits for an answer */
    struct sf_ref dialog;        /* for dispatch: the one that a request is in */
    const struct sf_body *parts; /* for dispatch: what its body comes to; null: it has none */
    struct sf_ref invitation;    /* for a dialog: the INVITE of the other side that it is about */
    const struct sf_change *change; /* what the application changes */
    const struct sf_answer *answer; /* what the application answers; null: the core answers */
};

/* A datagram of that token could not be sent: its transaction gets an event (3261:17.1.4,
 * 6026:8.8). */
void sf_input_send_failed(struct sf_ua *ua, uint64_t token);
/* True if a timer is due, or if a datagram had no path and its transaction has not been notified
 * yet. */
bool sf_input_waits(struct sf_ua *ua);

/* Opens an input: sets the clock, ends the limbo if no reference to its contents is left, reports
 * datagrams that had no path, and fires every timer that is due. False if there is not room for
 * whatever the input may put out, or not for a command to each event that waits: SF_UA_BUSY. */
bool sf_input_open(struct sf_ua *ua, uint64_t now_us);
/* The same for a command. Timers fire only as long as they leave room for it, and the rest stays
 * due. So a command finds room if the datagrams have been taken and it is the first one to the
 * event that was taken last. False: SF_UA_BUSY. */
bool sf_input_open_command(struct sf_ua *ua, uint64_t now_us);

#endif
