/* sipfsm: a machine's step as one line of text. The same step of the same table is the same line,
 * wherever and whenever it is made, so that two traces can be compared and laid side by side:
 *
 *     Alice invite_client Calling r1xx -> Proceeding : tell_tu_provisional
 * (fsm/transaction/invite_client.fsm:48, 3261:17.1.1.2)
 *
 * What the row does stands before the parenthesis, where it is written inside. A row that only
 * moved is the same row.
 */
#ifndef SIPFSM_TRACE_H
#define SIPFSM_TRACE_H

#include "sipfsm/fsm.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SF_TRACE_TEXT_BYTES 1024 /* room for any step; a longer text is cut */

struct sf_trace_actor {
    const char *name;                 /* "Alice"; no blanks */
    const char *machine;              /* "invite_client" */
    const char *detail;               /* what tells it from its like (a method), or "" */
    const struct sf_fsm_names *names; /* null: numbers are shown */
};

/* Writes the line, without a line feed, and returns its length. */
size_t sf_trace_text(char text[SF_TRACE_TEXT_BYTES], const struct sf_trace_actor *actor,
                     const struct sf_fsm_step *step);

/* Do both lines say the same, but for where it is written? */
bool sf_trace_same(const char *a, const char *b);

#ifdef __cplusplus
}
#endif
#endif
