/* Another table for Alice or Bob, read at run time: the text itself, or what `fsmgen emit bin` made
 * of it. */
#ifndef SIPFSM_AGENT_TABLE_H
#define SIPFSM_AGENT_TABLE_H

#include "agent/agent.h"
#include "sipfsm/load.h"

#define AGENT_TABLE_BYTES (1u << 20)

struct agent_table {
    struct agent_kind kind; /* for agent_begin */
    void *bytes, *memory;
    size_t size;
};

/* Reads, checks and binds the file to the functions of `like` (agent_alice, agent_bob). False after
 * located errors on standard error: fsmgen's own for a text. `include` is a folder for what the
 * text includes, besides its own and the installed ones; may be null. */
bool agent_table_read(struct agent_table *table, const char *command, const char *path,
                      const char *include, const struct agent_kind *like);

/* The same from bytes as `fsmgen emit bin` makes them, which are copied; `path` is what errors call
 * them. */
bool agent_table_take(struct agent_table *table, const char *command, const char *path,
                      const void *bytes, size_t size, const struct agent_kind *like);

void agent_table_free(struct agent_table *table);

#endif
