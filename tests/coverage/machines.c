/* All compiled tables of the project. */
#include <string.h>

#include "../table/machines.h"
#include "counts.h"

void coverage_add_machines(struct coverage *coverage)
{
#define ADD(prefix) coverage_add(coverage, &prefix##_type, &prefix##_names);
    MACHINES(ADD)
}
