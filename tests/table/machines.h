/* Every compiled table of the project: the machines of the core, of the locator, of the edge, of
 * the demo. */
#ifndef TESTS_TABLE_MACHINES_H
#define TESTS_TABLE_MACHINES_H

#include <string.h>

#include "demo_registry.h"
#include "sf_locate_registry.h"
#include "sf_net_registry.h"
#include "sf_registry.h"

enum {
    MACHINES = (int)SF_MACHINES + (int)SF_LOCATE_MACHINES + (int)SF_NET_MACHINES +
               (int)DEMO_MACHINES
};

struct compiled {
    const struct sf_fsm_type *type;
    const struct sf_fsm_names *names;
    const struct sf_fsm_binding *binding;
};

/* The machine of that number, below MACHINES. */
static inline struct compiled machine_at(unsigned i)
{
    if (i < SF_MACHINES)
        return (struct compiled){sf_registry_type[i], sf_registry_names[i], sf_registry_binding[i]};
    i -= SF_MACHINES;
    if (i < SF_LOCATE_MACHINES)
        return (struct compiled){sf_locate_registry_type[i], sf_locate_registry_names[i],
                                 sf_locate_registry_binding[i]};
    i -= SF_LOCATE_MACHINES;
    if (i < SF_NET_MACHINES)
        return (struct compiled){sf_net_registry_type[i], sf_net_registry_names[i],
                                 sf_net_registry_binding[i]};
    i -= SF_NET_MACHINES;
    return (struct compiled){demo_registry_type[i], demo_registry_names[i],
                             demo_registry_binding[i]};
}

/* The machine of that name; all null if there is none. */
static inline struct compiled machine_named(const char *name)
{
    for (unsigned i = 0; i < MACHINES; i++)
        if (strcmp(machine_at(i).names->machine, name) == 0)
            return machine_at(i);
    return (struct compiled){0};
}

#endif
