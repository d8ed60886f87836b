/* The registry: the list of the machines of a program. No other file lists them. */
#ifndef FG_REGISTRY_H
#define FG_REGISTRY_H

#include "emit/output.h"
#include "read/machine.h"

/* The default start of the names in C. */
#define FG_REGISTRY_PREFIX "fsm"

/* The machines of a program, in this order, and the prefix of the names in C. */
struct fg_registry {
    struct fg_arena *arena;
    struct fg_log *log;
    struct fg_machine *const *machine;
    size_t machines;
    const char *prefix;
    FG_LIST(const char *) records;   /* C types of contexts, each once, in order of appearance */
    FG_LIST(const char *) constants; /* names of the constants that at least two machines have */
    FG_LIST(const char *) events;    /* names of the events that at least two machines have */
    FG_LIST(const char *) classes;   /* names of the classes that machines use */
};

/* Is one of the machines declared optional? */
bool fg_registry_has_optional(const struct fg_registry *registry);

/* Can names in C start with this word? */
bool fg_registry_is_prefix(const char *text);

/* Gathers what the machines have in common. False after complaints in the log: two things would
 * have the same name in C. */
bool fg_registry_build(struct fg_registry *registry);

/* ---- Names in C ---- */

const char *fg_registry_upper(const struct fg_registry *registry, const char *name);
/* `struct sf_txn` -> TXN: without the keyword and without the prefix. */
const char *fg_registry_record(const struct fg_registry *registry, const char *type);
/* SF_BIND_DIALOG_BYE, SF_PORT_NON_INVITE_CLIENT_TU */
const char *fg_registry_bind(const struct fg_registry *registry, const struct fg_machine *owner,
                             const struct fg_owns *owns);
const char *fg_registry_port(const struct fg_registry *registry, const char *machine,
                             const char *port);

/* ---- What a machine has of that name; *place becomes its number ---- */

bool fg_registry_has_constant(const struct fg_machine *machine, const char *name, int *place);
bool fg_registry_has_event(const struct fg_machine *machine, const char *name, int *place);
/* Null: the machine does not have such a class, or uses none of its events. */
const struct fg_class *fg_registry_class(const struct fg_machine *machine, const char *name);

/* The comment at the start of each file. */
void fg_registry_title(struct fg_output *output, const char *what);

void fg_emit_registry_header(const struct fg_registry *registry, struct fg_output *output);
void fg_emit_registry_table(const struct fg_registry *registry, struct fg_output *output);
void fg_emit_registry_names(const struct fg_registry *registry, struct fg_output *output);

#endif
