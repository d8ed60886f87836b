/* The words that the rows run, each program once: many rows share theirs. */
#ifndef FG_PROGRAM_H
#define FG_PROGRAM_H

#include "read/machine.h"

struct fg_words {
    FG_LIST(struct fg_op) ops; /* all programs, one after another, */
    FG_LIST(uint32_t) start;   /* where each program starts in `ops`, and where the last one ends */
    FG_LIST(uint32_t) offset;  /* and in words: what a row's `program` holds */
    uint32_t words;
    uint32_t *of_row;  /* per row: the number of its program */
    uint32_t of_start; /* the initial state's enter actions */
};

/* Program 0 is the empty one. */
void fg_words_build(struct fg_machine *machine, struct fg_words *words);

/* Is a row of that number asked for its guard? The last row of a cell is not: the cell has been proved total. */
bool fg_program_is_guarded(const struct fg_machine *machine, size_t row);

/* How many effects one step adds to the queue at most, as `raises` says: over all rows, and the start. */
uint64_t fg_program_effects(const struct fg_machine *machine, const struct fg_words *words);
uint64_t fg_action_effects(const struct fg_action *action);

#endif
