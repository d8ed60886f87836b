/* Single changes of what owners make of the events of ports: data of the registry, which no table
 * holds, so that only flows can notice them. */
#ifndef TESTS_MUTATION_BINDINGS_H
#define TESTS_MUTATION_BINDINGS_H

#include "sf_registry.h"

/* Calls `judge` for each change that the owner of that name could have made: an event that it
 * ignores, one that it does not, or another one. */
void bindings_mutate(const char *owner, void (*judge)(const char *what));

/* Makes the change that is being judged, in this process alone; nothing if none is. False if memory
 * cannot be written to. */
bool bindings_apply(void);

#endif
