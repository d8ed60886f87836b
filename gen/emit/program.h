/* What the rows run: the timers that they stop at once, and words. Many rows have the same program;
 * each program is stored once. */
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
    FG_LIST(uint32_t) offset; /* the same places, in words */
    uint32_t words;
    uint16_t *stops;   /* per row: bit t is timer t */
    uint32_t *of_row;  /* per row: the word with which its program starts, which may be within a
                          longer program; 0: the row has none */
    uint32_t of_start; /* the same for the initial state's enter actions */
};

/* Word 0 belongs to no program. A program that is the end of another one is stored as a part of
 * that one. */
void fg_words_build(struct fg_machine *machine, struct fg_words *words);

/* The operation and the operand of a step's first word, as in sipfsm/fsm.h. The mark of the last
 * word is not set. */
unsigned fg_step_op(const struct fg_machine *machine, const struct fg_step *step);
unsigned fg_step_operand(const struct fg_step *step);

/* Is the guard of this row asked? The last row of a cell is not asked: the cell has been proved
 * total. */
bool fg_program_is_guarded(const struct fg_machine *machine, size_t row);

/* The most effects that one step can add to the queue, by what `raises` declares: over all rows,
 * and the start. */
uint64_t fg_program_effects(const struct fg_machine *machine, const struct fg_words *words);
uint64_t fg_action_effects(const struct fg_action *action);

#endif
