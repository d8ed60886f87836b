/* What the rows run: the timers that stop at once, and words, each program once, since many rows
 * share theirs. */
#ifndef FG_PROGRAM_H
#define FG_PROGRAM_H

#include "read/machine.h"

/* One of the two is set. */
struct fg_step {
    const struct fg_op *op;
    const struct fg_term *guard;
};

struct fg_words {
    FG_LIST(struct fg_step) steps; /* all programs, one after another, */
    FG_LIST(uint32_t) start; /* where each program starts in `steps`, and where the last one ends */
    FG_LIST(uint32_t) offset; /* and in words */
    uint32_t words;
    uint16_t *stops;   /* per row: bit t is timer t */
    uint32_t *of_row;  /* per row: the word its program starts with, which may be within a longer
                          one; 0: it has none */
    uint32_t of_start; /* the same of the initial state's enter actions */
};

/* Word 0 belongs to no program. A program that another one ends with is part of that one. */
void fg_words_build(struct fg_machine *machine, struct fg_words *words);

/* A step's first word as sipfsm/fsm.h has it: its operation and operand, without the mark of the
 * last. */
unsigned fg_step_op(const struct fg_machine *machine, const struct fg_step *step);
unsigned fg_step_operand(const struct fg_step *step);

/* Is a row of that number asked for its guard? The last row of a cell is not: the cell has been
 * proved total. */
bool fg_program_is_guarded(const struct fg_machine *machine, size_t row);

/* How many effects one step adds to the queue at most, as `raises` says: over all rows, and the
 * start. */
uint64_t fg_program_effects(const struct fg_machine *machine, const struct fg_words *words);
uint64_t fg_action_effects(const struct fg_action *action);

#endif
