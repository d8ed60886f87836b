#define _DEFAULT_SOURCE
#include "witness.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../table/walk.h"
#include "bindings.h"
#include "simulate.h"
#include "trace.h"

#define SIMULATED_ROUNDS 1 /* of each profile, about 3,000 calls */

static struct {
    const char *root;
    const struct compiled *machine;
    const struct model *whole;
    enum flows flows;
    bool simulator;
    bool traced; /* the sums below are those of the table itself */
    uint64_t flows_sum, simulator_sum;
} witness;

void witness_begin(const char *source_root, const struct compiled *machine,
                   const struct model *whole, enum flows flows, bool simulator)
{
    witness.root = source_root;
    witness.machine = machine;
    witness.whole = whole;
    witness.flows = flows;
    witness.simulator = simulator;
    witness.traced = false;
}

enum flows witness_flows_of(const struct sf_fsm_type *type)
{
    if (witness_is_simulated(type))
        return FLOWS_UA;
    for (unsigned m = 0; m < SF_LOCATE_MACHINES; m++)
        if (sf_locate_registry_type[m] == type)
            return FLOWS_LOCATE;
    for (unsigned m = 0; m < SF_NET_MACHINES; m++)
        if (sf_net_registry_type[m] == type)
            return FLOWS_NET;
    return FLOWS_NONE; /* the demo's agents have walks alone */
}

bool witness_is_simulated(const struct sf_fsm_type *type)
{
    for (unsigned m = 0; m < SF_MACHINES; m++)
        if (sf_registry_type[m] == type)
            return true;
    return false;
}

/* In a child: silence, time limits, then what the test says. */
static bool child_notices(bool (*run)(const void *), const void *argument)
{
    trace_begin();
    pid_t pid = fork();
    int status = 1;
    if (pid == 0) {
        struct rlimit processor = {.rlim_cur = 6, .rlim_max = 6}; /* s; a run takes one at most */
        int null = open("/dev/null", O_WRONLY);
        dup2(null, 1);
        dup2(null, 2);
        setrlimit(RLIMIT_CPU, &processor);
        alarm(20);
        _exit(run(argument) ? 1 : 0);
    }
    waitpid(pid, &status, 0);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

struct check {
    const char *fsmgen, *file;
};

static bool run_check(const void *argument)
{
    const struct check *check = argument;
    execl(check->fsmgen, check->fsmgen, "check", "-Werror", check->file, (char *)NULL);
    return true;
}

bool witness_checks(const char *fsmgen, const char *table_file)
{
    struct check check = {fsmgen, table_file};
    return child_notices(run_check, &check);
}

static bool run_walk(const void *argument)
{
    char path[512];
    const struct sf_fsm_names *names = witness.whole->names;
    snprintf(path, sizeof path, "%s/tests/table/%s.walk", witness.root, names->machine);
    return walk_run(argument, names, path, false, NULL) != 0;
}

bool witness_walk(const struct sf_fsm_table *table)
{
    return child_notices(run_walk, table);
}

/* The core's own table is overwritten, in this child alone: it runs the mutant. */
static bool put_mutant(const struct sf_fsm_table *table)
{
    const struct sf_fsm_type *compiled_in = witness.machine->type;
    long page = sysconf(_SC_PAGESIZE);
    char *from = (char *)((uintptr_t)compiled_in & ~(uintptr_t)(page - 1));
    if (mprotect(from, (size_t)page * 2, PROT_READ | PROT_WRITE) != 0)
        return false;
    struct sf_fsm_type *type = (void *)(uintptr_t)compiled_in;
    type->table = *table;
    type->action = witness.whole->function;
    return bindings_apply();
}

static bool run_flows(const void *argument)
{
    return put_mutant(argument) && flows_run(witness.flows);
}

static bool run_simulator(const void *argument)
{
    return put_mutant(argument) && simulate(SIMULATED_ROUNDS, 1);
}

struct verdict witness_ask(const struct sf_fsm_table *table, bool both)
{
    uint64_t flows_sum = 0, simulator_sum = 0;
    struct verdict verdict = {.flow = false};
    if (witness.flows) {
        verdict.flow = child_notices(run_flows, table);
        flows_sum = trace_sum();
    }
    if (witness.simulator && (both || !verdict.flow)) {
        verdict.simulator = child_notices(run_simulator, table);
        simulator_sum = trace_sum();
    }
    if (!witness.traced) {
        witness.traced = true;
        witness.flows_sum = flows_sum;
        witness.simulator_sum = simulator_sum;
    }
    verdict.same = !verdict.flow && !verdict.simulator && (flows_sum || simulator_sum) &&
                   flows_sum == witness.flows_sum && simulator_sum == witness.simulator_sum;
    return verdict;
}

bool witness_is_listed(const char *list, const char *what)
{
    char path[512], line[512];
    if (*list == '/')
        snprintf(path, sizeof path, "%s", list);
    else
        snprintf(path, sizeof path, "%s/tests/mutation/%s", witness.root, list);
    FILE *file = fopen(path, "r");
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file)) {
        char *reason = strstr(line, "  #");
        line[strcspn(line, "\n")] = 0;
        if (reason)
            *reason = 0;
        size_t printed = strncmp(line, "survives: ", 10) == 0 ? 10 : 0;
        found = strcmp(line + printed, what) == 0;
    }
    if (file)
        fclose(file);
    return found;
}
