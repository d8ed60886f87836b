/* The words that emitters use for the parts of a machine: durations, origins, lists of actions. */
#ifndef FG_WORDS_H
#define FG_WORDS_H

#include "read/machine.h"

extern const char *const fg_word_origin[]; /* by enum fg_origin: "wire" ... */

/* In the largest unit that divides it without rest: "500ms", "0us". */
const char *fg_word_span(struct fg_arena *arena, uint64_t us);

/* As a table writes it: "T1", "64*T1", "32s", "0". */
const char *fg_word_duration(struct fg_arena *arena, const struct fg_duration *duration);

/* Does this line give enter (or exit) actions to that state? Lines of `*` run first. */
bool fg_word_is_edge(const struct fg_machine *machine, const struct fg_line *line, int state,
                     enum fg_event_kind kind);

/* "stop A, resend, restart E at T2" */
const char *fg_word_ops(struct fg_arena *arena, const struct fg_ops *ops);
/* What an action takes, as it follows the action's name: "(status 300..699)", or "". */
const char *fg_word_argument(struct fg_arena *arena, const struct fg_argument *argument);

const char *fg_word_op(struct fg_arena *arena, const struct fg_op *op);

/* The comment at the start of the table's file, without its marks. Blank if there is none. */
const char *fg_word_about(struct fg_machine *machine);

#endif
