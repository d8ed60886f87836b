/* walk MACHINE FILE.walk */
#include <stdio.h>
#include <string.h>

#include "machines.h"
#include "walk.h"

int main(int argc, char **argv)
{
    const struct sf_fsm_names *names = NULL;
    const struct sf_fsm_type *type = argc > 2 ? machine_type(argv[1], &names) : NULL;
    if (!type) {
        fprintf(stderr, "usage: walk MACHINE FILE.walk\n");
        return 2;
    }
    unsigned failures = walk_run(type->table, names, argv[2], true);
    printf("%s: %u failures, %u rows\n", argv[1], failures, type->table->rows + names->edges);
    return failures ? 1 : 0;
}
