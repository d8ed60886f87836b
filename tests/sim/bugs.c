/* Bugs put in on purpose, one at a time, in a child of its own: the simulator finds each within so
 * many calls. bugs CALLS FILE ... */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../table/machines.h"
#include "bug.h"
#include "sipfsm/sim.h"

static struct found {
    unsigned long long calls, seed;
    char profile[32], violation[256];
    bool is;
} * found; /* shared with the child */

static struct bug bug;

/* The core's own table is overwritten, in this child alone. */
static bool put(const struct sf_fsm_type *compiled, const struct sf_fsm_table *table)
{
    long page = sysconf(_SC_PAGESIZE);
    char *from = (char *)((uintptr_t)compiled & ~(uintptr_t)(page - 1));
    if (mprotect(from, (size_t)page * 2, PROT_READ | PROT_WRITE) != 0)
        return false;
    struct sf_fsm_type *type = (void *)(uintptr_t)compiled;
    type->table = *table;
    type->action = bug.model.function;
    return true;
}

static void run_round(struct sf_sim *sim, const struct sf_sim_profile *profile,
                      unsigned long long seed, uint64_t *calls)
{
    found->seed = seed;
    snprintf(found->profile, sizeof found->profile, "%s", sf_sim_profile_name(profile));
    snprintf(found->violation, sizeof found->violation, "the core stops");
    found->is = !sf_sim_round(sim, seed);
    found->calls += sf_sim_report(sim)->calls - *calls;
    *calls = sf_sim_report(sim)->calls;
    snprintf(found->violation, sizeof found->violation, "%s", sf_sim_violation(sim));
}

/* Round after round of all profiles. */
static void search(unsigned long long most)
{
    const struct sf_sim_profile *profile;
    for (unsigned long long seed = 1; found->calls < most && !found->is; seed++)
        for (unsigned i = 0; (profile = sf_sim_profile_at(i)) && !found->is; i++) {
            struct sf_sim_config config = {.profile = profile};
            struct sf_sim *sim = sf_sim_new(&config);
            uint64_t calls = 0;
            if (!sim)
                _exit(2);
            run_round(sim, profile, seed, &calls);
            sf_sim_free(sim);
        }
}

/* True if it is found. */
static bool look(const char *path, unsigned long long most)
{
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    int status = 0;
    memset(found, 0, sizeof *found);
    if (!bug_read(&bug, path)) {
        printf("%s: cannot be made\n", name);
        return false;
    }
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        alarm(60);
        if (!put(machine_named(bug.machine).type, model_compile(&bug.model)))
            _exit(2);
        search(most);
        _exit(found->is ? 0 : 1);
    }
    waitpid(pid, &status, 0);
    bool is = found->is || WIFSIGNALED(status);
    printf("%-32.*s %-7s %6llu calls  %-11s %s\n", (int)strcspn(name, "."), name,
           is ? "found" : "MISSED", found->calls, is ? found->profile : "",
           is ? found->violation : "");
    return is;
}

int main(int argc, char **argv)
{
    unsigned good = 0;
    found = mmap(NULL, sizeof *found, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (argc < 3 || found == MAP_FAILED)
        return 2;
    for (int i = 2; i < argc; i++)
        good += look(argv[i], strtoull(argv[1], NULL, 10));
    printf("%u of %d bugs found\n", good, argc - 2);
    return good != (unsigned)(argc - 2);
}
