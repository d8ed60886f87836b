/* The label of an arrow: rows that have the same guard and do the same share a line. */
#ifndef FG_GROUP_H
#define FG_GROUP_H

#include "read/machine.h"

struct fg_group {
    const char *events;  /* "r1xx, r2xx", in the order of the rows */
    const char *guard;   /* "" if there is none */
    const char *actions; /* "resend, restart A", or "" */
};

/* The groups that are drawn between two states: of the rows in [first, end), all of one state,
 * those that go to the next state of `like`, or stay if it stays. `count` becomes the number of
 * groups, at least 1. The groups live in the arena. */
const struct fg_group *fg_group_rows(struct fg_machine *machine, struct fg_arena *arena,
                                     const struct fg_row *first, const struct fg_row *end,
                                     const struct fg_row *like, size_t *count);

/* The words of a label, in lines of about 44 characters. A continued line is indented by
 * FG_LABEL_IN. */
enum fg_label_kind { FG_LABEL_EVENT, FG_LABEL_GUARD, FG_LABEL_ACTION };
struct fg_label_word {
    const char *text; /* with its comma or bracket; a blank or a new line comes before it */
    enum fg_label_kind kind;
    bool feeds; /* a new line starts with it */
};
#define FG_LABEL_IN 4

/* "r1xx, r2xx [reliable] / tell, start A": the guard and the actions may be "". */
const struct fg_label_word *fg_label(struct fg_arena *arena, const char *events, const char *guard,
                                     const char *actions, size_t *count);

/* Is `row` the first row of its arrow among [first, end)? */
bool fg_group_starts(const struct fg_row *first, const struct fg_row *row);

#endif
