/* The witnesses of a table that is built in memory. Each runs in a process of its own. */
#ifndef TESTS_MUTATION_WITNESS_H
#define TESTS_MUTATION_WITNESS_H

#include "../table/machines.h"
#include "flows.h"
#include "model.h"

/* The machine whose tables the next ones are; what it runs is overwritten in the children. `flows`
 * and `simulator`: they are asked. */
void witness_begin(const char *source_root, const struct compiled *machine,
                   const struct model *whole, enum flows flows, bool simulator);
/* The flows that run that machine. */
enum flows witness_flows_of(const struct sf_fsm_type *type);
/* It is one of those that the simulator runs. */
bool witness_is_simulated(const struct sf_fsm_type *type);

/* True: they notice something. */
bool witness_checks(const char *fsmgen, const char *table_file);
bool witness_walk(const struct sf_fsm_table *table);

struct verdict {
    bool flow, simulator; /* they notice something */
    bool same;            /* they do not, and nothing that leaves the cores differs from what leaves
                             them with the first table that was asked about */
};
/* `both`: the simulator is asked though a flow has noticed something. */
struct verdict witness_ask(const struct sf_fsm_table *table, bool both);

/* True if the text is a line of a list in tests/mutation, or at an absolute path, apart from
 * "survives: " before it and the reason after it. */
bool witness_is_listed(const char *list, const char *what);

#endif
