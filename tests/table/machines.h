/* Every compiled table, by name. */
#ifndef TESTS_TABLE_MACHINES_H
#define TESTS_TABLE_MACHINES_H

#include "sipfsm/fsm.h"

#define MACHINES(m)                                                                                \
    m(sf_ict) m(sf_ist) m(sf_nict) m(sf_nist) m(sf_uac) m(sf_uas) m(sf_dlg) m(alice) m(bob)
#define DECLARE(prefix)                                                                            \
    extern const struct sf_fsm_type prefix##_type;                                                 \
    extern const struct sf_fsm_names prefix##_names;                                               \
    extern const struct sf_fsm_binding prefix##_binding;
MACHINES(DECLARE)

static inline const struct sf_fsm_type *machine_type(const char *machine,
                                                     const struct sf_fsm_names **names)
{
#define TRY(prefix)                                                                                \
    if (strcmp(machine, prefix##_names.machine) == 0) {                                            \
        *names = &prefix##_names;                                                                  \
        return &prefix##_type;                                                                     \
    }
    MACHINES(TRY)
    return NULL;
}

static inline const struct sf_fsm_binding *machine_binding(const char *machine)
{
#define BOUND(prefix)                                                                              \
    if (strcmp(machine, prefix##_names.machine) == 0)                                              \
        return &prefix##_binding;
    MACHINES(BOUND)
    return NULL;
}

#endif
