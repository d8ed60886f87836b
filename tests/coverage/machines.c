/* All compiled tables of the project. */
#include "../table/machines.h"
#include "counts.h"

void coverage_add_machines(struct coverage *coverage)
{
    for (unsigned i = 0; i < MACHINES; i++)
        coverage_add(coverage, machine_at(i).type, machine_at(i).names);
}
