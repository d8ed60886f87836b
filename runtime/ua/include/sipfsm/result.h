/* sipfsm: what an input returns, and why a command was refused. */
#ifndef SIPFSM_RESULT_H
#define SIPFSM_RESULT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A core. */
struct sf_ua;

/* What an input returns. Except after SF_UA_OK the input has changed nothing; only timers that were
 * due may have fired. */
enum sf_ua_result {
    SF_UA_OK,   /* done: take the outputs */
    SF_UA_BUSY, /* take the datagrams and events, then call again with the same arguments */
    SF_UA_FULL, /* a pool has no room: try again when a call has ended, or configure more calls */
    SF_UA_NO_CALL,  /* the call is gone: forget the handle */
    SF_UA_STATE,    /* the call is in no state for this command: wait for an event, or drop it */
    SF_UA_ARGUMENT, /* an argument is malformed: sf_ua_error says which, where and why */
    SF_UA_TOO_LONG  /* the message would be longer than message_bytes: shorten the arguments */
};

/* The result in a few words, for a log. The text is static. */
const char *sf_ua_result_text(enum sf_ua_result result);

/* Why the last command returned SF_UA_ARGUMENT or SF_UA_TOO_LONG. The texts are static. */
struct sf_ua_error {
    const char *argument; /* as it is written in C: "invite.to", "answer.content.field[].value" */
    size_t index;         /* which one, where the argument has []; else 0 */
    size_t offset;        /* of the first byte that is wrong, in the argument's text; else 0 */
    const char *text;     /* what is wrong with it: "a control character" */
};

/* What was wrong with the arguments of the last command that returned SF_UA_ARGUMENT or
 * SF_UA_TOO_LONG. Good until the next command. All zero if there has been none. */
const struct sf_ua_error *sf_ua_error(const struct sf_ua *ua);

#ifdef __cplusplus
}
#endif
#endif
