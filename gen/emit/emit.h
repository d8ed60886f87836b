/* The emitters: what is made from a checked machine. */
#ifndef FG_EMIT_H
#define FG_EMIT_H

#include "check/cascade.h"
#include "emit/output.h"
#include "read/clauses.h"
#include "read/machine.h"

void fg_emit_c_header(struct fg_machine *machine, struct fg_output *output); /* <machine>_fsm.h */
/* <machine>_fsm.c. False after a complaint in the log: the table is too large for its numbers. */
bool fg_emit_c_table(struct fg_machine *machine, struct fg_output *output);
void fg_emit_c_names(struct fg_machine *machine,
                     struct fg_output *output); /* <machine>_fsm_names.c */
/* <machine>.bin, for the engine to load, with or without what only tools show. False as above. */
bool fg_emit_bin(struct fg_machine *machine, bool positions, struct fg_output *output);
void fg_emit_dot(struct fg_machine *machine, struct fg_output *output);
void fg_emit_print(struct fg_machine *machine,
                   struct fg_output *output); /* the table itself, expanded */
void fg_emit_json(struct fg_machine *machine, struct fg_output *output);
void fg_emit_mermaid(struct fg_machine *machine, struct fg_output *output);
void fg_emit_promela(struct fg_machine *machine, struct fg_output *output); /* <machine>.pml */

/* The reference page of one of these machines, with what it has to do with the others. Their pages
 * are in the same folder. The list explains the clauses, and may be null. `root` leads from the
 * page to the folder from which the table is named ("../../"), or is null. With `pictures` the
 * diagram is <machine>.svg, a file in that folder; without, it is in Mermaid. */
void fg_emit_markdown(struct fg_machine *const *among, size_t machines, size_t which,
                      const struct fg_clauses *list, const char *root, bool pictures,
                      struct fg_output *output);
/* The index page of these pages, which are in the same folder. The list may be null. */
void fg_emit_index(struct fg_machine **machine, size_t machines, const struct fg_clauses *list,
                   struct fg_output *output);
/* The page of all departures of these machines, and the page of all `must` lines of the list, which
 * says where these machines keep them. `root` as above. For departures the list may be null. */
void fg_emit_departures(struct fg_machine *const *machine, size_t machines,
                        const struct fg_clauses *list, const char *root, struct fg_output *output);
void fg_emit_conformance(struct fg_machine *const *machine, size_t machines,
                         const struct fg_clauses *list, const char *root, struct fg_output *output);
/* A header: SF_CASCADE_EFFECTS, and SF_CASCADE_<SINK> for each sink. */
void fg_emit_cascade(const struct fg_cascade *cascade, const char *name, struct fg_output *output);
const char *fg_markdown_text(struct fg_arena *arena,
                             const char *text); /* makes plain text of what looks like markup */

#endif
