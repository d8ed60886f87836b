/* sipfsm sim: user agent cores on a bad network, in virtual time, from a seed. */
#include "command.h"
#include "common/options.h"
#include "sim/sim_draw.h"
#include "sim/sim_rows.h"
#include "sim/standing.h"
#include "sipfsm/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char sim_help[] =
    "usage: sipfsm sim [OPTION ...]\n"
    "\n"
    "Runs user agent cores against each other over a simulated network, in virtual time: no "
    "sockets, no clock. The same seed\n"
    "gives the same run on every machine. Applications call, ring, answer, refuse and hang up at "
    "random. The network loses,\n"
    "repeats, delays and corrupts datagrams. After each round nothing may be left. A violation is "
    "shrunk and drawn, and the\n"
    "exit status is then 1. See docs/simulator.md.\n"
    "\n"
    "  --profile NAME  one profile, `all` of them in turn (the default), or `help` for their list\n"
    "  --seed N        the first seed (default 1); a violation prints the seed that repeats it\n"
    "  --calls N       calls in all (default 20,000); each profile gets at least one round\n"
    "  --agents N      number of user agents, 2 to 16 (default: as the profile says)\n"
    "  --dialogs N     run no rounds: set up N calls between two cores, and report what they cost\n"
    "  --report memory only with --dialogs: what the report is about; there is no other\n"
    "  --missing       also print the rows that have not run\n"
    "  --speed         also print the calls for each second of processor time\n"
    "  --verbose       draw every step and every message of a violation\n"
    "  --json          print the report as JSON, and a violation's ladder as JSON lines\n";

struct run {
    struct sf_sim_config config;
    struct sim_rows rows;
    struct sf_sim_report sum;
    uint64_t seed, calls;
    unsigned profiles, failures;
    bool verbose, json, missing, speed, terminal;
    clock_t began;
};

/* ---- Rounds ---- */

static void on_step(void *user, unsigned agent, const struct sf_ua *ua,
                    const struct sf_fsm_step *step)
{
    struct run *run = user;
    (void)agent;
    (void)ua;
    sim_rows_add(&run->rows, step);
}

static void show_progress(const struct run *run, const struct sf_sim *sim, uint64_t calls)
{
    if (run->terminal && sf_sim_report(sim)->rounds % 64 == 0)
        fprintf(stderr, "\r%-12s %3" PRIu64 " %%", sf_sim_profile_name(run->config.profile),
                100 * sf_sim_report(sim)->calls / (calls ? calls : 1));
}

static void add_report(struct sf_sim_report *sum, const struct sf_sim_report *one)
{
    sum->rounds += one->rounds;
    sum->calls += one->calls;
    sum->answered += one->answered;
    sum->restored += one->restored;
    sum->exchanges += one->exchanges;
    sum->datagrams += one->datagrams;
    sum->steps += one->steps;
    sum->simulated_us += one->simulated_us;
    for (unsigned i = 0; i < SF_SIM_FAULTS; i++)
        sum->fault[i] += one->fault[i];
}

static void tell_violation(struct run *run, const struct sf_sim *sim, uint64_t seed)
{
    struct sf_sim_config quiet = run->config;
    char agents[32] = "";
    quiet.step = NULL;
    if (run->config.agents)
        snprintf(agents, sizeof agents, " --agents %u", run->config.agents);
    fprintf(run->json ? stderr : stdout,
            "\nviolation: %s\n  sipfsm sim --profile %s --seed %" PRIu64 "%s --calls 1\n",
            sf_sim_violation(sim), sf_sim_profile_name(run->config.profile), seed, agents);
    sim_draw(stdout, &quiet, seed, run->json, run->verbose);
}

/* Rounds of one profile until so many calls were made, or one violates something. False: no
 * memory. */
static bool run_profile(struct run *run, const struct sf_sim_profile *profile, uint64_t calls)
{
    run->config.profile = profile;
    struct sf_sim *sim = sf_sim_new(&run->config);
    if (!sim)
        return false;
    const struct sf_sim_report *report = sf_sim_report(sim);
    uint64_t seed = run->seed;
    for (bool holds = true; holds && (report->rounds == 0 || report->calls < calls); seed++) {
        holds = sf_sim_round(sim, seed);
        if (report->calls + report->exchanges == 0)
            break;
        if (!holds) {
            run->failures++;
            tell_violation(run, sim, seed);
        }
        show_progress(run, sim, calls);
    }
    if (run->terminal)
        fprintf(stderr, "\r%40s\r", "");
    if (!run->json)
        printf("%-12s %9" PRIu64 " calls, %9" PRIu64 " answered, %10" PRIu64
               " datagrams, %10" PRIu64 " steps\n",
               sf_sim_profile_name(profile), report->calls, report->answered, report->datagrams,
               report->steps);
    fflush(stdout);
    add_report(&run->sum, report);
    sf_sim_free(sim);
    return true;
}

/* ---- The report ---- */

static void print_report(const struct run *run)
{
    const struct sf_sim_report *sum = &run->sum;
    printf("\n%" PRIu64 " calls in %" PRIu64 " rounds of %u profiles, %" PRIu64
           " simulated hours: %" PRIu64 " answered, %" PRIu64 " restored, %" PRIu64
           " exchanges, %" PRIu64 " datagrams, %" PRIu64 " steps\n",
           sum->calls, sum->rounds, run->profiles, sum->simulated_us / 3600000000, sum->answered,
           sum->restored, sum->exchanges, sum->datagrams, sum->steps);
    printf("faults:");
    for (unsigned i = 0; i < SF_SIM_FAULTS; i++)
        printf("%s %" PRIu64 " %s", i ? "," : "", sum->fault[i], sf_sim_fault_name(i));
    printf("\nrows:");
    for (unsigned m = 0; m < SF_MACHINES; m++)
        printf("%s %s %u of %u", m ? "," : "", sf_registry_name[m], sim_rows_run(&run->rows, m),
               sim_rows_of(m));
    if (run->missing) {
        putchar('\n');
        sim_rows_missing(&run->rows, stdout);
    }
    if (run->speed) {
        double seconds = (double)(clock() - run->began) / CLOCKS_PER_SEC;
        printf("\nspeed: %.0f calls, %.0f datagrams a second of processor time",
               (double)sum->calls / seconds, (double)sum->datagrams / seconds);
    }
    printf("\n%u violation%s\n", run->failures, run->failures == 1 ? "" : "s");
}

static void write_report(const struct run *run)
{
    const struct sf_sim_report *sum = &run->sum;
    struct sf_json json = {.out = stdout};
    sf_json_open(&json, NULL, '{');
    sf_json_number(&json, "seed", (long long)run->seed);
    sf_json_number(&json, "profiles", run->profiles);
    sf_json_number(&json, "rounds", (long long)sum->rounds);
    sf_json_number(&json, "calls", (long long)sum->calls);
    sf_json_number(&json, "answered", (long long)sum->answered);
    sf_json_number(&json, "restored", (long long)sum->restored);
    sf_json_number(&json, "exchanges", (long long)sum->exchanges);
    sf_json_number(&json, "datagrams", (long long)sum->datagrams);
    sf_json_number(&json, "steps", (long long)sum->steps);
    sf_json_number(&json, "simulated_us", (long long)sum->simulated_us);
    sf_json_open(&json, "faults", '{');
    for (unsigned i = 0; i < SF_SIM_FAULTS; i++)
        sf_json_number(&json, sf_sim_fault_name(i), (long long)sum->fault[i]);
    sf_json_close(&json, '}');
    sf_json_open(&json, "rows", '{');
    for (unsigned m = 0; m < SF_MACHINES; m++) {
        sf_json_open(&json, sf_registry_name[m], '{');
        sf_json_number(&json, "run", sim_rows_run(&run->rows, m));
        sf_json_number(&json, "of", sim_rows_of(m));
        sf_json_close(&json, '}');
    }
    sf_json_close(&json, '}');
    sf_json_number(&json, "violations", run->failures);
    sf_json_close(&json, '}');
    putchar('\n');
}

static void list_profiles(void)
{
    const struct sf_sim_profile *profile;
    for (unsigned i = 0; (profile = sf_sim_profile_at(i)); i++)
        printf("%-12s %-8s %s\n", sf_sim_profile_name(profile),
               sf_sim_profile_hostile(profile) ? "hostile" : "correct",
               sf_sim_profile_about(profile));
}

static bool run_all(struct run *run, const struct sf_sim_profile *only)
{
    const struct sf_sim_profile *profile;
    uint64_t calls = run->calls;
    if (!only) {
        unsigned count = 1; /* there is one at least */
        while (sf_sim_profile_at(count))
            count++;
        calls /= count;
    }
    for (unsigned i = 0; (profile = sf_sim_profile_at(i)); i++) {
        if (only && profile != only)
            continue;
        run->profiles++;
        if (!run_profile(run, profile, calls))
            return false;
    }
    return true;
}

int sim_main(int argc, char **argv)
{
    static struct run run;
    const char *profile = "all";
    const char *report = NULL;
    uint64_t agents = 0, dialogs = 0;
    run = (struct run){.seed = 1, .calls = 20000, .terminal = isatty(2) != 0, .began = clock()};
    const struct option options[] = {
        {.name = "--profile", .kind = OPTION_TEXT, .text = &profile},
        {.name = "--seed", .kind = OPTION_NUMBER, .number = &run.seed, .most = UINT64_MAX / 2},
        {.name = "--calls",
         .kind = OPTION_NUMBER,
         .number = &run.calls,
         .least = 1,
         .most = 1000000000000},
        {.name = "--agents",
         .kind = OPTION_NUMBER,
         .number = &agents,
         .least = 2,
         .most = SF_SIM_AGENTS},
        {.name = "--dialogs",
         .kind = OPTION_NUMBER,
         .number = &dialogs,
         .least = 1,
         .most = STANDING_MOST},
        {.name = "--report", .kind = OPTION_TEXT, .text = &report, .choices = "memory"},
        {.name = "--missing", .kind = OPTION_FLAG, .flag = &run.missing},
        {.name = "--speed", .kind = OPTION_FLAG, .flag = &run.speed},
        {.name = "--verbose", .kind = OPTION_FLAG, .flag = &run.verbose},
        {.name = "--json", .kind = OPTION_FLAG, .flag = &run.json},
    };
    if (!options_read("sim", options, sizeof options / sizeof options[0], argc, argv, NULL))
        return EXIT_USAGE;
    if (report && !dialogs) {
        complain("sim", "--report %s needs --dialogs (see sipfsm help sim)", report);
        return EXIT_USAGE;
    }
    if (dialogs)
        return standing_report((unsigned)dialogs);
    if (strcmp(profile, "help") == 0) {
        list_profiles();
        return 0;
    }
    const struct sf_sim_profile *only = sf_sim_profile_named(profile);
    if (!only && strcmp(profile, "all") != 0) {
        complain("sim", "unknown profile '%s' (see sipfsm sim --profile help)", profile);
        return EXIT_USAGE;
    }
    run.config = (struct sf_sim_config){
        .agents = (unsigned)agents, .catches_aborts = true, .step = on_step, .user = &run};
    if (!sim_rows_open(&run.rows) || !run_all(&run, only)) {
        complain("sim", "no memory, or a profile that does not take %u agents", (unsigned)agents);
        return EXIT_USAGE;
    }
    if (run.json)
        write_report(&run);
    else
        print_report(&run);
    sim_rows_close(&run.rows);
    return run.failures > 0;
}
