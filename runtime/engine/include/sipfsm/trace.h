/* sipfsm: a step of a machine as one line of text. The same step of the same table always makes the
 * same line, so two traces can be compared and laid side by side (here on two lines):
 *
 *     Alice invite_client Calling r1xx -> Proceeding : tell_tu_provisional
 *     (fsm/transaction/invite_client.fsm:48, 3261:17.1.1.2)
 *
 * What the row does stands before the parenthesis; the place of the row in the file and its clauses
 * stand inside. A row that has only moved in its file is still the same row.
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
    const char *name;    /* "Alice"; no blanks */
    const char *machine; /* "invite_client" */
    const char *detail;  /* what tells it from others of its kind, such as a method; or "" */
    const struct sf_fsm_names *names; /* null: the line shows numbers */
};

/* Writes the line without a line feed and returns its length in bytes. A longer text is cut. */
size_t sf_trace_text(char text[SF_TRACE_TEXT_BYTES], const struct sf_trace_actor *actor,
                     const struct sf_fsm_step *step);

/* True if both lines say the same, apart from the place in the file. */
bool sf_trace_same(const char *a, const char *b);

#ifdef __cplusplus
}
#endif
#endif
