/* The emitters: what a checked machine becomes. */
#ifndef FG_EMIT_H
#define FG_EMIT_H

#include "check/cascade.h"
#include "emit/output.h"
#include "read/clauses.h"
#include "read/machine.h"

void fg_emit_c_header(struct fg_machine *machine, struct fg_output *output); /* <machine>_fsm.h */
/* <machine>_fsm.c. False after a complaint in the log: the table does not fit its numbers. */
bool fg_emit_c_table(struct fg_machine *machine, struct fg_output *output);
void fg_emit_c_names(struct fg_machine *machine,
                     struct fg_output *output); /* <machine>_fsm_names.c */
/* <machine>.bin, for the engine to load; with or without what only tools show. False as above. */
bool fg_emit_bin(struct fg_machine *machine, bool positions, struct fg_output *output);
void fg_emit_dot(struct fg_machine *machine, struct fg_output *output);
void fg_emit_print(struct fg_machine *machine,
                   struct fg_output *output); /* the table itself, expanded */
void fg_emit_json(struct fg_machine *machine, struct fg_output *output);
void fg_emit_mermaid(struct fg_machine *machine, struct fg_output *output);
void fg_emit_promela(struct fg_machine *machine, struct fg_output *output); /* <machine>.pml */

/* The reference page of one of these machines, which says what it has to do with those of the
 * others, beside it. The list explains the clauses, and may be null; `root` leads from the page to
 * the folder that the table is named from ("../../"), or is null. With `pictures` its diagram is
 * <machine>.svg, a file beside it; else it is in Mermaid. */
void fg_emit_markdown(struct fg_machine *const *among, size_t machines, size_t which,
                      const struct fg_clauses *list, const char *root, bool pictures,
                      struct fg_output *output);
/* The page that leads to these pages, which are in the same folder. The list may be null. */
void fg_emit_index(struct fg_machine **machine, size_t machines, const struct fg_clauses *list,
                   struct fg_output *output);
/* The page of all departures of these machines, and that of all `must` lines of the list, which
 * says where these machines keep them. `root` as above; of departures the list may be null. */
void fg_emit_departures(struct fg_machine *const *machine, size_t machines,
                        const struct fg_clauses *list, const char *root, struct fg_output *output);
void fg_emit_conformance(struct fg_machine *const *machine, size_t machines,
                         const struct fg_clauses *list, const char *root, struct fg_output *output);
/* A header: SF_CASCADE_EFFECTS, and SF_CASCADE_<SINK> for each sink. */
void fg_emit_cascade(const struct fg_cascade *cascade, const char *name, struct fg_output *output);
const char *fg_markdown_text(struct fg_arena *arena,
                             const char *text); /* what looks like markup, made plain */

#endif
