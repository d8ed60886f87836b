#define _DEFAULT_SOURCE
#include "hunt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sipfsm/sim.h"

static struct found {
    unsigned long long calls;
    char profile[32], violation[256];
    bool is;
} * found; /* shared with the child */

static void run_round(struct sf_sim *sim, const struct sf_sim_profile *profile,
                      unsigned long long seed, uint64_t *calls)
{
    snprintf(found->profile, sizeof found->profile, "%s", sf_sim_profile_name(profile));
    snprintf(found->violation, sizeof found->violation, "the core stops");
    found->is = !sf_sim_round(sim, seed);
    found->calls += sf_sim_report(sim)->calls - *calls;
    *calls = sf_sim_report(sim)->calls;
    snprintf(found->violation, sizeof found->violation, "%s", sf_sim_violation(sim));
}

static void run_profile(const struct sf_sim_profile *profile, unsigned long long seed)
{
    struct sf_sim_config config = {.profile = profile};
    struct sf_sim *sim = sf_sim_new(&config);
    uint64_t calls = 0;
    if (!sim)
        _exit(2);
    run_round(sim, profile, seed, &calls);
    sf_sim_free(sim);
}

static void search(const struct hunt *hunted)
{
    const struct sf_sim_profile *profile;
    for (unsigned long long seed = 1; found->calls < hunted->most && !found->is; seed++)
        for (unsigned i = 0; (profile = sf_sim_profile_at(i)) && !found->is; i++)
            if (!hunted->profile || strcmp(hunted->profile, sf_sim_profile_name(profile)) == 0)
                run_profile(profile, seed);
}

bool hunt(const struct hunt *hunted)
{
    int status = 0;
    if (!found)
        found =
            mmap(NULL, sizeof *found, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (found == MAP_FAILED)
        exit(2);
    memset(found, 0, sizeof *found);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        alarm(60);
        if (!hunted->put_in())
            _exit(2);
        search(hunted);
        _exit(found->is ? 0 : 1);
    }
    waitpid(pid, &status, 0);
    bool is = found->is || WIFSIGNALED(status);
    printf("%-32s %-7s %6llu calls  %-11s %s\n", hunted->name, is ? "found" : "MISSED",
           found->calls, is ? found->profile : "", is ? found->violation : "");
    return is;
}
