/* The registry: the list of the machines of a program, so that no other file lists them. */
#ifndef FG_REGISTRY_H
#define FG_REGISTRY_H

#include "emit/output.h"
#include "read/machine.h"

/* What the names in C start with if nothing else is asked for. */
#define FG_REGISTRY_PREFIX "fsm"

/* The machines of a program, in this order, and the prefix of the names in C. */
struct fg_registry {
    struct fg_arena *arena;
    struct fg_log *log;
    struct fg_machine *const *machine;
    size_t machines;
    const char *prefix;
    FG_LIST(const char *) records;   /* C types of contexts, each once, in order of appearance */
    FG_LIST(const char *) constants; /* names that two machines or more have a constant of */
    FG_LIST(const char *) events;    /* and an event of */
    FG_LIST(const char *) classes;   /* names of the classes that machines use */
};

/* Is this a word that names in C can start with? */
bool fg_registry_is_prefix(const char *text);

/* Gathers what the machines have in common. False after complaints in the log: two things would get
 * one name in C. */
bool fg_registry_build(struct fg_registry *registry);

void fg_emit_registry_header(const struct fg_registry *registry, struct fg_output *output);
void fg_emit_registry_table(const struct fg_registry *registry, struct fg_output *output);
void fg_emit_registry_names(const struct fg_registry *registry, struct fg_output *output);

#endif
