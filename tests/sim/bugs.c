/* Bugs put into the core's tables on purpose, one at a time: the simulator finds each within so
 * many calls. bugs CALLS FILE ... */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../table/machines.h"
#include "bug.h"
#include "hunt.h"

static struct bug bug;

/* The core's own table is overwritten, in the child alone. */
static bool put_in(void)
{
    const struct sf_fsm_type *compiled = machine_named(bug.machine).type;
    const struct sf_fsm_table *table = model_compile(&bug.model);
    long page = sysconf(_SC_PAGESIZE);
    char *from = (char *)((uintptr_t)compiled & ~(uintptr_t)(page - 1));
    if (mprotect(from, (size_t)page * 2, PROT_READ | PROT_WRITE) != 0)
        return false;
    struct sf_fsm_type *type = (void *)(uintptr_t)compiled;
    type->table = *table;
    type->action = bug.model.function;
    return true;
}

static bool look(const char *path, unsigned long long most)
{
    char name[64];
    snprintf(name, sizeof name, "%s", strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
    name[strcspn(name, ".")] = 0;
    if (!bug_read(&bug, path)) {
        printf("%s: cannot be made\n", name);
        return false;
    }
    return hunt(&(struct hunt){.name = name, .most = most, .put_in = put_in});
}

int main(int argc, char **argv)
{
    unsigned good = 0;
    if (argc < 3)
        return 2;
    for (int i = 2; i < argc; i++)
        good += look(argv[i], strtoull(argv[1], NULL, 10));
    printf("%u of %d bugs found\n", good, argc - 2);
    return good != (unsigned)(argc - 2);
}
