/* Decision tables in pages and diagrams: their rows, from top to bottom. They have no states. */
#ifndef FG_DECISION_H
#define FG_DECISION_H

#include "emit/page.h"

void fg_decision_page(struct fg_page *page); /* the rows, as a section of the reference page */
void fg_decision_mermaid(struct fg_machine *machine, struct fg_output *output);
/* What a row answers, or why it answers nothing. */
const char *fg_decision_answer(struct fg_output *output, const struct fg_line *line);
/* The inside of the digraph: one node that is a table. */
void fg_decision_dot(struct fg_machine *machine, struct fg_output *output);

#endif
